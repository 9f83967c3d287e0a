#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/setup.h"
#include "shop/tenant.h"

enum { OWN_POSITION = 0 };
#define ONE_NANO INT64_C(1000000000)

enum err_code setup_currencies(struct ctx *ctx, const struct setup_currency **out, size_t *n)
{
	struct setup_currencies_row *rows;
	size_t n_rows;
	enum err_code e = q_setup_currencies(ctx, &rows, &n_rows);
	if (e)
		return e;
	struct setup_currency *v = ARENA_ARRAY(ctx->arena, n_rows, struct setup_currency);
	*n = 0;
	for (size_t i = 0; i < n_rows; i++)
		if (!str_eq(rows[i].code, ctx->settings->currency))
			v[(*n)++] = (struct setup_currency){
				.code = rows[i].code,
				.position = rows[i].position,
				.rate_nano = rows[i].rate_nano,
				.step = rows[i].step,
			};
	*out = v;
	return ERR_OK;
}

enum err_code setup_sold(struct ctx *ctx, bool *sold)
{
	struct setup_sold_row row;
	enum err_code e = q_setup_sold_one(ctx, &row);
	if (!e)
		*sold = row.sold;
	return e;
}

/* The prices of shipping come along. */
static enum err_code move_own(struct ctx *ctx, const char *to)
{
	struct setup_rates_move_in in = { .from_code = ctx->settings->currency, .to_code = to, .times = 1, .over = 1 };
	bool sold;
	enum err_code e = setup_sold(ctx, &sold);
	if (e)
		return e;
	if (sold)
		return refuse(ctx, "own", "currency_fixed", NULL, NULL);
	for (int d = text_currency_digits(to) - text_currency_digits(in.from_code); d != 0; d += d > 0 ? -1 : 1) {
		if (d > 0)
			in.times *= 10;
		else
			in.over *= 10;
	}
	e = q_setup_rates_drop(ctx, &(struct setup_rates_drop_in){ .code = to }, NULL);
	if (!e)
		e = q_setup_rates_move(ctx, &in, NULL);
	if (!e)
		e = q_setup_currency_delete(ctx, &(struct setup_currency_delete_in){ .code = in.from_code }, NULL);
	if (!e)
		e = q_setup_own_currency_set(ctx, &(struct setup_own_currency_set_in){ .code = to }, NULL);
	return e;
}

static enum err_code write_one(struct ctx *ctx, const struct setup_currency *c)
{
	if (c->removed)
		return q_setup_currency_delete(ctx, &(struct setup_currency_delete_in){ .code = c->code }, NULL);
	return q_setup_currency_set(ctx,
	    &(struct setup_currency_set_in){
	        .code = c->code, .position = c->position, .rate_nano = c->rate_nano, .step = c->step },
	    NULL);
}

static enum err_code currencies_tx(struct ctx *ctx, void *arg)
{
	const struct setup_currencies *to = *(const struct setup_currencies **)arg;
	struct setup_currency own = { .code = to->own, .position = OWN_POSITION, .rate_nano = ONE_NANO, .step = 1 };
	enum err_code e = str_eq(to->own, ctx->settings->currency) ? ERR_OK : move_own(ctx, to->own);
	for (size_t i = 0; !e && i < to->n; i++)
		e = str_eq(to->v[i].code, to->own) ? ERR_OK : write_one(ctx, &to->v[i]);
	return e ? e : write_one(ctx, &own);
}

enum err_code setup_currencies_set(struct ctx *ctx, const struct setup_currencies *to)
{
	return setup_change(ctx, currencies_tx, &to);
}
