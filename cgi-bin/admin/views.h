/* views of the admin: what the templates of templates/admin/ show; `error` is web/parts.h's. */
#ifndef STOA_ADMIN_VIEWS_H
#define STOA_ADMIN_VIEWS_H

#include "view/view.h"
#include "web/form.h"
#include "web/parts.h"

struct login_page {
	const char *action;
	struct form form;
};

struct shop_row {
	const char *title; /* NULL where it is not known */
	const char *name;
	const char *url;
	const char *role;       /* N_() */
	const char *storefront; /* address of the shop itself */
};
struct shops_page {
	struct shop_row *shops;
	size_t n_shops;
};

struct order_row_part {
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

struct dashboard_page {
	struct money sales_today;
	int64_t orders_today;
	int64_t to_ship;
	int64_t unpaid;
	int64_t low_stock;
	const char *to_ship_url;
	const char *unpaid_url;
	const char *products_url;
	struct order_row_part *orders; /* those to ship, newest first */
	size_t n_orders;
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

struct order_detail_line {
	const char *name;
	const char *options;
	const char *sku;
	struct picture_part *picture;
	int64_t quantity;
	int64_t shipped;
	struct money unit;
	struct money total;
};

struct order_detail_page {
	const char *number;
	int64_t placed_at;
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
	struct form ship_form;                                     /* carrier, tracking */
	struct timeline_event *events;                             /* newest first */
	size_t n_events;
	const char *orders_url;
	const char *shop_url; /* the order's page as the shopper sees it */
};

extern const struct view_type login_page_view;
extern const struct view_type shops_page_view;
extern const struct view_type dashboard_page_view;
extern const struct view_type orders_page_view;
extern const struct view_type order_detail_page_view;

#endif
