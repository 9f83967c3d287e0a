#include "shop/setup_tax.h"

#include <inttypes.h>

#include "base/str.h"
#include "queries.h"
#include "shop/tenant.h"

enum err_code setup_tax_classes(struct ctx *ctx, const struct setup_tax_class **out, size_t *n)
{
	struct setup_tax_classes_row *rows;
	enum err_code e = q_setup_tax_classes(ctx, &rows, n);
	if (e)
		return e;
	struct setup_tax_class *v = ARENA_ARRAY(ctx->arena, *n, struct setup_tax_class);
	for (size_t i = 0; !e && i < *n; i++) {
		v[i] = (struct setup_tax_class){
			.code = rows[i].code, .position = rows[i].position, .used = rows[i].used
		};
		e = localized_parse(ctx, rows[i].label, &v[i].label);
	}
	*out = v;
	return e;
}

static enum err_code class_tx(struct ctx *ctx, void *arg)
{
	const struct setup_tax_class *c = *(const struct setup_tax_class **)arg;
	return q_setup_tax_class_set(ctx,
	    &(struct setup_tax_class_set_in){
	        .code = c->code, .label = localized_print(ctx, &c->label), .position = c->position },
	    NULL);
}

enum err_code setup_tax_class_set(struct ctx *ctx, const struct setup_tax_class *c)
{
	return setup_change(ctx, class_tx, &c);
}

static enum err_code class_delete_tx(struct ctx *ctx, void *arg)
{
	struct setup_tax_class_delete_in in = { .code = *(const char **)arg };
	int64_t gone = 0;
	enum err_code e = q_setup_tax_class_delete(ctx, &in, &gone);
	return !e && gone == 0 ? err_set(ctx, ERR_NOT_FOUND, "no such tax class") : e;
}

enum err_code setup_tax_class_delete(struct ctx *ctx, const char *code)
{
	return setup_change(ctx, class_delete_tx, &code);
}

enum err_code setup_tax_rates(struct ctx *ctx, const char *country, const struct setup_tax_rate **out, size_t *n)
{
	struct setup_tax_rates_row *rows;
	enum err_code e = q_setup_tax_rates(ctx, &(struct setup_tax_rates_in){ .country = country }, &rows, n);
	if (e)
		return e;
	struct setup_tax_rate *v = ARENA_ARRAY(ctx->arena, *n, struct setup_tax_rate);
	for (size_t i = 0; !e && i < *n; i++) {
		v[i] = (struct setup_tax_rate){
			.id = rows[i].id,
			.country = rows[i].country,
			.tax_class = rows[i].tax_class,
			.ppm = rows[i].ppm,
			.valid_from = rows[i].valid_from,
			.valid_to = rows[i].valid_to,
		};
		e = localized_parse(ctx, rows[i].names, &v[i].names);
		if (e || v[i].names.n)
			continue;
		struct localized_text *one = ARENA_NEW(ctx->arena, struct localized_text);
		*one = (struct localized_text){ ctx->settings->default_locale, rows[i].name };
		v[i].names = (struct localized){ one, 1 };
	}
	*out = v;
	return e;
}

static enum err_code end_one(struct ctx *ctx, const struct setup_country_taxes *to, const struct setup_tax_rate *r)
{
	if (r->removed)
		return q_setup_tax_rate_delete(
		    ctx, &(struct setup_tax_rate_delete_in){ .id = r->id, .country = to->country }, NULL);
	return q_setup_tax_rate_end(
	    ctx, &(struct setup_tax_rate_end_in){ .id = r->id, .country = to->country, .valid_to = r->valid_to }, NULL);
}

static enum err_code check_ends(struct ctx *ctx, const char *country)
{
	struct setup_tax_overlaps_row *rows;
	size_t n;
	enum err_code e = q_setup_tax_overlaps(ctx, &(struct setup_tax_overlaps_in){ .country = country }, &rows, &n);
	if (e || n == 0)
		return e;
	return refuse(ctx, arena_printf(ctx->arena, "until_%" PRId64, rows[0].id), "tax_overlap", NULL, NULL);
}

static enum err_code add(struct ctx *ctx, const struct setup_country_taxes *to, const char *name, const char *names)
{
	const struct setup_tax_rate *r = to->added;
	struct setup_tax_overlap_row row;
	enum err_code e = q_setup_tax_overlap_one(ctx,
	    &(struct setup_tax_overlap_in){ .country = to->country,
	        .tax_class = r->tax_class,
	        .valid_from = r->valid_from,
	        .valid_to = r->valid_to },
	    &row);
	if (!e && row.overlaps)
		return refuse(ctx, "new_from", "tax_overlap", NULL, NULL);
	if (e)
		return e;
	return q_setup_tax_rate_add(ctx,
	    &(struct setup_tax_rate_add_in){ .country = to->country,
	        .tax_class = r->tax_class,
	        .ppm = r->ppm,
	        .name = name,
	        .names = names,
	        .valid_from = r->valid_from,
	        .valid_to = r->valid_to },
	    NULL);
}

static enum err_code country_tx(struct ctx *ctx, void *arg)
{
	const struct setup_country_taxes *to = *(const struct setup_country_taxes **)arg;
	const char *name = localized_best(&to->names, ctx->settings->default_locale, ctx->locale);
	const char *names = localized_print(ctx, &to->names);
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < to->n_ends; i++)
		e = end_one(ctx, to, &to->ends[i]);
	if (!e)
		e = check_ends(ctx, to->country);
	if (!e && to->added)
		e = add(ctx, to, name, names);
	if (e)
		return e;
	return q_setup_tax_names_set(ctx,
	    &(struct setup_tax_names_set_in){ .country = to->country, .name = name, .names = names, .now = ctx->now },
	    NULL);
}

enum err_code setup_country_taxes_set(struct ctx *ctx, const struct setup_country_taxes *to)
{
	return setup_change(ctx, country_tx, &to);
}

static enum err_code mode_tx(struct ctx *ctx, void *arg)
{
	return q_setup_tax_mode_set(ctx, &(struct setup_tax_mode_set_in){ .tax_mode = *(const char **)arg }, NULL);
}

enum err_code setup_tax_mode_set(struct ctx *ctx, const char *mode)
{
	return setup_change(ctx, mode_tx, &mode);
}
