/*
 * order: placing, reading and moving an order through its states.
 *
 * States change only by the table in order_state.c, by conditional updates, each with an event row that names actor and
 * cause. Placing writes order, lines, taxes, addresses, stock, payment row, event and outbox in one transaction; its
 * place key (the cart) makes a second try find the first order.
 */
#ifndef STOA_SHOP_ORDER_H
#define STOA_SHOP_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"
#include "shop/address.h"
#include "shop/cart.h"
#include "shop/quote.h"

enum actor_kind { ACTOR_SHOPPER, ACTOR_STAFF, ACTOR_PROVIDER, ACTOR_SYSTEM, ACTOR__MAX };
struct actor {
	enum actor_kind kind;
	int64_t id; /* staff id; 0 for none */
};

struct order_line {
	int64_t id;
	int64_t variant_id;
	const char *name, *sku, *options, *picture;
	const char *no_withdrawal; /* a code of shop/withdrawal, as it was told; NULL for none */
	int64_t quantity;
	int64_t shipped;                    /* pieces */
	int64_t returned;                   /* pieces given back, also by refunds that have not ended */
	int64_t open;                       /* pieces still to be sent */
	bool counted;                       /* its pieces are taken from the stock */
	int64_t gross;                      /* of the whole line, minor units */
	const char *own_name, *own_options; /* in ctx->locale, for staff; NULL where they are not asked for */
	struct money unit;                  /* as shown: gross or net by the order's mode */
	struct money total;                 /* likewise */
};

struct order_event {
	int64_t at;
	/*
	 * "placed", "paid", "paid_after_cancel" and "paid_twice" (money to be sent back), "payment_failed",
	 * "payment_cancelled", "part_paid" (more is owed than came), "ready" (to be collected), "shipped",
	 * "part_shipped", "completed", "cancelled", "expired", "refunded", "refund_failed",
	 * "edited", "let_go" (its pieces were kept long enough), "sold_out" (paid, and its pieces are sold), "went_on"
	 * (after it had expired)
	 */
	const char *kind;
	enum actor_kind actor;
	const char *actor_name; /* staff's name; NULL for others */
	const char *detail;     /* codes: tracking number, refund id, reason code */
};

struct order_shipment {
	int64_t id;
	const char *carrier, *tracking;
	int64_t shipped_at;
	const struct order_piece *pieces; /* what was in it */
	size_t n_pieces;
};

struct order_piece {
	const struct order_line *line;
	int64_t quantity;
};

struct order_refund {
	int64_t id;
	const char *state; /* "requested" (no answer of the provider yet), "done", "failed" */
	bool over;         /* it failed, and another try of it gave it back */
	struct money amount;
	int64_t at;
};

struct order_note {
	int64_t at;
	const char *author; /* NULL where the person is gone */
	const char *text;
};

struct order_payment {
	int64_t id;
	const char *provider, *method, *state, *provider_ref;
	bool begun;                              /* at a provider that says so (payment_provider's ask) */
	struct money amount, captured, refunded; /* refunded: of what was captured */
};

struct order {
	int64_t id;
	const char *number;
	const char *token;
	const char *state, *payment_state, *shipping_state;
	const char *locale;
	const char *pieces; /* what it holds of the stock (shop/hold.h): "reserved", "committed", "none" */
	int64_t kept_until; /* of reserved ones */
	int64_t expires_at; /* where they were let go: until then it can be paid; 0 for no end */
	const char *payment_method, *payment_label, *payment_instructions, *payment_provider;
	const char *shipping_label;
	bool prices_gross;
	const char *email, *phone;
	struct address address;
	const struct order_line *lines;
	size_t n_lines;
	struct money items;    /* as shown, by mode */
	struct money shipping; /* as shown, by mode */
	const struct tax_sum *taxes;
	size_t n_taxes;
	struct money tax;
	struct money total;
	int64_t shipping_gross;
	struct money due;  /* still to be paid; below 0 where an order that was changed is paid more than it costs */
	int64_t edits;     /* how often it was changed */
	int64_t pickup_id; /* collected there; 0: sent */
	int64_t placed_at;
	const struct order_event *events;
	size_t n_events;
	const struct order_shipment *shipments;
	size_t n_shipments;
	const struct order_payment *payments; /* newest first */
	size_t n_payments;
	const struct order_refund *refunds; /* oldest first */
	size_t n_refunds;
	const struct order_note *notes; /* newest first; for staff */
	size_t n_notes;
};

struct order_place {
	const char *cart_token;
	int64_t shown_total;        /* minor units that the review page showed */
	const char *shown_currency; /* of them; NULL or "" where the page is of a version that did not say it */
	const char *told;           /* withdrawal_told_cart() of that page; NULL as "" */
	bool agreed;                /* to lose the right of withdrawal from what is digital */
	/* set by order_place */
	int64_t order_id;
	const char *number;
	const char *token;
	bool again; /* the cart had been ordered before: this is that order */
};

/*
 * Re-reads the cart and quotes it anew. Refusals: "" "cart_empty", "cart_changed" (a line is blocked or a price moved),
 * "total_changed" (shown_total differs), "told_changed" (told does), "agreed" "agree_first", "sold_out" (arguments:
 * name, pieces left), "contact_missing", "shipping_gone", "payment_gone".
 */
enum err_code order_place(struct ctx *, struct order_place *);

/* Both with everything. ERR_NOT_FOUND. token: 32 hex digits. */
enum err_code order_by_token(struct ctx *, const char *token, const struct order **out);
enum err_code order_by_id(struct ctx *, int64_t id, const struct order **out);

/* ERR_CONFLICT where the order's state does not allow it. Each repeats safely: done already is ERR_OK with nothing
 * changed. */
