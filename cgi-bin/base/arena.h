/*
 * arena: memory that lives exactly as long as one request (or one job).
 *
 * Everything that a handler allocates comes from the request's arena and is released at once when the request ends;
 * nothing is freed by hand. Foreign handles (a curl handle, a PGresult) are tied to the arena with arena_defer().
 * Running out of memory, or past the arena's maximum, aborts the process: the parent starts another.
 * Built with --enable-arena-debug each allocation is a malloc of its own, so that ASan sees every overrun.
 */
#ifndef STOA_BASE_ARENA_H
#define STOA_BASE_ARENA_H

#include <stddef.h>

struct arena;

/* max: the most bytes the arena may ever hold. Never returns NULL. */
struct arena *arena_create(size_t max);
/* For what is kept long: one piece of memory, and no more than that many bytes. */
struct arena *arena_create_exact(size_t bytes);
void arena_destroy(struct arena **);
/* Runs the deferred releases (last first) and forgets all allocations; keeps one block for the next request. */
void arena_reset(struct arena *);

/* Zeroed, aligned for any type. Never returns NULL; size 0 gives a unique pointer. */
void *arena_alloc(struct arena *, size_t size);
/* As calloc: aborts where n * size would overflow. */
void *arena_array(struct arena *, size_t n, size_t size);
char *arena_strdup(struct arena *, const char *);
char *arena_strndup(struct arena *, const char *, size_t n);
char *arena_printf(struct arena *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void *arena_memdup(struct arena *, const void *, size_t n);
/* release(handle) is called when the arena is reset or destroyed. */
void arena_defer(struct arena *, void (*release)(void *), void *handle);
size_t arena_used(const struct arena *);
/*
 * For a process that makes and destroys arenas of some megabytes one after another: up to 64 MB that one gives back are
 * kept for the next, instead of being asked of the kernel again, page by page.
 */
void arena_keep_memory(void);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

#endif
