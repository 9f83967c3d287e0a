#include <inttypes.h>

#include "base/limits.h"
#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/ledger.h"
#include "shop/order_room.h"
#include "shop/payment.h"
#include "shop/refund_plan.h"

enum { BATCH = 500, QUEUE = 32 };

static struct ledger_post_in row_of(const struct ledger_cause *c, const struct ledger_entry *e)
{
	return (struct ledger_post_in){
		.order_id = c->order_id,
		.effect = c->effect,
		.at = c->at,
		.event_id = c->event_id,
		.event_id_null = c->event_id == 0,
		.currency = c->currency,
		.debits = { e->debits, e->n },
		.credits = { e->credits, e->n },
		.minors = { e->minors, e->n },
	};
}

void ledger_post_queue(struct ctx *ctx, const struct ledger_cause *c, const struct ledger_entry *e)
{
	struct ledger_post_in in = row_of(c, e);

	if (e->n > 0)
		q_ledger_post_queue(ctx, &in);
}

enum err_code ledger_post(struct ctx *ctx, const struct ledger_cause *c, const struct ledger_entry *e)
{
	ledger_post_queue(ctx, c, e);
	return db_flush_along(ctx);
}

/* Of many entries: a pipeline takes but so many statements at once. */
static enum err_code post_some(
    struct ctx *ctx, const struct ledger_cause *c, const struct ledger_entry *e, bool posted, size_t *queued)
{
	if (posted || e->n == 0)
		return ERR_OK;
	ledger_post_queue(ctx, c, e);
	return ++*queued % QUEUE == 0 ? db_flush(ctx) : ERR_OK;
}

/* A provider that is none any more moved what it was asked for. */
static int64_t moves(const char *provider, int64_t minor, const char *currency)
{
	const struct payment_provider *p = payment_provider(provider);

	return p ? payment_moves(p, money_of(minor, currency)).minor : minor;
}

enum err_code ledger_captured(struct ctx *ctx, int64_t order_id, int64_t payment_id, int64_t event_id,
    const char *provider, struct money amount, int64_t before)
{
	struct ledger_cause cause = { order_id, event_id,
		before ? arena_printf(ctx->arena, "captured:%" PRId64 ":%" PRId64, payment_id, before)
		       : arena_printf(ctx->arena, "captured:%" PRId64, payment_id),
		ctx->now, amount.currency };
	struct ledger_entry e;

	ledger_begin(&e, ctx->arena);
	ledger_capture(&e, provider, amount.minor, moves(provider, amount.minor, amount.currency));
	return ledger_post(ctx, &cause, &e);
}

enum err_code ledger_fee(
    struct ctx *ctx, int64_t order_id, int64_t payment_id, const char *provider, struct money fee, const char *ref)
{
	struct ledger_cause cause = { .order_id = order_id,
		.effect = arena_printf(ctx->arena, "fee:%" PRId64 ":%s", payment_id, ref),
		.at = ctx->now,
		.currency = fee.currency };
	struct ledger_entry e;

	ledger_begin(&e, ctx->arena);
	ledger_add(&e, ledger_account(ctx->arena, LEDGER_FEES, provider),
	    ledger_account(ctx->arena, LEDGER_CASH, provider), fee.minor);
	return ledger_post(ctx, &cause, &e);
}

/* Rows of one refund, from the first on; *i: how many there are. */
static enum err_code post_refund(
    struct ctx *ctx, const struct ledger_refunds_row *r, size_t n, int64_t event_id, size_t *queued, size_t *i)
{
	struct ledger_cause cause = { r->order_id, event_id, arena_printf(ctx->arena, "refund:%" PRId64, r->refund_id),
		r->at, r->currency };
	struct ledger_entry e;
	int64_t rest = r->amount;

	ledger_begin(&e, ctx->arena);
	for (*i = 0; *i < n && r[*i].refund_id == r->refund_id; ++*i) {
		struct ledger_cell cell = {
			.country = r[*i].country, .ppm = r[*i].ppm, .net = r[*i].gross - r[*i].tax, .tax = r[*i].tax
		};

		ledger_refund(&e, r->provider, &cell);
		rest -= r[*i].gross;
	}
	ledger_refund_rest(&e, r->provider, rest, r->amount, moves(r->provider, r->amount, r->currency));
	return post_some(ctx, &cause, &e, r->posted, queued);
}

