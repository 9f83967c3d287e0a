/* What was told in the databases reaches the cache: all of it, once, in whatever order it was committed. */
#include "config.h"

#include "unit.h"

#include <libpq-fe.h>
#include <time.h>

#include "base/conf.h"
#include "base/str.h"
#include "cache/cache.h"
#include "cluster.h"
#include "db/db.h"
#include "folder.h"
#include "queries.h"
#include "shop/changes.h"
#include "shop/show.h"

enum { SHOP = 7, STORE = 1024 * 1024, MANY = 1700 };

static char folder[FOLDER_MAX];
static struct ctx ctx;
static struct conf conf;

static int begin(void **state)
{
	struct ctx owner;
	(void)state;
	cluster_ctx(&owner, NULL);
	int failed = cluster_install(&owner) != ERR_OK;
	cluster_leave(&owner);
	return failed;
}

static int setup(void **state)
{
	(void)state;
	if (!folder_make(folder, "changes"))
		return 1;
	cluster_ctx(&ctx, "storefront");
	conf = *cluster_conf();
	conf.heard_milliseconds = 2000;
	ctx.conf = &conf;
	ctx.cache = cache_open(folder, STORE);
	return ctx.cache == NULL;
}

static int teardown(void **state)
{
	(void)state;
	cache_close(&ctx.cache);
	cluster_leave(&ctx);
	folder_remove(folder);
	return 0;
}

#define CHANGES(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static PGconn *dial(const char *database)
{
	PGconn *c = PQconnectdb(database);
	assert_int_equal(PQstatus(c), CONNECTION_OK);
	return c;
}

static void run(PGconn *c, const char *sql)
{
	PGresult *r = PQexec(c, sql);
	ExecStatusType status = PQresultStatus(r);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(c));
	PQclear(r);
}

static void tell(PGconn *c, const char *tag)
{
	char sql[200];
	snprintf(sql, sizeof sql, "INSERT INTO cell.change (tenant_id, tags) VALUES (%d, '{%s}')", SHOP, tag);
	run(c, sql);
}

/* Whether the tag has moved since the mark. */
static bool moved(const char *tag, uint64_t mark)
{
	uint64_t t = cache_tag(SHOP, tag);
	return !cache_fresh(ctx.cache, &t, 1, mark);
}

static void apply(void)
{
	assert_int_equal(changes_apply(&ctx, "one"), ERR_OK);
}

/* Applies, and gives the mark from which on nothing has moved. */
static uint64_t applied(void)
{
	apply();
	return cache_mark(ctx.cache);
}

static void whoever_begins_to_listen_takes_nothing_for_known(void **state)
{
	uint64_t before = cache_mark(ctx.cache);
	(void)state;
	assert_true(changes_age(&ctx, "one") == INT64_MAX);
	apply();
	assert_true(moved("p1", before));
	assert_true(changes_age(&ctx, "one") < conf.heard_milliseconds);
	before = cache_mark(ctx.cache);
	apply();
	assert_false(moved("p1", before));
}

static void what_is_committed_later_with_an_earlier_number_is_not_missed(void **state)
{
	PGconn *first = dial("dbname=stoa_one"), *second = dial("dbname=stoa_one");
	uint64_t mark = applied();
	(void)state;
	run(first, "BEGIN");
	tell(first, "p1");
	run(second, "BEGIN");
	tell(second, "p2");
	run(second, "COMMIT");
	apply();
	assert_true(moved("p2", mark));
	assert_false(moved("p1", mark));
	mark = cache_mark(ctx.cache);
	apply();
	assert_false(moved("p2", mark));
	run(first, "COMMIT");
	tell(second, "p3");
	apply();
	assert_true(moved("p1", mark));
	assert_true(moved("p3", mark));
	assert_false(moved("p2", mark));
	PQfinish(first);
	PQfinish(second);
}

static void what_was_taken_back_moves_nothing(void **state)
{
	PGconn *c = dial("dbname=stoa_one");
	uint64_t mark = applied();
	(void)state;
	run(c, "BEGIN");
	tell(c, "p1");
	run(c, "ROLLBACK");
	apply();
	assert_false(moved("p1", mark));
	PQfinish(c);
}

