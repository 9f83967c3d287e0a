#include "shop/catalog.h"

#include "queries.h"
#include "shop/price.h"
#include "shop/show.h"
#include "shop/tenant.h"

const struct category *categories_find(const struct categories *all, int64_t id)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].id == id)
			return &all->v[i];
	return NULL;
}

/* The lowest price of a card's variants, and the price struck through beside it. */
static void card_prices(const struct ctx *ctx, const struct cards_row *row, struct product_card *card)
{
	struct money low = { 0 }, high = { 0 };
	for (size_t i = 0; i < row->own.n; i++) {
		struct money m = price_choose(ctx, row->entered.v[i], row->own.v[i], ctx->currency);
		if (i == 0 || m.minor > high.minor)
			high = m;
		if (i > 0 && m.minor >= low.minor)
			continue;
		low = m;
		card->compare = price_compare(ctx, row->entered.v[i], row->entered_compare.v[i], row->own_compare.v[i]);
	}
	card->price = low;
	card->price_varies = high.minor != low.minor;
	if (card->compare.minor <= low.minor)
		card->compare.minor = 0;
}

/* Also those that are not to be seen now. */
static struct cards_in cards_in(struct ctx *ctx, struct bigints ids)
{
	for (size_t i = 0; i < ids.n; i++)
		show(ctx, TOPIC_PRODUCT, ids.v[i]);
	return (struct cards_in){ .ids = ids,
		.locale = ctx->locale,
		.default_locale = ctx->settings->default_locale,
		.currency = ctx->currency,
		.own_currency = ctx->settings->currency,
		.at = ctx->now };
}

static struct product_list cards_of(struct ctx *ctx, const struct cards_row *rows, size_t n)
{
	struct product_card *cards = ARENA_ARRAY(ctx->arena, n, struct product_card);
	for (size_t i = 0; i < n; i++) {
		cards[i] = (struct product_card){ .id = rows[i].id,
			.name = rows[i].name,
			.slug = rows[i].slug,
			.picture = rows[i].picture,
			.picture_alt = rows[i].picture_alt,
			.available = rows[i].endless ? INT64_MAX : rows[i].available };
		card_prices(ctx, &rows[i], &cards[i]);
	}
	return (struct product_list){ .cards = cards, .n = n, .total = (int64_t)n };
}

enum err_code catalog_cards(struct ctx *ctx, struct bigints ids, struct product_list *out)
{
	struct cards_row *rows = NULL;
	size_t n = 0;
	struct cards_in in = cards_in(ctx, ids);
	*out = (struct product_list){ 0 };
	if (ids.n == 0)
		return ERR_OK;
	enum err_code e = q_cards(ctx, &in, &rows, &n);
	if (!e)
		*out = cards_of(ctx, rows, n);
	return e;
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

enum err_code catalog_cards_many(struct ctx *ctx, const struct bigints *ids, size_t n, struct product_list *out)
{
	struct cards_row **rows = ARENA_ARRAY(ctx->arena, n, struct cards_row *);
	size_t *counts = ARENA_ARRAY(ctx->arena, n, size_t);
	for (size_t i = 0; i < n; i++) {
		struct cards_in in = cards_in(ctx, ids[i]);
		if (ids[i].n)
			q_cards_queue(ctx, &in, &rows[i], &counts[i]);
	}
	enum err_code e = db_flush(ctx);
	for (size_t i = 0; !e && i < n; i++)
		out[i] = cards_of(ctx, rows[i], counts[i]);
	return e;
}
