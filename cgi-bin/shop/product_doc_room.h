/*
 * product_doc_room: what the files of catalog and product_doc share, and nobody else includes.
 */
#ifndef STOA_SHOP_PRODUCT_DOC_ROOM_H
#define STOA_SHOP_PRODUCT_DOC_ROOM_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "db/db.h"
#include "shop/catalog.h"

struct offer_variant {
	int64_t id;
	bool endless; /* not counted, or sold though none is there */
	bool backorder;
	int64_t left; /* pieces; beyond STOCK_FEW any number may stand for more. Below zero where none is needed */
};
/* What one piece costs from when until when, where so many are bought. */
struct offer_price {
	int64_t variant_id;
	char currency[4];
	int64_t quantity;
	int64_t minor, compare; /* compare: -1 for none */
	int64_t from, to;
};
struct offer {
	const struct offer_variant *variants; /* in their order */
	size_t n_variants;
	const struct offer_price *prices;
	size_t n_prices;
};

/* A product in a language. Of its variants all are there, whether or not they have a price; prices and pieces are not.
 */
struct product_made {
	struct product product;
	const char *locale;
	bool own_slug;
	struct texts slug_locales, slugs; /* its addresses, language by language */
	struct offer offer;
};

/* product_doc_format.c: an integer is 8 bytes, a text its length, its bytes and a NUL. */
void doc_write(struct buf *, const struct product_made *);
/* False where it is of another form than this build writes. Texts lie in the bytes. Name and slug are not in it. */
bool doc_read(struct arena *, struct bytes, struct product_made *out);
void offer_write(struct buf *, const struct offer *);
/* pieces: of each variant. */
bool offer_read(struct arena *, struct bytes, struct bigints pieces, struct offer *out);

/* What a list shows of a product: made is its languages', n of them. Texts end with a NUL; "" stands for none. */
void card_write(struct buf *, const struct product_made *made, size_t n);
struct card_source;
/* Name, slug and picture in a language, in the bytes; false where they are not in it, or in another build's form. */
bool card_read(struct bytes, const char *locale, struct card_source *out);

/* product_doc_make.c: from the tables, by product and in the order of locales. A card needs no options and facts. */
enum doc_part { DOC_CARD, DOC_WHOLE };
enum err_code product_doc_make(
    struct ctx *, struct bigints ids, struct texts locales, enum doc_part, const struct product_made **out, size_t *n);

/* product_offer.c */
/* Pieces by variant, where they are asked for beside it: left of each is their sum. */
void offer_pieces(struct ctx *, struct bigints of, struct bigints left, struct offer *);
/* The product's variants that have a price now, with prices and pieces. */
void offer_apply(struct ctx *, const struct offer *, struct product *);
/* False where none of them has a price now. */
bool offer_card(struct ctx *, const struct offer *, struct product_card *);

/* catalog_list.c: a card's row. name is NULL where the product is not written down in the language. */
struct card_source {
	int64_t id;
	const char *name, *slug, *picture, *picture_alt;
	struct bytes offer;
	struct bigints pieces;
};
/* Those that have a price now; false where not all of it can be read. */
bool cards_take(struct ctx *, const struct card_source *, size_t n, struct product_list *out);

#endif
