#include "media/answer.h"

#include <string.h>

#include "base/str.h"
#include "media/name.h"

enum { LINE_MAX_BYTES = 64 };

static const char *const faults[] = {
	[MEDIA_FINE] = "fine",
	[MEDIA_EMPTY] = "empty",
	[MEDIA_KIND] = "kind",
	[MEDIA_SIZE] = "size",
	[MEDIA_BROKEN] = "broken",
};
_Static_assert(sizeof faults / sizeof faults[0] == MEDIA_FAULT__MAX, "each fault has its name");

const char *answer_fault_name(enum media_fault fault)
{
	return faults[fault];
}

struct reader {
	const uint8_t *at;
	size_t left;
	char line[LINE_MAX_BYTES];
};

static bool next_line(struct reader *r)
{
	size_t n = 0;

	while (n < r->left && n < LINE_MAX_BYTES && r->at[n] != '\n')
		n++;
	if (n == r->left || n == LINE_MAX_BYTES || memchr(r->at, '\0', n))
		return false;
	memcpy(r->line, r->at, n);
	r->line[n] = '\0';
	r->at += n + 1;
	r->left -= n + 1;
	return true;
}

/* Cuts the line at the next blank. */
static bool next_number(char **at, int64_t max, int64_t *out)
{
	char *word = *at, *blank = strchr(word, ' ');

	if (blank)
		*blank = '\0';
	*at = blank ? blank + 1 : word + strlen(word);
	return str_to_int(word, 1, max, out);
}

static bool is_what_it_says(const struct answer_file *f)
{
	if (f->kind == MEDIA_AVIF)
		return f->length >= 12 && memcmp(f->data + 4, "ftypavif", 8) == 0;
	return media_kind_of(f->data, f->length) == f->kind;
}

static bool read_file(struct reader *r, struct answer *out)
{
	struct answer_file *f = &out->files[out->n];
	char *at = r->line + strlen("file "), *blank = strchr(at, ' ');
	int64_t width, height, length;

	if (out->n == ANSWER_FILES || !blank)
		return false;
	*blank = '\0';
	f->kind = media_kind_named(at);
	at = blank + 1;
	if (f->kind == MEDIA_KIND__MAX || !next_number(&at, MEDIA_MAIN_WIDTH, &width) ||
	    !next_number(&at, MEDIA_MAIN_HEIGHT, &height) || !next_number(&at, (int64_t)r->left, &length) || *at)
		return false;
	f->width = (int)width;
	f->height = (int)height;
	f->length = (size_t)length;
	f->data = r->at;
	r->at += f->length;
	r->left -= f->length;
	out->n++;
	return is_what_it_says(f);
}

static bool read_fault(const char *name, struct answer *out)
{
	for (size_t i = MEDIA_FINE + 1; i < MEDIA_FAULT__MAX; i++)
		if (str_eq(faults[i], name))
			out->fault = (enum media_fault)i;
	return out->fault != MEDIA_FINE;
}

bool answer_read(const uint8_t *data, size_t n, struct answer *out)
{
	struct reader r = { .at = data, .left = n };

	*out = (struct answer){ .fault = MEDIA_FINE };
	if (n < strlen(ANSWER_HEAD) || memcmp(data, ANSWER_HEAD, strlen(ANSWER_HEAD)) != 0)
		return false;
	r.at += strlen(ANSWER_HEAD);
	r.left -= strlen(ANSWER_HEAD);
	while (next_line(&r)) {
		if (str_eq(r.line, "end"))
			return r.left == 0 && (out->fault != MEDIA_FINE) == (out->n == 0);
		if (str_starts(r.line, "refused ")) {
			if (out->fault != MEDIA_FINE || !read_fault(r.line + strlen("refused "), out))
				return false;
		} else if (!str_starts(r.line, "file ") || !read_file(&r, out)) {
			return false;
		}
	}
	return false;
}
