/*
 * payment_paypal_room: what the files of payment_paypal share, and nobody else needs.
 */
#ifndef STOA_SHOP_PAYMENT_PAYPAL_ROOM_H
#define STOA_SHOP_PAYMENT_PAYPAL_ROOM_H

#include "kit/json.h"
#include "shop/payment.h"
#include "shop/payment_paypal.h"

#define PAYPAL_PROVIDER "paypal"
#define PAYPAL_ACCOUNT "account"

struct paypal_call {
	const struct paypal_keys *keys;
	const char *path;       /* "/v2/checkout/orders" */
	const char *body;       /* JSON of a POST, or "" for none; NULL: a GET */
	const char *request_id; /* of a POST that must happen once; NULL for none */
	int status;             /* set by the call; 0 where there was no answer */
	const char *issue;      /* likewise: PayPal's own word for a refusal; "-" where there is none */
};

/* One request; errors as payment_paypal.h says, each of them logged with PayPal's codes and its debug id. */
enum err_code paypal_call(struct ctx *, struct paypal_call *, const struct json **answer);

/* Of the process: the token of these keys, asked for where none is kept. app may be NULL. ERR_FORBIDDEN: refused. */
enum err_code paypal_token(struct ctx *, const struct paypal_keys *, const char **token, const char **app);
/* It was refused before its end. */
void paypal_token_forget(const struct paypal_keys *);

/* Where the interface answers for these keys; "" where the installation does not offer it. */
const char *paypal_address(const struct ctx *, bool live);

/* ERR_NOT_FOUND, ERR_INTERNAL as of credential_find(). set_at may be NULL. */
enum err_code paypal_keys_find(struct ctx *, struct paypal_keys *out, int64_t *set_at);

/* As paypal_keys_find(); a shop that has none, or none that this installation uses, is ERR_DOWN. */
enum err_code paypal_keys_get(struct ctx *, struct paypal_keys *out);

/* {"currency_code": "EUR", "value": "12.30"}; the amount must be one that paypal_moves() leaves as it is. */
const struct json *paypal_amount(struct ctx *, struct money);
/* Such a thing, negative ones by their size; ERR_MALFORMED where it is none, or not of a known currency. */
enum err_code paypal_read_amount(struct ctx *, const struct json *, const char *path, struct money *out);
/* RFC 3339 ("2026-07-08T10:11:12.123Z", also with an offset) as UTC seconds; 0 where it is none. */
int64_t paypal_time(const char *text);

/*
 * What PayPal keeps beside each payment and shows in its reports: the shop's id and the payment's key, since an account
 * may serve several shops. custom_key: NULL where it is none of this shop's.
 */
const char *paypal_custom_id(struct ctx *, const char *key);
const char *paypal_custom_key(struct ctx *, const char *custom_id);

/* What a capture's state means, with its id, key and amount. */
enum err_code paypal_read_capture(struct ctx *, const struct json *capture, struct payment_notice *out);

/* Likewise of an authorization. */
enum err_code paypal_read_authorization(struct ctx *, const struct json *, struct payment_notice *out);

/* What struct payment_provider asks for: the contracts stand there. */
enum err_code paypal_capture(
    struct ctx *, const struct payment_asked *, const struct payment_wish *, struct payment_notice *out);
enum err_code paypal_release(struct ctx *, const struct payment_asked *, struct payment_notice *out);
enum err_code paypal_refund(struct ctx *, const char *provider_ref, const char *key, struct money, const char **ref);
/* All that went back of an order, whoever sent it. */
enum err_code paypal_refunded(struct ctx *, const char *session_ref, const char *currency, struct money *out);
enum err_code paypal_gone_back(struct ctx *, const struct payment_asked *, struct payment_notice *out);
enum err_code paypal_notice(struct ctx *, const struct notice_raw *, struct payment_notice *out);
enum err_code paypal_list(struct ctx *, int64_t from, int64_t to, const struct payment_entry **out, size_t *n);

#endif
