#include "shop/payment_paypal.h"

#include <inttypes.h>
#include <string.h>

#include "base/conf.h"
#include "base/str.h"
#include "shop/credential.h"
#include "shop/payment_paypal_room.h"
#include "shop/payment_room.h"
#include "shop/tenant.h"

/* Lengths that PayPal takes. */
enum { BRAND_POINTS = 127, DESCRIPTION_POINTS = 127, KEY_SHOWN = 8 };

/* What PayPal's page calls our languages; the browser's own for others. */
static const struct {
	const char *ours, *theirs;
} page_locales[] = {
	{ "en", "en-GB" },
	{ "de", "de-DE" },
	{ "fr", "fr-FR" },
	{ "ar", "ar-EG" },
	{ "ja", "ja-JP" },
	{ "es", "es-ES" },
	{ "it", "it-IT" },
	{ "nl", "nl-NL" },
	{ "pl", "pl-PL" },
	{ "pt", "pt-PT" },
	{ "sv", "sv-SE" },
	{ "da", "da-DK" },
	{ "cs", "cs-CZ" },
	{ "zh", "zh-CN" },
};

const char *paypal_custom_id(struct ctx *ctx, const char *key)
{
	return arena_printf(ctx->arena, "%" PRId64 "-%s", ctx->tenant->id, key);
}

const char *paypal_custom_key(struct ctx *ctx, const char *custom_id)
{
	const char *shop = paypal_custom_id(ctx, "");

	return custom_id && str_starts(custom_id, shop) ? custom_id + strlen(shop) : NULL;
}

static bool available(const struct ctx *ctx)
{
	return !str_empty(ctx->conf->paypal_url) || !str_empty(ctx->conf->paypal_sandbox_url);
}

static const char *page_address(const struct ctx *ctx)
{
	return ctx->conf->paypal_page_urls;
}

/* A shop whose keys were taken away, or no longer open, is one that PayPal cannot be asked for now. */
enum err_code paypal_keys_get(struct ctx *ctx, struct paypal_keys *out)
{
	enum err_code err = paypal_keys_find(ctx, out, NULL);

	if (err == ERR_NOT_FOUND || (!err && str_empty(paypal_address(ctx, out->live))))
		return err_set(ctx, ERR_DOWN, "the shop has no keys of paypal that this installation uses");
	return err;
}

static const char *page_locale(const char *locale)
{
	for (size_t i = 0; i < sizeof page_locales / sizeof *page_locales; i++)
		if (str_eq(page_locales[i].ours, locale))
			return page_locales[i].theirs;
	return NULL;
}

static const char *clip(struct ctx *ctx, const char *text, size_t points)
{
	return arena_strndup(ctx->arena, text, utf8_prefix(text, points));
}

/* Goods and shipping apart where we know them, so that they add up to the amount whatever was rounded. */
static const struct json *unit_amount(struct ctx *ctx, const struct payment_start *s)
{
	struct json *amount = json_new_object(ctx->arena), *parts;
	struct money all = paypal_moves(s->amount), shipping = paypal_moves(s->shipping);

	json_put_text(amount, "currency_code", all.currency);
	json_put_text(amount, "value", paypal_value(ctx, all));
	if (shipping.minor > 0 && shipping.minor < all.minor) {
		parts = json_new_object(ctx->arena);
		json_put(parts, "item_total", paypal_amount(ctx, money_sub(all, shipping)));
		json_put(parts, "shipping", paypal_amount(ctx, shipping));
		json_put(amount, "breakdown", parts);
	}
	return amount;
}

/* The order as one unit: what it is made of is the shop's to say, and need not be known elsewhere. */
static struct json *unit(struct ctx *ctx, const struct payment_start *s)
{
	struct json *u = json_new_object(ctx->arena);

	json_put_text(u, "reference_id", "default");
	json_put_text(u, "description", clip(ctx, s->order_number, DESCRIPTION_POINTS));
	json_put_text(u, "custom_id", paypal_custom_id(ctx, s->key));
	/* Shown to the merchant. An account refuses one that it has seen, and the same order may be paid by a second
	 * attempt, or shops of one account give the same number. */
	json_put_text(u, "invoice_id", arena_printf(ctx->arena, "%s-%.*s", s->order_number, KEY_SHOWN, s->key));
	json_put(u, "amount", unit_amount(ctx, s));
	return u;
}

static struct json *experience(struct ctx *ctx, const struct payment_start *s)
{
	struct json *e = json_new_object(ctx->arena);

	if (!str_empty(s->shop_title))
		json_put_text(e, "brand_name", clip(ctx, s->shop_title, BRAND_POINTS));
	if (page_locale(s->locale))
		json_put_text(e, "locale", page_locale(s->locale));
	json_put_text(e, "shipping_preference", "NO_SHIPPING");
	json_put_text(e, "user_action", "PAY_NOW");
	json_put_text(e, "return_url", s->return_url);
	json_put_text(e, "cancel_url", s->return_url);
	return e;
}

