/*
 * parse: the pieces of a request as pure functions over bytes: path, query, cookies, host. All results live
 * in the arena.
 */
#ifndef STOA_HTTP_PARSE_H
#define STOA_HTTP_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "http/request.h"

/*
 * The path of a request target ("/de/p/krug?x=1" or "http://host/de"): percent-decoded, see struct request.
 * ERR_MALFORMED for an encoded slash or NUL, a control character, a broken escape, invalid UTF-8, and for "." , ".." or
 * empty segments.
 */
enum err_code parse_path(struct ctx *, const char *target, const char **path);

/* application/x-www-form-urlencoded (WHATWG URL, 5.1), strict: a broken escape, invalid UTF-8 or a control is
 * ERR_MALFORMED. */
enum err_code parse_query(struct ctx *, const char *bytes, size_t n, const struct pair **pairs, size_t *n_pairs);

/*
 * A Cookie header (RFC 6265, 4.2.1), forgiving: other programs of the domain set cookies too, so what cannot be read is
 * left out, and a header past LIMIT_COOKIE_BYTES holds none.
 */
void parse_cookies(struct ctx *, const char *header, const struct pair **pairs, size_t *n_pairs);

/* The name in "name", "name:port" and "name.:port", in lower case; "" where it is none (also for IPv6 literals). */
const char *parse_host(struct ctx *, const char *header);

#endif
