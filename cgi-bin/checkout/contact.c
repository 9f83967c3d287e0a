#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "checkout/pages.h"
#include "checkout/visit.h"
#include "kit/text.h"
#include "shop/address.h"
#include "shop/tenant.h"
#include "web/form.h"
#include "web/page.h"

enum { PHONE_DIGITS_MIN = 5, PHONE_POINTS_MAX = 40 };

/* A country of the select, to be ordered by name. */
struct country {
	const char *code;
	const char *name;
	const uint8_t *key;
	size_t key_n;
};

static const struct {
	const char *name;
	const char *label; /* N_(); NULL: the format's own */
	const char *autocomplete;
	const char *dir;
	size_t typed, kept; /* in struct contact_in and struct address */
} address_fields[] = {
#define FIELD(f, l, a, d)                                                                                              \
	{                                                                                                              \
#f, l, a, d, offsetof(struct contact_in, f), offsetof(struct address, f)                               \
	}
	[ADDRESS_NAME] = FIELD(name, N_("Full name"), "name", "auto"),
	[ADDRESS_COMPANY] = FIELD(company, N_("Company"), "organization", "auto"),
	[ADDRESS_LINE1] = FIELD(line1, N_("Street and number"), "address-line1", "auto"),
	[ADDRESS_LINE2] = FIELD(line2, N_("Apartment, floor or other details"), "address-line2", "auto"),
	[ADDRESS_CITY] = FIELD(city, N_("City"), "address-level2", "auto"),
	[ADDRESS_REGION] = FIELD(region, NULL, "address-level1", "auto"),
	[ADDRESS_POSTCODE] = FIELD(postcode, N_("Postcode"), "postal-code", "ltr"),
#undef FIELD
};
_Static_assert(sizeof address_fields / sizeof *address_fields == ADDRESS_FIELD__MAX, "each field has its row");

static int by_name(const void *a, const void *b)
{
	const struct country *x = a, *y = b;
	int order = memcmp(x->key, y->key, x->key_n < y->key_n ? x->key_n : y->key_n);
	if (order)
		return order;
	return x->key_n == y->key_n ? strcmp(x->code, y->code) : x->key_n < y->key_n ? -1 : 1;
}

static bool listed(struct texts countries, const char *code)
{
	for (size_t i = 0; i < countries.n; i++)
		if (str_eq(countries.v[i], code))
			return true;
	return false;
}

static void fill_countries(struct ctx *ctx, struct texts codes, const char *now, struct form_field *field)
{
	struct country *sorted = ARENA_ARRAY(ctx->arena, codes.n, struct country);
	for (size_t i = 0; i < codes.n; i++) {
		sorted[i].code = codes.v[i];
		sorted[i].name = text_country_name(ctx->arena, ctx->locale, codes.v[i]);
		sorted[i].key = text_sort_key(ctx->arena, ctx->locale, sorted[i].name, &sorted[i].key_n);
	}
	qsort(sorted, codes.n, sizeof *sorted, by_name);
	field->options = ARENA_ARRAY(ctx->arena, codes.n, struct form_option);
	field->n_options = codes.n;
	for (size_t i = 0; i < codes.n; i++)
		field->options[i] = (struct form_option){
			.value = sorted[i].code, .label = sorted[i].name, .selected = str_eq(sorted[i].code, now)
		};
}

/* Where parcels go; anywhere for what needs none. */
static enum err_code find_countries(struct ctx *ctx, const struct visit *v, struct texts *out)
{
	enum err_code e = ERR_OK;
	if (v->ships)
		e = shipping_countries(ctx, out);
	else
		out->v = address_countries(&out->n);
	if (!e && out->n == 0)
		*out = (struct texts){ .v = &ctx->settings->country, .n = 1 };
	return e;
}

static bool in_form(const struct address_format *format, enum address_field field)
{
	for (const enum address_field *f = format->form; *f != ADDRESS_FIELD__MAX; f++)
		if (*f == field)
			return true;
	return false;
}

