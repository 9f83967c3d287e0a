/* The end of orders that nobody pays, and money that comes after it, on a real database, by the roles of the
 * executables. */
#include "sale_kit.h"

#include "base/str.h"
#include "cluster.h"
#include "db/db.h"
#include "queries.h"
#include "shop/hold.h"
#include "shop/ledger.h"
#include "shop/ledger_check.h"
#include "shop/order_expiry.h"
#include "shop/order_room.h"
#include "shop/payment.h"
#include "shop/payment_room.h"

static const struct actor clerk = { .kind = ACTOR_SYSTEM };
enum { DAY = 86400 };

static void set_left(int variant, int pieces)
{
	sql("UPDATE @.stock SET on_hand = reserved + committed + %d WHERE variant_id = %d", pieces, variant);
}

static const char *pieces_of(int64_t id)
{
	return sql("SELECT pieces FROM @.orders WHERE id = %lld", (long long)id);
}

static long long timers(int64_t id)
{
	return number(
	    "SELECT count(*) FROM @.outbox WHERE kind = 'expire' AND timer AND state = 'queued' AND ref_id = %lld",
	    (long long)id);
}

static long long days_left(int64_t id)
{
	return number(
	    "SELECT round(extract(epoch FROM expires_at - to_timestamp(%lld)) / 86400) FROM @.orders WHERE id = %lld",
	    (long long)as("owner")->now, (long long)id);
}

/* Stock, books and orders say the same. */
static void check_all(int64_t id)
{
	const struct hold_fault *faults;
	struct ledger_report r;
	size_t n;

	assert_int_equal(hold_check(as("owner"), &faults, &n), ERR_OK);
	if (n > 0)
		fail_msg("variant %lld: reserved %lld of %lld, committed %lld of %lld", (long long)faults[0].variant_id,
		    (long long)faults[0].reserved, (long long)faults[0].reservations, (long long)faults[0].committed,
		    (long long)faults[0].owed);
	assert_int_equal(ledger_check(as("owner"), id, &r), ERR_OK);
	if (r.n_faults > 0)
		fail_msg("%s is %lld, expected %lld", r.faults[0].what, (long long)r.faults[0].books,
		    (long long)r.faults[0].expected);
}

static void run_out(int64_t id)
{
	sql("UPDATE @.orders SET kept_until = now() - interval '1 hour' WHERE id = %lld", (long long)id);
	assert_int_equal(hold_over(as("worker"), id), ERR_OK);
}

/* The timer, at its moment. */
static void end(int64_t id)
{
	sql("UPDATE @.orders SET expires_at = now() - interval '1 hour' WHERE id = %lld", (long long)id);
	assert_int_equal(order_expiry_due(as("worker"), id), ERR_OK);
}

static int64_t ended(int quantity)
{
	int64_t id = placed(MUG, quantity, "DE", "demo").order_id;

	run_out(id);
	end(id);
	check_states(id, "expired", "unpaid", "unshipped");
	return id;
}

static enum err_code begin(int64_t id)
{
	const char *redirect;

	return payment_begin(as("checkout"), order_now(id), "http://h/r", "http://h/n", &redirect);
}

static void an_order_that_was_let_go_ends_by_itself_after_a_week(void **state)
{
	long long had = promised(MUG);
	int64_t id = placed(MUG, 2, "DE", "demo").order_id;

	(void)state;
	assert_int_equal(timers(id), 0);
	run_out(id);
	assert_int_equal(timers(id), 1);
	assert_int_equal(days_left(id), 7);
	/* Not before it is time. */
	assert_int_equal(order_expiry_due(as("worker"), id), ERR_OK);
	check_states(id, "placed", "unpaid", "unshipped");
	for (int i = 0; i < 2; i++)
		end(id);
	check_states(id, "expired", "unpaid", "unshipped");
	assert_int_equal(events(id, "expired"), 1);
	assert_int_equal(number("SELECT sum(waived_minor) FROM @.order_tax WHERE order_id = %lld", (long long)id),
	    number("SELECT total_minor FROM @.orders WHERE id = %lld", (long long)id));
	assert_int_equal(number("SELECT count(*) FROM @.ledger_posting WHERE order_id = %lld AND effect = 'waived'",
	                     (long long)id) > 0,
	    1);
	assert_int_equal(
	    number("SELECT count(*) FROM @.payment WHERE order_id = %lld AND state = 'cancelled'", (long long)id), 1);
	assert_int_equal(promised(MUG), had);
	assert_int_equal(begin(id), ERR_CONFLICT);
	check_all(id);
}

