/* The rows by which goods are found, on a real database, written by the roles that write goods and move stock. */
#include "sale_kit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cluster.h"
#include "db/db.h"
#include "shop/product_index.h"
#include "shop/stock.h"
#include "shop/tenant.h"

enum { TWIN = 901, OTHER = 902 };

static enum err_code index_mug(struct ctx *ctx, void *arg)
{
	(void)arg;
	return product_index(ctx, MUG);
}

/* As stoactl, which alone may make everything anew. */
static struct ctx *owner_ctx(void)
{
	static struct ctx ctx;

	if (!ctx.db) {
		cluster_ctx(&ctx, NULL);
		db_scope(ctx.db, SHOP_ID, "one");
		assert_int_equal(settings_load(&ctx, NULL), ERR_OK);
	}
	return &ctx;
}

static int end(void **state)
{
	cluster_leave(owner_ctx());
	return sale_end(state);
}

static void reindex(void)
{
	assert_int_equal(db_tx(as("admin"), index_mug, NULL), ERR_OK);
}

static void a_clerk_s_program_writes_the_rows_and_old_ones_go(void **state)
{
	(void)state;
	reindex();
	assert_int_equal(
	    number("SELECT count(*) FROM @.product_search WHERE product_id = 1 AND words @@ '''becher'''"), 1);
	assert_int_equal(
	    number(
	        "SELECT count(*) FROM @.product_search WHERE product_id = 1 AND locale = 'en' AND words @@ '''mug'''"),
	    1);
	assert_int_equal(
	    number("SELECT count(*) FROM @.search_word WHERE locale = 'de' AND word = 'becher' AND written = 'becher'"),
	    1);
	assert_int_equal(number("SELECT count(*) FROM @.facet_term t JOIN @.product_facet f ON t.id = ANY (f.terms) "
	                        "WHERE f.product_id = 1 AND t.facet = 'glaze~' AND t.code = 'blue'"),
	    1);
	sql("DELETE FROM @.product_text WHERE product_id = 1 AND locale = 'en'");
	reindex();
	assert_int_equal(number("SELECT count(*) FROM @.product_search WHERE product_id = 1 AND locale = 'en'"), 0);
	sql("INSERT INTO @.product_text (product_id, locale, name, sort_key) VALUES (1, 'en', 'Mug', '')");
	sql("UPDATE @.product SET state = 'draft' WHERE id = 1");
	reindex();
	assert_int_equal(
	    number("SELECT count(*) FROM @.product_facet WHERE product_id = 1 AND visible_from <= now()"), 0);
	sql("UPDATE @.product SET state = 'active' WHERE id = 1");
	reindex();
	assert_int_equal(
	    number("SELECT count(*) FROM @.product_facet WHERE product_id = 1 AND visible_from <= now()"), 1);
}

/* Of how many languages the product's words have the mark. */
static int64_t marked(int product, const char *mark)
{
	return number(
	    "SELECT count(*) FROM @.product_search WHERE product_id = %d AND words @@ quote_literal('%s')::tsquery",
	    product, mark);
}

static void what_is_known_of_a_product_stands_among_its_words(void **state)
{
	(void)state;
	reindex();
	int64_t languages = number("SELECT count(*) FROM @.product_search WHERE product_id = 1");
	assert_true(languages >= 2);
	assert_int_equal(marked(MUG, "+"), languages);
	assert_int_equal(marked(MUG, "$11"), languages); /* 24.90 */
	assert_int_equal(marked(MUG, "$12"), 0);
	assert_int_equal(marked(MUG, "$JPY"), languages);
	/* md5('1') begins with c4ca4238, which can be halved three times. */
	assert_int_equal(marked(MUG, "@de3"), 1);
	assert_int_equal(marked(MUG, "@en3"), 1);
	assert_int_equal(marked(MUG, "@de4"), 0);
	assert_int_equal(marked(MUG, "%en"), languages);
	sql("UPDATE @.product SET state = 'draft' WHERE id = 1");
	reindex();
	assert_int_equal(marked(MUG, "@de1"), 0);
	sql("UPDATE @.product SET state = 'active' WHERE id = 1");
	reindex();
	assert_int_equal(marked(MUG, "@de1"), 1);
}

