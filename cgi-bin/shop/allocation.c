#include "shop/allocation.h"

#include <inttypes.h>

#include "base/log.h"
#include "db/db.h"
#include "queries.h"

/* Columns of what is written. */
struct columns {
	int64_t *variants, *locations, *opens, *sents;
	size_t n;
};

static struct columns columns_for(struct ctx *ctx, size_t n)
{
	return (struct columns){ ARENA_ARRAY(ctx->arena, n, int64_t), ARENA_ARRAY(ctx->arena, n, int64_t),
		ARENA_ARRAY(ctx->arena, n, int64_t), ARENA_ARRAY(ctx->arena, n, int64_t), 0 };
}

enum err_code allocation_add(struct ctx *ctx, int64_t order_id, const struct stock_place *places, size_t n)
{
	struct columns c = columns_for(ctx, n);
	struct allocations_add_in in = { .order_id = order_id };

	for (size_t i = 0; i < n; i++) {
		if (places[i].home)
			continue;
		c.variants[c.n] = places[i].variant_id;
		c.locations[c.n] = places[i].location_id;
		c.opens[c.n++] = places[i].quantity;
	}
	if (c.n == 0)
		return ERR_OK;
	in.variants = (struct bigints){ c.variants, c.n };
	in.locations = (struct bigints){ c.locations, c.n };
	in.opens = (struct bigints){ c.opens, c.n };
	q_allocations_add_queue(ctx, &in);
	return db_flush_along(ctx);
}

struct choosing {
	struct allocation_wish *wish;
	struct allocations_of_row *rows; /* of a variant: the location that is asked last first */
	size_t n_rows;
	struct locations_hold_row *locations; /* of what comes back: all of them, held */
	size_t n_locations;
	struct location_home_row home;
	struct columns moved, from_home;
	struct stock_places out;
};

