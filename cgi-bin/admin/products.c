#include <inttypes.h>

#include "admin/product.h"
#include "admin/words.h"
#include "base/str.h"
#include "kit/text.h"
#include "web/shopfront.h"
#include "web/urls.h"

enum { PER_PAGE = 30 };

static const struct {
	const char *code, *label;
	enum goods_sort sort;
} sorts[] = {
	{ "name", N_("Name"), GOODS_BY_NAME },
	{ "updated", N_("Changed last"), GOODS_BY_UPDATED },
	{ "stock", N_("Least stock first"), GOODS_BY_STOCK },
	{ "handle", N_("Handle"), GOODS_BY_HANDLE },
};
enum { SORTS = sizeof sorts / sizeof sorts[0] };

static struct product_row row_of(struct ctx *ctx, const struct goods_row *g)
{
	return (struct product_row){
		.id = product_digits(ctx, g->id),
		.name = g->name,
		.choose = view_format(ctx, N_("Choose {1}"), g->name, NULL),
		.url = product_url(ctx, g->id, ""),
		.picture = shop_picture(ctx, g->picture, NULL, SLOT_LINE),
		.state = product_shown(ctx, g->state, g->publish_at, g->unpublish_at),
		.variants = g->variants,
		.price = g->price_from,
		.from = g->price_varies,
		.available = g->available,
		.counted = g->tracked > 0,
		.low = g->low > 0,
		.updated_at = g->updated_at,
	};
}

/* The list's address with search, filters and sort, and one of its pages. */
static const char *list_url(struct ctx *ctx, const struct products_in *in, int64_t page)
{
	const char *url = arena_printf(ctx->arena, "%s?q=%s&state=%s&sort=%s", admin_url(ctx, "/products"),
	    url_encode(ctx, in->q), in->state, in->sort);
	if (in->category)
		url = arena_printf(ctx->arena, "%s&category=%" PRId64, url, in->category);
	if (in->low)
		url = arena_printf(ctx->arena, "%s&low=1", url);
	return page > 1 ? arena_printf(ctx->arena, "%s&page=%" PRId64, url, page) : url;
}

static struct pager_part pager(
    struct ctx *ctx, const struct products_in *in, int64_t page, const struct goods_rows *rows)
{
	struct pager_part p = { .page = page };
	if (page > 1)
		p.prev_url = list_url(ctx, in, page - 1);
	if (rows->more)
		p.next_url = list_url(ctx, in, page + 1);
	p.many = p.prev_url || p.next_url;
	return p;
}

static void fill_states(struct ctx *ctx, const struct products_in *in, struct products_page *view)
{
	view->states = ARENA_ARRAY(ctx->arena, PRODUCT_STATES + 1, struct form_option);
	const struct form_option *own = product_state_options(ctx, in->state);
	view->states[view->n_states++] = (struct form_option){ .value = "", .label = view_text(ctx, N_("All")) };
	for (size_t i = 0; i < PRODUCT_STATES; i++)
		view->states[view->n_states++] = own[i];
	view->sorts = ARENA_ARRAY(ctx->arena, SORTS, struct form_option);
	for (size_t i = 0; i < SORTS; i++)
		view->sorts[view->n_sorts++] = (struct form_option){ .value = sorts[i].code,
			.label = view_text(ctx, sorts[i].label),
			.selected = str_eq(sorts[i].code, in->sort) };
}

static enum err_code fill_categories(struct ctx *ctx, const struct products_in *in, struct products_page *view)
{
	const struct goods_category *all;
	size_t n;
	enum err_code e = goods_categories(ctx, &all, &n);
	if (e)
		return e;
	view->categories = ARENA_ARRAY(ctx->arena, n + 1, struct form_option);
	view->categories[view->n_categories++] =
	    (struct form_option){ .value = "", .label = view_text(ctx, N_("All")) };
	for (size_t i = 0; i < n; i++)
		view->categories[view->n_categories++] = (struct form_option){ .value = product_digits(ctx, all[i].id),
			.label = all[i].name,
			.selected = all[i].id == in->category };
	return ERR_OK;
}

static bool known_state(const char *state)
{
	return str_empty(state) || str_eq(state, "active") || str_eq(state, "draft") || str_eq(state, "archived");
}

enum err_code products_get(struct ctx *ctx, struct exchange *x)
{
	const struct products_in *in = x->in;
	struct goods_query query = { .search = in->q,
		.state = in->state,
		.category_id = in->category,
		.low = in->low,
		.sort = GOODS_BY_NAME,
		.page = in->page ? in->page : 1,
		.limit = PER_PAGE };
	struct goods_rows rows = { 0 };
	if (!known_state(in->state))
		return err_set(ctx, ERR_MALFORMED, "product state is none of ours");
	for (size_t i = 0; i < SORTS; i++)
		if (str_eq(sorts[i].code, in->sort))
			query.sort = sorts[i].sort;
	/* A search that is too long finds nothing, and stands in its field to be shortened. */
	enum err_code e = x->in_err ? ERR_OK : goods_list(ctx, &query, &rows);
	if (e)
		return e;
	struct products_page view = {
		.action = admin_url(ctx, "/products"),
		.query = query.search,
		.filtered = !str_empty(in->q) || !str_empty(in->state) || in->category || in->low,
		.clear_url = admin_url(ctx, "/products"),
		.low = in->low,
		.bulk_url = admin_url(ctx, "/products/bulk"),
		.new_url = admin_url(ctx, "/products/new"),
		.attributes_url = admin_url(ctx, "/products/attributes"),
		.import_url = admin_url(ctx, "/files"),
		.products = ARENA_ARRAY(ctx->arena, rows.n, struct product_row),
		.n_products = rows.n,
		.pager = pager(ctx, in, query.page, &rows),
	};
	view.searchable = view.filtered || rows.n > 0 || query.page > 1;
	fill_states(ctx, in, &view);
	e = fill_categories(ctx, in, &view);
	if (e)
		return e;
	for (size_t i = 0; i < rows.n; i++)
		view.products[i] = row_of(ctx, &rows.v[i]);
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Products"));
	x->res->status = x->in_err ? err_http_status(x->in_err) : 200;
	return page_render(ctx, x, "products", &view, page);
}
