#include <string.h>

#include "base/str.h"
#include "queries.h"
#include "shop/product_doc.h"
#include "shop/setup.h"
#include "shop/show.h"
#include "shop/tenant.h"

const char *const setup_languages[] = { "en", "de", "fr", "ar", "ja" };
const size_t setup_languages_count = sizeof setup_languages / sizeof *setup_languages;

struct settings_change {
	enum err_code (*fn)(struct ctx *, void *);
	void *arg;
};

static enum err_code begin_tx(struct ctx *ctx, void *arg)
{
	const struct settings_change *c = arg;
	int64_t changed;
	enum err_code e = q_setup_begin(ctx, &(struct setup_begin_in){ .version = ctx->settings->version }, &changed);
	if (!e && changed != 1)
		e = err_set(ctx, ERR_CONFLICT, "settings were changed meanwhile");
	return e ? e : c->fn(ctx, c->arg);
}

enum err_code setup_change(struct ctx *ctx, enum err_code (*fn)(struct ctx *, void *), void *arg)
{
	return change_tx(ctx, TOPIC_SHOP, begin_tx, &(struct settings_change){ fn, arg });
}

enum err_code setup_texts(struct ctx *ctx, struct setup_texts *out)
{
	struct setup_texts_row *rows;
	size_t n;
	enum err_code e = q_setup_texts(ctx, &rows, &n);
	if (e)
		return e;
	struct localized_text *title = ARENA_ARRAY(ctx->arena, n, struct localized_text);
	struct localized_text *tagline = ARENA_ARRAY(ctx->arena, n, struct localized_text);
	struct localized_text *cookie = ARENA_ARRAY(ctx->arena, n, struct localized_text);
	for (size_t i = 0; i < n; i++) {
		title[i] = (struct localized_text){ rows[i].locale, rows[i].title };
		tagline[i] = (struct localized_text){ rows[i].locale, rows[i].tagline };
		cookie[i] = (struct localized_text){ rows[i].locale, rows[i].cookie_text };
	}
	*out = (struct setup_texts){ { title, n }, { tagline, n }, { cookie, n } };
	return ERR_OK;
}

static bool holds(const struct texts *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->v[i], s))
			return true;
	return false;
}

/* A prefix that ends with a digit could make one number of two: "H" and 11001, "H1" and 1001. */
static bool prefix_fits(const char *s)
{
	size_t n = strlen(s);
	return n == strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") &&
	       (n == 0 || s[n - 1] < '0' || s[n - 1] > '9');
}

static enum err_code check_default(struct ctx *ctx, const struct setup_names *to)
{
	const char *at = arena_printf(ctx->arena, "speak_%s", to->default_locale);
	if (!holds(&to->locales, to->default_locale))
		return refuse(ctx, at, "locale_default", NULL, NULL);
	if (str_eq(to->default_locale, ctx->settings->default_locale))
		return ERR_OK;
	struct setup_untold_row row;
	enum err_code e = q_setup_untold_one(ctx, &(struct setup_untold_in){ .locale = to->default_locale }, &row);
	if (e || row.things == 0)
		return e;
	const char *things = arena_printf(ctx->arena, "%lld", (long long)row.things);
	return refuse(ctx, "default_locale", "locale_untold", things, NULL);
}

static enum err_code check(struct ctx *ctx, const struct setup_names *to)
{
	enum err_code e = check_default(ctx, to), bad = ERR_OK;
	if (e && e != ERR_INPUT)
		return e;
	if (str_empty(localized_find(&to->title, to->default_locale))) {
		/* A language that was not offered before has no field yet. */
		const char *at = settings_offer_locale(ctx->settings, to->default_locale)
		                     ? arena_printf(ctx->arena, "title_%s", to->default_locale)
		                     : "default_locale";
		bad = refuse(ctx, at, str_eq(at, "default_locale") ? "locale_untitled" : "required", NULL, NULL);
	}
	if (!prefix_fits(to->order_prefix))
		bad = refuse(ctx, "order_prefix", "order_prefix", NULL, NULL);
	return e ? e : bad;
}

