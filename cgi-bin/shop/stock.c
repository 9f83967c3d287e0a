#include "shop/stock.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/log.h"
#include "queries.h"
#include "shop/product_index.h"

static int by_variant(const void *a, const void *b)
{
	const struct stock_take *x = a, *y = b;

	return x->variant_id < y->variant_id ? -1 : x->variant_id > y->variant_id;
}

/* The default location's row of a variant changes; *found is 0 where there is none, or where too few lie there. */
#define CHANGE_BY(query)                                                                                               \
	static void query##_row(struct ctx *ctx, const struct stock_take *t, size_t *found)                            \
	{                                                                                                              \
		struct query##_in in = { .variant_id = t->variant_id, .quantity = t->quantity };                       \
		q_##query##_queue(ctx, &in, NULL, found);                                                              \
	}
CHANGE_BY(stock_reserve)
CHANGE_BY(stock_unreserve)
CHANGE_BY(stock_commit)
CHANGE_BY(stock_release)
CHANGE_BY(stock_settle)

/* An insert, where the variant may be backordered and never lay there. */
static enum err_code reserve_first(struct ctx *ctx, const struct stock_take *t)
{
	struct stock_reserve_first_in in = { .variant_id = t->variant_id, .quantity = t->quantity };

	return q_stock_reserve_first_one(ctx, &in, NULL);
}

static enum err_code commit_first(struct ctx *ctx, const struct stock_take *t)
{
	struct stock_commit_first_in in = { .variant_id = t->variant_id, .quantity = t->quantity };

	return q_stock_commit_first_one(ctx, &in, NULL);
}

typedef void (*row_fn)(struct ctx *, const struct stock_take *, size_t *found);
typedef enum err_code (*first_fn)(struct ctx *, const struct stock_take *);

enum { AT_ONCE = 16 };

/* In the order of the variants, so that two who want the same ones wait for each other in one place. */
static enum err_code change_rows(struct ctx *ctx, const struct stock_take *t, size_t n, row_fn row, size_t *found)
{
	enum err_code err = ERR_OK;

	for (size_t i = 0; i < n && !err; i++) {
		row(ctx, &t[i], &found[i]);
		if (i % AT_ONCE == AT_ONCE - 1 || i + 1 == n)
			err = db_flush(ctx);
	}
	return err;
}

static enum err_code sold_out(struct ctx *ctx, struct stock_take *take)
{
	struct stock_left_row left;
	enum err_code err = q_stock_left_one(ctx, &(struct stock_left_in){ .variant_id = take->variant_id }, &left);

	if (err)
		return err;
	take->left = left.available > 0 ? left.available : 0;
	return err_set(ctx, ERR_CONFLICT, "could not take %" PRId64 " of variant %" PRId64 ": %" PRId64 " left",
	    take->quantity, take->variant_id, take->left);
}

/* sign: 1 where they are for sale again, -1 where they are no more. */
static enum err_code tell_index(struct ctx *ctx, const struct stock_take *takes, size_t n, int sign)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t), *more = ARENA_ARRAY(ctx->arena, n, int64_t);

	for (size_t i = 0; i < n; i++) {
		ids[i] = takes[i].variant_id;
		more[i] = sign * takes[i].quantity;
	}
	return product_index_stock(ctx, (struct bigints){ .v = ids, .n = n }, (struct bigints){ .v = more, .n = n });
}

static enum err_code give_back(
    struct ctx *ctx, const struct stock_take *takes, size_t n, const size_t *found, row_fn undo)
{
	struct stock_take *taken = ARENA_ARRAY(ctx->arena, n, struct stock_take);
	size_t *undone = ARENA_ARRAY(ctx->arena, n, size_t), n_taken = 0;

	for (size_t i = 0; i < n; i++)
		if (found[i])
			taken[n_taken++] = takes[i];
	return change_rows(ctx, taken, n_taken, undo, undone);
}

/* All or none, also for a caller who goes on: what was taken beside the one that is missing goes back. */
static enum err_code take_all(
    struct ctx *ctx, struct stock_take *takes, size_t n, row_fn take, first_fn first, row_fn undo)
{
	size_t *found = ARENA_ARRAY(ctx->arena, n, size_t);
	enum err_code err;

	qsort(takes, n, sizeof *takes, by_variant);
	err = change_rows(ctx, takes, n, take, found);
	for (size_t i = 0; i < n && !err; i++) {
		if (found[i])
			continue;
		err = first(ctx, &takes[i]);
		found[i] = !err;
		if (err != ERR_NOT_FOUND)
			continue;
		err = give_back(ctx, takes, n, found, undo);
		return err ? err : sold_out(ctx, &takes[i]);
	}
	return err ? err : tell_index(ctx, takes, n, -1);
}

enum err_code stock_commit(struct ctx *ctx, struct stock_take *takes, size_t n)
{
	return take_all(ctx, takes, n, stock_commit_row, commit_first, stock_release_row);
}

enum err_code stock_reserve(struct ctx *ctx, struct stock_take *takes, size_t n)
{
	return take_all(ctx, takes, n, stock_reserve_row, reserve_first, stock_unreserve_row);
}

static const struct stock_take *sorted(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	struct stock_take *copy = arena_memdup(ctx->arena, takes, n * sizeof *takes);

	qsort(copy, n, sizeof *copy, by_variant);
	return copy;
}

static enum err_code each(struct ctx *ctx, const struct stock_take *takes, size_t n, row_fn row)
{
	const struct stock_take *t = sorted(ctx, takes, n);
	size_t *found = ARENA_ARRAY(ctx->arena, n, size_t);
	enum err_code err = change_rows(ctx, t, n, row, found);

	for (size_t i = 0; i < n && !err; i++)
		if (!found[i])
			err = err_set(ctx, ERR_NOT_FOUND, "variant %" PRId64 " lies nowhere", t[i].variant_id);
	return err;
}

enum err_code stock_release(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	enum err_code err = each(ctx, takes, n, stock_release_row);

	return err ? err : tell_index(ctx, takes, n, 1);
}

enum err_code stock_unreserve(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	enum err_code err = each(ctx, takes, n, stock_unreserve_row);

	return err ? err : tell_index(ctx, takes, n, 1);
}

enum err_code stock_settle(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	/* As many are for sale as before. */
	return each(ctx, takes, n, stock_settle_row);
}

enum err_code stock_ship(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	const struct stock_take *t = sorted(ctx, takes, n);

	for (size_t i = 0; i < n; i++) {
		struct stock_ship_in in = { .variant_id = t[i].variant_id, .quantity = t[i].quantity };
		enum err_code err = q_stock_ship_one(ctx, &in, NULL);

		if (err)
			return err;
	}
	/* They were promised before: as many are for sale as there were. */
	return ERR_OK;
}

enum err_code stock_return(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	const struct stock_take *t = sorted(ctx, takes, n);

	for (size_t i = 0; i < n; i++) {
		struct stock_return_in in = { .variant_id = t[i].variant_id, .quantity = t[i].quantity };
		enum err_code err = q_stock_return_one(ctx, &in, NULL);

		if (err)
			return err;
	}
	return tell_index(ctx, takes, n, 1);
}

enum err_code stock_set(struct ctx *ctx, int64_t variant_id, int64_t on_hand)
{
	struct stock_set_in in = { .variant_id = variant_id, .on_hand = on_hand };
	struct stock_set_first_in first = { .variant_id = variant_id, .on_hand = on_hand };
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
