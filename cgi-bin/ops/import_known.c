#include "ops/import_known.h"

#include <string.h>

#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/show.h"
#include "shop/tenant.h"

enum { PARTS_MAX = 12, PATHS_MAX = 50, CODE_TRIES = 200 };

static void *grown(struct arena *a, const void *old, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap * 2 + 16;
	void *bigger = arena_array(a, more, size);
	if (n)
		memcpy(bigger, old, n * size);
	*cap = more;
	return bigger;
}

static struct known_category *append_category(struct import *m, struct known_category c)
{
	struct known *k = m->known;
	if (k->n_categories == k->categories_cap)
		k->categories = grown(m->ctx->arena, k->categories, k->n_categories, &k->categories_cap, sizeof c);
	c.code = arena_strdup(m->ctx->arena, c.code);
	c.name = arena_strdup(m->ctx->arena, c.name);
	c.sort = arena_strdup(m->ctx->arena, c.sort);
	k->categories[k->n_categories] = c;
	return &k->categories[k->n_categories++];
}

static struct known_attribute *append_attribute(struct import *m, struct known_attribute a)
{
	struct known *k = m->known;
	if (k->n_attributes == k->attributes_cap)
		k->attributes = grown(m->ctx->arena, k->attributes, k->n_attributes, &k->attributes_cap, sizeof a);
	a.code = arena_strdup(m->ctx->arena, a.code);
	a.type = arena_strdup(m->ctx->arena, a.type);
	a.label = arena_strdup(m->ctx->arena, a.label);
	a.unit = arena_strdup(m->ctx->arena, a.unit);
	a.choices = arena_strdup(m->ctx->arena, a.choices);
	k->attributes[k->n_attributes] = a;
	return &k->attributes[k->n_attributes++];
}

enum err_code known_open(struct import *m)
{
	struct ctx *ctx = m->ctx;
	struct import_categories_row *categories = NULL;
	struct import_attributes_row *attributes = NULL;
	struct import_tax_classes_row *taxes = NULL;
	size_t n_categories = 0, n_attributes = 0, n_taxes = 0;
	struct known *k = m->known = ARENA_NEW(ctx->arena, struct known);
	q_import_categories_queue(
	    ctx, &(struct import_categories_in){ .locale = ctx->settings->default_locale }, &categories, &n_categories);
	q_import_attributes_queue(ctx, &attributes, &n_attributes);
	q_import_tax_classes_queue(ctx, &taxes, &n_taxes);
	enum err_code e = db_flush(ctx);
	if (e)
		return e;
	for (size_t i = 0; i < n_categories; i++)
		append_category(
		    m, (struct known_category){ categories[i].id, categories[i].parent_id, categories[i].code,
		           categories[i].name, categories[i].sort, categories[i].hidden });
	for (size_t i = 0; i < n_attributes; i++)
		append_attribute(m, (struct known_attribute){ .id = attributes[i].id,
		                        .code = attributes[i].code,
		                        .type = attributes[i].type,
		                        .label = attributes[i].label,
		                        .unit = attributes[i].unit,
		                        .choices = attributes[i].choices });
	k->tax_classes = ARENA_ARRAY(ctx->arena, n_taxes + 1, const char *);
	for (; k->n_tax_classes < n_taxes; k->n_tax_classes++)
		k->tax_classes[k->n_tax_classes] = taxes[k->n_tax_classes].code;
	if (n_taxes == 0)
		return err_set(ctx, ERR_CONFLICT, "the shop has no tax class");
	return ERR_OK;
}

bool known_tax_class(const struct import *m, const char *code)
{
	for (size_t i = 0; i < m->known->n_tax_classes; i++)
		if (str_eq(m->known->tax_classes[i], code))
			return true;
	return str_eq(code, "untaxed");
}

const char *known_default_tax_class(const struct import *m)
{
	return m->known->tax_classes[0];
}

struct known_category *known_category_by_code(struct known *k, const char *code)
{
	for (size_t i = 0; i < k->n_categories; i++)
		if (str_eq(k->categories[i].code, code))
			return &k->categories[i];
	return NULL;
}

struct known_attribute *known_attribute_by_code(struct known *k, const char *code)
{
	for (size_t i = 0; i < k->n_attributes; i++)
		if (str_eq(k->attributes[i].code, code))
			return &k->attributes[i];
	return NULL;
}

const char *known_label(struct import *m, const char *text)
{
	struct json *out = json_new_object(m->step->arena);
	json_put_text(out, m->ctx->settings->default_locale, text);
	return json_print(m->step->arena, out);
}

struct new_category {
	struct import_category_put_in row;
	const char *name, *slug;
	int64_t id;
};

static enum err_code put_category(struct ctx *ctx, void *arg)
{
	struct new_category *c = arg;
	struct import_category_next_row next;
	struct import_category_put_row made;
	enum err_code e = q_import_category_next_one(ctx, &next);
	c->row.position = next.position;
	if (!e)
		e = q_import_category_put_one(ctx, &c->row, &made);
	if (e)
		return e;
	c->id = made.id;
	struct import_category_text_put_in text = {
		.category_id = made.id, .locale = ctx->settings->default_locale, .name = c->name, .description = ""
	};
	e = q_import_category_text_put(ctx, &text, NULL);
	const char *slug = c->slug ? c->slug : text_slug(ctx->arena, text.locale, c->name);
	if (!e)
		e = goods_add_slug(ctx, "category", text.locale, slug, made.id);
	/* Its parent may be hidden. */
	return e ? e : q_category_show(ctx, NULL);
}

