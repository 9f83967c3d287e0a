#include <inttypes.h>

#include "admin/order.h"
#include "admin/views_orders.h"
#include "admin/words.h"
#include "base/str.h"
#include "shop/payment_held.h"
#include "web/flash.h"
#include "web/urls.h"

enum { PER_PAGE = 30 };

static const struct {
	const char *code, *label;
} filters[] = {
	[ORDERS_ALL] = { "", N_("All") },
	[ORDERS_TO_SHIP] = { "to_ship", N_("To ship") },
	[ORDERS_TO_COLLECT] = { "to_collect", N_("To collect") },
	[ORDERS_UNPAID] = { "unpaid", N_("Unpaid") },
	[ORDERS_SHIPPED] = { "shipped", N_("Shipped") },
	[ORDERS_CANCELLED] = { "cancelled", N_("Cancelled") },
	[ORDERS_TO_GIVE_BACK] = { "to_give_back", N_("Money to send back") },
	[ORDERS_REFUNDED] = { "refunded", N_("Refunded") },
};
_Static_assert(sizeof filters / sizeof filters[0] == ORDER_FILTER__MAX, "each filter has its tab");

static enum order_filter find(const char *code)
{
	size_t i = 0;
	while (i < ORDER_FILTER__MAX && !str_eq(filters[i].code, code))
		i++;
	return (enum order_filter)i;
}

static const char *list_url(struct ctx *ctx, enum order_filter filter, const char *search)
{
	return arena_printf(
	    ctx->arena, "%s?filter=%s&q=%s", admin_url(ctx, "/orders"), filters[filter].code, url_encode(ctx, search));
}

static struct filter_tab *tabs(struct ctx *ctx, const struct order_query *query)
{
	struct filter_tab *v = ARENA_ARRAY(ctx->arena, ORDER_FILTER__MAX, struct filter_tab);
	for (size_t i = 0; i < ORDER_FILTER__MAX; i++)
		v[i] = (struct filter_tab){
			.label = filters[i].label,
			.url = list_url(ctx, (enum order_filter)i, query->search),
			.current = i == query->filter,
		};
	return v;
}

static struct pager_part pager(struct ctx *ctx, const struct order_query *query, const struct order_rows *rows)
{
	struct pager_part p = { 0 };
	const char *first = list_url(ctx, query->filter, query->search);
	if (query->before_id)
		p.first_url = first;
	if (rows->more) {
		const struct order_row *last = &rows->v[rows->n - 1];
		p.next_url = arena_printf(
		    ctx->arena, "%s&before_at=%" PRId64 "&before_id=%" PRId64, first, last->placed_at, last->id);
	}
	p.many = p.first_url || p.next_url;
	return p;
}

enum err_code orders_get(struct ctx *ctx, struct exchange *x)
{
	const struct orders_in *in = x->in;
	struct order_query query = {
		.filter = find(in->filter),
		.search = in->q,
		.before_at = in->before_at,
		.before_id = in->before_id,
		.limit = PER_PAGE,
	};
	struct order_rows rows = { 0 };
	if (query.filter == ORDER_FILTER__MAX)
		return err_set(ctx, ERR_NOT_FOUND, "no such filter");
	/* A search that is too long finds nothing, and stands in its field to be shortened. */
	enum err_code e = x->in_err ? ERR_OK : order_list(ctx, &query, &rows);
	if (e)
		return e;
	struct orders_page view = {
		.tabs = tabs(ctx, &query),
		.n_tabs = ORDER_FILTER__MAX,
		.action = admin_url(ctx, "/orders"),
		.filter = filters[query.filter].code,
		.query = query.search,
		.bulk_url = admin_url(ctx, "/orders/bulk"),
		.slips_url = admin_url(ctx, "/slips"),
		.returns_url = admin_url(ctx, "/orders/returns"),
		.drafts_url = admin_url(ctx, "/drafts"),
		.pickups_url = admin_url(ctx, "/settings/pickups"),
		.orders = order_row_parts(ctx, &rows),
		.n_orders = rows.n,
		.pager = pager(ctx, &query, &rows),
	};
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Orders"));
	x->res->status = x->in_err ? err_http_status(x->in_err) : 200;
	return page_render(ctx, x, "orders", &view, page);
}

static enum err_code bulk_one(struct ctx *ctx, const char *what, int64_t id)
{
	const struct order *o;
	enum err_code e;
	if (str_eq(what, "ship")) {
		e = order_by_id(ctx, id, &o);
		if (!e && order_can(o).ship)
			e = payment_take_parcel(ctx, o, NULL, 0);
		return e ? e : order_ship(ctx, id, "", "", order_actor(ctx));
	}
	return order_mark_paid(ctx, id, order_actor(ctx));
}

/* What one of the chosen orders does not allow is left; the others are done. */
enum err_code orders_bulk_post(struct ctx *ctx, struct exchange *x)
{
	const struct bulk_in *in = x->in;
	size_t done = 0;
	if (!str_eq(in->do_, "ship") && !str_eq(in->do_, "paid"))
		return err_set(ctx, ERR_MALFORMED, "no such thing to do with orders");
	for (size_t i = 0; i < in->id.n; i++) {
		enum err_code e = bulk_one(ctx, in->do_, in->id.v[i]);
		if (e && e != ERR_CONFLICT)
			return e;
		done += !e;
	}
	err_clear(ctx);
	return flash_redirect(ctx, x, admin_url(ctx, "/orders"),
	    in->id.n == 0      ? "orders_none"
	    : done == in->id.n ? "orders_done"
	                       : "orders_some");
}
