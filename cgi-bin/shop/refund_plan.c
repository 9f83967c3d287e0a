#include "shop/refund_plan.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/str.h"
#include "queries.h"
#include "shop/hold.h"

static enum err_code too_many(struct ctx *ctx, int64_t order_id)
{
	return err_set(ctx, ERR_CONFLICT, "order %" PRId64 " has not so many pieces left to give back", order_id);
}

enum err_code refund_lefts(struct ctx *ctx, const struct refund_scope *scope, struct refund_left **out, size_t *n)
{
	struct refund_lefts_row *rows;
	enum err_code e = q_refund_lefts(ctx, &(struct refund_lefts_in){ .order_id = scope->order_id }, &rows, n);
	if (e)
		return e;
	*out = ARENA_ARRAY(ctx->arena, *n, struct refund_left);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct refund_left){
			.line_id = rows[i].line_id,
			.pieces = rows[i].quantity - rows[i].returned,
			.open = scope->cancelled ? 0 : rows[i].quantity - rows[i].shipped - rows[i].dropped,
			.sent = rows[i].shipped > 0,
			.gross = rows[i].gross,
			.tax = rows[i].tax,
			.country = rows[i].country,
			.ppm = rows[i].ppm,
		};
	return ERR_OK;
}

static const struct refund_left *find(const struct refund_left *v, size_t n, int64_t line_id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].line_id == line_id)
			return &v[i];
	return NULL;
}

static void add(struct refund_plan *plan, struct refund_share share)
{
	plan->v[plan->n++] = share;
	plan->amount += share.amount;
}

static bool named_before(const struct refund_part *part, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (part->pieces[k].line_id == part->pieces[i].line_id)
			return true;
	return false;
}

enum err_code refund_plan_part(
    struct ctx *ctx, const struct refund_scope *scope, const struct refund_part *part, struct refund_plan *plan)
{
	struct refund_left *lefts;
	const struct refund_left *shipping;
	struct refund_share share;
	size_t n;
	enum err_code e = refund_lefts(ctx, scope, &lefts, &n);
	if (e)
		return e;
	*plan = (struct refund_plan){ .v = ARENA_ARRAY(ctx->arena, part->n_pieces + 1, struct refund_share) };
	for (size_t i = 0; i < part->n_pieces; i++) {
		const struct refund_left *l = find(lefts, n, part->pieces[i].line_id);
		struct refund_left left;
		if (!l || !l->line_id || named_before(part, i))
			return too_many(ctx, scope->order_id);
		left = *l;
		if (part->sent_back)
			left.open = 0;
		if (!refund_of_pieces(&left, part->pieces[i].quantity, &share))
			return too_many(ctx, scope->order_id);
		add(plan, share);
	}
	if (part->shipping == 0)
		return ERR_OK;
	shipping = find(lefts, n, 0);
	if (!shipping || !refund_of_part(shipping, part->shipping, &share))
		return too_many(ctx, scope->order_id);
	share.quantity = 1;
	add(plan, share);
	return ERR_OK;
}

enum err_code refund_plan_amount(
    struct ctx *ctx, const struct refund_scope *scope, int64_t amount, bool whole, struct refund_plan *plan)
{
	struct refund_left *lefts;
	size_t n;
	bool sent = false;
	enum err_code e = refund_lefts(ctx, scope, &lefts, &n);
	if (e)
		return e;
	*plan = (struct refund_plan){ .v = ARENA_ARRAY(ctx->arena, n, struct refund_share), .n = n };
	plan->amount = amount - refund_of_all(ctx->arena, lefts, n, amount, plan->v);
	for (size_t i = 0; i < n; i++)
		sent = sent || lefts[i].sent;
	for (size_t i = 0; i < n && whole; i++) {
		plan->v[i].quantity = lefts[i].line_id ? lefts[i].pieces : 1;
		/* Nothing more is sent of an order that went out in part; of another one nothing was, and it can be
		 * cancelled. */
		plan->v[i].dropped = sent ? lefts[i].open : 0;
	}
	return ERR_OK;
}

enum err_code refund_plan_write(
    struct ctx *ctx, struct refund_plan *plan, int64_t refund_id, int64_t amount, bool with_pieces)
{
	size_t n = plan->n;
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t), *quantities = ARENA_ARRAY(ctx->arena, n, int64_t);
	int64_t *dropped = ARENA_ARRAY(ctx->arena, n, int64_t), *taxes = ARENA_ARRAY(ctx->arena, n, int64_t);
	int64_t *amounts = ARENA_ARRAY(ctx->arena, n, int64_t);
	struct refund_share *shares = ARENA_ARRAY(ctx->arena, n, struct refund_share);
	int64_t held = refund_sum(plan->v, n);
	refund_take(ctx->arena, plan->v, n, amount < held ? amount : held, shares);
	for (size_t i = 0; i < n; i++) {
		ids[i] = shares[i].line_id;
		quantities[i] = with_pieces ? plan->v[i].quantity : 0;
		dropped[i] = with_pieces ? plan->v[i].dropped : 0;
		amounts[i] = shares[i].amount;
		taxes[i] = shares[i].tax;
	}
	struct refund_lines_insert_in in = {
		.refund_id = refund_id,
		.lines = { ids, n },
		.quantities = { quantities, n },
		.dropped = { dropped, n },
		.amounts = { amounts, n },
		.taxes = { taxes, n },
	};
	return q_refund_lines_insert(ctx, &in, NULL);
}

static int by_variant(const void *a, const void *b)
{
	const struct refund_lines_of_row *x = a, *y = b;
	return x->variant_id < y->variant_id ? -1 : x->variant_id > y->variant_id;
}

enum err_code refund_plan_stock(
    struct ctx *ctx, int64_t order_id, int64_t refund_id, const char *restock, int64_t location_id)
{
	struct refund_lines_of_row *rows;
	size_t n;
	enum err_code e = q_refund_lines_of(ctx, &(struct refund_lines_of_in){ .refund_id = refund_id }, &rows, &n);
	if (e)
		return e;
	qsort(rows, n, sizeof *rows, by_variant);
	for (size_t i = 0; i < n && !e; i++) {
		const struct refund_lines_of_row *r = &rows[i];
		struct stock_take gone = { .variant_id = r->variant_id, .quantity = r->dropped };
		struct stock_take back = { .variant_id = r->variant_id, .quantity = r->quantity - r->dropped };
		if (!r->committed)
			continue;
		if (gone.quantity > 0)
			e = hold_drop(ctx, order_id, &gone, !str_eq(restock, "no"));
		if (!e && back.quantity > 0 && str_eq(restock, "all"))
			e = hold_came_back(ctx, order_id, &back, 1, location_id);
	}
	return e;
}
