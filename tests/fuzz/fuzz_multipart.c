#include "fuzz.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "http/multipart.h"

enum { SHORT = 400 }; /* two names of this length fit a header line that is written anew */

static bool clean_name(const char *s)
{
	return s[0] != '\0' && utf8_clean(s, strlen(s)) && strpbrk(s, "\r\n\"") == NULL;
}

static void check(const struct multipart *m, const char *boundary, const char *body, size_t n)
{
	BUG_IF(m->n_fields + m->n_uploads > LIMIT_PARAMS);
	for (size_t i = 0; i < m->n_fields; i++) {
		const struct pair *f = &m->fields[i];
		BUG_IF(!clean_name(f->name) || strlen(f->value) != f->length || !utf8_clean(f->value, f->length));
		BUG_IF(strstr(f->value, boundary) != NULL && strstr(f->value, "\r\n--") != NULL &&
		       str_starts(strstr(f->value, "\r\n--") + 4, boundary));
	}
	for (size_t i = 0; i < m->n_uploads; i++) {
		const struct upload *u = &m->uploads[i];
		const char *data = (const char *)u->data;
		BUG_IF(!clean_name(u->name) || strpbrk(u->filename, "\r\n\"") != NULL);
		BUG_IF(data < body || data + u->length > body + n);
	}
}

static void add_part(struct buf *b, const char *boundary, const char *name, const char *filename)
{
	buf_printf(b, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary, name);
	if (filename != NULL)
		buf_printf(b, "; filename=\"%s\"", filename);
	buf_puts(b, "\r\n\r\n");
}

/* Written anew, it reads as the same. */
static void round_trip(struct ctx *ctx, const struct multipart *m, const char *boundary)
{
	struct multipart again;
	struct buf b;

	buf_init(&b, ctx->arena, (size_t)8 << 20);
	for (size_t i = 0; i < m->n_fields; i++) {
		if (strlen(m->fields[i].name) > SHORT)
			return;
		add_part(&b, boundary, m->fields[i].name, NULL);
		buf_add(&b, m->fields[i].value, m->fields[i].length);
		buf_puts(&b, "\r\n");
	}
	for (size_t i = 0; i < m->n_uploads; i++) {
		if (strlen(m->uploads[i].name) > SHORT || strlen(m->uploads[i].filename) > SHORT)
			return;
		add_part(&b, boundary, m->uploads[i].name, m->uploads[i].filename);
		buf_add(&b, m->uploads[i].data, m->uploads[i].length);
		buf_puts(&b, "\r\n");
	}
	buf_printf(&b, "--%s--", boundary);
	BUG_IF(b.overflow || multipart_parse(ctx, boundary, buf_str(&b), b.len, &again) != ERR_OK);
	BUG_IF(again.n_fields != m->n_fields || again.n_uploads != m->n_uploads);
	for (size_t i = 0; i < m->n_fields; i++)
		BUG_IF(!str_eq(again.fields[i].name, m->fields[i].name) ||
		       !str_eq(again.fields[i].value, m->fields[i].value));
	for (size_t i = 0; i < m->n_uploads; i++) {
		BUG_IF(!str_eq(again.uploads[i].filename, m->uploads[i].filename));
		BUG_IF(again.uploads[i].length != m->uploads[i].length);
		BUG_IF(memcmp(again.uploads[i].data, m->uploads[i].data, m->uploads[i].length) != 0);
	}
}

/* One byte less, but for the line end after the last delimiter, is a cut body. */
static void check_cut(struct ctx *ctx, const char *boundary, const char *body, size_t n)
{
	struct multipart m;
	size_t end = n >= 2 && memcmp(body + n - 2, "\r\n", 2) == 0 ? n - 2 : n;

	BUG_IF(multipart_parse(ctx, boundary, body, end - 1, &m) == ERR_OK);
}

/* The first line is the Content-Type, the rest the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx ctx = { .arena = arena_create((size_t)256 << 20) };
	const uint8_t *end = n > 0 ? memchr(data, '\n', n) : NULL;
	size_t head = end == NULL ? n : (size_t)(end - data);
	const char *boundary = multipart_boundary(&ctx, arena_strndup(ctx.arena, (const char *)data, head));
	struct multipart m;

	BUG_IF(boundary != NULL && (boundary[0] == '\0' || strlen(boundary) > 70));
	if (end != NULL && boundary != NULL) {
		const char *body = (const char *)end + 1;
		size_t n_body = n - head - 1;
		if (multipart_parse(&ctx, boundary, body, n_body, &m) == ERR_OK) {
			check(&m, boundary, body, n_body);
			round_trip(&ctx, &m, boundary);
			check_cut(&ctx, boundary, body, n_body);
		}
	}
	arena_destroy(&ctx.arena);
	return 0;
}
