/* Statements: batches, how long they stay prepared, how they are planned, and questions that are asked ahead. */
#include "db_kit.h"

static const struct db_query copy = { .name = "copy",
	.sql = "INSERT INTO probe.item (id, v) SELECT id + $2, v FROM probe.item WHERE id = $1",
	.on = DB_ON_CELL,
	IN_PAIR,
	.writes = true,
	.plan = DB_PLAN_EACH };

/* Where no Citus is, planned as all others are. */
static const struct db_query copy_once = { .name = "copy_once",
	.sql = "INSERT INTO probe.item (id, v) SELECT id + $2, v FROM probe.item WHERE id = $1",
	.on = DB_ON_CELL,
	IN_PAIR,
	.writes = true,
	.plan = DB_PLAN_UNSHARDED };

static const struct db_query prepared = { .name = "prepared",
	.sql =
	    "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO probe.item (id, v) SELECT%'",
	.on = DB_ON_CELL,
	OUT_NUMBER };

static const struct db_query plan_mode = { .name = "plan_mode",
	.sql = "SELECT current_setting('plan_cache_mode') = 'force_generic_plan'",
	.on = DB_ON_CELL,
	.out = flag_fields,
	.n_out = 1,
	.row_size = sizeof(bool) };

void test_batch(void **state)
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
void test_aborted_preparation(void **state)
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

static void use_and_rest(struct ctx *ctx, int times)
{
	struct number row;

	for (int i = 0; i < times; i++) {
		assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_OK);
		db_rest(ctx->db);
	}
}

/* More statements than are kept: the oldest go, on the server as well, and come back when asked for. */
void test_statements_are_bounded(void **state)
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
	use_and_rest(ctx, 2 * BATCHES_A_LOOK);
	assert_int_equal(db_one(ctx, &pid, NULL, &last), ERR_OK);
	assert_int_equal(first.n, last.n);
}

/* A statement whose answer the backend keeps for itself: as it grows beyond what it may have, the connection goes. */
void test_a_fat_backend_goes(void **state)
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
	use_and_rest(ctx, 2 * BATCHES_A_LOOK);
	assert_int_equal(db_one(ctx, &pid, NULL, &last), ERR_OK);
	assert_int_equal(first.n, last.n);
	assert_int_equal(db_one(ctx, &grow, NULL, &row), ERR_OK);
	assert_int_equal(db_one(ctx, &keep, NULL, &row), ERR_OK);
	use_and_rest(ctx, BATCHES_A_LOOK);
	assert_int_equal(db_one(ctx, &pid, NULL, &last), ERR_OK);
	assert_int_not_equal(first.n, last.n);
}

void test_plans(void **state)
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

void test_ahead(void **state)
{
	struct ctx *ctx = *state;
	struct number *rows, row;
	size_t n;
	int trips;

	assert_int_equal(db_run(ctx, &put, &(struct pair){ 740, 1 }, NULL), ERR_OK);
	trips = db_spent(ctx->db).trips;
	db_ahead(ctx, &many, &(struct number){ 3 });
	db_ahead(ctx, &get, &(struct number){ 740 });
	assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_OK);
	assert_int_equal(db_spent(ctx->db).trips, trips + 1);
	assert_int_equal(db_all(ctx, &many, &(struct number){ 3 }, &rows, &n), ERR_OK);
	assert_true(n == 3 && rows[2].n == 3);
	assert_int_equal(db_spent(ctx->db).trips, trips + 1);
	/* Other words are another question, and each answer is given once. */
	assert_int_equal(db_all(ctx, &many, &(struct number){ 2 }, &rows, &n), ERR_OK);
	assert_int_equal(n, 2);
	assert_int_equal(db_all(ctx, &many, &(struct number){ 3 }, &rows, &n), ERR_OK);
	assert_int_equal(db_spent(ctx->db).trips, trips + 3);
	/* A write forgets what was read before it. */
	assert_int_equal(db_run(ctx, &add, &(struct pair){ 740, 4 }, NULL), ERR_OK);
	assert_int_equal(value(ctx, 740), 5);
	/* Asked before it went along. */
	db_ahead(ctx, &get, &(struct number){ 740 });
	assert_int_equal(value(ctx, 740), 5);
}

void test_planned_once(void **state)
{
	struct ctx *ctx = *state;
	struct number row;

	assert_int_equal(db_run(ctx, &put, &(struct pair){ 750, 9 }, NULL), ERR_OK);
	for (int64_t i = 1; i <= 2; i++)
		assert_int_equal(db_run(ctx, &copy_once, &(struct pair){ 750, i }, NULL), ERR_OK);
	assert_true(value(ctx, 751) == 9 && value(ctx, 752) == 9);
	assert_int_equal(db_one(ctx, &prepared, NULL, &row), ERR_OK);
	assert_int_equal(row.n, 1);
}
