/* Pieces at several locations on a real database, by the roles of the executables. */
#include "sale_kit.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "cluster.h"
#include "shop/hold.h"
#include "shop/location.h"
#include "shop/returns.h"
#include "shop/stock.h"

enum { STORE = 1, CELLAR = 2, BARN = 3 };

static const struct actor clerk = { .kind = ACTOR_SYSTEM };

/* Another two beside the first one; so many free mugs at each. */
static int begin(void **state)
{
	int failed = sale_begin(state);

	if (failed)
		return failed;
	assert_int_equal(location_save(as("admin"), 0, "Keller", "Hafenstraße 1"), ERR_OK);
	assert_int_equal(location_save(as("admin"), 0, "Scheune", ""), ERR_OK);
	return 0;
}

static void lay(int store, int cellar, int barn)
{
	sql("INSERT INTO @.stock (variant_id, location_id, on_hand) SELECT 1, id, 0 FROM @.location ON CONFLICT DO "
	    "NOTHING");
	sql("UPDATE @.stock SET on_hand = reserved + committed + CASE location_id WHEN 1 THEN %d WHEN 2 THEN %d ELSE "
	    "%d END"
	    " WHERE variant_id = 1",
	    store, cellar, barn);
}

/* "free/reserved/committed" of mugs at each location. */
static const char *shelf(void)
{
	return sql(
	    "SELECT string_agg(on_hand - reserved - committed || '/' || reserved || '/' || committed, ' ' ORDER BY"
	    " location_id) FROM @.stock WHERE variant_id = 1");
}

static const char *lies(void)
{
	return sql("SELECT string_agg(on_hand::text, ' ' ORDER BY location_id) FROM @.stock WHERE variant_id = 1");
}

static void check_books(void)
{
	const struct hold_fault *faults;
	size_t n;

	assert_int_equal(hold_check(as("owner"), &faults, &n), ERR_OK);
	if (n > 0)
		fail_msg("variant %lld at %s: reserved %lld of %lld, committed %lld of %lld",
		    (long long)faults[0].variant_id, faults[0].location, (long long)faults[0].reserved,
		    (long long)faults[0].reservations, (long long)faults[0].committed, (long long)faults[0].owed);
}

/* "location:pieces" of what is to be sent. */
static const char *shares(int64_t id)
{
	const struct location_share *v;
	char *text = test_malloc(200), *end = text;
	size_t n;

	assert_int_equal(location_of_order(as("admin"), id, &v, &n), ERR_OK);
	*text = '\0';
	for (int at = 1; at <= 3; at++)
		for (size_t i = 0; i < n; i++)
			if (v[i].location_id == at)
				end += sprintf(end, "%s%d:%lld", end == text ? "" : " ", at, (long long)v[i].quantity);
	return text;
}

static void check_shares(int64_t id, const char *wanted)
{
	const char *found = shares(id);

	assert_string_equal(found, wanted);
	test_free((void *)found);
}

static void a_line_is_split_in_the_order_of_the_locations_and_goes_back_to_each(void **state)
{
	struct order_place p, cash;

	(void)state;
	lay(2, 3, 4);
	p = placed(MUG, 6, "DE", "demo");
	assert_string_equal(shelf(), "0/2/0 0/3/0 3/1/0");
	check_shares(p.order_id, "1:2 2:3 3:1");
	check_books();
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	assert_string_equal(shelf(), "2/0/0 3/0/0 4/0/0");
	cash = placed(MUG, 4, "DE", "cash_on_delivery");
	assert_string_equal(shelf(), "0/0/2 1/0/2 4/0/0");
	check_shares(cash.order_id, "1:2 2:2");
	check_books();
	assert_int_equal(order_cancel(as("admin"), cash.order_id, clerk), ERR_OK);
	assert_string_equal(shelf(), "2/0/0 3/0/0 4/0/0");
	check_books();
}

