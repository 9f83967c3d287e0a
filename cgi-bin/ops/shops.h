/*
 * shops: a shop's life: made, listed, suspended, dropped.
 */
#ifndef STOA_OPS_SHOPS_H
#define STOA_OPS_SHOPS_H

#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"

struct shop_plan {
	const char *name; /* [a-z][a-z0-9-]{1,30} */
	const char *host; /* lower case, without port */
	const char *cell; /* NULL: the open one with the fewest shops */
	const char *title;
	const char *email;
	const char *currency; /* ISO 4217 */
	const char *country;  /* ISO 3166-1 alpha-2 */
	struct texts locales; /* the first one is the default */
	const char *tax_mode; /* "gross" or "net" */
	const char *time_zone;
	int64_t tax_ppm;        /* of the class standard in the shop's country; 0 for none */
	int64_t shipping_minor; /* flat, to the shop's country, in the shop's mode */
};

/*
 * Row and host on the platform, schema, grants, seeds, then active. Taken up where an earlier call for the same name
 * was broken off. ERR_CONFLICT where the name or the host is taken; ERR_INPUT with the reason as text for a value that
 * cannot be.
 */
enum err_code shop_create(struct ctx *, const struct shop_plan *, int64_t *id);

/* Whether a shop may be called so; host may be NULL. ERR_INPUT, ERR_CONFLICT with the reason as text. */
enum err_code shop_check_name(struct ctx *, const char *name, const char *host);

/* "active" or "suspended". ERR_NOT_FOUND. */
enum err_code shop_set_state(struct ctx *, const char *name, const char *state);

/* Drops the schema with everything in it, the hosts and the memberships; the id stays used. ERR_NOT_FOUND. */
enum err_code shop_drop(struct ctx *, const char *name);

/* Tables, rows and texts that a shop starts with, inside of the open scope. May be repeated. */
enum err_code shop_seed(struct ctx *, const struct shop_plan *);
/* Of these, the legal pages: hidden, with gaps to be filled. Inside a transaction. */
enum err_code seed_pages(struct ctx *, const struct shop_plan *);

#endif
