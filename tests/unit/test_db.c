/* db against a Postgres of its own: values, scope, errors, transactions, and what happens when the server goes away. */
#include "unit.h"

#include <time.h>

#include "base/str.h"
#include "cluster.h"
#include "db/admin.h"
#include "db/room.h"
#include "queries.h"

/* One row of every type, as the generator would lay it out. */
struct all {
	int64_t big;
	bool big_null;
	int small;
	bool small_null;
	const char *text;
	bool flag;
	bool flag_null;
	int64_t at;
	bool at_null;
	struct bytes raw;
	bool raw_null;
	const char *doc;
	struct bigints ids;
	bool ids_null;
	struct texts names;
	bool names_null;
};

#define F(f, t)                                                                                                        \
	{                                                                                                              \
		.name = #f, .type = (t), .nullable = true, .offset = offsetof(struct all, f),                          \
		.null_offset = offsetof(struct all, f##_null)                                                          \
	}
#define P(f, t)                                                                                                        \
	{                                                                                                              \
		.name = #f, .type = (t), .nullable = true, .offset = offsetof(struct all, f)                           \
	}
static const struct db_field all_fields[] = { F(big, DB_BIGINT), F(small, DB_INT), P(text, DB_TEXT), F(flag, DB_BOOL),
	F(at, DB_TIME), F(raw, DB_BYTES), P(doc, DB_JSON), F(ids, DB_BIGINTS), F(names, DB_TEXTS) };

struct number {
	int64_t n;
};
struct pair {
	int64_t a, b;
};
static const struct db_field number_fields[] = {
	{ .name = "n", .type = DB_BIGINT, .offset = offsetof(struct number, n) }
};
static const struct db_field pair_fields[] = { { .name = "a", .type = DB_BIGINT, .offset = offsetof(struct pair, a) },
	{ .name = "b", .type = DB_BIGINT, .offset = offsetof(struct pair, b) } };
static const struct db_field flag_fields[] = { { .name = "f", .type = DB_BOOL } };
static const struct db_field text_fields[] = { { .name = "t", .type = DB_TEXT } };

#define IN_NUMBER .in = number_fields, .n_in = 1
#define IN_PAIR .in = pair_fields, .n_in = 2
#define OUT_NUMBER .out = number_fields, .n_out = 1, .row_size = sizeof(struct number)

static const struct db_query echo = { "echo", "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9", DB_ON_CELL, all_fields, 9,
	all_fields, 9, sizeof(struct all), false, false };
static const struct db_query one = { .name = "one", .sql = "SELECT 1::bigint", .on = DB_ON_CELL, OUT_NUMBER };
static const struct db_query pid = {
	.name = "pid", .sql = "SELECT pg_backend_pid()::bigint", .on = DB_ON_CELL, OUT_NUMBER
};
static const struct db_query none = {
	.name = "none", .sql = "SELECT 1::bigint WHERE false", .on = DB_ON_CELL, OUT_NUMBER
};
static const struct db_query many = {
	.name = "many", .sql = "SELECT generate_series(1, $1)", .on = DB_ON_CELL, IN_NUMBER, OUT_NUMBER
};
static const struct db_query null_out = {
	.name = "null_out", .sql = "SELECT NULL::bigint", .on = DB_ON_CELL, OUT_NUMBER
};
static const struct db_query wrong_type = {
	.name = "wrong_type", .sql = "SELECT 1::int", .on = DB_ON_CELL, OUT_NUMBER
};
static const struct db_query wrong_count = {
	.name = "wrong_count", .sql = "SELECT 1::bigint, 2", .on = DB_ON_CELL, OUT_NUMBER
};
static const struct db_query null_element = { .name = "null_element",
	.sql = "SELECT ARRAY[1, NULL]::bigint[]",
	.on = DB_ON_CELL,
	.out = &all_fields[7],
	.n_out = 1,
	.row_size = sizeof(struct all) };
static const struct db_query broken = { .name = "broken", .sql = "SELECT nonsense", .on = DB_ON_CELL, OUT_NUMBER };
static const struct db_query put = { .name = "put",
	.sql = "INSERT INTO probe.item (id, v) VALUES ($1, $2)",
	.on = DB_ON_CELL,
	IN_PAIR,
	.writes = true };
static const struct db_query get = {
	.name = "get", .sql = "SELECT v FROM probe.item WHERE id = $1", .on = DB_ON_CELL, IN_NUMBER, OUT_NUMBER
};
static const struct db_query add = { .name = "add",
	.sql = "UPDATE probe.item SET v = v + $2 WHERE id = $1",
	.on = DB_ON_CELL,
	IN_PAIR,
	.writes = true };
static const struct db_query copy = { .name = "copy",
	.sql = "INSERT INTO probe.item (id, v) SELECT id + $2, v FROM probe.item WHERE id = $1",
	.on = DB_ON_CELL,
	IN_PAIR,
	.writes = true,
	.custom_plan = true };
static const struct db_query plan_mode = { .name = "plan_mode",
	.sql = "SELECT current_setting('plan_cache_mode') = 'force_generic_plan'",
	.on = DB_ON_CELL,
	.out = flag_fields,
	.n_out = 1,
	.row_size = sizeof(bool) };
static const struct db_query child = { .name = "child",
	.sql = "INSERT INTO probe.child (id, item) VALUES ($1, $2)",
	.on = DB_ON_CELL,
	IN_PAIR,
	.writes = true };
static const struct db_query flaky = {
	.name = "flaky", .sql = "SELECT probe.flaky($1)", .on = DB_ON_CELL, IN_NUMBER, OUT_NUMBER
};
static const struct db_query slow_commit = { .name = "slow_commit",
	.sql = "INSERT INTO probe.late (id) VALUES ($1)",
	.on = DB_ON_CELL,
	IN_NUMBER,
	.writes = true };
static const struct db_query slow_write = { .name = "slow_write",
	.sql = "UPDATE probe.item SET v = v + 1 WHERE id = $1 AND pg_sleep(1.5) IS NOT NULL",
	.on = DB_ON_CELL,
	IN_NUMBER,
	.writes = true };
static const struct db_query kill_it = { .name = "kill_it",
	.sql = "SELECT pg_terminate_backend($1::int)",
	.on = DB_ON_CELL,
	IN_NUMBER,
	.out = flag_fields,
	.n_out = 1,
	.row_size = sizeof(bool) };
static const struct db_query where = { .name = "where",
	.sql = "SELECT t FROM @shop@.mark",
	.on = DB_ON_SHOP,
	.out = text_fields,
	.n_out = 1,
	.row_size = sizeof(char *) };
static const struct db_query zone = { .name = "zone",
	.sql = "SELECT current_setting('TimeZone')",
	.on = DB_ON_CELL,
	.out = text_fields,
	.n_out = 1,
	.row_size = sizeof(char *) };

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

static int64_t value(struct ctx *ctx, int64_t id)
{
	struct number row = { -1 };

	return db_one(ctx, &get, &(struct number){ id }, &row) ? -1 : row.n;
}

static void test_values(void **state)
{
	struct ctx *ctx = *state;
	const int64_t ids[] = { INT64_MIN, -1, 0, INT64_MAX };
	const char *const names[] = { "a\"b\\c{},", "", "日本語", "NULL" };
	const uint8_t raw[] = { 0, 1, 0xff, 0 };
	struct all in = { .big = INT64_MIN,
		.small = -7,
		.text = "Grüße 🙂 'x'",
		.flag = true,
		.at = 1700000000,
		.raw = { raw, sizeof(raw) },
		.doc = "{\"b\": [1, 2], \"a\": \"ü\"}",
		.ids = { ids, 4 },
		.names = { names, 4 } },
	           out;

	assert_int_equal(db_one(ctx, &echo, &in, &out), ERR_OK);
	assert_true(out.big == INT64_MIN && out.small == -7 && out.flag && out.at == 1700000000);
	assert_string_equal(out.text, in.text);
	assert_int_equal(out.raw.n, sizeof(raw));
	assert_memory_equal(out.raw.p, raw, sizeof(raw));
	assert_string_equal(out.doc, "{\"a\": \"ü\", \"b\": [1, 2]}");
	assert_int_equal(out.ids.n, 4);
	assert_memory_equal(out.ids.v, ids, sizeof(ids));
	assert_int_equal(out.names.n, 4);
	for (int i = 0; i < 4; i++)
		assert_string_equal(out.names.v[i], names[i]);
	assert_false(out.big_null || out.small_null || out.flag_null || out.at_null || out.raw_null || out.ids_null ||
	             out.names_null);
}

static void test_nulls_and_empty(void **state)
{
	struct ctx *ctx = *state;
	struct all nulls = { .big_null = true,
		.small_null = true,
		.flag_null = true,
		.at_null = true,
		.raw_null = true,
		.ids_null = true,
		.names_null = true },
	           empty = { .text = "", .doc = "{}" }, out;

	assert_int_equal(db_one(ctx, &echo, &nulls, &out), ERR_OK);
	assert_true(out.big_null && out.small_null && out.flag_null && out.at_null && out.raw_null && out.ids_null &&
	            out.names_null);
	assert_null(out.text);
	assert_null(out.doc);
	assert_int_equal(db_one(ctx, &echo, &empty, &out), ERR_OK);
	assert_false(out.big_null || out.raw_null || out.ids_null || out.names_null);
	assert_string_equal(out.text, "");
	assert_int_equal(out.raw.n + out.ids.n + out.names.n, 0);
}

static void test_times(void **state)
{
	struct ctx *ctx = *state;
	const int64_t times[] = { INT64_MAX, INT64_MIN, 0, -1, 946684799, 946684800, 253402300799 };
	const char *name;
	struct all in = { 0 }, out;

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		in.at = times[i];
		assert_int_equal(db_one(ctx, &echo, &in, &out), ERR_OK);
		assert_true(out.at == times[i]);
	}
	in.at = INT64_MAX - 1;
	assert_int_equal(db_one(ctx, &echo, &in, &out), ERR_INTERNAL);
	assert_int_equal(db_one(ctx, &zone, NULL, &name), ERR_OK);
	assert_string_equal(name, "UTC");
}

