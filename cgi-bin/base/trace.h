/*
 * trace: who asked, and whom we ask for it, by W3C Trace Context (level 1): the header
 *
 *     traceparent: 00-TRACE(32 hex digits)-PARENT(16)-FLAGS(2)
 *
 * What a request causes carries its trace: requests to others (net/fetch), and jobs that are done later. A header that
 * is not exactly of that form counts as none, and a trace of our own begins.
 */
#ifndef STOA_BASE_TRACE_H
#define STOA_BASE_TRACE_H

#include <stdbool.h>

enum { TRACE_ID_SIZE = 33, TRACE_SPAN_SIZE = 17, TRACE_HEADER_SIZE = 56, TRACE_STATE_MAX = 512 };

struct trace {
	char id[TRACE_ID_SIZE];       /* "" before trace_begin() */
	char span[TRACE_SPAN_SIZE];   /* this request or job */
	char parent[TRACE_SPAN_SIZE]; /* whoever caused it; "" where that began here */
	bool sampled;                 /* others are asked to keep it; our own log line is always written */
	const char *state; /* tracestate, handed on as it came; NULL for none. Lives as long as the request */
};

/*
 * token: 32 random hex digits, of which the span is the first half. traceparent and tracestate: as they came, NULL
 * where they did not.
 */
void trace_begin(struct trace *, const char *token, const char *traceparent, const char *tracestate);
/* The traceparent for whom we ask. */
void trace_header(const struct trace *, char out[TRACE_HEADER_SIZE]);

#endif
