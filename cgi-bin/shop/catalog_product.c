#include "shop/catalog.h"

#include "base/str.h"
#include "queries.h"
#include "shop/frame.h"
#include "shop/product_doc_room.h"
#include "shop/show.h"
#include "shop/tenant.h"

enum { RELATED = 4 };

static enum err_code missing(struct ctx *ctx, const char *slug)
{
	return err_set(ctx, ERR_NOT_FOUND, "no active product \"%s\"", slug);
}

/* What is written down; false where it is not, or in a form that this build does not know. */
static bool take_row(struct ctx *ctx, const struct doc_by_slug_row *row, struct product_found *out)
{
	struct product_made m = { .product = { .id = row->product_id } };
	if (row->doc_null || !doc_read(ctx->arena, row->doc, &m) ||
	    !offer_read(ctx->arena, row->offer, row->pieces, &m.offer))
		return false;
	m.product.name = row->name;
	m.product.slug = row->slug;
	m.product.category_id = row->category_id;
	offer_apply(ctx, &m.offer, &m.product);
	out->meaning = (struct slug_meaning){ .id = row->product_id };
	out->meaning.slugs = catalog_localized(ctx, m.slug_locales, m.slugs, &out->meaning.n_slugs);
	out->product = arena_memdup(ctx->arena, &m.product, sizeof m.product);
	return true;
}

/* None where it is not written down. */
static enum err_code find_rows(struct ctx *ctx, const char *slug, struct frame_product *out)
{
	const struct frame_product *kept = frame_product(ctx, slug);
	struct doc_by_slug_in in = { .slug = slug, .locale = ctx->locale, .max_related = RELATED };
	struct doc_by_slug_row *rows;
	*out = kept ? *kept : (struct frame_product){ .n = 0 };
	if (kept)
		return ERR_OK;
	uint64_t mark = frame_mark(ctx);
	enum err_code e = q_doc_by_slug(ctx, &in, &rows, &out->n);
	out->rows = rows;
	if (!e && out->n > 0)
		frame_keep_product(ctx, slug, out, mark);
	return e;
}

/* In one turn; *done is false where not all of it is written down. */
static enum err_code read_written(struct ctx *ctx, const char *slug, struct product_found *out, bool *done)
{
	struct frame_product found;
	enum err_code e = find_rows(ctx, slug, &found);
	const struct doc_by_slug_row *rows = found.rows;
	*done = false;
	if (e || found.n == 0)
		return e;
	size_t n = found.n;
	struct card_source *cards = ARENA_ARRAY(ctx->arena, n, struct card_source);
	for (size_t i = 1; i < n; i++) {
		show(ctx, TOPIC_PRODUCT, rows[i].product_id);
		cards[i - 1] = (struct card_source){ .id = rows[i].product_id,
			.name = rows[i].name,
			.slug = rows[i].slug,
			.picture = rows[i].picture,
			.picture_alt = rows[i].picture_alt,
			.offer = rows[i].offer,
			.pieces = rows[i].pieces };
	}
	*done = take_row(ctx, rows, out) && cards_take(ctx, cards, n - 1, &out->related);
	return e;
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
		e = q_ids_related_one(ctx, &(struct ids_related_in){ .product_id = id, .max_rows = RELATED }, &related);
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
