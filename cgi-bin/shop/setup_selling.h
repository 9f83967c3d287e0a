/*
 * setup_selling: shipping zones, ways of shipping with their tables of prices, and ways to pay, as a merchant sets
 * them. See shop/setup for what holds of every change.
 */
#ifndef STOA_SHOP_SETUP_SELLING_H
#define STOA_SHOP_SETUP_SELLING_H

#include "shop/setup.h"

/* countries: ISO codes; a "*" among them is every country. */
struct setup_zone {
	int64_t id; /* 0: a new one */
	struct localized label;
	struct texts countries;
	int64_t position;
};
enum err_code setup_zones(struct ctx *, const struct setup_zone **out, size_t *n);
/* *id: the zone's. */
enum err_code setup_zone_set(struct ctx *, const struct setup_zone *, int64_t *id);
/* With its ways of shipping. ERR_NOT_FOUND: it is gone. */
enum err_code setup_zone_delete(struct ctx *, int64_t id);

struct setup_rate {
	const char *currency;
	int64_t from_value; /* grams, or minor units of the items' total, by the basis; 0 for "flat" */
	int64_t minor;      /* in currency; -1: not offered from there on */
};
struct setup_method {
	int64_t id; /* 0: a new one */
	int64_t zone_id;
	struct localized label, hint;
	const char *basis; /* "flat" | "weight" | "price" */
	const char *tax_class;
	int64_t position;
	bool active;
	const struct setup_rate *rates; /* by setup_method_rates(); written as a whole */
	size_t n_rates;
};
/* Without their rates. */
enum err_code setup_methods(struct ctx *, const struct setup_method **out, size_t *n);
/* By currency and from_value. */
enum err_code setup_method_rates(struct ctx *, int64_t method_id, const struct setup_rate **out, size_t *n);
/* Its rates take the place of those that it had. */
enum err_code setup_method_set(struct ctx *, const struct setup_method *);
/* Nothing where it is gone. Orders keep its name. */
enum err_code setup_method_delete(struct ctx *, int64_t id);

struct setup_payment {
	const char *code, *provider;
	struct localized label, instructions;
	struct texts countries; /* none: everywhere */
	int64_t position;
	bool active;
	bool keyed; /* the shop has keys with the provider */
	bool later; /* its money is held first, and taken with each parcel */
};
enum err_code setup_payments(struct ctx *, const struct setup_payment **out, size_t *n);
/* By its code; a new one where there is none. */
enum err_code setup_payment_set(struct ctx *, const struct setup_payment *);
/* The shop's keys with a provider are forgotten. */
enum err_code setup_keys_delete(struct ctx *, const char *provider);

#endif
