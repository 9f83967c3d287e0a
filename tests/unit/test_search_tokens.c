#include "unit.h"

#include "base/buf.h"
#include "base/str.h"
#include "kit/text.h"

/* The tokens with '|' between. */
static const char *tokens(struct ctx *ctx, const char *locale, const char *s, enum text_tokens_of of)
{
	struct text_tokens t = text_tokens(ctx->arena, locale, s, of);
	struct buf b;

	buf_init(&b, ctx->arena, 10000);
	for (size_t i = 0; i < t.n; i++)
		buf_printf(&b, "%s%s", i ? "|" : "", t.v[i]);
	return buf_str(&b);
}

static void splits_words(void **state)
{
	static const struct {
		const char *locale, *text, *want;
	} cases[] = {
		{ "en", "", "" },
		{ "en", " - ! ", "" },
		{ "en", "Men's T-Shirt, size XL (2.5 kg)", "men|s|t|shirt|size|xl|2.5|kg" },
		{ "de", "Grüße aus Köln, Straße", "grusse|aus|koln|strasse" },
		{ "fr", "L’été à Nîmes, cœur", "l|ete|a|nimes|coeur" },
		{ "ar", "أَحْمَد إلى مكتبة", "احمد|الي|مكتبه" },
		{ "ar", "كتـــاب ١٢٣", "كتاب|123" },
		{ "ja", "ＡＢＣ　１２３", "abc|123" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(tokens(ctx, cases[i].locale, cases[i].text, TEXT_TOKENS_QUERY), cases[i].want);
}

static void pairs_where_words_have_no_blanks(void **state)
{
	struct ctx *ctx = *state;

	assert_string_equal(tokens(ctx, "ja", "緑茶カップ", TEXT_TOKENS_QUERY), "緑茶|茶カ|カッ|ップ");
	assert_string_equal(tokens(ctx, "ja", "緑茶カップ", TEXT_TOKENS_DOCUMENT), "緑茶|茶カ|カッ|ップ|プ");
	assert_string_equal(tokens(ctx, "ja", "茶", TEXT_TOKENS_QUERY), "茶");
	assert_string_equal(tokens(ctx, "ja", "茶", TEXT_TOKENS_DOCUMENT), "茶");
	assert_string_equal(tokens(ctx, "ja", "コーヒー mug 茶", TEXT_TOKENS_QUERY), "コー|ーヒ|ヒー|mug|茶");
	/* Half-width katakana is full-width once folded. */
	assert_string_equal(tokens(ctx, "ja", "ｶｯﾌﾟ", TEXT_TOKENS_QUERY), "カッ|ップ");
	/* Ideographs beyond the first plane are pairs of surrogates in UTF-16. */
	assert_string_equal(tokens(ctx, "ja", "𠮷野家", TEXT_TOKENS_QUERY), "𠮷野|野家");
}

static void every_query_finds_its_document(void **state)
{
	static const struct {
		const char *locale, *document, *query;
	} cases[] = {
		{ "ja", "有機緑茶", "茶" },
		{ "ja", "有機緑茶", "有" },
		{ "ja", "有機緑茶", "機緑茶" },
		{ "en", "Café crème", "CAFE creme" },
		{ "ar", "القهوة العربيّة", "القهوه العربية" },
		{ "de", "STRASSE", "straße" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text_tokens d =
		    text_tokens(ctx->arena, cases[i].locale, cases[i].document, TEXT_TOKENS_DOCUMENT);
		struct text_tokens q = text_tokens(ctx->arena, cases[i].locale, cases[i].query, TEXT_TOKENS_QUERY);
		assert_true(q.n > 0);
		for (size_t k = 0; k < q.n; k++) {
			bool found = false;
			for (size_t j = 0; j < d.n; j++)
				found |= str_starts(d.v[j], q.v[k]);
			assert_true(found);
		}
	}
}

static void long_words_are_cut(void **state)
{
	struct ctx *ctx = *state;
	char *endless = arena_alloc(ctx->arena, 5001);

	memset(endless, 'x', 5000);
	struct text_tokens t = text_tokens(ctx->arena, "en", endless, TEXT_TOKENS_DOCUMENT);
	for (size_t i = 0; i < t.n; i++)
		assert_true(utf8_length(t.v[i]) <= TEXT_TOKEN_POINTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(splits_words),
		UNIT(pairs_where_words_have_no_blanks),
		UNIT(every_query_finds_its_document),
		UNIT(long_words_are_cut),
	};
	return cmocka_run_group_tests_name("search_tokens", tests, NULL, NULL);
}
