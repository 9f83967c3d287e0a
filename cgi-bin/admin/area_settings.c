#include "admin/areas.h"
#include "admin/settings.h"
#include "shop/returns.h"

enum {
	TITLE_POINTS = 80,
	TAGLINE_POINTS = 160,
	LABEL_POINTS = 80,
	NUMBER_POINTS = 40,
	PREFIX_POINTS = 10,
	ZONE_POINTS = 60,
	CODE_POINTS = 30,
	LINES_POINTS = 1000,
	KEY_POINTS = 255,
	SUBJECT_POINTS = 150,
	LETTER_POINTS = 2000,
	POSITION_MAX = 9999,
	SEEN_BYTES = 32
};

#define SEEN(s)                                                                                                        \
	{                                                                                                              \
		"seen", PARAM_CODE, .required = true, .min = SEEN_BYTES, .max = SEEN_BYTES,                            \
		                    .offset = offsetof(struct s, setting.seen)                                         \
	}
#define KEYED(s, f, n)                                                                                                 \
	{                                                                                                              \
#f "_", PARAM_KEYED, .offset = offsetof(struct s, f), .max = (n)                                       \
	}

/* A theme but for its look. */
#define COLORS                                                                                                         \
	PARAM(theme_in, accent, PARAM_TEXT, .max = NUMBER_POINTS),                                                     \
	    PARAM(theme_in, ground, PARAM_TEXT, .max = NUMBER_POINTS),                                                 \
	    PARAM(theme_in, surface, PARAM_TEXT, .max = NUMBER_POINTS),                                                \
	    PARAM(theme_in, ink, PARAM_TEXT, .max = NUMBER_POINTS), PARAM(theme_in, font_body, PARAM_CODE),            \
	    PARAM(theme_in, font_head, PARAM_CODE), PARAM(theme_in, radius, PARAM_CODE)

static const struct param names_params[] = {
	SEEN(names_in),
	PARAM(names_in, title, PARAM_LOCALIZED, .max = TITLE_POINTS),
	PARAM(names_in, tagline, PARAM_LOCALIZED, .max = TAGLINE_POINTS),
	PARAM(names_in, speak, PARAM_LOCALIZED, .max = 1),
	PARAM(names_in, default_locale, PARAM_CODE, .required = true),
	PARAM(names_in, country, PARAM_CODE, .required = true),
	PARAM(names_in, time_zone, PARAM_TEXT, .required = true, .max = ZONE_POINTS),
	PARAM(names_in, email, PARAM_EMAIL),
	PARAM(names_in, order_prefix, PARAM_TEXT, .max = PREFIX_POINTS),
	{ .name = NULL },
};
static const struct param currencies_params[] = {
	SEEN(currencies_in),
	PARAM(currencies_in, own, PARAM_CODE, .required = true),
	KEYED(currencies_in, rate, NUMBER_POINTS),
	KEYED(currencies_in, step, NUMBER_POINTS),
	KEYED(currencies_in, position, NUMBER_POINTS),
	KEYED(currencies_in, remove, 1),
	PARAM(currencies_in, new_code, PARAM_CODE),
	PARAM(currencies_in, new_rate, PARAM_TEXT, .max = NUMBER_POINTS),
	{ .name = NULL },
};

