#include "base/str.h"
#include "checkout/pages.h"
#include "checkout/pay.h"
#include "checkout/views.h"
#include "shop/hold.h"
#include "shop/order.h"
#include "shop/payment.h"
#include "shop/payment_held.h"
#include "shop/pickup.h"
#include "shop/provider_call.h"
#include "shop/returns.h"
#include "web/page.h"
#include "web/recap.h"
#include "web/shopfront.h"
#include "web/urls.h"

/* Seconds. */
#define AWAY_REFRESH "30"

/* The first row that fits counts; NULL fits anything. */
static const struct {
	const char *state;
	const char *paid;
	const char *attempt; /* state of the newest payment */
	struct status_part pill;
} payment_pills[] = {
	{ NULL, "paid", NULL, { N_("Paid"), "good" } },
	{ "placed", "part_paid", "part_captured", { N_("Payment approved"), "good" } },
	{ "placed", "unpaid", "authorised", { N_("Payment approved"), "good" } },
	{ "placed", "part_paid", NULL, { N_("Paid in part"), "warn" } },
	{ NULL, "part_refunded", NULL, { N_("Refunded in part"), "calm" } },
	{ NULL, "refunded", NULL, { N_("Refunded"), "calm" } },
	{ "cancelled", NULL, NULL, { N_("Not paid"), "calm" } },
	{ "expired", NULL, NULL, { N_("Not paid"), "calm" } },
	{ NULL, NULL, "failed", { N_("Payment declined"), "bad" } },
	{ NULL, NULL, "cancelled", { N_("Payment broken off"), "bad" } },
	{ NULL, NULL, NULL, { N_("Awaiting payment"), "warn" } },
};
static const struct {
	const char *state;
	const char *paid;
	const char *shipped;
	struct status_part pill;
} shipping_pills[] = {
	{ NULL, NULL, "ready", { N_("Ready to collect"), "good" } },
	{ NULL, NULL, "shipped", { N_("Sent"), "good" } },
	{ NULL, NULL, "part_shipped", { N_("Sent in part"), "calm" } },
	{ "cancelled", NULL, NULL, { N_("Cancelled"), "calm" } },
	{ "expired", NULL, NULL, { N_("Cancelled"), "calm" } },
	{ NULL, "paid", NULL, { N_("Being prepared"), "calm" } },
	{ NULL, NULL, NULL, { N_("Not sent yet"), "calm" } },
};

static bool fits(const char *wanted, const char *state)
{
	return !wanted || str_eq(wanted, state);
}

static struct status_part payment_pill(const struct order *o)
{
	const char *attempt = o->n_payments ? o->payments[0].state : NULL;
	const struct payment_provider *provider = payment_provider(o->payment_provider);
	bool later = provider && provider->paid_on_delivery && str_eq(o->payment_state, "unpaid");
	size_t i = 0;
	if (later && !order_is_off(o->state))
		return (struct status_part){ N_("Paid on delivery"), "calm" };
	while (!fits(payment_pills[i].state, o->state) || !fits(payment_pills[i].paid, o->payment_state) ||
	       !fits(payment_pills[i].attempt, attempt))
		i++;
	return payment_pills[i].pill;
}

static struct status_part shipping_pill(const struct order *o)
{
	size_t i = 0;
	if (str_eq(o->pieces, "none") && !order_is_off(o->state) && str_eq(o->payment_state, "paid"))
		return (struct status_part){ N_("Sold out"), "bad" };
	if (o->pickup_id && str_eq(o->shipping_state, "shipped"))
		return (struct status_part){ N_("Collected"), "good" };
	while (!fits(shipping_pills[i].state, o->state) || !fits(shipping_pills[i].paid, o->payment_state) ||
	       !fits(shipping_pills[i].shipped, o->shipping_state))
		i++;
	return shipping_pills[i].pill;
}

