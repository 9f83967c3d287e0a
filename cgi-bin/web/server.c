#include "config.h"

#include "web/server.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/count.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "web/handover.h"
#include "web/page.h"
#include "web/poll.h"

enum {
	TICK_MS = 100,
	YOUNG_MS = 5000, /* a process that dies younger counts as failing */
	BACKOFF_FIRST_MS = 250,
	BACKOFF_MAX_MS = 30000,
	DRAIN_MS = 30000,       /* then what still runs is killed */
	THREAD_NAME_BYTES = 16, /* prctl(2) */
};

struct parent;
struct slot {
	pid_t pid; /* 0 for none */
	int (*run)(struct parent *);
	int64_t started;
	int64_t not_before;
	int failures;
	bool stale;    /* to be replaced after SIGHUP */
	int64_t asked; /* when it was told to stop; 0 where it was not */
};

struct parent {
	struct engine *engine;
	int socket;
	int n;
	bool draining;
	pid_t rehearsal; /* of the program that may take over; 0 for none */
	char program[PATH_MAX];
	struct slot slots[SERVER_CHILDREN_MAX];
	int n_old;
	struct slot old[SERVER_CHILDREN_MAX]; /* of the program that was here before: to be drained */
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool server_load(struct engine *engine)
{
	const struct conf *conf = conf_load(NULL);
	struct view_set *view = NULL;
	if (conf == NULL)
		return false;
	if (area_sends_pages(engine->app->areas)) {
		area_pages(engine->app->areas, engine->pages);
		view = view_open(conf, engine->app->name, engine->pages, &page_view);
		if (view == NULL)
			return false;
	}
	/* Last, so that a refusal before it leaves the key as it was. */
	if (!crypto_load_key(conf)) {
		if (view != NULL)
			view_close(&view);
		return false;
	}
	if (engine->view != NULL)
		view_close(&engine->view);
	engine->conf = conf;
	engine->view = view;
	return true;
}

static int answer(struct parent *p)
{
	return engine_serve(p->engine, p->socket);
}

static int follow(struct parent *p)
{
	return engine_poll(p->engine);
}

/* Under its own name from the first moment on. */
static pid_t fork_as(const char *name)
{
	char own[THREAD_NAME_BYTES];
	prctl(PR_GET_NAME, own);
	prctl(PR_SET_NAME, name ? name : own);
	pid_t pid = fork();
	if (pid != 0)
		prctl(PR_SET_NAME, own);
	return pid;
}

static void start(struct parent *p, struct slot *slot)
{
	pid_t parent = getpid();
	pid_t pid = fork_as(slot->run == follow ? POLL_NAME : NULL);
	if (pid == 0) {
		/* No process outlives its parent, however that ends. */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(EXIT_FAILURE);
		exit(slot->run(p));
	}
	slot->started = now_ms();
	slot->stale = false;
	slot->asked = 0;
	slot->pid = pid > 0 ? pid : 0;
	if (pid > 0)
		count(COUNT_PROCESS_STARTED);
	else
		slot->not_before = slot->started + BACKOFF_FIRST_MS;
}

static void ended(struct slot *slot, int status)
{
	int64_t now = now_ms();
	bool asked = slot->asked != 0;
	if (!asked) {
		count(COUNT_PROCESS_DIED);
		log_event(NULL, LOG_ERROR, "process_ended", "child=%d status=%d signal=%d", (int)slot->pid,
		    WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	}
	bool young = !asked && now - slot->started < YOUNG_MS;
	slot->failures = young ? slot->failures + 1 : 0;
	int64_t wait = young ? BACKOFF_FIRST_MS << (slot->failures < 8 ? slot->failures - 1 : 7) : 0;
	slot->not_before = now + (wait < BACKOFF_MAX_MS ? wait : BACKOFF_MAX_MS);
	slot->pid = 0;
}

static void ended_of(struct slot *slots, int n, pid_t pid, int status)
{
	for (int i = 0; i < n; i++) {
		if (slots[i].pid == pid)
			ended(&slots[i], status);
	}
}

static int running_of(const struct slot *slots, int n)
{
	int running = 0;
	for (int i = 0; i < n; i++)
		running += slots[i].pid != 0;
	return running;
}

static void upgrade_refused(const char *why)
{
	log_event(NULL, LOG_ERROR, "upgrade_refused", "kept=old reason=%s", why);
}

/* Becomes the program that is now where ours was; the log tells which of the two goes on. */
static void take_over(struct parent *p)
{
	struct handover h = { .socket = p->socket };
	for (int i = 0; i < p->n; i++) {
		if (p->slots[i].pid != 0)
			h.pids[h.n++] = p->slots[i].pid;
	}
	handover_give(&h, p->program, p->engine->argv);
	upgrade_refused(strerror(errno));
}

static void rehearsed(struct parent *p, int status)
{
	p->rehearsal = 0;
	if (p->draining)
		return;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS)
		take_over(p);
	else
		upgrade_refused("check");
}

static void reap(struct parent *p)
{
	int status;
	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
		ended_of(p->slots, p->n, pid, status);
		ended_of(p->old, p->n_old, pid, status);
		if (pid == p->rehearsal)
			rehearsed(p, status);
	}
}

