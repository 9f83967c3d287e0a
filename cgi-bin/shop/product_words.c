#include "shop/product_words.h"

#include <stdlib.h>
#include <string.h>

/* A tsvector holds up to 1 MB; PostgreSQL caps positions at 16383. */
enum { VECTOR_BYTES = 512 * 1024, SPARE = 8 * 1024, POSITION_MAX = 16383, WORDS_MAX = 2000 };

struct document {
	struct ctx *ctx;
	struct buf vector;
	const char *locale;
	long long position;
	const struct text_word **words;
	size_t n_words;
};

/* Tokens are letters and digits of any script, but a quote or backslash must never end the lexeme. */
void lexeme_put(struct buf *out, const char *token)
{
	buf_putc(out, '\'');
	for (const char *c = token; *c; c++) {
		if (*c == '\'' || *c == '\\')
			buf_putc(out, *c);
		buf_putc(out, *c);
	}
	buf_putc(out, '\'');
}

static void put(struct document *d, const char *lexeme, char weight)
{
	if (d->vector.len > VECTOR_BYTES - SPARE)
		return;
	lexeme_put(&d->vector, lexeme);
	buf_printf(&d->vector, ":%lld%c ", d->position, weight);
}

static void step(struct document *d)
{
	if (d->position < POSITION_MAX)
		d->position++;
}

/* An end of a compound weighs one step less than the compound. */
static void put_word(struct document *d, const struct text_word *w, char weight)
{
	step(d);
	for (size_t i = 0; i < w->forms.n; i++)
		put(d, w->forms.v[i], weight);
	for (size_t i = 0; i < w->tails.n; i++)
		put(d, w->tails.v[i], weight == 'D' ? 'D' : (char)(weight + 1));
	for (size_t i = 0; i < w->pairs.n; i++) {
		step(d);
		put(d, w->pairs.v[i], weight);
	}
	if (d->n_words < WORDS_MAX)
		d->words[d->n_words++] = w;
}

static void add(struct document *d, const char *source, char weight, enum text_words_of of)
{
	if (!source)
		return;
	struct text_words t = text_words(d->ctx->arena, d->locale, source, of);
	for (size_t i = 0; i < t.n; i++)
		put_word(d, &t.v[i], weight);
}

static void add_all(struct document *d, struct texts sources, char weight)
{
	for (size_t i = 0; i < sources.n; i++)
		add(d, sources.v[i], weight, TEXT_WORDS_TITLE);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp((*(const struct text_word *const *)a)->word, (*(const struct text_word *const *)b)->word);
}

static void once_each(struct document *d, struct product_words *out)
{
	const char **words = ARENA_ARRAY(d->ctx->arena, d->n_words, const char *);
	const char **written = ARENA_ARRAY(d->ctx->arena, d->n_words, const char *);
	qsort(d->words, d->n_words, sizeof *d->words, by_bytes);
	for (size_t i = 0; i < d->n_words; i++) {
		if (out->n > 0 && strcmp(words[out->n - 1], d->words[i]->word) == 0)
			continue;
		words[out->n] = d->words[i]->word;
		written[out->n++] = d->words[i]->written;
	}
	out->words = words;
	out->written = written;
}

struct product_words product_words(struct ctx *ctx, const char *locale, const struct product_source *s)
{
	struct document d = {
		.ctx = ctx, .locale = locale, .words = ARENA_ARRAY(ctx->arena, WORDS_MAX, const struct text_word *)
	};
	buf_init(&d.vector, ctx->arena, VECTOR_BYTES);
	add(&d, s->name, 'A', TEXT_WORDS_TITLE);
	add_all(&d, s->codes, 'B');
	add_all(&d, s->tags, 'B');
	add(&d, s->kind, 'B', TEXT_WORDS_TITLE);
	add(&d, s->vendor, 'B', TEXT_WORDS_TITLE);
	add_all(&d, s->labels, 'C');
	add_all(&d, s->shelves, 'D');
	add(&d, s->slug, 'D', TEXT_WORDS_DOCUMENT);
	add(&d, s->summary, 'D', TEXT_WORDS_DOCUMENT);
	add(&d, s->description, 'D', TEXT_WORDS_DOCUMENT);
	struct product_words out = { .vector = buf_str(&d.vector) };
	once_each(&d, &out);
	return out;
}
