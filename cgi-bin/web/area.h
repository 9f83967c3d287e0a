/*
 * area: one part of an executable: its routes and the pages that they send. A small executable has one; the admin has
 * one for each job. No two areas share a path or a template.
 */
#ifndef STOA_WEB_AREA_H
#define STOA_WEB_AREA_H

#include <stdbool.h>
#include <stdio.h>

#include "view/view.h"
#include "web/route.h"

enum { AREA_PAGES_MAX = 128, AREA_ROUTE_BYTES = 160 };

struct area {
	const struct route *routes;
	const struct view_page *pages; /* NULL where it sends none (webhook) */
};

/* areas end with NULL. */
bool area_sends_pages(const struct area *const *areas);
/* All pages in one list that ends with a NULL template. */
void area_pages(const struct area *const *areas, struct view_page to[AREA_PAGES_MAX]);
/* "GET /:locale/:shop/orders/:id": method and whole path; cut where it is longer. */
void area_route_name(const struct route *, char *to, size_t size);
/* A line a route, "GET /:locale/:shop/orders/:id": what the whole path looks like that it answers. */
void area_print_routes(const struct area *const *areas, FILE *to);

#endif
