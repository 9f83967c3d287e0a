/*
 * The arithmetic of orders as the executables have it, on recipes from standard input, one a line; see
 * tests/soak/arithmetic, which writes them and compares the answers, a line each, with an oracle of its own.
 *
 * Recipe: CURRENCY GROSS SHIPPING SHIPPING_CLASS N (UNIT QUANTITY CLASS)*N PAYMENTS M (OP A B C)*M
 *   C payment minor -     captured, at most what is left of it
 *   P line pieces pends   S - amount pends    A - amount pends: a refund; pends: it is ended by an E later
 *   E refund ok -         the nth refund that pends went back, or was refused
 *   W - - -               the order is cancelled: what is owed is waived
 *   Z - - -               everything that is left goes back
 * Answer: of each op what it moved, "line=amount/tax" each, "+credit", or "x" where it was refused; then due, what is
 * left of each line, and what each account holds.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "shop/ledger.h"
#include "shop/order_room.h"
#include "shop/quote.h"
#include "shop/refund_parts.h"
#include "shop/tenant.h"

enum { LINES = 32, OPS = 64, ACCOUNTS = 64, RECIPE_BYTES = 16 * 1024 };

struct refund {
	struct refund_share share[LINES];
	int64_t amount, credit;
	int payment;
	bool pends;
};

struct sale {
	struct arena *arena;
	const char *currency;
	struct refund_left left[LINES];
	size_t n;
	int64_t total, waived, captured[4], refunded[4], pending[4], amount;
	int payments;
	int64_t credited; /* of all that did not fail */
	struct refund refunds[OPS];
	size_t n_refunds;
	struct {
		const char *name;
		int64_t minor;
	} accounts[ACCOUNTS];
	size_t n_accounts;
};

static const char *const classes[] = { "standard", "reduced", "none" };
static const struct tax_rate rates[] = {
	{ .tax_class = "standard", .name = "T", .country = "DE", .ppm = 190000 },
	{ .tax_class = "reduced", .name = "T", .country = "DE", .ppm = 77000 },
};
static const struct tax_table table = { .country = "DE", .rates = rates, .n = 2 };

static int64_t number(char **at)
{
	return strtoll(*at, at, 10);
}

static char letter(char **at)
{
	*at += strspn(*at, " ");
	return *(*at)++;
}

static void book(struct sale *s, const char *name, int64_t minor)
{
	size_t i = 0;

	while (i < s->n_accounts && !str_eq(s->accounts[i].name, name))
		i++;
	BUG_IF(i == ACCOUNTS);
	if (i == s->n_accounts) {
		s->accounts[s->n_accounts].name = name;
		s->accounts[s->n_accounts++].minor = 0;
	}
	s->accounts[i].minor += minor;
}

static void post(struct sale *s, const struct ledger_entry *e)
{
	for (size_t i = 0; i < e->n; i++) {
		BUG_IF(e->minors[i] <= 0 || str_eq(e->debits[i], e->credits[i]));
		book(s, e->debits[i], e->minors[i]);
		book(s, e->credits[i], -e->minors[i]);
	}
}

/* What Stripe moves: the last digit of three decimals is 0. */
static int64_t moves(const struct sale *s, int64_t minor)
{
	return payment_moves(payment_provider("stripe"), money_of(minor, s->currency)).minor;
}

static void place(struct sale *s, char **at)
{
	static struct settings settings;
	struct cart_line lines[LINES];
	struct cart cart = { .lines = lines };
	struct shipping_offer shipping = { .name = "" };
	struct ctx ctx = { .arena = s->arena, .settings = &settings, .currency = s->currency };
	struct ledger_entry e;
	struct quote q;
	bool gross = number(at);

	settings = (struct settings){ .prices_gross = gross, .currency = s->currency };
	shipping.price = money_of(number(at), s->currency);
	shipping.tax_class = classes[number(at)];
	cart.n_lines = (size_t)number(at);
	for (size_t i = 0; i < cart.n_lines; i++) {
		int64_t unit = number(at), pieces = number(at);

		lines[i] = (struct cart_line){ .unit = money_of(unit, s->currency), .quantity = pieces };
		lines[i].total = money_times(lines[i].unit, pieces);
		lines[i].tax_class = classes[number(at)];
	}
	quote_sum(&ctx, &cart, &table, &shipping, &q);
	ledger_begin(&e, s->arena);
	s->n = cart.n_lines + (shipping.price.minor > 0);
	for (size_t i = 0; i < s->n; i++) {
		bool ship = i == cart.n_lines;
		const struct tax_split *split = ship ? &q.shipping_split : &q.lines[i].split;
		const struct tax_rate *rate = ship ? q.shipping_rate : q.lines[i].rate;
		struct ledger_cell cell = {
			.country = "DE", .ppm = rate->ppm, .shipping = ship, .net = split->net, .tax = split->tax
		};

		s->left[i] = (struct refund_left){
			.line_id = ship ? 0 : (int64_t)i + 1,
			.pieces = ship ? 1 : lines[i].quantity,
			.gross = split->gross,
			.tax = split->tax,
			.country = "DE",
			.ppm = rate->ppm,
		};
		ledger_sale(&e, &cell, 1);
	}
	post(s, &e);
	s->total = s->amount = q.total.minor;
	printf("%" PRId64 " %" PRId64, q.total.minor, q.tax.minor);
}

