/*
 * product: the form of one product, shown by product.c and read by product_save.c.
 */
#ifndef STOA_ADMIN_PRODUCT_H
#define STOA_ADMIN_PRODUCT_H

#include "admin/pages.h"
#include "shop/goods.h"

enum { PRODUCT_STATES = 3 };

/* typed: what a refused form held, with the refusals in ctx; NULL for the first showing. */
enum err_code product_show(struct ctx *, struct exchange *, int64_t id, const struct product_in *typed);

#endif
