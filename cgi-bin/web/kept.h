/*
 * kept: a finished page as bytes, for whoever asks for it: put together once, then answered to many by filling holes
 * and choosing an encoding. Knows nothing of the cache that keeps it.
 *
 * Kept are: the body as it is; the same as gzip in pieces between the holes; the same as brotli in one, for readers
 * whose holes are as they were; the header lines that are the same for all. With a body of 20 KB that is about 32 KB.
 *
 * Entity tags are strong: "PAGE" is a hash of the body as everybody sees it, so that all boxes say the same;
 * "PAGE.c3n" the page with its holes filled so; "-gzip" and "-br" its other forms.
 */
#ifndef STOA_WEB_KEPT_H
#define STOA_WEB_KEPT_H

#include "base/buf.h"
#include "http/response.h"
#include "kit/compress.h"
#include "view/view.h"
#include "web/route.h"

enum { KEPT_PIECES = 2 * VIEW_HOLES_MAX + 1, KEPT_HOLE_NAME = 16 };

/* Strings end with NUL; of the bodies the lengths count. */
enum kept_part {
	KEPT_LOCALE,
	KEPT_ROUTE,      /* its pattern, for the log */
	KEPT_CELL,       /* where its data came from */
	KEPT_CURRENCIES, /* "EUR USD ": those that the shop offers, its own first */
	KEPT_TYPE,
	KEPT_LINES,  /* header lines */
	KEPT_SHARED, /* more of them, where the answer is the same for everybody: its keys for a network in between */
	KEPT_PLAIN,
	KEPT_GZIP,   /* "" before kept_compress() */
	KEPT_BROTLI, /* "" where it would be no smaller */
	KEPT_PART__MAX
};

struct kept_hole {
	char name[KEPT_HOLE_NAME];
	uint32_t from, to; /* bytes of KEPT_PLAIN */
};

struct kept_head {
	uint32_t form;
	uint32_t caching; /* enum http_cache */
	int64_t tenant_id;
	int64_t until; /* UTC seconds: from then on it is another page; whoever keeps it says so */
	char tag[RESPONSE_TAG_DIGITS + 1];
	uint32_t alike; /* no cookie changes anything of it */
	uint32_t n_holes;
	struct kept_hole hole[VIEW_HOLES_MAX];
	struct compress_piece piece[KEPT_PIECES]; /* of KEPT_GZIP: between, hole, between, ..., between */
	uint32_t n[KEPT_PART__MAX];
};

struct kept {
	struct kept_head head;
	const char *part[KEPT_PART__MAX];
};

/* Of an answer that was just made, x->res with x->holes; the strings are not copied. */
void kept_make(struct ctx *, const struct exchange *, const char *shared, struct kept *);
void kept_compress(struct ctx *, struct kept *);

/* All of it as one string of bytes, and back; false for one that is not ours. */
void kept_write(const struct kept *, struct buf *out);
bool kept_read(const char *bytes, size_t n, struct kept *);

/*
 * The whole answer to the reader of x. By x->req, x->view, ctx->tenant_id and ctx->locale, which are the page's.
 * shared: header lines beside KEPT_SHARED, of this moment. The status; *sent: bytes of its body.
 */
int kept_answer(
    struct ctx *, struct exchange *, const struct kept *, const char *shared, struct buf *out, size_t *sent);

#endif