static void capture(struct sale *s, int64_t p, int64_t minor)
{
	struct ledger_entry e;

	if (minor <= 0 || minor > s->amount - s->captured[p]) {
		printf(" x");
		return;
	}
	s->captured[p] += minor;
	ledger_begin(&e, s->arena);
	ledger_capture(&e, "stripe", minor, moves(s, minor));
	post(s, &e);
	printf(" %" PRId64, minor);
}

static int64_t left_of(const struct sale *s, int p)
{
	return s->captured[p] - s->refunded[p] - s->pending[p];
}

static int64_t left_of_all(const struct sale *s)
{
	int64_t sum = 0;

	for (int p = 0; p < s->payments; p++)
		sum += left_of(s, p);
	return sum;
}

/* What a share takes of its line, or gives it back. */
static void take(struct sale *s, const struct refund_share *shares, int sign)
{
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->n; k++) {
			if (s->left[k].line_id != shares[i].line_id)
				continue;
			s->left[k].pieces -= sign * shares[i].quantity;
			s->left[k].gross -= sign * shares[i].amount;
			s->left[k].tax -= sign * shares[i].tax;
			BUG_IF(s->left[k].gross < 0 || s->left[k].tax < 0 || s->left[k].tax > s->left[k].gross);
			break;
		}
}

static void done(struct sale *s, struct refund *r)
{
	struct ledger_entry e;

	ledger_begin(&e, s->arena);
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->n; k++) {
			struct ledger_cell cell = { .country = "DE",
				.ppm = s->left[k].ppm,
				.net = r->share[i].amount - r->share[i].tax,
				.tax = r->share[i].tax };

			if (s->left[k].line_id == r->share[i].line_id && r->share[i].amount > 0)
				ledger_refund(&e, "stripe", &cell);
		}
	ledger_refund_rest(&e, "stripe", r->credit, r->amount, moves(s, r->amount));
	post(s, &e);
	s->refunded[r->payment] += r->amount;
	r->pends = false;
}

/* One wish: amount of a plan, from one payment. */
static void wish(struct sale *s, struct refund_share *plan, size_t n, int64_t amount, int p, bool pieces, bool pends)
{
	struct refund *r = &s->refunds[s->n_refunds++];
	int64_t held = refund_sum(plan, n);

	BUG_IF(s->n_refunds > OPS);
	*r = (struct refund){ .amount = amount, .payment = p };
	for (size_t i = 0; i < LINES; i++)
		r->share[i].line_id = -1;
	refund_take(s->arena, plan, n, amount < held ? amount : held, r->share);
	for (size_t i = 0; i < n; i++) {
		r->share[i].quantity = pieces ? plan[i].quantity : 0;
		printf(" %" PRId64 "=%" PRId64 "/%" PRId64, r->share[i].line_id, r->share[i].amount, r->share[i].tax);
	}
	r->credit = amount - refund_sum(r->share, n);
	printf("+%" PRId64, r->credit);
	take(s, r->share, 1);
	s->credited += r->credit;
	if (!pends) {
		done(s, r);
		return;
	}
	r->pends = true;
	s->pending[p] += amount;
}

/* From the oldest payment that holds enough, else from all of them, the older ones first. */
static void give(struct sale *s, struct refund_share *plan, size_t n, int64_t amount, bool pends)
{
	bool first = true;

	if (amount <= 0 || amount > left_of_all(s)) {
		printf(" x");
		return;
	}
	for (int p = 0; p < s->payments; p++)
		if (left_of(s, p) >= amount) {
			wish(s, plan, n, amount, p, true, pends);
			return;
		}
	for (int p = 0; p < s->payments && amount > 0; p++) {
		int64_t some = left_of(s, p) < amount ? left_of(s, p) : amount;

		if (some == 0)
			continue;
		amount -= some;
		wish(s, plan, n, some, p, first, pends);
		first = false;
	}
}

static void give_amount(struct sale *s, int64_t amount, bool pends)
{
	struct refund_share plan[LINES];

	if (amount > 0 && amount <= left_of_all(s))
		refund_of_all(s->arena, s->left, s->n, amount, plan);
	give(s, plan, s->n, amount, pends);
}

