/* What a migration does to connections that have prepared their statements before it: nothing that a caller sees. */
#include "unit.h"

#include "cluster.h"
#include "db/admin.h"
#include "db/room.h"

struct number {
	int64_t n;
};
static const struct db_field number_fields[] = {
	{ .name = "n", .type = DB_BIGINT, .offset = offsetof(struct number, n) }
};
#define OUT_NUMBER .out = number_fields, .n_out = 1, .row_size = sizeof(struct number)

static const struct db_query wide = { .name = "wide", .sql = "SELECT n FROM probe.wide", .on = DB_ON_CELL, OUT_NUMBER };
static const struct db_query add = { .name = "add",
	.sql = "UPDATE probe.wide SET n = n + 1 RETURNING n",
	.on = DB_ON_CELL,
	OUT_NUMBER,
	.writes = true };
static const struct db_query other = { .name = "other",
	.sql = "UPDATE probe.count SET n = n + 1 RETURNING n",
	.on = DB_ON_CELL,
	OUT_NUMBER,
	.writes = true };
static const struct db_query count = {
	.name = "count", .sql = "SELECT n FROM probe.count", .on = DB_ON_CELL, OUT_NUMBER
};

static enum err_code script(struct ctx *ctx, void *sql)
{
	const struct db_token none[] = { { NULL, NULL } };

	return db_script(ctx, "script", sql, none);
}

/* By a connection of its own, as a migration is. */
static void migrate_by(const char *sql)
{
	struct ctx owner;

	cluster_ctx(&owner, NULL);
	db_scope(owner.db, 0, "one");
	assert_int_equal(db_tx(&owner, script, (void *)(uintptr_t)sql), ERR_OK);
	cluster_leave(&owner);
}

static int enter(void **state)
{
	static struct ctx ctx;

	migrate_by(
	    "DROP SCHEMA IF EXISTS probe CASCADE; CREATE SCHEMA probe; GRANT USAGE ON SCHEMA probe TO stoa_worker;"
	    "CREATE TABLE probe.wide AS SELECT 1::bigint AS n; CREATE TABLE probe.count AS SELECT 0::bigint AS n;"
	    "GRANT ALL ON ALL TABLES IN SCHEMA probe TO stoa_worker");
	cluster_ctx(&ctx, "worker");
	db_scope(ctx.db, 0, "one");
	*state = &ctx;
	return 0;
}

static int leave(void **state)
{
	cluster_leave(*state);
	return 0;
}

/* Prepared while the column is an int: the plan that is kept says so. */
static void prepare_stale(struct ctx *ctx, const struct db_query *q)
{
	struct number row;

	migrate_by("ALTER TABLE probe.wide ALTER COLUMN n TYPE int");
	/* The decoder refuses the int; the statement stays prepared all the same. */
	assert_int_equal(db_one(ctx, q, NULL, &row), ERR_INTERNAL);
	assert_int_equal(db_one(ctx, &count, NULL, &row), ERR_OK);
	migrate_by("ALTER TABLE probe.wide ALTER COLUMN n TYPE bigint");
}

static void test_reading(void **state)
{
	struct ctx *ctx = *state;
	struct number row;

	prepare_stale(ctx, &wide);
	assert_int_equal(db_one(ctx, &wide, NULL, &row), ERR_OK);
	assert_int_equal(row.n, 1);
	assert_int_equal(ctx->err.code, ERR_OK);
}

static void test_writing_is_done_once(void **state)
{
	struct ctx *ctx = *state;
	struct number row;

	prepare_stale(ctx, &add);
	migrate_by("UPDATE probe.wide SET n = 1");
	assert_int_equal(db_one(ctx, &add, NULL, &row), ERR_OK);
	assert_int_equal(row.n, 2);
}

struct work {
	int calls;
	bool before; /* another statement goes before the stale one */
	struct number row;
};

static enum err_code in_tx(struct ctx *ctx, void *arg)
{
	struct work *w = arg;
	enum err_code err = w->before ? db_one(ctx, &other, NULL, &w->row) : ERR_OK;

	w->calls++;
	return err ? err : db_one(ctx, &add, NULL, &w->row);
}

static void test_transaction_begins_again(void **state)
{
	struct ctx *ctx = *state;
	struct number row;

	for (int before = 0; before < 2; before++) {
		struct work w = { .before = before };

		prepare_stale(ctx, &add);
		migrate_by("UPDATE probe.wide SET n = 1; UPDATE probe.count SET n = 0");
		assert_int_equal(db_tx(ctx, in_tx, &w), ERR_OK);
		assert_int_equal(w.calls, 2);
		assert_int_equal(w.row.n, 2);
		assert_int_equal(db_one(ctx, &count, NULL, &row), ERR_OK);
		assert_int_equal(row.n, before);
	}
}

/* A column or an index more is nothing that a prepared statement notices. */
static void test_a_column_more(void **state)
{
	struct ctx *ctx = *state;
	struct number row, first, last;
	static const struct db_query pid = {
		.name = "pid", .sql = "SELECT pg_backend_pid()::bigint", .on = DB_ON_CELL, OUT_NUMBER
	};

	assert_int_equal(db_one(ctx, &pid, NULL, &first), ERR_OK);
	assert_int_equal(db_one(ctx, &wide, NULL, &row), ERR_OK);
	assert_int_equal(db_one(ctx, &add, NULL, &row), ERR_OK);
	migrate_by("ALTER TABLE probe.wide ADD COLUMN more text NOT NULL DEFAULT ''; CREATE INDEX more_idx ON "
	           "probe.wide (more)");
	assert_int_equal(db_one(ctx, &wide, NULL, &row), ERR_OK);
	assert_int_equal(db_one(ctx, &add, NULL, &row), ERR_OK);
	assert_int_equal(row.n, 3);
	assert_int_equal(db_one(ctx, &pid, NULL, &last), ERR_OK);
	assert_int_equal(first.n, last.n);
}

static int install(void **state)
{
	struct ctx ctx;
	enum err_code err;

	(void)state;
	cluster_ctx(&ctx, NULL);
	err = cluster_install(&ctx);
	cluster_leave(&ctx);
	return err != ERR_OK;
}

int main(int argc, char **argv)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, enter, leave)
	const struct CMUnitTest tests[] = { TEST(test_reading), TEST(test_writing_is_done_once),
		TEST(test_transaction_begins_again), TEST(test_a_column_more) };

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, install, NULL);
}
