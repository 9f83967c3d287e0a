/*
 * payment_paypal: payments on PayPal's own pages (Orders v2), what was taken and goes back (Payments v2), signed
 * notices, and a shop's keys.
 *
 * An attempt is an order of PayPal, made under the payment's own key, which stands in its custom_id as well; it is
 * the payment's session_ref. The shopper agrees to it there, and comes back; then it is captured under a key made of
 * the payment's, so that browser, notice and sweep together take the money once. The capture's id is the payment's
 * provider_ref, by which refunds go back.
 *
 * What PayPal's answers mean: 2xx done; 400, 404 and 422 are ERR_CONFLICT, a refusal for good; all else, and no answer
 * within PAYPAL_SECONDS, is ERR_DOWN: the same may be asked again under the same key.
 *
 * A notice is verified by PayPal itself (verify-webhook-signature), and only where it names a payment of this shop by
 * something that nobody guesses: we fetch no certificate from an address that a stranger sends, keep no chain of trust
 * that PayPal may change, and a forged notice costs nobody a call.
 *
 * Access tokens are kept in the process until a minute before they end, by what they were asked for with.
 *
 * Sources: PayPal's API descriptions of checkout orders v2, payments v2, webhook notifications v1, customer disputes
 * v1, transaction reports v1; developer.paypal.com/reference/currency-codes.
 */
#ifndef STOA_SHOP_PAYMENT_PAYPAL_H
#define STOA_SHOP_PAYMENT_PAYPAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"

/* Those that a webhook must send us; others are passed over. */
#define PAYPAL_EVENTS                                                                                                  \
	"CHECKOUT.ORDER.APPROVED, CHECKOUT.PAYMENT-APPROVAL.REVERSED, PAYMENT.AUTHORIZATION.CREATED, "                 \
	"PAYMENT.AUTHORIZATION.VOIDED, PAYMENT.CAPTURE.COMPLETED, "                                                    \
	"PAYMENT.CAPTURE.DENIED, PAYMENT.CAPTURE.DECLINED, PAYMENT.CAPTURE.PENDING, PAYMENT.CAPTURE.REFUNDED, "        \
	"PAYMENT.CAPTURE.REVERSED, CUSTOMER.DISPUTE.CREATED, CUSTOMER.DISPUTE.UPDATED, CUSTOMER.DISPUTE.RESOLVED"

enum { PAYPAL_SECONDS = 10 };

/*
 * The decimal that PayPal takes for an amount ("12.30", "1500"): whole units of the currencies that have no decimals
 * there, to which hundredths are rounded. NULL where it cannot be charged: nothing, more than ten digits, a currency
 * that PayPal does not take.
 */
const char *paypal_value(struct ctx *, struct money);
/* What that is in our own minor units; minor 0 where it cannot be charged. */
struct money paypal_moves(struct money);

struct paypal_keys {
	bool live; /* else of PayPal's sandbox */
	const char *client_id, *secret, *webhook_id;
};

/* What PayPal says of the keys. */
struct paypal_account {
	const char *app;     /* the id of the application that they belong to */
	const char *missing; /* events that the webhook does not send, ", " between them; "" for none */
	bool elsewhere;      /* the webhook sends to another address than ours */
};

/*
 * Asks PayPal whether keys and webhook are its own, then keeps them for the shop and offers a way to pay with them
 * where the shop has none. hook_url: where this shop's notices go. ERR_INPUT with the reason as text: refused by
 * PayPal; ERR_DOWN where PayPal cannot be asked. Nothing is kept then.
 */
enum err_code paypal_keys_set(
    struct ctx *, const struct paypal_keys *, const char *hook_url, struct paypal_account *out);

/* What may be told of a shop's keys. */
struct paypal_state {
	bool live;
	const char *client_id; /* no secret: other shops show it to every browser */
	const char *app;       /* as of paypal_account */
	int64_t set_at;        /* UTC seconds */
	const char *method;    /* code of the way to pay that uses it; NULL where none is active */
};
/* ERR_NOT_FOUND where the shop has given none. */
enum err_code paypal_state(struct ctx *, struct paypal_state *out);

#endif
