/*
 * cart_room: what the files of the cart and the placing of orders share, and nobody else needs.
 */
#ifndef STOA_SHOP_CART_ROOM_H
#define STOA_SHOP_CART_ROOM_H

#include "db/db.h"
#include "shop/cart.h"

/* What the database knows a cart by; lives in the arena. ERR_NOT_FOUND where the token is no 32 hex digits. */
enum err_code cart_hash(struct ctx *, const char *token, struct bytes *out);

#endif
