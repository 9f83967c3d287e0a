#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "queries.h"
#include "shop/payment_paypal_room.h"

enum { BODY_MAX = 256 * 1024, HEADER_MAX = 1000 };
/* What their numbers are made of. */
#define DISPUTE_ID "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"

/* What we listen to; anything else that PayPal tells is no news to us. */
static const struct {
	const char *type;
	enum payment_result result;
} events[] = {
	{ "CHECKOUT.ORDER.APPROVED", PAYMENT_APPROVED },
	{ "CHECKOUT.PAYMENT-APPROVAL.REVERSED", PAYMENT_CANCELLED },
	{ "PAYMENT.AUTHORIZATION.CREATED", PAYMENT_AUTHORISED },
	{ "PAYMENT.AUTHORIZATION.VOIDED", PAYMENT_AUTHORISED },
	{ "PAYMENT.CAPTURE.COMPLETED", PAYMENT_CAPTURED },
	{ "PAYMENT.CAPTURE.PENDING", PAYMENT_PENDING },
	{ "PAYMENT.CAPTURE.DENIED", PAYMENT_FAILED },
	{ "PAYMENT.CAPTURE.DECLINED", PAYMENT_FAILED },
	{ "PAYMENT.CAPTURE.REFUNDED", PAYMENT_REFUNDED },
	{ "PAYMENT.CAPTURE.REVERSED", PAYMENT_REFUNDED }, /* taken back by PayPal, as a rule after a dispute */
	{ "CUSTOMER.DISPUTE.CREATED", PAYMENT_DISPUTED },
	{ "CUSTOMER.DISPUTE.UPDATED", PAYMENT_DISPUTED },
	{ "CUSTOMER.DISPUTE.RESOLVED", PAYMENT_DISPUTED },
};

/* As verify-webhook-signature calls what stands in the headers, in the order of payment_paypal's list. */
static const char *const header_names[NOTICE_HEADERS_MAX] = { "transmission_id", "transmission_time",
	"transmission_sig", "cert_url", "auth_algo" };

static enum payment_result result_of(const char *type)
{
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		if (str_eq(events[i].type, type))
			return events[i].result;
	return PAYMENT_NO_NEWS;
}

/* The last part of the address that a link of this kind leads to: an id. */
static const char *linked(const struct json *resource, const char *rel, const char *folder)
{
	const struct json *links = json_find(resource, "links");

	for (size_t i = 0; i < json_count(links); i++) {
		const char *href = json_find_text(json_item(links, i), "href");
		const char *at = href ? strstr(href, folder) : NULL;

		if (at && str_eq(json_find_text(json_item(links, i), "rel"), rel))
			return at + strlen(folder);
	}
	return NULL;
}

/* Which payment of this shop it is about, by what nobody guesses: our key, or PayPal's id of what it has taken. */
static enum err_code find_payment(
    struct ctx *ctx, const struct json *resource, enum payment_result result, struct payment_named_row *out)
{
	const char *custom = json_find_text(resource, "custom_id"), *key, *ref;

	if (!custom)
		custom = json_find_text(resource, "purchase_units.0.custom_id");
	key = paypal_custom_key(ctx, custom);
	if (result == PAYMENT_DISPUTED)
		ref = json_find_text(resource, "disputed_transactions.0.seller_transaction_id");
	else if (result == PAYMENT_REFUNDED)
		ref = linked(resource, "up", "/captures/");
	else
		ref = NULL;
	return q_payment_named_one(ctx,
	    &(struct payment_named_in){ .provider = PAYPAL_PROVIDER, .key = key ? key : "", .ref = ref ? ref : "" },
	    out);
}

/* The body goes as it came: PayPal signs its bytes, and ours would be others. */
static const char *verify_body(struct ctx *ctx, const struct notice_raw *raw, const char *webhook_id)
{
	struct json *head = json_new_object(ctx->arena);
	const char *text;
	struct buf b;

	for (size_t i = 0; i < NOTICE_HEADERS_MAX; i++) {
		if (!raw->headers[i] || strlen(raw->headers[i]) > HEADER_MAX ||
		    !utf8_clean(raw->headers[i], strlen(raw->headers[i])))
			return NULL;
		json_put_text(head, header_names[i], raw->headers[i]);
	}
	json_put_text(head, "webhook_id", webhook_id);
	text = json_print(ctx->arena, head);
	buf_init(&b, ctx->arena, strlen(text) + raw->length + 64);
	buf_add(&b, text, strlen(text) - 1);
	buf_puts(&b, ",\"webhook_event\":");
	buf_add(&b, raw->body, raw->length);
	buf_putc(&b, '}');
	return b.overflow ? NULL : buf_str(&b);
}

