/* views of the admin's orders: what the templates order*, refund, slips and drafts show. */
#ifndef STOA_ADMIN_VIEWS_ORDERS_H
#define STOA_ADMIN_VIEWS_ORDERS_H

#include "view/view.h"
#include "web/form.h"
#include "web/parts.h"

struct order_row_part {
	int64_t id;
	const char *number;
	const char *url;
	int64_t placed_at;
	const char *name;    /* of who bought */
	const char *country; /* in words */
	int64_t pieces;
	struct money total;
	struct status_part payment;
	struct status_part shipping;
};

struct filter_tab {
	const char *label; /* N_() */
	const char *url;
	bool current;
};

struct orders_page {
	struct filter_tab *tabs;
	size_t n_tabs;
	const char *action; /* GET q, filter */
	const char *filter; /* kept by the search */
	const char *query;
	const char *bulk_url;  /* POST id, do */
	const char *slips_url; /* GET id */
	const char *returns_url, *drafts_url, *pickups_url;
	struct order_row_part *orders;
	size_t n_orders;
	struct pager_part pager;
};

struct timeline_event {
	const char *what; /* N_(): "Payment received" */
	const char *who;  /* name, or in words; NULL for none */
	const char *detail;
	int64_t at;
};

/* Pieces of a line at a location. */
struct order_shelf {
	const char *name;
	int64_t quantity;
};
struct order_detail_line {
	int64_t id;
	const char *name;
	const char *options;
	const char *own_name, *own_options; /* in the reader's language, where that differs; else NULL */
	const char *sku;
	struct picture_part *picture;
	int64_t quantity;
	int64_t shipped;
	int64_t returned;
	int64_t open;
	const char *pieces; /* as typed, else all that are open */
	const char *pieces_error;
	struct order_shelf *places; /* from where they are to be sent, where the shop has several locations */
	size_t n_places;
	struct money unit;
	struct money total;
};

struct order_parcel_line {
	const char *name;
	int64_t quantity;
};
struct order_parcel {
	const char *carrier, *tracking;
	int64_t at;
	struct order_parcel_line *lines;
	size_t n_lines;
};

struct order_refund_row {
	struct money amount;
	int64_t at;
	struct status_part status;
	const char *again_url; /* POST; NULL where it has ended */
};

struct order_dispute_row {
	struct money amount;
	struct money fee; /* that the provider keeps for it */
	bool has_fee;
	struct status_part status;
	const char *what;     /* in words */
	const char *reason;   /* the provider's word for it; NULL for none */
	const char *ref;      /* the provider's number */
	const char *provider; /* as people call it */
	int64_t at, until;
	bool open, answer; /* answer: until counts */
};

struct order_note_row {
	const char *author;
	const char *text;
	int64_t at;
};

struct order_detail_page {
	const char *number;
	int64_t placed_at;
	bool sold_out; /* paid when its pieces had been let go and sold */
	struct status_part state, payment, shipping;
	struct order_detail_line *lines;
	size_t n_lines;
	struct sums_part sums;
	struct money refundable; /* what a refund would send back */
	const char *email;
	const char *mail_url; /* "mailto:..." */
	const char *phone;
	struct address_part address;
	const char *payment_name;
	const char *shipping_name;
	const char *language; /* of the order, in words */
	bool can_pay, can_ship, can_cancel, can_refund;
	bool refund_by_hand;                                       /* the merchant must send the money, too */
	const char *paid_url, *ship_url, *cancel_url, *refund_url; /* POST */
	bool can_ready, can_edit;
	bool pickup;                /* collected, not sent */
	bool changed_price;         /* something was paid, and it is not what the order costs */
	bool owes;                  /* more is owed than was paid */
	struct money due;           /* what is owed, or was paid too much */
	const char *due_url;        /* POST: sends back what was paid too much */
	const char *shipped_before; /* pieces, digits */
	const char *ready_url, *part_url, *edit_url, *note_url, *slip_url;
	struct order_parcel *parcels;
	size_t n_parcels;
	struct order_refund_row *refunds;
	size_t n_refunds;
	struct money held; /* by a provider, and not taken yet */
	bool holds;
	const char *capture_url;
	bool paid_late; /* money came after it had ended, and has not gone back */
	bool can_go_on; /* with paid_late: its pieces are there */
	const char *go_on_url;
	bool expires; /* its pieces were let go; it can be paid until expires_at */
	int64_t expires_at;
	struct order_dispute_row *disputes;
	size_t n_disputes;
	struct order_note_row *notes;
	size_t n_notes;
	struct form note_form;
	struct form ship_form;         /* carrier, tracking */
	struct timeline_event *events; /* newest first */
	size_t n_events;
	const char *orders_url;
	const char *shop_url; /* the order's page as the shopper sees it */
};

/* refund: a part of what was paid goes back. The fields of its lines are back_<id>. */
struct refund_line_row {
	int64_t id;
	const char *name, *options, *sku;
	int64_t left; /* pieces that can be given back */
	struct money total;
	const char *back; /* as typed */
	const char *error;
};
struct refund_page {
	const char *number;
	const char *action, *order_url;
	struct refund_line_row *lines;
	size_t n_lines;
	struct form form; /* shipping, amount, restock */
	struct money left;
	const char *before; /* minor units refunded when the page was shown */
	const char *known;  /* refunds of the order then */
	bool counted;       /* sum is known: what the button does is told */
	bool by_hand;
	struct money sum;
	const char *sum_minor;
};

/* slips: a sheet an order, for the parcel, in the customer's language whatever the staff's is: the words come as text.
 */
struct slip_words {
	const char *order, *placed, *goes_to, *travels_by, *product, *sku, *pieces, *shipped_before, *taken_from;
};
struct slip_place {
	const char *name;
	int64_t pieces; /* of several places; 0: all of the line */
};
struct slip_line {
	const char *name, *options, *sku;
	int64_t pieces;
	int64_t shipped; /* pieces that went before */
	struct slip_place *places;
	size_t n_places;
};
struct slip {
	const char *lang, *dir;
	struct slip_words words;
	const char *shop, *number, *placed_at, *travels_by, *phone;
	const char *bars, *bars_box; /* the number for scanners, as SVG; NULL where it cannot be drawn */
	struct address_part address;
	struct slip_line *lines;
	size_t n_lines;
	bool told_places; /* the shop has several locations, and says from where the pieces are taken */
};
/* What is to be taken from a location for all of these orders, in the language of staff. */
struct pick_order {
	const char *number;
};
struct pick_row {
	const char *name, *options, *sku;
	int64_t pieces;
	struct pick_order *orders;
	size_t n_orders;
};
struct pick_place {
	const char *name;
	struct pick_row *rows;
	size_t n_rows;
};
struct slips_page {
	struct pick_place *picks; /* none where the shop has one location */
	size_t n_picks;
	struct slip *slips;
	size_t n_slips;
	const char *orders_url;
};

extern const struct view_type order_row_part_view;
extern const struct view_type orders_page_view;
extern const struct view_type order_detail_page_view;
extern const struct view_type refund_page_view;
extern const struct view_type slips_page_view;

#endif
