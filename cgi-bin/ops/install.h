/*
 * install: makes an installation's databases, roles and schemas; may be repeated.
 */
#ifndef STOA_OPS_INSTALL_H
#define STOA_OPS_INSTALL_H

#include "base/ctx.h"

/* The platform and the cell of that name ([a-z][a-z0-9_]*). Says what it did on stdout. */
enum err_code install_run(struct ctx *, const char *cell);
/* The cell's database, roles, schema and recipe; the platform's list of cells stays as it is. */
enum err_code install_cell(struct ctx *, const char *cell);

#endif
