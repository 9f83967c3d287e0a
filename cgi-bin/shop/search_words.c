#include "shop/search_words.h"

#include <string.h>

#include "base/str.h"
#include "queries.h"
#include "shop/product_words.h"
#include "shop/search_marks.h"

enum { QUERY_BYTES = 64 * 1024, KEYS_MAX = 40, TRIES = 120, HALF_POINTS = 3, HALVES_DISTANCE = 3, BEGUN_POINTS = 4 };

static size_t words_of(const struct text_words *t)
{
	return t->n < SEARCH_WORDS ? t->n : SEARCH_WORDS;
}

/*
 * Which words are only begun. AS_USUAL: the last one is whole, and German words begin compounds. BY_MARKS: as
 * LAST_BEGUN, but found by the marks of their beginnings, or whole.
 */
enum ends { WHOLE, LAST_BEGUN, AS_USUAL, BY_MARKS };

static void add_any(struct buf *out, const char *sign, const char *lexeme, bool begun, enum ends ends, bool *first)
{
	buf_puts(out, *first ? "" : " | ");
	lexeme_put(out, *sign ? arena_printf(out->arena, "%s%s", sign, lexeme) : lexeme);
	*first = false;
	if (begun && ends == BY_MARKS) {
		buf_puts(out, " | ");
		mark_begun(out, lexeme);
	} else if (begun) {
		buf_puts(out, ":*");
	}
}

/* Two characters are a pair of the document as they stand; a single one begins some. */
static void add_pairs(struct buf *out, const struct text_word *w, enum ends ends, bool *first)
{
	if (w->pairs.n == 0)
		return;
	buf_puts(out, *first ? "(" : " | (");
	for (size_t i = 0; i < w->pairs.n; i++) {
		bool one = utf8_length(w->pairs.v[i]) == 1, first_of = true;
		buf_puts(out, i ? " & (" : "(");
		add_any(out, "", w->pairs.v[i], one || ends != WHOLE, ends, &first_of);
		buf_puts(out, ")");
	}
	buf_puts(out, ")");
	*first = false;
}

/* Only the word itself is begun: stems are short enough to begin many others. */
static void add_word(struct ctx *ctx, struct buf *out, const struct text_word *w, bool last, enum ends ends)
{
	bool german = str_eq(ctx->locale, "de"), first = true;
	last &= ends == LAST_BEGUN || ends == BY_MARKS;
	bool begun = last || (german && ends != WHOLE && utf8_length(w->word) >= BEGUN_POINTS);
	buf_putc(out, '(');
	for (size_t i = 0; i < w->forms.n; i++)
		add_any(out, "", w->forms.v[i], begun && i == 0, ends, &first);
	for (size_t i = 0; german && i < w->forms.n; i++)
		add_any(out, "+", w->forms.v[i], last && i == 0, ends, &first);
	add_pairs(out, w, ends, &first);
	buf_putc(out, ')');
}

static const char *joined(struct ctx *ctx, const struct text_words *t, const char *between, enum ends ends)
{
	struct buf out;
	buf_init(&out, ctx->arena, QUERY_BYTES);
	for (size_t i = 0; i < words_of(t); i++) {
		buf_puts(&out, i ? between : "");
		add_word(ctx, &out, &t->v[i], i + 1 == words_of(t), ends);
	}
	return buf_str(&out);
}

const char *search_all_of(struct ctx *ctx, const struct text_words *t)
{
	return joined(ctx, t, " & ", LAST_BEGUN);
}

const char *search_whole(struct ctx *ctx, const struct text_words *t)
{
	return joined(ctx, t, " & ", WHOLE);
}

const char *search_by_marks(struct ctx *ctx, const struct text_words *t, const char **beyond)
{
	bool far = false;
	for (size_t i = 0; i < words_of(t); i++)
		far |= utf8_length(t->v[i].word) > MARK_POINTS;
	*beyond = far ? search_all_of(ctx, t) : "";
	return joined(ctx, t, " & ", BY_MARKS);
}

const char *search_any_of(struct ctx *ctx, const struct text_words *t)
{
	return joined(ctx, t, " | ", AS_USUAL);
}

const char *search_exactly(struct ctx *ctx, const struct text_words *t)
{
	/* The word, the end of a compound, the head of a name (see product_words). */
	static const char *const signs[] = { "", "+", "^" };
	struct buf out;
	bool first = true;
	buf_init(&out, ctx->arena, QUERY_BYTES);
	for (size_t i = 0; i < words_of(t); i++) {
		for (size_t k = 0; k < t->v[i].forms.n; k++)
			for (size_t s = 0; s < sizeof signs / sizeof *signs; s++)
				add_any(&out, signs[s], t->v[i].forms.v[k], false, WHOLE, &first);
		add_pairs(&out, &t->v[i], LAST_BEGUN, &first);
	}
	return buf_str(&out);
}

/* What a word may have been meant to be, and how many products that finds. */
struct guess {
	struct text_words words;
	const char *shown;
	int distance;
	int64_t products;
	size_t takes; /* words of the query that it stands for */
};
struct guesses {
	struct guess v[TRIES];
	size_t n;
	size_t of[SEARCH_WORDS + 1]; /* where those for the i'th word begin */
};

static void add_guess(struct guesses *g, struct guess one)
{
	if (g->n < TRIES)
		g->v[g->n++] = one;
}

static struct text_words words_in(struct ctx *ctx, const char *text)
{
	return text_words(ctx->arena, ctx->locale, text, TEXT_WORDS_QUERY);
}

