#include "web/site.h"

#include <string.h>

#include "base/conf.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"
#include "web/app.h"

/* For the pages that are shown before a shop is known. */
static const char *const plain_locales[] = { "en", "de", "fr", "ar", "ja" };

/* Language, perhaps region or script. */
const char *site_locale_segment(struct ctx *ctx, const char *path, const char **tail)
{
	size_t n = strcspn(path + 1, "/");
	size_t language = strspn(path + 1, "abcdefghijklmnopqrstuvwxyz");
	if (language < 2 || language > 3 || n > 8 || (n > language && path[1 + language] != '-'))
		return NULL;
	*tail = path + 1 + n;
	return arena_strndup(ctx->arena, path + 1, n);
}

static size_t count(const char *const *list)
{
	size_t n = 0;
	while (list[n] != NULL)
		n++;
	return n;
}

const char *site_negotiate(struct ctx *ctx, const struct exchange *x)
{
	const char *wanted = x->req->accept_language;
	if (x->app->locales != NULL)
		return text_negotiate(wanted, x->app->locales, count(x->app->locales));
	if (ctx->settings == NULL)
		return text_negotiate(wanted, plain_locales, sizeof plain_locales / sizeof plain_locales[0]);
	/* The shop's default stands first: it is what a visitor gets whose languages are not offered. */
	const struct texts *offered = &ctx->settings->locales;
	const char **list = ARENA_ARRAY(ctx->arena, offered->n + 1, const char *);
	list[0] = ctx->settings->default_locale;
	memcpy(list + 1, offered->v, offered->n * sizeof *list);
	return text_negotiate(wanted, list, offered->n + 1);
}

/* Where the shop cannot be asked: the address tells the language best. */
static const char *plain_locale(struct ctx *ctx, const struct exchange *x, const char *segment)
{
	for (size_t i = 0; segment != NULL && i < sizeof plain_locales / sizeof plain_locales[0]; i++) {
		if (str_eq(plain_locales[i], segment))
			return plain_locales[i];
	}
	return site_negotiate(ctx, x);
}

void site_plain_locale(struct ctx *ctx, const struct exchange *x)
{
	const char *tail;
	ctx->locale = plain_locale(ctx, x, site_locale_segment(ctx, x->req->path, &tail));
}

/* An executable with a host and locales of its own. */
static enum err_code enter_own(struct ctx *ctx, struct exchange *x, const char *segment, const char *tail)
{
	ctx->locale = site_negotiate(ctx, x);
	for (const char *const *l = x->app->locales; segment != NULL && *l != NULL; l++) {
		if (!str_eq(*l, segment))
			continue;
		ctx->locale = *l;
		x->tail = tail;
	}
	if (x->app->host != NULL && !str_eq(x->app->host(ctx->conf), x->req->host))
		return err_set(ctx, ERR_NOT_FOUND, "not our host");
	return ERR_OK;
}

static bool currency_form(const char *s)
{
	return s != NULL && strlen(s) == 3 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

static enum err_code enter_shop(struct ctx *ctx, struct exchange *x, const char *segment, bool *closed)
{
	const struct tenant *tenant = NULL;
	if (str_empty(x->req->host))
		return err_set(ctx, ERR_NOT_FOUND, "no host");
	enum err_code code = tenant_by_host(ctx, x->req->host, &tenant);
	if (code != ERR_OK)
		return code;
	*closed = str_eq(tenant->state, "suspended");
	if (!str_eq(tenant->state, "active"))
		return err_set(ctx, *closed ? ERR_DOWN : ERR_NOT_FOUND, "shop is %s", tenant->state);
	const char *currency = request_cookie(x->req, "currency");
	ctx->currency = currency_form(currency) ? currency : NULL;
	ctx->locale = segment;
	code = tenant_enter(ctx, tenant, segment);
	ctx->tenant_id = tenant->id;
	return code;
}

const char *site_moved_tail(struct ctx *ctx, const struct exchange *x)
{
	const char *tail = NULL;
	if (x->tail || !ctx->settings || x->app->locales)
		return NULL;
	const char *segment = site_locale_segment(ctx, x->req->path, &tail);
	return segment && str_starts(tail, "/order/") ? tail : NULL;
}

enum err_code site_enter(struct ctx *ctx, struct exchange *x, bool *closed)
{
	const char *tail = NULL;
	const char *segment = site_locale_segment(ctx, x->req->path, &tail);
	*closed = false;
	if (x->app->locales != NULL)
		return enter_own(ctx, x, segment, tail);
	enum err_code code = enter_shop(ctx, x, segment, closed);
	if (code != ERR_OK)
		ctx->locale = plain_locale(ctx, x, segment);
	else if (segment != NULL && settings_offer_locale(ctx->settings, segment))
		x->tail = tail;
	return code;
}
