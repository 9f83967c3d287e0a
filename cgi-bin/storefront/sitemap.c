#include "shop/sitemap.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "shop/tenant.h"
#include "storefront/documents.h"
#include "storefront/pages.h"
#include "web/document.h"
#include "web/shopfront.h"
#include "web/urls.h"

/* Of an entry and of a link to another language, less the host: tags, lastmod, scheme, port, locale, kind. */
enum { ENTRY_BYTES = 105 };
#define HOME "home.xml"

static int64_t entry_bytes(const struct ctx *ctx)
{
	return ENTRY_BYTES + (int64_t)strlen(ctx->tenant->primary_host);
}

static const char *own_url(struct ctx *ctx, const char *path)
{
	return url_absolute(ctx, ctx->tenant->primary_host, path);
}

enum err_code robots_get(struct ctx *ctx, struct exchange *x)
{
	static const char *const closed[] = { "cart", "checkout", "order", "search" };
	enum { N_CLOSED = sizeof closed / sizeof closed[0] };
	const struct texts *locales = &ctx->settings->locales;
	struct robots_document view = { .sitemap = own_url(ctx, "/sitemap.xml") };
	view.closed = ARENA_ARRAY(ctx->arena, locales->n * N_CLOSED, struct robots_line);
	for (size_t i = 0; i < locales->n; i++)
		for (size_t k = 0; k < N_CLOSED; k++)
			view.closed[view.n_closed++].path =
			    arena_printf(ctx->arena, "/%s/%s", locales->v[i], closed[k]);
	return document_render(ctx, x, "robots", &view, "text/plain");
}

enum err_code sitemap_index_get(struct ctx *ctx, struct exchange *x)
{
	const struct sitemap_file *files;
	size_t n;
	enum err_code e = sitemap_files(ctx, entry_bytes(ctx), &files, &n);
	if (e)
		return e;
	struct sitemap_index view = { .n_parts = n + 1 };
	view.parts = ARENA_ARRAY(ctx->arena, n + 1, struct sitemap_part);
	view.parts[0].loc = own_url(ctx, "/sitemap-" HOME);
	for (size_t i = 0; i < n; i++)
		view.parts[i + 1] = (struct sitemap_part){
			.loc = own_url(ctx, arena_printf(ctx->arena, "/sitemap-%s-%" PRId64 "-%" PRId64 ".xml",
			                        sitemap_kind_name(files[i].kind), files[i].first_id, files[i].last_id)),
			.lastmod = document_time(ctx, files[i].changed_at),
		};
	return document_render(ctx, x, "sitemap-index", &view, "application/xml");
}

/* One address in each language, each beside all of them. tails: the locale, and what comes after it. */
static void add_thing(
    struct ctx *ctx, struct sitemap_document *view, const struct localized_slug *tails, size_t n, const char *lastmod)
{
	const char *fallback = ctx->settings->default_locale;
	struct sitemap_link *links = ARENA_ARRAY(ctx->arena, n + 1, struct sitemap_link);
	size_t n_links = n;
	for (size_t i = 0; i < n; i++)
		links[i] = (struct sitemap_link){ .hreflang = tails[i].locale,
			.href = url_shop(ctx, tails[i].locale, tails[i].slug) };
	for (size_t i = 0; i < n; i++)
		if (str_eq(tails[i].locale, fallback))
			links[n_links++] = (struct sitemap_link){ .hreflang = "x-default", .href = links[i].href };
	for (size_t i = 0; i < n; i++)
		view->urls[view->n_urls++] = (struct sitemap_url){
			.loc = links[i].href, .lastmod = lastmod, .links = links, .n_links = n > 1 ? n_links : 0
		};
}

static void add_home(struct ctx *ctx, struct sitemap_document *view)
{
	const struct texts *locales = &ctx->settings->locales;
	struct localized_slug *tails = ARENA_ARRAY(ctx->arena, locales->n, struct localized_slug);
	for (size_t i = 0; i < locales->n; i++)
		tails[i] = (struct localized_slug){ .locale = locales->v[i], .slug = "/" };
	view->urls = ARENA_ARRAY(ctx->arena, locales->n, struct sitemap_url);
	add_thing(ctx, view, tails, locales->n, NULL);
}

static void add_things(
    struct ctx *ctx, struct sitemap_document *view, enum slug_kind kind, const struct sitemap_things *things)
{
	size_t locales = ctx->settings->locales.n;
	struct localized_slug *tails = ARENA_ARRAY(ctx->arena, locales, struct localized_slug);
	view->urls = ARENA_ARRAY(ctx->arena, things->n * locales, struct sitemap_url);
	for (size_t i = 0; i < things->n; i++) {
		const struct sitemap_thing *t = &things->v[i];
		for (size_t k = 0; k < t->n_slugs; k++)
			tails[k] = (struct localized_slug){ .locale = t->slugs[k].locale,
				.slug = shop_tail(ctx, kind, t->slugs[k].slug) };
		add_thing(ctx, view, tails, t->n_slugs, document_time(ctx, t->changed_at));
	}
}

/* "product-17-4711.xml"; false where it is written in another way than the index does. */
static bool read_name(struct ctx *ctx, const char *name, enum slug_kind *kind, int64_t *first, int64_t *last)
{
	char *word = arena_strdup(ctx->arena, name);
	char *from = strchr(word, '-');
	char *to = from ? strchr(from + 1, '-') : NULL;
	char *dot = to ? strchr(to + 1, '.') : NULL;
	if (!dot || !str_eq(dot, ".xml") || from[1] == '0' || to[1] == '0')
		return false;
	*from = *to = *dot = '\0';
	return sitemap_kind_of(word, kind) && str_to_int(from + 1, 1, INT64_MAX, first) &&
	       str_to_int(to + 1, *first, INT64_MAX, last);
}

enum err_code sitemap_get(struct ctx *ctx, struct exchange *x)
{
	struct sitemap_document view = { 0 };
	if (str_eq(x->seg[0], HOME)) {
		add_home(ctx, &view);
		return document_render(ctx, x, "sitemap", &view, "application/xml");
	}
	enum slug_kind kind;
	int64_t first, last;
	if (!read_name(ctx, x->seg[0], &kind, &first, &last))
		return err_set(ctx, ERR_NOT_FOUND, "no such file of the sitemap");
	struct sitemap_things things;
	enum err_code e = sitemap_things(ctx, kind, first, last, entry_bytes(ctx), &things);
	if (e)
		return e;
	add_things(ctx, &view, kind, &things);
	return document_render(ctx, x, "sitemap", &view, "application/xml");
}
