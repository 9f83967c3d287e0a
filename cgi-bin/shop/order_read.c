#include <string.h>

#include "base/str.h"
#include "queries.h"
#include "shop/order_room.h"
#include "shop/payment.h"
#include "shop/tenant.h"

/* The rows of one order, as they come in one batch. */
struct rows {
	struct order_head_row *head;
	struct order_lines_row *lines;
	struct order_taxes_row *taxes;
	struct order_events_row *events;
	struct order_shipments_row *shipments;
	struct shipment_lines_of_order_row *pieces;
	struct payments_of_order_row *payments;
	struct refunds_of_order_row *refunds;
	size_t n_heads, n_lines, n_taxes, n_events, n_shipments, n_pieces, n_payments, n_refunds;
};

static enum err_code read_rows(struct ctx *ctx, int64_t id, struct rows *r)
{
	struct order_head_in head = { .id = id, .default_locale = ctx->settings->default_locale };
	enum err_code err;

	q_order_head_queue(ctx, &head, &r->head, &r->n_heads);
	q_order_lines_queue(ctx, &(struct order_lines_in){ .order_id = id }, &r->lines, &r->n_lines);
	q_order_taxes_queue(ctx, &(struct order_taxes_in){ .order_id = id }, &r->taxes, &r->n_taxes);
	q_order_events_queue(ctx, &(struct order_events_in){ .order_id = id }, &r->events, &r->n_events);
	q_order_shipments_queue(ctx, &(struct order_shipments_in){ .order_id = id }, &r->shipments, &r->n_shipments);
	q_payments_of_order_queue(ctx, &(struct payments_of_order_in){ .order_id = id }, &r->payments, &r->n_payments);
	q_shipment_lines_of_order_queue(
	    ctx, &(struct shipment_lines_of_order_in){ .order_id = id }, &r->pieces, &r->n_pieces);
	q_refunds_of_order_queue(ctx, &(struct refunds_of_order_in){ .order_id = id }, &r->refunds, &r->n_refunds);
	err = db_flush(ctx);
	if (!err && r->n_heads == 0)
		return err_set(ctx, ERR_NOT_FOUND, "no order %lld", (long long)id);
	return err;
}

static struct order *head_of(struct ctx *ctx, const struct order_head_row *h)
{
	struct order *o = ARENA_NEW(ctx->arena, struct order);
	bool gross = str_eq(h->tax_mode, "gross");

	*o = (struct order){
		.id = h->id,
		.number = h->number,
		.token = h->token,
		.state = h->state,
		.payment_state = h->payment_state,
		.shipping_state = h->shipping_state,
		.locale = h->locale,
		.pieces = h->pieces,
		.kept_until = h->kept_until,
		.expires_at = h->expires_at,
		.payment_method = h->payment_method,
		.payment_label = h->payment_label,
		.payment_instructions = h->instructions,
		.payment_provider = "",
		.shipping_label = h->shipping_label,
		.prices_gross = gross,
		.email = h->email,
		.phone = h->phone,
		.address = {
			.name = h->name,
			.company = h->company,
			.line1 = h->line1,
			.line2 = h->line2,
			.city = h->city,
			.region = h->region,
			.postcode = h->postcode,
			.country = h->country,
		},
		.items = money_of(gross ? h->items_gross : h->items_net, h->currency),
		.shipping = money_of(gross ? h->shipping_gross : h->shipping_net, h->currency),
		.tax = money_of(h->tax_minor, h->currency),
		.total = money_of(h->total_minor, h->currency),
		.shipping_gross = h->shipping_gross,
		.edits = h->edits,
		.pickup_id = h->pickup_id,
		.placed_at = h->placed_at,
	};
	return o;
}

static void take_lines(struct ctx *ctx, struct order *o, const struct rows *r)
{
	struct order_line *v = ARENA_ARRAY(ctx->arena, r->n_lines, struct order_line);

	for (size_t i = 0; i < r->n_lines; i++) {
		const struct order_lines_row *l = &r->lines[i];

		v[i] = (struct order_line){
			.id = l->id,
			.variant_id = l->variant_id,
			.name = l->name,
			.sku = l->sku,
			.options = l->options,
			.picture = l->picture,
			.no_withdrawal = l->no_withdrawal,
			.quantity = l->quantity,
			.shipped = l->shipped,
			.returned = l->returned,
			.open = l->quantity - l->shipped - l->dropped,
			.counted = l->committed,
			.gross = l->line_gross,
			.unit = money_of(o->prices_gross ? l->unit_gross : l->unit_net, o->total.currency),
			.total = money_of(o->prices_gross ? l->line_gross : l->line_net, o->total.currency),
		};
	}
	o->lines = v;
	o->n_lines = r->n_lines;
}

