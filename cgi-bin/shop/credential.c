#include "shop/credential.h"

#include "kit/crypto.h"
#include "queries.h"
#include "shop/tenant.h"

/* Of one use: what is sealed under one name does not open under another. */
const char *credential_purpose(struct ctx *ctx, const char *provider, const char *name)
{
	return arena_printf(ctx->arena, "credential/%s/%s", provider, name);
}

enum err_code credential_find(
    struct ctx *ctx, const char *provider, const char *name, const char **secret, int64_t *set_at)
{
	struct credential_row row;
	enum err_code err = q_credential_one(ctx, &(struct credential_in){ .provider = provider, .name = name }, &row);

	if (err)
		return err == ERR_NOT_FOUND ? err_set(ctx, err, "no %s of %s is set", name, provider) : err;
	if (set_at)
		*set_at = row.set_at;
	if (crypto_unseal(ctx, credential_purpose(ctx, provider, name), ctx->tenant->id, row.sealed, secret))
		return err_set(
		    ctx, ERR_INTERNAL, "%s of %s does not open: the installation's key is another one", name, provider);
	return ERR_OK;
}

enum err_code credential_set(struct ctx *ctx, const char *provider, const char *name, const char *secret)
{
	struct credential_set_in in = {
		.provider = provider,
		.name = name,
		.sealed = crypto_seal(ctx, credential_purpose(ctx, provider, name), ctx->tenant->id, secret),
		.now = ctx->now,
	};

	return q_credential_set(ctx, &in, NULL);
}
