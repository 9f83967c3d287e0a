/*
 * load: fills an empty shop from a description in JSON (contrib/demo-shops/README.md): settings, tables, texts,
 * products, pictures and past orders.
 */
#ifndef STOA_OPS_LOAD_H
#define STOA_OPS_LOAD_H

#include "base/ctx.h"

struct load_report {
	size_t categories, products, variants, pictures, pages, orders;
};

/*
 * The shop's scope is open (tenant_enter). All but the orders is written in one transaction; orders are placed one by
 * one through the shop's own rules. ERR_CONFLICT where the shop has products already; ERR_MALFORMED with the place in
 * the file.
 */
enum err_code load_shop(struct ctx *, const char *path, struct load_report *out);

#endif