static enum err_code verify(struct ctx *ctx, const struct notice_raw *raw)
{
	struct paypal_keys keys;
	struct paypal_call call = { .keys = &keys, .path = "/v1/notifications/verify-webhook-signature" };
	const struct json *answer;
	enum err_code err = paypal_keys_find(ctx, &keys, NULL);

	if (err)
		return err;
	call.body = verify_body(ctx, raw, keys.webhook_id);
	if (!call.body)
		return err_set(ctx, ERR_FORBIDDEN, "notice without a signature");
	err = paypal_call(ctx, &call, &answer);
	if (err)
		return err == ERR_CONFLICT ? err_set(ctx, ERR_FORBIDDEN, "notice whose signature paypal cannot read")
		                           : err;
	if (!str_eq(json_find_text(answer, "verification_status"), "SUCCESS"))
		return err_set(ctx, ERR_FORBIDDEN, "notice with a wrong signature");
	return ERR_OK;
}

/* Taken in parts, and so known by what is held: what went back of one part says nothing of the others. */
static bool in_parts(const struct payment_named_row *p, const struct json *resource)
{
	return p->provider_ref && linked(resource, "up", "/captures/") &&
	       !str_eq(p->provider_ref, linked(resource, "up", "/captures/"));
}

/* PayPal says how much of the capture went back so far; where it does not, this refund is all that is known of. */
static enum err_code read_refund(
    struct ctx *ctx, const struct json *resource, const struct payment_named_row *p, struct payment_notice *out)
{
	struct money refunded;
	enum err_code err = json_get_text(ctx, resource, "id", &out->provider_ref);

	if (err)
		return err;
	out->amount = paypal_moves(money_of(p->amount_minor, p->currency));
	if (in_parts(p, resource) && p->session_ref)
		return paypal_refunded(ctx, p->session_ref, p->currency, &out->refunded);
	if (!json_find(resource, "seller_payable_breakdown.total_refunded_amount"))
		return paypal_read_amount(ctx, resource, "amount", &out->refunded);
	err = paypal_read_amount(ctx, resource, "seller_payable_breakdown.total_refunded_amount", &refunded);
	out->refunded = refunded;
	return err;
}

static const struct {
	const char *outcome;
	enum dispute_state state;
} outcomes[] = {
	{ "RESOLVED_SELLER_FAVOUR", DISPUTE_WON },
	{ "RESOLVED_SELLER_FAVOR", DISPUTE_WON },
	{ "CANCELED_BY_BUYER", DISPUTE_WON },
	{ "RESOLVED_WITH_PAYOUT", DISPUTE_WON }, /* PayPal pays the buyer by itself */
	{ "DENIED", DISPUTE_WON },
	{ "RESOLVED_BUYER_FAVOUR", DISPUTE_LOST },
	{ "RESOLVED_BUYER_FAVOR", DISPUTE_LOST },
	{ "ACCEPTED", DISPUTE_LOST },
};

static enum dispute_state outcome_of(const struct json *resource)
{
	const char *code = json_find_text(resource, "dispute_outcome.outcome_code");

	if (!str_eq(json_find_text(resource, "status"), "RESOLVED"))
		return DISPUTE_OPEN;
	for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
		if (str_eq(outcomes[i].outcome, code))
			return outcomes[i].state;
	/* An end that we cannot name is one to look at: money may be gone. */
	return DISPUTE_LOST;
}

/* What PayPal debits the shop for the dispute itself, less what it gave back of that. */
static struct money fee_of(struct ctx *ctx, const struct json *dispute, const char *currency)
{
	static const char *const fees[] = { "DISPUTE_FEE", "CHARGEBACK_FEE", "DISPUTE_SETTLEMENT_FEE" };
	const struct json *moves = json_find(dispute, "money_movements");
	struct money sum = money_of(0, currency), one;
	bool first = true;

	for (size_t i = 0; i < json_count(moves); i++) {
		const struct json *m = json_item(moves, i);
		const char *reason = json_find_text(m, "reason"), *type = json_find_text(m, "type");
		bool is_fee = false;

		for (size_t k = 0; k < sizeof fees / sizeof *fees; k++)
			is_fee = is_fee || str_eq(reason, fees[k]);
		if (!is_fee || !str_eq(json_find_text(m, "affected_party"), "SELLER"))
			continue;
		if (paypal_read_amount(ctx, m, "amount", &one)) {
			err_clear(ctx);
			continue;
		}
		if (first)
			sum = money_of(0, one.currency);
		first = false;
		if (!str_eq(one.currency, sum.currency))
			continue;
		sum = str_eq(type, "CREDIT") ? money_sub(sum, one) : money_add(sum, one);
	}
	return sum.minor > 0 ? sum : money_of(0, currency);
}

