/*
 * shop_view: shops as the command line shows them, on stdout; columns are parted by tabs.
 */
#ifndef STOA_OPS_SHOP_VIEW_H
#define STOA_OPS_SHOP_VIEW_H

#include "base/ctx.h"
#include "db/db.h"

enum err_code shop_print_all(struct ctx *);
/* Of all that are active or suspended. */
enum err_code shop_names(struct ctx *, struct texts *out);
/* ERR_NOT_FOUND. */
enum err_code shop_print(struct ctx *, const char *name);

#endif
