#include <inttypes.h>

#include "admin/settings.h"
#include "base/buf.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/address.h"
#include "shop/setup_selling.h"
#include "shop/tenant.h"
#include "web/flash.h"

enum { NAMES_SHOWN = 5, ZONES_SHOWN = 12, DETAIL_BYTES = 4000 };

static const char *best(struct ctx *ctx, const struct localized *label)
{
	const char *s = localized_best(label, ctx->locale, ctx->settings->default_locale);
	return str_empty(s) ? "–" : s;
}

/* The first names, and how many more. */
static const char *names_of(struct ctx *ctx, struct texts countries)
{
	struct buf b;
	buf_init(&b, ctx->arena, DETAIL_BYTES);
	if (holds_text(countries, "*"))
		return view_text(ctx, N_("Every country"));
	for (size_t i = 0; i < countries.n && i < NAMES_SHOWN; i++)
		buf_printf(&b, "%s%s", i ? " · " : "", label_country(ctx, countries.v[i]));
	if (countries.n <= NAMES_SHOWN)
		return countries.n ? buf_str(&b) : view_text(ctx, N_("No country yet"));
	return view_format(ctx, N_("{1} and {2} more"), buf_str(&b),
	    text_integer(ctx->arena, ctx->locale, (int64_t)(countries.n - NAMES_SHOWN)));
}

/* Countries to which nobody ships, and those in several zones. */
static void tell_gaps(struct ctx *ctx, struct setting *s, const struct setup_zone *zones, size_t n)
{
	size_t n_all;
	const char *const *all = address_countries(&n_all);
	const char **none = ARENA_ARRAY(ctx->arena, n_all, const char *);
	const char **twice = ARENA_ARRAY(ctx->arena, n_all, const char *);
	struct texts missing = { .v = none }, doubled = { .v = twice };
	for (size_t i = 0; i < n_all; i++) {
		size_t in = 0;
		bool everywhere = false;
		for (size_t k = 0; k < n; k++) {
			everywhere = everywhere || holds_text(zones[k].countries, "*");
			in += holds_text(zones[k].countries, all[i]);
		}
		if (in == 0 && !everywhere)
			none[missing.n++] = all[i];
		if (in > 1)
			twice[doubled.n++] = all[i];
	}
	if (missing.n)
		setting_note(ctx, s, "info",
		    view_format(ctx, N_("Nobody can order to countries that are in no zone: {1}."),
		        names_of(ctx, missing), NULL));
	if (doubled.n)
		setting_note(ctx, s, "info",
		    view_format(ctx, N_("In several zones, of which the first one counts: {1}."),
		        names_of(ctx, doubled), NULL));
}

static void list_methods(struct ctx *ctx, struct setting *s, const char *heading, const struct setup_zone *z,
    const struct setup_method *methods, size_t n)
{
	static const struct status_part off = { N_("Off"), "calm" };
	struct setting_list *l = setting_list(ctx, s,
	    (struct setting_list){ .heading = heading,
	        .empty = N_("None yet: nobody can order to here."),
	        .add_url =
	            admin_url(ctx, arena_printf(ctx->arena, "/settings/shipping/zones/%" PRId64 "/methods", z->id)),
	        .add = N_("Add a way of shipping") },
	    n);
	for (size_t i = 0; i < n; i++)
		if (methods[i].zone_id == z->id)
			l->rows[l->n_rows++] = (struct setting_row){
				.name = best(ctx, &methods[i].label),
				.url = admin_url(ctx,
				    arena_printf(ctx->arena, "/settings/shipping/methods/%" PRId64, methods[i].id)),
				.detail = localized_best(&methods[i].hint, ctx->locale, ctx->settings->default_locale),
				.status = methods[i].active ? NULL : arena_memdup(ctx->arena, &off, sizeof off),
			};
}

static enum err_code overview_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct setup_zone *zones;
	size_t n;
	const struct setup_method *methods;
	size_t n_methods;
	enum err_code e = setup_zones(ctx, &zones, &n);
	(void)x;
	if (!e)
		e = setup_methods(ctx, &methods, &n_methods);
	if (e)
		return e;
	s->page.title = view_text(ctx, N_("Shipping"));
	struct setting_list *l = setting_list(ctx, s,
	    (struct setting_list){ .heading = N_("Zones"),
	        .hint =
	            N_("A zone is some countries with the same ways of shipping. The first zone that lists a country "
	               "counts."),
	        .empty = N_("None yet: nobody can order."),
	        .add_url = admin_url(ctx, "/settings/shipping/zones"),
	        .add = N_("Add a zone") },
	    n);
	for (size_t i = 0; i < n; i++)
		l->rows[l->n_rows++] = (struct setting_row){
			.name = best(ctx, &zones[i].label),
			.url =
			    admin_url(ctx, arena_printf(ctx->arena, "/settings/shipping/zones/%" PRId64, zones[i].id)),
			.detail = names_of(ctx, zones[i].countries),
		};
	/* What a merchant comes for stands behind these: prices. Of very many zones each shows its own. */
	for (size_t i = 0; n <= ZONES_SHOWN && i < n; i++)
		list_methods(ctx, s, view_format(ctx, N_("Ways of shipping: {1}"), best(ctx, &zones[i].label), NULL),
		    &zones[i], methods, n_methods);
	tell_gaps(ctx, s, zones, n);
	return ERR_OK;
}

