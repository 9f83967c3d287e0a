/*
 * document: what programs read of a shop (sitemap, feeds, robots.txt): a template with output="xml" or "text", without
 * a page around it and the same for everybody.
 */
#ifndef STOA_WEB_DOCUMENT_H
#define STOA_WEB_DOCUMENT_H

#include "web/route.h"

/* Renders into x->res->body, of at most LIMIT_DOCUMENT_BYTES, for caches to keep. type: "application/xml". */
enum err_code document_render(
    struct ctx *, struct exchange *, const char *template, const void *data, const char *type);
/* "2026-11-21T03:04:05Z" (W3C-DTF, RFC 3339); NULL for 0. */
const char *document_time(struct ctx *, int64_t seconds);
/* "Sat, 21 Nov 2026 03:04:05 +0000" (RFC 822 with four digits of the year, as RSS 2.0 wants it); NULL for 0. */
const char *document_date(struct ctx *, int64_t seconds);

#endif
