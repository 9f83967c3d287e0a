#include <inttypes.h>

#include "base/buf.h"
#include "base/str.h"
#include "net/fetch.h"
#include "queries.h"
#include "shop/payment_stripe_room.h"

/* What is held is taken, in parts where the card allows it, or let go. */

enum { FORM_MAX = 1024 };

/* What of the intent was taken as far as we know, in Stripe's own unit. */
static enum err_code taken_before(struct ctx *ctx, const char *intent, const char *currency, int64_t *out)
{
	struct taking_parts_of_row *rows;
	int64_t minor = 0;
	size_t n;
	enum err_code err = q_taking_parts_of(
	    ctx, &(struct taking_parts_of_in){ .provider = STRIPE_PROVIDER, .ref = intent }, &rows, &n);

	for (size_t i = 0; i < n && !err; i++)
		minor += rows[i].amount_minor;
	*out = 0;
	if (!err && minor > 0 && !stripe_amount(money_of(minor, currency), out))
		err = err_set(ctx, ERR_INTERNAL, "%" PRId64 " %s is no amount of stripe's", minor, currency);
	return err;
}

/* Stripe has no id for a part: it is known by what was taken before it, whoever tells of it. */
static enum err_code read_taking(
    struct ctx *ctx, const struct json *intent, const char *id, bool last, struct payment_notice *out)
{
	int64_t received, before;
	enum err_code err = json_get_int(ctx, intent, "amount_received", &received);

	if (!err)
		err = taken_before(ctx, id, out->amount.currency, &before);
	if (err)
		return err;
	out->result = received > before ? PAYMENT_CAPTURED : PAYMENT_NO_NEWS;
	out->last = last;
	if (before > 0)
		out->provider_ref = arena_printf(ctx->arena, "%s-%" PRId64, id, before);
	if (received > before && !stripe_money(received - before, out->amount.currency, &out->part))
		return err_set(ctx, ERR_MALFORMED, "amount_received is no amount of money");
	return ERR_OK;
}

enum err_code stripe_read_intent(struct ctx *ctx, const struct json *intent, struct payment_notice *out)
{
	const char *id, *currency, *state = json_find_text(intent, "status");
	int64_t amount;
	enum err_code err = json_get_text(ctx, intent, "id", &id);

	if (!err)
		err = json_get_text(ctx, intent, "currency", &currency);
	if (!err)
		err = json_get_int(ctx, intent, "amount", &amount);
	if (!err && !stripe_money(amount, currency, &out->amount))
		err = err_set(ctx, ERR_MALFORMED, "amount is no amount of money");
	if (err)
		return err;
	out->key = json_find_text(intent, "metadata.payment");
	out->provider_ref = id;
	out->result = str_eq(state, "canceled")           ? PAYMENT_CANCELLED
	              : str_eq(state, "requires_capture") ? PAYMENT_AUTHORISED
	              : str_eq(state, "processing")       ? PAYMENT_PENDING
	                                                  : PAYMENT_NO_NEWS;
	return str_eq(state, "succeeded") ? read_taking(ctx, intent, id, true, out) : ERR_OK;
}

enum err_code stripe_intent(struct ctx *ctx, const char *secret_key, const char *id, const struct json **out)
{
	struct stripe_call call = { .secret_key = secret_key,
		.path = arena_printf(ctx->arena, "/v1/payment_intents/%s?expand[]=latest_charge", id) };

	return stripe_call(ctx, &call, out);
}

static enum err_code ask_capture(struct ctx *ctx, const char *secret_key, const char *id, const char *key,
    const int64_t *part, bool last, const struct json **out)
{
	struct stripe_call call = { .secret_key = secret_key,
		.path = arena_printf(ctx->arena, "/v1/payment_intents/%s/capture", id),
		.idempotency = key };
	struct buf form;

	buf_init(&form, ctx->arena, FORM_MAX);
	if (part) {
		fetch_form_add(&form, "amount_to_capture", arena_printf(ctx->arena, "%" PRId64, *part));
		if (!last)
			fetch_form_add(&form, "final_capture", "false");
	}
	call.form = buf_str(&form);
	return stripe_call(ctx, &call, out);
}

/* Most cards of most accounts can be charged once only: then all that is owed is taken with the first part. */
static bool takes_once(const struct json *intent)
{
	const char *state = json_find_text(intent, "latest_charge.payment_method_details.card.multicapture.status");

	return str_eq(json_find_text(intent, "status"), "requires_capture") && !str_eq(state, "available");
}

