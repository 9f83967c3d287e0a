/*
 * goods: products as the merchant handles them: list, search, price and stock; drafts and archived ones too.
 */
#ifndef STOA_SHOP_GOODS_H
#define STOA_SHOP_GOODS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"

struct goods_row {
	int64_t id;
	const char *name, *handle, *state, *picture;
	int64_t variants;
	int64_t on_hand, available;
	int64_t tracked;         /* variants whose pieces are counted */
	int64_t low;             /* of those with STOCK_LOW or fewer available, and no backorder */
	struct money price_from; /* in the shop's own currency */
	bool price_varies;
	int64_t publish_at, unpublish_at;
	int64_t updated_at;
};
enum goods_sort { GOODS_BY_HANDLE, GOODS_BY_NAME, GOODS_BY_UPDATED, GOODS_BY_STOCK, GOODS_SORT__MAX };
struct goods_query {
	const char *search;  /* name, SKU, tag or vendor holds it; "" for all */
	const char *state;   /* "" for all */
	int64_t category_id; /* itself and what lies below it; 0 for all */
	bool low;            /* only those of which a variant runs low */
	enum goods_sort sort;
	int64_t page; /* from 1 */
	int64_t limit;
};
struct goods_rows {
	const struct goods_row *v;
	size_t n;
	bool more;
};
enum err_code goods_list(struct ctx *, const struct goods_query *, struct goods_rows *out);

struct goods_variant {
	int64_t id;
	const char *sku, *barcode; /* "" for none */
	const char *options;
	struct money price;   /* in the shop's own currency; minor -1 for none */
	struct money compare; /* minor -1 for none */
	int64_t until;        /* when the price ends; INT64_MAX for never */
	int64_t grams;
	int64_t on_hand, committed;
	bool tracked, backorder, requires_shipping;
	bool active;
};
struct goods {
	int64_t id, version;
	const char *name, *handle, *state, *picture;
	int64_t publish_at, unpublish_at;
	const struct goods_variant *variants; /* archived ones, too, that could be sold again */
	size_t n_variants;
};
enum err_code goods_get(struct ctx *, int64_t product_id, const struct goods **out);

/* One variant as it shall be; a changed price ends the old row and starts a new one at ctx->now. */
struct goods_change {
	int64_t variant_id;
	int64_t minor;
	int64_t compare_minor; /* -1 for none */
	int64_t on_hand;
	int64_t seen_on_hand; /* what the form showed: a change in between is not overwritten */
	const char *sku, *barcode;
	int64_t grams;
	bool tracked, backorder, requires_shipping, active;
};
struct goods_update {
	int64_t product_id;
	int64_t version; /* that the form showed, see goods_edit.h */
	const char *state;
	const struct goods_change *changes;
	size_t n;
};
/*
 * All or none; what is so already is fine. Refusals: "price_range" at "price_<variant>", "compare_not_above" at
 * "compare_<variant>", "sku_taken" at "sku_<variant>", "keep_one" at "active_<variant>", and at "on_hand_<variant>"
 * "stock_range", "stock_changed" (argument: pieces there now) or "stock_promised" (argument: pieces sold and not yet
 * shipped).
 */
enum err_code goods_update(struct ctx *, const struct goods_update *);

#endif
