#include "admin/order.h"

#include <inttypes.h>
#include <string.h>

#include "admin/views_orders.h"
#include "admin/words.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/hold.h"
#include "shop/order_expiry.h"
#include "shop/payment_held.h"
#include "shop/tenant.h"
#include "web/recap.h"
#include "web/shopfront.h"
#include "web/sums.h"
#include "web/urls.h"

/* What was sold keeps its words; who reads another language than the buyer's learns how it is called there now. */
static bool differs(const struct ctx *ctx, const struct order *o, const struct order_line *l)
{
	return !str_eq(ctx->locale, o->locale) && l->own_name &&
	       (!str_eq(l->own_name, l->name) || !str_eq(l->own_options, l->options));
}

static const char *pieces_error(struct ctx *ctx, int64_t line_id)
{
	const struct refusal *why = refusal_for(ctx, arena_printf(ctx->arena, "pieces_%" PRId64, line_id));
	return why ? refusal_sentence(ctx, why) : NULL;
}

static void fill_lines(
    struct ctx *ctx, const struct order *o, const struct param_keyed *typed, struct order_detail_page *view)
{
	int64_t shipped = 0;
	view->lines = ARENA_ARRAY(ctx->arena, o->n_lines, struct order_detail_line);
	view->n_lines = o->n_lines;
	for (size_t i = 0; i < o->n_lines; i++) {
		const struct order_line *l = &o->lines[i];
		const char *pieces = typed ? param_keyed_find(typed, l->id) : NULL;
		shipped += l->shipped;
		view->lines[i] = (struct order_detail_line){
			.id = l->id,
			.name = l->name,
			.options = l->options,
			.own_name = differs(ctx, o, l) ? l->own_name : NULL,
			.own_options = differs(ctx, o, l) && !str_empty(l->own_options) ? l->own_options : NULL,
			.sku = l->sku,
			.picture = shop_picture(ctx, l->picture, NULL, SLOT_LINE),
			.quantity = l->quantity,
			.shipped = l->shipped,
			.returned = l->returned,
			.open = l->open,
			.pieces = pieces ? pieces : text_integer_field(ctx->arena, ctx->locale, l->open),
			.pieces_error = typed ? pieces_error(ctx, l->id) : NULL,
			.unit = l->unit,
			.total = l->total,
		};
	}
	view->shipped_before = arena_printf(ctx->arena, "%" PRId64, shipped);
}

static void fill_parcels(struct ctx *ctx, const struct order *o, struct order_detail_page *view)
{
	view->parcels = ARENA_ARRAY(ctx->arena, o->n_shipments, struct order_parcel);
	view->n_parcels = o->n_shipments;
	for (size_t i = 0; i < o->n_shipments; i++) {
		const struct order_shipment *s = &o->shipments[i];
		struct order_parcel *p = &view->parcels[i];
		*p = (struct order_parcel){
			.carrier = s->carrier,
			.tracking = s->tracking,
			.at = s->shipped_at,
			.lines = ARENA_ARRAY(ctx->arena, s->n_pieces, struct order_parcel_line),
			.n_lines = s->n_pieces,
		};
		for (size_t k = 0; k < s->n_pieces; k++)
			p->lines[k] = (struct order_parcel_line){ .name = s->pieces[k].line->name,
				.quantity = s->pieces[k].quantity };
	}
}

static void fill_refunds(struct ctx *ctx, const struct order *o, struct order_detail_page *view)
{
	view->refunds = ARENA_ARRAY(ctx->arena, o->n_refunds, struct order_refund_row);
	view->n_refunds = o->n_refunds;
	for (size_t i = 0; i < o->n_refunds; i++) {
		const struct order_refund *r = &o->refunds[i];
		const char *again = arena_printf(ctx->arena, "refunds/%" PRId64, r->id);
		bool ended = str_eq(r->state, "done") || r->over || (str_eq(r->state, "failed") && !view->can_refund);
		view->refunds[i] = (struct order_refund_row){
			.amount = r->amount,
			.at = r->at,
			.status = refund_status(r->state),
			.again_url = ended ? NULL : order_url(ctx, o->id, again),
		};
	}
}

static void fill_notes(struct ctx *ctx, const struct order *o, struct order_detail_page *view)
{
	view->notes = ARENA_ARRAY(ctx->arena, o->n_notes, struct order_note_row);
	view->n_notes = o->n_notes;
	for (size_t i = 0; i < o->n_notes; i++)
		view->notes[i] = (struct order_note_row){
			.author = o->notes[i].author, .text = o->notes[i].text, .at = o->notes[i].at
		};
}

