/*
 * cookie: small signed values in the shopper's browser, bound to the shop. They can be read there, never changed.
 */
#ifndef STOA_WEB_COOKIE_H
#define STOA_WEB_COOKIE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "web/route.h"

/* The payload; NULL where the cookie is absent, doubled, expired or not signed by us for this name and shop. */
const char *cookie_open(struct ctx *, const struct request *, const char *name);
void cookie_sign(struct ctx *, struct exchange *, const char *name, const char *payload, int64_t seconds);
/* Whether cookies get the Secure mark. */
bool cookie_secure(const struct request *);

#endif