enum err_code ledger_refunded(struct ctx *ctx, int64_t order_id, int64_t refund_id, int64_t event_id)
{
	struct ledger_refunds_row *rows;
	size_t n, queued = 0, rows_of;
	enum err_code err = q_ledger_refunds(ctx, &(struct ledger_refunds_in){ .ids = { &order_id, 1 } }, &rows, &n);

	for (size_t i = 0; i < n && !err; i++) {
		if (rows[i].refund_id != refund_id)
			continue;
		rows[i].at = ctx->now;
		err = post_refund(ctx, &rows[i], n - i, event_id, &queued, &rows_of);
		return err ? err : db_flush(ctx);
	}
	return err;
}

static void add_waived(struct ledger_entry *e, const struct refund_left *l, const struct refund_share *s)
{
	struct ledger_cell cell = { .country = l->country,
		.ppm = l->ppm,
		.shipping = l->line_id == 0,
		.net = s->amount - s->tax,
		.tax = s->tax };

	ledger_sale(e, &cell, -1);
}

/* An order that went on after all may be cancelled once more. */
static enum err_code waived_effect(struct ctx *ctx, int64_t order_id, int64_t event_id, const char **out)
{
	struct ledger_has_row had;
	enum err_code err =
	    q_ledger_has_one(ctx, &(struct ledger_has_in){ .order_id = order_id, .effect = "waived" }, &had);

	*out = !err && had.found ? arena_printf(ctx->arena, "waived:%" PRId64, event_id) : "waived";
	return err;
}

static enum err_code waive(struct ctx *ctx, int64_t order_id, int64_t event_id, int64_t at)
{
	struct refund_scope scope = { .order_id = order_id };
	struct ledger_cause cause = { .order_id = order_id, .event_id = event_id, .at = at };
	struct ledger_entry e;
	struct refund_left *lefts;
	struct balance b;
	size_t n;
	enum err_code err = order_balance(ctx, order_id, &b);

	if (!err && b.due > 0)
		err = refund_lefts(ctx, &scope, &lefts, &n);
	if (err || b.due <= 0)
		return err;
	struct refund_share *shares = ARENA_ARRAY(ctx->arena, n, struct refund_share);
	int64_t *lines = ARENA_ARRAY(ctx->arena, n, int64_t), *amounts = ARENA_ARRAY(ctx->arena, n, int64_t);
	int64_t *taxes = ARENA_ARRAY(ctx->arena, n, int64_t);

	cause.currency = b.currency;
	ledger_begin(&e, ctx->arena);
	refund_of_all(ctx->arena, lefts, n, b.due, shares);
	for (size_t i = 0; i < n; i++) {
		lines[i] = shares[i].line_id;
		amounts[i] = shares[i].amount;
		taxes[i] = shares[i].tax;
		add_waived(&e, &lefts[i], &shares[i]);
	}
	struct ledger_waive_in in = {
		.order_id = order_id, .lines = { lines, n }, .amounts = { amounts, n }, .taxes = { taxes, n }
	};
	err = q_ledger_waive(ctx, &in, NULL);
	if (!err)
		err = waived_effect(ctx, order_id, event_id, &cause.effect);
	return err ? err : ledger_post(ctx, &cause, &e);
}

enum err_code ledger_waived(struct ctx *ctx, int64_t order_id, int64_t event_id)
{
	return waive(ctx, order_id, event_id, ctx->now);
}

static struct ledger_cell cell_of(const struct ledger_sales_row *r)
{
	return (struct ledger_cell){
		.country = r->country, .ppm = r->ppm, .shipping = r->shipping, .net = r->net, .tax = r->tax
	};
}

