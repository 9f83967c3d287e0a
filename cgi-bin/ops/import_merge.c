#include <string.h>

#include "base/str.h"
#include "kit/text.h"
#include "ops/import_write.h"
#include "shop/tenant.h"

static const struct import_products_row *find_product(const struct writing *w, const char *handle)
{
	for (size_t i = 0; i < w->n_products; i++)
		if (str_eq(w->products[i].handle, handle))
			return &w->products[i];
	return NULL;
}

static const struct import_texts_row *find_text(const struct writing *w, const struct merged *g, const char *locale)
{
	for (size_t i = 0; g->old && i < w->n_texts; i++)
		if (w->texts[i].product_id == g->id && str_eq(w->texts[i].locale, locale))
			return &w->texts[i];
	return NULL;
}

static const char *find_slug(const struct writing *w, const struct merged *g, const char *locale)
{
	for (size_t i = 0; g->old && i < w->n_slugs; i++)
		if (w->slugs[i].product_id == g->id && str_eq(w->slugs[i].locale, locale))
			return w->slugs[i].slug;
	return NULL;
}

static const char *first_of(const char *file, const char *shop, const char *standard)
{
	return file ? file : shop ? shop : standard;
}

/* What is taxed keeps the class that it has. */
static const char *tax_class_of(const struct writing *w, const struct merged *g)
{
	const char *old = g->old ? g->old->tax_class : NULL, *standard = known_default_tax_class(w->import);
	if (g->from->taxable == 0)
		return "untaxed";
	if (g->from->taxable == 1 && old && str_eq(old, "untaxed"))
		return standard;
	return first_of(g->from->tax_class, old, standard);
}

/* Left out where there is none. */
static void put_times(struct json *row, const struct merged *g)
{
	const struct draft *d = g->from;
	int64_t from = d->publish_at >= 0 ? d->publish_at : g->old ? g->old->publish_at : 0;
	int64_t to = d->unpublish_at >= 0 ? d->unpublish_at : g->old ? g->old->unpublish_at : INT64_MAX;
	if (from > 0)
		json_put_int(row, "publish_at", from);
	if (to < INT64_MAX)
		json_put_int(row, "unpublish_at", to);
}

static void put_product(struct writing *w, const struct merged *g)
{
	const struct draft *d = g->from;
	const struct import_products_row *old = g->old;
	struct json *row = json_new_object(w->ctx->arena), *tags = json_new_list(w->ctx->arena);
	struct texts list = d->tags ? *d->tags : old ? old->tags : (struct texts){ 0 };
	const char *tax = tax_class_of(w, g);
	const char *no_withdrawal = first_of(d->no_withdrawal, old ? old->no_withdrawal : NULL, "");
	int64_t featured = d->featured >= 0 ? d->featured : old && !old->featured_null ? old->featured : 0;
	for (size_t i = 0; i < list.n; i++)
		json_add_text(tags, list.v[i]);
	json_put_int(row, "id", g->id);
	json_put_text(row, "handle", d->handle);
	json_put_text(row, "state", first_of(d->state, old ? old->state : NULL, "active"));
	json_put_text(row, "tax_class", tax);
	json_put_text(row, "vendor", first_of(d->vendor, old ? old->vendor : NULL, ""));
	json_put_text(row, "kind", first_of(d->kind, old ? old->kind : NULL, ""));
	json_put(row, "tags", tags);
	if (*no_withdrawal)
		json_put_text(row, "no_withdrawal", no_withdrawal);
	if (featured)
		json_put_int(row, "featured", featured);
	json_put_int(row, "position", g->position);
	row_put_json(w->ctx, row, "extra",
	    sheet_extra(w->ctx, &w->import->sheet, d->first, true, false, old ? old->extra : "{}", NULL));
	json_put_int(row, "created_at", d->created_at >= 0 ? d->created_at : old ? old->created_at : w->ctx->now);
	json_put_int(row, "updated_at", w->ctx->now);
	put_times(row, g);
	json_add(w->lists[LIST_PRODUCTS], row);
	w->untaxed = w->untaxed || str_eq(tax, "untaxed");
}

static void change_slug(struct writing *w, const struct merged *g, const char *locale, const char *slug, bool former)
{
	struct slug_change *c = ARENA_NEW(w->ctx->arena, struct slug_change);
	*c = (struct slug_change){ .id = g->id, .locale = locale, .slug = slug, .former = former };
	*w->slug_changes_end = c;
	w->slug_changes_end = &c->next;
}

/* The handle is the address that the product had, and that others link to. */
static void put_slugs(struct writing *w, const struct merged *g, size_t i, const char *name)
{
	const struct sheet *s = &w->import->sheet;
	const struct draft_text *t = &g->from->texts[i];
	const char *locale = s->locales.v[i], *now = find_slug(w, g, locale),
	           *wanted = str_empty(t->slug) ? NULL : t->slug;
	struct texts former = cell_list(w->ctx, t->old_slugs ? t->old_slugs : "", ',');
	if (!wanted && !now) {
		wanted = text_slug(w->ctx->arena, locale, i == s->own ? g->from->handle : name);
		wanted = *wanted ? wanted : text_slug(w->ctx->arena, locale, name);
		wanted = *wanted ? wanted : "product";
	}
	if (wanted && !now) {
		struct json *row = json_new_object(w->ctx->arena);
		json_put_text(row, "locale", locale);
		json_put_text(row, "slug", wanted);
		json_put_int(row, "entity_id", g->id);
		json_add(w->lists[LIST_SLUGS], row);
	} else if (wanted && !str_eq(wanted, now)) {
		change_slug(w, g, locale, wanted, false);
	}
	for (size_t k = 0; k < former.n; k++)
		change_slug(w, g, locale, former.v[k], true);
}

