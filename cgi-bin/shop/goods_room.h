/*
 * goods_room: what the files that edit products share. All within the caller's transaction.
 */
#ifndef STOA_SHOP_GOODS_ROOM_H
#define STOA_SHOP_GOODS_ROOM_H

#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"

/* Nobody else edits the product until the transaction ends; its version now. */
enum err_code goods_lock(struct ctx *, int64_t id, int64_t *version);
/* Somebody has saved since the version that was seen. */
enum err_code goods_refuse_stale(struct ctx *);
/* The product was changed: a new version, and what search and lists keep of it is made anew. */
enum err_code goods_changed(struct ctx *, int64_t id);

/* A variant goes: archived where it was ordered or lies in a cart, else deleted with its prices and pieces. */
enum err_code goods_variant_drop(struct ctx *, int64_t variant_id, bool ordered);
/* A new one like another, with its prices, without pieces. */
struct goods_variant_copy {
	int64_t from_id, product_id;
	struct bigints values;
	int64_t position;
};
enum err_code goods_variant_copy(struct ctx *, const struct goods_variant_copy *, int64_t *id);

#endif
