#include "shop/location.h"

#include <inttypes.h>

#include "base/limits.h"
#include "base/str.h"
#include "db/db.h"
#include "kit/text.h"
#include "queries.h"

enum err_code location_list(struct ctx *ctx, struct location **out, size_t *n, size_t *n_open)
{
	struct locations_row *rows;
	enum err_code err = q_locations(ctx, &rows, n);

	*n_open = 0;
	if (err)
		return err;
	*out = ARENA_ARRAY(ctx->arena, *n, struct location);
	for (size_t i = 0; i < *n; i++) {
		(*out)[i] = (struct location){ .id = rows[i].id,
			.name = rows[i].name,
			.address = rows[i].address,
			.rank = rows[i].rank,
			.home = rows[i].home };
		*n_open += rows[i].rank > 0;
	}
	return ERR_OK;
}

enum err_code location_first(struct ctx *ctx, int64_t *id)
{
	struct locations_hold_row *rows;
	size_t n;
	enum err_code err = q_locations_hold(ctx, &rows, &n);

	*id = 0;
	for (size_t i = 0; i < n && !err; i++)
		if (rows[i].rank == 1)
			*id = rows[i].id;
	return err || *id ? err : err_set(ctx, ERR_NOT_FOUND, "the shop has no location");
}

const struct location *location_among(const struct location *v, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].id == id)
			return &v[i];
	return NULL;
}

enum err_code location_sums(struct ctx *ctx, struct location *v, size_t n)
{
	struct location_sums_row *rows;
	size_t n_rows;
	enum err_code err = q_location_sums(ctx, &rows, &n_rows);

	for (size_t i = 0; i < n && !err; i++)
		for (size_t k = 0; k < n_rows; k++)
			if (rows[k].location_id == v[i].id) {
				v[i].on_hand = rows[k].on_hand;
				v[i].promised = rows[k].promised;
			}
	return err;
}

static const char *said(struct ctx *ctx, int64_t n)
{
	return text_integer(ctx->arena, ctx->locale, n);
}

/* All of them, held against others who arrange them. */
struct held {
	struct locations_lock_row *v;
	size_t n;
	int64_t last; /* the highest rank */
};

static const struct locations_lock_row *held_at(const struct held *h, int64_t id)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->v[i].id == id)
			return &h->v[i];
	return NULL;
}

static enum err_code unknown(struct ctx *ctx, int64_t id)
{
	return err_set(ctx, ERR_NOT_FOUND, "no such location: %" PRId64, id);
}

static enum err_code hold(struct ctx *ctx, struct held *h)
{
	enum err_code err = q_locations_lock(ctx, &h->v, &h->n);

	h->last = 0;
	for (size_t i = 0; !err && i < h->n; i++)
		h->last = h->v[i].rank > h->last ? h->v[i].rank : h->last;
	return err;
}

/* All of them, of which id must be one. */
static enum err_code hold_with(struct ctx *ctx, int64_t id, struct held *h)
{
	enum err_code err = hold(ctx, h);

	return err || held_at(h, id) ? err : unknown(ctx, id);
}

struct saving {
	int64_t id;
	const char *name, *address;
};

static enum err_code save_tx(struct ctx *ctx, void *arg)
{
	const struct saving *s = arg;
	struct location_put_in put = { .id = s->id, .name = s->name, .address = s->address };
	struct location_add_in add = { .name = s->name, .address = s->address };
	struct held h;
	enum err_code err = s->id ? hold_with(ctx, s->id, &h) : hold(ctx, &h);

	if (err)
		return err;
	for (size_t i = 0; i < h.n; i++)
		if (h.v[i].id != s->id && str_eq(h.v[i].name, s->name))
			return refuse(ctx, "name", "location_taken", NULL, NULL);
	if (s->id)
		return q_location_put(ctx, &put, NULL);
	if (h.n >= LOCATIONS_MAX)
		return refuse(ctx, "name", "location_many", said(ctx, LOCATIONS_MAX), NULL);
	add.rank = h.last + 1;
	return q_location_add(ctx, &add, NULL);
}

enum err_code location_save(struct ctx *ctx, int64_t id, const char *name, const char *address)
{
	struct saving s = { id, name, address };

	if (str_empty(name))
		return refuse(ctx, "name", "required", NULL, NULL);
	return db_tx(ctx, save_tx, &s);
}

