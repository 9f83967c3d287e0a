#include <inttypes.h>

#include "admin/settings.h"
#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/setup_selling.h"
#include "shop/setup_tax.h"
#include "shop/tenant.h"
#include "web/flash.h"

enum { KILO = 3, NEW_ROWS = 3, RATES_MAX = 60 };

/* What the page stands on: the way of shipping with its rates, all that is chosen from. */
struct sheet {
	struct setup_method method;
	const struct setup_rate *rates;
	size_t n_rates;
	struct texts currencies;
	struct texts classes;
	const struct setup_tax_class *class_rows;
};

static const struct form_option bases[] = {
	{ .value = "flat", .label = N_("One price"), .hint = N_("Leave “Starting from” empty.") },
	{ .value = "weight", .label = N_("By weight"), .hint = N_("“Starting from” is kilograms.") },
	{ .value = "price", .label = N_("By the goods’ total"), .hint = N_("“Starting from” is an amount.") },
};
enum { BASES = sizeof bases / sizeof *bases };

static enum err_code read_lists(struct ctx *ctx, struct sheet *out)
{
	const struct settings *shop = ctx->settings;
	size_t n;
	enum err_code e = setup_tax_classes(ctx, &out->class_rows, &n);
	if (e)
		return e;
	const char **classes = ARENA_ARRAY(ctx->arena, n, const char *);
	for (size_t i = 0; i < n; i++)
		classes[i] = out->class_rows[i].code;
	out->classes = (struct texts){ classes, n };
	const char **codes = ARENA_ARRAY(ctx->arena, shop->n_currencies + out->n_rates, const char *);
	out->currencies.v = codes;
	for (size_t i = 0; i < shop->n_currencies; i++)
		codes[out->currencies.n++] = shop->currencies[i].code;
	/* Prices in a currency that is not offered at present stay. */
	for (size_t i = 0; i < out->n_rates; i++)
		if (!holds_text(out->currencies, out->rates[i].currency))
			codes[out->currencies.n++] = out->rates[i].currency;
	return ERR_OK;
}

static enum err_code read_sheet(struct ctx *ctx, const struct exchange *x, struct sheet *out)
{
	const struct setup_method *methods;
	size_t n, i = 0;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	*out = (struct sheet){ 0 };
	if (!e)
		e = setup_methods(ctx, &methods, &n);
	if (e)
		return e;
	while (i < n && methods[i].id != id)
		i++;
	if (i == n)
		return err_set(ctx, ERR_NOT_FOUND, "no such way of shipping");
	out->method = methods[i];
	e = setup_method_rates(ctx, id, &out->rates, &out->n_rates);
	return e ? e : read_lists(ctx, out);
}

static const char *from_field(struct ctx *ctx, const struct sheet *sheet, const struct setup_rate *r)
{
	if (str_eq(sheet->method.basis, "flat"))
		return "";
	if (str_eq(sheet->method.basis, "weight"))
		return text_decimal(ctx->arena, ctx->locale, r->from_value, KILO);
	return text_money_field(ctx->arena, ctx->locale, money_of(r->from_value, r->currency));
}

static const char *keyed(struct ctx *ctx, const char *name, size_t i)
{
	return arena_printf(ctx->arena, "%s_%zu", name, i + 1);
}