static void the_merchant_says_after_how_many_days(void **state)
{
	int64_t id = placed(MUG, 1, "DE", "demo").order_id;

	(void)state;
	sql("UPDATE @.shop SET expire_seconds = %d", 3 * DAY);
	run_out(id);
	assert_int_equal(days_left(id), 3);
	sql("UPDATE @.shop SET expire_seconds = %d", 7 * DAY);
	end(id);
	check_all(id);
}

static void who_begins_to_pay_again_has_the_time_anew(void **state)
{
	int64_t id = placed(MUG, 1, "DE", "demo").order_id;

	(void)state;
	run_out(id);
	assert_int_equal(begin(id), ERR_OK);
	assert_string_equal(pieces_of(id), "reserved");
	assert_int_equal(number("SELECT (expires_at IS NULL)::int FROM @.orders WHERE id = %lld", (long long)id), 1);
	/* The timer of before finds nothing to end. */
	assert_int_equal(order_expiry_due(as("worker"), id), ERR_OK);
	check_states(id, "placed", "unpaid", "unshipped");
	run_out(id);
	assert_int_equal(days_left(id), 7);
	end(id);
	check_states(id, "expired", "unpaid", "unshipped");
	check_all(id);
}

static void money_that_is_held_or_on_its_way_is_waited_for(void **state)
{
	int64_t id = placed(MUG, 1, "DE", "demo").order_id;

	(void)state;
	run_out(id);
	sql("UPDATE @.payment SET state = 'pending' WHERE order_id = %lld", (long long)id);
	end(id);
	check_states(id, "placed", "unpaid", "unshipped");
	assert_int_equal(days_left(id), 1);
	sql("UPDATE @.payment SET state = 'created' WHERE order_id = %lld", (long long)id);
	end(id);
	check_states(id, "expired", "unpaid", "unshipped");
	check_all(id);
}

static void late_money_is_told_and_goes_back_by_one_refund(void **state)
{
	int64_t id = ended(1);

	(void)state;
	assert_int_equal(notice(id, PAYMENT_CAPTURED, NULL), ERR_OK);
	check_states(id, "expired", "paid", "unshipped");
	assert_int_equal(events(id, "paid_after_cancel"), 1);
	assert_true(order_can_go_on(order_now(id)));
	assert_true(order_can(order_now(id)).refund);
	assert_int_equal(order_refund(as("admin"), id, clerk), ERR_OK);
	check_states(id, "expired", "refunded", "unshipped");
	assert_false(order_can_go_on(order_now(id)));
	assert_int_equal(order_go_on(as("admin"), id, clerk), ERR_CONFLICT);
	check_all(id);
}

static void with_late_money_the_order_goes_on_where_its_pieces_are_there(void **state)
{
	long long had = promised(MUG);
	int64_t id = ended(2);

	(void)state;
	assert_int_equal(order_go_on(as("admin"), id, clerk), ERR_CONFLICT);
	assert_int_equal(notice(id, PAYMENT_CAPTURED, NULL), ERR_OK);
	set_left(MUG, 1);
	assert_int_equal(order_go_on(as("admin"), id, clerk), ERR_CONFLICT);
	check_states(id, "expired", "paid", "unshipped");
	check_all(id);
	set_left(MUG, 2);
	for (int i = 0; i < 2; i++)
		assert_int_equal(order_go_on(as("admin"), id, clerk), ERR_OK);
	check_states(id, "placed", "paid", "unshipped");
	assert_int_equal(events(id, "went_on"), 1);
	assert_int_equal(mails(id, "paid"), 1);
	assert_string_equal(pieces_of(id), "committed");
	assert_int_equal(promised(MUG), had + 2);
	assert_int_equal(number("SELECT sum(waived_minor) FROM @.order_tax WHERE order_id = %lld", (long long)id), 0);
	check_all(id);
	assert_int_equal(order_ship(as("admin"), id, "", "", clerk), ERR_OK);
	check_states(id, "completed", "paid", "shipped");
	set_left(MUG, 100);
	check_all(id);
}