static void another_process_goes_on_where_the_first_one_stopped(void **state)
{
	PGconn *c = dial("dbname=stoa_one");
	struct cache *own = ctx.cache;
	(void)state;
	apply();
	tell(c, "p1");
	apply();
	tell(c, "p2");
	uint64_t mark = cache_mark(own);
	ctx.cache = cache_open(folder, STORE);
	apply();
	assert_true(moved("p2", mark));
	assert_false(moved("p1", mark));
	cache_close(&ctx.cache);
	ctx.cache = own;
	PQfinish(c);
}

static void more_than_fits_in_one_go_is_read_in_several(void **state)
{
	PGconn *c = dial("dbname=stoa_one");
	char sql[300];
	uint64_t mark = applied();
	(void)state;
	snprintf(sql, sizeof sql,
	    "INSERT INTO cell.change (tenant_id, tags) SELECT %d, ARRAY['p' || i] FROM generate_series(1, %d) i", SHOP,
	    MANY);
	run(c, sql);
	apply();
	for (int i = 1; i <= MANY; i++) {
		snprintf(sql, sizeof sql, "p%d", i);
		assert_true(moved(sql, mark));
	}
	assert_false(moved("s", mark));
	mark = cache_mark(ctx.cache);
	apply();
	assert_true(cache_mark(ctx.cache) == mark);
	PQfinish(c);
}

static void a_killed_follower_leaves_the_source_free(void **state)
{
	int ready[2];
	(void)state;
	assert_int_equal(pipe(ready), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct cache *c = cache_open(folder, STORE);
		bool both = c && cache_lead(c) && cache_follow(c, "one");
		if (!both || write(ready[1], "", 1) != 1)
			_exit(1);
		pause();
	}
	char byte;
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_false(cache_lead(ctx.cache));
	assert_int_equal(changes_apply(&ctx, "one"), ERR_RETRY);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	apply();
	assert_true(cache_lead(ctx.cache));
	close(ready[0]);
	close(ready[1]);
}

static void whoever_finds_another_at_it_uses_what_that_one_found(void **state)
{
	struct cache *other = cache_open(folder, STORE);
	(void)state;
	apply();
	assert_true(cache_follow(other, "one"));
	apply();
	cache_close(&other);
}

static void a_host_or_a_state_that_changes_is_told_by_the_platform(void **state)
{
	struct ctx owner;
	(void)state;
	cluster_ctx(&owner, NULL);
	struct tenant_add_row shop;
	assert_int_equal(q_tenant_add_one(&owner,
	                     &(struct tenant_add_in){ .name = "hafen", .cell = "one", .now = owner.now }, &shop),
	    ERR_OK);
	assert_int_equal(changes_apply(&ctx, ""), ERR_OK);
	uint64_t tag = cache_tag(shop.id, "s");
	for (int i = 0; i < 3; i++) {
		uint64_t mark = cache_mark(ctx.cache);
		enum err_code e =
		    i == 0
		        ? q_domain_add(&owner,
		              &(struct domain_add_in){ .host = "a.example", .tenant_id = shop.id, .is_primary = true },
		              NULL)
		    : i == 1
		        ? q_tenant_set_state(
		              &owner, &(struct tenant_set_state_in){ .id = shop.id, .state = "suspended" }, NULL)
		        : q_domain_remove_all(&owner, &(struct domain_remove_all_in){ .tenant_id = shop.id }, NULL);
		assert_int_equal(e, ERR_OK);
		assert_int_equal(changes_apply(&ctx, ""), ERR_OK);
		assert_false(cache_fresh(ctx.cache, &tag, 1, mark));
	}
	cluster_leave(&owner);
}

static void only_what_is_old_is_asked_for_again(void **state)
{
	PGconn *c = dial("dbname=stoa_one");
	(void)state;
	assert_int_equal(changes_refresh(&ctx, "one"), ERR_OK);
	uint64_t mark = cache_mark(ctx.cache);
	tell(c, "p1");
	assert_int_equal(changes_refresh(&ctx, "one"), ERR_OK);
	assert_false(moved("p1", mark));
	const struct timespec long_enough = { .tv_sec = 2, .tv_nsec = 50000000 };
	nanosleep(&long_enough, NULL);
	assert_int_equal(changes_refresh(&ctx, "one"), ERR_OK);
	assert_true(moved("p1", mark));
	/* Set to nothing, each asks. */
	conf.heard_milliseconds = 0;
	mark = cache_mark(ctx.cache);
	tell(c, "p1");
	assert_false(changes_known(&ctx, "one"));
	assert_int_equal(changes_refresh(&ctx, "one"), ERR_OK);
	assert_true(moved("p1", mark));
	PQfinish(c);
}

