#include <string.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "shop/payment_paypal_room.h"
#include "shop/provider_call.h"

enum { ANSWER_MAX = 4 * 1024 * 1024, TOKENS = 64, TOKEN_MAX = 2048, APP_MAX = 64, SPARE_SECONDS = 60 };

/* Of the process. A token opens the shop's account as the secret itself does: it is never written anywhere. */
static struct kept {
	uint8_t of[CRYPTO_HASH_BYTES];
	int64_t until; /* UTC seconds; 0: nothing is kept */
	char token[TOKEN_MAX], app[APP_MAX];
} tokens[TOKENS];

const char *paypal_address(const struct ctx *ctx, bool live)
{
	return live ? ctx->conf->paypal_url : ctx->conf->paypal_sandbox_url;
}

static void name_of(const struct paypal_keys *k, uint8_t out[CRYPTO_HASH_BYTES])
{
	uint8_t parts[3 * CRYPTO_HASH_BYTES] = { k->live };

	crypto_sha256(k->client_id, strlen(k->client_id), parts + CRYPTO_HASH_BYTES);
	crypto_sha256(k->secret, strlen(k->secret), parts + 2 * CRYPTO_HASH_BYTES);
	crypto_sha256(parts, sizeof parts, out);
}

/* The one of these keys, or else the one that is missed least: it ends first. */
static struct kept *place_of(const uint8_t of[CRYPTO_HASH_BYTES])
{
	struct kept *best = &tokens[0];

	for (size_t i = 0; i < TOKENS; i++) {
		if (memcmp(tokens[i].of, of, CRYPTO_HASH_BYTES) == 0)
			return &tokens[i];
		if (tokens[i].until < best->until)
			best = &tokens[i];
	}
	return best;
}

void paypal_token_forget(const struct paypal_keys *k)
{
	uint8_t of[CRYPTO_HASH_BYTES];
	struct kept *t;

	name_of(k, of);
	t = place_of(of);
	if (memcmp(t->of, of, sizeof of) == 0)
		memset(t, 0, sizeof *t);
}

static enum err_code read_token(struct ctx *ctx, const struct provider_answer *a, struct kept *out)
{
	const struct json *j = a->json;
	const char *token, *app;
	int64_t seconds;
	enum err_code err = j ? json_get_text(ctx, j, "access_token", &token) : ERR_DOWN;

	if (!err)
		err = json_get_int(ctx, j, "expires_in", &seconds);
	if (err || strlen(token) >= TOKEN_MAX || seconds < 0 || seconds > INT32_MAX)
		return err_set(ctx, ERR_DOWN, "paypal's token cannot be read");
	app = json_find_text(j, "app_id");
	str_copy(out->token, token, sizeof out->token);
	str_copy(out->app, app ? app : "", sizeof out->app);
	out->until = ctx->now + seconds - SPARE_SECONDS;
	return ERR_OK;
}

/* What was not asked, the log has said once. */
static enum err_code silent(struct ctx *ctx, const char *path, const struct provider_answer *a)
{
	if (a->asked)
		log_event(ctx, LOG_WARN, "paypal", "path=%s status=0 error=%s", path, ctx->err.text);
	return err_set(ctx, ERR_DOWN, "paypal %s to %s", a->asked ? "did not answer" : "was not asked", path);
}

static enum err_code ask_token(struct ctx *ctx, const struct paypal_keys *k, struct kept *out)
{
	static const char form[] = "grant_type=client_credentials";
	const char *pair = arena_printf(ctx->arena, "%s:%s", k->client_id, k->secret);
	const char *headers[] = {
		arena_printf(ctx->arena, "Authorization: Basic %s", crypto_base64(ctx->arena, pair, strlen(pair))),
		"Accept: application/json",
		"Content-Type: application/x-www-form-urlencoded",
		NULL,
	};
	struct fetch_post call = {
		.url = arena_printf(ctx->arena, "%s/v1/oauth2/token", paypal_address(ctx, k->live)),
		.headers = headers,
		.body = form,
		.length = sizeof form - 1,
		.max = ANSWER_MAX,
		.seconds = PAYPAL_SECONDS,
	};
	struct provider_answer a;
	enum err_code err = provider_call(ctx, PAYPAL_PROVIDER, &call, &a);

