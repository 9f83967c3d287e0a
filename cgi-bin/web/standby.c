#include "web/standby.h"

#include "cache/cache.h"
#include "shop/changes.h"
#include "web/cart_cookie.h"

/* As far as the primary was when its changes were asked for last; not where that is too long ago. */
static uint64_t position(const void *arg, const char *cell)
{
	const struct ctx *ctx = arg;
	return changes_known(ctx, cell) ? cache_position(ctx->cache, cell) : 0;
}

/* As CGI there is no time to meet a standby: the one request is over by then. */
void standby_allow(const struct engine *engine, struct ctx *ctx, const struct exchange *x)
{
	bool reads = x->req->method == HTTP_GET || x->req->method == HTTP_HEAD;
	if (engine->app->reads_aside && engine->lasting && reads && ctx->cache != NULL &&
	    !cart_cookie_is_new(ctx, x->req))
		db_read_aside(ctx->db, position, ctx);
}
