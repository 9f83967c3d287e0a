#include "config.h"

#include "unit.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "cache/quota.h"
#include "folder.h"

enum { PROCESSES = 8, SECOND = 1000000 };

static char folder[FOLDER_MAX];

static int setup(void **state)
{
	return unit_setup(state) || !folder_make(folder, "quota");
}

static int teardown(void **state)
{
	folder_remove(folder);
	return unit_teardown(state);
}

#define QUOTA_UNIT(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static struct quota *open_here(const char *program)
{
	struct quota *q = quota_open(folder, program, PROCESSES);
	assert_non_null(q);
	return q;
}

static uint64_t number(struct quota *q, unsigned n)
{
	return quota_name(q, &n, sizeof n);
}

static void gives_at_once_and_then_by_the_minute(void **state)
{
	(void)state;
	struct quota *q = open_here("storefront");
	const struct conf_rate rate = { .per_minute = 60, .at_once = 5 };
	int64_t now = 1000 * (int64_t)SECOND;
	for (int i = 0; i < 5; i++)
		assert_int_equal(quota_take(q, QUOTA_ADDRESS, number(q, 1), rate, now), 0);
	int64_t wait = quota_take(q, QUOTA_ADDRESS, number(q, 1), rate, now);
	assert_in_range(wait, SECOND - 100, SECOND + 100);
	/* What was refused was not taken. */
	assert_int_equal(quota_take(q, QUOTA_ADDRESS, number(q, 1), rate, now), wait);
	assert_int_equal(quota_take(q, QUOTA_ADDRESS, number(q, 1), rate, now + wait), 0);
	assert_true(quota_take(q, QUOTA_ADDRESS, number(q, 1), rate, now + wait) > 0);
	/* Somebody else, and the same number in the other table, have buckets of their own. */
	assert_int_equal(quota_take(q, QUOTA_ADDRESS, number(q, 2), rate, now), 0);
	assert_int_equal(quota_take(q, QUOTA_SHOP, number(q, 1), rate, now), 0);
	/* A bucket is never fuller than full. */
	now += 3600 * (int64_t)SECOND;
	for (int i = 0; i < 5; i++)
		assert_int_equal(quota_take(q, QUOTA_ADDRESS, number(q, 1), rate, now), 0);
	assert_true(quota_take(q, QUOTA_ADDRESS, number(q, 1), rate, now) > 0);
	const struct conf_rate none = { 0 };
	for (int i = 0; i < 1000; i++)
		assert_int_equal(quota_take(q, QUOTA_ADDRESS, number(q, 1), none, now), 0);
	quota_close(&q);
	assert_null(q);
}

static void knows_a_time_that_came_round(void **state)
{
	(void)state;
	struct quota *q = open_here("storefront");
	const struct conf_rate rate = { .per_minute = 1, .at_once = 1 };
	/* Forty bits of four microseconds are 50.9 days: buckets of all times in between are full again. */
	for (int64_t day = 1; day < 200; day++)
		assert_int_equal(quota_take(q, QUOTA_ADDRESS, number(q, 1), rate, day * 86400 * SECOND), 0);
	quota_close(&q);
}

/* So many that every set is full of buckets that matter: the newcomer still counts, and the oldest gave way. */
static void a_full_table_forgets_and_serves(void **state)
{
	(void)state;
	struct quota *q = open_here("storefront");
	const struct conf_rate rate = { .per_minute = 1, .at_once = 1 };
	int64_t now = 5000 * (int64_t)SECOND;
	/* That one meets another's 24 bits among the eight of its set happens to 0.2 of so many. */
	unsigned refused = 0;
	for (unsigned i = 0; i < 400000; i++)
		refused += quota_take(q, QUOTA_SHOP, number(q, i), rate, now + i) > 0;
	assert_in_range(refused, 0, 6);
	assert_true(quota_take(q, QUOTA_SHOP, number(q, 399999), rate, now + 400000) > 0);
	assert_int_equal(quota_take(q, QUOTA_SHOP, number(q, 0), rate, now + 400000), 0);
	quota_close(&q);
}