enum err_code ledger_owed_again(struct ctx *ctx, int64_t order_id, int64_t event_id)
{
	struct ledger_cause cause = { .order_id = order_id,
		.event_id = event_id,
		.effect = arena_printf(ctx->arena, "again:%" PRId64, event_id),
		.at = ctx->now };
	struct ledger_sales_row *rows;
	struct ledger_entry e;
	size_t n;
	enum err_code err = q_ledger_sales(ctx, &(struct ledger_sales_in){ .ids = { &order_id, 1 } }, &rows, &n);

	if (err)
		return err;
	ledger_begin(&e, ctx->arena);
	for (size_t i = 0; i < n; i++) {
		struct ledger_cell cell = cell_of(&rows[i]);

		cause.currency = rows[i].currency;
		cell.net = rows[i].waived_net;
		cell.tax = rows[i].waived_tax;
		ledger_sale(&e, &cell, 1);
	}
	err = q_ledger_unwaive(ctx, &(struct ledger_unwaive_in){ .order_id = order_id }, NULL);
	return err ? err : ledger_post(ctx, &cause, &e);
}

static enum err_code bring_up(struct ctx *ctx, struct bigints ids);

static enum err_code read_sold(struct ctx *ctx, int64_t order_id, struct ledger_sold *out, bool *posted)
{
	struct ledger_sales_row *rows;
	size_t n;
	enum err_code err = q_ledger_sales(ctx, &(struct ledger_sales_in){ .ids = { &order_id, 1 } }, &rows, &n);

	if (err)
		return err;
	out->cells = ARENA_ARRAY(ctx->arena, n, struct ledger_cell);
	out->n = n;
	for (size_t i = 0; i < n; i++)
		out->cells[i] = cell_of(&rows[i]);
	*posted = n > 0 && rows->posted;
	return ERR_OK;
}

enum err_code ledger_sold(struct ctx *ctx, int64_t order_id, struct ledger_sold *out)
{
	bool posted;
	enum err_code err = read_sold(ctx, order_id, out, &posted);

	/* What changes must stand in the books as it was before. */
	return err || posted ? err : bring_up(ctx, (struct bigints){ &order_id, 1 });
}

enum err_code ledger_edited(
    struct ctx *ctx, int64_t order_id, const char *currency, const struct ledger_sold *before, int64_t edits)
{
	struct ledger_cause cause = { .order_id = order_id,
		.effect = arena_printf(ctx->arena, "edited:%" PRId64, edits),
		.at = ctx->now,
		.currency = currency };
	struct ledger_sold after;
	struct ledger_entry e;
	bool posted;
	enum err_code err = read_sold(ctx, order_id, &after, &posted);

	if (err)
		return err;
	ledger_begin(&e, ctx->arena);
	for (size_t i = 0; i < before->n; i++)
		for (size_t k = 0; k < after.n; k++) {
			struct ledger_cell *a = &after.cells[k], *b = &before->cells[i];

			if (a->ppm != b->ppm || a->shipping != b->shipping || !str_eq(a->country, b->country))
				continue;
			a->net -= b->net;
			a->tax -= b->tax;
			b->net = b->tax = 0;
		}
	for (size_t i = 0; i < before->n; i++)
		ledger_sale(&e, &before->cells[i], -1);
	for (size_t k = 0; k < after.n; k++)
		ledger_sale(&e, &after.cells[k], 1);
	return ledger_post(ctx, &cause, &e);
}

/* Rows of one order, from the first on; *i: how many there are. */
static enum err_code post_sale(struct ctx *ctx, const struct ledger_sales_row *r, size_t n, size_t *queued, size_t *i)
{
	struct ledger_cause placed = {
		.order_id = r->order_id, .effect = "placed", .at = r->at, .currency = r->currency
	};
	struct ledger_cause waived = {
		.order_id = r->order_id, .effect = "waived", .at = r->updated_at, .currency = r->currency
	};
	struct ledger_entry sale, off;
	enum err_code err;

	ledger_begin(&sale, ctx->arena);
	ledger_begin(&off, ctx->arena);
	for (*i = 0; *i < n && r[*i].order_id == r->order_id; ++*i) {
		struct ledger_cell cell = cell_of(&r[*i]);

		ledger_sale(&sale, &cell, 1);
		cell.net = r[*i].waived_net;
		cell.tax = r[*i].waived_tax;
		ledger_sale(&off, &cell, -1);
	}
	err = post_some(ctx, &placed, &sale, r->posted, queued);
	return err ? err : post_some(ctx, &waived, &off, r->waived_posted, queued);
}

