#include <inttypes.h>

#include "admin/content.h"
#include "admin/pages.h"
#include "admin/views_content.h"
#include "admin/words.h"
#include "base/str.h"
#include "shop/tenant.h"
#include "web/flash.h"
#include "web/page.h"
#include "web/urls.h"

static const struct coded sorts[] = {
	{ "featured", N_("Our choice"), NULL },
	{ "name", N_("Name"), NULL },
	{ "price", N_("Price, low to high"), NULL },
	{ "price-down", N_("Price, high to low"), NULL },
	{ "new", N_("Newest first"), NULL },
	{ NULL, NULL, NULL },
};

static const char *path_of(struct ctx *ctx, int64_t id, const char *tail)
{
	return admin_url(ctx, arena_printf(ctx->arena, "/categories/%" PRId64 "%s", id, tail));
}

static void fill_form(struct ctx *ctx, struct form *form, const struct category_tree *tree,
    const struct category_form *f, const struct request *req)
{
	static const struct form_field name = { .name = "name",
		.section = N_("Name"),
		.label = N_("Name"),
		.type = "text",
		.required = true,
		.width = "half",
		.maxlength = "200" };
	static const struct form_field description = {
		.name = "description", .section = N_("Description"), .label = N_("Description"), .type = "textarea"
	};
	static const struct form_field slug = { .name = "slug",
		.section = N_("Address in the shop"),
		.label = N_("Address"),
		.type = "text",
		.width = "half",
		.maxlength = "200",
		.hint = N_("Made from the name where it is empty. Former addresses keep leading here.") };
	size_t l = ctx->settings->locales.n, n = 0;
	form->fields = ARENA_ARRAY(ctx->arena, 3 * l + 4, struct form_field);
	form_localized(ctx, form->fields, &name, &f->name);
	form_localized(ctx, form->fields + l, &description, &f->description);
	form_localized(ctx, form->fields + 2 * l, &slug, &f->slug);
	for (size_t i = l; i < 3 * l; i++)
		form->fields[i].required = false;
	/* Said once. */
	for (size_t i = 2 * l + 1; i < 3 * l; i++)
		form->fields[i].hint = NULL;
	n = 3 * l;
	struct form_field *parent = &form->fields[n++];
	*parent = (struct form_field){ .name = "parent",
		.section = N_("Place in the shop"),
		.label = N_("Lies below"),
		.type = "select",
		.required = true,
		.width = "half" };
	field_categories(ctx, parent, tree, f->parent_id, N_("Nothing: it is a top category"));
	struct form_field *sort = &form->fields[n++];
	*sort = (struct form_field){ .name = "sort",
		.label = N_("Order of its products"),
		.type = "select",
		.required = true,
		.width = "half",
		.hint = N_("Our choice is the order that you make below. Shoppers can choose another one.") };
	field_codes(ctx, sort, sorts, f->sort);
	form->fields[n++] = (struct form_field){
		.name = "hidden", .label = N_("Hide it in the shop"), .type = "checkbox", .checked = f->hidden
	};
	form->fields[n++] =
	    (struct form_field){ .name = "version", .type = "hidden", .value = digits(ctx, f->version) };
	form->n_fields = n;
	form_fill(ctx, form, req);
	form_overrule(form, "version", digits(ctx, f->version));
}

static enum err_code fill_products(struct ctx *ctx, int64_t id, struct category_edit_page *view)
{
	const struct category_product *products;
	size_t n;
	enum err_code e = category_products(ctx, id, &products, &n);
	if (e)
		return e;
	view->more = n == CATEGORY_PRODUCTS;
	view->list = (struct arranged){ .move_url = path_of(ctx, id, "/products"),
		.name = N_("Product"),
		.rows = ARENA_ARRAY(ctx->arena, n, struct arranged_row),
		.n_rows = n };
	for (size_t i = 0; i < n; i++)
		view->list.rows[i] = (struct arranged_row){
			.id = digits(ctx, products[i].id),
			.name = products[i].name,
			.url = admin_url(ctx, arena_printf(ctx->arena, "/products/%" PRId64, products[i].id)),
			.status = product_status(products[i].state),
			.has_status = true,
			.first = i == 0,
			.last = i + 1 == n,
		};
	return ERR_OK;
}

