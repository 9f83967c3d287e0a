#include "worker/crew.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/count.h"
#include "base/log.h"

enum { TICK_MS = 100, YOUNG_MS = 1000, PAUSE_FIRST_MS = 250, PAUSE_MAX_MS = 30000 };

struct member {
	pid_t pid; /* 0 for none */
	int64_t started, not_before;
	int failures;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void start(struct member *m, int (*work)(void *, int, int), void *arg, int i, int n)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(EXIT_FAILURE);
		exit(work(arg, i, n));
	}
	m->started = now_ms();
	m->pid = pid > 0 ? pid : 0;
	if (pid <= 0)
		m->not_before = m->started + PAUSE_FIRST_MS;
}

static void ended(struct member *m, int status, bool asked)
{
	int64_t now = now_ms(), pause = 0;

	if (!asked) {
		count(COUNT_PROCESS_DIED);
		log_event(NULL, LOG_ERROR, "process_ended", "child=%d status=%d signal=%d", (int)m->pid,
		    WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	}
	m->failures = now - m->started < YOUNG_MS ? m->failures + 1 : 0;
	if (m->failures > 0)
		pause = PAUSE_FIRST_MS << (m->failures < 8 ? m->failures - 1 : 7);
	m->not_before = now + (pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS);
	m->pid = 0;
}

static int reap(struct member *crew, int n, bool asked)
{
	int status, running = 0;

	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
		for (int i = 0; i < n; i++)
			if (crew[i].pid == pid)
				ended(&crew[i], status, asked);
	for (int i = 0; i < n; i++)
		running += crew[i].pid != 0;
	return running;
}

int crew_run(int n, int (*work)(void *arg, int i, int n), void *arg)
{
	static struct member crew[CREW_MAX];
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000L };
	bool asked = false;
	sigset_t set;

	BUG_IF(n > CREW_MAX);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (;;) {
		int signal_number = sigtimedwait(&set, NULL, &tick);

		if (reap(crew, n, asked) == 0 && asked)
			return EXIT_SUCCESS;
		for (int i = 0; i < n && !asked; i++)
			if (crew[i].pid == 0 && now_ms() >= crew[i].not_before)
				start(&crew[i], work, arg, i, n);
		if (signal_number <= 0 || signal_number == SIGCHLD)
			continue;
		asked = true;
		for (int i = 0; i < n; i++)
			if (crew[i].pid)
				kill(crew[i].pid, SIGTERM);
	}
}
