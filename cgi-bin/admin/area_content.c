#include "admin/areas.h"
#include "admin/arranged.h"
#include "admin/block.h"
#include "admin/content.h"
#include "admin/views_content.h"
#include "base/limits.h"
#include "shop/link.h"
#include "shop/redirect.h"

enum { LABEL_POINTS = 100, LINES_POINTS = 60000, DAY_POINTS = 20, PLACE_POINTS = 20 };

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

static const struct param menu_params[] = {
	PARAM(menu_in, menu, PARAM_CODE, .required = true),
	{ .name = NULL },
};
static const struct param menu_item_params[] = {
	PARAM(menu_item_in, link, PARAM_CODE),
	PARAM(menu_item_in, category, PARAM_ID),
	PARAM(menu_item_in, page, PARAM_ID),
	PARAM(menu_item_in, address, PARAM_TEXT, .max = LINK_ADDRESS_POINTS),
	PARAM(menu_item_in, label, PARAM_LOCALIZED, .max = LABEL_POINTS),
	PARAM(menu_item_in, parent, PARAM_ID),
	PARAM(menu_item_in, version, PARAM_ID),
	{ .name = NULL },
};

static const struct param block_params[] = {
	PARAM(block_in, headline, PARAM_LOCALIZED, .max = LIMIT_NAME_POINTS),
	PARAM(block_in, body, PARAM_LOCALIZED_LINES, .max = BLOCK_WORDS_POINTS),
	PARAM(block_in, button, PARAM_LOCALIZED, .max = BLOCK_BUTTON_POINTS),
	PARAM(block_in, alt, PARAM_LOCALIZED, .max = LIMIT_NAME_POINTS),
	PARAM(block_in, link, PARAM_CODE),
	PARAM(block_in, category, PARAM_ID),
	PARAM(block_in, page, PARAM_ID),
	PARAM(block_in, address, PARAM_TEXT, .max = LINK_ADDRESS_POINTS),
	PARAM(block_in, picture, PARAM_TEXT),
	PARAM(block_in, no_picture, PARAM_BOOL),
	PARAM(block_in, source, PARAM_CODE),
	PARAM(block_in, shelf, PARAM_ID),
	PARAM(block_in, most, PARAM_INT, .min = 1, .max = HOME_PRODUCTS),
	{ "place_", PARAM_KEYED, .offset = offsetof(struct block_in, place), .max = PLACE_POINTS },
	PARAM(block_in, find, PARAM_TEXT, .max = LIMIT_SEARCH_POINTS),
	PARAM(block_in, look, PARAM_BOOL),
	PARAM(block_in, from, PARAM_TEXT, .max = DAY_POINTS),
	PARAM(block_in, until, PARAM_TEXT, .max = DAY_POINTS),
	PARAM(block_in, active, PARAM_BOOL),
	PARAM(block_in, version, PARAM_ID),
	{ .name = NULL },
};
static const struct param redirects_params[] = {
	PARAM(redirects_in, q, PARAM_TEXT, .max = LIMIT_SEARCH_POINTS),
	PARAM(redirects_in, after, PARAM_TEXT, .max = REDIRECT_ADDRESS_POINTS),
	{ .name = NULL },
};
static const struct param redirect_params[] = {
	PARAM(redirect_in, path, PARAM_TEXT, .required = true, .max = REDIRECT_ADDRESS_POINTS),
	PARAM(redirect_in, target, PARAM_TEXT, .required = true, .max = REDIRECT_ADDRESS_POINTS),
	PARAM(redirect_in, status, PARAM_ID, .required = true),
	{ .name = NULL },
};
static const struct param redirect_lines_params[] = {
	PARAM(redirect_lines_in, lines, PARAM_LINES, .required = true, .max = LINES_POINTS),
	{ .name = NULL },
};
static const struct param redirect_remove_params[] = {
	PARAM(redirect_remove_in, id, PARAM_ID, .required = true),
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
	{ HTTP_GET, "/content/menus", menus_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/content/menus/move", menus_move_post, ADMIN_CHANGE, .params = move_params,
	    .in_size = sizeof(struct move_in) },
	{ HTTP_POST, "/content/menus/start", menus_start_post, ADMIN_CHANGE, .params = menu_params,
	    .in_size = sizeof(struct menu_in) },
	{ HTTP_POST, "/content/menus/reset", menus_reset_post, ADMIN_CHANGE, .params = menu_params,
	    .in_size = sizeof(struct menu_in) },
	{ HTTP_GET, "/content/menus/:menu/new", menu_new_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/content/menus/:menu/new", menu_new_post, ADMIN_CHANGE, .params = menu_item_params,
	    .in_size = sizeof(struct menu_item_in) },
	{ HTTP_GET, "/content/menus/items/:id", menu_item_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/content/menus/items/:id", menu_item_post, ADMIN_CHANGE, .params = menu_item_params,
	    .in_size = sizeof(struct menu_item_in) },
	{ HTTP_POST, "/content/menus/items/:id/remove", menu_item_remove_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_GET, "/content/redirects", redirects_get, ADMIN_MEMBER, .params = redirects_params,
	    .in_size = sizeof(struct redirects_in) },
	{ HTTP_POST, "/content/redirects", redirects_post, ADMIN_CHANGE, .params = redirect_params,
	    .in_size = sizeof(struct redirect_in) },
	{ HTTP_POST, "/content/redirects/import", redirects_import_post, ADMIN_CHANGE, .params = redirect_lines_params,
	    .in_size = sizeof(struct redirect_lines_in) },
	{ HTTP_POST, "/content/redirects/remove", redirects_remove_post, ADMIN_CHANGE, .params = redirect_remove_params,
	    .in_size = sizeof(struct redirect_remove_in) },
	{ HTTP_GET, "/content/home", blocks_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/content/home/move", blocks_move_post, ADMIN_CHANGE, .params = move_params,
	    .in_size = sizeof(struct move_in) },
	{ HTTP_POST, "/content/home/start", blocks_start_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_POST, "/content/home/reset", blocks_reset_post, ADMIN_CHANGE, .params = NULL },
	{ HTTP_GET, "/content/home/new/:kind", block_new_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/content/home/new/:kind", block_new_post, ADMIN_CHANGE, .params = block_params,
	    .in_size = sizeof(struct block_in), .body = BODY_UPLOAD },
	{ HTTP_GET, "/content/home/:id", block_edit_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/content/home/:id", block_edit_post, ADMIN_CHANGE, .params = block_params,
	    .in_size = sizeof(struct block_in), .body = BODY_UPLOAD },
	{ HTTP_POST, "/content/home/:id/remove", block_remove_post, ADMIN_CHANGE, .params = NULL },
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "content-pages", &content_list_page_view },
	{ "content-page", &content_edit_page_view },
	{ "menus", &menus_page_view },
	{ "menu-item", &item_edit_page_view },
	{ "redirects", &redirects_page_view },
	{ "blocks", &blocks_page_view },
	{ "block", &block_edit_page_view },
	{ NULL, NULL },
};

const struct area content_area = { routes, pages };
