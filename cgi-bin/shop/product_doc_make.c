#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/html.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/product_doc_room.h"
#include "shop/tenant.h"

/*
 * All of these are sorted by product, and where they are of a language by the order of languages: what belongs to the
 * product and language at hand begins where the one before ended. seen: how many rows were taken.
 */
struct rows {
	struct doc_texts_row *texts;
	struct doc_slugs_row *slugs;
	struct doc_options_row *options;
	struct doc_variants_row *variants;
	struct doc_pictures_row *pictures;
	struct doc_facts_row *facts;
	struct doc_prices_row *prices;
	size_t n_texts, n_slugs, n_options, n_variants, n_pictures, n_facts, n_prices;
	size_t seen_slugs, seen_options, seen_variants, seen_pictures, seen_facts, seen_prices;
};

static void queue_details(struct ctx *ctx, struct bigints ids, struct texts locales, struct rows *r)
{
	const char *own = ctx->settings->default_locale;
	q_doc_options_queue(ctx,
	    &(struct doc_options_in){ .product_ids = ids, .locales = locales, .default_locale = own }, &r->options,
	    &r->n_options);
	q_doc_facts_queue(ctx, &(struct doc_facts_in){ .product_ids = ids, .locales = locales, .default_locale = own },
	    &r->facts, &r->n_facts);
}

static enum err_code fetch(
    struct ctx *ctx, struct bigints ids, struct texts locales, enum doc_part part, struct rows *r)
{
	const char *own = ctx->settings->default_locale;
	*r = (struct rows){ 0 };
	q_doc_texts_queue(ctx, &(struct doc_texts_in){ .product_ids = ids, .locales = locales, .default_locale = own },
	    &r->texts, &r->n_texts);
	q_doc_slugs_queue(ctx, &(struct doc_slugs_in){ .product_ids = ids }, &r->slugs, &r->n_slugs);
	q_doc_variants_queue(ctx, &(struct doc_variants_in){ .product_ids = ids }, &r->variants, &r->n_variants);
	q_doc_pictures_queue(ctx,
	    &(struct doc_pictures_in){ .product_ids = ids, .locales = locales, .default_locale = own }, &r->pictures,
	    &r->n_pictures);
	q_doc_prices_queue(
	    ctx, &(struct doc_prices_in){ .product_ids = ids, .at = ctx->now }, &r->prices, &r->n_prices);
	if (part == DOC_WHOLE)
		queue_details(ctx, ids, locales, r);
	return db_flush(ctx);
}

static void set_slugs(struct ctx *ctx, struct product_made *m, struct rows *r)
{
	const char **locales = ARENA_ARRAY(ctx->arena, r->n_slugs - r->seen_slugs, const char *);
	const char **slugs = ARENA_ARRAY(ctx->arena, r->n_slugs - r->seen_slugs, const char *);
	size_t n = 0;
	for (; r->seen_slugs < r->n_slugs && r->slugs[r->seen_slugs].product_id == m->product.id; r->seen_slugs++) {
		locales[n] = r->slugs[r->seen_slugs].locale;
		slugs[n++] = r->slugs[r->seen_slugs].slug;
	}
	m->slug_locales = (struct texts){ .v = locales, .n = n };
	m->slugs = (struct texts){ .v = slugs, .n = n };
}

static void set_offer(struct ctx *ctx, struct product_made *m, struct rows *r)
{
	struct offer_variant *variants =
	    ARENA_ARRAY(ctx->arena, r->n_variants - r->seen_variants, struct offer_variant);
	struct offer_price *prices = ARENA_ARRAY(ctx->arena, r->n_prices - r->seen_prices, struct offer_price);
	size_t n = 0;
	for (size_t i = r->seen_variants; i < r->n_variants && r->variants[i].product_id == m->product.id; i++)
		variants[n++] = (struct offer_variant){ .id = r->variants[i].id,
			.endless = r->variants[i].backorder || !r->variants[i].tracked,
			.backorder = r->variants[i].backorder };
	m->offer = (struct offer){ .variants = variants, .n_variants = n, .prices = prices };
	for (; r->seen_prices < r->n_prices && r->prices[r->seen_prices].product_id == m->product.id;
	     r->seen_prices++) {
		const struct doc_prices_row *row = &r->prices[r->seen_prices];
		struct offer_price *p = &prices[m->offer.n_prices++];
		*p = (struct offer_price){ .variant_id = row->variant_id,
			.quantity = row->min_quantity,
			.minor = row->minor,
			.compare = row->compare_minor,
			.from = row->valid_from,
			.to = row->valid_to };
		str_copy(p->currency, row->currency, sizeof p->currency);
	}
}

