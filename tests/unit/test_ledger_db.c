/* The books of a shop on a real database: what is posted when, that it always fits, and that a difference is found. */
#include "sale_kit.h"

#include "base/str.h"
#include "cluster.h"
#include "db/db.h"
#include "queries.h"
#include "shop/payment.h"
#include "shop/staff.h"
#include "shop/draft.h"
#include "shop/ledger.h"
#include "shop/ledger_check.h"
#include "shop/ledger_journal.h"
#include "shop/order_room.h"

static const struct actor clerk = { .kind = ACTOR_SYSTEM };

/* "receivable>revenue:DE:190000 4184, ...": of one effect, as debit<credit amount. */
static const char *entry(int64_t order, const char *effect)
{
	return sql(
	    "SELECT string_agg(debit || '<' || credit || ' ' || minor, ', ' ORDER BY position) FROM @.ledger_posting"
	    " WHERE order_id = %lld AND effect LIKE '%s'",
	    (long long)order, effect);
}

static size_t faults(void)
{
	struct ledger_report r;

	assert_int_equal(ledger_check(as("owner"), 0, &r), ERR_OK);
	for (size_t i = 0; i < r.n_faults; i++)
		print_message("%s: %s %lld instead of %lld %s\n", r.faults[i].number, r.faults[i].what,
		    (long long)r.faults[i].books, (long long)r.faults[i].expected, r.faults[i].currency);
	return r.n_faults;
}

static long long account(int64_t order, const char *name)
{
	return number(
	    "SELECT coalesce(sum(CASE WHEN debit = '%s' THEN minor ELSE - minor END), 0) FROM @.ledger_posting"
	    " WHERE order_id = %lld AND '%s' IN (debit, credit)",
	    name, (long long)order, name);
}

/* 2 mugs at 24.90 and a parcel at 4.90, 19 % in both. */
static void a_sale_from_placing_to_its_refund(void **state)
{
	struct order_place p = placed(MUG, 2, "DE", "demo");

	(void)state;
	assert_string_equal(entry(p.order_id, "placed"),
	    "receivable<revenue:DE:190000 4185, receivable<tax:DE:190000 873, receivable<shipping:DE:190000 412");
	assert_int_equal(account(p.order_id, "receivable"), 5470);
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_string_equal(entry(p.order_id, "captured:%"), "cash:demo<receivable 5470");
	assert_int_equal(account(p.order_id, "receivable"), 0);
	assert_int_equal(faults(), 0);
	assert_int_equal(order_refund(as("admin"), p.order_id, clerk), ERR_OK);
	assert_string_equal(
	    entry(p.order_id, "refund:%"), "refunds:DE:190000<cash:demo 4597, tax:DE:190000<cash:demo 873");
	assert_int_equal(account(p.order_id, "cash:demo"), 0);
	assert_int_equal(account(p.order_id, "tax:DE:190000"), 0);
	assert_int_equal(faults(), 0);
	assert_int_equal(number("SELECT count(*) FROM @.ledger_posting g JOIN @.state_event e ON e.id = g.event_id"
	                        " AND e.order_id = g.order_id WHERE g.order_id = %lld",
	                     (long long)p.order_id),
	    6);
}

static enum err_code give(int64_t order, int64_t pieces, int64_t amount, int64_t shipping)
{
	const struct order *o = order_now(order);
	struct refund_piece piece = { .line_id = o->lines[0].id, .quantity = pieces };
	struct refund_part part = { .order_id = order,
		.pieces = &piece,
		.n_pieces = pieces > 0,
		.shipping = shipping,
		.amount = money_of(amount, "EUR") };

	for (size_t i = 0; i < o->n_payments; i++)
		part.refunded_before += o->payments[i].refunded.minor;
	if (amount == 0)
		assert_int_equal(order_refund_price(as("admin"), o, &part, &part.amount.minor), ERR_OK);
	return order_refund_part(as("admin"), &part, clerk);
}

