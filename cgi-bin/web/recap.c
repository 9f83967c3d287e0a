#include "web/recap.h"

#include "base/str.h"
#include "kit/text.h"
#include "shop/withdrawal.h"
#include "web/shopfront.h"
#include "web/sums.h"

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

struct summary_part order_summary(struct ctx *ctx, const struct order *o)
{
	struct summary_part out = { .n_lines = o->n_lines };
	out.lines = ARENA_ARRAY(ctx->arena, o->n_lines, struct summary_line);
	for (size_t i = 0; i < o->n_lines; i++)
		out.lines[i] = (struct summary_line){
			.name = o->lines[i].name,
			.options = str_empty(o->lines[i].options) ? NULL : o->lines[i].options,
			.picture = shop_picture(ctx, o->lines[i].picture, NULL, SLOT_LINE),
			.quantity = o->lines[i].quantity,
			.total = o->lines[i].total,
			.no_withdrawal = withdrawal_told(o->address.country, o->lines[i].no_withdrawal),
		};
	sums_of_order(ctx, o, &out.sums);
	return out;
}
