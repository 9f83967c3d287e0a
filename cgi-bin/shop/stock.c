#include "shop/stock.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "queries.h"
#include "shop/product_index.h"

static int by_variant(const void *a, const void *b)
{
	const struct stock_take *x = a, *y = b;

	return x->variant_id < y->variant_id ? -1 : x->variant_id > y->variant_id;
}

static int64_t last_if_closed(int64_t rank)
{
	return rank ? rank : INT64_MAX;
}

/* The order in which rows are locked. */
static int by_place(const void *a, const void *b)
{
	const struct stock_place *x = a, *y = b;
	int64_t first = last_if_closed(x->rank), second = last_if_closed(y->rank);

	if (first != second)
		return first < second ? -1 : 1;
	if (x->location_id != y->location_id)
		return x->location_id < y->location_id ? -1 : 1;
	return x->variant_id < y->variant_id ? -1 : x->variant_id > y->variant_id;
}

enum { AT_ONCE = 16 };

/* One row changes; *found is 0 where there is none. */
typedef void (*row_fn)(struct ctx *, const struct stock_place *, size_t *found);

static void give_row(struct ctx *ctx, const struct stock_place *p, bool own, size_t *found)
{
	struct stock_give_in in = {
		.variant_id = p->variant_id, .quantity = p->quantity, .location_id = p->location_id, .own = own
	};

	q_stock_give_queue(ctx, &in, NULL, found);
}

static void unreserve_row(struct ctx *ctx, const struct stock_place *p, size_t *found)
{
	give_row(ctx, p, false, found);
}

static void release_row(struct ctx *ctx, const struct stock_place *p, size_t *found)
{
	give_row(ctx, p, true, found);
}

static void settle_row(struct ctx *ctx, const struct stock_place *p, size_t *found)
{
	struct stock_settle_in in = {
		.variant_id = p->variant_id, .quantity = p->quantity, .location_id = p->location_id
	};

	q_stock_settle_queue(ctx, &in, NULL, found);
}

static void ship_row(struct ctx *ctx, const struct stock_place *p, size_t *found)
{
	struct stock_ship_in in = {
		.variant_id = p->variant_id, .quantity = p->quantity, .location_id = p->location_id
	};

	q_stock_ship_queue(ctx, &in, NULL, found);
}

static void return_row(struct ctx *ctx, const struct stock_place *p, size_t *found)
{
	struct stock_return_in in = {
		.variant_id = p->variant_id, .quantity = p->quantity, .location_id = p->location_id
	};

	q_stock_return_queue(ctx, &in, NULL, found);
}

static enum err_code each(struct ctx *ctx, const struct stock_place *places, size_t n, row_fn row)
{
	struct stock_place *p = arena_memdup(ctx->arena, places, n * sizeof *places);
	size_t *found = ARENA_ARRAY(ctx->arena, n, size_t);
	enum err_code err = ERR_OK;

	qsort(p, n, sizeof *p, by_place);
	for (size_t i = 0; i < n && !err; i++) {
		row(ctx, &p[i], &found[i]);
		if (i % AT_ONCE == AT_ONCE - 1 || i + 1 == n)
			err = db_flush(ctx);
	}
	for (size_t i = 0; i < n && !err; i++)
		if (!found[i])
			err = err_set(ctx, ERR_NOT_FOUND, "variant %" PRId64 " does not lie at location %" PRId64,
			    p[i].variant_id, p[i].location_id);
	return err;
}

static enum err_code sold_out(struct ctx *ctx, struct stock_take *take)
{
	struct stock_left_row left;
	enum err_code err = q_stock_left_one(ctx, &(struct stock_left_in){ .variant_id = take->variant_id }, &left);

	if (err)
		return err;
	take->left = left.available;
	return err_set(ctx, ERR_CONFLICT, "could not take %" PRId64 " of variant %" PRId64 ": %" PRId64 " left",
	    take->quantity, take->variant_id, take->left);
}

static enum err_code tell_index(struct ctx *ctx, int64_t *ids, int64_t *more, size_t n)
{
	return product_index_stock(ctx, (struct bigints){ .v = ids, .n = n }, (struct bigints){ .v = more, .n = n });
}

static enum err_code tell_taken(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t), *more = ARENA_ARRAY(ctx->arena, n, int64_t);

	for (size_t i = 0; i < n; i++) {
		ids[i] = takes[i].variant_id;
		more[i] = -takes[i].quantity;
	}
	return tell_index(ctx, ids, more, n);
}

static enum err_code tell_back(struct ctx *ctx, const struct stock_place *places, size_t n)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t), *more = ARENA_ARRAY(ctx->arena, n, int64_t);

	for (size_t i = 0; i < n; i++) {
		ids[i] = places[i].variant_id;
		more[i] = places[i].quantity;
	}
	return tell_index(ctx, ids, more, n);
}

/* On the way through the locations. */
struct taking {
	struct stock_take *takes;
	int64_t *missing; /* of each */
	size_t n;
	bool own;
	struct stock_places got;
	size_t room;
};

static void got(struct ctx *ctx, struct taking *t, const struct stock_place *p)
{
	if (t->got.n == t->room) {
		struct stock_place *more = ARENA_ARRAY(ctx->arena, t->room * 2 + 1, struct stock_place);

		if (t->got.n > 0)
			memcpy(more, t->got.v, t->got.n * sizeof *more);
		t->got.v = more;
		t->room = t->room * 2 + 1;
	}
	t->got.v[t->got.n++] = *p;
}

/* What is missing still, as far as it lies at the location of this rank. */
static enum err_code take_at(struct ctx *ctx, struct taking *t, int64_t rank)
{
	struct stock_take_row *rows[AT_ONCE];
	size_t found[AT_ONCE], of[AT_ONCE], asked = 0;

