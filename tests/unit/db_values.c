/* Values of every type, there and back; rows that are not what was asked for; what the schema refuses. */
#include "base/str.h"
#include "db_kit.h"

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

static const struct db_query echo = { "echo", "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9", DB_ON_CELL, all_fields, 9,
	all_fields, 9, sizeof(struct all), false, DB_PLAN_ONCE };

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

static const struct db_query child = { .name = "child",
	.sql = "INSERT INTO probe.child (id, item) VALUES ($1, $2)",
	.on = DB_ON_CELL,
	IN_PAIR,
	.writes = true };

static const struct db_query zone = { .name = "zone",
	.sql = "SELECT current_setting('TimeZone')",
	.on = DB_ON_CELL,
	.out = text_fields,
	.n_out = 1,
	.row_size = sizeof(char *) };

void test_values(void **state)
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

void test_nulls_and_empty(void **state)
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

void test_times(void **state)
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

void test_shapes(void **state)
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

void test_conflicts(void **state)
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
