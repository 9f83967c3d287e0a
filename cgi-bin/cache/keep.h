/*
 * keep: what a process keeps in its own memory of what it has read, as long as nothing of it has changed.
 *
 * A thing has tags (cache/cache.h) and one source. It is found only while no tag has moved since the thing was read,
 * and while the source was heard less than heard_ms ago: nothing that is found is older than that.
 *
 * Bounded: what was asked for longest ago goes. Nothing goes in the middle of a request, so what was found may be used
 * until keep_rest().
 */
#ifndef STOA_CACHE_KEEP_H
#define STOA_CACHE_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "cache/cache.h"

struct keep;

/* The cache is asked for tags and sources, and must live longer. bytes: about what all that is kept may take. */
struct keep *keep_create(struct cache *, size_t bytes, int heard_ms);
void keep_destroy(struct keep **);

/* Which thing: a kind of the caller's, a number and a name, in any combination. */
struct keep_key {
	int kind;
	int64_t number;
	const char *name;
};

/* NULL where there is none that is fresh. */
const void *keep_find(struct keep *, const struct keep_key *, const char *source);
/*
 * value lies in own, which is taken over, with all that it points to. mark: cache_mark() before it was read. bytes: of
 * own.
 */
enum { KEEP_TAGS_MAX = 12 };
struct keep_tags {
	uint64_t v[KEEP_TAGS_MAX];
	size_t n;
};
void keep_put(struct keep *, const struct keep_key *, const struct keep_tags *, uint64_t mark, struct arena *own,
    size_t bytes, const void *value);

/* Whether what is put now can be found: the source was heard. */
bool keep_hears(const struct keep *, const char *source);

/* Between two requests: frees what has changed, and what is beyond the bound. Nothing where it is NULL. */
void keep_rest(struct keep *);

size_t keep_bytes(const struct keep *);

#endif
