/* From the cart to the order on a real database, by the roles of the executables. */
#include "sale_kit.h"

#include "base/str.h"
#include "cluster.h"
#include "shop/tenant.h"

static const char *refused(struct ctx *ctx)
{
	return ctx->refusals ? ctx->refusals->code : "none";
}

static void a_placed_order_holds_what_the_cart_showed(void **state)
{
	struct order_place p;
	struct ctx *ctx;
	struct cart cart;
	const struct order *o;
	const char *token = ready(MUG, 3, "DE", "bank_transfer");
	long long before = promised(MUG), id;

	(void)state;
	ctx = as("cart");
	assert_int_equal(cart_add(ctx, token, BOOK, 2, &token), ERR_OK);
	assert_int_equal(cart_load(ctx, token, &cart), ERR_OK);
	assert_int_equal(cart.pieces, 5);
	assert_int_equal(cart.items.minor, 10068);
	assert_string_equal(cart.lines[0].options, "Glasur: Blau");
	assert_int_equal(place(token, &p), ERR_OK);
	assert_false(p.again);
	assert_true(str_starts(p.number, "H"));
	id = p.order_id;
	assert_int_equal(order_by_token(as("checkout"), p.token, &o), ERR_OK);
	assert_int_equal(o->id, id);
	assert_int_equal(o->total.minor, 10558);
	assert_int_equal(o->tax.minor, 1441);
	assert_int_equal(o->items.minor, 10068);
	assert_int_equal(o->shipping.minor, 490);
	assert_int_equal(o->n_taxes, 2);
	assert_int_equal(o->taxes[0].base, 6689);
	assert_int_equal(o->taxes[0].amount, 1271);
	assert_int_equal(o->taxes[1].amount, 170);
	assert_string_equal(o->lines[0].name, "Becher");
	assert_string_equal(o->lines[0].options, "Glasur: Blau");
	assert_string_equal(o->payment_label, "Überweisung");
	assert_string_equal(o->payment_instructions, "IBAN");
	assert_string_equal(o->shipping_label, "Paket");
	assert_string_equal(o->email, "ada@example.org");
	assert_string_equal(o->address.postcode, "10115");
	assert_string_equal(o->payments[0].state, "pending");
	assert_int_equal(number("SELECT sum(amount_minor) FROM @.order_tax WHERE order_id = %lld", id), 1441);
	assert_int_equal(number("SELECT sum(base_minor) FROM @.order_tax WHERE order_id = %lld", id), 9117);
	assert_int_equal(promised(MUG), before + 3);
	assert_int_equal(events(id, "placed"), 1);
	assert_int_equal(mails(id, "placed"), 1);
	assert_int_equal(cart_load(as("cart"), token, &cart), ERR_NOT_FOUND);
	assert_int_equal(cart_load_any(as("checkout"), token, &cart), ERR_OK);
	assert_string_equal(cart.state, "ordered");
}

static void placing_twice_gives_the_first_order(void **state)
{
	const char *token = ready(MUG, 1, "DE", "bank_transfer");
	struct order_place first, second;
	long long before;

	(void)state;
	assert_int_equal(place(token, &first), ERR_OK);
	before = promised(MUG);
	second = (struct order_place){ .cart_token = token, .shown_total = first.shown_total };
	assert_int_equal(order_place(as_other("checkout"), &second), ERR_OK);
	assert_true(second.again);
	assert_int_equal(second.order_id, first.order_id);
	assert_string_equal(second.token, first.token);
	assert_string_equal(second.number, first.number);
	assert_int_equal(promised(MUG), before);
	second.cart_token = "00000000000000000000000000000000";
	assert_int_equal(order_place(as("checkout"), &second), ERR_NOT_FOUND);
}

static void two_countries_have_their_own_tax(void **state)
{
	const struct order *de = order_now(placed(BOOK, 1, "DE", "bank_transfer").order_id);
	const struct order *fr = order_now(placed(BOOK, 1, "FR", "bank_transfer").order_id);
	const struct order *us = order_now(placed(BOOK, 1, "US", "bank_transfer").order_id);

	(void)state;
	/* 12.99 holds 0.85 at 7 %, 0.68 at 5.5 %; 4.90 holds 0.78 at 19 %, 14.90 holds 2.48 at 20 %. */
	assert_int_equal(de->total.minor, 1789);
	assert_int_equal(de->tax.minor, 85 + 78);
	assert_int_equal(fr->total.minor, 2789);
	assert_int_equal(fr->tax.minor, 68 + 248);
	assert_string_equal(fr->taxes[0].name, "TVA");
	assert_int_equal(us->total.minor, 2789);
	assert_int_equal(us->tax.minor, 0);
	assert_int_equal(us->n_taxes, 0);
}

