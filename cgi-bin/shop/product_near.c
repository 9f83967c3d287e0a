#include "shop/product_near.h"

#include <string.h>

#include "queries.h"
#include "shop/show.h"

enum { AT_ONCE = 100 };

enum err_code product_near_moved(struct ctx *ctx, struct bigints ids, struct near_moved *out)
{
	struct near_moved_row *rows;
	size_t n;
	enum err_code e = q_near_moved(ctx, &(struct near_moved_in){ .product_ids = ids }, &rows, &n);
	if (e)
		return e;
	int64_t *moved = ARENA_ARRAY(ctx->arena, n, int64_t), *shelves = ARENA_ARRAY(ctx->arena, n, int64_t);
	int64_t *before = ARENA_ARRAY(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++) {
		moved[i] = rows[i].product_id;
		shelves[i] = rows[i].shelf;
		before[i] = rows[i].before;
	}
	*out = (struct near_moved){ .ids = moved, .shelves = shelves, .before = before, .n = n };
	return ERR_OK;
}

/* Each where it is and, where that is another shelf, where it was. */
static struct near_lock_in places(struct ctx *ctx, const struct near_moved *m)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, 2 * m->n, int64_t),
	        *shelves = ARENA_ARRAY(ctx->arena, 2 * m->n, int64_t);
	size_t n = 0;
	for (size_t i = 0; i < m->n; i++) {
		ids[n] = m->ids[i];
		shelves[n++] = m->shelves[i];
		if (m->before[i] == m->shelves[i] || m->before[i] == 0)
			continue;
		ids[n] = m->ids[i];
		shelves[n++] = m->before[i];
	}
	return (struct near_lock_in){
		.product_ids = { .v = ids, .n = n }, .shelves = { .v = shelves, .n = n }, .related = NEAR_MAX
	};
}

/* Pages show who is on their shelf, and those of a tree that was changed may have been made anew before this. */
static enum err_code tell(struct ctx *ctx, struct bigints shelves)
{
	int64_t *each = ARENA_ARRAY(ctx->arena, shelves.n, int64_t);
	size_t n = 0;
	for (size_t i = 0; i < shelves.n; i++) {
		bool told = shelves.v[i] == 0;
		for (size_t k = 0; k < n && !told; k++)
			told = each[k] == shelves.v[i];
		if (!told)
			each[n++] = shelves.v[i];
	}
	return change(ctx, TOPIC_SHELF, each, n);
}

enum err_code product_near_put(struct ctx *ctx, const struct near_moved *m)
{
	struct near_lock_row *rows;
	size_t n;
	if (m->n == 0)
		return ERR_OK;
	struct near_shelf_put_in put = { .product_ids = { .v = m->ids, .n = m->n },
		.shelves = { .v = m->shelves, .n = m->n } };
	struct near_lock_in lock = places(ctx, m);
	/* Before any of them is written: two that move products to one another's shelves would else wait in a ring. */
	enum err_code e = q_near_lock(ctx, &lock, &rows, &n);
	if (!e)
		e = q_near_shelf_put(ctx, &put, NULL);
	if (e)
		return e;
	int64_t *ids = ARENA_ARRAY(ctx->arena, n + m->n, int64_t);
	memcpy(ids, m->ids, m->n * sizeof *ids);
	for (size_t i = 0; i < n; i++)
		ids[m->n + i] = rows[i].product_id;
	struct near_put_in in = {
		.product_ids = { .v = ids, .n = n + m->n }, .related = NEAR_SHOWN, .max = NEAR_MAX, .at = ctx->now
	};
	e = q_near_put(ctx, &in, NULL);
	return e ? e : tell(ctx, lock.shelves);
}

static enum err_code follow_some(struct ctx *ctx, void *arg)
{
	struct near_moved moved;
	enum err_code e = product_near_moved(ctx, *(const struct bigints *)arg, &moved);
	return e ? e : product_near_put(ctx, &moved);
}

enum err_code product_near_follow(struct ctx *ctx)
{
	struct near_behind_row behind;
	enum err_code e = q_near_behind_one(ctx, &behind);
	for (size_t i = 0; !e && i < behind.ids.n; i += AT_ONCE) {
		size_t n = behind.ids.n - i < AT_ONCE ? behind.ids.n - i : AT_ONCE;
		struct bigints some = { .v = behind.ids.v + i, .n = n };
		e = db_tx_within(ctx, follow_some, &some);
	}
	return e;
}
