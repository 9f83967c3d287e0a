/*
 * unit: what every unit test needs: cmocka, a context of its own for each test, and proof that a broken invariant
 * aborts.
 */
#ifndef STOA_TESTS_UNIT_H
#define STOA_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ctx.h"

enum { UNIT_NOW = 1700000000 };

static inline struct ctx unit_ctx(void)
{
	return (struct ctx){ .arena = arena_create((size_t)256 << 20), .locale = "en", .now = UNIT_NOW };
}

static inline int unit_setup(void **state)
{
	static struct ctx ctx;

	ctx = unit_ctx();
	*state = &ctx;
	return 0;
}

static inline int unit_teardown(void **state)
{
	struct ctx *ctx = *state;

	arena_destroy(&ctx->arena);
	return 0;
}

#define UNIT(f) cmocka_unit_test_setup_teardown(f, unit_setup, unit_teardown)

/* True where fn ends its process by SIGABRT; what it says on stderr is dropped. */
static inline bool aborts(void (*fn)(void))
{
	int status = 0;

	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		struct rlimit no_core = { 0, 0 };
		setrlimit(RLIMIT_CORE, &no_core);
		signal(SIGABRT, SIG_DFL);
		if (!freopen("/dev/null", "w", stderr))
			_exit(2);
		fn();
		_exit(0);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

/* Writes a file into a fresh folder under TMPDIR; the path is static until the next call. The process removes it at its
 * end. */
static char unit_folder[256];
static char unit_path[400];

static inline void unit_remove(void)
{
	unlink(unit_path);
	rmdir(unit_folder);
}

static inline const char *unit_file(const char *text)
{
	const char *tmp = getenv("TMPDIR");

	if (unit_folder[0]) {
		unit_remove();
	} else {
		atexit(unit_remove);
	}
	snprintf(unit_folder, sizeof unit_folder, "%.200s/stoa-unit-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(unit_folder));
	snprintf(unit_path, sizeof unit_path, "%s/file", unit_folder);
	FILE *f = fopen(unit_path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
	return unit_path;
}

#endif
