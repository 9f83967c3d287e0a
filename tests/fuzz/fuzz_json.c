#include "fuzz.h"

#include <string.h>

#include "base/log.h"
#include "kit/json.h"

enum { MAX_BYTES = 64 * 1024 };

/* What was read is written, and reads again as the same. */
static void round_trip(struct ctx *ctx, const struct json *doc)
{
	const struct json *again = NULL;
	char *text = json_print(ctx->arena, doc);

	BUG_IF(json_parse(ctx, text, strlen(text), 16 * MAX_BYTES, &again) != ERR_OK);
	BUG_IF(strcmp(text, json_print(ctx->arena, again)) != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx ctx = { .arena = arena_create((size_t)64 << 20) };
	const struct json *doc = NULL, *found;
	const char *text;
	int64_t number;

	if (json_parse(&ctx, (const char *)data, n, MAX_BYTES, &doc) == ERR_OK) {
		json_get_text(&ctx, doc, "id", &text);
		json_get_int(&ctx, doc, "data.object.amount", &number);
		if (json_get(&ctx, doc, "purchase_units.0", &found) == ERR_OK)
			json_item(found, json_count(found));
		round_trip(&ctx, doc);
	}
	arena_destroy(&ctx.arena);
	return 0;
}
