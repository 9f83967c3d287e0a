/*
 * request: one HTTP request as the handlers see it, filled from FastCGI or CGI variables, and its declared inputs.
 *
 * Everything in it has passed the border: valid UTF-8, no NUL, within limits.h. Strings live in the request's arena.
 */
#ifndef STOA_HTTP_REQUEST_H
#define STOA_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "kit/localized.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

/* What a route takes as body. Another content type is ERR_MEDIA, a longer body ERR_TOO_LARGE. */
enum body_kind {
	BODY_FORM,   /* urlencoded or multipart without files, LIMIT_BODY_BYTES; no body at all is an empty form */
	BODY_TEXTS,  /* as FORM, LIMIT_TEXTS_BYTES */
	BODY_UPLOAD, /* multipart with files, LIMIT_UPLOAD_BYTES; urlencoded as above */
	BODY_RAW,    /* any type, LIMIT_BODY_BYTES, bytes left as they are */
};

/* Where a request comes from, as FastCGI and CGI give it (RFC 3875). */
struct request_source {
	char *const *vars;                                /* "NAME=VALUE", ends with NULL */
	size_t (*read)(void *handle, void *to, size_t n); /* the body; fewer than n bytes at its end or a failure */
	void *handle;
};

struct pair {
	const char *name;
	const char *value;
	size_t length;
};

/* One part of multipart/form-data that carries a file. */
struct upload {
	const char *name;     /* the field's */
	const char *filename; /* as sent; never used as a path */
	const char *type;     /* as claimed */
	const uint8_t *data;
	size_t length;
};

struct request {
	enum http_method method;
	const char *host;      /* lower case, without port; "" where missing or malformed */
	const char *authority; /* Host as sent, with port: for Origin checks and absolute addresses */
	const char *scheme; /* "https" or "http": how the client reached us; conf's public_scheme where that is https */
	const char *path;  /* percent-decoded, starts with '/', no "." or ".." segment, no empty segment but the last */
	const char *query; /* raw, without '?' */
	const char
	    *own_query;     /* of it what pages of ours know: without what advertisers hung on the link (web/query) */
	const char *remote; /* client address, through trusted proxies only */
	const char *accept_language;
	const char *accept_encoding; /* NULL where absent */
	const char *origin;          /* NULL where absent */
	const char *referer;
	const char *sec_fetch_site;
	const char *content_type; /* media type in lower case, without parameters; "" */
	const char *if_none_match;
	const char *user_agent;
	int64_t content_length;  /* as announced; 0 where absent */
	const struct pair *args; /* query */
	size_t n_args;
	const struct pair *form; /* urlencoded or multipart body */
	size_t n_form;
	const struct upload *uploads;
	size_t n_uploads;
	const char *body; /* of BODY_RAW; NUL-terminated, length in body_length */
	size_t body_length;
	const struct pair *cookies;
	size_t n_cookies;
	const struct pair *headers; /* every header as (lower-case name, value): webhook signatures */
	size_t n_headers;
};

/*
 * Everything but the body. ERR_MALFORMED: bad percent-encoding, control characters, invalid UTF-8, an encoded slash,
 * "." and ".." or empty segments. ERR_TOO_LARGE: a query past LIMIT_QUERY_BYTES. What was understood before the failure
 * stays in the struct, so that the refusal can be answered in the right language. A header that is no clean UTF-8
 * counts as absent; a cookie likewise.
 */
enum err_code request_head(struct ctx *, const struct request_source *, struct request *);
/* The body of a POST, once its route is known. ERR_MALFORMED also where it is shorter than announced. */
enum err_code request_body(struct ctx *, const struct request_source *, enum body_kind, struct request *);

const char *request_cookie(const struct request *, const char *name); /* NULL where absent or sent twice */
const char *request_header(const struct request *, const char *lower_name);

/*
 * Declared inputs. A handler names what it reads; the dispatcher fills the handler's struct before it runs, and a
 * handler never sees a raw string. A name that is not declared, or a scalar sent twice, is a 400: forms are ours, and
 * tampering is told apart from a typo. Values that people type are checked for form here and refused with a field error
 * (422).
 */
