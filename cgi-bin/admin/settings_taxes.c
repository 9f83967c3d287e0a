#include <inttypes.h>
#include <string.h>

#include "admin/settings.h"
#include "base/buf.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/address.h"
#include "shop/setup_tax.h"
#include "shop/tenant.h"
#include "web/flash.h"

enum { DETAIL_BYTES = 2000 };

static const char *class_label(struct ctx *ctx, const struct setup_tax_class *c)
{
	const char *label = localized_best(&c->label, ctx->locale, ctx->settings->default_locale);
	return str_empty(label) ? c->code : label;
}

static void list_classes(struct ctx *ctx, struct setting *s, const struct setup_tax_class *v, size_t n)
{
	struct setting_list *l = setting_list(ctx, s,
	    (struct setting_list){ .heading = N_("Tax classes"),
	        .hint = N_("Each product and each way of shipping belongs to one."),
	        .empty = N_("None yet."),
	        .add_url = admin_url(ctx, "/settings/taxes/classes"),
	        .add = N_("Add a tax class") },
	    n);
	for (size_t i = 0; i < n; i++)
		l->rows[l->n_rows++] = (struct setting_row){
			.name = class_label(ctx, &v[i]),
			.url = admin_url(ctx, arena_printf(ctx->arena, "/settings/taxes/classes/%s", v[i].code)),
		};
}

static bool is_now(const struct ctx *ctx, const struct setup_tax_rate *r)
{
	return r->valid_from <= ctx->now && ctx->now < r->valid_to;
}

static struct setting_row country_row(struct ctx *ctx, const char *country, const char *detail)
{
	return (struct setting_row){
		.name = label_country(ctx, country),
		.url = admin_url(ctx, arena_printf(ctx->arena, "/settings/taxes/countries/%s", country)),
		.detail = detail,
	};
}

static bool has_rates(const struct setup_tax_rate *v, size_t n, const char *country)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].country, country))
			return true;
	return false;
}

/* The shop's own country stands there from the first day: that is where a merchant begins. */
static void list_countries(struct ctx *ctx, struct setting *s, const struct setup_tax_rate *v, size_t n)
{
	struct setting_list *l = setting_list(ctx, s,
	    (struct setting_list){
	        .heading = N_("Rates by country"),
	        .hint = N_("Orders to a country without a rate go out untaxed, as exports."),
	    },
	    n + 1);
	if (!has_rates(v, n, ctx->settings->country))
		l->rows[l->n_rows++] =
		    country_row(ctx, ctx->settings->country, view_text(ctx, N_("No rate yet: nothing is taxed here.")));
	for (size_t i = 0, k; i < n; i += k) {
		struct buf b;
		buf_init(&b, ctx->arena, DETAIL_BYTES);
		for (k = 0; i + k < n && str_eq(v[i + k].country, v[i].country); k++)
			if (is_now(ctx, &v[i + k]))
				buf_printf(&b, "%s%s", b.len ? " · " : "",
				    text_percent(ctx->arena, ctx->locale, v[i + k].ppm));
		l->rows[l->n_rows++] =
		    country_row(ctx, v[i].country, b.len ? buf_str(&b) : view_text(ctx, N_("Nothing at present")));
	}
}

/* The class that most goods belong to. */
static const struct setup_tax_class *main_class(const struct setup_tax_class *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].code, "standard"))
			return &v[i];
	return n ? &v[0] : NULL;
}

