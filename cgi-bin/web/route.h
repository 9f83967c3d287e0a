/*
 * route: an executable is a table of routes; each route carries its preconditions as columns, and one dispatcher checks
 * them.
 */
#ifndef STOA_WEB_ROUTE_H
#define STOA_WEB_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "http/request.h"
#include "http/response.h"
#include "view/view.h"

struct app;

/* Of a request, for web/limit alone. */
struct limit {
	int what;     /* as what it counts */
	int64_t now;  /* quota_clock() at its start */
	int64_t shop; /* for which it counts; 0 for none so far */
	bool refused; /* the answer is a plain 429 */
	bool again;   /* the page was kept before and has changed */
	bool files;   /* it is files of which there were too many */
};

/* Of a form that has a key, for web/once alone. */
struct once {
	const char *key;   /* as the page gave it; NULL where the form has none */
	const char *fresh; /* another one, for who means both of two forms that came under the same; else NULL */
};

/* What a handler gets besides ctx. */
struct exchange {
	const struct request *req;
	struct response *res;
	const char *seg[4];          /* the pattern's variable segments, in order; percent-decoded */
	void *in;                    /* the declared inputs, by route->params; NULL where none are declared */
	enum err_code in_err;        /* ERR_INPUT where they were refused: the handler shows the form again (422) */
	const struct view_set *view; /* the executable's templates */
	const struct route *route;   /* NULL before one has matched */
	const struct app *app;
	bool for_all;          /* the answer is made for everybody: its reader is put into the holes when it is sent */
	bool own_form;         /* of a POST: its form was read, and a page of ours has sent it */
	const char *unsettled; /* of a form that was sent before and of which nobody knew (web/again); NULL */
	bool alike;            /* the answer is the same whatever the reader's cookies say, currency included */
	struct view_holes holes; /* of a page made so */
	const char *tail;        /* the path after the locale, where one was consumed: "/p/krug" */
	struct limit limit;
	struct once once;
	const char *flash; /* what the next page will say (web/flash.h); NULL for nothing */
};

typedef enum err_code handler_fn(struct ctx *, struct exchange *);

enum need {
	NEED_SHOP = 1,   /* the host names an active shop: else a plain 404 */
	NEED_LOCALE = 2, /* the first segment is a locale that the shop offers, consumed before the pattern: else 404 */
	NEED_ORIGIN = 4, /* Sec-Fetch-Site, Origin or Referer show our own page (web/origin.h): else 403. Every POST of
	                    a form has it. */
	NEED_LOGIN = 8,  /* staff session: else redirect to the login page */
	NEED_MEMBER =
	    16, /* after the locale comes a shop's name of which the staff is a member, consumed; opens its scope */
	NEED_ONCE = 32, /* of a POST: its form may carry a key, by which it is done once (web/once.h) */
};

/* As what a GET counts besides (web/limit.h); what a POST costs follows from its body, but for COST_IMPORT. */
enum cost {
	COST_PAGE,
	COST_LIST,   /* a page; with a query a search */
	COST_SEARCH, /* looks at more than it shows */
	COST_IMPORT, /* an upload that the worker has long work with */
};

struct route {
	enum http_method method; /* GET answers HEAD too */
	const char *pattern;     /* after locale and shop: "/p/:slug" */
	handler_fn *handler;
	unsigned needs; /* enum need */
	const struct param *params;
	size_t in_size; /* of the struct behind params */
	bool kept;      /* of a GET: the same for everybody but for its holes, and kept for the next one (web/ready) */
	enum body_kind body; /* of a POST: BODY_FORM unless set; else 415 */
	enum cost cost;
	bool same; /* of a POST: what was done before is found by a key of its own, and answered as then */
};

#define ROUTE_END                                                                                                      \
	{                                                                                                              \
		.pattern = NULL                                                                                        \
	}

#endif
