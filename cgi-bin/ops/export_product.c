#include <string.h>

#include "base/str.h"
#include "kit/html.h"
#include "kit/text.h"
#include "ops/export_room.h"
#include "ops/product_picture.h"
#include "shop/tenant.h"

enum { PRODUCTS = 100 };

/* Some products and all that belongs to them. */
struct batch {
	struct ctx *ctx;
	const struct export *of;
	struct export_page_row *products;
	struct import_texts_row *texts;
	struct export_slugs_row *slugs;
	struct import_options_row *options;
	struct import_values_row *values;
	struct import_variants_row *variants;
	struct import_prices_row *prices;
	struct import_elsewhere_row *elsewhere;
	size_t n_elsewhere;
	struct import_pictures_row *pictures;
	struct import_memberships_row *memberships;
	struct export_facts_row *facts;
	size_t n_products, n_texts, n_slugs, n_options, n_values, n_variants, n_prices, n_pictures, n_memberships,
	    n_facts;
};

static enum err_code fetch(struct batch *b, int64_t position, int64_t id)
{
	struct ctx *ctx = b->ctx;
	enum err_code e = q_export_page(ctx,
	    &(struct export_page_in){ .after_position = position, .after_id = id, .max_rows = PRODUCTS }, &b->products,
	    &b->n_products);
	if (e || b->n_products == 0)
		return e;
	int64_t *v = ARENA_ARRAY(ctx->arena, b->n_products, int64_t);
	for (size_t i = 0; i < b->n_products; i++)
		v[i] = b->products[i].id;
	struct bigints ids = { .v = v, .n = b->n_products };
	q_import_texts_queue(ctx, &(struct import_texts_in){ ids }, &b->texts, &b->n_texts);
	q_export_slugs_queue(ctx, &(struct export_slugs_in){ ids }, &b->slugs, &b->n_slugs);
	q_import_options_queue(ctx, &(struct import_options_in){ ids }, &b->options, &b->n_options);
	q_import_values_queue(ctx, &(struct import_values_in){ ids }, &b->values, &b->n_values);
	q_import_variants_queue(ctx, &(struct import_variants_in){ ids }, &b->variants, &b->n_variants);
	if (b->of->sheet.n_places > 1)
		q_import_elsewhere_queue(ctx, &(struct import_elsewhere_in){ ids }, &b->elsewhere, &b->n_elsewhere);
	q_import_prices_queue(ctx, &(struct import_prices_in){ ids, ctx->now }, &b->prices, &b->n_prices);
	q_import_pictures_queue(ctx, &(struct import_pictures_in){ ids }, &b->pictures, &b->n_pictures);
	q_import_memberships_queue(ctx, &(struct import_memberships_in){ ids }, &b->memberships, &b->n_memberships);
	q_export_facts_queue(ctx, &(struct export_facts_in){ ids }, &b->facts, &b->n_facts);
	return db_flush(ctx);
}

static const char *bool_word(bool b)
{
	return b ? "true" : "false";
}

static const char *digits(struct ctx *ctx, int64_t n)
{
	return arena_printf(ctx->arena, "%lld", (long long)n);
}

static void put_texts(const struct batch *b, struct export_row *r, int64_t id)
{
	const struct sheet *s = &b->of->sheet;
	for (size_t i = 0; i < b->n_texts; i++)
		for (size_t k = 0; b->texts[i].product_id == id && k < s->locales.n; k++) {
			const struct import_texts_row *t = &b->texts[i];
			if (!str_eq(t->locale, s->locales.v[k]))
				continue;
			export_put(r, s->in[COL_TITLE][k], t->name);
			export_put(r, s->in[COL_SUMMARY][k], t->summary);
			export_put(r, s->in[COL_BODY][k],
			    *t->body ? t->body : html_of_text(b->ctx->arena, t->description).safe);
		}
	for (size_t i = 0; i < b->n_slugs; i++)
		for (size_t k = 0; b->slugs[i].product_id == id && k < s->locales.n; k++) {
			if (!str_eq(b->slugs[i].locale, s->locales.v[k]))
				continue;
			export_put(r, s->in[COL_SLUG][k], b->slugs[i].slug);
			export_put(r, s->in[COL_OLD_SLUGS][k], b->slugs[i].old_slugs);
		}
}

