/*
 * retention: takes away what has been kept as long as the table "Personal data" of ARCHITECTURE.md says. The worker
 * asks for it every hour. Each call takes a bounded number of rows; what is left is the next call's.
 */
#ifndef STOA_SHOP_RETENTION_H
#define STOA_SHOP_RETENTION_H

#include "base/ctx.h"

/* RETENTION_WITNESS_SECONDS: far longer than anybody asks what became of a transaction. */
enum {
	RETENTION_CART_SECONDS = 60 * 24 * 3600,
	RETENTION_ATTEMPT_SECONDS = 24 * 3600,
	RETENTION_FORM_SECONDS = 24 * 3600,
	RETENTION_WITNESS_SECONDS = 3600
};

/*
 * Of the shop whose scope is open: carts not touched for RETENTION_CART_SECONDS, with their lines and contact. Ordered
 * ones too: the order holds copies of its own. And forms that staff sent RETENTION_FORM_SECONDS ago.
 */
enum err_code retention_shop(struct ctx *);
/* Of the cell of the scope: what was told of changes (shop/changes), old witnesses (db/db.h). */
enum err_code retention_cell(struct ctx *);
/* Of the platform: sessions of staff that are over, attempts to log in older than RETENTION_ATTEMPT_SECONDS, what was
 * told of changes, old witnesses. */
enum err_code retention_platform(struct ctx *);

#endif
