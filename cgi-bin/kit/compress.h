/*
 * compress: bytes for the wire; the one room that knows zlib and brotli.
 *
 * A gzip stream is made of pieces that stand by themselves (each ends at a full flush, RFC 1951 and zlib.h), so that
 * any of them can be left out or have other bytes put in its place, stored as they are, without compressing the rest
 * again:
 *
 *     compress_begin(), then pieces (made before) and compress_stored() in any order, then compress_end().
 */
#ifndef STOA_KIT_COMPRESS_H
#define STOA_KIT_COMPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* What is known of a piece without looking at it again. */
struct compress_piece {
	uint32_t plain; /* bytes before */
	uint32_t n;     /* bytes compressed */
	uint32_t crc;   /* of the plain bytes */
	uint32_t step;  /* how a sum goes on over so many bytes (crc32_combine_gen) */
};

/* The state of a stream that is being put together. */
struct compress_sum {
	uint32_t crc;
	uint32_t plain;
};

/* Appends the bytes to out as one piece; nothing for none. */
void compress_piece(struct buf *out, const char *data, size_t n, struct compress_piece *);

void compress_begin(struct buf *out, struct compress_sum *);
/* Bytes as they are, in blocks of at most 65,535. */
void compress_stored(struct buf *out, struct compress_sum *, const char *data, size_t n);
/* The piece was appended to out, by whomever. */
void compress_add(struct compress_sum *, const struct compress_piece *);
void compress_end(struct buf *out, const struct compress_sum *);

/* The whole in one. False, with nothing appended, where it would not fit or be no smaller. */
bool compress_brotli(struct buf *out, const char *data, size_t n);

#endif
