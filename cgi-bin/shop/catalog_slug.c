#include "shop/catalog.h"

#include "base/str.h"
#include "queries.h"
#include "shop/show.h"
#include "shop/tenant.h"

static const char *const kind_name[SLUG_KIND__MAX] = {
	[SLUG_CATEGORY] = "category",
	[SLUG_PRODUCT] = "product",
	[SLUG_PAGE] = "page",
};

static const char *slug_in(const struct slugs_of_row *rows, size_t n, const char *locale)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].locale, locale))
			return rows[i].slug;
	return NULL;
}

/* One for each locale of the shop. */
static const struct localized_slug *localize(struct ctx *ctx, const struct slugs_of_row *rows, size_t n_rows, size_t *n)
{
	const struct settings *s = ctx->settings;
	const char *fallback = slug_in(rows, n_rows, s->default_locale);
	struct localized_slug *v = ARENA_ARRAY(ctx->arena, s->locales.n, struct localized_slug);
	*n = 0;
	for (size_t i = 0; i < s->locales.n; i++) {
		const char *slug = slug_in(rows, n_rows, s->locales.v[i]);
		if (!slug)
			slug = fallback;
		if (slug)
			v[(*n)++] = (struct localized_slug){ .locale = s->locales.v[i], .slug = slug };
	}
	return v;
}

const struct localized_slug *catalog_localized(struct ctx *ctx, struct texts locales, struct texts slugs, size_t *n)
{
	struct slugs_of_row *rows = ARENA_ARRAY(ctx->arena, slugs.n, struct slugs_of_row);
	for (size_t i = 0; i < slugs.n; i++)
		rows[i] = (struct slugs_of_row){ .locale = locales.v[i], .slug = slugs.v[i] };
	return localize(ctx, rows, slugs.n, n);
}

enum err_code catalog_resolve(struct ctx *ctx, enum slug_kind kind, const char *slug, struct slug_meaning *out)
{
	struct slug_resolve_row row;
	enum err_code e = q_slug_resolve_one(ctx,
	    &(struct slug_resolve_in){ .kind = kind_name[kind],
	        .slug = slug,
	        .locale = ctx->locale,
	        .default_locale = ctx->settings->default_locale },
	    &row);
	if (e)
		return e;
	if (kind == SLUG_PRODUCT)
		show(ctx, TOPIC_PRODUCT, row.entity_id);
	*out = (struct slug_meaning){ .id = row.entity_id, .current = str_eq(row.current, slug) ? NULL : row.current };
	out->slugs = catalog_localized(ctx, row.locales, row.slugs, &out->n_slugs);
	return ERR_OK;
}

enum err_code catalog_slugs(
    struct ctx *ctx, enum slug_kind kind, int64_t id, const struct localized_slug **out, size_t *n)
{
	struct slugs_of_row *rows;
	size_t n_rows;
	enum err_code e =
	    q_slugs_of(ctx, &(struct slugs_of_in){ .kind = kind_name[kind], .entity_id = id }, &rows, &n_rows);
	if (!e)
		*out = localize(ctx, rows, n_rows, n);
	return e;
}
