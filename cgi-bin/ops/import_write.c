#include "ops/import_write.h"

#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "shop/picture.h"
#include "shop/product_index.h"

void row_put_json(struct ctx *ctx, struct json *row, const char *name, const char *text)
{
	const char *list = arena_printf(ctx->arena, "[%s]", text);
	const struct json *parsed;
	BUG_IF(json_parse(ctx, list, strlen(list), strlen(list), &parsed) != ERR_OK);
	json_put(row, name, json_item(parsed, 0));
}

int64_t pool_take(struct pool *p)
{
	BUG_IF(p->used >= p->ids.n);
	return p->ids.v[p->used++];
}

void pair_add(struct ctx *ctx, struct pair_list *l, int64_t a, int64_t b)
{
	if (l->n == l->cap) {
		size_t cap = l->cap * 2 + 16;
		int64_t *more_a = ARENA_ARRAY(ctx->arena, cap, int64_t),
		        *more_b = ARENA_ARRAY(ctx->arena, cap, int64_t);
		if (l->n) {
			memcpy(more_a, l->a, l->n * sizeof *l->a);
			memcpy(more_b, l->b, l->n * sizeof *l->b);
		}
		*l = (struct pair_list){ .a = more_a, .b = more_b, .n = l->n, .cap = cap };
	}
	l->a[l->n] = a;
	l->b[l->n++] = b;
}

/* The most that the step can need: ids that nobody takes leave gaps, which nobody sees. */
static struct import_new_ids_in needed(const struct chunk *c)
{
	struct import_new_ids_in in = { .products = (int64_t)c->n_drafts };
	for (size_t i = 0; i < c->n_drafts; i++) {
		const struct draft *d = &c->drafts[i];
		in.options += (int64_t)d->n_options;
		in.option_values += (int64_t)(d->n_options * d->n_variants);
		in.variants += (int64_t)d->n_variants;
		in.pictures += (int64_t)d->n_pictures;
	}
	return in;
}

static struct texts all_skus(struct ctx *ctx, const struct chunk *c)
{
	size_t room = 0, n = 0;
	for (size_t i = 0; i < c->n_drafts; i++)
		room += c->drafts[i].n_variants;
	const char **v = ARENA_ARRAY(ctx->arena, room + 1, const char *);
	for (size_t i = 0; i < c->n_drafts; i++)
		for (size_t k = 0; k < c->drafts[i].n_variants; k++)
			if (!str_empty(c->drafts[i].variants[k].sku))
				v[n++] = c->drafts[i].variants[k].sku;
	return (struct texts){ .v = v, .n = n };
}

static enum err_code read_products(struct writing *w, struct bigints *ids)
{
	const struct chunk *c = w->chunk;
	const char **handles = ARENA_ARRAY(w->ctx->arena, c->n_drafts + 1, const char *);
	for (size_t i = 0; i < c->n_drafts; i++)
		handles[i] = c->drafts[i].handle;
	enum err_code e =
	    q_import_products(w->ctx, &(struct import_products_in){ .handles = { .v = handles, .n = c->n_drafts } },
	        &w->products, &w->n_products);
	if (e)
		return e;
	int64_t *v = ARENA_ARRAY(w->ctx->arena, w->n_products + 1, int64_t);
	for (size_t i = 0; i < w->n_products; i++)
		v[i] = w->products[i].id;
	*ids = (struct bigints){ .v = v, .n = w->n_products };
	return ERR_OK;
}

