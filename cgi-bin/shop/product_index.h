/*
 * product_index: what lists are filtered, counted and searched by, kept beside the products.
 *
 * Whoever writes a product (its state, texts, addresses, tags, options, variants, prices, categories, attributes) calls
 * product_index() at the end of the same transaction; whoever moves stock calls product_index_stock(), which
 * shop/stock does. Prices may change by the clock: their times are in the rows, so that nobody has to be there then.
 */
#ifndef STOA_SHOP_PRODUCT_INDEX_H
#define STOA_SHOP_PRODUCT_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"

/* Inside the caller's transaction. Needs ctx->settings. */
enum err_code product_index(struct ctx *, int64_t product_id);
/* Several at once; a few dozen a transaction. */
enum err_code product_index_some(struct ctx *, struct bigints product_ids);

/*
 * Availability alone, inside the caller's transaction and after all its changes of stock. more: by how many pieces each
 * has more for sale than before (less than 0: fewer). A product is looked at only where one of its variants has none
 * left or has some again; its row then stays locked until the transaction ends. What is shown of it changes only there,
 * and where there are few (STOCK_FEW).
 */
enum err_code product_index_stock(struct ctx *, struct bigints variant_ids, struct bigints more);

/* The products of a category and those right below it: after it was renamed or moved. In transactions of its own where
 * none is open. */
enum err_code product_index_category(struct ctx *, int64_t category_id);
/* Those that have the attribute: after what it or its choices are called was changed. Likewise. */
enum err_code product_index_attribute(struct ctx *, int64_t attribute_id);
/* All products, in transactions of their own; the list of words is made anew. */
enum err_code product_index_all(struct ctx *);
/*
 * The same where the shop's rows were made by other rules than this build's, as far as the rules differ; what pages
 * show is left to product_index_catch_up(). Needs the shop's scope; reads its settings.
 */
enum err_code product_index_bring_up(struct ctx *);
/*
 * Products of which what their pages show is not written down (shop/product_doc), and those changed since then, perhaps
 * by a program of the version before: at most so many of those after *after, in transactions of their own. *after:
 * where to go on, 0 where none is left. since: INT64_MAX for what is missing alone. Needs ctx->settings.
 */
enum err_code product_index_catch_up(struct ctx *, int64_t since, size_t most, int64_t *after);

#endif
