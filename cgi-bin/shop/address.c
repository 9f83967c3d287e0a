#include "shop/address.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "shop/address_data.h"

enum { LINE_BYTES = 4096, LINES_MAX = 16, POSTCODE_BYTES = 16 };

static const struct {
	const char *name;
	size_t offset;
	char letter; /* in a label; line 1 and 2 are set by 'A' together */
} fields[] = {
	[ADDRESS_NAME] = { "name", offsetof(struct address, name), 'N' },
	[ADDRESS_COMPANY] = { "company", offsetof(struct address, company), 'O' },
	[ADDRESS_LINE1] = { "line1", offsetof(struct address, line1), 'A' },
	[ADDRESS_LINE2] = { "line2", offsetof(struct address, line2), '\0' },
	[ADDRESS_CITY] = { "city", offsetof(struct address, city), 'C' },
	[ADDRESS_REGION] = { "region", offsetof(struct address, region), 'S' },
	[ADDRESS_POSTCODE] = { "postcode", offsetof(struct address, postcode), 'Z' },
};
_Static_assert(sizeof fields / sizeof *fields == ADDRESS_FIELD__MAX, "each field has its name");

static const char **field_of(struct address *a, size_t field)
{
	return (const char **)((char *)a + fields[field].offset);
}

static const char *value_of(const struct address *a, size_t field)
{
	const char *v = *(const char *const *)((const char *)a + fields[field].offset);

	return v ? v : "";
}

static int by_country(const void *key, const void *row)
{
	return strcmp(key, ((const struct address_format *)row)->country);
}

const struct address_format *address_format(const char *country)
{
	const struct address_format *f =
	    bsearch(country, address_formats, address_formats_count, sizeof *address_formats, by_country);

	return f ? f : &address_general;
}

const char *const *address_countries(size_t *n)
{
	*n = address_country_codes_count;
	return address_country_codes;
}

static bool country_known(const char *country)
{
	for (size_t i = 0; i < address_country_codes_count; i++)
		if (str_eq(address_country_codes[i], country))
			return true;
	return false;
}

/* Runs of code points that stand for ASCII: full-width forms and Arabic-Indic digits, as keyboards of those languages
 * type them. */
static const struct {
	uint32_t first, last;
	char ascii;
} ascii_of[] = {
	{ 0xff10, 0xff19, '0' },
	{ 0xff21, 0xff3a, 'A' },
	{ 0xff41, 0xff5a, 'a' },
	{ 0x0660, 0x0669, '0' },
	{ 0x06f0, 0x06f9, '0' },
};

/* What may stand between the parts of a postcode and means nothing: dashes, blanks, the Japanese postal mark. */
static const uint32_t postcode_fillers[] = { ' ', '-', '.', 0xa0, 0x2010, 0x2011, 0x2012, 0x2013, 0x2212, 0x3000,
	0x3012, 0x30fc, 0xff0d };

/* One code point of a valid UTF-8 string. */
static uint32_t next_point(const char **p)
{
	const unsigned char *s = (const unsigned char *)*p;
	size_t extra = s[0] < 0x80 ? 0 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : 3;
	uint32_t point = extra == 0 ? s[0] : s[0] & (0x3fu >> extra);

	for (size_t i = 1; i <= extra; i++)
		point = point << 6 | (s[i] & 0x3fu);
	*p += extra + 1;
	return point;
}

static bool is_filler(uint32_t point)
{
	for (size_t i = 0; i < sizeof postcode_fillers / sizeof *postcode_fillers; i++)
		if (postcode_fillers[i] == point)
			return true;
	return false;
}

static char as_ascii(uint32_t point)
{
	if (point < 0x80)
		return (char)point;
	for (size_t i = 0; i < sizeof ascii_of / sizeof *ascii_of; i++)
		if (point >= ascii_of[i].first && point <= ascii_of[i].last)
			return (char)(ascii_of[i].ascii + (char)(point - ascii_of[i].first));
	return '\0';
}

/* Letters and digits alone, upper case. False where there is anything else, or too much. */
static bool squeeze_postcode(const char *typed, char out[POSTCODE_BYTES])
{
	size_t n = 0;

	while (*typed) {
		uint32_t point = next_point(&typed);
		char c;

		if (is_filler(point))
			continue;
		c = as_ascii(point);
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) || n == POSTCODE_BYTES - 1)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return n > 0;
}

static bool fits(char pattern, char c)
{
	bool digit = c >= '0' && c <= '9', letter = c >= 'A' && c <= 'Z';

	return pattern == 'N' ? digit : pattern == 'A' ? letter : digit || letter;
}

