#include "base/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/ctx.h"
#include "base/str.h"

enum { NAME_MAX_BYTES = 40 };

static const char *const level_names[] = { "debug", "info", "warn", "error" };
_Static_assert(sizeof level_names / sizeof *level_names == LOG__MAX, "each level has its name");

/* As sd-daemon(3) has them. */
static const char *const priorities[] = { "<7>", "<6>", "<4>", "<3>" };
_Static_assert(sizeof priorities / sizeof *priorities == LOG__MAX, "each level has its priority");

/* Of the process, not of a request: set once at the start. */
static const char *program_name = "stoa";
static enum log_level least_level = LOG_INFO;
static bool to_journal;

/* A line that is cut rather than grown: logging must work when memory does not. */
struct line {
	char text[2048];
	size_t len;
};

static void put(struct line *l, const char *s, size_t n)
{
	size_t room = sizeof l->text - 1 - l->len;

	if (n > room)
		n = room;
	memcpy(l->text + l->len, s, n);
	l->len += n;
}

static void puts_(struct line *l, const char *s)
{
	put(l, s, strlen(s));
}

static bool needs_quotes(const struct line *v)
{
	for (size_t i = 0; i < v->len; i++) {
		unsigned char c = (unsigned char)v->text[i];
		if (c <= ' ' || c == '"' || c == '\\' || c == '=' || c == 0x7f)
			return true;
	}
	return v->len == 0;
}

static void put_value(struct line *l, const struct line *v)
{
	if (!needs_quotes(v)) {
		put(l, v->text, v->len);
		return;
	}
	put(l, "\"", 1);
	for (size_t i = 0; i < v->len; i++) {
		unsigned char c = (unsigned char)v->text[i];
		char escaped[8];
		if (c < ' ' || c == 0x7f)
			snprintf(escaped, sizeof escaped, "\\x%02x", c);
		else if (c == '"' || c == '\\')
			snprintf(escaped, sizeof escaped, "\\%c", c);
		else
			snprintf(escaped, sizeof escaped, "%c", c);
		puts_(l, escaped);
	}
	put(l, "\"", 1);
}

/* One conversion of a format: what stands between '%' and its letter. */
struct conversion {
	int precision; /* -1 for none */
	int longs;     /* number of 'l'; 2 for 'j', 'z' and 't' too: all 64 bits here */
	char letter;
};
_Static_assert(sizeof(long) == 8 && sizeof(size_t) == 8 && sizeof(intmax_t) == 8, "every long kind is 64 bits wide");

static const char *read_conversion(const char *p, struct conversion *c, va_list *ap)
{
	*c = (struct conversion){ .precision = -1 };
	p += strspn(p, "-+ #0123456789");
	if (*p == '.') {
		p++;
		if (*p == '*') {
			c->precision = va_arg(*ap, int);
			p++;
		} else {
			c->precision = (int)strtol(p, NULL, 10);
			p += strspn(p, "0123456789");
		}
	}
	for (; *p && strchr("hljzt", *p); p++)
		c->longs += *p == 'l' ? 1 : *p == 'h' ? 0 : 2;
	c->letter = *p;
	return *p ? p + 1 : p;
}

static void put_string(struct line *v, const char *s, int precision)
{
	if (!s)
		s = "(null)";
	put(v, s, precision >= 0 ? strnlen(s, (size_t)precision) : strlen(s));
}

static void put_conversion(struct line *v, const struct conversion *c, va_list *ap)
{
	char s[64] = "";

	switch (c->letter) {
	case 's':
		put_string(v, va_arg(*ap, const char *), c->precision);
		return;
	case 'd':
	case 'i':
		put(v, s, str_int(c->longs ? va_arg(*ap, int64_t) : (int64_t)va_arg(*ap, int), s));
		return;
	case 'u':
	case 'x':
	case 'X': {
		uint64_t u = c->longs ? va_arg(*ap, uint64_t) : (uint64_t)va_arg(*ap, unsigned);
		if (c->letter == 'u')
			snprintf(s, sizeof s, "%" PRIu64, u);
		else
			snprintf(s, sizeof s, "%" PRIx64, u);
		break;
	}
	case 'c':
		snprintf(s, sizeof s, "%c", va_arg(*ap, int));
		break;
	case 'f':
	case 'g':
		snprintf(s, sizeof s, "%.*f", c->precision < 0 ? 6 : c->precision, va_arg(*ap, double));
		break;
	case 'p':
		snprintf(s, sizeof s, "%p", va_arg(*ap, void *));
		break;
	case '%':
		snprintf(s, sizeof s, "%%");
		break;
	default:
		log_bug(__FILE__, __LINE__, "unknown conversion in a log format");
	}
	puts_(v, s);
}

