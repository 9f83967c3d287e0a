#include "unit.h"

#include "base/buf.h"
#include "base/str.h"
#include "kit/text_words.h"

/* The words as they are written, with '|' between. */
static const char *written(struct ctx *ctx, const char *locale, const char *s, enum text_words_of of)
{
	struct text_words t = text_words(ctx->arena, locale, s, of);
	struct buf b;

	buf_init(&b, ctx->arena, 10000);
	for (size_t i = 0; i < t.n; i++)
		buf_printf(&b, "%s%s", i ? "|" : "", t.v[i].word);
	return buf_str(&b);
}

static void tells_words_apart_and_folds_them(void **state)
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
		{ "ja", "ｶｯﾌﾟ", "かっぷ" },
		{ "ja", "港のマグカップ", "港|の|まぐかっぷ" },
		{ "ja", "サーバー", "さーば" },
		{ "en", "28cm 0.5l", "28|cm|0.5|l" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(written(ctx, cases[i].locale, cases[i].text, TEXT_WORDS_DOCUMENT), cases[i].want);
}

static void a_query_leaves_small_words_out_unless_it_has_no_others(void **state)
{
	static const struct {
		const char *locale, *text, *want;
	} cases[] = {
		{ "de", "Becher für die Küche", "becher|kuche" },
		{ "en", "a mug with the anchor", "mug|anchor" },
		{ "fr", "une assiette à l'ancienne", "assiette|ancienne" },
		{ "ja", "港のマグ", "港|まぐ" },
		{ "ar", "كوب من الخزف", "كوب|الخزف" },
		{ "en", "the", "the" },
		{ "de", "und", "und" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(written(ctx, cases[i].locale, cases[i].text, TEXT_WORDS_QUERY), cases[i].want);
}

static bool has(const struct text_list *l, const char *s)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->v[i], s))
			return true;
	return false;
}

/* As the search does: any form of the query's word among forms and tails, or all of its pairs begin one. */
static bool word_found(const struct text_word *q, const struct text_words *d)
{
	size_t pairs = 0;

	for (size_t k = 0; k < d->n; k++)
		for (size_t i = 0; i < q->forms.n; i++) {
			char tail[200];
			snprintf(tail, sizeof tail, "+%s", q->forms.v[i]);
			if (has(&d->v[k].forms, q->forms.v[i]) || has(&d->v[k].tails, tail))
				return true;
		}
	for (size_t i = 0; i < q->pairs.n; i++) {
		bool begun = false;
		for (size_t k = 0; k < d->n; k++)
			for (size_t j = 0; j < d->v[k].pairs.n; j++)
				begun |= str_starts(d->v[k].pairs.v[j], q->pairs.v[i]);
		pairs += begun;
	}
	return q->pairs.n > 0 && pairs == q->pairs.n;
}

static bool found(struct ctx *ctx, const char *locale, const char *document, const char *query)
{
	struct text_words d = text_words(ctx->arena, locale, document, TEXT_WORDS_TITLE);
	struct text_words q = text_words(ctx->arena, locale, query, TEXT_WORDS_QUERY);

	assert_true(q.n > 0);
	for (size_t i = 0; i < q.n; i++)
		if (!word_found(&q.v[i], &d))
			return false;
	return true;
}

