#include "kit/text_words.h"

#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>
#include <unicode/utrans.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text.h"
#include "kit/text_icu.h"
#include "kit/text_latin.h"
#include "kit/text_stem.h"
#include "kit/text_stop.h"

struct gather {
	struct arena *arena;
	const char *locale;
	enum text_words_of of;
	const UChar *text;
	struct text_word *v;
	size_t n, room;
};

/* Letters that Arabic readers write for one another; 0 drops the sign. */
static const struct {
	UChar from, to;
} arabic[] = {
	{ 0x0622, 0x0627 }, /* ALEF WITH MADDA ABOVE */
	{ 0x0623, 0x0627 }, /* ALEF WITH HAMZA ABOVE */
	{ 0x0625, 0x0627 }, /* ALEF WITH HAMZA BELOW */
	{ 0x0671, 0x0627 }, /* ALEF WASLA */
	{ 0x0649, 0x064a }, /* ALEF MAKSURA to YEH */
	{ 0x0629, 0x0647 }, /* TEH MARBUTA to HEH */
};

enum {
	TATWEEL = 0x0640,
	SUPERSCRIPT_ALEF = 0x0670,
	HARAKAT_FIRST = 0x064b,
	HARAKAT_LAST = 0x065f,
	LONG_MARK = 0x30fc,
	KATAKANA_FIRST = 0x30a1,
	KATAKANA_LAST = 0x30f6,
	TO_HIRAGANA = 0x60,
	HEAD_POINTS = 3, /* of a compound, at least; its end likewise */
	TAIL_POINTS = 3,
	REST_POINTS = 3, /* of an Arabic noun, at least */
};

/* Before words are told apart: what nobody types is dropped, apostrophes part words. */
static UChar32 plain(UChar32 c)
{
	int digit = u_charDigitValue(c);

	if (digit >= 0)
		return '0' + digit;
	if (c == TATWEEL || c == SUPERSCRIPT_ALEF || (c >= HARAKAT_FIRST && c <= HARAKAT_LAST))
		return 0;
	return c == '\'' || c == 0x2019 ? ' ' : c;
}

static UChar32 alike(UChar32 c)
{
	for (size_t i = 0; i < sizeof arabic / sizeof *arabic; i++)
		if (arabic[i].from == c)
			return arabic[i].to;
	return c >= KATAKANA_FIRST && c <= KATAKANA_LAST ? c - TO_HIRAGANA : c;
}

/* The text through a change of single characters, none of which makes it longer. */
static UChar *each(struct arena *a, const char *s, UChar32 (*change)(UChar32), int32_t *n)
{
	int32_t in_n, at = 0, out = 0;
	UChar *text = text_u16(a, s, &in_n);

	while (at < in_n) {
		UChar32 c;
		U16_NEXT(text, at, in_n, c);
		c = change(c);
		if (c)
			U16_APPEND_UNSAFE(text, out, c);
	}
	text[out] = 0;
	*n = out;
	return text;
}

static bool is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

/* As it is compared. "root": "ä" is "a" in every language, which is what people type who lack the key. */
static const char *folded(struct arena *a, const char *latin, const char *s)
{
	int32_t n;

	if (is_ascii(s))
		return s;
	UChar *text = each(a, text_fold(a, text_latin_ascii(a, latin, s)), alike, &n);
	return text_u8(a, text, n);
}

static void list_add(struct arena *a, struct text_list *l, const char *s)
{
	if (str_empty(s))
		return;
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->v[i], s))
			return;
	if (l->n == l->room) {
		const char **v = ARENA_ARRAY(a, l->room = l->room ? 2 * l->room : 4, const char *);
		if (l->n)
			memcpy(v, l->v, l->n * sizeof *v);
		l->v = v;
	}
	l->v[l->n++] = s;
}

static struct text_word *add_word(struct gather *g)
{
	if (g->n == g->room) {
		struct text_word *v = ARENA_ARRAY(g->arena, g->room = g->room ? 2 * g->room : 16, struct text_word);
		if (g->n)
			memcpy(v, g->v, g->n * sizeof *v);
		g->v = v;
	}
	g->v[g->n] = (struct text_word){ 0 };
	return &g->v[g->n++];
}

