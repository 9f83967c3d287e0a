/* Stripe: what an amount is there, and which signatures count. */
#include "unit.h"

#include "base/str.h"
#include "kit/crypto.h"
#include "shop/payment.h"
#include "shop/payment_stripe.h"

/* Of ours, of Stripe's (0: cannot be charged), and what then moves in ours. */
static void amounts_by_currency(void **state)
{
	static const struct {
		const char *currency;
		int64_t minor, stripe, moves;
	} cases[] = {
		{ "EUR", 10558, 10558, 10558 },
		{ "USD", 1, 1, 1 },
		{ "JPY", 500, 500, 500 },
		{ "KRW", 1000, 1000, 1000 },
		{ "XPF", 7, 7, 7 },
		{ "KWD", 5124, 5120, 5120 },
		{ "KWD", 5125, 5130, 5130 },
		{ "BHD", 1230, 1230, 1230 },
		{ "TND", 4, 0, 0 },
		{ "TND", 5, 10, 10 },
		{ "ISK", 5, 500, 5 },
		{ "UGX", 5, 500, 5 },
		{ "HUF", 1045, 1045, 1045 },
		{ "TWD", 80045, 80045, 80045 },
		{ "IQD", 1000, 100000, 1000 },
		{ "LYD", 1000, 0, 0 },
		{ "EUR", 0, 0, 0 },
		{ "EUR", -5, 0, 0 },
		{ "EUR", 999999999999, 999999999999, 999999999999 },
		{ "EUR", 1000000000000, 0, 0 },
		{ "ISK", 99999999999, 0, 0 },
	};
	const struct payment_provider *stripe = payment_provider("stripe");

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct money m = money_of(cases[i].minor, cases[i].currency);
		int64_t got = 0;
		bool can = stripe_amount(m, &got);

		if (can != (cases[i].stripe > 0) || (can && got != cases[i].stripe) ||
		    payment_moves(stripe, m).minor != cases[i].moves)
			fail_msg("%lld %s", (long long)m.minor, m.currency);
	}
}

static void every_currency_without_decimals(void **state)
{
	static const char *const codes[] = { "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF",
		"VND", "VUV", "XAF", "XOF", "XPF" };

	(void)state;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct money m;
		int64_t v;

		assert_true(stripe_money(700, codes[i], &m));
		assert_true(stripe_amount(m, &v));
		assert_int_equal(v, 700);
	}
}

static void what_stripe_tells_is_read(void **state)
{
	struct money m;

	(void)state;
	assert_true(stripe_money(10558, "eur", &m));
	assert_int_equal(m.minor, 10558);
	assert_string_equal(m.currency, "EUR");
	assert_true(stripe_money(5130, "kwd", &m));
	assert_int_equal(m.minor, 5130);
	assert_true(stripe_money(500, "isk", &m));
	assert_int_equal(m.minor, 5);
	assert_false(stripe_money(550, "isk", &m));
	assert_false(stripe_money(-1, "eur", &m));
	assert_false(stripe_money(1, "euro", &m));
	assert_false(stripe_money(1, "", &m));
	assert_false(stripe_money(1, "q1x", &m));
}

static const char body[] = "{\"id\":\"evt_1\"}";

static const char *v1(struct ctx *ctx, const char *secret, int64_t at)
{
	const char *text = arena_printf(ctx->arena, "%lld.%s", (long long)at, body);
	uint8_t mac[CRYPTO_HASH_BYTES];
	char *hex = arena_alloc(ctx->arena, 2 * sizeof mac + 1);

	crypto_hmac_sha256(secret, strlen(secret), text, strlen(text), mac);
	str_hex(mac, sizeof mac, hex);
	return hex;
}

static const char *const known[] = { "whsec_old", "whsec_new" };
static const struct texts secrets = { .v = known, .n = 2 };

static bool counts(struct ctx *ctx, const char *header)
{
	return stripe_signed(ctx, header, body, sizeof body - 1, secrets);
}

static void any_of_several_signatures_and_secrets(void **state)
{
	struct ctx *ctx = *state;
	const char *zeros = "0000000000000000000000000000000000000000000000000000000000000000";
	const char *new = v1(ctx, "whsec_new", UNIT_NOW), *old = v1(ctx, "whsec_old", UNIT_NOW);

	assert_true(counts(ctx, arena_printf(ctx->arena, "t=%d,v1=%s", UNIT_NOW, new)));
	assert_true(counts(ctx, arena_printf(ctx->arena, "t=%d,v1=%s", UNIT_NOW, old)));
	assert_true(counts(ctx, arena_printf(ctx->arena, "t=%d,v1=%s,v1=%s,v0=x", UNIT_NOW, zeros, old)));
	assert_true(counts(ctx, arena_printf(ctx->arena, "v0=x,v1=%s,t=%d", new, UNIT_NOW)));
	assert_false(counts(ctx, arena_printf(ctx->arena, "t=%d,v1=%s", UNIT_NOW, zeros)));
	assert_false(counts(ctx, arena_printf(ctx->arena, "t=%d,v0=%s", UNIT_NOW, new)));
	assert_false(counts(ctx, arena_printf(ctx->arena, "t=%d,v1=%s", UNIT_NOW, v1(ctx, "whsec_other", UNIT_NOW))));
	assert_false(counts(ctx, arena_printf(ctx->arena, "t=%d,t=%d,v1=%s", UNIT_NOW, UNIT_NOW, new)));
	assert_false(stripe_signed(ctx, arena_printf(ctx->arena, "t=%d,v1=%s", UNIT_NOW, new), "{}", 2, secrets));
}

static void no_header_that_can_be_read(void **state)
{
	static const char *const bad[] = { NULL, "", ",", "t=", "t=1", "v1=00", "t=x,v1=00", "t=1,v1=", "t=-1,v1=00",
		"t=99999999999999999999,v1=00", "=", ",,,,t=1,v1=" };
	struct ctx *ctx = *state;
	char *many = arena_alloc(ctx->arena, 20000);

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(counts(ctx, bad[i]));
	memset(many, ',', 19999);
	assert_false(counts(ctx, many));
}

static void old_and_early_signatures(void **state)
{
	static const struct {
		int64_t off;
		bool good;
	} cases[] = { { 0, true }, { -300, true }, { -301, false }, { 300, true }, { 301, false }, { -86400, false } };
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t at = UNIT_NOW + cases[i].off;
		const char *header = arena_printf(ctx->arena, "t=%lld,v1=%s", (long long)at, v1(ctx, "whsec_new", at));

		assert_int_equal(counts(ctx, header), cases[i].good);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(amounts_by_currency),
		UNIT(every_currency_without_decimals),
		UNIT(what_stripe_tells_is_read),
		UNIT(any_of_several_signatures_and_secrets),
		UNIT(no_header_that_can_be_read),
		UNIT(old_and_early_signatures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