static void test_shapes(void **state)
{
	struct ctx *ctx = *state;
	struct number row, *rows;
	struct all all;
	size_t n = 9;

	assert_int_equal(db_one(ctx, &none, NULL, &row), ERR_NOT_FOUND);
	assert_int_equal(db_all(ctx, &none, NULL, &rows, &n), ERR_OK);
	assert_int_equal(n, 0);
	assert_int_equal(db_all(ctx, &many, &(struct number){ 3 }, &rows, &n), ERR_OK);
	assert_int_equal(n, 3);
	assert_int_equal(rows[2].n, 3);
	assert_int_equal(db_one(ctx, &many, &(struct number){ 2 }, &row), ERR_INTERNAL);
	assert_int_equal(db_all(ctx, &many, &(struct number){ 100001 }, &rows, &n), ERR_INTERNAL);
	assert_null(rows);
	assert_int_equal(n, 0);
	assert_int_equal(db_one(ctx, &null_out, NULL, &row), ERR_INTERNAL);
	assert_int_equal(db_one(ctx, &wrong_type, NULL, &row), ERR_INTERNAL);
	assert_int_equal(db_one(ctx, &wrong_count, NULL, &row), ERR_INTERNAL);
	assert_int_equal(db_one(ctx, &null_element, NULL, &all), ERR_INTERNAL);
	assert_int_equal(db_one(ctx, &broken, NULL, &row), ERR_INTERNAL);
	assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_OK);
}

