#include "shop/catalog.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/price.h"
#include "shop/show.h"
#include "shop/tenant.h"

/* The rows of one product, fetched in one batch. */
struct product_rows {
	struct product_get_row *product;
	struct product_options_row *options;
	struct product_variants_row *variants;
	struct product_pictures_row *pictures;
	struct product_facts_row *facts;
	struct product_tiers_row *tiers;
	struct ids_related_row *related;
	size_t n_product, n_options, n_variants, n_pictures, n_facts, n_tiers, n_related;
};
enum { RELATED = 4 };

static enum err_code fetch(struct ctx *ctx, int64_t id, struct product_rows *r)
{
	const struct settings *s = ctx->settings;
	*r = (struct product_rows){ 0 };
	q_product_get_queue(ctx,
	    &(struct product_get_in){ .id = id, .locale = ctx->locale, .default_locale = s->default_locale },
	    &r->product, &r->n_product);
	q_product_options_queue(ctx,
	    &(struct product_options_in){
	        .product_id = id, .locale = ctx->locale, .default_locale = s->default_locale },
	    &r->options, &r->n_options);
	q_product_variants_queue(ctx,
	    &(struct product_variants_in){
	        .product_id = id, .currency = ctx->currency, .own_currency = s->currency, .at = ctx->now },
	    &r->variants, &r->n_variants);
	q_product_tiers_queue(ctx,
	    &(struct product_tiers_in){
	        .product_id = id, .currency = ctx->currency, .own_currency = s->currency, .at = ctx->now },
	    &r->tiers, &r->n_tiers);
	q_product_pictures_queue(ctx,
	    &(struct product_pictures_in){
	        .product_id = id, .locale = ctx->locale, .default_locale = s->default_locale },
	    &r->pictures, &r->n_pictures);
	q_product_facts_queue(ctx,
	    &(struct product_facts_in){ .product_id = id, .locale = ctx->locale, .default_locale = s->default_locale },
	    &r->facts, &r->n_facts);
	q_ids_related_queue(
	    ctx, &(struct ids_related_in){ .product_id = id, .max_rows = RELATED }, &r->related, &r->n_related);
	return db_flush(ctx);
}

/* Rows come ordered by option, then value: a new option begins where the id changes. */
static void set_options(struct ctx *ctx, struct product *p, const struct product_rows *r)
{
	struct product_option *options = ARENA_ARRAY(ctx->arena, r->n_options, struct product_option);
	struct option_value *values = ARENA_ARRAY(ctx->arena, r->n_options, struct option_value);
	size_t n = 0;
	for (size_t i = 0; i < r->n_options; i++) {
		const struct product_options_row *row = &r->options[i];
		if (n == 0 || options[n - 1].id != row->option_id)
			options[n++] = (struct product_option){
				.id = row->option_id, .name = row->option_name, .values = &values[i]
			};
		values[i] = (struct option_value){ .id = row->value_id, .name = row->value_name };
		options[n - 1].n_values++;
	}
	p->options = options;
	p->n_options = n;
}

static const char *value_name(const struct product_option *o, int64_t value_id)
{
	for (size_t i = 0; i < o->n_values; i++)
		if (o->values[i].id == value_id)
			return o->values[i].name;
	return "";
}

static const char *options_text(struct ctx *ctx, const struct product *p, struct bigints values)
{
	size_t n = p->n_options < values.n ? p->n_options : values.n;
	const char **names = ARENA_ARRAY(ctx->arena, n, const char *),
	           **chosen = ARENA_ARRAY(ctx->arena, n, const char *);
	for (size_t i = 0; i < n; i++) {
		names[i] = p->options[i].name;
		chosen[i] = value_name(&p->options[i], values.v[i]);
	}
	return text_pairs(ctx->arena, ctx->locale, names, chosen, n);
}

