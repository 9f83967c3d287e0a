#include "shop/hold.h"

#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/allocation.h"
#include "shop/order_expiry.h"
#include "shop/order_room.h"
#include "shop/outbox.h"

int64_t hold_seconds(
    const struct hold_times *times, const struct payment_provider *provider, int64_t total, bool by_staff)
{
	if (by_staff || total == 0 || provider->paid_on_delivery)
		return 0;
	return provider->start ? times->online : times->transfer;
}

static enum err_code read(struct ctx *ctx, int64_t order_id, struct hold_of_row *out)
{
	return q_hold_of_one(ctx, &(struct hold_of_in){ .order_id = order_id }, out);
}

static enum err_code set(struct ctx *ctx, int64_t order_id, const char *pieces, int64_t until)
{
	struct hold_set_in in = {
		.order_id = order_id, .pieces = pieces, .kept_until = until, .kept_until_null = until == 0
	};

	q_hold_set_queue(ctx, &in);
	return db_flush_along(ctx);
}

/* What is still to be sent of the order; going: with what leaves it by refunds that have not ended, and is given back
 * when they do. */
static enum err_code open_takes(struct ctx *ctx, int64_t order_id, bool going, struct stock_take **out, size_t *n)
{
	struct hold_open_row *rows;
	enum err_code err = q_hold_open(ctx, &(struct hold_open_in){ .order_id = order_id, .going = going }, &rows, n);

	if (err)
		return err;
	*out = ARENA_ARRAY(ctx->arena, *n, struct stock_take);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct stock_take){ .variant_id = rows[i].variant_id, .quantity = rows[i].quantity };
	return ERR_OK;
}

/* Where the pieces lie that are reserved for it; the rows go. */
static enum err_code reserved_places(struct ctx *ctx, int64_t order_id, struct stock_places *out)
{
	struct reservations_of_row *rows;
	size_t n;
	enum err_code err = q_reservations_of(ctx, &(struct reservations_of_in){ .order_id = order_id }, &rows, &n);

	if (err)
		return err;
	*out = (struct stock_places){ ARENA_ARRAY(ctx->arena, n, struct stock_place), n };
	for (size_t i = 0; i < n; i++)
		out->v[i] = (struct stock_place){ .variant_id = rows[i].variant_id,
			.quantity = rows[i].quantity,
			.location_id = rows[i].location_id,
			.rank = rows[i].rank,
			.home = rows[i].home };
	q_reservations_delete_queue(ctx, &(struct reservations_delete_in){ .order_id = order_id });
	return db_flush_along(ctx);
}

/* What is written, where anybody wants to know. */
struct written {
	struct reservations_insert_row *rows;
	size_t n;
};

static enum err_code write_reservations(
    struct ctx *ctx, int64_t order_id, int64_t until, const struct stock_places *at, struct written *out)
{
	const struct stock_place *places = at->v;
	size_t n = at->n;
	int64_t *variants = ARENA_ARRAY(ctx->arena, n, int64_t), *quantities = ARENA_ARRAY(ctx->arena, n, int64_t);
	int64_t *locations = ARENA_ARRAY(ctx->arena, n, int64_t);
	struct reservations_insert_in in = { .order_id = order_id, .expires_at = until };

	for (size_t i = 0; i < n; i++) {
		variants[i] = places[i].variant_id;
		quantities[i] = places[i].quantity;
		locations[i] = places[i].location_id;
	}
	in.variants = (struct bigints){ variants, n };
	in.quantities = (struct bigints){ quantities, n };
	in.locations = (struct bigints){ locations, n };
	q_reservations_insert_queue(ctx, &in, out ? &out->rows : NULL, out ? &out->n : NULL);
	return db_flush_along(ctx);
}

static bool says(const struct written *w, const struct stock_place *p)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->rows[i].variant_id == p->variant_id)
			return w->rows[i].location_id == p->location_id;
	return false;
}

