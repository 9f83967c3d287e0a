#include <inttypes.h>

#include "base/limits.h"
#include "base/str.h"
#include "db/db.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/goods_room.h"
#include "shop/location.h"

static const char *said(struct ctx *ctx, int64_t n)
{
	return text_integer(ctx->arena, ctx->locale, n);
}

enum err_code location_pieces(struct ctx *ctx, int64_t product_id, const struct location_pieces **out, size_t *n)
{
	struct location_pieces_row *rows;
	struct location_pieces *v;
	enum err_code err = q_location_pieces(ctx, &(struct location_pieces_in){ .product_id = product_id }, &rows, n);

	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, *n, struct location_pieces);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct location_pieces){ rows[i].variant_id, rows[i].location_id, rows[i].on_hand,
			rows[i].promised };
	*out = v;
	return ERR_OK;
}

static const struct location_pieces *find(
    const struct location_pieces *v, size_t n, int64_t variant_id, int64_t location_id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].variant_id == variant_id && v[i].location_id == location_id)
			return &v[i];
	return NULL;
}

/* None closes before the transaction has ended. */
static enum err_code hold_locations(struct ctx *ctx)
{
	struct locations_hold_row *rows;
	size_t n;

	return q_locations_hold(ctx, &rows, &n);
}

static enum err_code carry_tx(struct ctx *ctx, void *arg)
{
	const struct location_carry *c = arg;
	const struct location_pieces *pieces;
	struct location_variant_lock_row *rows;
	size_t n, n_rows;
	int64_t free = 0, version, affected;
	struct stock_return_in put = { .variant_id = c->variant_id, .quantity = c->quantity, .location_id = c->to };
	enum err_code err = hold_locations(ctx);
	if (!err)
		err = goods_lock(ctx, c->product_id, &version);

	if (!err)
		err = location_pieces(ctx, c->product_id, &pieces, &n);
	if (err)
		return err;
	if (!find(pieces, n, c->variant_id, c->from) || !find(pieces, n, c->variant_id, c->to))
		return err_set(ctx, ERR_NOT_FOUND, "variant %" PRId64 " or its locations are not there", c->variant_id);
	err = q_location_variant_lock(
	    ctx, &(struct location_variant_lock_in){ .variant_id = c->variant_id }, &rows, &n_rows);
	for (size_t i = 0; i < n_rows && !err; i++)
		if (rows[i].location_id == c->from)
			free = rows[i].free;
	if (!err && free < c->quantity)
		return refuse(ctx, "pieces", "location_short", said(ctx, free > 0 ? free : 0), NULL);
	if (!err)
		err = q_location_variant_take(ctx,
		    &(struct location_variant_take_in){
		        .variant_id = c->variant_id, .location_id = c->from, .quantity = c->quantity },
		    &affected);
	return err ? err : q_stock_return_one(ctx, &put, NULL);
}

enum err_code location_carry(struct ctx *ctx, const struct location_carry *c)
{
	if (c->from == c->to)
		return refuse(ctx, "to", "location_same", NULL, NULL);
	if (c->quantity < 1 || c->quantity > LIMIT_STOCK)
		return refuse(ctx, "pieces", "stock_range", NULL, NULL);
	return db_tx(ctx, carry_tx, (void *)c);
}

struct counting {
	int64_t product_id;
	const struct location_count *v;
	size_t n;
};

static enum err_code refuse_count(struct ctx *ctx, const struct location_count *c, const char *code, int64_t pieces)
{
	return refuse(ctx, arena_printf(ctx->arena, "on_hand_%" PRId64, c->variant_id), code, said(ctx, pieces), NULL);
}

static enum err_code count(struct ctx *ctx, const struct counting *k, const struct location_count *c)
{
	struct stock_correct_in in = { .variant_id = c->variant_id,
		.on_hand = c->on_hand,
		.seen_on_hand = c->seen,
		.location_id = c->location_id };
	struct stock_set_first_in first = {
		.variant_id = c->variant_id, .on_hand = c->on_hand, .location_id = c->location_id
	};
	const struct location_pieces *all, *now;
	int64_t changed;
	size_t n;
	enum err_code err = q_stock_correct(ctx, &in, &changed);

