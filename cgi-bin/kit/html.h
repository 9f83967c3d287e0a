/*
 * html: markup from outside and markup that is safe; the one room that knows libgumbo.
 */
#ifndef STOA_KIT_HTML_H
#define STOA_KIT_HTML_H

#include <stddef.h>

#include "base/ctx.h"

/* Markup that is safe to send as it stands: only this room makes one. */
struct html {
	const char *safe;
};

enum { HTML_BYTES = 512 * 1024 };

/*
 * The text of an HTML fragment, read as browsers do: block elements and <br> become line breaks, paragraphs stand apart
 * by an empty line, white space is folded, entities are decoded; script, style and the like are dropped. List items
 * start with "- ". ERR_TOO_LARGE past HTML_BYTES, and where nesting makes the tree many times larger than the text.
 */
enum err_code html_to_text(struct ctx *, const char *fragment, size_t n, const char **text);

/* Plain text as markup: escaped, paragraphs (between empty lines) in <p>, line breaks as <br>. */
struct html html_of_text(struct arena *, const char *text);

#endif