static void test_conflicts(void **state)
{
	struct ctx *ctx = *state;
	int64_t affected;

	assert_int_equal(db_run(ctx, &put, &(struct pair){ 1, 10 }, &affected), ERR_OK);
	assert_int_equal(affected, 1);
	assert_int_equal(db_run(ctx, &put, &(struct pair){ 1, 10 }, NULL), ERR_CONFLICT);
	assert_string_equal(db_constraint(ctx->db), "item_pkey");
	/* No value of the row reaches the log. */
	assert_null(strstr(ctx->err.text, "10"));
	assert_int_equal(db_run(ctx, &put, &(struct pair){ 2, 5000 }, NULL), ERR_CONFLICT);
	assert_string_equal(db_constraint(ctx->db), "item_v_check");
	assert_int_equal(db_run(ctx, &child, &(struct pair){ 1, 77 }, NULL), ERR_CONFLICT);
	assert_string_equal(db_constraint(ctx->db), "child_item_fkey");
	assert_int_equal(db_run(ctx, &add, &(struct pair){ 99, 1 }, &affected), ERR_OK);
	assert_int_equal(affected, 0);
	assert_string_equal(db_constraint(ctx->db), "");
	assert_int_equal(value(ctx, 1), 10);
}

static void test_batch(void **state)
{
	struct ctx *ctx = *state;
	struct number *a, *b, *c;
	size_t na, nb, nc;

	db_queue(ctx, &one, NULL, &a, &na);
	db_queue(ctx, &many, &(struct number){ 2 }, &b, &nb);
	db_queue(ctx, &none, NULL, &c, &nc);
	assert_int_equal(db_flush(ctx), ERR_OK);
	assert_true(na == 1 && nb == 2 && nc == 0 && a[0].n == 1 && b[1].n == 2);
	db_queue(ctx, &one, NULL, &a, &na);
	db_queue(ctx, &broken, NULL, &b, &nb);
	db_queue(ctx, &none, NULL, &c, &nc);
	assert_int_equal(db_flush(ctx), ERR_INTERNAL);
	assert_non_null(strstr(ctx->err.text, "broken"));
	assert_null(b);
	assert_int_equal(db_flush(ctx), ERR_OK);
	for (int i = 0; i < 32; i++)
		db_queue(ctx, &one, NULL, &a, &na);
	assert_int_equal(db_flush(ctx), ERR_OK);
}

/* Prepared once more after a batch in which their turn never came. */
static void test_aborted_preparation(void **state)
{
	struct ctx *ctx = *state;
	struct number *rows, row;
	size_t n;

	db_queue(ctx, &broken, NULL, &rows, &n);
	db_queue(ctx, &pid, NULL, &rows, &n);
	assert_int_equal(db_flush(ctx), ERR_INTERNAL);
	assert_int_equal(db_one(ctx, &pid, NULL, &row), ERR_OK);
	assert_int_equal(db_one(ctx, &pid, NULL, &row), ERR_OK);
}

