#include <inttypes.h>

#include "admin/content.h"
#include "admin/link_fields.h"
#include "admin/pages.h"
#include "admin/views_content.h"
#include "base/str.h"
#include "shop/menu.h"
#include "shop/tenant.h"
#include "web/flash.h"
#include "web/page.h"

static const char *const here = "/content/menus";

static const struct {
	const char *menu, *title, *own;
} menus[MENUS] = {
	{ "main", N_("Main menu"), N_("The shop makes it by itself: the top categories in their order.") },
	{ "footer", N_("Menu at the foot"), N_("The shop makes it by itself: the pages in their order.") },
};

const char *menu_item_name(struct ctx *ctx, const struct link_names *names, const struct menu_item *item)
{
	const char *label = localized_find(&item->label, ctx->locale);
	if (str_empty(label) && str_eq(item->target.kind, "address"))
		label = localized_best(&item->label, ctx->locale, ctx->settings->default_locale);
	return str_empty(label) ? link_name(ctx, names, &item->target) : label;
}

struct listing {
	const struct menu_items *all;
	struct link_names names;
	const char *menu;
	struct arranged *to;
};

static void add_level(struct ctx *ctx, struct listing *l, int64_t parent_id)
{
	struct arranged_row *before = NULL;
	for (size_t i = 0; i < l->all->n; i++) {
		const struct menu_item *item = &l->all->v[i];
		if (!str_eq(item->menu, l->menu) || item->parent_id != parent_id)
			continue;
		struct arranged_row *row = &l->to->rows[l->to->n_rows++];
		*row = (struct arranged_row){
			.id = digits(ctx, item->id),
			.name = menu_item_name(ctx, &l->names, item),
			.url = admin_url(ctx, arena_printf(ctx->arena, "/content/menus/items/%" PRId64, item->id)),
			.depth = parent_id ? "depth-2" : "depth-1",
			.detail = link_name(ctx, &l->names, &item->target),
			.status = shown_status(link_shown(&l->names, &item->target)),
			.has_status = true,
			.first = !before,
			.last = true,
		};
		if (before)
			before->last = false;
		before = row;
		if (parent_id == 0)
			add_level(ctx, l, item->id);
	}
}

static struct menu_part part_of(struct ctx *ctx, struct listing *l, size_t which)
{
	const char *menu = menus[which].menu;
	struct menu_part part = {
		.id = arena_printf(ctx->arena, "menu-%s", menu),
		.title = menus[which].title,
		.own = menus[which].own,
		.set = menu_is_set(l->all, menu),
		.menu = menu,
		.new_url = admin_url(ctx, arena_printf(ctx->arena, "/content/menus/%s/new", menu)),
		.start_url = admin_url(ctx, "/content/menus/start"),
		.reset_url = admin_url(ctx, "/content/menus/reset"),
		.list = { .move_url = admin_url(ctx, "/content/menus/move"),
		    .name = N_("Item"),
		    .detail = N_("Leads to"),
		    .rows = ARENA_ARRAY(ctx->arena, l->all->n, struct arranged_row) },
	};
	l->menu = menu;
	l->to = &part.list;
	add_level(ctx, l, 0);
	return part;
}

enum err_code menus_get(struct ctx *ctx, struct exchange *x)
{
	struct menu_items all;
	struct listing l = { .all = &all };
	enum err_code e = menu_items(ctx, &all);
	if (!e)
		e = link_names(ctx, &l.names);
	if (e)
		return e;
	struct menus_page view = { .menus = ARENA_ARRAY(ctx->arena, MENUS, struct menu_part), .n_menus = MENUS };
	view.tabs = content_tabs(ctx, here, &view.n_tabs);
	for (size_t i = 0; i < MENUS; i++)
		view.menus[i] = part_of(ctx, &l, i);
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Menus"));
	return page_render(ctx, x, "menus", &view, page);
}

static enum err_code back_to_list(struct ctx *ctx, struct exchange *x, enum err_code e, const char *flash)
{
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, here), flash);
}

enum err_code menus_move_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum arrange_step step;
	enum err_code e = move_read(ctx, x, &id, &step);
	return back_to_list(ctx, x, e ? e : menu_item_move(ctx, id, step), "saved");
}

static enum err_code named(struct ctx *ctx, const struct exchange *x, const char **menu)
{
	const struct menu_in *in = x->in;
	*menu = in->menu;
	return menu_known(in->menu) ? ERR_OK : err_set(ctx, ERR_MALFORMED, "no such menu");
}

enum err_code menus_start_post(struct ctx *ctx, struct exchange *x)
{
	const char *menu;
	enum err_code e = named(ctx, x, &menu);
	return back_to_list(ctx, x, e ? e : menu_start(ctx, menu), "saved");
}

enum err_code menus_reset_post(struct ctx *ctx, struct exchange *x)
{
	const char *menu;
	enum err_code e = named(ctx, x, &menu);
	return back_to_list(ctx, x, e ? e : menu_reset(ctx, menu), "saved");
}
