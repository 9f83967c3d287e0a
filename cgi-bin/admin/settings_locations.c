#include <inttypes.h>

#include "admin/settings.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/location.h"
#include "web/flash.h"

static const char *path_of(struct ctx *ctx, int64_t id, const char *tail)
{
	return arena_printf(ctx->arena, "/settings/locations/%" PRId64 "%s", id, tail);
}

static const char *detail_of(struct ctx *ctx, const struct location *l)
{
	return view_format(ctx, N_("{1} on the shelf, {2} promised"), text_integer(ctx->arena, ctx->locale, l->on_hand),
	    text_integer(ctx->arena, ctx->locale, l->promised));
}

static enum err_code overview_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct location *all;
	struct setting_list *open, *closed;
	size_t n, n_open;
	enum err_code e = location_list(ctx, &all, &n, &n_open);
	(void)x;
	if (!e)
		e = location_sums(ctx, all, n);
	if (e)
		return e;
	s->page.title = view_text(ctx, N_("Locations"));
	s->page.lead =
	    N_("What is sold is taken from the first location that has it, and what is missing there from the "
	       "next. Shoppers see what lies at all of them together.");
	open = setting_list(ctx, s,
	    (struct setting_list){ .heading = N_("In the order in which they are asked"),
	        .add_url = admin_url(ctx, "/settings/locations/new"),
	        .add = N_("Add a location") },
	    n);
	for (size_t i = 0; i < n_open; i++)
		open->rows[open->n_rows++] = (struct setting_row){ .name = all[i].name,
			.url = admin_url(ctx, path_of(ctx, all[i].id, "")),
			.detail = detail_of(ctx, &all[i]) };
	if (n_open == n)
		return ERR_OK;
	closed = setting_list(ctx, s, (struct setting_list){ .heading = N_("Closed locations") }, n);
	for (size_t i = n_open; i < n; i++)
		closed->rows[closed->n_rows++] = (struct setting_row){ .name = all[i].name,
			.url = admin_url(ctx, path_of(ctx, all[i].id, "")),
			.detail = all[i].on_hand || all[i].promised ? detail_of(ctx, &all[i]) : NULL };
	return ERR_OK;
}

static const struct setting_job overview_job = { overview_lay, NULL, NULL };

enum err_code locations_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &overview_job);
}

static void lay_fields(struct setting *s, const struct location *l)
{
	setting_add(s, (struct form_field){ .name = "name",
	                   .label = N_("Name"),
	                   .type = "text",
	                   .autocomplete = "off",
	                   .dir = "auto",
	                   .required = true,
	                   .maxlength = "80",
	                   .value = l->name });
	setting_add(s, (struct form_field){ .name = "address",
	                   .label = N_("Address"),
	                   .type = "textarea",
	                   .autocomplete = "off",
	                   .dir = "auto",
	                   .maxlength = "500",
	                   .value = l->address });
}

static void lay_up(struct ctx *ctx, struct setting *s)
{
	s->page.up_url = admin_url(ctx, "/settings/locations");
	s->page.up_name = N_("Locations");
	s->done = "/settings/locations";
}

static enum err_code new_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	(void)x;
	lay_up(ctx, s);
	s->page.title = view_text(ctx, N_("New location"));
	s->page.action = admin_url(ctx, "/settings/locations/new");
	lay_fields(s, &(struct location){ .name = "", .address = "" });
	return ERR_OK;
}

static enum err_code new_save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct location_in *in = x->in;
	(void)s;
	return location_save(ctx, 0, in->name, in->address);
}

static const struct setting_job new_job = { new_lay, new_save, NULL };

enum err_code location_new_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &new_job);
}

enum err_code location_new_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &new_job);
}

/* All of them, and the one that the address names. */
static enum err_code find(
    struct ctx *ctx, const struct exchange *x, struct location **all, size_t *n_open, const struct location **out)
{
	int64_t id;
	size_t n;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = location_list(ctx, all, &n, n_open);
	if (e)
		return e;
	*out = location_among(*all, n, id);
	return *out ? ERR_OK : err_set(ctx, ERR_NOT_FOUND, "no such location: %" PRId64, id);
}

