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
};
struct goods_query {
	const char *search;       /* name or SKU holds it; "" for all */
	const char *after_handle; /* products after this one, by handle; "" for the first page */
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
	const char *sku, *options;
	struct money price;   /* in the shop's own currency */
	struct money compare; /* minor -1 for none */
	int64_t on_hand, committed;
	bool tracked;
};
struct goods {
	int64_t id;
	const char *name, *handle, *state, *picture, *description;
	const struct goods_variant *variants;
	size_t n_variants;
};
enum err_code goods_get(struct ctx *, int64_t product_id, const struct goods **out);

/* One variant's new price and stock; a changed price ends the old row and starts a new one at ctx->now. */
struct goods_change {
	int64_t variant_id;
	int64_t minor;
	int64_t compare_minor; /* -1 for none */
	int64_t on_hand;
	int64_t seen_on_hand; /* what the form showed: a change in between is not overwritten */
};
/*
 * All or none; what is so already is fine. Refusals: "price_range" at "price_<variant>", "compare_not_above" at
 * "compare_<variant>", and at "on_hand_<variant>" "stock_range", "stock_changed" (argument: pieces there now) or
 * "stock_promised" (argument: pieces sold and not yet shipped).
 */
enum err_code goods_update(struct ctx *, int64_t product_id, const struct goods_change *, size_t n, const char *state);

#endif
