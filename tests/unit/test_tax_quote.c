/* What a cart costs: oracle values worked out by hand, in currencies of 0, 2 and 3 decimals, gross and net. */
#include "unit.h"

#include "shop/quote.h"
#include "shop/tenant.h"

static const struct tax_rate german[] = {
	{ .tax_class = "standard", .name = "MwSt.", .country = "DE", .ppm = 190000 },
	{ .tax_class = "reduced", .name = "MwSt.", .country = "DE", .ppm = 70000 },
};
static const struct tax_table germany = { .country = "DE", .rates = german, .n = 2 };
static const struct tax_rate japanese[] = {
	{ .tax_class = "standard", .name = "消費税", .country = "JP", .ppm = 100000 },
	{ .tax_class = "reduced", .name = "消費税", .country = "JP", .ppm = 80000 },
};
static const struct tax_table japan = { .country = "JP", .rates = japanese, .n = 2 };
static const struct tax_rate bahraini[] = {
	{ .tax_class = "standard", .name = "VAT", .country = "BH", .ppm = 100000 },
};
static const struct tax_table bahrain = { .country = "BH", .rates = bahraini, .n = 1 };
static const struct tax_table nowhere = { .country = "US" };

static struct cart_line line(const char *tax_class, const char *currency, int64_t minor, int64_t quantity)
{
	return (struct cart_line){
		.tax_class = tax_class,
		.quantity = quantity,
		.unit = money_of(minor, currency),
		.total = money_of(minor * quantity, currency),
	};
}

static struct quote quote(struct ctx *ctx, bool gross, const struct cart_line *lines, size_t n,
    const struct tax_table *table, const struct shipping_offer *shipping)
{
	static struct settings settings;
	struct cart cart = { .lines = lines, .n_lines = n };
	struct quote q;

	settings = (struct settings){ .prices_gross = gross, .currency = lines->unit.currency };
	ctx->settings = &settings;
	ctx->currency = lines->unit.currency;
	quote_sum(ctx, &cart, table, shipping, &q);
	/* What the CHECKs of the table orders demand. */
	assert_int_equal(q.items.gross + q.shipping_split.gross, q.total.minor);
	assert_int_equal(q.items.net + q.shipping_split.net + q.tax.minor, q.total.minor);
	return q;
}

static void check_tax(const struct tax_sum *t, const char *name, int64_t ppm, int64_t base, int64_t amount)
{
	assert_string_equal(t->name, name);
	assert_int_equal(t->ppm, ppm);
	assert_int_equal(t->base, base);
	assert_int_equal(t->amount, amount);
}

static void gross_euros_of_two_classes(void **state)
{
	struct cart_line lines[] = { line("standard", "EUR", 2490, 3), line("reduced", "EUR", 1299, 2) };
	struct shipping_offer parcel = { .tax_class = "standard", .price = money_of(490, "EUR") };
	struct quote q = quote(*state, true, lines, 2, &germany, &parcel);

	/* 74.70 holds 11.93, 25.98 holds 1.70, 4.90 holds 0.78 */
	assert_int_equal(q.lines[0].split.net, 6277);
	assert_int_equal(q.lines[0].split.tax, 1193);
	assert_int_equal(q.lines[0].unit_net, 2092);
	assert_int_equal(q.lines[0].unit_gross, 2490);
	assert_int_equal(q.lines[1].split.tax, 170);
	assert_int_equal(q.shipping_split.tax, 78);
	assert_int_equal(q.total.minor, 10558);
	assert_int_equal(q.tax.minor, 1441);
	assert_int_equal(q.n_taxes, 2);
	check_tax(&q.taxes[0], "MwSt.", 190000, 6689, 1271);
	check_tax(&q.taxes[1], "MwSt.", 70000, 2428, 170);
}

static void net_euros_add_tax(void **state)
{
	struct cart_line lines[] = { line("standard", "EUR", 2490, 3), line("reduced", "EUR", 1299, 2) };
	struct shipping_offer parcel = { .tax_class = "standard", .price = money_of(490, "EUR") };
	struct quote q = quote(*state, false, lines, 2, &germany, &parcel);

	/* 14.193 -> 14.19, 1.8186 -> 1.82, 0.931 -> 0.93 */
	assert_int_equal(q.lines[0].split.tax, 1419);
	assert_int_equal(q.lines[0].unit_gross, 2963);
	assert_int_equal(q.lines[1].split.tax, 182);
	assert_int_equal(q.shipping_split.tax, 93);
	assert_int_equal(q.items.net, 10068);
	assert_int_equal(q.total.minor, 12252);
	check_tax(&q.taxes[0], "MwSt.", 190000, 7960, 1512);
	check_tax(&q.taxes[1], "MwSt.", 70000, 2598, 182);
}

static void yen_have_no_decimals(void **state)
{
	struct cart_line lines[] = { line("standard", "JPY", 1298, 1), line("reduced", "JPY", 540, 3),
		line("standard", "JPY", 101, 1) };
	struct quote q = quote(*state, true, lines, 3, &japan, NULL);

	assert_int_equal(q.lines[0].split.tax, 118);
	assert_int_equal(q.lines[1].split.tax, 120);
	assert_int_equal(q.lines[2].split.tax, 9); /* 9.18 */
	assert_int_equal(q.total.minor, 3019);
	check_tax(&q.taxes[0], "消費税", 100000, 1272, 127);
	check_tax(&q.taxes[1], "消費税", 80000, 1500, 120);
	q = quote(*state, false, lines, 3, &japan, NULL);
	assert_int_equal(q.lines[0].split.tax, 130); /* 129.8 */
	assert_int_equal(q.lines[1].split.tax, 130); /* 129.6 */
	assert_int_equal(q.total.minor, 3019 + 130 + 130 + 10);
}

