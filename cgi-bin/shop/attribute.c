#include "shop/attribute.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "kit/json.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/product_doc.h"
#include "shop/product_index.h"
#include "shop/show.h"
#include "shop/tenant.h"

enum { CHOICES_BYTES = 1024 * 1024, CODE_POINTS = 40 };

static enum err_code read_choices(struct ctx *ctx, const char *text, struct attribute *out)
{
	const struct json *object;
	const char *const *names;
	enum err_code e = json_parse(ctx, text, strlen(text), CHOICES_BYTES, &object);
	if (e)
		return e;
	out->n_choices = json_names(ctx->arena, object, &names);
	struct attribute_choice *v = ARENA_ARRAY(ctx->arena, out->n_choices, struct attribute_choice);
	for (size_t i = 0; !e && i < out->n_choices; i++) {
		v[i].code = names[i];
		e = localized_parse(ctx, json_print(ctx->arena, json_find(object, names[i])), &v[i].label);
	}
	out->choices = v;
	return e;
}

enum err_code attributes_get(struct ctx *ctx, const struct attribute **out, size_t *n)
{
	struct attributes_all_row *rows;
	enum err_code e = q_attributes_all(ctx, &rows, n);
	if (e)
		return e;
	struct attribute *v = ARENA_ARRAY(ctx->arena, *n, struct attribute);
	for (size_t i = 0; !e && i < *n; i++) {
		v[i] = (struct attribute){ .id = rows[i].id,
			.code = rows[i].code,
			.type = rows[i].type,
			.unit = rows[i].unit,
			.position = rows[i].position,
			.products = rows[i].products };
		e = localized_parse(ctx, rows[i].label, &v[i].label);
		if (!e)
			e = read_choices(ctx, rows[i].choices, &v[i]);
	}
	*out = v;
	return e;
}

const struct attribute *attribute_find(const struct attribute *v, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].id == id)
			return &v[i];
	return NULL;
}

static bool is_taken(const char *code, const char *const *taken, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(code, taken[i]))
			return true;
	return false;
}

const char *attribute_code(struct ctx *ctx, const char *locale, const char *label, const char *const *taken, size_t n)
{
	const char *base = text_slug(ctx->arena, locale, label);
	base = str_empty(base) ? "x" : arena_strndup(ctx->arena, base, utf8_prefix(base, CODE_POINTS));
	const char *code = base;
	for (int i = 2; is_taken(code, taken, n); i++)
		code = arena_printf(ctx->arena, "%s-%d", base, i);
	return code;
}

static const char *print_choices(struct ctx *ctx, const struct attribute *a)
{
	struct json *object = json_new_object(ctx->arena);
	const char **codes = ARENA_ARRAY(ctx->arena, a->n_choices, const char *);
	size_t n = 0;
	for (size_t i = 0; i < a->n_choices; i++)
		if (a->choices[i].code)
			codes[n++] = a->choices[i].code;
	for (size_t i = 0; i < a->n_choices; i++) {
		const struct attribute_choice *c = &a->choices[i];
		const char *own = localized_best(&c->label, ctx->settings->default_locale, NULL);
		const char *code = c->code;
		if (!code)
			code = attribute_code(ctx, ctx->settings->default_locale, own, codes, n);
		if (!c->code)
			codes[n++] = code;
		struct json *label = json_new_object(ctx->arena);
		for (size_t k = 0; k < c->label.n; k++)
			if (!str_empty(c->label.v[k].text))
				json_put_text(label, c->label.v[k].locale, c->label.v[k].text);
		json_put(object, code, label);
	}
	return json_print(ctx->arena, object);
}

struct save {
	const struct attribute *to;
	int64_t id;
};