	if (!err && changed == 0)
		err = q_stock_set_first(ctx, &first, &changed);
	if (err || changed > 0)
		return err;
	err = location_pieces(ctx, k->product_id, &all, &n);
	now = err ? NULL : find(all, n, c->variant_id, c->location_id);
	if (err || (now && now->on_hand == c->on_hand))
		return err;
	return now && now->on_hand == c->seen ? refuse_count(ctx, c, "stock_promised", now->promised)
	                                      : refuse_count(ctx, c, "stock_changed", now ? now->on_hand : 0);
}

/* The counts stand as the rows are locked: by location in its order, then by variant. */
static enum err_code count_tx(struct ctx *ctx, void *arg)
{
	const struct counting *k = arg;
	const struct location_pieces *pieces;
	int64_t version;
	size_t n;
	enum err_code result = ERR_OK, err = hold_locations(ctx);

	if (!err)
		err = goods_lock(ctx, k->product_id, &version);
	if (!err)
		err = location_pieces(ctx, k->product_id, &pieces, &n);
	for (size_t i = 0; i < k->n && !err; i++) {
		if (!find(pieces, n, k->v[i].variant_id, k->v[i].location_id))
			return err_set(
			    ctx, ERR_NOT_FOUND, "variant %" PRId64 " or its location is not there", k->v[i].variant_id);
		err = count(ctx, k, &k->v[i]);
		/* Every refusal is told at once, before the transaction is taken back. */
		if (err == ERR_INPUT) {
			result = err;
			err = ERR_OK;
		}
	}
	if (err || result)
		return err ? err : result;
	return goods_changed(ctx, k->product_id);
}

enum err_code location_put(struct ctx *ctx, int64_t product_id, const struct location_count *v, size_t n)
{
	struct counting k = { product_id, v, n };
	enum err_code err = ERR_OK;

	for (size_t i = 0; i < n; i++)
		if (v[i].on_hand < 0 || v[i].on_hand > LIMIT_STOCK)
			err = refuse_count(ctx, &v[i], "stock_range", 0);
	return err || n == 0 ? err : db_tx(ctx, count_tx, &k);
}

/* Of the order's own pieces, those that no row tells of. */
static enum err_code add_rest(struct ctx *ctx, int64_t order_id, struct location_share **v, size_t *n)
{
	struct location_home_row home;
	struct hold_open_row *open;
	size_t n_open, n_rows = *n;
	struct location_share *all;
	enum err_code err =
	    q_hold_open(ctx, &(struct hold_open_in){ .order_id = order_id, .going = true }, &open, &n_open);

	if (!err)
		err = q_location_home_one(ctx, &home);
	if (err)
		return err;
	all = ARENA_ARRAY(ctx->arena, n_rows + n_open, struct location_share);
	for (size_t i = 0; i < n_rows; i++)
		all[i] = (*v)[i];
	for (size_t k = 0; k < n_open; k++) {
		int64_t rest = open[k].quantity;

		for (size_t i = 0; i < n_rows; i++)
			rest -= all[i].variant_id == open[k].variant_id ? all[i].quantity : 0;
		if (rest > 0)
			all[(*n)++] = (struct location_share){ home.id, open[k].variant_id, rest };
	}
	*v = all;
	return ERR_OK;
}

enum err_code location_of_order(struct ctx *ctx, int64_t order_id, const struct location_share **out, size_t *n)
{
	struct location_of_order_row *rows;
	struct hold_of_row hold;
	struct location_share *v;
	enum err_code err = q_hold_of_one(ctx, &(struct hold_of_in){ .order_id = order_id }, &hold);

	if (!err)
		err = q_location_of_order(ctx, &(struct location_of_order_in){ .order_id = order_id }, &rows, n);
	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, *n, struct location_share);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct location_share){ rows[i].location_id, rows[i].variant_id, rows[i].quantity };
	if (str_eq(hold.pieces, "committed"))
		err = add_rest(ctx, order_id, &v, n);
	*out = v;
	return err;
}

enum err_code location_sent_of_order(struct ctx *ctx, int64_t order_id, const struct location_share **out, size_t *n)
{
	struct location_sent_of_order_in in = { .order_id = order_id };
	struct location_sent_of_order_row *rows;
	struct location_share *v;
	enum err_code err = q_location_sent_of_order(ctx, &in, &rows, n);

	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, *n, struct location_share);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct location_share){ rows[i].location_id, rows[i].variant_id, rows[i].quantity };
	*out = v;
	return ERR_OK;
}
