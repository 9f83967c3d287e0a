#include "kit/text_stop.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"

/* Folded, blanks around each. What stands alone behind an elision or a genitive is here, too. */
static const struct {
	const char *locale, *words;
} lists[] = {
	{ "de", " der die das den dem des ein eine einen einem einer eines und oder fur fuer mit ohne aus im in am an "
	        "auf von "
	        "vom zum zur zu bei " },
	{ "en", " the a an and or for with without of in on to from by s " },
	{ "fr", " le la les l un une des du de d et ou pour avec sans en au aux a dans sur par qu s c j n " },
	{ "ar", " في من على علي مع بدون او و عن الي ل ب " },
	{ "ja", " の と を は が に で へ も や から まで " },
};

bool text_is_stop_word(const char *locale, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		if (!str_eq(lists[i].locale, locale))
			continue;
		for (const char *at = lists[i].words; (at = strstr(at, word)) != NULL; at++)
			if (at > lists[i].words && at[-1] == ' ' && at[n] == ' ')
				return true;
	}
	return false;
}
