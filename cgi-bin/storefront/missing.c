#include <string.h>

#include "shop/redirect.h"
#include "storefront/pages.h"
#include "web/site.h"

/* Who comes without a language in the address goes on in their own. */
enum err_code missing_answer(struct ctx *ctx, struct exchange *x)
{
	const char *query = x->req->query, *location;
	const char *locale = x->tail ? ctx->locale : site_negotiate(ctx, x);
	int status;
	enum err_code e = redirect_find(ctx, x->req->path, x->tail, locale, &location, &status);
	if (e)
		return e;
	if (*query && !strpbrk(location, "?#"))
		location = arena_printf(ctx->arena, "%s?%s", location, query);
	response_redirect(x->res, status, location);
	if (!x->tail)
		x->res->vary = "Accept-Language";
	return ERR_OK;
}
