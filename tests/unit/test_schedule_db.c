/* What comes again and again, on a real database: done once, by one, and not forgotten. */
#include "sale_kit.h"

#include <libpq-fe.h>

#include "base/conf.h"
#include "cluster.h"
#include "db/db.h"
#include "shop/outbox.h"
#include "shop/schedule.h"

enum { HOUR = 3600, LEASE = 300 };

static struct ctx *keeper(void)
{
	return as("worker");
}

static void begin_anew(void)
{
	int64_t last;

	sql("DELETE FROM cell.schedule");
	assert_int_equal(schedule_fill(keeper(), "one", 0, &last), ERR_OK);
	assert_int_equal(last, 0);
	sql("UPDATE cell.schedule SET due_at = '2100-01-01Z'");
}

static void due(const char *kind, int64_t at)
{
	sql("UPDATE cell.schedule SET due_at = to_timestamp(%lld) WHERE kind = '%s'", (long long)at, kind);
}

static long long next_of(const char *kind)
{
	return number("SELECT extract(epoch FROM due_at)::bigint FROM cell.schedule WHERE kind = '%s'", kind);
}

static void each_shop_and_the_cell_have_their_own_spread_over_the_hour(void **state)
{
	int64_t last;

	(void)state;
	sql("DELETE FROM cell.schedule");
	struct ctx *ctx = keeper();
	assert_int_equal(schedule_fill(ctx, "one", 0, &last), ERR_OK);
	assert_string_equal(sql("SELECT string_agg(kind || ' ' || tenant_id, ', ' ORDER BY kind) FROM cell.schedule"),
	    "cell 0, sweep 7, tidy 7");
	assert_int_equal(next_of("sweep"), ctx->now + 7 * 7919 % HOUR);
	/* Again, and nothing changes; a changed interval counts at once. */
	assert_int_equal(schedule_fill(ctx, "one", 0, &last), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM cell.schedule WHERE every = 3600"), 3);
	sql("UPDATE cell.schedule SET every = 86400, due_at = '2100-01-01Z'");
	assert_int_equal(schedule_fill(ctx, "one", 0, &last), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM cell.schedule WHERE every = 3600 AND due_at < '2099-01-01Z'"), 3);
}

static void two_workers_never_do_one_at_once(void **state)
{
	struct schedule_run run, other;

	(void)state;
	begin_anew();
	struct ctx *ctx = keeper();
	due("sweep", ctx->now - 5);
	assert_int_equal(schedule_claim(ctx, &run), ERR_OK);
	assert_int_equal(run.kind, SCHEDULE_SWEEP);
	assert_int_equal(run.tenant_id, SHOP_ID);
	struct ctx *two = as_other("worker");
	assert_int_equal(schedule_claim(two, &other), ERR_NOT_FOUND);
	assert_int_equal(schedule_end(ctx, &run), ERR_OK);
	assert_int_equal(schedule_claim(two, &other), ERR_NOT_FOUND);
}

static void what_was_due_all_day_is_done_once_and_keeps_its_minute(void **state)
{
	struct schedule_run run;

	(void)state;
	begin_anew();
	struct ctx *ctx = keeper();
	int64_t was = ctx->now - 24 * HOUR - 600;
	due("tidy", was);
	assert_int_equal(schedule_claim(ctx, &run), ERR_OK);
	assert_int_equal(schedule_end(ctx, &run), ERR_OK);
	assert_int_equal(schedule_claim(ctx, &run), ERR_NOT_FOUND);
	assert_int_equal(next_of("tidy"), was + 25 * HOUR);
}

static void whose_worker_died_comes_back_and_the_dead_ends_nothing(void **state)
{
	struct schedule_run dead, run;

	(void)state;
	begin_anew();
	struct ctx *ctx = keeper();
	due("sweep", ctx->now);
	assert_int_equal(schedule_claim(ctx, &dead), ERR_OK);
	ctx->now += LEASE;
	assert_int_equal(schedule_claim(ctx, &run), ERR_OK);
	assert_int_equal(schedule_end(ctx, &dead), ERR_OK);
	assert_int_equal(next_of("sweep"), run.lease);
	assert_int_equal(schedule_end(ctx, &run), ERR_OK);
	assert_true(next_of("sweep") > ctx->now);
}

static void what_kills_its_workers_is_left_until_its_next_time(void **state)
{
	struct schedule_run run;

	(void)state;
	begin_anew();
	struct ctx *ctx = keeper();
	due("sweep", ctx->now);
	for (int i = 0; i < OUTBOX_CLAIMS; i++) {
		assert_int_equal(schedule_claim(ctx, &run), ERR_OK);
		ctx->now += LEASE;
	}
	assert_int_equal(schedule_claim(ctx, &run), ERR_NOT_FOUND);
	assert_int_equal(number("SELECT claims FROM cell.schedule WHERE kind = 'sweep'"), 0);
	ctx->now += HOUR;
	assert_int_equal(schedule_claim(ctx, &run), ERR_OK);
}

static void another_versions_kinds_wait_for_it(void **state)
{
	struct schedule_run run;

	(void)state;
	begin_anew();
	sql("INSERT INTO cell.schedule (tenant_id, kind, every, due_at) VALUES (7, 'pigeons', 60, '2020-01-01Z')");
	assert_int_equal(schedule_claim(keeper(), &run), ERR_NOT_FOUND);
	assert_int_equal(number("SELECT claims FROM cell.schedule WHERE kind = 'pigeons'"), 0);
}

static void a_shop_that_left_is_forgotten(void **state)
{
	(void)state;
	begin_anew();
	assert_int_equal(schedule_forget(keeper(), SHOP_ID), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM cell.schedule"), 1);
}

/* The platform knows the shop. */
static int begin(void **state)
{
	int failed = sale_begin(state);
	PGconn *platform = PQconnectdb("dbname=stoa_platform");
	PGresult *r = PQexec(platform,
	    "INSERT INTO stoa.cell (name, state, created_at) VALUES ('one', 'open', now()) ON CONFLICT DO NOTHING;"
	    "INSERT INTO stoa.tenant (id, name, cell, state, created_at) VALUES (7, 'seven', 'one', 'active', now()) "
	    "ON CONFLICT DO NOTHING");

	failed = failed || PQresultStatus(r) != PGRES_COMMAND_OK;
	PQclear(r);
	PQfinish(platform);
	return failed ? -1 : 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_shop_and_the_cell_have_their_own_spread_over_the_hour),
		cmocka_unit_test(two_workers_never_do_one_at_once),
		cmocka_unit_test(what_was_due_all_day_is_done_once_and_keeps_its_minute),
		cmocka_unit_test(whose_worker_died_comes_back_and_the_dead_ends_nothing),
		cmocka_unit_test(what_kills_its_workers_is_left_until_its_next_time),
		cmocka_unit_test(another_versions_kinds_wait_for_it),
		cmocka_unit_test(a_shop_that_left_is_forgotten),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, begin, sale_end);
}
