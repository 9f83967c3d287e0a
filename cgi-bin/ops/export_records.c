/* The frame of the catalog: categories, attributes and their choices, a row each. */
#include <string.h>

#include "base/str.h"
#include "ops/export_room.h"

static void put_category_texts(
    struct export_row *r, int64_t id, const struct export_category_texts_row *texts, size_t n)
{
	const struct sheet *s = &r->of->sheet;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; texts[i].category_id == id && k < s->locales.n; k++)
			if (str_eq(texts[i].locale, s->locales.v[k])) {
				export_put(r, s->in[COL_TITLE][k], texts[i].name);
				export_put(r, s->in[COL_SUMMARY][k], texts[i].description);
				export_put(r, s->in[COL_SLUG][k], texts[i].slug);
				export_put(r, s->in[COL_OLD_SLUGS][k], texts[i].old_slugs);
			}
}

static enum err_code write_categories(struct ctx *ctx, const struct export *x)
{
	struct export_category_texts_row *texts;
	size_t n;
	enum err_code e = q_export_category_texts(ctx, &texts, &n);
	for (size_t i = 0; !e && i < x->n_categories; i++) {
		struct export_row r;
		export_row_init(ctx, x, &r);
		export_put(&r, x->sheet.at[COL_RECORD], "category");
		export_put(&r, x->sheet.at[COL_HANDLE], x->categories[i].code);
		export_put(&r, x->sheet.at[COL_CATEGORY_PATH], x->paths[i]);
		export_put(&r, x->sheet.at[COL_PUBLISHED], x->categories[i].hidden ? "false" : "true");
		export_put(&r, x->sheet.at[COL_CATEGORY_SORT], x->categories[i].sort);
		put_category_texts(&r, x->categories[i].id, texts, n);
		e = export_write(&r);
	}
	return e;
}

struct choices {
	struct ctx *ctx;
	const struct export *of;
	const char *attribute;
	enum err_code err;
};

static void write_choice(void *arg, const char *name, const struct json *label)
{
	struct choices *c = arg;
	const struct sheet *s = &c->of->sheet;
	struct export_row r;
	if (c->err)
		return;
	export_row_init(c->ctx, c->of, &r);
	export_put(&r, s->at[COL_RECORD], "choice");
	export_put(&r, s->at[COL_HANDLE], c->attribute);
	export_put(&r, s->at[COL_ATTRIBUTE_CHOICE], name);
	export_put_label(&r, s->in[COL_TITLE], json_print(c->ctx->arena, label));
	c->err = export_write(&r);
}

enum err_code export_records(struct ctx *ctx, const struct export *x)
{
	const struct sheet *s = &x->sheet;
	enum err_code e = write_categories(ctx, x);
	for (size_t i = 0; !e && i < x->n_attributes; i++) {
		const struct import_attributes_row *a = &x->attributes[i];
		const struct json *choices;
		struct export_row r;
		export_row_init(ctx, x, &r);
		export_put(&r, s->at[COL_RECORD], "attribute");
		export_put(&r, s->at[COL_HANDLE], a->code);
		export_put(&r, s->at[COL_ATTRIBUTE_TYPE], a->type);
		export_put(&r, s->at[COL_ATTRIBUTE_UNIT], a->unit);
		export_put_label(&r, s->in[COL_TITLE], a->label);
		e = export_write(&r);
		if (!e)
			e = json_parse(ctx, a->choices, strlen(a->choices), strlen(a->choices), &choices);
		struct choices c = { .ctx = ctx, .of = x, .attribute = a->code };
		if (!e)
			json_each(choices, write_choice, &c);
		e = e ? e : c.err;
	}
	return e;
}
