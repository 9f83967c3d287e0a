#include "config.h"

#include "media/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"

enum { CHILD_SECONDS = 60, PATH_BYTES = 4096, EXIT_NOT_STARTED = 127 };

/* Beside our own program, where all of them lie; of stoactl, where they lie beside it. */
static const char *program(struct ctx *ctx)
{
	char self[PATH_BYTES];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (!str_empty(ctx->conf->picture_program))
		return ctx->conf->picture_program;
	if (n <= 0)
		return "picture";
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	const char *beside = arena_printf(ctx->arena, "%s/picture", self);
	return access(beside, X_OK) == 0 ? beside : arena_printf(ctx->arena, "%s/../libexec/stoa/picture", self);
}

/* libvips reads its settings from the environment, and so might a stranger's build of it: it gets ours alone. */
static char *const *environment(struct ctx *ctx)
{
	static const char *const sanitizers[] = { "ASAN_OPTIONS", "UBSAN_OPTIONS" };
	static const char *const fixed[] = { "LC_ALL=C", "PATH=/usr/bin:/bin", "HOME=/", "VIPS_BLOCK_UNTRUSTED=1" };
	enum { FIXED = sizeof fixed / sizeof fixed[0], SANITIZERS = sizeof sanitizers / sizeof sanitizers[0] };
	char **env = ARENA_ARRAY(ctx->arena, FIXED + SANITIZERS + 1, char *);
	size_t n = 0;

	for (size_t i = 0; i < FIXED; i++)
		env[n++] = arena_strdup(ctx->arena, fixed[i]);
	for (size_t i = 0; i < SANITIZERS; i++) {
		const char *value = getenv(sanitizers[i]);
		if (value)
			env[n++] = arena_printf(ctx->arena, "%s=%s", sanitizers[i], value);
	}
	return env;
}

struct start {
	const char *path;
	char *const *argv;
	char *const *env;
	int input, output;
};

/* Between fork and exec: nothing but system calls. */
static void __attribute__((noreturn)) become(const struct start *s)
{
	struct sigaction standard = { .sa_handler = SIG_DFL };
	sigset_t none;

	sigemptyset(&none);
	for (int i = 1; i < NSIG; i++)
		sigaction(i, &standard, NULL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	/* Duplicated above the first three, so that one does not overwrite the other. */
	int input = s->input < 3 ? dup(s->input) : s->input, output = s->output < 3 ? dup(s->output) : s->output;
	/* What it says on its standard error goes nowhere: its answer is the only way out. */
	int nowhere = open("/dev/null", O_WRONLY);
	if (dup2(input, 0) == 0 && dup2(output, 1) == 1 && nowhere >= 0 && dup2(nowhere, 2) == 2) {
		closefrom(3);
		execve(s->path, s->argv, s->env);
	}
	_exit(EXIT_NOT_STARTED);
}

static int64_t left_ms(const struct timespec *end)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)(end->tv_sec - now.tv_sec) * 1000 + (end->tv_nsec - now.tv_nsec) / 1000000;
}

/* The wait status; a child that is not done in time is killed. */
static int await(pid_t pid)
{
	struct timespec end;
	int status = 0, handle = pidfd_open(pid, 0);
	struct pollfd waits = { .fd = handle, .events = POLLIN };

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += CHILD_SECONDS;
	for (;;) {
		int64_t left = left_ms(&end);
		int ready = left > 0 && handle >= 0 ? poll(&waits, 1, (int)left) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			kill(pid, SIGKILL);
		break;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (handle >= 0)
		close(handle);
	return status;
}

struct mapped {
	void *data;
	size_t n;
};

static void unmap(void *handle)
{
	struct mapped *m = handle;

	munmap(m->data, m->n);
}

static enum err_code map(struct ctx *ctx, int file, struct mapped **out)
{
	struct mapped *m = ARENA_NEW(ctx->arena, struct mapped);
	struct stat st;

	*out = m;
	if (fstat(file, &st) != 0 || st.st_size == 0)
		return ERR_OK;
	m->n = (size_t)st.st_size;
	m->data = mmap(NULL, m->n, PROT_READ, MAP_PRIVATE, file, 0);
	if (m->data == MAP_FAILED) {
		m->n = 0;
		return err_set(ctx, ERR_INTERNAL, "could not read a picture's answer: %s", strerror(errno));
	}
	arena_defer(ctx->arena, unmap, m);
	return ERR_OK;
}

static enum err_code run(struct ctx *ctx, const char *job, int input, int output, int *status)
{
	char *argv[] = { arena_strdup(ctx->arena, "picture"), arena_strdup(ctx->arena, job), NULL };
	struct start s = {
		.path = program(ctx), .argv = argv, .env = environment(ctx), .input = input, .output = output
	};
	pid_t pid = fork();

	if (pid < 0)
		return err_set(ctx, ERR_DOWN, "could not start a process: %s", strerror(errno));
	if (pid == 0)
		become(&s);
	*status = await(pid);
	if (WIFEXITED(*status) && WEXITSTATUS(*status) != 0)
		return err_set(ctx, ERR_INTERNAL, "%s ended with status %d", s.path, WEXITSTATUS(*status));
	return ERR_OK;
}

static enum err_code run_kept(struct ctx *ctx, const char *job, int input, int *status, struct mapped **out)
{
	int output = memfd_create("picture", MFD_CLOEXEC);
	enum err_code e;

	if (output < 0)
		return err_set(ctx, ERR_DOWN, "no memory for a picture: %s", strerror(errno));
	e = run(ctx, job, input, output, status);
	if (!e)
		e = map(ctx, output, out);
	close(output);
	return e;
}

enum err_code child_ask(struct ctx *ctx, const char *job, int input, struct answer *out)
{
	struct mapped *said;
	int status = 0;

	if (lseek(input, 0, SEEK_SET) != 0)
		return err_set(ctx, ERR_INTERNAL, "could not read a picture: %s", strerror(errno));
	enum err_code e = run_kept(ctx, job, input, &status, &said);
	if (e)
		return e;
	if (WIFSIGNALED(status)) {
		log_event(ctx, LOG_WARN, "picture", "job=%s signal=%d", job, WTERMSIG(status));
		*out = (struct answer){ .fault = MEDIA_BROKEN };
		return ERR_OK;
	}
	return answer_read(said->data, said->n, out)
	           ? ERR_OK
	           : err_set(ctx, ERR_INTERNAL, "the program that reads pictures gave no sensible answer");
}

enum err_code child_report(struct ctx *ctx, const char **out)
{
	struct mapped *said;
	int status = 0, nothing = child_memory("", 0);
	enum err_code e = nothing < 0 ? err_set(ctx, ERR_DOWN, "no memory for a picture: %s", strerror(errno))
	                              : run_kept(ctx, "--check", nothing, &status, &said);

	if (nothing >= 0)
		close(nothing);
	if (e)
		return e;
	if (WIFSIGNALED(status) || said->n == 0 || !utf8_clean(said->data, said->n))
		return err_set(ctx, ERR_INTERNAL, "%s does not work", program(ctx));
	*out = str_trim(ctx->arena, arena_strndup(ctx->arena, said->data, said->n));
	return ERR_OK;
}

int child_memory(const void *data, size_t n)
{
	int file = memfd_create("original", MFD_CLOEXEC);
	size_t done = 0;

	while (file >= 0 && done < n) {
		ssize_t put = write(file, (const char *)data + done, n - done);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0) {
			close(file);
			return -1;
		}
		done += (size_t)put;
	}
	return file;
}
