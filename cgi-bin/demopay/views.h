/* views of the demo provider: what templates/demopay/pay shows; `error` is web/parts.h's. */
#ifndef STOA_DEMOPAY_VIEWS_H
#define STOA_DEMOPAY_VIEWS_H

#include "base/money.h"
#include "view/view.h"

struct pay_page {
	const char *shop_name; /* as the shop gave it */
	const char *order_number;
	struct money amount;
	const char *action;     /* POST answer = approve | decline */
	const char *return_url; /* back to the shop without an answer */
};

extern const struct view_type pay_page_view;

#endif