static void lay_rate(struct ctx *ctx, struct setting *s, const struct sheet *sheet, size_t i)
{
	const struct setup_rate *r = i < sheet->n_rates ? &sheet->rates[i] : NULL;
	struct form_field *currency = setting_add(s, (struct form_field){
	                                                 .name = keyed(ctx, "currency", i),
	                                                 .label = N_("Currency"),
	                                                 .type = "select",
	                                                 .required = true,
	                                                 .width = "third start",
	                                             });
	if (i == 0)
		currency->section = N_("Prices");
	if (i == sheet->n_rates)
		currency->row = view_text(ctx, N_("More prices"));
	setting_choices(ctx, currency, sheet->currencies, label_itself, r ? r->currency : ctx->settings->currency);
	setting_add(s, (struct form_field){
	                   .name = keyed(ctx, "from", i),
	                   .label = N_("Starting from"),
	                   .type = "text",
	                   .inputmode = "decimal",
	                   .dir = "ltr",
	                   .width = "third",
	                   .value = r ? from_field(ctx, sheet, r) : "",
	               });
	struct form_field *price = setting_add(s, (struct form_field){
	                                              .name = keyed(ctx, "price", i),
	                                              .label = N_("Price"),
	                                              .type = "text",
	                                              .inputmode = "decimal",
	                                              .dir = "ltr",
	                                              .width = "third",
	                                          });
	if (!r)
		return;
	if (r->minor >= 0)
		price->value = text_money_field(ctx->arena, ctx->locale, money_of(r->minor, r->currency));
	setting_add(s, (struct form_field){
	                   .name = keyed(ctx, "remove", i), .label = N_("Take this price out"), .type = "checkbox" });
}

static void lay_words(struct ctx *ctx, struct setting *s, const struct setup_method *m)
{
	setting_add_name(ctx, s, N_("Name"), &m->label);
	setting_add_localized(ctx, s,
	    &(struct form_field){
	        .name = "hint", .label = N_("How long it takes, or what to know"), .type = "text", .maxlength = "160" },
	    &m->hint);
	setting_add(s, (struct form_field){ .name = "active",
	                   .section = N_("How it is offered"),
	                   .label = N_("Shoppers can choose it"),
	                   .type = "checkbox",
	                   .checked = m->active });
	setting_add_place(ctx, s, "position", m->position);
}

static void lay_method(struct ctx *ctx, struct setting *s, const struct sheet *sheet)
{
	const struct setup_method *m = &sheet->method;
	s->page.up_url = admin_url(ctx, arena_printf(ctx->arena, "/settings/shipping/zones/%" PRId64, m->zone_id));
	s->page.up_name = N_("The zone");
	s->page.heading = N_("Way of shipping");
	lay_words(ctx, s, m);
	struct form_field *class = setting_add(s, (struct form_field){
	                                              .name = "tax_class",
	                                              .label = N_("Tax class"),
	                                              .type = "select",
	                                              .required = true,
	                                              .width = "two-thirds",
	                                          });
	setting_choices(ctx, class, sheet->classes, label_itself, m->tax_class);
	for (size_t i = 0; i < class->n_options; i++) {
		const char *label =
		    localized_best(&sheet->class_rows[i].label, ctx->locale, ctx->settings->default_locale);
		if (!str_empty(label))
			class->options[i].label = label;
	}
	struct form_field *basis =
	    setting_add(s, (struct form_field){
	                       .name = "basis",
	                       .label = N_("What the price goes by"),
	                       .type = "radio",
	                       .required = true,
	                       .hint = N_("The row with the largest “Starting from” that a cart reaches counts; "
	                                  "with an empty price it is not offered from there on."),
	                   });
	basis->options = arena_memdup(ctx->arena, bases, sizeof bases);
	basis->n_options = BASES;
	for (size_t i = 0; i < BASES; i++) {
		basis->options[i].label = view_text(ctx, bases[i].label);
		basis->options[i].hint = view_text(ctx, bases[i].hint);
		basis->options[i].selected = str_eq(bases[i].value, m->basis);
	}
	for (size_t i = 0; i < sheet->n_rates + NEW_ROWS; i++)
		lay_rate(ctx, s, sheet, i);
}

/* The threshold in the row's unit. */
static enum err_code read_from(struct ctx *ctx, const char *basis, size_t i, const char *typed, struct setup_rate *to)
{
	const char *field = keyed(ctx, "from", i);
	enum text_number is = TEXT_NUMBER_OK;
	to->from_value = 0;
	if (str_empty(typed))
		return ERR_OK;
	if (str_eq(basis, "price"))
		is = text_parse_money(ctx->locale, typed, to->currency, &to->from_value);
	else
		is = text_parse_decimal(ctx->locale, typed, KILO, &to->from_value);
	if (is != TEXT_NUMBER_OK || to->from_value < 0)
		return refuse(ctx, field, "threshold", NULL, NULL);
	return str_eq(basis, "flat") && to->from_value > 0 ? refuse(ctx, field, "flat_from", NULL, NULL) : ERR_OK;
}