static void lay_acts(struct ctx *ctx, struct setting *s, const struct location *l)
{
	if (l->rank > 1)
		s->acts[s->page.n_acts++] =
		    (struct setting_act){ .action = admin_url(ctx, path_of(ctx, l->id, "/raise")),
			    .label = N_("Ask it earlier"),
			    .hint = N_("It changes places with the one before it."),
			    .button = N_("One place up"),
			    .kind = "quiet" };
	if (l->rank == 0)
		s->acts[s->page.n_acts++] =
		    (struct setting_act){ .action = admin_url(ctx, path_of(ctx, l->id, "/open")),
			    .label = N_("Open it again"),
			    .hint = N_("It is asked after all others."),
			    .button = N_("Open it again"),
			    .kind = "quiet" };
}

static enum err_code location_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct location *all;
	const struct location *l;
	size_t n_open;
	enum err_code e = find(ctx, x, &all, &n_open, &l);
	if (e)
		return e;
	lay_up(ctx, s);
	s->page.title = l->name;
	s->page.heading = N_("Name and address");
	s->page.action = admin_url(ctx, path_of(ctx, l->id, ""));
	lay_fields(s, l);
	lay_acts(ctx, s, l);
	if (l->rank > 0 && n_open > 1)
		setting_list(ctx, s,
		    (struct setting_list){ .heading = N_("No longer used?"),
		        .empty = N_("A closed location sells nothing. Its pieces are moved before."),
		        .add_url = admin_url(ctx, path_of(ctx, l->id, "/close")),
		        .add = N_("Close this location") },
		    0);
	return ERR_OK;
}

static enum err_code location_store(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct location_in *in = x->in;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	(void)s;
	return e ? e : location_save(ctx, id, in->name, in->address);
}

static const struct setting_job location_job = { location_lay, location_store, NULL };

enum err_code location_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &location_job);
}

enum err_code location_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &location_job);
}

static enum err_code close_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct location *all;
	const struct location *l;
	struct form_field *to;
	size_t n_open;
	enum err_code e = find(ctx, x, &all, &n_open, &l);
	if (e)
		return e;
	s->page.up_url = admin_url(ctx, path_of(ctx, l->id, ""));
	s->page.up_name = N_("The location");
	s->done = "/settings/locations";
	s->page.title = view_format(ctx, N_("Close {1}"), l->name, NULL);
	s->page.lead =
	    N_("Nothing is sold from it any more. What is promised to orders has to be sent, or cancelled, first.");
	s->page.heading = N_("Close this location");
	s->page.action = admin_url(ctx, path_of(ctx, l->id, "/close"));
	s->page.button = N_("Close this location");
	to = setting_add(s, (struct form_field){ .name = "to", .label = N_("Move its pieces to"), .type = "select" });
	to->options = ARENA_ARRAY(ctx->arena, n_open + 1, struct form_option);
	for (size_t i = 0; i < n_open; i++)
		if (all[i].id != l->id)
			to->options[to->n_options++] =
			    (struct form_option){ .value = arena_printf(ctx->arena, "%" PRId64, all[i].id),
				    .label = all[i].name };
	setting_choice_none(ctx, to, N_("Nowhere: nothing lies there"));
	return ERR_OK;
}

static enum err_code close_save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct location_close_in *in = x->in;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	(void)s;
	return e ? e : location_close(ctx, id, in->to);
}

static const struct setting_job close_job = { close_lay, close_save, NULL };

enum err_code location_close_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &close_job);
}

enum err_code location_close_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &close_job);
}

static enum err_code deed(struct ctx *ctx, struct exchange *x, enum err_code (*fn)(struct ctx *, int64_t))
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = fn(ctx, id);
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/settings/locations"), "saved");
}

enum err_code location_raise_post(struct ctx *ctx, struct exchange *x)
{
	return deed(ctx, x, location_raise);
}

enum err_code location_open_post(struct ctx *ctx, struct exchange *x)
{
	return deed(ctx, x, location_reopen);
}
