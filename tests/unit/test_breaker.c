#include "config.h"

#include "unit.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "cache/breaker.h"
#include "folder.h"

enum { PAUSE = 5000, LEASE = 11000 };

static char folder[FOLDER_MAX];

static int setup(void **state)
{
	return unit_setup(state) || !folder_make(folder, "breaker");
}

static int teardown(void **state)
{
	folder_remove(folder);
	return unit_teardown(state);
}

#define BREAKER_UNIT(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static struct breaker *open_here(void)
{
	struct breaker *b = breaker_open(folder);
	assert_non_null(b);
	return b;
}

static enum breaker_change call(struct breaker *b, uint64_t circuit, bool well, int64_t now)
{
	enum breaker_entry entry = breaker_enter(b, circuit, LEASE, now);
	assert_int_not_equal(entry, BREAKER_KEEP_OUT);
	return breaker_tell(b, circuit, entry, well, PAUSE, now);
}

/* Opens the circuit at that moment. */
static void open_it(struct breaker *b, uint64_t circuit, int64_t now)
{
	for (int i = 1; i < BREAKER_FAILURES; i++)
		assert_int_equal(call(b, circuit, false, now), BREAKER_SAME);
	assert_int_equal(call(b, circuit, false, now), BREAKER_OPENED);
}

static void opens_by_failures_that_are_half_of_all(void **state)
{
	(void)state;
	struct breaker *b = open_here();
	uint64_t silent = breaker_circuit(7, "stripe"), busy = breaker_circuit(8, "stripe");
	int64_t now = 1000000;
	open_it(b, silent, now);
	assert_int_equal(breaker_state(b, silent, now), BREAKER_OPEN);
	assert_int_equal(breaker_enter(b, silent, LEASE, now), BREAKER_KEEP_OUT);
	/* Another shop, and another service of this one, have circuits of their own. */
	assert_int_equal(breaker_enter(b, busy, LEASE, now), BREAKER_GO);
	assert_int_equal(breaker_enter(b, breaker_circuit(7, "paypal"), LEASE, now), BREAKER_GO);
	/* One failure in ten opens nothing, however many there are. */
	for (int i = 0; i < 5000; i++)
		assert_int_equal(call(b, busy, i % 10 != 0, now), BREAKER_SAME);
	assert_int_equal(breaker_state(b, busy, now), BREAKER_CLOSED);
	breaker_close(&b);
	assert_null(b);
}

static void failures_of_long_ago_do_not_count(void **state)
{
	(void)state;
	struct breaker *b = open_here();
	uint64_t circuit = breaker_circuit(7, "stripe");
	for (int64_t i = 0; i < 20; i++)
		assert_int_equal(call(b, circuit, false, 1000 + i * (BREAKER_WINDOW_MS / 2 + 1)), BREAKER_SAME);
	breaker_close(&b);
}

static void one_at_a_time_tries_after_the_pause(void **state)
{
	(void)state;
	struct breaker *b = open_here();
	uint64_t circuit = breaker_circuit(7, "stripe");
	int64_t now = 1000000;
	open_it(b, circuit, now);
	assert_false(breaker_lets(b, circuit, now + PAUSE - 1));
	assert_true(breaker_lets(b, circuit, now + PAUSE));
	assert_int_equal(breaker_state(b, circuit, now + PAUSE), BREAKER_HALF_OPEN);
	assert_int_equal(breaker_enter(b, circuit, LEASE, now + PAUSE - 1), BREAKER_KEEP_OUT);
	assert_int_equal(breaker_enter(b, circuit, LEASE, now + PAUSE), BREAKER_TRY);
	assert_int_equal(breaker_enter(b, circuit, LEASE, now + PAUSE), BREAKER_KEEP_OUT);
	assert_false(breaker_lets(b, circuit, now + PAUSE));
	assert_int_equal(breaker_tell(b, circuit, BREAKER_TRY, true, PAUSE, now + PAUSE), BREAKER_CLOSED_AGAIN);
	assert_int_equal(breaker_state(b, circuit, now + PAUSE), BREAKER_CLOSED);
	/* Of before nothing counts any more: neither failures, nor how long the pause was. */
	open_it(b, circuit, now + PAUSE);
	assert_true(breaker_lets(b, circuit, now + 2 * PAUSE));
	breaker_close(&b);
}

