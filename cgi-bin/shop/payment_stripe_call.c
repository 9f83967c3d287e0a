#include <string.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "shop/payment_stripe_room.h"
#include "shop/provider_call.h"

/* The longest is a page of a hundred charges, each with the metadata of whoever made it. */
enum { ANSWER_MAX = 4 * 1024 * 1024 };

/* A refusal, or an answer that says "later": see payment_stripe.h. */
static enum err_code code_of(int status)
{
	if (status == 401 || status == 403 || status == 409 || status == 429)
		return ERR_DOWN;
	return status >= 500 ? ERR_UNKNOWN : ERR_CONFLICT;
}

static const char *word(const struct json *answer, const char *path)
{
	const char *text = answer ? json_find_text(answer, path) : NULL;

	return text ? text : "-";
}

static enum err_code refused(struct ctx *ctx, const struct stripe_call *call, const struct provider_answer *a)
{
	const struct json *j = a->json;

	log_event(ctx, LOG_WARN, "stripe", "path=%s status=%d type=%s code=%s decline=%s", call->path, a->status,
	    word(j, "error.type"), word(j, "error.code"), word(j, "error.decline_code"));
	return err_set(ctx, code_of(a->status), "stripe answered %d (%s, %s) to %s", a->status, word(j, "error.type"),
	    word(j, "error.code"), call->path);
}

static enum err_code ask(struct ctx *ctx, const struct stripe_call *call, struct provider_answer *out)
{
	const char *headers[6] = {
		arena_printf(ctx->arena, "Authorization: Bearer %s", call->secret_key),
		"Stripe-Version: " STRIPE_VERSION,
		"Accept: application/json",
	};
	struct fetch_post request = {
		.url = arena_printf(ctx->arena, "%s%s", ctx->conf->stripe_url, call->path),
		.headers = headers,
		.body = call->form,
		.length = call->form ? strlen(call->form) : 0,
		.max = ANSWER_MAX,
		.seconds = STRIPE_SECONDS,
	};

	if (call->form) {
		headers[3] = "Content-Type: application/x-www-form-urlencoded";
		headers[4] = arena_printf(ctx->arena, "Idempotency-Key: %s", call->idempotency);
	}
	return provider_call(ctx, STRIPE_PROVIDER, &request, out);
}

enum err_code stripe_call(struct ctx *ctx, struct stripe_call *call, const struct json **answer)
{
	struct provider_answer a;
	enum err_code err = ask(ctx, call, &a);

	call->status = err ? 0 : a.status;
	if (err && a.asked)
		log_event(ctx, LOG_WARN, "stripe", "path=%s status=0 error=%s", call->path, ctx->err.text);
	if (err)
		return err_set(
		    ctx, ERR_DOWN, "stripe %s to %s", a.asked ? "did not answer" : "was not asked", call->path);
	if (a.status < 200 || a.status > 299)
		return refused(ctx, call, &a);
	*answer = a.json;
	if (a.json)
		return ERR_OK;
	log_event(ctx, LOG_WARN, "stripe", "path=%s status=%d error=unreadable", call->path, a.status);
	return err_set(ctx, ERR_DOWN, "stripe's answer to %s cannot be read", call->path);
}
