/*
 * returns: what a shopper sends back. A withdrawal is a right within its time (Directive 2011/83/EU, articles 9 to 16,
 * and 11a of Directive (EU) 2023/2673): it takes effect as it is declared, needs no reason, and staff cannot refuse it.
 * Any other return is a request that staff approve or refuse.
 *
 * requested -> approved | refused; approved -> received -> closed. All changes stand in line behind the order's lock,
 * so that never more pieces come back than were sent and have not come back. Each is told by mail.
 */
#ifndef STOA_SHOP_RETURNS_H
#define STOA_SHOP_RETURNS_H

#include "shop/order.h"

/* Days in which one may withdraw, from the last piece's arrival (article 9): a shop may give more, never fewer. */
enum { RETURNS_DAYS = 14, RETURNS_DAYS_MOST = 365, RETURNS_TRAVEL_MOST = 60, RETURNS_ADDRESS_POINTS = 500 };
enum { RETURNS_ANSWER_POINTS = 1000, RETURNS_NOTE_POINTS = 1000, RETURNS_CONDITION_POINTS = 200 };

/* How the shop takes things back. */
struct return_terms {
	int64_t days;        /* RETURNS_DAYS..RETURNS_DAYS_MOST */
	int64_t travel_days; /* that a parcel may travel before it has arrived for certain */
	const char *address; /* where parcels go, lines; "" where nothing is said */
};
enum err_code return_terms(struct ctx *, struct return_terms *out);
enum err_code return_terms_set(struct ctx *, const struct return_terms *);

struct return_reason {
	const char *code;
	const char *label; /* N_() */
};
extern const struct return_reason return_reasons[];
extern const size_t return_reasons_count;
/* NULL for a code that is none. */
const char *return_reason_label(const char *code);

/* What of an order may still come back. */
struct return_left {
	const struct order_line *line;
	int64_t pieces;
	bool never; /* while there is a right to withdraw: there is none from this line (shop/withdrawal) */
};
struct return_rights {
	const struct return_left *lefts; /* those lines of which some may */
	size_t n_lefts;
	bool withdrawal; /* by right, from some of them at least */
	int64_t until;   /* of that right, UTC seconds; 0 while something is still to be sent */
};
enum err_code returns_rights(struct ctx *, const struct order *, struct return_rights *out);

struct return_line {
	int64_t line_id, variant_id;
	const char *name, *options, *sku;
	int64_t quantity;
	int64_t received; /* -1: not here yet */
	bool restock;
	const char *condition;
	const char *no_withdrawal; /* a code of shop/withdrawal; NULL for none */
	bool committed;            /* its stock is counted */
};
struct return_request {
	int64_t id, order_id;
	const char *number;
	const char *state;
	bool withdrawal;
	const char *reason; /* a code; "" of a withdrawal without one */
	const char *note, *answer;
	int64_t refund_id; /* 0 for none */
	int64_t created_at, updated_at;
	const struct return_line *lines; /* of return_get() */
	size_t n_lines;
};
/* ERR_NOT_FOUND. */
enum err_code return_get(struct ctx *, int64_t id, const struct return_request **out);
/* Oldest first, without lines. */
enum err_code returns_of(struct ctx *, int64_t order_id, const struct return_request **out, size_t *n);

struct return_wish {
	int64_t order_id;
	const char *key; /* of the form: the same one twice is one request */
	bool withdrawal;
	const char *reason, *note;
	const struct refund_piece *pieces; /* each line once */
	size_t n_pieces;
	/* set by return_ask */
	int64_t id;
	const char *number;
};
/* The shopper asks, or withdraws. ERR_CONFLICT: more than is left to come back, or it is no right, or none any more. */
enum err_code return_ask(struct ctx *, struct return_wish *);

/* The request of a form with that key, 0 where none was written down. ERR_CONFLICT: for another order. */
enum err_code return_known(struct ctx *, int64_t order_id, const char *key, int64_t *id);

/* For who says both: the order. ERR_NOT_FOUND. */
enum err_code returns_find(struct ctx *, const char *number, const char *email, const struct order **out);

/* Staff's. ERR_CONFLICT where its state does not allow it; done already is ERR_OK with nothing changed. */
enum err_code return_approve(struct ctx *, int64_t id, const char *where, struct actor);
enum err_code return_refuse(struct ctx *, int64_t id, const char *why, struct actor);
enum err_code return_close(struct ctx *, int64_t id, struct actor);

struct return_arrival {
	int64_t line_id;
	int64_t pieces; /* at most what was announced */
	bool restock;
	const char *condition;
};
struct return_arrivals {
	const struct return_arrival *v; /* every line once */
	size_t n;
	int64_t location_id; /* what is for sale again lies there; 0: where it was sent from */
};
/* Here it is. What is for sale again lies on the shelf with it. */
enum err_code return_receive(struct ctx *, int64_t id, const struct return_arrivals *, struct actor);

/*
 * What goes back for it: what came, and shipping where the whole order was withdrawn from (article 13). amount is 0
 * where nothing does. part is fit for order_refund_part().
 */
enum err_code return_refund_part(
    struct ctx *, const struct return_request *, const struct order *, struct refund_part *out);
/* Refunds it, and closes it. shown: the amount that staff saw; ERR_CONFLICT where it is another one. */
enum err_code return_refund(struct ctx *, int64_t id, int64_t shown, struct actor);

struct return_row {
	int64_t id;
	const char *number, *state;
	bool withdrawal;
	int64_t created_at;
	int64_t order_id;
	const char *order_number, *name;
	int64_t pieces;
};
enum return_filter { RETURNS_OPEN, RETURNS_ON_THEIR_WAY, RETURNS_ENDED, RETURNS_ALL, RETURN_FILTER__MAX };
enum err_code returns_list(struct ctx *, enum return_filter, int64_t before_id, int64_t limit,
    const struct return_row **out, size_t *n, bool *more);
/* How many wait for staff. */
enum err_code returns_waiting(struct ctx *, int64_t *n);

#endif
