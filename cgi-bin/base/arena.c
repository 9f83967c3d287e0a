#include "config.h"

#include "base/arena.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum { BLOCK_BYTES = 64 * 1024, ALIGN = _Alignof(max_align_t) };

struct block {
	struct block *next;
	size_t size;
	size_t used;
	_Alignas(max_align_t) char data[];
};

struct deferred {
	struct deferred *next;
	void (*release)(void *);
	void *handle;
};

struct arena {
	struct block *blocks; /* newest first; the last one is kept by arena_reset() */
	struct deferred *deferred;
	size_t used;
	size_t max;
	size_t block; /* bytes of a block at least */
};

static struct block *block_create(size_t size)
{
	struct block *b = malloc(sizeof *b + size);

	if (!b)
		log_bug(__FILE__, __LINE__, "out of memory");
	b->next = NULL;
	b->size = size;
	b->used = 0;
	return b;
}

struct arena *arena_create(size_t max)
{
	struct arena *a = calloc(1, sizeof *a);

	if (!a)
		log_bug(__FILE__, __LINE__, "out of memory");
	a->max = max;
	a->block = BLOCK_BYTES;
	return a;
}

struct arena *arena_create_exact(size_t bytes)
{
	struct arena *a = arena_create(bytes);

	a->block = bytes;
	return a;
}

#ifdef ARENA_DEBUG

static void forget(struct arena *a)
{
	while (a->blocks) {
		struct block *next = a->blocks->next;
		free(a->blocks);
		a->blocks = next;
	}
}

/* Exactly as large as asked for, so that the next byte is ASan's. */
static void *carve(struct arena *a, size_t size)
{
	struct block *b = block_create(size);

	b->next = a->blocks;
	a->blocks = b;
	return b->data;
}

#else

static void forget(struct arena *a)
{
	while (a->blocks && (a->blocks->next || a->blocks->size > a->block)) {
		struct block *next = a->blocks->next;
		free(a->blocks);
		a->blocks = next;
	}
	if (a->blocks)
		a->blocks->used = 0;
}

static void *carve(struct arena *a, size_t size)
{
	size_t room = (size + ALIGN - 1) / ALIGN * ALIGN;
	struct block *b = a->blocks;

	/* A large piece stands behind the current block, which still has room for the small ones that follow. */
	if (room > a->block / 4 && b && b->size - b->used < room) {
		struct block *own = block_create(room);
		own->used = room;
		own->next = b->next;
		b->next = own;
		return own->data;
	}
	if (!b || b->size - b->used < room) {
		b = block_create(room > a->block ? room : a->block);
		b->next = a->blocks;
		a->blocks = b;
	}
	void *p = b->data + b->used;
	b->used += room;
	return p;
}

#endif

static void run_deferred(struct arena *a)
{
	while (a->deferred) {
		struct deferred *d = a->deferred;
		a->deferred = d->next;
		d->release(d->handle);
	}
}

void arena_reset(struct arena *a)
{
	run_deferred(a);
	forget(a);
	a->used = 0;
}

void arena_destroy(struct arena **ap)
{
	if (!*ap)
		return;
	arena_reset(*ap);
	free((*ap)->blocks);
	free(*ap);
	*ap = NULL;
}

void *arena_alloc(struct arena *a, size_t size)
{
	if (size == 0)
		size = 1;
	if (size > a->max - a->used)
		log_bug(__FILE__, __LINE__, "arena past its maximum");
	a->used += size;
	return memset(carve(a, size), 0, size);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	size_t bytes;

	BUG_IF(__builtin_mul_overflow(n, size, &bytes));
	return arena_alloc(a, bytes);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = arena_alloc(a, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

/* Most of what is printed is short, and is then printed once. */
char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char room[256];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(room, sizeof room, fmt, ap);
	va_end(ap);
	BUG_IF(n < 0);
	char *s = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n < sizeof room)
		return memcpy(s, room, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

void *arena_memdup(struct arena *a, const void *p, size_t n)
{
	void *copy = arena_alloc(a, n);

	if (n)
		memcpy(copy, p, n);
	return copy;
}

void arena_defer(struct arena *a, void (*release)(void *), void *handle)
{
	struct deferred *d = ARENA_NEW(a, struct deferred);

	d->release = release;
	d->handle = handle;
	d->next = a->deferred;
	a->deferred = d;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

void arena_keep_memory(void)
{
	enum { KEPT = 64 * 1024 * 1024, PIECE = 8 * 1024 * 1024 };

	mallopt(M_TRIM_THRESHOLD, KEPT);
	mallopt(M_TOP_PAD, 1024 * 1024);
	mallopt(M_MMAP_THRESHOLD, PIECE);
}
