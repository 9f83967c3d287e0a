#include "shop/product_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* A tsvector holds up to 1 MB; PostgreSQL caps positions at 16383. */
enum { VECTOR_BYTES = 512 * 1024, SPARE = 8 * 1024, POSITION_MAX = 16383, KNOWN_MAX = 4000 };

enum { SHARED = 1024 };

/* The last source in each place. */
struct shared_words {
	struct shared {
		const char *locale, *source;
		struct text_words words;
	} at[SHARED];
};

struct document {
	struct ctx *ctx;
	struct shared_words *shared;
	struct buf vector;
	const char *locale;
	long long position;
	struct known {
		const char *word, *written;
		bool whole; /* no stem */
	} * known;
	size_t n_known, room;
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

/* Room grows with the text: a hundred products in each language are indexed at once, and few have many words. */
static void know(struct document *d, struct known one)
{
	if (d->n_known == d->room) {
		struct known *before = d->known;
		d->room = d->room * 2 + 64;
		d->known = ARENA_ARRAY(d->ctx->arena, d->room, struct known);
		if (before)
			memcpy(d->known, before, d->n_known * sizeof *before);
	}
	d->known[d->n_known++] = one;
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
	for (size_t i = 0; i < w->forms.n && d->n_known < KNOWN_MAX; i++)
		know(d,
		    (struct known){ .word = w->forms.v[i], .written = w->written, .whole = w->forms.v[i] == w->word });
}

static void put_words(struct document *d, const struct text_words *t, char weight)
{
	for (size_t i = 0; i < t->n; i++)
		put_word(d, &t->v[i], weight);
}

static void add(struct document *d, const char *source, char weight, enum text_words_of of)
{
	if (!source)
		return;
	struct text_words t = text_words(d->ctx->arena, d->locale, source, of);
	put_words(d, &t, weight);
}

/* FNV-1a */
static struct shared *place_of(struct shared_words *shared, const char *locale, const char *source)
{
	uint32_t hash = 2166136261U;
	for (const char *c = locale; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619U;
	for (const char *c = source; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619U;
	return &shared->at[hash % SHARED];
}

/* A tag, kind, vendor, label or shelf: short, and that of other products as well. */
static void add_shared(struct document *d, const char *source, char weight)
{
	if (!source)
		return;
	struct shared *s = place_of(d->shared, d->locale, source);
	if (!s->source || !str_eq(s->source, source) || !str_eq(s->locale, d->locale))
		*s = (struct shared){ .locale = d->locale,
			.source = source,
			.words = text_words(d->ctx->arena, d->locale, source, TEXT_WORDS_TITLE) };
	put_words(d, &s->words, weight);
}

static void add_all_shared(struct document *d, struct texts sources, char weight)
{
	for (size_t i = 0; i < sources.n; i++)
		add_shared(d, sources.v[i], weight);
}

static int by_bytes(const void *a, const void *b)
{
	const struct known *x = a, *y = b;
	int c = strcmp(x->word, y->word);
	return c ? c : y->whole - x->whole;
}

static void once_each(struct document *d, struct product_words *out)
{
	const char **words = ARENA_ARRAY(d->ctx->arena, d->n_known, const char *);
	const char **written = ARENA_ARRAY(d->ctx->arena, d->n_known, const char *);
	if (d->n_known)
		qsort(d->known, d->n_known, sizeof *d->known, by_bytes);
	for (size_t i = 0; i < d->n_known; i++) {
		if (out->n > 0 && strcmp(words[out->n - 1], d->known[i].word) == 0)
			continue;
		words[out->n] = d->known[i].word;
		written[out->n++] = d->known[i].written;
	}
	out->words = words;
	out->written = written;
}

/* What it is comes first in these languages ("Thé de Frise", "عسل سدر"), and weighs more than what follows. */
static void put_head(struct document *d, const char *name)
{
	bool head_first = str_eq(d->locale, "fr") || str_eq(d->locale, "ar");
	struct text_words t = text_words(d->ctx->arena, d->locale, name, TEXT_WORDS_DOCUMENT);
	for (size_t i = 0; head_first && t.n > 0 && i < t.v[0].forms.n; i++)
		put(d, arena_printf(d->ctx->arena, "^%s", t.v[0].forms.v[i]), 'A');
}

struct shared_words *shared_words_new(struct ctx *ctx)
{
	return ARENA_NEW(ctx->arena, struct shared_words);
}

struct product_words product_words(
    struct ctx *ctx, struct shared_words *shared, const char *locale, const struct product_source *s)
{
	struct document d = { .ctx = ctx, .shared = shared, .locale = locale };
	buf_init(&d.vector, ctx->arena, VECTOR_BYTES);
	add(&d, s->name, 'A', TEXT_WORDS_TITLE);
	put_head(&d, s->name);
	for (size_t i = 0; i < s->codes.n; i++)
		add(&d, s->codes.v[i], 'B', TEXT_WORDS_TITLE);
	add_all_shared(&d, s->tags, 'B');
	add_shared(&d, s->kind, 'B');
	add_shared(&d, s->vendor, 'B');
	add_all_shared(&d, s->labels, 'C');
	add_all_shared(&d, s->shelves, 'C');
	add(&d, s->slug, 'D', TEXT_WORDS_DOCUMENT);
	add(&d, s->summary, 'D', TEXT_WORDS_DOCUMENT);
	add(&d, s->description, 'D', TEXT_WORDS_DOCUMENT);
	struct product_words out = { .vector = buf_str(&d.vector) };
	once_each(&d, &out);
	return out;
}
