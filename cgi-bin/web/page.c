#include "web/page.h"

#include <time.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/staff.h"
#include "shop/tenant.h"
#include "web/app.h"
#include "web/cart_cookie.h"
#include "web/flash.h"
#include "web/parts.h"
#include "web/urls.h"

static const struct view_field link_fields[] = {
	V_STR(page_link, name),
	V_STR(page_link, url),
	V_BOOL(page_link, current),
	V_LIST(page_link, children, n_children, &page_link_view),
	V_END,
};
const struct view_type page_link_view = { "page_link", sizeof(struct page_link), link_fields };

static const struct view_field language_fields[] = {
	V_STR(page_language, code),
	V_STR(page_language, name),
	V_STR(page_language, dir),
	V_STR(page_language, url),
	V_STR(page_language, absolute),
	V_STR(page_language, card_locale),
	V_BOOL(page_language, current),
	V_END,
};
static const struct view_type language_view = { "page_language", sizeof(struct page_language), language_fields };

static const struct view_field currency_fields[] = {
	V_STR(page_currency, code),
	V_STR(page_currency, name),
	V_BOOL(page_currency, current),
	V_END,
};
static const struct view_type currency_view = { "page_currency", sizeof(struct page_currency), currency_fields };

static const struct view_field page_fields[] = {
	V_STR(page, title),
	V_STR(page, description),
	V_STR(page, lang),
	V_STR(page, dir),
	V_STR(page, shop_name),
	V_STR(page, tagline),
	V_STR(page, theme),
	V_STR(page, theme_css),
	V_PTR(page, logo, &picture_part_view),
	V_STR(page, home_url),
	V_STR(page, search_url),
	V_STR(page, search_query),
	V_STR(page, search_error),
	V_STR(page, cart_url),
	V_STR(page, checkout_url),
	V_STR(page, cookies_url),
	V_STR(page, cookie_text),
	V_STR(page, currency_url),
	V_STR(page, back_url),
	V_STR(page, self_url),
	V_INT(page, cart_count),
	V_STR(page, cart_label),
	V_STR(page, flash),
	V_STR(page, flash_kind),
	V_STR(page, canonical),
	V_STR(page, default_url),
	V_BOOL(page, noindex),
	V_STR(page, card_kind),
	V_STR(page, card_locale),
	V_STR(page, card_picture),
	V_STR(page, card_alt),
	V_STR(page, feed_url),
	V_STR(page, year),
	V_STR(page, media_base),
	V_LIST(page, nav, n_nav, &page_link_view),
	V_LIST(page, footer_pages, n_footer_pages, &page_link_view),
	V_STR(page, withdraw_url),
	V_LIST(page, languages, n_languages, &language_view),
	V_BOOL(page, many_languages),
	V_LIST(page, currencies, n_currencies, &currency_view),
	V_BOOL(page, many_currencies),
	V_STR(page, staff_name),
	V_STR(page, base_url),
	V_STR(page, logout_url),
	V_STR(page, shops_url),
	V_STR(page, once),
	V_STR(page, visit_url),
	V_END,
};
const struct view_type page_view = { "page", sizeof(struct page), page_fields };

static const char *year_of(struct ctx *ctx)
{
	time_t now = (time_t)ctx->now;
	struct tm utc;
	gmtime_r(&now, &utc);
	return arena_printf(ctx->arena, "%d", utc.tm_year + 1900);
}

/* Absolute addresses are the shop's; the admin and others have none that machines should know. */
static const char *absolute(struct ctx *ctx, const struct exchange *x, const char *locale, const char *tail)
{
	return ctx->tenant && !x->app->locales ? url_shop(ctx, locale, tail) : NULL;
}

static void set_language(
    struct ctx *ctx, struct page *page, const struct exchange *x, const char *locale, const char *tail)
{
	const char *query = x->req->own_query;
	struct page_language *l = &page->languages[page->n_languages++];
	*l = (struct page_language){
		.code = locale,
		.name = text_language_name(ctx->arena, locale),
		.dir = text_is_rtl(locale) ? "rtl" : "ltr",
		.url = arena_printf(ctx->arena, "/%s%s%s%s", locale, tail, *query ? "?" : "", query),
		.absolute = absolute(ctx, x, locale, tail),
		.card_locale = text_locale_region(ctx->arena, locale),
		.current = str_eq(locale, ctx->locale),
	};
}

static void set_languages(struct ctx *ctx, struct page *page, const struct exchange *x)
{
	const char *tail = url_encode_path(ctx, x->tail ? x->tail : "/");
	size_t n = ctx->settings && !x->app->locales ? ctx->settings->locales.n : 0;
	for (const char *const *l = x->app->locales; l && *l; l++)
		n++;
	page->languages = ARENA_ARRAY(ctx->arena, n, struct page_language);
	for (size_t i = 0; i < n; i++)
		set_language(ctx, page, x, x->app->locales ? x->app->locales[i] : ctx->settings->locales.v[i], tail);
	page->many_languages = n > 1;
	if (!x->app->locales && ctx->settings) {
		page->canonical = absolute(ctx, x, ctx->locale, tail);
		page->default_url = n > 1 ? absolute(ctx, x, ctx->settings->default_locale, tail) : NULL;
	}
}

static void set_logo(struct ctx *ctx, struct page *page)
{
	const struct settings *s = ctx->settings;
	if (!s->logo_address)
		return;
	page->logo = ARENA_NEW(ctx->arena, struct picture_part);
	*page->logo = (struct picture_part){ .alt = s->title, .width = s->logo_width, .height = s->logo_height };
	picture_show(ctx, page->logo, s->logo_address, SLOT_LINE);
	/* It is the first thing that one sees, and may be wide. */
	page->logo->loading = NULL;
	page->logo->sizes = "14rem";
}

