#include "shop/category_tree.h"

#include <inttypes.h>

#include "base/str.h"
#include "queries.h"
#include "shop/product_index.h"
#include "shop/product_near.h"
#include "shop/show.h"
#include "shop/tenant.h"

struct growing {
	const struct category_rows_row *rows;
	size_t n_rows;
	struct category_node *v;
	size_t n;
};

static int64_t parent_of(const struct category_rows_row *r)
{
	return r->parent_id_null ? 0 : r->parent_id;
}

static void grow(struct growing *g, int64_t parent_id, int depth)
{
	struct category_node *before = NULL;
	for (size_t i = 0; i < g->n_rows; i++) {
		const struct category_rows_row *r = &g->rows[i];
		if (parent_of(r) != parent_id)
			continue;
		struct category_node *node = &g->v[g->n++];
		*node = (struct category_node){ .id = r->id,
			.parent_id = parent_id,
			.name = r->name,
			.hidden = r->hidden,
			.active = r->active,
			.products = r->products,
			.depth = depth,
			.first = !before,
			.last = true };
		if (before)
			before->last = false;
		before = node;
		size_t self = g->n;
		grow(g, r->id, depth + 1);
		node->below = g->n - self;
	}
}

enum err_code category_tree(struct ctx *ctx, struct category_tree *out)
{
	struct category_rows_in in = { .locale = ctx->locale, .default_locale = ctx->settings->default_locale };
	struct category_rows_row *rows;
	size_t n;
	enum err_code e = q_category_rows(ctx, &in, &rows, &n);
	if (e)
		return e;
	struct growing g = { .rows = rows, .n_rows = n, .v = ARENA_ARRAY(ctx->arena, n, struct category_node) };
	grow(&g, 0, 1);
	*out = (struct category_tree){ .v = g.v, .n = g.n };
	return ERR_OK;
}

const struct category_node *category_tree_find(const struct category_tree *tree, int64_t id)
{
	for (size_t i = 0; i < tree->n; i++)
		if (tree->v[i].id == id)
			return &tree->v[i];
	return NULL;
}

bool category_tree_below(const struct category_tree *tree, const struct category_node *node, int64_t id)
{
	size_t at = (size_t)(node - tree->v);
	for (size_t i = at; i <= at + node->below; i++)
		if (tree->v[i].id == id)
			return true;
	return false;
}

static int deepest(const struct category_tree *tree, const struct category_node *node)
{
	size_t at = (size_t)(node - tree->v);
	int depth = node->depth;
	for (size_t i = at; i <= at + node->below; i++)
		depth = tree->v[i].depth > depth ? tree->v[i].depth : depth;
	return depth;
}

/* Whether the category (0: a new one) may lie below that parent. */
static enum err_code check_parent(struct ctx *ctx, const struct category_tree *tree, int64_t id, int64_t parent_id)
{
	const struct category_node *node = category_tree_find(tree, id);
	const struct category_node *parent = category_tree_find(tree, parent_id);
	if (parent_id == 0)
		return ERR_OK;
	if (!parent)
		return refuse(ctx, "parent", "choose_one", NULL, NULL);
	if (node && category_tree_below(tree, node, parent_id))
		return refuse(ctx, "parent", "category_cycle", NULL, NULL);
	int height = node ? deepest(tree, node) - node->depth + 1 : 1;
	if (parent->depth + height > CATEGORY_DEPTH)
		return refuse(ctx, "parent", "category_deep", arena_printf(ctx->arena, "%d", CATEGORY_DEPTH), NULL);
	return ERR_OK;
}

/* Nobody else moves a category until the transaction is over; the tree as it is then. */
static enum err_code lock_tree(struct ctx *ctx, struct category_tree *out)
{
	struct category_lock_row *rows;
	size_t n;
	enum err_code e = q_category_lock(ctx, &rows, &n);
	return e ? e : category_tree(ctx, out);
}

static size_t children(const struct category_tree *tree, int64_t parent_id, int64_t *ids)
{
	size_t n = 0;
	for (size_t i = 0; i < tree->n; i++)
		if (tree->v[i].parent_id == parent_id)
			ids[n++] = tree->v[i].id;
	return n;
}

static enum err_code write_order(struct ctx *ctx, const int64_t *ids, size_t n)
{
	return q_category_positions(ctx, &(struct category_positions_in){ .ids = { .v = ids, .n = n } }, NULL);
}

