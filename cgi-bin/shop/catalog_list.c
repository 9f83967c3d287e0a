#include "shop/catalog.h"

#include "queries.h"
#include "shop/product_doc_room.h"
#include "shop/show.h"
#include "shop/tenant.h"

const struct category *categories_find(const struct categories *all, int64_t id)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].id == id)
			return &all->v[i];
	return NULL;
}

static struct product_card card_of(const struct card_source *from)
{
	return (struct product_card){ .id = from->id,
		.name = from->name,
		.slug = from->slug,
		.picture = from->picture,
		.picture_alt = from->picture_alt ? from->picture_alt : "" };
}

bool cards_take(struct ctx *ctx, const struct card_source *from, size_t n, struct product_list *out)
{
	struct product_card *cards = ARENA_ARRAY(ctx->arena, n, struct product_card);
	size_t taken = 0;
	for (size_t i = 0; i < n; i++) {
		struct offer offer;
		if (!from[i].name || !offer_read(ctx->arena, from[i].offer, from[i].pieces, &offer))
			return false;
		cards[taken] = card_of(&from[i]);
		taken += offer_card(ctx, &offer, &cards[taken]);
	}
	*out = (struct product_list){ .cards = cards, .n = taken, .total = (int64_t)taken };
	return true;
}

static const struct product_made *find_made(const struct product_made *made, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (made[i].product.id == id)
			return &made[i];
	return NULL;
}

/* From the tables themselves. */
static enum err_code cards_made(struct ctx *ctx, struct bigints ids, struct product_list *out)
{
	const struct product_made *made;
	struct doc_now_row *now;
	size_t n, n_now;
	enum err_code e = q_doc_now(ctx, &(struct doc_now_in){ .ids = ids }, &now, &n_now);
	if (!e)
		e = product_doc_make(ctx, ids, (struct texts){ .v = &ctx->locale, .n = 1 }, DOC_CARD, &made, &n);
	if (e)
		return e;
	struct product_card *cards = ARENA_ARRAY(ctx->arena, n_now, struct product_card);
	size_t taken = 0;
	for (size_t i = 0; i < n_now; i++) {
		const struct product_made *m = find_made(made, n, now[i].product_id);
		if (!m)
			continue;
		struct offer offer = m->offer;
		offer_pieces(ctx, now[i].stock_of, now[i].pieces, &offer);
		const struct product *p = &m->product;
		cards[taken] = card_of(&(struct card_source){ .id = p->id,
		    .name = p->name,
		    .slug = p->slug,
		    .picture = p->n_pictures ? p->pictures[0].address : NULL,
		    .picture_alt = p->n_pictures ? p->pictures[0].alt : NULL });
		taken += offer_card(ctx, &offer, &cards[taken]);
	}
	*out = (struct product_list){ .cards = cards, .n = taken, .total = (int64_t)taken };
	return ERR_OK;
}

static enum err_code cards_of(
    struct ctx *ctx, struct bigints ids, const struct doc_cards_row *rows, size_t n, struct product_list *out)
{
	struct card_source *from = ARENA_ARRAY(ctx->arena, n, struct card_source);
	for (size_t i = 0; i < n; i++)
		from[i] = (struct card_source){ .id = rows[i].product_id,
			.name = rows[i].name,
			.slug = rows[i].slug,
			.picture = rows[i].picture,
			.picture_alt = rows[i].picture_alt,
			.offer = rows[i].offer,
			.pieces = rows[i].pieces };
	/* One may be missing because it is seen no more, or because nobody has written it down. */
	if (n == ids.n && cards_take(ctx, from, n, out))
		return ERR_OK;
	return cards_made(ctx, ids, out);
}

enum err_code catalog_cards_many(struct ctx *ctx, const struct bigints *ids, size_t n, struct product_list *out)
{
	struct doc_cards_row **rows = ARENA_ARRAY(ctx->arena, n, struct doc_cards_row *);
	size_t *counts = ARENA_ARRAY(ctx->arena, n, size_t);
	for (size_t i = 0; i < n; i++) {
		/* Also those that are not to be seen now. */
		for (size_t k = 0; k < ids[i].n; k++)
			show(ctx, TOPIC_PRODUCT, ids[i].v[k]);
		if (ids[i].n)
			q_doc_cards_queue(
			    ctx, &(struct doc_cards_in){ .ids = ids[i], .locale = ctx->locale }, &rows[i], &counts[i]);
	}
	enum err_code e = db_flush(ctx);
	for (size_t i = 0; !e && i < n; i++) {
		out[i] = (struct product_list){ .n = 0 };
		if (ids[i].n)
			e = cards_of(ctx, ids[i], rows[i], counts[i], &out[i]);
	}
	return e;
}

enum err_code catalog_cards(struct ctx *ctx, struct bigints ids, struct product_list *out)
{
	return catalog_cards_many(ctx, &ids, 1, out);
}

enum err_code catalog_page_of(struct ctx *ctx, struct bigints ids, int64_t page, struct product_list *out)
{
	int64_t total = (int64_t)(ids.n < CATALOG_LIST_MAX ? ids.n : CATALOG_LIST_MAX);
	int64_t from = (page - 1) * CATALOG_PAGE;
	if (page > 1 && from >= total)
		return err_set(ctx, ERR_NOT_FOUND, "no page %lld of %lld products", (long long)page, (long long)total);
	int64_t n = total - from < CATALOG_PAGE ? total - from : CATALOG_PAGE;
	*out = (struct product_list){ .total = total };
	if (n == 0)
		return ERR_OK;
	enum err_code e = catalog_cards(ctx, (struct bigints){ .v = ids.v + from, .n = (size_t)n }, out);
	out->total = total;
	return e;
}

enum err_code catalog_featured(struct ctx *ctx, struct product_list *out)
{
	show(ctx, TOPIC_GOODS, 0);
	struct ids_home_row row;
	enum err_code e = q_ids_home_one(ctx, &(struct ids_home_in){ .max_rows = CATALOG_PAGE }, &row);
	return e ? e : catalog_cards(ctx, row.ids, out);
}
