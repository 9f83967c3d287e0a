/*
 * product_index_room: what the files of product_index share, and nobody else includes.
 */
#ifndef STOA_SHOP_PRODUCT_INDEX_ROOM_H
#define STOA_SHOP_PRODUCT_INDEX_ROOM_H

#include "queries.h"

/* Queues what these texts can be found by, and their words for the shop's vocabulary. */
void index_words(struct ctx *, const struct index_texts_row *texts, size_t n);
/* Makes the marks among the products' words anew (shop/search_marks), and nothing else; in the caller's transaction. */
enum err_code index_marks(struct ctx *, struct bigints product_ids);

#endif