static void names_share_no_bucket(void **state)
{
	(void)state;
	struct quota *q = open_here("storefront");
	const struct conf_rate rate = { .per_minute = 1, .at_once = 1 };
	int64_t now = 5000 * (int64_t)SECOND;
	/* A quarter of what the table holds: next to nobody is pushed out, and nobody meets another's count. */
	unsigned kept = 0, met = 0;
	for (unsigned i = 0; i < 32768; i++)
		met += quota_take(q, QUOTA_ADDRESS, number(q, i), rate, now) > 0;
	assert_in_range(met, 0, 2);
	for (unsigned i = 0; i < 32768; i++)
		kept += quota_take(q, QUOTA_ADDRESS, number(q, i), rate, now) > 0;
	assert_in_range(kept, 32600, 32768);
	quota_close(&q);
}

static void time_spent_is_paid_back_by_waiting(void **state)
{
	(void)state;
	struct quota *q = open_here("storefront");
	int64_t now = 1000 * (int64_t)SECOND;
	assert_int_equal(quota_behind(q, QUOTA_SHOP, number(q, 7), now), 0);
	quota_spend(q, QUOTA_SHOP, number(q, 7), 3 * SECOND, now);
	quota_spend(q, QUOTA_SHOP, number(q, 7), 2 * SECOND, now);
	assert_int_equal(quota_behind(q, QUOTA_SHOP, number(q, 7), now), 5 * SECOND);
	assert_int_equal(quota_behind(q, QUOTA_SHOP, number(q, 7), now + 4 * SECOND), SECOND);
	assert_int_equal(quota_behind(q, QUOTA_SHOP, number(q, 7), now + 6 * SECOND), 0);
	assert_int_equal(quota_behind(q, QUOTA_SHOP, number(q, 8), now), 0);
	quota_close(&q);
}

