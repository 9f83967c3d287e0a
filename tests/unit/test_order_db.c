/* An order from placing to its end on a real database: paid, shipped, cancelled, refunded, and what is promised for
 * later. */
#include "sale_kit.h"

#include "base/str.h"
#include "cluster.h"
#include "shop/figures.h"
#include "shop/payment.h"
#include "shop/payment_demo.h"
#include "shop/stock.h"

static const struct actor clerk = { .kind = ACTOR_SYSTEM };

static void what_is_backordered_or_weightless_is_sold(void **state)
{
	struct order_place lamp = placed(LAMP, 2, "DE", "bank_transfer"),
	                   voucher = placed(VOUCHER, 1, "DE", "bank_transfer");
	const struct order *o = order_now(voucher.order_id);

	(void)state;
	assert_int_equal(promised(LAMP), 2);
	assert_int_equal(on_hand(LAMP), 0);
	assert_string_equal(o->shipping_label, "");
	assert_int_equal(o->total.minor, 2500);
	assert_int_equal(order_mark_paid(as("admin"), lamp.order_id, clerk), ERR_OK);
	assert_int_equal(order_ship(as("admin"), lamp.order_id, "", "", clerk), ERR_OK);
	assert_int_equal(promised(LAMP), 0);
	assert_int_equal(on_hand(LAMP), 0);
	assert_int_equal(order_cancel(as("admin"), voucher.order_id, clerk), ERR_OK);
}

static void a_bank_transfer_from_placing_to_the_end(void **state)
{
	struct order_place p = placed(MUG, 2, "DE", "bank_transfer");
	long long had = on_hand(MUG), held = promised(MUG);
	const char *redirect;

	(void)state;
	assert_int_equal(payment_begin(as("checkout"), order_now(p.order_id), "r", "n", &redirect), ERR_OK);
	assert_null(redirect);
	assert_int_equal(order_ship(as("admin"), p.order_id, "DHL", "1", clerk), ERR_CONFLICT);
	assert_int_equal(order_refund(as("admin"), p.order_id, clerk), ERR_CONFLICT);
	for (int i = 0; i < 2; i++)
		assert_int_equal(order_mark_paid(as("admin"), p.order_id, clerk), ERR_OK);
	check_states(p.order_id, "placed", "paid", "unshipped");
	for (int i = 0; i < 2; i++)
		assert_int_equal(order_ship(as("admin"), p.order_id, "DHL", "0034", clerk), ERR_OK);
	check_states(p.order_id, "completed", "paid", "shipped");
	assert_int_equal(on_hand(MUG), had - 2);
	assert_int_equal(promised(MUG), held - 2);
	assert_int_equal(order_now(p.order_id)->lines[0].shipped, 2);
	assert_string_equal(order_now(p.order_id)->shipments[0].tracking, "0034");
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_CONFLICT);
	for (int i = 0; i < 2; i++)
		assert_int_equal(order_refund(as("admin"), p.order_id, clerk), ERR_OK);
	check_states(p.order_id, "completed", "refunded", "shipped");
	static const char *const kinds[] = { "placed", "paid", "shipped", "refunded" };
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(events(p.order_id, kinds[i]), 1);
		assert_int_equal(mails(p.order_id, kinds[i]), 1);
	}
	assert_int_equal(number("SELECT sum(l.amount_minor) FROM @.refund_line l JOIN @.refund r ON r.id = l.refund_id"
	                        " WHERE r.order_id = %lld",
	                     (long long)p.order_id),
	    order_now(p.order_id)->total.minor);
}

static void cash_on_delivery_ships_first(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "cash_on_delivery");

	(void)state;
	assert_int_equal(order_ship(as("admin"), p.order_id, "", "", clerk), ERR_OK);
	check_states(p.order_id, "placed", "unpaid", "shipped");
	assert_int_equal(order_mark_paid(as("admin"), p.order_id, clerk), ERR_OK);
	check_states(p.order_id, "completed", "paid", "shipped");
}

static void cancelling_gives_the_stock_back_once(void **state)
{
	long long before = promised(MUG);
	struct order_place p = placed(MUG, 4, "DE", "bank_transfer");

	(void)state;
	assert_int_equal(promised(MUG), before + 4);
	for (int i = 0; i < 2; i++)
		assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	assert_int_equal(promised(MUG), before);
	assert_int_equal(events(p.order_id, "cancelled"), 1);
	assert_string_equal(order_now(p.order_id)->payments[0].state, "cancelled");
	assert_int_equal(order_mark_paid(as("admin"), p.order_id, clerk), ERR_CONFLICT);
	assert_int_equal(order_ship(as("admin"), p.order_id, "", "", clerk), ERR_CONFLICT);
}