/* More statements than are kept: the oldest go, on the server as well, and come back when asked for. */
static void test_statements_are_bounded(void **state)
{
	struct ctx *ctx = *state;
	struct db_query *q = ARENA_ARRAY(ctx->arena, STATEMENTS_KEPT + 50, struct db_query);
	static const struct db_query held = {
		.name = "held", .sql = "SELECT count(*) FROM pg_prepared_statements", .on = DB_ON_CELL, OUT_NUMBER
	};
	struct number row, first, last;

	assert_int_equal(db_one(ctx, &pid, NULL, &first), ERR_OK);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < STATEMENTS_KEPT + 50; i++) {
			q[i] = one;
			assert_int_equal(db_one(ctx, &q[i], NULL, &row), ERR_OK);
		}
	assert_int_equal(db_one(ctx, &held, NULL, &row), ERR_OK);
	assert_int_equal(row.n, STATEMENTS_KEPT);
	for (int i = 0; i < 2 * BATCHES_A_LOOK; i++)
		db_rest(ctx->db);
	assert_int_equal(db_one(ctx, &pid, NULL, &last), ERR_OK);
	assert_int_equal(first.n, last.n);
}

/* A statement whose answer the backend keeps for itself: as it grows beyond what it may have, the connection goes. */
static void test_a_fat_backend_goes(void **state)
{
	struct ctx *ctx = *state;
	static const struct db_query grow = { .name = "grow",
		.sql = "SELECT length(set_config('stoa.ballast', repeat('x', 70000000), false))::bigint",
		.on = DB_ON_CELL,
		OUT_NUMBER };
	static const struct db_query keep = { .name = "keep",
		.sql = "SELECT length(set_config('stoa.more', repeat('x', 70000000), false))::bigint",
		.on = DB_ON_CELL,
		OUT_NUMBER };
	struct number row, first, last;

	assert_int_equal(db_one(ctx, &pid, NULL, &first), ERR_OK);
	for (int i = 0; i < 2 * BATCHES_A_LOOK; i++)
		db_rest(ctx->db);
	assert_int_equal(db_one(ctx, &pid, NULL, &last), ERR_OK);
	assert_int_equal(first.n, last.n);
	assert_int_equal(db_one(ctx, &grow, NULL, &row), ERR_OK);
	assert_int_equal(db_one(ctx, &keep, NULL, &row), ERR_OK);
	for (int i = 0; i < BATCHES_A_LOOK; i++)
		db_rest(ctx->db);
	assert_int_equal(db_one(ctx, &pid, NULL, &last), ERR_OK);
	assert_int_not_equal(first.n, last.n);
}

static void test_plans(void **state)
{
	struct ctx *ctx = *state;
	bool generic = false;

	assert_int_equal(db_run(ctx, &put, &(struct pair){ 100, 1 }, NULL), ERR_OK);
	assert_int_equal(db_run(ctx, &copy, &(struct pair){ 100, 1 }, NULL), ERR_OK);
	assert_int_equal(value(ctx, 101), 1);
	assert_int_equal(db_one(ctx, &plan_mode, NULL, &generic), ERR_OK);
	assert_true(generic);
	assert_int_equal(db_run(ctx, &copy, &(struct pair){ 100, 1 }, NULL), ERR_CONFLICT);
	assert_int_equal(db_one(ctx, &plan_mode, NULL, &generic), ERR_OK);
	assert_true(generic);
}

struct meanwhile {
	int done;
};

static void count_work(void *arg)
{
	((struct meanwhile *)arg)->done++;
}

static void test_work_meanwhile_is_done_once(void **state)
{
	struct ctx *ctx = *state;
	struct meanwhile w = { .done = 0 };

	assert_int_equal(db_flush_meanwhile(ctx, count_work, &w), ERR_OK);
	assert_int_equal(w.done, 1);
	db_queue(ctx, &put, &(struct pair){ 150, 1 }, NULL, NULL);
	assert_int_equal(db_flush_meanwhile(ctx, count_work, &w), ERR_OK);
	assert_int_equal(w.done, 2);
	db_queue(ctx, &put, &(struct pair){ 150, 1 }, NULL, NULL);
	assert_int_equal(db_flush_meanwhile(ctx, count_work, &w), ERR_CONFLICT);
	assert_int_equal(w.done, 3);
	assert_int_equal(db_flush(ctx), ERR_OK);
	assert_int_equal(w.done, 3);
}

static enum err_code put_beside(struct ctx *ctx, void *arg)
{
	(void)arg;
	return db_run(ctx, &put, &(struct pair){ 152, 2 }, NULL);
}

