/* What is told of changes, by the roles that make them; until when what is shown is right. */
#include "sale_kit.h"

#include "base/str.h"
#include "cluster.h"
#include "db/db.h"
#include "shop/catalog.h"
#include "shop/category_tree.h"
#include "shop/finding.h"
#include "shop/product_index.h"
#include "shop/show.h"
#include "shop/stock.h"
#include "shop/tenant.h"

enum { SHELF_ABOVE = 71, SHELF = 72, SHELF_OTHER = 73 };

static int begin(void **state)
{
	int failed = sale_begin(state);

	sql("INSERT INTO @.category (id, code, parent_id, position, active) VALUES (71, 'above', NULL, 1, true), "
	    "(72, 'shelf', 71, 2, true), (73, 'other', NULL, 3, true)");
	sql("INSERT INTO @.product_category (product_id, category_id, position) VALUES (1, 72, 1), (2, 73, 1)");
	sql("INSERT INTO @.slug (kind, locale, slug, entity_id, current) VALUES ('product', 'de', 'becher', 1, true), "
	    "('product', 'de', 'buch', 2, true)");
	return failed;
}

static void forget(void)
{
	sql("DELETE FROM cell.change");
}

/* All tags that were told since, in order; each once. */
static const char *told(void)
{
	return sql("SELECT coalesce(string_agg(DISTINCT t, ' ' ORDER BY t), '') FROM cell.change c "
	           "CROSS JOIN LATERAL unnest(c.tags) t WHERE c.tenant_id = %d",
	    SHOP_ID);
}

struct moving {
	enum err_code (*fn)(struct ctx *, struct stock_take *, size_t);
	struct stock_take take;
};

static enum err_code move_tx(struct ctx *ctx, void *arg)
{
	struct moving *m = arg;

	return m->fn(ctx, &m->take, 1);
}

static enum err_code commit_some(struct ctx *ctx, struct stock_take *t, size_t n)
{
	return stock_commit(ctx, t, n, NULL);
}

static enum err_code release_some(struct ctx *ctx, struct stock_take *t, size_t n)
{
	return stock_release(ctx, &(struct stock_place){ .variant_id = t->variant_id, .quantity = t->quantity }, n);
}

static enum err_code ship_some(struct ctx *ctx, struct stock_take *t, size_t n)
{
	return stock_ship(ctx, &(struct stock_place){ .variant_id = t->variant_id, .quantity = t->quantity }, n);
}

static const char *moved(
    const char *role, enum err_code (*fn)(struct ctx *, struct stock_take *, size_t), int64_t variant, int64_t pieces)
{
	struct moving m = { fn, { .variant_id = variant, .quantity = pieces } };

	forget();
	assert_int_equal(db_tx(as(role), move_tx, &m), ERR_OK);
	return told();
}

static enum err_code index_tx(struct ctx *ctx, void *arg)
{
	return product_index(ctx, *(const int64_t *)arg);
}

static const char *indexed(int64_t product)
{
	forget();
	assert_int_equal(db_tx(as("admin"), index_tx, &product), ERR_OK);
	return told();
}

static void an_order_is_told_only_where_words_change(void **state)
{
	(void)state;
	indexed(MUG);
	sql("UPDATE @.stock SET on_hand = 10, committed = 0 WHERE variant_id = 1");
	assert_string_equal(moved("checkout", commit_some, MUG, 4), "");
	assert_string_equal(moved("checkout", commit_some, MUG, 1), "p1");
	assert_string_equal(moved("checkout", commit_some, MUG, 4), "p1");
	assert_string_equal(moved("admin", ship_some, MUG, 2), "");
	assert_string_equal(moved("checkout", commit_some, MUG, 1), "c71 c72 g p1");
	assert_string_equal(moved("webhook", release_some, MUG, 1), "c71 c72 g p1");
	assert_string_equal(moved("admin", release_some, MUG, 2), "p1");
	assert_string_equal(moved("admin", release_some, MUG, 5), "p1");
}

static void what_may_be_sold_without_being_there_is_told_where_it_runs_out(void **state)
{
	(void)state;
	indexed(LAMP);
	sql("INSERT INTO @.stock (variant_id, location_id, on_hand) VALUES (3, 1, 1)");
	assert_string_equal(moved("checkout", commit_some, LAMP, 1), "g p3");
	assert_string_equal(moved("checkout", commit_some, LAMP, 3), "");
}

static void goods_are_told_with_the_lists_of_before_and_of_now(void **state)
{
	(void)state;
	indexed(MUG);
	assert_string_equal(indexed(MUG), "c71 c72 g p1");
	sql("UPDATE @.product_category SET category_id = 73 WHERE product_id = 1");
	assert_string_equal(indexed(MUG), "c71 c72 c73 g m71 m72 m73 p1");
	assert_string_equal(indexed(MUG), "c73 g p1");
	sql("UPDATE @.product SET state = 'draft' WHERE id = 1");
	assert_string_equal(indexed(MUG), "c73 g m73 p1");
	sql("UPDATE @.product SET state = 'active' WHERE id = 1");
	sql("UPDATE @.product_category SET category_id = 72 WHERE product_id = 1");
	indexed(MUG);
}

static void more_than_a_few_hundred_are_told_as_all_of_the_shop(void **state)
{
	int64_t ids[600];

	(void)state;
	for (int i = 0; i < 600; i++)
		ids[i] = i + 1;
	forget();
	assert_int_equal(change(as("admin"), TOPIC_PRODUCT, ids, 600), ERR_OK);
	assert_string_equal(told(), "s");
	forget();
	assert_int_equal(change(as("admin"), TOPIC_PRODUCT, ids, 2), ERR_OK);
	assert_string_equal(told(), "p1 p2");
}

