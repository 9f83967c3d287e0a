#include "shop/product_index.h"

#include "base/limits.h"
#include "shop/product_doc.h"
#include "shop/product_index_room.h"
#include "shop/show.h"
#include "shop/stock.h"
#include "shop/tenant.h"

/*
 * Counted up with every change of the rules by which words and facets are made: `stoactl migrate` then makes them anew,
 * of rows that only lack marks these alone.
 */
enum { RULES = 4 };
/* Those from here on differ in nothing but marks. */
enum { RULES_WITHOUT_MARKS = 2 };

enum { AT_ONCE = 25, MARKS_AT_ONCE = 100 };

enum err_code product_index_some(struct ctx *ctx, struct bigints ids)
{
	const struct settings *s = ctx->settings;
	struct index_texts_row *texts;
	struct index_shelves_row *shelves;
	struct index_words words = { .ctx = ctx };
	size_t n_shelves;
	enum err_code e = q_index_texts(
	    ctx, &(struct index_texts_in){ .product_ids = ids, .default_locale = s->default_locale }, &texts, &words.n);
	if (e)
		return e;
	words.texts = texts;
	/* While the rows are those of before. */
	q_index_shelves_queue(ctx, &(struct index_shelves_in){ .product_ids = ids }, &shelves, &n_shelves);
	q_index_terms_put_queue(ctx, &(struct index_terms_put_in){ .product_ids = ids });
	q_index_facets_put_queue(
	    ctx, &(struct index_facets_put_in){ .product_ids = ids, .own_currency = s->currency, .at = ctx->now });
	/* The row of product_facet is locked first, as by a sale that takes a mark from the words. */
	q_index_words_prune_queue(ctx, &(struct index_words_prune_in){ .product_ids = ids });
	q_index_prices_clear_queue(ctx, &(struct index_prices_clear_in){ .product_ids = ids });
	q_index_prices_put_queue(
	    ctx, &(struct index_prices_put_in){ .product_ids = ids, .own_currency = s->currency, .at = ctx->now });
	e = db_flush_meanwhile(ctx, index_words_make, &words);
	if (!e && words.n > 0)
		index_words_queue(&words);
	if (!e)
		e = db_flush(ctx);
	if (!e)
		e = product_doc_put(ctx, ids);
	if (e)
		return e;
	struct change_goods told = { .products = ids, .categories = shelves->lists, .shelves = shelves->shelves };
	return change_goods(ctx, &told);
}

enum err_code product_index(struct ctx *ctx, int64_t product_id)
{
	return product_index_some(ctx, (struct bigints){ .v = &product_id, .n = 1 });
}

