/*
 * refund_plan: what a refund is for: pieces of lines, shipping, or a share of everything. Inside the caller's
 * transaction, after order_lock().
 */
#ifndef STOA_SHOP_REFUND_PLAN_H
#define STOA_SHOP_REFUND_PLAN_H

#include "db/db.h"
#include "shop/order.h"
#include "shop/refund_parts.h"

struct refund_plan {
	struct refund_share *v;
	size_t n;
	int64_t amount;
};

/* The order, as far as a plan must know it; a cancelled one has given its pieces back already. */
struct refund_scope {
	int64_t order_id;
	bool cancelled;
};

/* What the order's lines, and shipping where it costs anything, still hold: shipping last, with one piece. */
enum err_code refund_lefts(struct ctx *, const struct refund_scope *, struct refund_left **out, size_t *n);

/* By part's pieces and shipping (refund_parts). ERR_CONFLICT: more pieces, or more for shipping, than are left. */
enum err_code refund_plan_part(
    struct ctx *, const struct refund_scope *, const struct refund_part *, struct refund_plan *);
/*
 * An amount that is for nothing in particular: shared by what each line, and shipping, still holds. The plan's amount
 * is less where they hold less. whole: it is the order's last money, so that all pieces count as given back.
 */
enum err_code refund_plan_amount(
    struct ctx *, const struct refund_scope *, int64_t amount, bool whole, struct refund_plan *);
/* Writes the lines of one refund and takes them out of the plan; pieces only where it carries them. What the plan does
 * not hold of the amount is no part of what the order costs. */
enum err_code refund_plan_write(
    struct ctx *, struct refund_plan *, int64_t refund_id, int64_t amount, bool with_pieces);
/* Pieces of a refund that has ended: what was dropped leaves the order; what is for sale again goes back to the shelf,
 * at the location, or, with 0, where it came from. */
enum err_code refund_plan_stock(
    struct ctx *, int64_t order_id, int64_t refund_id, const char *restock, int64_t location_id);

#endif
