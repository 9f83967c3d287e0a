#include <inttypes.h>
#include <stdlib.h>

#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/hold.h"
#include "shop/order_room.h"
#include "shop/outbox.h"
#include "shop/returns.h"
#include "shop/stock.h"

/* One step of staff, under the order's lock. */
struct step {
	int64_t id;
	struct actor actor;
	const char *to, *event, *cause;
	const char *answer;    /* NULL: stays as it is */
	enum outbox_kind mail; /* OUTBOX_MAIL__MAX: none */
	const struct return_arrival *arrivals;
	size_t n_arrivals;
	int64_t location_id; /* where they lie now; 0: where they came from */
};

static int by_variant(const void *a, const void *b)
{
	const struct stock_take *x = a, *y = b;

	return x->variant_id < y->variant_id ? -1 : x->variant_id > y->variant_id;
}

static const struct return_arrival *arrival_of(const struct step *s, int64_t line_id)
{
	for (size_t i = 0; i < s->n_arrivals; i++)
		if (s->arrivals[i].line_id == line_id)
			return &s->arrivals[i];
	return NULL;
}

static enum err_code arrive(struct ctx *ctx, const struct step *s, const struct return_request *r)
{
	size_t n = r->n_lines, n_takes = 0;
	int64_t *lines = ARENA_ARRAY(ctx->arena, n, int64_t), *received = ARENA_ARRAY(ctx->arena, n, int64_t);
	int64_t *restocks = ARENA_ARRAY(ctx->arena, n, int64_t);
	const char **conditions = ARENA_ARRAY(ctx->arena, n, const char *);
	struct stock_take *takes = ARENA_ARRAY(ctx->arena, n, struct stock_take);
	enum err_code err;

	for (size_t i = 0; i < n; i++) {
		const struct return_line *l = &r->lines[i];
		const struct return_arrival *a = arrival_of(s, l->line_id);

		if (!a || a->pieces < 0 || a->pieces > l->quantity)
			return err_set(ctx, ERR_CONFLICT, "return %" PRId64 " has other pieces", r->id);
		lines[i] = l->line_id;
		received[i] = a->pieces;
		restocks[i] = a->restock && a->pieces > 0;
		conditions[i] = a->condition;
		if (restocks[i] && l->committed)
			takes[n_takes++] = (struct stock_take){ .variant_id = l->variant_id, .quantity = a->pieces };
	}
	err = q_return_receive(ctx,
	    &(struct return_receive_in){ .return_id = r->id,
	        .lines = { lines, n },
	        .received = { received, n },
	        .restocks = { restocks, n },
	        .conditions = { conditions, n } },
	    NULL);
	if (err)
		return err;
	qsort(takes, n_takes, sizeof *takes, by_variant);
	return hold_came_back(ctx, r->order_id, takes, n_takes, s->location_id);
}

static enum err_code step_tx(struct ctx *ctx, void *arg)
{
	const struct step *s = arg;
	struct move m = { .axis = AXIS_RETURN, .id = s->id, .to = s->to, .actor = s->actor, .cause = s->cause };
	const struct return_request *r;
	struct order_lock_row order;
	struct return_read_row row;
	enum err_code err = q_return_read_one(ctx, &(struct return_read_in){ .id = s->id }, &row);

	if (!err)
		err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = row.order_id }, &order);
	if (!err)
		err = return_get(ctx, s->id, &r);
	if (err)
		return err;
	if (r->withdrawal && str_eq(s->to, "refused"))
		return err_set(ctx, ERR_CONFLICT, "return %" PRId64 " is a withdrawal", s->id);
	err = order_move(ctx, &m);
	if (err || !m.moved)
		return err;
	if (s->answer)
		err = q_return_answer(ctx, &(struct return_answer_in){ .id = s->id, .answer = s->answer }, NULL);
	if (!err && str_eq(s->to, "received"))
		err = arrive(ctx, s, r);
	if (!err)
		err = order_event(ctx, r->order_id, s->event, s->actor, r->number);
	return err || s->mail == OUTBOX_MAIL__MAX ? err : outbox_add(ctx, s->mail, r->order_id, s->id);
}

enum err_code return_approve(struct ctx *ctx, int64_t id, const char *where, struct actor actor)
{
	struct step s = { id, actor, "approved", "return_approved", "approve", where, OUTBOX_MAIL_RETURN_APPROVED, NULL,
		0, 0 };

	return db_tx(ctx, step_tx, &s);
}

enum err_code return_refuse(struct ctx *ctx, int64_t id, const char *why, struct actor actor)
{
	struct step s = { id, actor, "refused", "return_refused", "refuse", why, OUTBOX_MAIL_RETURN_REFUSED, NULL, 0,
		0 };

	return db_tx(ctx, step_tx, &s);
}

enum err_code return_close(struct ctx *ctx, int64_t id, struct actor actor)
{
	struct step s = { id, actor, "closed", "return_closed", "close", NULL, OUTBOX_MAIL__MAX, NULL, 0, 0 };

	return db_tx(ctx, step_tx, &s);
}

enum err_code return_receive(struct ctx *ctx, int64_t id, const struct return_arrivals *a, struct actor actor)
{
	struct step s = { id, actor, "received", "return_received", "parcel", NULL, OUTBOX_MAIL_RETURN_ARRIVED, a->v,
		a->n, a->location_id };

	return db_tx(ctx, step_tx, &s);
}