/*
 * Each "key=..." up to the format's own blank is one value: what an argument brings along can never look like another
 * pair.
 */
static void put_pairs(struct line *l, const char *fmt, va_list *ap)
{
	while (*fmt) {
		struct line value = { .len = 0 };
		size_t key = strcspn(fmt, "= ");
		put(l, " ", 1);
		put(l, fmt, key);
		fmt += key;
		if (*fmt == '=') {
			put(l, "=", 1);
			fmt++;
			while (*fmt && *fmt != ' ') {
				struct conversion c;
				if (*fmt != '%') {
					put(&value, fmt++, 1);
					continue;
				}
				fmt = read_conversion(fmt + 1, &c, ap);
				put_conversion(&value, &c, ap);
			}
			put_value(l, &value);
		}
		fmt += strspn(fmt, " ");
	}
}

static void put_int(struct line *l, int64_t i)
{
	char s[STR_INT_MAX];

	put(l, s, str_int(i, s));
}

/* A second's text serves all its lines. */
static void put_time(struct line *l)
{
	static char text[32];
	static size_t n;
	static time_t of = -1;
	struct timespec now;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec != of) {
		gmtime_r(&now.tv_sec, &tm);
		n = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
		of = now.tv_sec;
	}
	long ms = now.tv_nsec / 1000000;
	const char fraction[] = { '.', (char)('0' + ms / 100), (char)('0' + ms / 10 % 10), (char)('0' + ms % 10), 'Z' };
	put(l, text, n);
	put(l, fraction, sizeof fraction);
}

static void put_head(struct line *l, const struct ctx *ctx, enum log_level level, const char *event)
{
	if (to_journal)
		puts_(l, priorities[level]);
	put_time(l);
	puts_(l, " level=");
	puts_(l, level_names[level]);
	puts_(l, " program=");
	put(l, program_name, strnlen(program_name, NAME_MAX_BYTES));
	puts_(l, " pid=");
	put_int(l, getpid());
	puts_(l, " event=");
	puts_(l, event);
	if (!ctx)
		return;
	if (ctx->request_id[0]) {
		puts_(l, " request=");
		puts_(l, ctx->request_id);
	}
	if (ctx->trace.parent[0]) {
		puts_(l, " trace=");
		puts_(l, ctx->trace.id);
	}
	if (ctx->tenant_id) {
		puts_(l, " tenant=");
		put_int(l, ctx->tenant_id);
	}
}

/* One write for a line, so that lines of many processes on one stderr do not mix. Nothing can be done where it fails.
 */
static void send_line(struct line *l)
{
	l->text[l->len++] = '\n';
	ssize_t sent = write(STDERR_FILENO, l->text, l->len);
	(void)sent;
}

/* Whoever starts us may have it in the environment and have sent our stderr elsewhere (systemd.exec(5)). */
static bool stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	struct stat st;
	char own[64];

	if (str_empty(stream) || fstat(STDERR_FILENO, &st) != 0)
		return false;
	snprintf(own, sizeof own, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	return str_eq(stream, own);
}

void log_init(const char *program, enum log_level least)
{
	program_name = program;
	least_level = least;
	to_journal = stderr_is_journal();
}

void log_event(const struct ctx *ctx, enum log_level level, const char *event, const char *fmt, ...)
{
	struct line l = { .len = 0 };
	va_list ap;

	if (level < least_level)
		return;
	put_head(&l, ctx, level, event);
	va_start(ap, fmt);
	put_pairs(&l, fmt, &ap);
	va_end(ap);
	send_line(&l);
}

_Noreturn void log_bug(const char *file, int line, const char *what)
{
	log_event(NULL, LOG_ERROR, "bug", "at=%s:%d what=%s", file, line, what);
	abort();
}