static void prices_are_kept_with_the_times_from_which_they_count(void **state)
{
	(void)state;
	sql("UPDATE @.price SET valid_to = '2190-01-01' WHERE variant_id = 1 AND currency = 'EUR'");
	sql("INSERT INTO @.price (variant_id, currency, minor, valid_from, valid_to) VALUES (1, 'EUR', 1990, "
	    "'2190-01-01', '2190-02-01')");
	reindex();
	assert_string_equal(sql("SELECT array_length(price_from, 1) || ' ' || price_minor::text FROM @.product_facet "
	                        "WHERE product_id = 1"),
	    "3 {2490,1990,NULL}");
	assert_string_equal(sql("SELECT price_minor::text || rest_minor::text FROM @.product_facet_price WHERE "
	                        "product_id = 1 AND currency = 'JPY'"),
	    "{4000,4000,NULL}{NULL,NULL,NULL}");
	assert_int_equal(number("SELECT price_minor[width_bucket('2190-01-15'::timestamptz, price_from)] FROM "
	                        "@.product_facet WHERE product_id = 1"),
	    1990);
	sql("DELETE FROM @.price WHERE variant_id = 1 AND minor = 1990");
	sql("UPDATE @.price SET valid_to = 'infinity' WHERE variant_id = 1 AND currency = 'EUR'");
	reindex();
	assert_string_equal(sql("SELECT price_minor::text FROM @.product_facet WHERE product_id = 1"), "{2490}");
}

struct sale {
	int64_t variant;
	int door; /* read from before the transaction ends; -1 for none */
	int told; /* written to once the piece is taken; -1 for none */
};

static enum err_code sell_one(struct ctx *ctx, void *arg)
{
	struct sale *s = arg;
	struct stock_take take = { .variant_id = s->variant, .quantity = 1 };
	enum err_code e = stock_commit(ctx, &take, 1, NULL);
	char c = 0;

	if (s->told >= 0 && write(s->told, &c, 1) != 1)
		return ERR_INTERNAL;
	if (s->door >= 0 && read(s->door, &c, 1) != 1)
		return ERR_INTERNAL;
	return e;
}

/*
 * Two sales at the same time take the last pieces of two variants of one product. Neither sees the other's; the second
 * to look must wait until the first is over.
 */
static void two_sales_of_last_pieces_at_once_leave_nothing_in_stock(void **state)
{
	int door[2], told[2], status;
	char c = 0;

	(void)state;
	sql("INSERT INTO @.product (id, handle, state, tax_class, created_at, updated_at) VALUES (90, 'twins', "
	    "'active', 'standard', '2020-01-01', '2020-01-01')");
	sql("INSERT INTO @.variant (id, product_id, state, position) VALUES (901, 90, 'active', 1), (902, 90, "
	    "'active', 2)");
	sql("INSERT INTO @.price (variant_id, currency, minor, valid_from) VALUES (901, 'EUR', 100, '2000-01-01'), "
	    "(902, 'EUR', 100, '2000-01-01')");
	sql("INSERT INTO @.stock (variant_id, location_id, on_hand) VALUES (901, 1, 1), (902, 1, 1)");
	sql("INSERT INTO @.product_text (product_id, locale, name, sort_key) VALUES (90, 'de', 'Zwillinge', '')");
	assert_int_equal(product_index_all(owner_ctx()), ERR_OK);
	assert_string_equal(sql("SELECT available FROM @.product_facet WHERE product_id = 90"), "t");
	assert_int_equal(marked(90, "+"), 1);
	assert_int_equal(pipe(door), 0);
	assert_int_equal(pipe(told), 0);
	pid_t first = fork();
	if (first == 0) {
		struct sale s = { .variant = TWIN, .door = door[0], .told = told[1] };
		_exit(db_tx(as("checkout"), sell_one, &s) == ERR_OK ? 0 : 1);
	}
	assert_int_equal(read(told[0], &c, 1), 1);
	pid_t second = fork();
	if (second == 0) {
		struct sale s = { .variant = OTHER, .door = -1, .told = -1 };
		_exit(db_tx(as_other("checkout"), sell_one, &s) == ERR_OK ? 0 : 1);
	}
	/* The second waits for the first's lock, or has ended if it takes none. */
	for (int i = 0; i < 300; i++) {
		if (number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0 ||
		    waitpid(second, &status, WNOHANG | WNOWAIT) != 0)
			break;
		usleep(10000);
	}
	assert_int_equal(write(door[1], &c, 1), 1);
	assert_int_equal(waitpid(first, &status, 0), first);
	assert_int_equal(status, 0);
	assert_int_equal(waitpid(second, &status, 0), second);
	assert_int_equal(status, 0);
	assert_int_equal(number("SELECT sum(on_hand - committed) FROM @.stock WHERE variant_id IN (901, 902)"), 0);
	assert_string_equal(sql("SELECT available FROM @.product_facet WHERE product_id = 90"), "f");
	assert_int_equal(marked(90, "+"), 0);
}