struct known_category *known_add_category(
    struct import *m, int64_t parent_id, const char *code, const char *name, const char *slug)
{
	struct new_category c = {
		.row = { .parent_id = parent_id, .parent_id_null = parent_id == 0, .code = code },
		.name = name,
		.slug = slug,
		.id = --m->known->invented,
	};
	if (!m->options.dry_run)
		m->known->failed = change_tx(m->step, TOPIC_SHOP, put_category, &c);
	if (m->known->failed)
		return NULL;
	return append_category(m, (struct known_category){ c.id, parent_id, code, name, "featured", false });
}

static enum err_code put_attribute(struct ctx *ctx, void *arg)
{
	struct known_attribute *a = arg;
	struct import_attribute_next_row next;
	struct import_attribute_put_row made;
	enum err_code e = q_import_attribute_next_one(ctx, &next);
	if (!e)
		e = q_import_attribute_put_one(ctx,
		    &(struct import_attribute_put_in){ .code = a->code,
		        .type = a->type,
		        .label = a->label,
		        .unit = a->unit,
		        .choices = a->choices,
		        .position = next.position },
		    &made);
	if (!e)
		a->id = made.id;
	return e;
}

struct known_attribute *known_add_attribute(struct import *m, const struct known_attribute *from)
{
	struct known_attribute a = *from;
	a.id = --m->known->invented;
	if (!m->options.dry_run)
		m->known->failed = change_tx(m->step, TOPIC_SHOP, put_attribute, &a);
	return m->known->failed ? NULL : append_attribute(m, a);
}

/* Read once for all products, until a record adds one. */
const struct json *known_choices(struct import *m, struct known_attribute *a)
{
	if (a->parsed_of == a->choices)
		return a->parsed;
	a->parsed_of = a->choices;
	a->parsed = NULL;
	if (json_parse(m->ctx, a->choices, strlen(a->choices), strlen(a->choices), &a->parsed))
		err_clear(m->ctx);
	return a->parsed;
}

/* By code before by name, below the parent; at the top a code may stand for a category anywhere. */
static struct known_category *find_part(struct known *k, int64_t parent_id, const char *part)
{
	struct known_category *coded = known_category_by_code(k, part);
	if (coded && coded->parent_id == parent_id)
		return coded;
	for (size_t i = 0; i < k->n_categories; i++)
		if (k->categories[i].parent_id == parent_id && str_eq(k->categories[i].name, part))
			return &k->categories[i];
	return parent_id == 0 ? coded : NULL;
}

static const char *free_code(struct import *m, const char *name)
{
	const char *base = text_slug(m->step->arena, m->ctx->settings->default_locale, name);
	for (int i = 1; *base && i <= CODE_TRIES; i++) {
		const char *code = i == 1 ? base : arena_printf(m->step->arena, "%s-%d", base, i);
		if (!known_category_by_code(m->known, code))
			return code;
	}
	return NULL;
}

static size_t split_path(struct import *m, const char *path, const char **parts)
{
	size_t n = 0;
	while (path && n < PARTS_MAX) {
		const char *next = strstr(path, path_separator);
		size_t length = next ? (size_t)(next - path) : strlen(path);
		parts[n++] = str_trim(m->step->arena, arena_strndup(m->step->arena, path, length));
		path = next ? next + strlen(path_separator) : NULL;
	}
	return path ? 0 : n;
}

static bool walk(struct import *m, const char *path, int64_t *id)
{
	const char *parts[PARTS_MAX];
	size_t n = split_path(m, path, parts);
	*id = 0;
	for (size_t i = 0; i < n; i++) {
		struct known_category *c = find_part(m->known, *id, parts[i]);
		const char *code = c ? NULL : free_code(m, parts[i]);
		if (!c && (!code || known_category_by_code(m->known, parts[i])))
			return false;
		if (!c)
			c = known_add_category(m, *id, code, parts[i], NULL);
		if (!c)
			return false;
		*id = c->id;
	}
	return n > 0;
}

bool known_parent(struct import *m, const char *path, int64_t *parent_id, const char **last)
{
	const char *parts[PARTS_MAX];
	size_t n = split_path(m, path, parts);
	*parent_id = 0;
	for (size_t i = 0; i + 1 < n; i++) {
		struct known_category *c = find_part(m->known, *parent_id, parts[i]);
		if (!c)
			return false;
		*parent_id = c->id;
	}
	*last = n ? parts[n - 1] : "";
	return n > 0;
}

bool known_categories(struct import *m, const char *paths, struct bigints **out)
{
	struct texts list = cell_list(m->step, paths, '\n');
	int64_t *ids = ARENA_ARRAY(m->step->arena, list.n + 1, int64_t);
	if (list.n > PATHS_MAX)
		return false;
	for (size_t i = 0; i < list.n; i++)
		if (!walk(m, list.v[i], &ids[i]))
			return false;
	*out = ARENA_NEW(m->step->arena, struct bigints);
	**out = (struct bigints){ .v = ids, .n = list.n };
	return true;
}

bool known_kind(struct import *m, const char *kind, struct bigints **out)
{
	const char *code = text_slug(m->step->arena, m->ctx->settings->default_locale, kind);
	struct known_category *c = known_category_by_code(m->known, code);
	if (!*code)
		return true;
	if (!c)
		c = known_add_category(m, 0, code, kind, NULL);
	if (!c)
		return false;
	*out = ARENA_NEW(m->step->arena, struct bigints);
	**out = (struct bigints){ .v = arena_memdup(m->step->arena, &c->id, sizeof c->id), .n = 1 };
	return true;
}
