#include "queries.h"
#include "shop/price.h"

const struct price_tier *price_tiers(struct ctx *ctx, const struct product_tiers_row *rows, size_t n_rows,
    int64_t variant_id, struct money single, size_t *n)
{
	struct price_tier *tiers = ARENA_ARRAY(ctx->arena, n_rows, struct price_tier);
	*n = 0;
	for (size_t i = 0; i < n_rows; i++) {
		if (rows[i].variant_id != variant_id)
			continue;
		struct money unit = price_choose(ctx, rows[i].entered, rows[i].own, ctx->currency);
		int64_t before = *n ? tiers[*n - 1].unit.minor : single.minor;
		if (unit.minor < before)
			tiers[(*n)++] = (struct price_tier){ .quantity = rows[i].min_quantity, .unit = unit };
	}
	return tiers;
}
