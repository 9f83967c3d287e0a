#include "base/log.h"
#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/order_room.h"
#include "shop/stock.h"
#include "shop/tenant.h"

#define NANO INT64_C(1000000000)

#define ANY_STATE                                                                                                      \
	{                                                                                                              \
		"placed", "completed", "cancelled"                                                                     \
	}
#define ANY_PAID                                                                                                       \
	{                                                                                                              \
		"unpaid", "paid", "part_refunded", "refunded"                                                          \
	}
#define ANY_SHIPPED                                                                                                    \
	{                                                                                                              \
		"unshipped", "part_shipped", "shipped"                                                                 \
	}

/* What each filter lets through; on_delivery adds unpaid orders that are paid at the door. */
static const struct {
	const char *states[4], *paid[5], *shipped[4];
	bool on_delivery;
} filters[] = {
	[ORDERS_ALL] = { ANY_STATE, ANY_PAID, ANY_SHIPPED, false },
	[ORDERS_TO_SHIP] = { { "placed" }, { "paid", "part_refunded" }, { "unshipped", "part_shipped" }, true },
	[ORDERS_UNPAID] = { { "placed" }, { "unpaid" }, ANY_SHIPPED, false },
	[ORDERS_SHIPPED] = { { "placed", "completed" }, ANY_PAID, { "shipped", "part_shipped" }, false },
	[ORDERS_CANCELLED] = { { "cancelled" }, ANY_PAID, ANY_SHIPPED, false },
	[ORDERS_REFUNDED] = { ANY_STATE, { "part_refunded", "refunded" }, ANY_SHIPPED, false },
};
_Static_assert(sizeof filters / sizeof *filters == ORDER_FILTER__MAX, "each filter has its states");

static struct texts words(const char *const *v)
{
	struct texts t = { .v = v };

	while (v[t.n])
		t.n++;
	return t;
}

static struct order_row row_of(const struct order_list_row *r)
{
	return (struct order_row){
		.id = r->id,
		.number = r->number,
		.name = r->name,
		.email = r->email,
		.country = r->country,
		.state = r->state,
		.payment_state = r->payment_state,
		.shipping_state = r->shipping_state,
		.total = money_of(r->total_minor, r->currency),
		.pieces = r->pieces,
		.placed_at = r->placed_at,
	};
}

enum err_code order_list(struct ctx *ctx, const struct order_query *q, struct order_rows *out)
{
	struct order_list_in in = {
		.search = q->search ? str_trim(ctx->arena, q->search) : "",
		.before_at = q->before_id ? q->before_at : INT64_MAX,
		.before_id = q->before_id ? q->before_id : INT64_MAX,
		.max_rows = q->limit + 1,
	};
	struct order_list_row *rows;
	struct order_row *v;
	size_t n;
	enum err_code err;

	BUG_IF(q->filter < 0 || q->filter >= ORDER_FILTER__MAX || q->limit < 1);
	in.states = words(filters[q->filter].states);
	in.payment_states = words(filters[q->filter].paid);
	in.shipping_states = words(filters[q->filter].shipped);
	if (filters[q->filter].on_delivery)
		in.unpaid_providers = payment_on_delivery(ctx);
	err = q_order_list(ctx, &in, &rows, &n);
	if (err)
		return err;
	out->more = n > (size_t)q->limit;
	out->n = out->more ? (size_t)q->limit : n;
	v = ARENA_ARRAY(ctx->arena, out->n, struct order_row);
	for (size_t i = 0; i < out->n; i++)
		v[i] = row_of(&rows[i]);
	out->v = v;
	return ERR_OK;
}

/* Back from an order's currency into the shop's own, by the rate that the order keeps. */
static int64_t to_own(const struct ctx *ctx, const struct figures_sales_row *r)
{
	int64_t num = NANO, den = r->rate_nano;

	for (int d = text_currency_digits(ctx->settings->currency) - text_currency_digits(r->currency); d != 0;
	     d += d > 0 ? -1 : 1) {
		if (d > 0)
			num *= 10;
		else
			den *= 10;
	}
	return money_muldiv(r->total, num, den);
}

enum err_code order_figures(struct ctx *ctx, struct day_figures *out)
{
	int64_t since = text_day_start(ctx->settings->time_zone, ctx->now, 0);
	struct figures_counts_in counts_in = { .low = STOCK_LOW, .unpaid_providers = payment_on_delivery(ctx) };
	struct figures_sales_row *sales;
	struct figures_counts_row *counts;
	size_t n, n_counts;
	enum err_code err;

	q_figures_sales_queue(ctx, &(struct figures_sales_in){ .since = since }, &sales, &n);
	q_figures_counts_queue(ctx, &counts_in, &counts, &n_counts);
	err = db_flush(ctx);
	if (err)
		return err;
	BUG_IF(n_counts != 1);
	*out = (struct day_figures){
		.sales_today = money_of(0, ctx->settings->currency),
		.to_ship = counts->to_ship,
		.unpaid = counts->unpaid,
		.low_stock = counts->low_stock,
	};
	for (size_t i = 0; i < n; i++) {
		out->orders_today += sales[i].orders;
		out->sales_today.minor += to_own(ctx, &sales[i]);
	}
	return ERR_OK;
}