static void time_failure_and_money_leave_the_pieces_where_they_are(void **state)
{
	struct order_place late, failed, paid;

	(void)state;
	lay(1, 5, 0);
	late = placed(MUG, 2, "DE", "demo");
	sql("UPDATE @.orders SET kept_until = now() - interval '1 hour' WHERE id = %lld", (long long)late.order_id);
	assert_int_equal(hold_over(as("worker"), late.order_id), ERR_OK);
	assert_string_equal(shelf(), "1/0/0 5/0/0 0/0/0");
	failed = placed(MUG, 3, "DE", "demo");
	assert_int_equal(notice(failed.order_id, PAYMENT_FAILED, NULL), ERR_OK);
	assert_string_equal(shelf(), "1/0/0 5/0/0 0/0/0");
	paid = placed(MUG, 3, "DE", "demo");
	assert_string_equal(shelf(), "0/1/0 3/2/0 0/0/0");
	assert_int_equal(notice(paid.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_string_equal(shelf(), "0/0/1 3/0/2 0/0/0");
	assert_int_equal(
	    number("SELECT count(*) FROM @.reservation WHERE order_id = %lld", (long long)paid.order_id), 0);
	check_shares(paid.order_id, "1:1 2:2");
	check_books();
	assert_int_equal(order_ship(as("admin"), paid.order_id, "", "", clerk), ERR_OK);
	assert_string_equal(shelf(), "0/0/0 3/0/0 0/0/0");
	check_shares(paid.order_id, "");
	check_books();
}

static int64_t sent_back(int64_t order_id, int64_t pieces)
{
	const struct order *o = order_now(order_id);
	struct refund_piece piece = { o->lines[0].id, pieces };
	struct return_wish wish = { .order_id = order_id,
		.key = sql("SELECT 'k' || count(*) FROM @.return_request"),
		.withdrawal = true,
		.reason = "",
		.note = "",
		.pieces = &piece,
		.n_pieces = 1 };

	assert_int_equal(return_ask(as("checkout"), &wish), ERR_OK);
	assert_int_equal(return_approve(as("admin"), wish.id, "Lager", clerk), ERR_OK);
	return wish.id;
}

static void receive(int64_t id, int64_t line_id, int64_t pieces, int64_t location_id)
{
	struct return_arrival a = { .line_id = line_id, .pieces = pieces, .restock = true, .condition = "" };

	assert_int_equal(
	    return_receive(as("admin"), id, &(struct return_arrivals){ &a, 1, location_id }, clerk), ERR_OK);
}

static void what_comes_back_lies_where_it_was_sent_from_or_where_staff_put_it(void **state)
{
	struct order_place p;
	int64_t line;

	(void)state;
	lay(0, 5, 5);
	p = placed(MUG, 4, "DE", "demo");
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(order_ship(as("admin"), p.order_id, "", "", clerk), ERR_OK);
	assert_string_equal(lies(), "0 1 5");
	line = order_now(p.order_id)->lines[0].id;
	receive(sent_back(p.order_id, 1), line, 1, 0);
	assert_string_equal(lies(), "0 2 5");
	receive(sent_back(p.order_id, 1), line, 1, BARN);
	assert_string_equal(lies(), "0 2 6");
	receive(sent_back(p.order_id, 2), line, 2, 0);
	assert_string_equal(lies(), "0 4 6");
	assert_int_equal(
	    number("SELECT sum(sent) + sum(open) FROM @.allocation WHERE order_id = %lld", (long long)p.order_id), 0);
	check_books();
}

static int64_t line_of(int64_t order_id)
{
	return order_now(order_id)->lines[0].id;
}

static void send_from(int64_t order_id, int64_t pieces, int64_t before, int64_t location_id)
{
	struct refund_piece piece = { line_of(order_id), pieces };
	struct ship_part part = { .order_id = order_id,
		.carrier = "",
		.tracking = "",
		.pieces = &piece,
		.n_pieces = 1,
		.shipped_before = before,
		.location_id = location_id };

	assert_int_equal(order_ship_part(as("admin"), &part, clerk), ERR_OK);
}

static struct order_place paid_for(int64_t pieces)
{
	struct order_place p = placed(MUG, pieces, "DE", "demo");

	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	return p;
}

static void each_location_gets_back_no_more_than_was_sent_from_it_and_the_first_is_asked_first(void **state)
{
	struct order_place p;
	int64_t line;

	(void)state;
	lay(2, 3, 1);
	p = paid_for(6);
	assert_int_equal(order_ship(as("admin"), p.order_id, "", "", clerk), ERR_OK);
	assert_string_equal(lies(), "0 0 0");
	line = line_of(p.order_id);
	receive(sent_back(p.order_id, 1), line, 1, 0);
	assert_string_equal(lies(), "1 0 0");
	/* The barn's own is one of the two that staff put there. */
	receive(sent_back(p.order_id, 2), line, 2, BARN);
	assert_string_equal(lies(), "1 0 2");
	receive(sent_back(p.order_id, 3), line, 3, 0);
	assert_string_equal(lies(), "1 3 2");
	assert_int_equal(
	    number("SELECT sum(sent) + sum(open) FROM @.allocation WHERE order_id = %lld", (long long)p.order_id), 0);
	check_books();
}

static void what_parcels_have_left_from_is_where_pieces_come_back_to(void **state)
{
	struct order_place p;
	int64_t line;

	(void)state;
	lay(2, 3, 0);
	p = paid_for(5);
	line = line_of(p.order_id);
	send_from(p.order_id, 2, 0, CELLAR);
	receive(sent_back(p.order_id, 1), line, 1, 0);
	assert_string_equal(lies(), "2 2 0");
	send_from(p.order_id, 1, 2, STORE);
	assert_string_equal(lies(), "1 2 0");
	receive(sent_back(p.order_id, 2), line, 2, 0);
	assert_string_equal(lies(), "2 3 0");
	send_from(p.order_id, 2, 3, 0);
	receive(sent_back(p.order_id, 2), line, 2, 0);
	assert_string_equal(lies(), "2 3 0");
	check_books();
}

/* Programs of the version before write down what they send from the others alone. */
static void what_was_sent_by_the_version_before_comes_back_as_far_as_rows_tell_of_it(void **state)
{
	struct order_place p;

	(void)state;
	lay(2, 1, 0);
	p = paid_for(3);
	assert_int_equal(order_ship(as("admin"), p.order_id, "", "", clerk), ERR_OK);
	sql("DELETE FROM @.allocation WHERE order_id = %lld AND location_id = 1", (long long)p.order_id);
	receive(sent_back(p.order_id, 2), line_of(p.order_id), 2, 0);
	assert_string_equal(lies(), "1 1 0");
	receive(sent_back(p.order_id, 1), line_of(p.order_id), 1, 0);
	assert_string_equal(lies(), "2 1 0");
	check_books();
}

static void a_parcel_leaves_from_one_location_where_staff_say_so(void **state)
{
	struct order_place p;
	struct refund_piece piece = { .quantity = 2 };
	struct ship_part part = { .carrier = "", .tracking = "", .pieces = &piece, .n_pieces = 1, .location_id = BARN };
	struct ctx *ctx;

	(void)state;
	lay(2, 3, 1);
	p = placed(MUG, 6, "DE", "demo");
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	part.order_id = p.order_id;
	piece.line_id = order_now(p.order_id)->lines[0].id;
	ctx = as("admin");
	assert_int_equal(order_ship_part(ctx, &part, clerk), ERR_INPUT);
	assert_string_equal(ctx->refusals[0].code, "pieces_elsewhere");
	assert_string_equal(ctx->refusals[0].arg[0], "1");
	assert_string_equal(lies(), "2 3 1");
	part.location_id = STORE;
	assert_int_equal(order_ship_part(as("admin"), &part, clerk), ERR_OK);
	assert_string_equal(lies(), "0 3 1");
	check_shares(p.order_id, "2:3 3:1");
	part.shipped_before = 2;
	ctx = as("admin");
	assert_int_equal(order_ship_part(ctx, &part, clerk), ERR_INPUT);
	assert_string_equal(ctx->refusals[0].arg[0], "0");
	part.location_id = CELLAR;
	assert_int_equal(order_ship_part(as("admin"), &part, clerk), ERR_OK);
	assert_string_equal(lies(), "0 1 1");
	check_books();
	part.location_id = 0;
	part.shipped_before = 4;
	assert_int_equal(order_ship_part(as("admin"), &part, clerk), ERR_OK);
	assert_string_equal(lies(), "0 0 0");
	check_books();
}

static void what_a_refund_sets_out_for_sale_again_lies_where_staff_put_it_or_where_it_was_sent_from(void **state)
{
	struct order_place p;
	struct refund_piece piece = { .quantity = 1 };
	struct refund_part part = {
		.pieces = &piece, .n_pieces = 1, .restock = true, .location_id = BARN, .amount = money_of(2490, "EUR")
	};

	(void)state;
	lay(1, 2, 0);
	p = paid_for(3);
	assert_int_equal(order_ship(as("admin"), p.order_id, "", "", clerk), ERR_OK);
	part.order_id = p.order_id;
	piece.line_id = line_of(p.order_id);
	provider_away(true);
	assert_int_not_equal(order_refund_part(as("admin"), &part, clerk), ERR_OK);
	assert_string_equal(lies(), "0 0 0");
	provider_away(false);
	assert_int_equal(
	    order_refund_again(as("admin"), p.order_id,
	        number("SELECT max(id) FROM @.refund WHERE order_id = %lld", (long long)p.order_id), clerk),
	    ERR_OK);
	assert_string_equal(lies(), "0 0 1");
	part.location_id = 0;
	part.refunded_before = 2490;
	part.amount = money_of(2 * 2490, "EUR");
	piece.quantity = 2;
	assert_int_equal(order_refund_part(as("admin"), &part, clerk), ERR_OK);
	assert_string_equal(lies(), "0 2 1");
	check_books();
}

static void pieces_that_are_refunded_before_they_leave_go_back_to_their_shelf(void **state)
{
	struct order_place p;
	struct refund_piece piece = { .quantity = 2 };
	struct refund_part part = { .pieces = &piece, .n_pieces = 1, .restock = true };

	(void)state;
	lay(1, 2, 0);
	p = placed(MUG, 3, "DE", "demo");
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	part.order_id = p.order_id;
	piece.line_id = order_now(p.order_id)->lines[0].id;
	part.amount = money_of(2 * 2490, "EUR");
	assert_int_equal(order_refund_part(as("admin"), &part, clerk), ERR_OK);
	assert_string_equal(shelf(), "0/0/1 2/0/0 0/0/0");
	check_shares(p.order_id, "1:1");
	check_books();
}

static void of_too_few_at_all_locations_together_nothing_is_taken_anywhere(void **state)
{
	struct stock_take take = { .variant_id = MUG, .quantity = 7, .left = -1 };
	struct order_place p;
	const char *token;

	(void)state;
	lay(1, 2, 3);
	assert_int_equal(stock_reserve(as("checkout"), &take, 1, NULL), ERR_CONFLICT);
	assert_int_equal(take.left, 6);
	assert_string_equal(shelf(), "1/0/1 2/0/0 3/0/0");
	token = ready(MUG, 6, "DE", "demo");
	lay(1, 2, 2);
	assert_int_equal(place(token, &p), ERR_INPUT);
	assert_string_equal(shelf(), "1/0/1 2/0/0 2/0/0");
	check_books();
}

static void beyond_the_stock_is_promised_where_it_is_asked_first_and_only_what_lies_nowhere(void **state)
{
	struct order_place p;

	(void)state;
	sql("INSERT INTO @.stock (variant_id, location_id, on_hand) VALUES (3, 1, 1), (3, 3, 2)"
	    " ON CONFLICT (variant_id, location_id) DO UPDATE SET on_hand = excluded.on_hand");
	p = placed(LAMP, 5, "DE", "cash_on_delivery");
	assert_string_equal(sql("SELECT string_agg(committed::text, ' ' ORDER BY location_id) FROM @.stock WHERE"
	                        " variant_id = 3"),
	    "3 2");
	check_books();
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	assert_int_equal(number("SELECT sum(committed) FROM @.stock WHERE variant_id = 3"), 0);
}

static void an_order_from_before_has_its_pieces_at_the_first_location(void **state)
{
	struct order_place p;

	(void)state;
	lay(5, 5, 0);
	p = placed(MUG, 3, "DE", "cash_on_delivery");
	assert_int_equal(number("SELECT count(*) FROM @.allocation WHERE order_id = %lld", (long long)p.order_id), 0);
	check_shares(p.order_id, "1:3");
	assert_int_equal(location_raise(as("admin"), CELLAR), ERR_OK);
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	assert_string_equal(shelf(), "5/0/1 5/0/0 0/0/0");
	p = placed(MUG, 6, "DE", "demo");
	check_shares(p.order_id, "1:1 2:5");
	check_books();
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	assert_int_equal(location_raise(as("admin"), STORE), ERR_OK);
	check_books();
}

static const char *refusal(enum err_code err, struct ctx *ctx)
{
	assert_int_equal(err, ERR_INPUT);
	return ctx->refusals[0].code;
}

static void one_is_closed_when_nothing_lies_or_is_promised_there(void **state)
{
	struct order_place p;
	struct ctx *ctx;

	(void)state;
	lay(0, 0, 4);
	p = placed(MUG, 3, "DE", "cash_on_delivery");
	ctx = as("admin");
	assert_string_equal(refusal(location_close(ctx, BARN, CELLAR), ctx), "location_promised");
	assert_string_equal(ctx->refusals[0].arg[0], "3");
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	ctx = as("admin");
	assert_string_equal(refusal(location_close(ctx, BARN, 0), ctx), "location_full");
	assert_int_equal(location_close(as("admin"), BARN, BARN), ERR_NOT_FOUND);
	assert_int_equal(location_close(as("admin"), BARN, 99), ERR_NOT_FOUND);
	assert_int_equal(location_close(as("admin"), BARN, CELLAR), ERR_OK);
	assert_string_equal(shelf(), "0/0/1 4/0/0");
	assert_string_equal(
	    sql("SELECT string_agg(coalesce(rank::text, '-'), ' ' ORDER BY id) FROM @.location"), "1 2 -");
	p = placed(MUG, 4, "DE", "demo");
	check_shares(p.order_id, "2:4");
	assert_int_equal(location_reopen(as("admin"), BARN), ERR_OK);
	assert_string_equal(
	    sql("SELECT string_agg(coalesce(rank::text, '-'), ' ' ORDER BY id) FROM @.location"), "1 2 3");
	assert_int_equal(order_cancel(as("admin"), p.order_id, clerk), ERR_OK);
	check_books();
}

/* What was sent from there comes back to the one that is asked first. */
static void what_comes_back_to_a_closed_location_lies_where_it_is_asked_first(void **state)
{
	struct order_place p;

	(void)state;
	lay(0, 0, 2);
	p = placed(MUG, 2, "DE", "demo");
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(order_ship(as("admin"), p.order_id, "", "", clerk), ERR_OK);
	assert_int_equal(location_close(as("admin"), BARN, 0), ERR_OK);
	receive(sent_back(p.order_id, 2), order_now(p.order_id)->lines[0].id, 2, 0);
	assert_string_equal(shelf(), "2/0/1 0/0/0");
	assert_int_equal(location_reopen(as("admin"), BARN), ERR_OK);
	check_books();
}

static void the_last_one_stays_open_and_names_are_told_apart(void **state)
{
	struct ctx *ctx = as("admin");

	(void)state;
	assert_string_equal(refusal(location_save(ctx, CELLAR, "Lager", ""), ctx), "location_taken");
	ctx = as("admin");
	assert_string_equal(refusal(location_save(ctx, 0, "", ""), ctx), "required");
	assert_int_equal(location_save(as("admin"), 99, "Neu", ""), ERR_NOT_FOUND);
	sql("UPDATE @.stock SET on_hand = 0, reserved = 0, committed = 0 WHERE location_id > 1");
	assert_int_equal(location_close(as("admin"), BARN, 0), ERR_OK);
	assert_int_equal(location_close(as("admin"), CELLAR, 0), ERR_OK);
	ctx = as("admin");
	assert_string_equal(refusal(location_close(ctx, STORE, 0), ctx), "location_last");
	assert_int_equal(location_reopen(as("admin"), CELLAR), ERR_OK);
	assert_int_equal(location_reopen(as("admin"), BARN), ERR_OK);
}

/* In a process of its own, with a connection of its own. */
static pid_t beside(enum err_code (*act)(void))
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(act() == ERR_OK ? 0 : 1);
	return pid;
}

/* Until it waits for a row of ours, or has ended. */
static void until_it_waits(pid_t pid)
{
	siginfo_t ended = { 0 };

	for (int i = 0; i < 300 && ended.si_pid == 0; i++) {
		sql("SELECT pg_stat_clear_snapshot()");
		if (number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0)
			break;
		usleep(10000);
		waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT);
	}
}

