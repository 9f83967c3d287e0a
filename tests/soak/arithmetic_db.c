/*
 * The recipes of tests/soak/arithmetic through Postgres: placed, captured, refunded and cancelled by the functions that
 * the programs call, as their roles. STOA_RECIPES names the file of recipes, STOA_ANSWERS the one for the answers,
 * which read as those of arithmetic_run. At the end the books of all of them are checked.
 */
#include "../unit/sale_kit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cluster.h"
#include "db/db.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/ledger_check.h"
#include "shop/order_room.h"
#include "shop/payment.h"
#include "shop/refund_plan.h"
#include "shop/tenant.h"

enum { LINES = 32, RECIPE_BYTES = 16 * 1024 };

static const struct actor clerk = { .kind = ACTOR_SYSTEM };
static const char *const classes[] = { "standard", "reduced", "none" };
static const struct tax_rate rates[] = {
	{ .tax_class = "standard", .name = "T", .country = "DE", .ppm = 190000 },
	{ .tax_class = "reduced", .name = "T", .country = "DE", .ppm = 77000 },
};
static const struct tax_table table = { .country = "DE", .rates = rates, .n = 2 };
static FILE *answers;

struct sale {
	char currency[4];
	bool gross;
	int64_t shipping, shipping_class, order_id, payment_id, amount, refunds_seen;
	struct cart_line lines[LINES];
	size_t n;
};

static int64_t number_at(char **at)
{
	return strtoll(*at, at, 10);
}

static struct ctx *in(struct sale *s, const char *role)
{
	struct ctx *ctx = as(role);

	ctx->currency = s->currency;
	ctx->locale = "de";
	ctx->silent = true;
	return ctx;
}

static enum err_code write_tx(struct ctx *ctx, void *arg)
{
	return order_write(ctx, arg);
}

static void place_order(struct sale *s)
{
	static const struct contact contact = { .email = "a@b.example",
		.phone = "",
		.address = { .name = "A",
		    .company = "",
		    .line1 = "1",
		    .line2 = "",
		    .city = "B",
		    .region = "",
		    .postcode = "1",
		    .country = "DE" } };
	struct ctx *ctx = in(s, "checkout");
	struct settings settings = *ctx->settings;
	char token[CRYPTO_TOKEN_SIZE], key[CRYPTO_TOKEN_SIZE];
	struct placing p = { .channel = "web", .actor = { .kind = ACTOR_SHOPPER }, .token = token, .place_key = key };

	crypto_token(token);
	crypto_token(key);
	settings.prices_gross = s->gross;
	ctx->settings = &settings;
	p.cart = (struct cart){ .lines = s->lines, .n_lines = s->n, .contact = &contact };
	p.shipping = (struct shipping_offer){
		.name = "P", .price = money_of(s->shipping, s->currency), .tax_class = classes[s->shipping_class]
	};
	p.payment = (struct payment_choice){ .code = "demo", .name = "D", .provider = "demo" };
	p.provider = payment_provider("demo");
	quote_sum(ctx, &p.cart, &table, &p.shipping, &p.quote);
	assert_int_equal(db_tx(ctx, write_tx, &p), ERR_OK);
	s->order_id = p.order_id;
	s->amount = p.quote.total.minor;
	s->refunds_seen = 0;
	fprintf(answers, "%" PRId64 " %" PRId64, s->amount, p.quote.tax.minor);
	s->payment_id = number("SELECT id FROM @.payment WHERE order_id = %lld", (long long)s->order_id);
	/* As a provider does that holds the money until we take it. */
	sql("UPDATE @.payment SET state = 'authorised', provider_ref = key WHERE id = %lld AND amount_minor > 0",
	    (long long)s->payment_id);
}

static enum err_code capture_tx(struct ctx *ctx, void *arg)
{
	const struct capture *c = arg;
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = c->order_id }, NULL);

	return err ? err : order_captured(ctx, c);
}

