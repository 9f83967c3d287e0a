/*
 * menu: the shop's two menus, as far as a merchant has set them. A menu without an item is the one that the shop makes
 * by itself: the top categories, and at the foot the pages.
 */
#ifndef STOA_SHOP_MENU_H
#define STOA_SHOP_MENU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "kit/localized.h"
#include "shop/arrange.h"
#include "shop/link.h"

enum { MENU_ITEMS = 100 };

struct menu_item {
	int64_t id;
	int64_t version;
	const char *menu;  /* "main" or "footer" */
	int64_t parent_id; /* 0 for the first level; there are two */
	struct link_target target;
	struct localized label; /* where a language is missing, the name of the target */
};
/* Of both menus, siblings in their order, hidden targets included; in the request's arena. */
struct menu_items {
	const struct menu_item *v;
	size_t n;
};
enum err_code menu_items(struct ctx *, struct menu_items *out);
/* NULL where there is none. */
const struct menu_item *menu_item_find(const struct menu_items *, int64_t id);
/* Whether there is a menu of that name. */
bool menu_known(const char *menu);
/* Whether it has an item, and so is not the shop's own. */
bool menu_is_set(const struct menu_items *, const char *menu);

/*
 * A new one (id 0) goes to the end. Refused at parent (choose_one; menu_level where it would lie too deep),
 * label_<default locale> (required, of an address), "" (menu_full {1}). ERR_CONFLICT: it was changed meanwhile;
 * ERR_NOT_FOUND: it is gone.
 */
enum err_code menu_item_save(struct ctx *, const struct menu_item *, int64_t *id);
/* Among its siblings. ERR_NOT_FOUND: it is gone. */
enum err_code menu_item_move(struct ctx *, int64_t id, enum arrange_step);
/* With those below it. ERR_NOT_FOUND: it is gone. */
enum err_code menu_item_remove(struct ctx *, int64_t id);
/* Writes the shop's own menu down, to be changed; nothing where it is set already. */
enum err_code menu_start(struct ctx *, const char *menu);
/* Back to the shop's own. */
enum err_code menu_reset(struct ctx *, const char *menu);

#endif
