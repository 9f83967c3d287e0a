#include <string.h>

#include "base/str.h"
#include "kit/json.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/attribute.h"
#include "shop/goods_edit.h"
#include "shop/goods_room.h"
#include "shop/tenant.h"

enum { TRAIT_BYTES = 256 * 1024, DEPTH_MAX = 10 };

enum err_code goods_head(struct ctx *ctx, int64_t id, struct goods_head *out)
{
	struct goods_head_row r;
	enum err_code e = q_goods_head_one(ctx,
	    &(struct goods_head_in){ .id = id, .locale = ctx->locale, .default_locale = ctx->settings->default_locale },
	    &r);
	if (e)
		return e;
	*out = (struct goods_head){ .id = r.id,
		.handle = r.handle,
		.state = r.state,
		.tax_class = r.tax_class,
		.vendor = r.vendor,
		.kind = r.kind,
		.no_withdrawal = r.no_withdrawal,
		.tags = r.tags,
		.featured = r.featured,
		.position = r.position,
		.publish_at = r.publish_at,
		.unpublish_at = r.unpublish_at,
		.version = r.version,
		.name = r.name,
		.picture = r.picture,
		.ordered = r.ordered,
		.variants = r.variants };
	return ERR_OK;
}

static enum err_code read_trait(struct ctx *ctx, const struct goods_facts_row *r, struct goods_trait *out)
{
	const struct json *value;
	/* jsonb may be a bare value; inside a list it is a document of its own. */
	const char *list = arena_printf(ctx->arena, "[%s]", r->value);
	*out = (struct goods_trait){ .attribute_id = r->attribute_id };
	if (*r->value == '{')
		return localized_parse(ctx, r->value, &out->texts);
	enum err_code e = json_parse(ctx, list, strlen(list), TRAIT_BYTES, &value);
	if (e)
		return e;
	const struct json *item = json_item(value, 0);
	const char *text = json_find_text(value, "0");
	out->plain = text ? text : item ? json_print(ctx->arena, item) : "";
	return ERR_OK;
}

enum err_code goods_details_get(struct ctx *ctx, int64_t id, struct goods_details *out)
{
	struct goods_head h;
	struct goods_places_row places;
	struct goods_facts_row *facts;
	size_t n = 0;
	enum err_code e = goods_head(ctx, id, &h);
	if (!e)
		e = q_goods_places_one(ctx, &(struct goods_places_in){ .product_id = id }, &places);
	if (!e)
		e = q_goods_facts(ctx, &(struct goods_facts_in){ .product_id = id }, &facts, &n);
	if (e)
		return e;
	struct goods_trait *v = ARENA_ARRAY(ctx->arena, n, struct goods_trait);
	for (size_t i = 0; !e && i < n; i++)
		e = read_trait(ctx, &facts[i], &v[i]);
	*out = (struct goods_details){ .handle = h.handle,
		.tax_class = h.tax_class,
		.vendor = h.vendor,
		.kind = h.kind,
		.no_withdrawal = h.no_withdrawal,
		.tags = h.tags,
		.featured = h.featured,
		.publish_at = h.publish_at,
		.unpublish_at = h.unpublish_at,
		.categories = places.ids,
		.traits = v,
		.n_traits = n };
	return e;
}

static bool same_texts(struct texts a, struct texts b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (!str_eq(a.v[i], b.v[i]))
			return false;
	return true;
}

static bool holds(struct bigints ids, int64_t id)
{
	for (size_t i = 0; i < ids.n; i++)
		if (ids.v[i] == id)
			return true;
	return false;
}

static bool same_ids(struct bigints a, struct bigints b)
{
	for (size_t i = 0; i < a.n; i++)
		if (!holds(b, a.v[i]))
			return false;
	return a.n == b.n;
}

static bool same_localized(const struct localized *a, const struct localized *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!str_eq(a->v[i].text, localized_find(b, a->v[i].locale)))
			return false;
	return true;
}

static bool same_traits(const struct goods_details *a, const struct goods_details *b)
{
	size_t met = 0;
	for (size_t i = 0; i < a->n_traits; i++)
		for (size_t k = 0; k < b->n_traits; k++)
			if (a->traits[i].attribute_id == b->traits[k].attribute_id)
				met += str_eq(a->traits[i].plain, b->traits[k].plain) &&
				       same_localized(&a->traits[i].texts, &b->traits[k].texts);
	return met == a->n_traits && met == b->n_traits;
}

static bool same(const struct goods_details *a, const struct goods_details *b)
{
	return str_eq(a->handle, b->handle) && str_eq(a->tax_class, b->tax_class) && str_eq(a->vendor, b->vendor) &&
	       str_eq(a->kind, b->kind) && str_eq(a->no_withdrawal, b->no_withdrawal) && same_texts(a->tags, b->tags) &&
	       a->featured == b->featured && a->publish_at == b->publish_at && a->unpublish_at == b->unpublish_at &&
	       same_ids(a->categories, b->categories) && same_traits(a, b);
}

struct details_save {
	int64_t id, version;
	const struct goods_details *to;
};

static enum err_code check(struct ctx *ctx, const struct details_save *s)
{
	const struct goods_details *d = s->to;
	struct product_by_handle_row taken;
	enum err_code e = q_product_by_handle_one(ctx, &(struct product_by_handle_in){ .handle = d->handle }, &taken);
	if (!e && taken.id != s->id)
		e = refuse(ctx, "handle", "handle_taken", NULL, NULL);
	if (e == ERR_NOT_FOUND) {
		err_clear(ctx);
		e = ERR_OK;
	}
	if (d->publish_at >= d->unpublish_at)
		e = refuse(ctx, "unpublish_at", "until_before", NULL, NULL);
	return e;
}

