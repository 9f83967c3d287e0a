/*
 * payment_stripe: payments on Stripe's hosted page (Checkout Sessions), refunds, signed notices, and a shop's keys.
 *
 * The interface is spoken in one version (STRIPE_VERSION) at conf's stripe_url. A session is made under the payment's
 * own key, a refund under the refund's, so that neither is made twice. Session and charge carry the shop's id and the
 * payment's key as metadata; a notice about anything else is none of ours. The payment intent's id is the payment's
 * provider_ref.
 *
 * Where the shop takes its money with the parcels, the session's intent holds it (capture_method=manual): the intent
 * requires_capture, is captured in parts (final_capture=false) where card and account can do that, else whole with the
 * first part, or cancelled. A part has no id at Stripe; the first one's is the intent's, a later one's has behind it
 * what was taken before.
 *
 * What Stripe's answers mean: 2xx done; 401, 403, 409, 429 and no answer within STRIPE_SECONDS are ERR_DOWN (the same
 * may be asked again); 5xx is ERR_UNKNOWN (Stripe keeps it under its key); all else is ERR_CONFLICT, a refusal for good
 * (declined, too small, refunded already).
 *
 * Sources: docs.stripe.com/api (checkout/sessions/create, payment_intents/capture, payment_intents/cancel,
 * refunds/create, errors, idempotent_requests), docs.stripe.com/payments/multicapture,
 * docs.stripe.com/webhooks (signatures), docs.stripe.com/currencies.
 */
#ifndef STOA_SHOP_PAYMENT_STRIPE_H
#define STOA_SHOP_PAYMENT_STRIPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"
#include "db/db.h"

#define STRIPE_VERSION "2026-08-26.dahlia"
/* Those that a webhook must send us; others are passed over. */
#define STRIPE_EVENTS                                                                                                  \
	"checkout.session.completed, checkout.session.async_payment_succeeded, "                                       \
	"checkout.session.async_payment_failed, checkout.session.expired, "                                            \
	"payment_intent.amount_capturable_updated, payment_intent.succeeded, payment_intent.canceled, "                \
	"charge.refunded, "                                                                                            \
	"charge.dispute.created, charge.dispute.updated, charge.dispute.closed"
#define STRIPE_SIGNATURE_HEADER "stripe-signature"

enum { STRIPE_SECONDS = 10, STRIPE_TOLERANCE = 300, STRIPE_SECRETS_MAX = 8 };

/*
 * The integer that Stripe takes for an amount; false where it cannot be charged: nothing, more than twelve digits, a
 * fraction of a currency that has none there, a currency of three decimals that Stripe does not know. Three decimals
 * are rounded to tens, as Stripe wants it.
 */
bool stripe_amount(struct money, int64_t *out);
/* The other way; currency in either case. False where it is no amount of a known currency. */
bool stripe_money(int64_t amount, const char *currency, struct money *out);

/*
 * Whether one of the secrets signed "t.body" at most STRIPE_TOLERANCE seconds from ctx->now. header: the value of
 * STRIPE_SIGNATURE_HEADER, NULL where absent; any of its v1 signatures may fit, other schemes are passed over.
 */
bool stripe_signed(struct ctx *, const char *header, const char *body, size_t n, struct texts secrets);

struct stripe_keys {
	const char *secret_key;       /* sk_ or rk_, test_ or live_ */
	struct texts webhook_secrets; /* whsec_: 1 to STRIPE_SECRETS_MAX */
};

/* What Stripe says of the account that a key belongs to. */
struct stripe_account {
	const char *id;
	bool charges; /* it may take money */
};

/*
 * Asks Stripe whether the key works, then keeps both for the shop and offers a way to pay with it where the shop has
 * none. test says which kind of key is meant. ERR_INPUT with the reason as text: not a key, of the other kind, or
 * refused by Stripe; ERR_DOWN where Stripe cannot be asked. Nothing is kept then.
 */
enum err_code stripe_keys_set(struct ctx *, const struct stripe_keys *, bool test, struct stripe_account *out);

/* What may be told of a shop's keys. */
struct stripe_state {
	bool test;
	size_t webhook_secrets;
	int64_t set_at;     /* UTC seconds */
	const char *method; /* code of the way to pay that uses it; NULL where none is active */
};
/* ERR_NOT_FOUND where the shop has given none. */
enum err_code stripe_state(struct ctx *, struct stripe_state *out);

#endif
