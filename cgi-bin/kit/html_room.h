/*
 * html_room: what the files of html share, and nobody else includes.
 */
#ifndef STOA_KIT_HTML_ROOM_H
#define STOA_KIT_HTML_ROOM_H

#include <gumbo.h>

#include "base/buf.h"
#include "kit/html.h"

/*
 * Parses the fragment as browsers do and hands the tree's root to fn; the tree is gone afterwards. ERR_TOO_LARGE past
 * HTML_BYTES, and where nesting makes the tree many times larger than the text: then fn was not called.
 */
enum err_code html_parse(
    struct ctx *, const char *fragment, size_t n, void (*fn)(void *arg, const GumboNode *), void *);

/* &, <, > and both quotes as entities. */
void html_escape(struct buf *, const char *s, size_t n);

/*
 * The next node in document order below root; NULL at the end. down says whether the walk may enter node. left(arg,
 * element) is called for every element that the walk leaves behind, inner ones first, but not for one that was not
 * entered. By parents and indices rather than by recursion: markup may be nested as deeply as it is long.
 */
const GumboNode *html_next(
    const GumboNode *root, const GumboNode *node, bool down, void (*left)(void *arg, const GumboElement *), void *arg);

#endif
