#include "admin/settings.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/address.h"
#include "shop/setup.h"
#include "shop/tenant.h"

static void lay_languages(struct ctx *ctx, struct setting *s)
{
	struct texts all = { setup_languages, setup_languages_count };
	for (size_t i = 0; i < setup_languages_count; i++)
		setting_add(s, (struct form_field){
		                   .name = arena_printf(ctx->arena, "speak_%s", setup_languages[i]),
		                   .section = i == 0 ? N_("Languages") : NULL,
		                   .label = label_language(ctx, setup_languages[i]),
		                   .type = "checkbox",
		                   .checked = settings_offer_locale(ctx->settings, setup_languages[i]),
		                   .width = "third",
		               });
	struct form_field *own =
	    setting_add(s, (struct form_field){
	                       .name = "default_locale",
	                       .label = N_("The shop’s own language"),
	                       .hint = N_("Visitors whose language you do not offer read this one, and "
	                                  "texts that are missing elsewhere are taken from it."),
	                       .type = "select",
	                       .required = true,
	                   });
	setting_choices(ctx, own, all, label_language, ctx->settings->default_locale);
}

static void lay_place(struct ctx *ctx, struct setting *s)
{
	const struct settings *shop = ctx->settings;
	struct texts countries, zones;
	countries.v = address_countries(&countries.n);
	zones.v = text_zones(ctx->arena, &zones.n);
	struct form_field *country =
	    setting_add(s, (struct form_field){
	                       .name = "country",
	                       .section = N_("Where the shop is"),
	                       .label = N_("Country"),
	                       .hint = N_("Its taxes are shown until the customer’s country is known."),
	                       .type = "select",
	                       .required = true,
	                       .width = "half",
	                   });
	setting_choices(ctx, country, countries, label_country, shop->country);
	struct form_field *zone = setting_add(s, (struct form_field){
	                                             .name = "time_zone",
	                                             .label = N_("Time zone"),
	                                             .hint = N_("Days of sales, taxes and mails begin by it."),
	                                             .type = "select",
	                                             .required = true,
	                                             .width = "half",
	                                         });
	setting_choices(ctx, zone, zones, label_itself, shop->time_zone);
	/* A zone known under another name today stays what it is. */
	if (!setting_has_choice(s, "time_zone", shop->time_zone)) {
		zone->options[zone->n_options++] =
		    (struct form_option){ .value = shop->time_zone, .label = shop->time_zone, .selected = true };
	}
}

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct setup_texts texts;
	enum err_code e = setup_texts(ctx, &texts);
	(void)x;
	if (e)
		return e;
	s->page.title = view_text(ctx, N_("Names and languages"));
	s->page.action = admin_url(ctx, "/settings/names");
	s->done = "/settings/names";
	setting_add_localized(ctx, s,
	    &(struct form_field){ .name = "title",
	        .section = N_("Name of the shop"),
	        .label = N_("Name"),
	        .type = "text",
	        .required = true,
	        .maxlength = "80" },
	    &texts.title);
	setting_add_localized(ctx, s,
	    &(struct form_field){ .name = "tagline",
	        .section = N_("What it stands for"),
	        .label = N_("One line"),
	        .type = "text",
	        .maxlength = "160" },
	    &texts.tagline);
	lay_languages(ctx, s);
	lay_place(ctx, s);
	setting_add(s, (struct form_field){
	                   .name = "email",
	                   .section = N_("Orders and letters"),
	                   .label = N_("E-mail address of the shop"),
	                   .hint = N_("Answers of customers go here."),
	                   .type = "email",
	                   .dir = "ltr",
	                   .width = "half",
	                   .value = ctx->settings->email,
	               });
	setting_add(s, (struct form_field){
	                   .name = "order_prefix",
	                   .label = N_("Before every order number"),
	                   .hint = N_("Letters, digits and hyphens; new orders carry it."),
	                   .type = "text",
	                   .dir = "ltr",
	                   .width = "half",
	                   .maxlength = "10",
	                   .value = ctx->settings->order_prefix,
	               });
	return ERR_OK;
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct names_in *in = x->in;
	const char **v = ARENA_ARRAY(ctx->arena, setup_languages_count, const char *);
	struct setup_names to = { .title = only_offered(ctx, &in->title),
		.tagline = only_offered(ctx, &in->tagline),
		.locales = { .v = v },
		.default_locale = in->default_locale,
		.country = in->country,
		.time_zone = in->time_zone,
		.email = in->email,
		.order_prefix = in->order_prefix };
	/* The merchant's order stays; what is new comes behind. */
	for (size_t i = 0; i < ctx->settings->locales.n; i++)
		if (localized_find(&in->speak, ctx->settings->locales.v[i]))
			v[to.locales.n++] = ctx->settings->locales.v[i];
	for (size_t i = 0; i < setup_languages_count; i++)
		if (localized_find(&in->speak, setup_languages[i]) &&
		    !settings_offer_locale(ctx->settings, setup_languages[i]))
			v[to.locales.n++] = setup_languages[i];
	if (!setting_has_choice(s, "country", to.country) || !setting_has_choice(s, "time_zone", to.time_zone) ||
	    !setting_has_choice(s, "default_locale", to.default_locale))
		return err_set(ctx, ERR_MALFORMED, "a choice that was not offered");
	return setup_names_set(ctx, &to);
}

static const struct setting_job job = { lay, save, NULL };

enum err_code names_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code names_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}
