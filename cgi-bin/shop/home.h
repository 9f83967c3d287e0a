/*
 * home: what the home page is made of. Without a block of the merchant's it is the one that the shop makes by itself:
 * the greeting of the settings, the categories, the chosen products and the newest.
 */
#ifndef STOA_SHOP_HOME_H
#define STOA_SHOP_HOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "kit/localized.h"
#include "shop/arrange.h"
#include "shop/catalog.h"
#include "shop/link.h"

enum { HOME_BLOCKS = 20, HOME_PRODUCTS = 24, HOME_NEWEST = 8 };

struct home_block {
	int64_t id;
	int64_t version;
	const char *kind; /* "hero", "products", "text", "categories", "banner" */
	bool active;
	int64_t starts_at; /* 0: at once */
	int64_t ends_at;   /* exclusive; INT64_MAX: never */
	struct localized headline, body, button;
	struct link_target link;
	const char *picture; /* below the media base; NULL for none */
	struct localized picture_alt;
	const char *source;      /* of products: "featured", "newest", "category", "chosen" */
	int64_t category_id;     /* 0 for none */
	struct bigints products; /* chosen, in their order */
	int64_t max_products;    /* 1..HOME_PRODUCTS */
};
struct home_blocks {
	const struct home_block *v;
	size_t n;
};

/* All that the merchant has, in their order; none where the shop's own page is shown. */
enum err_code home_blocks(struct ctx *, struct home_blocks *out);
const struct home_block *home_block_find(const struct home_blocks *, int64_t id);
/* Whether shoppers see it at that moment. */
bool home_block_shown(const struct home_block *, int64_t now);
bool home_kind_known(const char *kind);

/* A block as shoppers see it. */
struct home_part {
	struct home_block block;
	struct product_list products;
};
/* What the page shows now, in ctx->locale; blocks of products without any are left out. */
enum err_code home_parts(struct ctx *, const struct categories *, const struct home_part **out, size_t *n);

/*
 * A new one (id 0) goes to the end. Refused at headline_<locale> (required, where a banner or text says nothing at
 * all), source and category (choose_one), until (day_order), "" (home_full {1}). ERR_CONFLICT: it was changed
 * meanwhile.
 */
enum err_code home_block_save(struct ctx *, const struct home_block *, int64_t *id);
enum err_code home_block_move(struct ctx *, int64_t id, enum arrange_step);
enum err_code home_block_remove(struct ctx *, int64_t id);
/* Writes the shop's own page down, to be changed; nothing where there are blocks. */
enum err_code home_start(struct ctx *);
/* The same inside a transaction. */
enum err_code home_start_tx(struct ctx *);
/* Back to the shop's own. */
enum err_code home_reset(struct ctx *);

/* Products to choose from: those that are chosen, then what the words find, by name or article number. */
struct home_wanted {
	const char *words;
	bool every; /* without words, all of them */
	struct bigints chosen;
};
struct home_choice {
	int64_t id;
	const char *name;
	const char *state;
};
enum err_code home_choices(struct ctx *, const struct home_wanted *, const struct home_choice **out, size_t *n);

#endif
