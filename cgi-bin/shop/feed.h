/*
 * feed: products with all that readers of feeds want to know, many at a time. Texts in ctx->locale, prices in the
 * shop's own currency whatever the reader's cookie says.
 */
#ifndef STOA_SHOP_FEED_H
#define STOA_SHOP_FEED_H

#include "shop/catalog.h"

enum { FEED_PRODUCTS = 1000, FEED_POINTS = 3000 };

struct feed_option {
	const char *code; /* the merchant's: "colour" */
	const char *name;
	const char *value;
};

struct feed_variant {
	int64_t id;
	const char *barcode;               /* NULL for none */
	const struct feed_option *options; /* in the product's order */
	size_t n_options;
	int64_t grams;
	struct money price;
	struct money compare; /* struck through; minor 0 for none */
	bool can_buy;
};

struct feed_picture {
	const char *address; /* below the media base */
	int64_t variant_id;  /* 0 for none */
};

struct feed_product {
	int64_t id;
	const char *name;
	const char *slug;
	const char *text; /* plain, at most FEED_POINTS code points; "" for none */
	const char *vendor;
	int64_t category_id; /* 0 for none */
	int64_t created_at;
	const struct feed_variant *variants; /* at least one */
	size_t n_variants;
	const struct feed_picture *pictures;
	size_t n_pictures;
};

struct feed {
	const struct feed_product *v;
	size_t n;
	int64_t last_id; /* that was looked at */
	bool more;       /* there are products behind it */
};

/* Active products with ids beyond after, in the order of their ids, FEED_PRODUCTS at most. */
enum err_code feed_after(struct ctx *, int64_t after, struct feed *out);
/* The newest, at most limit of them. */
enum err_code feed_newest(struct ctx *, int64_t limit, struct feed *out);

/*
 * Whether a barcode is a GTIN that other shops may know: 8, 12, 13 or 14 digits with the check digit of GS1's General
 * Specifications 7.9, and no number for use inside a company (prefixes 02, 04 and 2, 0 and 2 of eight digits) or on a
 * coupon (05, 98, 99).
 */
bool gtin_is_public(const char *);

#endif
