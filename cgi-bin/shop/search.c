#include "shop/search.h"

#include "base/buf.h"
#include "base/limits.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/product_words.h"
#include "shop/tenant.h"

enum { QUERY_WORDS = 16 };

static void add_any(struct buf *out, const char *lexeme, bool *first)
{
	buf_puts(out, *first ? "" : " | ");
	lexeme_put(out, lexeme);
	buf_puts(out, ":*");
	*first = false;
}

static void add_query_word(struct buf *out, const struct text_word *w)
{
	bool first = true;
	buf_putc(out, '(');
	for (size_t i = 0; i < w->forms.n; i++)
		add_any(out, w->forms.v[i], &first);
	for (size_t i = 0; i < w->pairs.n; i++) {
		buf_puts(out, i ? " & " : " | (");
		lexeme_put(out, w->pairs.v[i]);
		buf_puts(out, ":*");
	}
	buf_puts(out, w->pairs.n ? "))" : ")");
}

enum err_code search_products(struct ctx *ctx, const char *query, int64_t page, struct product_list *out)
{
	struct text_words t = text_words(ctx->arena, ctx->locale, query, TEXT_WORDS_QUERY);
	*out = (struct product_list){ 0 };
	if (t.n == 0)
		return ERR_OK;
	struct buf words;
	buf_init(&words, ctx->arena, LIMIT_QUERY_BYTES);
	for (size_t i = 0; i < t.n && i < QUERY_WORDS; i++) {
		buf_puts(&words, i ? " & " : "");
		add_query_word(&words, &t.v[i]);
	}
	struct search_ids_row row;
	enum err_code e = q_search_ids_one(ctx,
	    &(struct search_ids_in){
	        .words = buf_str(&words), .locale = ctx->locale, .default_locale = ctx->settings->default_locale },
	    &row);
	return e ? e : catalog_page_of(ctx, row.ids, page, out);
}
