/*
 * response: what a handler answers. It fills the struct; response_build() alone makes bytes of it, or web/kept of its
 * pieces, and adds every security header.
 */
#ifndef STOA_HTTP_RESPONSE_H
#define STOA_HTTP_RESPONSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/ctx.h"

enum http_cache {
	CACHE_PRIVATE, /* Cache-Control: private, no-store */
	CACHE_PUBLIC,  /* public, max-age=0, must-revalidate, with an ETag */
	CACHE_FOREVER, /* public for a year, immutable: the address names the content */
};

struct response {
	int status;            /* 200 unless set */
	const char *type;      /* "text/html; charset=utf-8" unless set */
	const char *location;  /* for 3xx: path or absolute address */
	const char *etag;      /* quoted, or NULL */
	enum http_cache cache; /* CACHE_PRIVATE unless set */
	const char *vary;      /* NULL for none */
	const char *language;  /* Content-Language */
	const char *preload;   /* Link, what the page needs at once, so that a network in between can say it early; NULL
	                          for none */
	bool changes;          /* what a browser fetched ahead shows no longer how things are: Clear-Site-Data */
	const char *ahead;     /* address of Speculation-Rules, NULL for none */
	const char *robots;    /* X-Robots-Tag, NULL for none */
	const char *disposition; /* Content-Disposition, NULL for none */
	const char *form_target; /* more origins allowed in CSP form-action (a provider's pages), between blanks; NULL
	                            for none */
	int retry_after;         /* seconds, 0 for none */
	const char *refresh;     /* Refresh: seconds, or "seconds; url=ADDRESS"; NULL for none */
	const char *allow;       /* methods of a 405, "GET, HEAD"; NULL for none */
	struct buf body;
	/* Set-Cookie lines, complete */
	const char *cookies[8];
	int n_cookies;
};

struct request;

/* Prepares an answer of at most LIMIT_PAGE_BYTES; who needs more gives body another buffer. */
void response_init(struct response *, struct ctx *);
/* 303 See Other after a POST, 302/301/308 otherwise as given. CR or LF in the address aborts. */
void response_redirect(struct response *, int status, const char *location);
/* RFC 6265 cookie: Path=/, HttpOnly, SameSite=Lax, Secure under https; max_age 0 deletes, -1 ends with the browser. */
void response_cookie(
    struct response *, struct ctx *, const char *name, const char *value, int64_t max_age, bool secure);

/*
 * The whole answer as CGI wants it (Status line, headers, body), with every security header, in out. Settles what
 * follows from request and answer together: the ETag of a public page and 304 where the client has it, no body for
 * HEAD; req may be NULL. A body that overflowed becomes an empty 500. Returns the status sent.
 */
int response_build(struct ctx *, const struct request *, struct response *, struct buf *out);

/*
 * The pieces of an answer that is put together from a kept page (web/kept): the status line; the header lines that are
 * the same for whoever gets the page, and may be kept with it; the cookies; what Cache-Control says; the page's own
 * part of an entity tag, RESPONSE_TAG_DIGITS hex digits of a hash.
 */
enum { RESPONSE_TAG_DIGITS = 32 };
void response_status(struct buf *out, int status); /* CGI's "Status:" line */
void response_lines(struct ctx *, const struct request *, const struct response *, struct buf *out);
void response_cookies(const struct response *, struct buf *out);
const char *response_caching(enum http_cache);
const char *response_tag(struct ctx *, const char *body, size_t n);

#endif
