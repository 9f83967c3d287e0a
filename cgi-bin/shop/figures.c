#include "shop/figures.h"

#include "base/log.h"
#include "base/str.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/order_room.h"
#include "shop/tenant.h"

#define NANO INT64_C(1000000000)

/* Back from an order's currency into the shop's own, by the rate that the order keeps. */
static int64_t to_own(const struct ctx *ctx, const struct figures_days_row *r, int64_t minor)
{
	int64_t num = NANO, den = r->rate_nano;
	for (int d = text_currency_digits(ctx->settings->currency) - text_currency_digits(r->currency); d != 0;
	     d += d > 0 ? -1 : 1) {
		if (d > 0)
			num *= 10;
		else
			den *= 10;
	}
	return money_muldiv(minor, num, den);
}

static void take_low(struct ctx *ctx, const struct figures_low_row *rows, size_t n, struct figures *out)
{
	struct low_variant *v = ARENA_ARRAY(ctx->arena, n, struct low_variant);
	for (size_t i = 0; i < n; i++)
		v[i] = (struct low_variant){
			.product_id = rows[i].product_id,
			.name = rows[i].name,
			.options =
			    text_pairs(ctx->arena, ctx->locale, NULL, rows[i].option_values.v, rows[i].option_values.n),
			.sku = rows[i].sku,
			.available = rows[i].available,
		};
	out->low = v;
	out->n_low = n;
}

enum err_code figures_read(struct ctx *ctx, struct figures *out)
{
	const char *zone = ctx->settings->time_zone;
	int64_t bounds[FIGURES_DAYS];
	struct figures_counts_in counts_in = { .unpaid_providers = payment_on_delivery(ctx) };
	struct figures_low_in low_in = {
		.locale = ctx->locale, .default_locale = ctx->settings->default_locale, .max_rows = FIGURES_LOW
	};
	struct figures_days_row *days;
	struct figures_counts_row *counts;
	struct figures_low_row *low;
	size_t n_days, n_counts, n_low;
	*out = (struct figures){ 0 };
	for (int i = 0; i < FIGURES_DAYS; i++) {
		bounds[i] = text_day_start(zone, ctx->now, i - (FIGURES_DAYS - 1));
		out->days[i].at = bounds[i];
		out->days[i].placed = out->days[i].paid = money_of(0, ctx->settings->currency);
	}
	struct figures_days_in days_in = { .bounds = { bounds, FIGURES_DAYS }, .since = bounds[0] };
	q_figures_days_queue(ctx, &days_in, &days, &n_days);
	q_figures_counts_queue(ctx, &counts_in, &counts, &n_counts);
	q_figures_low_queue(ctx, &low_in, &low, &n_low);
	enum err_code e = db_flush(ctx);
	if (e)
		return e;
	BUG_IF(n_counts != 1);
	for (size_t i = 0; i < n_days; i++) {
		/* What comes while we count is of today at the latest. */
		struct day_figures *d = &out->days[days[i].day - 1];
		d->orders += days[i].orders;
		d->placed.minor += to_own(ctx, &days[i], days[i].placed);
		d->paid.minor += to_own(ctx, &days[i], days[i].paid);
	}
	out->to_ship = counts->to_ship;
	out->unpaid = counts->unpaid;
	out->give_back = counts->give_back;
	out->few = counts->few;
	out->low_stock = counts->low_stock;
	take_low(ctx, low, n_low, out);
	return ERR_OK;
}

struct day_figures figures_span(const struct figures *f, size_t n)
{
	struct day_figures sum = f->days[FIGURES_DAYS - n];
	for (size_t i = FIGURES_DAYS - n + 1; i < FIGURES_DAYS; i++) {
		sum.orders += f->days[i].orders;
		sum.placed = money_add(sum.placed, f->days[i].placed);
		sum.paid = money_add(sum.paid, f->days[i].paid);
	}
	return sum;
}

enum err_code figures_set_few(struct ctx *ctx, int64_t few)
{
	return q_low_stock_set(ctx, &(struct low_stock_set_in){ .few = few }, NULL);
}
