/*
 * tenant: which shop a host name means, and that shop's settings.
 */
#ifndef STOA_SHOP_TENANT_H
#define STOA_SHOP_TENANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"

struct tenant {
	int64_t id;
	const char *name; /* as stoactl knows it: [a-z][a-z0-9-]{1,30} */
	const char *cell;
	const char *state; /* "active", "suspended", ... */
	const char *primary_host;
};

struct currency_rate {
	const char *code;
	int64_t rate_nano; /* units of this currency for one unit of the shop's own, times 10^9 */
	int64_t step;      /* converted amounts are rounded to a multiple of so many minor units */
};

struct settings {
	const char *default_locale;
	struct texts locales;                   /* in the merchant's order; holds the default */
	const char *currency;                   /* the shop's own */
	const struct currency_rate *currencies; /* the own one first */
	size_t n_currencies;
	const char *country;
	bool prices_gross; /* tax mode: prices are shown and entered with tax */
	const char *time_zone;
	const char *theme;
	const char *email;
	const char *order_prefix;
	const char *hero_address; /* picture of the home page, below the media base; NULL for none */
	const char *hero_alt;
	int64_t version;          /* counts the changes of settings */
	const char *theme_hash;   /* names the shop's own style sheet (shop/theme); "" for none */
	const char *logo_address; /* below the media base; NULL for none */
	int64_t logo_width, logo_height;
	bool cookie_notice;
	/* in ctx->locale or, where missing, the default one */
	const char *title;
	const char *tagline;
	const char *headline;
	const char *home_text;
	const char *cookie_text; /* "" where our own words do */
};

/* ERR_NOT_FOUND for an unknown host. Does not open the scope. The result lives in the arena. */
enum err_code tenant_by_host(struct ctx *, const char *host, const struct tenant **out);
enum err_code tenant_by_name(struct ctx *, const char *name, const struct tenant **out);

enum err_code tenant_by_id(struct ctx *, int64_t id, const struct tenant **out);

/* The names of all cells. */
enum err_code tenant_cells(struct ctx *, const char *const **names, size_t *n);
/* Ids of the cell's tenants, open or suspended, beyond after, in order, at most max of them. */
enum err_code tenant_ids_after(
    struct ctx *, const char *cell, int64_t after, int64_t max, const int64_t **ids, size_t *n);

/*
 * Makes the tenant the request's own: ctx->tenant, the database scope and ctx->settings (texts in locale, NULL for the
 * shop's default). ctx->locale and ctx->currency become the shop's defaults where they are NULL or not offered.
 */
enum err_code tenant_enter(struct ctx *, const struct tenant *, const char *locale);

/* Likewise, by settings of it that were read before. */
void tenant_enter_as(struct ctx *, const struct tenant *, const struct settings *);

/* ctx->settings as they are now, of the shop whose scope is open: also inside a transaction that changes them. */
enum err_code settings_load(struct ctx *, const char *locale);

/*
 * After ERR_MOVED from a query of ctx's shop. True where a fence of its cell is meant to refuse; false where a grant is
 * missing, which is a fault of ours. Whoever keeps the answers of tenant_by_*() forgets them then: the shop may live in
 * another cell by now.
 */
bool tenant_fenced(struct ctx *);

/* The title alone, in locale or the shop's default, of the shop whose scope is open. */
enum err_code settings_title(struct ctx *, const char *locale, const char **out);

bool settings_offer_locale(const struct settings *, const char *locale);
/* NULL where the shop does not offer the currency. */
const struct currency_rate *settings_currency(const struct settings *, const char *code);

#endif
