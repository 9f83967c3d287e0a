#include <inttypes.h>

#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/draft_room.h"
#include "shop/hold.h"
#include "shop/ledger.h"
#include "shop/outbox.h"
#include "shop/refund_plan.h"
#include "shop/stock.h"
#include "shop/staff.h"
#include "shop/withdrawal.h"

/* One try to make an order of a draft, or to change one by it. */
struct making {
	struct draft_view *view;
	const struct draft *draft;
	int64_t shown_total;
	bool paid;
	int64_t order_id;
};

static struct actor staff_of(const struct ctx *ctx)
{
	return (struct actor){ .kind = ACTOR_STAFF, .id = ctx->staff->id };
}

/* The draft is used up; what was made of it keeps its own copy. */
static enum err_code use_up(struct ctx *ctx, const struct draft *d)
{
	struct draft_end_in in = { .id = d->id, .version = d->version, .now = ctx->now };
	int64_t affected;
	enum err_code e = q_draft_end(ctx, &in, &affected);
	return e || affected ? e : err_set(ctx, ERR_CONFLICT, "draft %" PRId64 " is none any more", d->id);
}

static enum err_code mark_paid(struct ctx *ctx, int64_t order_id)
{
	struct payments_of_order_row *payments;
	size_t n;
	enum err_code e =
	    q_payments_of_order(ctx, &(struct payments_of_order_in){ .order_id = order_id }, &payments, &n);
	if (e)
		return e;
	/* Nothing is to be paid of what costs nothing. */
	if (str_eq(payments[0].state, "captured"))
		return ERR_OK;
	return order_captured(
	    ctx, &(struct capture){ .order_id = order_id, .payment_id = payments[0].id, .actor = staff_of(ctx) });
}

/* Another buyer was faster than the page could tell. */
static enum err_code sold_out(struct ctx *ctx, enum err_code e)
{
	for (struct refusal *r = ctx->refusals; e == ERR_INPUT && r; r = r->next)
		if (str_eq(r->code, "sold_out"))
			r->code = "draft_sold_out";
	return e;
}

static enum err_code place_tx(struct ctx *ctx, void *arg)
{
	struct making *m = arg;
	const struct draft *d = m->draft;
	struct contact *contact = ARENA_NEW(ctx->arena, struct contact);
	char token[CRYPTO_TOKEN_SIZE];
	struct draft_offer offer;
	struct placing p = { .channel = "staff", .actor = staff_of(ctx) };
	enum err_code e = use_up(ctx, d);
	if (!e)
		e = draft_offer_read(m->view, d, &offer);
	if (!e)
		e = draft_check(ctx, d, &offer, m->shown_total, contact);
	if (e)
		return e;
	crypto_token(token);
	p.place_key = arena_printf(ctx->arena, "draft-%" PRId64, d->id);
	p.token = arena_strdup(ctx->arena, token);
	p.cart = offer.cart;
	p.cart.contact = contact;
	p.shipping = offer.shipping;
	p.pickup_id = offer.pickup ? offer.pickup->id : 0;
	p.payment = *offer.payment;
	p.provider = payment_provider(p.payment.provider);
	p.quote = offer.quote;
	if (m->paid && !p.provider->paid_by_hand && offer.quote.total.minor > 0)
		return refuse(ctx, "payment", "draft_by_hand", NULL, NULL);
	e = sold_out(ctx, order_write(ctx, &p));
	if (!e && m->paid)
		e = mark_paid(ctx, p.order_id);
	if (!e && *d->note)
		e = order_note_add(ctx, p.order_id, d->note);
	m->order_id = p.order_id;
	return e ? e : draft_delete(ctx, d->id);
}

/* Its key finds the order. */
enum err_code draft_placed(struct ctx *ctx, int64_t id, int64_t *order_id)
{
	struct order_by_place_key_row row;
	struct order_by_place_key_in in = { .place_key = arena_printf(ctx->arena, "draft-%" PRId64, id) };
	enum err_code e = q_order_by_place_key_one(ctx, &in, &row);
	if (!e)
		*order_id = row.id;
	return e;
}

