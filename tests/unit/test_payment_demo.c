/* The demo provider: what is signed opens, and nothing else does. */
#include "unit.h"

#include <sys/stat.h>

#include "base/conf.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "shop/payment_demo.h"
#include "shop/tenant.h"

#define KEY_HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static const struct tenant shop = { .id = 7, .name = "hafen" }, other = { .id = 8, .name = "dilmun" };
static struct conf conf = { .demopay_url = "http://demopay.localhost:8080" };

static int load_key(void **state)
{
	conf.key_file = unit_file(KEY_HEX "\n");
	(void)state;
	if (chmod(conf.key_file, 0600) != 0)
		return -1;
	return crypto_load_key(&conf) ? 0 : -1;
}

static struct ctx *enter(void **state)
{
	struct ctx *ctx = *state;

	ctx->conf = &conf;
	ctx->tenant = &shop;
	return ctx;
}

static const struct payment_start start = {
	.key = "0123456789abcdef0123456789abcdef",
	.amount = { .minor = 10558, .currency = "EUR" },
	.order_number = "H1001",
	.locale = "ar",
	.shop_title = "الميناء",
	.return_url = "http://hafen.localhost:8080/ar/order/1",
	.notice_url = "http://hafen.localhost:8080/hook/demo",
};

/* The order as the provider's page reads it. */
static struct demopay_order ordered(struct ctx *ctx)
{
	struct payment_started begun;
	struct demopay_order o;

	assert_int_equal(payment_provider("demo")->start(ctx, &start, &begun), ERR_OK);
	assert_true(str_starts(begun.redirect, "http://demopay.localhost:8080/pay/"));
	assert_int_equal(demopay_read(ctx, strrchr(begun.redirect, '/') + 1, &o), ERR_OK);
	return o;
}

static enum err_code take(struct ctx *ctx, const struct demopay_notice *n, struct payment_notice *out)
{
	struct notice_raw raw = { .body = n->body, .length = n->length, .headers = { n->signature } };

	return payment_provider("demo")->notice(ctx, &raw, out);
}

static void the_page_reads_the_order(void **state)
{
	struct demopay_order o = ordered(enter(state));

	assert_int_equal(o.tenant_id, 7);
	assert_string_equal(o.key, start.key);
	assert_int_equal(o.amount.minor, 10558);
	assert_string_equal(o.amount.currency, "EUR");
	assert_string_equal(o.number, "H1001");
	assert_string_equal(o.locale, "ar");
	assert_string_equal(o.shop, "الميناء");
	assert_string_equal(o.return_url, start.return_url);
	assert_string_equal(o.notice_url, start.notice_url);
}

static void a_changed_or_old_blob_does_not_open(void **state)
{
	struct ctx *ctx = enter(state);
	struct payment_started begun;
	struct demopay_order o;
	char *blob;

	assert_int_equal(payment_provider("demo")->start(ctx, &start, &begun), ERR_OK);
	blob = arena_strdup(ctx->arena, strrchr(begun.redirect, '/') + 1);
	for (size_t i = 0; blob[i]; i++) {
		char kept = blob[i];

		blob[i] = kept == 'A' ? 'B' : 'A';
		assert_int_not_equal(demopay_read(ctx, blob, &o), ERR_OK);
		blob[i] = kept;
	}
	ctx->now += 24 * 3600 + 1;
	assert_int_equal(demopay_read(ctx, blob, &o), ERR_CONFLICT);
	assert_int_equal(demopay_read(ctx, "", &o), ERR_MALFORMED);
}

static void each_answer_is_told(void **state)
{
	static const enum payment_result results[] = { PAYMENT_CAPTURED, PAYMENT_FAILED, PAYMENT_CANCELLED };
	struct ctx *ctx = enter(state);
	struct demopay_order o = ordered(ctx);

	for (size_t i = 0; i < 3; i++) {
		struct demopay_notice n, again;
		struct payment_notice got;

		demopay_notice(ctx, &o, results[i], &n);
		assert_int_equal(take(ctx, &n, &got), ERR_OK);
		assert_int_equal(got.result, results[i]);
		assert_string_equal(got.key, start.key);
		assert_int_equal(got.amount.minor, 10558);
		assert_true(str_starts(got.notice_id, "evt_"));
		assert_true(str_starts(got.provider_ref, "dp_"));
		demopay_notice(ctx, &o, results[i], &again);
		assert_string_not_equal(n.body, again.body);
	}
}

static void forged_notices_are_refused(void **state)
{
	struct ctx *ctx = enter(state);
	struct demopay_order o = ordered(ctx);
	struct demopay_notice n, bad;
	struct payment_notice got;
	char *body, *signature;

	demopay_notice(ctx, &o, PAYMENT_FAILED, &n);
	bad = n;
	body = arena_strdup(ctx->arena, n.body);
	memcpy(strstr(body, "10558"), "10559", 5);
	bad.body = body;
	assert_int_equal(take(ctx, &bad, &got), ERR_FORBIDDEN);
	bad = n;
	for (size_t i = 0; n.signature[i]; i++) {
		signature = arena_strdup(ctx->arena, n.signature);
		signature[i] = signature[i] == '0' ? '1' : '0';
		bad.signature = signature;
		assert_int_equal(take(ctx, &bad, &got), ERR_FORBIDDEN);
	}
	static const char *const broken[] = { NULL, "", "t=", "t=1,v1=", "v1=00,t=1", "t=99999999999999999999,v1=00",
		"t=-5,v1=00" };
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		bad.signature = broken[i];
		assert_int_equal(take(ctx, &bad, &got), ERR_FORBIDDEN);
	}
	bad.signature = arena_printf(ctx->arena, "%s ", n.signature);
	assert_int_equal(take(ctx, &bad, &got), ERR_FORBIDDEN);
	assert_int_equal(take(ctx, &n, &got), ERR_OK);
}

