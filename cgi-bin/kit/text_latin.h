/*
 * text_latin: Latin letters in ASCII, for slugs and search words.
 */
#ifndef STOA_KIT_TEXT_LATIN_H
#define STOA_KIT_TEXT_LATIN_H

struct arena;

/* Latin letters lose their marks ("ä" is "a", under the locale de "ae"); other scripts stay as they are. */
char *text_latin_ascii(struct arena *, const char *locale, const char *);

#endif
