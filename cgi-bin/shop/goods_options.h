/*
 * goods_options: the options of a product and the variants that they make.
 *
 * A variant keeps its id, prices and pieces through every change. A new value makes variants of every combination of
 * the other options that there is; a new option gives its first value to the variants that are there, and the others to
 * copies of them. A value that is taken away takes its variants along; where two variants become alike, the first
 * stays.
 */
#ifndef STOA_SHOP_GOODS_OPTIONS_H
#define STOA_SHOP_GOODS_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"
#include "kit/localized.h"

struct goods_choice {
	int64_t id;
	const char *code;
	struct localized label;
};
struct goods_choices {
	int64_t id;
	const char *code;
	struct localized label;
	const struct goods_choice *values;
	size_t n_values;
};
enum err_code goods_options_get(struct ctx *, int64_t product_id, const struct goods_choices **out, size_t *n);

struct goods_label {
	int64_t id;
	struct localized label;
};
struct goods_addition {
	int64_t option_id;
	struct texts labels; /* in the shop's own language */
};
struct goods_options_change {
	const struct goods_label *options, *values; /* labels as they shall be */
	size_t n_options, n_values;
	struct bigints drop_options, drop_values;
	const struct goods_addition *additions;
	size_t n_additions;
	struct localized new_label; /* of one more option; empty for none */
	struct texts new_values;
};
/*
 * Refusals: "required" at "option_<id>_<default locale>" and "value_<id>_<default locale>", "value_twice" (argument:
 * the label) at "add_<option>" or "new_values", "required" at "new_values" or "new_label_<default locale>",
 * "value_last" at "drop_value_<id>", "options_many" at "new_label_<default locale>", "variants_many" at "".
 */
enum err_code goods_options_save(
    struct ctx *, int64_t product_id, int64_t version, const struct goods_options_change *);

#endif
