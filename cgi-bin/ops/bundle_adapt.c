#include <inttypes.h>

#include "db/db.h"
#include "kit/crypto.h"
#include "ops/bundle_room.h"
#include "queries.h"
#include "shop/credential.h"

const char *bundle_installation(struct ctx *ctx)
{
	uint8_t key[CRYPTO_KEY_BYTES];

	crypto_subkey("installation", 0, key);
	return crypto_sha256_hex(ctx->arena, key, sizeof(key));
}

struct adapt {
	int64_t before;
	bool same_installation;
	struct bundle_told *told;
};

static enum err_code readdress(struct ctx *ctx, const struct adapt *a)
{
	const char *before = arena_printf(ctx->arena, "%06" PRId64 "/", a->before);
	const char *after = arena_printf(ctx->arena, "%06" PRId64 "/", ctx->tenant_id);

	q_readdress_pictures_queue(ctx, &(struct readdress_pictures_in){ .before = before, .after = after });
	q_readdress_media_queue(ctx, &(struct readdress_media_in){ .before = before, .after = after });
	q_readdress_blocks_queue(ctx, &(struct readdress_blocks_in){ .before = before, .after = after });
	q_readdress_orders_queue(ctx, &(struct readdress_orders_in){ .before = before, .after = after });
	q_readdress_hero_queue(ctx, &(struct readdress_hero_in){ .before = before, .after = after });
	q_readdress_logo_queue(ctx, &(struct readdress_logo_in){ .before = before, .after = after });
	q_product_docs_forget_queue(ctx);
	q_product_offers_forget_queue(ctx);
	return db_flush(ctx);
}

static enum err_code forget_staff(struct ctx *ctx)
{
	q_staff_forget_notes_queue(ctx);
	q_staff_forget_drafts_queue(ctx);
	q_staff_forget_imports_queue(ctx);
	q_staff_forget_events_queue(ctx);
	q_staff_forget_state_events_queue(ctx);
	return db_flush(ctx);
}

/* Sealed for the shop's id by the installation's key. */
static enum err_code reseal(struct ctx *ctx, const struct credential_all_row *c, struct adapt *a)
{
	const char *purpose = credential_purpose(ctx, c->provider, c->name), *secret;

	if (crypto_unseal(ctx, purpose, a->before, c->sealed, &secret)) {
		err_clear(ctx);
		a->told->keys_lost++;
		return q_credential_forget(
		    ctx, &(struct credential_forget_in){ .provider = c->provider, .name = c->name }, NULL);
	}
	if (a->before == ctx->tenant_id)
		return ERR_OK;
	return q_credential_reseal(ctx,
	    &(struct credential_reseal_in){
	        .provider = c->provider, .name = c->name, .sealed = crypto_seal(ctx, purpose, ctx->tenant_id, secret) },
	    NULL);
}

static enum err_code adapt(struct ctx *ctx, void *arg)
{
	struct adapt *a = arg;
	struct credential_all_row *keys;
	size_t n;
	enum err_code err = q_credential_all(ctx, &keys, &n);

	a->told->keys_lost = 0;
	for (size_t i = 0; i < n && !err; i++)
		err = reseal(ctx, &keys[i], a);
	if (!err && a->before != ctx->tenant_id)
		err = readdress(ctx, a);
	if (!err && !a->same_installation)
		err = forget_staff(ctx);
	return err;
}

enum err_code bundle_adapt(struct ctx *ctx, int64_t before, bool same_installation, struct bundle_told *told)
{
	struct adapt a = { .before = before, .same_installation = same_installation, .told = told };

	return db_tx(ctx, adapt, &a);
}