static void guess_near(
    struct ctx *ctx, struct guesses *g, const struct text_word *w, const struct find_near_words_row *near, size_t n)
{
	int limit = text_forgiven(w->word);
	for (int d = 1; d <= limit; d++)
		for (size_t i = 0; i < n && g->n < TRIES; i++)
			if (text_distance(ctx->arena, w->word, near[i].word, limit) == d)
				add_guess(g, (struct guess){ .words = words_in(ctx, near[i].written),
				                 .shown = near[i].written,
				                 .distance = d,
				                 .takes = 1 });
}

static void guess_halves(struct ctx *ctx, struct guesses *g, const struct text_word *w)
{
	size_t points = utf8_length(w->written), seen = 0;
	for (const char *c = w->written; *c && w->pairs.n == 0; c++) {
		if (((unsigned char)*c & 0xc0) == 0x80 || seen++ < HALF_POINTS || points + 1 - seen < HALF_POINTS)
			continue;
		const char *two = arena_printf(ctx->arena, "%.*s %s", (int)(c - w->written), w->written, c);
		add_guess(g, (struct guess){
		                 .words = words_in(ctx, two), .shown = two, .distance = HALVES_DISTANCE, .takes = 1 });
	}
}

static void guess_all(
    struct ctx *ctx, struct guesses *g, const struct text_words *t, const struct find_near_words_row *near, size_t n)
{
	for (size_t i = 0; i < words_of(t); i++) {
		const struct text_word *w = &t->v[i];
		g->of[i] = g->n;
		add_guess(g, (struct guess){
		                 .words = { .v = &t->v[i], .n = 1 }, .shown = w->written, .distance = 0, .takes = 1 });
		if (i + 1 < words_of(t)) {
			const char *one = arena_printf(ctx->arena, "%s%s", w->written, t->v[i + 1].written);
			add_guess(
			    g, (struct guess){ .words = words_in(ctx, one), .shown = one, .distance = 1, .takes = 2 });
		}
		guess_near(ctx, g, w, near, n);
		guess_halves(ctx, g, w);
	}
	g->of[words_of(t)] = g->n;
}

/* Those of the words that have nothing nearer. */
static enum err_code count_guesses(struct ctx *ctx, struct guesses *g, size_t n_words, int from, int to)
{
	const char *queries[TRIES];
	size_t which[TRIES], n = 0;
	struct find_word_counts_row *rows;
	for (size_t i = 0; i < n_words; i++) {
		bool found = false;
		for (size_t k = g->of[i]; k < g->of[i + 1]; k++)
			found |= g->v[k].products > 0;
		for (size_t k = g->of[i]; !found && k < g->of[i + 1]; k++)
			if (g->v[k].distance >= from && g->v[k].distance <= to) {
				queries[n] = joined(ctx, &g->v[k].words, " & ", AS_USUAL);
				which[n++] = k;
			}
	}
	if (n == 0)
		return ERR_OK;
	enum err_code e = q_find_word_counts(ctx,
	    &(struct find_word_counts_in){
	        .locale = ctx->locale, .queries = { .v = queries, .n = n }, .draw = mark_draw(ctx, MARK_DRAWS) },
	    &rows, &n);
	for (size_t i = 0; !e && i < n; i++)
		g->v[which[i]].products = rows[i].products;
	return e;
}

static const struct guess *best_of(const struct guesses *g, size_t word)
{
	const struct guess *best = NULL;
	for (size_t i = g->of[word]; i < g->of[word + 1]; i++) {
		const struct guess *one = &g->v[i];
		if (one->products == 0)
			continue;
		/* Apart they have found nothing. */
		if (one->takes > 1)
			return one;
		if (!best || one->distance < best->distance ||
		    (one->distance == best->distance && one->products > best->products))
			best = one;
	}
	return best ? best : &g->v[g->of[word]];
}

static enum err_code near_words(
    struct ctx *ctx, const struct text_words *t, struct find_near_words_row **rows, size_t *n)
{
	int64_t *keys = ARENA_ARRAY(ctx->arena, SEARCH_WORDS * KEYS_MAX, int64_t);
	size_t count = 0;
	for (size_t i = 0; i < words_of(t); i++) {
		int64_t *own;
		size_t k = text_near_keys(ctx->arena, t->v[i].word, &own);
		memcpy(keys + count, own, k * sizeof(*own));
		count += k;
	}
	return q_find_near_words(
	    ctx, &(struct find_near_words_in){ .locale = ctx->locale, .keys = { .v = keys, .n = count } }, rows, n);
}

enum err_code search_mend(struct ctx *ctx, const struct text_words *t, struct mended *out)
{
	struct find_near_words_row *near;
	struct guesses *g = ARENA_NEW(ctx->arena, struct guesses);
	struct text_word *v = ARENA_ARRAY(ctx->arena, TRIES, struct text_word);
	struct buf text;
	size_t n;
	*out = (struct mended){ .words = { .v = v } };
	enum err_code e = near_words(ctx, t, &near, &n);
	if (e)
		return e;
	guess_all(ctx, g, t, near, n);
	for (int nearer = 0; !e && nearer <= HALVES_DISTANCE; nearer += 2)
		e = count_guesses(ctx, g, words_of(t), nearer, nearer + 1);
	if (e)
		return e;
	buf_init(&text, ctx->arena, QUERY_BYTES);
	for (size_t i = 0; i < words_of(t);) {
		const struct guess *one = best_of(g, i);
		i += one->takes;
		if (one->products == 0) {
			out->lost++;
			continue;
		}
		out->changed |= one->distance > 0;
		buf_printf(&text, "%s%s", text.len ? " " : "", one->shown);
		for (size_t k = 0; k < one->words.n && out->words.n < TRIES; k++)
			v[out->words.n++] = one->words.v[k];
	}
	out->shown = buf_str(&text);
	return ERR_OK;
}
