/*
 * changes: the box's cache (cache/cache.h) hears what was told in the databases (shop/show.h).
 *
 * What has changed in a shop stands in a table of its cell; what has changed about a shop on the platform, its hosts,
 * its state, its cell, in one of the platform, under the same tag "s". One process of the box reads them again and
 * again (web/poll). Where it does not get to it, whoever is about to serve what was kept reads them itself: both go on
 * from where the last one stopped, which is noted in the cache as the snapshot that it saw. Whatever is not visible in
 * that snapshot and is now is new, in whatever order it was committed.
 */
#ifndef STOA_SHOP_CHANGES_H
#define STOA_SHOP_CHANGES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"

enum {
	/* Where no database can be asked what is known is good for so long; else for heard_milliseconds. */
	CHANGES_GRACE_MS = 60000,
	CHANGES_KEPT_SECONDS = 3600
};

/*
 * Reads what is new in a cell ("" for the platform) and moves its tags. Afterwards the shop's scope of ctx->db is gone,
 * so: before a shop is entered, or beside requests. Needs ctx->cache. ERR_DOWN: it cannot be asked. ERR_RETRY: another
 * process is at it and takes its time.
 */
enum err_code changes_apply(struct ctx *, const char *cell);
/* How long ago all was known that had been told until then, in milliseconds; INT64_MAX for never. */
int64_t changes_age(const struct ctx *, const char *cell);
/* Whether all that was told until heard_milliseconds ago is known, of the cell and of the platform. */
bool changes_known(const struct ctx *, const char *cell);
/* Applies of the two what is older: what is kept is then right up to the moment of the call, or of heard_milliseconds
 * before. */
enum err_code changes_refresh(struct ctx *, const char *cell);

/* Takes away what was told more than CHANGES_KEPT_SECONDS ago: of the cell of ctx->db's scope, and of the platform. */
enum err_code changes_forget(struct ctx *);
enum err_code changes_forget_platform(struct ctx *);

#endif
