/*
 * settings: the handlers and inputs of the settings, a file an area: settings_NAME.c.
 */
#ifndef STOA_ADMIN_SETTINGS_H
#define STOA_ADMIN_SETTINGS_H

#include "admin/setting.h"

struct names_in {
	struct setting_in setting;
	struct localized title, tagline, speak;
	const char *default_locale, *country, *time_zone, *email, *order_prefix;
};
/* By the place of the currency in the list; new_*: one more. */
struct currencies_in {
	struct setting_in setting;
	const char *own;
	struct param_keyed rate, step, position, remove;
	const char *new_code, *new_rate;
};

struct taxes_in {
	struct setting_in setting;
	const char *tax_mode;
	const char *add_country;
};
struct tax_class_in {
	struct setting_in setting;
	struct localized label;
	int64_t position;
	const char *code; /* of a new one */
};
/* By the rate's id. */
struct tax_country_in {
	struct setting_in setting;
	struct localized name;
	struct param_keyed until, remove;
	const char *new_class, *new_percent, *new_from, *new_until;
};
/* in: by country_key(). */
struct zone_in {
	struct setting_in setting;
	struct localized label;
	int64_t position;
	bool everywhere, eu;
	struct param_keyed in;
};
/* By the place of the row; so are new ones, behind those that there are. */
struct method_in {
	struct setting_in setting;
	struct localized label, hint;
	const char *basis, *tax_class;
	int64_t position;
	bool active;
	struct param_keyed currency, from, price, remove;
};
struct payment_in {
	struct setting_in setting;
	struct localized label, instructions;
	int64_t position;
	bool active, later, eu;
	struct param_keyed in;
	const char *provider; /* of a new one */
};
struct stripe_in {
	struct setting_in setting;
	const char *secret_key, *webhook_secret, *webhook_secret_2;
	bool test;
};
struct paypal_in {
	struct setting_in setting;
	const char *mode, *client_id, *secret, *webhook_id;
};

struct theme_in {
	struct setting_in setting;
	const char *look, *accent, *ground, *surface, *ink, *font_body, *font_head, *radius;
	bool look_first;
};
struct logo_in {
	struct setting_in setting;
};

struct mail_in {
	struct setting_in setting;
	struct localized subject, opening, closing;
	bool look_first;
};
struct hold_in {
	struct setting_in setting;
	int64_t minutes, days, expire;
};
struct return_terms_in {
	struct setting_in setting;
	int64_t days, travel;
	const char *address;
};
struct cookies_in {
	struct setting_in setting;
	bool notice;
	struct localized text;
};

/* Numbers of accounts, by their place on the page from 1. */
struct accounting_in {
	struct setting_in setting;
	struct param_keyed number;
};
struct journal_in {
	const char *from, *to; /* days */
};

/* Ids of pages; 0 for none. */
struct legal_in {
	struct setting_in setting;
	int64_t imprint, privacy, terms, withdrawal, shipping;
};

/* Which countries: a box for each, those that are chosen first, the others by continent. Fields "in_<key>", and "eu"
 * which adds the countries of the European Union. */
enum { COUNTRY_KEYS = 26 * 26 };
int64_t country_key(const char *country);
void country_boxes(struct ctx *, struct setting *, const char *section, struct texts chosen);
struct texts countries_of(struct ctx *, const struct param_keyed *, bool eu);
bool holds_text(struct texts, const char *);

handler_fn settings_get;
handler_fn accounting_get;
handler_fn accounting_post;
handler_fn accounting_preset_post;
handler_fn journal_get;
handler_fn taxes_get;
handler_fn taxes_post;
handler_fn tax_starter_post;
handler_fn tax_class_get;
handler_fn tax_class_post;
handler_fn tax_class_new_get;
handler_fn tax_class_new_post;
handler_fn tax_class_delete_post;
handler_fn tax_country_get;
handler_fn tax_country_post;
handler_fn shipping_get;
handler_fn zone_get;
handler_fn zone_post;
handler_fn zone_new_get;
handler_fn zone_new_post;
handler_fn zone_delete_post;
handler_fn method_get;
handler_fn method_post;
handler_fn method_new_get;
handler_fn method_new_post;
handler_fn method_delete_post;
handler_fn payments_get;
handler_fn payment_get;
handler_fn payment_post;
handler_fn payment_new_get;
handler_fn payment_new_post;
handler_fn stripe_get;
handler_fn stripe_post;
handler_fn stripe_delete_post;
handler_fn paypal_get;
handler_fn paypal_post;
handler_fn paypal_delete_post;

/* Whether this installation offers PayPal, and its line among the accounts with providers. */
bool paypal_offered(const struct ctx *);
enum err_code paypal_row(struct ctx *, struct setting_row *out);
handler_fn names_get;
handler_fn names_post;
handler_fn currencies_get;
handler_fn currencies_post;

handler_fn theme_page_get;
handler_fn theme_page_post;
handler_fn theme_preview_get;
handler_fn logo_get;
handler_fn logo_post;
handler_fn logo_delete_post;
handler_fn mails_get;
handler_fn mail_get;
handler_fn mail_post;
handler_fn mail_reset_post;
handler_fn cookies_get;
handler_fn cookies_post;
handler_fn return_terms_get;
handler_fn return_terms_post;
handler_fn hold_get;
handler_fn hold_post;
handler_fn legal_get;
handler_fn legal_post;

struct location_in {
	struct setting_in setting;
	const char *name, *address;
};
struct location_close_in {
	struct setting_in setting;
	int64_t to; /* 0: nowhere */
};
handler_fn locations_get, location_new_get, location_new_post, location_get, location_post, location_close_get,
    location_close_post, location_raise_post, location_open_post;

#endif