/* Goodwill first, then each piece and the shipping: each gives what is left, and together they are the order. */
static void pieces_after_goodwill_give_back_what_is_left(void **state)
{
	struct order_place p = placed(MUG, 3, "DE", "demo");

	(void)state;
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(give(p.order_id, 0, 1001, 0), ERR_OK);
	assert_int_equal(give(p.order_id, 2, 0, 0), ERR_OK);
	assert_int_equal(faults(), 0);
	assert_int_equal(give(p.order_id, 1, 0, 0), ERR_OK);
	assert_int_equal(give(p.order_id, 0, 0,
	                     number("SELECT shipping_gross - (SELECT sum(l.amount_minor) FROM @.refund_line l"
	                            " JOIN @.refund r ON r.id = l.refund_id WHERE r.order_id = o.id AND"
	                            " l.order_line_id IS NULL) FROM @.orders o WHERE id = %lld",
	                         (long long)p.order_id)),
	    ERR_OK);
	check_states(p.order_id, "placed", "refunded", "unshipped");
	assert_int_equal(account(p.order_id, "cash:demo"), 0);
	assert_int_equal(account(p.order_id, "tax:DE:190000"), 0);
	assert_int_equal(account(p.order_id, "refunds:DE:190000"),
	    -account(p.order_id, "revenue:DE:190000") - account(p.order_id, "shipping:DE:190000"));
	assert_int_equal(faults(), 0);
}

static void what_a_cancelled_order_owed_is_undone(void **state)
{
	struct order_place p = placed(BOOK, 1, "FR", "demo");

	(void)state;
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	assert_int_equal(account(p.order_id, "receivable"), 0);
	assert_int_equal(account(p.order_id, "revenue:FR:55000"), 0);
	assert_int_equal(account(p.order_id, "tax:FR:55000"), 0);
	assert_int_equal(order_now(p.order_id)->due.minor, 0);
	assert_int_equal(faults(), 0);
	/* Money that comes all the same is the customer's, and goes back as that. */
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(account(p.order_id, "receivable"), -order_now(p.order_id)->total.minor);
	assert_int_equal(faults(), 0);
	assert_int_equal(order_refund(as("admin"), p.order_id, clerk), ERR_OK);
	assert_int_equal(account(p.order_id, "receivable"), 0);
	assert_int_equal(account(p.order_id, "refunds:FR:55000"), 0);
	assert_int_equal(faults(), 0);
}

struct part {
	struct capture capture;
};

static enum err_code capture_tx(struct ctx *ctx, void *arg)
{
	struct part *p = arg;
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = p->capture.order_id }, NULL);

	return err ? err : order_captured(ctx, &p->capture);
}

static enum err_code capture(int64_t order, int64_t minor, bool last)
{
	struct part p = { .capture = { .order_id = order,
		              .payment_id = order_now(order)->payments[0].id,
		              .minor = minor,
		              .last = last,
		              .actor = clerk } };

	return db_tx(as("admin"), capture_tx, &p);
}

/* What is held is taken in parts; the rest is let go, and is still owed. */
static void money_comes_in_parts(void **state)
{
	struct order_place p = placed(MUG, 2, "DE", "demo");

	(void)state;
	sql("UPDATE @.payment SET state = 'authorised', provider_ref = key WHERE order_id = %lld",
	    (long long)p.order_id);
	assert_int_equal(capture(p.order_id, 2000, false), ERR_OK);
	check_states(p.order_id, "placed", "part_paid", "unshipped");
	assert_int_equal(account(p.order_id, "receivable"), 3470);
	assert_int_equal(capture(p.order_id, 3471, false), ERR_CONFLICT);
	assert_int_equal(faults(), 0);
	assert_string_equal(order_now(p.order_id)->payments[0].state, "part_captured");
	assert_int_equal(order_now(p.order_id)->payments[0].captured.minor, 2000);
	assert_int_equal(order_now(p.order_id)->n_payments, 1);
	assert_int_equal(give(p.order_id, 0, 2001, 0), ERR_CONFLICT);
	assert_int_equal(give(p.order_id, 0, 700, 0), ERR_OK);
	assert_int_equal(faults(), 0);
	/* Cancelled half paid: what is owed is waived, what was paid goes back, and nothing of either is left. */
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	assert_int_equal(account(p.order_id, "receivable"), 0);
	assert_int_equal(faults(), 0);
	assert_int_equal(order_refund(as("admin"), p.order_id, clerk), ERR_OK);
	assert_int_equal(account(p.order_id, "cash:demo"), 0);
	assert_int_equal(account(p.order_id, "tax:DE:190000"), 0);
	assert_int_equal(account(p.order_id, "refunds:DE:190000"),
	    -account(p.order_id, "revenue:DE:190000") - account(p.order_id, "shipping:DE:190000"));
	assert_int_equal(faults(), 0);
}

