#include <inttypes.h>

#include "base/str.h"
#include "checkout/pages.h"
#include "checkout/visit.h"
#include "shop/address.h"
#include "shop/tenant.h"
#include "web/address_form.h"
#include "web/form.h"
#include "web/page.h"
#include "web/recap.h"

enum { OTHER_FIELDS = 6 };

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

/* Where parcels go, none where everything is collected; anywhere for what needs no way. */
static enum err_code find_countries(struct ctx *ctx, const struct visit *v, struct texts *out)
{
	enum err_code e = ERR_OK;
	if (v->goods)
		e = shipping_countries(ctx, out);
	else
		out->v = address_countries(&out->n);
	if (!e && out->n == 0 && v->n_pickups == 0)
		*out = (struct texts){ .v = &ctx->settings->country, .n = 1 };
	return e;
}

/* Sent, or collected, and where. */
static void add_places(struct ctx *ctx, struct form *form, const struct visit *v, bool sent, const struct pickup *at)
{
	struct form_field *f = &form->fields[form->n_fields++];
	*f = (struct form_field){
		.name = "place",
		.label = N_("How do you get it?"),
		.type = "select",
		.required = true,
		.button = N_("Show the form for it"),
		.button_name = "adapt",
		.options = ARENA_ARRAY(ctx->arena, v->n_pickups + 1, struct form_option),
	};
	if (sent)
		f->options[f->n_options++] = (struct form_option){
			.value = "", .label = view_text(ctx, N_("Sent to my address")), .selected = !at
		};
	for (size_t i = 0; i < v->n_pickups; i++)
		f->options[f->n_options++] = (struct form_option){
			.value = arena_printf(ctx->arena, "%" PRId64, v->pickups[i].id),
			.label = view_format(ctx, N_("I collect it: {1}"), v->pickups[i].name, NULL),
			.selected = &v->pickups[i] == at,
		};
}

static void add_contact(struct form *form, const struct contact *kept, bool sent)
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
		.hint = sent ? N_("Only so that the carrier can reach you.") : N_("Only so that we can reach you."),
		.value = kept ? kept->phone : NULL,
	};
}

static void add_country(struct ctx *ctx, struct form *form, struct texts countries, const char *country)
{
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

/* What the form is made for, as `laid` says it. */
static const char *made_for(struct ctx *ctx, const struct pickup *at, const char *country)
{
	return at ? arena_printf(ctx->arena, "%" PRId64, at->id) : country;
}

static void lay_out(struct ctx *ctx, struct form *form, const struct visit *v, struct texts countries,
    const char *country, const struct pickup *at)
{
	const struct contact *kept = v->cart.contact;
	if (v->n_pickups)
		add_places(ctx, form, v, countries.n > 0, at);
	add_contact(form, kept, !at);
	if (at) {
		address_form_add_name(ctx, form, kept ? &kept->address : NULL);
		return;
	}
	add_country(ctx, form, countries, country);
	address_form_add(ctx, form, country, kept ? &kept->address : NULL);
}

/* What is typed, what was known before, or the first form that there is. */
static const struct pickup *place_of(const struct visit *v, const struct contact_in *in, struct texts countries)
{
	const struct pickup *at = in ? pickup_among(v->pickups, v->n_pickups, in->place) : v->pickup;
	return at || countries.n ? at : &v->pickups[0];
}

static const char *country_of(
    const struct ctx *ctx, const struct visit *v, const struct contact_in *in, struct texts countries)
{
	const struct contact *kept = v->cart.contact;
	const char *country = kept ? kept->address.country : ctx->settings->country;
	if (in && listed(countries, in->country))
		country = in->country;
	return listed(countries, country) || countries.n == 0 ? country : countries.v[0];
}

/* in: what was posted; NULL for the first showing. */
static enum err_code show(struct ctx *ctx, struct exchange *x, const struct visit *v, const struct contact_in *in)
{
	struct texts countries;
	enum err_code e = find_countries(ctx, v, &countries);
	if (e)
		return e;
	const char *country = country_of(ctx, v, in, countries);
	const struct pickup *at = place_of(v, in, countries);
	const struct contact *kept = v->cart.contact;
	struct contact_page view = { .action = step_url(ctx, STEP_CONTACT), .pickup = at != NULL };
	struct form *form = &view.form;
	form->fields = ARENA_ARRAY(ctx->arena, 2 * ADDRESS_FIELD__MAX + OTHER_FIELDS, struct form_field);
	lay_out(ctx, form, v, countries, country, at);
	struct address typed = { .country = country };
	if (in)
		typed = (struct address){ ADDRESS_OF(in) };
	else if (kept)
		typed = kept->address;
	if (in || at)
		address_form_carry(form, at ? NULL : country, &typed);
	if (at) {
		struct address place = pickup_address(at, "");
		view.address = address_label(ctx, &place);
		view.hours = *at->hours ? at->hours : NULL;
	}
	form_fill(ctx, form, x->req);
	/* Not what was sent, but what is shown now. */
	form->fields[form->n_fields++] =
	    (struct form_field){ .name = "laid", .type = "hidden", .value = made_for(ctx, at, country) };
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
	if (v.goods && v.cart.pickup_id && !v.pickup)
		refuse(ctx, v.n_pickups ? "place" : "", "pickup_gone", NULL, NULL);
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
	const struct pickup *at = pickup_among(v->pickups, v->n_pickups, in->place);
	struct contact contact = {
		.email = in->email,
		.phone = in->phone,
		.address = { ADDRESS_OF(in) },
	};
	address_form_phone(ctx, in->phone);
	if (in->place && !at)
		refuse(ctx, v->n_pickups ? "place" : "", "pickup_gone", NULL, NULL);
	enum err_code e = at ? ERR_OK : check_country(ctx, v, in->country);
	if (e)
		return e;
	if (!ctx->refusals)
		return at ? cart_set_pickup(ctx, &v->cart, &contact, at) : cart_set_contact(ctx, &v->cart, &contact);
	/* Something is refused already: the rest of what is wrong is told in the same breath. */
	if (at)
		contact.address = pickup_address(at, in->name);
	if (!refusal_for(ctx, "country"))
		address_check(ctx, &contact.address);
	return ERR_INPUT;
}

/* The Enter key presses the first button of a form; where nothing is chosen anew, going on was meant. */
static bool wants_other_form(const struct contact_in *in)
{
	int64_t laid;
	bool was_place = str_to_int(in->laid, 1, INT64_MAX, &laid);
	if (in->place)
		return in->adapt && !(was_place && laid == in->place);
	/* The address was not asked for yet. */
	return was_place || (in->adapt && !str_eq(in->country, in->laid));
}

enum err_code contact_post(struct ctx *ctx, struct exchange *x)
{
	const struct contact_in *in = x->in;
	struct visit v;
	enum err_code e = visit_reach(ctx, x, STEP_CONTACT, &v);
	if (e || x->res->location)
		return e;
	if (wants_other_form(in)) {
		ctx->refusals = NULL;
		return show(ctx, x, &v, in);
	}
	e = keep(ctx, &v, in);
	if (e == ERR_INPUT)
		return show(ctx, x, &v, in);
	if (e == ERR_NOT_FOUND)
		visit_end(ctx, x);
	else if (!e)
		response_redirect(x->res, 303, step_url(ctx, v.goods && !in->place ? STEP_SHIPPING : STEP_PAYMENT));
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}