enum err_code order_mark_paid(struct ctx *, int64_t order_id, struct actor);
/* Where staff do it, the customer gets a mail. */
enum err_code order_cancel(struct ctx *, int64_t order_id, struct actor);
/*
 * The shopper cancels before anything was sent: what a provider can send back is on its way with it, written down in
 * the same transaction; money that came by hand goes back by hand. They get a mail. ERR_CONFLICT: too late. Once it is
 * cancelled, a provider that is away or refuses is no error: the refund stands in the order, for staff to try again.
 */
enum err_code order_call_off(struct ctx *, int64_t order_id);
/* As cancelling, since no money came in time; the customer gets a mail. ERR_CONFLICT where some came, is held for us or
 * on its way, or is paid on delivery. */
enum err_code order_expire(struct ctx *, int64_t order_id);
/* Ships all that is unshipped; of an order that is collected: it was handed over. */
enum err_code order_ship(struct ctx *, int64_t order_id, const char *carrier, const char *tracking, struct actor);

struct refund_piece {
	int64_t line_id;
	int64_t quantity; /* above 0 */
};
struct ship_part {
	int64_t order_id;
	const char *carrier, *tracking;
	const struct refund_piece *pieces;
	size_t n_pieces;
	int64_t location_id; /* they leave from there; 0: from wherever they lie */
	int64_t
	    shipped_before; /* pieces of the order that the page showed as shipped: the same wish twice is one parcel */
};
/* One parcel. ERR_CONFLICT too where more is to be sent than is open, or shipped_before is no longer so. Refuses "from"
 * with "pieces_elsewhere" (argument: how many of one lie there for the order). */
enum err_code order_ship_part(struct ctx *, const struct ship_part *, struct actor);
/* The customer may come for it. */
enum err_code order_ready(struct ctx *, int64_t order_id, struct actor);

/* ctx->staff writes it, for staff. */
enum err_code order_note_add(struct ctx *, int64_t order_id, const char *text);
/* Fills what only staff see: notes, and how the goods are called in ctx->locale. */
enum err_code order_for_staff(struct ctx *, const struct order **);
/* Refunds everything paid and not yet refunded, through the payment's provider. */
enum err_code order_refund(struct ctx *, int64_t order_id, struct actor);

struct refund_part {
	int64_t order_id;
	struct money amount;     /* above 0 */
	int64_t refunded_before; /* minor units that the page showed as refunded: the same wish twice is one refund */
	const struct refund_piece
	    *pieces; /* what it is for; none, and no shipping: an amount for nothing in particular */
	size_t n_pieces;
	int64_t shipping; /* minor units of amount that are for shipping */
	bool restock; /* the pieces are for sale again; those that were still to be sent leave the order in any case */
	int64_t location_id; /* where those lie then that had been sent; 0: where they were sent from */
	bool sent_back;      /* the pieces are of those that had been sent, whatever is still to be */
	int64_t return_id;   /* the return that it is made for; 0 for none */
	int64_t again_of;    /* the refund that failed and is tried again by it; 0 for none */
	bool for_edit;       /* the order had become cheaper: nothing of what it costs now goes back */
};
/* What pieces and shipping of the part cost, tax included: its amount. ERR_CONFLICT: more of them than are left. */
enum err_code order_refund_price(struct ctx *, const struct order *, const struct refund_part *, int64_t *minor);
/*
 * Refunds a part, from one payment that has so much left. ERR_INPUT: the provider cannot send back just that amount
 * (three decimals at Stripe, where only tens go); ERR_CONFLICT: more than is left, refunded_before is no longer so, or
 * an earlier refund has not ended yet (order_refund() or the same part again ends it), or the provider refuses.
 */
enum err_code order_refund_part(struct ctx *, const struct refund_part *, struct actor);

/* Tries once more what was not answered, or refused. Done already is ERR_OK. The return that it was made for is the new
 * one's, and closed with it. */
enum err_code order_refund_again(struct ctx *, int64_t order_id, int64_t refund_id, struct actor);

/* What one refund of the order sent back. ERR_NOT_FOUND. */
enum err_code order_refund_amount(struct ctx *, int64_t order_id, int64_t refund_id, struct money *out);

/* "cancelled" or "expired": nothing more will be sent. */
bool order_is_off(const char *state);

/* What may be done now, for the buttons. */
struct order_can {
	bool pay, mark_paid, ship, cancel, refund;
	bool ready;          /* to be collected: the customer can be told to come */
	bool edit;           /* lines, address and shipping may still change */
	bool refund_by_hand; /* no provider moves the money, or not all of it: the merchant sends it */
};
struct order_can order_can(const struct order *);

/* What was paid and has not gone back. */
struct money order_paid_left(const struct order *);

struct order_row {
	int64_t id;
	const char *number;
	const char *name, *email, *country;
	const char *state, *payment_state, *shipping_state;
	struct money total;
	int64_t pieces;
	int64_t placed_at;
};

enum order_filter {
	ORDERS_ALL,
	ORDERS_TO_SHIP,
	ORDERS_TO_COLLECT,
	ORDERS_UNPAID,
	ORDERS_SHIPPED,
	ORDERS_CANCELLED,
	ORDERS_TO_GIVE_BACK, /* ended, and money came that has not gone back */
	ORDERS_REFUNDED,
	ORDER_FILTER__MAX
};

struct order_query {
	enum order_filter filter;
	const char *search;           /* number or e-mail begins with it, or the name holds it; "" for all */
	int64_t before_at, before_id; /* keyset: orders after this one in the list; 0 for the first page */
	int64_t limit;
};
struct order_rows {
	const struct order_row *v;
	size_t n;
	bool more;
};
enum err_code order_list(struct ctx *, const struct order_query *, struct order_rows *out);

#endif
