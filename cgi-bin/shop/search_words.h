/*
 * search_words: a shopper's words as the queries that Postgres compares, and what they may mean where nothing has them.
 */
#ifndef STOA_SHOP_SEARCH_WORDS_H
#define STOA_SHOP_SEARCH_WORDS_H

#include "base/ctx.h"
#include "kit/text_words.h"

enum { SEARCH_WORDS = 12 };

/* Every word, the last one also begun; in German each may begin or end a compound. "" for no words. */
const char *search_all_of(struct ctx *, const struct text_words *);
/*
 * The same by the marks of what words begin with (shop/search_marks), for products that have them. beyond: what these
 * leave open, "" for nothing.
 */
const char *search_by_marks(struct ctx *, const struct text_words *, const char **beyond);
/* Every word, none of them begun and no compound. */
const char *search_whole(struct ctx *, const struct text_words *);
/* Any of the words as they are written or inflected: what weighs more. */
const char *search_exactly(struct ctx *, const struct text_words *);
/* Any of the words. */
const char *search_any_of(struct ctx *, const struct text_words *);

struct mended {
	struct text_words words; /* those that find something */
	const char *shown;       /* they as they are written */
	bool changed;            /* a word stands for another */
	size_t lost;             /* words that find nothing, and nothing is near */
};
/*
 * Where a word finds nothing: the word of the shop that is nearest to it and found most often; else the two that it is
 * made of, or the one that it makes with its neighbour.
 */
enum err_code search_mend(struct ctx *, const struct text_words *, struct mended *out);

#endif
