/* Rows of the catalog's frame: categories, attributes and their choices. Each is a transaction of its own. */
#include <string.h>

#include "base/str.h"
#include "kit/text.h"
#include "ops/import_known.h"
#include "queries.h"
#include "shop/product_index.h"
#include "shop/show.h"
#include "shop/tenant.h"

struct record {
	struct import *import;
	size_t row;
	struct known_category *category;
	struct known_attribute *attribute;
	bool changed; /* what products are found by */
};

static const char *text_at(const struct record *r, enum column c)
{
	return sheet_text(&r->import->sheet, r->row, r->import->sheet.at[c]);
}

static const char *const *titles(struct ctx *ctx, const struct record *r)
{
	const struct sheet *s = &r->import->sheet;
	const char **v = ARENA_ARRAY(ctx->arena, s->locales.n + 1, const char *);
	for (size_t i = 0; i < s->locales.n; i++)
		v[i] = sheet_cell(s, r->row, s->in[COL_TITLE][i]);
	return v;
}

enum err_code import_set_slug(
    struct ctx *ctx, const char *kind, int64_t id, const char *locale, const char *slug, bool *changed)
{
	struct import_current_slug_row now;
	enum err_code e = q_import_current_slug_one(
	    ctx, &(struct import_current_slug_in){ .kind = kind, .entity_id = id, .locale = locale }, &now);
	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	if (!e && str_eq(now.slug, slug))
		return ERR_OK;
	err_clear(ctx);
	if (changed)
		*changed = true;
	int64_t again_n;
	struct import_slug_retire_in retire = { .kind = kind, .entity_id = id, .locale = locale, .keep = slug };
	struct import_slug_again_in again = { .kind = kind, .entity_id = id, .locale = locale, .slug = slug };
	e = q_import_slug_retire(ctx, &retire, NULL);
	if (!e)
		e = q_import_slug_again(ctx, &again, &again_n);
	return e || again_n ? e : goods_add_slug(ctx, kind, locale, slug, id);
}

const char *import_relabel(struct ctx *ctx, const struct sheet *s, const char *label, const char *const *cells)
{
	const struct json *before;
	struct json *out = json_new_object(ctx->arena);
	if (json_parse(ctx, label, strlen(label), strlen(label), &before) == ERR_OK)
		for (size_t i = 0; i < s->locales.n; i++) {
			const char *old = json_find_text(before, s->locales.v[i]);
			if (old)
				json_put_text(out, s->locales.v[i], old);
		}
	for (size_t i = 0; i < s->locales.n; i++)
		if (!str_empty(cells[i]))
			json_put_text(out, s->locales.v[i], cells[i]);
	return json_print(ctx->arena, out);
}

static enum err_code write_category_text(
    struct ctx *ctx, struct record *r, size_t locale, const struct import_category_texts_row *old)
{
	int64_t changed = 0;
	const struct sheet *s = &r->import->sheet;
	const char *name = sheet_text(s, r->row, s->in[COL_TITLE][locale]),
	           *about = sheet_cell(s, r->row, s->in[COL_SUMMARY][locale]),
	           *slug = sheet_text(s, r->row, s->in[COL_SLUG][locale]);
	struct texts former = cell_list(ctx, sheet_text(s, r->row, s->in[COL_OLD_SLUGS][locale]), ',');
	struct import_category_text_put_in in = { .category_id = r->category->id,
		.locale = s->locales.v[locale],
		.name = *name ? name
		        : old ? old->name
		              : r->category->name,
		.description = about ? about
		               : old ? old->description
		                     : "" };
	bool told = *name || (about && *about) || *slug;
	enum err_code e = told || old ? q_import_category_text_put(ctx, &in, &changed) : ERR_OK;
	r->changed = r->changed || changed;
	if (!e && told && !*slug && !old)
		slug = text_slug(ctx->arena, in.locale, in.name);
	if (!e && *slug)
		e = import_set_slug(ctx, "category", in.category_id, in.locale, slug, &r->changed);
	for (size_t i = 0; !e && i < former.n; i++)
		e = goods_add_old_slug(ctx, "category", in.locale, former.v[i], in.category_id);
	return e;
}

static enum err_code write_category(struct ctx *ctx, void *arg)
{
	struct record *r = arg;
	const struct sheet *s = &r->import->sheet;
	struct import_category_texts_row *old;
	int64_t changed = 0;
	size_t n;
	enum err_code e = q_import_category_texts(
	    ctx, &(struct import_category_texts_in){ .category_id = r->category->id }, &old, &n);
	for (size_t i = 0; !e && i < s->locales.n; i++) {
		const struct import_category_texts_row *own = NULL;
		for (size_t k = 0; k < n; k++)
			if (str_eq(old[k].locale, s->locales.v[i]))
				own = &old[k];
		e = write_category_text(ctx, r, i, own);
	}
	const char *published = text_at(r, COL_PUBLISHED), *sort = text_at(r, COL_CATEGORY_SORT);
	struct import_category_set_in set = { .id = r->category->id,
		.hidden = *published ? cell_is_false(published) : r->category->hidden,
		.sort = *sort ? sort : r->category->sort };
	if (!e)
		e = q_import_category_set(ctx, &set, &changed);
	r->changed = r->changed || changed;
	return e ? e : q_category_show(ctx, NULL);
}

static bool known_sort(const char *sort)
{
	static const char *const sorts[] = { "", "featured", "name", "price", "price-down", "new" };
	for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
		if (str_eq(sorts[i], sort))
			return true;
	return false;
}

