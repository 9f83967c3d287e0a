#include <inttypes.h>

#include "base/str.h"
#include "queries.h"
#include "shop/order_room.h"
#include "shop/refund_plan.h"
#include "shop/returns.h"

/* A wish that never ended goes on as it was written; one that was refused is wished anew, for the same pieces. */
struct retry {
	int64_t order_id, refund_id;
	struct actor actor;
	struct refund_part part;
	bool done;
};

static enum err_code read_again(struct ctx *ctx, struct retry *t, const struct refunds_of_order_row *refund)
{
	struct refund_lines_of_row *lines;
	struct refund_piece *pieces;
	size_t n;
	enum err_code err = q_refund_lines_of(ctx, &(struct refund_lines_of_in){ .refund_id = refund->id }, &lines, &n);

	if (err)
		return err;
	pieces = ARENA_ARRAY(ctx->arena, n, struct refund_piece);
	t->part = (struct refund_part){
		.order_id = t->order_id,
		.amount = money_of(refund->amount_minor, refund->currency),
		.pieces = pieces,
		.restock = str_eq(refund->restock, "all"),
		.location_id = refund->location_id,
		.for_edit = refund->for_edit,
		.sent_back = true,
		.again_of = refund->id,
	};
	for (size_t i = 0; i < n; i++) {
		if (lines[i].dropped > 0)
			t->part.sent_back = false;
		if (lines[i].quantity == 0)
			continue;
		if (lines[i].line_id)
			pieces[t->part.n_pieces++] =
			    (struct refund_piece){ .line_id = lines[i].line_id, .quantity = lines[i].quantity };
		else
			t->part.shipping = lines[i].amount;
	}
	return ERR_OK;
}

/* What is left of the pieces may have another price by now: amounts went back meanwhile. */
static enum err_code price_again(struct ctx *ctx, struct retry *t)
{
	struct refund_scope scope = { .order_id = t->order_id };
	struct refund_plan plan;
	enum err_code err;

	if (t->part.n_pieces == 0 && t->part.shipping == 0)
		return ERR_OK;
	err = refund_plan_part(ctx, &scope, &t->part, &plan);
	if (!err && plan.amount > 0)
		t->part.amount.minor = plan.amount;
	return err;
}

/* The return that the refund was made for, where it was: the next one is made for it, too. */
static enum err_code read_return(struct ctx *ctx, struct retry *t)
{
	struct return_of_refund_in in = { .order_id = t->order_id, .refund_id = t->refund_id };
	struct return_of_refund_row *rows;
	size_t n;
	enum err_code err = q_return_of_refund(ctx, &in, &rows, &n);

	if (!err && n > 0)
		t->part.return_id = rows->id;
	return err;
}

static enum err_code find_again(struct ctx *ctx, struct retry *t)
{
	struct payments_of_order_row *payments;
	struct refunds_of_order_row *refunds;
	size_t n_payments, n_refunds, i = 0;
	enum err_code err;

	q_payments_of_order_queue(
	    ctx, &(struct payments_of_order_in){ .order_id = t->order_id }, &payments, &n_payments);
	q_refunds_of_order_queue(ctx, &(struct refunds_of_order_in){ .order_id = t->order_id }, &refunds, &n_refunds);
	err = db_flush(ctx);
	if (err)
		return err;
	while (i < n_refunds && refunds[i].id != t->refund_id)
		i++;
	if (i == n_refunds)
		return err_set(ctx, ERR_NOT_FOUND, "no refund %" PRId64, t->refund_id);
	t->done = str_eq(refunds[i].state, "done") || refund_made_good(refunds, n_refunds, t->refund_id);
	err = read_again(ctx, t, &refunds[i]);
	if (!err)
		err = read_return(ctx, t);
	if (!err && str_eq(refunds[i].state, "failed"))
		err = price_again(ctx, t);
	for (size_t k = 0; k < n_payments; k++)
		t->part.refunded_before += payments[k].refunded_minor;
	return err;
}

enum err_code order_refund_again(struct ctx *ctx, int64_t order_id, int64_t refund_id, struct actor actor)
{
	struct retry t = { .order_id = order_id, .refund_id = refund_id, .actor = actor };
	enum err_code err = find_again(ctx, &t);

	if (err || t.done)
		return err;
	err = order_refund_part(ctx, &t.part, actor);
	return err || !t.part.return_id ? err : return_close(ctx, t.part.return_id, actor);
}