static const char *tags_of(struct ctx *ctx, struct texts tags)
{
	const char *all = "";
	for (size_t i = 0; i < tags.n; i++)
		all = arena_printf(ctx->arena, "%s%s%s", all, i ? ", " : "", tags.v[i]);
	return all;
}

static const char *paths_of(const struct batch *b, int64_t id)
{
	const char *all = "";
	for (size_t c = 0; c < b->of->n_categories; c++)
		for (size_t i = 0; i < b->n_memberships; i++)
			if (b->memberships[i].product_id == id &&
			    b->memberships[i].category_id == b->of->categories[c].id)
				all = arena_printf(b->ctx->arena, "%s%s%s", all, *all ? "\n" : "", b->of->paths[c]);
	return all;
}

/* A text stands in the columns of its languages, everything else as it is. */
static void put_facts(const struct batch *b, struct export_row *r, int64_t id)
{
	const struct sheet *s = &b->of->sheet;
	for (size_t i = 0; i < b->n_facts; i++)
		for (size_t k = 0; b->facts[i].product_id == id && k < s->n_attributes; k++) {
			const struct export_facts_row *f = &b->facts[i];
			if (!str_eq(f->code, s->attributes[k].code))
				continue;
			if (f->labelled)
				export_put_label(r, s->attributes[k].at, f->value);
			else
				export_put(r, s->attributes[k].at[s->own], f->value);
		}
}

static void put_product(const struct batch *b, struct export_row *r, const struct export_page_row *p)
{
	const struct sheet *s = &b->of->sheet;
	put_texts(b, r, p->id);
	export_put(r, s->at[COL_VENDOR], p->vendor);
	export_put(r, s->at[COL_TYPE], p->kind);
	export_put(r, s->at[COL_TAGS], tags_of(b->ctx, p->tags));
	export_put(r, s->at[COL_PUBLISHED], bool_word(str_eq(p->state, "active")));
	export_put(r, s->at[COL_STATUS], p->state);
	export_put(r, s->at[COL_CATEGORY_PATH], paths_of(b, p->id));
	export_put(r, s->at[COL_TAX_CLASS], p->tax_class);
	export_put(r, s->at[COL_NO_WITHDRAWAL], p->no_withdrawal);
	export_put(r, s->at[COL_CREATED], p->created);
	export_put(r, s->at[COL_PUBLISH_AT], p->publish);
	export_put(r, s->at[COL_UNPUBLISH_AT], p->unpublish);
	if (!p->featured_null)
		export_put(r, s->at[COL_FEATURED], digits(b->ctx, p->featured));
	put_facts(b, r, p->id);
	export_put_extra(r, p->extra);
}

static const struct import_values_row *value_of(const struct batch *b, int64_t id)
{
	for (size_t i = 0; i < b->n_values; i++)
		if (b->values[i].id == id)
			return &b->values[i];
	return NULL;
}

static size_t option_at(const struct batch *b, int64_t product_id, size_t place)
{
	for (size_t i = 0; i < b->n_options; i++)
		if (b->options[i].product_id == product_id && place-- == 0)
			return i;
	return b->n_options;
}

