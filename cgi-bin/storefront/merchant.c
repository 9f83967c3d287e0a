/* The list of goods that Google Merchant Center fetches. */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/feed.h"
#include "shop/tenant.h"
#include "storefront/documents.h"
#include "storefront/pages.h"
#include "web/document.h"
#include "web/parts.h"
#include "web/shopfront.h"
#include "web/urls.h"

/* Code points, by Google's product data specification. */
enum {
	TITLE_POINTS = 150,
	BRAND_POINTS = 70,
	COLOR_POINTS = 100,
	SIZE_POINTS = 100,
	PATTERN_POINTS = 100,
	MATERIAL_POINTS = 200,
	DETAIL_NAME_POINTS = 140,
	DETAIL_VALUE_POINTS = 1000,
	TYPE_POINTS = 750,
	MORE_PICTURES = 10,
};
/* What an item may take: its tags and short values, and "&amp;" for one byte. */
enum { DOCUMENT_BYTES = 4 * 1024 * 1024, ITEM_BYTES = 2048, ESCAPED = 5 };

static const char *at_most(struct ctx *ctx, const char *s, size_t points)
{
	size_t n = utf8_prefix(s, points);
	return s[n] ? arena_strndup(ctx->arena, s, n) : s;
}

static const char *amount(struct ctx *ctx, struct money m)
{
	return arena_printf(ctx->arena, "%s %s", text_money_plain(ctx->arena, m), m.currency);
}

/* The variant's own picture is best, then one that is no other variant's; 0 for what Google does not take. */
static int rank_of(const struct feed_picture *q, const struct feed_variant *v)
{
	if (!picture_is_raster(q->address))
		return 0;
	return q->variant_id == v->id ? 3 : q->variant_id == 0 ? 2 : 1;
}

static void set_pictures(
    struct ctx *ctx, const struct feed_product *p, const struct feed_variant *v, struct merchant_item *item)
{
	const struct feed_picture *best = NULL;
	for (size_t i = 0; i < p->n_pictures; i++) {
		const struct feed_picture *q = &p->pictures[i];
		if (rank_of(q, v) > (best ? rank_of(best, v) : 0))
			best = q;
	}
	if (!best)
		return;
	item->picture = url_media_absolute(ctx, best->address);
	item->more = ARENA_ARRAY(ctx->arena, MORE_PICTURES, struct merchant_picture);
	for (size_t i = 0; i < p->n_pictures && item->n_more < MORE_PICTURES; i++)
		/* Another variant's would show what is not sold here. */
		if (&p->pictures[i] != best && rank_of(&p->pictures[i], v) > 1)
			item->more[item->n_more++].url = url_media_absolute(ctx, p->pictures[i].address);
}

/* "Kitchen > Mugs" */
static const char *type_of(struct ctx *ctx, const struct categories *all, int64_t category_id)
{
	const char *path = NULL;
	const struct category *c = categories_find(all, category_id);
	for (int depth = 0; c && depth < 16; c = categories_find(all, c->parent_id), depth++)
		path = path ? arena_printf(ctx->arena, "%s > %s", c->name, path) : c->name;
	return path ? at_most(ctx, path, TYPE_POINTS) : NULL;
}

/* How merchants call the options that Google has an attribute for: by our code, or in their own words. */
enum known { KNOWN_COLOR, KNOWN_SIZE, KNOWN_MATERIAL, KNOWN_PATTERN, KNOWN__MAX };
static const struct {
	const char *words[9];
	size_t points;
} known[KNOWN__MAX] = {
	[KNOWN_COLOR] = { { "color", "colour", "farbe", "couleur", "اللون", "色", "カラー" }, COLOR_POINTS },
	[KNOWN_SIZE] = { { "size", "größe", "taille", "الحجم", "المقاس", "サイズ" }, SIZE_POINTS },
	[KNOWN_MATERIAL] = { { "material", "matière", "matériau", "الخامة", "المادة", "素材" }, MATERIAL_POINTS },
	[KNOWN_PATTERN] = { { "pattern", "muster", "motif", "النقش", "柄" }, PATTERN_POINTS },
};

static bool is_called(struct ctx *ctx, const struct feed_option *o, enum known which)
{
	const char *code = text_fold(ctx->arena, o->code), *name = text_fold(ctx->arena, o->name);
	for (const char *const *w = known[which].words; *w; w++) {
		const char *word = text_fold(ctx->arena, *w);
		if (str_eq(word, code) || str_eq(word, name))
			return true;
	}
	return false;
}

