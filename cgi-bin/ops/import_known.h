/*
 * import_known: what a shop has beside its products, as import knows it: read once, and then kept up by what the import
 * makes itself. Memory of the whole import.
 */
#ifndef STOA_OPS_IMPORT_KNOWN_H
#define STOA_OPS_IMPORT_KNOWN_H

#include "ops/import_room.h"

/* id -1: would be made, were this no dry run. */
struct known_category {
	int64_t id, parent_id;
	const char *code, *name, *sort;
	bool hidden;
};
struct known_attribute {
	int64_t id;
	const char *code, *type, *label, *unit, *choices; /* label and choices: JSON */
	const struct json *parsed;                        /* choices, once they were asked for */
	const char *parsed_of;
};

struct known {
	struct known_category *categories;
	size_t n_categories, categories_cap;
	struct known_attribute *attributes;
	size_t n_attributes, attributes_cap;
	const char **tax_classes;
	size_t n_tax_classes;
	int64_t invented;     /* the last id below 0 that a dry run gave */
	enum err_code failed; /* the database's, on the way to something that had to be made */
};

/* NULL where there is none; a pointer holds until the next one is added. */
struct known_category *known_category_by_code(struct known *, const char *code);
struct known_attribute *known_attribute_by_code(struct known *, const char *code);
/* Makes it, with its own text and address (NULL: made from the name); NULL where the database failed (known->failed).
 */
struct known_category *known_add_category(
    struct import *, int64_t parent_id, const char *code, const char *name, const char *slug);
/* Likewise. */
struct known_attribute *known_add_attribute(struct import *, const struct known_attribute *);
/* The attribute's choices by their codes; NULL where they are none. */
const struct json *known_choices(struct import *, struct known_attribute *);
/* The parent that a path of codes or names leads to, and its last part; false where a parent is missing. */
bool known_parent(struct import *, const char *path, int64_t *parent_id, const char **last);
/* {"de": text} in the shop's own locale. */
const char *known_label(struct import *, const char *text);

#endif
