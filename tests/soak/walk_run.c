/*
 * Random steps of shopper, merchant, provider and clock on orders in Postgres, by the functions and roles of the
 * programs; see tests/soak/walk. WALK_STEPS: how many; WALK_SEED; WALK_RECIPE: one walk instead, "VARIANT QUANTITY
 * METHOD PICKUP STEPS". After each step: no error but those of the contracts, books that agree (ledger_check), states
 * whose events have no gap, and as many pieces promised as the order holds.
 */
#include "../unit/sale_kit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cluster.h"
#include "db/db.h"
#include "queries.h"
#include "shop/draft.h"
#include "shop/ledger_check.h"
#include "shop/order_room.h"
#include "shop/payment.h"
#include "shop/staff.h"

enum { STEPS_MOST = 24 };

static const struct actor clerk = { .kind = ACTOR_SYSTEM };
static const char *const methods[] = { "demo", "demo", "demo", "bank_transfer", "cash_on_delivery" };
static const char alphabet[] = "yccCfkghhqqlvmssstrxezppaaijbnduuuw";
static uint64_t dice;
static long long steps_done, refused, forbidden_tried;

struct walk {
	int variant, quantity, pickup;
	const char *method;
	char steps[STEPS_MOST + 1];
	int64_t order_id, payment_id, return_id;
	long long held; /* pieces that others hold */
};

/* xorshift64: the same walks for the same seed. */
static uint64_t roll(uint64_t n)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return dice % n;
}

struct moving {
	int64_t order_id;
	struct move move;
};

static enum err_code move_tx(struct ctx *ctx, void *arg)
{
	struct moving *m = arg;
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = m->order_id }, NULL);

	return err ? err : order_move(ctx, &m->move);
}

static enum err_code move(struct walk *w, const char *role, enum order_axis axis, int64_t id, const char *to)
{
	struct moving m = { w->order_id,
		{ .axis = axis, .id = id, .to = to, .actor = { .kind = ACTOR_PROVIDER }, .cause = "walk" } };

	return db_tx(as(role), move_tx, &m);
}

static enum err_code capture_tx(struct ctx *ctx, void *arg)
{
	const struct capture *c = arg;
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = c->order_id }, NULL);

	return err ? err : order_captured(ctx, c);
}

static enum err_code capture(struct walk *w, bool last)
{
	struct capture c = {
		.order_id = w->order_id, .payment_id = w->payment_id, .actor = { .kind = ACTOR_PROVIDER }, .last = last
	};

	c.minor = number("SELECT (amount_minor - coalesce(captured_minor, 0)) / 3 FROM @.payment WHERE id = %lld",
	    (long long)w->payment_id);
	return c.minor > 0 ? db_tx(as("webhook"), capture_tx, &c) : ERR_CONFLICT;
}

/* A notice as it comes by network: of the amount that its payment has. */
static enum err_code told(struct walk *w, int result, const char *which)
{
	const char *key = sql(
	    "SELECT key FROM @.payment WHERE order_id = %lld ORDER BY id %s LIMIT 1", (long long)w->order_id, which);

	return notice(w->order_id, result, key);
}

static enum err_code begin_to_pay(struct walk *w)
{
	const char *redirect;

	return payment_begin(as("checkout"), order_now(w->order_id), "http://h/r", "http://h/n", &redirect);
}

static enum err_code give(struct walk *w, char what)
{
	const struct order *o = order_now(w->order_id);
	struct refund_piece piece = { .line_id = o->lines[0].id, .quantity = 1 };
	struct refund_part part = { .order_id = w->order_id,
		.pieces = &piece,
		.n_pieces = what == 'p',
		.restock = w->pickup,
		.shipping = what == 'i' ? 100 : 0,
		.amount = money_of(what == 'a' ? 321 : 0, "EUR") };
	enum err_code err = ERR_OK;

	for (size_t i = 0; i < o->n_payments; i++)
		part.refunded_before += o->payments[i].refunded.minor;
	if (what != 'a')
		err = order_refund_price(as("admin"), o, &part, &part.amount.minor);
	if (err || part.amount.minor <= 0)
		return err ? err : ERR_CONFLICT;
	return order_refund_part(as("admin"), &part, clerk);
}