static enum err_code read_price(struct ctx *ctx, size_t i, const char *typed, struct setup_rate *to)
{
	const char *field = keyed(ctx, "price", i);
	const char *example = text_money_field(ctx->arena, ctx->locale, money_of(1999, to->currency));
	to->minor = -1;
	if (str_empty(typed))
		return ERR_OK;
	switch (text_parse_money(ctx->locale, typed, to->currency, &to->minor)) {
	case TEXT_NUMBER_OK:
		break;
	case TEXT_NUMBER_FORM:
		return refuse(ctx, field, "money_form", example, NULL);
	case TEXT_NUMBER_DECIMALS:
		return refuse(ctx, field, "money_decimals", example, NULL);
	case TEXT_NUMBER_RANGE:
		return refuse(ctx, field, "price_range", NULL, NULL);
	}
	return to->minor < 0 ? refuse(ctx, field, "price_range", NULL, NULL) : ERR_OK;
}

static enum err_code check_twice(struct ctx *ctx, const struct setup_rate *v, size_t n, size_t i)
{
	for (size_t k = 0; k < n; k++)
		if (str_eq(v[k].currency, v[n].currency) && v[k].from_value == v[n].from_value)
			return refuse(ctx, keyed(ctx, "from", i), "rate_twice", NULL, NULL);
	return ERR_OK;
}

/* One row of the form; *taken where it says anything. */
static enum err_code read_row(struct ctx *ctx, const struct setting *s, const struct method_in *in, size_t i,
    bool is_new, struct setup_rate *to, bool *taken)
{
	int64_t id = (int64_t)i + 1;
	const char *from = param_keyed_find(&in->from, id), *price = param_keyed_find(&in->price, id);
	to->currency = param_keyed_find(&in->currency, id);
	*taken = is_new ? !str_empty(from) || !str_empty(price) : !param_keyed_find(&in->remove, id);
	if (!*taken)
		return ERR_OK;
	if (!setting_has_choice(s, keyed(ctx, "currency", i), to->currency))
		return err_set(ctx, ERR_MALFORMED, "a currency that was not offered");
	enum err_code bad = read_from(ctx, in->basis, i, from, to);
	enum err_code e = read_price(ctx, i, price, to);
	return bad ? bad : e;
}

static enum err_code read_rates(
    struct ctx *ctx, const struct setting *s, const struct method_in *in, size_t n_known, struct setup_method *to)
{
	struct setup_rate *v = ARENA_ARRAY(ctx->arena, n_known + NEW_ROWS, struct setup_rate);
	enum err_code bad = ERR_OK;
	bool own = false;
	to->rates = v;
	for (size_t i = 0; i < n_known + NEW_ROWS; i++) {
		bool taken;
		enum err_code e = read_row(ctx, s, in, i, i >= n_known, &v[to->n_rates], &taken);
		if (e && e != ERR_INPUT)
			return e;
		if (!e && taken)
			e = check_twice(ctx, v, to->n_rates, i);
		bad = e ? e : bad;
		own = own || (taken && str_eq(v[to->n_rates].currency, ctx->settings->currency));
		to->n_rates += taken;
	}
	if (!own)
		bad = refuse(ctx, keyed(ctx, "price", to->n_rates < n_known ? 0 : n_known), "own_price",
		    ctx->settings->currency, NULL);
	if (to->n_rates > RATES_MAX)
		bad = refuse(
		    ctx, keyed(ctx, "price", n_known), "too_many", arena_printf(ctx->arena, "%d", RATES_MAX), NULL);
	return bad;
}