static void ends_well(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static enum err_code close_the_barn(void)
{
	return location_close(as_other("admin"), BARN, CELLAR);
}

static void what_somebody_lays_down_as_a_location_closes_moves_with_the_rest(void **state)
{
	pid_t closing;

	(void)state;
	lay(1, 1, 0);
	sql("DELETE FROM @.stock WHERE location_id = 3");
	sql("BEGIN");
	sql("INSERT INTO @.stock (variant_id, location_id, on_hand) VALUES (1, 3, 4)");
	closing = beside(close_the_barn);
	until_it_waits(closing);
	sql("COMMIT");
	ends_well(closing);
	assert_int_equal(number("SELECT count(*) FROM @.stock WHERE location_id = 3"), 0);
	assert_string_equal(shelf(), "1/0/1 5/0/0");
	assert_int_equal(location_reopen(as("admin"), BARN), ERR_OK);
	check_books();
}

static int64_t coming, its_line;

static enum err_code receive_it(void)
{
	struct return_arrival a = { .line_id = its_line, .pieces = 2, .restock = true, .condition = "" };

	return return_receive(as_other("admin"), coming, &(struct return_arrivals){ &a, 1, 0 }, clerk);
}

static enum err_code carry_there(void)
{
	struct location_carry carry = { 1, MUG, STORE, BARN, 1 };

	return location_carry(as_other("admin"), &carry) == ERR_NOT_FOUND ? ERR_OK : ERR_CONFLICT;
}

static void closing_the_barn(void)
{
	sql("BEGIN");
	sql("SELECT id FROM @.location ORDER BY id FOR UPDATE");
	sql("DELETE FROM @.stock WHERE location_id = 3");
	sql("UPDATE @.location SET rank = NULL WHERE id = 3");
}

static void who_lays_pieces_down_waits_for_a_location_that_is_being_closed_and_finds_another(void **state)
{
	struct order_place p;
	pid_t beside_it;

	(void)state;
	lay(0, 0, 2);
	p = paid_for(2);
	assert_int_equal(order_ship(as("admin"), p.order_id, "", "", clerk), ERR_OK);
	its_line = line_of(p.order_id);
	coming = sent_back(p.order_id, 2);
	closing_the_barn();
	beside_it = beside(receive_it);
	until_it_waits(beside_it);
	sql("COMMIT");
	ends_well(beside_it);
	assert_string_equal(shelf(), "2/0/1 0/0/0");
	assert_int_equal(location_reopen(as("admin"), BARN), ERR_OK);
	closing_the_barn();
	beside_it = beside(carry_there);
	until_it_waits(beside_it);
	sql("COMMIT");
	ends_well(beside_it);
	assert_string_equal(shelf(), "2/0/1 0/0/0");
	assert_int_equal(location_reopen(as("admin"), BARN), ERR_OK);
	check_books();
}

static void pieces_are_carried_as_far_as_they_are_free_and_counted_where_they_lie(void **state)
{
	struct location_carry carry = { 1, MUG, STORE, BARN, 3 };
	struct location_count counts[] = { { MUG, STORE, 9, 4 }, { MUG, CELLAR, 2, 0 } };
	struct ctx *ctx;

	(void)state;
	lay(3, 0, 0);
	assert_string_equal(lies(), "4 0 0");
	carry.quantity = 4;
	ctx = as("admin");
	assert_string_equal(refusal(location_carry(ctx, &carry), ctx), "location_short");
	assert_string_equal(ctx->refusals[0].arg[0], "3");
	carry.quantity = 3;
	assert_int_equal(location_carry(as("admin"), &carry), ERR_OK);
	assert_string_equal(lies(), "1 0 3");
	carry = (struct location_carry){ 1, MUG, BARN, STORE, 3 };
	assert_int_equal(location_carry(as("admin"), &carry), ERR_OK);
	carry.to = BARN;
	ctx = as("admin");
	assert_string_equal(refusal(location_carry(ctx, &carry), ctx), "location_same");
	assert_int_equal(location_put(as("admin"), 1, counts, 2), ERR_OK);
	assert_string_equal(lies(), "9 2 0");
	counts[0].on_hand = 8;
	ctx = as("admin");
	assert_string_equal(refusal(location_put(ctx, 1, counts, 2), ctx), "stock_changed");
	counts[0] = (struct location_count){ MUG, STORE, 0, 9 };
	ctx = as("admin");
	assert_string_equal(refusal(location_put(ctx, 1, counts, 1), ctx), "stock_promised");
	assert_string_equal(lies(), "9 2 0");
	check_books();
}

static void the_check_tells_of_a_piece_at_the_wrong_location(void **state)
{
	const struct hold_fault *faults;
	struct order_place p;
	size_t n;

	(void)state;
	lay(1, 2, 2);
	p = placed(MUG, 2, "DE", "cash_on_delivery");
	check_books();
	sql("UPDATE @.stock SET committed = committed + CASE location_id WHEN 2 THEN -1 ELSE 1 END WHERE variant_id = "
	    "1 AND"
	    " location_id IN (2, 3)");
	assert_int_equal(hold_check(as("owner"), &faults, &n), ERR_OK);
	assert_int_equal(n, 2);
	assert_string_equal(faults[0].location, "Keller");
	assert_int_equal(faults[0].committed, faults[0].owed - 1);
	assert_string_equal(faults[1].location, "Scheune");
	sql("UPDATE @.stock SET committed = committed - CASE location_id WHEN 2 THEN -1 ELSE 1 END WHERE variant_id = "
	    "1 AND"
	    " location_id IN (2, 3)");
	check_books();
	/* An allocation that outlives its order. */
	sql("UPDATE @.orders SET state = 'cancelled' WHERE id = %lld", (long long)p.order_id);
	assert_int_equal(hold_check(as("owner"), &faults, &n), ERR_OK);
	assert_true(n > 0);
	sql("UPDATE @.orders SET state = 'placed' WHERE id = %lld", (long long)p.order_id);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_split_in_the_order_of_the_locations_and_goes_back_to_each),
		cmocka_unit_test(time_failure_and_money_leave_the_pieces_where_they_are),
		cmocka_unit_test(what_comes_back_lies_where_it_was_sent_from_or_where_staff_put_it),
		cmocka_unit_test(each_location_gets_back_no_more_than_was_sent_from_it_and_the_first_is_asked_first),
		cmocka_unit_test(what_parcels_have_left_from_is_where_pieces_come_back_to),
		cmocka_unit_test(what_was_sent_by_the_version_before_comes_back_as_far_as_rows_tell_of_it),
		cmocka_unit_test(a_parcel_leaves_from_one_location_where_staff_say_so),
		cmocka_unit_test(
		    what_a_refund_sets_out_for_sale_again_lies_where_staff_put_it_or_where_it_was_sent_from),
		cmocka_unit_test(pieces_that_are_refunded_before_they_leave_go_back_to_their_shelf),
		cmocka_unit_test(of_too_few_at_all_locations_together_nothing_is_taken_anywhere),
		cmocka_unit_test(beyond_the_stock_is_promised_where_it_is_asked_first_and_only_what_lies_nowhere),
		cmocka_unit_test(an_order_from_before_has_its_pieces_at_the_first_location),
		cmocka_unit_test(one_is_closed_when_nothing_lies_or_is_promised_there),
		cmocka_unit_test(what_comes_back_to_a_closed_location_lies_where_it_is_asked_first),
		cmocka_unit_test(the_last_one_stays_open_and_names_are_told_apart),
		cmocka_unit_test(what_somebody_lays_down_as_a_location_closes_moves_with_the_rest),
		cmocka_unit_test(who_lays_pieces_down_waits_for_a_location_that_is_being_closed_and_finds_another),
		cmocka_unit_test(pieces_are_carried_as_far_as_they_are_free_and_counted_where_they_lie),
		cmocka_unit_test(the_check_tells_of_a_piece_at_the_wrong_location),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, begin, sale_end);
}
