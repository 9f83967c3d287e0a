#include "shop/returns.h"

#include <inttypes.h>

#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/order_room.h"
#include "shop/outbox.h"
#include "shop/setup.h"
#include "shop/withdrawal.h"
#include "view/view.h"

enum { DAY = 86400 };

const struct return_reason return_reasons[] = {
	{ "changed_mind", N_("I have changed my mind") },
	{ "size", N_("It does not fit") },
	{ "different", N_("It is not as described") },
	{ "damaged", N_("It arrived damaged") },
	{ "defective", N_("It does not work") },
	{ "wrong", N_("Something else was sent") },
	{ "late", N_("It arrived too late") },
	{ "other", N_("Another reason") },
};
const size_t return_reasons_count = sizeof return_reasons / sizeof *return_reasons;

const char *return_reason_label(const char *code)
{
	for (size_t i = 0; i < return_reasons_count; i++)
		if (str_eq(return_reasons[i].code, code))
			return return_reasons[i].label;
	return NULL;
}

enum err_code return_terms(struct ctx *ctx, struct return_terms *out)
{
	struct return_terms_row row;
	enum err_code err = q_return_terms_one(ctx, &row);

	if (!err)
		*out = (struct return_terms){ row.days, row.travel_days, row.address };
	return err;
}

static enum err_code terms_tx(struct ctx *ctx, void *arg)
{
	return q_return_terms_set(ctx, arg, NULL);
}

enum err_code return_terms_set(struct ctx *ctx, const struct return_terms *to)
{
	struct return_terms_set_in in = { .days = to->days,
		.travel_days = to->travel_days,
		.address = str_trim(ctx->arena, to->address ? to->address : "") };

	return setup_change(ctx, terms_tx, &in);
}

static enum err_code read_until(struct ctx *ctx, int64_t order_id, int64_t *until)
{
	struct returns_sent_row sent;
	enum err_code err = q_returns_sent_one(ctx, &(struct returns_sent_in){ .order_id = order_id }, &sent);

	*until = err || sent.at_null ? 0 : sent.at + sent.days * DAY;
	return err;
}

enum err_code returns_rights(struct ctx *ctx, const struct order *o, struct return_rights *out)
{
	struct returns_left_row *rows;
	struct return_left *lefts;
	bool in_time;
	size_t n;
	enum err_code err = q_returns_left(ctx, &(struct returns_left_in){ .order_id = o->id }, &rows, &n);

	*out = (struct return_rights){ 0 };
	if (!err)
		err = read_until(ctx, o->id, &out->until);
	if (err)
		return err;
	lefts = ARENA_ARRAY(ctx->arena, n, struct return_left);
	in_time = !out->until || ctx->now <= out->until;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < o->n_lines && rows[i].pieces > 0; k++)
			if (o->lines[k].id == rows[i].line_id)
				lefts[out->n_lefts++] = (struct return_left){ .line = &o->lines[k],
					.pieces = rows[i].pieces,
					.never =
					    in_time && withdrawal_never(o->address.country, rows[i].no_withdrawal) };
	out->lefts = lefts;
	for (size_t i = 0; i < out->n_lefts && in_time && withdrawal_by_law(o->address.country); i++)
		out->withdrawal = out->withdrawal || !lefts[i].never;
	return ERR_OK;
}

enum err_code return_get(struct ctx *ctx, int64_t id, const struct return_request **out)
{
	struct return_read_row row;
	struct return_lines_row *rows;
	struct return_request *r;
	struct return_line *lines;
	size_t n;
	enum err_code err = q_return_read_one(ctx, &(struct return_read_in){ .id = id }, &row);

	if (!err)
		err = q_return_lines(ctx, &(struct return_lines_in){ .return_id = id }, &rows, &n);
	if (err)
		return err;
	r = ARENA_NEW(ctx->arena, struct return_request);
	lines = ARENA_ARRAY(ctx->arena, n, struct return_line);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct return_line){
			.line_id = rows[i].line_id,
			.variant_id = rows[i].variant_id,
			.name = rows[i].name,
			.options = rows[i].options,
			.sku = rows[i].sku,
			.quantity = rows[i].quantity,
			.received = rows[i].received_null ? -1 : rows[i].received,
			.restock = rows[i].restock,
			.condition = rows[i].condition,
			.no_withdrawal = rows[i].no_withdrawal,
			.committed = rows[i].committed,
		};
	*r = (struct return_request){
		.id = row.id,
		.order_id = row.order_id,
		.number = row.number,
		.state = row.state,
		.withdrawal = row.withdrawal,
		.reason = row.reason,
		.note = row.note,
		.answer = row.answer,
		.refund_id = row.refund_id,
		.created_at = row.created_at,
		.updated_at = row.updated_at,
		.lines = lines,
		.n_lines = n,
	};
	*out = r;
	return ERR_OK;
}

enum err_code returns_of(struct ctx *ctx, int64_t order_id, const struct return_request **out, size_t *n)
{
	struct returns_of_order_row *rows;
	struct return_request *v;
	enum err_code err = q_returns_of_order(ctx, &(struct returns_of_order_in){ .order_id = order_id }, &rows, n);

	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, *n, struct return_request);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct return_request){
			.id = rows[i].id,
			.order_id = order_id,
			.number = rows[i].number,
			.state = rows[i].state,
			.withdrawal = rows[i].withdrawal,
			.created_at = rows[i].created_at,
			.answer = rows[i].answer,
		};
	*out = v;
	return ERR_OK;
}

