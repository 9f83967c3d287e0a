#include "shop/tenant.h"

#include "base/str.h"
#include "queries.h"
#include "shop/frame.h"
#include "shop/show.h"

static const struct tenant *keep(struct ctx *ctx, const struct tenant t)
{
	return arena_memdup(ctx->arena, &t, sizeof(t));
}

enum err_code tenant_by_host(struct ctx *ctx, const char *host, const struct tenant **out)
{
	struct tenant_by_host_row row;
	*out = frame_tenant(ctx, host);
	if (*out)
		return ERR_OK;
	uint64_t mark = frame_mark(ctx);
	enum err_code e = q_tenant_by_host_one(ctx, &(struct tenant_by_host_in){ .host = host }, &row);
	if (e)
		return e;
	*out = keep(ctx, (struct tenant){ row.id, row.name, row.cell, row.state, row.primary_host });
	frame_keep_tenant(ctx, host, *out, mark);
	return ERR_OK;
}

enum err_code tenant_by_name(struct ctx *ctx, const char *name, const struct tenant **out)
{
	struct tenant_by_name_row row;
	enum err_code e = q_tenant_by_name_one(ctx, &(struct tenant_by_name_in){ .name = name }, &row);
	if (e)
		return e;
	*out = keep(
	    ctx, (struct tenant){ row.id, row.name, row.cell, row.state, row.primary_host ? row.primary_host : "" });
	return ERR_OK;
}

enum err_code tenant_by_id(struct ctx *ctx, int64_t id, const struct tenant **out)
{
	struct tenant_by_id_row row;
	enum err_code e = q_tenant_by_id_one(ctx, &(struct tenant_by_id_in){ .id = id }, &row);
	if (e)
		return e;
	*out = keep(
	    ctx, (struct tenant){ row.id, row.name, row.cell, row.state, row.primary_host ? row.primary_host : "" });
	return ERR_OK;
}

enum err_code tenant_cells(struct ctx *ctx, const char *const **names, size_t *n)
{
	struct cell_list_row *rows;
	enum err_code e = q_cell_list(ctx, &rows, n);
	if (e)
		return e;
	const char **list = ARENA_ARRAY(ctx->arena, *n, const char *);
	for (size_t i = 0; i < *n; i++)
		list[i] = rows[i].name;
	*names = list;
	return ERR_OK;
}

enum err_code tenant_ids_after(
    struct ctx *ctx, const char *cell, int64_t after, int64_t max, const int64_t **ids, size_t *n)
{
	struct tenant_ids_after_in in = { .cell = cell, .after = after, .max_rows = max };
	struct tenant_ids_after_row *rows;
	enum err_code e = q_tenant_ids_after(ctx, &in, &rows, n);
	if (e)
		return e;
	int64_t *list = ARENA_ARRAY(ctx->arena, *n, int64_t);
	for (size_t i = 0; i < *n; i++)
		list[i] = rows[i].id;
	*ids = list;
	return ERR_OK;
}

bool tenant_fenced(struct ctx *ctx)
{
	struct fence_state_row row;
	struct err why = ctx->err;
	enum err_code e = q_fence_state_one(ctx, &(struct fence_state_in){ .tenant_id = ctx->tenant_id }, &row);
	ctx->err = why;
	/* Taken away a moment ago: whoever tries again is let in. */
	return e == ERR_OK || e != ERR_NOT_FOUND;
}

bool settings_offer_locale(const struct settings *s, const char *locale)
{
	for (size_t i = 0; i < s->locales.n; i++)
		if (str_eq(s->locales.v[i], locale))
			return true;
	return false;
}

const struct currency_rate *settings_currency(const struct settings *s, const char *code)
{
	for (size_t i = 0; i < s->n_currencies; i++)
		if (str_eq(s->currencies[i].code, code))
			return &s->currencies[i];
	return NULL;
}

