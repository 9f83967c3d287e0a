/*
 * credential: the keys that a shop has with providers, sealed at rest (kit/crypto) by a subkey of the installation's
 * key for this shop, provider and name. They are read where they are used and shown to nobody.
 */
#ifndef STOA_SHOP_CREDENTIAL_H
#define STOA_SHOP_CREDENTIAL_H

#include <stdint.h>

#include "base/ctx.h"

/*
 * Of the shop whose scope is open (ctx->tenant). set_at: UTC seconds; may be NULL. ERR_NOT_FOUND where none was set;
 * ERR_INTERNAL where it does not open with this installation's key.
 */
enum err_code credential_find(
    struct ctx *, const char *provider, const char *name, const char **secret, int64_t *set_at);

/* What a key is sealed for; the shop's id goes with it. */
const char *credential_purpose(struct ctx *, const char *provider, const char *name);

/* Sets it anew or for the first time. */
enum err_code credential_set(struct ctx *, const char *provider, const char *name, const char *secret);

#endif
