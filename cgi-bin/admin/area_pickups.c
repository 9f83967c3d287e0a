#include "admin/areas.h"
#include "admin/pickups.h"
#include "admin/views_pickups.h"
#include "base/limits.h"

enum { HOURS_POINTS = 1000 };

/* shop/address judges the length of what is typed, so that each field is refused once. */
#define TYPED(field) PARAM(pickup_in, field, PARAM_TEXT, .max = LIMIT_BODY_BYTES)

static const struct param pickup_params[] = {
	PARAM(pickup_in, label, PARAM_LOCALIZED, .max = LIMIT_NAME_POINTS),
	PARAM(pickup_in, hours, PARAM_LOCALIZED_LINES, .max = HOURS_POINTS),
	TYPED(line1),
	TYPED(line2),
	TYPED(city),
	TYPED(region),
	TYPED(postcode),
	PARAM(pickup_in, active, PARAM_BOOL),
	PARAM(pickup_in, version, PARAM_ID),
	{ .name = NULL },
};

static const struct route routes[] = {
	{ HTTP_GET, "/settings/pickups", pickups_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_GET, "/settings/pickups/new", pickup_new_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/settings/pickups/new", pickup_new_post, ADMIN_CHANGE, .params = pickup_params,
	    .in_size = sizeof(struct pickup_in) },
	{ HTTP_GET, "/settings/pickups/:id", pickup_edit_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/settings/pickups/:id", pickup_edit_post, ADMIN_CHANGE, .params = pickup_params,
	    .in_size = sizeof(struct pickup_in) },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "pickups", &pickups_page_view },
	{ "pickup", &pickup_page_view },
	{ NULL, NULL },
};

const struct area pickups_area = { routes, pages };
