#include "web/limit.h"

#include <string.h>

#include "base/conf.h"
#include "base/count.h"
#include "base/inet.h"
#include "base/str.h"
#include "cache/quota.h"
#include "shop/tenant.h"
#include "web/app.h"
#include "web/match.h"
#include "web/site.h"

enum {
	NAME_BYTES = 64,
	MICROSECONDS = 1000000,
	/* A shop's crowd may have all processes for so many seconds, before its share of them counts. */
	CROWD_SECONDS = 2,
	CROWD_RETRY = 2,
};

enum what { PAGES, SEARCHES, FORMS, UPLOADS, IMPORTS, HOOKS, MADE, TIME };

static struct conf_rate rate_of_address(const struct conf *conf, enum what what)
{
	switch (what) {
	case SEARCHES:
		return conf->address_searches;
	case FORMS:
		return conf->address_forms;
	case UPLOADS:
	case IMPORTS:
		return conf->address_uploads;
	case HOOKS: /* a provider tells all shops from a few addresses */
		return conf->shop_hooks;
	default:
		return conf->address_pages;
	}
}

static struct conf_rate rate_of_shop(const struct conf *conf, enum what what)
{
	switch (what) {
	case SEARCHES:
		return conf->shop_searches;
	case FORMS:
		return conf->shop_forms;
	case UPLOADS:
		return conf->shop_uploads;
	case IMPORTS:
		return conf->shop_imports;
	case HOOKS:
		return conf->shop_hooks;
	case MADE:
		return conf->shop_made;
	default:
		return conf->shop_pages;
	}
}

/* The route that the path will have, as far as the path alone tells: whether there is such a locale or shop is not
 * asked. */
static const struct route *likely_route(struct ctx *ctx, const struct exchange *x)
{
	const struct area *const *areas = x->app->areas;
	enum http_method method = x->req->method;
	const char *tail = NULL;
	if (site_locale_segment(ctx, x->req->path, &tail) == NULL)
		return match_area(ctx, areas, 0, method, x->req->path).route;
	const struct route *route = match_area(ctx, areas, NEED_LOCALE, method, tail).route;
	const char *rest = tail[0] == '/' ? strchr(tail + 1, '/') : NULL;
	if (route == NULL && x->app->member != NULL && rest != NULL)
		route = match_area(ctx, areas, NEED_LOCALE | NEED_MEMBER, method, rest).route;
	return route;
}

static enum what what_of_body(const struct route *route)
{
	switch (route->body) {
	case BODY_RAW:
		return HOOKS;
	case BODY_UPLOAD:
		return route->cost == COST_IMPORT ? IMPORTS : UPLOADS;
	default:
		return FORMS;
	}
}

static enum what what_of(struct ctx *ctx, const struct exchange *x)
{
	const struct route *route = likely_route(ctx, x);
	if (x->req->method == HTTP_POST)
		return route == NULL ? FORMS : what_of_body(route);
	if (route == NULL || route->cost == COST_PAGE || (route->cost == COST_LIST && x->req->query[0] == '\0'))
		return PAGES;
	return SEARCHES;
}

static enum err_code refuse_for(struct ctx *ctx, struct exchange *x, const char *whose, int64_t wait)
{
	x->limit.refused = true;
	count(COUNT_LIMITED);
	x->res->retry_after = (int)((wait + MICROSECONDS - 1) / MICROSECONDS);
	return err_set(ctx, ERR_LIMIT, "%s, again in %d s", whose, x->res->retry_after);
}

static int64_t take_address(struct ctx *ctx, const struct exchange *x, enum what what, const struct inet *address)
{
	char name[NAME_BYTES] = { (char)what };
	struct inet customer = inet_customer(address);
	memcpy(name + 1, customer.byte, sizeof customer.byte);
	return quota_take(ctx->quota, QUOTA_ADDRESS, quota_name(ctx->quota, name, 1 + sizeof customer.byte),
	    rate_of_address(ctx->conf, what), x->limit.now);
}

/* A search that is there already costs no more than any page: it counts when it is made. A form always is. */
static bool counts_besides(enum what what, bool making)
{
	return what != PAGES && (what == SEARCHES) == making;
}

static bool brings_files(enum what what)
{
	return what == UPLOADS || what == IMPORTS;
}

static enum err_code count_address(struct ctx *ctx, struct exchange *x, bool making)
{
	struct inet address;
	const char *remote = x->req->remote;
	enum what what = (enum what)x->limit.what;
	if (str_empty(remote) || !inet_parse(remote, strlen(remote), &address) ||
	    inet_list_has(ctx->conf->limit_exempt, &address))
		return ERR_OK;
	int64_t wait = making || what == HOOKS ? 0 : take_address(ctx, x, PAGES, &address);
	if (wait == 0 && counts_besides(what, making)) {
		wait = take_address(ctx, x, what, &address);
		x->limit.files = wait != 0 && brings_files(what);
	}
	return wait == 0 ? ERR_OK : refuse_for(ctx, x, "limit of the address", wait);
}

