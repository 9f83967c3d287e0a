#include <inttypes.h>

#include "admin/settings.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/address.h"
#include "shop/setup_tax.h"
#include "shop/tenant.h"

enum { PERCENT_DECIMALS = 4, PPM = 1000000, DAY = 86400 };

/* What a country's page stands on. */
struct country {
	const char *code;
	const struct setup_tax_rate *rates;
	size_t n_rates;
	const struct setup_tax_class *classes;
	size_t n_classes;
};

static enum err_code read_country(struct ctx *ctx, const struct exchange *x, struct country *c)
{
	struct texts all;
	all.v = address_countries(&all.n);
	c->code = x->seg[0];
	if (!holds_text(all, c->code))
		return err_set(ctx, ERR_NOT_FOUND, "no such country");
	enum err_code e = setup_tax_rates(ctx, c->code, &c->rates, &c->n_rates);
	return e ? e : setup_tax_classes(ctx, &c->classes, &c->n_classes);
}

static const char *class_name(struct ctx *ctx, const struct country *c, const char *code)
{
	for (size_t i = 0; i < c->n_classes; i++)
		if (str_eq(c->classes[i].code, code)) {
			const char *label =
			    localized_best(&c->classes[i].label, ctx->locale, ctx->settings->default_locale);
			return str_empty(label) ? code : label;
		}
	return code;
}

static const char *day(struct ctx *ctx, int64_t at)
{
	return text_date(ctx->arena, ctx->locale, ctx->settings->time_zone, at);
}

/* The last day of a rate as its field shows it; "" where it is open. */
static const char *last_day(struct ctx *ctx, const struct setup_tax_rate *r)
{
	return r->valid_to == INT64_MAX ? "" : text_day_field(ctx->arena, ctx->settings->time_zone, r->valid_to - 1);
}

static const char *rate_words(struct ctx *ctx, const struct country *c, const struct setup_tax_rate *r)
{
	return view_format(
	    ctx, N_("{1}: {2}"), class_name(ctx, c, r->tax_class), text_percent(ctx->arena, ctx->locale, r->ppm));
}

static void lay_past(struct ctx *ctx, struct setting *s, const struct country *c)
{
	struct setting_list *l = NULL;
	for (size_t i = 0; i < c->n_rates; i++) {
		const struct setup_tax_rate *r = &c->rates[i];
		if (r->valid_to > ctx->now)
			continue;
		if (!l)
			l = setting_list(ctx, s, (struct setting_list){ .heading = N_("Past rates") }, c->n_rates);
		l->rows[l->n_rows++] = (struct setting_row){
			.name = rate_words(ctx, c, r),
			.detail =
			    view_format(ctx, N_("{1} to {2}"), day(ctx, r->valid_from), day(ctx, r->valid_to - 1)),
		};
	}
}

static void lay_rate(struct ctx *ctx, struct setting *s, const struct country *c, const struct setup_tax_rate *r)
{
	const char *since = view_format(ctx, N_("since {1}"), day(ctx, r->valid_from), NULL);
	if (r->valid_from > ctx->now)
		since = view_format(ctx, N_("from {1} on"), day(ctx, r->valid_from), NULL);
	else if (r->valid_from == 0)
		since = "";
	setting_add(s, (struct form_field){
	                   .name = arena_printf(ctx->arena, "until_%" PRId64, r->id),
	                   .row = arena_printf(ctx->arena, "%s%s%s", rate_words(ctx, c, r), *since ? ", " : "", since),
	                   .label = N_("Last day"),
	                   .hint = N_("Empty: until further notice."),
	                   .type = "date",
	                   .width = "half",
	                   .value = last_day(ctx, r),
	               });
	if (r->valid_from > ctx->now)
		setting_add(s, (struct form_field){ .name = arena_printf(ctx->arena, "remove_%" PRId64, r->id),
		                   .label = N_("Take it back"),
		                   .type = "checkbox" });
}

static void lay_new(struct ctx *ctx, struct setting *s, const struct country *c)
{
	struct form_field *class = setting_add(s, (struct form_field){
	                                              .name = "new_class",
	                                              .section = N_("A new rate"),
	                                              .label = N_("Tax class"),
	                                              .type = "select",
	                                              .required = c->n_rates == 0,
	                                              .width = "half",
	                                          });
	class->options = ARENA_ARRAY(ctx->arena, c->n_classes + 1, struct form_option);
	for (size_t i = 0; i < c->n_classes; i++)
		class->options[class->n_options++] = (struct form_option){ .value = c->classes[i].code,
			.label = class_name(ctx, c, c->classes[i].code),
			.selected = i == 0 && c->n_rates == 0 };
	setting_choice_none(ctx, class, N_("None"));
	setting_add(s, (struct form_field){
	                   .name = "new_percent",
	                   .label = N_("Percent"),
	                   .required = c->n_rates == 0,
	                   .type = "text",
	                   .inputmode = "decimal",
	                   .dir = "ltr",
	                   .width = "half",
	               });
	setting_add(s, (struct form_field){
	                   .name = "new_from",
	                   .label = N_("First day"),
	                   .hint = N_("Empty: from today on."),
	                   .type = "date",
	                   .width = "half",
	               });
	setting_add(s, (struct form_field){
	                   .name = "new_until",
	                   .label = N_("Last day"),
	                   .hint = N_("Empty: until further notice."),
	                   .type = "date",
	                   .width = "half",
	               });
}

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct country c;
	enum err_code e = read_country(ctx, x, &c);
	if (e)
		return e;
	const char *self = arena_printf(ctx->arena, "/settings/taxes/countries/%s", c.code);
	s->page.title = label_country(ctx, c.code);
	s->page.lead = c.n_rates
	                   ? N_("To change a rate, give the old one its last day and enter the new one below.")
	                   : N_("No rate yet. Most goods belong to the first class: say what it is charged here.");
	s->page.up_url = admin_url(ctx, "/settings/taxes");
	s->page.up_name = N_("Taxes");
	s->page.action = admin_url(ctx, self);
	s->page.heading = N_("Rates");
	s->done = self;
	lay_past(ctx, s, &c);
	setting_add_localized(ctx, s,
	    &(struct form_field){ .name = "name",
	        .section = N_("What the tax is called"),
	        .label = N_("Name"),
	        .hint = N_("It stands before the percentage, as in VAT 20 %."),
	        .type = "text",
	        .required = true,
	        .maxlength = "80" },
	    c.n_rates ? &c.rates[c.n_rates - 1].names : NULL);
	for (size_t i = 0; i < c.n_rates; i++)
		if (c.rates[i].valid_to > ctx->now)
			lay_rate(ctx, s, &c, &c.rates[i]);
	lay_new(ctx, s, &c);
	return ERR_OK;
}

