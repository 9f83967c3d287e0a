/*
 * text_stop: words that say nothing about what is looked for: articles, conjunctions and prepositions of the five
 * languages, a choice of our own. Kept few: a name that is made of them finds nothing else.
 */
#ifndef STOA_KIT_TEXT_STOP_H
#define STOA_KIT_TEXT_STOP_H

#include <stdbool.h>

/* word: folded as text_words() does. */
bool text_is_stop_word(const char *locale, const char *word);

#endif
