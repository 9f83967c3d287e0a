#include "fuzz.h"

#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/html.h"

/* Text is clean, and as markup it reads back as text without any element having come to life. */
static void round_trip(struct ctx *ctx, const char *text)
{
	struct html markup = html_of_text(ctx->arena, text);
	const char *again;

	BUG_IF(!utf8_clean(text, strlen(text)));
	for (const char *p = markup.safe; (p = strchr(p, '<')); p++)
		BUG_IF(!str_starts(p, "<p>") && !str_starts(p, "</p>") && !str_starts(p, "<br>"));
	html_to_text(ctx, markup.safe, strlen(markup.safe), &again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx ctx = { .arena = arena_create((size_t)64 << 20) };
	const char *text = NULL;

	if (html_to_text(&ctx, (const char *)data, n, &text) == ERR_OK)
		round_trip(&ctx, text);
	arena_destroy(&ctx.arena);
	return 0;
}
