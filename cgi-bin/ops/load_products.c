#include "base/str.h"
#include "ops/load_room.h"
#include "ops/media_file.h"
#include "queries.h"
#include "shop/goods_write.h"
#include "shop/tenant.h"

/* One product on its way in: what goods_create takes, and where it comes from. */
struct draft {
	const struct json *from;
	struct goods_new goods;
};

static enum err_code draft_texts(struct ctx *ctx, const struct load *l, struct draft *d)
{
	struct goods_text *v = ARENA_ARRAY(ctx->arena, l->locales.n, struct goods_text);
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < l->locales.n; i++) {
		const char *locale = l->locales.v[i];
		v[i] = (struct goods_text){ .locale = locale, .body = "" };
		v[i].slug = json_find_text(d->from, arena_printf(ctx->arena, "slug.%s", locale));
		e = load_text(ctx, d->from, "name", locale, &v[i].name);
		if (!e)
			e = load_text(ctx, d->from, "summary", locale, &v[i].summary);
		if (!e)
			e = load_text(ctx, d->from, "description", locale, &v[i].description);
		const struct json *old = json_find(d->from, arena_printf(ctx->arena, "old_slugs.%s", locale));
		if (!e)
			e = load_strings(ctx, old, &v[i].old_slugs);
	}
	d->goods.texts = v;
	d->goods.n_texts = l->locales.n;
	return e;
}

static enum err_code draft_options(struct ctx *ctx, struct draft *d)
{
	const struct json *list = json_find(d->from, "options");
	size_t n = json_count(list);
	struct goods_option *v = ARENA_ARRAY(ctx->arena, n, struct goods_option);
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < n; i++) {
		const struct json *option = json_item(list, i);
		const struct json *values = json_find(option, "values");
		struct goods_option_value *w = ARENA_ARRAY(ctx->arena, json_count(values), struct goods_option_value);
		v[i] = (struct goods_option){
			.label = json_label(ctx, option, "name"), .values = w, .n_values = json_count(values)
		};
		e = json_get_text(ctx, option, "code", &v[i].code);
		for (size_t k = 0; !e && k < v[i].n_values; k++) {
			w[k].label = json_label(ctx, json_item(values, k), "name");
			e = json_get_text(ctx, json_item(values, k), "code", &w[k].code);
		}
	}
	d->goods.options = v;
	d->goods.n_options = n;
	return e;
}

static enum err_code choose_values(struct ctx *ctx, const struct draft *d, const struct json *from, size_t *values)
{
	for (size_t i = 0; i < d->goods.n_options; i++) {
		const struct goods_option *o = &d->goods.options[i];
		const char *chosen;
		enum err_code e = json_get_text(ctx, from, arena_printf(ctx->arena, "options.%s", o->code), &chosen);
		if (e)
			return e;
		values[i] = o->n_values;
		for (size_t k = 0; k < o->n_values; k++)
			if (str_eq(o->values[k].code, chosen))
				values[i] = k;
		if (values[i] == o->n_values)
			return err_set(ctx, ERR_MALFORMED, "option %s has no value \"%s\"", o->code, chosen);
	}
	return ERR_OK;
}

static enum err_code variant_prices(
    struct ctx *ctx, const struct load *l, const struct json *from, struct goods_new_variant *v)
{
	const char *price;
	enum err_code e = json_get_text(ctx, from, "price", &price);
	if (!e)
		e = load_money(ctx, price, l->currency, &v->minor);
	const char *compare = json_find_text(from, "compare_at");
	v->compare_minor = -1;
	if (!e && compare)
		e = load_money(ctx, compare, l->currency, &v->compare_minor);
	const struct json *currencies = json_find(l->shop, "currencies");
	struct goods_price *prices = ARENA_ARRAY(ctx->arena, json_count(currencies), struct goods_price);
	for (size_t i = 0; !e && i < json_count(currencies); i++) {
		const char *code = json_find_text(json_item(currencies, i), "code");
		const char *amount = json_find_text(from, arena_printf(ctx->arena, "prices.%s", code));
		if (!amount)
			continue;
		prices[v->n_prices].currency = code;
		e = load_money(ctx, amount, code, &prices[v->n_prices++].minor);
	}
	v->prices = prices;
	return e;
}

static enum err_code draft_variant(
    struct ctx *ctx, const struct load *l, const struct draft *d, const struct json *from, struct goods_new_variant *v)
{
	size_t *values = ARENA_ARRAY(ctx->arena, d->goods.n_options, size_t);
	*v = (struct goods_new_variant){ .sku = json_find_text(from, "sku"),
		.values = values,
		.tracked = true,
		.requires_shipping = true,
		.extra = "{}" };
	enum err_code e = choose_values(ctx, d, from, values);
	if (!e)
		e = variant_prices(ctx, l, from, v);
	if (!e)
		e = json_get_int(ctx, from, "grams", &v->grams);
	if (!e)
		e = json_get_int(ctx, from, "stock", &v->on_hand);
	return e ? e : json_get_bool(ctx, from, "backorder", &v->backorder);
}

static int variant_of_picture(const struct json *variants, const char *file)
{
	for (size_t i = 0; i < json_count(variants); i++)
		if (str_eq(json_find_text(json_item(variants, i), "picture"), file))
			return (int)i;
	return -1;
}

