/*
 * payment: one interface to every provider, and the rules that hold for all of them.
 *
 * A provider is a struct of functions in a file of its own (payment_offline.c, payment_demo.c, payment_stripe.c,
 * payment_paypal.c); the
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
	bool away; /* its provider does not answer for now (provider_is_away()) */
};

/* Active methods of the shop whose provider is there and that are offered for the destination country, in order. */
enum err_code payment_choices(struct ctx *, const char *country, const struct payment_choice **out, size_t *n);

/* Is about to be asked that (db_ahead). */
void payment_choices_ahead(struct ctx *, const char *country);

/* Of these, the ones whose provider can charge the amount; all of them where nothing is to be paid. */
void payment_choices_for(struct ctx *, struct money, const struct payment_choice **choices, size_t *n);
/* Of these, the ones that are not away; all of them where all are. */
void payment_choices_now(struct ctx *, const struct payment_choice **choices, size_t *n);

/* What the provider must know to take the shopper over. Addresses are absolute. */
struct payment_start {
	int64_t payment_id;
	const char *key;
	struct money amount;
	const char *order_number;
	const char *locale;
	const char *shop_title; /* in that locale */
	const char *email;      /* of the order */
	bool later;             /* the money is to be held first, and taken by capture */
	struct money shipping;  /* the part of amount that is for shipping; 0 where nothing is said of it */
	const char *return_url; /* where the shopper comes back to, whether paid or not */
	const char *notice_url; /* where the provider's notices go */
};

struct payment_started {
	const char *redirect;    /* where the shopper goes; absolute */
	const char *session_ref; /* the provider's name for the attempt; NULL where it keeps none (see ask) */
};

/* An attempt, as we know it. */
struct payment_asked {
	const char *key;
	const char *session_ref;
	const char *provider_ref; /* "" where nothing is known */
	struct money amount;      /* as payment_moves() has it */
	bool later;               /* of take: as the answer before had it */
};

/* What is to be taken of what is held. */
struct payment_wish {
	const char *key;
	struct money amount;
	struct money most; /* amount or more: what is held and owed, for money that can be taken once only */
	bool whole;        /* most is all that is held */
	bool last;         /* what is left after it is let go */
};

enum payment_result {
	PAYMENT_PENDING,    /* the shopper has paid, and the money is on its way */
	PAYMENT_APPROVED,   /* the shopper has agreed, and the provider waits for our word: see take */
	PAYMENT_AUTHORISED, /* the provider holds the money for us: see capture, release */
	PAYMENT_CAPTURED,
	PAYMENT_FAILED,
	PAYMENT_CANCELLED,
	PAYMENT_REFUNDED, /* money went back, by our wish or by the merchant's own hand at the provider */
	PAYMENT_DISPUTED, /* the shopper contests a payment, or what became of that */
	PAYMENT_NO_NEWS,  /* nothing that moves a payment of this shop: taken, and forgotten */
	PAYMENT_RESULT__MAX
};

enum dispute_state { DISPUTE_OPEN, DISPUTE_WON, DISPUTE_LOST, DISPUTE_STATE__MAX };

/* What a provider says of a dispute; the shop has won it, or lost it. */
struct payment_dispute {
	const char *ref;    /* the provider's, unique */
	const char *reason; /* its word: letters, digits and '_' */
	enum dispute_state state;
	struct money amount;  /* that is contested */
	int64_t answer_until; /* UTC seconds; 0 where no answer is waited for */
	struct money fee;     /* that the provider keeps for it; minor 0 for none */
};

/* A notice, verified and read; or an answer, which has no notice_id. */
struct payment_notice {
	const char *notice_id; /* the provider's, unique */
	const char *provider_ref;
	const char *key; /* ours, as given at the start */
	enum payment_result result;
	struct money amount;            /* that was to be paid */
	struct money part;              /* PAYMENT_CAPTURED of what was held: taken this time; minor 0: all of it */
	bool last;                      /* and nothing more will be taken */
	bool later;                     /* PAYMENT_APPROVED: to be held, not taken */
	struct money refunded;          /* PAYMENT_REFUNDED: all that went back of it so far */
	struct payment_dispute dispute; /* PAYMENT_DISPUTED */
};

enum { NOTICE_HEADERS_MAX = 5 };

/* A body and its headers as they came. */
struct notice_raw {
	const char *body;
	size_t length;
	const char *headers[NOTICE_HEADERS_MAX]; /* of those that the provider signs by; NULL where absent */
};

/* What a provider says that it has moved: taken for a payment, or sent back of one. */
struct payment_entry {
	const char *ref;     /* its own id of the taking or of the refund */
	const char *of;      /* of a refund: the taking that it goes back on; NULL for a taking */
	struct money amount; /* above 0 */
	int64_t at;          /* UTC seconds */
};

/* All that was found so far, in the request's arena; all zero is nothing. */
struct payment_entries {
	struct payment_entry *v;
	size_t n, room;
};
void payment_entries_add(struct ctx *, struct payment_entries *, struct payment_entry);

