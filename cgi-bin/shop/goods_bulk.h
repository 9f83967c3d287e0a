/*
 * goods_bulk: one change of many products: what it would do, and then that and nothing else, in one transaction.
 */
#ifndef STOA_SHOP_GOODS_BULK_H
#define STOA_SHOP_GOODS_BULK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"
#include "db/db.h"

enum goods_bulk_kind {
	BULK_STATE,
	BULK_CATEGORY_ADD,
	BULK_CATEGORY_REMOVE,
	BULK_PERCENT, /* every price of now, of any currency and number of pieces */
	BULK_AMOUNT,  /* those in the shop's own currency */
	BULK_TAGS_ADD,
	BULK_TAGS_REMOVE,
	BULK_WITHDRAWAL, /* whether customers may withdraw */
	BULK__MAX
};
/* A step is a unit of the currency (100 yen where it has no smaller one) or a tenth of it. */
enum goods_rounding { ROUND_EXACT, ROUND_TENTH, ROUND_WHOLE, ROUND_99, ROUND_95, ROUNDING__MAX };

enum { GOODS_BULK_MAX = 100 };

struct goods_bulk {
	enum goods_bulk_kind kind;
	struct bigints ids; /* at most GOODS_BULK_MAX */
	const char *state;
	int64_t category_id;
	const char *no_withdrawal; /* a code of shop/withdrawal; "" for none */
	struct texts tags;
	int64_t ppm;   /* of BULK_PERCENT: parts per million more, below zero less */
	int64_t minor; /* of BULK_AMOUNT: more, below zero less */
	enum goods_rounding rounding;
};

/* What changes; products and prices that stay are not in it. */
struct goods_bulk_line {
	int64_t product_id;
	const char *name;
	const char *options;        /* of the variant; "" for none */
	int64_t quantity;           /* the price from so many pieces on; 0 where no price is changed */
	struct money before, after; /* prices */
	bool loses_compare;         /* the price before is no longer above the price, and goes */
	const char *from, *to;      /* states, or codes of shop/withdrawal; NULL for neither */
	struct texts tags_before, tags_after;
	int64_t variant_id, compare_minor, position;
};
struct goods_bulk_plan {
	const struct goods_bulk_line *lines;
	size_t n;
	size_t products;         /* chosen */
	const char *fingerprint; /* of all that it says */
};
/* Refuses "price_below" at "amount" (argument: a product) where a price would be below zero or too high. */
enum err_code goods_bulk_plan(struct ctx *, const struct goods_bulk *, struct goods_bulk_plan *out);
/*
 * Does what the plan of that fingerprint said, wholly or not at all. Refuses "bulk_changed" at "version" where the
 * plan would be another one now. ERR_NOT_FOUND where a product is gone.
 */
enum err_code goods_bulk_apply(struct ctx *, const struct goods_bulk *, const char *fingerprint);

/* An amount rounded by the rule, in the steps of its currency; what is free stays free, and nothing else becomes it. */
int64_t goods_round(enum goods_rounding, int64_t minor, const char *currency);
/* The step of ROUND_TENTH and ROUND_WHOLE; an amount as ROUND_99 and ROUND_95 make them. */
int64_t goods_round_example(enum goods_rounding, const char *currency);

#endif