static bool all_as_written(const struct written *w, const struct stock_places *got)
{
	for (size_t i = 0; i < got->n; i++)
		if (!says(w, &got->v[i]))
			return false;
	return got->n == w->n;
}

/* The rows are written before the pieces are taken, which is when others wait: as if all lay where it is asked first.
 */
static enum err_code reserve(struct ctx *ctx, int64_t order_id, int64_t until, struct stock_take *takes, size_t n)
{
	struct stock_places hoped = { ARENA_ARRAY(ctx->arena, n, struct stock_place), n }, got;
	struct written written = { 0 };
	enum err_code err;

	for (size_t i = 0; i < n; i++)
		hoped.v[i] = (struct stock_place){ .variant_id = takes[i].variant_id, .quantity = takes[i].quantity };
	err = write_reservations(ctx, order_id, until, &hoped, &written);
	if (!err)
		err = outbox_add_at(ctx, OUTBOX_HOLD, order_id, until);
	if (!err)
		err = stock_reserve(ctx, takes, n, &got);
	if (err || all_as_written(&written, &got))
		return err;
	q_reservations_delete_queue(ctx, &(struct reservations_delete_in){ .order_id = order_id });
	return write_reservations(ctx, order_id, until, &got, NULL);
}

/* The order's own from now on. */
static enum err_code own(struct ctx *ctx, int64_t order_id, struct stock_take *takes, size_t n)
{
	struct stock_places got;
	enum err_code err = stock_commit(ctx, takes, n, &got);

	return err ? err : allocation_add(ctx, order_id, got.v, got.n);
}

enum err_code hold_begin(struct ctx *ctx, int64_t order_id, int64_t until, struct stock_take *takes, size_t n)
{
	return until == 0 || n == 0 ? own(ctx, order_id, takes, n) : reserve(ctx, order_id, until, takes, n);
}

enum err_code hold_more(struct ctx *ctx, int64_t order_id, struct stock_take *takes, size_t n)
{
	return own(ctx, order_id, takes, n);
}

enum err_code hold_less(struct ctx *ctx, int64_t order_id, const struct stock_take *takes, size_t n)
{
	struct allocation_wish wish = { .order_id = order_id, .move = ALLOCATION_GIVE, .takes = takes, .n = n };
	struct stock_places places;
	enum err_code err = allocation_choose(ctx, &wish, &places);

	return err ? err : stock_release(ctx, places.v, places.n);
}

/* What the order had to be sent of each before these were. */
static enum err_code open_of(struct ctx *ctx, int64_t order_id, const struct stock_take *takes, size_t n, int64_t **out)
{
	struct stock_take *all;
	size_t n_all;
	enum err_code err = open_takes(ctx, order_id, true, &all, &n_all);

	*out = ARENA_ARRAY(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n && !err; i++) {
		(*out)[i] = takes[i].quantity;
		for (size_t k = 0; k < n_all; k++)
			if (all[k].variant_id == takes[i].variant_id)
				(*out)[i] += all[k].quantity;
	}
	return err;
}

enum err_code hold_send(
    struct ctx *ctx, int64_t order_id, const struct stock_take *takes, size_t n, int64_t location_id, int64_t *there)
{
	struct allocation_wish wish = {
		.order_id = order_id, .move = ALLOCATION_SEND, .takes = takes, .n = n, .location_id = location_id
	};
	struct stock_places places;
	int64_t *open;
	enum err_code err = ERR_OK;

	if (location_id) {
		err = open_of(ctx, order_id, takes, n, &open);
		wish.open = open;
	}
	if (!err)
		err = allocation_choose(ctx, &wish, &places);
	*there = wish.there;
	return err ? err : stock_ship(ctx, places.v, places.n);
}

enum err_code hold_came_back(
    struct ctx *ctx, int64_t order_id, const struct stock_take *takes, size_t n, int64_t location_id)
{
	struct allocation_wish wish = {
		.order_id = order_id, .move = ALLOCATION_BACK, .takes = takes, .n = n, .location_id = location_id
	};
	struct stock_places places;
	enum err_code err = allocation_choose(ctx, &wish, &places);