static void a_demo_payment_is_taken_once(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo");
	const char *redirect = NULL;
	struct demopay_order there;
	struct demopay_notice n;
	struct notice_raw raw;

	(void)state;
	assert_int_equal(
	    payment_begin(as("checkout"), order_now(p.order_id), "http://h/r", "http://h/n", &redirect), ERR_OK);
	assert_int_equal(demopay_read(as("webhook"), strrchr(redirect, '/') + 1, &there), ERR_OK);
	assert_int_equal(there.amount.minor, 2980);
	assert_string_equal(there.number, p.number);
	demopay_notice(as("webhook"), &there, PAYMENT_CAPTURED, &n);
	raw = (struct notice_raw){ .body = n.body, .length = n.length, .headers = { n.signature } };
	for (int i = 0; i < 3; i++)
		assert_int_equal(payment_take_notice(as("webhook"), payment_provider("demo"), &raw), ERR_OK);
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, there.key), ERR_OK);
	assert_int_equal(notice(p.order_id, PAYMENT_FAILED, there.key), ERR_OK);
	check_states(p.order_id, "placed", "paid", "unshipped");
	assert_int_equal(events(p.order_id, "paid"), 1);
	assert_int_equal(events(p.order_id, "payment_failed"), 0);
	assert_int_equal(mails(p.order_id, "paid"), 1);
	assert_int_equal(
	    payment_begin(as("checkout"), order_now(p.order_id), "http://h/r", "http://h/n", &redirect), ERR_CONFLICT);
	assert_int_equal(order_mark_paid(as("admin"), p.order_id, clerk), ERR_OK);
	assert_int_equal(events(p.order_id, "paid"), 1);
}

static void a_notice_must_fit_its_payment(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo");
	struct order_place other = placed(MUG, 2, "DE", "demo");
	const char *key = sql("SELECT key FROM @.payment WHERE order_id = %lld", (long long)other.order_id);

	(void)state;
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, "nobody"), ERR_NOT_FOUND);
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, key), ERR_CONFLICT);
	check_states(other.order_id, "placed", "unpaid", "unshipped");
}

static void a_declined_payment_can_be_tried_again(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo");
	const char *first = sql("SELECT key FROM @.payment WHERE order_id = %lld", (long long)p.order_id), *redirect;

	(void)state;
	assert_int_equal(notice(p.order_id, PAYMENT_FAILED, NULL), ERR_OK);
	assert_int_equal(events(p.order_id, "payment_failed"), 1);
	assert_string_equal(order_now(p.order_id)->payments[0].state, "failed");
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    payment_begin(as("checkout"), order_now(p.order_id), "http://h/r", "http://h/n", &redirect),
		    ERR_OK);
	assert_int_equal(order_now(p.order_id)->n_payments, 2);
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	check_states(p.order_id, "placed", "paid", "unshipped");
	/* The first attempt succeeds after all: both are kept, and a refund sends both back. */
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, first), ERR_OK);
	assert_int_equal(events(p.order_id, "paid_twice"), 1);
	assert_int_equal(order_refund(as("admin"), p.order_id, clerk), ERR_OK);
	check_states(p.order_id, "placed", "refunded", "unshipped");
	assert_int_equal(
	    number("SELECT sum(refunded_minor) FROM @.payment WHERE order_id = %lld", (long long)p.order_id),
	    2 * order_now(p.order_id)->total.minor);
	assert_int_equal(events(p.order_id, "refunded"), 2);
}

static void money_after_a_cancel_is_not_lost(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo");

	(void)state;
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	assert_false(order_can(order_now(p.order_id)).refund);
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	check_states(p.order_id, "cancelled", "paid", "unshipped");
	assert_int_equal(events(p.order_id, "paid_after_cancel"), 1);
	assert_int_equal(mails(p.order_id, "paid"), 0);
	assert_true(order_can(order_now(p.order_id)).refund);
	assert_int_equal(order_refund(as("admin"), p.order_id, clerk), ERR_OK);
	check_states(p.order_id, "cancelled", "refunded", "unshipped");
}

