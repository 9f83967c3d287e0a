#include "base/log.h"
#include "base/str.h"
#include "queries.h"
#include "shop/order_room.h"

#define ANY_STATE                                                                                                      \
	{                                                                                                              \
		"placed", "completed", "cancelled", "expired"                                                          \
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
	const char *states[5], *paid[6], *shipped[5];
	bool on_delivery;
	bool pickups; /* only what is collected */
	bool costly;  /* only what costs something */
} filters[] = {
	[ORDERS_ALL] = { ANY_STATE, ANY_PAID, ANY_SHIPPED, false, false, false },
	[ORDERS_TO_SHIP] = { { "placed" }, { "paid", "part_refunded" }, { "unshipped", "ready", "part_shipped" }, true,
	    false, false },
	[ORDERS_TO_COLLECT] = { { "placed" }, { "paid", "part_refunded" }, { "unshipped", "ready", "part_shipped" },
	    true, true, false },
	[ORDERS_UNPAID] = { { "placed" }, { "unpaid", "part_paid" }, ANY_SHIPPED, false, false, false },
	[ORDERS_SHIPPED] = { { "placed", "completed" }, ANY_PAID, { "shipped", "part_shipped" }, false, false, false },
	[ORDERS_CANCELLED] = { { "cancelled", "expired" }, ANY_PAID, ANY_SHIPPED, false, false, false },
	[ORDERS_TO_GIVE_BACK] = { { "cancelled", "expired" }, { "part_paid", "paid", "part_refunded" }, ANY_SHIPPED,
	    false, false, true },
	[ORDERS_REFUNDED] = { ANY_STATE, { "part_refunded", "refunded" }, ANY_SHIPPED, false, false, false },
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

/* What a filter lets through, and from which order on: what the queries of the list have in common. */
struct wanted {
	const char *search;
	struct texts states, payment_states, shipping_states, unpaid_providers;
	bool pickups, costly;
	int64_t before_at, before_id, max_rows;
};

static struct wanted wanted_of(struct ctx *ctx, const struct order_query *q)
{
	return (struct wanted){
		.search = q->search ? str_trim(ctx->arena, q->search) : "",
		.states = words(filters[q->filter].states),
		.payment_states = words(filters[q->filter].paid),
		.shipping_states = words(filters[q->filter].shipped),
		.unpaid_providers =
		    filters[q->filter].on_delivery ? payment_on_delivery(ctx) : (struct texts){ .n = 0 },
		.pickups = filters[q->filter].pickups,
		.costly = filters[q->filter].costly,
		.before_at = q->before_id ? q->before_at : INT64_MAX,
		.before_id = q->before_id ? q->before_id : INT64_MAX,
		.max_rows = q->limit + 1,
	};
}

static enum err_code find_newest(struct ctx *ctx, const struct wanted *w, struct bigints *ids)
{
	struct order_list_newest_in in = { w->states, w->payment_states, w->shipping_states, w->unpaid_providers,
		w->pickups, w->before_at, w->before_id, w->max_rows, w->costly };
	struct order_list_newest_row row;
	enum err_code e = q_order_list_newest_one(ctx, &in, &row);

	*ids = row.ids;
	return e;
}

static enum err_code find_among(struct ctx *ctx, const struct wanted *w, struct bigints among, struct bigints *ids)
{
	struct order_list_among_in in = { among, w->states, w->payment_states, w->shipping_states, w->unpaid_providers,
		w->pickups, w->before_at, w->before_id, w->max_rows, w->costly };
	struct order_list_among_row row;
	enum err_code e = q_order_list_among_one(ctx, &in, &row);

	*ids = row.ids;
	return e;
}

static enum err_code find_walking(struct ctx *ctx, const struct wanted *w, struct bigints *ids)
{
	struct order_list_walk_in in = { w->search, w->states, w->payment_states, w->shipping_states,
		w->unpaid_providers, w->pickups, w->before_at, w->before_id, w->max_rows, w->costly };
	struct order_list_walk_row row;
	enum err_code e = q_order_list_walk_one(ctx, &in, &row);

	*ids = row.ids;
	return e;
}

/*
 * Few hits are put in order. Of many, which would be dear to put in order, the newest are soon met on the way down the
 * list; so are those of a single letter.
 */
static enum err_code find(struct ctx *ctx, const struct wanted *w, struct bigints *ids)
{
	enum { HITS_MAX = 10000, LEAST_POINTS = 2 };
	struct order_list_hits_in in = { .search = w->search, .most = HITS_MAX + 1 };
	struct order_list_hits_row hits;
	enum err_code e;

	if (!*w->search)
		return find_newest(ctx, w, ids);
	if (utf8_length(w->search) < LEAST_POINTS)
		return find_walking(ctx, w, ids);
	e = q_order_list_hits_one(ctx, &in, &hits);
	if (e)
		return e;
	return hits.ids.n > HITS_MAX ? find_walking(ctx, w, ids) : find_among(ctx, w, hits.ids, ids);
}

enum err_code order_list(struct ctx *ctx, const struct order_query *q, struct order_rows *out)
{
	struct order_list_row *rows;
	struct order_row *v;
	struct wanted w;
	struct bigints ids;
	size_t n;
	enum err_code err;

	BUG_IF(q->filter < 0 || q->filter >= ORDER_FILTER__MAX || q->limit < 1);
	w = wanted_of(ctx, q);
	err = find(ctx, &w, &ids);
	if (!err)
		err = q_order_list(ctx, &(struct order_list_in){ .ids = ids }, &rows, &n);
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
