/* worker: does what was promised inside a transaction and takes longer than a shopper should wait. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/count.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "cache/breaker.h"
#include "cache/metrics.h"
#include "db/db.h"
#include "kit/crypto.h"
#include "net/mail.h"
#include "shop/outbox.h"
#include "worker/crew.h"
#include "worker/purge.h"
#include "worker/views.h"
#include "worker/worker.h"

enum {
	EXIT_USAGE = 2,
	OWN_MEMORY = 1024 * 1024,
	IDLE_MS = 1000,
	GOODBYE_ROUNDS = 5,
	LEASE_SPARE = 2,
	FRESH_SECONDS = 5,
	BEHIND = 5
};

static void usage(FILE *to)
{
	fprintf(to,
	    "usage: worker [--processes N]\n"
	    "Sends the mails of all shops, makes and fetches their pictures, does what is due at a certain time, and\n"
	    "deletes what they have kept long enough, until SIGTERM; the jobs at hand are finished.\n"
	    "  --processes N  as many instead of worker_processes of the settings\n"
	    "  --check        open settings, key and templates, say what is wrong, and end\n"
	    "  --version      print the version\n"
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

/* A job that outlasts its lease is begun by another process: this one ends before that. */
bool worker_watch(int64_t lease)
{
	int64_t left = lease - clock_now() - LEASE_SPARE;

	alarm(lease && left > 0 ? (unsigned)left : 0);
	return left > 0;
}

void worker_begin(struct worker *w, struct ctx *ctx)
{
	db_rest(w->db);
	arena_reset(w->arena);
	*ctx =
	    (struct ctx){ .arena = w->arena, .db = w->db, .conf = w->conf, .breaker = w->breaker, .now = clock_now() };
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
	int idle = 0;

	while (!worker_stopping(idle ? IDLE_MS : 0)) {
		idle = worker_round(w) ? 0 : idle + 1;
		if (idle == GOODBYE_ROUNDS)
			mail_goodbye();
		count(idle ? COUNT_ROUNDS : COUNT_ROUNDS_BUSY);
		gauge_set(GAUGE_ROUND_AT, clock_now());
	}
}

/*
 * Mails, timers and what may take long go to the processes in turn; two processes leave the mails to one of them, and
 * one does everything.
 */
static void divide(struct worker *w, int i, int n)
{
	const unsigned mail = 1U << OUTBOX_LANE_MAIL, timer = 1U << OUTBOX_LANE_TIMER;
	const unsigned turns[] = { mail, timer, OUTBOX_LANES_ALL & ~mail & ~timer };

	w->lanes = n == 1 ? OUTBOX_LANES_ALL : n == 2 ? (i == 0 ? mail : OUTBOX_LANES_ALL & ~mail) : turns[i % 3];
	w->keeper = (w->lanes & 1U << OUTBOX_LANE_WORK) != 0;
	w->teller = n < 3 ? w->keeper : i == 1;
	w->place = n < 3 ? 0 : i / 3;
	w->peers = n < 3 ? 1 : (n - i % 3 + 2) / 3;
}

/* What nobody waits for goes behind what answers shoppers; there is no way back, so only who does nothing else does. */
static void stand_back(const struct worker *w)
{
	if (w->lanes != 1U << OUTBOX_LANE_WORK)
		return;
	setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + BEHIND);
	db_behind(w->db, BEHIND);
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

static int process(void *arg, int i, int n)
{
	struct worker *w = arg;
	struct metrics *metrics = join(w->conf);

	set_signals();
	w->fresh = worker_seconds() - w->began < FRESH_SECONDS;
	divide(w, i, n);
	w->own = arena_create(OWN_MEMORY);
	w->arena = arena_create(LIMIT_REQUEST_ARENA);
	w->stay.arena = arena_create(LIMIT_REQUEST_ARENA);
	w->db = db_create(w->conf, "worker");
	stand_back(w);
	w->breaker = breaker_open(w->conf->cache_dir);
	w->purge = w->teller ? purge_create(w) : NULL;
	work(w);
	worker_finish(w);
	mail_goodbye();
	counts_at(NULL);
	metrics_close(&metrics);
	breaker_close(&w->breaker);
	db_destroy(&w->db);
	arena_destroy(&w->stay.arena);
	arena_destroy(&w->arena);
	arena_destroy(&w->own);
	view_close(&w->view);
	return EXIT_SUCCESS;
}

/* 0: as the settings say; -1: no number. */
static int processes_of(int argc, char **argv)
{
	int64_t n = 0;

	if (argc == 3 && str_eq(argv[1], "--processes"))
		return str_to_int(argv[2], 1, CREW_MAX, &n) ? (int)n : -1;
	return argc == 1 || (argc == 2 && str_eq(argv[1], "--check")) ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct worker w = { 0 };
	int n = processes_of(argc, argv), status;

	if (argc == 2 && str_eq(argv[1], "--version")) {
		printf("worker (Stoa) %s\n", PACKAGE_VERSION);
		return EXIT_SUCCESS;
	}
	if (n < 0) {
		bool help = argc == 2 && str_eq(argv[1], "--help");

		usage(help ? stdout : stderr);
		return help ? EXIT_SUCCESS : EXIT_USAGE;
	}
	log_init("worker", LOG_INFO);
	if (!load(&w))
		return EXIT_FAILURE;
	if (argc == 2) {
		view_close(&w.view);
		return EXIT_SUCCESS;
	}
	n = n ? n : w.conf->worker_processes;
	w.began = worker_seconds();
	log_event(NULL, w.mail ? LOG_INFO : LOG_WARN, "started", "mail=%s processes=%d", w.mail ? "on" : "off", n);
	status = n == 1 ? process(&w, 0, 1) : crew_run(n, process, &w);
	if (n > 1)
		view_close(&w.view);
	log_event(NULL, LOG_INFO, "stopped", "processes=%d", n);
	return status;
}
