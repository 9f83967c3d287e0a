/*
 * fetch: one HTTP request to another service, outside of transactions. http and https only, no redirects, 10 s to
 * connect and 30 s in all.
 *
 * For addresses that the installation itself makes (a provider's interface, a notice). An address that a merchant or
 * shopper gave must not come here: net/foreign has the rules for those.
 */
#ifndef STOA_NET_FETCH_H
#define STOA_NET_FETCH_H

#include <stddef.h>

#include "base/buf.h"
#include "base/ctx.h"

struct fetch_post {
	const char *url;
	const char *const *headers; /* "Name: value", ends with NULL */
	const char *body;
	size_t length;
	size_t max;         /* the longest answer that is taken */
	int seconds;        /* in all; 0: the standard 30 */
	int milliseconds;   /* instead of seconds, where it is not 0 */
	const char *method; /* of fetch_get */
};

struct fetch_answer {
	int status;
	const char *body; /* NUL-terminated, in the arena */
	size_t length;
};

/*
 * ERR_OK for any answer, whatever its status. ERR_DOWN: no connection, no name, timeout, broken off. ERR_TOO_LARGE:
 * longer than max. ERR_MALFORMED: not an address that may be fetched, or a header with control characters.
 */
enum err_code fetch_post(struct ctx *, const struct fetch_post *, struct fetch_answer *out);

struct fetch_get {
	const char *url;
	const char *method;         /* another one, without a body; NULL for GET */
	const char *const *headers; /* as of fetch_post */
	size_t max;
	int seconds, milliseconds; /* as of fetch_post */
};
/* As fetch_post, without a body. */
enum err_code fetch_get(struct ctx *, const struct fetch_get *, struct fetch_answer *out);

/* Name and value as application/x-www-form-urlencoded (WHATWG URL 5.2), joined to what stands in the buffer. */
void fetch_form_add(struct buf *, const char *name, const char *value);

#endif
