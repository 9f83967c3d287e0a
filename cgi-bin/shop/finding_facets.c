#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "kit/text.h"
#include "shop/finding_room.h"
#include "shop/tenant.h"

/* A term with its name, and in how many products it is. */
struct term {
	const struct find_terms_row *row;
	int64_t count;
	double number;
	const uint8_t *key; /* by which the language orders */
	size_t key_n;
};

static int by_key(const struct term *x, const struct term *y)
{
	size_t n = x->key_n < y->key_n ? x->key_n : y->key_n;
	int c = memcmp(x->key, y->key, n);
	return c ? c : (x->key_n > y->key_n) - (x->key_n < y->key_n);
}

/* Options first, by their sign; then attributes as the merchant has them; within one the order of its values. */
static int by_place(const void *a, const void *b)
{
	const struct term *x = a, *y = b;
	const struct find_terms_row *p = x->row, *q = y->row;
	int c;
	if (p->facet_position != q->facet_position)
		return p->facet_position < q->facet_position ? -1 : 1;
	c = strcmp(p->facet, q->facet);
	if (c)
		return c;
	if (x->number < y->number || x->number > y->number)
		return x->number < y->number ? -1 : 1;
	if (p->position != q->position)
		return p->position < q->position ? -1 : 1;
	c = str_eq(p->type, "bool") ? strcmp(q->code, p->code) : by_key(x, y);
	return c ? c : strcmp(p->code, q->code);
}

static int by_id(const void *a, const void *b)
{
	int64_t x = (*(const struct find_terms_row *const *)a)->id, y = (*(const struct find_terms_row *const *)b)->id;
	return (x > y) - (x < y);
}

static const struct find_terms_row *find_row(const struct find_terms_row *const *rows, size_t n, int64_t id)
{
	struct find_terms_row wanted = { .id = id };
	const struct find_terms_row *key = &wanted, *const *at = bsearch(&key, rows, n, sizeof(*rows), by_id);
	return at ? *at : NULL;
}

static enum err_code read_terms(struct ctx *ctx, const struct finding *f, const struct find_products_row *row,
    struct find_terms_row **rows, size_t *n)
{
	const char **facets = ARENA_ARRAY(ctx->arena, f->n_choices, const char *);
	const char **codes = ARENA_ARRAY(ctx->arena, f->n_choices, const char *);
	for (size_t i = 0; i < f->n_choices; i++) {
		facets[i] = f->choices[i].facet;
		codes[i] = f->choices[i].code;
	}
	*n = 0;
	if (row->terms.n == 0 && f->n_choices == 0)
		return ERR_OK;
	return q_find_terms(ctx,
	    &(struct find_terms_in){ .terms = row->terms,
	        .facets = { .v = facets, .n = f->n_choices },
	        .codes = { .v = codes, .n = f->n_choices },
	        .locale = ctx->locale,
	        .default_locale = ctx->settings->default_locale },
	    rows, n);
}

/* Options of several products are mixed: sizes that begin with a number stand by it, before all others. */
static double size_of(const struct find_terms_row *r)
{
	const char *digits = r->name;
	double size = 0, unit = 1;
	if (r->number)
		return strtod(r->number, NULL);
	if (!str_eq(r->type, "option"))
		return 0;
	if (*digits < '0' || *digits > '9')
		return HUGE_VAL;
	for (; *digits >= '0' && *digits <= '9'; digits++)
		size = size * 10 + (*digits - '0');
	if (*digits == '.' || *digits == ',')
		for (digits++; *digits >= '0' && *digits <= '9'; digits++)
			size += (unit /= 10) * (*digits - '0');
	return size;
}

/* Each term once, with the products that fail nothing, or its own facet alone. */
static struct term *count_terms(struct ctx *ctx, const struct finding *f, const struct find_products_row *row,
    struct find_terms_row *rows, size_t n)
{
	struct term *terms = ARENA_ARRAY(ctx->arena, n, struct term);
	const struct find_terms_row **index = ARENA_ARRAY(ctx->arena, n, const struct find_terms_row *);
	for (size_t i = 0; i < n; i++) {
		index[i] = &rows[i];
		terms[i] = (struct term){ .row = &rows[i], .number = size_of(&rows[i]) };
		terms[i].key = text_sort_key(ctx->arena, ctx->locale, rows[i].name, &terms[i].key_n);
	}
	qsort(index, n, sizeof(*index), by_id);
	for (size_t i = 0; i < row->terms.n; i++) {
		const struct find_terms_row *r = find_row(index, n, row->terms.v[i]);
		if (!r)
			continue;
		int slot = finding_slot(f, r->facet);
		int64_t missing = row->missing.v[i];
		if (missing == 0 || (slot > 0 && missing == INT64_C(1) << (slot - 1)))
			terms[r - rows].count += row->counts.v[i];
	}
	qsort(terms, n, sizeof(*terms), by_place);
	return terms;
}

static bool is_chosen(const struct finding *f, const char *facet, const char *code)
{
	for (size_t i = 0; i < f->n_choices; i++)
		if (str_eq(f->choices[i].facet, facet) && str_eq(f->choices[i].code, code))
			return true;
	return false;
}

static struct facet_value *add_value(struct facet *facet, const struct finding *f, const char *code)
{
	struct facet_value *v = &facet->values[facet->n++];
	*v = (struct facet_value){ .code = code, .name = code, .chosen = is_chosen(f, facet->facet, code) };
	facet->chosen |= v->chosen;
	return v;
}

static const char *range_name(struct ctx *ctx, const char *low, const char *high, const char *unit)
{
	return arena_printf(
	    ctx->arena, "%s – %s", product_number_text(ctx, low, unit), product_number_text(ctx, high, unit));
}