static void take_taxes(struct ctx *ctx, struct order *o, const struct rows *r)
{
	struct tax_sum *v = ARENA_ARRAY(ctx->arena, r->n_taxes, struct tax_sum);

	for (size_t i = 0; i < r->n_taxes; i++)
		v[i] = (struct tax_sum){
			.name = r->taxes[i].name,
			.ppm = r->taxes[i].ppm,
			.base = r->taxes[i].base,
			.amount = r->taxes[i].amount,
		};
	o->taxes = v;
	o->n_taxes = r->n_taxes;
}

static void take_events(struct ctx *ctx, struct order *o, const struct rows *r)
{
	struct order_event *v = ARENA_ARRAY(ctx->arena, r->n_events, struct order_event);

	for (size_t i = 0; i < r->n_events; i++)
		v[i] = (struct order_event){
			.at = r->events[i].at,
			.kind = r->events[i].kind,
			.actor = actor_kind_of(r->events[i].actor),
			.detail = r->events[i].detail,
		};
	o->events = v;
	o->n_events = r->n_events;
}

static void take_pieces(struct ctx *ctx, const struct order *o, const struct rows *r, struct order_shipment *to)
{
	struct order_piece *v = ARENA_ARRAY(ctx->arena, r->n_pieces, struct order_piece);

	for (size_t i = 0; i < r->n_pieces; i++)
		for (size_t k = 0; k < o->n_lines; k++)
			if (r->pieces[i].shipment_id == to->id && r->pieces[i].line_id == o->lines[k].id)
				v[to->n_pieces++] =
				    (struct order_piece){ .line = &o->lines[k], .quantity = r->pieces[i].quantity };
	to->pieces = v;
}

static void take_shipments(struct ctx *ctx, struct order *o, const struct rows *r)
{
	struct order_shipment *v = ARENA_ARRAY(ctx->arena, r->n_shipments, struct order_shipment);

	for (size_t i = 0; i < r->n_shipments; i++)
		v[i] = (struct order_shipment){
			.id = r->shipments[i].id,
			.carrier = r->shipments[i].carrier,
			.tracking = r->shipments[i].tracking,
			.shipped_at = r->shipments[i].shipped_at,
		};
	for (size_t i = 0; i < r->n_shipments; i++)
		take_pieces(ctx, o, r, &v[i]);
	o->shipments = v;
	o->n_shipments = r->n_shipments;
}

static void take_payments(struct ctx *ctx, struct order *o, const struct rows *r)
{
	struct order_payment *v = ARENA_ARRAY(ctx->arena, r->n_payments, struct order_payment);

	for (size_t i = 0; i < r->n_payments; i++) {
		const struct payments_of_order_row *p = &r->payments[i];

		v[i] = (struct order_payment){
			.id = p->id,
			.provider = p->provider,
			.method = p->method,
			.state = p->state,
			.provider_ref = p->provider_ref,
			.begun = p->session_ref != NULL,
			.amount = money_of(p->amount_minor, p->currency),
			.captured = money_of(p->captured_minor, p->currency),
			.refunded = money_of(p->refunded_minor, p->currency),
		};
	}
	o->payments = v;
	o->n_payments = r->n_payments;
	if (r->n_payments > 0)
		o->payment_provider = v[0].provider;
}

int64_t refund_first_try(const struct refunds_of_order_row *v, size_t n, int64_t refund_id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].id == refund_id && v[i].again_of)
			return v[i].again_of;
	return refund_id;
}

bool refund_made_good(const struct refunds_of_order_row *v, size_t n, int64_t refund_id)
{
	int64_t first = refund_first_try(v, n, refund_id), whole = 0, asked = 0, done = 0;

	/* Several payments may give one refund back together, a part each. */
	for (size_t i = 0; i < n; i++) {
		if (v[i].id == first)
			whole = v[i].amount_minor;
		if (v[i].id == refund_id)
			asked = v[i].amount_minor;
		if ((v[i].id == first || v[i].again_of == first) && str_eq(v[i].state, "done"))
			done += v[i].amount_minor;
	}
	return done > 0 && done + asked > whole;
}

static void take_refunds(struct ctx *ctx, struct order *o, const struct rows *r)
{
	struct order_refund *v = ARENA_ARRAY(ctx->arena, r->n_refunds, struct order_refund);

	int64_t captured = 0, credited = 0;

	o->due = o->total;
	for (size_t i = 0; i < r->n_payments; i++)
		captured += r->payments[i].captured_minor;
	for (size_t i = 0; i < r->n_refunds; i++) {
		const struct refunds_of_order_row *f = &r->refunds[i];

		v[i] = (struct order_refund){
			.id = f->id,
			.state = f->state,
			.amount = money_of(f->amount_minor, f->currency),
			.at = f->created_at,
			.over = str_eq(f->state, "failed") && refund_made_good(r->refunds, r->n_refunds, f->id),
		};
		if (!str_eq(f->state, "failed"))
			credited += f->credited;
	}
	o->due.minor = order_due(o->total.minor, r->head->waived, captured, credited);
	o->refunds = v;
	o->n_refunds = r->n_refunds;
}

