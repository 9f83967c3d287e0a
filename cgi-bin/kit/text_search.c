#include "kit/text.h"

#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>

#include "base/log.h"
#include "kit/text_icu.h"
#include "kit/text_latin.h"

struct gather {
	struct arena *arena;
	const char *locale;
	enum text_tokens_of of;
	const UChar *text;
	const char **v;
	size_t n;
	size_t cap;
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
	{ 0x0640, 0 },      /* TATWEEL */
	{ 0x0670, 0 },      /* SUPERSCRIPT ALEF */
};

enum { HARAKAT_FIRST = 0x064b, HARAKAT_LAST = 0x065f };

/* The character as it is searched; 0 where it is dropped. Digits of every script are ASCII's, apostrophes part words.
 */
static UChar32 search_form(UChar32 c)
{
	int digit = u_charDigitValue(c);

	if (digit >= 0)
		return '0' + digit;
	if (c >= HARAKAT_FIRST && c <= HARAKAT_LAST)
		return 0;
	if (c == '\'' || c == 0x2019)
		return ' ';
	for (size_t i = 0; i < sizeof arabic / sizeof *arabic; i++)
		if (arabic[i].from == c)
			return arabic[i].to;
	return c;
}

static UChar *search_text(struct arena *a, const char *s, int32_t *n)
{
	int32_t in_n, at = 0;
	/* "root": search takes "ä" for "a" in every language, what people leave out on a keyboard. */
	UChar *text = text_u16(a, text_latin_ascii(a, "root", text_fold(a, s)), &in_n);
	int32_t out = 0;

	while (at < in_n) {
		UChar32 c;
		U16_NEXT(text, at, in_n, c);
		c = search_form(c);
		if (c)
			U16_APPEND_UNSAFE(text, out, c); /* never longer than what was read */
	}
	text[out] = 0;
	*n = out;
	return text;
}

/* Scripts without blanks between words. The prolonged sound mark is common to two of them. */
static bool unspaced(UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript(c, &status);

	if (c == 0x30fc || c == 0x3005 || c == 0x303b)
		return true;
	return (script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA) && u_isalpha(c);
}

static void add(struct gather *g, int32_t from, int32_t to)
{
	char *token = text_u8(g->arena, g->text + from, to - from);
	size_t points = 0, i = 0;

	for (; token[i]; i++)
		if (((unsigned char)token[i] & 0xc0) != 0x80 && points++ == TEXT_TOKEN_POINTS)
			break;
	token[i] = '\0';
	if (g->n == g->cap) {
		size_t cap = g->cap ? 2 * g->cap : 16;
		const char **v = ARENA_ARRAY(g->arena, cap, const char *);
		if (g->n)
			memcpy(v, g->v, g->n * sizeof *v);
		g->v = v;
		g->cap = cap;
	}
	g->v[g->n++] = token;
}

static void add_pairs(struct gather *g, int32_t from, int32_t to)
{
	int32_t first = from, second = from;

	U16_FWD_1(g->text, second, to);
	if (second == to) {
		add(g, from, to);
		return;
	}
	while (second < to) {
		int32_t end = second;
		U16_FWD_1(g->text, end, to);
		add(g, first, end);
		first = second;
		second = end;
	}
	if (g->of == TEXT_TOKENS_DOCUMENT)
		add(g, first, to);
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

static void add_words(struct gather *g, int32_t from, int32_t to)
{
	static const struct text_opener opener = { "words", open_breaks, close_breaks };
	UBreakIterator *breaks = text_cached(&opener, g->locale, "");
	UErrorCode status = U_ZERO_ERROR;

	ubrk_setText(breaks, g->text + from, to - from, &status);
	BUG_IF(U_FAILURE(status));
	int32_t start = ubrk_first(breaks), end;
	while ((end = ubrk_next(breaks)) != UBRK_DONE) {
		if (ubrk_getRuleStatus(breaks) >= UBRK_WORD_NONE_LIMIT)
			add(g, from + start, from + end);
		start = end;
	}
}

struct text_tokens text_tokens(struct arena *a, const char *locale, const char *s, enum text_tokens_of of)
{
	int32_t n, at = 0;
	struct gather g = { .arena = a, .locale = locale, .of = of, .text = search_text(a, s, &n) };

	while (at < n) {
		int32_t from = at, ahead = at;
		UChar32 c;
		U16_NEXT(g.text, ahead, n, c);
		bool pairs = unspaced(c), same = true;
		while (same) {
			at = ahead;
			if (at == n)
				break;
			U16_NEXT(g.text, ahead, n, c);
			same = unspaced(c) == pairs;
		}
		if (pairs)
			add_pairs(&g, from, at);
		else
			add_words(&g, from, at);
	}
	return (struct text_tokens){ .v = g.v, .n = g.n };
}
