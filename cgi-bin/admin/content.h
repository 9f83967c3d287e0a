/*
 * content: the handlers and declared inputs of the areas for categories and content.
 */
#ifndef STOA_ADMIN_CONTENT_H
#define STOA_ADMIN_CONTENT_H

#include "web/route.h"

struct category_in {
	struct localized name, slug, description;
	int64_t parent;
	const char *sort;
	bool hidden;
	int64_t version;
};
struct category_place_in {
	int64_t id, parent, before;
};
struct category_remove_in {
	int64_t to;
};

struct content_in {
	struct localized title, slug, body;
	const char *role, *format;
	bool active, preview;
	int64_t version;
};

struct menu_in {
	const char *menu;
};
struct menu_item_in {
	const char *link;
	int64_t category, page, parent, version;
	const char *address;
	struct localized label;
};

struct redirects_in {
	const char *q;
	const char *after; /* path of the last one of the page before */
};
struct redirect_in {
	const char *path, *target;
	int64_t status;
};
struct redirect_lines_in {
	const char *lines;
};
struct redirect_remove_in {
	int64_t id;
};

struct block_in {
	struct localized headline, body, button, alt;
	const char *link;
	int64_t category, page;
	const char *address;
	const char *picture; /* an empty file field is sent as a text */
	bool no_picture;
	const char *source;
	int64_t shelf, most;
	struct param_keyed place;
	const char *find;
	bool look;
	const char *from, *until;
	bool active;
	int64_t version;
};

handler_fn categories_get;
handler_fn categories_move_post;
handler_fn categories_place_post;
handler_fn category_new_get;
handler_fn category_new_post;
handler_fn category_edit_get;
handler_fn category_edit_post;
handler_fn category_products_post;
handler_fn category_remove_post;

handler_fn content_get; /* leads to the pages */
handler_fn content_pages_get;
handler_fn content_pages_move_post;
handler_fn content_new_get;
handler_fn content_new_post;
handler_fn content_edit_get;
handler_fn content_edit_post;
handler_fn content_remove_post;

handler_fn menus_get;
handler_fn menus_move_post;
handler_fn menus_start_post;
handler_fn menus_reset_post;
handler_fn menu_new_get;
handler_fn menu_new_post;
handler_fn menu_item_get;
handler_fn menu_item_post;
handler_fn menu_item_remove_post;

handler_fn redirects_get;
handler_fn redirects_post;
handler_fn redirects_import_post;
handler_fn redirects_remove_post;

handler_fn blocks_get;
handler_fn blocks_move_post;
handler_fn blocks_start_post;
handler_fn blocks_reset_post;
handler_fn block_new_get;
handler_fn block_new_post;
handler_fn block_edit_get;
handler_fn block_edit_post;
handler_fn block_remove_post;

/* menus.c: what an item is called in the reader's language. */
struct link_names;
struct menu_item;
const char *menu_item_name(struct ctx *, const struct link_names *, const struct menu_item *);

#endif
