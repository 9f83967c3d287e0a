#include "config.h"

#include "web/server.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/log.h"
#include "kit/crypto.h"
#include "web/page.h"

enum {
	TICK_MS = 100,
	YOUNG_MS = 5000, /* a process that dies younger counts as failing */
	BACKOFF_FIRST_MS = 250,
	BACKOFF_MAX_MS = 30000,
	DRAIN_MS = 30000, /* then what still runs is killed */
};

struct slot {
	pid_t pid; /* 0 for none */
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
	struct slot slots[SERVER_PROCESSES_MAX];
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
	if (engine->app->pages != NULL) {
		view = view_open(conf, engine->app->name, engine->app->pages, &page_view);
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

static void start(struct parent *p, struct slot *slot)
{
	pid_t parent = getpid();
	pid_t pid = fork();
	if (pid == 0) {
		/* No process outlives its parent, however that ends. */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(EXIT_FAILURE);
		exit(engine_serve(p->engine, p->socket));
	}
	slot->started = now_ms();
	slot->stale = false;
	slot->asked = 0;
	slot->pid = pid > 0 ? pid : 0;
	if (pid < 0)
		slot->not_before = slot->started + BACKOFF_FIRST_MS;
}

static void ended(struct slot *slot, int status)
{
	int64_t now = now_ms();
	bool asked = slot->asked != 0;
	if (!asked)
		log_event(NULL, LOG_ERROR, "process_ended", "child=%d status=%d signal=%d", (int)slot->pid,
		    WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	bool young = !asked && now - slot->started < YOUNG_MS;
	slot->failures = young ? slot->failures + 1 : 0;
	int64_t wait = young ? BACKOFF_FIRST_MS << (slot->failures < 8 ? slot->failures - 1 : 7) : 0;
	slot->not_before = now + (wait < BACKOFF_MAX_MS ? wait : BACKOFF_MAX_MS);
	slot->pid = 0;
}

static void reap(struct parent *p)
{
	int status;
	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
		for (int i = 0; i < p->n; i++) {
			if (p->slots[i].pid == pid)
				ended(&p->slots[i], status);
		}
	}
}

static void ask_to_stop(struct slot *slot)
{
	int64_t now = now_ms();
	if (slot->asked == 0)
		slot->asked = now;
	kill(slot->pid, now - slot->asked > DRAIN_MS ? SIGKILL : SIGTERM);
}

/* Starts what is missing and may start; retires one stale process at a time. */
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
}

static int drain(struct parent *p)
{
	int running = 0;
	for (int i = 0; i < p->n; i++) {
		if (p->slots[i].pid == 0)
			continue;
		running++;
		ask_to_stop(&p->slots[i]);
	}
	return running;
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

static void on_signal(struct parent *p, int signal_number)
{
	if (signal_number == SIGTERM || signal_number == SIGINT)
		p->draining = true;
	else if (signal_number == SIGHUP && !p->draining)
		reload(p);
}

int server_run(struct engine *engine, int socket, int processes)
{
	static struct parent parent;
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000L };
	sigset_t awaited;
	parent = (struct parent){ .engine = engine, .socket = socket, .n = processes };
	sigemptyset(&awaited);
	sigaddset(&awaited, SIGCHLD);
	sigaddset(&awaited, SIGTERM);
	sigaddset(&awaited, SIGINT);
	sigaddset(&awaited, SIGHUP);
	sigprocmask(SIG_BLOCK, &awaited, NULL);
	log_event(NULL, LOG_INFO, "started", "processes=%d", processes);
	for (;;) {
		if (!parent.draining)
			tend(&parent);
		else if (drain(&parent) == 0)
			break;
		int signal_number = sigtimedwait(&awaited, NULL, &tick);
		reap(&parent);
		if (signal_number > 0)
			on_signal(&parent, signal_number);
	}
	log_event(NULL, LOG_INFO, "stopped", "processes=%d", processes);
	return EXIT_SUCCESS;
}
