#include "base/log.h"
#include "base/str.h"
#include "queries.h"
#include "shop/order_room.h"

#define ANY_STATE                                                                                                      \
	{                                                                                                              \
		"placed", "completed", "cancelled"                                                                     \
	}
#define ANY_PAID                                                                                                       \
	{                                                                                                              \
		"unpaid", "part_paid", "paid", "part_refunded", "refunded"                                             \
	}
#define ANY_SHIPPED                                                                                                    \
	{                                                                                                              \
		"unshipped", "ready", "part_shipped", "shipped"                                                        \
	}

/* What each filter lets through; on_delivery adds unpaid orders that are paid when they are handed over. */
static const struct {
	const char *states[4], *paid[6], *shipped[5];
	bool on_delivery;
	bool pickups; /* only what is collected */
} filters[] = {
	[ORDERS_ALL] = { ANY_STATE, ANY_PAID, ANY_SHIPPED, false, false },
	[ORDERS_TO_SHIP] = { { "placed" }, { "paid", "part_refunded" }, { "unshipped", "ready", "part_shipped" }, true,
	    false },
	[ORDERS_TO_COLLECT] = { { "placed" }, { "paid", "part_refunded" }, { "unshipped", "ready", "part_shipped" },
	    true, true },
	[ORDERS_UNPAID] = { { "placed" }, { "unpaid", "part_paid" }, ANY_SHIPPED, false, false },
	[ORDERS_SHIPPED] = { { "placed", "completed" }, ANY_PAID, { "shipped", "part_shipped" }, false, false },
	[ORDERS_CANCELLED] = { { "cancelled" }, ANY_PAID, ANY_SHIPPED, false, false },
	[ORDERS_REFUNDED] = { ANY_STATE, { "part_refunded", "refunded" }, ANY_SHIPPED, false, false },
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
	in.pickups = filters[q->filter].pickups;
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
