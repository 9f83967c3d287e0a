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

static enum err_code commit_one(struct ctx *ctx, struct stock_take *take)
{
	struct stock_commit_in in = { .variant_id = take->variant_id, .quantity = take->quantity };
	struct stock_commit_first_in first = { .variant_id = take->variant_id, .quantity = take->quantity };
	struct stock_left_row left;
	enum err_code err = q_stock_commit_one(ctx, &in, NULL);

	if (err == ERR_NOT_FOUND)
		err = q_stock_commit_first_one(ctx, &first, NULL);
	if (err != ERR_NOT_FOUND)
		return err;
	err = q_stock_left_one(ctx, &(struct stock_left_in){ .variant_id = take->variant_id }, &left);
	if (err)
		return err;
	take->left = left.available > 0 ? left.available : 0;
	return err_set(ctx, ERR_CONFLICT, "could not commit %" PRId64 " of variant %" PRId64 ": %" PRId64 " left",
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

enum err_code stock_commit(struct ctx *ctx, struct stock_take *takes, size_t n)
{
	qsort(takes, n, sizeof *takes, by_variant);
	for (size_t i = 0; i < n; i++) {
		enum err_code err = commit_one(ctx, &takes[i]);

		if (err)
			return err;
	}
	return tell_index(ctx, takes, n, -1);
}

static const struct stock_take *sorted(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	struct stock_take *copy = arena_memdup(ctx->arena, takes, n * sizeof *takes);

	qsort(copy, n, sizeof *copy, by_variant);
	return copy;
}

enum err_code stock_release(struct ctx *ctx, const struct stock_take *takes, size_t n)
{
	const struct stock_take *t = sorted(ctx, takes, n);

	for (size_t i = 0; i < n; i++) {
		struct stock_release_in in = { .variant_id = t[i].variant_id, .quantity = t[i].quantity };
		enum err_code err = q_stock_release_one(ctx, &in, NULL);

		if (err)
			return err;
	}
	return tell_index(ctx, takes, n, 1);
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