/* The shop's own currency comes first, whether or not it has a row. */
static void set_currencies(struct ctx *ctx, struct settings *s, const struct settings_currencies_row *rows, size_t n)
{
	struct currency_rate *v = ARENA_ARRAY(ctx->arena, n + 1, struct currency_rate);
	size_t used = 0;
	v[used++] = (struct currency_rate){ s->currency, INT64_C(1000000000), 1 };
	for (size_t i = 0; i < n; i++)
		if (!str_eq(rows[i].code, s->currency))
			v[used++] = (struct currency_rate){ rows[i].code, rows[i].rate_nano, rows[i].step };
	s->currencies = v;
	s->n_currencies = used;
}

static void choose(struct ctx *ctx, const struct settings *s)
{
	ctx->settings = s;
	if (!ctx->locale || !settings_offer_locale(s, ctx->locale))
		ctx->locale = s->default_locale;
	if (!ctx->currency || !settings_currency(s, ctx->currency))
		ctx->currency = s->currency;
}

enum err_code settings_load(struct ctx *ctx, const char *locale)
{
	struct settings_get_row *row = NULL;
	struct settings_currencies_row *rates = NULL;
	size_t n = 0, n_rates = 0;
	q_settings_get_queue(ctx, &(struct settings_get_in){ .locale = locale }, &row, &n);
	q_settings_currencies_queue(ctx, &rates, &n_rates);
	enum err_code e = db_flush(ctx);
	if (e)
		return e;
	if (n != 1)
		/* Named already, and sown in a moment. */
		return err_set(ctx, ERR_RETRY, "the shop has no settings yet");
	struct settings *s = ARENA_NEW(ctx->arena, struct settings);
	*s = (struct settings){
		.default_locale = row->default_locale,
		.locales = row->locales,
		.currency = row->currency,
		.country = row->country,
		.prices_gross = str_eq(row->tax_mode, "gross"),
		.time_zone = row->time_zone,
		.theme = row->theme,
		.email = row->email,
		.order_prefix = row->order_prefix,
		.hero_address = row->hero_address,
		.hero_alt = row->hero_alt,
		.version = row->version,
		.theme_hash = row->theme_hash,
		.logo_address = row->logo_address,
		.logo_width = row->logo_width,
		.logo_height = row->logo_height,
		.cookie_notice = row->cookie_notice,
		.title = row->title,
		.tagline = row->tagline,
		.headline = row->headline,
		.home_text = row->home_text,
		.cookie_text = row->cookie_text,
	};
	set_currencies(ctx, s, rates, n_rates);
	choose(ctx, s);
	return ERR_OK;
}

enum err_code settings_title(struct ctx *ctx, const char *locale, const char **out)
{
	struct settings_title_row row;
	enum err_code e = q_settings_title_one(ctx, &(struct settings_title_in){ .locale = locale }, &row);
	if (!e)
		*out = row.title;
	return e;
}

static void become(struct ctx *ctx, const struct tenant *tenant)
{
	ctx->tenant = tenant;
	ctx->tenant_id = tenant->id;
	db_scope(ctx->db, tenant->id, tenant->cell);
	show(ctx, TOPIC_SHOP, 0);
}

void tenant_enter_as(struct ctx *ctx, const struct tenant *tenant, const struct settings *settings)
{
	become(ctx, tenant);
	choose(ctx, settings);
}

enum err_code tenant_enter(struct ctx *ctx, const struct tenant *tenant, const char *locale)
{
	become(ctx, tenant);
	const struct settings *kept = frame_settings(ctx, locale);
	if (kept) {
		choose(ctx, kept);
		return ERR_OK;
	}
	uint64_t mark = frame_mark(ctx);
	frame_reads(ctx, true);
	enum err_code e = settings_load(ctx, locale);
	frame_reads(ctx, false);
	if (!e)
		frame_keep_settings(ctx, locale, ctx->settings, mark);
	return e;
}
