#include "base/str.h"
#include "checkout/pages.h"
#include "checkout/visit.h"
#include "shop/address.h"
#include "shop/tenant.h"
#include "web/address_form.h"
#include "web/form.h"
#include "web/page.h"

#define ADDRESS_OF(in)                                                                                                 \
	.name = (in)->name, .company = (in)->company, .line1 = (in)->line1, .line2 = (in)->line2, .city = (in)->city,  \
	.region = (in)->region, .postcode = (in)->postcode, .country = (in)->country

static bool listed(struct texts countries, const char *code)
{
	for (size_t i = 0; i < countries.n; i++)
		if (str_eq(countries.v[i], code))
			return true;
	return false;
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
	address_form_countries(ctx, select, countries, country);
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
	struct contact_page view = { .action = step_url(ctx, STEP_CONTACT) };
	struct form *form = &view.form;
	form->fields = ARENA_ARRAY(ctx->arena, ADDRESS_FIELD__MAX + 4, struct form_field);
	lay_out(ctx, form, v->cart.contact, countries, country);
	address_form_add(ctx, form, country, v->cart.contact ? &v->cart.contact->address : NULL);
	if (in)
		address_form_carry(form, country, &(struct address){ ADDRESS_OF(in) });
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
		.address = { ADDRESS_OF(in) },
	};
	address_form_phone(ctx, in->phone);
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
