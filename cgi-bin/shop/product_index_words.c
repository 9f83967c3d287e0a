/* The words of many products, written by two statements: each of them would be planned for each product. */
#include <stdlib.h>
#include <string.h>

#include "shop/product_index_room.h"
#include "shop/product_words.h"
#include "shop/search_marks.h"

/* A word of the shop's vocabulary. */
struct known {
	const char *locale, *word, *written;
};

struct words {
	int64_t *product_ids;
	const char **locales, **vectors;
	struct known *known;
	size_t n_known;
};

static struct product_words words_of(struct ctx *ctx, const struct index_texts_row *t)
{
	struct product_source source = { .name = t->name,
		.summary = t->summary,
		.description = t->description,
		.slug = t->slug,
		.vendor = t->vendor,
		.kind = t->kind,
		.tags = t->tags,
		.codes = t->codes,
		.labels = t->labels,
		.shelves = t->shelves };
	return product_words(ctx, t->locale, &source);
}

static int by_word(const void *a, const void *b)
{
	const struct known *x = a, *y = b;
	int c = strcmp(x->locale, y->locale);
	return c ? c : strcmp(x->word, y->word);
}

static size_t once_each(struct known *v, size_t n)
{
	size_t out = 0;
	qsort(v, n, sizeof *v, by_word);
	for (size_t i = 0; i < n; i++)
		if (out == 0 || by_word(&v[out - 1], &v[i]) != 0)
			v[out++] = v[i];
	return out;
}

static void queue_vocabulary(struct ctx *ctx, const struct known *v, size_t n)
{
	struct arena *a = ctx->arena;
	size_t total = 0;
	const char **locales = ARENA_ARRAY(a, n, const char *), **words = ARENA_ARRAY(a, n, const char *),
	           **written = ARENA_ARRAY(a, n, const char *);
	int64_t *first = ARENA_ARRAY(a, n, int64_t), *last = ARENA_ARRAY(a, n, int64_t),
	        **keys = ARENA_ARRAY(a, n, int64_t *);
	for (size_t i = 0; i < n; i++) {
		locales[i] = v[i].locale;
		words[i] = v[i].word;
		written[i] = v[i].written;
		first[i] = (int64_t)total + 1;
		total += text_near_keys(a, v[i].word, &keys[i]);
		last[i] = (int64_t)total;
	}
	int64_t *near = ARENA_ARRAY(a, total, int64_t), *to = near;
	for (size_t i = 0; i < n; i++)
		for (int64_t k = 0; k <= last[i] - first[i]; k++)
			*to++ = keys[i][k];
	q_index_vocabulary_put_queue(ctx, &(struct index_vocabulary_put_in){ .locales = { .v = locales, .n = n },
	                                      .words = { .v = words, .n = n },
	                                      .written = { .v = written, .n = n },
	                                      .first = { .v = first, .n = n },
	                                      .last = { .v = last, .n = n },
	                                      .near = { .v = near, .n = total } });
}

static void put_words(struct ctx *ctx, const int64_t *ids, const char **locales, const char **vectors, size_t n)
{
	q_index_words_put_queue(ctx, &(struct index_words_put_in){ .product_ids = { .v = ids, .n = n },
	                                 .locales = { .v = locales, .n = n },
	                                 .words = { .v = vectors, .n = n },
	                                 .bounds = { .v = round_bounds(), .n = ROUND_BOUNDS },
	                                 .draws = MARK_DRAWS,
	                                 .begun_draws = MARK_BEGUN,
	                                 .points = MARK_POINTS });
}

enum err_code index_marks(struct ctx *ctx, struct bigints ids)
{
	struct index_words_of_row *rows;
	size_t n;
	enum err_code e = q_index_words_of(ctx, &(struct index_words_of_in){ .product_ids = ids }, &rows, &n);
	if (e || n == 0)
		return e;
	int64_t *products = ARENA_ARRAY(ctx->arena, n, int64_t);
	const char **locales = ARENA_ARRAY(ctx->arena, n, const char *),
	           **vectors = ARENA_ARRAY(ctx->arena, n, const char *);
	for (size_t i = 0; i < n; i++) {
		products[i] = rows[i].product_id;
		locales[i] = rows[i].locale;
		vectors[i] = rows[i].words;
	}
	put_words(ctx, products, locales, vectors, n);
	return db_flush(ctx);
}

void index_words(struct ctx *ctx, const struct index_texts_row *texts, size_t n)
{
	struct arena *a = ctx->arena;
	struct product_words *made = ARENA_ARRAY(a, n, struct product_words);
	struct words w = { ARENA_ARRAY(a, n, int64_t), ARENA_ARRAY(a, n, const char *), ARENA_ARRAY(a, n, const char *),
		NULL, 0 };
	size_t room = 0;
	for (size_t i = 0; i < n; i++) {
		made[i] = words_of(ctx, &texts[i]);
		w.product_ids[i] = texts[i].product_id;
		w.locales[i] = texts[i].locale;
		w.vectors[i] = made[i].vector;
		room += made[i].n;
	}
	w.known = ARENA_ARRAY(a, room, struct known);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < made[i].n; k++)
			w.known[w.n_known++] = (struct known){ texts[i].locale, made[i].words[k], made[i].written[k] };
	w.n_known = once_each(w.known, w.n_known);
	put_words(ctx, w.product_ids, w.locales, w.vectors, n);
	queue_vocabulary(ctx, w.known, w.n_known);
}