static void fill_shipments(struct ctx *ctx, const struct order *o, struct order_page *view)
{
	view->shipments = ARENA_ARRAY(ctx->arena, o->n_shipments, struct order_page_shipment);
	view->n_shipments = o->n_shipments;
	for (size_t i = 0; i < o->n_shipments; i++)
		view->shipments[i] = (struct order_page_shipment){
			.carrier = str_empty(o->shipments[i].carrier) ? NULL : o->shipments[i].carrier,
			.tracking = str_empty(o->shipments[i].tracking) ? NULL : o->shipments[i].tracking,
			.at = o->shipments[i].shipped_at,
		};
}

static void fill_payment(struct ctx *ctx, struct exchange *x, const struct order *o, struct order_page *view)
{
	bool part = str_eq(o->payment_state, "part_paid");
	bool off = order_is_off(o->state);
	bool owed = (part || str_eq(o->payment_state, "unpaid")) && !off;
	view->due = o->due;
	view->returned = money_of(0, o->total.currency);
	for (size_t i = 0; i < o->n_payments; i++)
		view->returned = money_add(view->returned, o->payments[i].refunded);
	view->gave_back = view->returned.minor > 0;
	/* What is held for the shop is nothing that the shopper still has to pay. */
	view->part_paid = part && !off && payment_held(o).minor == 0;
	view->back = order_paid_left(o);
	view->goes_back = off && view->back.minor > 0;
	view->by_hand = true;
	for (size_t i = 0; i < o->n_refunds; i++)
		view->by_hand = view->by_hand && !str_eq(o->refunds[i].state, "requested");
	view->payment = payment_pill(o);
	view->payment_name = o->payment_label;
	view->instructions = owed && !str_empty(o->payment_instructions) ? o->payment_instructions : NULL;
	view->can_pay = order_can(o).pay && pay_allow(ctx, x, o->payment_provider);
	bool open =
	    view->can_pay && (str_eq(o->payments[0].state, "created") || str_eq(o->payments[0].state, "pending"));
	view->waits = open && !part;
	view->unbegun = view->waits && payment_provider(o->payment_provider)->ask && !o->payments[0].begun;
	view->unsure = open && o->payments[0].begun;
	view->away = view->can_pay && provider_is_away(ctx, o->payment_provider);
	/* The worker goes on asking: what it hears is shown without a click. */
	if (view->away && view->unsure)
		x->res->refresh = AWAY_REFRESH;
}

/* Where a provider is away, or does not want the shop's keys any more, there may be another one. */
static enum err_code fill_others(struct ctx *ctx, struct exchange *x, const struct order *o, struct order_page *view)
{
	const struct payment_choice *v;
	size_t n = 0;
	/* What may be paid already is asked about before it is paid by another way. */
	if (!view->can_pay || (view->away && view->unsure))
		return ERR_OK;
	enum err_code e = payment_others(ctx, o, &v, &n);
	if (e)
		return e;
	view->others = ARENA_ARRAY(ctx->arena, n, struct order_page_other);
	view->n_others = n;
	for (size_t i = 0; i < n; i++) {
		view->others[i] = (struct order_page_other){ .code = v[i].code, .name = v[i].name };
		pay_allow(ctx, x, v[i].provider);
	}
	return ERR_OK;
}

/* What the shopper is told of the things: for how long they are kept, or that they are not. */
static enum err_code fill_hold(struct ctx *ctx, const struct order *o, struct order_page *view)
{
	bool owes = str_eq(o->payment_state, "unpaid") || str_eq(o->payment_state, "part_paid");
	bool free = str_eq(o->pieces, "none"), possible = true;
	if (order_is_off(o->state))
		return ERR_OK;
	view->kept = owes && str_eq(o->pieces, "reserved");
	view->kept_until = o->kept_until;
	view->let_go = owes && free;
	view->expires = view->let_go && o->expires_at != 0;
	view->expires_at = o->expires_at;
	view->paid_sold = free && str_eq(o->payment_state, "paid");
	enum err_code e = view->let_go ? hold_possible(ctx, o->id, &possible) : ERR_OK;
	view->sold = !possible;
	view->let_go = view->let_go && possible;
	view->can_pay = view->can_pay && possible;
	return e;
}

