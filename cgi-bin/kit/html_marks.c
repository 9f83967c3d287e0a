#include "kit/html_marks.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

/* Words of a link: what is longer is none, so that many brackets cost no more than few. */
enum { LINK_BYTES = 1000 };

/* What the lines so far have opened. */
enum block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_LIST, BLOCK_NUMBERS };

static const char *const opens[] = { "", "<p>", "<ul>", "<ol>" };
static const char *const closes[] = { "", "</p>", "</ul>", "</ol>" };

struct writing {
	struct arena *arena;
	struct buf out;
	enum block block;
};

static void put_escaped(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		switch (s[i]) {
		case '&':
			buf_puts(out, "&amp;");
			break;
		case '<':
			buf_puts(out, "&lt;");
			break;
		case '>':
			buf_puts(out, "&gt;");
			break;
		case '"':
			buf_puts(out, "&quot;");
			break;
		default:
			buf_putc(out, s[i]);
		}
	}
}

/* A path must not be taken for the name of a host: neither "//" nor "/\" begins one. */
static bool address_allowed(const char *s)
{
	static const char *const schemes[] = { "http://", "https://", "mailto:", "tel:", "#" };
	for (const char *c = s; *c; c++)
		if ((unsigned char)*c <= 0x20 || *c == '\\')
			return false;
	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
		if (str_starts(s, schemes[i]))
			return true;
	return s[0] == '/' && s[1] != '/';
}

static void put_inline(struct writing *w, const char *s, size_t n);

/* [words](address); the bytes taken, 0 where it is none. */
static size_t put_link(struct writing *w, const char *s, size_t n)
{
	const char *close = memchr(s, ']', n < LINK_BYTES ? n : LINK_BYTES);
	if (!close || close == s + 1 || (size_t)(close - s) + 2 >= n || close[1] != '(')
		return 0;
	const char *from = close + 2, *end;
	size_t rest = n - (size_t)(from - s);
	end = memchr(from, ')', rest < LINK_BYTES ? rest : LINK_BYTES);
	if (!end)
		return 0;
	const char *address = arena_strndup(w->arena, from, (size_t)(end - from));
	if (!address_allowed(address))
		return 0;
	buf_puts(&w->out, "<a href=\"");
	put_escaped(&w->out, address, strlen(address));
	buf_puts(&w->out, "\">");
	put_escaped(&w->out, s + 1, (size_t)(close - s) - 1);
	buf_puts(&w->out, "</a>");
	return (size_t)(end - s) + 1;
}

/* **words** */
static size_t put_strong(struct writing *w, const char *s, size_t n)
{
	if (n < 5 || s[1] != '*' || s[2] == '*' || s[2] == ' ')
		return 0;
	for (size_t i = 3; i + 1 < n; i++) {
		if (s[i] != '*' || s[i + 1] != '*')
			continue;
		buf_puts(&w->out, "<strong>");
		put_inline(w, s + 2, i - 2);
		buf_puts(&w->out, "</strong>");
		return i + 2;
	}
	return 0;
}

static void put_inline(struct writing *w, const char *s, size_t n)
{
	size_t done = 0;
	while (done < n) {
		size_t plain = 0, taken = 0;
		while (done + plain < n && s[done + plain] != '[' && s[done + plain] != '*')
			plain++;
		put_escaped(&w->out, s + done, plain);
		done += plain;
		if (done == n)
			break;
		taken = s[done] == '[' ? put_link(w, s + done, n - done) : put_strong(w, s + done, n - done);
		if (!taken)
			buf_putc(&w->out, s[done]);
		done += taken ? taken : 1;
	}
}

/* True where it was not open before. */
static bool enter(struct writing *w, enum block block)
{
	if (w->block == block)
		return false;
	buf_puts(&w->out, closes[w->block]);
	buf_puts(&w->out, opens[block]);
	w->block = block;
	return true;
}

static void put_within(struct writing *w, const char *tag, const char *s, size_t n)
{
	buf_printf(&w->out, "<%s>", tag);
	put_inline(w, s, n);
	buf_printf(&w->out, "</%s>", tag);
}

/* "12. " */
static size_t number_mark(const char *s, size_t n)
{
	size_t digits = 0;
	while (digits < n && digits < 4 && s[digits] >= '0' && s[digits] <= '9')
		digits++;
	return digits && digits + 2 < n && s[digits] == '.' && s[digits + 1] == ' ' ? digits + 2 : 0;
}

static void put_line(struct writing *w, const char *s, size_t n)
{
	size_t mark;
	if (n > 2 && strncmp(s, "# ", 2) == 0) {
		enter(w, BLOCK_NONE);
		put_within(w, "h2", s + 2, n - 2);
	} else if (n > 3 && strncmp(s, "## ", 3) == 0) {
		enter(w, BLOCK_NONE);
		put_within(w, "h3", s + 3, n - 3);
	} else if (n > 2 && strncmp(s, "- ", 2) == 0) {
		enter(w, BLOCK_LIST);
		put_within(w, "li", s + 2, n - 2);
	} else if ((mark = number_mark(s, n)) > 0) {
		enter(w, BLOCK_NUMBERS);
		put_within(w, "li", s + mark, n - mark);
	} else {
		if (!enter(w, BLOCK_PARAGRAPH))
			buf_puts(&w->out, "<br>");
		put_inline(w, s, n);
	}
}

struct html html_of_marks(struct arena *arena, const char *text)
{
	struct writing w = { .arena = arena };
	/* A byte becomes six at most, a line of one byte brings less than 24 of markup. */
	buf_init(&w.out, arena, 32 * strlen(text) + 64);
	while (*text) {
		size_t n = strcspn(text, "\r\n"), blank = strspn(text, " \t");
		if (blank >= n)
			enter(&w, BLOCK_NONE);
		else
			put_line(&w, text + blank, n - blank);
		text += n;
		text += *text == '\r' && text[1] == '\n' ? 2 : *text != '\0';
	}
	enter(&w, BLOCK_NONE);
	return (struct html){ .safe = buf_str(&w.out) };
}
