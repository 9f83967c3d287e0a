/* worker: does what was promised inside a transaction and takes longer than a shopper should wait. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/count.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "cache/metrics.h"
#include "db/db.h"
#include "kit/crypto.h"
#include "worker/purge.h"
#include "worker/views.h"
#include "worker/worker.h"

enum { EXIT_USAGE = 2, OWN_MEMORY = 1024 * 1024, IDLE_MS = 1000 };

static void usage(FILE *to)
{
	fprintf(to,
	    "usage: worker\n"
	    "Sends the mails of all shops, makes and fetches their pictures, and deletes what they have kept long\n"
	    "enough, until SIGTERM; the job at hand is finished.\n"
	    "  --check      open settings, key and templates, say what is wrong, and end\n"
	    "  --version    print the version\n"
	    "Settings are read from the file that STOA_CONF names, else from %s/stoa.conf.\n",
	    SYSCONFDIR);
}

int64_t worker_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void ending_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
}

bool worker_stopping(int ms)
{
	static bool stopping;
	const struct timespec wait = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };
	sigset_t set;

	ending_signals(&set);
	if (!stopping && sigtimedwait(&set, NULL, &wait) > 0)
		stopping = true;
	return stopping;
}

void worker_begin(struct worker *w, struct ctx *ctx)
{
	db_rest(w->db);
	arena_reset(w->arena);
	*ctx = (struct ctx){ .arena = w->arena, .db = w->db, .conf = w->conf, .now = clock_now() };
	crypto_token(ctx->request_id);
	trace_begin(&ctx->trace, ctx->request_id, NULL, NULL);
}

/* What is counted, where the box's other programs do. */
static struct metrics *join(const struct conf *conf)
{
	struct metrics *m = metrics_open(conf->cache_dir);
	struct metrics_program *p = m ? metrics_program(m, "worker") : NULL;

	if (p) {
		counts_at(&p->counts);
		metrics_place(m, p);
		count(COUNT_PROCESS_STARTED);
	}
	return m;
}

/* Blocked and only ever waited for: neither libpq nor libcurl is interrupted in the middle of a job. */
static void set_signals(void)
{
	struct sigaction ignored = { .sa_handler = SIG_IGN };
	sigset_t set;

	sigaction(SIGPIPE, &ignored, NULL);
	ending_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void work(struct worker *w)
{
	const char *mail = w->mail ? "on" : "off";
	int idle = 0;

	log_event(NULL, w->mail ? LOG_INFO : LOG_WARN, "started", "mail=%s", mail);
	while (!worker_stopping(idle)) {
		idle = worker_round(w) ? 0 : IDLE_MS;
		count(idle ? COUNT_ROUNDS : COUNT_ROUNDS_BUSY);
		gauge_set(GAUGE_ROUND_AT, clock_now());
	}
	log_event(NULL, LOG_INFO, "stopped", "mail=%s", mail);
}

static bool load(struct worker *w)
{
	w->conf = conf_load(NULL);
	if (w->conf == NULL || !crypto_load_key(w->conf))
		return false;
	w->mail = !str_empty(w->conf->smtp_url);
	w->view = view_open(w->conf, "mail", mail_pages, &mail_frame_view);
	return w->view != NULL;
}

int main(int argc, char **argv)
{
	struct worker w = { 0 };
	bool check = argc == 2 && str_eq(argv[1], "--check");

	if (argc == 2 && str_eq(argv[1], "--version")) {
		printf("worker (Stoa) %s\n", PACKAGE_VERSION);
		return EXIT_SUCCESS;
	}
	if (argc > 1 && !check) {
		bool help = argc == 2 && str_eq(argv[1], "--help");

		usage(help ? stdout : stderr);
		return help ? EXIT_SUCCESS : EXIT_USAGE;
	}
	log_init("worker", LOG_INFO);
	if (!load(&w))
		return EXIT_FAILURE;
	if (!check) {
		struct metrics *metrics = join(w.conf);

		set_signals();
		w.own = arena_create(OWN_MEMORY);
		w.arena = arena_create(LIMIT_REQUEST_ARENA);
		w.db = db_create(w.conf, "worker");
		w.purge = purge_create(&w);
		work(&w);
		worker_finish(&w);
		counts_at(NULL);
		metrics_close(&metrics);
		db_destroy(&w.db);
		arena_destroy(&w.arena);
		arena_destroy(&w.own);
	}
	view_close(&w.view);
	return EXIT_SUCCESS;
}
