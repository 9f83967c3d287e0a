#include "checkout/label.h"

#include "kit/text.h"

struct address_part address_label(struct ctx *ctx, const struct address *address)
{
	const char *const *lines = address_lines(ctx, address);
	struct address_part part = { 0 };
	while (lines[part.n_lines])
		part.n_lines++;
	part.lines = ARENA_ARRAY(ctx->arena, part.n_lines + 1, struct address_line);
	for (size_t i = 0; i < part.n_lines; i++)
		part.lines[i].text = lines[i];
	part.lines[part.n_lines++].text = text_country_name(ctx->arena, ctx->locale, address->country);
	return part;
}
