/*
 * hold: what an order holds of the stock, from the moment it is placed until it is sent.
 *
 * An order that is still to be paid has its pieces reserved until kept_until (orders.pieces "reserved", with a row of
 * reservation for each variant). Money makes them its own ("committed"), as does an order that needs none before it is
 * sent: paid on delivery, free, or written by staff. A payment that failed and time that ran out let them go ("none"),
 * and then the order ends by itself after some days (shop/order_expiry.h):
 * the order can still be paid, and asks for them anew; where they are sold by then it is not begun, or, where money
 * comes all the same, staff are told ("sold_out" in its history) and can refund it.
 *
 * Pieces may lie at several locations (shop/stock.h). The rows of reservation say where those lie that are reserved,
 * shop/allocation.h where the order's own do; whatever lets go gives each back to where it was taken from.
 *
 * Everything runs inside the caller's transaction, after order_lock(); the stock's rows are the last that are locked.
 */
#ifndef STOA_SHOP_HOLD_H
#define STOA_SHOP_HOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "shop/order.h"
#include "shop/payment.h"
#include "shop/stock.h"

/* For how long an order that is being placed keeps its pieces; 0: for good. total: what is to be paid. */
struct hold_times {
	int64_t online, transfer; /* seconds */
};
int64_t hold_seconds(const struct hold_times *, const struct payment_provider *, int64_t total, bool by_staff);

/* Of an order that is being written: until 0 commits. Refuses nothing itself: see stock_reserve(). */
enum err_code hold_begin(struct ctx *, int64_t order_id, int64_t until, struct stock_take *, size_t n);

/* Of an order whose lines staff change, after hold_take_over(): all or nothing, as stock_commit(). */
enum err_code hold_more(struct ctx *, int64_t order_id, struct stock_take *, size_t n);
/* Pieces that it held for good are for sale again. */
enum err_code hold_less(struct ctx *, int64_t order_id, const struct stock_take *, size_t n);
/*
 * Pieces that it holds for good leave for the customer, each variant once, after the parcel's lines are written: from
 * the location (ERR_CONFLICT where fewer of one lie there for it, *there is how many), or, with 0, from wherever they
 * lie.
 */
enum err_code hold_send(
    struct ctx *, int64_t order_id, const struct stock_take *, size_t n, int64_t location_id, int64_t *there);
/* Pieces that were sent are on the shelf again: at the location, or, with 0, where they came from. */
enum err_code hold_came_back(struct ctx *, int64_t order_id, const struct stock_take *, size_t n, int64_t location_id);

/* The pieces are the order's for good. ERR_CONFLICT: they were let go, and are sold; it has none then. */
enum err_code hold_keep(struct ctx *, int64_t order_id);
/*
 * Likewise for an order whose lines staff are about to change. *held false: it had been let go, and the caller takes
 * all that the order has then, not the difference alone.
 */
enum err_code hold_take_over(struct ctx *, int64_t order_id, bool *held);
/* As hold_keep for an order that was paid; where they are sold its history says so, and it is ERR_OK. */
enum err_code hold_paid(struct ctx *, int64_t order_id, struct actor);
/* Before a payment begins: reserved ones stay so, those let go are reserved again. ERR_CONFLICT: they are sold. */
enum err_code hold_anew(struct ctx *, int64_t order_id, const struct payment_provider *);
/* The shopper chose to pay in another way: kept for as long as that one takes, never for less. ERR_CONFLICT: as above.
 */
enum err_code hold_switched(struct ctx *, int64_t order_id, const struct payment_provider *);
/* The shopper has paid, and the money is on its way for days: reserved pieces are kept as for a transfer. */
enum err_code hold_pending(struct ctx *, int64_t order_id);
/* A payment failed: reserved pieces are let go, unless another attempt is open. */
enum err_code hold_failed(struct ctx *, int64_t order_id);
/*
 * Money that a provider held is gone before any of it was taken (voided, or refused after all): the pieces that it had
 * made the order's own follow the rules of those that are still to be paid. They are let go, or reserved anew where
 * another attempt is open; what is paid on delivery, or was written by staff, keeps them.
 */
enum err_code hold_voided(struct ctx *, int64_t order_id);
/* The order is off: what it holds is for sale again. */
enum err_code hold_end(struct ctx *, int64_t order_id);
/*
 * Pieces that were still to be sent leave the order, since they were refunded: of what it holds of them, which is
 * nothing where they were let go. for_sale: somebody else may have them.
 */
enum err_code hold_drop(struct ctx *, int64_t order_id, const struct stock_take *, bool for_sale);
/* It goes on after all: all of its pieces are taken for good. ERR_CONFLICT: they are sold. */
enum err_code hold_again(struct ctx *, int64_t order_id);

/* Whether an order that holds nothing could have all of its pieces now. */
enum err_code hold_possible(struct ctx *, int64_t order_id, bool *out);

/*
 * The timer: lets go what was kept until now or before, and makes good what programs of the version before did to
 * reserved pieces: they take the money of an order without committing them, and cancel by giving back committed ones
 * that the order never had. In a transaction of its own.
 */
enum err_code hold_over(struct ctx *, int64_t order_id);

struct hold_fault {
	int64_t variant_id;
	const char *sku;      /* "" for none */
	const char *location; /* "" where the shop has one */
	int64_t reserved, reservations, committed, owed;
};
enum { HOLD_FAULTS_MAX = 1000 };
/* Variants of which the stock says at a location that another number is promised than the orders do; at most
 * HOLD_FAULTS_MAX. */
enum err_code hold_check(struct ctx *, const struct hold_fault **out, size_t *n);

#endif
