/* Lists of so many products that only some of them are looked at: to count, and to find the page that is asked for. */
#include <inttypes.h>

#include "base/buf.h"
#include "base/str.h"
#include "shop/finding_room.h"
#include "shop/price.h"
#include "shop/tenant.h"

/* Values that a facet's other choices leave are counted among fewer: they only say what else could be chosen. */
enum { QUERY_BYTES = 256 * 1024, ASIDE_COUNTED = 2000, PRICE_SET = 256, SETS_MAX = FINDING_FACETS + 2 };

static bool narrowed(const struct finding *f)
{
	return f->n_choices > 0 || f->price_low >= 0 || f->price_high >= 0 || f->in_stock;
}

/* A chosen facet's values as a part of a tsquery; one that no product has finds nothing, as the bare sign does. */
struct slots {
	const char *any_of[FINDING_FACETS + 1];
	int n;
};

struct sets {
	int64_t set[SETS_MAX], priced[SETS_MAX], stocked[SETS_MAX], most[SETS_MAX];
	const char *query[SETS_MAX], *beyond[SETS_MAX];
	bool drawn[SETS_MAX];
	size_t n;
};

/* A range of numbers may be many terms, and has marks of its own among the words. */
static const char *range_mark(struct ctx *ctx, const struct finding *f, const struct picks *p, size_t i)
{
	return *f->words && p->low[i] ? mark_numbers(ctx, p->facet[i], p->low[i], p->high[i]) : "";
}

static enum err_code read_slots(struct ctx *ctx, const struct finding *f, struct slots *out)
{
	size_t n = f->n_choices, asked = 0, found = 0;
	struct picks p = finding_picks(ctx, f), ask = finding_picks(ctx, f);
	struct find_picks_row *rows = NULL;
	struct buf any_of[FINDING_FACETS + 1];
	*out = (struct slots){ .n = n ? finding_slot(f, f->choices[n - 1].facet) : 0 };
	for (int slot = 1; slot <= out->n; slot++) {
		buf_init(&any_of[slot], ctx->arena, QUERY_BYTES);
		buf_puts(&any_of[slot], "('#'");
	}
	for (size_t i = 0; i < n; i++) {
		const char *range = range_mark(ctx, f, &p, i);
		if (*range) {
			buf_printf(&any_of[p.slot[i]], "|%s", range);
			continue;
		}
		ask.slot[asked] = p.slot[i];
		ask.facet[asked] = p.facet[i];
		ask.code[asked] = p.code[i];
		ask.low[asked] = p.low[i];
		ask.high[asked++] = p.high[i];
	}
	enum err_code e = asked == 0 ? ERR_OK
	                             : q_find_picks(ctx,
	                                   &(struct find_picks_in){ .slot = { .v = ask.slot, .n = asked },
	                                       .facet = { .v = ask.facet, .n = asked },
	                                       .code = { .v = ask.code, .n = asked },
	                                       .low = { .v = ask.low, .n = asked },
	                                       .high = { .v = ask.high, .n = asked } },
	                                   &rows, &found);
	for (size_t i = 0; !e && i < found; i++)
		buf_printf(&any_of[rows[i].slot], "|'%s%" PRId64 "'", *f->words ? "#" : "", rows[i].id);
	for (int slot = 1; !e && slot <= out->n; slot++) {
		buf_puts(&any_of[slot], ")");
		out->any_of[slot] = buf_str(&any_of[slot]);
	}
	return e;
}