static enum err_code ship_one(struct walk *w)
{
	const struct order *o = order_now(w->order_id);
	struct refund_piece piece = { .line_id = o->lines[0].id, .quantity = 1 };
	struct ship_part part = { .order_id = w->order_id,
		.carrier = "",
		.tracking = "",
		.pieces = &piece,
		.n_pieces = 1,
		.shipped_before = o->lines[0].shipped };

	return order_ship_part(as("admin"), &part, clerk);
}

static struct ctx *staff_here(void)
{
	static const struct staff somebody = { .id = 1, .email = "a@b.example", .name = "A" };
	struct ctx *ctx = as("admin");

	ctx->staff = &somebody;
	return ctx;
}

/* Staff change what nothing was sent of: other pieces, another price, or none. */
static enum err_code edit(struct walk *w)
{
	struct draft_offer offer;
	struct draft d;
	int64_t id;
	enum err_code err = draft_of_order(staff_here(), w->order_id, &id);

	if (!err)
		err = draft_get(staff_here(), id, &d);
	if (err)
		return err;
	d.lines[0].quantity = 1 + (int64_t)roll(5);
	d.lines[0].unit_minor = roll(2) ? (int64_t)roll(3) * 777 : -1;
	err = draft_save(staff_here(), &d);
	if (!err)
		err = draft_get(staff_here(), id, &d);
	if (!err)
		err = draft_price(staff_here(), &d, &offer);
	if (!err)
		err = draft_apply(staff_here(), &d, offer.quote.total.minor);
	return err;
}

/* What was paid too much goes back. */
static enum err_code refund_due(struct walk *w)
{
	const struct order *o = order_now(w->order_id);
	struct refund_part part = {
		.order_id = w->order_id, .amount = money_of(-o->due.minor, "EUR"), .for_edit = true
	};

	for (size_t i = 0; i < o->n_payments; i++)
		part.refunded_before += o->payments[i].refunded.minor;
	return o->due.minor < 0 ? order_refund_part(as("admin"), &part, clerk) : ERR_CONFLICT;
}

/* A provider that refuses what is asked of it next, as one does that does not know the payment. */
static enum err_code refuse_refund(struct walk *w)
{
	enum err_code err;

	sql("UPDATE @.payment SET provider_ref = NULL WHERE order_id = %lld", (long long)w->order_id);
	err = order_refund(as("admin"), w->order_id, clerk);
	sql("UPDATE @.payment SET provider_ref = key WHERE order_id = %lld AND provider = 'demo'",
	    (long long)w->order_id);
	return err;
}

static enum err_code refund_again(struct walk *w)
{
	long long id = number("SELECT coalesce(max(id), 0) FROM @.refund WHERE order_id = %lld AND state <> 'done'",
	    (long long)w->order_id);

	return id ? order_refund_again(as("admin"), w->order_id, id, clerk) : ERR_CONFLICT;
}

/* What the customer wants to send back: no function has it yet, so its states are walked by themselves. */
static enum err_code move_return(struct walk *w)
{
	size_t n;
	const struct transition *t = transitions_all(&n);
	const char *state;

	if (!w->return_id)
		w->return_id = number("INSERT INTO @.return_request (order_id, key, state, created_at, updated_at) "
		                      "VALUES (%lld, '%lld', 'requested',"
		                      " now(), now()) RETURNING id",
		    (long long)w->order_id, (long long)w->order_id);
	state = sql("SELECT state FROM @.return_request WHERE id = %lld", (long long)w->return_id);
	for (size_t from = roll(n), i = 0; i < n; i++) {
		const struct transition *one = &t[(from + i) % n];

		if (one->axis == AXIS_RETURN && str_eq(one->from, state))
			return move(w, "owner", AXIS_RETURN, w->return_id, one->to);
	}
	return ERR_CONFLICT;
}

static bool is_reached(const struct state *s)
{
	size_t n;
	const struct transition *t = transitions_all(&n);

	for (size_t i = 0; i < n; i++)
		if (t[i].axis == s->axis && str_eq(t[i].to, s->name))
			return true;
	return false;
}

/* Every change of the order that the table does not have from where it stands, past everybody's own rules: *fault where
 * one went through. */
static enum err_code forbidden(struct walk *w, const char **fault)
{
	size_t n;
	const struct state *to = states_all(&n);
	const struct order *o = order_now(w->order_id);
	const char *const from[] = {
		[AXIS_ORDER] = o->state, [AXIS_PAID] = o->payment_state, [AXIS_SHIPPED] = o->shipping_state
	};

