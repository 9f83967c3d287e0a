#include "base/str.h"
#include "ops/load_room.h"
#include "queries.h"

static enum err_code write_zones(struct ctx *ctx, struct load *l)
{
	const struct json *zones = json_find(l->shop, "zones");
	enum err_code e = ERR_OK;
	code_ids_init(ctx, &l->zones, json_count(zones));
	for (size_t i = 0; !e && i < json_count(zones); i++) {
		const struct json *zone = json_item(zones, i);
		struct load_zone_in in = { .label = json_label(ctx, zone, "name"), .position = (int64_t)i };
		struct load_zone_row row;
		e = json_get_text(ctx, zone, "code", &in.code);
		if (!e)
			e = load_strings(ctx, json_find(zone, "countries"), &in.countries);
		if (!e)
			e = q_load_zone_one(ctx, &in, &row);
		if (!e)
			code_ids_add(&l->zones, in.code, row.id);
	}
	return e;
}

static enum err_code write_rate(struct ctx *ctx, struct load *l, const struct json *rate,
    const struct load_shipping_method_in *method, int64_t method_id)
{
	struct load_shipping_rate_in in = { .method_id = method_id, .minor_null = !json_find(rate, "price") };
	enum err_code e = json_get_text(ctx, rate, "currency", &in.currency);
	const char *from = NULL, *price = NULL;
	if (!e && str_eq(method->basis, "price")) {
		e = json_get_text(ctx, rate, "from", &from);
		if (!e)
			e = load_money(ctx, from, l->currency, &in.from_value);
	} else if (!e) {
		e = json_get_int(ctx, rate, "from", &in.from_value);
	}
	if (!e && !in.minor_null) {
		e = json_get_text(ctx, rate, "price", &price);
		if (!e)
			e = load_money(ctx, price, in.currency, &in.minor);
	}
	return e ? e : q_load_shipping_rate(ctx, &in, NULL);
}

static enum err_code write_method(struct ctx *ctx, struct load *l, const struct json *method, int64_t position)
{
	struct load_shipping_method_in in = {
		.label = json_label(ctx, method, "name"), .hint = json_label(ctx, method, "hint"), .position = position
	};
	const char *zone = NULL;
	enum err_code e = json_get_text(ctx, method, "code", &in.code);
	if (!e)
		e = json_get_text(ctx, method, "zone", &zone);
	if (!e)
		e = json_get_text(ctx, method, "basis", &in.basis);
	if (!e)
		e = json_get_text(ctx, method, "tax_class", &in.tax_class);
	if (e)
		return e;
	in.zone_id = code_id(&l->zones, zone);
	if (in.zone_id == 0)
		return err_set(ctx, ERR_MALFORMED, "shipping method %s: no zone \"%s\"", in.code, zone);
	struct load_shipping_method_row row;
	e = q_load_shipping_method_one(ctx, &in, &row);
	const struct json *rates = json_find(method, "rates");
	for (size_t i = 0; !e && i < json_count(rates); i++)
		e = write_rate(ctx, l, json_item(rates, i), &in, row.id);
	return e;
}

static enum err_code write_payment_method(struct ctx *ctx, const struct json *method, int64_t position)
{
	struct load_payment_method_in in = { .label = json_label(ctx, method, "name"),
		.instructions = json_label(ctx, method, "instructions"),
		.position = position };
	enum err_code e = json_get_text(ctx, method, "code", &in.code);
	if (!e)
		e = json_get_text(ctx, method, "provider", &in.provider);
	if (!e)
		e = load_strings(ctx, json_find(method, "countries"), &in.countries);
	return e ? e : q_load_payment_method(ctx, &in, NULL);
}

enum err_code load_selling(struct ctx *ctx, struct load *l)
{
	enum err_code e = write_zones(ctx, l);
	const struct json *methods = json_find(l->shop, "shipping_methods");
	for (size_t i = 0; !e && i < json_count(methods); i++)
		e = write_method(ctx, l, json_item(methods, i), (int64_t)i);
	methods = json_find(l->shop, "payment_methods");
	for (size_t i = 0; !e && i < json_count(methods); i++)
		e = write_payment_method(ctx, json_item(methods, i), (int64_t)i);
	return e;
}
