#include "web/kept.h"

#include <string.h>

#include "base/conf.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "http/validate.h"
#include "shop/tenant.h"
#include "web/holes.h"

enum { FORM = 1, HEADER_BYTES = 32 * 1024, KEPT_MAX = 4 * LIMIT_DOCUMENT_BYTES };

static void set_text(struct kept *k, enum kept_part part, const char *text)
{
	k->part[part] = text ? text : "";
	k->head.n[part] = (uint32_t)strlen(k->part[part]);
}

static void set_bytes(struct kept *k, enum kept_part part, struct buf *b)
{
	k->part[part] = buf_str(b);
	k->head.n[part] = (uint32_t)b->len;
}

static const char *currencies_of(struct ctx *ctx)
{
	struct buf b;
	buf_init(&b, ctx->arena, 4096);
	for (size_t i = 0; i < ctx->settings->n_currencies; i++)
		buf_printf(&b, "%s ", ctx->settings->currencies[i].code);
	return buf_str(&b);
}

static void set_holes(struct kept *k, const struct view_holes *holes)
{
	for (size_t i = 0; i < holes->n; i++) {
		const struct view_hole *h = &holes->v[i];
		struct kept_hole *to = &k->head.hole[k->head.n_holes++];
		to->from = (uint32_t)h->from;
		to->to = (uint32_t)h->to;
		BUG_IF(str_copy(to->name, h->name, sizeof to->name) >= sizeof to->name);
	}
}

void kept_make(struct ctx *ctx, const struct exchange *x, const char *shared, struct kept *k)
{
	struct response *res = x->res;
	struct buf lines;
	*k = (struct kept){ .head = {
		                .form = FORM, .caching = res->cache, .alike = x->alike, .tenant_id = ctx->tenant_id } };
	buf_init(&lines, ctx->arena, HEADER_BYTES);
	response_lines(ctx, x->req, res, &lines);
	set_text(k, KEPT_LOCALE, ctx->locale);
	set_text(k, KEPT_ROUTE, x->route->pattern);
	set_text(k, KEPT_CELL, ctx->tenant->cell);
	set_text(k, KEPT_CURRENCIES, currencies_of(ctx));
	set_text(k, KEPT_TYPE, res->type);
	set_bytes(k, KEPT_LINES, &lines);
	set_text(k, KEPT_SHARED, shared);
	set_bytes(k, KEPT_PLAIN, &res->body);
	set_text(k, KEPT_GZIP, "");
	set_text(k, KEPT_BROTLI, "");
	set_holes(k, &x->holes);
	str_copy(k->head.tag, response_tag(ctx, k->part[KEPT_PLAIN], res->body.len), sizeof k->head.tag);
}

/* The bytes of piece i of the body: between holes where i is even, else a hole's. */
static size_t piece_of(const struct kept *k, size_t i, const char **data)
{
	const struct kept_head *h = &k->head;
	size_t hole = i / 2;
	uint32_t from = i % 2 ? h->hole[hole].from : hole ? h->hole[hole - 1].to : 0;
	uint32_t to = i % 2 ? h->hole[hole].to : hole < h->n_holes ? h->hole[hole].from : h->n[KEPT_PLAIN];
	*data = k->part[KEPT_PLAIN] + from;
	return to - from;
}

static size_t pieces(const struct kept *k)
{
	return 2 * (size_t)k->head.n_holes + 1;
}

void kept_compress(struct ctx *ctx, struct kept *k)
{
	struct buf gzip, brotli;
	struct compress_sum sum;
	buf_init(&gzip, ctx->arena, KEPT_MAX);
	buf_init(&brotli, ctx->arena, KEPT_MAX);
	compress_begin(&gzip, &sum);
	for (size_t i = 0; i < pieces(k); i++) {
		const char *data;
		size_t n = piece_of(k, i, &data);
		compress_piece(&gzip, data, n, &k->head.piece[i]);
		compress_add(&sum, &k->head.piece[i]);
	}
	compress_end(&gzip, &sum);
	set_bytes(k, KEPT_GZIP, &gzip);
	compress_brotli(&brotli, k->part[KEPT_PLAIN], k->head.n[KEPT_PLAIN]);
	set_bytes(k, KEPT_BROTLI, &brotli);
}