/* Half of it comes, and nothing more of that payment. */
static enum err_code half_tx(struct ctx *ctx, void *arg)
{
	const int64_t *id = arg;
	struct capture c = { .order_id = *id, .last = true, .actor = { .kind = ACTOR_PROVIDER } };
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = *id }, NULL);

	c.payment_id = number("SELECT id FROM @.payment WHERE order_id = %lld", (long long)*id);
	c.minor = number("SELECT amount_minor / 2 FROM @.payment WHERE order_id = %lld", (long long)*id);
	return err ? err : order_captured(ctx, &c);
}

static void money_for_a_part_goes_on_too_and_a_second_end_is_booked(void **state)
{
	int64_t id = ended(1);
	long long total = number("SELECT total_minor FROM @.orders WHERE id = %lld", (long long)id);

	(void)state;
	sql("UPDATE @.payment SET provider_ref = key WHERE order_id = %lld", (long long)id);
	assert_int_equal(db_tx(as("webhook"), half_tx, &id), ERR_OK);
	check_all(id);
	assert_int_equal(order_go_on(as("admin"), id, clerk), ERR_OK);
	check_states(id, "placed", "part_paid", "unshipped");
	assert_int_equal(mails(id, "paid"), 0);
	assert_int_equal(number("SELECT sum(amount_minor) FROM @.payment WHERE order_id = %lld AND state = 'created'",
	                     (long long)id),
	    total - total / 2);
	check_all(id);
	assert_int_equal(order_cancel(as("admin"), id, clerk), ERR_OK);
	assert_int_equal(number("SELECT sum(waived_minor) FROM @.order_tax WHERE order_id = %lld", (long long)id),
	    total - total / 2);
	check_all(id);
	assert_int_equal(order_refund(as("admin"), id, clerk), ERR_OK);
	check_all(id);
}

/* What a provider says of money that it holds goes the way of a notice, whoever it is. */
static enum err_code held(int64_t id, const char *to)
{
	struct payment_notice n = { .result = PAYMENT_AUTHORISED,
		.provider_ref = "",
		.key = sql(
		    "SELECT key FROM @.payment WHERE order_id = %lld AND provider = 'demo' ORDER BY id DESC LIMIT 1",
		    (long long)id) };

	n.amount = money_of(number("SELECT total_minor FROM @.orders WHERE id = %lld", (long long)id), "EUR");
	if (str_eq(to, "voided"))
		n.result = PAYMENT_CANCELLED;
	if (str_eq(to, "failed"))
		n.result = PAYMENT_FAILED;
	return payment_apply(as("webhook"), payment_provider("demo"), &n);
}

static void held_money_that_is_gone_lets_the_pieces_go(void **state)
{
	static const char *const ends[] = { "voided", "failed" };
	long long had = promised(MUG);

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		int64_t id = placed(MUG, 2, "DE", "demo").order_id;

		assert_int_equal(held(id, "authorised"), ERR_OK);
		assert_string_equal(pieces_of(id), "committed");
		assert_int_equal(held(id, ends[i]), ERR_OK);
		assert_string_equal(sql("SELECT state FROM @.payment WHERE order_id = %lld", (long long)id), ends[i]);
		assert_string_equal(pieces_of(id), "none");
		assert_int_equal(events(id, "let_go"), 1);
		assert_int_equal(days_left(id), 7);
		assert_int_equal(promised(MUG), had);
		check_all(id);
		/* It is as one whose time ran out: paid anew, or over. */
		assert_int_equal(begin(id), ERR_OK);
		assert_int_equal(promised(MUG), had + 2);
		run_out(id);
		end(id);
		check_states(id, "expired", "unpaid", "unshipped");
		check_all(id);
	}
}

