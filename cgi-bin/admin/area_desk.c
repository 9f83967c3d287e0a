#include "admin/areas.h"
#include "admin/desk.h"
#include "admin/pages.h"
#include "admin/views.h"

enum { ADDRESS_POINTS = 4000 };

static const struct param ask_params[] = {
	PARAM(login_in, to, PARAM_TEXT, .max = ADDRESS_POINTS),
	{ .name = NULL },
};
static const struct param login_params[] = {
	PARAM(login_in, to, PARAM_TEXT, .max = ADDRESS_POINTS),
	PARAM(login_in, email, PARAM_EMAIL, .required = true),
	PARAM(login_in, password, PARAM_SECRET, .required = true),
	{ .name = NULL },
};

static const struct param low_params[] = {
	PARAM(low_in, few, PARAM_INT, .required = true, .min = 0, .max = FIGURES_FEW_MAX),
	{ .name = NULL },
};

static const struct param steps_params[] = {
	PARAM(steps_in, step, PARAM_CODE, .required = true),
	{ .name = NULL },
};

static const struct param failed_params[] = {
	PARAM(failed_in, before, PARAM_ID),
	{ .name = NULL },
};

static const struct param failed_act_params[] = {
	PARAM(failed_in, id, PARAM_ID),
	{ .name = NULL },
};

static const struct route routes[] = {
	{ HTTP_GET, "/login", login_get, ADMIN_OPEN, .params = ask_params, .in_size = sizeof(struct login_in) },
	{ HTTP_POST, "/login", login_post, ADMIN_OPEN | NEED_ORIGIN, .params = login_params,
	    .in_size = sizeof(struct login_in) },
	{ HTTP_POST, "/logout", logout_post, ADMIN_OPEN | NEED_ORIGIN, .params = NULL },
	{ HTTP_GET, "/", shops_get, ADMIN_STAFF, .params = NULL },
	{ HTTP_GET, "/", dashboard_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/low-stock", low_post, ADMIN_CHANGE, .params = low_params, .in_size = sizeof(struct low_in) },
	{ HTTP_POST, "/first-steps", steps_post, ADMIN_CHANGE, .params = steps_params,
	    .in_size = sizeof(struct steps_in) },
	{ HTTP_GET, "/failed", failed_get, ADMIN_MEMBER, .params = failed_params, .in_size = sizeof(struct failed_in) },
	{ HTTP_POST, "/failed/retry", failed_retry_post, ADMIN_CHANGE, .params = failed_act_params,
	    .in_size = sizeof(struct failed_in) },
	{ HTTP_POST, "/failed/away", failed_away_post, ADMIN_CHANGE, .params = failed_act_params,
	    .in_size = sizeof(struct failed_in) },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "login", &login_page_view },
	{ "shops", &shops_page_view },
	{ "dashboard", &dashboard_page_view },
	{ "failed", &failed_page_view },
	{ "error", &error_page_view },
	{ NULL, NULL },
};

const struct area desk_area = { routes, pages };
