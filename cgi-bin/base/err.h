/*
 * err: the closed set of ways in which a call can fail.
 *
 * Every function that can fail returns enum err_code, ERR_OK (0) for success, and leaves a log text in ctx->err by
 * `return err_set(ctx, ERR_CONFLICT, "could not reserve \"%s\": %d left", sku, left)`. The text is for the log, written
 * as Postgres writes it (lower case, short, no full stop), never holds personal values or secrets, and is never shown
 * to a shopper: what they read comes from the code and a translation. A refused input is ERR_INPUT with at least one
 * entry in ctx->refusals; each names the field, a code of the closed list in web/refusal_text.c, and the arguments that
 * the sentence needs.
 */
#ifndef STOA_BASE_ERR_H
#define STOA_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

struct ctx;

enum err_code {
	ERR_OK = 0,
	ERR_INPUT,     /* 422: refused input, see ctx->refusals */
	ERR_MALFORMED, /* 400: not a request we can read */
	ERR_LOGIN,     /* 401: nobody is logged in */
	ERR_FORBIDDEN, /* 403 */
	ERR_NOT_FOUND, /* 404 */
	ERR_METHOD,    /* 405 */
	ERR_CONFLICT,  /* 409: the state of things does not allow it (sold out, already shipped) */
	ERR_TOO_LARGE, /* 413 */
	ERR_MEDIA,     /* 415: wrong content type */
	ERR_LIMIT,     /* 429 */
	ERR_INTERNAL,  /* 500 */
	ERR_RETRY,     /* 503: serialization failure or deadlock that outlasted the retries */
	ERR_DOWN,      /* 503: Postgres or another service is away */
	ERR_UNKNOWN,   /* 503: the outcome of a commit is unknown; re-read by the idempotency key */
	ERR_REPEATED,  /* 409: this form was sent before (web/once), which answers as it was answered then */
	ERR_MOVED, /* 503: the shop's schema refuses it: a fence stands, the shop moves or has moved to another cell */
	ERR__MAX
};

struct err {
	enum err_code code;
	char text[256];
};

/* One refused field. Strings live in the request's arena or are constants. */
struct refusal {
	const char *field;  /* as named in the form or the JSON body; "" for the whole */
	const char *code;   /* "required", "too_long", "postcode_format", ... */
	const char *arg[2]; /* for the sentence's {1} and {2}; NULL where unused */
	struct refusal *next;
};

/* Returns its code, so that a failing function can `return err_set(...)`. A NULL ctx is allowed (nothing is kept). */
enum err_code err_set(struct ctx *, enum err_code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void err_clear(struct ctx *);
int err_http_status(enum err_code);
const char *err_name(enum err_code);

/* Adds to ctx->refusals (order kept) and returns ERR_INPUT. arg1 and arg2 may be NULL; all strings are copied. */
enum err_code refuse(struct ctx *, const char *field, const char *code, const char *arg1, const char *arg2);
const struct refusal *refusal_for(const struct ctx *, const char *field);

#endif