	for (size_t i = 0; i < n && to[i].axis <= AXIS_SHIPPED; i++) {
		const char *state = from[to[i].axis];

		if (str_eq(state, to[i].name) || order_may(to[i].axis, state, to[i].name) || !is_reached(&to[i]))
			continue;
		forbidden_tried++;
		if (move(w, "admin", to[i].axis, w->order_id, to[i].name) != ERR_CONFLICT)
			*fault = "a forbidden change went through";
	}
	return ERR_CONFLICT;
}

static enum err_code step(struct walk *w, char what, const char **fault)
{
	w->payment_id = number("SELECT max(id) FROM @.payment WHERE order_id = %lld", (long long)w->order_id);
	switch (what) {
	case 'y':
		return begin_to_pay(w);
	case 'c':
		return told(w, PAYMENT_CAPTURED, "DESC");
	case 'C':
		return told(w, PAYMENT_CAPTURED, "ASC");
	case 'f':
		return told(w, PAYMENT_FAILED, "DESC");
	case 'k':
		return told(w, PAYMENT_CANCELLED, "DESC");
	case 'g':
		return move(w, "webhook", AXIS_PAYMENT, w->payment_id, "pending");
	case 'h':
		return move(w, "webhook", AXIS_PAYMENT, w->payment_id, "authorised");
	case 'v':
		return move(w, "webhook", AXIS_PAYMENT, w->payment_id, "voided");
	case 'q':
		return capture(w, false);
	case 'l':
		return capture(w, true);
	case 'm':
		return order_mark_paid(as("admin"), w->order_id, clerk);
	case 's':
		return order_ship(as("admin"), w->order_id, "", "", clerk);
	case 't':
		return ship_one(w);
	case 'r':
		return order_ready(as("admin"), w->order_id, clerk);
	case 'x':
		return order_cancel(as("admin"), w->order_id, clerk);
	case 'e':
		return order_expire(as("admin"), w->order_id);
	case 'z':
		return order_refund(as("admin"), w->order_id, clerk);
	case 'j':
		return refuse_refund(w);
	case 'b':
		return refund_again(w);
	case 'n':
		return move_return(w);
	case 'u':
		return edit(w);
	case 'w':
		return refund_due(w);
	case 'd':
		return forbidden(w, fault);
	default:
		return give(w, what);
	}
}

static const char *books(const struct walk *w)
{
	struct ledger_report r;

	assert_int_equal(ledger_check(as("owner"), w->order_id, &r), ERR_OK);
	if (r.n_faults > 0)
		print_message("%s is %lld, expected %lld\n", r.faults[0].what, (long long)r.faults[0].books,
		    (long long)r.faults[0].expected);
	return r.n_faults > 0 ? "the books do not agree" : NULL;
}

static const char *events_fault(const struct walk *w)
{
	long long id = (long long)w->order_id;

	if (number("SELECT count(*) FROM (SELECT from_state, lag(to_state) OVER (PARTITION BY axis, subject_id ORDER "
	           "BY id) AS before FROM"
	           " @.state_event WHERE order_id = %lld) e WHERE before <> from_state",
	        id))
		return "a state changed without an event";
	if (number("SELECT count(*) FROM (SELECT DISTINCT ON (axis, subject_id) axis, subject_id, to_state FROM "
	           "@.state_event WHERE order_id = %lld"
	           " ORDER BY axis, subject_id, id DESC) e WHERE to_state <> CASE axis"
	           " WHEN 'payment' THEN (SELECT state FROM @.payment WHERE id = subject_id) WHEN 'refund' THEN "
	           "(SELECT state FROM @.refund WHERE id = subject_id)"
	           " WHEN 'return' THEN (SELECT state FROM @.return_request WHERE id = subject_id)"
	           " WHEN 'order' THEN (SELECT state FROM @.orders WHERE id = subject_id) WHEN 'paid' THEN (SELECT "
	           "payment_state FROM @.orders WHERE id = subject_id)"
	           " ELSE (SELECT shipping_state FROM @.orders WHERE id = subject_id) END",
	        id))
		return "the last event tells another state";
	return NULL;
}

