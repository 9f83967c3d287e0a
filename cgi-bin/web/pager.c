#include "web/pager.h"

static const char *address(struct ctx *ctx, const struct pager_place *place, int64_t page)
{
	return page == 1 ? place->first : arena_printf(ctx->arena, "%spage=%lld", place->base, (long long)page);
}

enum err_code pager_fill(struct ctx *ctx, const struct pager_place *place, struct pager_part *out)
{
	int64_t pages = place->total == 0 ? 1 : (place->total - 1) / place->per_page + 1;
	*out = (struct pager_part){ .page = place->page, .pages = pages, .many = pages > 1 };
	if (place->page < 1 || place->page > pages)
		return err_set(ctx, ERR_NOT_FOUND, "page behind the last");
	if (place->page > 1)
		out->prev_url = address(ctx, place, place->page - 1);
	if (place->page < pages)
		out->next_url = address(ctx, place, place->page + 1);
	return ERR_OK;
}
