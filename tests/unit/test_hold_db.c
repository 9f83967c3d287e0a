/* What an order holds of the stock on a real database, by the roles of the executables. */
#include "sale_kit.h"

#include "base/str.h"
#include "cluster.h"
#include "shop/hold.h"
#include "shop/payment.h"
#include "shop/stock.h"

static const struct actor clerk = { .kind = ACTOR_SYSTEM };

static long long reserved(int variant)
{
	return number("SELECT reserved FROM @.stock WHERE variant_id = %d", variant);
}

static long long own(int variant)
{
	return number("SELECT committed FROM @.stock WHERE variant_id = %d", variant);
}

static void set_left(int variant, int pieces)
{
	sql("UPDATE @.stock SET on_hand = reserved + committed + %d WHERE variant_id = %d", pieces, variant);
}

static const char *pieces_of(int64_t id)
{
	return sql("SELECT pieces FROM @.orders WHERE id = %lld", (long long)id);
}

static void check_books(void)
{
	const struct hold_fault *faults;
	size_t n;

	assert_int_equal(hold_check(as("owner"), &faults, &n), ERR_OK);
	if (n > 0)
		fail_msg("variant %lld: reserved %lld of %lld, committed %lld of %lld", (long long)faults[0].variant_id,
		    (long long)faults[0].reserved, (long long)faults[0].reservations, (long long)faults[0].committed,
		    (long long)faults[0].owed);
}

/* As if the time were over. */
static void run_out(int64_t id)
{
	sql("UPDATE @.orders SET kept_until = now() - interval '1 hour' WHERE id = %lld", (long long)id);
	assert_int_equal(hold_over(as("worker"), id), ERR_OK);
}

static enum err_code begin(int64_t id)
{
	const char *redirect;

	return payment_begin(as("checkout"), order_now(id), "http://h/r", "http://h/n", &redirect);
}

static void who_still_pays_has_reserved_pieces_and_money_makes_them_its_own(void **state)
{
	long long had = reserved(MUG), kept = own(MUG);
	struct order_place p = placed(MUG, 3, "DE", "demo");
	const struct order *o = order_now(p.order_id);

	(void)state;
	assert_string_equal(o->pieces, "reserved");
	assert_int_equal(o->kept_until - o->placed_at, 1800);
	assert_int_equal(reserved(MUG), had + 3);
	assert_int_equal(own(MUG), kept);
	assert_int_equal(number("SELECT count(*) FROM @.outbox WHERE kind = 'hold' AND timer AND ref_id = %lld"
	                        " AND due_at = to_timestamp(%lld)",
	                     (long long)p.order_id, (long long)o->kept_until),
	    1);
	check_books();
	for (int i = 0; i < 2; i++)
		assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_string_equal(pieces_of(p.order_id), "committed");
	assert_int_equal(reserved(MUG), had);
	assert_int_equal(own(MUG), kept + 3);
	run_out(p.order_id);
	assert_int_equal(own(MUG), kept + 3);
	check_books();
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	assert_int_equal(own(MUG), kept);
	check_books();
}

static void a_transfer_is_waited_for_for_days_and_cash_for_none(void **state)
{
	const struct order *bank = order_now(placed(BOOK, 1, "DE", "bank_transfer").order_id);
	const struct order *cash = order_now(placed(BOOK, 1, "DE", "cash_on_delivery").order_id);

	(void)state;
	assert_string_equal(bank->pieces, "reserved");
	assert_int_equal(bank->kept_until - bank->placed_at, 14 * 86400);
	assert_string_equal(cash->pieces, "committed");
	sql("UPDATE @.shop SET hold_seconds = 60, hold_transfer_seconds = 86400");
	bank = order_now(placed(BOOK, 1, "DE", "bank_transfer").order_id);
	assert_int_equal(bank->kept_until - bank->placed_at, 86400);
	sql("UPDATE @.shop SET hold_seconds = 1800, hold_transfer_seconds = 1209600");
	check_books();
}

