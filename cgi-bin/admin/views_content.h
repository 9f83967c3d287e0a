/* views of the areas for categories and content. */
#ifndef STOA_ADMIN_VIEWS_CONTENT_H
#define STOA_ADMIN_VIEWS_CONTENT_H

#include "admin/arranged.h"
#include "web/page.h"

struct categories_page {
	const char *new_url;
	struct arranged list;
};

struct category_edit_page {
	const char *title;
	const char *back_url;
	const char *action;
	const char *shop_url; /* NULL where shoppers do not see it */
	struct form form;
	/* of one that exists */
	const char *remove_url;
	struct form remove_form; /* to */
	struct arranged list;    /* its products */
	bool more;
};

/* A tab of content with a list of what it holds. */
struct content_list_page {
	struct page_link *tabs;
	size_t n_tabs;
	const char *new_url;
	struct arranged list;
};

/* What a page would look like, in one language. */
struct content_preview {
	const char *lang, *lang_name, *dir;
	const char *title;
	struct html body;
};
struct content_edit_page {
	const char *title;
	const char *back_url;
	const char *action;
	const char *shop_url; /* NULL where shoppers do not see it */
	struct form form;
	struct content_preview *previews;
	size_t n_previews;
	const char *remove_url; /* NULL for a new one */
};

enum { MENUS = 2 };

struct menu_part {
	const char *id;
	const char *title; /* N_() */
	const char *own;   /* N_(): what the shop shows where nothing is set */
	bool set;
	const char *menu;
	const char *new_url;
	const char *start_url, *reset_url; /* POST menu */
	struct arranged list;
};
struct menus_page {
	struct page_link *tabs;
	size_t n_tabs;
	struct menu_part *menus;
	size_t n_menus;
};

/* A form for one thing of a list. */
struct item_edit_page {
	const char *title; /* N_() */
	const char *back_url;
	const char *action;
	struct form form;
	const char *remove_url; /* NULL for a new one */
};

struct redirect_row {
	const char *id;
	const char *path, *target;
	bool lasting;
};
struct redirects_page {
	struct page_link *tabs;
	size_t n_tabs;
	const char *action; /* GET q; POST a new one */
	const char *import_url, *remove_url;
	const char *query;
	struct redirect_row *rows;
	size_t n_rows;
	struct pager_part pager;
	struct form form, import_form;
};

struct block_kind {
	const char *words, *hint; /* N_() */
	const char *url;
};
struct blocks_page {
	struct page_link *tabs;
	size_t n_tabs;
	const char *start_url, *reset_url; /* POST */
	struct arranged list;              /* empty where the shop makes the page by itself */
	struct block_kind *kinds;
	size_t n_kinds;
};

/* A product that may be chosen; the field is place_<id>. */
struct choice_row {
	const char *id;
	const char *name;
	const char *place; /* digits; "" where it is not chosen */
	struct status_part status;
	const char *error;
};
struct block_edit_page {
	const char *title; /* N_() */
	const char *back_url;
	const char *action;
	struct form form;
	bool leads; /* has a picture */
	struct picture_part *picture;
	const char *picture_error, *picture_described, *picture_invalid;
	bool has_products;
	struct choice_row *choices;
	size_t n_choices;
	const char *find;
	const char *find_error; /* NULL for none */
	const char *remove_url; /* NULL for a new one */
};

extern const struct view_type blocks_page_view;
extern const struct view_type block_edit_page_view;
extern const struct view_type redirects_page_view;
extern const struct view_type menus_page_view;
extern const struct view_type item_edit_page_view;
extern const struct view_type content_list_page_view;
extern const struct view_type content_edit_page_view;
extern const struct view_type categories_page_view;
extern const struct view_type category_edit_page_view;

#endif
