#include "shop/finding.h"

#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/finding_room.h"
#include "shop/price.h"
#include "shop/show.h"
#include "shop/tenant.h"

static const char *const sort_words[SORT__MAX] = {
	[SORT_FEATURED] = "featured",
	[SORT_NAME] = "name",
	[SORT_PRICE_UP] = "price",
	[SORT_PRICE_DOWN] = "price-down",
	[SORT_NEWEST] = "new",
};

const char *finding_sort_word(enum product_sort sort)
{
	return sort_words[sort];
}

static bool contains(const int64_t *v, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == id)
			return true;
	return false;
}

/* Whatever order the categories come in. */
struct bigints finding_subtree(struct ctx *ctx, const struct categories *all, int64_t root)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, all->n + 1, int64_t);
	size_t n = 0, before;
	ids[n++] = root;
	do {
		before = n;
		for (size_t i = 0; i < all->n; i++)
			if (contains(ids, n, all->v[i].parent_id) && !contains(ids, n, all->v[i].id))
				ids[n++] = all->v[i].id;
	} while (n != before);
	return (struct bigints){ .v = ids, .n = n };
}

size_t finding_join(const int64_t *counts, size_t n, size_t *ends)
{
	int64_t sums[ROUND_BOUNDS + 1];
	BUG_IF(n > sizeof sums / sizeof *sums);
	for (size_t i = 0; i < n; i++) {
		sums[i] = counts[i];
		ends[i] = i + 1;
	}
	while (n > STEPS_MAX) {
		size_t at = 0;
		for (size_t i = 1; i + 1 < n; i++)
			if (sums[i] + sums[i + 1] < sums[at] + sums[at + 1])
				at = i;
		sums[at] += sums[at + 1];
		ends[at] = ends[at + 1];
		for (size_t i = at + 1; i + 1 < n; i++) {
			sums[i] = sums[i + 1];
			ends[i] = ends[i + 1];
		}
		n--;
	}
	return n;
}

int finding_slot(const struct finding *f, const char *facet)
{
	int slot = 0;
	for (size_t i = 0; i < f->n_choices; i++) {
		slot += i == 0 || !str_eq(f->choices[i].facet, f->choices[i - 1].facet);
		if (str_eq(f->choices[i].facet, facet))
			return slot;
	}
	return 0;
}

/* Digits with at most one point; short enough for any number of ours. */
static size_t decimal_length(const char *s)
{
	size_t n = strspn(s, "0123456789");
	if (n == 0 || n > 15)
		return 0;
	if (s[n] != '.')
		return n;
	size_t more = strspn(s + n + 1, "0123456789");
	return more == 0 || more > 9 ? 0 : n + 1 + more;
}

bool finding_range(struct ctx *ctx, const char *code, const char **low, const char **high)
{
	size_t n = decimal_length(code);
	if (n == 0 || code[n] != '-')
		return false;
	size_t m = decimal_length(code + n + 1);
	if (m == 0 || code[n + 1 + m])
		return false;
	*low = arena_strndup(ctx->arena, code, n);
	*high = code + n + 1;
	return true;
}

struct picks finding_picks(struct ctx *ctx, const struct finding *f)
{
	size_t n = f->n_choices;
	struct picks p = { ARENA_ARRAY(ctx->arena, n, int64_t), ARENA_ARRAY(ctx->arena, n, const char *),
		ARENA_ARRAY(ctx->arena, n, const char *), ARENA_ARRAY(ctx->arena, n, const char *),
		ARENA_ARRAY(ctx->arena, n, const char *) };
	for (size_t i = 0; i < n; i++) {
		p.slot[i] = finding_slot(f, f->choices[i].facet);
		p.facet[i] = f->choices[i].facet;
		p.code[i] = f->choices[i].code;
		p.low[i] = p.high[i] = NULL;
		finding_range(ctx, p.code[i], &p.low[i], &p.high[i]);
	}
	return p;
}

