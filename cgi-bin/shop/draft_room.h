/* draft_room: what the files of draft share. */
#ifndef STOA_SHOP_DRAFT_ROOM_H
#define STOA_SHOP_DRAFT_ROOM_H

#include "shop/draft.h"
#include "shop/order_room.h"
#include "shop/tenant.h"

/*
 * The request as the draft is sold in it: its language and currency, and for an order that changes the moment and the
 * tax mode of its sale. What the business says there is told to the request by draft_leave().
 */
struct draft_view {
	struct ctx ctx;
	struct settings settings;
	int64_t placed_at; /* of the order that changes: the moment of its tax rates; 0: now */
};
/* ERR_CONFLICT where the shop sells in that currency no more. */
enum err_code draft_enter(struct ctx *, const struct draft *, struct draft_view *);
enum err_code draft_leave(struct ctx *, const struct draft_view *, enum err_code);

/* As draft_price, in the draft's own view. */
enum err_code draft_offer_read(struct draft_view *, const struct draft *, struct draft_offer *out);
/* Everything is there, and can be had: refusals as draft_place() says. contact becomes whom and where it goes to. */
enum err_code draft_check(
    struct ctx *, const struct draft *, const struct draft_offer *, int64_t shown_total, struct contact *contact);

#endif