static bool is_place(enum address_field field)
{
	return field == ADDRESS_CITY || field == ADDRESS_REGION;
}

/* The postcode, short as it is, shares a line with the city or region before it, else with the one behind. */
static const char *width_of(const struct address_format *format, enum address_field field)
{
	const enum address_field *code = format->form;
	while (*code != ADDRESS_POSTCODE && *code != ADDRESS_FIELD__MAX)
		code++;
	if (*code == ADDRESS_FIELD__MAX)
		return is_place(field) && in_form(format, ADDRESS_CITY) && in_form(format, ADDRESS_REGION) ? "half"
		                                                                                           : NULL;
	/* Every form begins with the name. */
	enum address_field partner = is_place(code[-1]) ? code[-1] : code[1];
	if (field == ADDRESS_POSTCODE)
		return is_place(partner) ? "third" : NULL;
	return field == partner && is_place(field) ? "two-thirds" : NULL;
}

static struct form_field address_field(
    struct ctx *ctx, const struct address_format *format, enum address_field field, const struct contact *kept)
{
	const char *label = address_fields[field].label;
	struct form_field f = {
		.name = address_fields[field].name,
		.label = label ? label : format->region_name,
		.type = "text",
		.autocomplete = address_fields[field].autocomplete,
		.dir = address_fields[field].dir,
		.required = format->required & 1u << field,
		.width = width_of(format, field),
	};
	if (field == ADDRESS_POSTCODE && format->postcode_pattern) {
		struct refusal unlike = { .code = "postcode_format", .arg = { format->postcode_example } };
		f.example = format->postcode_example;
		f.pattern = format->postcode_pattern;
		f.unlike = refusal_sentence(ctx, &unlike);
	}
	if (kept)
		f.value = *(const char *const *)((const char *)&kept->address + address_fields[field].kept);
	return f;
}

/* What another country's form has stays with the form, so that going there and back loses nothing. */
static void carry(const struct address_format *format, const struct contact_in *in, struct form *form)
{
	for (enum address_field field = 0; in && field < ADDRESS_FIELD__MAX; field++) {
		const char *typed = *(const char *const *)((const char *)in + address_fields[field].typed);
		if (in_form(format, field) || str_empty(typed))
			continue;
		form->fields[form->n_fields++] =
		    (struct form_field){ .name = address_fields[field].name, .type = "hidden", .value = typed };
	}
}

static void lay_out(
    struct ctx *ctx, struct form *form, const struct contact *kept, struct texts countries, const char *country)
{
	form->fields[form->n_fields++] = (struct form_field){
		.name = "email",
		.label = N_("E-mail"),
		.type = "email",
		.autocomplete = "email",
		.dir = "ltr",
		.required = true,
		.value = kept ? kept->email : NULL,
	};
	form->fields[form->n_fields++] = (struct form_field){
		.name = "phone",
		.label = N_("Phone"),
		.type = "tel",
		.autocomplete = "tel",
		.dir = "ltr",
		.hint = N_("Only so that the carrier can reach you."),
		.value = kept ? kept->phone : NULL,
	};
	struct form_field *select = &form->fields[form->n_fields++];
	*select = (struct form_field){
		.name = "country",
		.label = N_("Country"),
		.type = "select",
		.autocomplete = "country",
		.required = true,
		.button = N_("Show the form of this country"),
		.button_name = "adapt",
	};
	fill_countries(ctx, countries, country, select);
}

