/*
 * payment_room: what the files of payment share, and nobody else needs.
 */
#ifndef STOA_SHOP_PAYMENT_ROOM_H
#define STOA_SHOP_PAYMENT_ROOM_H

#include "shop/payment.h"

extern const struct payment_provider payment_offline;
extern const struct payment_provider payment_cash_on_delivery;
extern const struct payment_provider payment_demo;
extern const struct payment_provider payment_stripe;
extern const struct payment_provider payment_paypal;

/*
 * What a notice or an answer says, in one transaction: recorded where it has an id (a repeated one changes nothing),
 * payment and order moved. Errors as of payment_take_notice().
 */
enum err_code payment_apply(struct ctx *, const struct payment_provider *, const struct payment_notice *);
/* "created" or "pending": the shopper may still pay by this attempt. */
bool payment_open(const char *state);

#endif