/* Runs fn in a process of its own, which then waits to be killed. */
static pid_t beside(void (*fn)(struct quota *), const char *program)
{
	int ready[2];
	char done;
	assert_int_equal(pipe(ready), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct quota *q = quota_open(folder, program, PROCESSES);
		if (q == NULL)
			_exit(1);
		fn(q);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	assert_true(pid > 0);
	assert_int_equal(read(ready[0], &done, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static void kill_it(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void hold_shop_7(struct quota *q)
{
	quota_hold(q, 7, 100);
}

static void call_for_shop_7(struct quota *q)
{
	quota_hold(q, 7, 100);
	if (!quota_call(q, 1, 2))
		_exit(1);
}

static void a_killed_holder_gives_its_count_back(void **state)
{
	(void)state;
	pid_t first = beside(hold_shop_7, "storefront"), second = beside(hold_shop_7, "storefront");
	struct quota *q = open_here("storefront"), *other = open_here("cart");
	quota_hold(q, 7, 100);
	quota_hold(other, 7, 100);
	assert_true(quota_may_hold(q, 7, 3, INT64_MAX));
	assert_false(quota_may_hold(q, 7, 2, INT64_MAX));
	assert_false(quota_may_hold(q, 7, 2, 100));
	assert_true(quota_may_hold(q, 7, 1, 99));
	assert_true(quota_may_hold(q, 8, 1, INT64_MAX));
	/* Each program has processes of its own to share. */
	assert_true(quota_may_hold(other, 7, 1, INT64_MAX));
	kill_it(first);
	assert_true(quota_may_hold(q, 7, 2, INT64_MAX));
	assert_false(quota_may_hold(q, 7, 1, INT64_MAX));
	/* The next process takes the place of the killed one. */
	first = beside(hold_shop_7, "storefront");
	assert_false(quota_may_hold(q, 7, 2, INT64_MAX));
	kill_it(second);
	kill_it(first);
	assert_true(quota_may_hold(q, 7, 1, INT64_MAX));
	quota_close(&q);
	quota_close(&other);
}

static void few_wait_for_others_on_behalf_of_a_shop(void **state)
{
	(void)state;
	pid_t calling = beside(call_for_shop_7, "checkout");
	struct quota *q = open_here("checkout");
	quota_hold(q, 7, 100);
	assert_false(quota_call(q, 1, 2));
	assert_true(quota_call(q, 2, 2));
	quota_called(q);
	quota_hold(q, 8, 100);
	assert_true(quota_call(q, 1, 2));
	quota_called(q);
	assert_false(quota_call(q, 1, 1));
	/* It still holds the shop: the refusal took nothing away. */
	quota_hold(q, 7, 100);
	assert_false(quota_may_hold(q, 7, 1, INT64_MAX));
	kill_it(calling);
	assert_true(quota_call(q, 1, 1));
	quota_close(&q);
}

enum { CHILDREN = 8, TAKES = 20000 };

/* All at once on one bucket: what they got together is what was in it. */
static void processes_share_a_bucket(void **state)
{
	(void)state;
	const struct conf_rate rate = { .per_minute = 1000, .at_once = 1000 };
	_Atomic int *got = mmap(NULL, sizeof *got, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(got != MAP_FAILED);
	for (int c = 0; c < CHILDREN; c++) {
		if (fork() != 0)
			continue;
		struct quota *q = quota_open(folder, "storefront", PROCESSES);
		for (int i = 0; q != NULL && i < TAKES; i++)
			if (quota_take(q, QUOTA_ADDRESS, number(q, 5), rate, 77 * (int64_t)SECOND) == 0)
				atomic_fetch_add(got, 1);
		_exit(q == NULL);
	}
	int status, bad = 0;
	for (int c = 0; c < CHILDREN; c++) {
		wait(&status);
		bad += status != 0;
	}
	assert_int_equal(bad, 0);
	/* A bucket that begins in two processes at once may lose the count of one; a busy word lets through. */
	assert_in_range(atomic_load(got), 1000, 1010);
	munmap((void *)got, sizeof *got);
}

static void remembers_which_shop_a_host_means(void **state)
{
	(void)state;
	struct quota *q = open_here("storefront"), *other = open_here("cart");
	assert_int_equal(quota_known(q, number(q, 1)), 0);
	quota_learn(q, number(q, 1), 12);
	quota_learn(q, number(q, 2), 13);
	assert_int_equal(quota_known(other, number(other, 1)), 12);
	assert_int_equal(quota_known(q, number(q, 2)), 13);
	quota_learn(q, number(q, 1), 14);
	assert_int_equal(quota_known(other, number(other, 1)), 14);
	for (unsigned i = 100; i < 100100; i++)
		quota_learn(q, number(q, i), i);
	assert_int_equal(quota_known(q, number(q, 100099)), 100099);
	quota_close(&q);
	quota_close(&other);
}

static void goes_on_without_a_folder(void **state)
{
	(void)state;
	assert_null(quota_open("/proc/nothing/here", "storefront", PROCESSES));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		QUOTA_UNIT(gives_at_once_and_then_by_the_minute),
		QUOTA_UNIT(knows_a_time_that_came_round),
		QUOTA_UNIT(a_full_table_forgets_and_serves),
		QUOTA_UNIT(names_share_no_bucket),
		QUOTA_UNIT(time_spent_is_paid_back_by_waiting),
		QUOTA_UNIT(a_killed_holder_gives_its_count_back),
		QUOTA_UNIT(few_wait_for_others_on_behalf_of_a_shop),
		QUOTA_UNIT(processes_share_a_bucket),
		QUOTA_UNIT(remembers_which_shop_a_host_means),
		QUOTA_UNIT(goes_on_without_a_folder),
	};
	return cmocka_run_group_tests_name("quota", tests, NULL, NULL);
}