enum err_code category_form_get(struct ctx *ctx, int64_t id, struct category_form *out)
{
	struct category_head_row head;
	struct category_texts_row *texts;
	size_t n;
	enum err_code e = q_category_head_one(ctx, &(struct category_head_in){ .id = id }, &head);
	if (!e)
		e = q_category_texts(ctx, &(struct category_texts_in){ .id = id }, &texts, &n);
	if (e)
		return e;
	struct localized_text *names = ARENA_ARRAY(ctx->arena, n, struct localized_text);
	struct localized_text *descriptions = ARENA_ARRAY(ctx->arena, n, struct localized_text);
	for (size_t i = 0; i < n; i++) {
		names[i] = (struct localized_text){ .locale = texts[i].locale, .text = texts[i].name };
		descriptions[i] = (struct localized_text){ .locale = texts[i].locale, .text = texts[i].description };
	}
	*out = (struct category_form){ .id = id,
		.version = head.version,
		.parent_id = head.parent_id_null ? 0 : head.parent_id,
		.hidden = head.hidden,
		.sort = head.sort,
		.name = { .v = names, .n = n },
		.description = { .v = descriptions, .n = n } };
	return arrange_slugs_get(ctx, SLUG_CATEGORY, id, &out->slug);
}

static bool sort_known(const char *sort)
{
	static const char *const sorts[] = { "featured", "name", "price", "price-down", "new" };
	for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++)
		if (str_eq(sorts[i], sort))
			return true;
	return false;
}

static const char *text_in(const struct localized *texts, const char *locale)
{
	const char *text = localized_find(texts, locale);
	return text ? text : "";
}

/* The shop's own language has a name; so has every other one in which anything else is said. */
static enum err_code check_texts(struct ctx *ctx, const struct category_form *f)
{
	const struct settings *s = ctx->settings;
	enum err_code e = ERR_OK;
	for (size_t i = 0; i < s->locales.n; i++) {
		const char *locale = s->locales.v[i];
		bool needed = str_eq(locale, s->default_locale) || *text_in(&f->description, locale);
		if (needed && !*text_in(&f->name, locale))
			e = refuse(ctx, arena_printf(ctx->arena, "name_%s", locale), "required", NULL, NULL);
	}
	return sort_known(f->sort) ? e : refuse(ctx, "sort", "choose_one", NULL, NULL);
}

static enum err_code write_texts(struct ctx *ctx, int64_t id, const struct category_form *f)
{
	const struct texts *locales = &ctx->settings->locales;
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < locales->n; i++) {
		struct category_text_put_in in = { .category_id = id,
			.locale = locales->v[i],
			.name = text_in(&f->name, locales->v[i]),
			.description = text_in(&f->description, locales->v[i]) };
		struct category_text_drop_in none = { .category_id = id, .locale = locales->v[i] };
		e = *in.name ? q_category_text_put(ctx, &in, NULL) : q_category_text_drop(ctx, &none, NULL);
	}
	return e ? e : arrange_slugs(ctx, SLUG_CATEGORY, id, &f->name, &f->slug);
}

/* A code for files and imports, made of the name and numbered where taken. */
static enum err_code insert(struct ctx *ctx, const struct category_form *f, int64_t position, int64_t *id)
{
	const char *base = text_in(&f->slug, ctx->settings->default_locale);
	if (!*base)
		base = text_in(&f->name, ctx->settings->default_locale);
	for (int i = 1; i <= 200; i++) {
		struct category_insert_in in = { .parent_id = f->parent_id,
			.parent_id_null = f->parent_id == 0,
			.code = i == 1 ? base : arena_printf(ctx->arena, "%s-%d", base, i),
			.position = position,
			.hidden = f->hidden,
			.sort = f->sort };
		struct category_insert_row *rows;
		size_t n;
		enum err_code e = q_category_insert(ctx, &in, &rows, &n);
		if (e)
			return e;
		if (n) {
			*id = rows[0].id;
			return ERR_OK;
		}
	}
	return err_set(ctx, ERR_CONFLICT, "too many categories of one code");
}

static enum err_code update(struct ctx *ctx, const struct category_form *f)
{
	int64_t changed;
	enum err_code e = q_category_update(ctx,
	    &(struct category_update_in){ .id = f->id,
	        .version = f->version,
	        .parent_id = f->parent_id,
	        .parent_id_null = f->parent_id == 0,
	        .hidden = f->hidden,
	        .sort = f->sort },
	    &changed);
	return !e && !changed ? err_set(ctx, ERR_CONFLICT, "category %" PRId64 " was changed meanwhile", f->id) : e;
}

struct saving {
	const struct category_form *form;
	int64_t id;
};

