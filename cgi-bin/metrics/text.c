#include "metrics/text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>

enum { MILLION = 1000000 };

void text_family(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_value(struct buf *b, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '"' || *value == '\\')
			buf_putc(b, '\\');
		if (*value == '\n')
			buf_puts(b, "\\n");
		else
			buf_putc(b, *value);
	}
}

static void put_name(struct buf *b, const char *name, const char *suffix, const struct label *labels)
{
	bool any = labels != NULL && labels->name != NULL;
	buf_puts(b, name);
	buf_puts(b, suffix);
	if (any)
		buf_putc(b, '{');
	for (const struct label *l = labels; any && l->name != NULL; l++) {
		buf_printf(b, "%s%s=\"", l == labels ? "" : ",", l->name);
		put_value(b, l->value);
		buf_putc(b, '"');
	}
	if (any)
		buf_putc(b, '}');
	buf_putc(b, ' ');
}

void text_sample(struct buf *b, const char *name, const char *suffix, const struct label *labels, int64_t value)
{
	put_name(b, name, suffix, labels);
	buf_printf(b, "%" PRId64 "\n", value);
}

void text_seconds(struct buf *b, const char *name, const char *suffix, const struct label *labels, int64_t microseconds)
{
	put_name(b, name, suffix, labels);
	buf_printf(b, "%" PRId64 ".%06" PRId64 "\n", microseconds / MILLION, microseconds % MILLION);
}