/* How many of a row can go the way that is wished. */
static int64_t *left_of(const struct choosing *c, size_t row)
{
	return c->wish->move == ALLOCATION_BACK ? &c->rows[row].sent : &c->rows[row].open;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Where pieces lie that came back from there, or that staff put there: the location that is asked first where it is
 * closed. */
static const struct locations_hold_row *shelf_of(const struct choosing *c, int64_t location_id)
{
	const struct locations_hold_row *first = NULL;

	for (size_t i = 0; i < c->n_locations; i++) {
		if (c->locations[i].id == location_id && c->locations[i].rank > 0)
			return &c->locations[i];
		if (c->locations[i].rank == 1)
			first = &c->locations[i];
	}
	BUG_IF(!first);
	return first;
}

static void chosen(struct choosing *c, int64_t variant_id, int64_t pieces, int64_t location_id, int64_t rank)
{
	const struct allocation_wish *w = c->wish;
	struct stock_place place = {
		.variant_id = variant_id, .quantity = pieces, .location_id = location_id, .rank = rank
	};

	if (w->move == ALLOCATION_BACK) {
		const struct locations_hold_row *shelf = shelf_of(c, w->location_id ? w->location_id : location_id);

		place.location_id = shelf->id;
		place.rank = shelf->rank;
	}
	place.home = place.location_id == c->home.id;
	c->out.v[c->out.n++] = place;
}

/* One row of an update for each row of the table, also where a variant is wished for twice. */
static size_t column_of(struct columns *m, int64_t variant_id, int64_t location_id)
{
	size_t i = 0;

	while (i < m->n && (m->variants[i] != variant_id || m->locations[i] != location_id))
		i++;
	if (i == m->n) {
		m->variants[i] = variant_id;
		m->locations[i] = location_id;
		m->opens[i] = m->sents[i] = 0;
		m->n++;
	}
	return i;
}

static void choose_row(struct choosing *c, size_t row, int64_t pieces)
{
	const struct allocations_of_row *r = &c->rows[row];
	enum allocation_move move = c->wish->move;
	size_t i = column_of(&c->moved, r->variant_id, r->location_id);

	chosen(c, r->variant_id, pieces, r->location_id, r->rank);
	*left_of(c, row) -= pieces;
	c->moved.opens[i] -= move == ALLOCATION_BACK ? 0 : pieces;
	c->moved.sents[i] += move == ALLOCATION_SEND ? pieces : move == ALLOCATION_BACK ? -pieces : 0;
}

static bool told_of(const struct choosing *c, int64_t variant_id)
{
	for (size_t i = 0; i < c->n_rows; i++)
		if (c->rows[i].variant_id == variant_id)
			return true;
	return false;
}

/* What no row tells of. What else is to come back of the variant must know how many went from here. */
static void choose_home(struct choosing *c, int64_t variant_id, int64_t pieces)
{
	chosen(c, variant_id, pieces, c->home.id, c->home.rank);
	if (c->wish->move == ALLOCATION_SEND && told_of(c, variant_id))
		c->from_home.sents[column_of(&c->from_home, variant_id, c->home.id)] += pieces;
}

/* How many of them lie where no row says so. */
static int64_t at_home(const struct choosing *c, int64_t variant_id, int64_t open)
{
	for (size_t i = 0; i < c->n_rows; i++)
		if (c->rows[i].variant_id == variant_id)
			open -= c->rows[i].open;
	return open;
}

static enum err_code choose_one(struct ctx *ctx, struct choosing *c, size_t i)
{
	struct allocation_wish *w = c->wish;
	const struct stock_take *take = &w->takes[i];
	int64_t missing = take->quantity;
	bool home = w->location_id == 0 || w->location_id == c->home.id;

	for (size_t k = 0; k < c->n_rows && missing > 0; k++) {
		int64_t pieces = least(missing, *left_of(c, k));

		if (c->rows[k].variant_id != take->variant_id || pieces <= 0 ||
		    (w->location_id && w->location_id != c->rows[k].location_id))
			continue;
		choose_row(c, k, pieces);
		missing -= pieces;
	}
	w->there = take->quantity - missing;
	if (home && w->location_id)
		w->there = at_home(c, take->variant_id, w->open[i]);
	if (w->location_id && w->there < take->quantity) {
		w->short_of = i;
		return err_set(ctx, ERR_CONFLICT,
		    "order %" PRId64 " has %" PRId64 " of variant %" PRId64 " at location %" PRId64, w->order_id,
		    w->there, take->variant_id, w->location_id);
	}
	if (missing > 0)
		choose_home(c, take->variant_id, missing);
	return ERR_OK;
}

/* Those first that were sent from where they lie now, then by the order in which the locations are asked. */
static void choose_back(struct choosing *c, const struct stock_take *take)
{
	int64_t missing = take->quantity;

	for (int others = 0; others < 2; others++)
		for (size_t k = c->n_rows; k-- > 0 && missing > 0;) {
			int64_t pieces = least(missing, *left_of(c, k));

			if (c->rows[k].variant_id != take->variant_id || pieces <= 0 ||
			    (!others && c->rows[k].location_id != c->wish->location_id))
				continue;
			choose_row(c, k, pieces);
			missing -= pieces;
		}
	if (missing > 0)
		choose_home(c, take->variant_id, missing);
}

static enum err_code read(struct ctx *ctx, struct choosing *c)
{
	struct location_home_row *home;
	size_t n_home;
	enum err_code err;

	if (c->wish->move == ALLOCATION_BACK)
		q_locations_hold_queue(ctx, &c->locations, &c->n_locations);
	q_allocations_of_queue(ctx, &(struct allocations_of_in){ .order_id = c->wish->order_id }, &c->rows, &c->n_rows);
	q_location_home_queue(ctx, &home, &n_home);
	err = db_flush(ctx);
	if (err)
		return err;
	BUG_IF(n_home != 1);
	c->home = *home;
	return ERR_OK;
}

static enum err_code write(struct ctx *ctx, const struct choosing *c)
{
	const struct columns *m = &c->moved, *h = &c->from_home;
	struct allocations_sent_in sent = { .order_id = c->wish->order_id,
		.variants = { h->variants, h->n },
		.locations = { h->locations, h->n },
		.sents = { h->sents, h->n } };
	struct allocations_move_in in = { .order_id = c->wish->order_id,
		.variants = { m->variants, m->n },
		.locations = { m->locations, m->n },
		.opens = { m->opens, m->n },
		.sents = { m->sents, m->n } };

	if (m->n == 0 && h->n == 0)
		return ERR_OK;
	if (m->n > 0)
		q_allocations_move_queue(ctx, &in);
	if (h->n > 0)
		q_allocations_sent_queue(ctx, &sent);
	return db_flush_along(ctx);
}

enum err_code allocation_choose(struct ctx *ctx, struct allocation_wish *wish, struct stock_places *out)
{
	struct choosing c = { .wish = wish };
	enum err_code err = wish->n > 0 ? read(ctx, &c) : ERR_OK;

	if (err)
		return err;
	c.moved = columns_for(ctx, c.n_rows);
	c.from_home = columns_for(ctx, wish->n);
	c.out.v = ARENA_ARRAY(ctx->arena, (c.n_rows + 1) * wish->n, struct stock_place);
	for (size_t i = 0; i < wish->n && !err; i++)
		if (wish->move == ALLOCATION_BACK)
			choose_back(&c, &wish->takes[i]);
		else
			err = choose_one(ctx, &c, i);
	if (!err)
		err = write(ctx, &c);
	*out = c.out;
	return err;
}