static enum err_code read_all(struct writing *w)
{
	struct bigints ids;
	struct import_by_keys_row by_keys;
	struct import_new_ids_row *fresh = NULL;
	struct product_position_next_row *position = NULL;
	size_t n_fresh = 0, n_position = 0;
	struct import_new_ids_in wanted = needed(w->chunk);
	q_locations_hold_queue(w->ctx, &w->places, &w->n_places);
	enum err_code e = q_import_by_keys_one(w->ctx, &by_keys);
	if (!e)
		e = read_products(w, &ids);
	if (e)
		return e;
	q_import_texts_queue(w->ctx, &(struct import_texts_in){ .ids = ids }, &w->texts, &w->n_texts);
	q_import_slugs_queue(w->ctx, &(struct import_slugs_in){ .ids = ids }, &w->slugs, &w->n_slugs);
	q_import_options_queue(w->ctx, &(struct import_options_in){ .ids = ids }, &w->options, &w->n_options);
	q_import_values_queue(w->ctx, &(struct import_values_in){ .ids = ids }, &w->values, &w->n_values);
	q_import_variants_queue(w->ctx, &(struct import_variants_in){ .ids = ids }, &w->variants, &w->n_variants);
	if (w->import->sheet.n_places > 1)
		q_import_elsewhere_queue(
		    w->ctx, &(struct import_elsewhere_in){ .ids = ids }, &w->elsewhere, &w->n_elsewhere);
	q_import_prices_queue(
	    w->ctx, &(struct import_prices_in){ .ids = ids, .at = w->ctx->now }, &w->prices, &w->n_prices);
	q_import_pictures_queue(w->ctx, &(struct import_pictures_in){ .ids = ids }, &w->pictures, &w->n_pictures);
	q_import_memberships_queue(
	    w->ctx, &(struct import_memberships_in){ .ids = ids }, &w->memberships, &w->n_memberships);
	q_import_sku_holders_queue(
	    w->ctx, &(struct import_sku_holders_in){ .skus = all_skus(w->ctx, w->chunk) }, &w->skus, &w->n_skus);
	q_product_position_next_queue(w->ctx, &position, &n_position);
	q_import_new_ids_queue(w->ctx, &wanted, &fresh, &n_fresh);
	e = db_flush(w->ctx);
	for (size_t i = 0; i < w->n_places; i++)
		if (w->places[i].rank == 1)
			w->location_id = w->places[i].id;
	if (!e && (w->location_id == 0 || n_position == 0 || n_fresh == 0))
		e = err_set(w->ctx, ERR_CONFLICT, "the shop has no location");
	if (e)
		return e;
	w->position = position->position;
	w->new_products.ids = fresh->products;
	w->new_options.ids = fresh->options;
	w->new_values.ids = fresh->option_values;
	w->new_variants.ids = fresh->variants;
	w->new_pictures.ids = fresh->pictures;
	return ERR_OK;
}

static const char *rows(const struct writing *w, enum list l)
{
	return json_print(w->ctx->arena, w->lists[l]);
}

static struct bigints firsts(const struct pair_list *l)
{
	return (struct bigints){ .v = l->a, .n = l->n };
}

static struct bigints seconds(const struct pair_list *l)
{
	return (struct bigints){ .v = l->b, .n = l->n };
}

static const char untaxed_label[] = "{\"en\":\"Untaxed\",\"de\":\"Steuerfrei\",\"fr\":\"Sans taxe\",\"ar\":\"معفى من "
                                    "الضريبة\",\"ja\":\"非課税\"}";

static void queue_writes(struct writing *w)
{
	struct ctx *c = w->ctx;
	if (w->untaxed)
		q_import_tax_class_put_queue(c,
		    &(struct import_tax_class_put_in){ .code = "untaxed", .label = untaxed_label, .position = 1000 });
	q_import_put_products_queue(c, &(struct import_put_products_in){ rows(w, LIST_PRODUCTS) });
	q_import_put_texts_queue(c, &(struct import_put_texts_in){ rows(w, LIST_TEXTS) });
	q_import_put_options_queue(c, &(struct import_put_options_in){ rows(w, LIST_OPTIONS) });
	q_import_put_values_queue(c, &(struct import_put_values_in){ rows(w, LIST_VALUES) });
	q_import_put_variants_queue(c, &(struct import_put_variants_in){ rows(w, LIST_VARIANTS) });
	q_import_end_prices_queue(
	    c, &(struct import_end_prices_in){ .ids = firsts(&w->ended_prices), .at = w->ctx->now });
	q_import_put_prices_queue(c, &(struct import_put_prices_in){ rows(w, LIST_PRICES) });
	q_import_put_stock_queue(c, &(struct import_put_stock_in){ rows(w, LIST_STOCK), w->location_id });
	q_import_drop_memberships_queue(
	    c, &(struct import_drop_memberships_in){ firsts(&w->gone_memberships), seconds(&w->gone_memberships) });
	q_import_put_memberships_queue(c, &(struct import_put_memberships_in){ rows(w, LIST_MEMBERSHIPS) });
	q_import_drop_facts_queue(c, &(struct import_drop_facts_in){ firsts(&w->gone_facts), seconds(&w->gone_facts) });
	q_import_put_facts_queue(c, &(struct import_put_facts_in){ rows(w, LIST_FACTS) });
	q_import_put_pictures_queue(c, &(struct import_put_pictures_in){ rows(w, LIST_PICTURES) });
}