/*
 * A notice need not hold all of a dispute, so PayPal is asked for it once it has ended. An app without the right to
 * ask, and a dispute that PayPal does not know by then, leave us with what the notice says.
 */
static enum err_code ask_dispute(struct ctx *ctx, const char *ref, const struct json **out)
{
	struct paypal_keys keys;
	struct paypal_call call = { .keys = &keys, .path = arena_printf(ctx->arena, "/v1/customer/disputes/%s", ref) };
	const struct json *answer;
	enum err_code err = paypal_keys_get(ctx, &keys);

	if (!err)
		err = paypal_call(ctx, &call, &answer);
	if (!err) {
		*out = answer;
		return ERR_OK;
	}
	if (err == ERR_CONFLICT || call.status == 403) {
		err_clear(ctx);
		return ERR_OK;
	}
	return err;
}

static enum err_code read_dispute(
    struct ctx *ctx, const struct json *resource, const struct payment_named_row *p, struct payment_notice *out)
{
	const char *reason = json_find_text(resource, "reason");
	const struct json *whole = resource;
	struct payment_dispute *d = &out->dispute;
	enum err_code err = json_get_text(ctx, resource, "dispute_id", &d->ref);

	if (!err)
		err = paypal_read_amount(ctx, resource, "dispute_amount", &d->amount);
	if (err)
		return err;
	d->reason = reason && strlen(reason) == strspn(reason, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ? reason : "";
	d->state = outcome_of(resource);
	if (d->state != DISPUTE_OPEN && strlen(d->ref) == strspn(d->ref, DISPUTE_ID))
		err = ask_dispute(ctx, d->ref, &whole);
	if (err)
		return err;
	d->fee = fee_of(ctx, whole, d->amount.currency);
	d->answer_until =
	    d->state == DISPUTE_OPEN ? paypal_time(json_find_text(resource, "seller_response_due_date")) : 0;
	out->amount = paypal_moves(money_of(p->amount_minor, p->currency));
	out->provider_ref = d->ref;
	return ERR_OK;
}

/* Of what is held a part may be taken by hand, at PayPal. */
static enum err_code read_capture(
    struct ctx *ctx, const struct json *resource, const struct payment_named_row *p, struct payment_notice *out)
{
	bool final = false;
	enum err_code err = paypal_read_capture(ctx, resource, out);

	if (err || !(str_eq(p->state, "authorised") || str_eq(p->state, "part_captured")))
		return err;
	if (json_get_bool(ctx, resource, "final_capture", &final))
		err_clear(ctx);
	out->part = out->amount;
	out->amount = paypal_moves(money_of(p->amount_minor, p->currency));
	out->last = final;
	return ERR_OK;
}

static enum err_code read_resource(
    struct ctx *ctx, const struct json *resource, const struct payment_named_row *p, struct payment_notice *out)
{
	switch (out->result) {
	case PAYMENT_REFUNDED:
		return read_refund(ctx, resource, p, out);
	case PAYMENT_DISPUTED:
		return read_dispute(ctx, resource, p, out);
	case PAYMENT_APPROVED:
	case PAYMENT_CANCELLED:
		out->provider_ref = "";
		out->amount = paypal_moves(money_of(p->amount_minor, p->currency));
		return ERR_OK;
	case PAYMENT_AUTHORISED:
		return paypal_read_authorization(ctx, resource, out);
	default:
		return read_capture(ctx, resource, p, out);
	}
}

enum err_code paypal_notice(struct ctx *ctx, const struct notice_raw *raw, struct payment_notice *out)
{
	const struct json *event, *resource;
	struct payment_named_row payment;
	const char *type;
	enum err_code err = json_parse(ctx, raw->body, raw->length, BODY_MAX, &event);

	if (!err)
		err = json_get_text(ctx, event, "id", &out->notice_id);
	if (!err)
		err = json_get_text(ctx, event, "event_type", &type);
	if (!err)
		err = json_get(ctx, event, "resource", &resource);
	if (err)
		return err_set(ctx, ERR_FORBIDDEN, "malformed notice");
	out->result = result_of(type);
	if (out->result == PAYMENT_NO_NEWS)
		return ERR_OK;
	err = find_payment(ctx, resource, out->result, &payment);
	if (err == ERR_NOT_FOUND) {
		out->result = PAYMENT_NO_NEWS;
		err_clear(ctx);
		return ERR_OK;
	}
	if (!err)
		err = verify(ctx, raw);
	if (err)
		return err;
	out->key = payment.key;
	err = read_resource(ctx, resource, &payment, out);
	return err && err != ERR_DOWN ? err_set(ctx, ERR_FORBIDDEN, "malformed notice") : err;
}
