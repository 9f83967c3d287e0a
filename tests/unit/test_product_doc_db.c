/* What pages are made of without asking for much: what stands around all of them, and what is written down of a
 * product. */
#include "sale_kit.h"

#include <dirent.h>
#include <sys/stat.h>

#include "cache/keep.h"
#include "cluster.h"
#include "db/db.h"
#include "shop/catalog.h"
#include "shop/frame.h"
#include "shop/menu.h"
#include "shop/tenant.h"

static char folder[300];
static struct cache *cache;
static struct keep *keep;

static void remove_below(const char *path)
{
	DIR *d = opendir(path);
	if (d == NULL)
		return;
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		char inner[600];
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(inner, sizeof inner, "%.300s/%.255s", path, e->d_name);
		if (unlink(inner) == -1)
			remove_below(inner);
	}
	closedir(d);
	rmdir(path);
}

static int begin(void **state)
{
	const char *tmp = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%.200s/stoa-frame-XXXXXX", tmp ? tmp : "/tmp");
	if (sale_begin(state) || mkdtemp(folder) == NULL)
		return -1;
	cache = cache_open(folder, 0);
	keep = cache ? keep_create(cache, (size_t)1 << 20, 2000) : NULL;
	return keep == NULL;
}

static int end(void **state)
{
	keep_destroy(&keep);
	cache_close(&cache);
	remove_below(folder);
	return sale_end(state);
}

/* A request that may take what its process has kept, from sources that were heard just now. */
static struct ctx *visit(const char *locale)
{
	struct ctx *ctx = as("storefront");
	keep_rest(keep);
	assert_true(cache_beat(cache, "", cache_clock()));
	assert_true(cache_beat(cache, ctx->tenant->cell, cache_clock()));
	ctx->cache = cache;
	ctx->keep = keep;
	ctx->locale = locale;
	ctx->currency = NULL;
	assert_int_equal(tenant_enter(ctx, ctx->tenant, locale), ERR_OK);
	return ctx;
}

static void settings_are_kept_until_the_shop_is_told_to_have_changed(void **state)
{
	(void)state;
	struct ctx *ctx = visit("de");
	assert_string_equal(ctx->settings->title, "Hafen");
	sql("UPDATE @.shop_text SET title = 'Anleger'");
	assert_string_equal(visit("de")->settings->title, "Hafen");
	cache_move(cache, cache_tag(SHOP_ID + 1, "s"));
	ctx = visit("de");
	assert_string_equal(ctx->settings->title, "Hafen");
	assert_string_equal(ctx->settings->currencies[1].code, "JPY");
	assert_int_equal(ctx->settings->currencies[1].rate_nano, INT64_C(160000000000));
	assert_string_equal(ctx->settings->locales.v[1], "en");
	assert_string_equal(ctx->currency, "EUR");
	cache_move(cache, cache_tag(SHOP_ID, "s"));
	assert_string_equal(visit("de")->settings->title, "Anleger");
	sql("UPDATE @.shop_text SET title = 'Hafen'");
	cache_move_all(cache);
	assert_string_equal(visit("de")->settings->title, "Hafen");
}

static void each_language_has_its_own_and_an_unknown_one_the_shop_s(void **state)
{
	(void)state;
	sql("INSERT INTO @.shop_text (locale, title) VALUES ('en', 'Harbour')");
	cache_move(cache, cache_tag(SHOP_ID, "s"));
	for (int i = 0; i < 2; i++) {
		struct ctx *ctx = visit("en");
		assert_string_equal(ctx->settings->title, "Harbour");
		assert_string_equal(ctx->locale, "en");
		ctx = visit("fr");
		assert_string_equal(ctx->settings->title, "Hafen");
		assert_string_equal(ctx->locale, "de");
		ctx = visit(NULL);
		assert_string_equal(ctx->settings->title, "Hafen");
		assert_string_equal(ctx->locale, "de");
	}
	sql("DELETE FROM @.shop_text WHERE locale = 'en'");
	cache_move(cache, cache_tag(SHOP_ID, "s"));
}

/* The currency that somebody chose is theirs, and no part of what is kept. */
static void what_a_visitor_chose_stays_theirs(void **state)
{
	(void)state;
	visit("de");
	struct ctx *ctx = visit("de");
	ctx->currency = "JPY";
	assert_int_equal(tenant_enter(ctx, ctx->tenant, "de"), ERR_OK);
	assert_string_equal(ctx->currency, "JPY");
	assert_string_equal(visit("de")->currency, "EUR");
}