/* The moment after the day that was typed; open where none was. */
static enum err_code read_until(
    struct ctx *ctx, const char *field, const char *typed, int64_t valid_from, int64_t *valid_to)
{
	const char *zone = ctx->settings->time_zone;
	*valid_to = INT64_MAX;
	if (str_empty(typed))
		return ERR_OK;
	if (!text_parse_day(zone, typed, valid_to))
		return refuse(ctx, field, "day", NULL, NULL);
	*valid_to = text_day_start(zone, *valid_to, 1);
	return *valid_to > valid_from ? ERR_OK : refuse(ctx, field, "day_order", NULL, NULL);
}

static enum err_code read_ends(
    struct ctx *ctx, const struct tax_country_in *in, const struct country *c, struct setup_tax_rate *ends, size_t *n)
{
	enum err_code bad = ERR_OK;
	*n = 0;
	for (size_t i = 0; i < c->n_rates; i++) {
		const struct setup_tax_rate *r = &c->rates[i];
		const char *typed = param_keyed_find(&in->until, r->id);
		if (r->valid_to <= ctx->now || !typed)
			continue;
		struct setup_tax_rate *to = &ends[(*n)++];
		*to = *r;
		to->removed = r->valid_from > ctx->now && param_keyed_find(&in->remove, r->id);
		/* What was not touched keeps its moment, also where the shop has moved to another zone. */
		if (to->removed || str_eq(typed, last_day(ctx, r)))
			continue;
		if (read_until(
		        ctx, arena_printf(ctx->arena, "until_%" PRId64, r->id), typed, r->valid_from, &to->valid_to))
			bad = ERR_INPUT;
	}
	return bad;
}

static enum err_code read_new(
    struct ctx *ctx, const struct setting *s, const struct tax_country_in *in, struct setup_tax_rate *to)
{
	const char *zone = ctx->settings->time_zone;
	enum err_code bad = ERR_OK;
	if (!setting_has_choice(s, "new_class", in->new_class))
		return err_set(ctx, ERR_MALFORMED, "a tax class that was not offered");
	*to = (struct setup_tax_rate){ .tax_class = in->new_class, .valid_from = text_day_start(zone, ctx->now, 0) };
	if (str_empty(in->new_class))
		return str_empty(in->new_percent) ? ERR_OK : refuse(ctx, "new_class", "choose_one", NULL, NULL);
	if (str_empty(in->new_percent))
		bad = refuse(ctx, "new_percent", "required", NULL, NULL);
	else if (text_parse_decimal(ctx->locale, in->new_percent, PERCENT_DECIMALS, &to->ppm) != TEXT_NUMBER_OK ||
	         to->ppm < 0 || to->ppm > PPM)
		bad = refuse(ctx, "new_percent", "percent", text_decimal(ctx->arena, ctx->locale, 55, 1), NULL);
	if (!str_empty(in->new_from) && !text_parse_day(zone, in->new_from, &to->valid_from))
		return refuse(ctx, "new_from", "day", NULL, NULL);
	enum err_code e = read_until(ctx, "new_until", in->new_until, to->valid_from, &to->valid_to);
	return e ? e : bad;
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct tax_country_in *in = x->in;
	struct country c;
	struct setup_tax_rate added;
	enum err_code e = read_country(ctx, x, &c), bad;
	if (e)
		return e;
	struct setup_tax_rate *ends = ARENA_ARRAY(ctx->arena, c.n_rates, struct setup_tax_rate);
	struct setup_country_taxes to = { .country = c.code, .names = only_offered(ctx, &in->name), .ends = ends };
	bad = need_own_text(ctx, "name", &to.names);
	e = read_ends(ctx, in, &c, ends, &to.n_ends);
	bad = e ? e : bad;
	e = read_new(ctx, s, in, &added);
	if (e && e != ERR_INPUT)
		return e;
	if (e || bad)
		return ERR_INPUT;
	to.added = str_empty(added.tax_class) ? NULL : &added;
	return setup_country_taxes_set(ctx, &to);
}

static const struct setting_job job = { lay, save, NULL };

enum err_code tax_country_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code tax_country_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}
