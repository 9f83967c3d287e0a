#include "admin/pickups.h"

#include <inttypes.h>

#include "admin/arranged.h"
#include "admin/pages.h"
#include "admin/views_pickups.h"
#include "base/str.h"
#include "shop/pickup.h"
#include "shop/tenant.h"
#include "web/address_form.h"
#include "web/flash.h"
#include "web/page.h"
#include "web/recap.h"

enum { OTHER_FIELDS = 3 };

static const char *path_of(struct ctx *ctx, int64_t id)
{
	return admin_url(ctx, arena_printf(ctx->arena, "/settings/pickups/%" PRId64, id));
}

enum err_code pickups_get(struct ctx *ctx, struct exchange *x)
{
	const struct pickup *places;
	size_t n;
	enum err_code e = pickup_list(ctx, true, &places, &n);
	if (e)
		return e;
	struct pickups_page view = {
		.new_url = admin_url(ctx, "/settings/pickups/new"),
		.orders_url = admin_url(ctx, "/orders"),
		.places = ARENA_ARRAY(ctx->arena, n, struct pickup_row),
		.n_places = n,
	};
	for (size_t i = 0; i < n; i++)
		view.places[i] = (struct pickup_row){
			.url = path_of(ctx, places[i].id),
			.name = places[i].name,
			.address = address_label(ctx, &places[i].address),
			.status = shown_status(places[i].active),
		};
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Collecting in person"));
	return page_render(ctx, x, "pickups", &view, page);
}

static void add_texts(struct ctx *ctx, struct form *form, const struct pickup *p)
{
	static const struct form_field label = { .name = "label",
		.section = N_("Name of the place"),
		.label = N_("Name of the place"),
		.type = "text",
		.required = true,
		.width = "half",
		.maxlength = "200" };
	static const struct form_field hours = { .name = "hours",
		.section = N_("Opening hours"),
		.label = N_("Opening hours"),
		.type = "textarea",
		.hint = N_("As customers read them: Monday to Friday, 9 to 18, say. Lines stay as you write them.") };
	size_t n = ctx->settings->locales.n;
	form_localized(ctx, form->fields, &label, &p->label);
	form_localized(ctx, form->fields + n, &hours, &p->opening);
	form->n_fields = 2 * n;
	for (size_t i = n; i < 2 * n; i++)
		form->fields[i].required = false;
	for (size_t i = n + 1; i < 2 * n; i++)
		form->fields[i].hint = NULL;
}

/* By the form of the shop's country; a place is nobody's, and its name stands above. */
static void add_address(struct ctx *ctx, struct form *form, const struct address *known)
{
	size_t first = form->n_fields, n = first;
	address_form_add(ctx, form, ctx->settings->country, known);
	for (size_t i = first; i < form->n_fields; i++)
		if (!str_eq(form->fields[i].name, "name") && !str_eq(form->fields[i].name, "company"))
			form->fields[n++] = form->fields[i];
	form->n_fields = n;
	form->fields[first].section = N_("Address");
	for (size_t i = first; i < n; i++)
		form->fields[i].autocomplete = "off";
}

static enum err_code show(struct ctx *ctx, struct exchange *x, int64_t id)
{
	const struct pickup *p = &(struct pickup){ .active = true };
	struct pickup_page view = {
		.title = view_text(ctx, N_("New place")),
		.back_url = admin_url(ctx, "/settings/pickups"),
		.action = admin_url(ctx, "/settings/pickups/new"),
	};
	enum err_code e = id ? pickup_get(ctx, id, &p) : ERR_OK;
	if (e)
		return e;
	if (id) {
		view.title = p->name;
		view.action = path_of(ctx, id);
	}
	struct form *form = &view.form;
	form->fields = ARENA_ARRAY(
	    ctx->arena, 2 * ctx->settings->locales.n + ADDRESS_FIELD__MAX + OTHER_FIELDS, struct form_field);
	add_texts(ctx, form, p);
	add_address(ctx, form, id ? &p->address : NULL);
	form->fields[form->n_fields++] = (struct form_field){ .name = "active",
		.section = N_("In the shop"),
		.label = N_("Offer it when somebody buys"),
		.type = "checkbox",
		.checked = p->active };
	form->fields[form->n_fields++] = (struct form_field){ .name = "version", .type = "hidden" };
	form_fill(ctx, form, x->req);
	form_overrule(form, "version", digits(ctx, p->version));
	struct page *page = page_create(ctx, x);
	page->title = view.title;
	return page_render(ctx, x, "pickup", &view, page);
}

static enum err_code post(struct ctx *ctx, struct exchange *x, int64_t id)
{
	const struct pickup_in *in = x->in;
	struct pickup p = {
		.id = id,
		.label = in->label,
		.opening = in->hours,
		.address = {
			.company = "",
			.line1 = in->line1,
			.line2 = in->line2,
			.city = in->city,
			.region = in->region,
			.postcode = in->postcode,
		},
		.active = in->active,
		.version = in->version,
	};
	enum err_code e = x->in_err ? x->in_err : pickup_save(ctx, &p);
	if (e) {
		e = form_refused(ctx, x, e);
		return e ? e : show(ctx, x, id);
	}
	return flash_redirect(ctx, x, admin_url(ctx, "/settings/pickups"), "saved");
}

enum err_code pickup_new_get(struct ctx *ctx, struct exchange *x)
{
	return show(ctx, x, 0);
}

enum err_code pickup_new_post(struct ctx *ctx, struct exchange *x)
{
	return post(ctx, x, 0);
}

enum err_code pickup_edit_get(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : show(ctx, x, id);
}

enum err_code pickup_edit_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : post(ctx, x, id);
}
