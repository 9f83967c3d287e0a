/*
 * product_words: what of a product can be found, as a tsvector, and its words for the shop's list of words. Made by
 * kit/text_words alone: Postgres compares, and knows no language.
 */
#ifndef STOA_SHOP_PRODUCT_WORDS_H
#define STOA_SHOP_PRODUCT_WORDS_H

#include "base/buf.h"
#include "base/ctx.h"
#include "db/db.h"
#include "kit/text_words.h"

/* In one locale. Names weigh most (A), then codes, tags, kind and vendor (B), options and attributes (C), the rest (D).
 */
struct product_source {
	const char *name, *summary, *description, *slug, *vendor, *kind;
	struct texts tags, codes, labels, shelves;
};

struct product_words {
	const char *vector; /* the text form of a tsvector */
	/* Words and their stems, each beside the word that it comes from; once each, in ascending order of their bytes.
	 */
	const char *const *words, *const *written;
	size_t n;
};

/* Words of what many products share, which one beside another need not be taken apart again. Lives as long as ctx. */
struct shared_words;
struct shared_words *shared_words_new(struct ctx *);

struct product_words product_words(
    struct ctx *, struct shared_words *, const char *locale, const struct product_source *);

/* A lexeme as tsvector and tsquery write it. */
void lexeme_put(struct buf *, const char *);

#endif
