/*
 * escape: one value into one place of a page. The place is known when the template is compiled, so nobody chooses by
 * hand.
 *
 * Controls and noncharacters that HTML and XML forbid are dropped, and so are the directional embeddings and overrides
 * U+202A to U+202E; directional isolates (U+2066 to U+2069) are closed at the value's end: a value cannot turn the text
 * around it.
 */
#ifndef STOA_VIEW_ESCAPE_H
#define STOA_VIEW_ESCAPE_H

#include <stdbool.h>

#include "base/buf.h"

/* Between tags, and in RCDATA elements. */
void escape_text(struct buf *, const char *);
/* Inside a quoted attribute. */
void escape_attr(struct buf *, const char *);
/* A whole address, quoted: "#" where url_is_safe() says no. */
void escape_url(struct buf *, const char *);
/* A path segment or query value: all but RFC 3986's unreserved characters as %XX. */
void escape_percent(struct buf *, const char *);
/* As it stands. */
void escape_none(struct buf *, const char *);

/* Relative, or with the scheme http, https, mailto or tel; without blanks and controls, which browsers drop before they
 * look at it. */
bool url_is_safe(const char *);

#endif
