#include <inttypes.h>

#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/goods_edit.h"
#include "shop/goods_room.h"
#include "shop/outbox.h"
#include "shop/goods_write.h"
#include "shop/picture.h"
#include "shop/tenant.h"

enum { HANDLE_TRIES = 1000 };

static enum err_code handle_free(struct ctx *ctx, const char *handle, bool *is_free)
{
	struct product_by_handle_row row;
	enum err_code e = q_product_by_handle_one(ctx, &(struct product_by_handle_in){ .handle = handle }, &row);
	*is_free = e == ERR_NOT_FOUND;
	if (*is_free)
		err_clear(ctx);
	return *is_free ? ERR_OK : e;
}

enum err_code goods_free_handle(struct ctx *ctx, const char *base, const char **out)
{
	bool is_free = false;
	enum err_code e = ERR_OK;
	for (int i = 1; !e && !is_free && i < HANDLE_TRIES; i++) {
		*out = i == 1 ? base : arena_printf(ctx->arena, "%s-%d", base, i);
		e = handle_free(ctx, *out, &is_free);
	}
	return e || is_free ? e : err_set(ctx, ERR_CONFLICT, "too many products of one handle");
}

struct start {
	const struct goods_start *from;
	int64_t id;
};

/* The one that was typed, which must be free, or one made of the name. */
static enum err_code choose_handle(
    struct ctx *ctx, const struct goods_start *from, const char *name, const char **handle)
{
	bool is_free = true;
	enum err_code e;
	if (str_empty(from->handle)) {
		const char *base = text_slug(ctx->arena, ctx->settings->default_locale, name);
		return goods_free_handle(ctx, str_empty(base) ? "product" : base, handle);
	}
	*handle = from->handle;
	e = handle_free(ctx, *handle, &is_free);
	return e || is_free ? e : refuse(ctx, "handle", "handle_taken", NULL, NULL);
}

static struct goods_text *texts_of(struct ctx *ctx, const struct localized *name, size_t *n)
{
	struct goods_text *v = ARENA_ARRAY(ctx->arena, name->n, struct goods_text);
	*n = 0;
	for (size_t i = 0; i < name->n; i++)
		if (!str_empty(name->v[i].text))
			v[(*n)++] = (struct goods_text){ .locale = name->v[i].locale,
				.name = name->v[i].text,
				.summary = "",
				.description = "",
				.body = "" };
	return v;
}

static enum err_code start_tx(struct ctx *ctx, void *arg)
{
	struct start *s = arg;
	const struct goods_start *from = s->from;
	const char *own = ctx->settings->default_locale, *name = localized_find(&from->name, own), *handle;
	if (str_empty(name))
		return refuse(ctx, arena_printf(ctx->arena, "name_%s", own), "required", NULL, NULL);
	enum err_code e = choose_handle(ctx, from, name, &handle);
	if (e)
		return e;
	size_t n;
	const struct goods_text *texts = texts_of(ctx, &from->name, &n);
	struct goods_new_variant variant = {
		.minor = from->minor, .compare_minor = -1, .tracked = true, .requires_shipping = true, .extra = "{}"
	};
	return goods_create(ctx,
	    &(struct goods_new){ .handle = handle,
	        .state = "draft",
	        .tax_class = from->tax_class,
	        .vendor = "",
	        .kind = "",
	        .created_at = ctx->now,
	        .extra = "{}",
	        .texts = texts,
	        .n_texts = n,
	        .variants = &variant,
	        .n_variants = 1 },
	    &s->id);
}

enum err_code goods_start(struct ctx *ctx, const struct goods_start *from, int64_t *id)
{
	struct start s = { .from = from };
	enum err_code e = db_tx(ctx, start_tx, &s);
	*id = s.id;
	return e;
}

struct copy {
	int64_t from, to;
};

/* Ids of the old values and, in the same places, of the new ones. */
struct map {
	int64_t *from, *to;
	size_t n;
};

static int64_t mapped(const struct map *m, int64_t id)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->from[i] == id)
			return m->to[i];
	return 0;
}

static enum err_code copy_options(struct ctx *ctx, const struct copy *c, struct map *m)
{
	struct options_all_row *rows;
	struct option_insert_row option = { 0 };
	size_t n;
	enum err_code e = q_options_all(ctx, &(struct options_all_in){ .product_id = c->from }, &rows, &n);
	if (e)
		return e;
	*m = (struct map){ ARENA_ARRAY(ctx->arena, n, int64_t), ARENA_ARRAY(ctx->arena, n, int64_t), n };
	for (size_t i = 0; !e && i < n; i++) {
		struct option_value_insert_row value;
		if (i == 0 || rows[i].option_id != rows[i - 1].option_id)
			e = q_option_insert_one(ctx,
			    &(struct option_insert_in){ .product_id = c->to,
			        .code = rows[i].option_code,
			        .label = rows[i].option_label,
			        .position = (int64_t)i },
			    &option);
		if (!e)
			e = q_option_value_insert_one(ctx,
			    &(struct option_value_insert_in){ .option_id = option.id,
			        .code = rows[i].value_code,
			        .label = rows[i].value_label,
			        .position = (int64_t)i },
			    &value);
		m->from[i] = rows[i].value_id;
		m->to[i] = e ? 0 : value.id;
	}
	return e;
}