static int64_t count_between(const struct term *terms, size_t n, double low, double high)
{
	int64_t count = 0;
	for (size_t i = 0; i < n; i++)
		if (terms[i].number >= low && terms[i].number < high)
			count += terms[i].count;
	return count;
}

static void add_range(
    struct ctx *ctx, struct facet *facet, const struct finding *f, const struct term *terms, size_t n, const char *code)
{
	const char *low, *high;
	if (!finding_range(ctx, code, &low, &high))
		return;
	struct facet_value *v = add_value(facet, f, code);
	v->name = range_name(ctx, low, high, terms[0].row->unit);
	v->count = count_between(terms, n, strtod(low, NULL), strtod(high, NULL));
}

/* Many numbers are shown as ranges between round ones. */
static void add_ranges(
    struct ctx *ctx, struct facet *facet, const struct finding *f, const struct term *terms, size_t n)
{
	const int64_t *bounds = round_bounds();
	int64_t counts[ROUND_BOUNDS] = { 0 }, low[ROUND_BOUNDS], high[ROUND_BOUNDS];
	size_t buckets = 0, ends[ROUND_BOUNDS], from = 0;
	for (int b = 0; b < ROUND_BOUNDS; b++) {
		int64_t at = b ? bounds[b - 1] : 0;
		int64_t count = count_between(terms, n, (double)at, (double)bounds[b]);
		if (count == 0)
			continue;
		low[buckets] = at;
		high[buckets] = bounds[b];
		counts[buckets++] = count;
	}
	buckets = finding_join(counts, buckets, ends);
	for (size_t i = 0; i < buckets; from = ends[i++])
		add_range(ctx, facet, f, terms, n,
		    arena_printf(ctx->arena, "%lld-%lld", (long long)low[from], (long long)high[ends[i] - 1]));
}

static void add_values(
    struct ctx *ctx, struct facet *facet, const struct finding *f, const struct term *terms, size_t n)
{
	bool number = str_eq(terms[0].row->type, "number");
	size_t there = 0;
	for (size_t i = 0; i < n; i++)
		there += terms[i].count > 0;
	if (number && there > VALUES_APART)
		add_ranges(ctx, facet, f, terms, n);
	for (size_t i = 0; i < n; i++) {
		const struct find_terms_row *r = terms[i].row;
		bool chosen = is_chosen(f, facet->facet, r->code);
		if (!chosen && (terms[i].count == 0 || (number && there > VALUES_APART)))
			continue;
		struct facet_value *v = add_value(facet, f, r->code);
		v->count = terms[i].count;
		v->name = number ? product_number_text(ctx, r->code, r->unit) : r->name;
		v->yes = str_eq(r->type, "bool") && str_eq(r->code, "yes");
		v->no = str_eq(r->type, "bool") && !v->yes;
	}
}

static bool has_value(const struct facet *facet, const char *code)
{
	for (size_t i = 0; i < facet->n; i++)
		if (str_eq(facet->values[i].code, code))
			return true;
	return false;
}

/* What was chosen and is none of the values that are shown: another range, or a value that the shop does not have. */
static void add_strange(
    struct ctx *ctx, struct facet *facet, const struct finding *f, const struct term *terms, size_t n)
{
	for (size_t i = 0; i < f->n_choices; i++) {
		const struct finding_choice *c = &f->choices[i];
		if (!str_eq(c->facet, facet->facet) || has_value(facet, c->code))
			continue;
		size_t before = facet->n;
		if (n > 0 && str_eq(terms[0].row->type, "number"))
			add_range(ctx, facet, f, terms, n, c->code);
		if (facet->n == before)
			add_value(facet, f, c->code);
	}
}

static void add_facet(struct ctx *ctx, struct found *out, const struct finding *f, const struct term *terms, size_t n,
    const char *sign, const char *name)
{
	struct facet *facet = &out->facets[out->n_facets];
	*facet = (struct facet){ .facet = sign, .name = name };
	facet->values = ARENA_ARRAY(ctx->arena, n + ROUND_BOUNDS + f->n_choices, struct facet_value);
	if (n > 0)
		add_values(ctx, facet, f, terms, n);
	add_strange(ctx, facet, f, terms, n);
	if (facet->chosen || facet->n > 1 || (facet->n == 1 && (out->more || facet->values[0].count < out->list.total)))
		out->n_facets++;
}

static bool has_facet(const struct found *out, const char *sign)
{
	for (size_t i = 0; i < out->n_facets; i++)
		if (str_eq(out->facets[i].facet, sign))
			return true;
	return false;
}

enum err_code finding_facets(struct ctx *ctx, const struct finding *f, const struct find_products_row *row,
    const struct uncounted *uncounted, struct found *out)
{
	struct find_terms_row *rows = NULL;
	size_t n;
	enum err_code e = read_terms(ctx, f, row, &rows, &n);
	if (e)
		return e;
	struct term *terms = count_terms(ctx, f, row, rows, n);
	out->facets = ARENA_ARRAY(ctx->arena, n + f->n_choices + 1, struct facet);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from + 1; to < n && str_eq(terms[to].row->facet, terms[from].row->facet);)
			to++;
		add_facet(ctx, out, f, terms + from, to - from, terms[from].row->facet, terms[from].row->facet_name);
	}
	for (size_t i = 0; i < f->n_choices; i++) {
		const char *sign = f->choices[i].facet;
		if (!has_facet(out, sign))
			add_facet(ctx, out, f, NULL, 0, sign, arena_strndup(ctx->arena, sign, strlen(sign) - 1));
	}
	for (size_t i = 0; i < out->n_facets; i++) {
		int slot = finding_slot(f, out->facets[i].facet);
		out->facets[i].more = uncounted->list || (slot > 0 && uncounted->slot[slot]);
	}
	return ERR_OK;
}