static const char *trait_json(struct ctx *ctx, const struct goods_trait *t, const char *type)
{
	if (!t->plain)
		return localized_print(ctx, &t->texts);
	if (str_eq(type, "number") || str_eq(type, "bool"))
		return t->plain;
	struct json *list = json_new_list(ctx->arena);
	json_add_text(list, t->plain);
	const char *text = json_print(ctx->arena, list);
	return arena_strndup(ctx->arena, text + 1, strlen(text) - 2);
}

static enum err_code write_traits(struct ctx *ctx, const struct details_save *s)
{
	const struct attribute *all;
	size_t n;
	enum err_code e = attributes_get(ctx, &all, &n);
	if (!e)
		e = q_goods_facts_drop(ctx, &(struct goods_facts_drop_in){ .product_id = s->id }, NULL);
	for (size_t i = 0; !e && i < s->to->n_traits; i++) {
		const struct goods_trait *t = &s->to->traits[i];
		const struct attribute *a = attribute_find(all, n, t->attribute_id);
		if (a)
			e = q_product_attribute_insert(ctx,
			    &(struct product_attribute_insert_in){
			        .product_id = s->id, .attribute_id = a->id, .value = trait_json(ctx, t, a->type) },
			    NULL);
	}
	return e;
}

static enum err_code write_places(struct ctx *ctx, const struct details_save *s)
{
	struct goods_head h;
	enum err_code e = goods_head(ctx, s->id, &h);
	if (!e)
		e = q_goods_places_keep(
		    ctx, &(struct goods_places_keep_in){ .product_id = s->id, .ids = s->to->categories }, NULL);
	for (size_t i = 0; !e && i < s->to->categories.n; i++)
		e = q_product_category_insert(ctx,
		    &(struct product_category_insert_in){
		        .category_id = s->to->categories.v[i], .product_id = s->id, .position = h.position },
		    NULL);
	return e;
}

static enum err_code save_tx(struct ctx *ctx, void *arg)
{
	const struct details_save *s = arg;
	const struct goods_details *d = s->to;
	struct goods_details now;
	int64_t version;
	enum err_code e = goods_lock(ctx, s->id, &version);
	if (!e)
		e = check(ctx, s);
	if (!e)
		e = goods_details_get(ctx, s->id, &now);
	if (e || same(&now, d))
		return e;
	if (version != s->version)
		return goods_refuse_stale(ctx);
	e = q_goods_details_put(ctx,
	    &(struct goods_details_put_in){ .id = s->id,
	        .handle = d->handle,
	        .tax_class = d->tax_class,
	        .vendor = d->vendor,
	        .kind = d->kind,
	        .tags = d->tags,
	        .featured = d->featured,
	        .featured_null = d->featured == 0,
	        .publish_at = d->publish_at,
	        .unpublish_at = d->unpublish_at,
	        .no_withdrawal = d->no_withdrawal },
	    NULL);
	if (!e)
		e = write_places(ctx, s);
	if (!e)
		e = write_traits(ctx, s);
	return e ? e : goods_changed(ctx, s->id);
}

enum err_code goods_details_save(struct ctx *ctx, int64_t id, int64_t version, const struct goods_details *to)
{
	struct details_save s = { id, version, to };
	return db_tx(ctx, save_tx, &s);
}

/* Those that lie in parent, each followed by its own. */
static void add_below(struct ctx *ctx, const struct goods_categories_row *rows, size_t n_rows, int64_t parent,
    const char *above, struct goods_category *out, size_t *n, int depth)
{
	for (size_t i = 0; i < n_rows && depth < DEPTH_MAX; i++) {
		if (rows[i].parent_id != parent)
			continue;
		const char *name = rows[i].name;
		if (*above)
			name = arena_printf(ctx->arena, "%s › %s", above, name);
		out[(*n)++] = (struct goods_category){ rows[i].id, name };
		add_below(ctx, rows, n_rows, rows[i].id, name, out, n, depth + 1);
	}
}

enum err_code goods_categories(struct ctx *ctx, const struct goods_category **out, size_t *n)
{
	struct goods_categories_row *rows;
	size_t n_rows;
	enum err_code e = q_goods_categories(ctx,
	    &(struct goods_categories_in){ .locale = ctx->locale, .default_locale = ctx->settings->default_locale },
	    &rows, &n_rows);
	if (e)
		return e;
	struct goods_category *v = ARENA_ARRAY(ctx->arena, n_rows, struct goods_category);
	*n = 0;
	add_below(ctx, rows, n_rows, 0, "", v, n, 0);
	*out = v;
	return ERR_OK;
}

enum err_code goods_tax_classes(struct ctx *ctx, const struct goods_tax_class **out, size_t *n)
{
	struct tax_classes_row *rows;
	enum err_code e = q_tax_classes(ctx, &rows, n);
	if (e)
		return e;
	struct goods_tax_class *v = ARENA_ARRAY(ctx->arena, *n, struct goods_tax_class);
	for (size_t i = 0; !e && i < *n; i++) {
		struct localized label;
		e = localized_parse(ctx, rows[i].label, &label);
		v[i].code = rows[i].code;
		v[i].name = localized_best(&label, ctx->locale, ctx->settings->default_locale);
		if (str_empty(v[i].name))
			v[i].name = rows[i].code;
	}
	*out = v;
	return e;
}