/* The values of an option by their places; "" where the rows name them in that order anyway. */
static const char *order_of(const struct batch *b, int64_t product_id, size_t place, int64_t option_id)
{
	const char *order = "";
	size_t seen = 0, *first = ARENA_ARRAY(b->ctx->arena, b->n_values + 1, size_t);
	bool differs = false;
	for (size_t i = 0; i < b->n_variants; i++) {
		const struct import_variants_row *v = &b->variants[i];
		if (v->product_id != product_id || !str_eq(v->state, "active") || place >= v->option_values.n)
			continue;
		for (size_t k = 0; k < b->n_values; k++)
			if (b->values[k].id == v->option_values.v[place] && first[k] == 0)
				first[k] = ++seen;
	}
	size_t before = 0;
	for (size_t k = 0; k < b->n_values; k++) {
		if (b->values[k].option_id != option_id || first[k] == 0)
			continue;
		differs = differs || first[k] < before;
		before = first[k];
		order = arena_printf(b->ctx->arena, "%s%s%s", order, *order ? "\n" : "", b->values[k].code);
	}
	return differs ? order : "";
}

static void put_options(const struct batch *b, struct export_row *r, const struct export_page_row *p)
{
	const struct sheet *s = &b->of->sheet;
	size_t at;
	for (size_t i = 0; i < PRODUCT_OPTIONS_MAX && (at = option_at(b, p->id, i)) < b->n_options; i++) {
		const struct import_options_row *o = &b->options[at];
		export_put(r, s->options[i].code, o->code);
		export_put_label(r, s->options[i].names, o->label);
		export_put(r, s->options[i].order, order_of(b, p->id, i, o->id));
	}
	if (option_at(b, p->id, 0) == b->n_options)
		export_put(r, s->options[0].name, "Title");
}

static void put_values(const struct batch *b, struct export_row *r, const struct import_variants_row *v)
{
	const struct sheet *s = &b->of->sheet;
	for (size_t i = 0; i < v->option_values.n && i < PRODUCT_OPTIONS_MAX; i++) {
		const struct import_values_row *value = value_of(b, v->option_values.v[i]);
		if (!value)
			continue;
		export_put(r, s->options[i].value_code, value->code);
		export_put_label(r, s->options[i].values, value->label);
	}
	if (v->option_values.n == 0)
		export_put(r, s->options[0].value, "Default Title");
}

static void put_prices(const struct batch *b, struct export_row *r, int64_t variant_id)
{
	const struct settings *shop = b->ctx->settings;
	for (size_t i = 0; i < b->n_prices; i++)
		for (size_t k = 0; b->prices[i].variant_id == variant_id && k < shop->n_currencies; k++) {
			const char *code = shop->currencies[k].code;
			const struct import_prices_row *p = &b->prices[i];
			if (!str_eq(p->currency, code))
				continue;
			export_put(r, b->of->sheet.price[k], text_money_plain(b->ctx->arena, money_of(p->minor, code)));
			if (p->compare_minor >= 0)
				export_put(r, b->of->sheet.compare[k],
				    text_money_plain(b->ctx->arena, money_of(p->compare_minor, code)));
		}
}

static const char *source_of(const struct batch *b, const struct import_pictures_row *p)
{
	if (p->source_address)
		return p->source_address;
	return p->address ? product_picture_url(b->ctx, p->address) : "";
}

/* What tells the variant's pictures, and what was kept because no picture was found for it. */
static const char *images_of(const struct batch *b, const struct import_variants_row *v)
{
	const struct json *extra;
	const char *all = "", *kept = NULL;
	for (size_t i = 0; i < b->n_pictures; i++)
		if (!b->pictures[i].variant_id_null && b->pictures[i].variant_id == v->id)
			all =
			    arena_printf(b->ctx->arena, "%s%s%s", all, *all ? "\n" : "", source_of(b, &b->pictures[i]));
	if (json_parse(b->ctx, v->extra, strlen(v->extra), strlen(v->extra), &extra) == ERR_OK)
		kept = json_find_text(extra, column_title(COL_VARIANT_IMAGE));
	return kept ? arena_printf(b->ctx->arena, "%s%s%s", all, *all ? "\n" : "", kept) : all;
}