static bool was_inserted(
    const struct import_put_slugs_row *v, size_t n, const char *locale, const char *slug, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].entity_id == id && str_eq(v[i].locale, locale) && str_eq(v[i].slug, slug))
			return true;
	return false;
}

/* Addresses that are free go in at once; one that is taken gets a number. */
static enum err_code write_slugs(struct writing *w)
{
	struct import_put_slugs_row *inserted;
	size_t n;
	enum err_code e =
	    q_import_put_slugs(w->ctx, &(struct import_put_slugs_in){ rows(w, LIST_SLUGS) }, &inserted, &n);
	for (size_t i = 0; !e && i < json_count(w->lists[LIST_SLUGS]); i++) {
		const struct json *row = json_item(w->lists[LIST_SLUGS], i);
		const char *locale = json_find_text(row, "locale"), *slug = json_find_text(row, "slug");
		int64_t id;
		e = json_get_int(w->ctx, row, "entity_id", &id);
		if (!e && !was_inserted(inserted, n, locale, slug, id))
			e = goods_add_slug(w->ctx, "product", locale, slug, id);
	}
	for (const struct slug_change *c = w->slug_changes; !e && c; c = c->next)
		e = c->former ? goods_add_old_slug(w->ctx, "product", c->locale, c->slug, c->id)
		              : import_set_slug(w->ctx, "product", c->id, c->locale, c->slug, NULL);
	return e;
}

/* Wherever the price stands that is to stay, now and later; what is planned otherwise is left alone. */
static enum err_code change_price(struct ctx *ctx, const struct price_change *c)
{
	struct price_rows_in in = { .variant_id = c->key.variant_id,
		.currency = c->key.currency,
		.min_quantity = c->key.min_quantity,
		.at = ctx->now };
	struct price_rows_row *rows;
	size_t n;
	if (c->amount.minor < 0)
		return price_clear(ctx, &c->key);
	enum err_code e = q_price_rows(ctx, &in, &rows, &n);
	for (size_t i = 0; !e && i < n; i++) {
		int64_t from = rows[i].valid_from > ctx->now ? rows[i].valid_from : ctx->now;
		if (rows[i].minor == c->was.minor && rows[i].compare_minor == c->was.compare)
			e = price_plan(ctx, &c->key, &c->amount, from, rows[i].valid_to);
	}
	return e;
}

static enum err_code change_prices(struct writing *w)
{
	enum err_code e = ERR_OK;
	for (const struct price_change *c = w->price_changes; !e && c; c = c->next)
		e = change_price(w->ctx, c);
	return e;
}

/* What lists find the products by; and the pictures that are to come are asked for. */
static enum err_code write_after(struct writing *w)
{
	enum err_code e = ERR_OK;
	if (w->written.n > 0)
		e = product_index_some(w->ctx, (struct bigints){ .v = w->written.a, .n = w->written.n });
	for (size_t i = 0; !e && i < w->unfetched.n; i++)
		e = picture_ask_tx(w->ctx, w->unfetched.a[i], w->unfetched.b[i]);
	return e;
}

enum err_code import_write_chunk(struct ctx *ctx, void *arg)
{
	struct chunk *c = arg;
	struct writing w = { .ctx = ctx, .import = c->import, .chunk = c };
	w.slug_changes_end = &w.slug_changes;
	c->counts = (struct import_counts){ 0 };
	for (int i = 0; i < LIST__MAX; i++)
		w.lists[i] = json_new_list(ctx->arena);
	enum err_code e = c->n_drafts ? read_all(&w) : ERR_OK;
	for (size_t i = 0; !e && i < c->n_drafts; i++)
		write_product(&w, &c->drafts[i]);
	if (!e && c->n_drafts && !c->import->options.dry_run) {
		queue_writes(&w);
		e = db_flush(ctx);
		if (!e)
			e = write_slugs(&w);
		if (!e)
			e = change_prices(&w);
		if (!e)
			e = write_after(&w);
	}
	c->counts.records = c->record;
	struct import_step step = { .first = c->first, .next = c->next, .counts = c->counts };
	return e || !c->done ? e : c->done(ctx, c->import, &step, c->arg);
}