static enum err_code write_method(struct ctx *ctx, struct exchange *x, struct setting *s, const struct sheet *sheet)
{
	const struct method_in *in = x->in;
	struct setup_method to = { .id = sheet->method.id,
		.zone_id = sheet->method.zone_id,
		.label = only_offered(ctx, &in->label),
		.hint = only_offered(ctx, &in->hint),
		.basis = in->basis,
		.tax_class = in->tax_class,
		.position = in->position,
		.active = in->active };
	if (!setting_has_choice(s, "basis", in->basis) || !setting_has_choice(s, "tax_class", in->tax_class))
		return err_set(ctx, ERR_MALFORMED, "a choice that was not offered");
	enum err_code bad = need_own_text(ctx, "label", &to.label);
	enum err_code e = read_rates(ctx, s, in, sheet->n_rates, &to);
	if (e && e != ERR_INPUT)
		return e;
	s->done = arena_printf(ctx->arena, "/settings/shipping/zones/%" PRId64, to.zone_id);
	return e || bad ? ERR_INPUT : setup_method_set(ctx, &to);
}

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct sheet sheet;
	enum err_code e = read_sheet(ctx, x, &sheet);
	if (e)
		return e;
	const char *self = arena_printf(ctx->arena, "/settings/shipping/methods/%" PRId64, sheet.method.id);
	s->page.title = localized_best(&sheet.method.label, ctx->locale, ctx->settings->default_locale);
	s->page.action = admin_url(ctx, self);
	lay_method(ctx, s, &sheet);
	s->acts[s->page.n_acts++] = (struct setting_act){
		.action = admin_url(ctx, arena_printf(ctx->arena, "%s/delete", self)),
		.label = N_("Delete this way of shipping"),
		.hint = N_("Orders keep theirs."),
		.button = N_("Delete"),
		.kind = "danger",
	};
	return ERR_OK;
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct sheet sheet;
	enum err_code e = read_sheet(ctx, x, &sheet);
	return e ? e : write_method(ctx, x, s, &sheet);
}

/* A new one in the zone of the address. */
static enum err_code new_sheet(struct ctx *ctx, const struct exchange *x, struct sheet *out)
{
	const struct setup_zone *zones;
	size_t n;
	*out = (struct sheet){ .method = { .basis = "flat", .tax_class = "standard", .position = 9, .active = true } };
	enum err_code e = admin_id(ctx, x, &out->method.zone_id);
	if (!e)
		e = setup_zones(ctx, &zones, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (zones[i].id == out->method.zone_id)
			return read_lists(ctx, out);
	return e ? e : err_set(ctx, ERR_NOT_FOUND, "no such zone");
}

static enum err_code new_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct sheet sheet;
	enum err_code e = new_sheet(ctx, x, &sheet);
	if (e)
		return e;
	s->page.title = view_text(ctx, N_("A new way of shipping"));
	s->page.action = admin_url(
	    ctx, arena_printf(ctx->arena, "/settings/shipping/zones/%" PRId64 "/methods", sheet.method.zone_id));
	lay_method(ctx, s, &sheet);
	return ERR_OK;
}

static enum err_code new_save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct sheet sheet;
	enum err_code e = new_sheet(ctx, x, &sheet);
	return e ? e : write_method(ctx, x, s, &sheet);
}

static const struct setting_job job = { lay, save, NULL };
static const struct setting_job new_job = { new_lay, new_save, NULL };

enum err_code method_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code method_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}

enum err_code method_new_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &new_job);
}

enum err_code method_new_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &new_job);
}

enum err_code method_delete_post(struct ctx *ctx, struct exchange *x)
{
	struct sheet sheet;
	enum err_code e = read_sheet(ctx, x, &sheet);
	if (!e)
		e = setup_method_delete(ctx, sheet.method.id);
	return e ? e
	         : flash_redirect(ctx, x,
	               admin_url(
	                   ctx, arena_printf(ctx->arena, "/settings/shipping/zones/%" PRId64, sheet.method.zone_id)),
	               "saved");
}
