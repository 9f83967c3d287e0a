/* The words of many products, written by two statements: each of them would be planned for each product. */
#include <stdlib.h>
#include <string.h>

#include "kit/text_words.h"
#include "shop/product_index_room.h"
#include "shop/product_words.h"
#include "shop/search_marks.h"

/* A word of the shop's vocabulary, of what a shopper may have meant: of each product's numbers nobody is told. */
struct known_word {
	const char *locale, *word, *written;
};

static struct product_words words_of(struct ctx *ctx, struct shared_words *shared, const struct index_texts_row *t)
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
	return product_words(ctx, shared, t->locale, &source);
}

static int by_word(const void *a, const void *b)
{
	const struct known_word *x = a, *y = b;
	int c = strcmp(x->locale, y->locale);
	return c ? c : strcmp(x->word, y->word);
}

static size_t once_each(struct known_word *v, size_t n)
{
	size_t out = 0;
	qsort(v, n, sizeof *v, by_word);
	for (size_t i = 0; i < n; i++)
		if (out == 0 || by_word(&v[out - 1], &v[i]) != 0)
			v[out++] = v[i];
	return out;
}

static void queue_vocabulary(struct ctx *ctx, const struct known_word *v, size_t n)
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

void index_words_make(void *arg)
{
	struct index_words *w = arg;
	struct arena *a = w->ctx->arena;
	struct shared_words *shared = shared_words_new(w->ctx);
	struct product_words *made = ARENA_ARRAY(a, w->n, struct product_words);
	size_t room = 0;
	w->vectors = ARENA_ARRAY(a, w->n, const char *);
	for (size_t i = 0; i < w->n; i++) {
		made[i] = words_of(w->ctx, shared, &w->texts[i]);
		w->vectors[i] = made[i].vector;
		room += made[i].n;
	}
	w->known = ARENA_ARRAY(a, room, struct known_word);
	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; k < made[i].n; k++)
			if (!text_is_number(made[i].words[k]))
				w->known[w->n_known++] =
				    (struct known_word){ w->texts[i].locale, made[i].words[k], made[i].written[k] };
	w->n_known = once_each(w->known, w->n_known);
}

void index_words_queue(struct index_words *w)
{
	struct arena *a = w->ctx->arena;
	int64_t *ids = ARENA_ARRAY(a, w->n, int64_t);
	const char **locales = ARENA_ARRAY(a, w->n, const char *);
	for (size_t i = 0; i < w->n; i++) {
		ids[i] = w->texts[i].product_id;
		locales[i] = w->texts[i].locale;
	}
	put_words(w->ctx, ids, locales, w->vectors, w->n);
	queue_vocabulary(w->ctx, w->known, w->n_known);
}
