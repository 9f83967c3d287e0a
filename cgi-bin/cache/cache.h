/*
 * cache: finished pages of a box, shared by all its processes; the one room that knows LMDB.
 *
 * A page is found by its key (whatever it depends on besides the shop's data: host, path, locale, currency, ...) and
 * carries tags (whatever of the shop's data it shows). Whoever learns of a change moves the change's tags; a page is
 * served only while none of its tags has moved since its data were read. Nothing has to be searched or deleted for
 * that: a tag is a number, its last move a slot in shared memory. Tags that share a slot go stale together.
 *
 * The order that makes it right: cache_mark() before the database is read, cache_put() with that mark after; and a
 * change is visible in the database before its tags are moved. A page whose data were read before the change and
 * stored after it then counts as stale.
 *
 * The store is bounded: it fills one of two halves, and when that is full forgets the other one. What is still asked
 * for moves over when it is found in the older half. Nobody waits: where another process is storing, a page is not
 * stored. A killed process leaves neither lock nor reader behind. After a restart of the box the cache is empty.
 *
 * A cache cannot be used across a fork: each process opens its own.
 */
#ifndef STOA_CACHE_CACHE_H
#define STOA_CACHE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { CACHE_KEY_BYTES = 32, CACHE_TAGS_MAX = 256 };

struct cache_page {
	const uint64_t *tags;
	size_t n_tags; /* at most CACHE_TAGS_MAX */
	const void *data;
	size_t n;
};

struct cache;

/*
 * dir: a folder of the box, made where it is missing; its parent must exist. bytes: of the store on disk, at least
 * CACHE_LEAST_BYTES; all processes should name the same. NULL, with a line in the log, where that cannot be: pages are
 * then made each time. bytes 0: no store, and no page is ever found, but tags and sources are there.
 */
enum { CACHE_LEAST_BYTES = 1024 * 1024 };
struct cache *cache_open(const char *dir, size_t bytes);
void cache_close(struct cache **);

/* The tag of a name ("product:17") of a shop. */
uint64_t cache_tag(int64_t tenant_id, const char *name);

/* What has happened to the data so far, as a number: asked for before the data of a page are read. */
uint64_t cache_mark(const struct cache *);
/* False where there is no such page, or one that is stale. A page found is a copy in the arena. */
bool cache_get(struct cache *, struct arena *, const uint8_t key[CACHE_KEY_BYTES], struct cache_page *out);
/*
 * The same without the copy: reads() looks at the page where it lies, during the call alone, and says whether it was
 * what it looked for. It must not wait for anybody.
 */
typedef bool cache_reads_fn(void *state, const struct cache_page *);
bool cache_read(struct cache *, struct arena *, const uint8_t key[CACHE_KEY_BYTES], cache_reads_fn *reads, void *state);
/* Whether there is one that is stale: it was made once, and what it shows has changed. */
bool cache_had(struct cache *, const uint8_t key[CACHE_KEY_BYTES]);
/* False where it was not stored: a tag has moved since the mark, another process is storing, or it is too large. */
bool cache_put(struct cache *, const uint8_t key[CACHE_KEY_BYTES], const struct cache_page *, uint64_t);

/*
 * Of many that miss a page one makes it. cache_claim(): true where nobody else is at it; cache_unclaim() when the page
 * is stored or given up. Two pages may share a claim. cache_queue(): a place among at most so many that wait, so that
 * one slow page does not hold all processes; false where all are taken. Both end with their process, however that ends.
 */
bool cache_claim(struct cache *, const uint8_t key[CACHE_KEY_BYTES]);
void cache_unclaim(struct cache *, const uint8_t key[CACHE_KEY_BYTES]);
bool cache_queue(struct cache *, int places);
void cache_unqueue(struct cache *);

/* The data behind the tag have changed, visibly for every snapshot taken from now on. */
void cache_move(struct cache *, uint64_t tag);
/* All data may have changed: changes may have been missed. */
void cache_move_all(struct cache *);
/* Whether none of the tags has moved since the mark: for what a process keeps in its own memory. */
bool cache_fresh(const struct cache *, const uint64_t *tags, size_t n, uint64_t mark);

/*
 * Changes come from sources: a cell by its name, the platform as "". Whoever has applied all that one had told by the
 * moment `at` (cache_clock(), taken before it was asked) says so; what is served may then be as old as that. False:
 * more sources than there is room for, and nothing of this one may be served.
 */
int64_t cache_clock(void); /* milliseconds, the same for all processes of a boot */
bool cache_beat(struct cache *, const char *source, int64_t at);
/* 0 where it never was. */
int64_t cache_beaten(const struct cache *, const char *source);

/*
 * How far the changes of a source were followed is a text of whoever follows it, noted for whoever goes on. Only one
 * process follows a source at a time, until it says so or ends; false where another one does. One process of the box
 * leads: it follows all of them as long as it runs.
 */
enum { CACHE_NOTE_BYTES = 1024 };
bool cache_lead(struct cache *);
bool cache_follow(struct cache *, const char *source);
void cache_unfollow(struct cache *, const char *source);
/* "" where nothing is. Valid until the next note. */
const char *cache_noted(const struct cache *, const char *source);
/* Shorter than CACHE_NOTE_BYTES. */
void cache_note(struct cache *, const char *source, const char *text);

/*
 * For copies of a source that follow it (db/standby.h): what it had told by its position `at` (of its log; it only goes
 * on) is being applied. Said before the first tag of that is moved: whoever takes cache_mark() and then asks for the
 * position knows that a copy which is past it has all that the mark counts. A source that starts anew (it was restored,
 * or another one took its place) begins at 0.
 */
bool cache_reach(struct cache *, const char *source, uint64_t at);
void cache_start_anew(struct cache *, const char *source);
/* 0 where nothing is known. */
uint64_t cache_position(const struct cache *, const char *source);

#endif