static void money_paid_twice_goes_back_as_the_customers(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo");
	const char *first = sql("SELECT key FROM @.payment WHERE order_id = %lld", (long long)p.order_id), *redirect;

	(void)state;
	assert_int_equal(notice(p.order_id, PAYMENT_FAILED, NULL), ERR_OK);
	assert_int_equal(
	    payment_begin(as("checkout"), order_now(p.order_id), "http://h/r", "http://h/n", &redirect), ERR_OK);
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, first), ERR_OK);
	assert_int_equal(account(p.order_id, "receivable"), -2980);
	assert_int_equal(faults(), 0);
	assert_int_equal(order_refund(as("admin"), p.order_id, clerk), ERR_OK);
	assert_int_equal(account(p.order_id, "receivable"), 0);
	assert_int_equal(account(p.order_id, "cash:demo"), 0);
	assert_int_equal(faults(), 0);
}

static enum err_code fee_tx(struct ctx *ctx, void *arg)
{
	const int64_t *order = arg;

	return ledger_fee(ctx, *order, 1, "demo", money_of(55, "EUR"), "txn_1");
}

static void a_fee_that_is_told_twice_is_posted_once(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo");

	(void)state;
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(db_tx(as("webhook"), fee_tx, &p.order_id), ERR_OK);
	assert_int_equal(account(p.order_id, "fees:demo"), 55);
	assert_int_equal(account(p.order_id, "cash:demo"), 2980 - 55);
	assert_int_equal(faults(), 0);
}

