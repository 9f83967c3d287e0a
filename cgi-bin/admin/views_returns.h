/* views of the admin's returns: what the templates returns and return show. */
#ifndef STOA_ADMIN_VIEWS_RETURNS_H
#define STOA_ADMIN_VIEWS_RETURNS_H

#include "admin/views_orders.h"

struct returns_row {
	const char *number, *url;
	int64_t at;
	const char *order, *name;
	bool withdrawal;
	int64_t pieces;
	struct status_part status;
};
struct returns_page {
	const char *orders_url;
	struct filter_tab *tabs;
	size_t n_tabs;
	struct returns_row *returns;
	size_t n_returns;
	struct pager_part pager;
};

struct return_page_line {
	const char *name, *options, *sku, *condition;
	const char *no_withdrawal; /* N_(): what of the right of withdrawal; NULL where it is as usual */
	int64_t quantity;
	int64_t received;
	bool restock;
};
struct return_page {
	const char *number;
	const char *returns_url, *order_url, *order;
	bool withdrawal;
	int64_t at;
	struct status_part status;
	const char *reason; /* N_(); NULL for none */
	const char *note, *answer;
	struct return_page_line *lines;
	size_t n_lines;
	bool arrived; /* received and restock are known */
	bool can_answer, can_receive, can_refund, can_close;
	bool by_hand; /* the merchant must send the money, too */
	bool has_sum;
	struct money sum;
	const char *sum_minor;
	struct form approve_form, refuse_form, receive_form;
	const char *approve_url, *refuse_url, *receive_url, *refund_url, *close_url; /* POST */
};

extern const struct view_type returns_page_view;
extern const struct view_type return_page_view;

#endif
