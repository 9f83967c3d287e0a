/* views of the admin: what the templates of templates/admin/ show; `error` is web/parts.h's. */
#ifndef STOA_ADMIN_VIEWS_H
#define STOA_ADMIN_VIEWS_H

#include "view/view.h"
#include "web/form.h"
#include "web/parts.h"

struct login_page {
	const char *action;
	struct form form;
};

struct shop_row {
	const char *title; /* NULL where it is not known */
	const char *name;
	const char *url;
	const char *role;       /* N_() */
	const char *storefront; /* address of the shop itself */
};
struct shops_page {
	struct shop_row *shops;
	size_t n_shops;
};

extern const struct view_type login_page_view;
extern const struct view_type shops_page_view;

#endif