	for (size_t i = 0; i < t->n; i++) {
		struct stock_take_in in = {
			.variant_id = t->takes[i].variant_id, .quantity = t->missing[i], .rank = rank, .own = t->own
		};

		if (t->missing[i] > 0) {
			of[asked] = i;
			q_stock_take_queue(ctx, &in, &rows[asked], &found[asked]);
			asked++;
		}
		if (asked < AT_ONCE && (i + 1 < t->n || asked == 0))
			continue;
		enum err_code err = db_flush(ctx);
		if (err)
			return err;
		for (size_t k = 0; k < asked; k++) {
			if (!found[k])
				continue;
			struct stock_place place = { .variant_id = t->takes[of[k]].variant_id,
				.quantity = rows[k]->taken,
				.location_id = rows[k]->location_id,
				.rank = rank,
				.home = rows[k]->home };
			t->missing[of[k]] -= place.quantity;
			got(ctx, t, &place);
		}
		asked = 0;
	}
	return ERR_OK;
}

/* The first that is missing; NULL where nothing is. */
static struct stock_take *missing(const struct taking *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->missing[i] > 0)
			return &t->takes[i];
	return NULL;
}

static enum err_code take_elsewhere(struct ctx *ctx, struct taking *t)
{
	struct stock_ranks_row ranks;
	enum err_code err = q_stock_ranks_one(ctx, &ranks);

	for (int64_t rank = 2; !err && rank <= ranks.n && missing(t); rank++)
		err = take_at(ctx, t, rank);
	return err;
}

/* An insert, where the variant may be backordered and never lay anywhere. */
static enum err_code take_first(struct ctx *ctx, struct taking *t, size_t i)
{
	struct stock_take_first_in in = {
		.variant_id = t->takes[i].variant_id, .quantity = t->missing[i], .own = t->own
	};
	struct stock_take_first_row row;
	enum err_code err = q_stock_take_first_one(ctx, &in, &row);

	if (err)
		return err;
	got(ctx, t,
	    &(struct stock_place){ .variant_id = in.variant_id,
	        .quantity = in.quantity,
	        .location_id = row.location_id,
	        .rank = 1,
	        .home = row.home });
	t->missing[i] = 0;
	return ERR_OK;
}

/* All or none, also for a caller who goes on: what was taken beside the one that is missing goes back. */
static enum err_code take_all(struct ctx *ctx, struct stock_take *takes, size_t n, bool own, struct stock_places *out)
{
	struct taking t = {
		.takes = takes, .missing = ARENA_ARRAY(ctx->arena, n, int64_t), .n = n, .own = own, .room = n
	};
	struct stock_take *short_of;
	enum err_code err;

	t.got.v = ARENA_ARRAY(ctx->arena, n, struct stock_place);
	qsort(takes, n, sizeof *takes, by_variant);
	for (size_t i = 0; i < n; i++)
		t.missing[i] = takes[i].quantity;
	err = n > 0 ? take_at(ctx, &t, 1) : ERR_OK;
	if (!err && missing(&t))
		err = take_elsewhere(ctx, &t);
	for (size_t i = 0; i < n && !err; i++) {
		if (t.missing[i] > 0)
			err = take_first(ctx, &t, i);
		if (err == ERR_NOT_FOUND)
			err = ERR_OK;
	}
	short_of = missing(&t);
	if (!err && short_of) {
		err_clear(ctx);
		err = each(ctx, t.got.v, t.got.n, own ? release_row : unreserve_row);
		return err ? err : sold_out(ctx, short_of);
	}
	if (out)
		*out = t.got;
	return err ? err : tell_taken(ctx, takes, n);
}

enum err_code stock_commit(struct ctx *ctx, struct stock_take *takes, size_t n, struct stock_places *out)
{
	return take_all(ctx, takes, n, true, out);
}

enum err_code stock_reserve(struct ctx *ctx, struct stock_take *takes, size_t n, struct stock_places *out)
{
	return take_all(ctx, takes, n, false, out);
}

enum err_code stock_release(struct ctx *ctx, const struct stock_place *places, size_t n)
{
	enum err_code err = each(ctx, places, n, release_row);

	return err ? err : tell_back(ctx, places, n);
}

enum err_code stock_unreserve(struct ctx *ctx, const struct stock_place *places, size_t n)
{
	enum err_code err = each(ctx, places, n, unreserve_row);

	return err ? err : tell_back(ctx, places, n);
}

enum err_code stock_settle(struct ctx *ctx, const struct stock_place *places, size_t n)
{
	/* As many are for sale as before. */
	return each(ctx, places, n, settle_row);
}

enum err_code stock_ship(struct ctx *ctx, const struct stock_place *places, size_t n)
{
	/* They were promised before: as many are for sale as there were. */
	return each(ctx, places, n, ship_row);
}

enum err_code stock_return(struct ctx *ctx, const struct stock_place *places, size_t n)
{
	enum err_code err = each(ctx, places, n, return_row);

	return err ? err : tell_back(ctx, places, n);
}

enum err_code stock_set(struct ctx *ctx, int64_t variant_id, int64_t location_id, int64_t on_hand)
{
	struct stock_set_in in = { .variant_id = variant_id, .on_hand = on_hand, .location_id = location_id };
	struct stock_set_first_in first = { .variant_id = variant_id, .on_hand = on_hand, .location_id = location_id };
	int64_t affected;
	enum err_code err = q_stock_set(ctx, &in, &affected);

	if (err || affected > 0)
		return err;
	err = q_stock_set_first(ctx, &first, &affected);
	if (err || affected > 0)
		return err;
	return err_set(ctx, ERR_CONFLICT, "could not set variant %" PRId64 " to %" PRId64 " pieces: more are promised",
	    variant_id, on_hand);
}
