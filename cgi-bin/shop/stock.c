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

/* The two ways to take pieces: an update where the variant lies there, an insert where it may be backordered. */
static enum err_code reserve_rows(struct ctx *ctx, const struct stock_take *t)
{
	struct stock_reserve_in in = { .variant_id = t->variant_id, .quantity = t->quantity };
	struct stock_reserve_first_in first = { .variant_id = t->variant_id, .quantity = t->quantity };
	enum err_code err = q_stock_reserve_one(ctx, &in, NULL);

	return err == ERR_NOT_FOUND ? q_stock_reserve_first_one(ctx, &first, NULL) : err;
}

static enum err_code commit_rows(struct ctx *ctx, const struct stock_take *t)
{
	struct stock_commit_in in = { .variant_id = t->variant_id, .quantity = t->quantity };
	struct stock_commit_first_in first = { .variant_id = t->variant_id, .quantity = t->quantity };
	enum err_code err = q_stock_commit_one(ctx, &in, NULL);

	return err == ERR_NOT_FOUND ? q_stock_commit_first_one(ctx, &first, NULL) : err;
}

static enum err_code unreserve_row(struct ctx *ctx, const struct stock_take *t)
{
	struct stock_unreserve_in in = { .variant_id = t->variant_id, .quantity = t->quantity };

	return q_stock_unreserve_one(ctx, &in, NULL);
}

static enum err_code release_row(struct ctx *ctx, const struct stock_take *t)
{
	struct stock_release_in in = { .variant_id = t->variant_id, .quantity = t->quantity };

	return q_stock_release_one(ctx, &in, NULL);
}

static enum err_code settle_row(struct ctx *ctx, const struct stock_take *t)
{
	struct stock_settle_in in = { .variant_id = t->variant_id, .quantity = t->quantity };

	return q_stock_settle_one(ctx, &in, NULL);
}

typedef enum err_code (*step_fn)(struct ctx *, const struct stock_take *);

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

/* All or none, also for a caller who goes on: what was taken before the one that is missing goes back. */
static enum err_code take_all(struct ctx *ctx, struct stock_take *takes, size_t n, step_fn take, step_fn undo)
{
	enum err_code err = ERR_OK;

	qsort(takes, n, sizeof *takes, by_variant);
	for (size_t i = 0; i < n; i++) {
		err = take(ctx, &takes[i]);
		if (err == ERR_NOT_FOUND) {
			for (size_t k = 0; k < i; k++) {
				err = undo(ctx, &takes[k]);
				if (err)
					return err;
			}
			return sold_out(ctx, &takes[i]);
		}
		if (err)
			return err;
	}
	return tell_index(ctx, takes, n, -1);
}

enum err_code stock_commit(struct ctx *ctx, struct stock_take *takes, size_t n)
{
	return take_all(ctx, takes, n, commit_rows, release_row);
}

enum err_code stock_reserve(struct ctx *ctx, struct stock_take *takes, size_t n)
{
	return take_all(ctx, takes, n, reserve_rows, unreserve_row);
}

static const struct stock_take *sorted(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	struct stock_take *copy = arena_memdup(ctx->arena, takes, n * sizeof *takes);

	qsort(copy, n, sizeof *copy, by_variant);
	return copy;
}

static enum err_code each(struct ctx *ctx, const struct stock_take *takes, size_t n, step_fn step)
{
	const struct stock_take *t = sorted(ctx, takes, n);
	enum err_code err = ERR_OK;

	for (size_t i = 0; i < n && !err; i++)
		err = step(ctx, &t[i]);
	return err;
}

enum err_code stock_release(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	enum err_code err = each(ctx, takes, n, release_row);

	return err ? err : tell_index(ctx, takes, n, 1);
}

enum err_code stock_unreserve(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	enum err_code err = each(ctx, takes, n, unreserve_row);

	return err ? err : tell_index(ctx, takes, n, 1);
}

enum err_code stock_settle(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	/* As many are for sale as before. */
	return each(ctx, takes, n, settle_row);
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
