#include "demopay/views.h"

static const struct view_field pay_page_fields[] = {
	V_STR(pay_page, shop_name),
	V_STR(pay_page, order_number),
	V_MONEY(pay_page, amount),
	V_STR(pay_page, action),
	V_STR(pay_page, return_url),
	V_END,
};
const struct view_type pay_page_view = { "pay_page", sizeof(struct pay_page), pay_page_fields };