static void set_shop(struct ctx *ctx, struct page *page, const struct exchange *x)
{
	const struct settings *s = ctx->settings;
	page->shop_name = s->title;
	page->tagline = str_empty(s->tagline) ? NULL : s->tagline;
	page->theme = s->theme;
	if (!str_empty(s->theme_hash) && !x->app->locales)
		page->theme_css = arena_printf(ctx->arena, "/theme/%s.css", s->theme_hash);
	set_logo(ctx, page);
	if (s->cookie_notice && !x->app->locales && (x->for_all || !request_cookie(x->req, "noted"))) {
		page->cookies_url = url_path(ctx, "/cookies");
		page->cookie_text = str_empty(s->cookie_text) ? NULL : s->cookie_text;
	}
	page->currencies = ARENA_ARRAY(ctx->arena, s->n_currencies, struct page_currency);
	page->n_currencies = s->n_currencies;
	page->many_currencies = s->n_currencies > 1;
	for (size_t i = 0; i < s->n_currencies; i++)
		page->currencies[i] = (struct page_currency){
			.code = s->currencies[i].code,
			.name = text_currency_name(ctx->arena, ctx->locale, s->currencies[i].code),
			.current = str_eq(s->currencies[i].code, ctx->currency),
		};
	struct cart_cookie cart;
	if (!x->app->locales && !x->for_all && cart_cookie_read(ctx, x->req, &cart))
		page->cart_count = cart.count;
}

struct page *page_create_bare(struct ctx *ctx, struct exchange *x)
{
	struct page *page = ARENA_NEW(ctx->arena, struct page);
	*page = (struct page){
		.lang = ctx->locale,
		.dir = text_is_rtl(ctx->locale) ? "rtl" : "ltr",
		.shop_name = "Stoa",
		.theme = "plain",
		.card_kind = "website",
		.card_locale = text_locale_region(ctx->arena, ctx->locale),
		.home_url = url_path(ctx, "/"),
		.search_url = url_path(ctx, "/search"),
		.cart_url = url_path(ctx, "/cart"),
		.checkout_url = url_path(ctx, "/checkout"),
		.currency_url = url_path(ctx, "/currency"),
		.back_url = x->req->method == HTTP_POST ? url_path(ctx, "/") : url_self(ctx, x->req),
		.self_url = url_encode_path(ctx, x->req->path),
		.year = year_of(ctx),
		.media_base = ctx->conf->media_base,
	};
	if (ctx->staff) {
		page->logout_url = url_path(ctx, "/logout");
		page->shops_url = url_path(ctx, "/");
		page->staff_name = ctx->staff->name;
	}
	if (!x->app->locales)
		page->base_url = url_path(ctx, "");
	else if (ctx->tenant)
		page->base_url = url_path(ctx, arena_printf(ctx->arena, "/%s", ctx->tenant->name));
	if (ctx->settings)
		set_shop(ctx, page, x);
	set_languages(ctx, page, x);
	return page;
}

struct page *page_create(struct ctx *ctx, struct exchange *x)
{
	struct page *page = page_create_bare(ctx, x);
	if (!x->for_all)
		page->flash = flash_take(ctx, x, &page->flash_kind);
	/* A page without its navigation still serves. */
	if (x->app->dress && x->app->dress(ctx, x, page))
		log_event(ctx, LOG_WARN, "page_undressed", "why=%s", ctx->err.text);
	return page;
}

void page_alternate(struct ctx *ctx, struct page *page, const char *locale, const char *tail)
{
	for (size_t i = 0; i < page->n_languages; i++) {
		struct page_language *l = &page->languages[i];
		if (!str_eq(l->code, locale))
			continue;
		l->url = arena_printf(ctx->arena, "/%s%s", locale, tail);
		l->absolute = url_shop(ctx, locale, tail);
		if (page->default_url && str_eq(locale, ctx->settings->default_locale))
			page->default_url = l->absolute;
	}
}

void page_alternates(struct ctx *ctx, struct page *page, const char *tail)
{
	for (size_t i = 0; i < page->n_languages; i++)
		page_alternate(ctx, page, page->languages[i].code, tail);
}

void page_canonical(struct ctx *ctx, struct page *page, const char *tail)
{
	page->canonical = url_shop(ctx, ctx->locale, tail);
}

void page_paged(struct ctx *ctx, struct page *page, const char *tail, int64_t number)
{
	const char *query = arena_printf(ctx->arena, "?page=%lld", (long long)number);
	page_canonical(ctx, page, arena_printf(ctx->arena, "%s%s", tail, query));
	for (size_t i = 0; i < page->n_languages; i++) {
		struct page_language *l = &page->languages[i];
		if (l->absolute)
			l->absolute = arena_printf(ctx->arena, "%s%s", l->absolute, query);
	}
	if (page->default_url)
		page->default_url = arena_printf(ctx->arena, "%s%s", page->default_url, query);
}

enum err_code page_render(
    struct ctx *ctx, struct exchange *x, const char *template, const void *data, struct page *page)
{
	if (page->cart_count)
		page->cart_label = view_plural(ctx, "items_in_cart", page->cart_count);
	/* What any cookie may have changed is for its owner alone. */
	if (!x->for_all && (x->req->n_cookies || x->res->n_cookies || ctx->staff))
		x->res->cache = CACHE_PRIVATE;
	x->res->language = ctx->locale;
	if (page->noindex)
		x->res->robots = "noindex";
	const char *zone = ctx->settings ? ctx->settings->time_zone : NULL;
	return view_render_holes(
	    ctx, x->view, template, data, page, zone, &x->res->body, x->for_all ? &x->holes : NULL);
}