/* in: what was posted; NULL for the first showing. */
static enum err_code show(struct ctx *ctx, struct exchange *x, const struct visit *v, const struct contact_in *in)
{
	struct texts countries;
	enum err_code e = find_countries(ctx, v, &countries);
	if (e)
		return e;
	const char *country = in && listed(countries, in->country) ? in->country : v->country;
	if (!listed(countries, country))
		country = countries.v[0];
	const struct address_format *format = address_format(country);
	struct contact_page view = { .action = step_url(ctx, STEP_CONTACT) };
	struct form *form = &view.form;
	form->fields = ARENA_ARRAY(ctx->arena, ADDRESS_FIELD__MAX + 4, struct form_field);
	lay_out(ctx, form, v->cart.contact, countries, country);
	for (const enum address_field *f = format->form; *f != ADDRESS_FIELD__MAX; f++)
		form->fields[form->n_fields++] = address_field(ctx, format, *f, v->cart.contact);
	carry(format, in, form);
	form_fill(ctx, form, x->req);
	/* Not what was sent, but what is shown now. */
	form->fields[form->n_fields++] = (struct form_field){ .name = "laid", .type = "hidden", .value = country };
	visit_frame(ctx, v, STEP_CONTACT, &view.frame);
	if (ctx->refusals)
		x->res->status = 422;
	return page_render(ctx, x, "contact", &view, checkout_page(ctx, x, view_text(ctx, N_("Your address"))));
}

enum err_code contact_get(struct ctx *ctx, struct exchange *x)
{
	struct visit v;
	enum err_code e = visit_reach(ctx, x, STEP_CONTACT, &v);
	if (e || x->res->location)
		return e;
	return show(ctx, x, &v, NULL);
}

/* Numbers are written in too many ways to know better: digits of any script, and what people put between them. */
static void check_phone(struct ctx *ctx, const char *phone)
{
	size_t digits = 0;
	bool strange = utf8_length(phone) > PHONE_POINTS_MAX;
	for (const char *p = phone; *p; p++) {
		digits += (*p >= '0' && *p <= '9') || (unsigned char)*p >= 0xc0;
		strange = strange || ((unsigned char)*p < 0x80 && !strchr("0123456789 +-()/.#x", *p));
	}
	if (*phone && (strange || digits < PHONE_DIGITS_MIN))
		refuse(ctx, "phone", "phone", NULL, NULL);
}

static enum err_code check_country(struct ctx *ctx, const struct visit *v, const char *country)
{
	struct texts countries;
	enum err_code e = find_countries(ctx, v, &countries);
	if (!e && *country && !listed(countries, country))
		refuse(ctx, "country", "country_unserved", NULL, NULL);
	return e;
}

static enum err_code keep(struct ctx *ctx, const struct visit *v, const struct contact_in *in)
{
	struct contact contact = {
		.email = in->email,
		.phone = in->phone,
		.address = {
			.name = in->name,
			.company = in->company,
			.line1 = in->line1,
			.line2 = in->line2,
			.city = in->city,
			.region = in->region,
			.postcode = in->postcode,
			.country = in->country,
		},
	};
	check_phone(ctx, in->phone);
	enum err_code e = check_country(ctx, v, in->country);
	if (e)
		return e;
	if (!ctx->refusals)
		return cart_set_contact(ctx, &v->cart, &contact);
	/* Something is refused already: the rest of what is wrong is told in the same breath. */
	if (!refusal_for(ctx, "country"))
		address_check(ctx, &contact.address);
	return ERR_INPUT;
}

enum err_code contact_post(struct ctx *ctx, struct exchange *x)
{
	const struct contact_in *in = x->in;
	struct visit v;
	enum err_code e = visit_reach(ctx, x, STEP_CONTACT, &v);
	if (e || x->res->location)
		return e;
	/* The Enter key presses the first button of a form; where the country is the same, going on was meant. */
	if (in->adapt && !str_eq(in->country, in->laid)) {
		ctx->refusals = NULL;
		return show(ctx, x, &v, in);
	}
	e = keep(ctx, &v, in);
	if (e == ERR_INPUT)
		return show(ctx, x, &v, in);
	if (e == ERR_NOT_FOUND)
		visit_end(ctx, x);
	else if (!e)
		response_redirect(x->res, 303, visit_next_url(ctx, &v, STEP_CONTACT, 1));
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}