static void offer_starter(
    struct ctx *ctx, struct setting *s, const struct setup_tax_class *c, const struct setup_tax_rate *rates, size_t n)
{
	const char *zone = ctx->settings->time_zone;
	if (!c || setup_tax_starter_count(rates, n, c->code, text_day_start(zone, ctx->now, 0)) == 0)
		return;
	s->acts[s->page.n_acts++] = (struct setting_act){
		.action = admin_url(ctx, "/settings/taxes/starter"),
		.label = N_("Standard rates of the European Union"),
		.hint = view_format(ctx,
		    N_("For the class “{1}”, from today on, in every country of the Union that has no such rate yet: "
		       "the "
		       "European Commission’s figures of {2}. Please look them over, and enter what has changed "
		       "since."),
		    class_label(ctx, c), text_date(ctx->arena, ctx->locale, "UTC", TAX_STARTER_DAY)),
		.button = N_("Enter these rates"),
		.kind = "quiet",
	};
}

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct setup_tax_class *classes;
	const struct setup_tax_rate *rates;
	size_t n_classes, n_rates;
	struct texts countries;
	enum err_code e = setup_tax_classes(ctx, &classes, &n_classes);
	(void)x;
	if (!e)
		e = setup_tax_rates(ctx, "", &rates, &n_rates);
	if (e)
		return e;
	s->page.title = view_text(ctx, N_("Taxes"));
	s->page.action = admin_url(ctx, "/settings/taxes");
	s->done = "/settings/taxes";
	list_countries(ctx, s, rates, n_rates);
	list_classes(ctx, s, classes, n_classes);
	offer_starter(ctx, s, main_class(classes, n_classes), rates, n_rates);
	struct form_field *mode =
	    setting_add(s, (struct form_field){
	                       .name = "tax_mode",
	                       .label = N_("The prices that you enter"),
	                       .type = "radio",
	                       .required = true,
	                       .hint = N_("Your prices keep their figures where you change this."),
	                   });
	static const struct form_option modes[] = {
		{ .value = "gross",
		    .label = N_("hold the tax already"),
		    .hint = N_("They are the same in every country; its tax is taken out of them.") },
		{ .value = "net", .label = N_("come without tax"), .hint = N_("The country’s tax is added to them.") },
	};
	mode->options = arena_memdup(ctx->arena, modes, sizeof modes);
	mode->n_options = sizeof modes / sizeof *modes;
	for (size_t i = 0; i < mode->n_options; i++) {
		mode->options[i].label = view_text(ctx, modes[i].label);
		mode->options[i].hint = view_text(ctx, modes[i].hint);
		mode->options[i].selected = str_eq(modes[i].value, "gross") == ctx->settings->prices_gross;
	}
	struct form_field *add = setting_add(s, (struct form_field){
	                                            .name = "add_country",
	                                            .label = N_("Enter rates for another country"),
	                                            .type = "select",
	                                        });
	countries.v = address_countries(&countries.n);
	setting_choices(ctx, add, countries, label_country, NULL);
	setting_choice_none(ctx, add, N_("None"));
	return ERR_OK;
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct taxes_in *in = x->in;
	if (!setting_has_choice(s, "tax_mode", in->tax_mode) || !setting_has_choice(s, "add_country", in->add_country))
		return err_set(ctx, ERR_MALFORMED, "a choice that was not offered");
	if (!str_empty(in->add_country))
		s->done = arena_printf(ctx->arena, "/settings/taxes/countries/%s", in->add_country);
	return setup_tax_mode_set(ctx, in->tax_mode);
}

static const struct setting_job job = { lay, save, NULL };

enum err_code taxes_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code taxes_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}

enum err_code tax_starter_post(struct ctx *ctx, struct exchange *x)
{
	const struct setup_tax_class *classes;
	size_t n;
	enum err_code e = setup_tax_classes(ctx, &classes, &n);
	if (e)
		return e;
	const struct setup_tax_class *c = main_class(classes, n);
	if (!c)
		return err_set(ctx, ERR_NOT_FOUND, "no tax class");
	e = setup_tax_starter(ctx, c->code, text_day_start(ctx->settings->time_zone, ctx->now, 0));
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/settings/taxes"), "saved");
}

static void up_to_taxes(struct ctx *ctx, struct setting *s)
{
	s->page.up_url = admin_url(ctx, "/settings/taxes");
	s->page.up_name = N_("Taxes");
	s->done = "/settings/taxes";
}

