/*
 * address_data: each country's form of an address as a table, for address.c alone.
 */
#ifndef STOA_SHOP_ADDRESS_DATA_H
#define STOA_SHOP_ADDRESS_DATA_H

#include "shop/address.h"

/* Sorted by country. Countries that are not listed use address_general. */
extern const struct address_format address_formats[];
extern const size_t address_formats_count;
extern const struct address_format address_general;

extern const char *const address_country_codes[];
extern const size_t address_country_codes_count;

#endif
