#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/limits.h"
#include "base/log.h"
#include "cache/cache.h"
#include "shop/changes.h"
#include "shop/tenant.h"
#include "web/poll.h"

enum {
	CELLS_MS = 10000, /* until a new cell is noticed; the first page of one asks for it itself */
	BESIDE_MS = 1000, /* between two looks whether the one that leads is gone */
	CELLS_BYTES = 1 << 20,
};

struct poll {
	struct engine *engine;
	struct arena *names; /* of the cells */
	const char *const *cells;
	size_t n_cells;
	int64_t cells_at; /* when they were read; 0 for never */
	bool away;        /* something could not be asked in the last round */
};

static struct ctx begin(const struct poll *p)
{
	const struct engine *e = p->engine;
	arena_reset(e->arena);
	return (struct ctx){ .arena = e->arena, .db = e->db, .conf = e->conf, .cache = e->cache, .now = clock_now() };
}

/* While the platform is away the cells that we know stay. */
static void read_cells(struct poll *p)
{
	struct ctx ctx = begin(p);
	const char *const *names;
	size_t n;
	if (p->cells_at && cache_clock() - p->cells_at < CELLS_MS)
		return;
	if (tenant_cells(&ctx, &names, &n))
		return;
	arena_reset(p->names);
	const char **cells = ARENA_ARRAY(p->names, n, const char *);
	for (size_t i = 0; i < n; i++)
		cells[i] = arena_strdup(p->names, names[i]);
	p->cells = cells;
	p->n_cells = n;
	p->cells_at = cache_clock();
}

/* Told once, and once when all is well again: the programs go on by themselves meanwhile. */
static void tell(struct poll *p, const struct ctx *ctx, const char *source, enum err_code why)
{
	if (why && !p->away)
		log_event(ctx, LOG_WARN, "changes_unheard", "source=%s error=%s why=%s", *source ? source : "platform",
		    err_name(why), ctx->err.text);
	p->away = p->away || why;
}

static enum err_code ask(struct poll *p, const char *source)
{
	struct ctx ctx = begin(p);
	enum err_code e = changes_apply(&ctx, source);
	tell(p, &ctx, source, e);
	return e;
}

static void round_trip(struct poll *p)
{
	bool away = p->away, failed = ask(p, "") != ERR_OK;
	read_cells(p);
	for (size_t i = 0; i < p->n_cells; i++)
		failed = ask(p, p->cells[i]) != ERR_OK || failed;
	if (away && !failed)
		log_event(NULL, LOG_INFO, "changes_heard", "cells=%zu", p->n_cells);
	p->away = failed;
	db_rest(p->engine->db);
}

/* True where it is time to stop. */
static bool rest(int milliseconds)
{
	const struct timespec time = { .tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L };
	sigset_t stops;
	sigemptyset(&stops);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGINT);
	return sigtimedwait(&stops, NULL, &time) != -1;
}

int engine_poll(struct engine *engine)
{
	const struct conf *conf = engine->conf;
	struct poll p = { .engine = engine, .names = arena_create(CELLS_BYTES) };
	bool leads = false;
	prctl(PR_SET_NAME, "follower");
	engine->arena = arena_create(LIMIT_REQUEST_ARENA);
	engine->db = db_create(conf, engine->app->name);
	engine->cache = cache_open(conf->cache_dir, (size_t)conf->cache_megabytes << 20);
	while (engine->cache != NULL && !rest(leads ? conf->poll_milliseconds : BESIDE_MS)) {
		if (!leads && cache_lead(engine->cache)) {
			leads = true;
			log_event(NULL, LOG_INFO, "changes_led", "every_ms=%d", conf->poll_milliseconds);
		}
		if (leads)
			round_trip(&p);
	}
	int status = engine->cache != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
	cache_close(&engine->cache);
	db_destroy(&engine->db);
	arena_destroy(&engine->arena);
	arena_destroy(&p.names);
	return status;
}
