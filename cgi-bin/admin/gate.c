#include "admin/menu.h"
#include "admin/pages.h"
#include "base/str.h"
#include "shop/staff.h"
#include "shop/tenant.h"
#include "web/cookie.h"
#include "web/once.h"
#include "web/urls.h"

static const char cookie[] = "staff";

void gate_open(struct ctx *ctx, struct exchange *x, const char *token)
{
	response_cookie(x->res, ctx, cookie, token, STAFF_SESSION_SECONDS, cookie_secure(x->req));
}

enum err_code gate_logout(struct ctx *ctx, struct exchange *x)
{
	enum err_code e = staff_logout(ctx, request_cookie(x->req, cookie));
	if (!e)
		response_cookie(x->res, ctx, cookie, "", 0, cookie_secure(x->req));
	return e;
}

enum err_code gate_login(struct ctx *ctx, struct exchange *x)
{
	return staff_by_session(ctx, request_cookie(x->req, cookie), &ctx->staff);
}

enum err_code gate_member(struct ctx *ctx, struct exchange *x, const char *shop)
{
	(void)x;
	const char *role, *locale = ctx->locale;
	const struct tenant *tenant;
	enum err_code e = staff_role(ctx, shop, &role);
	if (!e)
		e = tenant_by_name(ctx, shop, &tenant);
	if (e)
		return e;
	e = tenant_enter(ctx, tenant, locale);
	ctx->tenant_id = tenant->id;
	/* Whoever works here reads their own language, whatever the shop speaks, and the shop's own currency. */
	ctx->locale = locale;
	return e;
}

enum err_code gate_dress(struct ctx *ctx, struct exchange *x, struct page *page)
{
	page->noindex = true;
	if (ctx->tenant && x->route && x->route->needs & NEED_MEMBER) {
		menu_fill(ctx, x, page);
		page->once = once_key(ctx);
		/* In the reader's language where the shop speaks it. */
		page->visit_url = url_shop(ctx,
		    settings_offer_locale(ctx->settings, ctx->locale) ? ctx->locale : ctx->settings->default_locale,
		    "/");
	}
	/* The layout says "Stoa" by itself. */
	if (!ctx->tenant)
		page->shop_name = NULL;
	else if (str_empty(page->shop_name))
		page->shop_name = ctx->tenant->name;
	return ERR_OK;
}

const char *admin_url(struct ctx *ctx, const char *tail)
{
	return url_path(ctx, arena_printf(ctx->arena, "/%s%s", ctx->tenant->name, tail));
}

enum err_code admin_id(struct ctx *ctx, const struct exchange *x, int64_t *id)
{
	return str_to_int(x->seg[0], 1, INT64_MAX, id) ? ERR_OK : err_set(ctx, ERR_NOT_FOUND, "no id in the address");
}
