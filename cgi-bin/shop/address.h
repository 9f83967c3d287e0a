/*
 * address: postal addresses in each country's own form: which fields, in which order, which of them required, how a
 * postcode looks, how the lines of a label are set. Facts after the Universal Postal Union's address formats.
 */
#ifndef STOA_SHOP_ADDRESS_H
#define STOA_SHOP_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"

enum address_field {
	ADDRESS_NAME,
	ADDRESS_COMPANY,
	ADDRESS_LINE1,
	ADDRESS_LINE2,
	ADDRESS_CITY,
	ADDRESS_REGION,
	ADDRESS_POSTCODE,
	ADDRESS_FIELD__MAX
};

struct address {
	const char *name;
	const char *company;
	const char *line1;
	const char *line2;
	const char *city;
	const char *region;
	const char *postcode;
	const char *country; /* ISO 3166-1 alpha-2 */
};

struct address_format {
	const char *country;            /* "" for the general form */
	const enum address_field *form; /* order of the fields in the form; ends with ADDRESS_FIELD__MAX */
	unsigned required;              /* bit 1 << field */
	const char *postcode_pattern;   /* 'N' a digit, 'A' a letter, '?' either, ' ' and '-' themselves; several parted
	                                   by '|'; NULL for none */
	const char *postcode_example;   /* "10115" */
	const char *label;              /* lines for print: "%N%n%O%n%A%n%Z %C" as in CLDR-style formats */
	const char *region_name; /* msgid: "State", "Prefecture", "Province", ...; NULL where the form has none */
};

/* Never NULL. */
const struct address_format *address_format(const char *country);
/* ISO codes of every country that can be chosen, sorted by code. */
const char *const *address_countries(size_t *n);

/*
 * Checks and mends (trims, upper-cases and spaces a postcode as its country writes it) in place; refuses at the fields
 * named "name", "line1", "postcode", ... with "required", "too_long", "postcode_format" (example as argument).
 */
enum err_code address_check(struct ctx *, struct address *);
/* The lines of a label without the country, NULL-terminated. */
const char *const *address_lines(struct ctx *, const struct address *);

#endif
