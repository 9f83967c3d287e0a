#include "shop/home.h"

#include <inttypes.h>

#include "base/str.h"
#include "queries.h"
#include "shop/finding.h"
#include "shop/show.h"
#include "shop/tenant.h"

enum { CHOICES = 60, OWN_BLOCKS = 4 };

static enum err_code block_of(struct ctx *ctx, const struct home_rows_row *r, struct home_block *b)
{
	*b = (struct home_block){ .id = r->id,
		.version = r->version,
		.kind = r->kind,
		.active = r->active,
		.starts_at = r->starts_at,
		.ends_at = r->ends_at,
		.link = { .kind = r->link_kind ? r->link_kind : "",
		    .id = r->link_id_null ? 0 : r->link_id,
		    .address = r->link_address },
		.picture = r->picture,
		.source = r->source,
		.category_id = r->category_id_null ? 0 : r->category_id,
		.products = r->products,
		.max_products = r->max_products };
	enum err_code e = localized_parse(ctx, r->headline, &b->headline);
	if (!e)
		e = localized_parse(ctx, r->body, &b->body);
	if (!e)
		e = localized_parse(ctx, r->button, &b->button);
	return e ? e : localized_parse(ctx, r->picture_alt, &b->picture_alt);
}

enum err_code home_blocks(struct ctx *ctx, struct home_blocks *out)
{
	struct home_rows_row *rows;
	size_t n;
	enum err_code e = q_home_rows(ctx, &rows, &n);
	if (e)
		return e;
	struct home_block *v = ARENA_ARRAY(ctx->arena, n, struct home_block);
	for (size_t i = 0; !e && i < n; i++)
		e = block_of(ctx, &rows[i], &v[i]);
	*out = (struct home_blocks){ .v = v, .n = n };
	return e;
}

const struct home_block *home_block_find(const struct home_blocks *all, int64_t id)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].id == id)
			return &all->v[i];
	return NULL;
}

bool home_block_shown(const struct home_block *b, int64_t now)
{
	return b->active && b->starts_at <= now && now < b->ends_at;
}

bool home_kind_known(const char *kind)
{
	static const char *const kinds[] = { "hero", "products", "text", "categories", "banner" };
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (str_eq(kinds[i], kind))
			return true;
	return false;
}

/* The page that the shop makes by itself. */
static enum err_code own_blocks(struct ctx *ctx, struct home_block to[OWN_BLOCKS])
{
	struct home_greeting_row row;
	enum err_code e = q_home_greeting_one(ctx, &row);
	if (e)
		return e;
	to[0] = (struct home_block){ .kind = "hero", .picture = row.picture };
	to[1] = (struct home_block){ .kind = "categories" };
	to[2] = (struct home_block){ .kind = "products", .source = "featured", .max_products = HOME_PRODUCTS };
	to[3] = (struct home_block){ .kind = "products", .source = "newest", .max_products = HOME_NEWEST };
	for (int i = 0; i < OWN_BLOCKS; i++) {
		to[i].active = true;
		to[i].ends_at = INT64_MAX;
		to[i].link.kind = "";
		to[i].source = to[i].source ? to[i].source : "featured";
		to[i].max_products = to[i].max_products ? to[i].max_products : HOME_NEWEST;
	}
	if (!row.category_id_null)
		to[0].link = (struct link_target){ .kind = "category", .id = row.category_id };
	e = localized_parse(ctx, row.headline, &to[0].headline);
	if (!e)
		e = localized_parse(ctx, row.body, &to[0].body);
	return e ? e : localized_parse(ctx, row.picture_alt, &to[0].picture_alt);
}

/* Where the products of one block come from: ids that are there already, or a query under way. */
struct wanted {
	struct ids_home_row *home;
	struct ids_latest_row *latest;
	struct home_category_ids_row *category;
	size_t n;
	struct bigints ids;
};

static void ask(struct ctx *ctx, const struct categories *all, const struct home_block *b, struct wanted *w)
{
	bool of_category = all && categories_find(all, b->category_id);
	if (str_eq(b->source, "newest") || str_eq(b->source, "featured"))
		show(ctx, TOPIC_GOODS, 0);
	else if (!str_eq(b->source, "chosen") && of_category)
		show(ctx, TOPIC_SHELF, b->category_id);
	if (str_eq(b->source, "chosen"))
		w->ids = b->products;
	else if (str_eq(b->source, "newest"))
		q_ids_latest_queue(ctx, &(struct ids_latest_in){ .max_rows = b->max_products }, &w->latest, &w->n);
	else if (str_eq(b->source, "featured"))
		q_ids_home_queue(ctx, &(struct ids_home_in){ .max_rows = b->max_products }, &w->home, &w->n);
	else if (of_category)
		q_home_category_ids_queue(ctx,
		    &(struct home_category_ids_in){ .categories = finding_subtree(ctx, all, b->category_id),
		        .at = ctx->now,
		        .max_rows = b->max_products },
		    &w->category, &w->n);
}

