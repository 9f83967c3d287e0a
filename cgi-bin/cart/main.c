/* cart: what a shopper means to buy. */
#include "base/limits.h"
#include "cart/pages.h"
#include "cart/views.h"
#include "web/app.h"
#include "web/shopfront.h"

static const struct param add_params[] = {
	PARAM(add_in, variant, PARAM_ID, .required = true),
	PARAM(add_in, quantity, PARAM_INT, .required = true, .min = 1, .max = LIMIT_QUANTITY),
	PARAM(add_in, back, PARAM_TEXT, .max = 2000),
	{ .name = NULL },
};
static const struct param update_params[] = {
	PARAM(update_in, variant, PARAM_ID, .required = true),
	PARAM(update_in, quantity, PARAM_INT, .required = true, .min = 0, .max = LIMIT_QUANTITY),
	{ .name = NULL },
};
static const struct param remove_params[] = {
	PARAM(remove_in, variant, PARAM_ID, .required = true),
	{ .name = NULL },
};

enum { PAGE = NEED_SHOP | NEED_LOCALE, CHANGE = PAGE | NEED_ORIGIN };

static const struct route routes[] = {
	{ HTTP_GET, "/cart", cart_get, PAGE, .params = NULL },
	{ HTTP_POST, "/cart/add", add_post, CHANGE, .params = add_params, .in_size = sizeof(struct add_in) },
	{ HTTP_POST, "/cart/update", update_post, CHANGE, .params = update_params, .in_size = sizeof(struct update_in),
	    .same = true },
	{ HTTP_POST, "/cart/remove", remove_post, CHANGE, .params = remove_params, .in_size = sizeof(struct remove_in),
	    .same = true },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "cart", &cart_page_view },
	{ "add", &add_page_view },
	{ "error", &error_page_view },
	{ "away", &error_page_view },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	static const struct area all = { routes, pages };
	static const struct area *const areas[] = { &all, NULL };
	static const struct app app = {
		.name = "cart", .areas = areas, .keeps = true, .away = true, .dress = shop_dress
	};
	return web_main(&app, argc, argv);
}