static enum err_code put_and_give_up(struct ctx *ctx, void *arg)
{
	(void)arg;
	assert_int_equal(db_run(ctx, &put, &(struct pair){ 151, 1 }, NULL), ERR_OK);
	assert_int_equal(db_beside(ctx, put_beside, NULL), ERR_OK);
	assert_int_equal(value(ctx, 151), 1);
	return err_set(ctx, ERR_LIMIT, "given up");
}

static void test_what_is_written_beside_stays(void **state)
{
	struct ctx *ctx = *state;

	assert_int_equal(db_tx(ctx, put_and_give_up, NULL), ERR_LIMIT);
	err_clear(ctx);
	assert_int_equal(value(ctx, 151), -1);
	assert_int_equal(value(ctx, 152), 2);
}

static void test_scope(void **state)
{
	struct ctx *ctx = *state;
	const char *t;

	db_scope(ctx->db, 1, "one");
	assert_int_equal(db_one(ctx, &where, NULL, &t), ERR_OK);
	assert_string_equal(t, "one");
	db_scope(ctx->db, 1234567, "one");
	assert_int_equal(db_one(ctx, &where, NULL, &t), ERR_OK);
	assert_string_equal(t, "big");
	db_scope(ctx->db, 1, "one");
	assert_int_equal(db_one(ctx, &where, NULL, &t), ERR_OK);
	assert_string_equal(t, "one");
	/* A shop that is not there is an error, never another shop's row. */
	db_scope(ctx->db, 2, "one");
	assert_int_equal(db_one(ctx, &where, NULL, &t), ERR_INTERNAL);
}

static void ask_without_shop(void)
{
	struct ctx ctx;
	const char *t;

	cluster_ctx(&ctx, "worker");
	db_scope(ctx.db, 1, "one");
	db_scope(ctx.db, 0, "one");
	db_one(&ctx, &where, NULL, &t);
}

static void ask_without_cell(void)
{
	struct ctx ctx;

	cluster_ctx(&ctx, "worker");
	db_scope(ctx.db, 1, "one");
	db_scope(ctx.db, 0, NULL);
	db_one(&ctx, &one, NULL, NULL);
}

static void name_a_cell_badly(void)
{
	struct ctx ctx;

	cluster_ctx(&ctx, "worker");
	db_scope(ctx.db, 1, "one host=evil");
}

static void test_scope_never_leaks(void **state)
{
	(void)state;
	assert_true(aborts(ask_without_shop));
	assert_true(aborts(ask_without_cell));
	assert_true(aborts(name_a_cell_badly));
}

struct work {
	int calls;
	enum err_code answer;
	int64_t id;
};

static enum err_code put_twice(struct ctx *ctx, void *arg)
{
	struct work *w = arg;
	enum err_code err = db_run(ctx, &put, &(struct pair){ w->id, 1 }, NULL);

	/* Whoever would wait for another service now is told by this (net/). */
	assert_true(ctx->in_tx);
	w->calls++;
	if (err)
		return err;
	db_queue(ctx, &put, &(struct pair){ w->id + 1, 2 }, NULL, NULL);
	err = db_flush(ctx);
	return err ? err : w->answer;
}

static void test_transaction(void **state)
{
	struct ctx *ctx = *state;
	struct work fine = { .id = 200 }, refused = { .id = 210, .answer = ERR_INPUT }, clash = { .id = 199 };

	assert_int_equal(db_tx(ctx, put_twice, &fine), ERR_OK);
	assert_true(value(ctx, 200) == 1 && value(ctx, 201) == 2);
	assert_int_equal(db_tx(ctx, put_twice, &refused), ERR_INPUT);
	assert_int_equal(value(ctx, 210), -1);
	assert_int_equal(db_tx(ctx, put_twice, &clash), ERR_CONFLICT);
	assert_string_equal(db_constraint(ctx->db), "item_pkey");
	assert_int_equal(value(ctx, 199), -1);
	assert_true(fine.calls == 1 && refused.calls == 1 && clash.calls == 1);
	assert_false(ctx->in_tx);
}

/* What swallows an error cannot commit: the transaction is gone. */
static enum err_code swallow(struct ctx *ctx, void *arg)
{
	(void)arg;
	db_run(ctx, &put, &(struct pair){ 220, 1 }, NULL);
	db_run(ctx, &put, &(struct pair){ 220, 1 }, NULL);
	assert_int_equal(db_run(ctx, &put, &(struct pair){ 221, 1 }, NULL), ERR_CONFLICT);
	return ERR_OK;
}

static enum err_code do_nothing(struct ctx *ctx, void *arg)
{
	(void)ctx;
	(void)arg;
	return ERR_OK;
}

static void test_swallowed_error(void **state)
{
	struct ctx *ctx = *state;

	assert_int_equal(db_tx(ctx, swallow, NULL), ERR_CONFLICT);
	assert_int_equal(value(ctx, 220), -1);
	assert_int_equal(db_tx(ctx, do_nothing, NULL), ERR_OK);
}