static const char *order_body(struct ctx *ctx, const struct payment_start *s)
{
	struct json *body = json_new_object(ctx->arena), *units = json_new_list(ctx->arena);
	struct json *source = json_new_object(ctx->arena), *wallet = json_new_object(ctx->arena);

	json_add(units, unit(ctx, s));
	json_put(wallet, "experience_context", experience(ctx, s));
	if (!str_empty(s->email))
		json_put_text(wallet, "email_address", s->email);
	json_put(source, "paypal", wallet);
	json_put_text(body, "intent", s->later ? "AUTHORIZE" : "CAPTURE");
	json_put(body, "purchase_units", units);
	json_put(body, "payment_source", source);
	return json_print(ctx->arena, body);
}

/* An address that may stand in a header: visible ASCII, and a page of PayPal's. */
static bool is_page(struct ctx *ctx, const char *url)
{
	const char *pages = page_address(ctx);

	for (const char *p = url; *p; p++)
		if (*p <= 0x20 || *p >= 0x7f)
			return false;
	while (*pages) {
		size_t n = strcspn(pages, " ");

		if (strncmp(url, pages, n) == 0 && url[n] == '/')
			return true;
		pages += n + strspn(pages + n, " ");
	}
	return false;
}

/* "payer-action" where a way to pay was named, "approve" else. */
static const char *page_of(const struct json *order)
{
	const struct json *links = json_find(order, "links");

	for (size_t i = 0; i < json_count(links); i++) {
		const char *rel = json_find_text(json_item(links, i), "rel");

		if (str_eq(rel, "payer-action") || str_eq(rel, "approve"))
			return json_find_text(json_item(links, i), "href");
	}
	return NULL;
}

static enum err_code start(struct ctx *ctx, const struct payment_start *s, struct payment_started *out)
{
	struct paypal_keys keys;
	struct paypal_call call = { .keys = &keys, .path = "/v2/checkout/orders", .request_id = s->key };
	const struct json *order;
	enum err_code err = paypal_keys_get(ctx, &keys);

	if (err)
		return err;
	if (!paypal_value(ctx, s->amount))
		return err_set(
		    ctx, ERR_CONFLICT, "paypal cannot charge %" PRId64 " %s", s->amount.minor, s->amount.currency);
	call.body = order_body(ctx, s);
	err = paypal_call(ctx, &call, &order);
	if (err)
		return err;
	out->redirect = page_of(order);
	out->session_ref = json_find_text(order, "id");
	if (!out->redirect || !out->session_ref || !is_page(ctx, out->redirect))
		return err_set(ctx, ERR_UNKNOWN, "paypal's order has no page to go to");
	return ERR_OK;
}

static const struct {
	const char *state;
	enum payment_result result;
} captures[] = {
	{ "COMPLETED", PAYMENT_CAPTURED },
	{ "PARTIALLY_REFUNDED", PAYMENT_CAPTURED },
	{ "REFUNDED", PAYMENT_CAPTURED },
	{ "PENDING", PAYMENT_PENDING },
	{ "DECLINED", PAYMENT_FAILED },
	{ "FAILED", PAYMENT_FAILED },
};

enum err_code paypal_read_capture(struct ctx *ctx, const struct json *capture, struct payment_notice *out)
{
	const char *state;
	enum err_code err = json_get_text(ctx, capture, "status", &state);

	if (!err)
		err = json_get_text(ctx, capture, "id", &out->provider_ref);
	if (!err)
		err = paypal_read_amount(ctx, capture, "amount", &out->amount);
	if (err)
		return err;
	for (size_t i = 0; i < sizeof captures / sizeof *captures; i++)
		if (str_eq(captures[i].state, state)) {
			out->result = captures[i].result;
			return ERR_OK;
		}
	return err_set(ctx, ERR_MALFORMED, "a capture is in the unknown state %s", state);
}

static const struct {
	const char *state;
	enum payment_result result;
} authorizations[] = {
	{ "CREATED", PAYMENT_AUTHORISED },
	{ "PARTIALLY_CAPTURED", PAYMENT_AUTHORISED },
	{ "CAPTURED", PAYMENT_AUTHORISED }, /* by its captures, which are told one by one */
	{ "PENDING", PAYMENT_PENDING },
	{ "DENIED", PAYMENT_FAILED },
	{ "VOIDED", PAYMENT_CANCELLED },
};

enum err_code paypal_read_authorization(struct ctx *ctx, const struct json *a, struct payment_notice *out)
{
	const char *state;
	enum err_code err = json_get_text(ctx, a, "status", &state);

