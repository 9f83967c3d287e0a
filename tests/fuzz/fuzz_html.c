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

/* Nothing but tags of the allow-list comes out, and what came out comes out again. */
static void stays_clean(struct ctx *ctx, const char *data, size_t n)
{
	static const char *const never[] = { "<script", "<style", "<svg", "<math", "<img", "<iframe", "<form", "<meta",
		"<link", "<base", "<template", "<noscript", "<textarea", "<title", "<!", "<?" };
	struct html once, twice;

	if (html_clean(ctx, data, n, &once) != ERR_OK)
		return;
	BUG_IF(!utf8_clean(once.safe, strlen(once.safe)));
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		BUG_IF(strstr(once.safe, never[i]));
	if (html_clean(ctx, once.safe, strlen(once.safe), &twice) == ERR_OK)
		for (size_t i = 0; i < sizeof never / sizeof *never; i++)
			BUG_IF(strstr(twice.safe, never[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx ctx = { .arena = arena_create((size_t)64 << 20) };
	const char *text = NULL;

	if (html_to_text(&ctx, (const char *)data, n, &text) == ERR_OK)
		round_trip(&ctx, text);
	stays_clean(&ctx, (const char *)data, n);
	arena_destroy(&ctx.arena);
	return 0;
}