static enum err_code names_tx(struct ctx *ctx, void *arg)
{
	const struct setup_names *to = arg;
	enum err_code e = check(ctx, to);
	for (size_t i = 0; !e && i < to->title.n; i++) {
		const char *locale = to->title.v[i].locale, *tagline = localized_find(&to->tagline, locale);
		e = q_setup_text_set(ctx,
		    &(struct setup_text_set_in){
		        .locale = locale, .title = to->title.v[i].text, .tagline = tagline ? tagline : "" },
		    NULL);
	}
	/* What has no text in a language has that of the shop's own. */
	if (!e && !str_eq(to->default_locale, ctx->settings->default_locale))
		e = product_doc_forget(ctx);
	if (e)
		return e;
	return q_setup_names_set(ctx,
	    &(struct setup_names_set_in){ .default_locale = to->default_locale,
	        .locales = to->locales,
	        .country = to->country,
	        .time_zone = to->time_zone,
	        .email = to->email,
	        .order_prefix = to->order_prefix },
	    NULL);
}

enum err_code setup_names_set(struct ctx *ctx, const struct setup_names *to)
{
	struct setup_names copy = *to;
	return setup_change(ctx, names_tx, &copy);
}

enum err_code setup_hold(struct ctx *ctx, struct setup_hold *out)
{
	struct hold_seconds_row row;
	enum err_code e = q_hold_seconds_one(ctx, &row);
	*out = e ? (struct setup_hold){ 0 } : (struct setup_hold){ row.online, row.transfer, row.expire };
	return e;
}

static enum err_code hold_tx(struct ctx *ctx, void *arg)
{
	return q_hold_seconds_set(ctx, arg, NULL);
}

enum err_code setup_hold_set(struct ctx *ctx, const struct setup_hold *to)
{
	struct hold_seconds_set_in in = { .online = to->online, .transfer = to->transfer, .expire = to->expire };
	return setup_change(ctx, hold_tx, &in);
}

struct cookies {
	bool notice;
	const struct localized *text;
};

static enum err_code cookies_tx(struct ctx *ctx, void *arg)
{
	const struct cookies *c = arg;
	enum err_code e =
	    q_setup_cookie_notice_set(ctx, &(struct setup_cookie_notice_set_in){ .cookie_notice = c->notice }, NULL);
	for (size_t i = 0; !e && i < c->text->n; i++)
		e = q_setup_cookie_text_set(ctx,
		    &(struct setup_cookie_text_set_in){
		        .locale = c->text->v[i].locale, .cookie_text = c->text->v[i].text },
		    NULL);
	return e;
}

enum err_code setup_cookies_set(struct ctx *ctx, bool notice, const struct localized *text)
{
	return setup_change(ctx, cookies_tx, &(struct cookies){ notice, text });
}

struct roles {
	const struct setup_role *v;
	size_t n;
};

static enum err_code roles_tx(struct ctx *ctx, void *arg)
{
	const struct roles *to = arg;
	enum err_code e = ERR_OK;
	/* No page may have a role before the one that had it has lost it. */
	for (size_t i = 0; !e && i < to->n; i++)
		e = q_setup_role_free(ctx, &(struct setup_role_free_in){ .role = to->v[i].role }, NULL);
	for (size_t i = 0; !e && i < to->n; i++)
		if (to->v[i].page_id)
			e = q_setup_role_set(
			    ctx, &(struct setup_role_set_in){ .id = to->v[i].page_id, .role = to->v[i].role }, NULL);
	return e;
}

enum err_code setup_roles_set(struct ctx *ctx, const struct setup_role *roles, size_t n)
{
	return setup_change(ctx, roles_tx, &(struct roles){ roles, n });
}
