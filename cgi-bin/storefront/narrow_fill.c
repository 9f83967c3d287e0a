#include <string.h>

#include "base/str.h"
#include "kit/text.h"
#include "storefront/narrow_room.h"
#include "web/form.h"

static const char *value_name(struct ctx *ctx, const struct facet_value *v)
{
	return v->yes ? view_text(ctx, N_("Yes")) : v->no ? view_text(ctx, N_("No")) : v->name;
}

/* The list with one value more, or less where it is chosen. */
static const char *toggled(struct ctx *ctx, const struct narrow *n, const struct finding_choice *one)
{
	struct finding f = n->finding;
	struct finding_choice *v = ARENA_ARRAY(ctx->arena, f.n_choices + 1, struct finding_choice);
	size_t out = 0;
	bool placed = false;
	for (size_t i = 0; i < f.n_choices; i++) {
		const struct finding_choice *c = &f.choices[i];
		int order = strcmp(c->facet, one->facet);
		order = order ? order : strcmp(c->code, one->code);
		if (order >= 0 && !placed) {
			placed = true;
			if (order > 0)
				v[out++] = *one;
		}
		if (order != 0)
			v[out++] = *c;
	}
	if (!placed)
		v[out++] = *one;
	f.choices = v;
	f.n_choices = out;
	return narrow_url(ctx, n, &f);
}

static const char *with_price(struct ctx *ctx, const struct narrow *n, int64_t low, int64_t high)
{
	struct finding f = n->finding;
	f.price_low = low;
	f.price_high = high;
	return narrow_url(ctx, n, &f);
}

static const char *with_stock(struct ctx *ctx, const struct narrow *n, bool in_stock)
{
	struct finding f = n->finding;
	f.in_stock = in_stock;
	return narrow_url(ctx, n, &f);
}

static const char *amount(struct ctx *ctx, int64_t minor)
{
	return text_money(ctx->arena, ctx->locale, money_of(minor, ctx->currency));
}

static const char *price_name(struct ctx *ctx, int64_t low, int64_t high)
{
	if (low < 0)
		return view_format(ctx, N_("Up to {1}"), amount(ctx, high), NULL);
	if (high < 0)
		return view_format(ctx, N_("From {1}"), amount(ctx, low), NULL);
	return view_format(ctx, N_("{1} to {2}"), amount(ctx, low), amount(ctx, high));
}

static void add_chip(struct narrow_part *out, const char *name, const char *url)
{
	out->chips[out->n_chips++] = (struct narrow_chip){ .name = name, .url = url };
}

static void fill_facet(struct ctx *ctx, const struct narrow *n, const struct facet *facet, struct narrow_part *out)
{
	struct narrow_facet *to = &out->facets[out->n_facets++];
	*to = (struct narrow_facet){ .name = facet->name };
	to->links = ARENA_ARRAY(ctx->arena, facet->n, struct narrow_link);
	to->n_links = facet->n;
	for (size_t i = 0; i < facet->n; i++) {
		const struct facet_value *v = &facet->values[i];
		const char *name = value_name(ctx, v);
		struct finding_choice one = { .facet = facet->facet, .code = v->code };
		to->links[i] = (struct narrow_link){ .name = name,
			.url = toggled(ctx, n, &one),
			.count = v->count,
			.more = facet->more,
			.chosen = v->chosen };
		if (v->chosen)
			add_chip(out, text_pairs(ctx->arena, ctx->locale, &facet->name, &name, 1), to->links[i].url);
	}
}

static void fill_prices(struct ctx *ctx, const struct narrow *n, const struct found *found, struct narrow_part *out)
{
	const struct finding *f = &n->finding;
	bool chosen = f->price_low >= 0 || f->price_high >= 0;
	out->priced = found->lowest < found->highest || chosen || out->min_error || out->max_error;
	out->currency = ctx->currency;
	out->steps = ARENA_ARRAY(ctx->arena, found->n_steps, struct narrow_link);
	out->n_steps = found->n_steps;
	for (size_t i = 0; i < found->n_steps; i++) {
		const struct price_step *s = &found->steps[i];
		out->steps[i] = (struct narrow_link){ .name = price_name(ctx, s->low, s->high),
			.url = s->chosen ? with_price(ctx, n, -1, -1) : with_price(ctx, n, s->low, s->high),
			.count = s->count,
			.more = found->steps_more,
			.chosen = s->chosen };
	}
	if (chosen)
		add_chip(out, price_name(ctx, f->price_low, f->price_high), with_price(ctx, n, -1, -1));
	out->min_hint = text_money_field(ctx->arena, ctx->locale, money_of(found->lowest, ctx->currency));
	out->max_hint = text_money_field(ctx->arena, ctx->locale, money_of(found->highest, ctx->currency));
	out->min = out->min_error || out->max_error ? n->in->min
	           : f->price_low < 0
	               ? NULL
	               : text_money_field(ctx->arena, ctx->locale, money_of(f->price_low, ctx->currency));
	out->max = out->min_error || out->max_error ? n->in->max
	           : f->price_high < 0
	               ? NULL
	               : text_money_field(ctx->arena, ctx->locale, money_of(f->price_high, ctx->currency));
}

static void hide(struct narrow_part *out, const char *name, const char *value)
{
	out->hidden[out->n_hidden++] = (struct narrow_hidden){ .name = name, .value = value };
}

