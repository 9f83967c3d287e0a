#include "shop/frame.h"

#include <stddef.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "cache/keep.h"
#include "queries.h"
#include "shop/menu.h"
#include "shop/show.h"

enum kind { KIND_TENANT, KIND_SETTINGS, KIND_SHELVES, KIND_PRODUCT };

enum { ROOM_ALIGN = sizeof(void *) };

/* One piece of memory, filled from its start. at: NULL while it is only measured. */
struct room {
	char *at;
	size_t used;
};

/* NULL while it is only measured. */
static void *take(struct room *r, size_t n)
{
	char *to = r->at == NULL ? NULL : r->at + r->used;
	r->used += (n + ROOM_ALIGN - 1) / ROOM_ALIGN * ROOM_ALIGN;
	return to;
}

static const void *place(struct room *r, const void *p, size_t n)
{
	void *to = take(r, n);
	return to == NULL ? NULL : memcpy(to, p, n);
}

/* A copy; what is only measured is given back as it is. */
static const void *put(struct room *r, const void *p, size_t n)
{
	void *to = n == 0 ? NULL : take(r, n);
	if (n == 0)
		return NULL;
	return to == NULL ? p : memcpy(to, p, n);
}

static void put_text(struct room *r, const char **s)
{
	if (*s != NULL)
		*s = put(r, *s, strlen(*s) + 1);
}

