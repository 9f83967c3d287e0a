/*
 * setup_tax: tax classes, and rates by country, class and time, as a merchant sets them. See shop/setup for what holds
 * of every change.
 */
#ifndef STOA_SHOP_SETUP_TAX_H
#define STOA_SHOP_SETUP_TAX_H

#include "shop/setup.h"

struct setup_tax_class {
	const char *code;
	struct localized label;
	int64_t position;
	bool used; /* by products, ways of shipping or rates */
};
/* By position. */
enum err_code setup_tax_classes(struct ctx *, const struct setup_tax_class **out, size_t *n);
/* By its code; a new one where there is none. */
enum err_code setup_tax_class_set(struct ctx *, const struct setup_tax_class *);
/* ERR_CONFLICT where it is used, ERR_NOT_FOUND where there is none. */
enum err_code setup_tax_class_delete(struct ctx *, const char *code);

struct setup_tax_rate {
	int64_t id;          /* 0: a new one */
	const char *country; /* ISO 3166-1 alpha-2 */
	const char *tax_class;
	int64_t ppm; /* parts of a million: 190000 is 19 % */
	struct localized names;
	int64_t valid_from, valid_to; /* UTC seconds; valid_to is exclusive, INT64_MAX for open */
	bool removed;
};
/* country "": all. */
enum err_code setup_tax_rates(struct ctx *, const char *country, const struct setup_tax_rate **out, size_t *n);

struct setup_country_taxes {
	const char *country;
	struct localized names;            /* of what is charged from now on */
	const struct setup_tax_rate *ends; /* existing ones with their ends, or removed */
	size_t n_ends;
	const struct setup_tax_rate *added; /* NULL for none */
};
/* No two rates of a country and class at one time: "tax_overlap" at until_<id>, or at new_from for the added one. */
enum err_code setup_country_taxes_set(struct ctx *, const struct setup_country_taxes *);

/*
 * The standard rates of value added tax in the European Union's countries, for a start: from a moment on, where a
 * country has no rate of the class from then on. As of TAX_STARTER_DAY; source: European Commission, Taxes in Europe
 * Database (reuse by Decision 2011/833/EU).
 */
#define TAX_STARTER_DAY INT64_C(1767225600) /* 2026-01-01 */
enum err_code setup_tax_starter(struct ctx *, const char *tax_class, int64_t from);
/* How many countries it would add; rates: all of setup_tax_rates(). */
size_t setup_tax_starter_count(const struct setup_tax_rate *rates, size_t n, const char *tax_class, int64_t from);

/* mode: "gross" or "net". */
enum err_code setup_tax_mode_set(struct ctx *, const char *mode);

#endif