	if (err)
		return silent(ctx, "/v1/oauth2/token", &a);
	if (a.status < 200 || a.status > 299)
		log_event(ctx, LOG_WARN, "paypal", "path=/v1/oauth2/token status=%d", a.status);
	if (a.status == 400 || a.status == 401)
		return err_set(ctx, ERR_FORBIDDEN, "paypal refuses the shop's keys");
	if (a.status < 200 || a.status > 299)
		return err_set(ctx, ERR_DOWN, "paypal answered %d to /v1/oauth2/token", a.status);
	return read_token(ctx, &a, out);
}

enum err_code paypal_token(struct ctx *ctx, const struct paypal_keys *k, const char **token, const char **app)
{
	uint8_t of[CRYPTO_HASH_BYTES];
	struct kept *t;
	enum err_code err = ERR_OK;

	name_of(k, of);
	t = place_of(of);
	if (memcmp(t->of, of, sizeof of) != 0 || t->until <= ctx->now) {
		struct kept fresh = { .until = 0 };

		err = ask_token(ctx, k, &fresh);
		if (!err) {
			memcpy(fresh.of, of, sizeof of);
			*t = fresh;
		}
		explicit_bzero(&fresh, sizeof fresh);
	}
	if (err)
		return err;
	*token = arena_strdup(ctx->arena, t->token);
	if (app)
		*app = arena_strdup(ctx->arena, t->app);
	return ERR_OK;
}

static enum err_code ask(struct ctx *ctx, const struct paypal_call *call, struct provider_answer *out)
{
	const char *token, *headers[6] = { NULL };
	size_t n = 2;
	struct fetch_post request = {
		.url = arena_printf(ctx->arena, "%s%s", paypal_address(ctx, call->keys->live), call->path),
		.headers = headers,
		.body = call->body,
		.length = call->body ? strlen(call->body) : 0,
		.max = ANSWER_MAX,
		.seconds = PAYPAL_SECONDS,
	};
	enum err_code err = paypal_token(ctx, call->keys, &token, NULL);

	if (err)
		return err;
	headers[0] = arena_printf(ctx->arena, "Authorization: Bearer %s", token);
	headers[1] = "Accept: application/json";
	if (call->body) {
		headers[n++] = "Prefer: return=representation";
		if (*call->body)
			headers[n++] = "Content-Type: application/json";
		if (call->request_id)
			headers[n++] = arena_printf(ctx->arena, "PayPal-Request-Id: %s", call->request_id);
	}
	err = provider_call(ctx, PAYPAL_PROVIDER, &request, out);
	return err ? silent(ctx, call->path, out) : ERR_OK;
}

static const char *word(const struct json *answer, const char *path)
{
	const char *text = answer ? json_find_text(answer, path) : NULL;

	return text ? text : "-";
}

static enum err_code refused(struct ctx *ctx, struct paypal_call *call, const struct provider_answer *a)
{
	const struct json *j = a->json;

	call->issue = word(j, "details.0.issue");
	if (str_eq(call->issue, "-"))
		call->issue = word(j, "name");
	log_event(ctx, LOG_WARN, "paypal", "path=%s status=%d name=%s issue=%s debug_id=%s", call->path, a->status,
	    word(j, "name"), call->issue, word(j, "debug_id"));
	return err_set(ctx, a->status == 400 || a->status == 404 || a->status == 422 ? ERR_CONFLICT : ERR_DOWN,
	    "paypal answered %d (%s) to %s", a->status, call->issue, call->path);
}

enum err_code paypal_call(struct ctx *ctx, struct paypal_call *call, const struct json **answer)
{
	struct provider_answer a = { .status = 0 };
	enum err_code err = ask(ctx, call, &a);

	/* PayPal may end a token before its time: once, another one is asked for. */
	if (!err && a.status == 401) {
		paypal_token_forget(call->keys);
		err = ask(ctx, call, &a);
	}
	call->status = err ? 0 : a.status;
	call->issue = "-";
	/* Keys that PayPal refuses are the shop's to mend: whoever pays is told to come back. */
	if (err)
		return err == ERR_FORBIDDEN ? err_set(ctx, ERR_DOWN, "paypal refuses the shop's keys") : err;
	if (a.status < 200 || a.status > 299)
		return refused(ctx, call, &a);
	*answer = a.json;
	if (a.json)
		return ERR_OK;
	log_event(ctx, LOG_WARN, "paypal", "path=%s status=%d error=unreadable", call->path, a.status);
	return err_set(ctx, ERR_DOWN, "paypal's answer to %s cannot be read", call->path);
}
