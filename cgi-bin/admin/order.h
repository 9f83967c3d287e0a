/*
 * order: one order's page and what its forms do: shown by order.c, done by order_change.c; refunds of parts by
 * refund.c.
 */
#ifndef STOA_ADMIN_ORDER_H
#define STOA_ADMIN_ORDER_H

#include "admin/pages.h"

struct ship_in {
	const char *carrier;
	const char *tracking;
	struct param_keyed pieces; /* by the line's id; none: all that are open */
	int64_t from;              /* a location; 0: wherever they lie */
	int64_t before;            /* pieces that the page showed as shipped */
};
struct note_in {
	const char *note;
};
/* Several orders of the list. */
struct bulk_in {
	struct param_ids id;
	const char *do_; /* "ship" | "paid" */
};
struct slips_in {
	struct param_ids id;
	const char *once; /* of the form of many orders, whose other buttons need it */
};
struct back_in {
	struct param_keyed back; /* pieces, by the line's id */
	const char *shipping, *amount;
	bool restock;
	int64_t back_at; /* a location; 0: where they were sent from */
	int64_t before;  /* refunded when the page was shown */
	int64_t known;   /* refunds of the order at that time, also those that have not ended */
	int64_t sum;     /* that the page named; -1 before it named one */
	bool has_sum;
};

handler_fn order_get;
handler_fn order_paid_post;
handler_fn order_ship_post;
handler_fn order_ready_post;
handler_fn order_cancel_post;
handler_fn order_go_on_post;
handler_fn order_capture_post;
handler_fn order_refund_post;
handler_fn order_note_post;
handler_fn orders_bulk_post;
handler_fn slips_get;
handler_fn refund_get;
handler_fn refund_post;
handler_fn refund_again_post;
handler_fn refund_due_post;

/* The page of an order. A refused form shows its fields' errors; the status is the caller's. typed: the ship form's
 * pieces; NULL for none. */
enum err_code order_show(struct ctx *, struct exchange *, int64_t id, const struct param_keyed *typed);
/* The order that the path names. */
enum err_code order_named(struct ctx *, const struct exchange *, const struct order **);
/* What its shoppers contest. */
struct order_detail_page;
struct form_field;
/* From where its pieces are to be sent; from: the choice of the ship form, without options where there is none. */
enum err_code order_places(struct ctx *, const struct order *, struct order_detail_page *, struct form_field *from);
/* Refuses "pieces_<line>" with "pieces_elsewhere" where fewer lie at the location for the order (0: any). */
enum err_code order_places_check(
    struct ctx *, const struct order *, int64_t from, const struct refund_piece *, size_t n);
/* Where what comes back is to lie ("back"): open locations; without options where there is one. */
enum err_code order_places_back(struct ctx *, struct form_field *);
/* Refuses "back" with "location_closed" where it is none of the open ones (0: where it was sent from). */
enum err_code order_places_back_check(struct ctx *, int64_t location_id);

/* From where the pieces of orders are taken that are packed, where the shop has several locations. */
struct slip;
struct slips_page;
struct picking;
enum err_code picking_begin(struct ctx *, struct picking **out);
/* of the slip's lines, of_line is their line of the order; gone: they have left already. */
enum err_code picking_fill(struct ctx *, struct picking *, const struct order *, bool gone, struct slip *,
    const struct order_line *const *of_line);
/* What is to be taken from each location for all of them. */
void picking_end(struct ctx *, struct picking *, struct slips_page *);
enum err_code order_disputes(struct ctx *, int64_t id, struct order_detail_page *);
const char *order_url(struct ctx *, int64_t id, const char *action);
/* Who is logged in. */
struct actor order_actor(const struct ctx *);
/*
 * Back to the order, with what became of it; e is what the business said. A provider that has not answered, or has
 * refused, is told from the state of the order's newest refund.
 */
enum err_code order_done(struct ctx *, struct exchange *, int64_t id, enum err_code e, const char *flash);
enum err_code order_refund_done(struct ctx *, struct exchange *, const struct order *before, enum err_code e);

#endif