/* "4200 4500", the total before and after. */
static const char *edit_words(struct ctx *ctx, const struct order *o, const char *detail)
{
	const char *blank = strchr(detail, ' ');
	int64_t before, after;
	if (!blank || !str_to_int(arena_strndup(ctx->arena, detail, (size_t)(blank - detail)), 0, INT64_MAX, &before) ||
	    !str_to_int(blank + 1, 0, INT64_MAX, &after) || before == after)
		return NULL;
	return arena_printf(ctx->arena, "%s \u2192 %s",
	    text_money(ctx->arena, ctx->locale, money_of(before, o->total.currency)),
	    text_money(ctx->arena, ctx->locale, money_of(after, o->total.currency)));
}

/* Codes of providers and refunds say nothing to people; who carries the parcel and its number do. */
static const char *detail_of(struct ctx *ctx, const struct order *o, const struct order_event *e)
{
	if (str_starts(e->kind, "return_") || str_eq(e->kind, "withdrawn"))
		return e->detail;
	if (str_eq(e->kind, "edited"))
		return edit_words(ctx, o, e->detail);
	if (!str_eq(e->kind, "shipped") && !str_eq(e->kind, "part_shipped"))
		return NULL;
	for (size_t i = 0; i < o->n_shipments; i++) {
		const struct order_shipment *s = &o->shipments[i];
		if (str_eq(s->tracking, e->detail) && !str_empty(s->carrier))
			return str_empty(e->detail) ? s->carrier
			                            : arena_printf(ctx->arena, "%s %s", s->carrier, e->detail);
	}
	return str_empty(e->detail) ? NULL : e->detail;
}

static void fill_events(struct ctx *ctx, const struct order *o, struct order_detail_page *view)
{
	view->events = ARENA_ARRAY(ctx->arena, o->n_events, struct timeline_event);
	view->n_events = o->n_events;
	for (size_t i = 0; i < o->n_events; i++) {
		const struct order_event *e = &o->events[o->n_events - 1 - i];
		view->events[i] = (struct timeline_event){
			.what = event_what(e->kind),
			.who = event_who(ctx, e),
			.detail = detail_of(ctx, o, e),
			.at = e->at,
		};
	}
}

/* RFC 6068: what stands on either side of the @ is encoded. */
static const char *mail_url(struct ctx *ctx, const char *email)
{
	const char *at = strrchr(email, '@');
	if (!at)
		return NULL;
	return arena_printf(ctx->arena, "mailto:%s@%s",
	    url_encode(ctx, arena_strndup(ctx->arena, email, (size_t)(at - email))), url_encode(ctx, at + 1));
}

const char *order_url(struct ctx *ctx, int64_t id, const char *action)
{
	return admin_url(ctx, arena_printf(ctx->arena, "/orders/%" PRId64 "%s%s", id, *action ? "/" : "", action));
}

static bool came_late(const struct order *o)
{
	for (size_t i = 0; i < o->n_events; i++)
		if (str_eq(o->events[i].kind, "paid_after_cancel"))
			return order_is_off(o->state);
	return false;
}

static void fill_actions(struct ctx *ctx, const struct order *o, struct order_detail_page *view)
{
	struct order_can can = order_can(o);
	bool paid_some = false;
	for (size_t i = 0; i < o->n_payments; i++)
		paid_some = paid_some || o->payments[i].captured.minor > 0;
	view->can_pay = can.mark_paid;
	view->can_ship = can.ship;
	view->can_ready = can.ready;
	view->can_edit = can.edit;
	view->can_cancel = can.cancel;
	view->can_refund = can.refund;
	view->refund_by_hand = can.refund_by_hand;
	view->refundable = order_paid_left(o);
	view->changed_price = paid_some && o->due.minor != 0 && o->edits > 0 && !order_is_off(o->state) &&
	                      (o->due.minor > 0 || can.refund);
	view->owes = o->due.minor > 0;
	view->due = view->owes ? o->due : money_of(-o->due.minor, o->due.currency);
	view->paid_url = order_url(ctx, o->id, "paid");
	view->ship_url = order_url(ctx, o->id, "ship");
	view->ready_url = order_url(ctx, o->id, "ready");
	view->cancel_url = order_url(ctx, o->id, "cancel");
	view->refund_url = order_url(ctx, o->id, "refund");
	view->part_url = order_url(ctx, o->id, "refund-part");
	view->held = payment_held(o);
	view->holds = view->held.minor > 0 && str_eq(o->state, "placed");
	view->capture_url = order_url(ctx, o->id, "capture");
	view->paid_late = came_late(o) && view->refundable.minor > 0;
	view->go_on_url = order_url(ctx, o->id, "go-on");
	view->expires = str_eq(o->state, "placed") && o->expires_at != 0 && str_eq(o->payment_state, "unpaid");
	view->expires_at = o->expires_at;
	view->due_url = order_url(ctx, o->id, "refund-due");
	view->edit_url = order_url(ctx, o->id, "edit");
	view->note_url = order_url(ctx, o->id, "note");
	view->slip_url = admin_url(ctx, arena_printf(ctx->arena, "/slips?id=%" PRId64, o->id));
}

