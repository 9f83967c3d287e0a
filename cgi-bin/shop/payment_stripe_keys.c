#include <string.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/str.h"
#include "queries.h"
#include "shop/credential.h"
#include "shop/payment_stripe_room.h"

enum { KEY_MAX = 255 };

/* How the way to pay is called until the merchant calls it otherwise; Stripe's page offers the wallets by itself. */
static const char method_label[] =
    "{\"en\": \"Card, Apple Pay, Google Pay\", \"de\": \"Karte, Apple Pay, Google Pay\", "
    "\"fr\": \"Carte, Apple Pay, Google Pay\", \"ar\": \"بطاقة، Apple Pay، Google Pay\", "
    "\"ja\": \"カード、Apple Pay、Google Pay\"}";

static bool is_word(const char *s)
{
	size_t n = strlen(s);

	return n <= KEY_MAX && n == strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+/=");
}

/* The reason twice: as a code for a form, and as text for the command line. */
static enum err_code refuse_key(struct ctx *ctx, const char *field, const char *code, const char *text)
{
	refuse(ctx, field, code, NULL, NULL);
	return err_set(ctx, ERR_INPUT, "%s", text);
}

static enum err_code check_form(struct ctx *ctx, const struct stripe_keys *k, bool test)
{
	const char *key = k->secret_key;
	bool live = str_starts(key, "sk_live_") || str_starts(key, "rk_live_");

	if ((!live && !stripe_is_test(key)) || !is_word(key))
		return refuse_key(ctx, "secret_key", "stripe_key",
		    "that is no secret key of Stripe: those begin with sk_live_ or sk_test_");
	if (live && test)
		return refuse_key(ctx, "secret_key", "stripe_key_live",
		    "that key is for real money: leave --test out if you mean it");
	if (!live && !test)
		return refuse_key(ctx, "secret_key", "stripe_key_test",
		    "that key is for tests and takes no money: say --test if you mean it");
	if (k->webhook_secrets.n < 1 || k->webhook_secrets.n > STRIPE_SECRETS_MAX)
		return err_set(
		    ctx, ERR_INPUT, "1 to %d signing secrets of the webhook, one a line", STRIPE_SECRETS_MAX);
	for (size_t i = 0; i < k->webhook_secrets.n; i++)
		if (!str_starts(k->webhook_secrets.v[i], "whsec_") || !is_word(k->webhook_secrets.v[i]))
			return refuse_key(ctx, i == 0 ? "webhook_secret" : "webhook_secret_2", "stripe_secret",
			    "that is no signing secret of a webhook: those begin with whsec_");
	return ERR_OK;
}

static enum err_code ask_account(struct ctx *ctx, const char *key, struct stripe_account *out)
{
	struct stripe_call call = { .secret_key = key, .path = "/v1/account" };
	const struct json *answer;
	enum err_code err = stripe_call(ctx, &call, &answer);

	if (call.status == 401)
		return refuse_key(ctx, "secret_key", "stripe_refused", "Stripe refuses that key; nothing was changed");
	if (call.status == 403)
		return refuse_key(
		    ctx, "secret_key", "stripe_blind", "that key may not read its own account; nothing was changed");
	if (err)
		return err_set(ctx, ERR_DOWN, "Stripe could not be asked whether that key works; nothing was changed");
	out->id = json_find_text(answer, "id");
	if (!out->id || json_get_bool(ctx, answer, "charges_enabled", &out->charges))
		return err_set(ctx, ERR_DOWN, "Stripe's answer cannot be read; nothing was changed");
	return ERR_OK;
}

static enum err_code keep_tx(struct ctx *ctx, void *arg)
{
	const struct stripe_keys *k = *(const struct stripe_keys **)arg;
	struct payment_method_of_provider_row row;
	struct buf lines;
	enum err_code err;

	buf_init(&lines, ctx->arena, STRIPE_SECRETS_MAX * (KEY_MAX + 2));
	for (size_t i = 0; i < k->webhook_secrets.n; i++)
		buf_printf(&lines, "%s\n", k->webhook_secrets.v[i]);
	err = credential_set(ctx, STRIPE_PROVIDER, STRIPE_SECRET_KEY, k->secret_key);
	if (!err)
		err = credential_set(ctx, STRIPE_PROVIDER, STRIPE_WEBHOOK_SECRETS, buf_str(&lines));
	if (!err)
		err = q_payment_method_of_provider_one(
		    ctx, &(struct payment_method_of_provider_in){ .provider = STRIPE_PROVIDER }, &row);
	if (err != ERR_NOT_FOUND)
		return err;
	return q_payment_method_add(ctx,
	    &(struct payment_method_add_in){ .code = "stripe", .provider = STRIPE_PROVIDER, .label = method_label },
	    NULL);
}

enum err_code stripe_keys_set(struct ctx *ctx, const struct stripe_keys *k, bool test, struct stripe_account *out)
{
	enum err_code err = check_form(ctx, k, test);

	if (!err && str_empty(ctx->conf->stripe_url))
		return err_set(ctx, ERR_CONFLICT, "this installation does not offer Stripe: stripe_url is empty");
	if (!err)
		err = ask_account(ctx, k->secret_key, out);
	return err ? err : db_tx(ctx, keep_tx, &k);
}

enum err_code stripe_state(struct ctx *ctx, struct stripe_state *out)
{
	struct payment_method_of_provider_row row;
	const char *key, *lines;
	enum err_code err = credential_find(ctx, STRIPE_PROVIDER, STRIPE_SECRET_KEY, &key, &out->set_at);

	if (!err)
		err = credential_find(ctx, STRIPE_PROVIDER, STRIPE_WEBHOOK_SECRETS, &lines, NULL);
	if (err)
		return err;
	out->test = stripe_is_test(key);
	out->webhook_secrets = stripe_lines(ctx->arena, lines).n;
	err = q_payment_method_of_provider_one(
	    ctx, &(struct payment_method_of_provider_in){ .provider = STRIPE_PROVIDER }, &row);
	out->method = !err && row.active ? row.code : NULL;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
