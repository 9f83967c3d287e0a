#include <inttypes.h>
#include <string.h>

#include "admin/pages.h"
#include "admin/views.h"
#include "admin/words.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"
#include "web/recap.h"
#include "web/shopfront.h"
#include "web/sums.h"
#include "web/urls.h"

static void fill_lines(struct ctx *ctx, const struct order *o, struct order_detail_page *view)
{
	view->lines = ARENA_ARRAY(ctx->arena, o->n_lines, struct order_detail_line);
	view->n_lines = o->n_lines;
	for (size_t i = 0; i < o->n_lines; i++) {
		const struct order_line *l = &o->lines[i];
		view->lines[i] = (struct order_detail_line){
			.name = l->name,
			.options = l->options,
			.sku = l->sku,
			.picture = shop_picture(ctx, l->picture, NULL, SLOT_LINE),
			.quantity = l->quantity,
			.shipped = l->shipped,
			.unit = l->unit,
			.total = l->total,
		};
	}
}

/* Codes of providers and refunds say nothing to people; who carries the parcel and its number do. */
static const char *detail_of(struct ctx *ctx, const struct order *o, const struct order_event *e)
{
	if (!str_eq(e->kind, "shipped"))
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

static struct money refundable(const struct order *o)
{
	struct money sum = money_of(0, o->total.currency);
	for (size_t i = 0; i < o->n_payments; i++)
		if (str_eq(o->payments[i].state, "captured"))
			sum = money_add(sum, money_sub(o->payments[i].amount, o->payments[i].refunded));
	return sum;
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

static const char *action_url(struct ctx *ctx, const struct order *o, const char *action)
{
	return admin_url(ctx, arena_printf(ctx->arena, "/orders/%" PRId64 "/%s", o->id, action));
}

static void fill_actions(struct ctx *ctx, const struct order *o, struct order_detail_page *view)
{
	struct order_can can = order_can(o);
	view->can_pay = can.mark_paid;
	view->can_ship = can.ship;
	view->can_cancel = can.cancel;
	view->can_refund = can.refund;
	view->refund_by_hand = can.refund_by_hand;
	view->refundable = refundable(o);
	view->paid_url = action_url(ctx, o, "paid");
	view->ship_url = action_url(ctx, o, "ship");
	view->cancel_url = action_url(ctx, o, "cancel");
	view->refund_url = action_url(ctx, o, "refund");
}

static void fill(struct ctx *ctx, const struct order *o, struct order_detail_page *view)
{
	*view = (struct order_detail_page){
		.number = o->number,
		.placed_at = o->placed_at,
		.state = order_status(o->state),
		.payment = payment_status(o->state, o->payment_state),
		.shipping = shipping_status(o->state, o->shipping_state),
		.email = o->email,
		.mail_url = mail_url(ctx, o->email),
		.phone = o->phone,
		.payment_name = o->payment_label,
		.shipping_name = o->shipping_label,
		.language = text_language_name(ctx->arena, o->locale),
		.orders_url = admin_url(ctx, "/orders"),
		.shop_url = url_shop(ctx, o->locale, arena_printf(ctx->arena, "/order/%s", o->token)),
	};
	fill_lines(ctx, o, view);
	sums_of_order(ctx, o, &view->sums);
	view->address = address_label(ctx, &o->address);
	fill_events(ctx, o, view);
	fill_actions(ctx, o, view);
}

enum err_code order_show(struct ctx *ctx, struct exchange *x, int64_t id)
{
	const struct order *o;
	enum err_code e = order_by_id(ctx, id, &o);
	if (e)
		return e;
	struct form_field fields[] = {
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
	};
	struct order_detail_page view;
	fill(ctx, o, &view);
	view.ship_form = (struct form){ .prefix = "s", .fields = fields, .n_fields = sizeof fields / sizeof fields[0] };
	form_fill(ctx, &view.ship_form, x->req);
	struct page *page = page_create(ctx, x);
	page->title = view_format(ctx, N_("Order {1}"), o->number, NULL);
	/* After a refused form the address is not the page's own. */
	for (size_t i = 0; x->req->method == HTTP_POST && i < page->n_languages; i++)
		page_alternate(ctx, page, page->languages[i].code,
		    arena_printf(ctx->arena, "/%s/orders/%" PRId64, ctx->tenant->name, id));
	return page_render(ctx, x, "order", &view, page);
}

enum err_code order_get(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : order_show(ctx, x, id);
}
