/*
 * areas: the jobs of the admin. Each has a file area_NAME.c with its routes, declared inputs and pages, a row in the
 * menu (menu.c), and its handlers in files of their own.
 */
#ifndef STOA_ADMIN_AREAS_H
#define STOA_ADMIN_AREAS_H

#include "web/area.h"

/* What a route of the admin needs. */
enum {
	ADMIN_OPEN = NEED_LOCALE,
	ADMIN_STAFF = NEED_LOCALE | NEED_LOGIN,
	ADMIN_MEMBER = ADMIN_STAFF | NEED_MEMBER, /* a page of the chosen shop */
	ADMIN_CHANGE = ADMIN_MEMBER | NEED_ORIGIN | NEED_ONCE,
};

extern const struct area desk_area; /* login, choice of shop, today */
extern const struct area orders_area;
extern const struct area returns_area; /* of orders */
extern const struct area pickups_area;
extern const struct area products_area;
extern const struct area categories_area;
extern const struct area content_area;
extern const struct area pictures_area; /* of a product */
extern const struct area settings_area;
extern const struct area files_area; /* products as CSV */

#endif
