#include "shop/catalog.h"

#include <string.h>

#include "queries.h"
#include "shop/frame.h"
#include "shop/product_doc_room.h"
#include "shop/product_near.h"
#include "shop/show.h"
#include "shop/tenant.h"

static enum err_code missing(struct ctx *ctx, const char *slug)
{
	return err_set(ctx, ERR_NOT_FOUND, "no active product \"%s\"", slug);
}

/* The product's own row and those near it, as far as they are seen now and have room on its page, in their order. */
struct near {
	const struct doc_by_slug_row *own, *others[NEAR_SHOWN];
	size_t n;
};

/* By ids, in a ring that begins behind the product. */
static bool stands_before(int64_t own, int64_t a, int64_t b)
{
	return (a > own) != (b > own) ? a > own : a < b;
}

static void put_near(struct near *near, const struct doc_by_slug_row *row)
{
	int64_t own = near->own->product_id;
	size_t at = near->n;
	while (at > 0 && stands_before(own, row->product_id, near->others[at - 1]->product_id))
		at--;
	if (at == NEAR_SHOWN)
		return;
	near->n += near->n < NEAR_SHOWN;
	memmove(&near->others[at + 1], &near->others[at], (near->n - at - 1) * sizeof(struct doc_by_slug_row *));
	near->others[at] = row;
}

static struct near seen_now(const struct ctx *ctx, const struct frame_product *found)
{
	struct near near = { .own = NULL };
	for (size_t i = 0; i < found->n; i++)
		if (!found->rows[i].doc_null)
			near.own = &found->rows[i];
	for (size_t i = 0; near.own && i < found->n; i++) {
		const struct doc_by_slug_row *row = &found->rows[i];
		if (row != near.own && row->visible_from <= ctx->now && row->visible_to > ctx->now)
			put_near(&near, row);
	}
	return near;
}

/* False where it is not written down, in a form that this build does not know, or not seen now. */
static bool take_row(struct ctx *ctx, const struct doc_by_slug_row *row, struct product_found *out)
{
	struct product_made m = { .product = { .id = row->product_id } };
	struct card_source card;
	if (row->visible_from > ctx->now || row->visible_to <= ctx->now || row->card_null ||
	    !card_read(row->card, ctx->locale, &card) || !doc_read(ctx->arena, row->doc, &m) ||
	    !offer_read(ctx->arena, row->offer, row->pieces, &m.offer))
		return false;
	m.product.name = card.name;
	m.product.slug = card.slug;
	m.product.category_id = row->category_id;
	offer_apply(ctx, &m.offer, &m.product);
	out->meaning = (struct slug_meaning){ .id = row->product_id };
	out->meaning.slugs = catalog_localized(ctx, m.slug_locales, m.slugs, &out->meaning.n_slugs);
	out->product = arena_memdup(ctx->arena, &m.product, sizeof m.product);
	return true;
}

static bool take_cards(struct ctx *ctx, const struct near *near, struct product_list *out)
{
	struct card_source *cards = ARENA_ARRAY(ctx->arena, near->n, struct card_source);
	for (size_t i = 0; i < near->n; i++) {
		const struct doc_by_slug_row *row = near->others[i];
		show(ctx, TOPIC_PRODUCT, row->product_id);
		if (row->card_null || !card_read(row->card, ctx->locale, &cards[i]))
			return false;
		cards[i].id = row->product_id;
		cards[i].offer = row->offer;
		cards[i].pieces = row->pieces;
	}
	return cards_take(ctx, cards, near->n, out);
}

/* In one turn; *done is false where not all of it is written down. */
static enum err_code read_written(struct ctx *ctx, const char *slug, struct product_found *out, bool *done)
{
	const struct frame_product *kept = frame_product(ctx, slug);
	struct frame_product found = kept ? *kept : (struct frame_product){ .n = 0 };
	struct doc_by_slug_in in = { .slug = slug, .locale = ctx->locale };
	struct doc_by_slug_row *rows;
	uint64_t mark = frame_mark(ctx);
	enum err_code e = ERR_OK;
	if (!kept) {
		e = q_doc_by_slug(ctx, &in, &rows, &found.n);
		found.rows = rows;
	}
	*done = false;
	if (e || found.n == 0)
		return e;
	struct near near = seen_now(ctx, &found);
	*done = near.own && take_row(ctx, near.own, out) && take_cards(ctx, &near, &out->related);
	if (*done && !kept)
		frame_keep_product(ctx, slug, &found, mark);
	return ERR_OK;
}

/* The same from the tables themselves. */
static enum err_code read_made(struct ctx *ctx, int64_t id, const char *slug, struct product_found *out)
{
	const struct bigints ids = { .v = &id, .n = 1 };
	const struct product_made *made;
	struct ids_related_row related;
	struct doc_category_row category;
	struct doc_now_row *now;
	size_t n, n_now;
	enum err_code e = q_doc_now(ctx, &(struct doc_now_in){ .ids = ids }, &now, &n_now);
	if (!e && n_now == 0)
		return missing(ctx, slug);
	if (!e)
		e = product_doc_make(ctx, ids, (struct texts){ .v = &ctx->locale, .n = 1 }, DOC_WHOLE, &made, &n);
	if (!e && n == 0)
		return missing(ctx, slug);
	if (!e)
		e = q_doc_category_one(ctx, &(struct doc_category_in){ .product_id = id }, &category);
	if (!e)
		e = q_ids_related_one(ctx,
		    &(struct ids_related_in){ .product_id = id, .shelf = category.category_id, .max_rows = NEAR_SHOWN },
		    &related);
	if (e)
		return e;
	struct product *p = arena_memdup(ctx->arena, &made->product, sizeof *p);
	struct offer offer = made->offer;
	p->category_id = category.category_id;
	offer_pieces(ctx, now->stock_of, now->pieces, &offer);
	offer_apply(ctx, &offer, p);
	out->product = p;
	return catalog_cards(ctx, related.ids, &out->related);
}

enum err_code catalog_product(struct ctx *ctx, const char *slug, struct product_found *out)
{
	bool done;
	*out = (struct product_found){ .product = NULL };
	enum err_code e = read_written(ctx, slug, out, &done);
	if (!e && !done) {
		e = catalog_resolve(ctx, SLUG_PRODUCT, slug, &out->meaning);
		if (e || out->meaning.current)
			return e;
		e = read_made(ctx, out->meaning.id, slug, out);
	}
	if (!e && out->product->n_variants == 0)
		return missing(ctx, slug);
	if (e)
		return e;
	show(ctx, TOPIC_PRODUCT, out->product->id);
	/* Whose other products are the related ones. */
	if (out->product->category_id)
		show(ctx, TOPIC_SHELF, out->product->category_id);
	return ERR_OK;
}

const struct variant *product_variant(const struct product *p, int64_t variant_id)
{
	for (size_t i = 0; i < p->n_variants; i++)
		if (p->variants[i].id == variant_id)
			return &p->variants[i];
	return NULL;
}
