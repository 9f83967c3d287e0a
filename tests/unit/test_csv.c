#include "unit.h"

#include "kit/csv.h"

static const struct csv_caps caps = { .rows = 5, .cells = 4, .cell_bytes = 20 };

static enum err_code parse(struct ctx *ctx, const char *text, struct csv *out)
{
	return csv_read(ctx, text, strlen(text), caps, out);
}

static void reads_rows_with_their_lines(void **state)
{
	struct ctx *ctx = *state;
	struct csv csv;

	assert_int_equal(
	    parse(ctx, "\xef\xbb\xbfname, price \r\n\r\n\"a \"\"b\"\"\r\nc,\",1\n\nx,,\"\"\nlast", &csv), ERR_OK);
	assert_int_equal(csv.n, 4);
	assert_int_equal(csv.rows[0].line, 1);
	assert_string_equal(csv.rows[0].cell[0], "name");
	assert_string_equal(csv.rows[0].cell[1], "price");
	assert_int_equal(csv.rows[1].line, 3);
	assert_int_equal(csv.rows[1].n, 2);
	assert_string_equal(csv.rows[1].cell[0], "a \"b\"\r\nc,");
	assert_int_equal(csv.rows[2].line, 6);
	assert_int_equal(csv.rows[2].n, 3);
	assert_string_equal(csv.rows[2].cell[2], "");
	assert_int_equal(csv.rows[3].line, 7);
	assert_string_equal(csv.rows[3].cell[0], "last");
}

static void nothing_is_no_rows(void **state)
{
	struct ctx *ctx = *state;
	struct csv csv;

	assert_int_equal(parse(ctx, "", &csv), ERR_OK);
	assert_int_equal(csv.n, 0);
	assert_int_equal(parse(ctx, "\n\r\n", &csv), ERR_OK);
	assert_int_equal(csv.n, 0);
}

static void says_what_is_wrong_and_where(void **state)
{
	static const struct {
		const char *text;
		enum csv_fault fault;
		int line;
		size_t kept;
	} cases[] = {
		{ "a\nb,\"open\n\n\nend", CSV_FAULT_QUOTE, 2, 1 },
		{ "a\nb\"c\n", CSV_FAULT_QUOTE, 2, 1 },
		{ "a\n\"b\"c,d\n", CSV_FAULT_QUOTE, 2, 1 },
		{ "a\n\xff\n", CSV_FAULT_UTF8, 2, 1 },
		{ "1\n2\n3\n4\n5\n6\n", CSV_FAULT_ROWS, 6, 5 },
		{ "1\n\n1,2,3,4,5\n", CSV_FAULT_CELLS, 3, 1 },
		{ "1\nthis is rather long for it\n", CSV_FAULT_CELL, 2, 1 },
		{ "1\n\"this\nis\nrather\nlong\nfor\nit\nx", CSV_FAULT_CELL, 2, 1 },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct csv csv;
		assert_int_equal(parse(ctx, cases[i].text, &csv), ERR_MALFORMED);
		assert_int_equal(csv.fault, cases[i].fault);
		assert_int_equal(csv.fault_line, cases[i].line);
		assert_int_equal(csv.n, cases[i].kept);
	}
	struct csv csv;
	assert_int_equal(csv_read(ctx, "a\0b", 3, caps, &csv), ERR_MALFORMED);
	assert_int_equal(csv.fault, CSV_FAULT_UTF8);
}

static void reads_what_it_wrote(void **state)
{
	static const char *const cells[] = { "\xef\xbb\xbfmark", "say \"hi\"", " blank ", "line\r\nbreak" };
	static const char *const lone[] = { NULL };
	struct ctx *ctx = *state;
	struct buf b;
	struct csv csv;

	buf_init(&b, ctx->arena, 1000);
	csv_write_row(&b, cells, 4);
	csv_write_row(&b, lone, 1);
	assert_string_equal(
	    buf_str(&b), "\"\xef\xbb\xbfmark\",\"say \"\"hi\"\"\",\" blank \",\"line\r\nbreak\"\r\n\"\"\r\n");
	assert_int_equal(csv_read(ctx, b.data, b.len, caps, &csv), ERR_OK);
	assert_int_equal(csv.n, 2);
	for (int i = 0; i < 4; i++)
		assert_string_equal(csv.rows[0].cell[i], cells[i]);
	assert_string_equal(csv.rows[1].cell[0], "");
}

static void cells_are_parted_by_what_the_header_has_most(void **state)
{
	static const struct {
		const char *text;
		char delimiter;
		int line;
		const char *second;
	} cases[] = {
		{ "a,b\n1,2;3\n", ',', 2, "2;3" },
		{ "\xef\xbb\xbf"
		  "a;\"x,y,z\";c\n1;4,50;5\n",
		    ';', 2, "4,50" },
		{ "a\tb\r\n1\t  4,50 \r\n", '\t', 2, "4,50" },
		{ "a\tb\n\t x\n", '\t', 2, "x" },
		{ "sep=;\r\na;b\r\n1;2,2\r\n", ';', 3, "2,2" },
		{ "SEP=\t\na,,\tb\n1\t2\n", '\t', 3, "2" },
		{ "sep=x\nb,c\n", ',', 2, "c" },
		{ "a,b;c\n1,2\n", ',', 2, "2" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct csv csv;
		assert_int_equal(parse(ctx, cases[i].text, &csv), ERR_OK);
		assert_int_equal(csv.delimiter, cases[i].delimiter);
		assert_int_equal(csv.n, 2);
		assert_int_equal(csv.rows[1].line, cases[i].line);
		assert_true(csv.rows[1].n > 1);
		assert_string_equal(csv.rows[1].cell[1], cases[i].second);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(reads_rows_with_their_lines),
		UNIT(nothing_is_no_rows),
		UNIT(says_what_is_wrong_and_where),
		UNIT(reads_what_it_wrote),
		UNIT(cells_are_parted_by_what_the_header_has_most),
	};
	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
