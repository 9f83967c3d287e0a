#include "admin/areas.h"
#include "admin/arranged.h"
#include "admin/content.h"
#include "admin/views_content.h"
#include "base/limits.h"

static const struct param content_params[] = {
	PARAM(content_in, title, PARAM_LOCALIZED, .max = LIMIT_NAME_POINTS),
	PARAM(content_in, slug, PARAM_LOCALIZED, .max = LIMIT_NAME_POINTS),
	PARAM(content_in, body, PARAM_LOCALIZED_LINES, .max = LIMIT_BODY_POINTS),
	PARAM(content_in, role, PARAM_CODE),
	PARAM(content_in, format, PARAM_CODE, .required = true),
	PARAM(content_in, active, PARAM_BOOL),
	PARAM(content_in, preview, PARAM_BOOL),
	PARAM(content_in, version, PARAM_ID),
	{ .name = NULL },
};

static const struct route routes[] = {
	{ HTTP_GET, "/content", content_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_GET, "/content/pages", content_pages_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/content/pages/move", content_pages_move_post, ADMIN_CHANGE, .params = move_params,
	    .in_size = sizeof(struct move_in) },
	{ HTTP_GET, "/content/pages/new", content_new_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/content/pages/new", content_new_post, ADMIN_CHANGE, .params = content_params,
	    .in_size = sizeof(struct content_in), .body = BODY_TEXTS },
	{ HTTP_GET, "/content/pages/:id", content_edit_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/content/pages/:id", content_edit_post, ADMIN_CHANGE, .params = content_params,
	    .in_size = sizeof(struct content_in), .body = BODY_TEXTS },
	{ HTTP_POST, "/content/pages/:id/remove", content_remove_post, ADMIN_CHANGE, .params = NULL },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "content-pages", &content_list_page_view },
	{ "content-page", &content_edit_page_view },
	{ NULL, NULL },
};

const struct area content_area = { routes, pages };
