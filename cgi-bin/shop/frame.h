/*
 * frame: what is the same for every page of a shop, kept in the process's memory (ctx->keep): which shop a host means,
 * its settings and what stands around its pages. tenant and catalog ask it before they ask the database, and give it
 * what they have read.
 *
 * What is found may be as old as cache/keep says. It is for pages that only show; whoever decides by it about money, or
 * changes anything, has no ctx->keep, but for menus and the like around the page (ctx->around).
 */
#ifndef STOA_SHOP_FRAME_H
#define STOA_SHOP_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "shop/catalog.h"
#include "shop/tenant.h"

/* Asked for before something is read that is then kept. */
uint64_t frame_mark(const struct ctx *);

/* Around the reading of what is kept of ctx->tenant: it is asked once by each process (db_once). */
void frame_reads(struct ctx *, bool begin);
void frame_reads_around(struct ctx *, bool begin);

/* Each is NULL where it must be read; what is kept is a copy. */
const struct tenant *frame_tenant(struct ctx *, const char *host);
void frame_keep_tenant(struct ctx *, const char *host, const struct tenant *, uint64_t mark);

/* Of ctx->tenant. locale: as it was asked for; NULL for the shop's default. */
const struct settings *frame_settings(struct ctx *, const char *locale);
void frame_keep_settings(struct ctx *, const char *locale, const struct settings *, uint64_t mark);

/* Of ctx->tenant in ctx->locale. */
const struct shelves *frame_shelves(struct ctx *);
void frame_keep_shelves(struct ctx *, const struct shelves *, uint64_t mark);

/*
 * What doc_by_slug gave: a product and those near it, in ctx->goods. When each of them is seen is in it, as are prices
 * with their times, so that it needs no end by the clock.
 */
struct doc_by_slug_row;
struct frame_product {
	const struct doc_by_slug_row *rows;
	size_t n;
};
const struct frame_product *frame_product(struct ctx *, const char *slug);
void frame_keep_product(struct ctx *, const char *slug, const struct frame_product *, uint64_t mark);

#endif
