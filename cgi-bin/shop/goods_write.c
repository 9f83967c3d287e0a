#include "shop/goods_write.h"

#include "base/log.h"
#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/location.h"
#include "shop/picture.h"
#include "shop/product_index.h"
#include "shop/tenant.h"

/* Two products of one name are told apart by a number; so many of one name are an error. */
enum { SLUG_TRIES = 200 };

enum err_code goods_add_slug(struct ctx *ctx, const char *kind, const char *locale, const char *slug, int64_t entity_id)
{
	const char *base = str_empty(slug) ? kind : slug;
	for (int i = 1; i <= SLUG_TRIES; i++) {
		const char *candidate = i == 1 ? base : arena_printf(ctx->arena, "%s-%d", base, i);
		int64_t added;
		struct slug_insert_in in = {
			.kind = kind, .locale = locale, .slug = candidate, .entity_id = entity_id, .current = true
		};
		enum err_code e = q_slug_insert(ctx, &in, &added);
		if (e || added)
			return e;
	}
	return err_set(ctx, ERR_CONFLICT, "more than %d addresses like \"%s\"", SLUG_TRIES, base);
}

enum err_code goods_add_old_slug(
    struct ctx *ctx, const char *kind, const char *locale, const char *slug, int64_t entity_id)
{
	struct slug_insert_in in = {
		.kind = kind, .locale = locale, .slug = slug, .entity_id = entity_id, .current = false
	};
	return q_slug_insert(ctx, &in, NULL);
}

static enum err_code write_text(struct ctx *ctx, int64_t id, const struct goods_text *t)
{
	size_t key_n;
	const uint8_t *key = text_sort_key(ctx->arena, t->locale, t->name, &key_n);
	enum err_code e = q_product_text_insert(ctx,
	    &(struct product_text_insert_in){ .product_id = id,
	        .locale = t->locale,
	        .name = t->name,
	        .summary = t->summary,
	        .description = t->description,
	        .body = t->body,
	        .sort_key = { .p = key, .n = key_n } },
	    NULL);
	if (e)
		return e;
	const char *slug = t->slug ? t->slug : text_slug(ctx->arena, t->locale, t->name);
	e = goods_add_slug(ctx, "product", t->locale, slug, id);
	for (size_t i = 0; !e && i < t->old_slugs.n; i++)
		e = goods_add_old_slug(ctx, "product", t->locale, t->old_slugs.v[i], id);
	return e;
}

/* ids[i] receives the value ids of option i. */
static enum err_code write_options(struct ctx *ctx, int64_t id, const struct goods_new *g, int64_t **ids)
{
	for (size_t i = 0; i < g->n_options; i++) {
		const struct goods_option *o = &g->options[i];
		struct option_insert_row option;
		enum err_code e = q_option_insert_one(ctx,
		    &(struct option_insert_in){
		        .product_id = id, .code = o->code, .label = o->label, .position = (int64_t)i },
		    &option);
		if (e)
			return e;
		ids[i] = ARENA_ARRAY(ctx->arena, o->n_values, int64_t);
		for (size_t k = 0; k < o->n_values; k++) {
			struct option_value_insert_row value;
			e = q_option_value_insert_one(ctx,
			    &(struct option_value_insert_in){ .option_id = option.id,
			        .code = o->values[k].code,
			        .label = o->values[k].label,
			        .position = (int64_t)k },
			    &value);
			if (e)
				return e;
			ids[i][k] = value.id;
		}
	}
	return ERR_OK;
}

static enum err_code write_price(
    struct ctx *ctx, int64_t variant_id, const struct goods_price *p, int64_t compare_minor)
{
	return q_price_start(ctx,
	    &(struct price_start_in){ .variant_id = variant_id,
	        .currency = p->currency,
	        .minor = p->minor,
	        .compare_minor = compare_minor,
	        .compare_minor_null = compare_minor < 0,
	        .at = 0 },
	    NULL);
}

struct variant_place {
	int64_t product_id;
	int64_t location_id;
	int64_t *const *value_ids;
	size_t n_options;
	int64_t position;
};