static int64_t captured(const struct sale *s, const char *less)
{
	return number(
	    "SELECT coalesce(captured_minor, 0) - %s FROM @.payment WHERE id = %lld", less, (long long)s->payment_id);
}

static void capture(struct sale *s, int64_t minor)
{
	struct capture c = { .order_id = s->order_id, .payment_id = s->payment_id, .minor = minor, .actor = clerk };

	if (minor <= 0 || minor > s->amount - captured(s, "0")) {
		fprintf(answers, " x");
		return;
	}
	assert_int_equal(db_tx(in(s, "webhook"), capture_tx, &c), ERR_OK);
	fprintf(answers, " %" PRId64, minor);
}

/* The shares of the refunds since the last time, as they are written down. */
static void tell_refunds(struct sale *s)
{
	fputs(sql("SELECT coalesce(string_agg(t, '' ORDER BY id), '') FROM (SELECT f.id, string_agg(' ' || "
	          "coalesce(o.position, 0) || '=' ||"
	          " l.amount_minor || '/' || l.tax_minor, '' ORDER BY l.id) || '+' || f.amount_minor - "
	          "sum(l.amount_minor) AS t"
	          " FROM @.refund f JOIN @.refund_line l ON l.refund_id = f.id LEFT JOIN @.order_line o ON o.id = "
	          "l.order_line_id"
	          " WHERE f.order_id = %lld AND f.id > %lld AND f.state = 'done' GROUP BY f.id) r",
	          (long long)s->order_id, (long long)s->refunds_seen),
	    answers);
	s->refunds_seen =
	    number("SELECT coalesce(max(id), 0) FROM @.refund WHERE order_id = %lld", (long long)s->order_id);
}

static void give(struct sale *s, char op, int64_t line, int64_t value)
{
	const struct order *o = order_now(s->order_id);
	struct refund_piece piece = { .quantity = value };
	struct refund_part part = { .order_id = s->order_id,
		.pieces = &piece,
		.n_pieces = op == 'P',
		.shipping = op == 'S' ? value : 0,
		.amount = money_of(op == 'A' ? value : 0, s->currency),
		.refunded_before = captured(s, "0") - captured(s, "refunded_minor") };
	enum err_code err = ERR_OK;

	if (op == 'P' && (size_t)line <= o->n_lines)
		piece.line_id = o->lines[line - 1].id;
	if (op != 'A')
		err = order_refund_price(in(s, "admin"), o, &part, &part.amount.minor);
	if (!err && part.amount.minor > 0)
		err = order_refund_part(in(s, "admin"), &part, clerk);
	assert_true(err == ERR_OK || err == ERR_CONFLICT);
	if (err || part.amount.minor <= 0)
		fprintf(answers, " x");
	else
		tell_refunds(s);
}

static void waive(struct sale *s)
{
	struct balance b;

	assert_int_equal(order_balance(in(s, "admin"), s->order_id, &b), ERR_OK);
	if (b.due <= 0 || b.waived > 0) {
		fprintf(answers, " x");
		return;
	}
	assert_int_equal(order_cancel(in(s, "admin"), s->order_id, clerk), ERR_OK);
	fputs(sql("SELECT string_agg(' ' || coalesce(l.position, 0) || '=' || t.waived_minor || '/' || t.waived_tax, "
	          "'' ORDER BY l.position NULLS LAST)"
	          " FROM @.order_tax t LEFT JOIN @.order_line l ON l.id = t.order_line_id WHERE t.order_id = %lld",
	          (long long)s->order_id),
	    answers);
}

static void all_back(struct sale *s)
{
	if (captured(s, "refunded_minor") == 0)
		return;
	assert_int_equal(order_refund(in(s, "admin"), s->order_id, clerk), ERR_OK);
	tell_refunds(s);
}