/* Products of which a variant is sold out, or is so no more: ids and categories of those whose own state changed. */
static enum err_code put_availability(struct ctx *ctx, struct bigints variants, struct change_goods *told)
{
	struct index_stock_lock_row *locked;
	struct index_stock_put_row turned;
	struct index_lists_row lists;
	size_t n;
	enum err_code e =
	    q_index_stock_lock(ctx, &(struct index_stock_lock_in){ .variant_ids = variants }, &locked, &n);
	if (e || n == 0)
		return e;
	int64_t *ids = ARENA_ARRAY(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = locked[i].product_id;
	e = q_index_stock_put_one(ctx, &(struct index_stock_put_in){ .product_ids = { .v = ids, .n = n } }, &turned);
	if (e || turned.categories.n == 0)
		return e;
	e = q_index_lists_one(ctx, &(struct index_lists_in){ .categories = turned.categories }, &lists);
	if (!e)
		told->categories = lists.lists;
	return e;
}

enum err_code product_index_stock(struct ctx *ctx, struct bigints variants, struct bigints more)
{
	struct index_stock_words_row words;
	struct index_stock_words_in in = { .variant_ids = variants, .more = more, .few = STOCK_FEW };
	enum err_code e = q_index_stock_words_one(ctx, &in, &words);
	struct change_goods told = { .products = words.products };
	if (!e && words.turned.n > 0)
		e = put_availability(ctx, words.turned, &told);
	if (!e)
		e = product_doc_stock(ctx, words.products);
	if (e || words.turned.n == 0)
		return e ? e : change(ctx, TOPIC_PRODUCT, words.products.v, words.products.n);
	return change_goods(ctx, &told);
}

static enum err_code write_some(struct ctx *ctx, void *arg)
{
	return product_index_some(ctx, *(struct bigints *)arg);
}

static enum err_code mark_some(struct ctx *ctx, void *arg)
{
	return index_marks(ctx, *(struct bigints *)arg);
}

static enum err_code make_up(struct ctx *ctx, void *arg)
{
	enum err_code e = mark_some(ctx, arg);
	return e ? e : product_doc_put(ctx, *(const struct bigints *)arg);
}

enum err_code product_index_catch_up(struct ctx *ctx, int64_t since, size_t most, int64_t *after)
{
	struct doc_behind_in in = {
		.after = *after, .locales = (int64_t)ctx->settings->locales.n, .since = since, .max_rows = AT_ONCE
	};
	struct doc_behind_row row = { .ids = { .n = AT_ONCE } };
	enum err_code e = ERR_OK;
	for (size_t n = 0; !e && n < most && row.ids.n == AT_ONCE; n += row.ids.n) {
		e = q_doc_behind_one(ctx, &in, &row);
		if (e || row.ids.n == 0)
			break;
		e = db_tx(ctx, make_up, &row.ids);
		in.after = row.ids.v[row.ids.n - 1];
	}
	if (!e)
		*after = row.ids.n < AT_ONCE ? 0 : in.after;
	return e;
}

/* The products after one of them, of a category or attribute. */
typedef enum err_code next_fn(struct ctx *, int64_t of, int64_t after, struct bigints *ids);

static enum err_code next_of_all(struct ctx *ctx, int64_t of, int64_t after, struct bigints *ids)
{
	struct index_products_after_row row;
	(void)of;
	enum err_code e = q_index_products_after_one(
	    ctx, &(struct index_products_after_in){ .after = after, .max_rows = AT_ONCE }, &row);
	if (!e)
		*ids = row.ids;
	return e;
}

static enum err_code next_of_category(struct ctx *ctx, int64_t category_id, int64_t after, struct bigints *ids)
{
	struct index_products_of_category_row row;
	enum err_code e = q_index_products_of_category_one(ctx,
	    &(struct index_products_of_category_in){ .category_id = category_id, .after = after, .max_rows = AT_ONCE },
	    &row);
	if (!e)
		*ids = row.ids;
	return e;
}

static enum err_code next_of_attribute(struct ctx *ctx, int64_t attribute_id, int64_t after, struct bigints *ids)
{
	struct index_products_of_attribute_in in = {
		.attribute_id = attribute_id, .after = after, .max_rows = AT_ONCE
	};
	struct index_products_of_attribute_row row;
	enum err_code e = q_index_products_of_attribute_one(ctx, &in, &row);
	if (!e)
		*ids = row.ids;
	return e;
}

/* Those that get nothing but marks. */
static enum err_code next_of_marks(struct ctx *ctx, int64_t of, int64_t after, struct bigints *ids)
{
	struct index_products_after_row row;
	(void)of;
	enum err_code e = q_index_products_after_one(
	    ctx, &(struct index_products_after_in){ .after = after, .max_rows = MARKS_AT_ONCE }, &row);
	if (!e)
		*ids = row.ids;
	return e;
}

/* Memory of one batch is given back before the next: there may be hundreds of thousands of products. */
static enum err_code walk(struct ctx *ctx, next_fn *next, int64_t of, enum err_code (*write)(struct ctx *, void *ids))
{
	enum err_code e = ERR_OK;
	for (int64_t after = 0; !e;) {
		struct ctx one = *ctx;
		struct bigints ids = { .n = 0 };
		one.arena = arena_create(LIMIT_REQUEST_ARENA);
		e = next(&one, of, after, &ids);
		if (!e && ids.n > 0) {
			after = ids.v[ids.n - 1];
			e = db_tx_within(&one, write, &ids);
		}
		bool last = ids.n == 0;
		if (e)
			err_set(ctx, e, "could not index products after %lld: %s", (long long)after, one.err.text);
		arena_destroy(&one.arena);
		if (last)
			break;
	}
	return e;
}

enum err_code product_index_category(struct ctx *ctx, int64_t category_id)
{
	return walk(ctx, next_of_category, category_id, write_some);
}

enum err_code product_index_attribute(struct ctx *ctx, int64_t attribute_id)
{
	return walk(ctx, next_of_attribute, attribute_id, write_some);
}

static enum err_code clear(struct ctx *ctx, void *arg)
{
	(void)arg;
	q_index_vocabulary_clear_queue(ctx);
	q_index_terms_clear_queue(ctx);
	return db_flush(ctx);
}

static enum err_code put_version(struct ctx *ctx)
{
	return q_index_version_put(ctx, &(struct index_version_put_in){ .version = RULES }, NULL);
}

enum err_code product_index_all(struct ctx *ctx)
{
	enum err_code e = db_tx(ctx, clear, NULL);
	if (!e)
		e = walk(ctx, next_of_all, 0, write_some);
	return e ? e : put_version(ctx);
}

enum err_code product_index_bring_up(struct ctx *ctx)
{
	struct index_version_row now;
	enum err_code e = q_index_version_one(ctx, &now);
	if (e || now.version == RULES)
		return e;
	e = settings_load(ctx, NULL);
	if (e || now.version < RULES_WITHOUT_MARKS || now.version > RULES)
		return e ? e : product_index_all(ctx);
	e = walk(ctx, next_of_marks, 0, mark_some);
	return e ? e : put_version(ctx);
}
