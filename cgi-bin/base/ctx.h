/*
 * ctx: everything of one request (or one job), passed first to every function that needs any of it.
 *
 * Nothing request-scoped is global: a long-lived process that leaks one tenant into the next would be our worst bug.
 * The struct is laid anew for each request by web/ (or by the worker for each job); its pointers live in ->arena or
 * longer.
 */
#ifndef STOA_BASE_CTX_H
#define STOA_BASE_CTX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/trace.h"

struct db;
struct tenant;
struct settings;
struct staff;
struct conf;
struct cache;
struct keep;
struct quota;
struct breaker;
struct shown;

/* How the last call to a payment provider ended. */
enum provider_said {
	PROVIDER_ANSWERED,
	PROVIDER_BUSY,  /* not asked: too many of us wait there already, or no time was left for it */
	PROVIDER_SHUT,  /* not asked: it has not answered lately */
	PROVIDER_SILENT /* asked, and no answer came that could be read: what became of it is not known */
};
struct provider_calls {
	int patience;  /* milliseconds that all of them may take, from the first one on; 0: each its own time */
	int64_t until; /* cache_clock() then; 0 before the first one */
	enum provider_said said;
};

struct ctx {
	struct arena *arena;
	struct err err;
	struct refusal *refusals;
	struct db *db;                   /* connections of this process; scoped to ->tenant by shop schema */
	const struct conf *conf;         /* the installation's settings; lives as long as the process */
	const struct tenant *tenant;     /* the shop that the host names; NULL before resolution and on the admin host
	                                    before a shop is chosen */
	const struct settings *settings; /* of ->tenant; loaded with it */
	int64_t tenant_id;               /* of ->tenant, 0 where that is NULL: what the log shows */
	const struct staff *staff;       /* who is logged in to admin; NULL elsewhere */
	const char *locale;              /* BCP 47 code that the shop (or admin) offers: "de" */
	const char *currency;            /* ISO 4217 code in which prices are shown: "EUR" */
	bool silent;                     /* nobody is told of what happens: past orders are loaded */
	struct cache *cache;             /* the box's (cache/cache.h); NULL where there is none */
	struct quota *quota;             /* the box's counters (cache/quota.h); NULL where nothing is limited */
	struct breaker *breaker;         /* whom to leave alone (cache/breaker.h); NULL where everybody is called */
	struct provider_calls calls;     /* of this request to payment providers (shop/provider_call.h) */
	bool in_tx;                      /* a transaction is open (db_tx): nobody waits for another service now */
	struct keep *keep;  /* what this process keeps of shops (shop/frame.h); NULL where all is read anew */
	struct keep *goods; /* likewise of products */
	struct keep
	    *around; /* as keep, for what stands around a page: there too where keep is NULL, since one decides */
	struct shown *shown; /* what the answer shows, where it may be kept (shop/show.h); else NULL */
	int64_t now;         /* UTC seconds, taken once at the start */
	char request_id[33]; /* hex */
	struct trace trace;  /* who caused it; its id is the request's where nobody else did */
};

#endif
