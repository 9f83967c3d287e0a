/*
 * buf: a growing byte string in an arena, with a stated maximum and sticky overflow.
 *
 * Appending past the maximum sets ->overflow and drops the bytes; the caller asks once, at the end.
 * ->data is always NUL-terminated after the first append (buf_str() makes it so in any case).
 */
#ifndef STOA_BASE_BUF_H
#define STOA_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct buf {
	struct arena *arena;
	char *data;
	size_t len;
	size_t cap;
	size_t max;
	bool overflow;
};

void buf_init(struct buf *, struct arena *, size_t max);
/* Room for n bytes more, taken at once. */
void buf_expect(struct buf *, size_t n);
void buf_add(struct buf *, const void *, size_t n);
void buf_puts(struct buf *, const char *);
void buf_putc(struct buf *, char);
void buf_int(struct buf *, int64_t);
void buf_printf(struct buf *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The bytes as a C string; "" where nothing was added. */
const char *buf_str(struct buf *);
void buf_clear(struct buf *);

#endif