static struct bigints answered(const struct wanted *w, int64_t max)
{
	struct bigints ids = w->ids;
	if (w->home)
		ids = w->home->ids;
	if (w->latest)
		ids = w->latest->ids;
	if (w->category)
		ids = w->category->ids;
	if (ids.n > (size_t)max)
		ids.n = (size_t)max;
	return ids;
}

static enum err_code read_products(struct ctx *ctx, const struct categories *all, struct home_part *parts, size_t n)
{
	struct wanted *wanted = ARENA_ARRAY(ctx->arena, n, struct wanted);
	struct bigints *ids = ARENA_ARRAY(ctx->arena, n, struct bigints);
	struct product_list *lists = ARENA_ARRAY(ctx->arena, n, struct product_list);
	for (size_t i = 0; i < n; i++)
		if (str_eq(parts[i].block.kind, "products"))
			ask(ctx, all, &parts[i].block, &wanted[i]);
	enum err_code e = db_flush(ctx);
	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		ids[i] = answered(&wanted[i], parts[i].block.max_products);
	e = catalog_cards_many(ctx, ids, n, lists);
	for (size_t i = 0; i < n; i++)
		parts[i].products = lists[i];
	return e;
}

/* A block comes on its first day and goes after its last. */
static void show_days(struct ctx *ctx, const struct home_block *b)
{
	if (b->active)
		show_until(ctx, b->starts_at > ctx->now ? b->starts_at
		                : b->ends_at > ctx->now ? b->ends_at
		                                        : INT64_MAX);
}

enum err_code home_parts(struct ctx *ctx, const struct categories *all, const struct home_part **out, size_t *n)
{
	struct home_blocks blocks;
	struct home_block own[OWN_BLOCKS];
	enum err_code e = home_blocks(ctx, &blocks);
	if (!e && blocks.n == 0) {
		e = own_blocks(ctx, own);
		blocks = (struct home_blocks){ .v = own, .n = OWN_BLOCKS };
	}
	if (e)
		return e;
	struct home_part *parts = ARENA_ARRAY(ctx->arena, blocks.n, struct home_part);
	size_t shown = 0;
	show(ctx, TOPIC_CONTENT, 0);
	for (size_t i = 0; i < blocks.n; i++)
		show_days(ctx, &blocks.v[i]);
	for (size_t i = 0; i < blocks.n; i++)
		if (home_block_shown(&blocks.v[i], ctx->now))
			parts[shown++].block = blocks.v[i];
	e = read_products(ctx, all, parts, shown);
	*n = 0;
	for (size_t i = 0; i < shown; i++)
		if (parts[i].products.n || !str_eq(parts[i].block.kind, "products"))
			parts[(*n)++] = parts[i];
	*out = parts;
	return e;
}

static bool says_nothing(const struct localized *texts, const char *locale)
{
	return str_empty(localized_find(texts, locale));
}

static enum err_code check(struct ctx *ctx, const struct home_block *b)
{
	static const char *const sources[] = { "featured", "newest", "category", "chosen" };
	const char *locale = ctx->settings->default_locale;
	struct category_head_row row;
	bool known = false;
	enum err_code e = ERR_OK;
	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
		known = known || str_eq(sources[i], b->source);
	if ((str_eq(b->kind, "text") || str_eq(b->kind, "banner")) && says_nothing(&b->headline, locale) &&
	    says_nothing(&b->body, locale))
		e = refuse(ctx, arena_printf(ctx->arena, "headline_%s", locale), "required", NULL, NULL);
	if (b->starts_at >= b->ends_at)
		e = refuse(ctx, "until", "day_order", NULL, NULL);
	if (!known)
		return refuse(ctx, "source", "choose_one", NULL, NULL);
	if (!str_eq(b->source, "category"))
		return e;
	enum err_code c = q_category_head_one(ctx, &(struct category_head_in){ .id = b->category_id }, &row);
	if (c == ERR_NOT_FOUND)
		return refuse(ctx, "shelf", "choose_one", NULL, NULL);
	return c ? c : e;
}

static enum err_code insert(struct ctx *ctx, const struct home_block *b, int64_t position, int64_t *id)
{
	struct home_insert_row row;
	enum err_code e = q_home_insert_one(ctx,
	    &(struct home_insert_in){ .kind = b->kind,
	        .position = position,
	        .active = b->active,
	        .starts_at = b->starts_at,
	        .ends_at = b->ends_at,
	        .headline = localized_print(ctx, &b->headline),
	        .body = localized_print(ctx, &b->body),
	        .button = localized_print(ctx, &b->button),
	        .link_kind = str_empty(b->link.kind) ? NULL : b->link.kind,
	        .link_id = b->link.id,
	        .link_id_null = b->link.id == 0,
	        .link_address = b->link.address,
	        .picture = b->picture,
	        .picture_alt = localized_print(ctx, &b->picture_alt),
	        .source = b->source,
	        .category_id = b->category_id,
	        .category_id_null = b->category_id == 0,
	        .products = b->products,
	        .max_products = b->max_products },
	    &row);
	*id = row.id;
	return e;
}