static enum err_code put_once(struct ctx *ctx, void *arg)
{
	struct work *w = arg;
	enum err_code err = db_run(ctx, &put, &(struct pair){ w->id, 9 }, NULL);

	w->calls++;
	return err ? err : w->answer;
}

/* Of the transaction that is committed, whatever was tried before. */
static void test_what_comes_first(void **state)
{
	struct ctx *ctx = *state;
	struct work first = { .id = 230 }, unwilling = { .id = 233, .answer = ERR_REPEATED };
	struct work refused = { .id = 240, .answer = ERR_INPUT }, fine = { .id = 240 }, later = { .id = 250 };

	db_first(ctx->db, put_once, &first);
	assert_int_equal(db_tx(ctx, put_twice, &refused), ERR_INPUT);
	assert_true(db_first_waits(ctx->db) && first.calls == 1);
	assert_int_equal(value(ctx, 230), -1);
	assert_int_equal(db_tx(ctx, put_twice, &fine), ERR_OK);
	assert_true(!db_first_waits(ctx->db) && first.calls == 2);
	assert_true(value(ctx, 230) == 9 && value(ctx, 240) == 1);
	assert_int_equal(db_tx(ctx, put_twice, &later), ERR_OK);
	assert_int_equal(first.calls, 2);
	db_first(ctx->db, put_once, &unwilling);
	assert_int_equal(db_tx(ctx, put_twice, &(struct work){ .id = 260 }), ERR_REPEATED);
	assert_true(db_first_waits(ctx->db));
	assert_int_equal(db_run(ctx, &put, &(struct pair){ 270, 1 }, NULL), ERR_REPEATED);
	db_first(ctx->db, NULL, NULL);
	assert_true(value(ctx, 233) == -1 && value(ctx, 260) == -1 && value(ctx, 270) == -1);
	/* A statement that stands alone is a transaction, too; one that reads is none. */
	db_first(ctx->db, put_once, &(struct work){ .id = 234 });
	assert_int_equal(value(ctx, 234), -1);
	assert_true(db_first_waits(ctx->db));
	assert_int_equal(db_run(ctx, &put, &(struct pair){ 270, 1 }, NULL), ERR_OK);
	assert_true(!db_first_waits(ctx->db) && value(ctx, 234) == 9 && value(ctx, 270) == 1);
}

static enum err_code try_flaky(struct ctx *ctx, void *arg)
{
	struct work *w = arg;
	struct number row;

	w->calls++;
	refuse(ctx, "field", "code", NULL, NULL);
	return db_one(ctx, &flaky, &(struct number){ w->id }, &row);
}

static void test_retry(void **state)
{
	struct ctx *ctx = *state;
	struct work third = { .id = 3 }, never = { .id = INT64_MAX };

	refuse(ctx, "before", "code", NULL, NULL);
	assert_int_equal(db_tx(ctx, try_flaky, &third), ERR_OK);
	assert_int_equal(third.calls, 3);
	/* The refusals of the failed tries are forgotten, those from before are not. */
	assert_non_null(refusal_for(ctx, "before"));
	assert_non_null(ctx->refusals->next);
	assert_null(ctx->refusals->next->next);
	assert_int_equal(db_tx(ctx, try_flaky, &never), ERR_RETRY);
	assert_int_equal(never.calls, 6);
}

static enum err_code cross(struct ctx *ctx, void *arg)
{
	struct work *w = arg;
	const struct timespec wait = { .tv_nsec = 200 * 1000000 };
	enum err_code err = db_run(ctx, &add, &(struct pair){ w->id, 1 }, NULL);

	if (err)
		return err;
	if (w->calls++ == 0)
		nanosleep(&wait, NULL);
	return db_run(ctx, &add, &(struct pair){ w->id == 300 ? 301 : 300, 1 }, NULL);
}

/* Two that lock in the opposite order: the server ends one with 40P01, which tries again, and both get through. */
static void test_deadlock(void **state)
{
	struct ctx *ctx = *state, other;
	struct work mine = { .id = 300 }, theirs = { .id = 301 };
	int status;
	pid_t pid_other;

	assert_int_equal(db_run(ctx, &put, &(struct pair){ 300, 0 }, NULL), ERR_OK);
	assert_int_equal(db_run(ctx, &put, &(struct pair){ 301, 0 }, NULL), ERR_OK);
	pid_other = fork();
	if (pid_other == 0) {
		cluster_ctx(&other, "worker");
		db_scope(other.db, 0, "one");
		_exit(db_tx(&other, cross, &theirs) ? 100 : theirs.calls);
	}
	assert_int_equal(db_tx(ctx, cross, &mine), ERR_OK);
	assert_int_equal(waitpid(pid_other, &status, 0), pid_other);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 100);
	assert_int_equal(mine.calls + WEXITSTATUS(status), 3);
	assert_true(value(ctx, 300) == 2 && value(ctx, 301) == 2);
}

