/*
 * text_stem: the stem of a word by Snowball's rules for its language; the room of libstemmer.
 */
#ifndef STOA_KIT_TEXT_STEM_H
#define STOA_KIT_TEXT_STEM_H

struct arena;

/* word: lower case, NFC. The word itself where the language has no rules here (ja). */
const char *text_stem(struct arena *, const char *locale, const char *word);

#endif
