/*
 * pickups: the places where orders are collected, as staff arrange them.
 */
#ifndef STOA_ADMIN_PICKUPS_H
#define STOA_ADMIN_PICKUPS_H

#include "web/route.h"

/* What the form of a place sends; address parts as shop/address has them, in the shop's own country. */
struct pickup_in {
	struct localized label, hours;
	const char *line1, *line2, *city, *region, *postcode;
	bool active;
	int64_t version; /* as it was shown; 0 of a new one */
};

handler_fn pickups_get;
handler_fn pickup_new_get;
handler_fn pickup_new_post;
handler_fn pickup_edit_get;
handler_fn pickup_edit_post;

#endif
