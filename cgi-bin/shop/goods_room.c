#include "shop/goods_room.h"

#include "queries.h"
#include "shop/location.h"
#include "shop/product_index.h"

enum err_code goods_lock(struct ctx *ctx, int64_t id, int64_t *version)
{
	struct goods_lock_row row;
	enum err_code e = q_goods_lock_one(ctx, &(struct goods_lock_in){ .id = id }, &row);
	if (!e)
		*version = row.version;
	return e;
}

enum err_code goods_refuse_stale(struct ctx *ctx)
{
	return refuse(ctx, "version", "changed_meanwhile", NULL, NULL);
}

enum err_code goods_changed(struct ctx *ctx, int64_t id)
{
	enum err_code e = q_goods_touch(ctx, &(struct goods_touch_in){ .id = id, .at = ctx->now }, NULL);
	return e ? e : product_index(ctx, id);
}

enum err_code goods_variant_drop(struct ctx *ctx, int64_t id, bool ordered)
{
	if (ordered)
		return q_variant_archive(ctx, &(struct variant_archive_in){ .id = id }, NULL);
	enum err_code e = q_variant_unpicture(ctx, &(struct variant_unpicture_in){ .id = id }, NULL);
	if (!e)
		e = q_variant_unprice(ctx, &(struct variant_unprice_in){ .id = id }, NULL);
	if (!e)
		e = q_variant_unstock(ctx, &(struct variant_unstock_in){ .id = id }, NULL);
	/* Of an order that it has left. */
	if (!e)
		e = q_variant_unallot(ctx, &(struct variant_unallot_in){ .id = id }, NULL);
	return e ? e : q_variant_drop(ctx, &(struct variant_drop_in){ .id = id }, NULL);
}

enum err_code goods_variant_copy(struct ctx *ctx, const struct goods_variant_copy *c, int64_t *id)
{
	struct variant_copy_row row;
	int64_t location_id;
	enum err_code e = q_variant_copy_one(ctx,
	    &(struct variant_copy_in){ .from_id = c->from_id,
	        .product_id = c->product_id,
	        .option_values = c->values,
	        .position = c->position },
	    &row);
	if (!e)
		e = q_price_copy(
		    ctx, &(struct price_copy_in){ .from_id = c->from_id, .to_id = row.id, .at = ctx->now }, NULL);
	if (!e)
		e = location_first(ctx, &location_id);
	if (e)
		return e;
	*id = row.id;
	return q_stock_insert(
	    ctx, &(struct stock_insert_in){ .variant_id = row.id, .location_id = location_id, .on_hand = 0 }, NULL);
}