static void ask_to_stop(struct slot *slot)
{
	int64_t now = now_ms();
	if (slot->asked == 0)
		slot->asked = now;
	kill(slot->pid, now - slot->asked > DRAIN_MS ? SIGKILL : SIGTERM);
}

/* How many of them still run. */
static int drain(struct slot *slots, int n)
{
	for (int i = 0; i < n; i++) {
		if (slots[i].pid != 0)
			ask_to_stop(&slots[i]);
	}
	return running_of(slots, n);
}

/*
 * Starts what is missing and may start; retires one stale process at a time, and those of the program before us as
 * soon as ours are there.
 */
static void tend(struct parent *p)
{
	int64_t now = now_ms();
	struct slot *stale = NULL;
	int missing = 0;
	for (int i = 0; i < p->n; i++) {
		struct slot *slot = &p->slots[i];
		if (slot->pid == 0 && now >= slot->not_before)
			start(p, slot);
		missing += slot->pid == 0;
		if (slot->stale && (stale == NULL || slot->asked != 0))
			stale = slot;
	}
	if (stale != NULL && missing == 0)
		ask_to_stop(stale);
	if (missing == 0)
		drain(p->old, p->n_old);
}

static void reload(struct parent *p)
{
	if (!server_load(p->engine)) {
		log_event(NULL, LOG_ERROR, "reload_refused", "kept=%s", "old");
		return;
	}
	for (int i = 0; i < p->n; i++)
		p->slots[i].stale = p->slots[i].pid != 0;
}

static void upgrade(struct parent *p)
{
	if (p->rehearsal != 0 || running_of(p->old, p->n_old) > 0) {
		upgrade_refused("busy");
		return;
	}
	pid_t pid = handover_rehearse(p->program);
	if (pid > 0)
		p->rehearsal = pid;
	else
		upgrade_refused(strerror(errno));
}

static void on_signal(struct parent *p, int signal_number)
{
	if (signal_number == SIGTERM || signal_number == SIGINT)
		p->draining = true;
	else if (signal_number == SIGHUP && !p->draining)
		reload(p);
	else if (signal_number == SIGUSR2 && !p->draining)
		upgrade(p);
}

/* As it was called, so that a link that is turned to another version counts; where a shell searched it, where it was
 * found. */
static void name_program(struct parent *p)
{
	const char *called = p->engine->argv[0];
	if (called != NULL && strchr(called, '/') != NULL && str_copy(p->program, called, PATH_MAX) < PATH_MAX)
		return;
	ssize_t n = readlink("/proc/self/exe", p->program, PATH_MAX - 1);
	p->program[n < 0 ? 0 : n] = '\0';
}

static void await_signals(sigset_t *awaited)
{
	static const int signals[] = { SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGUSR2 };
	sigemptyset(awaited);
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
		sigaddset(awaited, signals[i]);
	sigprocmask(SIG_BLOCK, awaited, NULL);
}

int server_run(struct engine *engine, const struct handover *before, int processes)
{
	static struct parent parent;
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000L };
	sigset_t awaited;
	parent = (struct parent){ .engine = engine, .socket = before->socket, .n = processes, .n_old = before->n };
	for (int i = 0; i < before->n; i++)
		parent.old[i].pid = before->pids[i];
	for (int i = 0; i < processes; i++)
		parent.slots[i].run = answer;
	if (engine->app->follows && engine->conf->cache_megabytes > 0)
		parent.slots[parent.n++].run = follow;
	name_program(&parent);
	await_signals(&awaited);
	gauge_set(GAUGE_PROCESSES, processes);
	log_event(NULL, LOG_INFO, "started", "processes=%d taken_over=%d", processes, before->n);
	for (;;) {
		if (!parent.draining)
			tend(&parent);
		else if (drain(parent.slots, parent.n) + drain(parent.old, parent.n_old) == 0)
			break;
		int signal_number = sigtimedwait(&awaited, NULL, &tick);
		reap(&parent);
		if (signal_number > 0)
			on_signal(&parent, signal_number);
	}
	gauge_set(GAUGE_PROCESSES, 0);
	log_event(NULL, LOG_INFO, "stopped", "processes=%d", processes);
	return EXIT_SUCCESS;
}