static enum err_code ask(struct ctx *ctx, const struct finding *f, const struct drawn *d, struct find_products_row *row)
{
	const struct settings *s = ctx->settings;
	size_t n = f->n_choices;
	struct picks p = finding_picks(ctx, f);
	struct find_products_in in = { .categories = f->categories,
		.words = f->words,
		.exact = f->exact,
		.locale = ctx->locale,
		.default_locale = s->default_locale,
		.sort = sort_words[f->sort],
		.currency = ctx->currency,
		.own_currency = s->currency,
		.at = ctx->now,
		.slot = { .v = p.slot, .n = n },
		.facet = { .v = p.facet, .n = n },
		.code = { .v = p.code, .n = n },
		.low = { .v = p.low, .n = n },
		.high = { .v = p.high, .n = n },
		.slots = n ? finding_slot(f, f->choices[n - 1].facet) : 0,
		.price_low = f->price_low,
		.price_low_null = f->price_low < 0,
		.price_high = f->price_high,
		.price_high_null = f->price_high < 0,
		.in_stock = f->in_stock,
		.bounds = { .v = round_bounds(), .n = ROUND_BOUNDS },
		.step = price_step(ctx, ctx->currency),
		.most = *f->words ? FINDING_RANKED : FINDING_COUNTED,
		.query = *f->words ? d->query : "",
		.beyond = *f->words ? d->beyond : "" };
	price_fraction(ctx, ctx->currency, &in.num, &in.den);
	return q_find_products_one(ctx, &in, row);
}

static void set_steps(struct ctx *ctx, const struct finding *f, const struct find_products_row *row, struct found *out)
{
	const int64_t *bounds = round_bounds(), *buckets = row->buckets.v;
	size_t ends[ROUND_BOUNDS + 1], n = row->buckets.n, from = 0;
	out->lowest = row->lowest;
	out->highest = row->highest;
	n = finding_join(row->bucket_counts.v, n, ends);
	if (n < 2)
		return;
	out->steps = ARENA_ARRAY(ctx->arena, n, struct price_step);
	out->n_steps = n;
	for (size_t i = 0; i < n; i++) {
		struct price_step *step = &out->steps[i];
		*step = (struct price_step){ .low = -1, .high = -1 };
		/* From where the step before ended, so that none lies between two. */
		if (i > 0)
			step->low = out->steps[i - 1].high + 1;
		if (i + 1 < n)
			step->high = bounds[buckets[ends[i] - 1]] - 1;
		for (; from < ends[i]; from++)
			step->count += row->bucket_counts.v[from];
		step->chosen = step->low == f->price_low && step->high == f->price_high;
	}
}

static bool narrowed(const struct finding *f)
{
	return f->n_choices > 0 || f->price_low >= 0 || f->price_high >= 0 || f->in_stock;
}

static enum err_code look(
    struct ctx *ctx, const struct finding *f, struct find_products_row *row, struct uncounted *uncounted)
{
	struct drawn d = { 0 };
	const char *none = "";
	enum err_code e = *f->words ? finding_draw(ctx, f, &none, 1, &d) : ERR_OK;
	bool large = d.many && narrowed(f);
	if (!e && !large)
		e = ask(ctx, f, &d, row);
	return !e && (large || d.drawn || row->large) ? finding_large(ctx, f, &d, row, uncounted) : e;
}

enum err_code finding_run(struct ctx *ctx, const struct finding *f, struct found *out)
{
	struct find_products_row row;
	struct uncounted uncounted = { 0 };
	*out = (struct found){ 0 };
	/* The first is the one whose list it is. */
	if (*f->words || f->categories.n == 0)
		show(ctx, TOPIC_GOODS, 0);
	else
		show(ctx, TOPIC_CATEGORY, f->categories.v[0]);
	enum err_code e = look(ctx, f, &row, &uncounted);
	if (e || (row.base == 0 && *f->words))
		return e;
	out->base = row.base;
	out->more = uncounted.list;
	e = catalog_page_of(ctx, row.ids, f->page, &out->list);
	if (e)
		return e;
	out->list.total = row.total;
	e = finding_facets(ctx, f, &row, &uncounted, out);
	if (e)
		return e;
	out->in_stock = row.in_stock;
	set_steps(ctx, f, &row, out);
	out->steps_more = uncounted.list || uncounted.price;
	return ERR_OK;
}