/* Names stand on the platform, and only who works there may read them. */
static enum err_code name_actors(struct ctx *ctx, struct order *o, const struct rows *r)
{
	struct order_event *events = ARENA_ARRAY(ctx->arena, o->n_events, struct order_event);
	int64_t *ids = ARENA_ARRAY(ctx->arena, o->n_events, int64_t);
	struct staff_names_in in = { .ids = { .v = ids } };
	struct staff_names_row *names;
	size_t n;
	enum err_code err;

	for (size_t i = 0; i < o->n_events; i++)
		if (r->events[i].actor_id)
			ids[in.ids.n++] = r->events[i].actor_id;
	if (in.ids.n == 0)
		return ERR_OK;
	err = q_staff_names(ctx, &in, &names, &n);
	if (err)
		return err;
	for (size_t i = 0; i < o->n_events; i++) {
		events[i] = o->events[i];
		for (size_t k = 0; k < n; k++)
			if (names[k].id == r->events[i].actor_id)
				events[i].actor_name = names[k].name;
	}
	o->events = events;
	return ERR_OK;
}

enum err_code order_by_id(struct ctx *ctx, int64_t id, const struct order **out)
{
	struct rows r;
	struct order *o;
	enum err_code err = read_rows(ctx, id, &r);

	if (err)
		return err;
	o = head_of(ctx, r.head);
	take_lines(ctx, o, &r);
	take_taxes(ctx, o, &r);
	take_events(ctx, o, &r);
	take_shipments(ctx, o, &r);
	take_payments(ctx, o, &r);
	take_refunds(ctx, o, &r);
	if (ctx->staff)
		err = name_actors(ctx, o, &r);
	if (!err)
		*out = o;
	return err;
}

enum err_code order_by_token(struct ctx *ctx, const char *token, const struct order **out)
{
	struct order_id_by_token_row row;
	enum err_code err;

	if (!token || strlen(token) != 32 || strspn(token, "0123456789abcdef") != 32)
		return err_set(ctx, ERR_NOT_FOUND, "no such order");
	err = q_order_id_by_token_one(ctx, &(struct order_id_by_token_in){ .token = token }, &row);
	return err ? err : order_by_id(ctx, row.id, out);
}

static bool pieces_left(const struct order *o)
{
	for (size_t i = 0; i < o->n_lines; i++)
		if (o->lines[i].open > 0)
			return true;
	return false;
}

struct money order_paid_left(const struct order *o)
{
	struct money sum = money_of(0, o->total.currency);

	for (size_t i = 0; i < o->n_payments; i++)
		sum = money_add(sum, money_sub(o->payments[i].captured, o->payments[i].refunded));
	return sum;
}

/* What is owed is held for us, and nothing is asked for beside it. */
static bool all_is_held(const struct order *o)
{
	for (size_t i = 0; i < o->n_payments; i++) {
		const char *state = o->payments[i].state;

		if (str_eq(state, "authorised") || str_eq(state, "part_captured"))
			return true;
		if (str_eq(state, "created") || str_eq(state, "pending"))
			return false;
	}
	return false;
}

struct order_can order_can(const struct order *o)
{
	const struct payment_provider *p = payment_provider(o->payment_provider);
	bool placed = str_eq(o->state, "placed"), owes = order_owes(o->payment_state);
	bool held = all_is_held(o);
	bool unshipped = str_eq(o->shipping_state, "unshipped"), refunded = str_eq(o->payment_state, "refunded");
	struct order_can can = {
		.pay = placed && owes && !held && p && p->start,
		.ship = placed && !str_eq(o->shipping_state, "shipped") && !refunded && pieces_left(o),
		.cancel = placed && (unshipped || str_eq(o->shipping_state, "ready")),
		.edit = placed && unshipped && !refunded,
	};

	if (owes && !held && !(p && p->paid_on_delivery))
		can.ship = false;
	can.ready = can.ship && o->pickup_id && unshipped;
	for (size_t i = 0; i < o->n_payments; i++) {
		const struct order_payment *pay = &o->payments[i];
		const struct payment_provider *by = payment_provider(pay->provider);
		bool open = str_eq(pay->state, "created") || str_eq(pay->state, "pending");

		if (placed && owes && open && by && by->paid_by_hand)
			can.mark_paid = true;
		if (pay->refunded.minor < pay->captured.minor) {
			can.refund = true;
			can.refund_by_hand = can.refund_by_hand || (by && by->paid_by_hand);
		}
	}
	return can;
}
