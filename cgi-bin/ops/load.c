#include "ops/load.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text.h"
#include "ops/file.h"
#include "ops/load_room.h"
#include "queries.h"
#include "shop/tenant.h"

enum { LOAD_BYTES = 16 * 1024 * 1024, BATCHES_MAX = 64, HALF_DAY = 12 * 3600 };

int64_t code_id(const struct code_ids *c, const char *code)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->codes[i], code))
			return c->ids[i];
	return 0;
}

void code_ids_init(struct ctx *ctx, struct code_ids *c, size_t room)
{
	c->codes = ARENA_ARRAY(ctx->arena, room, const char *);
	c->ids = ARENA_ARRAY(ctx->arena, room, int64_t);
	c->n = 0;
}

void code_ids_add(struct code_ids *c, const char *code, int64_t id)
{
	c->codes[c->n] = code;
	c->ids[c->n++] = id;
}

const char *json_label(struct ctx *ctx, const struct json *from, const char *path)
{
	const struct json *label = json_find(from, path);
	return label ? json_print(ctx->arena, label) : "{}";
}

enum err_code load_day(struct ctx *ctx, const struct load *l, const char *date, int64_t *out)
{
	int y, m, d, used = 0;
	if (sscanf(date, "%4d-%2d-%2d%n", &y, &m, &d, &used) != 3 || date[used] || m < 1 || m > 12 || d < 1 || d > 31)
		return err_set(ctx, ERR_MALFORMED, "\"%s\" is no date", date);
	/* Days since 1970-01-01 in the proleptic Gregorian calendar, years counted from March. */
	int64_t years = y - (m <= 2);
	int64_t era = (years >= 0 ? years : years - 399) / 400;
	int64_t in_era = years - era * 400;
	int64_t day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int64_t days = era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + day - 719468;
	*out = text_day_start(l->time_zone, days * 86400 + HALF_DAY, 0);
	return ERR_OK;
}

enum err_code load_money(struct ctx *ctx, const char *decimal, const char *currency, int64_t *minor)
{
	if (text_parse_plain(decimal, currency, minor) != TEXT_NUMBER_OK || *minor < 0)
		return err_set(ctx, ERR_MALFORMED, "\"%s\" is no amount in %s", decimal, currency);
	return ERR_OK;
}

enum err_code load_text(
    struct ctx *ctx, const struct json *from, const char *name, const char *locale, const char **out)
{
	return json_get_text(ctx, from, arena_printf(ctx->arena, "%s.%s", name, locale), out);
}

enum err_code load_strings(struct ctx *ctx, const struct json *list, struct texts *out)
{
	size_t n = json_count(list);
	const char **v = ARENA_ARRAY(ctx->arena, n, const char *);
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < n; i++)
		e = json_get_text(ctx, list, arena_printf(ctx->arena, "%zu", i), &v[i]);
	*out = (struct texts){ .v = v, .n = n };
	return e;
}

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
		e = db_tx(ctx, write_shop, &l);
	if (!e)
		e = settings_load(ctx, NULL);
	if (!e)
		e = load_orders(ctx, &l);
	*out = l.report;
	return e;
}
