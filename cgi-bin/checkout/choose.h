/*
 * choose: what the pages of shipping and payment share: one of several.
 */
#ifndef STOA_CHECKOUT_CHOOSE_H
#define STOA_CHECKOUT_CHOOSE_H

#include "checkout/visit.h"

/* Fills what both have in view and shows it; the page fills options and error. After a POST the status is 422. */
enum err_code choose_show(struct ctx *, struct exchange *, const struct visit *, enum step, struct choose_page *view);
/* The sentence of a refusal's code, for view->error. */
const char *choose_error(struct ctx *, const char *code);
/* After a choice was kept: on to the next step, or to the cart where that is gone. */
enum err_code choose_done(struct ctx *, struct exchange *, const struct visit *, enum step, enum err_code kept);

#endif