void kept_write(const struct kept *k, struct buf *out)
{
	size_t n = sizeof k->head;
	for (int i = 0; i < KEPT_PART__MAX; i++)
		n += (size_t)k->head.n[i] + 1;
	buf_init(out, out->arena, n);
	buf_expect(out, n);
	buf_add(out, &k->head, sizeof k->head);
	for (int i = 0; i < KEPT_PART__MAX; i++) {
		buf_add(out, k->part[i], k->head.n[i]);
		buf_putc(out, '\0');
	}
}

bool kept_read(const char *bytes, size_t n, struct kept *k)
{
	if (n < sizeof k->head)
		return false;
	memcpy(&k->head, bytes, sizeof k->head);
	if (k->head.form != FORM || k->head.n_holes > VIEW_HOLES_MAX)
		return false;
	size_t at = sizeof k->head;
	for (int i = 0; i < KEPT_PART__MAX; i++) {
		if (n - at <= k->head.n[i])
			return false;
		k->part[i] = bytes + at;
		at += (size_t)k->head.n[i] + 1;
	}
	return at == n;
}

static void add_plain(const struct kept *k, const struct filling *f, struct buf *out)
{
	for (size_t i = 0; i < pieces(k); i++) {
		const char *data;
		size_t n = piece_of(k, i, &data);
		if (i % 2 && f->v[i / 2].changed)
			buf_add(out, f->v[i / 2].text, f->v[i / 2].n);
		else
			buf_add(out, data, n);
	}
}

static void add_gzip(const struct kept *k, const struct filling *f, struct buf *out)
{
	struct compress_sum sum;
	compress_begin(out, &sum);
	const char *from = k->part[KEPT_GZIP] + out->len;
	for (size_t i = 0; i < pieces(k); i++) {
		const struct compress_piece *p = &k->head.piece[i];
		if (i % 2 && f->v[i / 2].changed) {
			compress_stored(out, &sum, f->v[i / 2].text, f->v[i / 2].n);
		} else {
			buf_add(out, from, p->n);
			compress_add(&sum, p);
		}
		from += p->n;
	}
	compress_end(out, &sum);
}

/* Brotli has no pieces that could be put together: only the page that everybody gets is there as brotli. */
static enum http_encoding encoding_of(const struct request *req, const struct kept *k, const struct filling *f)
{
	unsigned offered = 0;
	if (k->head.n[KEPT_GZIP])
		offered |= 1u << ENCODING_GZIP;
	if (k->head.n[KEPT_BROTLI] && !f->any)
		offered |= 1u << ENCODING_BROTLI;
	return encoding_choose(req->accept_encoding, offered);
}

static const char *const suffixes[ENCODING__MAX] = {
	[ENCODING_IDENTITY] = "", [ENCODING_GZIP] = "-gzip", [ENCODING_BROTLI] = "-br"
};

/* What is told with the page and without it alike (RFC 9110 15.4.5). */
static void add_validators(struct exchange *x, const struct kept *k, const struct filling *f, const char *tag,
    size_t tag_n, const char *suffix, const char *shared, struct buf *out)
{
	bool own = !k->head.alike && holes_have_reader(x->req);
	/* A reader's own page: in that browser alone, which asks each time whether it is still so. */
	const char *caching = f->once ? response_caching(CACHE_PRIVATE)
	                      : own && k->head.caching == CACHE_PUBLIC
	                          ? "private, max-age=0, must-revalidate"
	                          : response_caching((enum http_cache)k->head.caching);
	buf_puts(out, "Cache-Control: ");
	buf_puts(out, caching);
	if (!f->once) {
		buf_puts(out, "\r\nETag: \"");
		buf_add(out, tag, tag_n);
		buf_puts(out, suffix);
		buf_putc(out, '"');
	}
	buf_puts(out, "\r\nVary: Accept-Encoding\r\n");
	if (own)
		return;
	buf_puts(out, shared);
	buf_add(out, k->part[KEPT_SHARED], k->head.n[KEPT_SHARED]);
}