	return err ? err : stock_return(ctx, places.v, places.n);
}

enum err_code hold_take_over(struct ctx *ctx, int64_t order_id, bool *held)
{
	struct hold_of_row hold;
	enum err_code err = read(ctx, order_id, &hold);

	if (err)
		return err;
	*held = !str_eq(hold.pieces, "none");
	return *held ? hold_keep(ctx, order_id) : set(ctx, order_id, "committed", 0);
}

enum err_code hold_keep(struct ctx *ctx, int64_t order_id)
{
	struct hold_of_row hold;
	struct stock_places places;
	struct stock_take *takes;
	size_t n;
	enum err_code err = read(ctx, order_id, &hold);

	if (err || str_eq(hold.pieces, "committed"))
		return err;
	if (str_eq(hold.pieces, "reserved")) {
		err = reserved_places(ctx, order_id, &places);
		if (!err)
			err = allocation_add(ctx, order_id, places.v, places.n);
		if (!err)
			err = set(ctx, order_id, "committed", 0);
		return err ? err : stock_settle(ctx, places.v, places.n);
	}
	err = open_takes(ctx, order_id, true, &takes, &n);
	if (!err)
		err = own(ctx, order_id, takes, n);
	return err ? err : set(ctx, order_id, "committed", 0);
}

enum err_code hold_paid(struct ctx *ctx, int64_t order_id, struct actor actor)
{
	struct hold_of_row hold;
	enum err_code err = read(ctx, order_id, &hold);

	if (err || !str_eq(hold.state, "placed"))
		return err;
	err = hold_keep(ctx, order_id);
	if (err != ERR_CONFLICT)
		return err;
	err_clear(ctx);
	return order_event(ctx, order_id, "sold_out", actor, NULL);
}

enum err_code hold_anew(struct ctx *ctx, int64_t order_id, const struct payment_provider *provider)
{
	struct hold_of_row hold;
	struct hold_seconds_row times;
	struct stock_take *takes;
	size_t n;
	int64_t until;
	enum err_code err = read(ctx, order_id, &hold);

	if (err || !str_eq(hold.pieces, "none"))
		return err;
	err = q_hold_seconds_one(ctx, &times);
	if (!err)
		err = open_takes(ctx, order_id, true, &takes, &n);
	if (err)
		return err;
	until = ctx->now + (provider->start ? times.online : times.transfer);
	err = set(ctx, order_id, "reserved", until);
	return err ? err : hold_begin(ctx, order_id, until, takes, n);
}

static enum err_code prolong(struct ctx *ctx, int64_t order_id, int64_t until)
{
	struct reservations_prolong_in in = { .order_id = order_id, .expires_at = until };
	enum err_code err = set(ctx, order_id, "reserved", until);

	if (!err)
		err = q_reservations_prolong(ctx, &in, NULL);
	return err ? err : outbox_add_at(ctx, OUTBOX_HOLD, order_id, until);
}

/* Reserved pieces are kept for so long from now, never for less than before. days: as for a transfer. */
static enum err_code keep_longer(struct ctx *ctx, int64_t order_id, bool days)
{
	struct hold_of_row hold;
	struct hold_seconds_row times;
	int64_t until;
	enum err_code err = read(ctx, order_id, &hold);

	if (err || !str_eq(hold.pieces, "reserved"))
		return err;
	err = q_hold_seconds_one(ctx, &times);
	until = err ? 0 : ctx->now + (days ? times.transfer : times.online);
	return err || until <= hold.kept_until ? err : prolong(ctx, order_id, until);
}

enum err_code hold_switched(struct ctx *ctx, int64_t order_id, const struct payment_provider *provider)
{
	enum err_code err = provider->paid_on_delivery ? hold_keep(ctx, order_id) : hold_anew(ctx, order_id, provider);

	return err ? err : keep_longer(ctx, order_id, !provider->start);
}