/* A child that ends our backend in a moment. */
static pid_t kill_soon(int64_t backend)
{
	const struct timespec wait = { .tv_nsec = 500 * 1000000 };
	pid_t pid_killer = fork();
	struct ctx ctx;
	bool done;

	if (pid_killer != 0)
		return pid_killer;
	nanosleep(&wait, NULL);
	cluster_ctx(&ctx, NULL);
	db_scope(ctx.db, 0, "one");
	_exit(db_one(&ctx, &kill_it, &(struct number){ backend }, &done) || !done);
}

static enum err_code commit_late(struct ctx *ctx, void *arg)
{
	struct work *w = arg;

	w->calls++;
	return db_run(ctx, &slow_commit, &(struct number){ w->id }, NULL);
}

/* It had not come to its end: it is done once more, by a new connection. */
static void test_lost_commit(void **state)
{
	struct ctx *ctx = *state;
	struct work w = { .id = 1 };
	struct number row;
	int status;
	pid_t killer;

	assert_int_equal(db_one(ctx, &pid, NULL, &row), ERR_OK);
	killer = kill_soon(row.n);
	assert_int_equal(db_tx(ctx, commit_late, &w), ERR_OK);
	assert_int_equal(w.calls, 2);
	/* That it was written can be asked for as long as the request lasts. */
	assert_int_equal(db_settle(ctx, db_written(ctx)), DB_FATE_DONE);
	db_rest(ctx->db);
	assert_true(db_written(ctx) == NULL);
	assert_int_equal(waitpid(killer, &status, 0), killer);
	assert_int_equal(status, 0);
	assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_OK);
}

static enum err_code write_slowly(struct ctx *ctx, void *arg)
{
	(void)arg;
	return db_run(ctx, &slow_write, &(struct number){ 400 }, NULL);
}

/* A writing statement whose connection breaks is done once, inside of a transaction and outside. */
static void test_lost_write(void **state)
{
	struct ctx *ctx = *state;
	struct number row;
	pid_t killer;

	assert_int_equal(db_run(ctx, &put, &(struct pair){ 400, 0 }, NULL), ERR_OK);
	assert_int_equal(db_one(ctx, &pid, NULL, &row), ERR_OK);
	killer = kill_soon(row.n);
	assert_int_equal(db_run(ctx, &slow_write, &(struct number){ 400 }, NULL), ERR_OK);
	waitpid(killer, NULL, 0);
	assert_int_equal(value(ctx, 400), 1);
	assert_int_equal(db_one(ctx, &pid, NULL, &row), ERR_OK);
	killer = kill_soon(row.n);
	assert_int_equal(db_tx(ctx, write_slowly, NULL), ERR_OK);
	waitpid(killer, NULL, 0);
	assert_int_equal(value(ctx, 400), 2);
}

static const char *name_of(struct ctx *ctx, const struct witness *w)
{
	char hex[2 * WITNESS_BYTES + 1];

	str_hex(w->id, sizeof w->id, hex);
	return arena_printf(ctx->arena, "one.%s", hex);
}

struct leaving {
	const struct witness *w;
	enum db_fate seen;
	pid_t asker;
};

/* Puts the witness, and has another ask for it before the end. */
static enum err_code put_witness(struct ctx *ctx, void *arg)
{
	const struct timespec wait = { .tv_nsec = 300 * 1000000 };
	struct leaving *l = arg;
	struct ctx other;
	enum err_code err = q_witness_put(ctx, &(struct witness_put_in){ { l->w->id, sizeof l->w->id } }, NULL);

	l->asker = fork();
	if (l->asker == 0) {
		cluster_ctx(&other, "worker");
		db_scope(other.db, 0, "one");
		_exit((int)db_settle(&other, name_of(&other, l->w)));
	}
	nanosleep(&wait, NULL);
	return err;
}

/* Who asks waits for the end; who asked first bars it; and what was answered once stays so. */
static void test_witness(void **state)
{
	struct ctx *ctx = *state;
	struct witness w, barred;
	struct leaving l = { .w = &w };
	int status;

	witness_draw(&w);
	assert_int_equal(db_tx(ctx, put_witness, &l), ERR_OK);
	assert_int_equal(waitpid(l.asker, &status, 0), l.asker);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == DB_FATE_DONE);
	assert_int_equal(db_settle(ctx, name_of(ctx, &w)), DB_FATE_DONE);
	witness_draw(&barred);
	assert_memory_not_equal(w.id, barred.id, sizeof w.id);
	assert_int_equal(db_settle(ctx, name_of(ctx, &barred)), DB_FATE_VOID);
	assert_int_equal(db_settle(ctx, name_of(ctx, &barred)), DB_FATE_VOID);
	assert_int_equal(
	    q_witness_put(ctx, &(struct witness_put_in){ { barred.id, sizeof barred.id } }, NULL), ERR_CONFLICT);
	assert_int_equal(db_settle(ctx, "two.00112233445566778899aabbccddeeff"), DB_FATE_UNKNOWN);
	assert_int_equal(db_settle(ctx, "one.00112233"), DB_FATE_UNKNOWN);
	assert_int_equal(db_settle(ctx, ""), DB_FATE_UNKNOWN);
}

