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
	int64_t quantity;
	int64_t shipped;    /* pieces */
	struct money unit;  /* as shown: gross or net by the order's mode */
	struct money total; /* likewise */
};

struct order_event {
	int64_t at;
	/*
	 * "placed", "paid", "paid_after_cancel" and "paid_twice" (money to be sent back), "payment_failed",
	 * "payment_cancelled", "shipped", "completed", "cancelled", "refunded", "refund_failed"
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
};

struct order_payment {
	int64_t id;
	const char *provider, *method, *state, *provider_ref;
	struct money amount, refunded;
};

struct order {
	int64_t id;
	const char *number;
	const char *token;
	const char *state, *payment_state, *shipping_state;
	const char *locale;
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
	int64_t placed_at;
	const struct order_event *events;
	size_t n_events;
	const struct order_shipment *shipments;
	size_t n_shipments;
	const struct order_payment *payments; /* newest first */
	size_t n_payments;
};

struct order_place {
	const char *cart_token;
	int64_t shown_total; /* minor units that the review page showed */
	/* set by order_place */
	int64_t order_id;
	const char *number;
	const char *token;
	bool again; /* the cart had been ordered before: this is that order */
};

/*
 * Re-reads the cart and quotes it anew. Refusals: "" "cart_empty", "cart_changed" (a line is blocked or a price moved),
 * "total_changed" (shown_total differs), "sold_out" (arguments: name, pieces left), "contact_missing", "shipping_gone",
 * "payment_gone".
 */
enum err_code order_place(struct ctx *, struct order_place *);

/* Both with everything. ERR_NOT_FOUND. token: 32 hex digits. */
enum err_code order_by_token(struct ctx *, const char *token, const struct order **out);
enum err_code order_by_id(struct ctx *, int64_t id, const struct order **out);

/* ERR_CONFLICT where the order's state does not allow it. Each repeats safely: done already is ERR_OK with nothing
 * changed. */
enum err_code order_mark_paid(struct ctx *, int64_t order_id, struct actor);
enum err_code order_cancel(struct ctx *, int64_t order_id, struct actor);
/* Ships all that is unshipped. */
enum err_code order_ship(struct ctx *, int64_t order_id, const char *carrier, const char *tracking, struct actor);
/* Refunds everything paid and not yet refunded, through the payment's provider. */
enum err_code order_refund(struct ctx *, int64_t order_id, struct actor);

struct refund_part {
	int64_t order_id;
	struct money amount;     /* above 0 */
	int64_t refunded_before; /* minor units that the page showed as refunded: the same wish twice is one refund */
};
/*
 * Refunds a part, from one payment that has so much left. ERR_INPUT: the provider cannot send back just that amount
 * (three decimals at Stripe, where only tens go); ERR_CONFLICT: more than is left, refunded_before is no longer so, or
 * an earlier refund has not ended yet (order_refund() or the same part again ends it), or the provider refuses.
 */
enum err_code order_refund_part(struct ctx *, const struct refund_part *, struct actor);

/* What one refund of the order sent back. ERR_NOT_FOUND. */
enum err_code order_refund_amount(struct ctx *, int64_t order_id, int64_t refund_id, struct money *out);

/* What may be done now, for the buttons. */
struct order_can {
	bool pay, mark_paid, ship, cancel, refund;
	bool refund_by_hand; /* no provider moves the money, or not all of it: the merchant sends it */
};
struct order_can order_can(const struct order *);

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
	ORDERS_UNPAID,
	ORDERS_SHIPPED,
	ORDERS_CANCELLED,
	ORDERS_REFUNDED,
	ORDER_FILTER__MAX
};

struct order_query {
	enum order_filter filter;
	const char *search;           /* number, e-mail or name begins with it; "" for all */
	int64_t before_at, before_id; /* keyset: orders after this one in the list; 0 for the first page */
	int64_t limit;
};
struct order_rows {
	const struct order_row *v;
	size_t n;
	bool more;
};
enum err_code order_list(struct ctx *, const struct order_query *, struct order_rows *out);

struct day_figures {
	int64_t orders_today;
	struct money sales_today; /* gross, in the shop's own currency (others converted by the order's rate), cancelled
	                             left out */
	int64_t to_ship;
	int64_t unpaid;
	int64_t low_stock; /* variants with 3 or fewer available */
};
/* Today is the shop's own day (settings->time_zone). */
enum err_code order_figures(struct ctx *, struct day_figures *out);

#endif
