/* The state machine on a real database: its table and the constraints are one, and no state moves without an event. */
#include "sale_kit.h"

#include <string.h>

#include "base/str.h"
#include "cluster.h"
#include "db/db.h"
#include "queries.h"
#include "shop/order_room.h"

static const struct actor clerk = { .kind = ACTOR_SYSTEM };

static const struct {
	const char *table, *column;
} columns[] = {
	[AXIS_ORDER] = { "orders", "state" },
	[AXIS_PAID] = { "orders", "payment_state" },
	[AXIS_SHIPPED] = { "orders", "shipping_state" },
	[AXIS_PAYMENT] = { "payment", "state" },
	[AXIS_REFUND] = { "refund", "state" },
	[AXIS_RETURN] = { "return_request", "state" },
};

/* How many words in quotes a constraint has. */
static size_t words_of(const char *text)
{
	size_t quotes = 0;

	for (; *text; text++)
		quotes += *text == '\'';
	return quotes / 2;
}

static void the_constraints_know_the_states_of_the_table(void **state)
{
	size_t n;
	const struct state *all = states_all(&n);

	(void)state;
	for (enum order_axis a = 0; a < AXIS__MAX; a++) {
		const char *check = sql("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND"
		                        " conrelid = '@.%s'::regclass AND conname = '%s_%s_check'",
		    columns[a].table, columns[a].table, columns[a].column);
		size_t known = 0;

		for (size_t i = 0; i < n; i++) {
			char quoted[32];

			if (all[i].axis != a)
				continue;
			snprintf(quoted, sizeof quoted, "'%s'::", all[i].name);
			if (!strstr(check, quoted))
				fail_msg("%s.%s lacks %s: %s", columns[a].table, columns[a].column, all[i].name, check);
			known++;
		}
		if (words_of(check) != known)
			fail_msg("%s.%s has other states: %s", columns[a].table, columns[a].column, check);
	}
}

static void the_events_know_the_axes(void **state)
{
	const char *check =
	    sql("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'state_event_axis_check'"
	        " AND conrelid = '@.state_event'::regclass");

	(void)state;
	assert_int_equal(words_of(check), AXIS__MAX);
	for (enum order_axis a = 0; a < AXIS__MAX; a++)
		assert_non_null(strstr(check, axis_name(a)));
}

struct
try {
	struct move move;
	int64_t order_id;
};

static enum err_code try_tx(struct ctx *ctx, void *arg)
{
	struct try *t = arg;
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = t->order_id }, NULL);

	return err ? err : order_move(ctx, &t->move);
}

/* Every pair of every axis, against the database itself: what is allowed moves once, with one event; the rest moves
 * nothing and tells nothing. */
