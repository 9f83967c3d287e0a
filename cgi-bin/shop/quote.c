#include "shop/quote.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "shop/tenant.h"

static struct tax_split split_add(struct tax_split a, struct tax_split b)
{
	return (struct tax_split){ .net = a.net + b.net, .tax = a.tax + b.tax, .gross = a.gross + b.gross };
}

/* Rates are one where a shopper reads them as one: same name, same percentage. */
static void tax_add(struct tax_sum *sums, size_t *n, const struct tax_rate *rate, struct tax_split split)
{
	size_t i = 0;

	if (rate->ppm == 0)
		return;
	while (i < *n && !(sums[i].ppm == rate->ppm && str_eq(sums[i].name, rate->name)))
		i++;
	if (i == *n)
		sums[(*n)++] = (struct tax_sum){ .name = rate->name, .ppm = rate->ppm };
	sums[i].base += split.net;
	sums[i].amount += split.tax;
}

static int by_rate(const void *a, const void *b)
{
	const struct tax_sum *x = a, *y = b;

	if (x->ppm != y->ppm)
		return x->ppm > y->ppm ? -1 : 1;
	return strcmp(x->name, y->name);
}

static struct quote_line line_of(const struct cart_line *l, const struct tax_rate *rate, bool gross)
{
	struct tax_split unit = tax_split(l->unit.minor, rate->ppm, gross);

	return (struct quote_line){
		.line = l,
		.rate = rate,
		.unit_net = unit.net,
		.unit_gross = unit.gross,
		.split = tax_split(l->total.minor, rate->ppm, gross),
	};
}

void quote_sum(struct ctx *ctx, const struct cart *cart, const struct tax_table *table,
    const struct shipping_offer *shipping, struct quote *out)
{
	bool gross = ctx->settings->prices_gross;
	struct quote_line *lines = ARENA_ARRAY(ctx->arena, cart->n_lines, struct quote_line);
	struct tax_sum *sums = ARENA_ARRAY(ctx->arena, cart->n_lines + 1, struct tax_sum);
	struct tax_split all;

	*out = (struct quote){ .lines = lines, .n_lines = cart->n_lines, .taxes = sums };
	for (size_t i = 0; i < cart->n_lines; i++) {
		const struct cart_line *l = &cart->lines[i];

		lines[i] = line_of(l, tax_rate_for(table, l->tax_class), gross);
		out->items = split_add(out->items, lines[i].split);
		tax_add(sums, &out->n_taxes, lines[i].rate, lines[i].split);
	}
	if (shipping) {
		out->shipping = shipping;
		out->shipping_rate = tax_rate_for(table, shipping->tax_class);
		out->shipping_split = tax_split(shipping->price.minor, out->shipping_rate->ppm, gross);
		/* Free shipping is no supply of its own: it adds no line of nought. */
		if (shipping->price.minor > 0)
			tax_add(sums, &out->n_taxes, out->shipping_rate, out->shipping_split);
	}
	qsort(sums, out->n_taxes, sizeof *sums, by_rate);
	all = split_add(out->items, out->shipping_split);
	BUG_IF(all.net + all.tax != all.gross);
	out->tax = money_of(all.tax, ctx->currency);
	out->total = money_of(all.gross, ctx->currency);
}

enum err_code quote_cart(struct ctx *ctx, const struct cart *cart, const char *country,
    const struct shipping_offer *shipping, struct quote *out)
{
	struct tax_table table;
	enum err_code err = tax_table(ctx, str_empty(country) ? ctx->settings->country : country, &table);

	if (!err)
		quote_sum(ctx, cart, &table, shipping, out);
	return err;
}
