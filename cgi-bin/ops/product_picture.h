/*
 * product_picture: pictures of products as a file of products names them.
 */
#ifndef STOA_OPS_PRODUCT_PICTURE_H
#define STOA_OPS_PRODUCT_PICTURE_H

#include <stdbool.h>

#include "base/ctx.h"

/* The whole address at which the picture is seen. */
const char *product_picture_url(struct ctx *, const char *address);
/* "3f9a...c2.svg" of "000017/3f9a...c2.svg" */
const char *product_picture_file(const char *address);
/* Files of one picture: it has another name when its sizes were made (media/name.h). */
bool product_picture_same(const char *file, const char *other);
/*
 * Of a drawing, which is never fetched: the shop's own address of a file of that name: one that it has, else a copy of
 * the one in folder (NULL for none), whose content must be what its name says. NULL where there is none; nothing is
 * written where dry_run is set.
 */
const char *product_picture_take(struct ctx *, const char *folder, const char *file, bool dry_run);

#endif