enum err_code draft_place(struct ctx *ctx, const struct draft *d, int64_t shown_total, bool paid, int64_t *order_id)
{
	struct draft_view *v = ARENA_NEW(ctx->arena, struct draft_view);
	struct making m = { .view = v, .draft = d, .shown_total = shown_total, .paid = paid };
	enum err_code e = draft_enter(ctx, d, v);
	if (e)
		return e;
	e = draft_leave(ctx, v, db_tx(&v->ctx, place_tx, &m));
	*order_id = m.order_id;
	/* Placed before, or the answer to the commit was lost. */
	if ((e == ERR_CONFLICT || e == ERR_UNKNOWN) && draft_placed(ctx, d->id, order_id) == ERR_OK)
		return ERR_OK;
	return e;
}

/* What of each variant the order takes more of, and what it gives back. */
struct moves {
	struct stock_take *more, *less;
	size_t n_more, n_less;
	bool held; /* the order has had its pieces until now */
};

static void move_stock(struct moves *s, int64_t variant_id, int64_t pieces)
{
	struct stock_take take = { .variant_id = variant_id, .quantity = pieces < 0 ? -pieces : pieces, .left = -1 };
	if (pieces > 0)
		s->more[s->n_more++] = take;
	else if (pieces < 0)
		s->less[s->n_less++] = take;
}

static enum err_code remove_lines(struct ctx *ctx, const struct draft *d, struct moves *s)
{
	struct draft_lines_removed_in in = { .draft_id = d->id, .order_id = d->order_id };
	struct draft_lines_removed_row *rows;
	size_t n;
	enum err_code e = q_draft_lines_removed(ctx, &in, &rows, &n);
	if (e || n == 0)
		return e;
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t);
	s->less = ARENA_ARRAY(ctx->arena, n + d->n_lines, struct stock_take);
	for (size_t i = 0; i < n; i++) {
		/* A refund names the line: it stays with the order. */
		if (rows[i].returned)
			return refuse(
			    ctx, "", "draft_returned", arena_printf(ctx->arena, "%" PRId64, rows[i].returned), NULL);
		if (rows[i].named)
			return refuse(ctx, "", "draft_refunded", NULL, NULL);
		ids[i] = rows[i].line_id;
		if (rows[i].committed && s->held)
			move_stock(s, rows[i].variant_id, -rows[i].quantity);
	}
	return q_order_lines_delete(ctx, &(struct order_lines_delete_in){ .ids = { ids, n } }, NULL);
}

static enum err_code write_line(struct ctx *ctx, const struct draft *d, const struct quote_line *q, int64_t *line_id)
{
	const struct cart_line *l = q->line;
	struct order_edit_line_in kept = {
		.id = *line_id,
		.quantity = l->quantity,
		.unit_net = q->unit_net,
		.unit_gross = q->unit_gross,
		.line_net = q->split.net,
		.line_gross = q->split.gross,
	};
	if (*line_id)
		return q_order_edit_line(ctx, &kept, NULL);
	struct order_line_ids_row *ids;
	size_t n;
	enum err_code e = q_order_line_ids(ctx, &(struct order_line_ids_in){ .n = 1 }, &ids, &n);
	if (e)
		return e;
	*line_id = ids[0].id;
	struct order_line_add_in in = {
		.id = *line_id,
		.order_id = d->order_id,
		.variant_id = l->variant_id,
		.name = l->name,
		.sku = l->sku,
		.options = l->options,
		.picture = l->picture,
		.tax_class = l->tax_class,
		.quantity = l->quantity,
		.grams = l->grams,
		.requires_shipping = l->requires_shipping,
		.unit_net = q->unit_net,
		.unit_gross = q->unit_gross,
		.line_net = q->split.net,
		.line_gross = q->split.gross,
		.committed = l->tracked,
		.no_withdrawal = withdrawal_kept(l->no_withdrawal, false),
	};
	return q_order_line_add(ctx, &in, NULL);
}

