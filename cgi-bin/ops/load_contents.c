#include "base/str.h"
#include "kit/text.h"
#include "ops/load_room.h"
#include "queries.h"
#include "shop/home.h"
#include "shop/goods_write.h"

/* The address given, else one made from the name; then the former ones. */
static enum err_code write_slugs(
    struct ctx *ctx, const struct json *from, const char *kind, const char *locale, int64_t id)
{
	const char *name = NULL;
	enum err_code e = load_text(ctx, from, "name", locale, &name);
	if (e)
		return e;
	const char *slug = json_find_text(from, arena_printf(ctx->arena, "slug.%s", locale));
	e = goods_add_slug(ctx, kind, locale, slug ? slug : text_slug(ctx->arena, locale, name), id);
	const struct json *old = json_find(from, arena_printf(ctx->arena, "old_slugs.%s", locale));
	for (size_t i = 0; !e && i < json_count(old); i++) {
		const char *former;
		e = json_get_text(ctx, old, arena_printf(ctx->arena, "%zu", i), &former);
		if (!e)
			e = goods_add_old_slug(ctx, kind, locale, former, id);
	}
	return e;
}

static enum err_code write_category_texts(struct ctx *ctx, struct load *l, const struct json *category, int64_t id)
{
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < l->locales.n; i++) {
		struct load_category_text_in in = { .category_id = id, .locale = l->locales.v[i] };
		e = load_text(ctx, category, "name", in.locale, &in.name);
		if (!e)
			e = load_text(ctx, category, "description", in.locale, &in.description);
		if (!e)
			e = q_load_category_text(ctx, &in, NULL);
		if (!e)
			e = write_slugs(ctx, category, "category", in.locale, id);
	}
	return e;
}

static enum err_code write_categories(struct ctx *ctx, struct load *l)
{
	const struct json *list = json_find(l->shop, "categories");
	enum err_code e = ERR_OK;
	code_ids_init(ctx, &l->categories, json_count(list));
	for (size_t i = 0; !e && i < json_count(list); i++) {
		const struct json *category = json_item(list, i);
		const char *parent = json_find_text(category, "parent");
		struct load_category_in in = { .parent_id = parent ? code_id(&l->categories, parent) : 0,
			.parent_id_null = !parent,
			.position = (int64_t)i };
		if (parent && in.parent_id == 0)
			return err_set(ctx, ERR_MALFORMED, "no category \"%s\" before its children", parent);
		struct load_category_row row;
		e = json_get_text(ctx, category, "code", &in.code);
		if (!e)
			e = q_load_category_one(ctx, &in, &row);
		if (e)
			return e;
		code_ids_add(&l->categories, in.code, row.id);
		e = write_category_texts(ctx, l, category, row.id);
	}
	l->report.categories = l->categories.n;
	return e;
}

/* [{"code", "name"}] as {"linen": {"de": "Leinen"}}. */
static const char *choices(struct ctx *ctx, const struct json *values)
{
	struct json *out = json_new_object(ctx->arena);
	for (size_t i = 0; i < json_count(values); i++) {
		const struct json *name = json_find(json_item(values, i), "name");
		const char *code = json_find_text(json_item(values, i), "code");
		if (code && name)
			json_put(out, code, name);
	}
	return json_print(ctx->arena, out);
}

static enum err_code write_attributes(struct ctx *ctx, struct load *l)
{
	const struct json *list = json_find(l->shop, "attributes");
	enum err_code e = ERR_OK;
	code_ids_init(ctx, &l->attributes, json_count(list));
	for (size_t i = 0; !e && i < json_count(list); i++) {
		const struct json *attribute = json_item(list, i);
		const char *unit = json_find_text(attribute, "unit");
		struct load_attribute_in in = { .label = json_label(ctx, attribute, "name"),
			.unit = unit ? unit : "",
			.choices = choices(ctx, json_find(attribute, "values")),
			.position = (int64_t)i };
		struct load_attribute_row row;
		e = json_get_text(ctx, attribute, "code", &in.code);
		if (!e)
			e = json_get_text(ctx, attribute, "type", &in.type);
		if (!e)
			e = q_load_attribute_one(ctx, &in, &row);
		if (!e)
			code_ids_add(&l->attributes, in.code, row.id);
	}
	return e;
}

static enum err_code write_pages(struct ctx *ctx, struct load *l)
{
	const struct json *list = json_find(l->shop, "pages");
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < json_count(list); i++) {
		const struct json *page = json_item(list, i);
		struct load_page_in in = { .position = (int64_t)i, .role = json_find_text(page, "role") };
		struct load_page_row row;
		e = json_get_text(ctx, page, "code", &in.code);
		if (!e)
			e = q_load_page_one(ctx, &in, &row);
		for (size_t k = 0; !e && k < l->locales.n; k++) {
			struct load_page_text_in text = { .page_id = row.id, .locale = l->locales.v[k] };
			e = load_text(ctx, page, "name", text.locale, &text.title);
			if (!e)
				e = load_text(ctx, page, "body", text.locale, &text.body);
			if (!e)
				e = q_load_page_text(ctx, &text, NULL);
			if (!e)
				e = write_slugs(ctx, page, "page", text.locale, row.id);
		}
	}
	l->report.pages = json_count(list);
	return e;
}

enum err_code load_contents(struct ctx *ctx, struct load *l)
{
	enum err_code e = write_categories(ctx, l);
	if (!e)
		e = write_attributes(ctx, l);
	if (!e)
		e = write_pages(ctx, l);
	/* The page that the shop would make by itself, for the merchant to go on from. */
	if (!e)
		e = q_home_clear(ctx, NULL);
	return e ? e : home_start_tx(ctx);
}
