/*
 * search_marks: what stands among a product's words besides them (product_search.words), so that all that a search asks
 * is one walk through one index. `index_words_put` writes it. No word is one of these: an end of a compound, which
 * begins with +, is longer.
 *
 *   =      its marks were written
 *   #17    a term of a facet; #height.:5 of one of numbers: from the 5th round bound up to the 6th
 *   +      it can be bought
 *   $12    it has, now or at another time, a price from the 12th round bound up to the 13th; $JPY: one that is entered
 *          in this currency
 *   @en3   drawn three times: one in 2^3 of the products that are for sale, in a language. Each draw takes half of
 *          those of the draw before, always the same ones.
 *   %de    where it is drawn: it has a text in this language
 *   ~bow   where it is drawn MARK_BEGUN times: a word of its name, codes, tags or labels begins so
 *
 * Draws bound the work for words that very many products have: their number says how many there are, and a part of them
 * is found by as many steps as the part has products.
 */
#ifndef STOA_SHOP_SEARCH_MARKS_H
#define STOA_SHOP_SEARCH_MARKS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/ctx.h"

enum { MARK_DRAWS = 6, MARK_BEGUN = 4, MARK_POINTS = 6 };

/* Round numbers (1, 2, 5 and their tens) between which prices and other numbers are told apart. */
enum { ROUND_BOUNDS = 45 };
const int64_t *round_bounds(void);

/* Products with a text in ctx->locale, or with none in it but in the shop's language, that are drawn so often. */
const char *mark_draw(struct ctx *, int times);
/* What a word begins with, as far as the marks tell; more than they tell is to be looked at. */
void mark_begun(struct buf *out, const char *word);
/*
 * Prices in ctx->currency from low to high, -1 for no bound: whatever has one has a mark of these. "" where that would
 * be any.
 */
const char *mark_prices(struct ctx *, int64_t low, int64_t high);
/* Numbers of a facet from low to less than high; "" where one of them is not a round bound. */
const char *mark_numbers(struct ctx *, const char *facet, const char *low, const char *high);

#endif
