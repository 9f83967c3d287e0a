/* views of the admin's dashboard. */
#ifndef STOA_ADMIN_VIEWS_DESK_H
#define STOA_ADMIN_VIEWS_DESK_H

#include "admin/views_orders.h"

/* One span of days: today, 7 days, 30 days. */
struct desk_span {
	const char *label; /* N_() */
	struct money placed;
	struct money paid; /* of what was placed then */
	int64_t orders;
};

/* One day of the chart and of the table behind it. */
struct desk_day {
	int64_t at; /* when the day began */
	struct money placed;
	struct money paid;
	int64_t orders;
};

/* A word beside the drawing; all coordinates are decimal digits. */
struct desk_mark {
	const char *x, *y;
	const char *text;
};

struct desk_low {
	const char *name, *options, *sku, *url;
	int64_t available;
};

/* One thing that a new shop needs. */
struct desk_step {
	const char *label, *detail; /* N_() */
	const char *url;            /* where it is done */
	const char *code;
	bool done;
	bool can_settle; /* staff may say that it is meant to be as it is */
};

struct desk_away {
	const char *name;
};

struct dashboard_page {
	const char *steps_lead; /* how many are done */
	struct desk_step *steps;
	size_t n_steps;        /* 0 once all are done */
	const char *steps_url; /* POST */
	struct money sales_today;
	int64_t orders_today;
	int64_t to_ship;
	int64_t unpaid;
	int64_t give_back; /* orders that ended with money in hand */
	const char *give_back_url;
	int64_t returns; /* that wait for staff */
	const char *returns_url;
	int64_t low_stock;
	int64_t failed; /* jobs that were given up */
	const char *failed_url;
	struct desk_away *away; /* ways to pay that do not answer for now */
	size_t n_away;
	const char *to_ship_url;
	const char *unpaid_url;
	struct desk_span *spans;
	size_t n_spans;
	struct desk_day *days; /* oldest first */
	size_t n_days;
	bool drawn;                          /* something was sold in these days */
	const char *placed_line, *paid_line; /* points of the drawing: "x,y x,y" */
	struct desk_mark *marks;             /* at the first day: the highest amount, and the date */
	size_t n_marks;
	struct desk_mark placed_mark, paid_mark; /* at the lines' ends */
	struct desk_mark today_mark;             /* the last day's date */
	const char *floor, *ceiling;             /* y of nothing and of the highest amount */
	struct desk_low *low;
	size_t n_low;
	struct form low_form;          /* threshold */
	const char *low_url;           /* POST */
	struct order_row_part *orders; /* those to ship, newest first */
	size_t n_orders;
};

struct failed_row {
	const char *id; /* digits */
	const char *what, *why;
	const char *number, *order_url; /* NULL for no order */
	int64_t at;
};
struct failed_page {
	const char *retry_url, *away_url; /* POST id */
	struct failed_row *rows;
	size_t n_rows;
	struct pager_part pager;
};

extern const struct view_type dashboard_page_view;
extern const struct view_type failed_page_view;

#endif
