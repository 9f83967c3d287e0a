#include "unit.h"

#include "base/point.h"
#include "folder.h"

#ifdef __SANITIZE_ADDRESS__

struct place {
	char folder[FOLDER_MAX];
};

static const char *in(const struct place *p, const char *name)
{
	static char path[FOLDER_MAX + 128];

	snprintf(path, sizeof path, "%s/%s", p->folder, name);
	return path;
}

static void arm(const struct place *p, const char *name, const char *times)
{
	FILE *f = fopen(in(p, name), "w");

	assert_non_null(f);
	fputs(times, f);
	fclose(f);
}

/* Whether a line of what was reached has these words behind program and process. */
static bool was_told(const struct place *p, const char *words)
{
	char line[512];
	bool found = false;
	FILE *f = fopen(in(p, "hits"), "r");

	while (f && !found && fgets(line, sizeof line, f)) {
		const char *rest = strchr(line, ' ');

		line[strcspn(line, "\n")] = '\0';
		rest = rest ? strchr(rest + 1, ' ') : NULL;
		found = rest && strcmp(rest + 1, words) == 0;
	}
	if (f)
		fclose(f);
	return found;
}

/* How a child ends that comes by so often: the signal, or 0. */
static int pass(int times, void (*by)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		for (int i = 0; i < times; i++)
			by();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void commit(void)
{
	point_statement(POINT_BEFORE, "order_insert");
	point_statement(POINT_AFTER, "order_insert");
	point_word("COMMIT");
	point_answered();
	point_answered();
}

static void call(void)
{
	point_call(POINT_BEFORE, "POST", "https://api.example:8443/v2/checkout/orders/5O190127TN364715T/capture?x=/y");
}

static void a_process_ends_at_the_moment_that_is_armed(void **state)
{
	struct place p;

	(void)state;
	assert_true(folder_make(p.folder, "point"));
	assert_int_equal(setenv("STOA_POINTS", p.folder, 1), 0);
	assert_int_equal(pass(3, commit), 0);
	assert_true(was_told(&p, "after COMMIT order_insert"));
	assert_false(was_told(&p, "killed before COMMIT order_insert"));
	arm(&p, "test_point before COMMIT order_insert", "2\n");
	assert_int_equal(pass(1, commit), 0);
	assert_int_equal(pass(1, commit), SIGKILL);
	assert_true(was_told(&p, "killed before COMMIT order_insert"));
	/* Once: it is taken away with the process. */
	assert_int_equal(pass(3, commit), 0);
	unsetenv("STOA_POINTS");
	folder_remove(p.folder);
}

static void addresses_are_known_without_their_ids(void **state)
{
	struct place p;

	(void)state;
	assert_true(folder_make(p.folder, "point"));
	assert_int_equal(setenv("STOA_POINTS", p.folder, 1), 0);
	arm(&p, "test_point before http POST :v2:checkout:orders:*:capture", "1\n");
	assert_int_equal(pass(1, call), SIGKILL);
	assert_true(was_told(&p, "killed before http POST /v2/checkout/orders/*/capture"));
	unsetenv("STOA_POINTS");
	assert_int_equal(pass(1, call), 0);
	folder_remove(p.folder);
}

#else

static void a_shipped_program_has_no_such_moments(void **state)
{
	(void)state;
	assert_int_equal(setenv("STOA_POINTS", "/", 1), 0);
	point_statement(POINT_BEFORE, "order_insert");
	point_word("COMMIT");
	point_answered();
	point_call(POINT_AFTER, "GET", "https://api.example/");
	point_mail(POINT_BEFORE);
}

#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
#ifdef __SANITIZE_ADDRESS__
		cmocka_unit_test(a_process_ends_at_the_moment_that_is_armed),
		cmocka_unit_test(addresses_are_known_without_their_ids),
#else
		cmocka_unit_test(a_shipped_program_has_no_such_moments),
#endif
	};
	return cmocka_run_group_tests_name("point", tests, NULL, NULL);
}
