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

/*
 * Markup rebuilt from an allow-list, for products' descriptions: text, headings, lists, tables, quotations, links to
 * http, https, mailto, tel or a relative address, and inline formats. Nothing of the source is copied: what is written
 * are our own tags around escaped text, so that a browser can read nothing else into it than what was allowed. Scripts,
 * styles, frames, pictures, SVG, MathML and the like go with their content; of unknown elements the content stays.
 * Attributes are dropped but href, title of abbr, start, colspan, rowspan, scope, dir and lang. The levels of headings
 * in use become h3 and below. Errors as html_to_text.
 */
enum err_code html_clean(struct ctx *, const char *fragment, size_t n, struct html *out);

/*
 * What html_clean() or html_of_text() made, and was kept since. Counted up with every change of what they let through,
 * so that what was made by a wider list is made anew.
 */
enum { HTML_RULES = 1 };
struct html html_kept(const char *made);

/* Plain text as markup: escaped, paragraphs (between empty lines) in <p>, line breaks as <br>. */
struct html html_of_text(struct arena *, const char *text);

#endif