static enum err_code write_variant(
    struct ctx *ctx, const struct goods_new_variant *v, const struct variant_place *at, int64_t *id)
{
	int64_t *values = ARENA_ARRAY(ctx->arena, at->n_options, int64_t);
	for (size_t i = 0; i < at->n_options; i++)
		values[i] = at->value_ids[i][v->values[i]];
	struct variant_insert_row row;
	enum err_code e = q_variant_insert_one(ctx,
	    &(struct variant_insert_in){ .product_id = at->product_id,
	        .sku = v->sku,
	        .barcode = v->barcode,
	        .option_values = { .v = values, .n = at->n_options },
	        .grams = v->grams,
	        .requires_shipping = v->requires_shipping,
	        .tracked = v->tracked,
	        .backorder = v->backorder,
	        .position = at->position,
	        .extra = v->extra },
	    &row);
	if (e)
		return e;
	*id = row.id;
	struct goods_price own = { .currency = ctx->settings->currency, .minor = v->minor };
	e = write_price(ctx, row.id, &own, v->compare_minor);
	for (size_t i = 0; !e && i < v->n_prices; i++)
		e = write_price(ctx, row.id, &v->prices[i], -1);
	if (e)
		return e;
	return q_stock_insert(ctx,
	    &(struct stock_insert_in){ .variant_id = row.id, .location_id = at->location_id, .on_hand = v->on_hand },
	    NULL);
}

static enum err_code write_pictures(struct ctx *ctx, int64_t id, const struct goods_new *g, const int64_t *variant_ids)
{
	for (size_t i = 0; i < g->n_pictures; i++) {
		const struct goods_picture *p = &g->pictures[i];
		struct picture_insert_row row;
		enum err_code e = q_picture_insert_one(ctx,
		    &(struct picture_insert_in){ .product_id = id,
		        .variant_id = p->variant >= 0 ? variant_ids[p->variant] : 0,
		        .variant_id_null = p->variant < 0,
		        .address = p->address,
		        .source_address = p->source_address,
		        .width = p->width,
		        .height = p->height,
		        .alt = p->alt,
		        .position = (int64_t)i },
		    &row);
		if (!e && !p->address && !str_empty(p->source_address))
			e = picture_ask_tx(ctx, id, row.id);
		if (e)
			return e;
	}
	return ERR_OK;
}

static enum err_code write_variants(struct ctx *ctx, int64_t id, const struct goods_new *g)
{
	int64_t location_id;
	enum err_code e = location_first(ctx, &location_id);
	int64_t **value_ids = ARENA_ARRAY(ctx->arena, g->n_options, int64_t *);
	if (!e)
		e = write_options(ctx, id, g, value_ids);
	int64_t *variant_ids = ARENA_ARRAY(ctx->arena, g->n_variants, int64_t);
	for (size_t i = 0; !e && i < g->n_variants; i++) {
		struct variant_place at = { .product_id = id,
			.location_id = location_id,
			.value_ids = value_ids,
			.n_options = g->n_options,
			.position = (int64_t)i };
		e = write_variant(ctx, &g->variants[i], &at, &variant_ids[i]);
	}
	return e ? e : write_pictures(ctx, id, g, variant_ids);
}

static enum err_code write_places(struct ctx *ctx, int64_t id, const struct goods_new *g, int64_t position)
{
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < g->categories.n; i++)
		e = q_product_category_insert(ctx,
		    &(struct product_category_insert_in){
		        .category_id = g->categories.v[i], .product_id = id, .position = position },
		    NULL);
	for (size_t i = 0; !e && i < g->n_facts; i++)
		e = q_product_attribute_insert(ctx,
		    &(struct product_attribute_insert_in){
		        .product_id = id, .attribute_id = g->facts[i].attribute_id, .value = g->facts[i].value },
		    NULL);
	return e;
}

enum err_code goods_create(struct ctx *ctx, const struct goods_new *g, int64_t *product_id)
{
	BUG_IF(g->n_texts == 0 || g->n_variants == 0);
	struct product_position_next_row next;
	enum err_code e = q_product_position_next_one(ctx, &next);
	if (e)
		return e;
	struct product_insert_row row;
	e = q_product_insert_one(ctx,
	    &(struct product_insert_in){ .handle = g->handle,
	        .state = g->state,
	        .tax_class = g->tax_class,
	        .vendor = g->vendor,
	        .kind = g->kind,
	        .tags = g->tags,
	        .featured = g->featured,
	        .featured_null = g->featured == 0,
	        .position = next.position,
	        .extra = g->extra,
	        .created_at = g->created_at,
	        .at = ctx->now },
	    &row);
	if (e)
		return e;
	*product_id = row.id;
	for (size_t i = 0; !e && i < g->n_texts; i++)
		e = write_text(ctx, row.id, &g->texts[i]);
	if (!e)
		e = write_places(ctx, row.id, g, next.position);
	if (!e)
		e = write_variants(ctx, row.id, g);
	return e ? e : product_index(ctx, row.id);
}