/* The order is as these ids stand; others are closed. */
static enum err_code rank(struct ctx *ctx, int64_t *ids, size_t n)
{
	q_locations_unrank_queue(ctx);
	q_locations_rank_queue(ctx, &(struct locations_rank_in){ .ids = { ids, n } });
	return db_flush(ctx);
}

/* Those that are open, in their order. */
static int64_t *open_ids(struct ctx *ctx, const struct held *h, size_t *n)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, h->n + 1, int64_t);

	*n = 0;
	for (int64_t r = 1; r <= h->last; r++)
		for (size_t i = 0; i < h->n; i++)
			if (h->v[i].rank == r)
				ids[(*n)++] = h->v[i].id;
	return ids;
}

static enum err_code raise_tx(struct ctx *ctx, void *arg)
{
	const int64_t id = *(const int64_t *)arg;
	struct held h;
	int64_t *ids;
	size_t n;
	enum err_code err = hold_with(ctx, id, &h);

	if (err)
		return err;
	ids = open_ids(ctx, &h, &n);
	for (size_t i = 1; i < n; i++)
		if (ids[i] == id) {
			ids[i] = ids[i - 1];
			ids[i - 1] = id;
			return rank(ctx, ids, n);
		}
	return ERR_OK;
}

enum err_code location_raise(struct ctx *ctx, int64_t id)
{
	return db_tx(ctx, raise_tx, &id);
}

static enum err_code reopen_tx(struct ctx *ctx, void *arg)
{
	const int64_t id = *(const int64_t *)arg;
	struct held h;
	int64_t *ids;
	size_t n;
	enum err_code err = hold_with(ctx, id, &h);

	if (err)
		return err;
	if (held_at(&h, id)->rank > 0)
		return ERR_OK;
	ids = open_ids(ctx, &h, &n);
	ids[n++] = id;
	return rank(ctx, ids, n);
}

enum err_code location_reopen(struct ctx *ctx, int64_t id)
{
	return db_tx(ctx, reopen_tx, &id);
}

struct closing {
	int64_t id, to;
};

/* What lies there goes, or is in the way. */
static enum err_code empty(struct ctx *ctx, const struct closing *c)
{
	int64_t ids[] = { c->id, c->to };
	struct location_stock_lock_in in = { .ids = { ids, c->to ? 2 : 1 } };
	struct location_stock_move_in move = { .from_id = c->id, .to_id = c->to };
	struct location_stock_lock_row *rows;
	int64_t on_hand = 0, promised = 0;
	size_t n;
	enum err_code err = q_location_stock_lock(ctx, &in, &rows, &n);

	for (size_t i = 0; i < n && !err; i++)
		if (rows[i].location_id == c->id) {
			on_hand = rows[i].on_hand;
			promised = rows[i].promised;
		}
	if (err)
		return err;
	if (promised > 0)
		return refuse(ctx, "to", "location_promised", said(ctx, promised), NULL);
	if (on_hand > 0 && !c->to)
		return refuse(ctx, "to", "location_full", said(ctx, on_hand), NULL);
	if (on_hand > 0)
		err = q_location_stock_move(ctx, &move, NULL);
	return err ? err : q_location_stock_clear(ctx, &(struct location_stock_clear_in){ .id = c->id }, NULL);
}

static enum err_code close_tx(struct ctx *ctx, void *arg)
{
	const struct closing *c = arg;
	const struct locations_lock_row *to;
	struct held h;
	int64_t *ids;
	size_t n, kept = 0;
	enum err_code err = hold_with(ctx, c->id, &h);

	if (err)
		return err;
	to = held_at(&h, c->to);
	if (c->to && (!to || to->rank == 0 || c->to == c->id))
		return unknown(ctx, c->to);
	if (held_at(&h, c->id)->rank == 0)
		return ERR_OK;
	ids = open_ids(ctx, &h, &n);
	if (n == 1)
		return refuse(ctx, "to", "location_last", NULL, NULL);
	err = empty(ctx, c);
	for (size_t i = 0; i < n; i++)
		if (ids[i] != c->id)
			ids[kept++] = ids[i];
	return err ? err : rank(ctx, ids, kept);
}

enum err_code location_close(struct ctx *ctx, int64_t id, int64_t to)
{
	struct closing c = { id, to };

	return db_tx(ctx, close_tx, &c);
}