static enum err_code fill_pickup(struct ctx *ctx, const struct order *o, struct order_page *view)
{
	const struct pickup *place;
	view->pickup = o->pickup_id != 0;
	if (!view->pickup)
		return ERR_OK;
	enum err_code e = pickup_get(ctx, o->pickup_id, &place);
	if (!e && *place->hours)
		view->hours = place->hours;
	return e;
}

static const struct {
	const char *state;
	struct status_part pill;
} return_pills[] = {
	{ "requested", { N_("We are looking at it"), "calm" } },
	{ "approved", { N_("Please send it to us"), "warn" } },
	{ "refused", { N_("Cannot come back"), "bad" } },
	{ "received", { N_("Has arrived"), "good" } },
	{ "closed", { N_("Done"), "good" } },
};

static struct status_part return_pill(const char *state)
{
	size_t i = 0;
	while (i + 1 < sizeof return_pills / sizeof *return_pills && !str_eq(return_pills[i].state, state))
		i++;
	return return_pills[i].pill;
}

/* Only what was sent can come back. */
static enum err_code fill_returns(struct ctx *ctx, const struct order *o, struct order_page *view)
{
	const struct return_request *asked;
	struct return_rights rights;
	size_t n;
	enum err_code e = o->n_shipments == 0 ? ERR_OK : returns_rights(ctx, o, &rights);
	if (e || o->n_shipments == 0)
		return e;
	e = returns_of(ctx, o->id, &asked, &n);
	if (e)
		return e;
	if (rights.n_lefts > 0)
		view->return_url = url_path(ctx, arena_printf(ctx->arena, "/order/%s/return", o->token));
	view->withdrawal = rights.withdrawal;
	view->returns = ARENA_ARRAY(ctx->arena, n, struct order_page_return);
	view->n_returns = n;
	for (size_t i = 0; i < n; i++)
		view->returns[i] = (struct order_page_return){
			.number = asked[i].number,
			.at = asked[i].created_at,
			.withdrawal = asked[i].withdrawal,
			.status = return_pill(asked[i].state),
		};
	return ERR_OK;
}

enum err_code order_get(struct ctx *ctx, struct exchange *x)
{
	const struct order_in *in = x->in;
	const struct order *o;
	enum err_code e = order_by_token(ctx, x->seg[0], &o);
	if (e)
		return e;
	struct page *page = page_create(ctx, x);
	struct order_page view = {
		.number = o->number,
		.placed_at = o->placed_at,
		.fresh = in->fresh,
		.email = o->email,
		.shipping = shipping_pill(o),
		.cancelled = str_eq(o->state, "cancelled"),
		.expired = str_eq(o->state, "expired"),
		.pay_url = url_path(ctx, arena_printf(ctx->arena, "/order/%s/pay", o->token)),
		.shipping_name = str_empty(o->shipping_label) ? NULL : o->shipping_label,
		.address = address_label(ctx, &o->address),
		.shopping_url = page->home_url,
	};
	if (order_can(o).cancel)
		view.cancel_url = url_path(ctx, arena_printf(ctx->arena, "/order/%s/cancel", o->token));
	e = fill_pickup(ctx, o, &view);
	if (!e)
		e = fill_returns(ctx, o, &view);
	if (e)
		return e;
	fill_payment(ctx, x, o, &view);
	e = fill_others(ctx, x, o, &view);
	if (e)
		return e;
	e = fill_hold(ctx, o, &view);
	if (e)
		return e;
	fill_shipments(ctx, o, &view);
	view.summary = order_summary(ctx, o);
	page->title = view_format(ctx, N_("Order {1}"), o->number, NULL);
	page->noindex = true;
	page->canonical = NULL;
	return page_render(ctx, x, "order", &view, page);
}

enum err_code pay_post(struct ctx *ctx, struct exchange *x)
{
	const struct pay_in *in = x->in;
	return str_empty(in->method) ? pay_go(ctx, x, x->seg[0]) : pay_otherwise(ctx, x, x->seg[0], in->method);
}

enum err_code back_get(struct ctx *ctx, struct exchange *x)
{
	return pay_back(ctx, x, x->seg[0]);
}
