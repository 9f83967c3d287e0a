/*
 * Random steps of shopper, merchant, provider and clock on orders in Postgres, by the functions and roles of the
 * programs; see tests/soak/walk. After each step: no error but those of the contracts, no trace of what was refused,
 * and every invariant (walk_checks.c). A walk that fails loses steps as long as it fails; what is left is a recipe,
 * "MUGS BOOKS METHOD PICKUP STEPS".
 *
 * WALK_STEPS: how many; WALK_SEED; WALK_OUT: a file for the counts; WALK_RECIPES: a file of recipes to begin with;
 * WALK_RECIPE: one recipe, and nothing else.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cluster.h"
#include "walk_room.h"

enum { LOOK_AT_ALL = 200, SHORT = 3, LINE = 512 };

static const char *const methods[] = { "demo", "demo", "demo", "bank_transfer", "cash_on_delivery" };
static uint64_t dice;
static long long steps_done, steps_refused, walks_done, whole_looks;
static long long acted[128], refused[128];
static bool breaking; /* a fault is put in: see break_it() */

/* Steps that lead to a change that chance alone meets too rarely; '?' is any digit. */
static const struct {
	enum order_axis axis;
	const char *from, *to, *method, *steps;
	int pickup;
} ways[] = {
	{ AXIS_ORDER, "placed", "completed", "demo", "c0s0", 0 },
	{ AXIS_ORDER, "placed", "cancelled", "demo", "x0", 0 },
	{ AXIS_ORDER, "placed", "expired", "demo", "o0e0", 0 },
	{ AXIS_ORDER, "expired", "placed", "demo", "o0e0c0G0", 0 },
	{ AXIS_PAID, "unpaid", "part_paid", "demo", "h0q0", 0 },
	{ AXIS_PAID, "unpaid", "paid", "demo", "c0", 0 },
	{ AXIS_PAID, "part_paid", "paid", "demo", "h0q0c0", 0 },
	{ AXIS_PAID, "part_paid", "part_refunded", "demo", "h0q0q0q0a1u1", 0 },
	{ AXIS_PAID, "part_paid", "refunded", "demo", "h0q0z0", 0 },
	{ AXIS_PAID, "paid", "unpaid", "demo", "u9u5", 0 },
	{ AXIS_PAID, "paid", "part_paid", "demo", "c0u4", 0 },
	{ AXIS_PAID, "paid", "part_refunded", "demo", "c0a?", 0 },
	{ AXIS_PAID, "paid", "refunded", "demo", "c0z0", 0 },
	{ AXIS_PAID, "part_refunded", "part_paid", "demo", "c0a?u4", 0 },
	{ AXIS_PAID, "part_refunded", "refunded", "demo", "c0a?z0", 0 },
	{ AXIS_PAID, "refunded", "part_paid", "demo", "h0q0z0q0", 0 },
	{ AXIS_PAID, "refunded", "part_refunded", "demo", "f0y0c9z0c0", 0 },
	{ AXIS_SHIPPED, "unshipped", "ready", "demo", "c0r0", 1 },
	{ AXIS_SHIPPED, "unshipped", "part_shipped", "demo", "c0t0", 0 },
	{ AXIS_SHIPPED, "unshipped", "shipped", "demo", "c0s0", 0 },
	{ AXIS_SHIPPED, "ready", "shipped", "demo", "c0r0s0", 1 },
	{ AXIS_SHIPPED, "part_shipped", "shipped", "demo", "c0t0s0", 0 },
	{ AXIS_PAYMENT, "created", "pending", "demo", "g0", 0 },
	{ AXIS_PAYMENT, "created", "authorised", "demo", "h0", 0 },
	{ AXIS_PAYMENT, "created", "captured", "demo", "c0", 0 },
	{ AXIS_PAYMENT, "created", "failed", "demo", "f0", 0 },
	{ AXIS_PAYMENT, "created", "cancelled", "demo", "k0", 0 },
	{ AXIS_PAYMENT, "pending", "authorised", "demo", "g0h0", 0 },
	{ AXIS_PAYMENT, "pending", "captured", "demo", "g0c0", 0 },
	{ AXIS_PAYMENT, "pending", "failed", "demo", "g0f0", 0 },
	{ AXIS_PAYMENT, "pending", "cancelled", "demo", "g0k0", 0 },
	{ AXIS_PAYMENT, "authorised", "part_captured", "demo", "h0q0", 0 },
	{ AXIS_PAYMENT, "authorised", "captured", "demo", "h0c0", 0 },
	{ AXIS_PAYMENT, "authorised", "voided", "demo", "h0k0", 0 },
	{ AXIS_PAYMENT, "authorised", "failed", "demo", "h0f0", 0 },
	{ AXIS_PAYMENT, "part_captured", "captured", "demo", "h0q0l0", 0 },
	{ AXIS_PAYMENT, "failed", "authorised", "demo", "f0h0", 0 },
	{ AXIS_PAYMENT, "failed", "captured", "demo", "f0c0", 0 },
	{ AXIS_PAYMENT, "cancelled", "authorised", "demo", "k0h0", 0 },
	{ AXIS_PAYMENT, "cancelled", "captured", "demo", "k0c0", 0 },
	{ AXIS_PAYMENT, "voided", "captured", "demo", "h0k0c0", 0 },
	{ AXIS_REFUND, "requested", "done", "demo", "c0z0", 0 },
	{ AXIS_REFUND, "requested", "failed", "demo", "c0j0", 0 },
	{ AXIS_RETURN, "requested", "approved", "demo", "c0s0n1A0", 0 },
	{ AXIS_RETURN, "requested", "refused", "demo", "c0s0n1N0", 0 },
	{ AXIS_RETURN, "requested", "closed", "demo", "c0s0n1K0", 0 },
	{ AXIS_RETURN, "approved", "received", "demo", "c0s0n0V0", 0 },
	{ AXIS_RETURN, "approved", "closed", "demo", "c0s0n0K0", 0 },
	{ AXIS_RETURN, "received", "closed", "demo", "c0s0n4V0Z0", 0 },
};

