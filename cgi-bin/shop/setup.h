/*
 * setup: what a merchant sets for the whole shop. Whatever decides or writes goes by it from the next request on; pages
 * that only show may be up to conf's heard_milliseconds behind (shop/frame).
 *
 * Every change is one transaction that counts shop.version on; ERR_CONFLICT where somebody else changed settings since
 * this request read them (ctx->settings->version). Refusals name the fields of the admin's forms.
 */
#ifndef STOA_SHOP_SETUP_H
#define STOA_SHOP_SETUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"
#include "kit/localized.h"

/* fn inside such a transaction. */
enum err_code setup_change(struct ctx *, enum err_code (*fn)(struct ctx *, void *), void *arg);

/* Languages of the interface: those that a shop may offer. */
extern const char *const setup_languages[];
extern const size_t setup_languages_count;

/* Texts by locale; of all locales that have any. */
struct setup_texts {
	struct localized title, tagline, cookie;
};
enum err_code setup_texts(struct ctx *, struct setup_texts *out);

struct setup_names {
	struct localized title, tagline;
	struct texts locales; /* offered, in their order */
	const char *default_locale;
	const char *country, *time_zone, *email, *order_prefix;
};
/*
 * Refusals: "locale_default" at speak_<locale> (the own language was taken away), "locale_untold" at default_locale
 * ({1}: things without a text in it), "required" at title_<locale>, "order_prefix" at order_prefix.
 */
enum err_code setup_names_set(struct ctx *, const struct setup_names *);

/*
 * Seconds for which the pieces of an unpaid order are kept: while a provider is paid, and until a transfer comes; and
 * for how long after that it can still be paid.
 */
struct setup_hold {
	int64_t online, transfer, expire;
};
enum err_code setup_hold(struct ctx *, struct setup_hold *out);
enum err_code setup_hold_set(struct ctx *, const struct setup_hold *);

/* A notice about cookies: whether there is one, and its text by locale. */
enum err_code setup_cookies_set(struct ctx *, bool notice, const struct localized *text);

/* Which page plays a role; page_id 0: none. */
struct setup_role {
	const char *role;
	int64_t page_id;
};
enum err_code setup_roles_set(struct ctx *, const struct setup_role *, size_t n);

struct setup_currency {
	const char *code; /* ISO 4217 */
	int64_t position;
	int64_t rate_nano; /* units of it for one of the shop's own, in billionths */
	int64_t step;      /* minor units to which converted prices are rounded */
	bool removed;
};
/* Without the shop's own. */
enum err_code setup_currencies(struct ctx *, const struct setup_currency **out, size_t *n);
/* Whether there are prices or orders already: the own currency stays then. */
enum err_code setup_sold(struct ctx *, bool *sold);
struct setup_currencies {
	const char *own;
	const struct setup_currency *v;
	size_t n;
};
/* "currency_fixed" at own where the shop has prices or orders in another. */
enum err_code setup_currencies_set(struct ctx *, const struct setup_currencies *);

#endif