static enum err_code save(struct ctx *ctx, void *arg)
{
	struct saving *s = arg;
	const struct category_form *f = s->form;
	struct category_tree tree;
	enum err_code e = lock_tree(ctx, &tree);
	if (e)
		return e;
	const struct category_node *old = category_tree_find(&tree, f->id);
	if (f->id && !old)
		return err_set(ctx, ERR_NOT_FOUND, "no category %" PRId64, f->id);
	e = check_parent(ctx, &tree, f->id, f->parent_id);
	if (e)
		return e;
	s->id = f->id;
	e = f->id ? update(ctx, f) : insert(ctx, f, (int64_t)tree.n + 1, &s->id);
	if (e)
		return e;
	/* Among new siblings it is the last one. */
	int64_t *ids = ARENA_ARRAY(ctx->arena, tree.n + 1, int64_t);
	size_t n = children(&tree, f->parent_id, ids);
	if (!old || old->parent_id != f->parent_id) {
		ids[n++] = s->id;
		e = write_order(ctx, ids, n);
	}
	if (!e)
		e = q_category_show(ctx, NULL);
	return e ? e : write_texts(ctx, s->id, f);
}

/* Products are found by the names of the categories that they are in, and lead home to one of them: of all below the
 * given one. */
static enum err_code index_below(struct ctx *ctx, int64_t id)
{
	struct category_tree tree;
	enum err_code e = category_tree(ctx, &tree);
	const struct category_node *node = e ? NULL : category_tree_find(&tree, id);
	if (!node)
		return e;
	/* Each call takes those right below it along. */
	for (size_t i = 0; !e && i <= node->below; i++)
		if ((node[i].depth - node->depth) % 2 == 0)
			e = product_index_category(ctx, node[i].id);
	return e ? e : product_near_follow(ctx);
}

static bool found_alike(const struct ctx *ctx, const struct category_form *a, const struct category_form *b)
{
	const struct texts *locales = &ctx->settings->locales;
	bool alike = a->parent_id == b->parent_id && a->hidden == b->hidden;
	for (size_t i = 0; i < locales->n; i++)
		alike = alike && str_eq(text_in(&a->name, locales->v[i]), text_in(&b->name, locales->v[i]));
	return alike;
}

enum err_code category_save(struct ctx *ctx, const struct category_form *f, int64_t *id)
{
	struct saving s = { .form = f };
	struct category_form old;
	enum err_code e = check_texts(ctx, f);
	if (!e && f->id)
		e = category_form_get(ctx, f->id, &old);
	if (!e)
		e = change_tx(ctx, TOPIC_SHOP, save, &s);
	*id = s.id;
	return e || !f->id || found_alike(ctx, &old, f) ? e : index_below(ctx, f->id);
}

struct moving {
	int64_t id, parent_id, before_id;
	enum arrange_step step;
};

static enum err_code move(struct ctx *ctx, void *arg)
{
	const struct moving *m = arg;
	struct category_tree tree;
	enum err_code e = lock_tree(ctx, &tree);
	if (e)
		return e;
	const struct category_node *node = category_tree_find(&tree, m->id);
	if (!node)
		return err_set(ctx, ERR_NOT_FOUND, "no category %" PRId64, m->id);
	int64_t *ids = ARENA_ARRAY(ctx->arena, tree.n, int64_t);
	size_t n = children(&tree, node->parent_id, ids);
	arrange_move(ids, n, m->id, m->step);
	return write_order(ctx, ids, n);
}

enum err_code category_move(struct ctx *ctx, int64_t id, enum arrange_step step)
{
	struct moving m = { .id = id, .step = step };
	enum err_code e = change_tx(ctx, TOPIC_SHOP, move, &m);
	return e ? e : product_near_follow(ctx);
}

static enum err_code place(struct ctx *ctx, void *arg)
{
	const struct moving *m = arg;
	struct category_tree tree;
	enum err_code e = lock_tree(ctx, &tree);
	if (e)
		return e;
	const struct category_node *node = category_tree_find(&tree, m->id);
	if (!node || (m->parent_id && !category_tree_find(&tree, m->parent_id)))
		return err_set(ctx, ERR_CONFLICT, "category or parent is gone");
	e = check_parent(ctx, &tree, m->id, m->parent_id);
	if (e)
		return e;
	int64_t *ids = ARENA_ARRAY(ctx->arena, tree.n + 1, int64_t);
	size_t n = children(&tree, m->parent_id, ids);
	if (node->parent_id != m->parent_id)
		ids[n++] = m->id;
	if (m->before_id != m->id && !arrange_before(ids, n, m->id, m->before_id))
		return err_set(ctx, ERR_CONFLICT, "neighbour is gone");
	e = q_category_parent_set(ctx,
	    &(struct category_parent_set_in){
	        .id = m->id, .parent_id = m->parent_id, .parent_id_null = m->parent_id == 0 },
	    NULL);
	if (!e)
		e = write_order(ctx, ids, n);
	return e ? e : q_category_show(ctx, NULL);
}