static const struct param taxes_params[] = {
	SEEN(taxes_in),
	PARAM(taxes_in, tax_mode, PARAM_CODE, .required = true),
	PARAM(taxes_in, add_country, PARAM_CODE),
	{ .name = NULL },
};
static const struct param tax_class_params[] = {
	SEEN(tax_class_in),
	PARAM(tax_class_in, label, PARAM_LOCALIZED, .max = LABEL_POINTS),
	PARAM(tax_class_in, position, PARAM_INT, .required = true, .max = POSITION_MAX),
	{ .name = NULL },
};
static const struct param tax_class_new_params[] = {
	SEEN(tax_class_in),
	PARAM(tax_class_in, label, PARAM_LOCALIZED, .max = LABEL_POINTS),
	PARAM(tax_class_in, position, PARAM_INT, .required = true, .max = POSITION_MAX),
	PARAM(tax_class_in, code, PARAM_TEXT, .required = true, .max = CODE_POINTS),
	{ .name = NULL },
};
static const struct param tax_country_params[] = {
	SEEN(tax_country_in),
	PARAM(tax_country_in, name, PARAM_LOCALIZED, .max = LABEL_POINTS),
	KEYED(tax_country_in, until, NUMBER_POINTS),
	KEYED(tax_country_in, remove, 1),
	PARAM(tax_country_in, new_class, PARAM_CODE),
	PARAM(tax_country_in, new_percent, PARAM_TEXT, .max = NUMBER_POINTS),
	PARAM(tax_country_in, new_from, PARAM_TEXT, .max = NUMBER_POINTS),
	PARAM(tax_country_in, new_until, PARAM_TEXT, .max = NUMBER_POINTS),
	{ .name = NULL },
};
static const struct param zone_params[] = {
	SEEN(zone_in),
	PARAM(zone_in, label, PARAM_LOCALIZED, .max = LABEL_POINTS),
	PARAM(zone_in, position, PARAM_INT, .required = true, .max = POSITION_MAX),
	PARAM(zone_in, everywhere, PARAM_BOOL),
	PARAM(zone_in, eu, PARAM_BOOL),
	KEYED(zone_in, in, 1),
	{ .name = NULL },
};
static const struct param method_params[] = {
	SEEN(method_in),
	PARAM(method_in, label, PARAM_LOCALIZED, .max = LABEL_POINTS),
	PARAM(method_in, hint, PARAM_LOCALIZED, .max = TAGLINE_POINTS),
	PARAM(method_in, active, PARAM_BOOL),
	PARAM(method_in, position, PARAM_INT, .required = true, .max = POSITION_MAX),
	PARAM(method_in, tax_class, PARAM_CODE, .required = true),
	PARAM(method_in, basis, PARAM_CODE, .required = true),
	KEYED(method_in, currency, NUMBER_POINTS),
	KEYED(method_in, from, NUMBER_POINTS),
	KEYED(method_in, price, NUMBER_POINTS),
	KEYED(method_in, remove, 1),
	{ .name = NULL },
};
static const struct param payment_params[] = {
	SEEN(payment_in),
	PARAM(payment_in, label, PARAM_LOCALIZED, .max = LABEL_POINTS),
	PARAM(payment_in, instructions, PARAM_LOCALIZED_LINES, .max = LINES_POINTS),
	PARAM(payment_in, active, PARAM_BOOL),
	PARAM(payment_in, later, PARAM_BOOL),
	PARAM(payment_in, position, PARAM_INT, .required = true, .max = POSITION_MAX),
	PARAM(payment_in, eu, PARAM_BOOL),
	KEYED(payment_in, in, 1),
	{ .name = NULL },
};
static const struct param payment_new_params[] = {
	SEEN(payment_in),
	PARAM(payment_in, label, PARAM_LOCALIZED, .max = LABEL_POINTS),
	PARAM(payment_in, instructions, PARAM_LOCALIZED_LINES, .max = LINES_POINTS),
	PARAM(payment_in, active, PARAM_BOOL),
	PARAM(payment_in, position, PARAM_INT, .required = true, .max = POSITION_MAX),
	PARAM(payment_in, provider, PARAM_CODE, .required = true),
	{ .name = NULL },
};
static const struct param stripe_params[] = {
	SEEN(stripe_in),
	PARAM(stripe_in, secret_key, PARAM_SECRET, .required = true, .max = KEY_POINTS),
	PARAM(stripe_in, webhook_secret, PARAM_SECRET, .required = true, .max = KEY_POINTS),
	PARAM(stripe_in, webhook_secret_2, PARAM_SECRET, .max = KEY_POINTS),
	PARAM(stripe_in, test, PARAM_BOOL),
	{ .name = NULL },
};

