#include "admin/areas.h"
#include "admin/files.h"

static const struct param files_params[] = {
	PARAM(files_in, currency, PARAM_CODE, .max = 3),
	PARAM(files_in, whole, PARAM_BOOL),
	{ .name = NULL },
};

static const struct route routes[] = {
	{ HTTP_GET, "/files", files_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/files", files_post, ADMIN_CHANGE, .params = files_params, .in_size = sizeof(struct files_in),
	    .body = BODY_UPLOAD, .cost = COST_IMPORT },
	{ HTTP_GET, "/files/products.csv", files_export_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_GET, "/files/:id", file_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/files/:id/start", file_start_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/files/:id/cancel", file_cancel_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_GET, "/files/:id/report.csv", file_report_get, ADMIN_MEMBER, .params = NULL },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "files", &files_page_view },
	{ "file", &file_page_view },
	{ NULL, NULL },
};

const struct area files_area = { routes, pages };
