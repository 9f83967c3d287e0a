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

static const char *path_of(struct ctx *ctx, int64_t id, const char *tail)
{
	return admin_url(ctx, arena_printf(ctx->arena, "/content/menus/items/%" PRId64 "%s", id, tail));
}

/* Items of the first level, but itself. */
static void field_parents(struct ctx *ctx, struct form_field *field, const struct menu_items *all,
    const struct menu_item *item, const struct link_names *names)
{
	field->options = ARENA_ARRAY(ctx->arena, all->n + 1, struct form_option);
	field->options[field->n_options++] =
	    (struct form_option){ .value = "", .label = view_text(ctx, N_("Nothing: it is on the first level")) };
	for (size_t i = 0; i < all->n; i++) {
		const struct menu_item *p = &all->v[i];
		if (!str_eq(p->menu, item->menu) || p->parent_id || p->id == item->id)
			continue;
		field->options[field->n_options++] = (struct form_option){ .value = digits(ctx, p->id),
			.label = menu_item_name(ctx, names, p),
			.selected = p->id == item->parent_id };
	}
}

static enum err_code fill_form(struct ctx *ctx, struct form *form, const struct menu_items *all,
    const struct menu_item *item, const struct request *req)
{
	static const struct form_field label = { .name = "label",
		.section = N_("Words"),
		.label = N_("Words"),
		.type = "text",
		.width = "half",
		.maxlength = "100",
		.hint = N_("Where this is empty, the name of the category or page stands there.") };
	size_t l = ctx->settings->locales.n;
	struct link_names names;
	struct link_fields link = {
		.section = N_("Where it leads"), .label = N_("Leads to"), .home = true, .now = &item->target
	};
	enum err_code e = link_names(ctx, &names);
	if (e)
		return e;
	form->fields = ARENA_ARRAY(ctx->arena, LINK_FIELDS + l + 2, struct form_field);
	link_fields(ctx, form->fields, &names, &link);
	form_localized(ctx, form->fields + LINK_FIELDS, &label, &item->label);
	for (size_t i = 1; i < l; i++)
		form->fields[LINK_FIELDS + i].hint = NULL;
	size_t n = LINK_FIELDS + l;
	struct form_field *parent = &form->fields[n++];
	*parent = (struct form_field){ .name = "parent",
		.section = N_("Place in the menu"),
		.label = N_("Lies below"),
		.type = "select",
		.required = true };
	field_parents(ctx, parent, all, item, &names);
	form->fields[n++] = (struct form_field){ .name = "version", .type = "hidden" };
	form->n_fields = n;
	form_fill(ctx, form, req);
	form_overrule(form, "version", digits(ctx, item->version));
	return ERR_OK;
}

static enum err_code show(struct ctx *ctx, struct exchange *x, int64_t id, const char *menu)
{
	struct menu_items all;
	struct menu_item fresh = { .menu = menu, .target = { .kind = "category" } };
	enum err_code e = menu_items(ctx, &all);
	const struct menu_item *item = e ? NULL : id ? menu_item_find(&all, id) : &fresh;
	if (e || !item)
		return e ? e : err_set(ctx, ERR_NOT_FOUND, "no menu item %" PRId64, id);
	struct item_edit_page view = { .back_url = admin_url(ctx, "/content/menus"),
		.title = id ? N_("Menu item") : N_("New menu item"),
		.action =
		    id ? path_of(ctx, id, "") : admin_url(ctx, arena_printf(ctx->arena, "/content/menus/%s/new", menu)),
		.remove_url = id ? path_of(ctx, id, "/remove") : NULL };
	e = fill_form(ctx, &view.form, &all, item, x->req);
	if (e)
		return e;
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, view.title);
	return page_render(ctx, x, "menu-item", &view, page);
}

static enum err_code post(struct ctx *ctx, struct exchange *x, int64_t id, const char *menu)
{
	const struct menu_item_in *in = x->in;
	struct menu_item item = {
		.id = id, .version = in->version, .menu = menu, .parent_id = in->parent, .label = in->label
	};
	struct link_form link = {
		.kind = in->link, .category = in->category, .page = in->page, .address = in->address
	};
	enum err_code e = x->in_err;
	if (!e)
		e = str_empty(in->link) ? refuse(ctx, "link", "choose_one", NULL, NULL)
		                        : link_read(ctx, &link, &item.target);
	if (!e)
		e = menu_item_save(ctx, &item, &id);
	if (e) {
		e = form_refused(ctx, x, e);
		return e ? e : show(ctx, x, item.id, menu);
	}
	return flash_redirect(ctx, x, admin_url(ctx, "/content/menus"), "saved");
}

static enum err_code menu_named(struct ctx *ctx, const struct exchange *x)
{
	return menu_known(x->seg[0]) ? ERR_OK : err_set(ctx, ERR_NOT_FOUND, "no such menu");
}

enum err_code menu_new_get(struct ctx *ctx, struct exchange *x)
{
	enum err_code e = menu_named(ctx, x);
	return e ? e : show(ctx, x, 0, x->seg[0]);
}

enum err_code menu_new_post(struct ctx *ctx, struct exchange *x)
{
	enum err_code e = menu_named(ctx, x);
	return e ? e : post(ctx, x, 0, x->seg[0]);
}

enum err_code menu_item_get(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : show(ctx, x, id, NULL);
}

enum err_code menu_item_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	struct menu_items all;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = menu_items(ctx, &all);
	const struct menu_item *item = e ? NULL : menu_item_find(&all, id);
	if (!e && !item)
		e = err_set(ctx, ERR_NOT_FOUND, "no menu item %" PRId64, id);
	return e ? e : post(ctx, x, id, item->menu);
}

enum err_code menu_item_remove_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = menu_item_remove(ctx, id);
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/content/menus"), "deleted");
}