static void set_variants(struct ctx *ctx, struct product *p, const struct product_rows *r)
{
	struct variant *v = ARENA_ARRAY(ctx->arena, r->n_variants, struct variant);
	for (size_t i = 0; i < r->n_variants; i++) {
		const struct product_variants_row *row = &r->variants[i];
		v[i] = (struct variant){ .id = row->id,
			.sku = row->sku,
			.values = row->option_values,
			.options = options_text(ctx, p, row->option_values),
			.price = price_choose(ctx, row->entered, row->own, ctx->currency),
			.compare = price_compare(ctx, row->entered, row->entered_compare, row->own_compare),
			.available = row->backorder || !row->tracked ? INT64_MAX
			             : row->available > 0            ? row->available
			                                             : 0,
			.backorder = row->backorder && row->available <= 0,
			.grams = row->grams,
			.barcode = row->barcode };
		if (v[i].compare.minor <= v[i].price.minor)
			v[i].compare.minor = 0;
		v[i].tiers = price_tiers(ctx, r->tiers, r->n_tiers, row->id, v[i].price, &v[i].n_tiers);
	}
	p->variants = v;
	p->n_variants = r->n_variants;
}

static void set_pictures(struct ctx *ctx, struct product *p, const struct product_rows *r)
{
	struct picture *v = ARENA_ARRAY(ctx->arena, r->n_pictures, struct picture);
	for (size_t i = 0; i < r->n_pictures; i++)
		v[i] = (struct picture){ .address = r->pictures[i].address,
			.alt = r->pictures[i].alt,
			.width = r->pictures[i].width,
			.height = r->pictures[i].height,
			.variant_id = r->pictures[i].variant_id_null ? 0 : r->pictures[i].variant_id };
	p->pictures = v;
	p->n_pictures = r->n_pictures;
}

const char *product_number_text(struct ctx *ctx, const char *decimal, const char *unit)
{
	const char *point = strchr(decimal, '.');
	int scale = point ? (int)strlen(point + 1) : 0;
	struct buf digits;
	buf_init(&digits, ctx->arena, 32);
	for (const char *c = decimal; *c; c++)
		if (*c != '.')
			buf_putc(&digits, *c);
	int64_t value;
	if (scale > 9 || !str_to_int(buf_str(&digits), INT64_MIN, INT64_MAX, &value))
		return *unit ? arena_printf(ctx->arena, "%s\xc2\xa0%s", decimal, unit) : decimal;
	return *unit ? text_measure(ctx->arena, ctx->locale, value, scale, unit)
	             : text_decimal(ctx->arena, ctx->locale, value, scale);
}

static void set_facts(struct ctx *ctx, struct product *p, const struct product_rows *r)
{
	struct product_fact *v = ARENA_ARRAY(ctx->arena, r->n_facts, struct product_fact);
	for (size_t i = 0; i < r->n_facts; i++) {
		const struct product_facts_row *row = &r->facts[i];
		v[i].name = row->name;
		if (str_eq(row->type, "bool"))
			v[i].yes = str_eq(row->value, "true");
		else if (str_eq(row->type, "number"))
			v[i].value = product_number_text(ctx, row->value, row->unit);
		else
			v[i].value = row->value;
	}
	p->facts = v;
	p->n_facts = r->n_facts;
}

enum err_code catalog_product(struct ctx *ctx, int64_t id, const struct product **out)
{
	struct product_rows r;
	show(ctx, TOPIC_PRODUCT, id);
	enum err_code e = fetch(ctx, id, &r);
	if (e)
		return e;
	if (r.n_product == 0 || r.n_variants == 0)
		return err_set(ctx, ERR_NOT_FOUND, "no active product %lld", (long long)id);
	const struct product_get_row *row = r.product;
	struct product *p = ARENA_NEW(ctx->arena, struct product);
	*p = (struct product){ .id = row->id,
		.handle = row->handle,
		.name = row->name,
		.slug = row->slug,
		.summary = row->summary,
		.description = row->description,
		.body = row->body,
		.vendor = row->vendor,
		.tax_class = row->tax_class,
		.category_id = row->category_id_null ? 0 : row->category_id,
		.related = r.related->ids };
	/* Whose other products are the related ones. */
	if (p->category_id)
		show(ctx, TOPIC_SHELF, p->category_id);
	set_options(ctx, p, &r);
	set_variants(ctx, p, &r);
	set_pictures(ctx, p, &r);
	set_facts(ctx, p, &r);
	*out = p;
	return ERR_OK;
}

const struct variant *product_variant(const struct product *p, int64_t variant_id)
{
	for (size_t i = 0; i < p->n_variants; i++)
		if (p->variants[i].id == variant_id)
			return &p->variants[i];
	return NULL;
}
