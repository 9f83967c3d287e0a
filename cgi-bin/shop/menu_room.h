/*
 * menu_room: what the files of shop/ know of menus, and nobody else includes.
 */
#ifndef STOA_SHOP_MENU_ROOM_H
#define STOA_SHOP_MENU_ROOM_H

#include "queries.h"
#include "shop/menu.h"

enum err_code menu_items_of(struct ctx *, const struct menu_rows_row *, size_t n, struct menu_items *out);

#endif