enum err_code hold_pending(struct ctx *ctx, int64_t order_id)
{
	return keep_longer(ctx, order_id, true);
}

/* ends: the order is off, else it is only unpaid, and ends by itself later. */
static enum err_code let_go(struct ctx *ctx, int64_t order_id, bool ends)
{
	struct stock_places places;
	enum err_code err = reserved_places(ctx, order_id, &places);

	if (!err)
		err = set(ctx, order_id, "none", 0);
	if (!err && !ends)
		err = order_expiry_plan(ctx, order_id);
	return err ? err : stock_unreserve(ctx, places.v, places.n);
}

/* NULL where no money is expected any more. */
static enum err_code still_open(struct ctx *ctx, int64_t order_id, struct hold_payment_open_row **out)
{
	size_t n;
	enum err_code err = q_hold_payment_open(ctx, &(struct hold_payment_open_in){ .order_id = order_id }, out, &n);

	if (err || n == 0)
		*out = NULL;
	return err;
}

enum err_code hold_failed(struct ctx *ctx, int64_t order_id)
{
	struct hold_of_row hold;
	struct hold_payment_open_row *open;
	enum err_code err = read(ctx, order_id, &hold);

	if (err || !str_eq(hold.pieces, "reserved"))
		return err;
	err = still_open(ctx, order_id, &open);
	return err || open ? err : let_go(ctx, order_id, false);
}

/* Committed because money was held, by nobody's word: neither staff nor a courier vouches for it, and nothing came. */
static bool by_held_money(const struct hold_of_row *hold)
{
	return str_eq(hold->state, "placed") && str_eq(hold->pieces, "committed") &&
	       str_eq(hold->payment_state, "unpaid") && str_eq(hold->shipping_state, "unshipped") &&
	       !str_eq(hold->channel, "staff");
}

enum err_code hold_voided(struct ctx *ctx, int64_t order_id)
{
	struct actor system = { .kind = ACTOR_SYSTEM };
	struct hold_of_row hold;
	struct hold_payment_open_row *open;
	const struct payment_provider *p = NULL;
	struct stock_take *takes;
	size_t n;
	enum err_code err = read(ctx, order_id, &hold);

	if (err || !by_held_money(&hold))
		return err ? err : hold_failed(ctx, order_id);
	err = still_open(ctx, order_id, &open);
	if (!err && open)
		p = payment_provider(open->provider);
	if (err || (open && (!p || p->paid_on_delivery || str_eq(open->state, "authorised"))))
		return err;
	err = open_takes(ctx, order_id, false, &takes, &n);
	if (!err)
		err = set(ctx, order_id, "none", 0);
	if (!err)
		err = hold_less(ctx, order_id, takes, n);
	if (err || p)
		return err ? err : hold_anew(ctx, order_id, p);
	err = order_event(ctx, order_id, "let_go", system, NULL);
	return err ? err : order_expiry_plan(ctx, order_id);
}

enum err_code hold_end(struct ctx *ctx, int64_t order_id)
{
	struct hold_of_row hold;
	struct stock_take *takes;
	size_t n;
	enum err_code err = read(ctx, order_id, &hold);

	if (err || str_eq(hold.pieces, "none"))
		return err;
	if (str_eq(hold.pieces, "reserved"))
		return let_go(ctx, order_id, true);
	err = open_takes(ctx, order_id, false, &takes, &n);
	return err ? err : hold_less(ctx, order_id, takes, n);
}

/* Reserved pieces are fewer from now on. */
static enum err_code reserve_less(struct ctx *ctx, int64_t order_id, int64_t until, const struct stock_take *gone)
{
	struct stock_places held, kept = { 0 }, less = { 0 };
	int64_t missing = gone->quantity;
	enum err_code err = reserved_places(ctx, order_id, &held);

