#include "shop/catalog.h"

#include "queries.h"
#include "shop/frame.h"
#include "shop/menu_room.h"
#include "shop/show.h"
#include "shop/tenant.h"

enum err_code catalog_page(struct ctx *ctx, int64_t id, const struct content_page **out)
{
	struct page_get_row row;
	show(ctx, TOPIC_CONTENT, 0);
	enum err_code e = q_page_get_one(ctx,
	    &(struct page_get_in){ .id = id, .locale = ctx->locale, .default_locale = ctx->settings->default_locale },
	    &row);
	if (e)
		return e;
	struct content_page *page = ARENA_NEW(ctx->arena, struct content_page);
	*page = (struct content_page){
		.id = row.id,
		.code = row.code,
		.role = row.role,
		.title = row.title,
		.slug = row.slug,
		.format = row.format,
		.body = row.body,
	};
	*out = page;
	return ERR_OK;
}

static struct categories categories_of(struct ctx *ctx, const struct categories_all_row *rows, size_t n)
{
	struct category *v = ARENA_ARRAY(ctx->arena, n, struct category);
	for (size_t i = 0; i < n; i++)
		v[i] = (struct category){ .id = rows[i].id,
			.parent_id = rows[i].parent_id_null ? 0 : rows[i].parent_id,
			.code = rows[i].code,
			.name = rows[i].name,
			.slug = rows[i].slug,
			.description = rows[i].description,
			.sort = rows[i].sort };
	return (struct categories){ .v = v, .n = n };
}

static const struct content_page *pages_of(struct ctx *ctx, const struct pages_all_row *rows, size_t n)
{
	struct content_page *v = ARENA_ARRAY(ctx->arena, n, struct content_page);
	for (size_t i = 0; i < n; i++)
		v[i] = (struct content_page){
			.id = rows[i].id,
			.code = rows[i].code,
			.role = rows[i].role,
			.title = rows[i].title,
			.slug = rows[i].slug,
			.format = "text",
			.body = "",
		};
	return v;
}

enum err_code catalog_shelves(struct ctx *ctx, struct shelves *out)
{
	const char *locale = ctx->locale, *fallback = ctx->settings->default_locale;
	struct categories_all_row *categories = NULL;
	struct pages_all_row *pages = NULL;
	struct menu_rows_row *items = NULL;
	struct menu_items *menu = ARENA_NEW(ctx->arena, struct menu_items);
	size_t n_categories = 0, n_pages = 0, n_items = 0;
	const struct shelves *kept = frame_shelves(ctx);
	if (kept) {
		*out = *kept;
		return ERR_OK;
	}
	uint64_t mark = frame_mark(ctx);
	frame_reads_around(ctx, true);
	q_categories_all_queue(ctx, &(struct categories_all_in){ .locale = locale, .default_locale = fallback },
	    &categories, &n_categories);
	q_pages_all_queue(
	    ctx, &(struct pages_all_in){ .locale = locale, .default_locale = fallback }, &pages, &n_pages);
	q_menu_rows_queue(ctx, &items, &n_items);
	enum err_code e = db_flush(ctx);
	frame_reads_around(ctx, false);
	if (!e)
		e = menu_items_of(ctx, items, n_items, menu);
	if (e)
		return e;
	*out = (struct shelves){ .menu = menu,
		.categories = categories_of(ctx, categories, n_categories),
		.pages = pages_of(ctx, pages, n_pages),
		.n_pages = n_pages };
	frame_keep_shelves(ctx, out, mark);
	return ERR_OK;
}
