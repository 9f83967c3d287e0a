/* PayPal: what an amount is there and comes back as, and what its times mean. */
#include "unit.h"

#include "base/str.h"
#include "shop/payment.h"
#include "shop/payment_paypal_room.h"

/* Of ours, as PayPal takes it (NULL: cannot be charged), and what then moves in ours. */
static void amounts_by_currency(void **state)
{
	static const struct {
		const char *currency;
		int64_t minor;
		const char *value;
		int64_t moves;
	} cases[] = {
		{ "EUR", 10558, "105.58", 10558 },
		{ "EUR", 1, "0.01", 1 },
		{ "USD", 100000, "1000.00", 100000 },
		{ "JPY", 1500, "1500", 1500 },
		{ "HUF", 299000, "2990", 299000 },
		{ "HUF", 299049, "2990", 299000 },
		{ "HUF", 299050, "2991", 299100 },
		{ "HUF", 49, NULL, 0 },
		{ "TWD", 80050, "801", 80100 },
		{ "EUR", 9999999999, "99999999.99", 9999999999 },
		{ "EUR", 10000000000, NULL, 0 },
		{ "EUR", 0, NULL, 0 },
		{ "EUR", -5, NULL, 0 },
		{ "KWD", 5120, NULL, 0 },
		{ "KRW", 1000, NULL, 0 },
		{ "SAR", 1000, NULL, 0 },
	};
	const struct payment_provider *paypal = payment_provider("paypal");

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct money m = money_of(cases[i].minor, cases[i].currency);
		const char *got = paypal_value(*state, m);

		if (!str_eq(got, cases[i].value) || payment_moves(paypal, m).minor != cases[i].moves ||
		    payment_takes(paypal, m) != (cases[i].value != NULL))
			fail_msg("%lld %s: %s", (long long)m.minor, m.currency, got ? got : "-");
	}
}

static void what_paypal_says_comes_back_as_it_was_sent(void **state)
{
	static const struct {
		const char *value, *currency;
		int64_t minor; /* below 0: refused */
	} cases[] = { { "105.58", "EUR", 10558 }, { "-12.30", "EUR", 1230 }, { "1500", "JPY", 1500 },
		{ "2990", "HUF", 299000 }, { "100.00", "JPY", 100 }, { "1.005", "EUR", -1 }, { "", "EUR", -1 },
		{ "1,00", "EUR", -1 }, { "1e3", "EUR", -1 }, { "5.00", "euro", -1 }, { "5.00", "XQZ", -1 },
		{ "--5", "EUR", -1 } };
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct json *amount = json_new_object(ctx->arena), *j = json_new_object(ctx->arena);
		struct money got = money_of(-1, "EUR");
		enum err_code err;

		json_put_text(amount, "value", cases[i].value);
		json_put_text(amount, "currency_code", cases[i].currency);
		json_put(j, "amount", amount);
		err = paypal_read_amount(ctx, j, "amount", &got);
		if ((err == ERR_OK) != (cases[i].minor >= 0) || (!err && got.minor != cases[i].minor))
			fail_msg("%s %s: %lld", cases[i].value, cases[i].currency, (long long)got.minor);
	}
}

static void times_of_paypal(void **state)
{
	static const struct {
		const char *text;
		int64_t at;
	} cases[] = { { "1970-01-01T00:00:00Z", 0 }, { "2026-07-08T10:11:12Z", 1783505472 },
		{ "2026-07-08T10:11:12.999Z", 1783505472 }, { "2026-07-08T12:11:12+02:00", 1783505472 },
		{ "2026-07-08T03:11:12-0700", 1783505472 }, { "2024-02-29T23:59:59Z", 1709251199 },
		{ "2026-13-08T10:11:12Z", 0 }, { "2026-07-08", 0 }, { "2026-07-08T10:11:12", 0 }, { "soon", 0 },
		{ NULL, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (paypal_time(cases[i].text) != cases[i].at)
			fail_msg("%s: %lld", cases[i].text, (long long)paypal_time(cases[i].text));
}

static void captures_by_their_states(void **state)
{
	static const struct {
		const char *state;
		int result; /* -1: refused */
	} cases[] = { { "COMPLETED", PAYMENT_CAPTURED }, { "PARTIALLY_REFUNDED", PAYMENT_CAPTURED },
		{ "REFUNDED", PAYMENT_CAPTURED }, { "PENDING", PAYMENT_PENDING }, { "DECLINED", PAYMENT_FAILED },
		{ "FAILED", PAYMENT_FAILED }, { "MAYBE", -1 } };
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct json *capture = json_new_object(ctx->arena);
		struct payment_notice got = { .key = "k" };
		enum err_code err;

		json_put_text(capture, "id", "3C679366HH908993F");
		json_put_text(capture, "status", cases[i].state);
		json_put(capture, "amount", paypal_amount(ctx, money_of(1230, "EUR")));
		err = paypal_read_capture(ctx, capture, &got);
		if ((err == ERR_OK) != (cases[i].result >= 0) || (!err && (int)got.result != cases[i].result))
			fail_msg("%s", cases[i].state);
		if (!err)
			assert_int_equal(got.amount.minor, 1230);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(amounts_by_currency),
		UNIT(what_paypal_says_comes_back_as_it_was_sent),
		UNIT(times_of_paypal),
		UNIT(captures_by_their_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