static enum err_code copy_variants(struct ctx *ctx, const struct copy *c, const struct map *values, struct map *m)
{
	struct variants_all_row *rows;
	size_t n;
	enum err_code e = q_variants_all(ctx, &(struct variants_all_in){ .product_id = c->from }, &rows, &n);
	if (e)
		return e;
	*m = (struct map){ ARENA_ARRAY(ctx->arena, n, int64_t), ARENA_ARRAY(ctx->arena, n, int64_t), 0 };
	for (size_t i = 0; !e && i < n; i++) {
		struct bigints old = rows[i].option_values;
		int64_t *v = ARENA_ARRAY(ctx->arena, old.n, int64_t);
		if (!str_eq(rows[i].state, "active"))
			continue;
		for (size_t k = 0; k < old.n; k++)
			v[k] = mapped(values, old.v[k]);
		m->from[m->n] = rows[i].id;
		e = goods_variant_copy(ctx,
		    &(struct goods_variant_copy){ rows[i].id, c->to, { v, old.n }, rows[i].position }, &m->to[m->n]);
		m->n++;
	}
	return e;
}

static enum err_code copy_slugs(struct ctx *ctx, const struct copy *c)
{
	struct goods_texts_row *texts;
	size_t n;
	enum err_code e = q_goods_texts(ctx, &(struct goods_texts_in){ .product_id = c->from }, &texts, &n);
	for (size_t i = 0; !e && i < n; i++)
		e = goods_add_slug(ctx, "product", texts[i].locale,
		    str_empty(texts[i].slug) ? text_slug(ctx->arena, texts[i].locale, texts[i].name) : texts[i].slug,
		    c->to);
	return e;
}

static enum err_code copy_tx(struct ctx *ctx, void *arg)
{
	struct copy *c = arg;
	struct goods_head h;
	struct product_position_next_row next;
	struct product_copy_row row;
	struct map values, variants;
	const char *handle;
	enum err_code e = goods_head(ctx, c->from, &h);
	if (!e)
		e = goods_free_handle(ctx, h.handle, &handle);
	if (!e)
		e = q_product_position_next_one(ctx, &next);
	if (!e)
		e = q_product_copy_one(ctx,
		    &(struct product_copy_in){
		        .from_id = c->from, .handle = handle, .position = next.position, .at = ctx->now },
		    &row);
	if (e)
		return e;
	c->to = row.id;
	e = q_product_text_copy(ctx, &(struct product_text_copy_in){ .from_id = c->from, .to_id = c->to }, NULL);
	if (!e)
		e = copy_slugs(ctx, c);
	if (!e)
		e = q_product_category_copy(ctx,
		    &(struct product_category_copy_in){ .from_id = c->from, .to_id = c->to, .position = next.position },
		    NULL);
	if (!e)
		e = q_product_attribute_copy(
		    ctx, &(struct product_attribute_copy_in){ .from_id = c->from, .to_id = c->to }, NULL);
	if (!e)
		e = copy_options(ctx, c, &values);
	if (!e)
		e = copy_variants(ctx, c, &values, &variants);
	if (!e)
		e = q_picture_copy(ctx,
		    &(struct picture_copy_in){ .from_id = c->from,
		        .to_id = c->to,
		        .from_variants = { variants.from, variants.n },
		        .to_variants = { variants.to, variants.n } },
		    NULL);
	return e ? e : goods_changed(ctx, c->to);
}

enum err_code goods_duplicate(struct ctx *ctx, int64_t id, int64_t *copy_id)
{
	struct copy c = { .from = id };
	enum err_code e = db_tx(ctx, copy_tx, &c);
	*copy_id = c.to;
	return e;
}

/* A file that nothing else shows goes with its last picture. */
static enum err_code drop_pictures(struct ctx *ctx, int64_t product_id)
{
	struct pictures_drop_row *rows;
	size_t n = 0;
	enum err_code e = q_pictures_drop(ctx, &(struct pictures_drop_in){ .product_id = product_id }, &rows, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (rows[i].media_id != 0)
			e = outbox_add_work(ctx, OUTBOX_PICTURE_DROP, rows[i].media_id, rows[i].id);
	return e;
}

static enum err_code delete_tx(struct ctx *ctx, void *arg)
{
	const int64_t *id = arg;
	struct variants_all_row *rows;
	size_t n = 0;
	int64_t version, gone = 0;
	struct goods_head h;
	enum err_code e = goods_lock(ctx, *id, &version);
	if (!e)
		e = goods_head(ctx, *id, &h);
	if (!e)
		e = q_variants_all(ctx, &(struct variants_all_in){ .product_id = *id }, &rows, &n);
	if (!e && !str_eq(h.state, "draft"))
		return err_set(ctx, ERR_CONFLICT, "product %" PRId64 " is no draft", *id);
	for (size_t i = 0; !e && i < n; i++) {
		if (rows[i].ordered)
			return err_set(
			    ctx, ERR_CONFLICT, "variant %" PRId64 " was ordered or lies in a cart", rows[i].id);
		e = goods_variant_drop(ctx, rows[i].id, false);
	}
	if (!e)
		e = drop_pictures(ctx, *id);
	if (!e)
		e = q_slugs_drop(ctx, &(struct slugs_drop_in){ .kind = "product", .entity_id = *id }, NULL);
	if (!e)
		e = picture_drop_all_tx(ctx, *id);
	if (!e)
		e = q_product_drop(ctx, &(struct product_drop_in){ .id = *id }, &gone);
	return e || gone ? e : err_set(ctx, ERR_CONFLICT, "product %" PRId64 " is no draft", *id);
}

enum err_code goods_delete(struct ctx *ctx, int64_t id)
{
	return db_tx(ctx, delete_tx, &id);
}
