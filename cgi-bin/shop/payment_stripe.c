#include "shop/payment_stripe.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/str.h"
#include "net/fetch.h"
#include "shop/credential.h"
#include "shop/payment_room.h"
#include "shop/payment_stripe_room.h"
#include "shop/tenant.h"

enum { FORM_MAX = 16 * 1024 };

/* Languages of Stripe's page that are a locale of ours; the browser's own for others (Arabic). */
static const char *const page_locales[] = { "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hr", "hu",
	"id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "th",
	"tr", "vi", "zh" };

bool stripe_is_test(const char *secret_key)
{
	return str_starts(secret_key, "sk_test_") || str_starts(secret_key, "rk_test_");
}

const char *stripe_shop_id(struct ctx *ctx)
{
	return arena_printf(ctx->arena, "%" PRId64, ctx->tenant->id);
}

static bool available(const struct ctx *ctx)
{
	return !str_empty(ctx->conf->stripe_url);
}

static const char *page_address(const struct ctx *ctx)
{
	return ctx->conf->stripe_page_url;
}

static struct money moves(struct money amount)
{
	struct money out;
	int64_t v;

	if (!stripe_amount(amount, &v) || !stripe_money(v, amount.currency, &out))
		return money_of(0, amount.currency);
	return out;
}

/* A shop whose keys were taken away, or no longer open, is one that Stripe cannot be asked for now. */
enum err_code stripe_key(struct ctx *ctx, const char **key)
{
	enum err_code err = credential_find(ctx, STRIPE_PROVIDER, STRIPE_SECRET_KEY, key, NULL);

	return err == ERR_NOT_FOUND ? err_set(ctx, ERR_DOWN, "the shop has no keys of stripe") : err;
}

static const char *page_locale(const char *locale)
{
	for (size_t i = 0; i < sizeof page_locales / sizeof *page_locales; i++)
		if (str_eq(page_locales[i], locale))
			return locale;
	return "auto";
}

static void add_int(struct ctx *ctx, struct buf *form, const char *name, int64_t v)
{
	fetch_form_add(form, name, arena_printf(ctx->arena, "%" PRId64, v));
}

/* The order as one line: what it is made of is the shop's to say, and need not be known elsewhere. */
static const char *session_form(struct ctx *ctx, const struct payment_start *s, int64_t amount)
{
	struct buf form;

	buf_init(&form, ctx->arena, FORM_MAX);
	fetch_form_add(&form, "mode", "payment");
	fetch_form_add(&form, "client_reference_id", s->order_number);
	if (!str_empty(s->email))
		fetch_form_add(&form, "customer_email", s->email);
	fetch_form_add(&form, "locale", page_locale(s->locale));
	fetch_form_add(&form, "success_url", s->return_url);
	fetch_form_add(&form, "cancel_url", s->return_url);
	fetch_form_add(&form, "line_items[0][quantity]", "1");
	fetch_form_add(&form, "line_items[0][price_data][currency]", str_lower(ctx->arena, s->amount.currency));
	add_int(ctx, &form, "line_items[0][price_data][unit_amount]", amount);
	fetch_form_add(&form, "line_items[0][price_data][product_data][name]", s->order_number);
	fetch_form_add(&form, "metadata[shop]", stripe_shop_id(ctx));
	fetch_form_add(&form, "metadata[payment]", s->key);
	fetch_form_add(&form, "payment_intent_data[description]", s->order_number);
	fetch_form_add(&form, "payment_intent_data[metadata][shop]", stripe_shop_id(ctx));
	fetch_form_add(&form, "payment_intent_data[metadata][payment]", s->key);
	if (s->later) {
		fetch_form_add(&form, "payment_intent_data[capture_method]", "manual");
		fetch_form_add(&form, "payment_method_options[card][request_multicapture]", "if_available");
	}
	return form.overflow ? NULL : buf_str(&form);
}

/* An address that may stand in a header: visible ASCII, and safe for the shopper to be sent to. */
static bool is_page(const struct ctx *ctx, const char *url)
{
	for (const char *p = url; *p; p++)
		if (*p <= 0x20 || *p >= 0x7f)
			return false;
	return str_starts(url, "https://") || str_starts(url, arena_printf(ctx->arena, "%s/", page_address(ctx)));
}

static enum err_code start(struct ctx *ctx, const struct payment_start *s, struct payment_started *out)
{
	struct stripe_call call = { .path = "/v1/checkout/sessions", .idempotency = s->key };
	const struct json *answer;
	const char *url;
	int64_t amount;
	enum err_code err = stripe_key(ctx, &call.secret_key);

	if (err)
		return err;
	if (!stripe_amount(s->amount, &amount))
		return err_set(
		    ctx, ERR_CONFLICT, "stripe cannot charge %" PRId64 " %s", s->amount.minor, s->amount.currency);
	call.form = session_form(ctx, s, amount);
	if (!call.form)
		return err_set(ctx, ERR_CONFLICT, "a session of more than %d bytes", FORM_MAX);
	err = stripe_call(ctx, &call, &answer);
	if (!err)
		err = json_get_text(ctx, answer, "url", &url);
	if (err == ERR_MALFORMED || (!err && !is_page(ctx, url)))
		return err_set(ctx, ERR_UNKNOWN, "stripe's session has no address to go to");
	if (!err)
		*out = (struct payment_started){ .redirect = url, .session_ref = json_find_text(answer, "id") };
	return err;
}