/* xorshift64: the same walks for the same seed. */
static uint64_t roll(uint64_t n)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return dice % n;
}

static char any_act(void)
{
	static int whole;
	uint64_t at;

	if (!whole)
		for (size_t i = 0; i < walk_acts_n; i++)
			whole += walk_acts[i].weight;
	at = roll((uint64_t)whole);
	for (size_t i = 0; i < walk_acts_n; i++) {
		if (at < (uint64_t)walk_acts[i].weight)
			return walk_acts[i].letter;
		at -= (uint64_t)walk_acts[i].weight;
	}
	return 'd';
}

static void add_step(struct walk *w, char letter, char digit)
{
	size_t n = strlen(w->steps);

	if (n + STEP >= sizeof w->steps)
		return;
	w->steps[n] = letter;
	w->steps[n + 1] = digit == '?' ? (char)('0' + roll(10)) : digit;
	w->steps[n + 2] = '\0';
}

static void go_to(struct walk *w, const struct transition *t, bool detours)
{
	size_t i = 0, n = sizeof ways / sizeof *ways;

	while (i < n && (ways[i].axis != t->axis || !str_eq(ways[i].from, t->from) || !str_eq(ways[i].to, t->to)))
		i++;
	if (i == n)
		fail_msg("no way leads from %s to %s", t->from, t->to);
	w->method = ways[i].method;
	w->pickup = ways[i].pickup;
	for (const char *s = ways[i].steps; *s; s += STEP) {
		if (detours && roll(4) == 0)
			add_step(w, 'd', '?');
		add_step(w, s[0], s[1]);
	}
	for (int k = 0; detours && k < 2; k++)
		add_step(w, 'd', (char)('0' + t->axis));
}

/* Half of the walks lead to what was seen least, with a detour now and then; the others go wherever they go. */
static struct walk any_walk(void)
{
	const struct transition *rare = tally_rare(roll(1 << 30));
	struct walk w = {
		.mugs = (int)roll(4), .books = (int)roll(3), .method = methods[roll(5)], .pickup = roll(4) == 0
	};
	size_t n = 4 + roll(STEPS_MOST - 4);

	if (w.mugs + w.books == 0)
		w.mugs = 2;
	if (roll(2))
		go_to(&w, rare, true);
	while (strlen(w.steps) < n * STEP)
		add_step(&w, any_act(), '?');
	return w;
}