static void fill(
    struct ctx *ctx, const struct order *o, const struct param_keyed *typed, struct order_detail_page *view)
{
	*view = (struct order_detail_page){
		.number = o->number,
		.placed_at = o->placed_at,
		.state = order_status(o->state),
		.payment = payment_status(o->state, o->payment_state),
		.pickup = o->pickup_id != 0,
		.shipping = o->pickup_id ? pickup_status(o->state, o->shipping_state)
		                         : shipping_status(o->state, o->shipping_state),
		.sold_out = str_eq(o->pieces, "none") && str_eq(o->state, "placed") && str_eq(o->payment_state, "paid"),
		.email = o->email,
		.mail_url = mail_url(ctx, o->email),
		.phone = o->phone,
		.payment_name = o->payment_label,
		.shipping_name = o->shipping_label,
		.language = text_language_name(ctx->arena, o->locale),
		.orders_url = admin_url(ctx, "/orders"),
		.shop_url = url_shop(ctx, o->locale, arena_printf(ctx->arena, "/order/%s", o->token)),
	};
	fill_lines(ctx, o, typed, view);
	fill_parcels(ctx, o, view);
	sums_of_order(ctx, o, &view->sums);
	view->address = address_label(ctx, &o->address);
	fill_events(ctx, o, view);
	fill_actions(ctx, o, view);
	fill_refunds(ctx, o, view);
	fill_notes(ctx, o, view);
}

/* Each form of the page shows what was typed into it, not what another one was sent. */
static void fill_forms(
    struct ctx *ctx, struct exchange *x, bool shipping, const struct form_field *from, struct order_detail_page *view)
{
	const struct form_field ship[] = {
		{ .name = "carrier",
		    .label = N_("Carrier"),
		    .type = "text",
		    .autocomplete = "off",
		    .dir = "auto",
		    .width = "half" },
		{ .name = "tracking",
		    .label = N_("Tracking number"),
		    .type = "text",
		    .autocomplete = "off",
		    .dir = "ltr",
		    .width = "half" },
		*from,
	};
	const struct form_field note[] = {
		{ .name = "note",
		    .label = N_("Note"),
		    .type = "textarea",
		    .autocomplete = "off",
		    .dir = "auto",
		    .required = true,
		    .hint = N_("Only staff can read it.") },
	};
	view->ship_form = (struct form){ .prefix = "s",
		.fields = arena_memdup(ctx->arena, ship, sizeof ship),
		.n_fields = from->n_options > 2 ? 3 : 2 };
	view->note_form =
	    (struct form){ .prefix = "n", .fields = arena_memdup(ctx->arena, note, sizeof note), .n_fields = 1 };
	form_fill(ctx, &view->ship_form, shipping ? x->req : NULL);
	form_fill(ctx, &view->note_form, shipping ? NULL : x->req);
	if (!shipping)
		view->ship_form.n_errors = 0;
	else
		view->note_form.n_errors = 0;
}

enum err_code order_show(struct ctx *ctx, struct exchange *x, int64_t id, const struct param_keyed *typed)
{
	const struct order *o;
	enum err_code e = order_by_id(ctx, id, &o);
	if (!e)
		e = order_for_staff(ctx, &o);
	if (e)
		return e;
	struct order_detail_page view;
	struct form_field from;
	fill(ctx, o, typed, &view);
	e = order_disputes(ctx, id, &view);
	if (!e)
		e = order_places(ctx, o, &view, &from);
	if (!e && order_can_go_on(o))
		e = hold_possible(ctx, id, &view.can_go_on);
	if (e)
		return e;
	fill_forms(ctx, x, typed != NULL, &from, &view);
	struct page *page = page_create(ctx, x);
	page->title = view_format(ctx, N_("Order {1}"), o->number, NULL);
	/* After a refused form the address is not the page's own. */
	if (x->req->method == HTTP_POST)
		page_alternates(ctx, page, arena_printf(ctx->arena, "/%s/orders/%" PRId64, ctx->tenant->name, id));
	return page_render(ctx, x, "order", &view, page);
}

enum err_code order_named(struct ctx *ctx, const struct exchange *x, const struct order **o)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : order_by_id(ctx, id, o);
}

enum err_code order_get(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : order_show(ctx, x, id, NULL);
}