/* As programs of the version before leave it: nothing posted, no tax in refunds, nothing waived. */
static void what_is_not_in_the_books_is_brought_there(void **state)
{
	struct order_place sold = placed(MUG, 3, "DE", "demo"), off = placed(BOOK, 2, "DE", "bank_transfer");
	const char *before;

	(void)state;
	assert_int_equal(notice(sold.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(give(sold.order_id, 1, 0, 0), ERR_OK);
	assert_int_equal(order_cancel(as("admin"), off.order_id, clerk), ERR_OK);
	before = sql("SELECT md5(string_agg(format('%%s %%s %%s %%s %%s', order_id, effect, debit, credit, minor), ',' "
	             "ORDER BY order_id,"
	             " effect, position)) FROM @.ledger_posting");
	sql("DELETE FROM @.ledger_posting");
	sql("UPDATE @.refund_line SET tax_minor = NULL WHERE refund_id IN (SELECT id FROM @.refund WHERE order_id = "
	    "%lld)",
	    (long long)sold.order_id);
	sql("UPDATE @.order_tax SET waived_minor = 0, waived_tax = 0 WHERE order_id = %lld", (long long)off.order_id);
	assert_true(faults() > 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(ledger_bring_up(as("owner")), ERR_OK);
	assert_int_equal(faults(), 0);
	assert_int_equal(account(off.order_id, "receivable"), 0);
	/* The fee of another test came from a provider's word, which no order has. */
	sql("INSERT INTO @.ledger_posting SELECT order_id, 'fee:1:txn_1', 1, max(at), NULL, 'fees:demo', 'cash:demo', "
	    "'EUR', 55 FROM"
	    " @.ledger_posting WHERE order_id = (SELECT min(order_id) FROM @.ledger_posting WHERE effect LIKE "
	    "'captured:%%' AND"
	    " minor = 2980 AND order_id NOT IN (SELECT order_id FROM @.refund)) GROUP BY order_id");
	assert_string_equal(before, sql("SELECT md5(string_agg(format('%%s %%s %%s %%s %%s', order_id, effect, debit, "
	                                "credit, minor), ',' ORDER BY order_id,"
	                                " effect, position)) FROM @.ledger_posting"));
}

static enum err_code edit(int64_t order, int64_t pieces, int64_t unit, const char **refused)
{
	static const struct staff somebody = { .id = 1, .email = "a@b.example", .name = "A" };
	struct ctx *ctx = as("admin");
	struct draft_offer offer;
	struct draft d;
	int64_t id;

	ctx->staff = &somebody;
	assert_int_equal(draft_of_order(ctx, order, &id), ERR_OK);
	assert_int_equal(draft_get(ctx, id, &d), ERR_OK);
	d.lines[0].quantity = pieces;
	d.lines[0].unit_minor = unit;
	assert_int_equal(draft_save(ctx, &d), ERR_OK);
	assert_int_equal(draft_get(ctx, id, &d), ERR_OK);
	assert_int_equal(draft_price(ctx, &d, &offer), ERR_OK);
	enum err_code err = draft_apply(ctx, &d, offer.quote.total.minor);
	*refused = ctx->refusals ? ctx->refusals->code : "";
	return err;
}

static void a_change_is_posted_as_its_difference(void **state)
{
	struct order_place p = placed(MUG, 2, "DE", "demo");
	const char *refused;

	(void)state;
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(edit(p.order_id, 3, -1, &refused), ERR_OK);
	assert_string_equal(
	    entry(p.order_id, "edited:1"), "receivable<revenue:DE:190000 2092, receivable<tax:DE:190000 398");
	assert_int_equal(account(p.order_id, "receivable"), 2490);
	assert_int_equal(faults(), 0);
	assert_int_equal(edit(p.order_id, 1, -1, &refused), ERR_OK);
	assert_int_equal(account(p.order_id, "receivable"), -2490);
	assert_int_equal(faults(), 0);
	/* What was paid too much goes back as the customer's. */
	struct refund_part due = { .order_id = p.order_id, .amount = money_of(2490, "EUR"), .for_edit = true };
	assert_int_equal(order_refund_part(as("admin"), &due, clerk), ERR_OK);
	assert_int_equal(account(p.order_id, "receivable"), 0);
	assert_int_equal(account(p.order_id, "refunds:DE:190000"), 0);
	assert_int_equal(faults(), 0);
}

/* Otherwise more would go back of a line, or of its tax, than it costs. */
static void a_change_leaves_room_for_what_went_back(void **state)
{
	struct order_place p = placed(MUG, 2, "DE", "demo");
	const char *refused;

	(void)state;
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(give(p.order_id, 0, 3000, 0), ERR_OK);
	assert_int_equal(edit(p.order_id, 1, 2000, &refused), ERR_INPUT);
	assert_string_equal(refused, "draft_refunded");
	assert_int_equal(order_now(p.order_id)->total.minor, 5470);
	assert_int_equal(order_now(p.order_id)->edits, 0);
	assert_int_equal(edit(p.order_id, 2, 2000, &refused), ERR_OK);
	assert_int_equal(order_refund(as("admin"), p.order_id, clerk), ERR_OK);
	check_states(p.order_id, "placed", "refunded", "unshipped");
	assert_int_equal(account(p.order_id, "receivable"), 0);
	assert_int_equal(account(p.order_id, "tax:DE:190000"), 0);
	assert_int_equal(faults(), 0);
}

static bool count_lines(void *arg, const char *data, size_t n)
{
	size_t *lines = arg;

	for (size_t i = 0; i < n; i++)
		*lines += data[i] == '\n';
	return *lines < 100000;
}

/* More than a page of rows, all of one moment: each is written once. */
static void a_long_journal_has_each_row_once(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo");
	size_t lines = 0, rows;
	struct ledger_journal j = {
		.until = INT64_C(4102444800), .texts = ledger_texts, .put = count_lines, .arg = &lines
	};
	long long all;

	(void)state;
	sql("INSERT INTO @.ledger_posting (order_id, effect, position, at, debit, credit, currency, minor) SELECT "
	    "%lld, 'fee:0:' || n / 7, n,"
	    " '2020-01-01', 'fees:demo', 'cash:demo', 'EUR', 1 FROM generate_series(1, 1700) n",
	    (long long)p.order_id);
	all = number("SELECT count(*) FROM @.ledger_posting");
	assert_int_equal(ledger_journal(as("admin"), &j, &rows), ERR_OK);
	assert_int_equal(rows, all);
	assert_int_equal(lines, all + 1);
	j.since = number("SELECT extract(epoch FROM timestamptz '2020-01-01')::bigint");
	j.until = j.since + 1;
	assert_int_equal(ledger_journal(as("admin"), &j, &rows), ERR_OK);
	assert_int_equal(rows, 1700);
	j.since = j.until;
	j.until = j.since + 1;
	assert_int_equal(ledger_journal(as("admin"), &j, &rows), ERR_OK);
	assert_int_equal(rows, 0);
	sql("DELETE FROM @.ledger_posting WHERE effect LIKE 'fee:0:%%'");
}

/* The nearest number counts; shipping is revenue where it has none of its own. */
static void the_nearest_number_of_an_account_counts(void **state)
{
	static const struct ledger_number given[] = { { "revenue", "1" }, { "revenue:DE", "2" },
		{ "revenue:DE:190000", "3" }, { "revenue:0", "4" }, { "cash:stripe", "5" }, { "tax", "6" } };
	static const struct {
		const char *account, *number;
	} cases[] = { { "revenue:DE:190000", "3" }, { "revenue:DE:70000", "2" }, { "revenue:FR:200000", "1" },
		{ "revenue:US:0", "4" }, { "shipping:DE:190000", "3" }, { "shipping:US:0", "4" },
		{ "cash:stripe", "5" }, { "cash:demo", "1000" }, { "tax:US:0", "6" }, { "receivable", "1100" } };
	struct ledger_numbers numbers = { given, sizeof given / sizeof *given };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(ledger_number_of(as("admin")->arena, &numbers, cases[i].account), cases[i].number);
	assert_true(ledger_number_valid("8400-1.A"));
	assert_false(ledger_number_valid(""));
	assert_false(ledger_number_valid("84 00"));
	assert_false(ledger_number_valid("123456789012345678901"));
}

/* More than a batch, and than what a pipeline takes at once; a tenth was cancelled before it was paid. */
static void a_thousand_old_orders_are_brought_there(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo");
	long long id = p.order_id;

	(void)state;
	assert_int_equal(order_cancel(as("admin"), id, clerk), ERR_OK);
	sql("INSERT INTO @.orders SELECT (r).* FROM (SELECT json_populate_record(o, json_build_object('id', 100000 + g,"
	    " 'number', 'B' || g, 'token', 'B' || g, 'place_key', 'B' || g, 'state', CASE g %% 10 WHEN 0 THEN "
	    "'cancelled'"
	    " ELSE 'placed' END, 'payment_state', CASE g %% 10 WHEN 0 THEN 'unpaid' ELSE 'paid' END)) AS r"
	    " FROM @.orders o, generate_series(1, 1010) g WHERE o.id = %lld) x",
	    id);
	sql("INSERT INTO @.order_line SELECT (r).* FROM (SELECT json_populate_record(l, json_build_object('id', 100000 "
	    "+ g,"
	    " 'order_id', 100000 + g)) AS r FROM @.order_line l, generate_series(1, 1010) g WHERE l.order_id = %lld) x",
	    id);
	sql("INSERT INTO @.order_tax (order_id, order_line_id, name, jurisdiction, rate_ppm, base_minor, amount_minor, "
	    "rounding)"
	    " SELECT 100000 + g, CASE WHEN t.order_line_id IS NOT NULL THEN 100000 + g END, t.name, t.jurisdiction, "
	    "t.rate_ppm,"
	    " t.base_minor, t.amount_minor, t.rounding FROM @.order_tax t, generate_series(1, 1010) g WHERE t.order_id "
	    "= %lld",
	    id);
	sql("INSERT INTO @.payment (order_id, key, provider, method, state, currency, amount_minor, created_at, "
	    "updated_at)"
	    " SELECT id, number, 'demo', 'demo', CASE state WHEN 'placed' THEN 'captured' ELSE 'cancelled' END, "
	    "currency,"
	    " total_minor, placed_at, placed_at FROM @.orders WHERE number LIKE 'B%%'");
	assert_int_equal(ledger_bring_up(as("owner")), ERR_OK);
	assert_int_equal(number("SELECT count(DISTINCT order_id) FROM @.ledger_posting WHERE order_id > 100000"
	                        " AND effect = 'placed'"),
	    1010);
	assert_int_equal(
	    number("SELECT count(*) FROM @.ledger_posting WHERE order_id > 100000 AND effect LIKE 'captured:%%'"), 909);
	assert_int_equal(account(100010, "receivable"), 0);
	assert_int_equal(faults(), 0);
}

static void every_difference_is_found(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo");
	static const char *const harm[][2] = {
		{ "UPDATE @.orders SET total_minor = total_minor + 1, items_gross = items_gross + 1, tax_minor = "
		  "tax_minor + 1",
		    "UPDATE @.orders SET total_minor = total_minor - 1, items_gross = items_gross - 1, tax_minor = "
		    "tax_minor - 1" },
		{ "UPDATE @.ledger_posting SET minor = minor + 1", "UPDATE @.ledger_posting SET minor = minor - 1" },
		{ "UPDATE @.payment SET captured_minor = amount_minor - 1",
		    "UPDATE @.payment SET captured_minor = amount_minor" },
		{ "UPDATE @.payment SET refunded_minor = 1", "UPDATE @.payment SET refunded_minor = 0" },
		{ "UPDATE @.order_tax SET amount_minor = amount_minor + 1",
		    "UPDATE @.order_tax SET amount_minor = amount_minor - 1" },
		{ "UPDATE @.order_tax SET waived_minor = 1", "UPDATE @.order_tax SET waived_minor = 0" },
		{ "UPDATE @.orders SET payment_state = 'unpaid'", "UPDATE @.orders SET payment_state = 'paid'" },
	};

	(void)state;
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(faults(), 0);
	for (size_t i = 0; i < sizeof harm / sizeof *harm; i++) {
		bool orders = strstr(harm[i][0], "@.orders") != NULL;

		sql("%s WHERE %s = %lld", harm[i][0], orders ? "id" : "order_id", (long long)p.order_id);
		if (faults() == 0)
			fail_msg("not found: %s", harm[i][0]);
		sql("%s WHERE %s = %lld", harm[i][1], orders ? "id" : "order_id", (long long)p.order_id);
		assert_int_equal(faults(), 0);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sale_from_placing_to_its_refund),
		cmocka_unit_test(pieces_after_goodwill_give_back_what_is_left),
		cmocka_unit_test(what_a_cancelled_order_owed_is_undone),
		cmocka_unit_test(money_comes_in_parts),
		cmocka_unit_test(money_paid_twice_goes_back_as_the_customers),
		cmocka_unit_test(a_fee_that_is_told_twice_is_posted_once),
		cmocka_unit_test(what_is_not_in_the_books_is_brought_there),
		cmocka_unit_test(a_change_is_posted_as_its_difference),
		cmocka_unit_test(a_change_leaves_room_for_what_went_back),
		cmocka_unit_test(a_long_journal_has_each_row_once),
		cmocka_unit_test(the_nearest_number_of_an_account_counts),
		cmocka_unit_test(a_thousand_old_orders_are_brought_there),
		cmocka_unit_test(every_difference_is_found),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, sale_begin, sale_end);
}
