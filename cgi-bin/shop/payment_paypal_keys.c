#include <string.h>

#include "base/conf.h"
#include "base/str.h"
#include "queries.h"
#include "shop/credential.h"
#include "shop/payment_paypal_room.h"

enum { KEY_MAX = 255 };

/* How the way to pay is called until the merchant calls it otherwise. */
static const char method_label[] =
    "{\"en\": \"PayPal\", \"de\": \"PayPal\", \"fr\": \"PayPal\", \"ar\": \"PayPal\", \"ja\": \"PayPal\"}";

static const char *const wanted[] = { "CHECKOUT.ORDER.APPROVED", "CHECKOUT.PAYMENT-APPROVAL.REVERSED",
	"PAYMENT.AUTHORIZATION.CREATED", "PAYMENT.AUTHORIZATION.VOIDED", "PAYMENT.CAPTURE.COMPLETED",
	"PAYMENT.CAPTURE.DENIED", "PAYMENT.CAPTURE.DECLINED", "PAYMENT.CAPTURE.PENDING", "PAYMENT.CAPTURE.REFUNDED",
	"PAYMENT.CAPTURE.REVERSED", "CUSTOMER.DISPUTE.CREATED", "CUSTOMER.DISPUTE.UPDATED",
	"CUSTOMER.DISPUTE.RESOLVED" };

/* Kept as lines under one seal: mode, client id, secret, id of the webhook, and the application they belong to. */
static bool split(struct ctx *ctx, const char *lines, struct paypal_keys *out, const char **app)
{
	const char *v[5];

	for (size_t i = 0; i < 5; i++) {
		size_t n = strcspn(lines, "\n");

		v[i] = arena_strndup(ctx->arena, lines, n);
		if (!n || lines[n] != '\n')
			return false;
		lines += n + 1;
	}
	*out =
	    (struct paypal_keys){ .live = str_eq(v[0], "live"), .client_id = v[1], .secret = v[2], .webhook_id = v[3] };
	*app = v[4];
	return true;
}

static enum err_code find(struct ctx *ctx, struct paypal_keys *out, const char **app, int64_t *set_at)
{
	const char *lines;
	enum err_code err = credential_find(ctx, PAYPAL_PROVIDER, PAYPAL_ACCOUNT, &lines, set_at);

	if (!err && !split(ctx, lines, out, app))
		return err_set(ctx, ERR_INTERNAL, "the keys of paypal are not as we write them");
	return err;
}

enum err_code paypal_keys_find(struct ctx *ctx, struct paypal_keys *out, int64_t *set_at)
{
	const char *app;

	return find(ctx, out, &app, set_at);
}

static bool is_word(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && n <= KEY_MAX &&
	       n == strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
}

/* The reason twice: as a code for a form, and as text for the command line. */
static enum err_code refuse_key(struct ctx *ctx, const char *field, const char *code, const char *text)
{
	refuse(ctx, field, code, NULL, NULL);
	return err_set(ctx, ERR_INPUT, "%s", text);
}

static enum err_code check_form(struct ctx *ctx, const struct paypal_keys *k)
{
	if (!is_word(k->client_id))
		return refuse_key(ctx, "client_id", "paypal_client", "that is no client id of PayPal");
	if (!is_word(k->secret))
		return refuse_key(ctx, "secret", "paypal_secret", "that is no secret of PayPal");
	if (!is_word(k->webhook_id))
		return refuse_key(ctx, "webhook_id", "paypal_webhook", "that is no id of a webhook of PayPal");
	return ERR_OK;
}

static bool has_event(const struct json *types, const char *name)
{
	for (size_t i = 0; i < json_count(types); i++) {
		const char *type = json_find_text(json_item(types, i), "name");

		if (str_eq(type, name) || str_eq(type, "*"))
			return true;
	}
	return false;
}

static const char *missing_of(struct ctx *ctx, const struct json *types)
{
	const char *out = "";

	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (!has_event(types, wanted[i]))
			out = arena_printf(ctx->arena, "%s%s%s", out, *out ? ", " : "", wanted[i]);
	return out;
}

