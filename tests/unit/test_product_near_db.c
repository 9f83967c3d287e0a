/* What a product's page shows beside it: those that follow it on its shelf, written down and, the same, from the
 * tables. */
#include "sale_kit.h"

#include "base/buf.h"
#include "cluster.h"
#include "db/db.h"
#include "shop/catalog.h"
#include "shop/category_tree.h"
#include "shop/product_doc.h"
#include "shop/product_index.h"
#include "shop/product_near.h"
#include "shop/tenant.h"

enum { TABLE = 71, MUGS = 72, BOOKS = 73, FIRST = 100, LAST = 111 };

/* Twelve products, 100 to 111, all of them in mugs below table; books stand at the top, too. */
static int begin(void **state)
{
	if (sale_begin(state))
		return -1;
	sql("INSERT INTO @.category (id, parent_id, code, position) VALUES (71, NULL, 'table', 1), (72, 71, 'mugs', "
	    "1), (73, "
	    "NULL, 'books', 2)");
	sql("INSERT INTO @.category_text (category_id, locale, name) VALUES (71, 'de', 'Tisch'), (72, 'de', 'Becher'), "
	    "(73, "
	    "'de', 'Bücher')");
	sql("INSERT INTO @.product (id, handle, state, tax_class, created_at, updated_at) SELECT n, 'p' || n, "
	    "'active', 'standard', '2020-01-01', '2020-01-01' FROM "
	    "generate_series(100, 111) n");
	sql("INSERT INTO @.product_text (product_id, locale, name, sort_key) SELECT n, 'de', 'P' || n, '' FROM "
	    "generate_series(100, 111) n");
	sql("INSERT INTO @.slug (kind, locale, slug, entity_id, current) SELECT 'product', 'de', 'p' || n, n, true "
	    "FROM "
	    "generate_series(100, 111) n");
	sql("INSERT INTO @.variant (id, product_id, sku, option_values, state, tracked, position) SELECT n, n, 'P' || "
	    "n, "
	    "'{}', 'active', false, 1 FROM generate_series(100, 111) n");
	sql("INSERT INTO @.price (variant_id, currency, minor, valid_from) SELECT n, 'EUR', n, '2000-01-01' FROM "
	    "generate_series(100, 111) n");
	sql("INSERT INTO @.product_category (category_id, product_id, position) SELECT 72, n, n FROM "
	    "generate_series(100, "
	    "111) n");
	return 0;
}

static enum err_code index_some(struct ctx *ctx, void *arg)
{
	return product_index_some(ctx, *(const struct bigints *)arg);
}

static void write_these(const int64_t *ids, size_t n)
{
	struct bigints some = { .v = ids, .n = n };
	assert_int_equal(db_tx(as("admin"), index_some, &some), ERR_OK);
}

static void write_one(int64_t id)
{
	write_these(&id, 1);
}

/* In three transactions, so that those of before learn of those that come. */
static void write_all(void)
{
	int64_t ids[LAST - FIRST + 1];
	for (int i = 0; i <= LAST - FIRST; i++)
		ids[i] = FIRST + i;
	write_these(ids, 5);
	write_these(ids + 5, 6);
	write_these(ids + 11, 1);
}

static const char *near(int64_t id)
{
	return sql("SELECT array_to_string(near, ' ') FROM @.product_near WHERE product_id = %lld", (long long)id);
}

/* "category: the cards" of a page. */
static const char *page(int64_t id)
{
	struct ctx *ctx = as("storefront");
	struct product_found found;
	struct buf b;
	ctx->locale = "de";
	ctx->currency = "EUR";
	assert_int_equal(tenant_enter(ctx, ctx->tenant, "de"), ERR_OK);
	buf_init(&b, ctx->arena, 1000);
	enum err_code e = catalog_product(ctx, arena_printf(ctx->arena, "p%lld", (long long)id), &found);
	if (e)
		return err_name(e);
	buf_printf(&b, "%lld:", (long long)found.product->category_id);
	for (size_t i = 0; i < found.related.n; i++)
		buf_printf(&b, " %s", found.related.cards[i].name);
	return buf_str(&b);
}

/* What is written down says what the tables say. */
static void check_page(int64_t id, const char *expected)
{
	char *written = strdup(page(id));
	sql("CREATE TABLE @.aside AS SELECT * FROM @.product_offer");
	sql("DELETE FROM @.product_offer");
	char *made = strdup(page(id));
	sql("INSERT INTO @.product_offer SELECT * FROM @.aside");
	sql("DROP TABLE @.aside");
	assert_string_equal(written, expected);
	assert_string_equal(made, expected);
	free(written);
	free(made);
}

