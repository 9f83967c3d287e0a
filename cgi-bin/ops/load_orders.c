#include "base/str.h"
#include "kit/text.h"
#include "ops/load_room.h"
#include "queries.h"
#include "shop/order.h"
#include "shop/payment_demo.h"
#include "shop/shipping.h"
#include "shop/tenant.h"

enum { HOUR = 3600 };

/* The same request as it would have been then. Its mails were sent then, too. */
static struct ctx past(const struct ctx *ctx, const struct json *order, int64_t at)
{
	struct ctx then = *ctx;
	then.now = at;
	then.silent = true;
	then.locale = json_find_text(order, "locale");
	then.currency = json_find_text(order, "currency");
	then.refusals = NULL;
	return then;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static enum err_code fill_cart(struct ctx *ctx, const struct json *order, const char **token)
{
	const struct json *lines = json_find(order, "lines");
	enum err_code e = ERR_OK;
	*token = NULL;
	for (size_t i = 0; !e && i < json_count(lines); i++) {
		const char *sku;
		int64_t quantity;
		struct load_variant_by_sku_row variant;
		e = json_get_text(ctx, json_item(lines, i), "sku", &sku);
		if (!e)
			e = json_get_int(ctx, json_item(lines, i), "quantity", &quantity);
		if (!e)
			e = q_load_variant_by_sku_one(ctx, &(struct load_variant_by_sku_in){ .sku = sku }, &variant);
		if (!e)
			e = cart_add(ctx, *token, variant.id, quantity, token);
	}
	return e;
}

static enum err_code choose_shipping(
    struct ctx *ctx, const struct cart *cart, const char *code, const struct shipping_offer **out)
{
	const struct shipping_offer *offers;
	size_t n;
	enum err_code e = shipping_offers(ctx, cart, cart->contact->address.country, &offers, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (str_eq(offers[i].code, code)) {
			*out = &offers[i];
			return cart_set_shipping(ctx, cart, offers[i].method_id);
		}
	return e ? e : err_set(ctx, ERR_MALFORMED, "no shipping \"%s\" for this order", code);
}

static enum err_code check_out(struct ctx *ctx, const struct json *order, const char *token)
{
	struct cart cart;
	enum err_code e = cart_load(ctx, token, &cart);
	struct contact contact = {
		.email = json_find_text(order, "email"),
		.phone = or_empty(json_find_text(order, "address.phone")),
		.address = { .name = or_empty(json_find_text(order, "address.name")),
		    .company = or_empty(json_find_text(order, "address.company")),
		    .line1 = or_empty(json_find_text(order, "address.line1")),
		    .line2 = or_empty(json_find_text(order, "address.line2")),
		    .city = or_empty(json_find_text(order, "address.city")),
		    .region = or_empty(json_find_text(order, "address.region")),
		    .postcode = or_empty(json_find_text(order, "address.postcode")),
		    .country = or_empty(json_find_text(order, "address.country")) },
	};
	if (!e)
		e = cart_set_contact(ctx, &cart, &contact);
	if (!e)
		e = cart_load(ctx, token, &cart);
	const struct shipping_offer *offer = NULL;
	if (!e)
		e = choose_shipping(ctx, &cart, json_find_text(order, "shipping"), &offer);
	return e ? e : cart_set_payment(ctx, &cart, json_find_text(order, "payment"));
}

static enum err_code place(struct ctx *ctx, const struct json *order, int64_t *order_id)
{
	const char *token;
	struct cart cart;
	struct quote quote;
	const struct shipping_offer *offer = NULL;
	enum err_code e = fill_cart(ctx, order, &token);
	if (!e)
		e = check_out(ctx, order, token);
	if (!e)
		e = cart_load(ctx, token, &cart);
	if (!e)
		e = choose_shipping(ctx, &cart, json_find_text(order, "shipping"), &offer);
	if (!e)
		e = quote_cart(ctx, &cart, cart.contact->address.country, offer, &quote);
	if (e)
		return e;
	struct order_place p = { .cart_token = token, .shown_total = quote.total.minor };
	e = order_place(ctx, &p);
	*order_id = p.order_id;
	return e;
}

/* The demo provider's word that it was paid, as its page would have sent it. */
static enum err_code approve(struct ctx *ctx, int64_t order_id)
{
	struct payments_of_order_row *payments;
	size_t n;
	enum err_code e =
	    q_payments_of_order(ctx, &(struct payments_of_order_in){ .order_id = order_id }, &payments, &n);
	if (e)
		return e;
	if (n == 0)
		return err_set(ctx, ERR_CONFLICT, "order without a payment");
	struct demopay_order paid = { .tenant_id = ctx->tenant->id,
		.key = payments[0].key,
		.amount = money_of(payments[0].amount_minor, payments[0].currency) };
	struct demopay_notice notice;
	demopay_notice(ctx, &paid, PAYMENT_CAPTURED, &notice);
	struct notice_raw raw = { .body = notice.body, .length = notice.length, .headers = { notice.signature } };
	return payment_take_notice(ctx, payment_provider("demo"), &raw);
}

/* Paid after 2 hours, cancelled after 6, shipped after 20, refunded after 5 days; never later than now. */
static enum err_code step(struct ctx *now, const struct json *order, int64_t placed, int64_t order_id, const char *what)
{
	static const struct actor by = { .kind = ACTOR_SYSTEM };
	bool paid = str_eq(what, "paid"), shipped = str_eq(what, "shipped"), cancelled = str_eq(what, "cancelled");
	int64_t hours = paid ? 2 : cancelled ? 6 : shipped ? 20 : 5 * 24;
	int64_t at = placed + hours * HOUR < now->now ? placed + hours * HOUR : now->now;
	struct ctx then = past(now, order, at);
	enum err_code e;
	if (paid && str_eq(json_find_text(order, "payment"), "demo"))
		e = approve(&then, order_id);
	else if (paid)
		e = order_mark_paid(&then, order_id, by);
	else if (shipped)
		e = order_ship(&then, order_id, "", or_empty(json_find_text(order, "tracking")), by);
	else if (cancelled)
		e = order_cancel(&then, order_id, by);
	else
		e = order_refund(&then, order_id, by);
	now->err = then.err;
	return e;
}

static enum err_code load_order(struct ctx *now, const struct json *order)
{
	int64_t days, hour;
	enum err_code e = json_get_int(now, order, "placed_days_ago", &days);
	if (!e)
		e = json_get_int(now, order, "hour", &hour);
	if (e)
		return e;
	int64_t placed = text_day_start(now->settings->time_zone, now->now, (int)-days) + hour * HOUR;
	if (placed > now->now)
		placed = now->now;
	struct ctx then = past(now, order, placed);
	int64_t id = 0;
	e = place(&then, order, &id);
	now->err = then.err;
	now->refusals = then.refusals;
	const struct json *next = json_find(order, "then");
	for (size_t i = 0; !e && i < json_count(next); i++)
		e = step(now, order, placed, id, json_find_text(json_item(next, i), ""));
	return e;
}

enum err_code load_orders(struct ctx *ctx, struct load *l)
{
	const struct json *orders = json_find(l->shop, "orders");
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < json_count(orders); i++) {
		e = load_order(ctx, json_item(orders, i));
		if (e == ERR_INPUT && ctx->refusals)
			err_set(ctx, e, "order %zu: %s %s", i + 1, ctx->refusals->field, ctx->refusals->code);
		l->report.orders += !e;
	}
	return e;
}
