/*
 * category_tree: the categories as a merchant arranges them, hidden ones included.
 */
#ifndef STOA_SHOP_CATEGORY_TREE_H
#define STOA_SHOP_CATEGORY_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "kit/localized.h"
#include "shop/arrange.h"

/* Levels of the tree at most; products of a list that is put in order by hand at most. */
enum { CATEGORY_DEPTH = 8, CATEGORY_PRODUCTS = 500 };

struct category_node {
	int64_t id;
	int64_t parent_id; /* 0 for a root */
	const char *name;
	bool hidden;
	bool active; /* neither it nor one above it is hidden */
	int64_t products;
	int depth;        /* 1 for a root */
	bool first, last; /* among its siblings */
	size_t below;     /* nodes that follow it and lie below it */
};

/* Each followed by what lies below it; in the request's arena. */
struct category_tree {
	const struct category_node *v;
	size_t n;
};
enum err_code category_tree(struct ctx *, struct category_tree *out);
/* NULL where there is none. */
const struct category_node *category_tree_find(const struct category_tree *, int64_t id);
/* Whether id is the node or lies below it. */
bool category_tree_below(const struct category_tree *, const struct category_node *, int64_t id);

struct category_form {
	int64_t id;      /* 0 for a new one */
	int64_t version; /* as it was shown; of a new one nothing */
	int64_t parent_id;
	bool hidden;
	const char *sort; /* "featured", "name", "price", "price-down", "new" */
	struct localized name, slug, description;
};
/* ERR_NOT_FOUND: it is gone. */
enum err_code category_form_get(struct ctx *, int64_t id, struct category_form *out);

/*
 * Writes all of it at once; *id is that of a new one. Texts in other languages than the shop's are left as they are.
 * Refusals at name_<locale>, slug_<locale>, parent (category_cycle, category_deep {1}), sort (choose_one).
 * ERR_CONFLICT: it was changed meanwhile. ERR_NOT_FOUND: it is gone.
 */
enum err_code category_save(struct ctx *, const struct category_form *, int64_t *id);

/* Among its siblings. ERR_NOT_FOUND: it is gone. */
enum err_code category_move(struct ctx *, int64_t id, enum arrange_step);
/*
 * Under another parent (0: none), before one of its children (0: last). Refused at "parent" as category_save does;
 * ERR_CONFLICT where parent or neighbour are no longer there.
 */
enum err_code category_place(struct ctx *, int64_t id, int64_t parent_id, int64_t before_id);
/*
 * Its products and addresses go to another category; without one (0) it must be empty. Refused at "to":
 * category_children, category_products {1}, choose_one. ERR_NOT_FOUND: it is gone.
 */
enum err_code category_remove(struct ctx *, int64_t id, int64_t to_id);

/* A product as it stands in one category, archived ones left out. */
struct category_product {
	int64_t id;
	const char *name;
	const char *state;
	const char *picture; /* NULL for none */
};
/* The first CATEGORY_PRODUCTS in the category's own order. */
enum err_code category_products(struct ctx *, int64_t id, const struct category_product **out, size_t *n);
/* ERR_CONFLICT: it stands there no more. */
enum err_code category_product_move(struct ctx *, int64_t category_id, int64_t product_id, enum arrange_step);

#endif