	if (err)
		return err;
	kept.v = ARENA_ARRAY(ctx->arena, held.n, struct stock_place);
	less.v = ARENA_ARRAY(ctx->arena, held.n, struct stock_place);
	for (size_t i = held.n; i-- > 0;) {
		struct stock_place p = held.v[i];
		int64_t goes = p.variant_id != gone->variant_id ? 0 : p.quantity < missing ? p.quantity : missing;

		missing -= goes;
		p.quantity -= goes;
		if (p.quantity > 0)
			kept.v[kept.n++] = p;
		p.quantity = goes;
		if (goes > 0)
			less.v[less.n++] = p;
	}
	if (kept.n > 0)
		err = write_reservations(ctx, order_id, until, &kept, NULL);
	return err ? err : stock_unreserve(ctx, less.v, less.n);
}

enum err_code hold_drop(struct ctx *ctx, int64_t order_id, const struct stock_take *gone, bool for_sale)
{
	struct allocation_wish wish = { .order_id = order_id, .move = ALLOCATION_GIVE, .takes = gone, .n = 1 };
	struct hold_of_row hold;
	struct stock_places places;
	enum err_code err = read(ctx, order_id, &hold);

	if (err || str_eq(hold.pieces, "none"))
		return err;
	if (str_eq(hold.pieces, "reserved"))
		return reserve_less(ctx, order_id, hold.kept_until, gone);
	err = allocation_choose(ctx, &wish, &places);
	if (err)
		return err;
	return for_sale ? stock_release(ctx, places.v, places.n) : stock_ship(ctx, places.v, places.n);
}

enum err_code hold_again(struct ctx *ctx, int64_t order_id)
{
	enum err_code err = set(ctx, order_id, "none", 0);

	return err ? err : hold_keep(ctx, order_id);
}

enum err_code hold_possible(struct ctx *ctx, int64_t order_id, bool *out)
{
	struct hold_possible_row row;
	enum err_code err = q_hold_possible_one(ctx, &(struct hold_possible_in){ .order_id = order_id }, &row);

	*out = !err && row.possible;
	return err;
}

/*
 * A program of the version before cancelled it: that gave committed pieces back, which others have, and left the
 * reserved ones. Settling these puts both right.
 */
static enum err_code make_good(struct ctx *ctx, int64_t order_id)
{
	struct stock_places places;
	enum err_code err = reserved_places(ctx, order_id, &places);

	if (!err)
		err = set(ctx, order_id, "none", 0);
	return err ? err : stock_settle(ctx, places.v, places.n);
}

static enum err_code over_tx(struct ctx *ctx, void *arg)
{
	const int64_t *order_id = arg;
	struct actor system = { .kind = ACTOR_SYSTEM };
	struct hold_of_row hold;
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = *order_id }, NULL);

	if (!err)
		err = read(ctx, *order_id, &hold);
	if (err || !str_eq(hold.pieces, "reserved") || hold.kept_until > ctx->now)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	if (order_is_off(hold.state))
		return make_good(ctx, *order_id);
	/* A program of the version before took the money, and knows no reservation. */
	if (!order_owes(hold.payment_state))
		return hold_keep(ctx, *order_id);
	err = order_event(ctx, *order_id, "let_go", system, NULL);
	return err ? err : let_go(ctx, *order_id, false);
}

enum err_code hold_over(struct ctx *ctx, int64_t order_id)
{
	return db_tx(ctx, over_tx, &order_id);
}

enum err_code hold_check(struct ctx *ctx, const struct hold_fault **out, size_t *n)
{
	struct stock_faults_row *rows;
	struct hold_fault *v;
	enum err_code err = q_stock_faults(ctx, &(struct stock_faults_in){ .max_rows = HOLD_FAULTS_MAX }, &rows, n);

	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, *n, struct hold_fault);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct hold_fault){
			.variant_id = rows[i].variant_id,
			.sku = rows[i].sku,
			.location = rows[i].location,
			.reserved = rows[i].reserved,
			.reservations = rows[i].reservations,
			.committed = rows[i].committed,
			.owed = rows[i].owed,
		};
	*out = v;
	return ERR_OK;
}