/* A refusal may be one of parts, or tell that it was taken already. */
static enum err_code look_again(struct ctx *ctx, const char *secret_key, const struct payment_asked *a,
    const struct payment_wish *w, enum err_code refused, const struct json **intent)
{
	int64_t most;
	enum err_code err = stripe_intent(ctx, secret_key, a->provider_ref, intent);

	if (!err && !stripe_amount(w->most, &most))
		return err_set(ctx, ERR_CONFLICT, "stripe cannot take all that is owed");
	if (err || refused != ERR_CONFLICT || w->last || !takes_once(*intent))
		return err;
	return ask_capture(ctx, secret_key, a->provider_ref, arena_printf(ctx->arena, "%s-all", w->key),
	    w->whole ? NULL : &most, true, intent);
}

enum err_code stripe_capture(
    struct ctx *ctx, const struct payment_asked *a, const struct payment_wish *w, struct payment_notice *out)
{
	const struct json *intent;
	const char *secret_key;
	int64_t part;
	enum err_code refused, err = stripe_key(ctx, &secret_key);

	if (err)
		return err;
	if (!str_starts(a->provider_ref, "pi_") || !stripe_amount(w->amount, &part))
		return err_set(ctx, ERR_CONFLICT, "stripe cannot take %" PRId64 " %s of \"%s\"", w->amount.minor,
		    w->amount.currency, a->provider_ref);
	refused = err =
	    ask_capture(ctx, secret_key, a->provider_ref, w->key, w->last && w->whole ? NULL : &part, w->last, &intent);
	/* An error of Stripe's own is kept under the key, and may stand for a capture that was made. */
	if (refused == ERR_CONFLICT || refused == ERR_UNKNOWN)
		err = look_again(ctx, secret_key, a, w, refused, &intent);
	if (err)
		return err == ERR_CONFLICT ? err : ERR_DOWN;
	*out = (struct payment_notice){ .amount = a->amount, .provider_ref = a->provider_ref };
	if (read_taking(ctx, intent, a->provider_ref, str_eq(json_find_text(intent, "status"), "succeeded"), out))
		return err_set(ctx, ERR_DOWN, "stripe's capture cannot be read");
	out->key = a->key;
	if (out->result == PAYMENT_CAPTURED)
		return ERR_OK;
	return err_set(ctx, refused == ERR_UNKNOWN ? ERR_DOWN : ERR_CONFLICT, "stripe has taken nothing of \"%s\"",
	    a->provider_ref);
}

enum err_code stripe_release(struct ctx *ctx, const struct payment_asked *a, struct payment_notice *out)
{
	struct stripe_call call = { .path = arena_printf(ctx->arena, "/v1/payment_intents/%s/cancel", a->provider_ref),
		.form = "",
		.idempotency = arena_printf(ctx->arena, "%s-cancel", a->key) };
	const struct json *intent;
	enum err_code err = stripe_key(ctx, &call.secret_key);

	if (!err)
		err = stripe_call(ctx, &call, &intent);
	if (err == ERR_CONFLICT)
		err = stripe_intent(ctx, call.secret_key, a->provider_ref, &intent);
	*out = (struct payment_notice){
		.key = a->key, .provider_ref = a->provider_ref, .result = PAYMENT_CANCELLED, .amount = a->amount
	};
	if (!err && !str_eq(json_find_text(intent, "status"), "canceled"))
		out->result = PAYMENT_NO_NEWS;
	return err;
}

enum err_code stripe_refunded(struct ctx *ctx, const struct payment_asked *a, struct payment_notice *out)
{
	const struct json *intent;
	const char *secret_key;
	int64_t back;
	enum err_code err = stripe_key(ctx, &secret_key);

	if (!err)
		err = stripe_intent(ctx, secret_key, a->provider_ref, &intent);
	if (!err)
		err = json_get_int(ctx, intent, "latest_charge.amount_refunded", &back);
	*out = (struct payment_notice){
		.key = a->key, .provider_ref = a->provider_ref, .result = PAYMENT_NO_NEWS, .amount = a->amount
	};
	if (err || back == 0)
		return err;
	out->result = PAYMENT_REFUNDED;
	if (!stripe_money(back, a->amount.currency, &out->refunded))
		return err_set(ctx, ERR_MALFORMED, "amount_refunded is no amount of money");
	return ERR_OK;
}