/* A session that is complete and not paid: its money is held, or on its way. */
static enum err_code ask_intent(
    struct ctx *ctx, const char *secret_key, const struct json *session, struct payment_notice *out)
{
	const char *intent = json_find_text(session, "payment_intent"), *key = out->key;
	const struct json *answer;
	struct payment_notice of_intent = { .result = PAYMENT_NO_NEWS };
	enum err_code err;

	if (!intent)
		return ERR_OK;
	err = stripe_intent(ctx, secret_key, intent, &answer);
	if (!err)
		err = stripe_read_intent(ctx, answer, &of_intent);
	if (err)
		return err_set(ctx, ERR_DOWN, "stripe does not say what became of an intent");
	if (of_intent.result == PAYMENT_NO_NEWS)
		return ERR_OK;
	*out = of_intent;
	out->key = key;
	return ERR_OK;
}

/* Open, complete or expired; a session that is complete may still wait for its money. */
static enum err_code ask(struct ctx *ctx, const struct payment_asked *a, struct payment_notice *out)
{
	struct stripe_call call = { .path = arena_printf(ctx->arena, "/v1/checkout/sessions/%s", a->session_ref) };
	const struct json *session;
	const char *state;
	enum err_code err = stripe_key(ctx, &call.secret_key);

	if (!err)
		err = stripe_call(ctx, &call, &session);
	if (call.status == 404) {
		*out = (struct payment_notice){
			.key = a->key, .provider_ref = a->session_ref, .result = PAYMENT_CANCELLED, .amount = a->amount
		};
		return ERR_OK;
	}
	if (err)
		return err_set(ctx, ERR_DOWN, "stripe does not say what became of a session");
	state = json_find_text(session, "status");
	out->result = str_eq(state, "complete")  ? PAYMENT_CAPTURED
	              : str_eq(state, "expired") ? PAYMENT_CANCELLED
	                                         : PAYMENT_NO_NEWS;
	if (out->result == PAYMENT_NO_NEWS)
		return ERR_OK;
	err = stripe_read(ctx, session, out);
	return !err && out->result == PAYMENT_PENDING ? ask_intent(ctx, call.secret_key, session, out) : err;
}

/* A session that is complete or expired is refused. */
static enum err_code expire(struct ctx *ctx, const struct payment_asked *a)
{
	struct stripe_call call = {
		.path = arena_printf(ctx->arena, "/v1/checkout/sessions/%s/expire", a->session_ref),
		.form = "",
		.idempotency = arena_printf(ctx->arena, "%s-expire", a->key),
	};
	const struct json *session;
	enum err_code err = stripe_key(ctx, &call.secret_key);

	if (!err)
		err = stripe_call(ctx, &call, &session);
	return err == ERR_UNKNOWN ? err_set(ctx, ERR_DOWN, "stripe does not say whether a session is closed") : err;
}

static const char *refund_form(struct ctx *ctx, const char *intent, const char *key, int64_t amount)
{
	struct buf form;

	buf_init(&form, ctx->arena, FORM_MAX);
	fetch_form_add(&form, "payment_intent", intent);
	add_int(ctx, &form, "amount", amount);
	fetch_form_add(&form, "metadata[shop]", stripe_shop_id(ctx));
	fetch_form_add(&form, "metadata[refund]", key);
	return buf_str(&form);
}

/* The account may serve other installations, too: only with the intent a key of ours is the only one of its kind. */
static enum err_code refund(
    struct ctx *ctx, const char *provider_ref, const char *key, struct money amount, const char **ref)
{
	struct stripe_call call = { .path = "/v1/refunds" };
	const struct json *answer;
	const char *state;
	int64_t v;
	enum err_code err;

	if (!str_starts(provider_ref, "pi_"))
		return err_set(ctx, ERR_CONFLICT, "the payment is not known to stripe");
	if (!stripe_amount(amount, &v))
		return err_set(
		    ctx, ERR_CONFLICT, "stripe cannot send back %" PRId64 " %s", amount.minor, amount.currency);
	err = stripe_key(ctx, &call.secret_key);
	if (err)
		return err;
	call.form = refund_form(ctx, provider_ref, key, v);
	call.idempotency = arena_printf(ctx->arena, "%s-%s", provider_ref, key);
	err = stripe_call(ctx, &call, &answer);
	if (err)
		return err;
	state = json_find_text(answer, "status");
	if (str_eq(state, "failed") || str_eq(state, "canceled"))
		return err_set(ctx, ERR_CONFLICT, "stripe's refund %s", state);
	if (json_get_text(ctx, answer, "id", ref))
		return err_set(ctx, ERR_UNKNOWN, "stripe's refund has no id");
	return ERR_OK;
}

const struct payment_provider payment_stripe = {
	.name = STRIPE_PROVIDER,
	.signature_headers = { STRIPE_SIGNATURE_HEADER },
	.needs_keys = true,
	.takes_disputed = true,
	.available = available,
	.moves = moves,
	.page_address = page_address,
	.start = start,
	.ask = ask,
	.close = expire,
	.capture = stripe_capture,
	.release = stripe_release,
	.notice = stripe_notice,
	.refund = refund,
	.refunded = stripe_refunded,
	.list = stripe_list,
};