/* Nothing of the order stays with the customer: each line came back whole by this return. */
static bool is_whole(const struct return_request *r, const struct order *o)
{
	for (size_t i = 0; i < o->n_lines; i++) {
		int64_t back = 0;

		for (size_t k = 0; k < r->n_lines; k++)
			if (r->lines[k].line_id == o->lines[i].id)
				back = r->lines[k].received;
		if (back < o->lines[i].quantity)
			return false;
	}
	return true;
}

enum err_code return_refund_part(
    struct ctx *ctx, const struct return_request *r, const struct order *o, struct refund_part *out)
{
	struct refund_piece *pieces = ARENA_ARRAY(ctx->arena, r->n_lines, struct refund_piece);
	int64_t minor;
	enum err_code err;

	*out = (struct refund_part){ .order_id = o->id,
		.amount = money_of(0, o->total.currency),
		.pieces = pieces,
		.sent_back = true,
		.return_id = r->id };
	for (size_t i = 0; i < r->n_lines; i++)
		if (r->lines[i].received > 0)
			pieces[out->n_pieces++] =
			    (struct refund_piece){ .line_id = r->lines[i].line_id, .quantity = r->lines[i].received };
	for (size_t i = 0; i < o->n_payments; i++)
		out->refunded_before += o->payments[i].refunded.minor;
	if (out->n_pieces == 0)
		return ERR_OK;
	if (r->withdrawal && is_whole(r, o))
		out->shipping = o->shipping_gross;
	err = order_refund_price(ctx, o, out, &minor);
	/* Some of the shipping went back before. */
	if (err == ERR_CONFLICT && out->shipping > 0) {
		err_clear(ctx);
		out->shipping = 0;
		err = order_refund_price(ctx, o, out, &minor);
	}
	out->amount.minor = err ? 0 : minor;
	return err;
}

/* The refund that was made for it goes on where it stopped; one that was refused is no refund. */
static enum err_code go_on(
    struct ctx *ctx, const struct return_request *r, const struct order *o, struct actor actor, bool *begun)
{
	*begun = false;
	for (size_t i = 0; i < o->n_refunds; i++)
		if (o->refunds[i].id == r->refund_id && !str_eq(o->refunds[i].state, "failed"))
			*begun = true;
	return *begun ? order_refund_again(ctx, o->id, r->refund_id, actor) : ERR_OK;
}

static enum err_code refund_anew(
    struct ctx *ctx, const struct return_request *r, const struct order *o, int64_t shown, struct actor actor)
{
	struct refund_part part;
	enum err_code err = return_refund_part(ctx, r, o, &part);

	/* What was made for it before has failed (go_on). */
	part.again_of = r->refund_id;
	if (!err && (part.amount.minor == 0 || part.amount.minor != shown))
		err = err_set(ctx, ERR_CONFLICT, "return %" PRId64 " is worth something else", r->id);
	return err ? err : order_refund_part(ctx, &part, actor);
}

enum err_code return_refund(struct ctx *ctx, int64_t id, int64_t shown, struct actor actor)
{
	const struct return_request *r;
	const struct order *o;
	bool begun;
	enum err_code err = return_get(ctx, id, &r);

	if (err)
		return err;
	if (!str_eq(r->state, "received"))
		return str_eq(r->state, "closed") && r->refund_id
		           ? ERR_OK
		           : err_set(ctx, ERR_CONFLICT, "return %" PRId64 " is %s", id, r->state);
	err = order_by_id(ctx, r->order_id, &o);
	if (!err)
		err = go_on(ctx, r, o, actor, &begun);
	if (!err && !begun)
		err = refund_anew(ctx, r, o, shown, actor);
	return err ? err : return_close(ctx, id, actor);
}

static const char *const open_states[] = { "requested", "received" };
static const char *const coming_states[] = { "approved" };
static const char *const ended_states[] = { "refused", "closed" };
static const char *const all_states[] = { "requested", "received", "approved", "refused", "closed" };

static const struct texts filters[] = {
	[RETURNS_OPEN] = { open_states, 2 },
	[RETURNS_ON_THEIR_WAY] = { coming_states, 1 },
	[RETURNS_ENDED] = { ended_states, 2 },
	[RETURNS_ALL] = { all_states, 5 },
};
_Static_assert(sizeof filters / sizeof *filters == RETURN_FILTER__MAX, "each filter has its states");

enum err_code returns_list(struct ctx *ctx, enum return_filter filter, int64_t before_id, int64_t limit,
    const struct return_row **out, size_t *n, bool *more)
{
	struct returns_list_in in = { .states = filters[filter], .before_id = before_id, .max_rows = limit + 1 };
	struct returns_list_row *rows;
	struct return_row *v;
	enum err_code err = q_returns_list(ctx, &in, &rows, n);

	if (err)
		return err;
	*more = *n > (size_t)limit;
	*n -= *more;
	v = ARENA_ARRAY(ctx->arena, *n, struct return_row);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct return_row){
			.id = rows[i].id,
			.number = rows[i].number,
			.state = rows[i].state,
			.withdrawal = rows[i].withdrawal,
			.created_at = rows[i].created_at,
			.order_id = rows[i].order_id,
			.order_number = rows[i].order_number,
			.name = rows[i].name,
			.pieces = rows[i].pieces,
		};
	*out = v;
	return ERR_OK;
}

enum err_code returns_waiting(struct ctx *ctx, int64_t *n)
{
	struct returns_waiting_row row;
	enum err_code err = q_returns_waiting_one(ctx, &row);

	*n = err ? 0 : row.n;
	return err;
}