static void what_older_rules_made_is_made_anew_once(void **state)
{
	(void)state;
	sql("UPDATE @.product_index_state SET version = 0");
	sql("UPDATE @.product_facet SET available = false");
	sql("DELETE FROM @.product_facet WHERE product_id = 1");
	assert_int_equal(product_index_bring_up(owner_ctx()), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.product_facet WHERE product_id = 1"), 1);
	sql("DELETE FROM @.product_facet WHERE product_id = 1");
	assert_int_equal(product_index_bring_up(owner_ctx()), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.product_facet WHERE product_id = 1"), 0);
	reindex();
}

/* As a version before left them, or a program of it wrote them since. */
static void forget_marks(void)
{
	sql("UPDATE @.product_search SET words = ts_filter(words, '{a,b,c,d}')");
}

/* Rows of a version that knew no marks get these and stay what they are besides. */
static void rows_without_marks_get_them_alone(void **state)
{
	(void)state;
	reindex();
	char *before = strdup(
	    sql("SELECT string_agg(words::text, ' ' ORDER BY locale) FROM @.product_search WHERE product_id = 1"));
	sql("UPDATE @.product_index_state SET version = 2");
	forget_marks();
	sql("UPDATE @.search_word SET written = 'kept' WHERE locale = 'de' AND word = 'becher'");
	assert_int_equal(marked(MUG, "+"), 0);
	assert_int_equal(product_index_bring_up(owner_ctx()), ERR_OK);
	assert_string_equal(
	    sql("SELECT string_agg(words::text, ' ' ORDER BY locale) FROM @.product_search WHERE product_id = 1"),
	    before);
	assert_string_equal(sql("SELECT written FROM @.search_word WHERE locale = 'de' AND word = 'becher'"), "kept");
	/* One that was marked before the run was killed is left as it is. */
	sql("UPDATE @.product_search SET words = 'kept:1A ='::tsvector WHERE product_id = 1 AND locale = 'de'");
	sql("UPDATE @.product_index_state SET version = 3");
	assert_int_equal(product_index_bring_up(owner_ctx()), ERR_OK);
	assert_string_equal(
	    sql("SELECT words::text FROM @.product_search WHERE product_id = 1 AND locale = 'de'"), "'=' 'kept':1A");
	reindex();
	sql("UPDATE @.search_word SET written = 'becher' WHERE locale = 'de' AND word = 'becher'");
	assert_int_equal(number("SELECT version FROM @.product_index_state"), 4);
	free(before);
}

static void rows_without_marks_are_caught_up_with(void **state)
{
	int64_t after = 0;

	(void)state;
	reindex();
	int64_t before = marked(MUG, "+");
	forget_marks();
	sql("UPDATE @.product SET updated_at = '2100-01-01'");
	assert_int_equal(product_index_catch_up(as("worker"), 4070908800, 100, &after), ERR_OK);
	assert_int_equal(after, 0);
	assert_true(before > 0);
	assert_int_equal(marked(MUG, "+"), before);
	sql("UPDATE @.product SET updated_at = '2020-01-01'");
	reindex();
}

static void a_large_shop_is_caught_up_with_in_turns(void **state)
{
	int64_t after = 0;

	(void)state;
	sql("INSERT INTO @.product (id, handle, state, tax_class, created_at, updated_at) SELECT i, 'many' || i, "
	    "'active', "
	    "'standard', '2020-01-01', '2020-01-01' FROM generate_series(1001, 1120) i");
	assert_int_equal(product_index_catch_up(as("worker"), INT64_MAX, 50, &after), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.product_offer WHERE product_id > 1000"), 50);
	for (int turns = 1; after != 0; turns++) {
		assert_true(turns < 4);
		assert_int_equal(product_index_catch_up(as("worker"), INT64_MAX, 50, &after), ERR_OK);
	}
	assert_int_equal(number("SELECT count(*) FROM @.product_offer WHERE product_id > 1000"), 120);
	sql("DELETE FROM @.product WHERE id > 1000");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clerk_s_program_writes_the_rows_and_old_ones_go),
		cmocka_unit_test(what_is_known_of_a_product_stands_among_its_words),
		cmocka_unit_test(prices_are_kept_with_the_times_from_which_they_count),
		cmocka_unit_test(two_sales_of_last_pieces_at_once_leave_nothing_in_stock),
		cmocka_unit_test(what_older_rules_made_is_made_anew_once),
		cmocka_unit_test(rows_without_marks_get_them_alone),
		cmocka_unit_test(rows_without_marks_are_caught_up_with),
		cmocka_unit_test(a_large_shop_is_caught_up_with_in_turns),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests_name("product_index_db", tests, sale_begin, end);
}
