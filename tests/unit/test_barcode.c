#include "unit.h"

#include "kit/barcode.h"

/* The widths of all bars together. */
static int inked(const char *path)
{
	int sum = 0, x, width, height;

	for (const char *bar = path; *bar; bar = strchr(bar, 'z') + 1) {
		assert_int_equal(sscanf(bar, "M%d 0h%dv%dh", &x, &width, &height), 3);
		assert_true(width >= 1 && width <= 4);
		sum += width;
	}
	return sum;
}

static void a_number_is_drawn_with_quiet_zones(void **state)
{
	struct barcode b;
	int width, height;

	assert_true(barcode_draw(*state, "A1", &b));
	/* Start, two characters, check: 11 modules each; stop: 13. */
	assert_int_equal(sscanf(b.view_box, "0 0 %d %d", &width, &height), 2);
	assert_int_equal(width, 4 * 11 + 13 + 2 * 10);
	assert_int_equal(strncmp(b.path, "M10 0h2", 7), 0);
	assert_true(inked(b.path) > 20 && inked(b.path) < width - 20);
}

static void what_no_scanner_reads_is_not_drawn(void **state)
{
	struct barcode b;

	assert_false(barcode_draw(*state, "", &b));
	assert_false(barcode_draw(*state, "طلب-1", &b));
	assert_false(barcode_draw(*state, "1\n2", &b));
	assert_false(barcode_draw(*state, "12345678901234567890123456789012345678901", &b));
	assert_true(barcode_draw(*state, "HK1001", &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(a_number_is_drawn_with_quiet_zones),
		UNIT(what_no_scanner_reads_is_not_drawn),
	};
	return cmocka_run_group_tests_name("barcode", tests, NULL, NULL);
}