static const struct param paypal_params[] = {
	SEEN(paypal_in),
	PARAM(paypal_in, mode, PARAM_CODE, .required = true),
	PARAM(paypal_in, client_id, PARAM_TEXT, .required = true, .max = KEY_POINTS),
	PARAM(paypal_in, secret, PARAM_SECRET, .required = true, .max = KEY_POINTS),
	PARAM(paypal_in, webhook_id, PARAM_TEXT, .required = true, .max = KEY_POINTS),
	{ .name = NULL },
};

static const struct param theme_page_params[] = {
	SEEN(theme_in),
	PARAM(theme_in, look, PARAM_CODE, .required = true),
	COLORS,
	PARAM(theme_in, look_first, PARAM_BOOL),
	{ .name = NULL },
};
static const struct param preview_params[] = {
	COLORS,
	{ .name = NULL },
};
static const struct param mail_params[] = {
	SEEN(mail_in),
	PARAM(mail_in, subject, PARAM_LOCALIZED, .max = SUBJECT_POINTS),
	PARAM(mail_in, opening, PARAM_LOCALIZED_LINES, .max = LETTER_POINTS),
	PARAM(mail_in, closing, PARAM_LOCALIZED_LINES, .max = LETTER_POINTS),
	PARAM(mail_in, look_first, PARAM_BOOL),
	{ .name = NULL },
};
static const struct param hold_params[] = {
	SEEN(hold_in),
	PARAM(hold_in, minutes, PARAM_INT, .required = true, .min = 1, .max = 1440),
	PARAM(hold_in, days, PARAM_INT, .required = true, .min = 1, .max = 90),
	PARAM(hold_in, expire, PARAM_INT, .required = true, .min = 1, .max = 365),
	{ .name = NULL },
};
static const struct param return_terms_params[] = {
	SEEN(return_terms_in),
	PARAM(return_terms_in, days, PARAM_INT, .required = true, .min = RETURNS_DAYS, .max = RETURNS_DAYS_MOST),
	PARAM(return_terms_in, travel, PARAM_INT, .required = true, .min = 0, .max = RETURNS_TRAVEL_MOST),
	PARAM(return_terms_in, address, PARAM_LINES, .max = RETURNS_ADDRESS_POINTS),
	{ .name = NULL },
};
static const struct param location_params[] = {
	SEEN(location_in),
	PARAM(location_in, name, PARAM_TEXT, .required = true, .max = LABEL_POINTS),
	PARAM(location_in, address, PARAM_LINES, .max = RETURNS_ADDRESS_POINTS),
	{ .name = NULL },
};
static const struct param location_close_params[] = {
	SEEN(location_close_in),
	PARAM(location_close_in, to, PARAM_ID),
	{ .name = NULL },
};
static const struct param cookies_params[] = {
	SEEN(cookies_in),
	PARAM(cookies_in, notice, PARAM_BOOL),
	PARAM(cookies_in, text, PARAM_LOCALIZED_LINES, .max = LINES_POINTS),
	{ .name = NULL },
};
static const struct param accounting_params[] = {
	SEEN(accounting_in),
	KEYED(accounting_in, number, NUMBER_POINTS),
	{ .name = NULL },
};
static const struct param journal_params[] = {
	PARAM(journal_in, from, PARAM_TEXT, .max = NUMBER_POINTS),
	PARAM(journal_in, to, PARAM_TEXT, .max = NUMBER_POINTS),
	{ .name = NULL },
};
static const struct param legal_params[] = {
	SEEN(legal_in),
	PARAM(legal_in, imprint, PARAM_ID),
	PARAM(legal_in, privacy, PARAM_ID),
	PARAM(legal_in, terms, PARAM_ID),
	PARAM(legal_in, withdrawal, PARAM_ID),
	PARAM(legal_in, shipping, PARAM_ID),
	{ .name = NULL },
};
static const struct param logo_params[] = {
	SEEN(logo_in),
	{ .name = NULL },
};