static enum err_code add(struct ctx *ctx, struct save *s, const struct attribute *all, size_t n)
{
	const struct attribute *a = s->to;
	const char **codes = ARENA_ARRAY(ctx->arena, n, const char *);
	struct attribute_add_row row;
	if (n >= ATTRIBUTES_MAX)
		return refuse(ctx, "", "attributes_many", text_integer(ctx->arena, ctx->locale, ATTRIBUTES_MAX), NULL);
	for (size_t i = 0; i < n; i++)
		codes[i] = all[i].code;
	const char *own = localized_find(&a->label, ctx->settings->default_locale);
	enum err_code e = q_attribute_add_one(ctx,
	    &(struct attribute_add_in){ .code = attribute_code(ctx, ctx->settings->default_locale, own, codes, n),
	        .type = a->type,
	        .label = localized_print(ctx, &a->label),
	        .unit = a->unit,
	        .choices = print_choices(ctx, a),
	        .position = a->position },
	    &row);
	s->id = row.id;
	return e;
}

static bool keeps(const struct attribute *a, const char *code)
{
	for (size_t i = 0; i < a->n_choices; i++)
		if (str_eq(a->choices[i].code, code))
			return true;
	return false;
}

/* A choice that a product has made cannot go from under it. */
static enum err_code check_used(struct ctx *ctx, const struct attribute *old, const struct attribute *a)
{
	struct attribute_used_row used;
	enum err_code e = q_attribute_used_one(ctx, &(struct attribute_used_in){ .id = old->id }, &used);
	for (size_t i = 0; !e && i < used.used.n; i++)
		for (size_t k = 0; k < old->n_choices; k++)
			if (str_eq(old->choices[k].code, used.used.v[i]) && !keeps(a, used.used.v[i]))
				return refuse(ctx, "drop_choice", "choice_used",
				    localized_best(&old->choices[k].label, ctx->locale, ctx->settings->default_locale),
				    NULL);
	return e;
}

static enum err_code save_tx(struct ctx *ctx, void *arg)
{
	struct save *s = arg;
	const struct attribute *a = s->to, *all, *old;
	size_t n;
	enum err_code e = attributes_get(ctx, &all, &n);
	if (e)
		return e;
	if (a->id == 0)
		return add(ctx, s, all, n);
	old = attribute_find(all, n, a->id);
	if (!old)
		return err_set(ctx, ERR_NOT_FOUND, "no attribute %" PRId64, a->id);
	s->id = a->id;
	if (str_eq(old->type, "choice"))
		e = check_used(ctx, old, a);
	if (!e)
		e = product_doc_forget_attribute(ctx, a->id);
	if (e)
		return e;
	return q_attribute_put(ctx,
	    &(struct attribute_put_in){ .id = a->id,
	        .type = old->products ? old->type : a->type,
	        .label = localized_print(ctx, &a->label),
	        .unit = a->unit,
	        .choices = print_choices(ctx, a),
	        .position = a->position },
	    NULL);
}

/* Of a shop that is not large at once; the worker goes on where it is. */
static enum err_code write_down(struct ctx *ctx)
{
	enum { AT_ONCE = 250 };
	int64_t after = 0;
	return product_index_catch_up(ctx, INT64_MAX, AT_ONCE, &after);
}

enum err_code attribute_save(struct ctx *ctx, const struct attribute *a, int64_t *id)
{
	struct save s = { .to = a };
	enum err_code e = change_tx(ctx, TOPIC_SHOP, save_tx, &s);
	*id = s.id;
	return e || !a->id ? e : write_down(ctx);
}

static enum err_code drop_tx(struct ctx *ctx, void *arg)
{
	const int64_t *id = arg;
	int64_t gone = 0;
	enum err_code e = product_doc_forget_attribute(ctx, *id);
	if (!e)
		e = q_attribute_drop(ctx, &(struct attribute_drop_in){ .id = *id }, &gone);
	return !e && gone == 0 ? err_set(ctx, ERR_NOT_FOUND, "no such attribute") : e;
}

enum err_code attribute_delete(struct ctx *ctx, int64_t id)
{
	enum err_code e = change_tx(ctx, TOPIC_SHOP, drop_tx, &id);
	return e ? e : write_down(ctx);
}
