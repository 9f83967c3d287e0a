/* What a box counts: in a file of all its processes, that outlives each of them. */
#include "config.h"

#include "unit.h"

#include <sys/stat.h>
#include <time.h>

#include "base/str.h"
#include "cache/metrics.h"
#include "folder.h"

enum { CHILDREN = 4, EACH = 20000 };

static char folder[FOLDER_MAX];

static int setup(void **state)
{
	return unit_setup(state) || !folder_make(folder, "metrics");
}

static int teardown(void **state)
{
	counts_at(NULL);
	folder_remove(folder);
	return unit_teardown(state);
}

#define METRICS_UNIT(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static uint64_t counted(const struct metrics_program *p, enum count which)
{
	return atomic_load(&p->counts.count[which]);
}

static void test_what_was_counted_before_goes_along(void **state)
{
	(void)state;
	count_add(COUNT_MAIL_SENT, 3);
	struct metrics *m = metrics_open(folder);
	struct metrics_program *p = metrics_program(m, "worker");
	counts_at(&p->counts);
	count(COUNT_MAIL_SENT);
	gauge_set(GAUGE_ROUND_AT, 7);
	assert_int_equal(counted(p, COUNT_MAIL_SENT), 4);
	assert_int_equal(atomic_load(&p->counts.gauge[GAUGE_ROUND_AT]), 7);
	counts_at(NULL);
	count(COUNT_MAIL_SENT);
	assert_int_equal(counted(p, COUNT_MAIL_SENT), 4);
	metrics_close(&m);
}

/* A child that counts, and is killed while it goes on. */
static pid_t counter(int told)
{
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	struct metrics *m = metrics_open(folder);
	struct metrics_program *p = metrics_program(m, "storefront");
	struct metrics_route *r = metrics_route(m, p, "GET /:locale/p/:slug");
	counts_at(&p->counts);
	metrics_busy(metrics_place(m, p), 5);
	for (int i = 0; i < EACH; i++) {
		count(COUNT_PAGE_HIT);
		metrics_request(r, i % 2 ? 200 : 503, i % 4 ? 400 : 20000000);
	}
	if (write(told, "", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

static void test_killed_processes_lose_nothing_and_go_from_the_list(void **state)
{
	int told[2];
	pid_t pids[CHILDREN];
	struct metrics_process there[METRICS_PROCESSES];
	char byte;
	(void)state;
	assert_int_equal(pipe(told), 0);
	for (int i = 0; i < CHILDREN; i++)
		pids[i] = counter(told[1]);
	for (int i = 0; i < CHILDREN; i++)
		assert_int_equal(read(told[0], &byte, 1), 1);
	struct metrics *m = metrics_open(folder);
	struct metrics_program *p = metrics_program(m, "storefront");
	assert_int_equal(metrics_processes(m, there, METRICS_PROCESSES), CHILDREN);
	assert_ptr_equal(there[0].program, p);
	assert_int_equal(there[0].busy, 5);
	assert_string_equal(there[0].version, PACKAGE_VERSION);
	kill(pids[0], SIGKILL);
	waitpid(pids[0], NULL, 0);
	assert_int_equal(metrics_processes(m, there, METRICS_PROCESSES), CHILDREN - 1);
	for (int i = 1; i < CHILDREN; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	assert_int_equal(metrics_processes(m, there, METRICS_PROCESSES), 0);
	assert_int_equal(counted(p, COUNT_PAGE_HIT), CHILDREN * EACH);
	assert_int_equal(atomic_load(&p->n_routes), 2);
	const struct metrics_route *r = &p->routes[1];
	assert_string_equal(r->name, "GET /:locale/p/:slug");
	assert_int_equal(atomic_load(&r->classes[1]), CHILDREN * EACH / 2);
	assert_int_equal(atomic_load(&r->classes[4]), CHILDREN * EACH / 2);
	assert_int_equal(atomic_load(&r->buckets[0]), CHILDREN * EACH / 4 * 3);
	assert_int_equal(atomic_load(&r->buckets[METRICS_BUCKETS - 1]), CHILDREN * EACH / 4);
	assert_int_equal(atomic_load(&r->microseconds), (uint64_t)CHILDREN * EACH / 4 * (3 * 400 + 20000000));
	close(told[0]);
	close(told[1]);
	metrics_close(&m);
}

static void test_a_place_that_got_free_is_taken_again_and_one_s_own_is_seen(void **state)
{
	struct metrics_process there[2];
	(void)state;
	for (int i = 0; i < 3; i++) {
		struct metrics *m = metrics_open(folder);
		struct metrics_place *place = metrics_place(m, metrics_program(m, "admin"));
		assert_non_null(place);
		metrics_connections(place, 2);
		assert_int_equal(metrics_processes(m, there, 2), 1);
		assert_int_equal(there[0].pid, getpid());
		assert_int_equal(there[0].connections, 2);
		metrics_close(&m);
	}
}

static void test_names_are_entered_once_and_too_many_are_counted_as_none(void **state)
{
	char name[METRICS_ROUTE_BYTES];
	(void)state;
	struct metrics *m = metrics_open(folder), *other = metrics_open(folder);
	struct metrics_program *p = metrics_program(m, "admin");
	assert_string_equal(metrics_program(other, "admin")->name, "admin");
	assert_int_equal(metrics_programs(m), 1);
	for (int i = 1; i < METRICS_ROUTES; i++) {
		snprintf(name, sizeof name, "GET /%d", i);
		assert_ptr_equal(metrics_route(m, p, name), &p->routes[i]);
	}
	assert_ptr_equal(metrics_route(m, p, "GET /7"), &p->routes[7]);
	assert_ptr_equal(metrics_route(m, p, "GET /one-more"), &p->routes[0]);
	for (int i = 1; i < METRICS_PROGRAMS; i++) {
		snprintf(name, sizeof name, "p%d", i);
		assert_non_null(metrics_program(m, name));
	}
	assert_null(metrics_program(m, "p99"));
	metrics_close(&m);
	metrics_close(&other);
}

static void test_a_folder_that_cannot_be_used_is_told_and_harmless(void **state)
{
	(void)state;
	assert_null(metrics_open("/proc/nothing/here"));
	count(COUNT_ROUNDS);
}

/* Files of an earlier boot go, whatever their layout. */
static void test_files_of_earlier_boots_go(void **state)
{
	char old[400], file[440];
	struct stat st;
	(void)state;
	snprintf(old, sizeof old, "%.300s/00000000-0000-0000-0000-000000000000", folder);
	snprintf(file, sizeof file, "%s/metrics-0-77", old);
	assert_int_equal(mkdir(old, 0700), 0);
	fclose(fopen(file, "we"));
	struct metrics *m = metrics_open(folder);
	assert_non_null(m);
	assert_int_equal(stat(old, &st), -1);
	metrics_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		METRICS_UNIT(test_what_was_counted_before_goes_along),
		METRICS_UNIT(test_killed_processes_lose_nothing_and_go_from_the_list),
		METRICS_UNIT(test_a_place_that_got_free_is_taken_again_and_one_s_own_is_seen),
		METRICS_UNIT(test_names_are_entered_once_and_too_many_are_counted_as_none),
		METRICS_UNIT(test_a_folder_that_cannot_be_used_is_told_and_harmless),
		METRICS_UNIT(test_files_of_earlier_boots_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