static void put_text(struct writing *w, const struct merged *g, size_t i, const char *standard)
{
	const struct draft_text *t = &g->from->texts[i];
	const char *locale = w->import->sheet.locales.v[i];
	const struct import_texts_row *old = find_text(w, g, locale);
	bool told = !str_empty(t->name) || !str_empty(t->summary) || !str_empty(t->body) || !str_empty(t->slug);
	if (!old && !told)
		return;
	const char *name = !str_empty(t->name) ? t->name : old ? old->name : standard;
	const char *summary = first_of(t->summary, old ? old->summary : NULL, "");
	size_t key_n;
	const uint8_t *key = text_sort_key(w->ctx->arena, locale, name, &key_n);
	char *hex = arena_alloc(w->ctx->arena, 2 * key_n + 1);
	str_hex(key, key_n, hex);
	struct json *row = json_new_object(w->ctx->arena);
	json_put_int(row, "product_id", g->id);
	json_put_text(row, "locale", locale);
	json_put_text(row, "name", name);
	json_put_text(row, "summary", summary);
	json_put_text(row, "description", t->body ? t->description : old ? old->description : "");
	json_put_text(row, "body", first_of(t->body, old ? old->body : NULL, ""));
	json_put_text(row, "sort_key", hex);
	json_add(w->lists[LIST_TEXTS], row);
	put_slugs(w, g, i, name);
}

static void put_categories(struct writing *w, const struct merged *g)
{
	const struct bigints *wanted = g->from->categories;
	if (!wanted)
		return;
	for (size_t i = 0; g->old && !g->from->categories_added && i < w->n_memberships; i++) {
		bool stays = w->memberships[i].product_id != g->id;
		for (size_t k = 0; k < wanted->n; k++)
			stays = stays || wanted->v[k] == w->memberships[i].category_id;
		if (!stays)
			pair_add(w->ctx, &w->gone_memberships, g->id, w->memberships[i].category_id);
	}
	for (size_t i = 0; i < wanted->n; i++) {
		struct json *row = json_new_object(w->ctx->arena);
		json_put_int(row, "category_id", wanted->v[i]);
		json_put_int(row, "product_id", g->id);
		json_put_int(row, "position", g->position);
		json_add(w->lists[LIST_MEMBERSHIPS], row);
	}
}

static void put_facts(struct writing *w, const struct merged *g)
{
	const struct sheet *s = &w->import->sheet;
	for (size_t i = 0; i < s->n_attributes; i++) {
		const struct known_attribute *a = known_attribute_by_code(w->import->known, s->attributes[i].code);
		if (a && !g->from->facts[i] && g->old && s->attributes[i].at[s->own] >= 0)
			pair_add(w->ctx, &w->gone_facts, g->id, a->id);
		if (!a || !g->from->facts[i])
			continue;
		struct json *row = json_new_object(w->ctx->arena);
		json_put_int(row, "product_id", g->id);
		json_put_int(row, "attribute_id", a->id);
		row_put_json(w->ctx, row, "value", g->from->facts[i]);
		json_add(w->lists[LIST_FACTS], row);
	}
}

void write_product(struct writing *w, const struct draft *d)
{
	const struct sheet *s = &w->import->sheet;
	struct merged g = { .from = d, .old = find_product(w, d->handle) };
	const char *title = d->texts[s->own].name;
	if (!g.old && str_empty(title)) {
		import_refuse_group(w->import, d->group, IMPORT_NO_TITLE, NULL);
		return;
	}
	if (!g.old && d->n_variants == 0) {
		import_refuse_group(w->import, d->group, IMPORT_EMPTY, NULL);
		return;
	}
	g.id = g.old ? g.old->id : pool_take(&w->new_products);
	g.position = g.old                 ? g.old->position
	             : w->import->position ? w->import->position + (d->group - w->import->groups)
	                                   : w->position++;
	/* A product of which the file has texts or pictures alone keeps its variants. */
	if (d->n_variants > 0 && !merge_options(w, &g))
		return;
	put_product(w, &g);
	const struct import_texts_row *own = find_text(w, &g, s->locales.v[s->own]);
	for (size_t i = 0; i < s->locales.n; i++)
		put_text(w, &g, i, !str_empty(title) ? title : own ? own->name : d->handle);
	put_categories(w, &g);
	put_facts(w, &g);
	write_pictures(w, &g);
	write_variants(w, &g);
	pair_add(w->ctx, &w->written, g.id, 0);
	w->chunk->counts.products++;
	w->chunk->counts.updated += g.old != NULL;
}