/* The others are told in words. */
static void set_options(struct ctx *ctx, const struct feed_variant *v, struct merchant_item *item)
{
	const char **const to[KNOWN__MAX] = { &item->color, &item->size, &item->material, &item->pattern };
	item->details = ARENA_ARRAY(ctx->arena, v->n_options, struct merchant_detail);
	for (size_t i = 0; i < v->n_options; i++) {
		const struct feed_option *o = &v->options[i];
		int k = 0;
		while (k < KNOWN__MAX && (*to[k] || !is_called(ctx, o, (enum known)k)))
			k++;
		if (k < KNOWN__MAX)
			*to[k] = at_most(ctx, o->value, known[k].points);
		else
			item->details[item->n_details++] =
			    (struct merchant_detail){ .name = at_most(ctx, o->name, DETAIL_NAME_POINTS),
				    .value = at_most(ctx, o->value, DETAIL_VALUE_POINTS) };
	}
}

static const char *title_of(struct ctx *ctx, const struct feed_product *p, const struct feed_variant *v)
{
	const char *title = p->name;
	for (size_t i = 0; i < v->n_options; i++)
		title = arena_printf(ctx->arena, "%s%s%s", title, i ? ", " : " – ", v->options[i].value);
	return at_most(ctx, title, TITLE_POINTS);
}

static struct merchant_item item_of(
    struct ctx *ctx, const struct categories *categories, const struct feed_product *p, const struct feed_variant *v)
{
	const char *tail = shop_tail(ctx, SLUG_PRODUCT, p->slug);
	bool reduced = v->compare.minor > 0, several = p->n_variants > 1;
	if (several)
		tail = arena_printf(ctx->arena, "%s?v=%" PRId64, tail, v->id);
	struct merchant_item item = {
		.id = v->id,
		.title = title_of(ctx, p, v),
		.text = str_empty(p->text) ? p->name : p->text,
		.link = url_shop(ctx, ctx->locale, tail),
		.availability = v->can_buy ? "in_stock" : "out_of_stock",
		.price = amount(ctx, reduced ? v->compare : v->price),
		.sale_price = reduced ? amount(ctx, v->price) : NULL,
		.brand = str_empty(p->vendor) ? NULL : at_most(ctx, p->vendor, BRAND_POINTS),
		.gtin = gtin_is_public(v->barcode) ? v->barcode : NULL,
		.group = several ? arena_printf(ctx->arena, "%" PRId64, p->id) : NULL,
		.type = type_of(ctx, categories, p->category_id),
		.weight = v->grams > 0 ? arena_printf(ctx->arena, "%" PRId64 " g", v->grams) : NULL,
	};
	set_options(ctx, v, &item);
	set_pictures(ctx, p, v, &item);
	return item;
}

/* How many of the products stand in this document: whole ones, until it is full. */
static size_t products_that_fit(const struct feed *feed, size_t *n_items)
{
	size_t bytes = 0, n = 0;
	*n_items = 0;
	for (; n < feed->n; n++) {
		const struct feed_product *p = &feed->v[n];
		bytes += p->n_variants * (ITEM_BYTES + strlen(p->text) + ESCAPED * strlen(p->name));
		if (n > 0 && bytes > DOCUMENT_BYTES)
			break;
		*n_items += p->n_variants;
	}
	return n;
}

static const char *address(struct ctx *ctx, int64_t after)
{
	return url_shop(ctx, ctx->locale,
	    after ? arena_printf(ctx->arena, FEED_MERCHANT_TAIL "?after=%" PRId64, after) : FEED_MERCHANT_TAIL);
}

enum err_code feed_merchant_get(struct ctx *ctx, struct exchange *x)
{
	const struct merchant_in *in = x->in;
	struct feed feed;
	struct shelves shelves;
	if (x->in_err)
		return err_set(ctx, ERR_NOT_FOUND, "no such part of the feed");
	enum err_code e = feed_after(ctx, in->after, &feed);
	if (!e)
		e = catalog_shelves(ctx, &shelves);
	if (e)
		return e;
	const struct settings *s = ctx->settings;
	size_t n_items, n = products_that_fit(&feed, &n_items);
	struct merchant_document view = {
		.title = s->title,
		.link = url_shop(ctx, ctx->locale, "/"),
		.text = str_empty(s->tagline) ? s->title : s->tagline,
		.self = address(ctx, in->after),
		.items = ARENA_ARRAY(ctx->arena, n_items, struct merchant_item),
	};
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < feed.v[i].n_variants; k++)
			view.items[view.n_items++] =
			    item_of(ctx, &shelves.categories, &feed.v[i], &feed.v[i].variants[k]);
	if (n < feed.n || feed.more)
		view.next = address(ctx, n < feed.n ? feed.v[n - 1].id : feed.last_id);
	return document_render(ctx, x, "feed-merchant", &view, "application/rss+xml");
}
