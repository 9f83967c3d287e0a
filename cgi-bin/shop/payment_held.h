/*
 * payment_held: money that a provider holds for us, since the shop takes it with each parcel: taken in full or in
 * parts, or let go. The provider is asked outside of any transaction; a broken call is repeated under the same key.
 */
#ifndef STOA_SHOP_PAYMENT_HELD_H
#define STOA_SHOP_PAYMENT_HELD_H

#include "shop/order.h"
#include "shop/payment.h"

/*
 * Takes what a parcel costs, before it is sent: the pieces, and with the first parcel the shipping; with the last one
 * all that is owed, and lets go of what is held beyond that. n 0: all that is open. Never more than is owed. Nothing is
 * done where nothing is held. ERR_CONFLICT: the provider refuses;
 * ERR_DOWN: it does not answer, and nothing may be sent.
 */
enum err_code payment_take_parcel(struct ctx *, const struct order *, const struct refund_piece *, size_t n);

/* Takes all that is owed and lets go of the rest. ERR_NOT_FOUND where nothing is held; else as above. */
enum err_code payment_take_rest(struct ctx *, int64_t order_id);

/*
 * Lets go of what is held for an order of which nothing will be sent. Nothing is done where nothing is held. Where the
 * provider does not answer it is tried again later by itself, and that is no error here.
 */
enum err_code payment_let_go(struct ctx *, int64_t order_id);

/* What is held and not taken yet; minor 0 for nothing. */
struct money payment_held(const struct order *);

#endif