static enum err_code fail_tx(struct ctx *ctx, void *arg)
{
	(void)arg;
	return err_set(ctx, ERR_INPUT, "refused");
}

static void what_was_refused_is_not_told(void **state)
{
	(void)state;
	forget();
	assert_int_equal(change_tx(as("admin"), TOPIC_CONTENT, fail_tx, NULL), ERR_INPUT);
	assert_string_equal(told(), "");
}

static void another_order_in_a_category_is_told_with_those_above(void **state)
{
	(void)state;
	sql("INSERT INTO @.product_category (product_id, category_id, position) VALUES (3, 72, 2)");
	forget();
	assert_int_equal(category_product_move(as("admin"), SHELF, LAMP, ARRANGE_UP), ERR_OK);
	assert_string_equal(told(), "c71 c72 m71 m72");
}

static struct ctx *watching(struct shown *s)
{
	struct ctx *ctx = as("storefront");

	*s = (struct shown){ .until = INT64_MAX };
	ctx->shown = s;
	return ctx;
}

static const char *tags_of(const struct shown *s)
{
	static char text[1000];

	text[0] = '\0';
	for (size_t i = 0; i < s->n; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? " " : "", s->tags[i]);
	return text;
}

static struct finding on_shelf(void)
{
	static const int64_t shelf[] = { SHELF };

	return (struct finding){ .categories = { .v = shelf, .n = 1 },
		.words = "",
		.exact = "",
		.page = 1,
		.price_low = -1,
		.price_high = -1 };
}

static void a_page_says_what_it_shows(void **state)
{
	struct product_found product;
	struct found found;
	struct shown s;
	struct finding f = on_shelf();

	(void)state;
	assert_int_equal(catalog_product(watching(&s), "becher", &product), ERR_OK);
	assert_string_equal(tags_of(&s), "p1 m72");
	assert_int_equal(finding_run(watching(&s), &f, &found), ERR_OK);
	assert_string_equal(tags_of(&s), "c72 p1");
	f = (struct finding){ .words = "'becher'",
		.whole = "'becher'",
		.begun = "",
		.beyond = "",
		.exact = "",
		.page = 1,
		.price_low = -1,
		.price_high = -1 };
	assert_int_equal(finding_run(watching(&s), &f, &found), ERR_OK);
	assert_string_equal(tags_of(&s), "g p1");
}

static int64_t until(const char *page, int64_t product)
{
	struct product_found p;
	struct found found;
	struct shown s;
	struct finding f = on_shelf();
	struct ctx *ctx = watching(&s);

	if (str_eq(page, "product"))
		assert_int_equal(catalog_product(ctx, product == MUG ? "becher" : "buch", &p), ERR_OK);
	else
		assert_int_equal(finding_run(ctx, &f, &found), ERR_OK);
	assert_int_equal(show_clock(ctx), ERR_OK);
	return s.until;
}

static int64_t seconds(const char *time)
{
	return number("SELECT extract(epoch FROM timestamptz '%s')::bigint", time);
}

static void a_page_is_kept_until_the_clock_changes_it(void **state)
{
	(void)state;
	assert_true(until("product", MUG) == INT64_MAX);
	assert_true(until("list", 0) == INT64_MAX);
	/* The book has a planned price, and goes later; neither is the mug's affair, but both are a list's. */
	sql("UPDATE @.price SET valid_to = '2190-01-01' WHERE variant_id = 2");
	sql("INSERT INTO @.price (variant_id, currency, minor, valid_from, valid_to) VALUES (2, 'EUR', 990, "
	    "'2190-01-01', 'infinity')");
	assert_true(until("product", BOOK) == seconds("2190-01-01"));
	assert_true(until("product", MUG) == INT64_MAX);
	assert_true(until("list", 0) == seconds("2190-01-01"));
	sql("UPDATE @.price SET valid_to = '2189-01-01' WHERE variant_id = 2 AND valid_to < 'infinity'");
	assert_true(until("list", 0) == seconds("2189-01-01"));
	/* What comes may stand beside the mug. */
	sql("UPDATE @.product SET publish_at = '2188-01-01' WHERE id = 3");
	assert_true(until("product", MUG) == seconds("2188-01-01"));
	assert_true(until("product", BOOK) == seconds("2188-01-01"));
	sql("UPDATE @.product SET publish_at = '-infinity', unpublish_at = '2187-01-01' WHERE id = 3");
	assert_true(until("product", MUG) == seconds("2187-01-01"));
	assert_true(until("list", 0) == seconds("2187-01-01"));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_is_told_only_where_words_change),
		cmocka_unit_test(what_may_be_sold_without_being_there_is_told_where_it_runs_out),
		cmocka_unit_test(goods_are_told_with_the_lists_of_before_and_of_now),
		cmocka_unit_test(more_than_a_few_hundred_are_told_as_all_of_the_shop),
		cmocka_unit_test(what_was_refused_is_not_told),
		cmocka_unit_test(a_page_says_what_it_shows),
		cmocka_unit_test(another_order_in_a_category_is_told_with_those_above),
		cmocka_unit_test(a_page_is_kept_until_the_clock_changes_it),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests_name("show_db", tests, begin, sale_end);
}
