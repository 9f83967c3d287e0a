#include "admin/areas.h"
#include "admin/arranged.h"
#include "admin/content.h"
#include "admin/views_content.h"
#include "base/limits.h"

static const struct param category_params[] = {
	PARAM(category_in, name, PARAM_LOCALIZED, .max = LIMIT_NAME_POINTS),
	PARAM(category_in, slug, PARAM_LOCALIZED, .max = LIMIT_NAME_POINTS),
	PARAM(category_in, description, PARAM_LOCALIZED_LINES),
	PARAM(category_in, parent, PARAM_ID),
	PARAM(category_in, sort, PARAM_CODE, .required = true),
	PARAM(category_in, hidden, PARAM_BOOL),
	PARAM(category_in, version, PARAM_ID),
	{ .name = NULL },
};
static const struct param place_params[] = {
	PARAM(category_place_in, id, PARAM_ID, .required = true),
	PARAM(category_place_in, parent, PARAM_ID),
	PARAM(category_place_in, before, PARAM_ID),
	{ .name = NULL },
};
static const struct param remove_params[] = {
	PARAM(category_remove_in, to, PARAM_ID),
	{ .name = NULL },
};

static const struct route routes[] = {
	{ HTTP_GET, "/categories", categories_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/categories/move", categories_move_post, ADMIN_CHANGE, .params = move_params,
	    .in_size = sizeof(struct move_in) },
	{ HTTP_POST, "/categories/place", categories_place_post, ADMIN_CHANGE, .params = place_params,
	    .in_size = sizeof(struct category_place_in) },
	{ HTTP_GET, "/categories/new", category_new_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/categories/new", category_new_post, ADMIN_CHANGE, .params = category_params,
	    .in_size = sizeof(struct category_in) },
	{ HTTP_GET, "/categories/:id", category_edit_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/categories/:id", category_edit_post, ADMIN_CHANGE, .params = category_params,
	    .in_size = sizeof(struct category_in) },
	{ HTTP_POST, "/categories/:id/products", category_products_post, ADMIN_CHANGE, .params = move_params,
	    .in_size = sizeof(struct move_in) },
	{ HTTP_POST, "/categories/:id/remove", category_remove_post, ADMIN_CHANGE, .params = remove_params,
	    .in_size = sizeof(struct category_remove_in) },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "categories", &categories_page_view },
	{ "category", &category_edit_page_view },
	{ NULL, NULL },
};

const struct area categories_area = { routes, pages };
