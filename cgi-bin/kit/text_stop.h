/*
 * text_stop: words that say nothing about what is looked for.
 */
#ifndef STOA_KIT_TEXT_STOP_H
#define STOA_KIT_TEXT_STOP_H

#include <stdbool.h>

/* word: folded as text_words() does. */
bool text_is_stop_word(const char *locale, const char *word);

#endif