static enum err_code draft_variants(struct ctx *ctx, const struct load *l, struct draft *d)
{
	const struct json *list = json_find(d->from, "variants");
	size_t n = json_count(list);
	if (n == 0)
		return err_set(ctx, ERR_MALFORMED, "product %s has no variant", d->goods.handle);
	struct goods_new_variant *v = ARENA_ARRAY(ctx->arena, n, struct goods_new_variant);
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < n; i++)
		e = draft_variant(ctx, l, d, json_item(list, i), &v[i]);
	d->goods.variants = v;
	d->goods.n_variants = n;
	return e;
}

static enum err_code draft_pictures(struct ctx *ctx, const struct load *l, struct draft *d)
{
	const struct json *list = json_find(d->from, "pictures");
	size_t n = json_count(list);
	struct goods_picture *v = ARENA_ARRAY(ctx->arena, n, struct goods_picture);
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < n; i++) {
		const char *file;
		struct media_file kept;
		e = json_get_text(ctx, json_item(list, i), "file", &file);
		if (!e)
			e = media_keep_drawing(ctx, arena_printf(ctx->arena, "%s/%s", l->folder, file), &kept);
		if (!e)
			v[i] = (struct goods_picture){ .address = kept.address,
				.width = kept.width,
				.height = kept.height,
				.alt = json_label(ctx, json_item(list, i), "alt"),
				.variant = variant_of_picture(json_find(d->from, "variants"), file) };
	}
	d->goods.pictures = v;
	d->goods.n_pictures = n;
	return e;
}

static enum err_code draft_categories(struct ctx *ctx, const struct load *l, struct draft *d)
{
	struct texts codes;
	enum err_code e = load_strings(ctx, json_find(d->from, "categories"), &codes);
	int64_t *ids = ARENA_ARRAY(ctx->arena, codes.n, int64_t);
	for (size_t i = 0; !e && i < codes.n; i++) {
		ids[i] = code_id(&l->categories, codes.v[i]);
		if (ids[i] == 0)
			e = err_set(ctx, ERR_MALFORMED, "product %s: no category \"%s\"", d->goods.handle, codes.v[i]);
	}
	d->goods.categories = (struct bigints){ .v = ids, .n = codes.n };
	return e;
}

/* A number stands as {"value": "12.5"}; everything else is stored as it is written. */
static void draft_facts(struct ctx *ctx, const struct load *l, struct draft *d)
{
	struct goods_fact *v = ARENA_ARRAY(ctx->arena, l->attributes.n, struct goods_fact);
	for (size_t i = 0; i < l->attributes.n; i++) {
		const char *path = arena_printf(ctx->arena, "attributes.%s", l->attributes.codes[i]);
		const struct json *value = json_find(d->from, path);
		if (!value)
			continue;
		const struct json *number = json_find(value, "value");
		v[d->goods.n_facts++] = (struct goods_fact){ .attribute_id = l->attributes.ids[i],
			.value = json_print(ctx->arena, number ? number : value) };
	}
	d->goods.facts = v;
}

static int64_t featured_place(const struct load *l, const char *handle)
{
	const struct json *featured = json_find(l->shop, "home.featured");
	for (size_t i = 0; i < json_count(featured); i++)
		if (str_eq(json_find_text(json_item(featured, i), ""), handle))
			return (int64_t)i + 1;
	return 0;
}

static enum err_code load_product(struct ctx *ctx, struct load *l, const struct json *from)
{
	struct draft d = { .from = from, .goods = { .state = "active", .kind = "", .extra = "{}" } };
	const char *created = NULL;
	enum err_code e = json_get_text(ctx, from, "handle", &d.goods.handle);
	if (!e)
		e = json_get_text(ctx, from, "vendor", &d.goods.vendor);
	if (!e)
		e = json_get_text(ctx, from, "tax_class", &d.goods.tax_class);
	if (!e)
		e = json_get_text(ctx, from, "created", &created);
	if (!e)
		e = load_day(ctx, l, created, &d.goods.created_at);
	if (!e)
		e = draft_texts(ctx, l, &d);
	if (!e)
		e = draft_options(ctx, &d);
	if (!e)
		e = draft_variants(ctx, l, &d);
	if (!e)
		e = draft_pictures(ctx, l, &d);
	if (!e)
		e = draft_categories(ctx, l, &d);
	if (e)
		return e;
	draft_facts(ctx, l, &d);
	d.goods.featured = featured_place(l, d.goods.handle);
	int64_t id;
	e = goods_create(ctx, &d.goods, &id);
	l->report.products++;
	l->report.variants += d.goods.n_variants;
	l->report.pictures += d.goods.n_pictures;
	return e;
}

enum err_code load_products(struct ctx *ctx, struct load *l)
{
	/* goods_create prices in the shop's own currency, which load has just set. */
	enum err_code e = settings_load(ctx, NULL);
	for (size_t b = 0; !e && b < l->n_batches; b++)
		for (size_t i = 0; !e && i < json_count(l->batches[b]); i++)
			e = load_product(ctx, l, json_item(l->batches[b], i));
	return e;
}