/* By program. */
static uint64_t name_of_shop(const struct ctx *ctx, const struct exchange *x, enum what what)
{
	char name[NAME_BYTES] = { (char)what };
	size_t at = 1 + sizeof x->limit.shop;
	memcpy(name + 1, &x->limit.shop, sizeof x->limit.shop);
	at += str_copy(name + at, x->app->name, sizeof name - at);
	return quota_name(ctx->quota, name, at);
}

static int64_t take_shop(struct ctx *ctx, const struct exchange *x, enum what what)
{
	return quota_take(
	    ctx->quota, QUOTA_SHOP, name_of_shop(ctx, x, what), rate_of_shop(ctx->conf, what), x->limit.now);
}

static int share(const struct ctx *ctx)
{
	int n = quota_processes(ctx->quota) * ctx->conf->shop_share / 100;
	return n > 0 ? n : 1;
}

/*
 * A crowd of quick pages may have every process for moments; who has had more than the share for seconds, may not, be
 * it by requests that are over or by those that are still at it.
 */
static bool has_its_share(struct ctx *ctx, const struct exchange *x)
{
	const int64_t crowd = (int64_t)CROWD_SECONDS * MICROSECONDS;
	int64_t behind = quota_behind(ctx->quota, QUOTA_SHOP, name_of_shop(ctx, x, TIME), x->limit.now);
	int64_t by = behind > crowd ? INT64_MAX : x->limit.now - crowd;
	return !quota_may_hold(ctx->quota, x->limit.shop, share(ctx), by);
}

static enum err_code count_shop(struct ctx *ctx, struct exchange *x, int64_t shop)
{
	enum what what = (enum what)x->limit.what;
	x->limit.shop = shop;
	int64_t wait = take_shop(ctx, x, PAGES);
	if (wait == 0 && counts_besides(what, false)) {
		wait = take_shop(ctx, x, what);
		x->limit.files = wait != 0 && brings_files(what);
	}
	if (wait != 0)
		return refuse_for(ctx, x, "limit of the shop", wait);
	quota_hold(ctx->quota, shop, x->limit.now);
	if (!has_its_share(ctx, x))
		return ERR_OK;
	quota_rest(ctx->quota);
	return refuse_for(ctx, x, "share of the shop", (int64_t)CROWD_RETRY * MICROSECONDS);
}

static enum err_code count_making(struct ctx *ctx, struct exchange *x)
{
	if (x->limit.again)
		return ERR_OK;
	int64_t wait = x->limit.what == SEARCHES ? take_shop(ctx, x, SEARCHES) : 0;
	if (wait == 0)
		wait = take_shop(ctx, x, MADE);
	return wait == 0 ? ERR_OK : refuse_for(ctx, x, "limit of the shop", wait);
}

static uint64_t name_of_host(const struct ctx *ctx, const struct exchange *x)
{
	return quota_name(ctx->quota, x->req->host, strlen(x->req->host));
}

/* Of the admin and the demo provider, which have hosts of their own, none. */
static bool host_is_shops(const struct exchange *x)
{
	return x->app->locales == NULL && !str_empty(x->req->host);
}

enum err_code limit_arrival(struct ctx *ctx, struct exchange *x)
{
	if (ctx->quota == NULL)
		return ERR_OK;
	x->limit.now = quota_clock();
	x->limit.what = what_of(ctx, x);
	enum err_code code = count_address(ctx, x, false);
	if (code != ERR_OK || !host_is_shops(x))
		return code;
	int64_t shop = quota_known(ctx->quota, name_of_host(ctx, x));
	return shop == 0 ? ERR_OK : count_shop(ctx, x, shop);
}

enum err_code limit_making(struct ctx *ctx, struct exchange *x, bool again)
{
	if (ctx->quota == NULL || x->req->method == HTTP_POST)
		return ERR_OK;
	enum err_code code = count_address(ctx, x, true);
	x->limit.again = again;
	return code != ERR_OK || x->limit.shop == 0 ? code : count_making(ctx, x);
}

enum err_code limit_shop(struct ctx *ctx, struct exchange *x)
{
	if (ctx->quota == NULL || ctx->tenant == NULL || x->limit.shop != 0)
		return ERR_OK;
	enum err_code code = count_shop(ctx, x, ctx->tenant->id);
	return code != ERR_OK || x->req->method == HTTP_POST ? code : count_making(ctx, x);
}

void limit_over(struct ctx *ctx, const struct exchange *x, int64_t took)
{
	if (ctx->quota == NULL)
		return;
	if (host_is_shops(x) && ctx->tenant_id > 0)
		quota_learn(ctx->quota, name_of_host(ctx, x), ctx->tenant_id);
	if (x->limit.shop == 0)
		return;
	quota_rest(ctx->quota);
	if (!x->limit.refused)
		quota_spend(ctx->quota, QUOTA_SHOP, name_of_shop(ctx, x, TIME), took / share(ctx), x->limit.now);
	/* For the line in the log, where nobody else has said whose request it was. */
	ctx->tenant_id = x->limit.shop;
}
