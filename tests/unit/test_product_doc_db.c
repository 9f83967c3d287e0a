/* What pages are made of without asking for much: what stands around all of them, and what is written down of a
 * product. */
#include "sale_kit.h"

#include <sys/stat.h>

#include "base/buf.h"
#include "cache/keep.h"
#include "cluster.h"
#include "db/db.h"
#include "folder.h"
#include "shop/catalog.h"
#include "shop/frame.h"
#include "shop/menu.h"
#include "shop/picture.h"
#include "shop/product_doc.h"
#include "shop/product_index.h"
#include "shop/stock.h"
#include "shop/tenant.h"

static char folder[FOLDER_MAX];
static struct cache *cache;
static struct keep *keep, *goods;

static int begin(void **state)
{
	if (sale_begin(state) || !folder_make(folder, "frame"))
		return -1;
	cache = cache_open(folder, 0);
	keep = cache ? keep_create(cache, (size_t)1 << 20, 2000) : NULL;
	goods = cache ? keep_create(cache, (size_t)1 << 20, 2000) : NULL;
	return keep == NULL;
}

static int end(void **state)
{
	keep_destroy(&keep);
	keep_destroy(&goods);
	cache_close(&cache);
	folder_remove(folder);
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
	ctx->keep = ctx->around = keep;
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
	ctx->keep = ctx->around = NULL;
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

static enum err_code write_down(struct ctx *ctx, void *arg)
{
	(void)arg;
	static const int64_t ids[] = { MUG, BOOK, LAMP, VOUCHER };
	return product_index_some(ctx, (struct bigints){ .v = ids, .n = 4 });
}

static void write_all(void)
{
	assert_int_equal(db_tx(as("admin"), write_down, NULL), ERR_OK);
}

static void print_money(struct buf *b, struct money m)
{
	buf_printf(b, " %lld %s", (long long)m.minor, m.currency);
}

/* All that a page is made of, as text. */
static void print_product(struct buf *b, const struct product *p)
{
	buf_printf(b, "%lld %s/%s [%s] [%s] {%s} %s %s cat %lld\n", (long long)p->id, p->name, p->slug, p->summary,
	    p->about, p->markup.safe, p->vendor, p->tax_class, (long long)p->category_id);
	for (size_t i = 0; i < p->n_options; i++)
		for (size_t k = 0; k < p->options[i].n_values; k++)
			buf_printf(b, "  %s: %lld %s\n", p->options[i].name, (long long)p->options[i].values[k].id,
			    p->options[i].values[k].name);
	for (size_t i = 0; i < p->n_variants; i++) {
		const struct variant *v = &p->variants[i];
		buf_printf(b, "  %lld %s %s (%s) %zu", (long long)v->id, v->sku ? v->sku : "-",
		    v->barcode ? v->barcode : "-", v->options, v->values.n);
		print_money(b, v->price);
		print_money(b, v->compare);
		buf_printf(b, " %d %d %lld", v->available > 0, v->backorder, (long long)v->grams);
		for (size_t k = 0; k < v->n_tiers; k++) {
			buf_printf(b, " from %lld", (long long)v->tiers[k].quantity);
			print_money(b, v->tiers[k].unit);
		}
		buf_puts(b, "\n");
	}
	for (size_t i = 0; i < p->n_pictures; i++)
		buf_printf(b, "  %s %s %lld %lld\n", p->pictures[i].address, p->pictures[i].alt,
		    (long long)p->pictures[i].width, (long long)p->pictures[i].variant_id);
	for (size_t i = 0; i < p->n_facts; i++)
		buf_printf(b, "  %s = %s %d\n", p->facts[i].name, p->facts[i].value ? p->facts[i].value : "-",
		    p->facts[i].yes);
}

/* The page of a slug as text, seen at a moment, in a language and currency. */
static const char *page(const char *slug, const char *locale, const char *currency, int64_t at)
{
	struct ctx *ctx = as("storefront");
	struct product_found found;
	struct buf b;
	ctx->locale = locale;
	ctx->currency = currency;
	ctx->now = at ? at : ctx->now;
	assert_int_equal(tenant_enter(ctx, ctx->tenant, locale), ERR_OK);
	buf_init(&b, ctx->arena, 100000);
	enum err_code e = catalog_product(ctx, slug, &found);
	if (e)
		return err_name(e);
	if (!found.product)
		return arena_printf(ctx->arena, "to %s", found.meaning.current);
	print_product(&b, found.product);
	for (size_t i = 0; i < found.meaning.n_slugs; i++)
		buf_printf(&b, "  %s: %s\n", found.meaning.slugs[i].locale, found.meaning.slugs[i].slug);
	for (size_t i = 0; i < found.related.n; i++) {
		const struct product_card *c = &found.related.cards[i];
		buf_printf(&b, "  card %lld %s %s %s %s %d %lld", (long long)c->id, c->name, c->slug,
		    c->picture ? c->picture : "-", c->picture_alt, c->price_varies,
		    (long long)(c->available > STOCK_FEW ? -1 : c->available));
		print_money(&b, c->price);
		print_money(&b, c->compare);
		buf_puts(&b, "\n");
	}
	return buf_str(&b);
}

static void forget(void)
{
	sql("DELETE FROM @.product_doc");
	sql("DELETE FROM @.product_offer");
}

/* Descriptions, facts, pictures, two places of stock, prices of all kinds and times, some of them in no language but
 * one. */
static void furnish(void)
{
	sql("INSERT INTO @.slug (kind, locale, slug, entity_id, current) VALUES ('product', 'de', 'becher', 1, true), "
	    "('product', 'en', 'mug', 1, true), ('product', 'de', 'humpen', 1, false), ('product', 'de', 'buch', 2, "
	    "true), "
	    "('product', 'de', 'lampe', 3, true), ('product', 'de', 'gutschein', 4, true)");
	sql("UPDATE @.product_text SET summary = 'Kurz', description = 'Lang und breit', body = '<p>Lang <b>und</b> "
	    "<script>breit</script></p>' WHERE product_id = 1 AND locale = 'de'");
	sql("UPDATE @.product_text SET description = E'Zeile\\n\\nNoch <eine>' WHERE product_id = 2");
	sql("INSERT INTO @.variant (id, product_id, sku, barcode, option_values, state, position) VALUES (11, 1, "
	    "'MUG-2', "
	    "'4006381333931', '{1}', 'active', 2), (12, 1, 'OLD', NULL, '{1}', 'archived', 3), (13, 1, NULL, NULL, "
	    "'{1}', "
	    "'active', 4)");
	sql("INSERT INTO @.price (variant_id, currency, min_quantity, minor, compare_minor, valid_from, valid_to) "
	    "VALUES "
	    "(11, 'EUR', 1, 3000, 3500, '2000-01-01', '2190-01-01'), (11, 'EUR', 1, 2000, NULL, '2190-01-01', "
	    "'infinity'), "
	    "(1, 'EUR', 5, 2300, NULL, '2000-01-01', 'infinity'), (1, 'EUR', 10, 2400, NULL, '2000-01-01', "
	    "'infinity'), "
	    "(1, 'JPY', 10, 3500, NULL, '2000-01-01', '2190-01-01'), (2, 'EUR', 1, 999, NULL, '1999-01-01', "
	    "'1999-02-01')");
	sql("INSERT INTO @.attribute (id, code, type, label, unit, choices, position) VALUES "
	    "(1, 'height', 'number', '{\"de\": \"H\xc3\xb6he\"}', 'cm', '{}', 1), (2, 'safe', 'bool', '{}', '', '{}', "
	    "2), "
	    "(3, 'wood', 'choice', '{\"en\": \"Wood\"}', '', '{\"oak\": {\"de\": \"Eiche\"}}', 3)");
	sql("INSERT INTO @.product_attribute VALUES (1, 1, '\"12.5\"'), (1, 2, 'true'), (1, 3, '\"oak\"')");
	sql("INSERT INTO @.picture (product_id, variant_id, address, width, height, alt, position) VALUES "
	    "(1, 11, '7/b.jpg', 10, 20, '{\"de\": \"Von vorn\"}', 2), (1, NULL, '7/a.jpg', 10, 20, '{}', 1), "
	    "(1, NULL, NULL, 0, 0, '{}', 0)");
	sql("INSERT INTO @.location (id, name, is_default, rank) VALUES (2, 'Laden', false, 2)");
	sql("INSERT INTO @.stock (variant_id, location_id, on_hand) VALUES (1, 2, 3), (11, 1, 2)");
	sql("INSERT INTO @.product_category (category_id, product_id, position) VALUES (1, 1, 1), (2, 1, 1), (2, 2, "
	    "2), "
	    "(2, 3, 3), (2, 4, 4)");
}

static void a_page_is_the_same_from_what_is_written_down_as_from_the_tables(void **state)
{
	static const char *const slugs[] = { "becher", "mug", "humpen", "buch", "lampe", "gutschein", "nichts" };
	static const char *const locales[] = { "de", "en" }, *const currencies[] = { "EUR", "JPY" };
	const int64_t times[] = { 0, 6942758400 + 3600 }; /* now, and in 2190 */
	const char *seen[112];
	size_t n = 0;
	(void)state;
	furnish();
	forget();
	for (int written = 0; written < 2; written++) {
		size_t k = 0;
		if (written)
			write_all();
		assert_int_equal(number("SELECT count(*) FROM @.product_doc"), written ? 8 : 0);
		for (size_t s = 0; s < 7; s++)
			for (size_t l = 0; l < 2; l++)
				for (size_t c = 0; c < 2; c++)
					for (size_t t = 0; t < 2; t++) {
						const char *text = page(slugs[s], locales[l], currencies[c], times[t]);
						if (written)
							assert_string_equal(text, seen[k++]);
						else
							seen[n++] = strdup(text);
					}
	}
	assert_non_null(strstr(seen[0], "Becher/becher [Kurz] [Kurz] {<p>Lang <b>und</b> </p>}"));
	assert_non_null(strstr(seen[0], " MUG - (Glasur: Blau) 1 2490 EUR 0 EUR 1 0 400 from 5 2300 EUR\n"));
	assert_non_null(strstr(seen[0], "12,5\xc2\xa0"
	                                "cm"));
	assert_non_null(strstr(seen[0], "card 2 Buch buch"));
	assert_null(strstr(seen[0], "OLD"));
	assert_string_equal(seen[16], "to becher");
	for (size_t i = 0; i < n; i++)
		free((char *)(uintptr_t)seen[i]);
}

static void cards_are_the_same_too_and_a_missing_row_is_made(void **state)
{
	static const int64_t ids[] = { LAMP, MUG, 999, BOOK };
	(void)state;
	write_all();
	for (int i = 0; i < 3; i++) {
		struct ctx *ctx = as("cart");
		struct product_list list;
		assert_int_equal(catalog_cards(ctx, (struct bigints){ .v = ids, .n = i == 2 ? 3 : 4 }, &list), ERR_OK);
		assert_int_equal(list.n, i == 2 ? 2 : 3);
		assert_string_equal(list.cards[0].name, "Lampe");
		assert_int_equal(list.cards[0].available, INT64_MAX);
		assert_string_equal(list.cards[1].picture, "7/a.jpg");
		assert_int_equal(list.cards[1].price.minor, 2490);
		assert_true(list.cards[1].price_varies);
		if (i == 0)
			sql("DELETE FROM @.product_doc WHERE product_id = 3");
	}
	write_all();
}

static void a_row_of_another_build_s_form_is_not_read(void **state)
{
	(void)state;
	write_all();
	char *before = strdup(page("becher", "de", "EUR", 0));
	sql("UPDATE @.product_doc SET doc = set_byte(doc, 0, 99) WHERE product_id = 1");
	assert_string_equal(page("becher", "de", "EUR", 0), before);
	sql("UPDATE @.product_doc SET doc = substring(doc FROM 1 FOR length(doc) - 3) WHERE product_id = 1");
	assert_string_equal(page("becher", "de", "EUR", 0), before);
	sql("UPDATE @.product_offer SET pieces = '{}' WHERE product_id = 1");
	assert_string_equal(page("becher", "de", "EUR", 0), before);
	free(before);
	write_all();
}

struct sale {
	int64_t variant;
	int64_t quantity;
	bool back;
};

static enum err_code sell(struct ctx *ctx, void *arg)
{
	const struct sale *s = arg;
	struct stock_take take = { .variant_id = s->variant, .quantity = s->quantity };
	struct stock_place place = { .variant_id = s->variant, .quantity = s->quantity };
	return s->back ? stock_release(ctx, &place, 1) : stock_commit(ctx, &take, 1, NULL);
}

static const char *pieces(void)
{
	return sql("SELECT pieces::text FROM @.product_offer WHERE product_id = 2");
}

static void pieces_are_written_down_as_far_as_shoppers_are_told(void **state)
{
	(void)state;
	sql("UPDATE @.stock SET on_hand = 10, committed = 0, reserved = 0 WHERE variant_id = 2");
	write_all();
	assert_string_equal(pieces(), "{6}");
	const char *row = sql("SELECT ctid::text FROM @.product_offer WHERE product_id = 2");
	assert_int_equal(db_tx(as("checkout"), sell, &(struct sale){ BOOK, 3, false }), ERR_OK);
	assert_string_equal(pieces(), "{6}");
	assert_string_equal(sql("SELECT ctid::text FROM @.product_offer WHERE product_id = 2"), row);
	assert_int_equal(db_tx(as("checkout"), sell, &(struct sale){ BOOK, 3, false }), ERR_OK);
	assert_string_equal(pieces(), "{4}");
	assert_int_equal(db_tx(as("checkout"), sell, &(struct sale){ BOOK, 4, false }), ERR_OK);
	assert_string_equal(pieces(), "{0}");
	assert_int_equal(db_tx(as("webhook"), sell, &(struct sale){ BOOK, 1, true }), ERR_OK);
	assert_string_equal(pieces(), "{1}");
	assert_int_equal(db_tx(as("webhook"), sell, &(struct sale){ BOOK, 9, true }), ERR_OK);
	assert_string_equal(pieces(), "{6}");
}

static void what_is_the_same_is_not_written_again(void **state)
{
	(void)state;
	write_all();
	const char *docs = sql("SELECT string_agg(ctid::text, ' ' ORDER BY product_id, locale) FROM @.product_doc");
	write_all();
	assert_string_equal(
	    sql("SELECT string_agg(ctid::text, ' ' ORDER BY product_id, locale) FROM @.product_doc"), docs);
	sql("UPDATE @.product_text SET name = 'Krug' WHERE product_id = 1 AND locale = 'de'");
	write_all();
	assert_int_equal(number("SELECT count(*) FROM @.product_doc WHERE name = 'Krug'"), 1);
	sql("UPDATE @.product_text SET name = 'Becher' WHERE product_id = 1 AND locale = 'de'");
	write_all();
}

static enum err_code forget_height(struct ctx *ctx, void *arg)
{
	(void)arg;
	return product_doc_forget_attribute(ctx, 1);
}

static void what_is_missing_is_caught_up_with(void **state)
{
	int64_t after = 0;
	(void)state;
	write_all();
	assert_int_equal(db_tx(as("admin"), forget_height, NULL), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.product_doc"), 6);
	sql("DELETE FROM @.product_offer WHERE product_id = 2");
	sql("UPDATE @.product_text SET name = 'Altes' WHERE product_id = 3");
	sql("UPDATE @.product SET updated_at = '2100-01-01' WHERE id = 3");
	assert_int_equal(product_index_catch_up(as("worker"), INT64_MAX, 100, &after), ERR_OK);
	assert_int_equal(after, 0);
	assert_int_equal(number("SELECT count(*) FROM @.product_doc"), 8);
	assert_int_equal(number("SELECT count(*) FROM @.product_offer"), 4);
	assert_int_equal(number("SELECT count(*) FROM @.product_doc WHERE name = 'Altes'"), 0);
	assert_int_equal(product_index_catch_up(as("worker"), 4070908800, 100, &after), ERR_OK);
	assert_int_equal(number("SELECT count(*) FROM @.product_doc WHERE name = 'Altes'"), 2);
	sql("UPDATE @.product_text SET name = 'Lampe' WHERE product_id = 3");
	write_all();
}

static void pictures_are_written_down_with_their_product(void **state)
{
	(void)state;
	struct picture_change change = { .id = number("SELECT id FROM @.picture WHERE address = '7/b.jpg'"),
		.variant_id = 11,
		.alt = "{\"de\": \"Von hinten\"}" };
	write_all();
	assert_int_equal(picture_save(as("admin"), MUG, &change, 1), ERR_OK);
	assert_non_null(strstr(page("becher", "de", "EUR", 0), "7/b.jpg Von hinten"));
	assert_int_equal(number("SELECT count(*) FROM @.product_doc WHERE product_id = 1"), 2);
}

/* What a visitor sees whose process keeps products. */
static const char *kept_page(int64_t at)
{
	struct ctx *ctx = visit("de");
	struct product_found found;
	struct buf b;
	keep_rest(goods);
	ctx->goods = goods;
	ctx->now = at ? at : ctx->now;
	buf_init(&b, ctx->arena, 100000);
	enum err_code e = catalog_product(ctx, "becher", &found);
	if (e)
		return err_name(e);
	print_product(&b, found.product);
	for (size_t i = 0; i < found.related.n; i++)
		buf_printf(&b, "card %s\n", found.related.cards[i].name);
	return buf_str(&b);
}

/* Its name on pages, past the programs. */
static void call(int64_t product_id, const char *before, const char *after)
{
	sql("UPDATE @.product_offer SET face = decode(replace(encode(face, 'hex'), encode('%s', 'hex'), encode('%s', "
	    "'hex')), 'hex') WHERE product_id = %lld",
	    before, after, (long long)product_id);
}

static void a_product_is_kept_until_something_of_its_page_has_changed(void **state)
{
	const char *told[] = { "p1", "p2", "m2", "s" };
	(void)state;
	write_all();
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		assert_non_null(strstr(kept_page(0), "Becher"));
		call(MUG, "Becher", "Krug");
		call(BOOK, "Buch", "Heft");
		cache_move(cache, cache_tag(SHOP_ID, "p999"));
		assert_non_null(strstr(kept_page(0), "Becher"));
		assert_non_null(strstr(kept_page(0), "card Buch"));
		cache_move(cache, cache_tag(SHOP_ID, told[i]));
		assert_non_null(strstr(kept_page(0), "Krug"));
		assert_non_null(strstr(kept_page(0), "card Heft"));
		call(MUG, "Krug", "Becher");
		call(BOOK, "Heft", "Buch");
		cache_move(cache, cache_tag(SHOP_ID, "s"));
	}
}

/* While it is kept prices begin and end by the clock, and the products around it come and go. Where it goes itself, the
 * tables are asked. */
static void a_kept_product_goes_by_the_clock(void **state)
{
	const int64_t in_2190 = 6942758400 + 3600;
	(void)state;
	write_all();
	cache_move(cache, cache_tag(SHOP_ID, "s"));
	sql("UPDATE @.product_offer SET visible_to = '2150-01-01' WHERE product_id = 2");
	sql("UPDATE @.product_offer SET visible_from = '2140-01-01' WHERE product_id = 3");
	assert_non_null(strstr(kept_page(0), " 3000 EUR 3500 EUR"));
	call(MUG, "Becher", "Krug");
	for (int i = 0; i < 2; i++) {
		const char *now = kept_page(0);
		assert_non_null(strstr(now, "Becher"));
		assert_non_null(strstr(now, "card Buch"));
		assert_null(strstr(now, "card Lampe"));
		const char *later = kept_page(in_2190);
		assert_non_null(strstr(later, "Becher"));
		assert_non_null(strstr(later, " 2000 EUR 0 EUR"));
		assert_null(strstr(later, "card Buch"));
		assert_non_null(strstr(later, "card Lampe"));
	}
	call(MUG, "Krug", "Becher");
	sql("UPDATE @.product_offer SET visible_to = '2150-01-01' WHERE product_id = 1");
	cache_move(cache, cache_tag(SHOP_ID, "s"));
	assert_non_null(strstr(kept_page(0), "Becher"));
	sql("UPDATE @.product_text SET name = 'Humpen' WHERE product_id = 1 AND locale = 'de'");
	assert_non_null(strstr(kept_page(0), "Becher"));
	assert_non_null(strstr(kept_page(in_2190), "Humpen"));
	sql("UPDATE @.product_text SET name = 'Becher' WHERE product_id = 1 AND locale = 'de'");
	sql("UPDATE @.product_offer SET visible_from = 'epoch', visible_to = 'infinity'");
	cache_move(cache, cache_tag(SHOP_ID, "s"));
	write_all();
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
		cmocka_unit_test(a_page_is_the_same_from_what_is_written_down_as_from_the_tables),
		cmocka_unit_test(cards_are_the_same_too_and_a_missing_row_is_made),
		cmocka_unit_test(a_row_of_another_build_s_form_is_not_read),
		cmocka_unit_test(pieces_are_written_down_as_far_as_shoppers_are_told),
		cmocka_unit_test(what_is_the_same_is_not_written_again),
		cmocka_unit_test(what_is_missing_is_caught_up_with),
		cmocka_unit_test(pictures_are_written_down_with_their_product),
		cmocka_unit_test(a_product_is_kept_until_something_of_its_page_has_changed),
		cmocka_unit_test(a_kept_product_goes_by_the_clock),
	};
	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests_name("product_doc_db", tests, begin, end);
}
