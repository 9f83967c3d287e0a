/*
 * payment_stripe_room: what the files of payment_stripe share, and nobody else needs.
 */
#ifndef STOA_SHOP_PAYMENT_STRIPE_ROOM_H
#define STOA_SHOP_PAYMENT_STRIPE_ROOM_H

#include "kit/json.h"
#include "shop/payment.h"
#include "shop/payment_stripe.h"

#define STRIPE_PROVIDER "stripe"
#define STRIPE_SECRET_KEY "secret_key"
#define STRIPE_WEBHOOK_SECRETS "webhook_secrets"

struct stripe_call {
	const char *secret_key;
	const char *path;        /* "/v1/refunds" */
	const char *form;        /* body of a POST; NULL: a GET */
	const char *idempotency; /* of a POST */
	int status;              /* set by the call; 0 where there was no answer */
};

/* One request; errors as payment_stripe.h says, each of them logged with Stripe's codes. */
enum err_code stripe_call(struct ctx *, struct stripe_call *, const struct json **answer);

/* The shop's. ERR_DOWN where it has none, or none that opens. */
enum err_code stripe_key(struct ctx *, const char **secret_key);
bool stripe_is_test(const char *secret_key);
/* One a line, as they are kept. */
struct texts stripe_lines(struct arena *, const char *lines);
const char *stripe_shop_id(struct ctx *);

/* Of a session or charge, by out->result: refs, key and amounts. */
enum err_code stripe_read(struct ctx *, const struct json *object, struct payment_notice *out);
/* Likewise of a payment intent, whose state decides. PAYMENT_NO_NEWS where it tells none. */
enum err_code stripe_read_intent(struct ctx *, const struct json *intent, struct payment_notice *out);
/* With its latest charge. */
enum err_code stripe_intent(struct ctx *, const char *secret_key, const char *id, const struct json **out);
enum err_code stripe_capture(
    struct ctx *, const struct payment_asked *, const struct payment_wish *, struct payment_notice *out);
enum err_code stripe_release(struct ctx *, const struct payment_asked *, struct payment_notice *out);
enum err_code stripe_refunded(struct ctx *, const struct payment_asked *, struct payment_notice *out);
enum err_code stripe_list(struct ctx *, int64_t from, int64_t to, const struct payment_entry **out, size_t *n);
enum err_code stripe_notice(struct ctx *, const struct notice_raw *, struct payment_notice *out);

#endif