/* Writes the squeezed postcode as one alternative of the pattern has it; false where it does not fit. */
static bool set_postcode(const char *pattern, size_t n, const char *code, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < n; i++) {
		if (pattern[i] == ' ' || pattern[i] == '-') {
			buf_putc(out, pattern[i]);
			continue;
		}
		if (!*code || !fits(pattern[i], *code))
			return false;
		buf_putc(out, *code++);
	}
	return !*code;
}

/* The postcode as its country writes it; NULL where it does not fit. */
static const char *mend_postcode(struct ctx *ctx, const struct address_format *f, const char *typed)
{
	char code[POSTCODE_BYTES];
	struct buf out;

	if (!f->postcode_pattern)
		return typed;
	if (!squeeze_postcode(typed, code))
		return NULL;
	buf_init(&out, ctx->arena, POSTCODE_BYTES);
	for (const char *p = f->postcode_pattern; *p;) {
		size_t n = strcspn(p, "|");

		if (set_postcode(p, n, code, &out))
			return buf_str(&out);
		p += n + (p[n] == '|');
	}
	return NULL;
}

static bool in_form(const struct address_format *f, size_t field)
{
	for (const enum address_field *p = f->form; *p != ADDRESS_FIELD__MAX; p++)
		if ((size_t)*p == field)
			return true;
	return false;
}

static enum err_code check_field(struct ctx *ctx, const struct address_format *f, struct address *a, size_t field)
{
	const char **v = field_of(a, field);

	*v = in_form(f, field) ? str_trim(ctx->arena, value_of(a, field)) : "";
	if (str_empty(*v))
		return f->required & 1u << field ? refuse(ctx, fields[field].name, "required", NULL, NULL) : ERR_OK;
	if (utf8_length(*v) > LIMIT_NAME_POINTS)
		return refuse(
		    ctx, fields[field].name, "too_long", arena_printf(ctx->arena, "%d", LIMIT_NAME_POINTS), NULL);
	if (field == ADDRESS_POSTCODE) {
		const char *mended = mend_postcode(ctx, f, *v);

		if (!mended)
			return refuse(ctx, fields[field].name, "postcode_format", f->postcode_example, NULL);
		*v = mended;
	}
	return ERR_OK;
}

enum err_code address_check(struct ctx *ctx, struct address *a)
{
	const struct address_format *f;
	enum err_code err = ERR_OK;

	if (!a->country || !country_known(a->country))
		return refuse(ctx, "country", "required", NULL, NULL);
	f = address_format(a->country);
	for (size_t field = 0; field < ADDRESS_FIELD__MAX; field++) {
		enum err_code e = check_field(ctx, f, a, field);

		if (e)
			err = e;
	}
	return err;
}

/* The lines of a label as they grow. */
struct lines {
	struct ctx *ctx;
	const char **v;
	size_t n;
	struct buf now;
	bool has_field; /* the line has room for a field */
	bool filled;    /* and one of them is not empty */
	struct buf gap; /* what stands between the last field and the next */
};

static void line_reset(struct lines *l)
{
	buf_clear(&l->now);
	buf_clear(&l->gap);
	l->has_field = l->filled = false;
}

static void line_end(struct lines *l)
{
	const char *text;

	if (!l->has_field)
		buf_puts(&l->now, buf_str(&l->gap));
	text = str_trim(l->ctx->arena, buf_str(&l->now));
	if ((!l->has_field || l->filled) && *text) {
		BUG_IF(l->n == LINES_MAX);
		l->v[l->n++] = text;
	}
	line_reset(l);
}

/* What separates an empty field from its neighbour goes with it. */
static void line_field(struct lines *l, const char *value)
{
	const char *gap = buf_str(&l->gap);

	l->has_field = true;
	if (*value) {
		bool separator = strspn(gap, " ,-/") == strlen(gap);

		if (l->filled || !separator)
			buf_puts(&l->now, gap);
		buf_puts(&l->now, value);
		l->filled = true;
	}
	buf_clear(&l->gap);
}

static void label_field(struct lines *l, const struct address *a, char letter)
{
	if (letter == 'n') {
		line_end(l);
		return;
	}
	for (size_t i = 0; i < ADDRESS_FIELD__MAX; i++)
		if (fields[i].letter == letter)
			line_field(l, value_of(a, i));
	if (letter == 'A') {
		line_end(l);
		line_field(l, value_of(a, ADDRESS_LINE2));
	}
}

const char *const *address_lines(struct ctx *ctx, const struct address *a)
{
	struct lines l = { .ctx = ctx, .v = ARENA_ARRAY(ctx->arena, LINES_MAX + 1, const char *) };

	buf_init(&l.now, ctx->arena, LINE_BYTES);
	buf_init(&l.gap, ctx->arena, LINE_BYTES);
	for (const char *p = address_format(a->country ? a->country : "")->label; *p; p++) {
		if (*p == '%')
			label_field(&l, a, *++p);
		else
			buf_putc(&l.gap, *p);
	}
	line_end(&l);
	return l.v;
}