static void a_page_shows_the_four_that_follow_on_its_shelf_in_a_ring(void **state)
{
	(void)state;
	write_all();
	assert_string_equal(near(100), "100 101 102 103 104");
	assert_string_equal(near(109), "109 110 111 100 101");
	check_page(100, "72: P101 P102 P103 P104");
	check_page(104, "72: P105 P106 P107 P108");
	check_page(109, "72: P110 P111 P100 P101");
	check_page(111, "72: P100 P101 P102 P103");
}

static void who_leaves_a_shelf_or_comes_to_one_is_told_to_those_before(void **state)
{
	(void)state;
	sql("UPDATE @.product_category SET category_id = 73 WHERE product_id = 102");
	write_one(102);
	check_page(100, "72: P101 P103 P104 P105");
	check_page(101, "72: P103 P104 P105 P106");
	check_page(102, "73:");
	check_page(111, "72: P100 P101 P103 P104");
	sql("UPDATE @.product_category SET category_id = 73 WHERE product_id = 105");
	write_one(105);
	check_page(102, "73: P105");
	check_page(105, "73: P102");
	sql("UPDATE @.product_category SET category_id = 72 WHERE product_id IN (102, 105)");
	static const int64_t both[] = { 102, 105 };
	write_these(both, 2);
	check_page(100, "72: P101 P102 P103 P104");
	check_page(111, "72: P100 P101 P102 P103");
}

static void who_is_in_no_category_that_is_shown_stands_alone(void **state)
{
	(void)state;
	sql("DELETE FROM @.product_category WHERE product_id IN (103, 106)");
	static const int64_t both[] = { 103, 106 };
	write_these(both, 2);
	check_page(103, "0:");
	check_page(106, "0:");
	check_page(102, "72: P104 P105 P107 P108");
	sql("INSERT INTO @.product_category (category_id, product_id, position) VALUES (72, 103, 103), (72, 106, 106)");
	write_these(both, 2);
	check_page(102, "72: P103 P104 P105 P106");
}

static void who_is_not_seen_now_is_named_but_not_shown(void **state)
{
	(void)state;
	sql("UPDATE @.product SET publish_at = '2140-01-01' WHERE id = 101");
	sql("UPDATE @.product SET unpublish_at = '2150-01-01' WHERE id = 103");
	sql("UPDATE @.product SET state = 'archived' WHERE id = 104");
	static const int64_t three[] = { 101, 103, 104 };
	write_these(three, 3);
	assert_string_equal(near(100), "100 101 102 103 105 106 107");
	check_page(100, "72: P102 P103 P105 P106");
	assert_string_equal(page(104), "not_found");
	sql("UPDATE @.product SET state = 'active', publish_at = '1970-01-01', unpublish_at = 'infinity' WHERE id "
	    "BETWEEN 100 "
	    "AND 111");
	write_these(three, 3);
	assert_string_equal(near(100), "100 101 102 103 104");
}

/* Only they are few enough for a page to be asked for by key. */
static void no_more_than_eight_are_named_beside_a_product(void **state)
{
	(void)state;
	sql("UPDATE @.product SET publish_at = '2140-01-01' WHERE id BETWEEN 101 AND 109");
	write_all();
	assert_string_equal(near(100), "100 101 102 103 104 105 106 107 108");
	sql("UPDATE @.product SET publish_at = '1970-01-01' WHERE id BETWEEN 101 AND 109");
	write_all();
	assert_string_equal(near(100), "100 101 102 103 104");
}

/* Shelves that pages were told of since; each once. */
static const char *told(void)
{
	const char *tags =
	    sql("SELECT coalesce(string_agg(DISTINCT t, ' ' ORDER BY t), '') FROM cell.change c CROSS JOIN "
	        "LATERAL unnest(c.tags) t WHERE c.tenant_id = %d AND t LIKE 'm%%'",
	        SHOP_ID);
	sql("DELETE FROM cell.change");
	return tags;
}

