/*
 * message: HTTP/1.1 as text, as load generators need it: what an answer says, and requests as a browser sends them.
 */
#ifndef STOA_BENCH_MESSAGE_H
#define STOA_BENCH_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

/* The value of a header line, up to its "\r"; NULL where there is none. from: a message, or the value of one before. */
const char *message_header(const char *from, const char *name);

/*
 * The bytes of the whole message at the start of text, of which n are there and a NUL behind them: by Content-Length,
 * by its chunks (without trailers), or only a head where it is a request or a 304. 0 while that cannot be told yet,
 * SIZE_MAX for an answer that does not say. *body, set where the head is whole, is what stands behind that.
 */
size_t message_length(const char *text, size_t n, const char **body);

/* Of an answer whose first line is there. */
int message_status(const char *answer);
/* The server ends the connection behind it. */
bool message_closes(const char *answer);

enum { JAR_COOKIES = 6, JAR_BYTES = 1024 };

/* Cookies as "name=value"; all zero is none. */
struct jar {
	char pair[JAR_COOKIES][JAR_BYTES];
};

/* What an answer sets is kept, over one of the same name, and what it takes away is gone; what has no room is left. */
void jar_keep(struct jar *, const char *answer);

struct request {
	const char *agent, *host;
	int port;
	const char *path;
	const char *body;      /* urlencoded, for POST from a page of the host itself; NULL for GET */
	const struct jar *jar; /* NULL without */
};

/* Freed by the caller. */
char *message_request(const struct request *, size_t *n);

#endif