static void another_open_way_to_pay_keeps_them_for_its_time(void **state)
{
	int64_t id = placed(MUG, 1, "DE", "demo").order_id, cash = placed(MUG, 1, "DE", "demo").order_id;
	const struct order *o;

	(void)state;
	assert_int_equal(held(id, "authorised"), ERR_OK);
	sql("INSERT INTO @.payment (order_id, key, provider, method, state, currency, amount_minor, created_at, "
	    "updated_at)"
	    " SELECT id, 'bank' || id, 'offline', 'bank_transfer', 'pending', 'EUR', total_minor, now(), now() FROM "
	    "@.orders"
	    " WHERE id = %lld",
	    (long long)id);
	assert_int_equal(held(id, "voided"), ERR_OK);
	o = order_now(id);
	assert_string_equal(o->pieces, "reserved");
	assert_true(o->kept_until - o->placed_at >= 14 * DAY);
	check_all(id);
	assert_int_equal(held(cash, "authorised"), ERR_OK);
	sql("INSERT INTO @.payment (order_id, key, provider, method, state, currency, amount_minor, created_at, "
	    "updated_at)"
	    " SELECT id, 'cash' || id, 'cash_on_delivery', 'cash_on_delivery', 'pending', 'EUR', total_minor, now(), "
	    "now()"
	    " FROM @.orders WHERE id = %lld",
	    (long long)cash);
	assert_int_equal(held(cash, "voided"), ERR_OK);
	assert_string_equal(pieces_of(cash), "committed");
	check_all(cash);
	assert_int_equal(order_cancel(as("admin"), id, clerk), ERR_OK);
	assert_int_equal(order_cancel(as("admin"), cash, clerk), ERR_OK);
	check_all(id);
}

/* Staff stand for what they wrote, and a parcel that left is no reservation. */
static void what_staff_wrote_keeps_its_pieces(void **state)
{
	int64_t id = placed(MUG, 1, "DE", "demo").order_id;

	(void)state;
	sql("UPDATE @.orders SET channel = 'staff' WHERE id = %lld", (long long)id);
	assert_int_equal(held(id, "authorised"), ERR_OK);
	assert_int_equal(held(id, "voided"), ERR_OK);
	assert_string_equal(pieces_of(id), "committed");
	assert_int_equal(order_cancel(as("admin"), id, clerk), ERR_OK);
	check_all(id);
}

static enum err_code waive_tx(struct ctx *ctx, void *arg)
{
	return ledger_waived(ctx, *(const int64_t *)arg, 0);
}

/* As order_cancel() was before reservations: the order's pieces are given back from those that are committed. */
static void a_cancel_by_the_version_before_is_made_good_by_the_timer(void **state)
{
	int64_t other = placed(MUG, 5, "DE", "cash_on_delivery").order_id;
	int64_t id = placed(MUG, 3, "DE", "demo").order_id;
	const struct hold_fault *faults;
	long long had = promised(MUG);
	size_t n;

	(void)state;
	sql("UPDATE @.stock SET committed = committed - 3 WHERE variant_id = %d", MUG);
	sql("UPDATE @.orders SET state = 'cancelled' WHERE id = %lld", (long long)id);
	assert_int_equal(db_tx(as("owner"), waive_tx, &id), ERR_OK);
	assert_int_equal(hold_check(as("owner"), &faults, &n), ERR_OK);
	assert_int_equal(n, 1);
	run_out(id);
	assert_string_equal(pieces_of(id), "none");
	assert_int_equal(promised(MUG), had - 3);
	assert_int_equal(events(id, "let_go"), 0);
	check_all(id);
	assert_int_equal(order_cancel(as("admin"), other, clerk), ERR_OK);
	check_all(other);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_that_was_let_go_ends_by_itself_after_a_week),
		cmocka_unit_test(the_merchant_says_after_how_many_days),
		cmocka_unit_test(who_begins_to_pay_again_has_the_time_anew),
		cmocka_unit_test(money_that_is_held_or_on_its_way_is_waited_for),
		cmocka_unit_test(late_money_is_told_and_goes_back_by_one_refund),
		cmocka_unit_test(with_late_money_the_order_goes_on_where_its_pieces_are_there),
		cmocka_unit_test(money_for_a_part_goes_on_too_and_a_second_end_is_booked),
		cmocka_unit_test(held_money_that_is_gone_lets_the_pieces_go),
		cmocka_unit_test(another_open_way_to_pay_keeps_them_for_its_time),
		cmocka_unit_test(what_staff_wrote_keeps_its_pieces),
		cmocka_unit_test(a_cancel_by_the_version_before_is_made_good_by_the_timer),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, sale_begin, sale_end);
}