struct payment_provider {
	const char *name;
	const char *signature_headers[NOTICE_HEADERS_MAX]; /* lower case; those that a notice is signed by */
	bool paid_by_hand;     /* the merchant says when the money is there (bank transfer, check) */
	bool paid_on_delivery; /* may be shipped before it is paid */
	bool needs_keys;       /* only for shops that have given theirs (shop/credential) */
	bool takes_disputed;   /* what a lost dispute costs is taken back, and no notice of a refund tells of it */
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
	 * Begins the attempt there. NULL where the provider has no page. ERR_CONFLICT, ERR_UNKNOWN: this attempt
	 * is over, another one needs a key of its own. Anything else: the same key may be tried again.
	 */
	enum err_code (*start)(struct ctx *, const struct payment_start *, struct payment_started *);
	/*
	 * What became of an attempt that has a session_ref. PAYMENT_NO_NEWS: the shopper may still pay there. ERR_DOWN:
	 * not known. NULL where the provider keeps nothing that could be asked.
	 */
	enum err_code (*ask)(struct ctx *, const struct payment_asked *, struct payment_notice *out);
	/*
	 * Of an attempt that is still open there: the shopper can pay by it no more. ERR_CONFLICT: it is not open, and
	 * what it came to may be asked. NULL where nothing is taken or held without a word of ours.
	 */
	enum err_code (*close)(struct ctx *, const struct payment_asked *);
	/*
	 * After PAYMENT_APPROVED: takes what the shopper has agreed to, once however often it is called. PAYMENT_FAILED
	 * where the shopper's bank refuses. ERR_DOWN: not known, to be asked about. NULL where approval is not told.
	 */
	enum err_code (*take)(struct ctx *, const struct payment_asked *, struct payment_notice *out);
	/*
	 * Takes of what is held, once under the wish's key; the answer names the part and its own id. ERR_CONFLICT:
	 * refused for good. ERR_DOWN: not known, to be asked again under the same key. NULL where money is always taken
	 * at once.
	 */
	enum err_code (*capture)(
	    struct ctx *, const struct payment_asked *, const struct payment_wish *, struct payment_notice *out);
	/* Lets go of what is held: PAYMENT_CANCELLED. PAYMENT_NO_NEWS: some of it was taken, and so much stays. */
	enum err_code (*release)(struct ctx *, const struct payment_asked *, struct payment_notice *out);
	/* ERR_FORBIDDEN for a forged, stale (over 5 minutes) or malformed one. NULL where it sends none. */
	enum err_code (*notice)(struct ctx *, const struct notice_raw *, struct payment_notice *out);
	/*
	 * Sends the money back; *ref is the provider's id. key makes it idempotent. ERR_CONFLICT: refused for good.
	 * Anything else: unknown or not now, to be asked again with the same key.
	 */
	enum err_code (*refund)(
	    struct ctx *, const char *provider_ref, const char *key, struct money, const char **ref);
	/*
	 * How much of what was taken went back, whoever sent it: PAYMENT_REFUNDED, or PAYMENT_NO_NEWS for nothing. Any
	 * error: not known now. NULL where a refund is always answered.
	 */
	enum err_code (*refunded)(struct ctx *, const struct payment_asked *, struct payment_notice *out);
	/*
	 * All that it moved for this shop in a period (UTC seconds, to excluded), in any order. ERR_DOWN where it
	 * cannot be asked now. NULL where it keeps no list.
	 */
	enum err_code (*list)(struct ctx *, int64_t from, int64_t to, const struct payment_entry **out, size_t *n);
};

/* NULL for an unknown name. */
const struct payment_provider *payment_provider(const char *name);
/* All of them; NULL past the last. */
const struct payment_provider *payment_provider_at(size_t);
/* What the provider moves for this amount, and whether it can: see moves. */
struct money payment_moves(const struct payment_provider *, struct money);
bool payment_takes(const struct payment_provider *, struct money);

/*
 * Begins (or begins anew) the payment of an unpaid order: makes a payment row in a transaction, then asks the provider.
 * An attempt that was begun before is asked about first (payment_follow), so that nothing is paid twice: *redirect is
 * NULL where nothing more is to be done by the shopper. ERR_CONFLICT where the order is paid or cancelled.
 */
enum err_code payment_begin(
    struct ctx *, const struct order *, const char *return_url, const char *notice_url, const char **redirect);

/*
 * Asks the provider what became of an open attempt, takes what the shopper has agreed to where the order still wants
 * it, and moves payment and order as a notice would. *result: what stands now; PAYMENT_NO_NEWS where the attempt is
 * still open, or was never begun there. For the shopper who comes back, and for a sweep. ERR_DOWN: not known now.
 * ERR_NOT_FOUND, ERR_CONFLICT as of payment_take_notice(). Outside a transaction.
 */
enum err_code payment_follow(struct ctx *, int64_t payment_id, enum payment_result *result);

/*
 * Of an attempt that we have ended: closes its page at the provider. What was paid there before is taken as a notice
 * would; but what is held there, and the shopper has chosen another way since, is let go. Nothing is done for one that
 * was not ended by us. Errors as above. Outside a transaction.
 */
enum err_code payment_close(struct ctx *, int64_t payment_id);

/* Other ways by which what an order still costs can be paid now than the one that was chosen. */
enum err_code payment_others(struct ctx *, const struct order *, const struct payment_choice **out, size_t *n);
/*
 * The shopper pays by another way after all: open attempts end, and there is one by that way, to be begun. The attempt
 * before is asked about first (payment_follow). ERR_CONFLICT: not offered, paid meanwhile, or cancelled; ERR_DOWN: what
 * became of the attempt before is not known now.
 */
enum err_code payment_switch(struct ctx *, const struct order *, const char *code);

/*
 * Takes a provider's notice: verified, then in one transaction recorded (a repeated one changes nothing), payment and
 * order moved, event written, mail queued. ERR_FORBIDDEN, ERR_NOT_FOUND (no such payment of this shop), ERR_CONFLICT
 * (amount or currency differ).
 */
enum err_code payment_take_notice(struct ctx *, const struct payment_provider *, const struct notice_raw *);

#endif
