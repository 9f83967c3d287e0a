#include "base/trace.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* "00-" TRACE "-" PARENT "-" FLAGS: where each begins, and the length of version 00, with which every other begins. */
enum { AT_TRACE = 3, AT_PARENT = 36, AT_FLAGS = 53, LENGTH = 55 };

/* Exactly n digits, in lower case, and not all of them 0 where that means "none". */
static bool is_hex(const char *s, size_t n, bool some)
{
	static const char digits[] = "0123456789abcdef";
	return strspn(s, digits) >= n && (!some || strspn(s, "0") < n);
}

/* Level 1, 3.2.2 and 4.3: version ff is none, 00 ends after the flags, a later one goes on with a dash if at all. */
static bool is_parent(const char *s)
{
	if (strlen(s) < LENGTH || !is_hex(s, 2, false) || memcmp(s, "ff", 2) == 0)
		return false;
	if (s[LENGTH] != '\0' && (memcmp(s, "00", 2) == 0 || s[LENGTH] != '-'))
		return false;
	return s[AT_TRACE - 1] == '-' && is_hex(s + AT_TRACE, TRACE_ID_SIZE - 1, true) && s[AT_PARENT - 1] == '-' &&
	       is_hex(s + AT_PARENT, TRACE_SPAN_SIZE - 1, true) && s[AT_FLAGS - 1] == '-' &&
	       is_hex(s + AT_FLAGS, 2, false);
}

/* Printable ASCII: what it says is for others to read. */
static bool is_state(const char *s)
{
	size_t n = strlen(s);
	for (const char *c = s; *c != '\0'; c++) {
		if (*c < ' ' || *c > '~')
			return false;
	}
	return n > 0 && n <= TRACE_STATE_MAX;
}

void trace_begin(struct trace *t, const char *token, const char *traceparent, const char *tracestate)
{
	*t = (struct trace){ .sampled = true };
	str_copy(t->id, token, sizeof t->id);
	str_copy(t->span, token, sizeof t->span);
	if (traceparent == NULL || !is_parent(traceparent))
		return;
	str_copy(t->id, traceparent + AT_TRACE, sizeof t->id);
	str_copy(t->parent, traceparent + AT_PARENT, sizeof t->parent);
	t->sampled = str_hex_digit(traceparent[AT_FLAGS + 1]) & 1;
	t->state = tracestate != NULL && is_state(tracestate) ? tracestate : NULL;
}

void trace_header(const struct trace *t, char out[TRACE_HEADER_SIZE])
{
	snprintf(out, TRACE_HEADER_SIZE, "00-%s-%s-%s", t->id, t->span, t->sampled ? "01" : "00");
}