static void fill_remove(struct ctx *ctx, const struct category_tree *tree, int64_t id, struct category_edit_page *view,
    const struct request *req)
{
	struct form_field *to = ARENA_NEW(ctx->arena, struct form_field);
	*to = (struct form_field){ .name = "to",
		.label = N_("Its products and its address go to"),
		.type = "select",
		.required = true,
		.width = "half" };
	field_categories(ctx, to, tree, 0, N_("Nowhere: it is empty"));
	for (size_t i = 0; i < to->n_options; i++)
		to->options[i].disabled = str_eq(to->options[i].value, digits(ctx, id));
	view->remove_url = path_of(ctx, id, "/remove");
	view->remove_form = (struct form){ .prefix = "remove", .fields = to, .n_fields = 1 };
	form_fill(ctx, &view->remove_form, req);
}

/* In the reader's language where the shop speaks it, else in the shop's own. */
static const char *shop_url_of(struct ctx *ctx, const struct category_form *f)
{
	const char *locale = ctx->locale, *slug = localized_find(&f->slug, locale);
	if (!slug) {
		locale = ctx->settings->default_locale;
		slug = localized_find(&f->slug, locale);
	}
	return slug ? url_shop(ctx, locale, arena_printf(ctx->arena, "/c/%s", url_encode(ctx, slug))) : NULL;
}

enum which_form { FORM_CATEGORY, FORM_REMOVE };

static enum err_code show(struct ctx *ctx, struct exchange *x, int64_t id, enum which_form typed)
{
	struct category_tree tree;
	struct category_form f = { .sort = "featured" };
	struct category_edit_page view = { .back_url = admin_url(ctx, "/categories"),
		.action = admin_url(ctx, "/categories/new"),
		.title = view_text(ctx, N_("New category")) };
	enum err_code e = category_tree(ctx, &tree);
	if (!e && id)
		e = category_form_get(ctx, id, &f);
	if (e)
		return e;
	const struct refusal *refusals = ctx->refusals;
	if (id) {
		const struct category_node *node = category_tree_find(&tree, id);
		view.title = node ? node->name : "";
		view.action = path_of(ctx, id, "");
		view.shop_url = node && node->active ? shop_url_of(ctx, &f) : NULL;
		ctx->refusals = typed == FORM_REMOVE ? ctx->refusals : NULL;
		fill_remove(ctx, &tree, id, &view, typed == FORM_REMOVE ? x->req : NULL);
		e = fill_products(ctx, id, &view);
	}
	ctx->refusals = typed == FORM_CATEGORY ? (struct refusal *)refusals : NULL;
	fill_form(ctx, &view.form, &tree, &f, typed == FORM_CATEGORY ? x->req : NULL);
	if (e)
		return e;
	struct page *page = page_create(ctx, x);
	page->title = view.title;
	return page_render(ctx, x, "category", &view, page);
}

enum err_code category_new_get(struct ctx *ctx, struct exchange *x)
{
	return show(ctx, x, 0, FORM_CATEGORY);
}

enum err_code category_edit_get(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : show(ctx, x, id, FORM_CATEGORY);
}

static enum err_code post(struct ctx *ctx, struct exchange *x, int64_t id)
{
	const struct category_in *in = x->in;
	struct category_form f = { .id = id,
		.version = in->version,
		.parent_id = in->parent,
		.hidden = in->hidden,
		.sort = in->sort,
		.name = in->name,
		.slug = in->slug,
		.description = in->description };
	int64_t saved = id;
	enum err_code e = x->in_err ? x->in_err : category_save(ctx, &f, &saved);
	if (e) {
		e = form_refused(ctx, x, e);
		return e ? e : show(ctx, x, id, FORM_CATEGORY);
	}
	return flash_redirect(ctx, x, path_of(ctx, saved, ""), "saved");
}

enum err_code category_new_post(struct ctx *ctx, struct exchange *x)
{
	return post(ctx, x, 0);
}

enum err_code category_edit_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : post(ctx, x, id);
}

enum err_code category_products_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id, product_id;
	enum arrange_step step;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = move_read(ctx, x, &product_id, &step);
	if (!e)
		e = category_product_move(ctx, id, product_id, step);
	return e ? e : flash_redirect(ctx, x, arena_printf(ctx->arena, "%s#products", path_of(ctx, id, "")), "saved");
}

enum err_code category_remove_post(struct ctx *ctx, struct exchange *x)
{
	const struct category_remove_in *in = x->in;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = x->in_err ? x->in_err : category_remove(ctx, id, in->to);
	if (e == ERR_INPUT) {
		x->res->status = err_http_status(e);
		return show(ctx, x, id, FORM_REMOVE);
	}
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/categories"), "deleted");
}