/* A backend that was turned into a reader is left, and what it refused is done by a new connection. */
static const struct db_query only_read = { .name = "only_read",
	.sql = "SELECT set_config('default_transaction_read_only', 'on', false)",
	.on = DB_ON_CELL,
	.out = text_fields,
	.n_out = 1,
	.row_size = sizeof(char *) };

static enum err_code write_450(struct ctx *ctx, void *arg)
{
	(void)arg;
	return db_run(ctx, &add, &(struct pair){ 450, 1 }, NULL);
}

static void test_only_reads(void **state)
{
	struct ctx *ctx = *state;
	struct number before, after;
	const char *was;

	assert_int_equal(db_run(ctx, &put, &(struct pair){ 450, 0 }, NULL), ERR_OK);
	assert_int_equal(db_one(ctx, &only_read, NULL, &was), ERR_OK);
	assert_int_equal(db_one(ctx, &pid, NULL, &before), ERR_OK);
	assert_int_equal(db_run(ctx, &add, &(struct pair){ 450, 1 }, NULL), ERR_OK);
	assert_int_equal(db_one(ctx, &pid, NULL, &after), ERR_OK);
	assert_true(before.n != after.n && value(ctx, 450) == 1);
	assert_int_equal(db_one(ctx, &only_read, NULL, &was), ERR_OK);
	assert_int_equal(db_tx(ctx, write_450, NULL), ERR_OK);
	assert_int_equal(value(ctx, 450), 2);
}

/* The backend dies while nothing is asked: the next call, of either kind, is served on a new connection. */
static void test_killed_while_idle(void **state)
{
	struct ctx *ctx = *state;
	struct number row;
	int64_t affected = 0;

	for (int i = 0; i < 2; i++) {
		assert_int_equal(db_one(ctx, &pid, NULL, &row), ERR_OK);
		waitpid(kill_soon(row.n), NULL, 0);
		nanosleep(&(struct timespec){ .tv_nsec = 200 * 1000000 }, NULL);
		if (i == 0)
			assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_OK);
		else
			assert_int_equal(db_run(ctx, &add, &(struct pair){ 1, 0 }, &affected), ERR_OK);
	}
	assert_int_equal(affected, 1);
}

static enum err_code outlive(struct ctx *ctx, void *arg)
{
	enum err_code err = db_run(ctx, &add, &(struct pair){ 1, 1 }, NULL);
	struct number row;

	(void)arg;
	if (err)
		return err;
	cluster_halt();
	cluster_resume();
	assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_DOWN);
	/* Not on a new connection: half of the transaction would be missing. */
	return db_one(ctx, &one, NULL, &row);
}

static void test_restart(void **state)
{
	struct ctx *ctx = *state;
	struct number row;
	int64_t start, before = value(ctx, 1);

	cluster_halt();
	start = db_monotonic();
	assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_DOWN);
	for (int i = 0; i < 100; i++)
		assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_DOWN);
	assert_int_equal(db_tx(ctx, outlive, NULL), ERR_DOWN);
	assert_true(db_monotonic() - start < 1000);
	cluster_resume();
	assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_OK);
	assert_int_equal(db_tx(ctx, outlive, NULL), ERR_DOWN);
	assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_OK);
	assert_int_equal(value(ctx, 1), before);
	cluster_halt();
	cluster_resume();
	assert_int_equal(db_run(ctx, &add, &(struct pair){ 1, 1 }, NULL), ERR_OK);
	assert_int_equal(value(ctx, 1), before + 1);
}

int main(int argc, char **argv)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, enter, leave)
	const struct CMUnitTest tests[] = { TEST(test_values), TEST(test_nulls_and_empty), TEST(test_times),
		TEST(test_shapes), TEST(test_conflicts), TEST(test_batch), TEST(test_aborted_preparation),
		TEST(test_statements_are_bounded), TEST(test_a_fat_backend_goes), TEST(test_plans),
		TEST(test_work_meanwhile_is_done_once), TEST(test_what_is_written_beside_stays), TEST(test_scope),
		TEST(test_scope_never_leaks), TEST(test_transaction), TEST(test_swallowed_error),
		TEST(test_what_comes_first), TEST(test_retry), TEST(test_deadlock), TEST(test_lost_commit),
		TEST(test_lost_write), TEST(test_witness), TEST(test_only_reads), TEST(test_killed_while_idle),
		TEST(test_restart) };

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, install, NULL);
}
