#include "shop/search.h"

#include "base/buf.h"
#include "base/limits.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/tenant.h"

/* A tsvector holds up to 1 MB; PostgreSQL caps positions at 16383. */
enum { DOCUMENT_BYTES = 512 * 1024, POSITION_MAX = 16383, QUERY_WORDS = 16 };

/* Tokens are letters and digits of any script, but a quote or backslash must never end the lexeme. */
static void add_lexeme(struct buf *out, const char *token)
{
	buf_putc(out, '\'');
	for (const char *c = token; *c; c++) {
		if (*c == '\'' || *c == '\\')
			buf_putc(out, *c);
		buf_putc(out, *c);
	}
	buf_putc(out, '\'');
}

struct document {
	struct buf text;
	const char *locale;
	int64_t position;
};

static void add_words(struct ctx *ctx, struct document *d, const char *source, char weight)
{
	if (!source)
		return;
	struct text_tokens t = text_tokens(ctx->arena, d->locale, source, TEXT_TOKENS_DOCUMENT);
	for (size_t i = 0; i < t.n && d->text.len < DOCUMENT_BYTES - 1024; i++) {
		if (d->position < POSITION_MAX)
			d->position++;
		add_lexeme(&d->text, t.v[i]);
		buf_printf(&d->text, ":%lld%c ", (long long)d->position, weight);
	}
}

const char *search_document(struct ctx *ctx, const char *locale, const struct search_source *s)
{
	struct document d = { .locale = locale };
	buf_init(&d.text, ctx->arena, DOCUMENT_BYTES);
	add_words(ctx, &d, s->name, 'A');
	add_words(ctx, &d, s->kind, 'B');
	for (size_t i = 0; i < s->tags.n; i++)
		add_words(ctx, &d, s->tags.v[i], 'B');
	add_words(ctx, &d, s->vendor, 'C');
	add_words(ctx, &d, s->summary, 'D');
	return buf_str(&d.text);
}

enum err_code search_products(struct ctx *ctx, const char *query, int64_t page, struct product_list *out)
{
	struct text_tokens t = text_tokens(ctx->arena, ctx->locale, query, TEXT_TOKENS_QUERY);
	*out = (struct product_list){ 0 };
	if (t.n == 0)
		return ERR_OK;
	struct buf words;
	buf_init(&words, ctx->arena, LIMIT_QUERY_BYTES);
	for (size_t i = 0; i < t.n && i < QUERY_WORDS; i++) {
		buf_puts(&words, i ? " & " : "");
		add_lexeme(&words, t.v[i]);
		buf_puts(&words, ":*");
	}
	struct search_ids_row row;
	enum err_code e = q_search_ids_one(ctx,
	    &(struct search_ids_in){
	        .words = buf_str(&words), .locale = ctx->locale, .default_locale = ctx->settings->default_locale },
	    &row);
	return e ? e : catalog_page_of(ctx, row.ids, page, out);
}