static enum err_code write_taxes(
    struct ctx *ctx, const struct draft *d, const struct draft_offer *o, const int64_t *line_ids, const char *country)
{
	size_t n = o->quote.n_lines, rows = n + (o->shipping.price.minor > 0);
	int64_t *lines = ARENA_ARRAY(ctx->arena, rows, int64_t), *ppms = ARENA_ARRAY(ctx->arena, rows, int64_t);
	int64_t *bases = ARENA_ARRAY(ctx->arena, rows, int64_t), *amounts = ARENA_ARRAY(ctx->arena, rows, int64_t);
	const char **names = ARENA_ARRAY(ctx->arena, rows, const char *);
	for (size_t i = 0; i < rows; i++) {
		const struct tax_rate *rate = i < n ? o->quote.lines[i].rate : o->quote.shipping_rate;
		const struct tax_split *split = i < n ? &o->quote.lines[i].split : &o->quote.shipping_split;
		lines[i] = i < n ? line_ids[i] : 0;
		names[i] = rate->name;
		ppms[i] = rate->ppm;
		bases[i] = split->net;
		amounts[i] = split->tax;
	}
	struct order_taxes_insert_in in = {
		.order_id = d->order_id,
		.jurisdiction = country,
		.lines = { lines, rows },
		.names = { names, rows },
		.ppms = { ppms, rows },
		.bases = { bases, rows },
		.amounts = { amounts, rows },
	};
	return q_order_taxes_insert(ctx, &in, NULL);
}

static enum err_code write_goods(
    struct ctx *ctx, const struct draft *d, const struct draft_offer *o, const char *country, struct moves *s)
{
	size_t n = o->cart.n_lines;
	int64_t *line_ids = arena_memdup(ctx->arena, o->line_ids, n * sizeof *line_ids);
	s->more = ARENA_ARRAY(ctx->arena, n, struct stock_take);
	s->less = ARENA_ARRAY(ctx->arena, n, struct stock_take);
	enum err_code e = q_order_taxes_delete(ctx, &(struct order_taxes_delete_in){ .order_id = d->order_id }, NULL);
	if (!e)
		e = remove_lines(ctx, d, s);
	for (size_t i = 0; i < n && !e; i++) {
		const struct cart_line *l = &o->cart.lines[i];
		if (l->tracked)
			move_stock(s, l->variant_id, l->quantity - (s->held ? o->sold[i] : 0));
		e = write_line(ctx, d, &o->quote.lines[i], &line_ids[i]);
	}
	return e ? e : write_taxes(ctx, d, o, line_ids, country);
}

static enum err_code write_person(struct ctx *ctx, const struct draft *d, const struct contact *c)
{
	const struct address *a = &c->address;
	struct order_contact_set_in contact = { .order_id = d->order_id, .email = c->email, .phone = c->phone };
	struct order_address_set_in address = {
		.order_id = d->order_id,
		.name = a->name,
		.company = a->company,
		.line1 = a->line1,
		.line2 = a->line2,
		.city = a->city,
		.region = a->region,
		.postcode = a->postcode,
		.country = a->country,
	};
	enum err_code e = q_order_contact_set(ctx, &contact, NULL);
	return e ? e : q_order_address_set(ctx, &address, NULL);
}

static enum err_code write_head(
    struct ctx *ctx, const struct draft *d, const struct draft_offer *o, const char *country)
{
	const struct quote *q = &o->quote;
	struct order_edit_head_in in = {
		.id = d->order_id,
		.edits = d->order_edits,
		.tax_country = country,
		.shipping_method_id = o->shipping.method_id,
		.shipping_method_id_null = o->shipping.method_id == 0,
		.shipping_label = o->shipping.name,
		.pickup_id = o->pickup ? o->pickup->id : 0,
		.pickup_id_null = !o->pickup,
		.items_net = q->items.net,
		.items_gross = q->items.gross,
		.shipping_net = q->shipping_split.net,
		.shipping_gross = q->shipping_split.gross,
		.tax_minor = q->tax.minor,
		.total_minor = q->total.minor,
		.now = ctx->now,
	};
	int64_t affected;
	enum err_code e = q_order_edit_head(ctx, &in, &affected);
	return e || affected ? e : err_set(ctx, ERR_CONFLICT, "order %" PRId64 " was changed or sent", d->order_id);
}

/* What the change means for the money, and who did it. */
static enum err_code settle(struct ctx *ctx, const struct draft *d, int64_t before, int64_t after)
{
	const char *detail = arena_printf(ctx->arena, "%" PRId64 " %" PRId64, before, after);
	enum err_code e = order_event(ctx, d->order_id, "edited", staff_of(ctx), detail);
	if (!e)
		e = order_balance_move(ctx, d->order_id, staff_of(ctx), "edit");
	if (!e)
		e = order_ask(ctx, d->order_id, staff_of(ctx), "edit");
	return e ? e : outbox_add(ctx, OUTBOX_MAIL_CHANGED, d->order_id, d->order_edits + 1);
}

