#include <inttypes.h>

#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/payment_paypal_room.h"

/* What is held is taken, let go, and what was taken sent back. */

enum err_code paypal_capture(
    struct ctx *ctx, const struct payment_asked *a, const struct payment_wish *w, struct payment_notice *out)
{
	struct paypal_keys keys;
	struct paypal_call call = { .keys = &keys,
		.path = arena_printf(ctx->arena, "/v2/payments/authorizations/%s/capture", a->provider_ref),
		.request_id = w->key };
	struct json *body = json_new_object(ctx->arena);
	const struct json *capture;
	enum err_code err = paypal_keys_get(ctx, &keys);

	if (err)
		return err;
	json_put(body, "amount", paypal_amount(ctx, w->amount));
	json_put_bool(body, "final_capture", w->last);
	call.body = json_print(ctx->arena, body);
	err = paypal_call(ctx, &call, &capture);
	if (err)
		return err;
	*out = (struct payment_notice){ .key = a->key };
	err = paypal_read_capture(ctx, capture, out);
	if (err)
		return err_set(ctx, ERR_DOWN, "paypal's capture cannot be read");
	if (out->result == PAYMENT_FAILED)
		return err_set(ctx, ERR_CONFLICT, "paypal's capture was declined");
	/* Taken, if not credited yet; that is PayPal's to see to, and told where it fails. */
	out->result = PAYMENT_CAPTURED;
	out->part = out->amount;
	out->amount = a->amount;
	out->last = w->last;
	return ERR_OK;
}

enum err_code paypal_release(struct ctx *ctx, const struct payment_asked *a, struct payment_notice *out)
{
	struct paypal_keys keys;
	struct paypal_call call = { .keys = &keys,
		.path = arena_printf(ctx->arena, "/v2/payments/authorizations/%s/void", a->provider_ref),
		.body = "" };
	const struct json *answer;
	enum err_code err = paypal_keys_get(ctx, &keys);

	if (!err)
		err = paypal_call(ctx, &call, &answer);
	*out = (struct payment_notice){
		.key = a->key, .provider_ref = "", .result = PAYMENT_CANCELLED, .amount = a->amount
	};
	if (err == ERR_CONFLICT && !str_eq(call.issue, "PREVIOUSLY_VOIDED"))
		out->result = PAYMENT_NO_NEWS;
	return err == ERR_CONFLICT ? ERR_OK : err;
}

/* What of a refund goes back on which taking: the oldest first. Written down once, so that a retry sends the same. */
struct sharing {
	const char *provider_ref, *key;
	int64_t minor;
	struct taking_refunds_of_row *v;
	size_t n;
};

static enum err_code share_out(struct ctx *ctx, struct sharing *s)
{
	struct takings_of_ref_in in = { .provider = PAYPAL_PROVIDER, .ref = s->provider_ref };
	struct takings_of_ref_row *takings;
	int64_t rest = s->minor;
	size_t n;
	enum err_code err = q_takings_of_ref(ctx, &in, &takings, &n);

	for (size_t i = 0; i < n && !err && rest > 0; i++) {
		int64_t some = takings[i].left_minor < rest ? takings[i].left_minor : rest;

		if (some <= 0)
			continue;
		rest -= some;
		err = q_taking_refund_add(ctx,
		    &(struct taking_refund_add_in){
		        .refund_key = s->key, .taking_id = takings[i].id, .amount_minor = some },
		    NULL);
	}
	return !err && rest > 0 ? err_set(ctx, ERR_CONFLICT, "paypal has not taken so much") : err;
}

static enum err_code share_tx(struct ctx *ctx, void *arg)
{
	struct sharing *s = arg;
	struct taking_refunds_of_in in = { .refund_key = s->key };
	enum err_code err = q_taking_refunds_of(ctx, &in, &s->v, &s->n);

	if (err || s->n > 0)
		return err;
	err = share_out(ctx, s);
	return err ? err : q_taking_refunds_of(ctx, &in, &s->v, &s->n);
}

static enum err_code send_back(struct ctx *ctx, const struct paypal_keys *keys, const char *capture, const char *key,
    struct money amount, const char **ref)
{
	struct paypal_call call = { .keys = keys,
		.path = arena_printf(ctx->arena, "/v2/payments/captures/%s/refund", capture),
		/* The account may serve other installations: only with the capture a key of ours is the only one. */
		.request_id = arena_printf(ctx->arena, "%s-%s", capture, key) };
	struct json *body = json_new_object(ctx->arena);
	const struct json *answer;
	const char *state;
	enum err_code err;