/* Before its tags are moved, so that whoever has a later mark knows which copies have all of it. */
static void what_was_told_is_known_to_be_written_up_to_a_position(void **state)
{
	PGconn *c = dial("dbname=stoa_one");
	(void)state;
	apply();
	uint64_t first = cache_position(ctx.cache, "one");
	assert_true(first > 0);
	apply();
	assert_true(cache_position(ctx.cache, "one") == first);
	tell(c, "p1");
	PGresult *r = PQexec(c, "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')");
	uint64_t written = strtoull(PQgetvalue(r, 0, 0), NULL, 10);
	PQclear(r);
	apply();
	assert_true(cache_position(ctx.cache, "one") >= written);
	PQfinish(c);
}

static void old_rows_go(void **state)
{
	PGconn *c = dial("dbname=stoa_one");
	struct ctx worker;
	(void)state;
	run(c, "DELETE FROM cell.change");
	tell(c, "young");
	tell(c, "old");
	run(c, "UPDATE cell.change SET at = now() - interval '3601 seconds' WHERE tags = '{old}'");
	cluster_ctx(&worker, "worker");
	db_scope(worker.db, 0, "one");
	assert_int_equal(changes_forget(&worker), ERR_OK);
	assert_int_equal(changes_forget_platform(&worker), ERR_OK);
	cluster_leave(&worker);
	PGresult *r = PQexec(c, "SELECT string_agg(tags::text, ' ') FROM cell.change");
	assert_string_equal(PQgetvalue(r, 0, 0), "{young}");
	PQclear(r);
	PQfinish(c);
}

/* The server ends all its processes where one of them was killed, and starts anew: the numbers of transactions that
 * were not yet written down may come again. */
static void after_a_crash_everything_is_stale(void **state)
{
	uint64_t mark = applied();
	PGconn *c = dial("dbname=stoa_one");
	(void)state;
	kill(PQbackendPID(c), SIGKILL);
	PQfinish(c);
	enum err_code e = ERR_DOWN;
	for (int i = 0; i < 100 && (e || !moved("p1", mark)); i++) {
		const struct timespec pause = { .tv_nsec = 100000000 };
		nanosleep(&pause, NULL);
		e = changes_apply(&ctx, "one");
		db_rest(ctx.db);
	}
	assert_int_equal(e, ERR_OK);
	assert_true(moved("p1", mark));
}

/* As a database that was restored, or promoted, elsewhere: another start of another server. */
static void another_server_makes_everything_stale_and_one_that_is_away_nothing(void **state)
{
	uint64_t mark = applied();
	(void)state;
	cluster_halt();
	assert_int_equal(changes_apply(&ctx, "one"), ERR_DOWN);
	assert_false(moved("p1", mark));
	assert_true(changes_age(&ctx, "one") < CHANGES_GRACE_MS);
	cluster_resume();
	db_rest(ctx.db);
	const struct timespec pause = { .tv_sec = 1 };
	nanosleep(&pause, NULL);
	apply();
	assert_true(moved("p1", mark));
}

int main(int argc, char **argv)
{
	(void)argc;
	cluster_enter(argv);
	const struct CMUnitTest tests[] = {
		CHANGES(whoever_begins_to_listen_takes_nothing_for_known),
		CHANGES(what_is_committed_later_with_an_earlier_number_is_not_missed),
		CHANGES(what_was_taken_back_moves_nothing),
		CHANGES(another_process_goes_on_where_the_first_one_stopped),
		CHANGES(more_than_fits_in_one_go_is_read_in_several),
		CHANGES(a_killed_follower_leaves_the_source_free),
		CHANGES(whoever_finds_another_at_it_uses_what_that_one_found),
		CHANGES(a_host_or_a_state_that_changes_is_told_by_the_platform),
		CHANGES(only_what_is_old_is_asked_for_again),
		CHANGES(what_was_told_is_known_to_be_written_up_to_a_position),
		CHANGES(old_rows_go),
		CHANGES(after_a_crash_everything_is_stale),
		CHANGES(another_server_makes_everything_stale_and_one_that_is_away_nothing),
	};
	return cmocka_run_group_tests(tests, begin, NULL);
}