static void shelves_are_kept_with_all_that_they_hold(void **state)
{
	(void)state;
	struct shelves s;
	sql("INSERT INTO @.category (id, parent_id, code, position) VALUES (1, NULL, 'table', 1), (2, 1, 'mugs', 2)");
	sql("INSERT INTO @.category_text (category_id, locale, name) VALUES (1, 'de', 'Tisch'), (2, 'de', 'Becher')");
	sql("INSERT INTO @.page (id, code, role, position) VALUES (1, 'imprint', 'imprint', 1)");
	sql("INSERT INTO @.page_text (page_id, locale, title, body) VALUES (1, 'de', 'Impressum', '')");
	sql("INSERT INTO @.menu_item (menu, position, kind, target_id, label) VALUES "
	    "('main', 1, 'category', 2, '{\"de\": \"Alle Becher\", \"en\": \"All mugs\"}')");
	cache_move(cache, cache_tag(SHOP_ID, "s"));
	assert_int_equal(catalog_shelves(visit("de"), &s), ERR_OK);
	sql("UPDATE @.category_text SET name = 'Anders'");
	for (int i = 0; i < 2; i++) {
		struct ctx *ctx = visit("de");
		assert_int_equal(catalog_shelves(ctx, &s), ERR_OK);
		assert_int_equal(s.categories.n, 2);
		assert_string_equal(s.categories.v[0].name, i ? "Anders" : "Tisch");
		assert_string_equal(s.categories.v[1].name, i ? "Anders" : "Becher");
		assert_int_equal(s.categories.v[1].parent_id, 1);
		assert_int_equal(s.n_pages, 1);
		assert_string_equal(s.pages[0].title, "Impressum");
		assert_string_equal(s.pages[0].role, "imprint");
		assert_true(menu_is_set(s.menu, "main"));
		assert_string_equal(localized_find(&s.menu->v[0].label, "en"), "All mugs");
		assert_int_equal(s.menu->v[0].target.id, 2);
		assert_null(s.menu->v[0].target.address);
		cache_move(cache, cache_tag(SHOP_ID, "s"));
	}
}

/* A poller that is late, a request that decides: both read what is there now. */
static void who_may_not_take_what_is_kept_reads_anew(void **state)
{
	(void)state;
	visit("de");
	sql("UPDATE @.shop_text SET title = 'Anleger'");
	struct ctx *ctx = visit("de");
	assert_string_equal(ctx->settings->title, "Hafen");
	ctx->keep = NULL;
	assert_int_equal(tenant_enter(ctx, ctx->tenant, "de"), ERR_OK);
	assert_string_equal(ctx->settings->title, "Anleger");
	ctx = visit("de");
	struct tenant unheard = *ctx->tenant;
	unheard.cell = "never_heard";
	ctx->tenant = &unheard;
	assert_null(frame_settings(ctx, "de"));
	assert_null(frame_shelves(ctx));
	sql("UPDATE @.shop_text SET title = 'Hafen'");
	cache_move(cache, cache_tag(SHOP_ID, "s"));
}

static void a_host_is_kept_while_its_shop_is_open(void **state)
{
	(void)state;
	struct ctx *ctx = visit("de");
	struct tenant t = *ctx->tenant;
	frame_keep_tenant(ctx, "hafen.localhost", &t, frame_mark(ctx));
	const struct tenant *found = frame_tenant(ctx, "hafen.localhost");
	assert_int_equal(found->id, SHOP_ID);
	assert_string_equal(found->cell, t.cell);
	assert_null(frame_tenant(ctx, "hafen.localhost.example"));
	cache_move(cache, cache_tag(SHOP_ID, "s"));
	assert_null(frame_tenant(ctx, "hafen.localhost"));
	t.state = "suspended";
	frame_keep_tenant(ctx, "hafen.localhost", &t, frame_mark(ctx));
	assert_null(frame_tenant(ctx, "hafen.localhost"));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_are_kept_until_the_shop_is_told_to_have_changed),
		cmocka_unit_test(each_language_has_its_own_and_an_unknown_one_the_shop_s),
		cmocka_unit_test(what_a_visitor_chose_stays_theirs),
		cmocka_unit_test(shelves_are_kept_with_all_that_they_hold),
		cmocka_unit_test(who_may_not_take_what_is_kept_reads_anew),
		cmocka_unit_test(a_host_is_kept_while_its_shop_is_open),
	};
	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests_name("product_doc_db", tests, begin, end);
}
