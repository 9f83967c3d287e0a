#include <inttypes.h>

#include "admin/pages.h"
#include "admin/views.h"
#include "admin/words.h"
#include "shop/goods.h"
#include "web/shopfront.h"
#include "web/urls.h"

enum { PER_PAGE = 30 };

static struct product_row row_of(struct ctx *ctx, const struct goods_row *g)
{
	return (struct product_row){
		.name = g->name,
		.url = admin_url(ctx, arena_printf(ctx->arena, "/products/%" PRId64, g->id)),
		.picture = shop_picture(ctx, g->picture, NULL, SLOT_LINE),
		.state = product_status(g->state),
		.variants = g->variants,
		.price = g->price_from,
		.from = g->price_varies,
		.available = g->available,
		.counted = g->tracked > 0,
		.low = g->low > 0,
	};
}

static struct pager_part pager(struct ctx *ctx, const struct goods_query *query, const struct goods_rows *rows)
{
	struct pager_part p = { 0 };
	const char *first =
	    arena_printf(ctx->arena, "%s?q=%s", admin_url(ctx, "/products"), url_encode(ctx, query->search));
	if (*query->after_handle)
		p.first_url = first;
	if (rows->more)
		p.next_url =
		    arena_printf(ctx->arena, "%s&after=%s", first, url_encode(ctx, rows->v[rows->n - 1].handle));
	p.many = p.first_url || p.next_url;
	return p;
}

enum err_code products_get(struct ctx *ctx, struct exchange *x)
{
	const struct products_in *in = x->in;
	struct goods_query query = { .search = in->q, .after_handle = in->after, .limit = PER_PAGE };
	struct goods_rows rows = { 0 };
	/* A search that is too long finds nothing, and stands in its field to be shortened. */
	enum err_code e = x->in_err ? ERR_OK : goods_list(ctx, &query, &rows);
	if (e)
		return e;
	struct products_page view = {
		.action = admin_url(ctx, "/products"),
		.query = query.search,
		.products = ARENA_ARRAY(ctx->arena, rows.n, struct product_row),
		.n_products = rows.n,
		.pager = pager(ctx, &query, &rows),
	};
	for (size_t i = 0; i < rows.n; i++)
		view.products[i] = row_of(ctx, &rows.v[i]);
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Products"));
	x->res->status = x->in_err ? err_http_status(x->in_err) : 200;
	return page_render(ctx, x, "products", &view, page);
}
