#include "web/address_form.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "kit/text.h"

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
	size_t kept; /* in struct address */
} address_fields[] = {
#define FIELD(f, l, a, d)                                                                                              \
	{                                                                                                              \
#f, l, a, d, offsetof(struct address, f)                                                               \
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

void address_form_countries(struct ctx *ctx, struct form_field *field, struct texts codes, const char *now)
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
    struct ctx *ctx, const struct address_format *format, enum address_field field, const struct address *kept)
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
		f.value = *(const char *const *)((const char *)kept + address_fields[field].kept);
	return f;
}

void address_form_add(struct ctx *ctx, struct form *form, const char *country, const struct address *known)
{
	const struct address_format *format = address_format(country);
	for (const enum address_field *f = format->form; *f != ADDRESS_FIELD__MAX; f++)
		form->fields[form->n_fields++] = address_field(ctx, format, *f, known);
}

void address_form_add_name(struct ctx *ctx, struct form *form, const struct address *known)
{
	form->fields[form->n_fields++] = address_field(ctx, address_format(""), ADDRESS_NAME, known);
}

void address_form_carry(struct form *form, const char *country, const struct address *typed)
{
	static const enum address_field only_name[] = { ADDRESS_NAME, ADDRESS_FIELD__MAX };
	static const struct address_format name_alone = { .form = only_name };
	const struct address_format *format = country ? address_format(country) : &name_alone;
	if (!country)
		form->fields[form->n_fields++] =
		    (struct form_field){ .name = "country", .type = "hidden", .value = typed->country };
	for (enum address_field field = 0; field < ADDRESS_FIELD__MAX; field++) {
		const char *value = *(const char *const *)((const char *)typed + address_fields[field].kept);
		if (in_form(format, field) || str_empty(value))
			continue;
		form->fields[form->n_fields++] =
		    (struct form_field){ .name = address_fields[field].name, .type = "hidden", .value = value };
	}
}

/* Numbers are written in too many ways to know better: digits of any script, and what people put between them. */
void address_form_phone(struct ctx *ctx, const char *phone)
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
