/*
 * product_index_room: what the files of product_index share, and nobody else includes.
 */
#ifndef STOA_SHOP_PRODUCT_INDEX_ROOM_H
#define STOA_SHOP_PRODUCT_INDEX_ROOM_H

#include "queries.h"

/* What texts can be found by. */
struct index_words {
	struct ctx *ctx;
	const struct index_texts_row *texts;
	size_t n; /* of texts */
	const char **vectors;
	struct known_word *known; /* once each, in ascending order */
	size_t n_known;
};

/* Of ctx, texts and n all the rest; asks nothing of the database. */
void index_words_make(void *index_words);
/* Queues it, and its words for the shop's vocabulary. */
void index_words_queue(struct index_words *);
/* Makes the marks among the products' words anew (shop/search_marks), and nothing else; in the caller's transaction. */
enum err_code index_marks(struct ctx *, struct bigints product_ids);

#endif