/* What has all that was chosen; without: but nothing of that slot. */
static const char *marks(struct ctx *ctx, const struct finding *f, const struct slots *s, int without)
{
	struct buf b;
	buf_init(&b, ctx->arena, QUERY_BYTES);
	for (size_t i = 0; i < f->categories.n; i++)
		buf_printf(
		    &b, "%s'%" PRId64 "'%s", i ? "|" : "(", f->categories.v[i], i + 1 == f->categories.n ? ")" : "");
	for (int slot = 1; slot <= s->n; slot++)
		buf_printf(&b, "%s%s%s", b.len ? "&" : "", slot == without ? "!" : "", s->any_of[slot]);
	return buf_str(&b);
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t counted(const struct finding *f)
{
	return *f->words ? FINDING_RANKED : FINDING_COUNTED;
}

static void add_set(struct sets *to, const struct finding *f, int64_t set, const char *query)
{
	bool priced = f->price_low >= 0 || f->price_high >= 0;
	size_t i = to->n++;
	to->set[i] = set;
	to->query[i] = query;
	to->beyond[i] = "";
	to->drawn[i] = false;
	to->priced[i] = set == PRICE_SET ? -1 : priced;
	to->stocked[i] = f->in_stock;
	to->most[i] = set ? ASIDE_COUNTED : counted(f) + 1;
}

static struct sets sets_of(struct ctx *ctx, const struct finding *f, const struct slots *s)
{
	struct sets out = { .n = 0 };
	add_set(&out, f, 0, marks(ctx, f, s, 0));
	for (int slot = 1; slot <= s->n; slot++)
		add_set(&out, f, INT64_C(1) << (slot - 1), marks(ctx, f, s, slot));
	if (f->price_low >= 0 || f->price_high >= 0)
		add_set(&out, f, PRICE_SET, marks(ctx, f, s, 0));
	return out;
}

/* Among the words stand marks of prices and stock, too: they let few through that the row itself does not. */
static enum err_code draw_sets(struct ctx *ctx, const struct finding *f, struct sets *s)
{
	const char *all[SETS_MAX], *prices = mark_prices(ctx, f->price_low, f->price_high);
	struct drawn drawn[SETS_MAX];
	for (size_t i = 0; i < s->n; i++) {
		const char *price = s->set[i] == PRICE_SET ? "" : prices, *stock = f->in_stock ? "'+'" : "";
		const char *rest = arena_printf(ctx->arena, "%s%s%s", price, *price && *stock ? "&" : "", stock);
		all[i] = arena_printf(ctx->arena, "%s%s%s", s->query[i], *s->query[i] && *rest ? "&" : "", rest);
	}
	enum err_code e = finding_draw(ctx, f, all, s->n, drawn);
	for (size_t i = 0; !e && i < s->n; i++) {
		s->query[i] = drawn[i].query;
		s->beyond[i] = drawn[i].beyond;
		s->drawn[i] = drawn[i].drawn;
	}
	return e;
}

static enum err_code ask(struct ctx *ctx, const struct finding *f, const struct sets *s, struct find_sets_row *out)
{
	struct find_sets_in in = { .sets = { s->set, s->n },
		.queries = { s->query, s->n },
		.beyond = { s->beyond, s->n },
		.priced = { s->priced, s->n },
		.stocked = { s->stocked, s->n },
		.most = { s->most, s->n },
		.words = f->words,
		.exact = f->exact,
		.locale = ctx->locale,
		.default_locale = ctx->settings->default_locale,
		.currency = ctx->currency,
		.own_currency = ctx->settings->currency,
		.at = ctx->now,
		.price_low = f->price_low,
		.price_low_null = f->price_low < 0,
		.price_high = f->price_high,
		.price_high_null = f->price_high < 0,
		.bounds = { round_bounds(), ROUND_BOUNDS },
		.step = price_step(ctx, ctx->currency) };
	price_fraction(ctx, ctx->currency, &in.num, &in.den);
	return q_find_sets_one(ctx, &in, out);
}

static void note_uncounted(const struct sets *s, const struct find_sets_row *found, struct uncounted *out)
{
	for (size_t i = 0; i < found->sets.n; i++)
		for (size_t k = 0; k < s->n; k++) {
			if (s->set[k] != found->sets.v[i] || (!s->drawn[k] && found->sizes.v[i] < s->most[k]))
				continue;
			if (s->set[k] == 0)
				out->list = true;
			else if (s->set[k] == PRICE_SET)
				out->price = true;
			else
				out->slot[k] = true; /* the sets of slots come behind the list's, in their order */
		}
}

/* The names of other languages come after those of the reader's. */
static enum err_code walk_by_name(struct ctx *ctx, struct find_walk_in *in, struct bigints *ids)
{
	struct find_walk_row own, rest;
	bool whole = str_eq(in->locale, in->default_locale);
	in->walked = in->locale;
	in->except = "";
	enum err_code e = q_find_walk_one(ctx, in, &own);
	*ids = own.ids;
	if (e || whole || (int64_t)own.ids.n >= in->max_rows)
		return e;
	in->walked = in->default_locale;
	in->except = in->locale;
	in->max_rows -= (int64_t)own.ids.n;
	e = q_find_walk_one(ctx, in, &rest);
	if (e)
		return e;
	int64_t *v = ARENA_ARRAY(ctx->arena, own.ids.n + rest.ids.n, int64_t);
	for (size_t i = 0; i < own.ids.n + rest.ids.n; i++)
		v[i] = i < own.ids.n ? own.ids.v[i] : rest.ids.v[i - own.ids.n];
	*ids = (struct bigints){ .v = v, .n = own.ids.n + rest.ids.n };
	return ERR_OK;
}

static enum err_code walk(
    struct ctx *ctx, const struct finding *f, const char *query, int64_t max_rows, struct bigints *ids)
{
	struct find_walk_in in = { .sort = finding_sort_word(f->sort),
		.query = query,
		.words = f->words,
		.locale = ctx->locale,
		.default_locale = ctx->settings->default_locale,
		.walked = "",
		.except = "",
		.currency = ctx->currency,
		.own_currency = ctx->settings->currency,
		.at = ctx->now,
		.price_low = f->price_low,
		.price_low_null = f->price_low < 0,
		.price_high = f->price_high,
		.price_high_null = f->price_high < 0,
		.in_stock = f->in_stock,
		.step = price_step(ctx, ctx->currency),
		.max_rows = max_rows };
	struct find_walk_row row;
	price_fraction(ctx, ctx->currency, &in.num, &in.den);
	if (f->sort == SORT_NAME)
		return walk_by_name(ctx, &in, ids);
	enum err_code e = q_find_walk_one(ctx, &in, &row);
	*ids = row.ids;
	return e;
}

static enum err_code walk_featured(
    struct ctx *ctx, const struct finding *f, const char *query, int64_t max_rows, struct bigints *ids)
{
	struct find_walk_featured_in in = { .categories = f->categories,
		.query = query,
		.currency = ctx->currency,
		.own_currency = ctx->settings->currency,
		.at = ctx->now,
		.price_low = f->price_low,
		.price_low_null = f->price_low < 0,
		.price_high = f->price_high,
		.price_high_null = f->price_high < 0,
		.in_stock = f->in_stock,
		.step = price_step(ctx, ctx->currency),
		.max_rows = max_rows };
	struct find_walk_featured_row row;
	if (!narrowed(f)) {
		struct find_walk_shelf_row shelf;
		enum err_code e = q_find_walk_shelf_one(ctx,
		    &(struct find_walk_shelf_in){ .categories = f->categories, .at = ctx->now, .max_rows = max_rows },
		    &shelf);
		*ids = shelf.ids;
		if (e || (int64_t)shelf.ids.n == max_rows)
			return e;
	}
	price_fraction(ctx, ctx->currency, &in.num, &in.den);
	enum err_code e = q_find_walk_featured_one(ctx, &in, &row);
	*ids = row.ids;
	return e;
}

static enum err_code walk_price(
    struct ctx *ctx, const struct finding *f, const char *query, int64_t max_rows, struct bigints *ids)
{
	struct find_walk_price_in in = { .down = f->sort == SORT_PRICE_DOWN,
		.query = query,
		.words = f->words,
		.locale = ctx->locale,
		.default_locale = ctx->settings->default_locale,
		.currency = ctx->currency,
		.own_currency = ctx->settings->currency,
		.at = ctx->now,
		.price_low = f->price_low,
		.price_low_null = f->price_low < 0,
		.price_high = f->price_high,
		.price_high_null = f->price_high < 0,
		.in_stock = f->in_stock,
		.step = price_step(ctx, ctx->currency),
		.max_rows = max_rows };
	struct find_walk_price_row row;
	price_fraction(ctx, ctx->currency, &in.num, &in.den);
	enum err_code e = q_find_walk_price_one(ctx, &in, &row);
	*ids = row.ids;
	return e;
}

/* A list that is known whole is put in order; of a longer one the order is walked as far as the page. */
static enum err_code order(struct ctx *ctx, const struct finding *f, const struct find_sets_row *found,
    const char *query, bool whole, struct bigints *ids)
{
	int64_t far = f->page * CATALOG_PAGE;
	struct find_order_in in = { .ids = found->ids,
		.minors = found->minors,
		.sort = finding_sort_word(f->sort),
		.categories = f->categories,
		.locale = ctx->locale,
		.default_locale = ctx->settings->default_locale };
	struct find_order_row row;
	if (far > CATALOG_LIST_MAX)
		far = CATALOG_LIST_MAX;
	*ids = found->ids;
	if (*f->words && f->sort == SORT_FEATURED)
		return ERR_OK;
	if (!whole && f->sort == SORT_FEATURED)
		return walk_featured(ctx, f, query, far, ids);
	if (!whole && (f->sort == SORT_PRICE_UP || f->sort == SORT_PRICE_DOWN))
		return walk_price(ctx, f, query, far, ids);
	if (!whole)
		return walk(ctx, f, query, far, ids);
	enum err_code e = q_find_order_one(ctx, &in, &row);
	*ids = row.ids;
	return e;
}

/* What find_products has looked at says all that is asked, but the order of a shelf. */
static enum err_code bare(struct ctx *ctx, const struct finding *f, struct find_products_row *row)
{
	row->total = least(row->total, counted(f));
	if (*f->words && f->sort == SORT_FEATURED)
		return ERR_OK;
	return order(ctx, f, &(struct find_sets_row){ .ids = row->ids }, marks(ctx, f, &(struct slots){ .n = 0 }, 0),
	    false, &row->ids);
}

enum err_code finding_large(struct ctx *ctx, const struct finding *asked, const struct drawn *drawn,
    struct find_products_row *row, struct uncounted *uncounted)
{
	struct finding own = *asked, *f = &own;
	struct slots slots;
	struct find_sets_row found;
	if (*f->words && drawn->whole) {
		own.words = own.whole;
		own.begun = own.beyond = "";
	}
	if (!narrowed(f)) {
		uncounted->list = true;
		return bare(ctx, f, row);
	}
	enum err_code e = read_slots(ctx, f, &slots);
	if (e)
		return e;
	struct sets sets = sets_of(ctx, f, &slots);
	const char *query = sets.query[0];
	if (*f->words)
		e = draw_sets(ctx, f, &sets);
	if (!e)
		e = ask(ctx, f, &sets, &found);
	if (e)
		return e;
	note_uncounted(&sets, &found, uncounted);
	*row = (struct find_products_row){ .large = true,
		.base = counted(f),
		.total = uncounted->list ? least((int64_t)found.ids.n, counted(f)) : (int64_t)found.ids.n,
		.in_stock = found.in_stock,
		.missing = found.missing,
		.terms = found.terms,
		.counts = found.counts,
		.buckets = found.buckets,
		.bucket_counts = found.bucket_counts,
		.lowest = found.lowest,
		.highest = found.highest };
	return order(ctx, f, &found, query, !uncounted->list, &row->ids);
}