enum err_code category_place(struct ctx *ctx, int64_t id, int64_t parent_id, int64_t before_id)
{
	struct moving m = { .id = id, .parent_id = parent_id, .before_id = before_id };
	enum err_code e = change_tx(ctx, TOPIC_SHOP, place, &m);
	return e ? e : index_below(ctx, id);
}

struct removing {
	int64_t id, to_id;
};

static enum err_code check_empty(struct ctx *ctx, const struct category_tree *tree, const struct removing *r)
{
	const struct category_node *node = category_tree_find(tree, r->id);
	if (!node)
		return err_set(ctx, ERR_NOT_FOUND, "no category %" PRId64, r->id);
	if (node->below)
		return refuse(ctx, "to", "category_children", NULL, NULL);
	if (!r->to_id && node->products)
		return refuse(
		    ctx, "to", "category_products", arena_printf(ctx->arena, "%" PRId64, node->products), NULL);
	if (r->to_id && (r->to_id == r->id || !category_tree_find(tree, r->to_id)))
		return refuse(ctx, "to", "choose_one", NULL, NULL);
	return ERR_OK;
}

static enum err_code take_away(struct ctx *ctx, void *arg)
{
	const struct removing *r = arg;
	struct category_tree tree;
	enum err_code e = lock_tree(ctx, &tree);
	if (!e)
		e = check_empty(ctx, &tree, r);
	if (!e && r->to_id)
		e = q_category_products_give(
		    ctx, &(struct category_products_give_in){ .from_id = r->id, .to_id = r->to_id }, NULL);
	if (!e)
		e = arrange_slugs_give(ctx, SLUG_CATEGORY, r->id, r->to_id);
	if (!e)
		e = q_menu_forget(ctx, &(struct menu_forget_in){ .kind = "category", .target_id = r->id }, NULL);
	return e ? e : q_category_delete(ctx, &(struct category_delete_in){ .id = r->id }, NULL);
}

enum err_code category_remove(struct ctx *ctx, int64_t id, int64_t to_id)
{
	struct removing r = { .id = id, .to_id = to_id };
	enum err_code e = change_tx(ctx, TOPIC_SHOP, take_away, &r);
	if (!e && to_id)
		e = product_index_category(ctx, to_id);
	return e ? e : product_near_follow(ctx);
}

enum err_code category_products(struct ctx *ctx, int64_t id, const struct category_product **out, size_t *n)
{
	struct category_product_rows_in in = { .category_id = id,
		.locale = ctx->locale,
		.default_locale = ctx->settings->default_locale,
		.max_rows = CATEGORY_PRODUCTS };
	struct category_product_rows_row *rows;
	enum err_code e = q_category_product_rows(ctx, &in, &rows, n);
	if (e)
		return e;
	struct category_product *v = ARENA_ARRAY(ctx->arena, *n, struct category_product);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct category_product){
			.id = rows[i].id, .name = rows[i].name, .state = rows[i].state, .picture = rows[i].picture
		};
	*out = v;
	return ERR_OK;
}

struct product_moving {
	int64_t category_id, product_id;
	enum arrange_step step;
};

/* Lists of the categories above have it, too. */
static enum err_code tell_order(struct ctx *ctx, int64_t category_id)
{
	struct category_tree tree;
	enum err_code e = category_tree(ctx, &tree);
	if (e)
		return e;
	int64_t *ids = ARENA_ARRAY(ctx->arena, tree.n, int64_t);
	size_t n = 0;
	for (const struct category_node *c = category_tree_find(&tree, category_id); c;
	     c = category_tree_find(&tree, c->parent_id))
		ids[n++] = c->id;
	e = change(ctx, TOPIC_CATEGORY, ids, n);
	return e ? e : change(ctx, TOPIC_SHELF, ids, n);
}

static enum err_code move_product(struct ctx *ctx, void *arg)
{
	const struct product_moving *m = arg;
	struct category_product_ids_row *rows;
	size_t n;
	enum err_code e =
	    q_category_product_ids(ctx, &(struct category_product_ids_in){ .category_id = m->category_id }, &rows, &n);
	if (e)
		return e;
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i].product_id;
	if (!arrange_move(ids, n, m->product_id, m->step))
		return err_set(ctx, ERR_CONFLICT, "product is not in the category");
	e = q_category_product_positions(ctx,
	    &(struct category_product_positions_in){ .category_id = m->category_id, .ids = { .v = ids, .n = n } },
	    NULL);
	return e ? e : tell_order(ctx, m->category_id);
}

enum err_code category_product_move(struct ctx *ctx, int64_t category_id, int64_t product_id, enum arrange_step step)
{
	struct product_moving m = { .category_id = category_id, .product_id = product_id, .step = step };
	return db_tx(ctx, move_product, &m);
}
