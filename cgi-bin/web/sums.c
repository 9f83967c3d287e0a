#include "web/sums.h"

#include "kit/text.h"
#include "shop/tenant.h"
#include "view/view.h"

/* What both kinds of source have in common. */
struct source {
	struct money items;
	const struct money *shipping; /* NULL: not chosen yet */
	const char *shipping_name;
	const struct tax_sum *taxes;
	size_t n_taxes;
	bool gross;
	struct money total;
};

static struct sum_row tax_row(struct ctx *ctx, const struct source *s, const struct tax_sum *tax)
{
	const char *label = view_format(ctx, s->gross ? N_("{1} {2} included") : N_("{1} {2}"),
	    text_percent(ctx->arena, ctx->locale, tax->ppm), tax->name);
	return (struct sum_row){
		.label = label, .amount = money_of(tax->amount, s->total.currency), .kind = s->gross ? "tax" : NULL
	};
}

static struct sum_row shipping_row(struct ctx *ctx, const struct source *s)
{
	if (!s->shipping)
		return (struct sum_row){ .label = view_text(ctx, N_("Shipping")),
			.note = view_text(ctx, N_("Chosen at the checkout")) };
	const char *label = s->shipping_name && *s->shipping_name
	                        ? view_format(ctx, N_("Shipping, {1}"), s->shipping_name, NULL)
	                        : view_text(ctx, N_("Shipping"));
	return (struct sum_row){ .label = label, .amount = *s->shipping, .free = s->shipping->minor == 0 };
}

static void fill(struct ctx *ctx, const struct source *s, struct sums_part *out)
{
	struct sum_row *rows = ARENA_ARRAY(ctx->arena, s->n_taxes + 2, struct sum_row);
	size_t n = 0;
	rows[n++] = (struct sum_row){ .label = view_text(ctx, N_("Items")), .amount = s->items };
	rows[n++] = shipping_row(ctx, s);
	for (size_t i = 0; i < s->n_taxes; i++)
		rows[n++] = tax_row(ctx, s, &s->taxes[i]);
	*out = (struct sums_part){ .rows = rows, .n_rows = n, .total = s->total };
}

void sums_of_quote(struct ctx *ctx, const struct quote *q, struct sums_part *out)
{
	bool gross = ctx->settings->prices_gross;
	const char *currency = q->total.currency;
	struct money shipping = money_of(gross ? q->shipping_split.gross : q->shipping_split.net, currency);
	struct source s = {
		.items = money_of(gross ? q->items.gross : q->items.net, currency),
		.shipping = q->shipping ? &shipping : NULL,
		.shipping_name = q->shipping ? q->shipping->name : NULL,
		.taxes = q->taxes,
		.n_taxes = q->n_taxes,
		.gross = gross,
		.total = q->total,
	};
	fill(ctx, &s, out);
}

void sums_of_order(struct ctx *ctx, const struct order *o, struct sums_part *out)
{
	struct source s = {
		.items = o->items,
		.shipping = &o->shipping,
		.shipping_name = o->shipping_label,
		.taxes = o->taxes,
		.n_taxes = o->n_taxes,
		.gross = o->prices_gross,
		.total = o->total,
	};
	fill(ctx, &s, out);
}
