/*
 * pickup: the places where shoppers collect what they ordered, as the shop offers them beside its ways of shipping.
 */
#ifndef STOA_SHOP_PICKUP_H
#define STOA_SHOP_PICKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "kit/localized.h"
#include "shop/address.h"
#include "shop/shipping.h"

struct pickup {
	int64_t id;
	const char *name;  /* in ctx->locale, else the shop's own language */
	const char *hours; /* likewise; "" where nobody wrote any */
	struct localized label, opening;
	struct address address; /* of the place; no person's name */
	bool active;
	int64_t version;
};

/* Those that are offered, or all of them, in the merchant's order. */
enum err_code pickup_list(struct ctx *, bool all, const struct pickup **out, size_t *n);
/* Among the offered ones; NULL for none. */
const struct pickup *pickup_among(const struct pickup *, size_t n, int64_t id);
/* The place as the address of an order that the person collects. */
struct address pickup_address(const struct pickup *, const char *person);
/* What collecting costs: nothing, under the place's name. */
struct shipping_offer pickup_offer(const struct ctx *, const struct pickup *, const struct cart *);
/* ERR_NOT_FOUND. */
enum err_code pickup_get(struct ctx *, int64_t id, const struct pickup **out);
/*
 * id 0 makes a new one, and sets it. It lies in the shop's country, whose tax counts for what is collected. The address
 * is checked by the country's form: refusals at its fields' names, and "required" at "label_<locale>" of the shop's own
 * language. ERR_CONFLICT: somebody else has changed it since version was read.
 */
enum err_code pickup_save(struct ctx *, struct pickup *);

#endif