/* What lies at the other locations, each in its column. */
static void put_elsewhere(const struct batch *b, struct export_row *r, int64_t variant_id)
{
	const struct sheet *s = &b->of->sheet;
	for (size_t i = 1; i < s->n_places; i++)
		for (size_t k = 0; k < b->n_elsewhere; k++)
			if (b->elsewhere[k].variant_id == variant_id && b->elsewhere[k].location_id == s->places[i].id)
				export_put(r, s->pieces[i], digits(b->ctx, b->elsewhere[k].on_hand));
}

static void put_variant(const struct batch *b, struct export_row *r, const struct import_variants_row *v, bool taxed)
{
	const struct sheet *s = &b->of->sheet;
	put_values(b, r, v);
	put_prices(b, r, v->id);
	export_put(r, s->at[COL_SKU], v->sku);
	export_put(r, s->at[COL_BARCODE], v->barcode);
	export_put(r, s->at[COL_GRAMS], digits(b->ctx, v->grams));
	export_put(r, s->at[COL_TRACKER], v->tracked ? "shopify" : "");
	export_put(r, s->at[COL_QUANTITY], digits(b->ctx, v->on_hand > 0 ? v->on_hand : 0));
	put_elsewhere(b, r, v->id);
	export_put(r, s->at[COL_POLICY], v->backorder ? "continue" : "deny");
	export_put(r, s->at[COL_REQUIRES_SHIPPING], bool_word(v->requires_shipping));
	export_put(r, s->at[COL_TAXABLE], bool_word(taxed));
	export_put(r, s->at[COL_VARIANT_IMAGE], images_of(b, v));
	export_put_extra(r, v->extra);
}

static void put_picture(const struct batch *b, struct export_row *r, const struct import_pictures_row *p, size_t place)
{
	const struct sheet *s = &b->of->sheet;
	export_put(r, s->at[COL_IMAGE], source_of(b, p));
	export_put(r, s->at[COL_IMAGE_POSITION], digits(b->ctx, (int64_t)place + 1));
	export_put_label(r, s->in[COL_IMAGE_ALT], p->alt);
	if (!p->address)
		return;
	export_put(r, s->at[COL_PICTURE_FILE], product_picture_file(p->address));
	if (p->width > 0 && p->height > 0)
		export_put(r, s->at[COL_PICTURE_SIZE],
		    arena_printf(b->ctx->arena, "%lldx%lld", (long long)p->width, (long long)p->height));
}

/* Each row takes the next variant and the next picture, until none of either is left. */
static enum err_code write_product(const struct batch *b, const struct export_page_row *p)
{
	size_t v = 0, pic = 0, row = 0;
	enum err_code e = ERR_OK;
	for (;; row++) {
		struct export_row r;
		while (v < b->n_variants &&
		       (b->variants[v].product_id != p->id || !str_eq(b->variants[v].state, "active")))
			v++;
		while (pic < b->n_pictures && b->pictures[pic].product_id != p->id)
			pic++;
		if (e || (row > 0 && v == b->n_variants && pic == b->n_pictures))
			return e;
		export_row_init(b->ctx, b->of, &r);
		export_put(&r, b->of->sheet.at[COL_HANDLE], p->handle);
		if (row == 0) {
			put_product(b, &r, p);
			put_options(b, &r, p);
		}
		if (v < b->n_variants)
			put_variant(b, &r, &b->variants[v++], !str_eq(p->tax_class, "untaxed"));
		if (pic < b->n_pictures)
			put_picture(b, &r, &b->pictures[pic++], row);
		e = export_write(&r);
	}
}

enum err_code export_some(struct ctx *ctx, const struct export *x, int64_t *position, int64_t *id, size_t *n)
{
	struct batch b = { .ctx = ctx, .of = x };
	enum err_code e = fetch(&b, *position, *id);
	for (size_t i = 0; !e && i < b.n_products; i++) {
		e = write_product(&b, &b.products[i]);
		*position = b.products[i].position;
		*id = b.products[i].id;
	}
	*n = b.n_products;
	return e;
}
