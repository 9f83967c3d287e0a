/*
 * payment: one interface to every provider, and the rules that hold for all of them.
 *
 * A provider is a struct of functions in a file of its own (payment_offline.c, payment_demo.c, payment_stripe.c); the
 * table in payment.c lists them. No provider is called inside a transaction. Card data never reaches us: a provider
 * with a page of its own gets the shopper by redirect and tells us by a signed notice.
 */
#ifndef STOA_SHOP_PAYMENT_H
#define STOA_SHOP_PAYMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"

struct order;

struct payment_choice {
	const char *code;
	const char *name;
	const char *instructions; /* shown after choosing, and in the mail; "" for none */
	const char *provider;
};

/* Active methods of the shop whose provider is there and that are offered for the destination country, in order. */
enum err_code payment_choices(struct ctx *, const char *country, const struct payment_choice **out, size_t *n);

/* Of these, the ones whose provider can charge the amount; all of them where nothing is to be paid. */
void payment_choices_for(struct ctx *, struct money, const struct payment_choice **choices, size_t *n);

/* What the provider must know to take the shopper over. Addresses are absolute. */
struct payment_start {
	int64_t payment_id;
	const char *key;
	struct money amount;
	const char *order_number;
	const char *locale;
	const char *shop_title; /* in that locale */
	const char *email;      /* of the order */
	const char *return_url; /* where the shopper comes back to */
	const char *notice_url; /* where the provider's notices go */
};

enum payment_result {
	PAYMENT_PENDING,
	PAYMENT_CAPTURED,
	PAYMENT_FAILED,
	PAYMENT_CANCELLED,
	PAYMENT_REFUNDED, /* money went back, by our wish or by the merchant's own hand at the provider */
	PAYMENT_NO_NEWS,  /* a true notice that is about nothing of this shop: taken, and forgotten */
	PAYMENT_RESULT__MAX
};

/* A notice, verified and read. */
struct payment_notice {
	const char *notice_id; /* the provider's, unique */
	const char *provider_ref;
	const char *key; /* ours, as given at the start */
	enum payment_result result;
	struct money amount;   /* that was to be paid */
	struct money refunded; /* PAYMENT_REFUNDED: all that went back of it so far */
};

/* A body and its headers as they came. */
struct notice_raw {
	const char *body;
	size_t length;
	const char *signature; /* value of the provider's signature header; NULL where absent */
};

struct payment_provider {
	const char *name;
	const char *signature_header; /* lower case; NULL where it sends no notices */
	bool paid_by_hand;            /* the merchant says when the money is there (bank transfer, check) */
	bool paid_on_delivery;        /* may be shipped before it is paid */
	bool needs_keys;              /* only for shops that have given theirs (shop/credential) */
	bool (*available)(const struct ctx *);
	/*
	 * What it moves where it is asked for an amount: rounded to what it can charge; minor 0 where it cannot. NULL:
	 * always the amount itself.
	 */
	struct money (*moves)(struct money);
	/* Where its pages stand, absolute: a browser sends forms on to there only where it is told so (CSP
	 * form-action). NULL where start is. */
	const char *(*page_address)(const struct ctx *);
	/*
	 * Address to send the shopper to. NULL where the provider has no page. ERR_CONFLICT, ERR_UNKNOWN: this attempt
	 * is over, another one needs a key of its own. Anything else: the same key may be tried again.
	 */
	enum err_code (*start)(struct ctx *, const struct payment_start *, const char **redirect);
	/* ERR_FORBIDDEN for a forged, stale (over 5 minutes) or malformed one. NULL where it sends none. */
	enum err_code (*notice)(struct ctx *, const struct notice_raw *, struct payment_notice *out);
	/*
	 * Sends the money back; *ref is the provider's id. key makes it idempotent. ERR_CONFLICT: refused for good.
	 * Anything else: unknown or not now, to be asked again with the same key.
	 */
	enum err_code (*refund)(
	    struct ctx *, const char *provider_ref, const char *key, struct money, const char **ref);
};

/* NULL for an unknown name. */
const struct payment_provider *payment_provider(const char *name);
/* What the provider moves for this amount, and whether it can: see moves. */
struct money payment_moves(const struct payment_provider *, struct money);
bool payment_takes(const struct payment_provider *, struct money);

/*
 * Begins (or begins anew) the payment of an unpaid order: makes a payment row in a transaction, then asks the provider.
 * *redirect is NULL where nothing more is to be done by the shopper. ERR_CONFLICT where the order is paid or cancelled.
 */
enum err_code payment_begin(
    struct ctx *, const struct order *, const char *return_url, const char *notice_url, const char **redirect);

/*
 * Takes a provider's notice: verified, then in one transaction recorded (a repeated one changes nothing), payment and
 * order moved, event written, mail queued. ERR_FORBIDDEN, ERR_NOT_FOUND (no such payment of this shop), ERR_CONFLICT
 * (amount or currency differ).
 */
enum err_code payment_take_notice(struct ctx *, const struct payment_provider *, const struct notice_raw *);

#endif