	if (!err)
		err = json_get_text(ctx, a, "id", &out->provider_ref);
	if (!err)
		err = paypal_read_amount(ctx, a, "amount", &out->amount);
	if (err)
		return err;
	for (size_t i = 0; i < sizeof authorizations / sizeof *authorizations; i++)
		if (str_eq(authorizations[i].state, state)) {
			out->result = authorizations[i].result;
			return ERR_OK;
		}
	return err_set(ctx, ERR_MALFORMED, "an authorization is in the unknown state %s", state);
}

static enum err_code read_order(struct ctx *ctx, const struct json *order, struct payment_notice *out)
{
	const struct json *capture = json_find(order, "purchase_units.0.payments.captures.0");
	const char *state, *key = json_find_text(order, "purchase_units.0.custom_id");
	enum err_code err = json_get_text(ctx, order, "status", &state);

	if (err)
		return err;
	if (key && !str_eq(key, paypal_custom_id(ctx, out->key)))
		return err_set(ctx, ERR_CONFLICT, "paypal's order is of another payment");
	if (json_find(order, "purchase_units.0.payments.authorizations.0"))
		return paypal_read_authorization(
		    ctx, json_find(order, "purchase_units.0.payments.authorizations.0"), out);
	if (capture)
		return paypal_read_capture(ctx, capture, out);
	out->later = str_eq(json_find_text(order, "intent"), "AUTHORIZE");
	out->result = str_eq(state, "APPROVED") ? PAYMENT_APPROVED
	              : str_eq(state, "VOIDED") ? PAYMENT_CANCELLED
	                                        : PAYMENT_NO_NEWS;
	return ERR_OK;
}

static enum err_code ask(struct ctx *ctx, const struct payment_asked *a, struct payment_notice *out)
{
	struct paypal_keys keys;
	struct paypal_call call = { .keys = &keys,
		.path = arena_printf(ctx->arena, "/v2/checkout/orders/%s", a->session_ref) };
	const struct json *order;
	enum err_code err = paypal_keys_get(ctx, &keys);

	*out = (struct payment_notice){ .key = a->key, .provider_ref = a->session_ref, .amount = a->amount };
	if (!err)
		err = paypal_call(ctx, &call, &order);
	/* Nobody agreed to it in time: PayPal has forgotten it. */
	if (call.status == 404) {
		out->result = PAYMENT_CANCELLED;
		return ERR_OK;
	}
	if (!err)
		err = read_order(ctx, order, out);
	return err && err != ERR_CONFLICT ? err_set(ctx, ERR_DOWN, "paypal does not say what became of an order") : err;
}

/*
 * A refusal is the bank's or the buyer's; but where another process was quicker, or the approval has gone meanwhile,
 * the order itself says what became of it.
 */
static enum err_code take(struct ctx *ctx, const struct payment_asked *a, struct payment_notice *out)
{
	struct paypal_keys keys;
	struct paypal_call call = { .keys = &keys,
		.path = arena_printf(
		    ctx->arena, "/v2/checkout/orders/%s/%s", a->session_ref, a->later ? "authorize" : "capture"),
		.body = "{}",
		.request_id = arena_printf(ctx->arena, "%s-%s", a->key, a->later ? "authorize" : "capture") };
	const struct json *order;
	enum err_code err = paypal_keys_get(ctx, &keys);

	*out = (struct payment_notice){ .key = a->key, .provider_ref = a->session_ref, .amount = a->amount };
	if (!err)
		err = paypal_call(ctx, &call, &order);
	if (str_eq(call.issue, "ORDER_ALREADY_CAPTURED") || str_eq(call.issue, "ORDER_ALREADY_AUTHORIZED") ||
	    str_eq(call.issue, "ORDER_NOT_APPROVED"))
		return ask(ctx, a, out);
	if (str_eq(call.issue, "ORDER_COMPLETION_IN_PROGRESS"))
		return err_set(ctx, ERR_DOWN, "paypal is at it for another process");
	if (str_eq(call.issue, "PAYER_ACTION_REQUIRED"))
		out->result = PAYMENT_NO_NEWS;
	else if (err == ERR_CONFLICT)
		out->result = PAYMENT_FAILED;
	else if (!err)
		return read_order(ctx, order, out);
	return err == ERR_CONFLICT ? ERR_OK : err;
}

const struct payment_provider payment_paypal = {
	.name = PAYPAL_PROVIDER,
	.signature_headers = { "paypal-transmission-id", "paypal-transmission-time", "paypal-transmission-sig",
	    "paypal-cert-url", "paypal-auth-algo" },
	.needs_keys = true,
	.available = available,
	.moves = paypal_moves,
	.page_address = page_address,
	.start = start,
	.ask = ask,
	.take = take,
	.notice = paypal_notice,
	.capture = paypal_capture,
	.release = paypal_release,
	.refund = paypal_refund,
	.refunded = paypal_gone_back,
	.list = paypal_list,
};
