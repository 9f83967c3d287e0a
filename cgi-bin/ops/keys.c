#include "ops/keys.h"

#include <inttypes.h>

#include "base/log.h"
#include "db/db.h"
#include "kit/crypto.h"
#include "ops/move.h"
#include "queries.h"
#include "shop/credential.h"
#include "shop/tenant.h"

enum { SHOPS_A_STEP = 100 };

static enum err_code rotate(struct ctx *ctx, const struct credential_all_row *c, struct keys_told *out)
{
	const char *purpose = credential_purpose(ctx, c->provider, c->name), *secret;
	bool first = false;
	int64_t changed = 0;
	enum err_code err = crypto_unseal_by(ctx, purpose, ctx->tenant_id, c->sealed, &secret, &first);

	if (err) {
		log_event(ctx, LOG_ERROR, "key_lost", "tenant=%" PRId64 " provider=%s name=%s", ctx->tenant_id,
		    c->provider, c->name);
		err_clear(ctx);
		out->lost++;
		return ERR_OK;
	}
	if (!first)
		err = q_credential_rotate(ctx,
		    &(struct credential_rotate_in){ .provider = c->provider,
		        .name = c->name,
		        .sealed = crypto_seal(ctx, purpose, ctx->tenant_id, secret),
		        .before = c->sealed },
		    &changed);
	out->sealed += changed > 0;
	out->current += changed == 0;
	return err;
}

static enum err_code rotate_shop(struct ctx *ctx, int64_t id, struct keys_told *out)
{
	struct credential_all_row *rows;
	const struct tenant *t;
	size_t n;
	enum err_code err = shop_hold_by_id(ctx, id, &t);

	if (err == ERR_NOT_FOUND || err == ERR_CONFLICT) {
		err_clear(ctx);
		out->busy += err == ERR_CONFLICT;
		return ERR_OK;
	}
	if (err)
		return err;
	db_scope(ctx->db, id, t->cell);
	ctx->tenant_id = id;
	err = q_credential_all(ctx, &rows, &n);
	for (size_t i = 0; i < n && !err; i++)
		err = rotate(ctx, &rows[i], out);
	out->shops++;
	shop_let_go(ctx, id, false);
	return err;
}

static enum err_code rotate_cell(struct ctx *ctx, const char *cell, struct keys_told *out)
{
	const int64_t *ids;
	int64_t after = 0;
	size_t n = 0;
	enum err_code err;

	do {
		err = tenant_ids_after(ctx, cell, after, SHOPS_A_STEP, &ids, &n);
		for (size_t i = 0; i < n && !err; i++)
			err = rotate_shop(ctx, ids[i], out);
		after = n > 0 && !err ? ids[n - 1] : after;
	} while (!err && n == SHOPS_A_STEP);
	return err;
}

enum err_code keys_rotate(struct ctx *ctx, struct keys_told *out)
{
	const char *const *cells;
	size_t n;
	enum err_code err = tenant_cells(ctx, &cells, &n);

	*out = (struct keys_told){ .shops = 0 };
	for (size_t i = 0; i < n && !err; i++)
		err = rotate_cell(ctx, cells[i], out);
	return err;
}
