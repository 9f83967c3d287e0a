/*
 * figures: what the dashboard counts. Days are the shop's own (settings->time_zone); money is in the shop's own
 * currency, with tax, other currencies converted by the rate that the order keeps. Cancelled orders are left out.
 */
#ifndef STOA_SHOP_FIGURES_H
#define STOA_SHOP_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"

enum { FIGURES_DAYS = 30, FIGURES_LOW = 10, FIGURES_FEW_MAX = 1000000 };

struct day_figures {
	int64_t at; /* when the day began */
	int64_t orders;
	struct money placed; /* what the orders placed on that day cost */
	struct money paid;   /* of it, what came and has not gone back */
};

struct low_variant {
	int64_t product_id;
	const char *name, *options, *sku;
	int64_t available;
};

struct figures {
	struct day_figures days[FIGURES_DAYS]; /* the last one is today */
	int64_t to_ship;
	int64_t unpaid;
	int64_t give_back;             /* orders that have ended with money that has not gone back */
	int64_t few;                   /* as many pieces available, or fewer, are running low */
	int64_t low_stock;             /* variants that are */
	const struct low_variant *low; /* some of them, fewest first */
	size_t n_low;
};

enum err_code figures_read(struct ctx *, struct figures *out);
/* The last n days together; at: when the first of them began. */
struct day_figures figures_span(const struct figures *, size_t n);
/* few: 0..FIGURES_FEW_MAX */
enum err_code figures_set_few(struct ctx *, int64_t few);

#endif