static void put_texts(struct room *r, const char **s[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_text(r, s[i]);
}
#define PUT_TEXTS(r, ...)                                                                                              \
	put_texts((r), (const char **[]){ __VA_ARGS__ }, sizeof((const char **[]){ __VA_ARGS__ }) / sizeof(char **))

/* A list whose items' texts are copied by `texts` once each lies in the room. */
static const void *put_list(
    struct room *r, const void *items, size_t n, size_t size, void (*texts)(struct room *, void *item))
{
	const void *list = put(r, items, n * size);
	_Alignas(max_align_t) char scratch[256];
	BUG_IF(size > sizeof scratch);
	for (size_t i = 0; i < n; i++) {
		const char *item = (const char *)list + i * size;
		memcpy(scratch, item, size);
		texts(r, scratch);
		if (r->at != NULL)
			memcpy((char *)(uintptr_t)item, scratch, size);
	}
	return list;
}

static void text_of_locale(struct room *r, void *item)
{
	put_text(r, item);
}

static void texts_of_rate(struct room *r, void *item)
{
	struct currency_rate *c = item;
	put_text(r, &c->code);
}

static void texts_of_category(struct room *r, void *item)
{
	struct category *c = item;
	PUT_TEXTS(r, &c->code, &c->name, &c->slug, &c->description, &c->sort);
}

static void texts_of_page(struct room *r, void *item)
{
	struct content_page *p = item;
	PUT_TEXTS(r, &p->code, &p->role, &p->title, &p->slug, &p->format, &p->body);
}

static void texts_of_label(struct room *r, void *item)
{
	struct localized_text *t = item;
	PUT_TEXTS(r, &t->locale, &t->text);
}

static void texts_of_item(struct room *r, void *item)
{
	struct menu_item *m = item;
	PUT_TEXTS(r, &m->menu, &m->target.kind, &m->target.address);
	m->label.v = put_list(r, m->label.v, m->label.n, sizeof *m->label.v, texts_of_label);
}

static const void *copy_tenant(struct room *r, const void *from)
{
	struct tenant t = *(const struct tenant *)from;
	PUT_TEXTS(r, &t.name, &t.cell, &t.state, &t.primary_host);
	return place(r, &t, sizeof t);
}

static const void *copy_settings(struct room *r, const void *from)
{
	struct settings s = *(const struct settings *)from;
	PUT_TEXTS(r, &s.default_locale, &s.currency, &s.country, &s.time_zone, &s.theme, &s.email, &s.order_prefix,
	    &s.hero_address, &s.hero_alt, &s.theme_hash, &s.logo_address, &s.title, &s.tagline, &s.headline,
	    &s.home_text, &s.cookie_text);
	s.locales.v = put_list(r, s.locales.v, s.locales.n, sizeof *s.locales.v, text_of_locale);
	s.currencies = put_list(r, s.currencies, s.n_currencies, sizeof *s.currencies, texts_of_rate);
	return place(r, &s, sizeof s);
}

static const void *copy_shelves(struct room *r, const void *from)
{
	struct shelves s = *(const struct shelves *)from;
	struct menu_items menu = *s.menu;
	menu.v = put_list(r, menu.v, menu.n, sizeof *menu.v, texts_of_item);
	s.menu = place(r, &menu, sizeof menu);
	s.categories.v = put_list(r, s.categories.v, s.categories.n, sizeof *s.categories.v, texts_of_category);
	s.pages = put_list(r, s.pages, s.n_pages, sizeof *s.pages, texts_of_page);
	return place(r, &s, sizeof s);
}

/* A copy in an arena of its own. */
static struct arena *copied(const void **value, size_t *bytes, const void *(*copy)(struct room *, const void *))
{
	struct room r = { .at = NULL };
	copy(&r, *value);
	struct arena *own = arena_create_exact(r.used);
	*bytes = r.used;
	r = (struct room){ .at = arena_alloc(own, *bytes) };
	*value = copy(&r, *value);
	BUG_IF(r.used != *bytes);
	return own;
}

static void keep(struct keep *in, enum kind kind, const char *name, int64_t tenant_id, const void *value,
    const void *(*copy)(struct room *, const void *), uint64_t mark)
{
	size_t bytes;
	struct arena *own = copied(&value, &bytes, copy);
	struct keep_key key = { .kind = (int)kind, .number = kind == KIND_TENANT ? 0 : tenant_id, .name = name };
	struct keep_tags tags = { .v = { cache_tag(tenant_id, "s") }, .n = 1 };
	keep_put(in, &key, &tags, mark, own, bytes, value);
}

static const void *find(struct keep *in, enum kind kind, int64_t number, const char *name, const char *source)
{
	struct keep_key key = { .kind = (int)kind, .number = number, .name = name };
	return in == NULL ? NULL : keep_find(in, &key, source);
}

uint64_t frame_mark(const struct ctx *ctx)
{
	return ctx->keep == NULL && ctx->goods == NULL && ctx->around == NULL ? 0 : cache_mark(ctx->cache);
}

void frame_reads(struct ctx *ctx, bool begin)
{
	if (ctx->keep != NULL && ctx->tenant != NULL)
		db_once(ctx->db, begin && keep_hears(ctx->keep, ctx->tenant->cell));
}

const struct tenant *frame_tenant(struct ctx *ctx, const char *host)
{
	return find(ctx->keep, KIND_TENANT, 0, host, "");
}

void frame_reads_around(struct ctx *ctx, bool begin)
{
	if (ctx->around != NULL && ctx->tenant != NULL)
		db_once(ctx->db, begin && keep_hears(ctx->around, ctx->tenant->cell));
}

/* One that is closed is asked for anew each time. */
void frame_keep_tenant(struct ctx *ctx, const char *host, const struct tenant *t, uint64_t mark)
{
	if (ctx->keep != NULL && str_eq(t->state, "active"))
		keep(ctx->keep, KIND_TENANT, host, t->id, t, copy_tenant, mark);
}

const struct settings *frame_settings(struct ctx *ctx, const char *locale)
{
	return find(ctx->keep, KIND_SETTINGS, ctx->tenant->id, locale ? locale : "", ctx->tenant->cell);
}

/* An address may begin with any locale: those that the shop does not speak would fill the room. */
void frame_keep_settings(struct ctx *ctx, const char *locale, const struct settings *s, uint64_t mark)
{
	if (ctx->keep != NULL && (locale == NULL || settings_offer_locale(s, locale)))
		keep(ctx->keep, KIND_SETTINGS, locale ? locale : "", ctx->tenant->id, s, copy_settings, mark);
}

const struct shelves *frame_shelves(struct ctx *ctx)
{
	return ctx->tenant == NULL ? NULL
	                           : find(ctx->around, KIND_SHELVES, ctx->tenant->id, ctx->locale, ctx->tenant->cell);
}

void frame_keep_shelves(struct ctx *ctx, const struct shelves *s, uint64_t mark)
{
	if (ctx->around != NULL && ctx->tenant != NULL)
		keep(ctx->around, KIND_SHELVES, ctx->locale, ctx->tenant->id, s, copy_shelves, mark);
}

static const void *copy_product(struct room *r, const void *from)
{
	struct frame_product p = *(const struct frame_product *)from;
	struct doc_by_slug_row *rows = take(r, p.n * sizeof *rows);
	for (size_t i = 0; i < p.n; i++) {
		struct doc_by_slug_row row = p.rows[i];
		row.doc.p = put(r, row.doc.p, row.doc.n);
		row.card.p = put(r, row.card.p, row.card.n);
		row.offer.p = put(r, row.offer.p, row.offer.n);
		row.pieces.v = put(r, row.pieces.v, row.pieces.n * sizeof *row.pieces.v);
		if (rows)
			rows[i] = row;
	}
	p.rows = rows;
	return place(r, &p, sizeof p);
}

/* Slugs are asked for in a language, and mean something else in another one. */
static struct keep_key product_key(struct ctx *ctx, const char *slug)
{
	return (struct keep_key){ .kind = KIND_PRODUCT,
		.number = ctx->tenant->id,
		.name = arena_printf(ctx->arena, "%s/%s", ctx->locale, slug) };
}

const struct frame_product *frame_product(struct ctx *ctx, const char *slug)
{
	if (ctx->goods == NULL)
		return NULL;
	struct keep_key key = product_key(ctx, slug);
	return keep_find(ctx->goods, &key, ctx->tenant->cell);
}

void frame_keep_product(struct ctx *ctx, const char *slug, const struct frame_product *p, uint64_t mark)
{
	int64_t id = ctx->tenant->id, shelf = p->rows[0].category_id;
	struct keep_tags tags = { .v = { cache_tag(id, "s") }, .n = 1 };
	if (ctx->goods == NULL || p->n + 2 > KEEP_TAGS_MAX)
		return;
	for (size_t i = 0; i < p->n; i++)
		tags.v[tags.n++] = cache_tag(id, show_name(ctx, TOPIC_PRODUCT, p->rows[i].product_id));
	if (shelf)
		tags.v[tags.n++] = cache_tag(id, show_name(ctx, TOPIC_SHELF, shelf));
	size_t bytes;
	const void *value = p;
	struct arena *own = copied(&value, &bytes, copy_product);
	struct keep_key key = product_key(ctx, slug);
	keep_put(ctx->goods, &key, &tags, mark, own, bytes, value);
}
