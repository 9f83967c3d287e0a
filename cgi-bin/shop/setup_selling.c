#include "shop/setup_selling.h"

#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"

enum err_code setup_zones(struct ctx *ctx, const struct setup_zone **out, size_t *n)
{
	struct setup_zones_row *rows;
	enum err_code e = q_setup_zones(ctx, &rows, n);
	if (e)
		return e;
	struct setup_zone *v = ARENA_ARRAY(ctx->arena, *n, struct setup_zone);
	for (size_t i = 0; !e && i < *n; i++) {
		v[i] = (struct setup_zone){
			.id = rows[i].id, .countries = rows[i].countries, .position = rows[i].position
		};
		e = localized_parse(ctx, rows[i].label, &v[i].label);
	}
	*out = v;
	return e;
}

struct zone_change {
	const struct setup_zone *zone;
	int64_t *id;
};

static enum err_code zone_tx(struct ctx *ctx, void *arg)
{
	const struct zone_change *c = arg;
	const struct setup_zone *z = c->zone;
	const char *label = localized_print(ctx, &z->label);
	char code[CRYPTO_TOKEN_SIZE];
	struct setup_zone_add_row row;
	*c->id = z->id;
	if (z->id)
		return q_setup_zone_set(ctx,
		    &(struct setup_zone_set_in){
		        .id = z->id, .label = label, .countries = z->countries, .position = z->position },
		    NULL);
	crypto_token(code);
	enum err_code e = q_setup_zone_add_one(ctx,
	    &(struct setup_zone_add_in){
	        .code = code, .label = label, .countries = z->countries, .position = z->position },
	    &row);
	if (!e)
		*c->id = row.id;
	return e;
}

enum err_code setup_zone_set(struct ctx *ctx, const struct setup_zone *zone, int64_t *id)
{
	return setup_change(ctx, zone_tx, &(struct zone_change){ zone, id });
}

static enum err_code zone_delete_tx(struct ctx *ctx, void *arg)
{
	int64_t id = *(int64_t *)arg, gone = 0;
	enum err_code e =
	    q_setup_zone_methods_delete(ctx, &(struct setup_zone_methods_delete_in){ .zone_id = id }, NULL);
	if (!e)
		e = q_setup_zone_delete(ctx, &(struct setup_zone_delete_in){ .id = id }, &gone);
	return !e && gone == 0 ? err_set(ctx, ERR_NOT_FOUND, "no such zone") : e;
}

enum err_code setup_zone_delete(struct ctx *ctx, int64_t id)
{
	return setup_change(ctx, zone_delete_tx, &id);
}

enum err_code setup_methods(struct ctx *ctx, const struct setup_method **out, size_t *n)
{
	struct setup_methods_row *rows;
	enum err_code e = q_setup_methods(ctx, &rows, n);
	if (e)
		return e;
	struct setup_method *v = ARENA_ARRAY(ctx->arena, *n, struct setup_method);
	for (size_t i = 0; !e && i < *n; i++) {
		v[i] = (struct setup_method){
			.id = rows[i].id,
			.zone_id = rows[i].zone_id,
			.basis = rows[i].basis,
			.tax_class = rows[i].tax_class,
			.position = rows[i].position,
			.active = rows[i].active,
		};
		e = localized_parse(ctx, rows[i].label, &v[i].label);
		if (!e)
			e = localized_parse(ctx, rows[i].hint, &v[i].hint);
	}
	*out = v;
	return e;
}

enum err_code setup_method_rates(struct ctx *ctx, int64_t method_id, const struct setup_rate **out, size_t *n)
{
	struct setup_rates_row *rows;
	enum err_code e = q_setup_rates(ctx, &(struct setup_rates_in){ .method_id = method_id }, &rows, n);
	if (e)
		return e;
	struct setup_rate *v = ARENA_ARRAY(ctx->arena, *n, struct setup_rate);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct setup_rate){ .currency = rows[i].currency,
			.from_value = rows[i].from_value,
			.minor = rows[i].minor_null ? -1 : rows[i].minor };
	*out = v;
	return ERR_OK;
}

