#include "admin/pages.h"
#include "admin/views.h"
#include "base/str.h"
#include "shop/staff.h"
#include "web/urls.h"

static const struct {
	const char *role, *label;
} roles[] = {
	{ "owner", N_("Owner") },
	{ "clerk", N_("Clerk") },
};

static const char *role_label(const char *role)
{
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
		if (str_eq(roles[i].role, role))
			return roles[i].label;
	return N_("Staff");
}

static const char *shop_home(struct ctx *ctx, const char *name)
{
	return url_path(ctx, arena_printf(ctx->arena, "/%s/", name));
}

enum err_code shops_get(struct ctx *ctx, struct exchange *x)
{
	const struct membership *m;
	struct shops_page view = { 0 };
	enum err_code e = staff_memberships(ctx, &m, &view.n_shops);
	if (e)
		return e;
	if (view.n_shops == 1) {
		response_redirect(x->res, 303, shop_home(ctx, m[0].tenant_name));
		return ERR_OK;
	}
	view.shops = ARENA_ARRAY(ctx->arena, view.n_shops, struct shop_row);
	for (size_t i = 0; i < view.n_shops; i++)
		view.shops[i] = (struct shop_row){
			.title = m[i].title,
			.name = m[i].tenant_name,
			.url = shop_home(ctx, m[i].tenant_name),
			.role = role_label(m[i].role),
			.storefront = str_empty(m[i].host) ? NULL : url_absolute(ctx, m[i].host, "/"),
		};
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Your shops"));
	return page_render(ctx, x, "shops", &view, page);
}