static void a_word_is_found_in_each_of_its_forms(void **state)
{
	static const struct {
		const char *locale, *document, *query;
	} cases[] = {
		{ "en", "Linen napkins", "napkin" },
		{ "en", "Cutting board", "cut boards" },
		{ "en", "Café crème", "CAFE creme" },
		{ "de", "Leinenservietten", "Serviette" },
		{ "de", "Hafenbecher", "becher" },
		{ "de", "Frühstücksschale", "Schalen" },
		{ "de", "Leinenschürze", "Schuerzen" },
		{ "de", "Leinenschürze", "schurze" },
		{ "de", "Schürze", "Schürzen" },
		{ "de", "STRASSE", "straße" },
		{ "fr", "Mug émaillé", "mugs émaillés" },
		{ "fr", "Bouilloire émaillée", "bouilloire emaillee" },
		{ "fr", "Couteaux de cuisine", "couteau" },
		{ "fr", "Bougeoir d’été", "l'été" },
		{ "ar", "القهوة العربيّة", "قهوه عربية" },
		{ "ar", "كوب الميناء", "الكوب" },
		{ "ar", "إبريق شاي", "ابريق الشاي" },
		{ "ar", "مناديل مائدة", "للمائدة" },
		{ "ar", "مزهرية القصب", "مزهريات" },
		{ "ar", "المزهريات", "مزهريتان" },
		{ "ar", "وسادة", "وسادات" },
		{ "ar", "شمعتين", "شمعة" },
		{ "ja", "有機緑茶", "茶" },
		{ "ja", "有機緑茶", "有" },
		{ "ja", "有機緑茶", "機緑茶" },
		{ "ja", "マグカップ", "まぐ" },
		{ "ja", "マグカップ", "ﾏｸﾞｶｯﾌﾟ" },
		{ "ja", "ティーポット", "ティー・ポット" },
		{ "ja", "𠮷野家", "𠮷野" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (!found(ctx, cases[i].locale, cases[i].document, cases[i].query))
			fail_msg("%s: \"%s\" does not find \"%s\"", cases[i].locale, cases[i].query, cases[i].document);
}

static void other_words_are_not_found(void **state)
{
	static const struct {
		const char *locale, *document, *query;
	} cases[] = {
		{ "en", "Linen napkins", "nap" },
		{ "de", "Hafenbecher", "hafer" },
		{ "de", "Hafenbecher", "er" },
		{ "ar", "كوب الميناء", "صحن" },
		{ "ar", "تين مجفف", "مجف" },
		{ "ar", "بيت", "بيات" },
		{ "ja", "マグカップ", "マグロ" },
		{ "fr", "Couteau", "couture" },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (found(ctx, cases[i].locale, cases[i].document, cases[i].query))
			fail_msg("%s: \"%s\" and \"%s\"", cases[i].locale, cases[i].query, cases[i].document);
}

static void hiragana_of_a_query_is_also_spelled_in_latin(void **state)
{
	struct ctx *ctx = *state;
	struct text_words q = text_words(ctx->arena, "ja", "といし", TEXT_WORDS_QUERY);

	assert_int_equal(q.n, 1);
	assert_true(has(&q.v[0].forms, "toishi"));
}

static void long_words_are_cut(void **state)
{
	struct ctx *ctx = *state;
	char *endless = arena_alloc(ctx->arena, 5001);

	memset(endless, 'x', 5000);
	struct text_words t = text_words(ctx->arena, "en", endless, TEXT_WORDS_DOCUMENT);
	assert_true(t.n > 0);
	for (size_t i = 0; i < t.n; i++)
		assert_true(utf8_length(t.v[i].word) <= TEXT_WORD_POINTS);
}

static void counts_changes_between_words(void **state)
{
	static const struct {
		const char *one, *other;
		int want;
	} cases[] = {
		{ "becher", "becher", 0 },
		{ "becher", "bescher", 1 },
		{ "becher", "beher", 1 },
		{ "becher", "bacher", 1 },
		{ "becher", "ebcher", 1 }, /* two neighbours exchanged */
		{ "becher", "rehceb", 3 },
		{ "كوب", "كبو", 1 },
		{ "まぐかっぷ", "まぐかぷ", 1 },
		{ "", "ab", 2 },
		{ "kettle", "kitten", 3 },
	};
	struct ctx *ctx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(text_distance(ctx->arena, cases[i].one, cases[i].other, 2), cases[i].want);
		assert_int_equal(text_distance(ctx->arena, cases[i].other, cases[i].one, 2), cases[i].want);
	}
}

static bool meet(struct ctx *ctx, const char *one, const char *other)
{
	int64_t *x, *y;
	size_t n = text_near_keys(ctx->arena, one, &x), m = text_near_keys(ctx->arena, other, &y);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++)
			if (x[i] == y[k])
				return true;
	return false;
}

/* Every word that one or two changes make, beside the keys that find it again. */
static void every_forgiven_mistake_has_a_key_in_common_with_the_word(void **state)
{
	static const char *const words[] = { "mug", "plate", "becher", "frühstück", "hafenbecher", "tablecloth",
		"لوحتقطيع", "まぐかっぷ" };
	struct ctx *ctx = *state;

	for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
		const char *word = words[w];
		size_t n = strlen(word);
		assert_true(text_forgiven(word) == (utf8_length(word) < 7 ? 1 : 2));
		for (size_t i = 0; i < n; i++) {
			if (((unsigned char)word[i] & 0xc0) == 0x80)
				continue;
			size_t next = i + 1;
			while (((unsigned char)word[next] & 0xc0) == 0x80)
				next++;
			const char *less = arena_printf(ctx->arena, "%.*s%s", (int)i, word, word + next);
			const char *more = arena_printf(ctx->arena, "%.*sq%s", (int)i, word, word + i);
			const char *other = arena_printf(ctx->arena, "%.*sq%s", (int)i, word, word + next);
			if (utf8_length(less) > 2)
				assert_true(meet(ctx, word, less));
			assert_true(meet(ctx, word, more));
			assert_true(meet(ctx, word, other));
		}
	}
	assert_true(meet(ctx, "hafenbecher", "hafnebehcer"));
	assert_false(meet(ctx, "mug", "jar"));
	assert_int_equal(text_forgiven("ab"), 0);
	assert_int_equal(text_forgiven("1234567"), 0);
	assert_int_equal(text_forgiven("a234567"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(tells_words_apart_and_folds_them),
		UNIT(a_query_leaves_small_words_out_unless_it_has_no_others),
		UNIT(a_word_is_found_in_each_of_its_forms),
		UNIT(other_words_are_not_found),
		UNIT(hiragana_of_a_query_is_also_spelled_in_latin),
		UNIT(long_words_are_cut),
		UNIT(counts_changes_between_words),
		UNIT(every_forgiven_mistake_has_a_key_in_common_with_the_word),
	};
	return cmocka_run_group_tests_name("text_words", tests, NULL, NULL);
}
