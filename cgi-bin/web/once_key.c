#include <string.h>

#include "base/str.h"
#include "kit/crypto.h"
#include "web/once.h"

const char once_name[] = "once";

const char *once_key(struct ctx *ctx)
{
	char *key = arena_alloc(ctx->arena, CRYPTO_TOKEN_SIZE);
	crypto_token(key);
	return key;
}

static bool is_key(const char *value)
{
	return strlen(value) == CRYPTO_TOKEN_SIZE - 1 && strspn(value, "0123456789abcdef") == CRYPTO_TOKEN_SIZE - 1;
}

const struct pair *once_take_key(struct ctx *ctx, struct exchange *x, size_t *n)
{
	const struct request *req = x->req;
	struct pair *others = ARENA_ARRAY(ctx->arena, req->n_form, struct pair);
	*n = 0;
	for (size_t i = 0; i < req->n_form; i++) {
		const struct pair *p = &req->form[i];
		/* One that is no key, or a second one, stays among the others, of which none has that name. */
		if (!x->once.key && str_eq(p->name, once_name) && is_key(p->value))
			x->once.key = p->value;
		else
			others[(*n)++] = *p;
	}
	return others;
}