static const char *skip_points(const char *s, size_t n)
{
	for (; n > 0 && *s; n--)
		for (s++; ((unsigned char)*s & 0xc0) == 0x80;)
			s++;
	return s;
}

static const char *cut(struct arena *a, const char *s)
{
	return arena_strndup(a, s, (size_t)(skip_points(s, TEXT_WORD_POINTS) - s));
}

/* "and the", "with the", "for the" as they are written onto an Arabic word. */
static const char *without_article(const char *word)
{
	static const char *const articles[] = { "وال", "بال", "كال", "فال", "لل", "ال" };

	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
		if (str_starts(word, articles[i]) && utf8_length(word + strlen(articles[i])) >= 2)
			return word + strlen(articles[i]);
	return word;
}

/*
 * A feminine noun's one, two and many: the rules of Snowball leave a different rest of each. The word is folded, so
 * that teh marbuta is a heh.
 */
static const char *without_number(struct arena *a, const char *word)
{
	static const char *const ends[] = { "تان", "تين", "ات", "ه" };

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t n = strlen(word), end = strlen(ends[i]);
		if (n > end && str_eq(word + n - end, ends[i])) {
			const char *rest = arena_strndup(a, word, n - end);
			if (utf8_length(rest) >= REST_POINTS)
				return rest;
		}
	}
	return word;
}

static void add_forms(struct gather *g, struct text_word *w, const char *written)
{
	struct arena *a = g->arena;
	const char *stem = text_stem(a, g->locale, written);

	list_add(a, &w->forms, w->word);
	list_add(a, &w->forms, folded(a, "root", stem));
	if (str_eq(g->locale, "ar")) {
		list_add(a, &w->forms, without_article(w->word));
		list_add(a, &w->forms, without_number(a, without_article(w->word)));
		return;
	}
	list_add(a, &w->forms, text_stem(a, g->locale, w->word));
	if (!str_eq(g->locale, "de") || is_ascii(written))
		return;
	const char *spelled = folded(a, "de", written);
	list_add(a, &w->forms, spelled);
	list_add(a, &w->forms, text_stem(a, g->locale, spelled));
}

static void add_tails(struct gather *g, struct text_word *w)
{
	for (size_t i = 0; i < w->forms.n; i++) {
		const char *s = w->forms.v[i];
		size_t n = utf8_length(s);
		for (size_t at = HEAD_POINTS; at + TAIL_POINTS <= n; at++)
			list_add(g->arena, &w->tails, arena_printf(g->arena, "+%s", skip_points(s, at)));
	}
}

static void add_one(struct gather *g, int32_t from, int32_t to)
{
	const char *written = cut(g->arena, text_u8(g->arena, g->text + from, to - from));
	const char *word = cut(g->arena, folded(g->arena, "root", written));

	if (g->of == TEXT_WORDS_QUERY && text_is_stop_word(g->locale, word))
		return;
	struct text_word *w = add_word(g);
	w->word = word;
	w->written = written;
	add_forms(g, w, written);
	if (g->of == TEXT_WORDS_TITLE && str_eq(g->locale, "de"))
		add_tails(g, w);
}

static void *open_breaks(const char *locale, const char *more)
{
	UErrorCode status = U_ZERO_ERROR;

	(void)more;
	return ubrk_open(UBRK_WORD, locale, NULL, 0, &status);
}

static void close_breaks(void *b)
{
	ubrk_close(b);
}

/* "28cm" is two words; "2.5" is one. */
static void add_parts(struct gather *g, int32_t from, int32_t to)
{
	int32_t start = from;

	for (int32_t i = from + 1; i < to; i++) {
		bool was = u_isdigit(g->text[i - 1]), is = u_isdigit(g->text[i]);
		if (was == is || !u_isalnum(g->text[i - 1]) || !u_isalnum(g->text[i]))
			continue;
		add_one(g, start, i);
		start = i;
	}
	add_one(g, start, to);
}