static const struct setting_job overview_job = { overview_lay, NULL, NULL };

enum err_code shipping_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &overview_job);
}

static void lay_zone(struct ctx *ctx, struct setting *s, const struct setup_zone *z)
{
	s->page.up_url = admin_url(ctx, "/settings/shipping");
	s->page.up_name = N_("Shipping");
	setting_add_name(ctx, s, N_("Name of the zone"), &z->label);
	setting_add_place(ctx, s, "position", z->position);
	setting_add(s, (struct form_field){
	                   .name = "everywhere",
	                   .section = N_("Countries"),
	                   .label = N_("Every country that is in no zone before this one"),
	                   .type = "checkbox",
	                   .checked = holds_text(z->countries, "*"),
	               });
	country_boxes(ctx, s, NULL, z->countries);
}

static enum err_code find_zone(struct ctx *ctx, const struct exchange *x, const struct setup_zone **out)
{
	const struct setup_zone *zones;
	size_t n;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	*out = NULL;
	if (!e)
		e = setup_zones(ctx, &zones, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (zones[i].id == id) {
			*out = &zones[i];
			return ERR_OK;
		}
	return e ? e : err_set(ctx, ERR_NOT_FOUND, "no such zone");
}

static enum err_code zone_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct setup_zone *z;
	const struct setup_method *methods;
	size_t n;
	enum err_code e = find_zone(ctx, x, &z);
	if (!e)
		e = setup_methods(ctx, &methods, &n);
	if (e)
		return e;
	const char *self = arena_printf(ctx->arena, "/settings/shipping/zones/%" PRId64, z->id);
	s->page.title = best(ctx, &z->label);
	s->page.action = admin_url(ctx, self);
	s->page.heading = N_("The zone");
	s->done = self;
	list_methods(ctx, s, N_("Ways of shipping"), z, methods, n);
	lay_zone(ctx, s, z);
	s->acts[s->page.n_acts++] = (struct setting_act){
		.action = admin_url(ctx, arena_printf(ctx->arena, "%s/delete", self)),
		.label = N_("Delete this zone"),
		.hint = N_("Its ways of shipping go with it. Orders keep theirs."),
		.button = N_("Delete"),
		.kind = "danger",
	};
	return ERR_OK;
}

static enum err_code write_zone(struct ctx *ctx, struct exchange *x, struct setting *s, int64_t id)
{
	const struct zone_in *in = x->in;
	struct setup_zone to = { .id = id,
		.label = only_offered(ctx, &in->label),
		.countries = countries_of(ctx, &in->in, in->eu),
		.position = in->position };
	enum err_code e = need_own_text(ctx, "label", &to.label);
	if (in->everywhere) {
		const char **v = ARENA_ARRAY(ctx->arena, to.countries.n + 1, const char *);
		for (size_t i = 0; i < to.countries.n; i++)
			v[i] = to.countries.v[i];
		v[to.countries.n] = "*";
		to.countries = (struct texts){ v, to.countries.n + 1 };
	}
	if (to.countries.n == 0)
		e = refuse(ctx, "everywhere", "no_country", NULL, NULL);
	if (!e)
		e = setup_zone_set(ctx, &to, &id);
	s->done = arena_printf(ctx->arena, "/settings/shipping/zones/%" PRId64, id);
	return e;
}

static enum err_code zone_save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : write_zone(ctx, x, s, id);
}

static enum err_code zone_new_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	(void)x;
	s->page.title = view_text(ctx, N_("A new zone"));
	s->page.action = admin_url(ctx, "/settings/shipping/zones");
	s->page.heading = N_("The zone");
	lay_zone(ctx, s, &(struct setup_zone){ .position = 9 });
	return ERR_OK;
}

static enum err_code zone_new_save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	return write_zone(ctx, x, s, 0);
}

static const struct setting_job zone_job = { zone_lay, zone_save, NULL };
static const struct setting_job zone_new_job = { zone_new_lay, zone_new_save, NULL };

enum err_code zone_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &zone_job);
}

enum err_code zone_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &zone_job);
}

enum err_code zone_new_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &zone_new_job);
}

enum err_code zone_new_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &zone_new_job);
}

enum err_code zone_delete_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = setup_zone_delete(ctx, id);
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/settings/shipping"), "saved");
}
