/* views of the places where orders are collected: what the templates pickups and pickup show. */
#ifndef STOA_ADMIN_VIEWS_PICKUPS_H
#define STOA_ADMIN_VIEWS_PICKUPS_H

#include "view/view.h"
#include "web/form.h"
#include "web/parts.h"

struct pickup_row {
	const char *url;
	const char *name;
	struct address_part address;
	struct status_part status;
};
struct pickups_page {
	const char *new_url;
	const char *orders_url;
	struct pickup_row *places;
	size_t n_places;
};

struct pickup_page {
	const char *title;
	const char *back_url;
	const char *action;
	struct form form;
};

extern const struct view_type pickups_page_view;
extern const struct view_type pickup_page_view;

#endif
