/*
 * attribute: what the products of a shop can be said to be: a text, a number with its unit, yes or no, one of some
 * choices.
 */
#ifndef STOA_SHOP_ATTRIBUTE_H
#define STOA_SHOP_ATTRIBUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "kit/localized.h"

struct attribute_choice {
	const char *code;
	struct localized label;
};
struct attribute {
	int64_t id; /* 0: a new one */
	const char *code;
	const char *type; /* "text", "number", "bool", "choice" */
	struct localized label;
	const char *unit;
	const struct attribute_choice *choices;
	size_t n_choices;
	int64_t position;
	int64_t products; /* that say something of it */
};

enum { ATTRIBUTES_MAX = 100, ATTRIBUTE_CHOICES_MAX = 200 };

/* All of the shop, in its order. */
enum err_code attributes_get(struct ctx *, const struct attribute **out, size_t *n);
const struct attribute *attribute_find(const struct attribute *, size_t n, int64_t id);
/*
 * Makes or changes one; a choice without a code gets one from its label, a choice left out is gone. The type of one in
 * use stays. Refusals: "required" at "label_<default locale>", "choice_used" (argument: its label) at "drop_choice",
 * "attributes_many" at "".
 */
enum err_code attribute_save(struct ctx *, const struct attribute *, int64_t *id);
/* With what products say of it. */
enum err_code attribute_delete(struct ctx *, int64_t id);

/* A code from a label: "oil-and-salt", with a number behind it where one of the others has it. */
const char *attribute_code(struct ctx *, const char *locale, const char *label, const char *const *taken, size_t n);

#endif
