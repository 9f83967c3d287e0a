/*
 * engine: what one request process holds from its start to its end. Internal to web/.
 */
#ifndef STOA_WEB_ENGINE_H
#define STOA_WEB_ENGINE_H

#include <stdbool.h>

#include "base/ctx.h"
#include "db/db.h"
#include "http/fcgi.h"
#include "kit/crypto.h"
#include "web/app.h"

struct meter;

struct engine {
	const struct app *app;
	char **argv; /* as we were called: the program that takes over is called so, too */
	const struct conf *conf;
	int processes;                          /* of this program, ours among them */
	struct view_page pages[AREA_PAGES_MAX]; /* of all areas */
	struct view_set *view;                  /* opened by the parent and shared; NULL where the app has no pages */
	struct meter *meter;                    /* NULL where the box's folder cannot be used */
	bool lasting;                           /* more requests than one are answered */
	/* opened after the fork */
	struct db *db;
	struct quota *quota;     /* NULL where it cannot be opened: nothing is limited then */
	struct breaker *breaker; /* likewise: nobody is left alone then */
	struct cache *cache;     /* NULL where it cannot be opened: pages are then made each time */
	struct keep *keep;       /* NULL where nothing is kept of shops */
	struct keep *goods;      /* likewise of their products */
	bool has_kept;           /* one of the routes is kept */
	const char *fingerprint; /* of what this build and its settings make pages of, as hex digits */
	struct fcgi *fcgi;
	struct arena *arena;     /* of the request at hand */
	struct crypto_names ids; /* of requests */
};

/* Serves on the socket (-1: the one CGI request) until a signal says stop; the process's exit status. */
int engine_serve(struct engine *, int socket);
/* Answers the request that fcgi_accept() delivered, writes its log line, leaves nothing behind. */
void dispatch(struct engine *);

#endif
