#include "ops/load.h"

#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text.h"
#include "ops/file.h"
#include "ops/load_room.h"
#include "queries.h"
#include "shop/show.h"
#include "shop/tenant.h"

enum { LOAD_BYTES = 16 * 1024 * 1024, BATCHES_MAX = 64 };

static enum err_code read_json(struct ctx *ctx, const char *path, const struct json **out)
{
	char *data;
	size_t n;
	enum err_code e = file_read(ctx, path, LOAD_BYTES, &data, &n);
	return e ? e : json_parse(ctx, data, n, LOAD_BYTES, out);
}

static enum err_code read_batches(struct ctx *ctx, struct load *l)
{
	const struct json *include = json_find(l->shop, "include");
	const struct json *own = json_find(l->shop, "products");
	size_t n = json_count(include);
	if (n > BATCHES_MAX)
		return err_set(ctx, ERR_TOO_LARGE, "more than %d included files", BATCHES_MAX);
	const struct json **v = ARENA_ARRAY(ctx->arena, n + 1, const struct json *);
	for (size_t i = 0; i < n; i++) {
		const char *name;
		enum err_code e = json_get_text(ctx, include, arena_printf(ctx->arena, "%zu", i), &name);
		if (!e)
			e = read_json(ctx, arena_printf(ctx->arena, "%s/%s", l->folder, name), &v[i]);
		if (e)
			return e;
	}
	if (own)
		v[n++] = own;
	l->batches = v;
	l->n_batches = n;
	return ERR_OK;
}

static enum err_code read_frame(struct ctx *ctx, struct load *l)
{
	enum err_code e = json_get_text(ctx, l->shop, "currency", &l->currency);
	if (!e)
		e = json_get_text(ctx, l->shop, "time_zone", &l->time_zone);
	const struct json *locales = NULL;
	if (!e)
		e = json_get(ctx, l->shop, "locales", &locales);
	if (e)
		return e;
	if (!text_currency_known(l->currency) || !text_zone_known(l->time_zone))
		return err_set(ctx, ERR_MALFORMED, "unknown currency or time zone");
	return load_strings(ctx, locales, &l->locales);
}

static enum err_code write_shop(struct ctx *ctx, void *arg)
{
	struct load *l = arg;
	l->report = (struct load_report){ 0 };
	struct load_products_any_row any;
	enum err_code e = q_load_products_any_one(ctx, &any);
	if (!e && any.any_product)
		e = err_set(ctx, ERR_CONFLICT, "the shop has products already; load fills an empty shop only");
	if (!e)
		e = load_settings(ctx, l);
	if (!e)
		e = load_selling(ctx, l);
	if (!e)
		e = load_contents(ctx, l);
	return e ? e : load_products(ctx, l);
}

static const char *folder_of(struct ctx *ctx, const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? arena_strndup(ctx->arena, path, (size_t)(slash - path)) : ".";
}

enum err_code load_shop(struct ctx *ctx, const char *path, struct load_report *out)
{
	struct load l = { .folder = folder_of(ctx, path) };
	enum err_code e = read_json(ctx, path, &l.shop);
	if (!e)
		e = read_batches(ctx, &l);
	if (!e)
		e = read_frame(ctx, &l);
	if (!e)
		e = change_tx(ctx, TOPIC_SHOP, write_shop, &l);
	if (!e)
		e = settings_load(ctx, NULL);
	if (!e)
		e = load_orders(ctx, &l);
	*out = l.report;
	return e;
}