static void give_part(struct sale *s, char op, int64_t line, int64_t value, bool pends)
{
	struct refund_share share;

	for (size_t i = 0; i < s->n; i++) {
		bool ok;

		if (s->left[i].line_id != (op == 'S' ? 0 : line))
			continue;
		ok = op == 'S' ? refund_of_part(&s->left[i], value, &share)
		               : refund_of_pieces(&s->left[i], value, &share);
		if (!ok)
			break;
		give(s, &share, 1, share.amount, pends);
		return;
	}
	printf(" x");
}

static void end(struct sale *s, int64_t nth, bool ok)
{
	for (size_t i = 0; i < s->n_refunds; i++) {
		struct refund *r = &s->refunds[i];

		if (!r->pends || nth-- > 0)
			continue;
		s->pending[r->payment] -= r->amount;
		if (ok) {
			done(s, r);
		} else {
			take(s, r->share, -1);
			s->credited -= r->credit;
			r->pends = false;
		}
		printf(" %c%" PRId64, ok ? 'o' : 'f', r->amount);
		return;
	}
	printf(" x");
}

static int64_t due(const struct sale *s)
{
	int64_t captured = 0;

	for (int p = 0; p < s->payments; p++)
		captured += s->captured[p];
	return order_due(s->total, s->waived, captured, s->credited);
}

static void waive(struct sale *s)
{
	struct refund_share shares[LINES];
	struct ledger_entry e;
	int64_t owed = due(s);

	if (owed <= 0 || s->waived > 0) {
		printf(" x");
		return;
	}
	for (size_t i = 0; i < LINES; i++)
		shares[i].line_id = -1;
	BUG_IF(refund_of_all(s->arena, s->left, s->n, owed, shares) != 0);
	ledger_begin(&e, s->arena);
	for (size_t i = 0; i < s->n; i++) {
		struct ledger_cell cell = { .country = "DE",
			.ppm = s->left[i].ppm,
			.shipping = s->left[i].line_id == 0,
			.net = shares[i].amount - shares[i].tax,
			.tax = shares[i].tax };

		ledger_sale(&e, &cell, -1);
		s->left[i].gross -= shares[i].amount;
		s->left[i].tax -= shares[i].tax;
		printf(" %" PRId64 "=%" PRId64 "/%" PRId64, shares[i].line_id, shares[i].amount, shares[i].tax);
	}
	s->waived = owed;
	post(s, &e);
}

static void all_back(struct sale *s)
{
	for (int p = 0; p < s->payments; p++)
		if (left_of(s, p) > 0)
			give_amount(s, left_of(s, p), false);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sum_up(struct sale *s)
{
	printf(" | %" PRId64 " |", due(s));
	for (size_t i = 0; i < s->n; i++)
		printf(" %" PRId64 ":%" PRId64 ":%" PRId64, s->left[i].pieces, s->left[i].gross, s->left[i].tax);
	printf(" |");
	qsort(s->accounts, s->n_accounts, sizeof *s->accounts, by_name);
	for (size_t i = 0; i < s->n_accounts; i++)
		if (s->accounts[i].minor != 0)
			printf(" %s %" PRId64, s->accounts[i].name, s->accounts[i].minor);
	printf("\n");
}

static void run(struct arena *arena, char *recipe)
{
	static struct sale s;
	char *at = recipe + 3;
	size_t ops;

	recipe[3] = '\0';
	at = recipe + 4;
	memset(&s, 0, sizeof s);
	s.arena = arena;
	s.currency = recipe;
	place(&s, &at);
	s.payments = (int)number(&at);
	ops = (size_t)number(&at);
	for (size_t i = 0; i < ops; i++) {
		char op = letter(&at);
		int64_t a = number(&at), b = number(&at), c = number(&at);

		printf(" %c", op);
		if (op == 'C')
			capture(&s, a, b);
		else if (op == 'A')
			give_amount(&s, b, c);
		else if (op == 'P' || op == 'S')
			give_part(&s, op, a, b, c);
		else if (op == 'E')
			end(&s, a, b);
		else if (op == 'W')
			waive(&s);
		else
			all_back(&s);
	}
	sum_up(&s);
}

int main(void)
{
	struct arena *arena = arena_create((size_t)64 * 1024 * 1024);
	char *recipe = malloc(RECIPE_BYTES);

	log_init("arithmetic", LOG_WARN);
	while (fgets(recipe, RECIPE_BYTES, stdin)) {
		run(arena, recipe);
		arena_reset(arena);
	}
	free(recipe);
	arena_destroy(&arena);
	return 0;
}