#define FORM_OF(path, name, in)                                                                                        \
	{ HTTP_GET, path, name##_get, ADMIN_MEMBER, .params = NULL },                                                  \
	{                                                                                                              \
		HTTP_POST, path, name##_post, ADMIN_CHANGE, .params = name##_params, .in_size = sizeof(struct in)      \
	}
#define zone_new_params zone_params
#define location_new_params location_params
#define method_new_params method_params
#define FORM(path, name) FORM_OF(path, name, name##_in)
#define DEED(path, handler)                                                                                            \
	{                                                                                                              \
		HTTP_POST, path, handler, ADMIN_CHANGE, .params = NULL                                                 \
	}

static const struct route routes[] = {
	{ HTTP_GET, "/settings", settings_get, ADMIN_MEMBER, .params = NULL },
	FORM("/settings/names", names),
	FORM("/settings/currencies", currencies),
	FORM("/settings/taxes", taxes),
	DEED("/settings/taxes/starter", tax_starter_post),
	FORM_OF("/settings/taxes/classes", tax_class_new, tax_class_in),
	FORM("/settings/taxes/classes/:code", tax_class),
	DEED("/settings/taxes/classes/:code/delete", tax_class_delete_post),
	FORM("/settings/taxes/countries/:country", tax_country),
	{ HTTP_GET, "/settings/shipping", shipping_get, ADMIN_MEMBER, .params = NULL },
	FORM_OF("/settings/shipping/zones", zone_new, zone_in),
	FORM("/settings/shipping/zones/:id", zone),
	DEED("/settings/shipping/zones/:id/delete", zone_delete_post),
	FORM_OF("/settings/shipping/zones/:id/methods", method_new, method_in),
	FORM("/settings/shipping/methods/:id", method),
	DEED("/settings/shipping/methods/:id/delete", method_delete_post),
	{ HTTP_GET, "/settings/payments", payments_get, ADMIN_MEMBER, .params = NULL },
	FORM_OF("/settings/payments/methods", payment_new, payment_in),
	FORM("/settings/payments/methods/:code", payment),
	FORM("/settings/payments/stripe", stripe),
	DEED("/settings/payments/stripe/delete", stripe_delete_post),
	FORM("/settings/payments/paypal", paypal),
	DEED("/settings/payments/paypal/delete", paypal_delete_post),
	FORM_OF("/settings/theme", theme_page, theme_in),
	{ HTTP_GET, "/settings/theme/preview.css", theme_preview_get, ADMIN_MEMBER, .params = preview_params,
	    .in_size = sizeof(struct theme_in) },
	{ HTTP_GET, "/settings/theme/logo", logo_get, ADMIN_MEMBER, .params = NULL },
	{ HTTP_POST, "/settings/theme/logo", logo_post, ADMIN_CHANGE, .params = logo_params,
	    .in_size = sizeof(struct logo_in), .body = BODY_UPLOAD },
	DEED("/settings/theme/logo/delete", logo_delete_post),
	{ HTTP_GET, "/settings/mails", mails_get, ADMIN_MEMBER, .params = NULL },
	FORM("/settings/mails/:kind", mail),
	DEED("/settings/mails/:kind/reset", mail_reset_post),
	FORM("/settings/accounting", accounting),
	DEED("/settings/accounting/preset/:code", accounting_preset_post),
	{ HTTP_GET, "/settings/accounting/journal.csv", journal_get, ADMIN_MEMBER, .params = journal_params,
	    .in_size = sizeof(struct journal_in) },
	{ HTTP_GET, "/settings/locations", locations_get, ADMIN_MEMBER, .params = NULL },
	FORM_OF("/settings/locations/new", location_new, location_in),
	FORM("/settings/locations/:id", location),
	FORM("/settings/locations/:id/close", location_close),
	DEED("/settings/locations/:id/raise", location_raise_post),
	DEED("/settings/locations/:id/open", location_open_post),
	FORM("/settings/hold", hold),
	FORM("/settings/returns", return_terms),
	FORM("/settings/cookies", cookies),
	FORM("/settings/legal", legal),
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "setting", &setting_page_view },
	{ NULL, NULL },
};

const struct area settings_area = { routes, pages };
