/*
 * export: a shop's catalog as CSV, in Shopify's format with columns of our own beside it (README, "Products as CSV"):
 * what import reads. First the frame (categories, attributes, their choices: rows with a "Record"), then the products
 * in the merchant's order. Imported into an empty shop of the same settings it makes the same catalog, and exported
 * again the same bytes.
 */
#ifndef STOA_OPS_EXPORT_H
#define STOA_OPS_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"

/* False where nothing more can be taken: the export ends with ERR_INTERNAL. */
typedef bool export_put_fn(void *arg, const char *data, size_t n);

/* The shop's scope is open (tenant_enter). Memory is given back as it goes; put is called many times. */
enum err_code export_products(struct ctx *, export_put_fn *put, void *arg);

#endif