static int64_t left_of(
    const struct returns_left_row *rows, size_t n, int64_t line_id, const char *country, const struct return_wish *w)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].line_id == line_id)
			return w->withdrawal && withdrawal_never(country, rows[i].no_withdrawal) ? 0 : rows[i].pieces;
	return 0;
}

static enum err_code check_pieces(struct ctx *ctx, const struct return_wish *w, const char *country)
{
	struct returns_left_row *rows;
	size_t n;
	enum err_code err = q_returns_left(ctx, &(struct returns_left_in){ .order_id = w->order_id }, &rows, &n);

	for (size_t i = 0; i < w->n_pieces && !err; i++)
		if (w->pieces[i].quantity < 1 ||
		    w->pieces[i].quantity > left_of(rows, n, w->pieces[i].line_id, country, w))
			err = err_set(ctx, ERR_CONFLICT, "so much of order %" PRId64 " cannot come back", w->order_id);
	return err;
}

static enum err_code write_request(struct ctx *ctx, struct return_wish *w)
{
	int64_t *lines = ARENA_ARRAY(ctx->arena, w->n_pieces, int64_t);
	int64_t *quantities = ARENA_ARRAY(ctx->arena, w->n_pieces, int64_t);
	struct return_insert_in in = { .order_id = w->order_id,
		.key = w->key,
		.number = w->number,
		.withdrawal = w->withdrawal,
		.reason = w->reason,
		.note = w->note,
		.now = ctx->now };
	struct return_insert_row row;
	enum err_code err = q_return_insert_one(ctx, &in, &row);

	if (err)
		return err;
	w->id = row.id;
	for (size_t i = 0; i < w->n_pieces; i++) {
		lines[i] = w->pieces[i].line_id;
		quantities[i] = w->pieces[i].quantity;
	}
	return q_return_lines_insert(ctx,
	    &(struct return_lines_insert_in){
	        .return_id = row.id, .lines = { lines, w->n_pieces }, .quantities = { quantities, w->n_pieces } },
	    NULL);
}

/* What a right needs no answer to is approved as it is declared. */
static enum err_code begin(struct ctx *ctx, const struct return_wish *w)
{
	struct move m = { .axis = AXIS_RETURN,
		.id = w->id,
		.to = "requested",
		.actor = { .kind = ACTOR_SHOPPER },
		.cause = w->withdrawal ? "withdrawal" : "wish" };
	enum err_code err = order_began(ctx, w->order_id, &m);

	if (!err && w->withdrawal) {
		m.to = "approved";
		m.actor = (struct actor){ .kind = ACTOR_SYSTEM };
		err = order_move(ctx, &m);
	}
	if (!err)
		err = order_event(ctx, w->order_id, w->withdrawal ? "withdrawn" : "return_asked",
		    (struct actor){ .kind = ACTOR_SHOPPER }, w->number);
	return err ? err : outbox_add(ctx, OUTBOX_MAIL_RETURN_ASKED, w->order_id, w->id);
}

static enum err_code ask_tx(struct ctx *ctx, void *arg)
{
	struct return_wish *w = arg;
	struct order_lock_row order;
	struct return_by_key_row *known;
	struct returns_counted_row counted;
	struct order_head_row head;
	size_t n;
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = w->order_id }, &order);

	if (!err)
		err = q_return_by_key(ctx, &(struct return_by_key_in){ .key = w->key }, &known, &n);
	if (err)
		return err;
	if (n > 0 && known->order_id != w->order_id)
		return err_set(ctx, ERR_CONFLICT, "key of another order");
	if (n > 0) {
		w->id = known->id;
		w->number = known->number;
		return ERR_OK;
	}
	err = q_order_head_one(ctx, &(struct order_head_in){ .id = w->order_id, .default_locale = "" }, &head);
	if (!err)
		err = check_pieces(ctx, w, head.country);
	if (!err)
		err = q_returns_counted_one(ctx, &(struct returns_counted_in){ .order_id = w->order_id }, &counted);
	if (err)
		return err;
	w->number = arena_printf(ctx->arena, "%s-R%" PRId64, head.number, counted.n + 1);
	err = write_request(ctx, w);
	return err ? err : begin(ctx, w);
}

enum err_code return_ask(struct ctx *ctx, struct return_wish *w)
{
	int64_t until = 0;
	enum err_code err = w->withdrawal ? read_until(ctx, w->order_id, &until) : ERR_OK;

	if (!err && until && ctx->now > until)
		return err_set(ctx, ERR_CONFLICT, "too late to withdraw from order %" PRId64, w->order_id);
	return err ? err : db_tx(ctx, ask_tx, w);
}

enum err_code return_known(struct ctx *ctx, int64_t order_id, const char *key, int64_t *id)
{
	struct return_by_key_row *rows;
	size_t n;
	enum err_code err = q_return_by_key(ctx, &(struct return_by_key_in){ .key = key }, &rows, &n);

	*id = !err && n > 0 ? rows->id : 0;
	if (*id > 0 && rows->order_id != order_id)
		return err_set(ctx, ERR_CONFLICT, "key of another order");
	return err;
}

enum err_code returns_find(struct ctx *ctx, const char *number, const char *email, const struct order **out)
{
	struct order_id_by_email_row row;
	enum err_code err =
	    q_order_id_by_email_one(ctx, &(struct order_id_by_email_in){ .number = number, .email = email }, &row);

	return err ? err : order_by_id(ctx, row.id, out);
}
