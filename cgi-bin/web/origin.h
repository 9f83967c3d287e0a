/*
 * origin: whether a state-changing request comes from a page of ours (the defence against cross-site request forgery;
 * forms carry no token).
 */
#ifndef STOA_WEB_ORIGIN_H
#define STOA_WEB_ORIGIN_H

#include <stdbool.h>

#include "http/request.h"

/*
 * Sec-Fetch-Site (same-origin or none) decides where the browser sends it, else Origin, else Referer, each compared
 * with Host. Where none of the three is there, the answer is !strict: a shopper's cookies are SameSite=Lax, so a
 * foreign page's form arrives without them; staff pages are strict.
 */
bool origin_is_own(const struct request *, bool strict);

#endif
