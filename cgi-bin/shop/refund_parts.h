/*
 * refund_parts: the arithmetic of what goes back. Pure: no database, no clock.
 *
 * Every amount is taken of what is left, not of what once was: whatever was asked for before, refused, or given for
 * nothing in particular, no line, no tax and no order gives back more than it cost, and the last of it takes the rest
 * to the minor unit. The tax in an amount is its part of the tax that is left, rounded half away from zero (which is
 * largest remainder, of two parts).
 */
#ifndef STOA_SHOP_REFUND_PARTS_H
#define STOA_SHOP_REFUND_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* What a line, or shipping, still holds of what it cost: less what went back, is on its way, or was waived. */
struct refund_left {
	int64_t line_id;     /* 0: shipping */
	int64_t pieces;      /* not given back yet */
	int64_t open;        /* not sent yet, nor dropped */
	bool sent;           /* some were */
	int64_t gross, tax;  /* tax is a part of gross; minor units */
	const char *country; /* whose tax it is, and its rate: for the ledger */
	int64_t ppm;
};

/* One line that a refund touches. */
struct refund_share {
	int64_t line_id;     /* 0: shipping */
	int64_t quantity;    /* pieces that it gives back */
	int64_t dropped;     /* those of them that had not left the house */
	int64_t amount, tax; /* tax is a part of amount */
};

/* Pieces of a line; false where it has not so many. What never left the house is given back first. */
bool refund_of_pieces(const struct refund_left *, int64_t pieces, struct refund_share *out);
/* An amount of one line or of shipping; false where it holds less. */
bool refund_of_part(const struct refund_left *, int64_t amount, struct refund_share *out);
/* An amount for nothing in particular, over all that is left. out has room for n. The result: what none of them holds
 * any more, since it was paid beyond what the order costs. */
int64_t refund_of_all(struct arena *, const struct refund_left *, size_t n, int64_t amount, struct refund_share *out);
/* Takes an amount, at most what they are together, out of shares: pieces stay behind. out has room for n. */
void refund_take(struct arena *, struct refund_share *from, size_t n, int64_t amount, struct refund_share *out);
int64_t refund_sum(const struct refund_share *, size_t n);

#endif
