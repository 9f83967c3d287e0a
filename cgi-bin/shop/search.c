#include "shop/search.h"

#include "base/str.h"
#include "shop/search_words.h"

static enum err_code run(struct ctx *ctx, const struct text_words *t, bool any, struct finding *f, struct found *out)
{
	f->categories = (struct bigints){ .n = 0 };
	f->words = any ? search_any_of(ctx, t) : search_all_of(ctx, t);
	f->whole = any ? f->words : search_whole(ctx, t);
	f->begun = f->beyond = "";
	if (!any)
		f->begun = search_by_marks(ctx, t, &f->beyond);
	f->exact = search_exactly(ctx, t);
	return finding_run(ctx, f, out);
}

/* Words that mean nothing here are left out where others remain that are as many. */
static enum err_code widen(struct ctx *ctx, const struct text_words *t, struct finding *f, struct search_result *out)
{
	struct mended m;
	enum err_code e = search_mend(ctx, t, &m);
	if (e || m.words.n == 0 || (m.lost > 0 && (m.changed || m.words.n <= 2 * m.lost)))
		return e;
	out->instead = m.shown;
	if (m.changed || m.lost > 0) {
		out->how = SEARCH_NEAR;
		e = run(ctx, &m.words, false, f, &out->found);
	}
	if (e || out->found.base > 0)
		return e;
	out->how = SEARCH_SOME;
	return m.words.n > 1 ? run(ctx, &m.words, true, f, &out->found) : ERR_OK;
}

enum err_code search_products(struct ctx *ctx, const char *query, struct finding *f, struct search_result *out)
{
	struct text_words t = text_words(ctx->arena, ctx->locale, query, TEXT_WORDS_QUERY);
	*out = (struct search_result){ .how = SEARCH_EXACT };
	if (t.n == 0)
		return ERR_OK;
	enum err_code e = run(ctx, &t, false, f, &out->found);
	return e || out->found.base > 0 ? e : widen(ctx, &t, f, out);
}

enum err_code search_suggest(struct ctx *ctx, const char *query, size_t limit, struct product_list *out)
{
	struct text_words t = text_words(ctx->arena, ctx->locale, query, TEXT_WORDS_QUERY);
	struct finding f = { .page = 1, .price_low = -1, .price_high = -1 };
	struct found found;
	*out = (struct product_list){ 0 };
	if (t.n == 0)
		return ERR_OK;
	enum err_code e = run(ctx, &t, false, &f, &found);
	if (!e)
		*out = found.list;
	if (out->n > limit)
		out->n = limit;
	return e;
}
