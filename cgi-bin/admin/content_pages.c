#include <inttypes.h>

#include "admin/content.h"
#include "admin/pages.h"
#include "admin/views_content.h"
#include "base/str.h"
#include "shop/content.h"
#include "web/flash.h"
#include "web/page.h"

static const char *const here = "/content/pages";

enum err_code content_get(struct ctx *ctx, struct exchange *x)
{
	response_redirect(x->res, 303, admin_url(ctx, here));
	return ERR_OK;
}

static const struct {
	const char *role, *words;
} roles[] = {
	{ "imprint", N_("Imprint") },
	{ "terms", N_("Terms and conditions") },
	{ "privacy", N_("Privacy") },
	{ "withdrawal", N_("Right of withdrawal") },
	{ "shipping", N_("Shipping") },
};

static const char *role_words(struct ctx *ctx, const char *role)
{
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
		if (str_eq(roles[i].role, role))
			return view_text(ctx, roles[i].words);
	return "";
}

enum err_code content_pages_get(struct ctx *ctx, struct exchange *x)
{
	const struct content_row *rows;
	struct content_list_page view = { .new_url = admin_url(ctx, "/content/pages/new") };
	enum err_code e = content_list(ctx, &rows, &view.list.n_rows);
	if (e)
		return e;
	size_t n = view.list.n_rows;
	view.tabs = content_tabs(ctx, here, &view.n_tabs);
	view.list.move_url = admin_url(ctx, "/content/pages/move");
	view.list.name = N_("Page");
	view.list.detail = N_("Used as");
	view.list.rows = ARENA_ARRAY(ctx->arena, n, struct arranged_row);
	for (size_t i = 0; i < n; i++)
		view.list.rows[i] = (struct arranged_row){
			.id = digits(ctx, rows[i].id),
			.name = rows[i].title,
			.url = admin_url(ctx, arena_printf(ctx->arena, "/content/pages/%" PRId64, rows[i].id)),
			.detail = role_words(ctx, rows[i].role),
			.status = shown_status(rows[i].active),
			.has_status = true,
			.first = i == 0,
			.last = i + 1 == n,
		};
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Pages"));
	return page_render(ctx, x, "content-pages", &view, page);
}

enum err_code content_pages_move_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum arrange_step step;
	enum err_code e = move_read(ctx, x, &id, &step);
	if (!e)
		e = content_move(ctx, id, step);
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, here), "saved");
}
