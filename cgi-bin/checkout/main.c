/* checkout: from the cart to a placed order, and the order's own page. */
#include "base/limits.h"
#include "checkout/pages.h"
#include "checkout/return.h"
#include "checkout/views.h"
#include "shop/returns.h"
#include "web/app.h"
#include "web/shopfront.h"

/* shop/address judges the length of what is typed, so that each field is refused once. */
#define TYPED(field) PARAM(contact_in, field, PARAM_TEXT, .max = LIMIT_BODY_BYTES)

static const struct param contact_params[] = {
	PARAM(contact_in, email, PARAM_EMAIL, .required = true),
	TYPED(phone),
	PARAM(contact_in, place, PARAM_ID),
	PARAM(contact_in, country, PARAM_CODE, .required = true, .min = 2, .max = 2),
	PARAM(contact_in, laid, PARAM_CODE, .max = 20),
	PARAM(contact_in, adapt, PARAM_BOOL),
	TYPED(name),
	TYPED(company),
	TYPED(line1),
	TYPED(line2),
	TYPED(city),
	TYPED(region),
	TYPED(postcode),
	{ .name = NULL },
};
static const struct param shipping_params[] = {
	PARAM(shipping_in, method, PARAM_ID),
	{ .name = NULL },
};
static const struct param payment_params[] = {
	PARAM(payment_in, method, PARAM_CODE, .min = 1),
	{ .name = NULL },
};
static const struct param place_params[] = {
	PARAM(place_in, total, PARAM_INT, .required = true, .min = 0, .max = INT64_MAX),
	PARAM(place_in, currency, PARAM_CODE, .min = 3, .max = 3),
	PARAM(place_in, told, PARAM_CODE, .min = 64, .max = 64),
	PARAM(place_in, agreed, PARAM_BOOL),
	{ .name = NULL },
};
static const struct param order_params[] = {
	PARAM(order_in, fresh, PARAM_BOOL),
	{ .name = NULL },
};

static const struct param pay_params[] = {
	PARAM(pay_in, method, PARAM_CODE, .min = 1),
	{ .name = NULL },
};
static const struct param moment_params[] = {
	PARAM(moment_in, tries, PARAM_INT, .min = 0, .max = 99),
	PARAM(moment_in, asks, PARAM_BOOL),
	{ .name = NULL },
};
/* Providers add names of their own to the address that they lead back to. */
static const struct param back_params[] = {
	{ .name = "*", .type = PARAM_REST },
	{ .name = NULL },
};
static const struct param return_params[] = {
	PARAM(return_in, key, PARAM_CODE, .required = true, .min = 32, .max = 32),
	{ "back_", PARAM_KEYED, .offset = offsetof(struct return_in, back), .max = 20 },
	PARAM(return_in, reason, PARAM_CODE),
	PARAM(return_in, note, PARAM_LINES, .max = RETURNS_NOTE_POINTS),
	PARAM(return_in, confirm, PARAM_BOOL),
	PARAM(return_in, change, PARAM_BOOL),
	PARAM(return_in, ask, PARAM_BOOL),
	{ .name = NULL },
};
static const struct param return_look_params[] = {
	PARAM(return_look_in, ask, PARAM_BOOL),
	{ .name = NULL },
};

static const struct param withdraw_params[] = {
	PARAM(withdraw_in, key, PARAM_CODE, .required = true, .min = 32, .max = 32),
	PARAM(withdraw_in, name, PARAM_TEXT, .required = true),
	PARAM(withdraw_in, number, PARAM_TEXT, .required = true, .max = 40),
	PARAM(withdraw_in, email, PARAM_EMAIL, .required = true),
	PARAM(withdraw_in, confirm, PARAM_BOOL),
	PARAM(withdraw_in, change, PARAM_BOOL),
	{ .name = NULL },
};

enum { PAGE = NEED_SHOP | NEED_LOCALE, CHANGE = PAGE | NEED_ORIGIN };

#define IN(name) .params = name##_params, .in_size = sizeof(struct name##_in)

static const struct route routes[] = {
	{ HTTP_GET, "/checkout", contact_get, PAGE, .params = NULL },
	{ HTTP_POST, "/checkout", contact_post, CHANGE, IN(contact), .same = true },
	{ HTTP_GET, "/checkout/shipping", shipping_get, PAGE, .params = NULL },
	{ HTTP_POST, "/checkout/shipping", shipping_post, CHANGE, IN(shipping), .same = true },
	{ HTTP_GET, "/checkout/payment", payment_get, PAGE, .params = NULL },
	{ HTTP_POST, "/checkout/payment", payment_post, CHANGE, IN(payment), .same = true },
	{ HTTP_GET, "/checkout/review", review_get, PAGE, .params = NULL },
	{ HTTP_POST, "/checkout/place", place_post, CHANGE, IN(place), .same = true },
	/* No token has that form. */
	{ HTTP_GET, "/order/withdraw", withdraw_get, PAGE, .params = NULL },
	{ HTTP_POST, "/order/withdraw", withdraw_post, CHANGE, IN(withdraw) },
	{ HTTP_GET, "/order/:token", order_get, PAGE, IN(order) },
	{ HTTP_GET, "/order/:token/back", back_get, PAGE, .params = back_params },
	{ HTTP_GET, "/order/:token/moment", moment_get, PAGE, IN(moment) },
	{ HTTP_POST, "/order/:token/pay", pay_post, CHANGE, IN(pay), .same = true },
	{ HTTP_GET, "/order/:token/cancel", cancel_get, PAGE, .params = NULL },
	{ HTTP_POST, "/order/:token/cancel", cancel_post, CHANGE, .params = NULL },
	{ HTTP_GET, "/order/:token/return", return_page_get, PAGE, IN(return_look) },
	{ HTTP_POST, "/order/:token/return", return_page_post, CHANGE, IN(return ) },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "contact", &contact_page_view },
	{ "shipping", &choose_page_view },
	{ "payment", &choose_page_view },
	{ "review", &review_page_view },
	{ "order", &order_page_view },
	{ "moment", &moment_page_view },
	{ "cancel", &cancel_page_view },
	{ "return", &return_page_view },
	{ "withdraw", &withdraw_page_view },
	{ "error", &error_page_view },
	{ "away", &error_page_view },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	static const struct area all = { routes, pages };
	static const struct area *const areas[] = { &all, NULL };
	static const struct app app = {
		.name = "checkout", .areas = areas, .keeps_around = true, .away = true, .dress = shop_dress
	};
	return web_main(&app, argc, argv);
}