static void add_spaced(struct gather *g, int32_t from, int32_t to)
{
	static const struct text_opener opener = { "words", open_breaks, close_breaks };
	UBreakIterator *breaks = text_cached(&opener, g->locale, "");
	UErrorCode status = U_ZERO_ERROR;

	ubrk_setText(breaks, g->text + from, to - from, &status);
	BUG_IF(U_FAILURE(status));
	/* Adding a word opens other handles: all ends are read first. */
	int32_t *ends = ARENA_ARRAY(g->arena, 2 * (size_t)(to - from) + 2, int32_t);
	size_t n = 0;
	int32_t start = ubrk_first(breaks), end;
	while ((end = ubrk_next(breaks)) != UBRK_DONE) {
		if (ubrk_getRuleStatus(breaks) >= UBRK_WORD_NONE_LIMIT) {
			ends[n++] = from + start;
			ends[n++] = from + end;
		}
		start = end;
	}
	for (size_t i = 0; i < n; i += 2)
		add_parts(g, ends[i], ends[i + 1]);
}

static void *open_kana(const char *locale, const char *more)
{
	static const UChar id[] = u"Any-Latin";
	UErrorCode status = U_ZERO_ERROR;

	(void)locale;
	(void)more;
	return utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
}

static void close_kana(void *t)
{
	utrans_close(t);
}

static const char *in_latin(struct arena *a, const char *kana)
{
	static const struct text_opener opener = { "kana", open_kana, close_kana };
	const UTransliterator *t = text_cached(&opener, "ja", "");

	return folded(a, "root", text_fold(a, text_transliterated(a, t, kana)));
}

enum script { OTHER, HAN, HIRAGANA, KATAKANA };

/* Scripts without blanks between words. The long mark goes on with what stands before it. */
static enum script script_of(UChar32 c, enum script before)
{
	UErrorCode status = U_ZERO_ERROR;

	if (c == 0x3005 || c == 0x303b)
		return HAN;
	if (c == LONG_MARK)
		return before == OTHER ? KATAKANA : before;
	if (!u_isalpha(c))
		return OTHER;
	switch (uscript_getScript(c, &status)) {
	case USCRIPT_HAN:
		return HAN;
	case USCRIPT_HIRAGANA:
		return HIRAGANA;
	case USCRIPT_KATAKANA:
		return KATAKANA;
	default:
		return OTHER;
	}
}

static void add_pairs(struct gather *g, struct text_word *w)
{
	const char *first = w->word, *second = skip_points(first, 1);

	while (*second) {
		const char *end = skip_points(second, 1);
		list_add(g->arena, &w->pairs, arena_strndup(g->arena, first, (size_t)(end - first)));
		first = second;
		second = end;
	}
	if (g->of != TEXT_WORDS_QUERY || w->pairs.n == 0)
		list_add(g->arena, &w->pairs, first);
}

static void add_run(struct gather *g, int32_t from, int32_t to, enum script script)
{
	while (to - from > 1 && g->text[to - 1] == LONG_MARK)
		to--;
	const char *written = cut(g->arena, text_u8(g->arena, g->text + from, to - from));
	const char *word = folded(g->arena, "root", written);
	if (g->of == TEXT_WORDS_QUERY && text_is_stop_word(g->locale, word))
		return;
	struct text_word *w = add_word(g);
	w->word = word;
	w->written = written;
	list_add(g->arena, &w->forms, word);
	if (g->of == TEXT_WORDS_QUERY && script == HIRAGANA && utf8_length(word) > 1)
		list_add(g->arena, &w->forms, in_latin(g->arena, word));
	add_pairs(g, w);
}

static void gather_all(struct gather *g, int32_t n)
{
	int32_t at = 0;

	while (at < n) {
		int32_t from = at, ahead = at;
		UChar32 c;
		U16_NEXT(g->text, ahead, n, c);
		enum script script = script_of(c, OTHER), next = script;
		while (next == script) {
			at = ahead;
			if (at == n)
				break;
			U16_NEXT(g->text, ahead, n, c);
			next = script_of(c, script);
		}
		if (script == OTHER)
			add_spaced(g, from, at);
		else
			add_run(g, from, at, script);
	}
}

struct text_words text_words(struct arena *a, const char *locale, const char *s, enum text_words_of of)
{
	int32_t n;
	struct gather g = { .arena = a, .locale = locale, .of = of };

	g.text = each(a, text_fold(a, s), plain, &n);
	gather_all(&g, n);
	if (g.n == 0 && of == TEXT_WORDS_QUERY) {
		/* Nothing but small words: then they are meant. */
		g.of = TEXT_WORDS_DOCUMENT;
		gather_all(&g, n);
	}
	return (struct text_words){ .v = g.v, .n = g.n };
}
