/*
 * goods_edit: a product as staff edits it: its head, texts, places, facts and times.
 *
 * Whoever saves names the version of the product that they saw. Where somebody else has saved since, and what is sent
 * is not what stands there already, the save is refused with "changed_meanwhile" at "version" and nothing is written.
 */
#ifndef STOA_SHOP_GOODS_EDIT_H
#define STOA_SHOP_GOODS_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"
#include "kit/localized.h"

/* A product that was shown from the start, and is shown for ever. */
#define PUBLISHED_EVER INT64_C(0)
#define PUBLISHED_FOREVER INT64_MAX

/* The most variants that staff can make of a product's options. */
enum { GOODS_VARIANTS_MAX = 250, GOODS_OPTIONS_MAX = 3 };

struct goods_head {
	int64_t id;
	const char *handle, *state, *tax_class, *vendor, *kind, *no_withdrawal;
	struct texts tags;
	int64_t featured; /* place on the home page; 0 for none */
	int64_t position;
	int64_t publish_at, unpublish_at;
	int64_t version;
	const char *name;    /* in ctx->locale, else the shop's own */
	const char *picture; /* NULL for none */
	bool ordered;        /* archived rather than deleted */
	int64_t variants;    /* that are not archived */
};
enum err_code goods_head(struct ctx *, int64_t id, struct goods_head *out);

struct goods_words {
	const char *locale;
	const char *name; /* "": the product has no text in this language */
	const char *summary;
	const char *body; /* as written, text or markup */
	const char *slug; /* "": made from the name */
};
enum err_code goods_words_get(struct ctx *, int64_t id, const struct goods_words **out, size_t *n);
/*
 * Writes those named, others stay. Refusals: "required" at "name_<locale>", "slug_form" and "slug_taken" at
 * "slug_<locale>", "too_long" at "body_<locale>". A former address goes on leading to the product.
 */
enum err_code goods_words_save(struct ctx *, int64_t id, int64_t version, const struct goods_words *, size_t n);

/* What a product is by one attribute of the shop: plain for a number, yes or no, or a choice, texts for a text. */
struct goods_trait {
	int64_t attribute_id;
	const char *plain; /* NULL for a text */
	struct localized texts;
};
struct goods_details {
	const char *handle, *tax_class, *vendor, *kind;
	const char *no_withdrawal; /* a code of shop/withdrawal; "" for none */
	struct texts tags;
	int64_t featured;
	int64_t publish_at, unpublish_at;
	struct bigints categories;
	const struct goods_trait *traits;
	size_t n_traits;
};
enum err_code goods_details_get(struct ctx *, int64_t id, struct goods_details *out);
/* Refusals: "handle_taken" at "handle", "until_before" at "unpublish_at". */
enum err_code goods_details_save(struct ctx *, int64_t id, int64_t version, const struct goods_details *);

struct goods_category {
	int64_t id;
	const char *name; /* "Kitchen › Cups" */
};
/* All of the shop, each after the one that it lies in. */
enum err_code goods_categories(struct ctx *, const struct goods_category **out, size_t *n);
struct goods_tax_class {
	const char *code, *name;
};
enum err_code goods_tax_classes(struct ctx *, const struct goods_tax_class **out, size_t *n);

/*
 * A new draft of one variant without pieces. handle "": made from the name. Refusals: "required" at
 * "name_<default locale>", "handle_taken" at "handle".
 */
struct goods_start {
	struct localized name;
	const char *handle, *tax_class;
	int64_t minor; /* in the shop's own currency */
};
enum err_code goods_start(struct ctx *, const struct goods_start *, int64_t *id);

/* A draft with texts, options, variants, prices, facts, places and pictures of the other, without pieces and numbers.
 */
enum err_code goods_duplicate(struct ctx *, int64_t id, int64_t *copy_id);
/* ERR_CONFLICT where it is no draft, was ordered, or lies in a cart. */
enum err_code goods_delete(struct ctx *, int64_t id);

/* The same that the name makes, with a number behind it where it is taken. */
enum err_code goods_free_handle(struct ctx *, const char *base, const char **out);

#endif
