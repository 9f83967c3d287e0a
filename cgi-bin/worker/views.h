/*
 * views of the worker: what the templates of templates/mail/ show. Every mail has a page NAME (HTML) and NAME.text.
 */
#ifndef STOA_WORKER_VIEWS_H
#define STOA_WORKER_VIEWS_H

#include "base/money.h"
#include "view/view.h"
#include "web/parts.h"

/* `page.`: what stands around every mail. */
struct mail_frame {
	const char *title; /* the subject, and the heading */
	const char *lang;
	const char *dir;         /* "ltr" or "rtl" */
	const char *start, *end; /* "left" and "right", or turned around: for mail programs without logical values */
	const char *shop_name;
	const char *tagline;
	const char *home_url; /* absolute */
	bool answers;         /* an answer reaches the shop */
};

struct mail_line {
	const char *text;
};

struct mail_shipment {
	const char *carrier;  /* "" where nobody named one */
	const char *tracking; /* likewise */
	int64_t at;
	struct mail_piece *pieces; /* where it holds only a part of the order */
	size_t n_pieces;
};

struct mail_piece {
	int64_t quantity;
	const char *name;
	const char
	    *no_withdrawal; /* N_(), of a withdrawal: on what condition, or why there is none; NULL for neither */
};

struct mail_return {
	const char *number;
	int64_t at; /* when the shopper said so */
	bool withdrawal;
	const char *reason; /* N_(); NULL for none */
	struct mail_line *note, *answer;
	struct mail_line *where; /* parcels go; none: the shop has not said it */
	size_t n_note, n_answer, n_where;
	struct mail_piece *pieces, *arrived;
	struct mail_piece *nevers; /* of a withdrawal: what of the order is excluded from it */
	size_t n_pieces, n_arrived, n_nevers;
};

/* Every mail of an order. */
struct mail_page {
	const char *name;                    /* of the shopper */
	struct mail_line *opening, *closing; /* the merchant's own words; none: ours do */
	size_t n_opening, n_closing;
	const char *number;
	int64_t placed_at;
	struct money amount;     /* what was paid or sent back */
	struct money due;        /* what is still to be paid */
	int64_t at;              /* when what this mail is about happened */
	bool was_paid;           /* of a cancelled order: the amount has to go back */
	bool by_hand;            /* by the merchant's own hand */
	bool owes;               /* due is above 0 */
	bool some_paid;          /* a part of the total was paid before */
	bool pickup;             /* collected at the address instead of sent there */
	struct mail_line *hours; /* when, line by line */
	size_t n_hours;
	const char *order_url; /* absolute */
	bool cancelled;
	bool to_ship;                 /* something is still to be sent */
	bool can_pay;                 /* unpaid, and the order's page leads to the provider */
	bool on_delivery;             /* unpaid, and the carrier takes the money */
	struct mail_line *how_to_pay; /* the shop's instructions, line by line; none once it is paid */
	size_t n_how_to_pay;
	const char *payment_name;
	const char *shipping_name; /* "" where nothing is sent */
	struct address_part address;
	struct mail_shipment *shipment; /* what this mail is about; NULL in others */
	struct mail_return *returned;   /* likewise */
	struct summary_part summary;
};

extern const struct view_page mail_pages[];
extern const struct view_type mail_frame_view;

#endif
