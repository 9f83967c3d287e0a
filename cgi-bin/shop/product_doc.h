/*
 * product_doc: products as their pages and cards show them, written down beside them, a row by language with all that
 * no clock changes (the doc), a row with what is offered when (the offer) and with what lists show in each language
 * (the card), and a row that names its neighbours (shop/product_near). Pages then read them by key.
 *
 * What is written down repeats other tables and nothing else, so a reader that misses a row, or finds one of another
 * build's form, makes it for itself and goes on.
 */
#ifndef STOA_SHOP_PRODUCT_DOC_H
#define STOA_SHOP_PRODUCT_DOC_H

#include "base/ctx.h"
#include "db/db.h"

/*
 * Inside the transaction that changed the products, after its changes: of whatever stands on their pages but the pieces
 * that are left and what the categories are called. product_index calls it; besides, whoever changes pictures. Needs
 * ctx->settings.
 */
enum err_code product_doc_put(struct ctx *, struct bigints product_ids);

/*
 * The pieces that are left, as far as shoppers are told: inside the transaction, after all its changes of stock and
 * after the rows of product_facet are locked. product_index_stock() calls it where the words for them change.
 */
enum err_code product_doc_stock(struct ctx *, struct bigints product_ids);

/* Inside the transaction that changes what many of them show: they are made when they are read, and caught up with
 * (product_index_catch_up). */
enum err_code product_doc_forget(struct ctx *);
enum err_code product_doc_forget_attribute(struct ctx *, int64_t attribute_id);

#endif
