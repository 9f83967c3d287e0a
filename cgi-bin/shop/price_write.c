#include "shop/price_write.h"

#include <inttypes.h>
#include <stdbool.h>

#include "queries.h"

struct rows {
	struct price_rows_row *v;
	size_t n;
};

static enum err_code load(struct ctx *ctx, const struct price_key *k, struct rows *out)
{
	return q_price_rows(ctx,
	    &(struct price_rows_in){
	        .variant_id = k->variant_id, .currency = k->currency, .min_quantity = k->min_quantity, .at = ctx->now },
	    &out->v, &out->n);
}

static bool same(const struct price_rows_row *r, const struct price_amount *a)
{
	return r->minor == a->minor && r->compare_minor == a->compare;
}

static enum err_code add(
    struct ctx *ctx, const struct price_key *k, const struct price_amount *a, int64_t from, int64_t to)
{
	return q_price_add(ctx,
	    &(struct price_add_in){ .variant_id = k->variant_id,
	        .currency = k->currency,
	        .min_quantity = k->min_quantity,
	        .minor = a->minor,
	        .compare_minor = a->compare,
	        .compare_minor_null = a->compare < 0,
	        .valid_from = from,
	        .valid_to = to },
	    NULL);
}

static enum err_code span(struct ctx *ctx, const struct price_rows_row *r, int64_t from, int64_t to)
{
	return q_price_span(ctx, &(struct price_span_in){ .id = r->id, .valid_from = from, .valid_to = to }, NULL);
}

static enum err_code drop(struct ctx *ctx, const struct price_rows_row *r)
{
	return q_price_remove(ctx, &(struct price_remove_in){ .id = r->id }, NULL);
}

static enum err_code value(struct ctx *ctx, const struct price_rows_row *r, const struct price_amount *a)
{
	return q_price_value(ctx,
	    &(struct price_value_in){
	        .id = r->id, .minor = a->minor, .compare_minor = a->compare, .compare_minor_null = a->compare < 0 },
	    NULL);
}

/* A row that began this second was never seen by anybody; an older one is history up to now. */
static enum err_code change_current(
    struct ctx *ctx, const struct price_key *k, const struct price_rows_row *r, const struct price_amount *a)
{
	if (r->valid_from >= ctx->now)
		return value(ctx, r, a);
	enum err_code e = span(ctx, r, r->valid_from, ctx->now);
	return e ? e : add(ctx, k, a, ctx->now, r->valid_to);
}

enum err_code price_put(struct ctx *ctx, const struct price_key *k, const struct price_amount *a)
{
	struct rows rows;
	enum err_code e = load(ctx, k, &rows);
	if (e)
		return e;
	if (rows.n == 0 || rows.v[0].valid_from > ctx->now)
		return add(ctx, k, a, ctx->now, rows.n ? rows.v[0].valid_from : PRICE_FOREVER);
	struct price_amount old = { rows.v[0].minor, rows.v[0].compare_minor };
	if (same(&rows.v[0], a))
		return ERR_OK;
	e = change_current(ctx, k, &rows.v[0], a);
	for (size_t i = 1; !e && i < rows.n; i++)
		if (same(&rows.v[i], &old))
			e = value(ctx, &rows.v[i], a);
	return e;
}

enum err_code price_clear(struct ctx *ctx, const struct price_key *k)
{
	struct rows rows;
	enum err_code e = load(ctx, k, &rows);
	if (e || rows.n == 0 || rows.v[0].valid_from > ctx->now)
		return e;
	struct price_amount old = { rows.v[0].minor, rows.v[0].compare_minor };
	e = rows.v[0].valid_from >= ctx->now ? drop(ctx, &rows.v[0])
	                                     : span(ctx, &rows.v[0], rows.v[0].valid_from, ctx->now);
	for (size_t i = 1; !e && i < rows.n; i++)
		if (same(&rows.v[i], &old))
			e = drop(ctx, &rows.v[i]);
	return e;
}

/* What of the row lies outside of [from, to) stays. */
static enum err_code make_room(
    struct ctx *ctx, const struct price_key *k, const struct price_rows_row *r, int64_t from, int64_t to)
{
	struct price_amount a = { r->minor, r->compare_minor };
	if (r->valid_to <= from || r->valid_from >= to)
		return ERR_OK;
	if (r->valid_from >= from)
		return r->valid_to <= to ? drop(ctx, r) : span(ctx, r, to, r->valid_to);
	enum err_code e = span(ctx, r, r->valid_from, from);
	return e || r->valid_to <= to ? e : add(ctx, k, &a, to, r->valid_to);
}

enum err_code price_plan(
    struct ctx *ctx, const struct price_key *k, const struct price_amount *a, int64_t from, int64_t to)
{
	struct rows rows;
	enum err_code e = load(ctx, k, &rows);
	if (from < ctx->now)
		from = ctx->now;
	for (size_t i = 0; !e && i < rows.n; i++)
		e = make_room(ctx, k, &rows.v[i], from, to);
	return e ? e : add(ctx, k, a, from, to);
}

static bool joins(const struct price_rows_row *a, const struct price_rows_row *b)
{
	return a->valid_to == b->valid_from && a->minor == b->minor && a->compare_minor == b->compare_minor;
}

/* A row that has not begun: its time goes to the price before it, or where there is none to the one behind. */
static enum err_code take_back(struct ctx *ctx, struct rows *rows, size_t i)
{
	struct price_rows_row *r = &rows->v[i];
	struct price_rows_row *before = i > 0 && rows->v[i - 1].valid_to == r->valid_from ? &rows->v[i - 1] : NULL;
	struct price_rows_row *behind = i + 1 < rows->n && rows->v[i + 1].valid_from == r->valid_to ? r + 1 : NULL;
	enum err_code e = drop(ctx, r);
	if (e || !before)
		return e;
	int64_t to = r->valid_to;
	before->valid_to = to;
	if (behind && joins(before, behind)) {
		to = behind->valid_to;
		e = drop(ctx, behind);
	}
	return e ? e : span(ctx, before, before->valid_from, to);
}

/* A sale that runs ends now; what was to follow it follows now. */
static enum err_code end_now(struct ctx *ctx, const struct rows *rows, size_t i)
{
	const struct price_rows_row *r = &rows->v[i], *behind = i + 1 < rows->n ? r + 1 : NULL;
	if (!behind || behind->valid_from != r->valid_to)
		return err_set(ctx, ERR_CONFLICT, "price %" PRId64 " has none behind it", r->id);
	enum err_code e = span(ctx, r, r->valid_from, ctx->now);
	return e ? e : span(ctx, behind, ctx->now, behind->valid_to);
}

enum err_code price_unplan(struct ctx *ctx, int64_t product_id, int64_t price_id)
{
	struct price_find_row found;
	struct rows rows;
	enum err_code e =
	    q_price_find_one(ctx, &(struct price_find_in){ .id = price_id, .product_id = product_id }, &found);
	if (e)
		return e;
	struct price_key k = { found.variant_id, found.currency, found.min_quantity };
	e = load(ctx, &k, &rows);
	for (size_t i = 0; !e && i < rows.n; i++)
		if (rows.v[i].id == price_id)
			return rows.v[i].valid_from > ctx->now ? take_back(ctx, &rows, i) : end_now(ctx, &rows, i);
	return e ? e : err_set(ctx, ERR_NOT_FOUND, "price %" PRId64 " is over", price_id);
}
