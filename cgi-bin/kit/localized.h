/*
 * localized: one text in several languages, as a shop keeps names and labels: {"de": "Größe", "en": "Size"}.
 */
#ifndef STOA_KIT_LOCALIZED_H
#define STOA_KIT_LOCALIZED_H

#include <stddef.h>

#include "base/ctx.h"

struct localized_text {
	const char *locale;
	const char *text;
};
struct localized {
	const struct localized_text *v;
	size_t n;
};

/* NULL where the locale has none. */
const char *localized_find(const struct localized *, const char *locale);
/* In the locale, else in the other one, else in any; "" where there is none at all. */
const char *localized_best(const struct localized *, const char *locale, const char *other);

/* From JSON text as the database keeps it; NULL and "" are none. ERR_MALFORMED where it is no object of texts. */
enum err_code localized_parse(struct ctx *, const char *json, struct localized *out);
/* As JSON text; empty texts are left out. */
const char *localized_print(struct ctx *, const struct localized *);

#endif
