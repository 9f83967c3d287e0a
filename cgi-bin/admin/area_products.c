#include "admin/areas.h"
#include "admin/pages.h"
#include "admin/views.h"
#include "base/limits.h"

enum { HANDLE_POINTS = 500, AMOUNT_POINTS = 40 };

static const struct param products_params[] = {
	PARAM(products_in, q, PARAM_TEXT, .max = LIMIT_SEARCH_POINTS),
	PARAM(products_in, after, PARAM_TEXT, .max = HANDLE_POINTS),
	{ .name = NULL },
};
static const struct param product_params[] = {
	PARAM(product_in, state, PARAM_CODE, .required = true),
	{ "price_", PARAM_KEYED, .offset = offsetof(struct product_in, price), .max = AMOUNT_POINTS },
	{ "compare_", PARAM_KEYED, .offset = offsetof(struct product_in, compare), .max = AMOUNT_POINTS },
	{ "on_hand_", PARAM_KEYED, .offset = offsetof(struct product_in, on_hand), .max = AMOUNT_POINTS },
	{ "seen_", PARAM_KEYED, .offset = offsetof(struct product_in, seen), .max = AMOUNT_POINTS },
	{ .name = NULL },
};

static const struct route routes[] = {
	{ HTTP_GET, "/products", products_get, ADMIN_MEMBER, .params = products_params,
	    .in_size = sizeof(struct products_in) },
	{ HTTP_GET, "/products/:id", product_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/products/:id", product_post, ADMIN_CHANGE, .params = product_params,
	    .in_size = sizeof(struct product_in) },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "products", &products_page_view },
	{ "product", &product_edit_page_view },
	{ NULL, NULL },
};

const struct area products_area = { routes, pages };