/* Rows come ordered by option, then value: a new option begins where the id changes. */
static void set_options(struct ctx *ctx, struct product *p, const char *locale, struct rows *r)
{
	size_t first = r->seen_options, last = first, n = 0;
	while (last < r->n_options && r->options[last].product_id == p->id && str_eq(r->options[last].locale, locale))
		last++;
	struct product_option *options = ARENA_ARRAY(ctx->arena, last - first, struct product_option);
	struct option_value *values = ARENA_ARRAY(ctx->arena, last - first, struct option_value);
	for (size_t i = first; i < last; i++) {
		const struct doc_options_row *row = &r->options[i];
		struct option_value *value = &values[i - first];
		if (n == 0 || options[n - 1].id != row->option_id)
			options[n++] =
			    (struct product_option){ .id = row->option_id, .name = row->option_name, .values = value };
		*value = (struct option_value){ .id = row->value_id, .name = row->value_name };
		options[n - 1].n_values++;
	}
	r->seen_options = last;
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

static void set_variants(struct ctx *ctx, struct product *p, const struct rows *r)
{
	struct variant *v = ARENA_ARRAY(ctx->arena, r->n_variants - r->seen_variants, struct variant);
	size_t n = 0;
	for (size_t i = r->seen_variants; i < r->n_variants && r->variants[i].product_id == p->id; i++) {
		const struct doc_variants_row *row = &r->variants[i];
		v[n++] = (struct variant){ .id = row->id,
			.sku = row->sku,
			.barcode = row->barcode,
			.values = row->option_values,
			.options = options_text(ctx, p, row->option_values),
			.grams = row->grams };
	}
	p->variants = v;
	p->n_variants = n;
}

static void set_pictures(struct ctx *ctx, struct product *p, const char *locale, struct rows *r)
{
	struct picture *v = ARENA_ARRAY(ctx->arena, r->n_pictures - r->seen_pictures, struct picture);
	for (; r->seen_pictures < r->n_pictures; r->seen_pictures++) {
		const struct doc_pictures_row *row = &r->pictures[r->seen_pictures];
		if (row->product_id != p->id || !str_eq(row->locale, locale))
			break;
		v[p->n_pictures++] = (struct picture){ .address = row->address,
			.alt = row->alt,
			.width = row->width,
			.height = row->height,
			.variant_id = row->variant_id };
	}
	p->pictures = v;
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

static void set_facts(struct ctx *ctx, struct product *p, const char *locale, struct rows *r)
{
	struct product_fact *v = ARENA_ARRAY(ctx->arena, r->n_facts - r->seen_facts, struct product_fact);
	for (; r->seen_facts < r->n_facts; r->seen_facts++) {
		const struct doc_facts_row *row = &r->facts[r->seen_facts];
		if (row->product_id != p->id || !str_eq(row->locale, locale))
			break;
		struct product_fact *f = &v[p->n_facts++];
		f->name = row->name;
		if (str_eq(row->type, "bool"))
			f->yes = str_eq(row->value, "true");
		else if (str_eq(row->type, "number"))
			f->value = product_number_text(ctx, row->value, row->unit);
		else
			f->value = row->value;
	}
	p->facts = v;
}

/* The description's markup, rebuilt from what is allowed; its text where there is none, or none that can be read. */
static struct html markup(struct ctx *ctx, const struct doc_texts_row *t)
{
	struct html clean;
	struct err before = ctx->err;
	if (!str_empty(t->body) && html_clean(ctx, t->body, strlen(t->body), &clean) == ERR_OK)
		return clean;
	ctx->err = before;
	return html_of_text(ctx->arena, t->description);
}

static void make(struct ctx *ctx, const struct doc_texts_row *t, struct rows *r, struct product_made *m)
{
	m->locale = t->locale;
	m->own_slug = t->own_slug;
	m->product = (struct product){ .id = t->product_id,
		.handle = t->handle,
		.name = t->name,
		.slug = t->slug,
		.summary = t->summary,
		.about = str_empty(t->summary) ? t->description : t->summary,
		.vendor = t->vendor,
		.tax_class = t->tax_class,
		.no_withdrawal = t->no_withdrawal };
	/* Numbers and lists are written as the document's language has them. */
	struct ctx one = *ctx;
	one.locale = t->locale;
	set_options(&one, &m->product, t->locale, r);
	set_variants(&one, &m->product, r);
	set_pictures(&one, &m->product, t->locale, r);
	set_facts(&one, &m->product, t->locale, r);
}

enum err_code product_doc_make(struct ctx *ctx, struct bigints ids, struct texts locales, enum doc_part part,
    const struct product_made **out, size_t *n)
{
	struct rows r;
	enum err_code e = fetch(ctx, ids, locales, part, &r);
	if (e)
		return e;
	struct product_made *made = ARENA_ARRAY(ctx->arena, r.n_texts, struct product_made);
	for (size_t i = 0; i < r.n_texts; i++) {
		const struct doc_texts_row *t = &r.texts[i];
		bool first = i == 0 || t->product_id != t[-1].product_id;
		if (first && i > 0)
			while (r.seen_variants < r.n_variants && r.variants[r.seen_variants].product_id < t->product_id)
				r.seen_variants++;
		make(ctx, t, &r, &made[i]);
		/* Where a language has no text of its own, it has that of the shop's. */
		bool again = !first && str_eq(t->body, t[-1].body) && str_eq(t->description, t[-1].description);
		if (part == DOC_WHOLE)
			made[i].product.markup = again ? made[i - 1].product.markup : markup(ctx, t);
		if (first) {
			set_slugs(ctx, &made[i], &r);
			set_offer(ctx, &made[i], &r);
		} else {
			made[i].slug_locales = made[i - 1].slug_locales;
			made[i].slugs = made[i - 1].slugs;
			made[i].offer = made[i - 1].offer;
		}
	}
	*out = made;
	*n = r.n_texts;
	return ERR_OK;
}
