#include "shop/menu.h"

#include <inttypes.h>

#include "base/str.h"
#include "shop/catalog.h"
#include "shop/menu_room.h"
#include "shop/show.h"
#include "shop/tenant.h"

enum err_code menu_items_of(struct ctx *ctx, const struct menu_rows_row *rows, size_t n, struct menu_items *out)
{
	struct menu_item *v = ARENA_ARRAY(ctx->arena, n, struct menu_item);
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < n; i++) {
		v[i] = (struct menu_item){ .id = rows[i].id,
			.version = rows[i].version,
			.menu = rows[i].menu,
			.parent_id = rows[i].parent_id_null ? 0 : rows[i].parent_id,
			.target = { .kind = rows[i].kind,
			    .id = rows[i].target_id_null ? 0 : rows[i].target_id,
			    .address = rows[i].address } };
		e = localized_parse(ctx, rows[i].label, &v[i].label);
	}
	*out = (struct menu_items){ .v = v, .n = n };
	return e;
}

enum err_code menu_items(struct ctx *ctx, struct menu_items *out)
{
	struct menu_rows_row *rows;
	size_t n;
	enum err_code e = q_menu_rows(ctx, &rows, &n);
	return e ? e : menu_items_of(ctx, rows, n, out);
}

const struct menu_item *menu_item_find(const struct menu_items *all, int64_t id)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].id == id)
			return &all->v[i];
	return NULL;
}

bool menu_known(const char *menu)
{
	return str_eq(menu, "main") || str_eq(menu, "footer");
}

bool menu_is_set(const struct menu_items *all, const char *menu)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->v[i].menu, menu))
			return true;
	return false;
}

static size_t siblings(const struct menu_items *all, const char *menu, int64_t parent_id, int64_t *ids)
{
	size_t n = 0;
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->v[i].menu, menu) && all->v[i].parent_id == parent_id)
			ids[n++] = all->v[i].id;
	return n;
}

/* Nobody else changes the menu until the transaction is over; both menus as they are then. */
static enum err_code lock(struct ctx *ctx, const char *menu, struct menu_items *all)
{
	struct menu_lock_row *rows;
	size_t n;
	enum err_code e = q_menu_lock(ctx, &(struct menu_lock_in){ .menu = menu }, &rows, &n);
	return e ? e : menu_items(ctx, all);
}

static enum err_code check_parent(struct ctx *ctx, const struct menu_items *all, const struct menu_item *item)
{
	const struct menu_item *parent = menu_item_find(all, item->parent_id);
	int64_t *below = ARENA_ARRAY(ctx->arena, all->n, int64_t);
	if (item->parent_id == 0)
		return ERR_OK;
	if (!parent || !str_eq(parent->menu, item->menu) || parent->id == item->id)
		return refuse(ctx, "parent", "choose_one", NULL, NULL);
	if (parent->parent_id || (item->id && siblings(all, item->menu, item->id, below)))
		return refuse(ctx, "parent", "menu_level", NULL, NULL);
	return ERR_OK;
}

static enum err_code write_order(struct ctx *ctx, const int64_t *ids, size_t n)
{
	return q_menu_positions(ctx, &(struct menu_positions_in){ .ids = { .v = ids, .n = n } }, NULL);
}

static enum err_code insert(struct ctx *ctx, const struct menu_item *item, int64_t position, int64_t *id)
{
	struct menu_insert_row row;
	enum err_code e = q_menu_insert_one(ctx,
	    &(struct menu_insert_in){ .menu = item->menu,
	        .parent_id = item->parent_id,
	        .parent_id_null = item->parent_id == 0,
	        .position = position,
	        .kind = item->target.kind,
	        .target_id = item->target.id,
	        .target_id_null = item->target.id == 0,
	        .address = item->target.address,
	        .label = localized_print(ctx, &item->label) },
	    &row);
	*id = row.id;
	return e;
}

static enum err_code update(struct ctx *ctx, const struct menu_item *item)
{
	int64_t changed;
	enum err_code e = q_menu_update(ctx,
	    &(struct menu_update_in){ .id = item->id,
	        .version = item->version,
	        .parent_id = item->parent_id,
	        .parent_id_null = item->parent_id == 0,
	        .kind = item->target.kind,
	        .target_id = item->target.id,
	        .target_id_null = item->target.id == 0,
	        .address = item->target.address,
	        .label = localized_print(ctx, &item->label) },
	    &changed);
	return !e && !changed ? err_set(ctx, ERR_CONFLICT, "menu item %" PRId64 " was changed meanwhile", item->id) : e;
}

struct saving {
	const struct menu_item *item;
	int64_t id;
};