static void time_that_ran_out_and_failure_let_go_and_paying_asks_anew(void **state)
{
	long long had = reserved(MUG);
	struct order_place late = placed(MUG, 1, "DE", "demo"), failed = placed(MUG, 1, "DE", "demo");

	(void)state;
	assert_int_equal(hold_over(as("worker"), late.order_id), ERR_OK);
	assert_string_equal(pieces_of(late.order_id), "reserved");
	for (int i = 0; i < 2; i++)
		run_out(late.order_id);
	assert_string_equal(pieces_of(late.order_id), "none");
	assert_int_equal(events(late.order_id, "let_go"), 1);
	assert_int_equal(notice(failed.order_id, PAYMENT_FAILED, NULL), ERR_OK);
	assert_string_equal(pieces_of(failed.order_id), "none");
	assert_int_equal(reserved(MUG), had);
	check_states(late.order_id, "placed", "unpaid", "unshipped");
	check_books();
	for (int i = 0; i < 2; i++)
		assert_int_equal(begin(late.order_id), ERR_OK);
	assert_int_equal(begin(failed.order_id), ERR_OK);
	assert_string_equal(pieces_of(late.order_id), "reserved");
	assert_int_equal(reserved(MUG), had + 2);
	check_books();
	assert_int_equal(order_cancel(as("admin"), late.order_id, clerk), ERR_OK);
	assert_int_equal(order_cancel(as("admin"), failed.order_id, clerk), ERR_OK);
	assert_int_equal(reserved(MUG), had);
	assert_int_equal(number("SELECT count(*) FROM @.reservation WHERE order_id IN (%lld, %lld)",
	                     (long long)late.order_id, (long long)failed.order_id),
	    0);
	check_books();
}

static void an_older_attempt_that_fails_lets_nothing_go_while_another_is_open(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo");
	char first[64];

	(void)state;
	str_copy(first, sql("SELECT key FROM @.payment WHERE order_id = %lld", (long long)p.order_id), sizeof first);
	assert_int_equal(notice(p.order_id, PAYMENT_CANCELLED, NULL), ERR_OK);
	assert_int_equal(begin(p.order_id), ERR_OK);
	assert_int_equal(notice(p.order_id, PAYMENT_FAILED, first), ERR_OK);
	assert_string_equal(pieces_of(p.order_id), "reserved");
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	check_books();
}

static void another_way_to_pay_keeps_them_for_as_long_as_that_takes(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo"), cash = placed(MUG, 1, "DE", "demo");
	const struct order *o;

	(void)state;
	assert_int_equal(payment_switch(as("checkout"), order_now(p.order_id), "bank_transfer"), ERR_OK);
	o = order_now(p.order_id);
	assert_string_equal(o->pieces, "reserved");
	assert_true(o->kept_until - o->placed_at >= 14 * 86400);
	assert_int_equal(number("SELECT count(*) FROM @.reservation r JOIN @.orders o ON o.id = r.order_id"
	                        " AND o.kept_until = r.expires_at WHERE o.id = %lld",
	                     (long long)p.order_id),
	    1);
	assert_int_equal(payment_switch(as("checkout"), order_now(cash.order_id), "cash_on_delivery"), ERR_OK);
	assert_string_equal(pieces_of(cash.order_id), "committed");
	check_books();
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	assert_int_equal(order_cancel(as("admin"), cash.order_id, clerk), ERR_OK);
	check_books();
}