static enum err_code write_method(struct ctx *ctx, const struct setup_method *m, int64_t *id)
{
	const char *label = localized_print(ctx, &m->label), *hint = localized_print(ctx, &m->hint);
	char code[CRYPTO_TOKEN_SIZE];
	struct setup_method_add_row row;
	*id = m->id;
	if (m->id)
		return q_setup_method_set(ctx,
		    &(struct setup_method_set_in){ .id = m->id,
		        .label = label,
		        .hint = hint,
		        .basis = m->basis,
		        .tax_class = m->tax_class,
		        .position = m->position,
		        .active = m->active },
		    NULL);
	crypto_token(code);
	enum err_code e = q_setup_method_add_one(ctx,
	    &(struct setup_method_add_in){ .zone_id = m->zone_id,
	        .code = code,
	        .label = label,
	        .hint = hint,
	        .basis = m->basis,
	        .tax_class = m->tax_class,
	        .position = m->position,
	        .active = m->active },
	    &row);
	if (!e)
		*id = row.id;
	return e;
}

static enum err_code method_tx(struct ctx *ctx, void *arg)
{
	const struct setup_method *m = *(const struct setup_method **)arg;
	int64_t id;
	enum err_code e = write_method(ctx, m, &id);
	if (!e)
		e = q_setup_rates_clear(ctx, &(struct setup_rates_clear_in){ .method_id = id }, NULL);
	for (size_t i = 0; !e && i < m->n_rates; i++)
		e = q_setup_rate_add(ctx,
		    &(struct setup_rate_add_in){ .method_id = id,
		        .currency = m->rates[i].currency,
		        .from_value = m->rates[i].from_value,
		        .minor = m->rates[i].minor,
		        .minor_null = m->rates[i].minor < 0 },
		    NULL);
	return e;
}

enum err_code setup_method_set(struct ctx *ctx, const struct setup_method *m)
{
	return setup_change(ctx, method_tx, &m);
}

static enum err_code method_delete_tx(struct ctx *ctx, void *arg)
{
	return q_setup_method_delete(ctx, &(struct setup_method_delete_in){ .id = *(int64_t *)arg }, NULL);
}

enum err_code setup_method_delete(struct ctx *ctx, int64_t id)
{
	return setup_change(ctx, method_delete_tx, &id);
}

enum err_code setup_payments(struct ctx *ctx, const struct setup_payment **out, size_t *n)
{
	struct setup_payments_row *rows;
	enum err_code e = q_setup_payments(ctx, &rows, n);
	if (e)
		return e;
	struct setup_payment *v = ARENA_ARRAY(ctx->arena, *n, struct setup_payment);
	for (size_t i = 0; !e && i < *n; i++) {
		v[i] = (struct setup_payment){
			.code = rows[i].code,
			.provider = rows[i].provider,
			.countries = rows[i].countries,
			.position = rows[i].position,
			.active = rows[i].active,
			.keyed = rows[i].keyed,
			.later = str_eq(rows[i].capture, "on_shipping"),
		};
		e = localized_parse(ctx, rows[i].label, &v[i].label);
		if (!e)
			e = localized_parse(ctx, rows[i].instructions, &v[i].instructions);
	}
	*out = v;
	return e;
}

static enum err_code payment_tx(struct ctx *ctx, void *arg)
{
	const struct setup_payment *p = *(const struct setup_payment **)arg;
	return q_setup_payment_set(ctx,
	    &(struct setup_payment_set_in){ .code = p->code,
	        .provider = p->provider,
	        .label = localized_print(ctx, &p->label),
	        .instructions = localized_print(ctx, &p->instructions),
	        .countries = p->countries,
	        .position = p->position,
	        .active = p->active,
	        .capture = p->later ? "on_shipping" : "at_once" },
	    NULL);
}

enum err_code setup_payment_set(struct ctx *ctx, const struct setup_payment *p)
{
	return setup_change(ctx, payment_tx, &p);
}

static enum err_code keys_tx(struct ctx *ctx, void *arg)
{
	return q_setup_keys_delete(ctx, &(struct setup_keys_delete_in){ .provider = *(const char **)arg }, NULL);
}

enum err_code setup_keys_delete(struct ctx *ctx, const char *provider)
{
	return setup_change(ctx, keys_tx, &provider);
}