static enum err_code update(struct ctx *ctx, const struct home_block *b)
{
	int64_t changed;
	enum err_code e = q_home_update(ctx,
	    &(struct home_update_in){ .id = b->id,
	        .version = b->version,
	        .active = b->active,
	        .starts_at = b->starts_at,
	        .ends_at = b->ends_at,
	        .headline = localized_print(ctx, &b->headline),
	        .body = localized_print(ctx, &b->body),
	        .button = localized_print(ctx, &b->button),
	        .link_kind = str_empty(b->link.kind) ? NULL : b->link.kind,
	        .link_id = b->link.id,
	        .link_id_null = b->link.id == 0,
	        .link_address = b->link.address,
	        .picture = b->picture,
	        .picture_alt = localized_print(ctx, &b->picture_alt),
	        .source = b->source,
	        .category_id = b->category_id,
	        .category_id_null = b->category_id == 0,
	        .products = b->products,
	        .max_products = b->max_products },
	    &changed);
	return !e && !changed ? err_set(ctx, ERR_CONFLICT, "block %" PRId64 " was changed meanwhile", b->id) : e;
}

struct saving {
	const struct home_block *block;
	int64_t id;
};

static enum err_code save(struct ctx *ctx, void *arg)
{
	struct saving *s = arg;
	struct home_lock_row *all;
	size_t n;
	enum err_code e = q_home_lock(ctx, &all, &n);
	s->id = s->block->id;
	if (e)
		return e;
	if (s->block->id)
		return update(ctx, s->block);
	if (n >= HOME_BLOCKS)
		return refuse(ctx, "", "home_full", arena_printf(ctx->arena, "%d", HOME_BLOCKS), NULL);
	return insert(ctx, s->block, (int64_t)n + 1, &s->id);
}

enum err_code home_block_save(struct ctx *ctx, const struct home_block *b, int64_t *id)
{
	struct saving s = { .block = b };
	enum err_code e = check(ctx, b);
	if (!e)
		e = change_tx(ctx, TOPIC_CONTENT, save, &s);
	*id = s.id;
	return e;
}

struct moving {
	int64_t id;
	enum arrange_step step;
};

static enum err_code move(struct ctx *ctx, void *arg)
{
	const struct moving *m = arg;
	struct home_lock_row *all;
	size_t n;
	enum err_code e = q_home_lock(ctx, &all, &n);
	if (e)
		return e;
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = all[i].id;
	if (!arrange_move(ids, n, m->id, m->step))
		return err_set(ctx, ERR_NOT_FOUND, "no block %" PRId64, m->id);
	return q_home_positions(ctx, &(struct home_positions_in){ .ids = { .v = ids, .n = n } }, NULL);
}

enum err_code home_block_move(struct ctx *ctx, int64_t id, enum arrange_step step)
{
	struct moving m = { .id = id, .step = step };
	return change_tx(ctx, TOPIC_CONTENT, move, &m);
}

static enum err_code take_away(struct ctx *ctx, void *arg)
{
	const int64_t *id = arg;
	int64_t deleted;
	enum err_code e = q_home_delete(ctx, &(struct home_delete_in){ .id = *id }, &deleted);
	return !e && !deleted ? err_set(ctx, ERR_NOT_FOUND, "no block %" PRId64, *id) : e;
}

enum err_code home_block_remove(struct ctx *ctx, int64_t id)
{
	return change_tx(ctx, TOPIC_CONTENT, take_away, &id);
}

enum err_code home_start_tx(struct ctx *ctx)
{
	struct home_lock_row *all;
	struct home_block own[OWN_BLOCKS];
	size_t n;
	int64_t id;
	enum err_code e = q_home_lock(ctx, &all, &n);
	if (e || n)
		return e;
	e = own_blocks(ctx, own);
	for (int i = 0; !e && i < OWN_BLOCKS; i++)
		e = insert(ctx, &own[i], i + 1, &id);
	return e;
}

static enum err_code start(struct ctx *ctx, void *arg)
{
	(void)arg;
	return home_start_tx(ctx);
}

enum err_code home_start(struct ctx *ctx)
{
	return change_tx(ctx, TOPIC_CONTENT, start, NULL);
}

static enum err_code clear(struct ctx *ctx, void *arg)
{
	(void)arg;
	return q_home_clear(ctx, NULL);
}

enum err_code home_reset(struct ctx *ctx)
{
	return change_tx(ctx, TOPIC_CONTENT, clear, NULL);
}

enum err_code home_choices(struct ctx *ctx, const struct home_wanted *wanted, const struct home_choice **out, size_t *n)
{
	struct home_choices_in in = { .search = wanted->words,
		.every = wanted->every && str_empty(wanted->words),
		.chosen = wanted->chosen,
		.locale = ctx->locale,
		.default_locale = ctx->settings->default_locale,
		.max_rows = CHOICES };
	struct home_choices_row *rows;
	enum err_code e = q_home_choices(ctx, &in, &rows, n);
	if (e)
		return e;
	struct home_choice *v = ARENA_ARRAY(ctx->arena, *n, struct home_choice);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct home_choice){ .id = rows[i].id, .name = rows[i].name, .state = rows[i].state };
	*out = v;
	return ERR_OK;
}
