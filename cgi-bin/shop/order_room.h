/*
 * order_room: what the files of order and payment share, and nobody else needs: moving states, events, settling.
 *
 * Everything here runs inside the caller's transaction, after order_lock(): the order's row is locked first, then its
 * payments, refunds and stock, so that two changes of one order stand in line.
 */
#ifndef STOA_SHOP_ORDER_ROOM_H
#define STOA_SHOP_ORDER_ROOM_H

#include "db/db.h"
#include "shop/order.h"
#include "shop/payment.h"
#include "shop/state.h"

/* One change of a state. */
struct move {
	enum order_axis axis;
	int64_t id; /* of the order, payment, refund or return */
	const char *to;
	struct actor actor;
	const char *cause; /* what made it necessary: a code ("cancel"), or an id ("refund 17"); never empty */
	/* set by order_move */
	bool moved;
	int64_t event_id; /* of state_event; where it moved */
};

/*
 * A conditional update by the table of shop/state.h, and its event in the same statement. Being there already is ERR_OK
 * with moved false; any other state is ERR_CONFLICT.
 */
enum err_code order_move(struct ctx *, struct move *);
/* The event of a row that was inserted in its first state. */
enum err_code order_began(struct ctx *, int64_t order_id, const struct move *);

/* As order_cancel(), inside the caller's transaction. *cancelled: it was not before. */
enum err_code order_cancel_within(struct ctx *, int64_t order_id, struct actor, bool *cancelled);

/* As order_expire(), inside the caller's transaction. */
enum err_code order_expire_within(struct ctx *, int64_t order_id);

/* A line of the history that people read. detail: ids and codes only; NULL for none. */
enum err_code order_event(struct ctx *, int64_t order_id, const char *kind, struct actor, const char *detail);
const char *actor_name(enum actor_kind);
enum actor_kind actor_kind_of(const char *name);

/* One try to place: everything that the rows of an order are made of. */
struct placing {
	struct order_place *place; /* of a shopper; NULL for an order that staff write */
	const char *place_key;     /* what becomes one order at most */
	const char *channel;       /* "web" | "staff" */
	struct actor actor;
	struct cart cart; /* with its contact */
	struct shipping_offer shipping;
	int64_t pickup_id; /* collected there; 0: sent */
	struct payment_choice payment;
	const struct payment_provider *provider;
	struct quote quote;
	/* set by order_write */
	int64_t kept_until; /* 0: its pieces are its own at once */
	int64_t order_id;
	int64_t event_id; /* of state_event */
	const char *number;
	const char *token; /* given */
	const int64_t *line_ids;
};
/*
 * Writes the order with all that belongs to it, its stock last. Refuses "" with "sold_out" (arguments: name, pieces
 * left).
 */
enum err_code order_write(struct ctx *, struct placing *);

/*
 * The one way in which money comes in: payment and order move, the ledger is posted, history and mail tell. A payment
 * that was captured whole stays as it is (ERR_OK). ERR_CONFLICT: more than is left of it, or its state forbids it.
 */
struct capture {
	int64_t order_id, payment_id;
	int64_t minor; /* 0: all that is left of the payment */
	bool last;     /* a part, but nothing more will come of this payment */
	struct actor actor;
	const char *detail; /* for the history: the provider's id; NULL for none */
	const char *cause;  /* of the state's event, as in struct move; NULL: somebody said so */
};
enum err_code order_captured(struct ctx *, const struct capture *);
/* "unpaid" or "part_paid": money is still to come. */
bool order_owes(const char *payment_state);
/* What was paid and refunded against what is owed: the order's payment state follows. */
struct balance {
	int64_t total, captured, refunded;
	int64_t credited;     /* of what went back, or is on its way: what had been paid beyond what the order costs */
	int64_t waived;       /* of the total: not owed any more, since the order was cancelled */
	int64_t due;          /* below 0: too much was paid */
	int64_t last_payment; /* the newest that was captured; 0 for none */
	const char *state, *currency;
};
enum err_code order_balance(struct ctx *, int64_t order_id, struct balance *out);
enum err_code order_balance_move(struct ctx *, int64_t order_id, struct actor, const char *cause);
/* What is owed, of a total, in minor units. */
int64_t order_due(int64_t total, int64_t waived, int64_t captured, int64_t credited);
/*
 * What is owed, and neither held for us nor on its way, is asked for by one attempt to pay of just that amount, by the
 * way in which the shopper paid or meant to; open attempts of other amounts end. Where nothing is owed, all of them do.
 */
enum err_code order_ask(struct ctx *, int64_t order_id, struct actor, const char *cause);
struct payments_of_order_row;
/* Asked for, and neither held nor on its way: it may end. */
bool order_asks(const struct payments_of_order_row *);
/* What providers hold for us, or have on its way: it is not asked for once more. */
int64_t order_promised(const struct payments_of_order_row *, size_t n);
/* An order of which a part was sent, and nothing more will be, is shipped. */
enum err_code order_sent_out(struct ctx *, int64_t order_id, struct actor);
/* Moves an order that is paid and shipped to completed. */
enum err_code order_complete(struct ctx *, int64_t order_id);

/*
 * A provider says that so much more of the payment went back: the refund that we asked for and whose end we do not know
 * yet, or one of the merchant's own at the provider. ERR_CONFLICT while an open refund of another amount leaves it
 * unclear: the notice comes again.
 */
enum err_code order_refund_told(
    struct ctx *, int64_t order_id, int64_t payment_id, int64_t amount_minor, const char *provider_ref);

/* A dispute was lost, and the provider has taken so much back, as far as it had not gone back before: a refund by its
 * id, of which no mail tells. Otherwise as order_refund_told(). */
enum err_code order_charged_back(
    struct ctx *, int64_t order_id, int64_t payment_id, int64_t amount_minor, const char *dispute_ref);

/* Orders of these may be shipped unpaid; for queries. */
struct texts payment_on_delivery(struct ctx *);

/* Of an order's refunds: the first of all tries of this one. */
struct refunds_of_order_row;
int64_t refund_first_try(const struct refunds_of_order_row *, size_t n, int64_t refund_id);
/* Of one that failed: what other tries of it gave back leaves no room for it. */
bool refund_made_good(const struct refunds_of_order_row *, size_t n, int64_t refund_id);

#endif
