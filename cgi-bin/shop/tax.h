/*
 * tax: rates by destination country and tax class at a moment, and the split of an amount into net, tax and gross.
 *
 * A country without a rate row is taxed at 0 (an export). With gross prices the gross amount is the same everywhere and
 * the destination's tax is taken out of it; with net prices the tax is added. Rounded per line, half away from zero.
 */
#ifndef STOA_SHOP_TAX_H
#define STOA_SHOP_TAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct tax_rate {
	const char *tax_class;
	const char *name;    /* "MwSt.", in ctx->locale */
	const char *country; /* jurisdiction */
	int64_t ppm;
};

/* All rates of one country now; few rows, read once per request. */
struct tax_table {
	const char *country;
	const struct tax_rate *rates;
	size_t n;
};

struct tax_split {
	int64_t net;
	int64_t tax;
	int64_t gross;
};

enum err_code tax_table(struct ctx *, const char *country, struct tax_table *out);
/* Is about to be asked that (db_ahead). */
void tax_table_ahead(struct ctx *, const char *country);
/* Never NULL: where the country has no row for the class, a rate of 0 named "". */
const struct tax_rate *tax_rate_for(const struct tax_table *, const char *tax_class);
/* amount: in the shop's mode (gross or net). */
struct tax_split tax_split(int64_t amount, int64_t ppm, bool amount_is_gross);

#endif
