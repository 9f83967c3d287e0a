#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/limits.h"
#include "base/log.h"
#include "cache/breaker.h"
#include "cache/cache.h"
#include "cache/keep.h"
#include "cache/quota.h"
#include "kit/crypto.h"
#include "view/view.h"
#include "web/engine.h"
#include "web/meter.h"

/* Set by signals, which are let through only while the process waits for a request. */
static volatile sig_atomic_t stop;

static void on_stop(int signal_number)
{
	(void)signal_number;
	stop = 1;
}

static void set_signals(void)
{
	static const int stopping[] = { SIGTERM, SIGINT };
	struct sigaction stops = { .sa_handler = on_stop }, ignored = { .sa_handler = SIG_IGN };
	sigset_t blocked;
	sigemptyset(&blocked);
	for (size_t i = 0; i < sizeof stopping / sizeof stopping[0]; i++) {
		sigaction(stopping[i], &stops, NULL);
		sigaddset(&blocked, stopping[i]);
	}
	/* The parent's; they reach us where a service manager tells the whole group. */
	sigaction(SIGHUP, &ignored, NULL);
	sigaction(SIGUSR2, &ignored, NULL);
	sigaction(SIGPIPE, &ignored, NULL);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
}

static bool has_kept(const struct area *const *areas)
{
	for (; *areas != NULL; areas++) {
		for (const struct route *r = (*areas)->routes; r->pattern != NULL; r++) {
			if (r->kept)
				return true;
		}
	}
	return false;
}

/* What else pages are made of, besides data and address. */
static void take_fingerprint(struct engine *engine, struct arena *arena)
{
	const struct conf *c = engine->conf;
	const char *all =
	    arena_printf(arena, "%s\n%s\n%s\n%s\n%s\n%d\n%d\n%d\n%s", engine->app->name, view_build_id(), c->asset_base,
	        c->media_base, c->public_scheme, c->public_port, c->cdn_seconds, c->cdn_stale_seconds, PACKAGE_VERSION);
	engine->fingerprint = crypto_sha256_hex(arena, all, strlen(all));
}

/* Without room for pages the cache still tells what has changed, which is what is asked where things are kept. */
static void open_cache(struct engine *engine, bool one_request)
{
	const struct conf *conf = engine->conf;
	const struct app *app = engine->app;
	bool keeps = (app->keeps || app->keeps_around) && conf->frame_megabytes > 0 && !one_request;
	if (conf->cache_megabytes > 0 || keeps)
		engine->cache = cache_open(conf->cache_dir, (size_t)conf->cache_megabytes << 20);
	if (engine->cache == NULL || !keeps)
		return;
	/* Products are many, and read by key: they may not push out what stands around all pages. */
	size_t goods = ((size_t)conf->frame_megabytes << 20) / 4;
	engine->keep = keep_create(engine->cache, 3 * goods, conf->heard_milliseconds);
	if (app->keeps)
		engine->goods = keep_create(engine->cache, goods, conf->heard_milliseconds);
}

int engine_serve(struct engine *engine, int socket)
{
	set_signals();
	struct arena *own = arena_create(LIMIT_BODY_BYTES);
	crypto_names_begin(&engine->ids);
	engine->arena = arena_create(LIMIT_REQUEST_ARENA);
	engine->db = db_create(engine->conf, engine->app->name);
	open_cache(engine, socket < 0);
	engine->lasting = socket >= 0;
	if (engine->lasting)
		meter_join(engine->meter);
	engine->quota = quota_open(engine->conf->cache_dir, engine->app->name, engine->processes);
	engine->breaker = breaker_open(engine->conf->cache_dir);
	engine->has_kept = has_kept(engine->app->areas);
	take_fingerprint(engine, own);
	engine->fcgi = fcgi_create(own, socket);
	int status = EXIT_FAILURE;
	if (engine->fcgi == NULL) {
		log_event(NULL, LOG_ERROR, "no_transport", "socket=%d", socket);
	} else {
		while (fcgi_accept(engine->fcgi, &stop))
			dispatch(engine);
		status = EXIT_SUCCESS;
	}
	keep_destroy(&engine->keep);
	keep_destroy(&engine->goods);
	breaker_close(&engine->breaker);
	quota_close(&engine->quota);
	cache_close(&engine->cache);
	db_destroy(&engine->db);
	arena_destroy(&engine->arena);
	arena_destroy(&own);
	return status;
}
