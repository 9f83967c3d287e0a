#include <string.h>
#include <unicode/utf16.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text_icu.h"
#include "kit/text_words.h"

/*
 * Leaving letters out of both words until they are equal ("symmetric delete"): of the first letters only, which bounds
 * the keys at 1 + 8 + 28.
 */
enum { PREFIX = 8, KEYS = 1 + PREFIX + PREFIX * (PREFIX - 1) / 2, WORD_MAX = 64 };

bool text_is_number(const char *word)
{
	return word[strspn(word, "0123456789")] == '\0';
}

int text_forgiven(const char *word)
{
	size_t n = utf8_length(word);

	return n < 3 || text_is_number(word) ? 0 : n < 7 ? 1 : 2;
}

/* FNV-1a; a chance meeting costs one comparison. */
static int64_t key_of(const UChar *v, int n, int skip, int also)
{
	uint64_t h = 14695981039346656037u;

	for (int i = 0; i < n; i++)
		if (i != skip && i != also)
			h = (h ^ v[i]) * 1099511628211u;
	return (int64_t)h;
}

size_t text_near_keys(struct arena *a, const char *word, int64_t **keys)
{
	int32_t n;
	const UChar *v = text_u16(a, word, &n);
	int depth = text_forgiven(word);
	int64_t *out = ARENA_ARRAY(a, KEYS, int64_t);
	size_t count = 0;

	n = n > PREFIX ? PREFIX : n;
	out[count++] = key_of(v, n, -1, -1);
	for (int i = 0; depth > 0 && i < n; i++) {
		out[count++] = key_of(v, n, i, -1);
		for (int k = i + 1; depth > 1 && k < n; k++)
			out[count++] = key_of(v, n, i, k);
	}
	*keys = out;
	return count;
}

static int least(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

/* Optimal string alignment. */
int text_distance(struct arena *a, const char *one, const char *other, int limit)
{
	int row[3][WORD_MAX + 1];
	int32_t n, m;
	const UChar *x = text_u16(a, one, &n), *y = text_u16(a, other, &m);

	n = n > WORD_MAX ? WORD_MAX : n;
	m = m > WORD_MAX ? WORD_MAX : m;

	if (n - m > limit || m - n > limit)
		return limit + 1;
	for (int k = 0; k <= m; k++)
		row[0][k] = k;
	for (int i = 1; i <= n; i++) {
		int *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
		now[0] = i;
		for (int k = 1; k <= m; k++) {
			now[k] = least(last[k] + 1, now[k - 1] + 1, last[k - 1] + (x[i - 1] != y[k - 1]));
			if (i > 1 && k > 1 && x[i - 1] == y[k - 2] && x[i - 2] == y[k - 1] &&
			    before[k - 2] + 1 < now[k])
				now[k] = before[k - 2] + 1;
		}
	}
	return row[n % 3][m] > limit ? limit + 1 : row[n % 3][m];
}