static enum err_code may_change(struct ctx *ctx, const struct draft *d, struct order_lock_row *order)
{
	enum err_code e = q_order_lock_one(ctx, &(struct order_lock_in){ .id = d->order_id }, order);
	if (e)
		return e;
	if (str_eq(order->state, "placed") && str_eq(order->shipping_state, "unshipped") &&
	    !str_eq(order->payment_state, "refunded") && order->edits == d->order_edits)
		return ERR_OK;
	return err_set(ctx, ERR_CONFLICT, "order %" PRId64 " was changed or sent", d->order_id);
}

/* The stock goes last, as when an order is placed. */
static enum err_code take_stock(struct ctx *ctx, int64_t order_id, const struct draft_offer *o, struct moves *s)
{
	enum err_code e = hold_more(ctx, order_id, s->more, s->n_more);
	if (!e)
		return hold_less(ctx, order_id, s->less, s->n_less);
	for (size_t i = 0; e == ERR_CONFLICT && i < s->n_more; i++)
		for (size_t k = 0; s->more[i].left >= 0 && k < o->cart.n_lines; k++)
			if (o->cart.lines[k].variant_id == s->more[i].variant_id)
				return refuse(ctx, "", "draft_sold_out", o->cart.lines[k].name,
				    arena_printf(ctx->arena, "%" PRId64, s->more[i].left + (s->held ? o->sold[k] : 0)));
	return e;
}

/* No line, and no tax of it, may cost less than went back of it. */
static enum err_code leaves_room(struct ctx *ctx, int64_t order_id)
{
	struct refund_scope scope = { .order_id = order_id };
	struct refund_left *v;
	size_t n;
	enum err_code e = refund_lefts(ctx, &scope, &v, &n);
	for (size_t i = 0; i < n && !e; i++)
		if (v[i].gross < 0 || v[i].tax < 0 || v[i].tax > v[i].gross)
			return refuse(ctx, "", "draft_refunded", NULL, NULL);
	return e;
}

static enum err_code apply_tx(struct ctx *ctx, void *arg)
{
	struct making *m = arg;
	const struct draft *d = m->draft;
	struct order_lock_row order;
	struct contact contact;
	struct draft_offer offer;
	struct moves stock = { 0 };
	struct ledger_sold before;
	enum err_code e = may_change(ctx, d, &order);
	if (!e)
		e = use_up(ctx, d);
	if (!e)
		e = draft_offer_read(m->view, d, &offer);
	if (!e)
		e = draft_check(ctx, d, &offer, m->shown_total, &contact);
	if (e)
		return e;
	e = ledger_sold(ctx, d->order_id, &before);
	if (e)
		return e;
	const char *country = contact.address.country;
	e = hold_take_over(ctx, d->order_id, &stock.held);
	if (e)
		return e;
	e = write_goods(ctx, d, &offer, country, &stock);
	if (!e)
		e = write_person(ctx, d, &contact);
	if (!e)
		e = write_head(ctx, d, &offer, country);
	if (!e)
		e = leaves_room(ctx, d->order_id);
	if (!e)
		e = ledger_edited(ctx, d->order_id, order.currency, &before, d->order_edits + 1);
	if (!e)
		e = settle(ctx, d, order.total_minor, offer.quote.total.minor);
	if (!e && *d->note)
		e = order_note_add(ctx, d->order_id, d->note);
	if (!e)
		e = draft_delete(ctx, d->id);
	return e ? e : take_stock(ctx, d->order_id, &offer, &stock);
}

enum err_code draft_apply(struct ctx *ctx, const struct draft *d, int64_t shown_total)
{
	struct draft_view *v = ARENA_NEW(ctx->arena, struct draft_view);
	struct making m = { .view = v, .draft = d, .shown_total = shown_total };
	enum err_code e = draft_enter(ctx, d, v);
	return e ? e : draft_leave(ctx, v, db_tx(&v->ctx, apply_tx, &m));
}
