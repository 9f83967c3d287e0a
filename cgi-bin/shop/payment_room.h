/*
 * payment_room: the providers that there are, for payment.c's table alone.
 */
#ifndef STOA_SHOP_PAYMENT_ROOM_H
#define STOA_SHOP_PAYMENT_ROOM_H

#include "shop/payment.h"

extern const struct payment_provider payment_offline;
extern const struct payment_provider payment_cash_on_delivery;
extern const struct payment_provider payment_demo;
extern const struct payment_provider payment_stripe;

#endif