static void pauses_double_up_to_the_longest(void **state)
{
	(void)state;
	struct breaker *b = open_here();
	uint64_t circuit = breaker_circuit(7, "stripe");
	int64_t now = 1000000, pause = PAUSE;
	open_it(b, circuit, now);
	for (int i = 0; i < 12; i++) {
		assert_false(breaker_lets(b, circuit, now + pause - 1));
		now += pause;
		assert_int_equal(call(b, circuit, false, now), BREAKER_SAME);
		pause = 2 * pause < PAUSE * BREAKER_LONGEST ? 2 * pause : PAUSE * BREAKER_LONGEST;
		assert_int_equal(breaker_state(b, circuit, now), BREAKER_OPEN);
	}
	assert_int_equal(pause, PAUSE * BREAKER_LONGEST);
	breaker_close(&b);
}

static void what_began_before_it_opened_is_not_news(void **state)
{
	(void)state;
	struct breaker *b = open_here();
	uint64_t circuit = breaker_circuit(7, "stripe");
	int64_t now = 1000000;
	enum breaker_entry late = breaker_enter(b, circuit, LEASE, now);
	open_it(b, circuit, now);
	assert_int_equal(breaker_tell(b, circuit, late, true, PAUSE, now + 1), BREAKER_SAME);
	assert_int_equal(breaker_tell(b, circuit, late, false, PAUSE, now + 1), BREAKER_SAME);
	assert_false(breaker_lets(b, circuit, now + PAUSE - 1));
	assert_true(breaker_lets(b, circuit, now + PAUSE));
	breaker_close(&b);
}

