/*
 * import_write: a step's products on their way into the tables: what the shop has of them, and the rows to be written,
 * one JSON list a table. Known to the files of import that merge and write.
 */
#ifndef STOA_OPS_IMPORT_WRITE_H
#define STOA_OPS_IMPORT_WRITE_H

#include "ops/import_known.h"
#include "queries.h"
#include "shop/price_write.h"

enum list {
	LIST_PRODUCTS,
	LIST_TEXTS,
	LIST_OPTIONS,
	LIST_VALUES,
	LIST_VARIANTS,
	LIST_PRICES,
	LIST_STOCK,
	LIST_SLUGS,
	LIST_MEMBERSHIPS,
	LIST_FACTS,
	LIST_PICTURES,
	LIST__MAX
};

struct pair_list {
	int64_t *a, *b;
	size_t n, cap;
};

struct pool {
	struct bigints ids;
	size_t used;
};

/* An address that is not simply new: inserted one by one. */
struct slug_change {
	int64_t id;
	const char *locale, *slug;
	bool former;
	struct slug_change *next;
};

/* Of a price beside which others are planned: written one by one. minor -1: no price any more. */
struct price_change {
	struct price_key key;
	struct price_amount was, amount;
	struct price_change *next;
};

struct writing {
	struct ctx *ctx;
	struct import *import;
	struct chunk *chunk;
	struct json *lists[LIST__MAX];
	struct import_products_row *products;
	struct import_texts_row *texts;
	struct import_slugs_row *slugs;
	struct import_options_row *options;
	struct import_values_row *values;
	struct import_variants_row *variants;
	struct import_prices_row *prices;
	struct import_pictures_row *pictures;
	struct import_memberships_row *memberships;
	struct import_sku_holders_row *skus;
	struct import_elsewhere_row *elsewhere;
	size_t n_elsewhere;
	struct locations_hold_row *places; /* as they are now, and stay until the step is written */
	size_t n_places;
	size_t n_products, n_texts, n_slugs, n_options, n_values, n_variants, n_prices, n_pictures, n_memberships,
	    n_skus;
	struct pool new_products, new_options, new_values, new_variants, new_pictures;
	int64_t location_id, position;
	struct pair_list gone_memberships, gone_facts, ended_prices;
	struct pair_list unfetched; /* product and picture */
	struct pair_list written;   /* products */
	struct slug_change *slug_changes, **slug_changes_end;
	struct price_change *price_changes;
	bool untaxed; /* somebody needs that tax class */
};

/* A variant of the file beside the one of the shop. */
struct merged_variant {
	const struct draft_variant *from;
	const struct import_variants_row *old; /* NULL where it is new */
	int64_t id;
	struct bigints values; /* option_value ids */
	const char *image;     /* for sheet_extra() */
};

struct merged {
	const struct draft *from;
	const struct import_products_row *old;
	int64_t id, position;
	struct merged_variant *variants; /* those that are not refused */
	size_t n_variants;
};

/* text is JSON itself. */
void row_put_json(struct ctx *, struct json *row, const char *name, const char *text);
int64_t pool_take(struct pool *);
void pair_add(struct ctx *, struct pair_list *, int64_t a, int64_t b);

/* import_variants.c. False where the whole product was refused. */
bool merge_options(struct writing *, struct merged *);
void write_variants(struct writing *, const struct merged *);
/* import_pictures.c; before write_variants: what no picture was found for is kept with its variant. */
void write_pictures(struct writing *, struct merged *);
/* import_merge.c: product, texts, addresses, places, facts. */
void write_product(struct writing *, const struct draft *);

#endif