static void sum_up(struct sale *s)
{
	struct refund_scope scope = { .order_id = s->order_id };
	struct refund_left *left;
	struct balance b;
	size_t n;

	assert_int_equal(order_balance(in(s, "admin"), s->order_id, &b), ERR_OK);
	fprintf(answers, " | %" PRId64 " |", b.due);
	assert_int_equal(refund_lefts(in(s, "admin"), &scope, &left, &n), ERR_OK);
	for (size_t i = 0; i < n; i++)
		fprintf(answers, " %" PRId64 ":%" PRId64 ":%" PRId64, left[i].line_id ? left[i].pieces : 1,
		    left[i].gross, left[i].tax);
	fprintf(answers, " |%s\n",
	    sql("SELECT coalesce(string_agg(' ' || account || ' ' || minor, '' ORDER BY account COLLATE \"C\"), '') "
	        "FROM (SELECT a AS account, sum(m) AS minor"
	        " FROM (SELECT debit AS a, minor AS m FROM @.ledger_posting WHERE order_id = %lld UNION ALL SELECT "
	        "credit, - minor FROM"
	        " @.ledger_posting WHERE order_id = %lld) x GROUP BY a HAVING sum(m) <> 0) y",
	        (long long)s->order_id, (long long)s->order_id));
}

static void run(char *recipe)
{
	struct sale s = { .order_id = 0 };
	char *at = recipe + 4;
	size_t ops;

	memcpy(s.currency, recipe, 3);
	s.gross = number_at(&at);
	s.shipping = number_at(&at);
	s.shipping_class = number_at(&at);
	s.n = (size_t)number_at(&at);
	for (size_t i = 0; i < s.n; i++) {
		struct cart_line *l = &s.lines[i];

		*l = (struct cart_line){ .variant_id = VOUCHER, .name = "V", .sku = "", .options = "", .picture = "" };
		l->unit = money_of(number_at(&at), s.currency);
		l->quantity = number_at(&at);
		l->total = money_times(l->unit, l->quantity);
		l->tax_class = classes[number_at(&at)];
	}
	number_at(&at);
	ops = (size_t)number_at(&at);
	place_order(&s);
	for (size_t i = 0; i < ops; i++) {
		at += strspn(at, " ");
		char op = *at++;
		int64_t a = number_at(&at), b = number_at(&at);

		number_at(&at);
		fprintf(answers, " %c", op);
		if (op == 'C')
			capture(&s, b);
		else if (op == 'W')
			waive(&s);
		else if (op == 'Z')
			all_back(&s);
		else
			give(&s, op, a, b);
	}
	sum_up(&s);
}

static void every_recipe_has_its_answer(void **state)
{
	char *recipe = malloc(RECIPE_BYTES);
	FILE *recipes = fopen(getenv("STOA_RECIPES"), "r");

	(void)state;
	assert_non_null(recipes);
	sql("INSERT INTO @.currency VALUES ('USD', 3, 1000000000), ('KRW', 4, 1000000000), ('BHD', 5, 1000000000), "
	    "('KWD', 6, 1000000000)");
	while (fgets(recipe, RECIPE_BYTES, recipes)) {
		run(recipe);
		forget_requests();
		fflush(answers);
	}
	fclose(recipes);
	free(recipe);
}

static void the_books_of_all_of_them_agree(void **state)
{
	struct ledger_report r;

	(void)state;
	assert_int_equal(ledger_check(as("owner"), 0, &r), ERR_OK);
	for (size_t i = 0; i < r.n_faults; i++)
		print_message("%s: %s %lld instead of %lld %s\n", r.faults[i].number, r.faults[i].what,
		    (long long)r.faults[i].books, (long long)r.faults[i].expected, r.faults[i].currency);
	assert_int_equal(r.n_faults, 0);
	assert_true(r.n_sums > 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_recipe_has_its_answer),
		cmocka_unit_test(the_books_of_all_of_them_agree),
	};
	int failed;

	(void)argc;
	cluster_enter(argv);
	answers = fopen(getenv("STOA_ANSWERS"), "w");
	if (!answers)
		return 1;
	failed = cmocka_run_group_tests(tests, sale_begin, sale_end);
	fclose(answers);
	return failed;
}