static void a_killed_caller_leaves_its_try_to_another_in_time(void **state)
{
	(void)state;
	struct breaker *b = open_here();
	uint64_t circuit = breaker_circuit(7, "stripe");
	int64_t now = 1000000;
	int status;
	open_it(b, circuit, now);
	now += PAUSE;
	pid_t pid = fork();
	if (pid == 0) {
		struct breaker *own = breaker_open(folder);
		if (own == NULL || breaker_enter(own, circuit, LEASE, now) != BREAKER_TRY)
			_exit(1);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(breaker_enter(b, circuit, LEASE, now + LEASE - 1), BREAKER_KEEP_OUT);
	assert_int_equal(breaker_enter(b, circuit, LEASE, now + LEASE), BREAKER_TRY);
	breaker_close(&b);
}

enum { CHILDREN = 8, ROUNDS = 500, SPINS = 200 };

struct tally {
	_Atomic int round, arrived[2 * ROUNDS], opened, tries, bad;
};

/* Who waits on a core that others need for getting here gives it away. */
static void meet(_Atomic int *arrived)
{
	atomic_fetch_add(arrived, 1);
	for (int i = 0; atomic_load(arrived) < CHILDREN; i++)
		if (i >= SPINS)
			sched_yield();
}

static void race(struct tally *t)
{
	struct breaker *b = breaker_open(folder);
	for (int i = 0; i < ROUNDS; i++) {
		uint64_t circuit = breaker_circuit(i + 1, "stripe");
		meet(&t->arrived[2 * i]);
		for (int k = 0; k < BREAKER_FAILURES; k++)
			atomic_fetch_add(
			    &t->opened, breaker_tell(b, circuit, BREAKER_GO, false, PAUSE, 1000) == BREAKER_OPENED);
		meet(&t->arrived[2 * i + 1]);
		atomic_fetch_add(&t->tries, breaker_enter(b, circuit, LEASE, 1000 + PAUSE) == BREAKER_TRY);
	}
	_exit(0);
}

/* All at once: one alone is told that it has opened, and one alone may try. */
static void processes_share_a_circuit(void **state)
{
	(void)state;
	struct tally *t = mmap(NULL, sizeof *t, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;
	assert_true(t != MAP_FAILED);
	for (int c = 0; c < CHILDREN; c++)
		if (fork() == 0)
			race(t);
	for (int c = 0; c < CHILDREN; c++) {
		wait(&status);
		atomic_fetch_add(&t->bad, status != 0);
	}
	assert_int_equal(atomic_load(&t->bad), 0);
	assert_int_equal(atomic_load(&t->opened), ROUNDS);
	assert_int_equal(atomic_load(&t->tries), ROUNDS);
	munmap(t, sizeof *t);
}

static void counts_by_service_and_looks_without_a_trace(void **state)
{
	(void)state;
	int64_t now = 1000000, n[BREAKER_STATE__MAX];
	assert_null(breaker_look(folder));
	struct breaker *b = open_here();
	open_it(b, breaker_circuit(7, "stripe"), now);
	open_it(b, breaker_circuit(8, "stripe"), now - PAUSE);
	open_it(b, breaker_circuit(7, "paypal"), now);
	assert_int_equal(call(b, breaker_circuit(9, "stripe"), false, now), BREAKER_SAME);
	struct breaker *looks = breaker_look(folder);
	assert_non_null(looks);
	breaker_count(looks, "stripe", now, n);
	assert_int_equal(n[BREAKER_OPEN], 1);
	assert_int_equal(n[BREAKER_HALF_OPEN], 1);
	assert_int_equal(n[BREAKER_CLOSED], 1);
	breaker_count(looks, "paypal", now, n);
	assert_int_equal(n[BREAKER_OPEN], 1);
	breaker_count(looks, "demo", now, n);
	assert_int_equal(n[BREAKER_OPEN] + n[BREAKER_HALF_OPEN] + n[BREAKER_CLOSED], 0);
	breaker_close(&looks);
	breaker_close(&b);
}

static void a_full_table_leaves_nobody_alone(void **state)
{
	(void)state;
	struct breaker *b = open_here();
	int64_t n[BREAKER_STATE__MAX];
	for (int64_t shop = 1; shop <= 60000; shop++)
		for (int i = 0; i < BREAKER_FAILURES; i++)
			breaker_tell(b, breaker_circuit(shop, "stripe"), BREAKER_GO, false, PAUSE, 1000);
	breaker_count(b, "stripe", 1000, n);
	assert_in_range(n[BREAKER_OPEN], 30000, 32768);
	/* Whoever has a place keeps it, whoever has none goes on. */
	assert_int_equal(breaker_enter(b, breaker_circuit(1, "stripe"), LEASE, 1000), BREAKER_KEEP_OUT);
	assert_int_equal(breaker_enter(b, breaker_circuit(60000, "stripe"), LEASE, 1000), BREAKER_GO);
	breaker_close(&b);
}

static void goes_on_without_a_folder(void **state)
{
	(void)state;
	assert_null(breaker_open("/proc/nothing/here"));
	assert_null(breaker_look("/proc/nothing/here"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BREAKER_UNIT(opens_by_failures_that_are_half_of_all),
		BREAKER_UNIT(failures_of_long_ago_do_not_count),
		BREAKER_UNIT(one_at_a_time_tries_after_the_pause),
		BREAKER_UNIT(pauses_double_up_to_the_longest),
		BREAKER_UNIT(what_began_before_it_opened_is_not_news),
		BREAKER_UNIT(a_killed_caller_leaves_its_try_to_another_in_time),
		BREAKER_UNIT(processes_share_a_circuit),
		BREAKER_UNIT(counts_by_service_and_looks_without_a_trace),
		BREAKER_UNIT(a_full_table_leaves_nobody_alone),
		BREAKER_UNIT(goes_on_without_a_folder),
	};
	return cmocka_run_group_tests_name("breaker", tests, NULL, NULL);
}