static void lay_class(struct ctx *ctx, struct setting *s, const struct setup_tax_class *c)
{
	up_to_taxes(ctx, s);
	setting_add_name(ctx, s, N_("Name"), &c->label);
	setting_add_place(ctx, s, "position", c->position);
}

static enum err_code find_class(struct ctx *ctx, const char *code, const struct setup_tax_class **out)
{
	const struct setup_tax_class *v;
	size_t n;
	enum err_code e = setup_tax_classes(ctx, &v, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (str_eq(v[i].code, code)) {
			*out = &v[i];
			return ERR_OK;
		}
	return e ? e : err_set(ctx, ERR_NOT_FOUND, "no such tax class");
}

static enum err_code class_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct setup_tax_class *c;
	enum err_code e = find_class(ctx, x->seg[0], &c);
	if (e)
		return e;
	const char *self = arena_printf(ctx->arena, "/settings/taxes/classes/%s", c->code);
	s->page.title = class_label(ctx, c);
	s->page.action = admin_url(ctx, self);
	lay_class(ctx, s, c);
	if (!c->used)
		s->acts[s->page.n_acts++] = (struct setting_act){
			.action = admin_url(ctx, arena_printf(ctx->arena, "%s/delete", self)),
			.label = N_("Delete this class"),
			.hint = N_("Nothing belongs to it."),
			.button = N_("Delete"),
			.kind = "danger",
		};
	return ERR_OK;
}

static enum err_code class_save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct tax_class_in *in = x->in;
	struct setup_tax_class to = { .code = x->seg[0] ? x->seg[0] : in->code,
		.label = only_offered(ctx, &in->label),
		.position = in->position };
	(void)s;
	enum err_code e = need_own_text(ctx, "label", &to.label);
	return e ? e : setup_tax_class_set(ctx, &to);
}

static const struct setting_job class_job = { class_lay, class_save, NULL };

enum err_code tax_class_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &class_job);
}

enum err_code tax_class_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &class_job);
}

static enum err_code class_new_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	(void)x;
	s->page.title = view_text(ctx, N_("A new tax class"));
	s->page.action = admin_url(ctx, "/settings/taxes/classes");
	lay_class(ctx, s, &(struct setup_tax_class){ .code = "", .position = 9 });
	setting_add(s, (struct form_field){
	                   .name = "code",
	                   .label = N_("Short name for files"),
	                   .hint = N_("Letters, digits and hyphens, such as books. It stays as it is."),
	                   .type = "text",
	                   .dir = "ltr",
	                   .width = "half",
	                   .required = true,
	                   .maxlength = "30",
	               });
	return ERR_OK;
}

static bool is_code(const char *s)
{
	size_t n = strlen(s);
	return n > 0 && n == strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

static enum err_code class_new_save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct tax_class_in *in = x->in;
	const struct setup_tax_class *taken;
	enum err_code bad = need_own_text(ctx, "label", &in->label);
	if (!is_code(in->code))
		return refuse(ctx, "code", "code_form", NULL, NULL);
	enum err_code e = find_class(ctx, in->code, &taken);
	if (!e)
		return refuse(ctx, "code", "code_taken", NULL, NULL);
	if (e != ERR_NOT_FOUND)
		return e;
	return bad ? bad : class_save(ctx, x, s);
}

static const struct setting_job class_new_job = { class_new_lay, class_new_save, NULL };

enum err_code tax_class_new_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &class_new_job);
}

enum err_code tax_class_new_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &class_new_job);
}

enum err_code tax_class_delete_post(struct ctx *ctx, struct exchange *x)
{
	enum err_code e = setup_tax_class_delete(ctx, x->seg[0]);
	if (e && e != ERR_CONFLICT)
		return e;
	return flash_redirect(ctx, x, admin_url(ctx, "/settings/taxes"), e ? "setting_used" : "saved");
}