static void dinars_have_three_decimals(void **state)
{
	struct cart_line lines[] = { line("standard", "BHD", 3500, 3), line("zero", "BHD", 1255, 2),
		line("standard", "BHD", 1255, 1) };
	struct shipping_offer courier = { .tax_class = "standard", .price = money_of(1500, "BHD") };
	struct quote q = quote(*state, false, lines, 3, &bahrain, &courier);

	assert_int_equal(q.lines[0].split.tax, 1050);
	assert_int_equal(q.lines[1].split.tax, 0);
	assert_int_equal(q.lines[2].split.tax, 126); /* 125.5: half goes up */
	assert_int_equal(q.shipping_split.tax, 150);
	assert_int_equal(q.total.minor, 10500 + 2510 + 1255 + 1500 + 1326);
	assert_int_equal(q.n_taxes, 1);
	check_tax(&q.taxes[0], "VAT", 100000, 13255, 1326);
	q = quote(*state, true, lines, 3, &bahrain, &courier);
	assert_int_equal(q.lines[0].split.tax, 955); /* 954.545 */
	assert_int_equal(q.lines[2].split.tax, 114); /* 114.09 */
	assert_int_equal(q.shipping_split.tax, 136); /* 136.36 */
	assert_int_equal(q.total.minor, 10500 + 2510 + 1255 + 1500);
}

static void an_export_is_untaxed(void **state)
{
	struct cart_line lines[] = { line("standard", "EUR", 2490, 3) };
	struct shipping_offer parcel = { .tax_class = "standard", .price = money_of(1490, "EUR") };
	struct quote gross = quote(*state, true, lines, 1, &nowhere, &parcel);
	struct quote net = quote(*state, false, lines, 1, &nowhere, &parcel);

	assert_int_equal(gross.total.minor, 8960);
	assert_int_equal(gross.items.net, 7470);
	assert_int_equal(gross.tax.minor, 0);
	assert_int_equal(gross.n_taxes, 0);
	assert_int_equal(net.total.minor, 8960);
}

static void free_shipping_is_no_line_of_tax(void **state)
{
	struct cart_line lines[] = { line("reduced", "EUR", 1000, 1) };
	struct shipping_offer parcel = { .tax_class = "standard", .price = money_of(0, "EUR") };
	struct quote q = quote(*state, true, lines, 1, &germany, &parcel);

	assert_int_equal(q.n_taxes, 1);
	assert_int_equal(q.taxes[0].ppm, 70000);
}

static void rates_of_one_name_and_percentage_are_one_sum(void **state)
{
	static const struct tax_rate rates[] = {
		{ .tax_class = "a", .name = "VAT", .country = "XX", .ppm = 50000 },
		{ .tax_class = "b", .name = "VAT", .country = "XX", .ppm = 50000 },
		{ .tax_class = "c", .name = "Levy", .country = "XX", .ppm = 50000 },
	};
	struct tax_table table = { .country = "XX", .rates = rates, .n = 3 };
	struct cart_line lines[] = { line("a", "EUR", 1050, 1), line("b", "EUR", 2100, 1), line("c", "EUR", 105, 1) };
	struct quote q = quote(*state, true, lines, 3, &table, NULL);

	assert_int_equal(q.n_taxes, 2);
	check_tax(&q.taxes[0], "Levy", 50000, 100, 5);
	check_tax(&q.taxes[1], "VAT", 50000, 3000, 150);
}

/* Every small amount in every rate: net and tax make gross, and the tax is the nearest whole unit. */
static void tax_is_rounded_to_the_nearest_unit(void **state)
{
	static const int64_t rates[] = { 0, 25000, 55000, 70000, 77000, 81000, 190000, 200000, 255000, 270000 };

	(void)state;
	for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
		for (int64_t amount = 0; amount < 2000; amount++) {
			struct tax_split in = tax_split(amount, rates[r], true),
			                 add = tax_split(amount, rates[r], false);

			assert_int_equal(in.gross, amount);
			assert_int_equal(in.net + in.tax, in.gross);
			assert_true(
			    llabs(2 * (in.tax * (1000000 + rates[r]) - amount * rates[r])) <= 1000000 + rates[r]);
			assert_int_equal(add.net, amount);
			assert_int_equal(add.net + add.tax, add.gross);
			assert_true(llabs(2 * (add.tax * 1000000 - amount * rates[r])) <= 1000000);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(gross_euros_of_two_classes),
		UNIT(net_euros_add_tax),
		UNIT(yen_have_no_decimals),
		UNIT(dinars_have_three_decimals),
		UNIT(an_export_is_untaxed),
		UNIT(free_shipping_is_no_line_of_tax),
		UNIT(rates_of_one_name_and_percentage_are_one_sum),
		UNIT(tax_is_rounded_to_the_nearest_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