	json_put(body, "amount", paypal_amount(ctx, amount));
	call.body = json_print(ctx->arena, body);
	err = paypal_call(ctx, &call, &answer);
	if (err)
		return err;
	state = json_find_text(answer, "status");
	if (str_eq(state, "FAILED") || str_eq(state, "CANCELLED"))
		return err_set(ctx, ERR_CONFLICT, "paypal's refund is %s", state);
	if (json_get_text(ctx, answer, "id", ref))
		return err_set(ctx, ERR_UNKNOWN, "paypal's refund has no id");
	return ERR_OK;
}

/* Refused whole, its shares are free again; where a share has gone back already the rest is asked for once more. */
static enum err_code send_shares(
    struct ctx *ctx, const struct paypal_keys *keys, const struct sharing *s, const char *currency, const char **ref)
{
	enum err_code err = ERR_OK;
	size_t sent = 0;

	for (size_t i = 0; i < s->n && !err; i++) {
		err = send_back(ctx, keys, s->v[i].taking, s->key, money_of(s->v[i].amount_minor, currency), ref);
		if (err)
			break;
		sent++;
		err = q_taking_refund_done(ctx,
		    &(struct taking_refund_done_in){
		        .refund_key = s->key, .taking_id = s->v[i].taking_id, .ref = *ref },
		    NULL);
	}
	if (err != ERR_CONFLICT)
		return err;
	if (sent > 0)
		return err_set(ctx, ERR_DOWN, "paypal has sent back a part of a refund");
	err = q_taking_refund_drop(ctx, &(struct taking_refund_drop_in){ .refund_key = s->key }, NULL);
	return err ? err : err_set(ctx, ERR_CONFLICT, "paypal refuses a refund");
}

enum err_code paypal_refund(
    struct ctx *ctx, const char *provider_ref, const char *key, struct money amount, const char **ref)
{
	struct paypal_keys keys;
	struct sharing s = { .provider_ref = provider_ref, .key = key, .minor = paypal_moves(amount).minor };
	struct takings_of_ref_in in = { .provider = PAYPAL_PROVIDER, .ref = provider_ref };
	struct takings_of_ref_row *takings;
	size_t n;
	enum err_code err = paypal_keys_get(ctx, &keys);

	if (err)
		return err;
	if (str_empty(provider_ref))
		return err_set(ctx, ERR_CONFLICT, "the payment is not known to paypal");
	if (s.minor <= 0)
		return err_set(
		    ctx, ERR_CONFLICT, "paypal cannot send back %" PRId64 " %s", amount.minor, amount.currency);
	err = q_takings_of_ref(ctx, &in, &takings, &n);
	if (err)
		return err;
	/* Taken at once: the payment is known by the taking itself. */
	if (n == 0 || (n == 1 && str_eq(takings[0].ref, provider_ref)))
		return send_back(ctx, &keys, provider_ref, key, amount, ref);
	err = db_tx(ctx, share_tx, &s);
	return err ? err : send_shares(ctx, &keys, &s, amount.currency, ref);
}

enum err_code paypal_gone_back(struct ctx *ctx, const struct payment_asked *a, struct payment_notice *out)
{
	enum err_code err;

	*out = (struct payment_notice){
		.key = a->key, .provider_ref = a->provider_ref, .result = PAYMENT_NO_NEWS, .amount = a->amount
	};
	err = paypal_refunded(ctx, a->session_ref, a->amount.currency, &out->refunded);
	if (!err && out->refunded.minor > 0)
		out->result = PAYMENT_REFUNDED;
	return err;
}

enum err_code paypal_refunded(struct ctx *ctx, const char *session_ref, const char *currency, struct money *out)
{
	struct paypal_keys keys;
	struct paypal_call call = { .keys = &keys,
		.path = arena_printf(ctx->arena, "/v2/checkout/orders/%s", session_ref) };
	const struct json *order, *refunds;
	struct money one;
	enum err_code err = paypal_keys_get(ctx, &keys);

	if (!err)
		err = paypal_call(ctx, &call, &order);
	if (err)
		return err_set(ctx, ERR_DOWN, "paypal does not say what went back of an order");
	*out = money_of(0, currency);
	refunds = json_find(order, "purchase_units.0.payments.refunds");
	for (size_t i = 0; i < json_count(refunds) && !err; i++) {
		const char *state = json_find_text(json_item(refunds, i), "status");

		if (str_eq(state, "FAILED") || str_eq(state, "CANCELLED"))
			continue;
		err = paypal_read_amount(ctx, json_item(refunds, i), "amount", &one);
		if (!err && !str_eq(one.currency, currency))
			err = err_set(ctx, ERR_MALFORMED, "a refund in another currency");
		if (!err)
			*out = money_add(*out, one);
	}
	return err;
}
