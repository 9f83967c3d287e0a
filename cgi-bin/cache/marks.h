/*
 * marks: when each tag last moved, in a file that all processes map. Internal to cache/.
 *
 * Time is a count of moves. A slot holds the count at the last move of any tag that falls into it, so that one
 * comparison a tag says whether a page is fresh.
 */
#ifndef STOA_CACHE_MARKS_H
#define STOA_CACHE_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One more whenever the shared file or a value of the store is laid out otherwise. */
enum { MARKS_LAYOUT = 4 };

struct marks;

/* NULL with errno set. A file of another layout is EPROTO. */
struct marks *marks_open(const char *path);
void marks_close(struct marks **);

/* A mark: taken before something is read, it says later whether that is still so. */
uint64_t marks_now(const struct marks *);
/* A tag is a hash (cache/cache.h): one that shares its slot moves along, so a page may be stale without need, and never
 * fresh without right. Seen by all processes when it returns. */
void marks_move(struct marks *, uint64_t tag);
void marks_move_all(struct marks *);
/* Whether none of the tags moved after the mark. */
bool marks_fresh(const struct marks *, const uint64_t *tags, size_t n, uint64_t mark);

/*
 * Who follows a source, and who all of them: until marks_unfollow(), or the end of the process. False: another one
 * does, or there is no room. What was noted of a source is for who follows it, and "" at first.
 */
enum { MARKS_NOTE_BYTES = 1024 };
bool marks_lead(struct marks *);
/* source: a hash of its name, not 0. */
bool marks_follow(struct marks *, uint64_t source);
void marks_unfollow(struct marks *, uint64_t source);
const char *marks_noted(const struct marks *, uint64_t source);
void marks_note(struct marks *, uint64_t source, const char *text);

/* When the source of that name (not 0) was heard last, in cache_clock()'s time. False: no room for one more. */
bool marks_beat(struct marks *, uint64_t source, int64_t at);
/* 0: never. */
int64_t marks_beaten(const struct marks *, uint64_t source);

/* How far the source's log was, which only goes on; from 0 again where the source is another one. */
bool marks_reach(struct marks *, uint64_t source, uint64_t position); /* false: no room for one more */
void marks_start_anew(struct marks *, uint64_t source);
uint64_t marks_position(const struct marks *, uint64_t source);

/* Which half of the store is being filled: 0 or 1. Changed by whoever holds the store's lock. */
int marks_half(const struct marks *);
void marks_set_half(struct marks *, int half);

#endif
