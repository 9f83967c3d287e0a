#include <string.h>

#include "base/str.h"
#include "shop/theme.h"
#include "storefront/pages.h"

/* "/theme/<hash>.css": never another content under that address. */
enum err_code theme_get_sheet(struct ctx *ctx, struct exchange *x)
{
	const char *css, *name = x->seg[0];
	if (!str_ends(name, ".css"))
		return err_set(ctx, ERR_NOT_FOUND, "no style sheet");
	enum err_code e = theme_sheet(ctx, arena_strndup(ctx->arena, name, strlen(name) - 4), &css);
	if (e)
		return e;
	x->res->type = "text/css; charset=utf-8";
	x->res->cache = CACHE_FOREVER;
	x->alike = true;
	buf_puts(&x->res->body, css);
	return ERR_OK;
}
