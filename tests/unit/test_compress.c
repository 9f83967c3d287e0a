/* Streams put together of pieces, read by zlib and brotli themselves. */
#include "unit.h"

#include <brotli/decode.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "kit/compress.h"

enum { LONG = 200000 };

static char *text_of(struct ctx *ctx, size_t n, unsigned seed)
{
	char *s = arena_alloc(ctx->arena, n + 1);
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245 + 12345;
		s[i] = (char)("the cup is blue. "[(seed >> 20) % 17]);
	}
	return s;
}

static void expect_gzip(struct ctx *ctx, struct buf *stream, const char *plain, size_t n)
{
	unsigned char *out = arena_alloc(ctx->arena, n + 16);
	z_stream z = { .next_in = (unsigned char *)stream->data,
		.avail_in = (uInt)stream->len,
		.next_out = out,
		.avail_out = (uInt)n + 16 };
	assert_int_equal(inflateInit2(&z, MAX_WBITS + 16), Z_OK);
	/* The end, with sum and length right, and nothing behind it. */
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	assert_int_equal(z.total_out, n);
	assert_memory_equal(out, plain, n);
	inflateEnd(&z);
}

/* Bit i of replaced: piece i is stored instead. */
static void try_stream(struct ctx *ctx, const size_t lengths[3], unsigned replaced)
{
	struct buf stream, piece, plain;
	struct compress_sum sum;
	buf_init(&stream, ctx->arena, 1 << 21);
	buf_init(&plain, ctx->arena, 1 << 21);
	compress_begin(&stream, &sum);
	for (unsigned i = 0; i < 3; i++) {
		size_t n = lengths[i];
		const char *text = text_of(ctx, n, i + 7);
		struct compress_piece p;
		buf_init(&piece, ctx->arena, 1 << 21);
		compress_piece(&piece, text, n, &p);
		assert_int_equal(p.n, piece.len);
		assert_int_equal(p.plain, n);
		if (replaced & 1u << i) {
			compress_stored(&stream, &sum, text, n);
		} else {
			buf_add(&stream, buf_str(&piece), piece.len);
			compress_add(&sum, &p);
		}
		buf_add(&plain, text, n);
	}
	compress_end(&stream, &sum);
	assert_false(stream.overflow);
	expect_gzip(ctx, &stream, buf_str(&plain), plain.len);
}

static void pieces_can_be_replaced_one_by_one(void **state)
{
	static const size_t lengths[] = { 0, 1, 5000, LONG, 0, 1 };
	for (unsigned replaced = 0; replaced < 8; replaced++)
		for (size_t l = 0; l < 4; l++)
			try_stream(*state, lengths + l, replaced);
}

static void a_page_gets_smaller(void **state)
{
	struct ctx *ctx = *state;
	struct buf out;
	struct compress_piece p;
	const char *text = text_of(ctx, LONG, 3);
	buf_init(&out, ctx->arena, 1 << 20);
	compress_piece(&out, text, LONG, &p);
	assert_true(out.len < LONG * 6 / 10);
	buf_init(&out, ctx->arena, 1 << 20);
	assert_true(compress_brotli(&out, text, LONG));
	assert_true(out.len < LONG * 6 / 10);
	size_t n = LONG;
	uint8_t *plain = arena_alloc(ctx->arena, LONG);
	assert_int_equal(
	    BrotliDecoderDecompress(out.len, (uint8_t *)out.data, &n, plain), BROTLI_DECODER_RESULT_SUCCESS);
	assert_int_equal(n, LONG);
	assert_memory_equal(plain, text, LONG);
}

static void what_would_grow_stays_as_it_is(void **state)
{
	struct ctx *ctx = *state;
	struct buf out;
	buf_init(&out, ctx->arena, 1000);
	assert_false(compress_brotli(&out, "x", 1));
	assert_false(compress_brotli(&out, "", 0));
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(pieces_can_be_replaced_one_by_one),
		UNIT(a_page_gets_smaller),
		UNIT(what_would_grow_stays_as_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