/* The form for prices sends everything else that is chosen along. */
static void fill_hidden(struct ctx *ctx, const struct narrow *n, struct narrow_part *out)
{
	const struct finding *f = &n->finding;
	out->hidden = ARENA_ARRAY(ctx->arena, f->n_choices + 3, struct narrow_hidden);
	out->form_url = n->path;
	if (n->search)
		hide(out, "q", n->in->q);
	for (size_t i = 0; i < f->n_choices; i++)
		hide(out, "f", arena_printf(ctx->arena, "%s%s", f->choices[i].facet, f->choices[i].code));
	if (f->in_stock)
		hide(out, "stock", "in");
	if (f->sort != n->own)
		hide(out, "sort", narrow_sorts[f->sort].code);
}

static void fill_stock(struct ctx *ctx, const struct narrow *n, const struct found *found, struct narrow_part *out)
{
	bool chosen = n->finding.in_stock;
	const char *name = view_text(ctx, N_("In stock"));
	if (!chosen && (found->in_stock == 0 || (!found->more && found->in_stock == found->list.total)))
		return;
	out->stock = ARENA_NEW(ctx->arena, struct narrow_link);
	*out->stock = (struct narrow_link){ .name = name,
		.url = with_stock(ctx, n, !chosen),
		.count = found->in_stock,
		.more = found->more,
		.chosen = chosen };
	if (chosen)
		add_chip(out, name, out->stock->url);
}

static void fill_sorts(struct ctx *ctx, const struct narrow *n, struct narrow_part *out)
{
	out->sorts = ARENA_ARRAY(ctx->arena, SORT__MAX, struct narrow_link);
	out->n_sorts = SORT__MAX;
	for (int i = 0; i < SORT__MAX; i++) {
		struct finding f = n->finding;
		f.sort = (enum product_sort)i;
		out->sorts[i] = (struct narrow_link){
			.name = view_text(ctx, n->search ? narrow_sorts[i].search_label : narrow_sorts[i].label),
			.url = narrow_url(ctx, n, &f),
			.chosen = i == (int)n->finding.sort,
		};
	}
	out->sort = out->sorts[n->finding.sort].name;
}

static const char *error_at(struct ctx *ctx, const char *field)
{
	const struct refusal *why = refusal_for(ctx, field);
	return why ? refusal_sentence(ctx, why) : NULL;
}

void narrow_fill(struct ctx *ctx, const struct narrow *n, const struct found *found, struct narrow_part *out)
{
	struct finding bare = { .price_low = -1, .price_high = -1, .sort = n->finding.sort };
	*out = (struct narrow_part){
		.total = found->list.total, .more = found->more, .narrowed = narrow_any(n), .search = n->search
	};
	out->facets = ARENA_ARRAY(ctx->arena, found->n_facets, struct narrow_facet);
	out->chips = ARENA_ARRAY(ctx->arena, n->finding.n_choices + 2, struct narrow_chip);
	out->min_error = error_at(ctx, "min");
	out->max_error = error_at(ctx, "max");
	for (size_t i = 0; i < found->n_facets; i++)
		fill_facet(ctx, n, &found->facets[i], out);
	fill_prices(ctx, n, found, out);
	fill_stock(ctx, n, found, out);
	fill_hidden(ctx, n, out);
	fill_sorts(ctx, n, out);
	out->clear_url = narrow_url(ctx, n, &bare);
	out->any = out->n_facets > 0 || out->priced || out->stock;
}

static const struct view_field link_fields[] = {
	V_STR(narrow_link, name),
	V_STR(narrow_link, url),
	V_INT(narrow_link, count),
	V_BOOL(narrow_link, more),
	V_BOOL(narrow_link, chosen),
	V_END,
};
static const struct view_type link_view = { "narrow_link", sizeof(struct narrow_link), link_fields };

static const struct view_field facet_fields[] = {
	V_STR(narrow_facet, name),
	V_LIST(narrow_facet, links, n_links, &link_view),
	V_END,
};
static const struct view_type facet_view = { "narrow_facet", sizeof(struct narrow_facet), facet_fields };

static const struct view_field chip_fields[] = {
	V_STR(narrow_chip, name),
	V_STR(narrow_chip, url),
	V_END,
};
static const struct view_type chip_view = { "narrow_chip", sizeof(struct narrow_chip), chip_fields };

static const struct view_field hidden_fields[] = {
	V_STR(narrow_hidden, name),
	V_STR(narrow_hidden, value),
	V_END,
};
static const struct view_type hidden_view = { "narrow_hidden", sizeof(struct narrow_hidden), hidden_fields };

static const struct view_field part_fields[] = {
	V_LIST(narrow_part, facets, n_facets, &facet_view),
	V_PTR(narrow_part, stock, &link_view),
	V_LIST(narrow_part, steps, n_steps, &link_view),
	V_BOOL(narrow_part, priced),
	V_STR(narrow_part, form_url),
	V_LIST(narrow_part, hidden, n_hidden, &hidden_view),
	V_STR(narrow_part, currency),
	V_STR(narrow_part, min),
	V_STR(narrow_part, max),
	V_STR(narrow_part, min_hint),
	V_STR(narrow_part, max_hint),
	V_STR(narrow_part, min_error),
	V_STR(narrow_part, max_error),
	V_LIST(narrow_part, chips, n_chips, &chip_view),
	V_STR(narrow_part, clear_url),
	V_LIST(narrow_part, sorts, n_sorts, &link_view),
	V_STR(narrow_part, sort),
	V_INT(narrow_part, total),
	V_BOOL(narrow_part, more),
	V_BOOL(narrow_part, search),
	V_BOOL(narrow_part, narrowed),
	V_BOOL(narrow_part, any),
	V_END,
};
const struct view_type narrow_part_view = { "narrow_part", sizeof(struct narrow_part), part_fields };