enum param_type {
	PARAM_TEXT,   /* const char *, one line, trimmed; min..max code points */
	PARAM_LINES,  /* const char *, may hold line breaks */
	PARAM_SECRET, /* const char *, untrimmed (passwords) */
	PARAM_EMAIL,  /* const char * */
	PARAM_INT,    /* int64_t, min..max; Arabic-Indic and full-width digits and grouping blanks are read */
	PARAM_ID,     /* int64_t, plain digits, 1..INT64_MAX; malformed is a 400 */
	PARAM_BOOL,   /* bool: "1", "on", "yes", "true" */
	PARAM_CODE,   /* const char *: [A-Za-z0-9._-]{min..max}; malformed is a 400 */
	PARAM_IDS,    /* struct param_ids: may be sent many times */
	PARAM_TEXTS,  /* struct param_texts: may be sent many times, in order */
	/*
	 * struct param_keyed: every "NAME<id>" (id as ID has it, in plain form), each once, in the order sent, read as
	 * TEXT. Refused at the name as sent: "price_12".
	 */
	PARAM_KEYED,
	/*
	 * struct localized: every "NAME_<locale>" (a language as in a shop's addresses: "de", "pt-BR"), each once, in
	 * the order sent, read as TEXT or as LINES. Refused at the name as sent: "title_de". Which languages a shop
	 * has, and whether one of them may be empty, is the handler's to check.
	 */
	PARAM_LOCALIZED,
	PARAM_LOCALIZED_LINES,
	/* struct param_keyed_localized: every "NAME<id>_<locale>", both as above, read as TEXT: "value_12_de". */
	PARAM_KEYED_LOCALIZED,
	/* Any name that no other one has, read by nobody: of an address to which others lead, with what they add. */
	PARAM_REST,
	PARAM_TYPE__MAX
};

struct param_ids {
	const int64_t *v;
	size_t n;
};
struct param_texts {
	const char *const *v;
	size_t n;
};
struct keyed_text {
	int64_t id;
	const char *text;
};
struct param_keyed {
	const struct keyed_text *v;
	size_t n;
};
/* NULL where the id was not sent. */
const char *param_keyed_find(const struct param_keyed *, int64_t id);

struct keyed_localized {
	int64_t id;
	const char *locale;
	const char *text;
};
struct param_keyed_localized {
	const struct keyed_localized *v;
	size_t n;
};
/* What was sent for the id, as one text in several languages; none where nothing was. */
struct localized param_keyed_localized_of(struct ctx *, const struct param_keyed_localized *, int64_t id);

struct param {
	const char *name; /* NULL ends the table; of KEYED what stands before the id, of LOCALIZED before "_<locale>" */
	enum param_type type;
	bool required;
	int64_t min, max;
	size_t offset; /* into the handler's struct */
	size_t
	    had_offset; /* of a bool set where the name was sent at all; 0 for none (never the struct's first member) */
};

#define PARAM(s, f, t, ...)                                                                                            \
	{                                                                                                              \
		.name = #f, .type = (t), .offset = offsetof(struct s, f), __VA_ARGS__                                  \
	}

/*
 * Where a field was not sent, or sent empty: "" for the text types, 0, false, an empty list. min and max default to 0
 * and LIMIT_NAME_POINTS (TEXT, SECRET), 4000 (LINES), 64 bytes (CODE), the whole range (INT); IDS, TEXTS, KEYED and
 * LOCALIZED count per value as ID, TEXT and LINES do. Refusal codes: required, too_short {1}, too_long {1}, number,
 * too_small {1}, too_large {1}, email.
 *
 * Reads pairs into out by the table. ERR_MALFORMED for tampering; ERR_INPUT with refusals for typed values out of
 * range: what was typed stays in the struct for text types (so that the form can show it again), and in request_raw()
 * for numbers.
 */
enum err_code params_read(struct ctx *, const struct param *, const struct pair *, size_t n, void *out);
/* What was typed into a field, for showing it again; "" where nothing was. */
const char *request_raw(const struct request *, const char *name);

#endif