/* Inside a transaction, the orders locked by it. */
static enum err_code bring_up(struct ctx *ctx, struct bigints ids)
{
	struct ledger_sales_row *sales;
	struct ledger_captures_row *captures;
	struct ledger_refunds_row *refunds;
	size_t n_sales, n_captures, n_refunds, queued = 0;
	enum err_code err;

	q_ledger_sales_queue(ctx, &(struct ledger_sales_in){ .ids = ids }, &sales, &n_sales);
	q_ledger_captures_queue(ctx, &(struct ledger_captures_in){ .ids = ids }, &captures, &n_captures);
	q_ledger_refunds_queue(ctx, &(struct ledger_refunds_in){ .ids = ids }, &refunds, &n_refunds);
	err = db_flush(ctx);
	if (err)
		return err;
	for (size_t i = 0, some = 0; i < n_sales && !err; i += some)
		err = post_sale(ctx, &sales[i], n_sales - i, &queued, &some);
	for (size_t i = 0; i < n_captures && !err; i++) {
		const struct ledger_captures_row *c = &captures[i];
		struct ledger_cause cause = { .order_id = c->order_id,
			.effect = arena_printf(ctx->arena, "captured:%" PRId64, c->payment_id),
			.at = c->at,
			.currency = c->currency };
		struct ledger_entry e;

		ledger_begin(&e, ctx->arena);
		ledger_capture(&e, c->provider, c->captured, moves(c->provider, c->captured, c->currency));
		err = post_some(ctx, &cause, &e, c->posted, &queued);
	}
	for (size_t i = 0, some = 0; i < n_refunds && !err; i += some)
		err = post_refund(ctx, &refunds[i], n_refunds - i, 0, &queued, &some);
	return err ? err : db_flush(ctx);
}

struct batch {
	int64_t first, last; /* ids of the orders that are looked at */
	int64_t *ids;
	size_t n;
};

/*
 * An order that was cancelled before the books began owes nothing: waived now, as if it had been then. Each is locked
 * as by whoever changes it.
 */
static enum err_code batch_tx(struct ctx *ctx, void *arg)
{
	struct batch *b = arg;
	struct ledger_missing_row *rows;
	struct ledger_lock_row *locked;
	size_t n_locked;
	struct ledger_missing_in in = { .first = b->first, .last = b->last, .max_rows = BATCH };
	enum err_code err = q_ledger_missing(ctx, &in, &rows, &b->n);

	if (err)
		return err;
	b->ids = ARENA_ARRAY(ctx->arena, b->n, int64_t);
	for (size_t i = 0; i < b->n; i++)
		b->ids[i] = rows[i].id;
	if (b->n > 0)
		err = q_ledger_lock(ctx, &(struct ledger_lock_in){ .ids = { b->ids, b->n } }, &locked, &n_locked);
	if (!err && b->n > 0)
		err = bring_up(ctx, (struct bigints){ b->ids, b->n });
	for (size_t i = 0; i < b->n && !err; i++)
		if (rows[i].off)
			err = waive(ctx, rows[i].id, 0, rows[i].updated_at);
	return err;
}

enum err_code ledger_bring_up(struct ctx *ctx)
{
	struct ctx part = *ctx;
	struct ledger_last_order_row newest;
	enum err_code err = q_ledger_last_order_one(ctx, &newest);

	if (err)
		return err;
	part.arena = arena_create(LIMIT_REQUEST_ARENA);
	for (int64_t first = 1; first <= newest.id && !err; first += LEDGER_RANGE) {
		struct batch b = { .first = first, .last = first + LEDGER_RANGE - 1 };

		do {
			err = db_tx(&part, batch_tx, &b);
			if (!err && b.n > 0)
				b.first = b.ids[b.n - 1] + 1;
			arena_reset(part.arena);
		} while (!err && b.n == BATCH);
	}
	ctx->err = part.err;
	arena_destroy(&part.arena);
	return err;
}
