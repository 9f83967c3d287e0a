/*
 * html_marks: text with a few marks, as people write it in a plain field, made into safe markup.
 *
 * A line "# Words" is a heading, "## Words" a smaller one; lines that start with "- " are a list, with "1. " (any
 * number) a numbered one; **words** stand out; [words](address) is a link where the address is http, https, mailto, tel
 * or a path. Empty lines part paragraphs, other line breaks are kept. Everything else is text, and escaped.
 */
#ifndef STOA_KIT_HTML_MARKS_H
#define STOA_KIT_HTML_MARKS_H

#include "kit/html.h"

struct html html_of_marks(struct arena *, const char *text);

#endif
