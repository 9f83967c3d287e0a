#include "shop/refund_plan.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/str.h"
#include "queries.h"
#include "shop/stock.h"

static enum err_code too_many(struct ctx *ctx, int64_t order_id)
{
	return err_set(ctx, ERR_CONFLICT, "order %" PRId64 " has not so many pieces left to give back", order_id);
}

static int64_t open_pieces(const struct refund_scope *scope, const struct order_lines_row *l)
{
	return scope->cancelled ? 0 : l->quantity - l->shipped - l->dropped;
}

static const struct order_lines_row *find(const struct order_lines_row *lines, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (lines[i].id == id)
			return &lines[i];
	return NULL;
}

/* What never left the house is given back first. */
static struct refund_share share_of(const struct refund_scope *scope, const struct order_lines_row *l, int64_t pieces)
{
	int64_t open = open_pieces(scope, l);
	return (struct refund_share){
		.line_id = l->id,
		.quantity = pieces,
		.dropped = pieces < open ? pieces : open,
		.amount = money_muldiv(l->line_gross, l->returned + pieces, l->quantity) -
		          money_muldiv(l->line_gross, l->returned, l->quantity),
	};
}

static void add(struct refund_plan *plan, struct refund_share share)
{
	plan->v[plan->n++] = share;
	plan->amount += share.amount;
}

static enum err_code add_shipping(
    struct ctx *ctx, const struct refund_scope *scope, const struct refund_part *part, struct refund_plan *plan)
{
	struct refund_shipping_row gone;
	enum err_code e =
	    q_refund_shipping_one(ctx, &(struct refund_shipping_in){ .order_id = scope->order_id }, &gone);
	if (e)
		return e;
	if (part->shipping > scope->shipping_gross - gone.minor)
		return too_many(ctx, scope->order_id);
	add(plan, (struct refund_share){ .quantity = 1, .amount = part->shipping });
	return ERR_OK;
}

enum err_code refund_plan_part(
    struct ctx *ctx, const struct refund_scope *scope, const struct refund_part *part, struct refund_plan *plan)
{
	struct order_lines_row *lines;
	size_t n;
	enum err_code e = q_order_lines(ctx, &(struct order_lines_in){ .order_id = scope->order_id }, &lines, &n);
	if (e)
		return e;
	*plan = (struct refund_plan){ .v = ARENA_ARRAY(ctx->arena, part->n_pieces + 1, struct refund_share) };
	for (size_t i = 0; i < part->n_pieces; i++) {
		const struct order_lines_row *l = find(lines, n, part->pieces[i].line_id);
		int64_t pieces = part->pieces[i].quantity;
		for (size_t k = 0; k < i; k++)
			if (part->pieces[k].line_id == part->pieces[i].line_id)
				return too_many(ctx, scope->order_id);
		if (!l || pieces < 1 || pieces > l->quantity - l->returned)
			return too_many(ctx, scope->order_id);
		add(plan, share_of(scope, l, pieces));
	}
	return part->shipping > 0 ? add_shipping(ctx, scope, part, plan) : ERR_OK;
}

enum err_code refund_plan_amount(
    struct ctx *ctx, const struct refund_scope *scope, int64_t amount, bool whole, struct refund_plan *plan)
{
	struct order_lines_row *lines;
	size_t n;
	int64_t *weights, *amounts;
	bool sent = false;
	enum err_code e = q_order_lines(ctx, &(struct order_lines_in){ .order_id = scope->order_id }, &lines, &n);
	if (e)
		return e;
	weights = ARENA_ARRAY(ctx->arena, n + 1, int64_t);
	amounts = ARENA_ARRAY(ctx->arena, n + 1, int64_t);
	*plan = (struct refund_plan){ .v = ARENA_ARRAY(ctx->arena, n + 1, struct refund_share), .amount = amount };
	for (size_t i = 0; i < n; i++) {
		weights[i] = lines[i].line_gross > lines[i].refunded ? lines[i].line_gross - lines[i].refunded : 0;
		sent = sent || lines[i].shipped > 0;
	}
	weights[n] = scope->shipping_gross;
	plan->n = n + (scope->shipping_gross > 0);
	money_share(amount, weights, plan->n, amounts);
	for (size_t i = 0; i < plan->n; i++) {
		plan->v[i] = (struct refund_share){ .amount = amounts[i] };
		if (i < n) {
			plan->v[i].line_id = lines[i].id;
			plan->v[i].quantity = whole ? lines[i].quantity - lines[i].returned : 0;
			/* Nothing more is sent of an order that went out in part; of another one nothing was, and it
			 * can be cancelled. */
			plan->v[i].dropped = whole && sent ? open_pieces(scope, &lines[i]) : 0;
		} else {
			plan->v[i].quantity = whole;
		}
	}
	return ERR_OK;
}

enum err_code refund_plan_write(
    struct ctx *ctx, const struct refund_plan *plan, int64_t refund_id, int64_t amount, bool with_pieces)
{
	size_t n = plan->n;
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t), *quantities = ARENA_ARRAY(ctx->arena, n, int64_t);
	int64_t *dropped = ARENA_ARRAY(ctx->arena, n, int64_t), *weights = ARENA_ARRAY(ctx->arena, n, int64_t);
	int64_t *amounts = ARENA_ARRAY(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++) {
		ids[i] = plan->v[i].line_id;
		quantities[i] = with_pieces ? plan->v[i].quantity : 0;
		dropped[i] = with_pieces ? plan->v[i].dropped : 0;
		weights[i] = plan->v[i].amount;
	}
	money_share(amount, weights, n, amounts);
	struct refund_lines_insert_in in = {
		.refund_id = refund_id,
		.lines = { ids, n },
		.quantities = { quantities, n },
		.dropped = { dropped, n },
		.amounts = { amounts, n },
	};
	return q_refund_lines_insert(ctx, &in, NULL);
}

static int by_variant(const void *a, const void *b)
{
	const struct refund_lines_of_row *x = a, *y = b;
	return x->variant_id < y->variant_id ? -1 : x->variant_id > y->variant_id;
}

enum err_code refund_plan_stock(struct ctx *ctx, int64_t refund_id, const char *restock)
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
			e = str_eq(restock, "no") ? stock_ship(ctx, &gone, 1) : stock_release(ctx, &gone, 1);
		if (!e && back.quantity > 0 && str_eq(restock, "all"))
			e = stock_return(ctx, &back, 1);
	}
	return e;
}