static enum err_code read_category(struct ctx *ctx, struct record *r)
{
	struct import *m = r->import;
	const char *code = text_at(r, COL_HANDLE), *path = text_at(r, COL_CATEGORY_PATH), *last,
	           *name = text_at(r, COL_TITLE), *slug = text_at(r, COL_SLUG);
	int64_t parent_id;
	r->category = known_category_by_code(m->known, code);
	if (!known_parent(m, *path ? path : code, &parent_id, &last) ||
	    (r->category && *path && r->category->parent_id != parent_id)) {
		import_refuse(m, r->row, IMPORT_PATH, path);
		return ERR_OK;
	}
	if (!known_sort(text_at(r, COL_CATEGORY_SORT))) {
		import_refuse(m, r->row, IMPORT_VALUE, column_title(COL_CATEGORY_SORT));
		return ERR_OK;
	}
	if (!r->category && !*name) {
		import_refuse(m, r->row, IMPORT_NO_TITLE, NULL);
		return ERR_OK;
	}
	bool fresh = !r->category;
	if (fresh)
		r->category = known_add_category(m, parent_id, code, name, *slug ? slug : NULL);
	if (!r->category)
		return m->known->failed;
	if (m->options.dry_run)
		return ERR_OK;
	enum err_code e = change_tx(ctx, TOPIC_SHOP, write_category, r);
	/* Its name is among the words that its products are found by. */
	return e || fresh || !r->changed ? e : product_index_category(ctx, r->category->id);
}

static enum err_code write_attribute(struct ctx *ctx, void *arg)
{
	struct record *r = arg;
	const struct known_attribute *a = r->attribute;
	struct import_attribute_set_in in = { .id = a->id, .label = a->label, .unit = a->unit, .choices = a->choices };
	int64_t changed = 0;
	enum err_code e = q_import_attribute_set(ctx, &in, &changed);
	r->changed = changed > 0;
	return e;
}

static enum err_code save_attribute(struct ctx *ctx, struct record *r)
{
	if (r->import->options.dry_run)
		return ERR_OK;
	enum err_code e = change_tx(ctx, TOPIC_SHOP, write_attribute, r);
	return e || !r->changed ? e : product_index_attribute(ctx, r->attribute->id);
}

static enum err_code read_attribute(struct ctx *ctx, struct record *r)
{
	static const char *const types[] = { "text", "number", "bool", "choice" };
	struct import *m = r->import;
	const char *code = text_at(r, COL_HANDLE), *type = text_at(r, COL_ATTRIBUTE_TYPE);
	struct known_attribute *a = known_attribute_by_code(m->known, code);
	bool known = false;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		known = known || str_eq(types[i], type);
	if (!known || (a && !str_eq(a->type, type))) {
		import_refuse(m, r->row, IMPORT_VALUE, column_title(COL_ATTRIBUTE_TYPE));
		return ERR_OK;
	}
	if (!a) {
		a = known_add_attribute(
		    m, &(struct known_attribute){
		           .code = code, .type = type, .label = "{}", .unit = "", .choices = "{}" });
		if (!a)
			return m->known->failed;
	}
	a->label = import_relabel(m->ctx, &m->sheet, a->label, titles(ctx, r));
	if (m->sheet.at[COL_ATTRIBUTE_UNIT] >= 0)
		a->unit = text_at(r, COL_ATTRIBUTE_UNIT);
	r->attribute = a;
	return save_attribute(ctx, r);
}

static void keep(void *out, const char *name, const struct json *value)
{
	json_put(out, name, value);
}

/* The attribute's choices with this one among them, others as they were. */
static const char *with_choice(struct ctx *ctx, const struct record *r, const char *choice)
{
	const struct json *before, *old, *label;
	const char *choices = r->attribute->choices;
	struct json *out = json_new_object(ctx->arena);
	if (json_parse(ctx, choices, strlen(choices), strlen(choices), &before))
		return choices;
	json_each(before, keep, out);
	old = json_find(before, choice);
	const char *written =
	    import_relabel(ctx, &r->import->sheet, old ? json_print(ctx->arena, old) : "{}", titles(ctx, r));
	if (json_parse(ctx, written, strlen(written), strlen(written), &label) == ERR_OK)
		json_put(out, choice, label);
	return json_print(ctx->arena, out);
}

static enum err_code read_choice(struct ctx *ctx, struct record *r)
{
	struct import *m = r->import;
	const char *choice = text_at(r, COL_ATTRIBUTE_CHOICE);
	struct known_attribute *a = r->attribute = known_attribute_by_code(m->known, text_at(r, COL_HANDLE));
	if (!a || !str_eq(a->type, "choice") || !*choice || strchr(choice, '.')) {
		import_refuse(m, r->row, IMPORT_VALUE, column_title(COL_ATTRIBUTE_CHOICE));
		return ERR_OK;
	}
	a->choices = with_choice(m->ctx, r, choice);
	return save_attribute(ctx, r);
}

enum err_code import_record(struct ctx *ctx, struct import *m, size_t row)
{
	static const struct {
		const char *name;
		enum err_code (*read)(struct ctx *, struct record *);
	} kinds[] = { { "category", read_category }, { "attribute", read_attribute }, { "choice", read_choice } };
	struct record r = { .import = m, .row = row };
	const char *kind = str_lower(ctx->arena, text_at(&r, COL_RECORD));
	if (m->report.rows[row].use == IMPORT_REFUSED_ROW || cell_too_long(m, row))
		return ERR_OK;
	if (!*text_at(&r, COL_HANDLE)) {
		import_refuse(m, row, IMPORT_NO_HANDLE, NULL);
		return ERR_OK;
	}
	m->report.rows[row].use = IMPORT_RECORD_ROW;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(kinds[i].name, kind))
			return kinds[i].read(ctx, &r);
	import_refuse(m, row, IMPORT_RECORD, text_at(&r, COL_RECORD));
	return ERR_OK;
}