static void a_tree_that_is_put_in_order_takes_its_products_along(void **state)
{
	(void)state;
	sql("UPDATE @.category SET parent_id = NULL WHERE id = 72");
	sql("UPDATE @.category SET position = 3 WHERE id = 72");
	sql("INSERT INTO @.product_category (category_id, product_id, position) SELECT 73, n, n FROM "
	    "generate_series(100, 102) "
	    "n");
	assert_int_equal(product_near_follow(as("admin")), ERR_OK);
	check_page(100, "73: P101 P102");
	check_page(111, "72: P103 P104 P105 P106");
	told();
	assert_int_equal(category_move(as("admin"), MUGS, ARRANGE_UP), ERR_OK);
	assert_string_equal(told(), "m72 m73");
	check_page(100, "72: P101 P102 P103 P104");
	check_page(111, "72: P100 P101 P102 P103");
	assert_int_equal(category_move(as("admin"), BOOKS, ARRANGE_UP), ERR_OK);
	check_page(100, "73: P101 P102");
	assert_int_equal(category_place(as("admin"), MUGS, TABLE, 0), ERR_OK);
	check_page(100, "72: P101 P102 P103 P104");
	sql("UPDATE @.category SET hidden = true WHERE id = 71");
	assert_int_equal(category_place(as("admin"), MUGS, TABLE, 0), ERR_OK);
	check_page(100, "73: P101 P102");
	check_page(103, "0:");
	assert_string_equal(told(), "m71 m72 m73");
	sql("UPDATE @.category SET hidden = false WHERE id = 71");
	assert_int_equal(category_place(as("admin"), MUGS, TABLE, 0), ERR_OK);
	sql("DELETE FROM @.product_category WHERE category_id = 73");
	write_all();
	check_page(109, "72: P110 P111 P100 P101");
}

static void what_is_the_same_is_not_written_again(void **state)
{
	(void)state;
	write_all();
	char *rows = strdup(sql("SELECT md5(string_agg(ctid::text, ' ' ORDER BY product_id)) FROM @.product_near"));
	write_all();
	assert_int_equal(product_near_follow(as("worker")), ERR_OK);
	sql("UPDATE @.price SET minor = 5 WHERE variant_id = 104");
	write_one(104);
	assert_string_equal(
	    sql("SELECT md5(string_agg(ctid::text, ' ' ORDER BY product_id)) FROM @.product_near"), rows);
	free(rows);
}

/* As a version that knows nothing of these rows leaves them. */
static void what_is_missing_is_caught_up_with(void **state)
{
	int64_t after = 0;

	(void)state;
	write_all();
	sql("DELETE FROM @.product_near WHERE product_id IN (100, 104)");
	sql("UPDATE @.product_offer SET face = NULL WHERE product_id = 107");
	sql("UPDATE @.product_near SET shelf = 73 WHERE product_id = 108");
	check_page(100, "72: P101 P102 P103 P104");
	check_page(107, "72: P108 P109 P110 P111");
	assert_int_equal(product_index_catch_up(as("worker"), INT64_MAX, 100, &after), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.product_offer WHERE face IS NULL"), 0);
	assert_int_equal(number("SELECT count(*) FROM @.product_near WHERE shelf = 72"), 12);
	assert_string_equal(near(100), "100 101 102 103 104");
	check_page(107, "72: P108 P109 P110 P111");
}

/* A language that a card does not have is made from the tables. */
static void a_card_of_another_form_is_not_read(void **state)
{
	(void)state;
	write_all();
	sql("UPDATE @.product_offer SET face = set_byte(face, 0, 57) WHERE product_id = 101");
	check_page(100, "72: P101 P102 P103 P104");
	check_page(101, "72: P102 P103 P104 P105");
	sql("UPDATE @.product_offer SET face = substring(face FROM 1 FOR 9) WHERE product_id = 101");
	check_page(100, "72: P101 P102 P103 P104");
	check_page(101, "72: P102 P103 P104 P105");
	write_all();
	assert_int_equal(number("SELECT count(*) FROM @.product_offer WHERE length(face) < 10"), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_shows_the_four_that_follow_on_its_shelf_in_a_ring),
		cmocka_unit_test(who_leaves_a_shelf_or_comes_to_one_is_told_to_those_before),
		cmocka_unit_test(who_is_in_no_category_that_is_shown_stands_alone),
		cmocka_unit_test(who_is_not_seen_now_is_named_but_not_shown),
		cmocka_unit_test(no_more_than_eight_are_named_beside_a_product),
		cmocka_unit_test(a_tree_that_is_put_in_order_takes_its_products_along),
		cmocka_unit_test(what_is_the_same_is_not_written_again),
		cmocka_unit_test(what_is_missing_is_caught_up_with),
		cmocka_unit_test(a_card_of_another_form_is_not_read),
	};
	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests_name("product_near_db", tests, begin, sale_end);
}
