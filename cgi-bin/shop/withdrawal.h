/*
 * withdrawal: where the right to withdraw from a contract is law, by country.
 */
#ifndef STOA_SHOP_WITHDRAWAL_H
#define STOA_SHOP_WITHDRAWAL_H

#include <stdbool.h>

/* ISO 3166: the European Union and Economic Area, the United Kingdom, and Switzerland, whose shoppers expect it. */
bool withdrawal_by_law(const char *country);

#endif
