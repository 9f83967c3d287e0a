#include "ops/load_room.h"

#include <stdio.h>

#include "base/str.h"
#include "kit/text.h"

enum { HALF_DAY = 12 * 3600 };

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