struct body {
	const char *data;
	size_t n;
};

static struct body body_of(struct ctx *ctx, const struct kept *k, const struct filling *f, enum http_encoding encoding)
{
	static const enum kept_part parts[ENCODING__MAX] = {
		[ENCODING_IDENTITY] = KEPT_PLAIN, [ENCODING_GZIP] = KEPT_GZIP, [ENCODING_BROTLI] = KEPT_BROTLI
	};
	enum kept_part part = parts[encoding];
	struct buf b;
	if (!f->any)
		return (struct body){ k->part[part], k->head.n[part] };
	size_t room = k->head.n[part] + 64;
	for (size_t i = 0; i < k->head.n_holes; i++)
		room += f->v[i].n + 64;
	buf_init(&b, ctx->arena, room);
	buf_expect(&b, room);
	if (encoding == ENCODING_GZIP)
		add_gzip(k, f, &b);
	else
		add_plain(k, f, &b);
	BUG_IF(b.overflow);
	return (struct body){ buf_str(&b), b.len };
}

/* The tag that the client named is the one to be told: it says which of its copies is good (RFC 9111 4.3.4). */
static bool answer_known(struct ctx *ctx, struct exchange *x, const struct kept *k, const struct filling *f,
    const char *tag, const char *shared, struct buf *out)
{
	const char *known =
	    f->once ? NULL : validate_match(ctx, x->req->if_none_match, arena_printf(ctx->arena, "\"%s\"", tag));
	if (!known)
		return false;
	buf_expect(out, 1024 + strlen(shared) + k->head.n[KEPT_SHARED]);
	response_status(out, 304);
	add_validators(x, k, f, known + 1, strlen(known) - 2, "", shared, out);
	buf_puts(out, "\r\n");
	return true;
}

static void add_content(
    struct exchange *x, const struct kept *k, enum http_encoding encoding, size_t n, struct buf *out)
{
	buf_puts(out, "Content-Type: ");
	buf_puts(out, k->part[KEPT_TYPE]);
	buf_puts(out, "\r\nContent-Length: ");
	buf_int(out, (int64_t)n);
	if (encoding != ENCODING_IDENTITY) {
		buf_puts(out, "\r\nContent-Encoding: ");
		buf_puts(out, encoding_name(encoding));
	}
	buf_puts(out, "\r\n");
	response_cookies(x->res, out);
	buf_add(out, k->part[KEPT_LINES], k->head.n[KEPT_LINES]);
}

int kept_answer(
    struct ctx *ctx, struct exchange *x, const struct kept *k, const char *shared, struct buf *out, size_t *sent)
{
	const char *names[VIEW_HOLES_MAX];
	struct filling f;
	for (size_t i = 0; i < k->head.n_holes; i++)
		names[i] = k->head.hole[i].name;
	holes_fill(ctx, x, names, k->head.n_holes, &f);
	const char *tag = arena_printf(ctx->arena, "%s%s", k->head.tag, f.mark);
	buf_init(out, ctx->arena, HEADER_BYTES + KEPT_MAX);
	*sent = 0;
	if (x->req->if_none_match && answer_known(ctx, x, k, &f, tag, shared, out))
		return 304;
	enum http_encoding encoding = encoding_of(x->req, k, &f);
	struct body body = body_of(ctx, k, &f, encoding);
	buf_expect(out, 2048 + strlen(shared) + k->head.n[KEPT_LINES] + k->head.n[KEPT_SHARED] + body.n);
	response_status(out, 200);
	add_content(x, k, encoding, body.n, out);
	add_validators(x, k, &f, tag, strlen(tag), suffixes[encoding], shared, out);
	buf_puts(out, "\r\n");
	if (x->req->method != HTTP_HEAD) {
		buf_add(out, body.data, body.n);
		*sent = body.n;
	}
	BUG_IF(out->overflow);
	return 200;
}