static void sold_meanwhile_it_is_not_begun_and_late_money_is_told(void **state)
{
	struct order_place p = placed(MUG, 2, "DE", "demo"), back = placed(MUG, 1, "DE", "demo");
	bool possible;

	(void)state;
	run_out(p.order_id);
	run_out(back.order_id);
	set_left(MUG, 1);
	assert_int_equal(hold_possible(as("checkout"), p.order_id, &possible), ERR_OK);
	assert_false(possible);
	assert_int_equal(hold_possible(as("checkout"), back.order_id, &possible), ERR_OK);
	assert_true(possible);
	assert_int_equal(begin(p.order_id), ERR_CONFLICT);
	/* One piece is there: the money of the other order takes it again. */
	assert_int_equal(notice(back.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_string_equal(pieces_of(back.order_id), "committed");
	assert_int_equal(events(back.order_id, "sold_out"), 0);
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	check_states(p.order_id, "placed", "paid", "unshipped");
	assert_string_equal(pieces_of(p.order_id), "none");
	assert_int_equal(events(p.order_id, "sold_out"), 1);
	check_books();
	/* It cannot be sent before there are some. */
	assert_int_equal(order_ship(as("admin"), p.order_id, "", "", clerk), ERR_CONFLICT);
	check_states(p.order_id, "placed", "paid", "unshipped");
	set_left(MUG, 5);
	assert_int_equal(order_ship(as("admin"), p.order_id, "", "", clerk), ERR_OK);
	check_states(p.order_id, "completed", "paid", "shipped");
	assert_int_equal(order_cancel(as("admin"), back.order_id, clerk), ERR_OK);
	set_left(MUG, 100);
	check_books();
}

static void what_holds_nothing_gives_nothing_back(void **state)
{
	struct order_place p = placed(MUG, 2, "DE", "demo");
	long long held;

	(void)state;
	run_out(p.order_id);
	set_left(MUG, 1);
	held = promised(MUG);
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(order_refund(as("admin"), p.order_id, clerk), ERR_OK);
	check_states(p.order_id, "placed", "refunded", "unshipped");
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	assert_int_equal(promised(MUG), held);
	set_left(MUG, 100);
	check_books();
}

static void of_two_variants_none_is_taken_where_one_is_missing(void **state)
{
	struct stock_take takes[] = { { .variant_id = BOOK, .quantity = 1, .left = -1 },
		{ .variant_id = MUG, .quantity = 4, .left = -1 } };
	long long mugs, books;

	(void)state;
	set_left(BOOK, 0);
	mugs = promised(MUG);
	books = promised(BOOK);
	assert_int_equal(stock_reserve(as("checkout"), takes, 2, NULL), ERR_CONFLICT);
	assert_int_equal(takes[1].variant_id, BOOK);
	assert_int_equal(takes[1].left, 0);
	assert_int_equal(promised(MUG), mugs);
	assert_int_equal(promised(BOOK), books);
	set_left(BOOK, 100);
}

static void the_database_itself_refuses_to_promise_what_is_not_there(void **state)
{
	(void)state;
	assert_string_equal(sql("DO $$ BEGIN UPDATE @.stock SET committed = on_hand + 1 WHERE variant_id = 1;"
	                        " RAISE 'promised'; EXCEPTION WHEN check_violation THEN NULL; END $$"),
	    "");
	placed(LAMP, 1, "DE", "demo");
	assert_string_equal(sql("SELECT backorder FROM @.stock WHERE variant_id = 3"), "t");
	assert_int_equal(on_hand(LAMP), 0);
	assert_true(promised(LAMP) > 0);
	assert_string_equal(sql("SELECT backorder FROM @.stock WHERE variant_id = 1"), "f");
	check_books();
}

static void the_check_tells_of_a_piece_that_nobody_holds(void **state)
{
	const struct hold_fault *faults;
	size_t n;

	(void)state;
	sql("UPDATE @.stock SET reserved = reserved + 1 WHERE variant_id = 2");
	assert_int_equal(hold_check(as("owner"), &faults, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(faults[0].variant_id, BOOK);
	assert_int_equal(faults[0].reserved, faults[0].reservations + 1);
	sql("UPDATE @.stock SET reserved = reserved - 1 WHERE variant_id = 2");
	check_books();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_still_pays_has_reserved_pieces_and_money_makes_them_its_own),
		cmocka_unit_test(a_transfer_is_waited_for_for_days_and_cash_for_none),
		cmocka_unit_test(time_that_ran_out_and_failure_let_go_and_paying_asks_anew),
		cmocka_unit_test(an_older_attempt_that_fails_lets_nothing_go_while_another_is_open),
		cmocka_unit_test(another_way_to_pay_keeps_them_for_as_long_as_that_takes),
		cmocka_unit_test(sold_meanwhile_it_is_not_begun_and_late_money_is_told),
		cmocka_unit_test(what_holds_nothing_gives_nothing_back),
		cmocka_unit_test(of_two_variants_none_is_taken_where_one_is_missing),
		cmocka_unit_test(the_database_itself_refuses_to_promise_what_is_not_there),
		cmocka_unit_test(the_check_tells_of_a_piece_that_nobody_holds),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, sale_begin, sale_end);
}
