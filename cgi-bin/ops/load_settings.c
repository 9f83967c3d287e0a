#include <string.h>

#include "base/str.h"
#include "kit/text.h"
#include "ops/load_room.h"
#include "ops/media_file.h"
#include "queries.h"

static enum err_code clear(struct ctx *ctx)
{
	enum err_code (*const steps[])(struct ctx *, int64_t *) = {
		q_load_clear_texts,
		q_load_clear_currencies,
		q_load_clear_tax_rates,
		q_load_clear_shipping,
		q_load_clear_zones,
		q_load_clear_tax_classes,
		q_load_clear_payment_methods,
		q_load_clear_page_slugs,
		q_load_clear_pages,
	};
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < sizeof(steps) / sizeof(steps[0]); i++)
		e = steps[i](ctx, NULL);
	return e;
}

static enum err_code write_row(struct ctx *ctx, struct load *l)
{
	struct load_settings_in in = { .locales = l->locales, .currency = l->currency, .time_zone = l->time_zone };
	const struct {
		const char *path;
		const char **to;
	} texts[] = {
		{ "default_locale", &in.default_locale },
		{ "country", &in.country },
		{ "tax_mode", &in.tax_mode },
		{ "theme", &in.theme },
		{ "email", &in.email },
		{ "order_prefix", &in.order_prefix },
	};
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < sizeof(texts) / sizeof(texts[0]); i++)
		e = json_get_text(ctx, l->shop, texts[i].path, texts[i].to);
	const char *hero = json_find_text(l->shop, "home.picture.file");
	struct media_file file = { 0 };
	if (!e && hero)
		e = media_keep_drawing(ctx, arena_printf(ctx->arena, "%s/%s", l->folder, hero), &file);
	in.hero_address = file.address;
	in.hero_alt = json_label(ctx, l->shop, "home.picture.alt");
	return e ? e : q_load_settings(ctx, &in, NULL);
}

static enum err_code write_texts(struct ctx *ctx, struct load *l)
{
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < l->locales.n; i++) {
		struct load_shop_text_in in = { .locale = l->locales.v[i] };
		e = load_text(ctx, l->shop, "title", in.locale, &in.title);
		if (!e)
			e = load_text(ctx, l->shop, "tagline", in.locale, &in.tagline);
		if (!e)
			e = load_text(ctx, l->shop, "home.headline", in.locale, &in.headline);
		if (!e)
			e = load_text(ctx, l->shop, "home.text", in.locale, &in.home_text);
		if (!e)
			e = q_load_shop_text(ctx, &in, NULL);
	}
	return e;
}

/* "1.0842" to units of 10^-9. */
static enum err_code rate_nano(struct ctx *ctx, const char *decimal, int64_t *out)
{
	const char *point = strchr(decimal, '.');
	size_t decimals = point ? strlen(point + 1) : 0;
	int64_t whole = 0, part = 0;
	const char *head = point ? arena_strndup(ctx->arena, decimal, (size_t)(point - decimal)) : decimal;
	if (decimals > 9 || !str_to_int(head, 0, 1000000, &whole) ||
	    (point && !str_to_int(point + 1, 0, 999999999, &part)))
		return err_set(ctx, ERR_MALFORMED, "\"%s\" is no exchange rate", decimal);
	for (size_t i = decimals; i < 9; i++)
		part *= 10;
	*out = whole * INT64_C(1000000000) + part;
	return *out > 0 ? ERR_OK : err_set(ctx, ERR_MALFORMED, "an exchange rate of 0");
}

static enum err_code write_currencies(struct ctx *ctx, struct load *l)
{
	const struct json *list = json_find(l->shop, "currencies");
	enum err_code e = q_load_currency(ctx,
	    &(struct load_currency_in){ .code = l->currency, .position = 0, .rate_nano = INT64_C(1000000000) }, NULL);
	for (size_t i = 0; !e && i < json_count(list); i++) {
		const char *rate;
		struct load_currency_in in = { .position = (int64_t)i + 1 };
		e = json_get_text(ctx, json_item(list, i), "code", &in.code);
		if (!e)
			e = json_get_text(ctx, json_item(list, i), "rate", &rate);
		if (!e && !text_currency_known(in.code))
			e = err_set(ctx, ERR_MALFORMED, "unknown currency \"%s\"", in.code);
		if (!e)
			e = rate_nano(ctx, rate, &in.rate_nano);
		if (!e)
			e = q_load_currency(ctx, &in, NULL);
	}
	return e;
}

static enum err_code write_tax_rate(struct ctx *ctx, struct load *l, const struct json *rate)
{
	struct load_tax_rate_in in = { .valid_to = INT64_MAX };
	const char *from = NULL, *to = json_find_text(rate, "to");
	enum err_code e = json_get_text(ctx, rate, "country", &in.country);
	if (!e)
		e = json_get_text(ctx, rate, "class", &in.tax_class);
	if (!e)
		e = json_get_text(ctx, rate, "name", &in.name);
	if (!e)
		e = json_get_text(ctx, rate, "from", &from);
	if (!e)
		e = json_get_int(ctx, rate, "ppm", &in.ppm);
	if (!e)
		e = load_day(ctx, l, from, &in.valid_from);
	if (!e && to)
		e = load_day(ctx, l, to, &in.valid_to);
	return e ? e : q_load_tax_rate(ctx, &in, NULL);
}

static enum err_code write_taxes(struct ctx *ctx, struct load *l)
{
	const struct json *classes = json_find(l->shop, "tax_classes");
	const struct json *rates = json_find(l->shop, "tax_rates");
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < json_count(classes); i++) {
		struct load_tax_class_in in = { .label = json_label(ctx, json_item(classes, i), "name"),
			.position = (int64_t)i };
		e = json_get_text(ctx, json_item(classes, i), "code", &in.code);
		if (!e)
			e = q_load_tax_class(ctx, &in, NULL);
	}
	for (size_t i = 0; !e && i < json_count(rates); i++)
		e = write_tax_rate(ctx, l, json_item(rates, i));
	return e;
}

enum err_code load_settings(struct ctx *ctx, struct load *l)
{
	enum err_code e = clear(ctx);
	if (!e)
		e = write_row(ctx, l);
	if (!e)
		e = write_texts(ctx, l);
	if (!e)
		e = write_currencies(ctx, l);
	return e ? e : write_taxes(ctx, l);
}
