/*
 * text_words: the words of a text as they are searched, and the ways in which each may be written.
 *
 * Folded (NFKC, no case), digits of every script in ASCII, Latin without marks, Arabic without harakat and tatweel and
 * with one form of alef, yeh and teh, katakana as hiragana and without the long mark at its end. Letters and digits are
 * parted ("28cm" is two words), so are Latin words at an apostrophe.
 */
#ifndef STOA_KIT_TEXT_WORDS_H
#define STOA_KIT_TEXT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { TEXT_WORD_POINTS = 64 };

struct text_list {
	const char **v;
	size_t n, room;
};

struct text_word {
	const char *word;    /* folded */
	const char *written; /* in lower case, with its marks */
	/*
	 * The word, its stem, in German also with "ae" for "ä", in Arabic without the article; of Hiragana alone in a
	 * query how it is spelled in Latin. A query's word is found where any of them is.
	 */
	struct text_list forms;
	/* German, of a document: what a compound may end with, each behind a '+': "+becher" of "hafenbecher". */
	struct text_list tails;
	/*
	 * A run of Han, Hiragana or Katakana: its pairs of characters, of a document also the last one alone. A query's
	 * run is found where each of its pairs begins one of the document's. Empty for other words.
	 */
	struct text_list pairs;
};

struct text_words {
	struct text_word *v;
	size_t n;
};

enum text_words_of {
	TEXT_WORDS_TITLE,    /* of a document, short: compounds are taken apart */
	TEXT_WORDS_DOCUMENT, /* likewise, long */
	TEXT_WORDS_QUERY,    /* articles, prepositions and particles are left out where other words remain */
};

/* In their order, repeated ones too. */
struct text_words text_words(struct arena *, const char *locale, const char *, enum text_words_of);

/* Changes (a letter more, less, another, or two neighbours exchanged) from one word to the other; at most limit + 1. */
int text_distance(struct arena *, const char *, const char *, int limit);

/*
 * Keys by which words of up to two changes (short ones: one) meet: every way of leaving out that many of the word's
 * first letters, hashed. Two words within reach of one another have a key in common; text_distance() tells which do.
 */
size_t text_near_keys(struct arena *, const char *word, int64_t **keys);
/* How many changes are forgiven: 0, 1 or 2, by the word's length; of a number none: another one is another thing. */
int text_forgiven(const char *word);
/* Of digits alone. */
bool text_is_number(const char *word);

#endif
