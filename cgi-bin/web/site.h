/*
 * site: where a request landed: host to shop, first segment to locale, cookie to currency. Internal to web/.
 */
#ifndef STOA_WEB_SITE_H
#define STOA_WEB_SITE_H

#include "base/ctx.h"
#include "web/route.h"

/*
 * Sets ctx->tenant, settings, locale and currency, and x->tail where the first segment is a locale that is offered
 * there. ERR_NOT_FOUND for an unknown host, ERR_DOWN where the databases are away. *closed is set for a suspended shop.
 * ctx->locale is one that plain pages have in any case.
 */
enum err_code site_enter(struct ctx *, struct exchange *, bool *closed);
/* The first segment where it looks like a locale (BCP 47), and the path behind it; else NULL. Asks nobody. */
const char *site_locale_segment(struct ctx *, const char *path, const char **tail);
/* Sets ctx->locale to one that plain pages have, by address or browser, where no shop has been asked. */
void site_plain_locale(struct ctx *, const struct exchange *);
/* Among what the site offers, by Accept-Language. */
const char *site_negotiate(struct ctx *, const struct exchange *);

/*
 * The path after the locale of an order's page in a language that the shop does not offer (any more): whoever bought
 * then still has its address. NULL for all else.
 */
const char *site_moved_tail(struct ctx *, const struct exchange *);

#endif
