/* db against a Postgres of its own: values, scope, errors, transactions, and what happens when the server goes away. */
#include "db_kit.h"

const struct db_field number_fields[] = { { .name = "n", .type = DB_BIGINT, .offset = offsetof(struct number, n) } };
const struct db_field pair_fields[] = { { .name = "a", .type = DB_BIGINT, .offset = offsetof(struct pair, a) },
	{ .name = "b", .type = DB_BIGINT, .offset = offsetof(struct pair, b) } };
const struct db_field flag_fields[] = { { .name = "f", .type = DB_BOOL } };
const struct db_field text_fields[] = { { .name = "t", .type = DB_TEXT } };

const struct db_query one = { .name = "one", .sql = "SELECT 1::bigint", .on = DB_ON_CELL, OUT_NUMBER };
const struct db_query pid = { .name = "pid", .sql = "SELECT pg_backend_pid()::bigint", .on = DB_ON_CELL, OUT_NUMBER };
const struct db_query none = { .name = "none", .sql = "SELECT 1::bigint WHERE false", .on = DB_ON_CELL, OUT_NUMBER };
const struct db_query many = {
	.name = "many", .sql = "SELECT generate_series(1, $1)", .on = DB_ON_CELL, IN_NUMBER, OUT_NUMBER
};
const struct db_query broken = { .name = "broken", .sql = "SELECT nonsense", .on = DB_ON_CELL, OUT_NUMBER };
const struct db_query put = { .name = "put",
	.sql = "INSERT INTO probe.item (id, v) VALUES ($1, $2)",
	.on = DB_ON_CELL,
	IN_PAIR,
	.writes = true };
const struct db_query add = { .name = "add",
	.sql = "UPDATE probe.item SET v = v + $2 WHERE id = $1",
	.on = DB_ON_CELL,
	IN_PAIR,
	.writes = true };
const struct db_query get = {
	.name = "get", .sql = "SELECT v FROM probe.item WHERE id = $1", .on = DB_ON_CELL, IN_NUMBER, OUT_NUMBER
};

static const char schema[] =
    "CREATE SCHEMA probe; GRANT USAGE ON SCHEMA probe TO stoa_worker;"
    "CREATE TABLE probe.item (id bigint PRIMARY KEY, v bigint NOT NULL CONSTRAINT item_v_check_102042 CHECK (v < "
    "1000));"
    "CREATE TABLE probe.child (id bigint PRIMARY KEY, item bigint NOT NULL CONSTRAINT child_item_fkey REFERENCES "
    "probe.item);"
    "CREATE SEQUENCE probe.tries;"
    "CREATE FUNCTION probe.flaky(wanted bigint) RETURNS bigint LANGUAGE plpgsql AS 'DECLARE n bigint := "
    "nextval(''probe.tries''); BEGIN "
    "IF n < wanted THEN RAISE EXCEPTION ''not yet'' USING ERRCODE = ''40001''; END IF; RETURN n; END';"
    "CREATE TABLE probe.late (id bigint PRIMARY KEY);"
    "CREATE FUNCTION probe.sleep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1.5); RETURN NULL; END';"
    "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON probe.late DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE "
    "FUNCTION probe.sleep();"
    "CREATE SCHEMA t_000001; CREATE TABLE t_000001.mark AS SELECT 'one' AS t;"
    "CREATE SCHEMA t_1234567; CREATE TABLE t_1234567.mark AS SELECT 'big' AS t;"
    "GRANT USAGE ON SCHEMA t_000001, t_1234567 TO stoa_worker; GRANT SELECT ON t_000001.mark, t_1234567.mark TO "
    "stoa_worker;"
    "GRANT ALL ON ALL TABLES IN SCHEMA probe TO stoa_worker; GRANT USAGE ON SEQUENCE probe.tries TO stoa_worker";

static enum err_code make_schema(struct ctx *ctx, void *arg)
{
	const struct db_token tokens[] = { { NULL, NULL } };

	(void)arg;
	return db_script(ctx, "probe", schema, tokens);
}

static int install(void **state)
{
	struct ctx ctx;
	enum err_code err;

	(void)state;
	cluster_ctx(&ctx, NULL);
	err = cluster_install(&ctx);
	if (!err)
		err = db_tx(&ctx, make_schema, NULL);
	if (err)
		print_error("%s\n", ctx.err.text);
	cluster_leave(&ctx);
	return err != ERR_OK;
}

static struct ctx shared;

static int enter(void **state)
{
	cluster_ctx(&shared, "worker");
	db_scope(shared.db, 0, "one");
	*state = &shared;
	return 0;
}

static int leave(void **state)
{
	(void)state;
	cluster_leave(&shared);
	return 0;
}

int64_t value(struct ctx *ctx, int64_t id)
{
	struct number row = { -1 };

	return db_one(ctx, &get, &(struct number){ id }, &row) ? -1 : row.n;
}

int main(int argc, char **argv)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, enter, leave)
	const struct CMUnitTest tests[] = { TEST(test_values), TEST(test_nulls_and_empty), TEST(test_times),
		TEST(test_shapes), TEST(test_conflicts), TEST(test_batch), TEST(test_aborted_preparation),
		TEST(test_statements_are_bounded), TEST(test_a_fat_backend_goes), TEST(test_plans),
		TEST(test_work_meanwhile_is_done_once), TEST(test_what_is_written_beside_stays), TEST(test_scope),
		TEST(test_scope_never_leaks), TEST(test_transaction), TEST(test_flush_along), TEST(test_ahead),
		TEST(test_planned_once), TEST(test_swallowed_error), TEST(test_what_comes_first), TEST(test_retry),
		TEST(test_deadlock), TEST(test_lost_commit), TEST(test_lost_write), TEST(test_witness),
		TEST(test_only_reads), TEST(test_killed_while_idle), TEST(test_restart) };

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, install, NULL);
}
