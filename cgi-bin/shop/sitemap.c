#include "shop/sitemap.h"

#include <string.h>

#include "base/str.h"
#include "queries.h"
#include "shop/show.h"
#include "shop/tenant.h"

static const char *const kind_name[SLUG_KIND__MAX] = {
	[SLUG_CATEGORY] = "category",
	[SLUG_PRODUCT] = "product",
	[SLUG_PAGE] = "page",
};

const char *sitemap_kind_name(enum slug_kind kind)
{
	return kind_name[kind];
}

bool sitemap_kind_of(const char *name, enum slug_kind *out)
{
	for (int i = 0; i < SLUG_KIND__MAX; i++)
		if (str_eq(kind_name[i], name)) {
			*out = (enum slug_kind)i;
			return true;
		}
	return false;
}

/* How often a thing's address is written: once in each locale, and there beside all of them and the default's. */
static int64_t times(const struct ctx *ctx)
{
	int64_t n = (int64_t)ctx->settings->locales.n;
	return n > 1 ? n * (n + 2) : 1;
}

static int64_t things_in_file(const struct ctx *ctx)
{
	return SITEMAP_ADDRESSES / (int64_t)ctx->settings->locales.n;
}

enum err_code sitemap_files(struct ctx *ctx, int64_t head, const struct sitemap_file **out, size_t *n)
{
	struct sitemap_files_in in = { .at = ctx->now,
		.currency = ctx->settings->currency,
		.things = things_in_file(ctx),
		.times = times(ctx),
		.head = head,
		.max_bytes = SITEMAP_BYTES };
	struct sitemap_files_row *rows = NULL;
	show(ctx, TOPIC_GOODS, 0);
	enum err_code e = q_sitemap_files(ctx, &in, &rows, n);
	if (e)
		return e;
	struct sitemap_file *v = ARENA_ARRAY(ctx->arena, *n, struct sitemap_file);
	for (size_t i = 0; i < *n; i++) {
		v[i] = (struct sitemap_file){ .first_id = rows[i].first_id,
			.last_id = rows[i].last_id,
			.changed_at = rows[i].changed_at_null ? 0 : rows[i].changed_at };
		if (!sitemap_kind_of(rows[i].kind, &v[i].kind))
			return err_set(ctx, ERR_INTERNAL, "unknown kind in the sitemap");
	}
	*out = v;
	return ERR_OK;
}

/* Percent-encoded at the longest. */
static int64_t slug_bytes(const char *slug)
{
	int64_t n = 0;
	for (; *slug; slug++)
		n += (unsigned char)*slug < 0x80 ? 1 : 3;
	return n;
}

enum err_code sitemap_things(
    struct ctx *ctx, enum slug_kind kind, int64_t first_id, int64_t last_id, int64_t head, struct sitemap_things *out)
{
	struct sitemap_things_in in = { .kind = kind_name[kind],
		.first_id = first_id,
		.last_id = last_id,
		.max_rows = things_in_file(ctx),
		.at = ctx->now,
		.currency = ctx->settings->currency };
	struct sitemap_things_row *rows = NULL;
	size_t n = 0;
	show(ctx, TOPIC_GOODS, 0);
	enum err_code e = q_sitemap_things(ctx, &in, &rows, &n);
	if (e)
		return e;
	struct sitemap_thing *v = ARENA_ARRAY(ctx->arena, n, struct sitemap_thing);
	int64_t bytes = 0;
	for (size_t i = 0; i < n; i++) {
		v[i].changed_at = rows[i].changed_at_null ? 0 : rows[i].changed_at;
		v[i].slugs = catalog_localized(ctx, rows[i].locales, rows[i].slugs, &v[i].n_slugs);
		int64_t longest = 0;
		for (size_t k = 0; k < v[i].n_slugs; k++)
			if (slug_bytes(v[i].slugs[k].slug) > longest)
				longest = slug_bytes(v[i].slugs[k].slug);
		bytes += times(ctx) * (head + longest);
	}
	/* A range that somebody made up: ours are cut before that. */
	if (n == 0 || bytes > SITEMAP_BYTES + SITEMAP_BYTES / 4)
		return err_set(ctx, ERR_NOT_FOUND, "no such file of the sitemap");
	*out = (struct sitemap_things){ .v = v, .n = n };
	return ERR_OK;
}