/* A process that died between asking and writing down: the wish is found again, under its key. */
static void a_broken_off_refund_is_resumed(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo");
	long long id = p.order_id;

	(void)state;
	assert_int_equal(notice(id, PAYMENT_CAPTURED, NULL), ERR_OK);
	sql("INSERT INTO @.refund (order_id, payment_id, key, state, currency, amount_minor, created_at, updated_at)"
	    " SELECT order_id, id, 'early-' || id, 'requested', 'EUR', amount_minor, now(), now() FROM @.payment WHERE "
	    "order_id = %lld",
	    id);
	assert_int_equal(order_refund(as("admin"), id, clerk), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.refund WHERE order_id = %lld", id), 1);
	assert_string_equal(sql("SELECT state FROM @.refund WHERE order_id = %lld", id), "done");
	assert_true(str_starts(sql("SELECT provider_ref FROM @.refund WHERE order_id = %lld", id), "re_"));
	check_states(id, "placed", "refunded", "unshipped");
}

static void a_free_order_is_paid(void **state)
{
	struct order_place p;

	(void)state;
	sql("UPDATE @.price SET minor = 0 WHERE variant_id = 4");
	p = placed(VOUCHER, 1, "DE", "demo");
	check_states(p.order_id, "placed", "paid", "unshipped");
	assert_false(order_can(order_now(p.order_id)).refund);
	sql("UPDATE @.price SET minor = 2500 WHERE variant_id = 4");
}

static void the_list_finds_and_pages(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "bank_transfer"), off = placed(MUG, 1, "DE", "demo");
	struct order_query q = { .filter = ORDERS_UNPAID, .search = p.number, .limit = 10 };
	struct order_rows rows, more;
	struct figures figures;

	(void)state;
	assert_int_equal(order_list(as("admin"), &q, &rows), ERR_OK);
	assert_int_equal(rows.n, 1);
	assert_int_equal(rows.v[0].id, p.order_id);
	assert_int_equal(rows.v[0].pieces, 1);
	q.filter = ORDERS_TO_SHIP;
	assert_int_equal(order_list(as("admin"), &q, &rows), ERR_OK);
	assert_int_equal(rows.n, 0);
	/* What ended with money in hand, and nothing that was for nothing. */
	assert_int_equal(notice(off.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(order_cancel(as("admin"), off.order_id, clerk), ERR_OK);
	q = (struct order_query){ .filter = ORDERS_TO_GIVE_BACK, .search = off.number, .limit = 10 };
	assert_int_equal(order_list(as("admin"), &q, &rows), ERR_OK);
	assert_int_equal(rows.n, 1);
	for (enum order_filter f = 0; f < ORDER_FILTER__MAX; f++) {
		q = (struct order_query){ .filter = f, .search = "ADA@", .limit = 2 };
		assert_int_equal(order_list(as("admin"), &q, &rows), ERR_OK);
		assert_true(f == ORDERS_TO_COLLECT ? rows.n == 0 : rows.n > 0);
	}
	q = (struct order_query){ .filter = ORDERS_ALL, .search = "", .limit = 2 };
	assert_int_equal(order_list(as("admin"), &q, &rows), ERR_OK);
	assert_true(rows.more);
	q.before_at = rows.v[1].placed_at;
	q.before_id = rows.v[1].id;
	assert_int_equal(order_list(as("admin"), &q, &more), ERR_OK);
	assert_true(more.v[0].id < rows.v[1].id);
	assert_int_equal(figures_read(as("admin"), &figures), ERR_OK);
	assert_true(figures_span(&figures, 7).orders > 0 && figures_span(&figures, 7).placed.minor > 0);
	assert_true(figures.unpaid > 0 && figures.give_back > 0);
	assert_string_equal(figures.days[0].paid.currency, "EUR");
}

/* As the load of a shop's past orders has it. */
static void what_happens_in_silence_promises_no_mail(void **state)
{
	const char *token = ready(MUG, 1, "DE", "bank_transfer");
	struct order_place p = { .cart_token = token, .shown_total = shown(token) };
	const struct actor by = { .kind = ACTOR_SYSTEM };
	long long before = number("SELECT count(*) FROM @.outbox"), hints = number("SELECT count(*) FROM cell.due");
	struct ctx *ctx = as("checkout");

	(void)state;
	ctx->silent = true;
	assert_int_equal(order_place(ctx, &p), ERR_OK);
	ctx = as("admin");
	ctx->silent = true;
	assert_int_equal(order_mark_paid(ctx, p.order_id, by), ERR_OK);
	assert_int_equal(order_ship(ctx, p.order_id, "", "", by), ERR_OK);
	assert_int_equal(order_refund(ctx, p.order_id, by), ERR_OK);
	assert_int_equal(events(p.order_id, "refunded"), 1);
	assert_int_equal(number("SELECT count(*) FROM @.outbox"), before);
	assert_int_equal(number("SELECT count(*) FROM cell.due"), hints);
}

static void stock_is_not_set_below_what_is_promised(void **state)
{
	long long held = promised(MUG);

	(void)state;
	assert_true(held > 0);
	assert_int_equal(stock_set(as("admin"), MUG, 0, held - 1), ERR_CONFLICT);
	assert_int_equal(stock_set(as("admin"), MUG, 0, held + 50), ERR_OK);
	assert_int_equal(on_hand(MUG), held + 50);
	assert_int_equal(stock_set(as("admin"), VOUCHER, 0, 3), ERR_OK);
	assert_int_equal(on_hand(VOUCHER), 3);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_backordered_or_weightless_is_sold),
		cmocka_unit_test(a_bank_transfer_from_placing_to_the_end),
		cmocka_unit_test(cash_on_delivery_ships_first),
		cmocka_unit_test(cancelling_gives_the_stock_back_once),
		cmocka_unit_test(a_demo_payment_is_taken_once),
		cmocka_unit_test(a_notice_must_fit_its_payment),
		cmocka_unit_test(a_declined_payment_can_be_tried_again),
		cmocka_unit_test(money_after_a_cancel_is_not_lost),
		cmocka_unit_test(a_broken_off_refund_is_resumed),
		cmocka_unit_test(a_free_order_is_paid),
		cmocka_unit_test(the_list_finds_and_pages),
		cmocka_unit_test(what_happens_in_silence_promises_no_mail),
		cmocka_unit_test(stock_is_not_set_below_what_is_promised),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, sale_begin, sale_end);
}
