/*
 * match: finding a route by method and path. Pure, so that it can be tested without a shop.
 */
#ifndef STOA_WEB_MATCH_H
#define STOA_WEB_MATCH_H

#include <stdbool.h>

#include "base/ctx.h"
#include "web/area.h"
#include "web/route.h"

enum { MATCH_SEGMENTS = 4 };

struct match {
	const struct route *route; /* NULL where none has the path, or none the method */
	const char *seg[MATCH_SEGMENTS];
	unsigned methods; /* bits 1 << enum http_method of all routes that have the path */
};

/*
 * Of the routes whose locale and member needs are exactly those given: the first that has path and method. ":name" in a
 * pattern takes one non-empty segment. path is decoded.
 */
struct match match_route(struct ctx *, const struct route *routes, unsigned needs, enum http_method, const char *path);
/* The same in the first area that has the path. */
struct match match_area(
    struct ctx *, const struct area *const *areas, unsigned needs, enum http_method, const char *path);
/* "GET, HEAD, POST" for the Allow header. */
const char *match_allow(struct ctx *, unsigned methods);

#endif