/* The webhook is the account's own only where these keys can read it. */
static enum err_code ask_webhook(
    struct ctx *ctx, const struct paypal_keys *k, const char *hook_url, struct paypal_account *out)
{
	struct paypal_call call = { .keys = k,
		.path = arena_printf(ctx->arena, "/v1/notifications/webhooks/%s", k->webhook_id) };
	const struct json *hook;
	enum err_code err = paypal_call(ctx, &call, &hook);

	if (call.status == 404 || call.status == 400)
		return refuse_key(ctx, "webhook_id", "paypal_no_webhook",
		    "PayPal knows no such webhook of these keys; nothing was changed");
	if (err)
		return err_set(ctx, ERR_DOWN, "PayPal could not be asked about the webhook; nothing was changed");
	out->elsewhere = !str_eq(json_find_text(hook, "url"), hook_url);
	out->missing = missing_of(ctx, json_find(hook, "event_types"));
	return ERR_OK;
}

static enum err_code ask_account(
    struct ctx *ctx, const struct paypal_keys *k, const char *hook_url, struct paypal_account *out)
{
	const char *token;
	enum err_code err;

	paypal_token_forget(k);
	err = paypal_token(ctx, k, &token, &out->app);
	if (err == ERR_FORBIDDEN)
		return refuse_key(ctx, "secret", k->live ? "paypal_refused_live" : "paypal_refused_sandbox",
		    "PayPal refuses these keys; nothing was changed");
	if (err)
		return err_set(ctx, ERR_DOWN, "PayPal could not be asked whether the keys work; nothing was changed");
	return ask_webhook(ctx, k, hook_url, out);
}

struct keeping {
	const struct paypal_keys *keys;
	const char *app;
};

static enum err_code keep_tx(struct ctx *ctx, void *arg)
{
	const struct keeping *kept = arg;
	const struct paypal_keys *k = kept->keys;
	const char *lines = arena_printf(ctx->arena, "%s\n%s\n%s\n%s\n%s\n", k->live ? "live" : "sandbox", k->client_id,
	    k->secret, k->webhook_id, kept->app);
	struct payment_method_of_provider_row row;
	enum err_code err = credential_set(ctx, PAYPAL_PROVIDER, PAYPAL_ACCOUNT, lines);

	if (!err)
		err = q_payment_method_of_provider_one(
		    ctx, &(struct payment_method_of_provider_in){ .provider = PAYPAL_PROVIDER }, &row);
	if (err != ERR_NOT_FOUND)
		return err;
	return q_payment_method_add(ctx,
	    &(struct payment_method_add_in){ .code = "paypal", .provider = PAYPAL_PROVIDER, .label = method_label },
	    NULL);
}

enum err_code paypal_keys_set(
    struct ctx *ctx, const struct paypal_keys *k, const char *hook_url, struct paypal_account *out)
{
	struct keeping kept = { .keys = k };
	enum err_code err = check_form(ctx, k);

	if (!err && str_empty(paypal_address(ctx, k->live)))
		return err_set(ctx, ERR_CONFLICT, "this installation does not offer PayPal: paypal%s_url is empty",
		    k->live ? "" : "_sandbox");
	if (!err)
		err = ask_account(ctx, k, hook_url, out);
	if (err)
		return err;
	/* What is called nothing is known by its client id. */
	if (!is_word(out->app))
		out->app = k->client_id;
	kept.app = out->app;
	return db_tx(ctx, keep_tx, &kept);
}

enum err_code paypal_state(struct ctx *ctx, struct paypal_state *out)
{
	struct payment_method_of_provider_row row;
	struct paypal_keys keys;
	enum err_code err = find(ctx, &keys, &out->app, &out->set_at);

	if (err)
		return err;
	out->live = keys.live;
	out->client_id = keys.client_id;
	err = q_payment_method_of_provider_one(
	    ctx, &(struct payment_method_of_provider_in){ .provider = PAYPAL_PROVIDER }, &row);
	out->method = !err && row.active ? row.code : NULL;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