static const char *stock_fault(const struct walk *w)
{
	const struct order *o = order_now(w->order_id);
	bool let_go = number("SELECT (pieces = 'none')::int FROM @.orders WHERE id = %lld", (long long)w->order_id);
	long long holds = order_is_off(o->state) || let_go ? 0 : o->lines[0].open;

	if (promised(w->variant) != w->held + holds)
		return "other pieces are promised than the order holds";
	if (number("SELECT count(*) FROM @.stock WHERE on_hand < reserved + committed OR on_hand < 0 OR committed < 0"))
		return "more is promised than there is";
	return NULL;
}

/* NULL where all of it held; *at: how many steps it took. */
static const char *run(struct walk *w, size_t *at)
{
	const char *fault = NULL;

	forget_requests();
	w->held = promised(w->variant);
	w->return_id = 0;
	w->order_id = placed(w->variant, w->quantity, "DE", w->method).order_id;
	if (w->pickup)
		sql("UPDATE @.orders SET pickup_id = 1 WHERE id = %lld", (long long)w->order_id);
	sql("UPDATE @.payment SET provider_ref = key WHERE order_id = %lld AND provider = 'demo'",
	    (long long)w->order_id);
	for (*at = 0; w->steps[*at] && !fault;) {
		enum err_code err = step(w, w->steps[(*at)++], &fault);

		steps_done++;
		refused += err != ERR_OK;
		if (err && err != ERR_CONFLICT && err != ERR_NOT_FOUND && err != ERR_INPUT)
			fault = "an error that no contract names";
		if (!fault)
			fault = books(w);
		if (!fault)
			fault = events_fault(w);
		if (!fault)
			fault = stock_fault(w);
	}
	return fault;
}

static void tell(const struct walk *w)
{
	print_message("WALK_RECIPE='%d %d %s %d %s'\n", w->variant, w->quantity, w->method, w->pickup, w->steps);
}

/* Fewer steps, as long as one of them still fails. */
static void shrink(struct walk w)
{
	size_t at;

	for (size_t i = 0; w.steps[i];) {
		struct walk fewer = w;

		memmove(fewer.steps + i, fewer.steps + i + 1, strlen(fewer.steps + i));
		if (run(&fewer, &at))
			memcpy(w.steps, fewer.steps, sizeof w.steps);
		else
			i++;
	}
	print_message("the smallest that fails: ");
	tell(&w);
}

static void every_step_holds_the_invariants(void **state)
{
	const char *recipe = getenv("WALK_RECIPE"), *fault = NULL;
	long long wanted = atoll(getenv("WALK_STEPS"));
	struct walk w = { .method = methods[0] };
	char method[32];
	size_t at;

	(void)state;
	dice = 88172645463325252ULL + (uint64_t)atoll(getenv("WALK_SEED"));
	sql("UPDATE @.stock SET on_hand = 100000000");
	if (recipe && sscanf(recipe, "%d %d %31s %d %24s", &w.variant, &w.quantity, method, &w.pickup, w.steps) == 5) {
		w.method = method;
		fault = run(&w, &at);
		wanted = 0;
	}
	while (steps_done < wanted && !fault) {
		w = (struct walk){ .variant = roll(2) ? MUG : BOOK,
			.quantity = 1 + (int)roll(4),
			.method = methods[roll(5)],
			.pickup = roll(4) == 0 };
		for (size_t i = 0, n = 4 + roll(STEPS_MOST - 4); i < n; i++)
			w.steps[i] = alphabet[roll(sizeof alphabet - 1)];
		fault = run(&w, &at);
	}
	if (!fault)
		return;
	w.steps[at] = '\0';
	print_message("%s after ", fault);
	tell(&w);
	shrink(w);
	fail_msg("%s", fault);
}

/* The figures: how often each allowed change was made. */
static void count_the_changes(void **state)
{
	size_t n;
	const struct transition *t = transitions_all(&n);
	long long least = atoll(getenv("WALK_LEAST"));
	int rare = 0;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		long long times = number(
		    "SELECT count(*) FROM @.state_event WHERE axis = '%s' AND from_state = '%s' AND to_state = '%s'",
		    axis_name(t[i].axis), t[i].from, t[i].to);

		printf("%s: %s > %s %lld\n", axis_name(t[i].axis), t[i].from, t[i].to, times);
		rare += times < least;
	}
	printf("%lld steps, %lld refused, %lld forbidden changes tried, %zu allowed ones, %d of them made less than "
	       "%lld times\n",
	    steps_done, refused, forbidden_tried, n, rare, least);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_step_holds_the_invariants),
		cmocka_unit_test(count_the_changes),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, sale_begin, sale_end);
}