static void every_pair_is_moved_or_refused_with_its_event(void **state)
{
	size_t n;
	const struct state *all = states_all(&n);
	int64_t order_id = placed(MUG, 1, "DE", "demo").order_id;
	long long ids[AXIS__MAX];

	(void)state;
	ids[AXIS_ORDER] = ids[AXIS_PAID] = ids[AXIS_SHIPPED] = (long long)order_id;
	ids[AXIS_PAYMENT] = number("SELECT id FROM @.payment WHERE order_id = %lld", (long long)order_id);
	ids[AXIS_REFUND] =
	    number("INSERT INTO @.refund (order_id, payment_id, key, state, currency, amount_minor, created_at,"
	           " updated_at) VALUES (%lld, %lld, 'pairs', 'requested', 'EUR', 1, now(), now()) RETURNING id",
	        (long long)order_id, ids[AXIS_PAYMENT]);
	ids[AXIS_RETURN] = number("INSERT INTO @.return_request (order_id, key, state, created_at, updated_at)"
	                          " VALUES (%lld, 'pairs', 'requested', now(), now()) RETURNING id",
	    (long long)order_id);
	sql("GRANT ALL ON @.return_request TO PUBLIC");
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++) {
			enum order_axis a = all[i].axis;
			struct try t = { .order_id = order_id,
				.move = {
				    .axis = a, .id = ids[a], .to = all[k].name, .actor = clerk, .cause = "test" } };
			bool may = order_may(a, all[i].name, all[k].name), reached = false;
			long long before;

			for (size_t m = 0; m < n; m++)
				reached = reached || order_may(a, all[m].name, all[k].name);
			/* What nothing leads to cannot even be asked for. */
			if (all[k].axis != a || i == k || !reached)
				continue;
			sql("UPDATE @.%s SET %s = '%s' WHERE id = %lld", columns[a].table, columns[a].column,
			    all[i].name, ids[a]);
			before = number("SELECT count(*) FROM @.state_event");
			assert_int_equal(db_tx(as("admin"), try_tx, &t), may ? ERR_OK : ERR_CONFLICT);
			assert_int_equal(number("SELECT count(*) FROM @.state_event") - before, may);
			assert_string_equal(
			    sql("SELECT %s FROM @.%s WHERE id = %lld", columns[a].column, columns[a].table, ids[a]),
			    may ? all[k].name : all[i].name);
			if (may)
				assert_string_equal(sql("SELECT axis || ' ' || from_state || ' ' || to_state || ' ' || "
				                        "subject_id || ' '"
				                        " || actor || ' ' || cause FROM @.state_event WHERE id = %lld",
				                        (long long)t.move.event_id),
				    sql("SELECT '%s %s %s %lld system test'", axis_name(a), all[i].name, all[k].name,
				        ids[a]));
		}
	sql("DELETE FROM @.refund WHERE key = 'pairs'");
	sql("REVOKE ALL ON @.return_request FROM PUBLIC");
	sql("UPDATE @.orders SET state = 'cancelled', payment_state = 'unpaid', shipping_state = 'unshipped' WHERE id "
	    "= %lld",
	    (long long)order_id);
}

/* A sale from its beginning to its end: the events tell each state of each row, without a gap. */
static void the_events_of_a_sale_have_no_gap(void **state)
{
	struct order_place p = placed(MUG, 2, "DE", "demo");

	(void)state;
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(order_ship(as("admin"), p.order_id, "", "", clerk), ERR_OK);
	assert_int_equal(order_refund(as("admin"), p.order_id, clerk), ERR_OK);
	assert_string_equal(
	    sql("SELECT string_agg(axis || ':' || from_state || '>' || to_state || ':' || actor, ' ' ORDER BY id)"
	        " FROM @.state_event WHERE order_id = %lld",
	        (long long)p.order_id),
	    "order:>placed:shopper payment:created>captured:provider paid:unpaid>paid:provider"
	    " shipped:unshipped>shipped:system order:placed>completed:system refund:>requested:system"
	    " refund:requested>done:system paid:paid>refunded:system");
	assert_int_equal(number("SELECT count(*) FROM @.state_event WHERE cause = ''"), 0);
}

static void what_was_never_paid_expires(void **state)
{
	struct order_place p = placed(MUG, 1, "DE", "demo"), paid = placed(MUG, 1, "DE", "demo"),
	                   cash = placed(MUG, 1, "DE", "cash_on_delivery");
	long long held = promised(MUG);

	(void)state;
	assert_int_equal(notice(paid.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(order_expire(as("admin"), p.order_id), ERR_OK);
	check_states(p.order_id, "expired", "unpaid", "unshipped");
	assert_int_equal(promised(MUG), held - 1);
	assert_int_equal(events(p.order_id, "expired"), 1);
	assert_int_equal(order_expire(as("admin"), paid.order_id), ERR_CONFLICT);
	assert_int_equal(order_expire(as("admin"), cash.order_id), ERR_CONFLICT);
	/* Money that comes all the same is seen, and can go back. */
	assert_int_equal(notice(p.order_id, PAYMENT_CAPTURED, NULL), ERR_OK);
	assert_int_equal(events(p.order_id, "paid_after_cancel"), 1);
	assert_int_equal(order_refund(as("admin"), p.order_id, clerk), ERR_OK);
	check_states(p.order_id, "expired", "refunded", "unshipped");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_constraints_know_the_states_of_the_table),
		cmocka_unit_test(the_events_know_the_axes),
		cmocka_unit_test(every_pair_is_moved_or_refused_with_its_event),
		cmocka_unit_test(the_events_of_a_sale_have_no_gap),
		cmocka_unit_test(what_was_never_paid_expires),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, sale_begin, sale_end);
}