/* A fault as a program could have it: a part of what was taken is not in the books. */
static void break_it(const struct walk *w, char letter, enum err_code err)
{
	if (breaking && (letter == 'q' || letter == 'l') && !err)
		sql("DELETE FROM @.ledger_posting WHERE order_id = %lld AND effect LIKE 'captured:%%:%%'",
		    (long long)w->order_id);
}

static long long setting(const char *name)
{
	const char *value = getenv(name);

	return value ? atoll(value) : 0;
}

static bool is_refusal(enum err_code err)
{
	return err == ERR_CONFLICT || err == ERR_NOT_FOUND || err == ERR_INPUT;
}

/* mark: as walk_fault() gave it before. */
static const char *take_step(struct walk *w, char letter, char digit, char mark[MARK])
{
	const struct act *act = walk_act(letter);
	char before[MARK];
	const char *fault;
	enum err_code err;

	assert_non_null(act);
	str_copy(before, mark, sizeof before);
	w->unlike = NULL;
	err = act->go(w, digit - '0');
	break_it(w, letter, err);
	steps_done++;
	acted[(unsigned char)letter]++;
	refused[(unsigned char)letter] += err != ERR_OK;
	steps_refused += err != ERR_OK;
	if (w->unlike)
		return w->unlike;
	if (err && !is_refusal(err))
		return "an error that no contract names";
	fault = walk_fault(w, mark);
	if (!fault && ((err && !act->leaves) || act->idle) && !str_eq(before, mark))
		return "what was refused, or should change nothing, left a trace";
	return fault;
}

/* NULL where all of it held; *at: how many steps it took. */
static const char *run(struct walk *w, size_t *at)
{
	char mark[MARK] = "";
	const char *fault;

	forget_requests();
	walk_place(w);
	steps_done++;
	walks_done++;
	fault = walk_fault(w, mark);
	for (*at = 0; w->steps[*at * STEP] && !fault; ++*at)
		fault = take_step(w, w->steps[*at * STEP], w->steps[*at * STEP + 1], mark);
	return fault;
}

static const char *recipe_of(const struct walk *w)
{
	static char text[LINE];

	snprintf(text, sizeof text, "%d %d %s %d %s", w->mugs, w->books, w->method, w->pickup, w->steps);
	return text;
}

static bool read_recipe(const char *text, struct walk *w)
{
	static char method[32];
	int pickup;

	*w = (struct walk){ .mugs = 0 };
	_Static_assert(STEPS_MOST * STEP == 64, "as many are read");
	if (sscanf(text, "%d %d %31s %d %64s", &w->mugs, &w->books, method, &pickup, w->steps) != 5)
		return false;
	w->method = method;
	w->pickup = pickup != 0;
	return true;
}

/* What a failed walk left behind is not what the next ones are judged by. */
static const char *run_alone(struct walk w)
{
	size_t at;

	return run(&w, &at);
}

/* Fewer steps, as long as it still fails: many at once from the end on, then half as many, then each by itself. */
static void shrink(struct walk *w)
{
	size_t some = strlen(w->steps) / STEP / 2 + 1;

	for (; some > 0; some /= 2)
		for (size_t end = strlen(w->steps) / STEP; end > 0;) {
			size_t from = end > some ? end - some : 0;
			struct walk fewer = *w;

			memmove(
			    fewer.steps + from * STEP, fewer.steps + end * STEP, strlen(fewer.steps + end * STEP) + 1);
			if (run_alone(fewer))
				memcpy(w->steps, fewer.steps, sizeof w->steps);
			end = from;
		}
}

static void give_up(struct walk w, size_t at, const char *fault)
{
	static char kept[LINE];

	str_copy(kept, fault, sizeof kept);
	w.steps[at * STEP] = '\0';
	print_message("%s after WALK_RECIPE='%s'\n", kept, recipe_of(&w));
	shrink(&w);
	print_message("RECIPE\t%s\n", recipe_of(&w));
	for (size_t i = 0; w.steps[i * STEP]; i++)
		print_message("  %zu. %s (%c)\n", i + 1, walk_act(w.steps[i * STEP])->name, w.steps[i * STEP + 1]);
	fail_msg("%s", kept);
}

static void walk_one(struct walk w)
{
	size_t at;
	const char *fault = run(&w, &at);

	if (fault)
		give_up(w, at, fault);
	tally_order(w.order_id);
}

