/*
 * withdrawal: where the right to withdraw from a contract is law, by country, and which goods the law excludes from it
 * (directive 2011/83/EU, article 16).
 */
#ifndef STOA_SHOP_WITHDRAWAL_H
#define STOA_SHOP_WITHDRAWAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"

/* ISO 3166: the European Union and Economic Area, the United Kingdom, and Switzerland, whose shoppers expect it. */
bool withdrawal_by_law(const char *country);

enum withdrawal_kind {
	WITHDRAWAL_NEVER,
	WITHDRAWAL_UNTIL_USED, /* lost by what the customer does with it, and there until then */
	WITHDRAWAL_BY_CONSENT, /* lost where the customer has agreed to it expressly (16 m) */
};
/* Why there is no such right. */
struct withdrawal_exclusion {
	const char *code;
	const char *label;  /* N_(), for staff */
	const char *reason; /* N_(), for shoppers */
	enum withdrawal_kind kind;
};
extern const struct withdrawal_exclusion withdrawal_exclusions[];
extern const size_t withdrawal_exclusions_count;
/* NULL for a code that is none, for "" and for NULL. */
const struct withdrawal_exclusion *withdrawal_exclusion(const char *code);

/* What shoppers of the country are told of goods with this code: N_(), NULL where there is nothing to tell. */
const char *withdrawal_told(const char *country, const char *code);
/* Likewise: nothing that the customer does or leaves makes it a right. */
bool withdrawal_never(const char *country, const char *code);

/* What a line of an order keeps of the code: NULL where it needs a consent that was not given. */
const char *withdrawal_kept(const char *code, bool agreed);

/*
 * What a page tells of a cart's goods, in short, so that an order is placed by what was told and nothing else; "" for
 * nothing. *agree: of some of it the right goes only by consent.
 */
struct cart;
const char *withdrawal_told_cart(struct ctx *, const struct cart *, const char *country, bool *agree);

#endif
