/* admin: where a merchant works: orders, prices, stock. One host for all shops; the shop is chosen after login. */
#include "admin/pages.h"
#include "admin/views.h"
#include "base/conf.h"
#include "base/limits.h"
#include "web/app.h"

enum { CARRIER_POINTS = 60, TRACKING_POINTS = 100, HANDLE_POINTS = 500, AMOUNT_POINTS = 40 };

static const struct param login_params[] = {
	PARAM(login_in, email, PARAM_EMAIL, .required = true),
	PARAM(login_in, password, PARAM_SECRET, .required = true),
	{ .name = NULL },
};
static const struct param orders_params[] = {
	PARAM(orders_in, filter, PARAM_CODE, .max = 20),
	PARAM(orders_in, q, PARAM_TEXT, .max = LIMIT_SEARCH_POINTS),
	PARAM(orders_in, before_at, PARAM_ID),
	PARAM(orders_in, before_id, PARAM_ID),
	{ .name = NULL },
};
static const struct param ship_params[] = {
	PARAM(ship_in, carrier, PARAM_TEXT, .max = CARRIER_POINTS),
	PARAM(ship_in, tracking, PARAM_TEXT, .max = TRACKING_POINTS),
	{ .name = NULL },
};
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

enum {
	OPEN = NEED_LOCALE,
	STAFF = NEED_LOCALE | NEED_LOGIN,
	MEMBER = STAFF | NEED_MEMBER,
	CHANGE = MEMBER | NEED_ORIGIN,
};

static const struct route routes[] = {
	{ HTTP_GET, "/login", login_get, OPEN, .params = NULL },
	{ HTTP_POST, "/login", login_post, OPEN | NEED_ORIGIN, .params = login_params,
	    .in_size = sizeof(struct login_in) },
	{ HTTP_POST, "/logout", logout_post, OPEN | NEED_ORIGIN, .params = NULL },
	{ HTTP_GET, "/", shops_get, STAFF, .params = NULL },
	{ HTTP_GET, "/", dashboard_get, MEMBER, .params = NULL },
	{ HTTP_GET, "/orders", orders_get, MEMBER, .params = orders_params, .in_size = sizeof(struct orders_in) },
	{ HTTP_GET, "/orders/:id", order_get, MEMBER, .params = NULL },
	{ HTTP_POST, "/orders/:id/paid", order_paid_post, CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/ship", order_ship_post, CHANGE, .params = ship_params,
	    .in_size = sizeof(struct ship_in) },
	{ HTTP_POST, "/orders/:id/cancel", order_cancel_post, CHANGE, .params = NULL },
	{ HTTP_POST, "/orders/:id/refund", order_refund_post, CHANGE, .params = NULL },
	{ HTTP_GET, "/products", products_get, MEMBER, .params = products_params,
	    .in_size = sizeof(struct products_in) },
	{ HTTP_GET, "/products/:id", product_get, MEMBER, .params = NULL },
	{ HTTP_POST, "/products/:id", product_post, CHANGE, .params = product_params,
	    .in_size = sizeof(struct product_in) },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "login", &login_page_view },
	{ "shops", &shops_page_view },
	{ "dashboard", &dashboard_page_view },
	{ "orders", &orders_page_view },
	{ "order", &order_detail_page_view },
	{ "products", &products_page_view },
	{ "product", &product_edit_page_view },
	{ "error", &error_page_view },
	{ NULL, NULL },
};

static const char *const locales[] = { "en", "de", "fr", "ar", "ja", NULL };

static const char *host(const struct conf *conf)
{
	return conf->admin_host;
}

int main(int argc, char **argv)
{
	static const struct app app = {
		.name = "admin",
		.routes = routes,
		.pages = pages,
		.locales = locales,
		.host = host,
		.dress = gate_dress,
		.login = gate_login,
		.login_path = "/login",
		.member = gate_member,
	};
	return web_main(&app, argc, argv);
}