static void a_notice_of_another_shop_is_refused(void **state)
{
	struct ctx *ctx = enter(state);
	struct demopay_order o = ordered(ctx);
	struct demopay_notice n;
	struct payment_notice got;

	demopay_notice(ctx, &o, PAYMENT_CAPTURED, &n);
	ctx->tenant = &other;
	assert_int_equal(take(ctx, &n, &got), ERR_FORBIDDEN);
}

static void stale_notices_are_refused(void **state)
{
	static const struct {
		int64_t later;
		enum err_code err;
	} cases[] = { { 0, ERR_OK }, { 300, ERR_OK }, { 301, ERR_FORBIDDEN }, { -300, ERR_OK },
		{ -301, ERR_FORBIDDEN } };
	struct ctx *ctx = enter(state);
	struct demopay_order o = ordered(ctx);
	struct demopay_notice n;
	struct payment_notice got;

	demopay_notice(ctx, &o, PAYMENT_CAPTURED, &n);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		ctx->now = UNIT_NOW + cases[i].later;
		assert_int_equal(take(ctx, &n, &got), cases[i].err);
	}
}

/* What a body says that is rightly signed and still no notice. */
static void malformed_bodies_are_refused(void **state)
{
	static const char *const bodies[] = { "", "{", "[]", "{}", "null",
		"{\"id\":\"e\",\"type\":\"payment.maybe\",\"key\":\"k\",\"ref\":\"r\",\"amount\":1,\"currency\":"
		"\"EUR\"}",
		"{\"id\":\"e\",\"type\":\"payment.approved\",\"key\":\"k\",\"ref\":\"r\",\"amount\":\"1\",\"currency\":"
		"\"EUR\"}",
		"{\"id\":\"e\",\"type\":\"payment.approved\",\"key\":\"k\",\"ref\":\"r\",\"amount\":-1,\"currency\":"
		"\"EUR\"}",
		"{\"id\":\"e\",\"type\":\"payment.approved\",\"key\":\"k\",\"ref\":\"r\",\"amount\":1,\"currency\":"
		"\"EURO\"}",
		"{\"id\":\"e\",\"type\":\"payment.approved\",\"ref\":\"r\",\"amount\":1,\"currency\":\"EUR\"}" };
	struct ctx *ctx = enter(state);
	uint8_t key[CRYPTO_KEY_BYTES], mac[CRYPTO_HASH_BYTES];
	char hex[2 * CRYPTO_HASH_BYTES + 1];

	crypto_subkey("demopay-notice", 7, key);
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		const char *text = arena_printf(ctx->arena, "%d.%s", UNIT_NOW, bodies[i]);
		struct demopay_notice n = { .body = bodies[i], .length = strlen(bodies[i]) };
		struct payment_notice got;

		crypto_hmac_sha256(key, sizeof key, text, strlen(text), mac);
		str_hex(mac, sizeof mac, hex);
		n.signature = arena_printf(ctx->arena, "t=%d,v1=%s", UNIT_NOW, hex);
		assert_int_equal(take(ctx, &n, &got), ERR_FORBIDDEN);
	}
}

static void refunds_repeat_under_their_key(void **state)
{
	struct ctx *ctx = enter(state);
	const struct payment_provider *demo = payment_provider("demo");
	const char *a, *b, *c;

	assert_int_equal(demo->refund(ctx, "dp_1", "key-1", start.amount, &a), ERR_OK);
	assert_int_equal(demo->refund(ctx, "dp_1", "key-1", start.amount, &b), ERR_OK);
	assert_int_equal(demo->refund(ctx, "dp_1", "key-2", start.amount, &c), ERR_OK);
	assert_string_equal(a, b);
	assert_string_not_equal(a, c);
	assert_true(str_starts(a, "re_"));
	assert_int_equal(demo->refund(ctx, "", "key-1", start.amount, &a), ERR_CONFLICT);
}

static void a_real_installation_has_no_demo_provider(void **state)
{
	struct ctx *ctx = enter(state);
	struct demopay_order o = ordered(ctx);
	struct conf real = conf;
	struct demopay_notice n;
	struct payment_notice got;

	demopay_notice(ctx, &o, PAYMENT_CAPTURED, &n);
	real.demopay_url = "";
	ctx->conf = &real;
	assert_false(payment_provider("demo")->available(ctx));
	assert_int_equal(take(ctx, &n, &got), ERR_FORBIDDEN);
	assert_true(payment_provider("offline")->available(ctx));
	assert_null(payment_provider("nobody"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(the_page_reads_the_order),
		UNIT(a_changed_or_old_blob_does_not_open),
		UNIT(each_answer_is_told),
		UNIT(forged_notices_are_refused),
		UNIT(a_notice_of_another_shop_is_refused),
		UNIT(stale_notices_are_refused),
		UNIT(malformed_bodies_are_refused),
		UNIT(refunds_repeat_under_their_key),
		UNIT(a_real_installation_has_no_demo_provider),
	};

	return cmocka_run_group_tests(tests, load_key, NULL);
}