static void look_at_all(void)
{
	const char *fault = walk_fault_of_all();

	whole_looks++;
	if (fault)
		fail_msg("%s", fault);
}

/* What once failed. */
static void recipes_that_were_kept_hold(void **state)
{
	const char *one = getenv("WALK_RECIPE"), *path = getenv("WALK_RECIPES");
	FILE *f = one || !path ? NULL : fopen(path, "re");
	char line[LINE];
	struct walk w;

	(void)state;
	/* Others have pieces, too, that can be taken from them by mistake. */
	placed(MUG, 9, "DE", "cash_on_delivery");
	placed(BOOK, 9, "DE", "cash_on_delivery");
	if (one) {
		assert_true(read_recipe(one, &w));
		walk_one(w);
		look_at_all();
		return;
	}
	while (f && fgets(line, sizeof line, f))
		if (*line != '#' && read_recipe(line, &w))
			walk_one(w);
	if (f)
		fclose(f);
}

static void every_step_holds_the_invariants(void **state)
{
	long long wanted = getenv("WALK_RECIPE") ? 0 : setting("WALK_STEPS"), looked = 0;

	(void)state;
	dice = 88172645463325252ULL + (uint64_t)setting("WALK_SEED") * 7919;
	for (size_t i = 0; i < sizeof ways / sizeof *ways && wanted > 0; i++) {
		struct walk w = { .mugs = 2, .books = (int)i % 2 };

		go_to(&w, &(struct transition){ ways[i].axis, ways[i].from, ways[i].to }, false);
		walk_one(w);
	}
	while (steps_done < wanted) {
		walk_one(any_walk());
		if (walks_done - looked >= LOOK_AT_ALL) {
			look_at_all();
			looked = walks_done;
		}
	}
	look_at_all();
}

/* The counts, before a fault is put in. */
static void the_counts_are_written(void **state)
{
	const char *path = getenv("WALK_OUT");
	FILE *f = path ? fopen(path, "we") : NULL;

	(void)state;
	if (!path)
		return;
	assert_non_null(f);
	fprintf(f, "steps\t\t\t\t%lld\nrefused\t\t\t\t%lld\nwalks\t\t\t\t%lld\nwhole\t\t\t\t%lld\n", steps_done,
	    steps_refused, walks_done, whole_looks);
	for (size_t i = 0; i < walk_acts_n; i++) {
		unsigned char c = (unsigned char)walk_acts[i].letter;

		fprintf(f, "act\t%s\tdone\t\t%lld\nact\t%s\trefused\t\t%lld\n", walk_acts[i].name,
		    acted[c] - refused[c], walk_acts[i].name, refused[c]);
	}
	tally_write(f);
	assert_int_equal(fclose(f), 0);
}

/* That the walks find what is broken, and say how in a few steps. */
static void a_fault_is_found_and_shrinks_to_a_short_recipe(void **state)
{
	struct walk w = { .mugs = 0 };
	const char *fault = NULL;
	size_t at = 0;
	int walks = 0;

	(void)state;
	if (getenv("WALK_RECIPE"))
		return;
	breaking = true;
	for (; !fault && walks < 400; walks++) {
		w = (struct walk){ .mugs = 1 + (int)roll(3), .books = (int)roll(2), .method = "demo" };
		for (size_t n = roll(4); n > 0; n--)
			add_step(&w, any_act(), '?');
		go_to(&w, &(struct transition){ AXIS_PAYMENT, "part_captured", "captured" }, true);
		for (size_t n = roll(4); n > 0; n--)
			add_step(&w, any_act(), '?');
		fault = run(&w, &at);
	}
	assert_non_null(fault);
	w.steps[at * STEP] = '\0';
	print_message("FAULT\tfound in walk %d: %s\n", walks, fault);
	shrink(&w);
	print_message("FAULT\tits recipe: %s\n", recipe_of(&w));
	assert_true(strlen(w.steps) / STEP <= SHORT);
	assert_non_null(run_alone(w));
	breaking = false;
	assert_null(run_alone(w));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recipes_that_were_kept_hold),
		cmocka_unit_test(every_step_holds_the_invariants),
		cmocka_unit_test(the_counts_are_written),
		cmocka_unit_test(a_fault_is_found_and_shrinks_to_a_short_recipe),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, walk_begin, sale_end);
}
