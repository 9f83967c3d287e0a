#include "shop/catalog.h"

#include "queries.h"
#include "shop/tenant.h"

enum err_code catalog_page(struct ctx *ctx, int64_t id, const struct content_page **out)
{
	struct page_get_row row;
	enum err_code e = q_page_get_one(ctx,
	    &(struct page_get_in){ .id = id, .locale = ctx->locale, .default_locale = ctx->settings->default_locale }, &row);
	if (e)
		return e;
	struct content_page *page = ARENA_NEW(ctx->arena, struct content_page);
	*page = (struct content_page){
		.id = row.id, .code = row.code, .title = row.title, .slug = row.slug, .body = row.body
	};
	*out = page;
	return ERR_OK;
}

enum err_code catalog_pages(struct ctx *ctx, const struct content_page **out, size_t *n)
{
	struct pages_all_row *rows;
	enum err_code e = q_pages_all(ctx,
	    &(struct pages_all_in){ .locale = ctx->locale, .default_locale = ctx->settings->default_locale }, &rows, n);
	if (e)
		return e;
	struct content_page *v = ARENA_ARRAY(ctx->arena, *n, struct content_page);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct content_page){
			.id = rows[i].id, .code = rows[i].code, .title = rows[i].title, .slug = rows[i].slug, .body = ""
		};
	*out = v;
	return ERR_OK;
}
