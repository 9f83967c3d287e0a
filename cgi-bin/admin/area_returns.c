#include "admin/areas.h"
#include "admin/returns.h"
#include "admin/views_returns.h"
#include "shop/returns.h"

enum { NUMBER_POINTS = 20 };

static const struct param returns_params[] = {
	PARAM(returns_in, filter, PARAM_CODE, .max = 20),
	PARAM(returns_in, before_id, PARAM_ID),
	{ .name = NULL },
};
static const struct param answer_params[] = {
	PARAM(answer_in, answer, PARAM_LINES, .required = true, .max = RETURNS_ANSWER_POINTS),
	{ .name = NULL },
};
static const struct param receive_params[] = {
	{ "pieces_", PARAM_KEYED, .offset = offsetof(struct receive_in, pieces), .max = NUMBER_POINTS },
	{ "restock_", PARAM_KEYED, .offset = offsetof(struct receive_in, restock), .max = NUMBER_POINTS },
	{ "condition_", PARAM_KEYED, .offset = offsetof(struct receive_in, condition),
	    .max = RETURNS_CONDITION_POINTS },
	PARAM(receive_in, back, PARAM_ID),
	{ .name = NULL },
};
static const struct param money_params[] = {
	PARAM(money_in, sum, PARAM_INT, .required = true, .min = 0, .max = INT64_MAX),
	{ .name = NULL },
};

#define IN(name) .params = name##_params, .in_size = sizeof(struct name##_in)

static const struct route routes[] = {
	{ HTTP_GET, "/orders/returns", returns_get, ADMIN_MEMBER, IN(returns), .cost = COST_LIST },
	{ HTTP_GET, "/orders/returns/:id", return_get_page, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/orders/returns/:id/approve", return_approve_post, ADMIN_CHANGE, IN(answer) },
	{ HTTP_POST, "/orders/returns/:id/refuse", return_refuse_post, ADMIN_CHANGE, IN(answer) },
	{ HTTP_POST, "/orders/returns/:id/receive", return_receive_post, ADMIN_CHANGE, IN(receive) },
	{ HTTP_POST, "/orders/returns/:id/refund", return_refund_post, ADMIN_CHANGE, IN(money) },
	{ HTTP_POST, "/orders/returns/:id/close", return_close_post, ADMIN_CHANGE, .params = NULL },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "returns", &returns_page_view },
	{ "return", &return_page_view },
	{ NULL, NULL },
};

const struct area returns_area = { routes, pages };