static void shipping_goes_by_weight_and_by_price(void **state)
{
	static const struct {
		int64_t variant, quantity;
		const char *country;
		int64_t minor; /* -1: not offered */
	} cases[] = { { MUG, 12, "DE", 490 }, { MUG, 13, "DE", 990 }, { LAMP, 10, "DE", 990 }, { LAMP, 11, "DE", -1 },
		{ MUG, 4, "US", 1490 }, { MUG, 5, "US", 0 }, { VOUCHER, 1, "DE", 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ctx *ctx = as("checkout");
		const struct shipping_offer *offers;
		struct cart cart;
		const char *token;
		size_t n;

		assert_int_equal(cart_add(as("cart"), NULL, cases[i].variant, cases[i].quantity, &token), ERR_OK);
		assert_int_equal(cart_load(ctx, token, &cart), ERR_OK);
		assert_int_equal(shipping_offers(ctx, &cart, cases[i].country, &offers, &n), ERR_OK);
		assert_int_equal(n, cases[i].minor >= 0);
		if (n > 0)
			assert_int_equal(offers->price.minor, cases[i].minor);
	}
}

static void another_currency_is_entered_or_converted(void **state)
{
	struct ctx *ctx = as("checkout");
	struct cart cart;
	const char *token;
	const struct shipping_offer *offers;
	size_t n;

	(void)state;
	assert_int_equal(cart_add(as("cart"), NULL, MUG, 1, &token), ERR_OK);
	ctx->currency = "JPY";
	assert_int_equal(cart_add(as("cart"), token, BOOK, 1, &token), ERR_OK);
	assert_int_equal(cart_load(ctx, token, &cart), ERR_OK);
	assert_int_equal(cart.lines[0].unit.minor, 4000);
	assert_int_equal(cart.lines[0].trouble, CART_FINE);
	assert_int_equal(cart.lines[1].unit.minor, 2078); /* 12.99 * 160 = 2078.4 */
	assert_int_equal(shipping_offers(ctx, &cart, "DE", &offers, &n), ERR_OK);
	assert_int_equal(offers->price.minor, 784);
	assert_string_equal(offers->price.currency, "JPY");
}

static void quantities_are_told_truthfully(void **state)
{
	struct ctx *ctx = as("cart");
	const char *token = NULL;
	struct cart cart;

	(void)state;
	sql("UPDATE @.stock SET on_hand = committed + reserved + 4 WHERE variant_id = 1");
	assert_int_equal(cart_add(ctx, NULL, MUG, 5, &token), ERR_INPUT);
	assert_string_equal(refused(ctx), "quantity_available");
	assert_string_equal(refusal_for(ctx, "quantity")->arg[0], "4");
	ctx = as("cart");
	assert_int_equal(cart_add(ctx, NULL, MUG, 3, &token), ERR_OK);
	assert_int_equal(cart_add(ctx, token, MUG, 2, &token), ERR_INPUT);
	ctx = as("cart");
	assert_int_equal(cart_set(ctx, token, MUG, 4), ERR_OK);
	assert_int_equal(cart_set(ctx, token, MUG, -1), ERR_INPUT);
	assert_int_equal(cart_set(ctx, token, MUG, 10000), ERR_INPUT);
	assert_int_equal(cart_add(ctx, token, MUG, 0, &token), ERR_INPUT);
	assert_int_equal(cart_add(ctx, token, 999, 1, &token), ERR_NOT_FOUND);
	sql("UPDATE @.stock SET on_hand = committed + reserved + 1 WHERE variant_id = 1");
	assert_int_equal(cart_load(ctx, token, &cart), ERR_OK);
	assert_int_equal(cart.lines[0].trouble, CART_SHORT);
	assert_int_equal(cart.lines[0].available, 1);
	assert_true(cart.blocked);
	assert_int_equal(cart.items.minor, 0);
	assert_int_equal(cart_set(ctx, token, MUG, 4), ERR_OK);
	assert_int_equal(cart_set(ctx, token, MUG, 0), ERR_OK);
	assert_int_equal(cart_set(ctx, token, MUG, 1), ERR_NOT_FOUND);
	assert_int_equal(cart_load(ctx, token, &cart), ERR_OK);
	assert_int_equal(cart.n_lines, 0);
	assert_int_equal(cart_load(ctx, "zz", &cart), ERR_NOT_FOUND);
	sql("UPDATE @.stock SET on_hand = committed + reserved + 100 WHERE variant_id = 1");
}

/* The reader's currency is a cookie, which another tab may have changed after the review was shown. */
static void the_same_number_in_another_currency_is_another_total(void **state)
{
	const char *token = ready(MUG, 1, "DE", "bank_transfer");
	struct order_place p = { .cart_token = token, .shown_total = shown(token), .shown_currency = "CHF" };
	struct ctx *ctx = as("checkout");

	(void)state;
	assert_int_equal(order_place(ctx, &p), ERR_INPUT);
	assert_string_equal(refused(ctx), "total_changed");
	p.shown_currency = "EUR";
	assert_int_equal(order_place(as("checkout"), &p), ERR_OK);
}

static void the_last_piece_is_sold_once(void **state)
{
	const char *mine = ready(MUG, 1, "DE", "bank_transfer"), *yours = ready(MUG, 1, "DE", "bank_transfer");
	struct order_place a = { .cart_token = mine, .shown_total = shown(mine) };
	struct order_place b = { .cart_token = yours, .shown_total = shown(yours) };
	struct ctx *ctx;
	long long orders = number("SELECT count(*) FROM @.orders");

	(void)state;
	sql("UPDATE @.stock SET on_hand = committed + reserved + 1 WHERE variant_id = 1");
	assert_int_equal(order_place(as("checkout"), &a), ERR_OK);
	ctx = as_other("checkout");
	assert_int_equal(order_place(ctx, &b), ERR_INPUT);
	assert_string_equal(refused(ctx), "sold_out");
	assert_string_equal(ctx->refusals->arg[0], "Becher");
	assert_string_equal(ctx->refusals->arg[1], "0");
	assert_int_equal(number("SELECT count(*) FROM @.orders"), orders + 1);
	assert_int_equal(number("SELECT on_hand - reserved - committed FROM @.stock WHERE variant_id = 1"), 0);
	assert_string_equal(sql("SELECT state FROM @.cart ORDER BY id DESC LIMIT 1"), "open");
	sql("UPDATE @.stock SET on_hand = committed + reserved + 100 WHERE variant_id = 1");
}

/* Eight processes race for five pieces; each buys as often as it can. */
static void a_race_sells_no_more_than_there_is(void **state)
{
	enum { BUYERS = 8, PIECES = 5 };
	const char *tokens[BUYERS];
	pid_t buyers[BUYERS];
	int sold = 0;

	(void)state;
	for (int i = 0; i < BUYERS; i++)
		tokens[i] = ready(BOOK, 1, "DE", "bank_transfer");
	int64_t total = shown(tokens[0]);
	sql("UPDATE @.stock SET on_hand = committed + reserved + %d WHERE variant_id = 2", PIECES);
	fflush(NULL);
	for (int i = 0; i < BUYERS; i++) {
		buyers[i] = fork();
		if (buyers[i] == 0) {
			static const struct tenant shop = { .id = SHOP_ID, .cell = "one" };
			struct ctx ctx;
			struct order_place p = { .cart_token = tokens[i], .shown_total = total };
			enum err_code err;

			cluster_ctx(&ctx, "checkout");
			ctx.conf = sale_conf();
			err = tenant_enter(&ctx, &shop, NULL);
			if (!err)
				err = order_place(&ctx, &p);
			_exit(err == ERR_OK ? 0 : err == ERR_INPUT && str_eq(refused(&ctx), "sold_out") ? 1 : 2);
		}
	}
	for (int i = 0; i < BUYERS; i++) {
		int status;

		assert_int_equal(waitpid(buyers[i], &status, 0), buyers[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
		sold += WEXITSTATUS(status) == 0;
	}
	assert_int_equal(sold, PIECES);
	assert_int_equal(number("SELECT on_hand - reserved - committed FROM @.stock WHERE variant_id = 2"), 0);
	sql("UPDATE @.stock SET on_hand = committed + reserved + 100 WHERE variant_id = 2");
}

static enum err_code place_shown(const char *token, int64_t total, const char **code)
{
	struct ctx *ctx = as("checkout");
	struct order_place p = { .cart_token = token, .shown_total = total };
	enum err_code err = order_place(ctx, &p);

	*code = refused(ctx);
	return err;
}

static void a_changed_price_is_told_before_it_is_paid(void **state)
{
	const char *token = ready(MUG, 1, "DE", "bank_transfer"), *code;
	int64_t total = shown(token);
	struct cart cart;

	(void)state;
	assert_int_equal(place_shown(token, total - 1, &code), ERR_INPUT);
	assert_string_equal(code, "total_changed");
	sql("UPDATE @.price SET minor = 2590 WHERE variant_id = 1 AND currency = 'EUR'");
	assert_int_equal(place_shown(token, total, &code), ERR_INPUT);
	assert_string_equal(code, "cart_changed");
	assert_int_equal(cart_load(as("cart"), token, &cart), ERR_OK);
	assert_true(cart.price_changed);
	assert_int_equal(cart.lines[0].seen.minor, 2490);
	assert_int_equal(cart_seen(as("cart"), &cart), ERR_OK);
	assert_int_equal(place_shown(token, total, &code), ERR_INPUT);
	assert_string_equal(code, "total_changed");
	assert_int_equal(place_shown(token, total + 100, &code), ERR_OK);
	sql("UPDATE @.price SET minor = 2490 WHERE variant_id = 1 AND currency = 'EUR'");
}

static void a_withdrawn_product_is_not_sold(void **state)
{
	const char *token = ready(MUG, 1, "DE", "bank_transfer"), *code;
	int64_t total = shown(token);
	struct cart cart;

	(void)state;
	sql("UPDATE @.product SET state = 'archived' WHERE id = 1");
	assert_int_equal(place_shown(token, total, &code), ERR_INPUT);
	assert_string_equal(code, "cart_changed");
	assert_int_equal(cart_load(as("cart"), token, &cart), ERR_OK);
	assert_int_equal(cart.lines[0].trouble, CART_WITHDRAWN);
	assert_int_equal(cart_add(as("cart"), token, MUG, 1, &token), ERR_NOT_FOUND);
	sql("UPDATE @.product SET state = 'active' WHERE id = 1");
}

static void what_is_missing_is_told(void **state)
{
	const char *token = NULL, *code;
	struct ctx *ctx = as("cart");
	struct cart cart;

	(void)state;
	assert_int_equal(cart_add(ctx, NULL, MUG, 1, &token), ERR_OK);
	assert_int_equal(place_shown(token, 0, &code), ERR_INPUT);
	assert_string_equal(code, "contact_missing");
	assert_int_equal(cart_set(as("cart"), token, MUG, 0), ERR_OK);
	assert_int_equal(place_shown(token, 0, &code), ERR_INPUT);
	assert_string_equal(code, "cart_empty");
	token = ready(MUG, 1, "DE", "gone");
	assert_int_equal(place_shown(token, 2980, &code), ERR_INPUT);
	assert_string_equal(code, "payment_gone");
	token = ready(MUG, 1, "DE", "bank_transfer");
	assert_int_equal(cart_load(as("checkout"), token, &cart), ERR_OK);
	assert_int_equal(cart_set_shipping(as("checkout"), &cart, 2), ERR_OK);
	assert_int_equal(place_shown(token, 2980, &code), ERR_INPUT);
	assert_string_equal(code, "shipping_gone");
	token = ready(MUG, 1, "FR", "cash_on_delivery");
	assert_int_equal(place_shown(token, shown(token), &code), ERR_INPUT);
	assert_string_equal(code, "payment_gone");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_placed_order_holds_what_the_cart_showed),
		cmocka_unit_test(placing_twice_gives_the_first_order),
		cmocka_unit_test(two_countries_have_their_own_tax),
		cmocka_unit_test(shipping_goes_by_weight_and_by_price),
		cmocka_unit_test(another_currency_is_entered_or_converted),
		cmocka_unit_test(quantities_are_told_truthfully),
		cmocka_unit_test(the_same_number_in_another_currency_is_another_total),
		cmocka_unit_test(the_last_piece_is_sold_once),
		cmocka_unit_test(a_race_sells_no_more_than_there_is),
		cmocka_unit_test(a_changed_price_is_told_before_it_is_paid),
		cmocka_unit_test(a_withdrawn_product_is_not_sold),
		cmocka_unit_test(what_is_missing_is_told),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, sale_begin, sale_end);
}