static enum err_code save(struct ctx *ctx, void *arg)
{
	struct saving *s = arg;
	const struct menu_item *item = s->item;
	struct menu_items all;
	enum err_code e = lock(ctx, item->menu, &all);
	if (e)
		return e;
	const struct menu_item *old = menu_item_find(&all, item->id);
	if (item->id && !old)
		return err_set(ctx, ERR_NOT_FOUND, "no menu item %" PRId64, item->id);
	if (!item->id && all.n >= MENU_ITEMS)
		return refuse(ctx, "", "menu_full", arena_printf(ctx->arena, "%d", MENU_ITEMS), NULL);
	e = check_parent(ctx, &all, item);
	if (e)
		return e;
	s->id = item->id;
	e = item->id ? update(ctx, item) : insert(ctx, item, (int64_t)all.n + 1, &s->id);
	if (e || (old && old->parent_id == item->parent_id))
		return e;
	/* Among new siblings it is the last one. */
	int64_t *ids = ARENA_ARRAY(ctx->arena, all.n + 1, int64_t);
	size_t n = siblings(&all, item->menu, item->parent_id, ids);
	ids[n++] = s->id;
	return write_order(ctx, ids, n);
}

enum err_code menu_item_save(struct ctx *ctx, const struct menu_item *item, int64_t *id)
{
	struct saving s = { .item = item };
	const char *locale = ctx->settings->default_locale;
	enum err_code e = ERR_OK;
	if (str_eq(item->target.kind, "address") && str_empty(localized_find(&item->label, locale)))
		e = refuse(ctx, arena_printf(ctx->arena, "label_%s", locale), "required", NULL, NULL);
	if (!e)
		e = change_tx(ctx, TOPIC_SHOP, save, &s);
	*id = s.id;
	return e;
}

struct moving {
	const char *menu;
	int64_t id;
	enum arrange_step step;
};

static enum err_code move(struct ctx *ctx, void *arg)
{
	const struct moving *m = arg;
	struct menu_items all;
	enum err_code e = lock(ctx, m->menu, &all);
	const struct menu_item *item = e ? NULL : menu_item_find(&all, m->id);
	if (e || !item)
		return e ? e : err_set(ctx, ERR_NOT_FOUND, "no menu item %" PRId64, m->id);
	int64_t *ids = ARENA_ARRAY(ctx->arena, all.n, int64_t);
	size_t n = siblings(&all, item->menu, item->parent_id, ids);
	arrange_move(ids, n, m->id, m->step);
	return write_order(ctx, ids, n);
}

enum err_code menu_item_move(struct ctx *ctx, int64_t id, enum arrange_step step)
{
	struct menu_items all;
	enum err_code e = menu_items(ctx, &all);
	const struct menu_item *item = e ? NULL : menu_item_find(&all, id);
	if (e || !item)
		return e ? e : err_set(ctx, ERR_NOT_FOUND, "no menu item %" PRId64, id);
	struct moving m = { .menu = item->menu, .id = id, .step = step };
	return change_tx(ctx, TOPIC_SHOP, move, &m);
}

static enum err_code take_away(struct ctx *ctx, void *arg)
{
	const int64_t *id = arg;
	int64_t deleted;
	enum err_code e = q_menu_delete(ctx, &(struct menu_delete_in){ .id = *id }, &deleted);
	return !e && !deleted ? err_set(ctx, ERR_NOT_FOUND, "no menu item %" PRId64, *id) : e;
}

enum err_code menu_item_remove(struct ctx *ctx, int64_t id)
{
	return change_tx(ctx, TOPIC_SHOP, take_away, &id);
}

static enum err_code start(struct ctx *ctx, void *arg)
{
	const char *menu = arg;
	struct shelves s;
	enum err_code e = catalog_shelves(ctx, &s);
	if (e || menu_is_set(s.menu, menu))
		return e;
	int64_t id, position = 0;
	bool is_main = str_eq(menu, "main");
	for (size_t i = 0; !e && is_main && i < s.categories.n; i++) {
		const struct category *c = &s.categories.v[i];
		struct menu_item item = { .menu = menu, .target = { .kind = "category", .id = c->id } };
		if (c->parent_id == 0 && position < MENU_ITEMS)
			e = insert(ctx, &item, ++position, &id);
	}
	for (size_t i = 0; !e && !is_main && i < s.n_pages && i < MENU_ITEMS; i++) {
		struct menu_item item = { .menu = menu, .target = { .kind = "page", .id = s.pages[i].id } };
		e = insert(ctx, &item, ++position, &id);
	}
	return e;
}

enum err_code menu_start(struct ctx *ctx, const char *menu)
{
	char *name = arena_strdup(ctx->arena, menu);
	return change_tx(ctx, TOPIC_SHOP, start, name);
}

static enum err_code clear(struct ctx *ctx, void *arg)
{
	return q_menu_clear(ctx, &(struct menu_clear_in){ .menu = arg }, NULL);
}

enum err_code menu_reset(struct ctx *ctx, const char *menu)
{
	return change_tx(ctx, TOPIC_SHOP, clear, arena_strdup(ctx->arena, menu));
}
