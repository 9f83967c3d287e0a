/*
 * goods_write: a new product, written whole: texts, addresses, search words, options, variants, prices, stock,
 * pictures.
 *
 * Used by whatever brings products in: import, load, later the admin's form. Runs inside the caller's transaction.
 */
#ifndef STOA_SHOP_GOODS_WRITE_H
#define STOA_SHOP_GOODS_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"

struct goods_text {
	const char *locale;
	const char *name;
	const char *summary;     /* "" for none */
	const char *description; /* plain text */
	const char *body;        /* as it was written; "" where that is the description itself */
	const char *slug;        /* NULL: made from the name, with a number where taken */
	struct texts old_slugs;
};

/* label: JSON text, {"de": "Größe"} */
struct goods_option_value {
	const char *code;
	const char *label;
};
struct goods_option {
	const char *code;
	const char *label;
	const struct goods_option_value *values;
	size_t n_values;
};

struct goods_price {
	const char *currency;
	int64_t minor;
};

struct goods_new_variant {
	const char *sku;                  /* NULL for none */
	const char *barcode;              /* NULL for none */
	const size_t *values;             /* for each option of the product the index of its value */
	int64_t minor;                    /* in the shop's own currency, in its tax mode */
	int64_t compare_minor;            /* -1 for none */
	const struct goods_price *prices; /* in other currencies */
	size_t n_prices;
	int64_t grams;
	int64_t on_hand;
	bool tracked;
	bool backorder;
	bool requires_shipping;
	const char *extra; /* JSON object: what has no home of its own; "{}" for none */
};

struct goods_picture {
	const char *address;        /* below the media base; NULL where it is not here yet */
	const char *source_address; /* where to fetch it from; NULL for none */
	int64_t width, height;      /* 0 where unknown */
	const char *alt;            /* JSON */
	int variant;                /* index; -1 for none */
};

struct goods_fact {
	int64_t attribute_id;
	const char *value; /* JSON, see product_attribute */
};

struct goods_new {
	const char *handle;
	const char *state;
	const char *tax_class;
	const char *vendor;
	const char *kind;
	struct texts tags;
	int64_t featured; /* place on the home page, from 1; 0 for none */
	int64_t created_at;
	const char *extra;
	const struct goods_text *texts; /* at least the shop's default locale */
	size_t n_texts;
	const struct goods_option *options;
	size_t n_options;
	const struct goods_new_variant *variants;
	size_t n_variants;
	const struct goods_picture *pictures;
	size_t n_pictures;
	struct bigints categories; /* ids; the first is the home */
	const struct goods_fact *facts;
	size_t n_facts;
};

/* ERR_CONFLICT where the handle or a SKU is taken (db_constraint tells which). */
enum err_code goods_create(struct ctx *, const struct goods_new *, int64_t *product_id);

/* Adds an address; current false for a former one. With a taken slug a number is put behind (current) or nothing is
 * done (former). */
enum err_code goods_add_slug(struct ctx *, const char *kind, const char *locale, const char *slug, int64_t entity_id);
enum err_code goods_add_old_slug(
    struct ctx *, const char *kind, const char *locale, const char *slug, int64_t entity_id);

#endif
