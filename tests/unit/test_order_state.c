/* Every pair of states, of every axis: which change is allowed and which is not; and what the buttons offer. */
#include "unit.h"

#include "base/str.h"
#include "shop/order_room.h"

enum { STATES = 8 };

/* allowed[i][k]: from the i-th state to the k-th. */
static const struct {
	enum order_axis axis;
	const char *states[STATES];
	bool allowed[STATES][STATES];
} axes[] = {
	{ AXIS_ORDER, { "placed", "completed", "cancelled", "expired" }, { { 0, 1, 1, 1 }, { 0 }, { 0 }, { 1 } } },
	{ AXIS_PAID, { "unpaid", "part_paid", "paid", "part_refunded", "refunded" },
	    { { 0, 1, 1, 0, 0 }, { 0, 0, 1, 1, 1 }, { 1, 1, 0, 1, 1 }, { 0, 1, 0, 0, 1 }, { 0, 1, 0, 1, 0 } } },
	{ AXIS_SHIPPED, { "unshipped", "ready", "part_shipped", "shipped" },
	    { { 0, 1, 1, 1 }, { 0, 0, 0, 1 }, { 0, 0, 0, 1 }, { 0 } } },
	{ AXIS_PAYMENT,
	    { "created", "pending", "authorised", "part_captured", "captured", "voided", "failed", "cancelled" },
	    { { 0, 1, 1, 0, 1, 0, 1, 1 }, { 0, 0, 1, 0, 1, 0, 1, 1 }, { 0, 0, 0, 1, 1, 1, 1, 0 },
	        { 0, 0, 0, 0, 1, 0, 0, 0 }, { 0 }, { 0, 0, 0, 0, 1, 0, 0, 0 }, { 0, 0, 1, 0, 1, 0, 0, 0 },
	        { 0, 0, 1, 0, 1, 0, 0, 0 } } },
	{ AXIS_REFUND, { "requested", "done", "failed" }, { { 0, 1, 1 }, { 0 }, { 0 } } },
	{ AXIS_RETURN, { "requested", "approved", "refused", "received", "closed" },
	    { { 0, 1, 1, 0, 1 }, { 0, 0, 0, 1, 1 }, { 0 }, { 0, 0, 0, 0, 1 }, { 0 } } },
};
_Static_assert(sizeof axes / sizeof *axes == AXIS__MAX, "every axis is checked");

static void every_pair_of_states(void **state)
{
	(void)state;
	for (size_t a = 0; a < AXIS__MAX; a++)
		for (size_t i = 0; i < STATES && axes[a].states[i]; i++)
			for (size_t k = 0; k < STATES && axes[a].states[k]; k++)
				if (order_may(axes[a].axis, axes[a].states[i], axes[a].states[k]) !=
				    axes[a].allowed[i][k])
					fail_msg("%s -> %s", axes[a].states[i], axes[a].states[k]);
}

/* No state is missing from the pairs above, and every axis has one to begin with. */
static void the_table_has_just_these_states(void **state)
{
	size_t n, found = 0, first[AXIS__MAX] = { 0 };
	const struct state *all = states_all(&n);

	(void)state;
	for (size_t s = 0; s < n; s++) {
		for (size_t i = 0; i < STATES && axes[all[s].axis].states[i]; i++)
			found += str_eq(axes[all[s].axis].states[i], all[s].name);
		first[all[s].axis] += all[s].first;
	}
	assert_int_equal(found, n);
	for (size_t a = 0; a < AXIS__MAX; a++)
		assert_true(first[a] > 0);
}

static void unknown_states_go_nowhere(void **state)
{
	(void)state;
	assert_false(order_may(AXIS_ORDER, "placed", "lost"));
	assert_false(order_may(AXIS_ORDER, "lost", "cancelled"));
	assert_false(order_may(AXIS_ORDER, "unpaid", "paid"));
	assert_false(order_may(AXIS_PAID, "placed", "cancelled"));
}

/* An order of one payment, and the buttons that it has: p(ay), m(ark paid), s(hip), c(ancel), r(efund), e(dit). */
static void the_buttons_follow_the_states(void **state)
{
	static const struct {
		const char *provider, *payment, *state, *paid, *shipped, *can;
		int64_t refunded;
	} cases[] = {
		{ "offline", "pending", "placed", "unpaid", "unshipped", "mce", 0 },
		{ "cash_on_delivery", "pending", "placed", "unpaid", "unshipped", "msce", 0 },
		{ "cash_on_delivery", "pending", "placed", "unpaid", "shipped", "m", 0 },
		{ "demo", "created", "placed", "unpaid", "unshipped", "pce", 0 },
		{ "demo", "failed", "placed", "unpaid", "unshipped", "pce", 0 },
		{ "demo", "captured", "placed", "paid", "unshipped", "scre", 0 },
		{ "demo", "captured", "placed", "part_refunded", "unshipped", "scre", 1 },
		{ "demo", "captured", "completed", "paid", "shipped", "r", 0 },
		{ "demo", "captured", "placed", "refunded", "unshipped", "c", 10 },
		{ "demo", "captured", "completed", "refunded", "shipped", "", 10 },
		{ "demo", "captured", "cancelled", "paid", "unshipped", "r", 0 },
		{ "offline", "cancelled", "cancelled", "unpaid", "unshipped", "", 0 },
		{ "demo", "captured", "placed", "paid", "part_shipped", "sr", 0 },
		{ "demo", "created", "placed", "part_paid", "unshipped", "pce", 0 },
		{ "offline", "pending", "placed", "part_paid", "unshipped", "mce", 0 },
		{ "demo", "captured", "placed", "paid", "ready", "scr", 0 },
		{ "gone", "pending", "placed", "unpaid", "unshipped", "ce", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct order_payment payment = {
			.provider = cases[i].provider,
			.state = cases[i].payment,
			.amount = money_of(10, "EUR"),
			.captured = money_of(str_eq(cases[i].payment, "captured") ? 10 : 0, "EUR"),
			.refunded = money_of(cases[i].refunded, "EUR"),
		};
		struct order_line line = { .quantity = 1, .open = str_eq(cases[i].shipped, "shipped") ? 0 : 1 };
		struct order o = {
			.lines = &line,
			.n_lines = 1,
			.state = cases[i].state,
			.payment_state = cases[i].paid,
			.shipping_state = cases[i].shipped,
			.payment_provider = cases[i].provider,
			.payments = &payment,
			.n_payments = 1,
		};
		struct order_can can = order_can(&o);
		char got[8] = "";

		snprintf(got, sizeof got, "%s%s%s%s%s%s", can.pay ? "p" : "", can.mark_paid ? "m" : "",
		    can.ship ? "s" : "", can.cancel ? "c" : "", can.refund ? "r" : "", can.edit ? "e" : "");
		if (!str_eq(got, cases[i].can))
			fail_msg("case %zu: \"%s\" instead of \"%s\"", i, got, cases[i].can);
	}
}

static void actors_keep_their_names(void **state)
{
	(void)state;
	for (enum actor_kind k = 0; k < ACTOR__MAX; k++)
		assert_int_equal(actor_kind_of(actor_name(k)), k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(every_pair_of_states),
		UNIT(the_table_has_just_these_states),
		UNIT(unknown_states_go_nowhere),
		UNIT(the_buttons_follow_the_states),
		UNIT(actors_keep_their_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
