#include "shop/goods_prices.h"

#include <inttypes.h>

#include "base/str.h"
#include "queries.h"
#include "shop/goods_room.h"
#include "shop/price_write.h"
#include "shop/tenant.h"

#define MILLION INT64_C(1000000)

enum err_code goods_prices_get(struct ctx *ctx, int64_t product_id, const struct goods_price_row **out, size_t *n)
{
	struct prices_of_product_row *rows;
	enum err_code e = q_prices_of_product(
	    ctx, &(struct prices_of_product_in){ .product_id = product_id, .at = ctx->now }, &rows, n);
	if (e)
		return e;
	struct goods_price_row *v = ARENA_ARRAY(ctx->arena, *n, struct goods_price_row);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct goods_price_row){ .id = rows[i].id,
			.variant_id = rows[i].variant_id,
			.quantity = rows[i].min_quantity,
			.price = money_of(rows[i].minor, rows[i].currency),
			.compare = money_of(rows[i].compare_minor, rows[i].currency),
			.from = rows[i].valid_from,
			.to = rows[i].valid_to };
	*out = v;
	return ERR_OK;
}

static const struct goods_price_row *price_now(
    struct ctx *ctx, const struct goods_price_row *rows, size_t n, const struct price_key *k)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].variant_id == k->variant_id && rows[i].quantity == k->min_quantity &&
		    rows[i].from <= ctx->now && str_eq(rows[i].price.currency, k->currency))
			return &rows[i];
	return NULL;
}

static enum err_code refuse_compare(struct ctx *ctx, const struct goods_currency_price *p)
{
	return refuse(
	    ctx, arena_printf(ctx->arena, "compare_%" PRId64, p->variant_id), "compare_not_above", NULL, NULL);
}

static enum err_code currency_tx(struct ctx *ctx, void *arg)
{
	const struct goods_currency_prices *s = arg;
	const struct goods_price_row *rows;
	size_t n = 0;
	int64_t version;
	bool changed = false;
	enum err_code e = goods_lock(ctx, s->product_id, &version);
	if (!e)
		e = goods_prices_get(ctx, s->product_id, &rows, &n);
	for (size_t i = 0; !e && i < s->n; i++)
		if (s->v[i].compare_minor >= 0 && s->v[i].compare_minor <= s->v[i].minor)
			e = refuse_compare(ctx, &s->v[i]);
	for (size_t i = 0; !e && i < s->n; i++) {
		struct price_key k = { s->v[i].variant_id, s->currency, 1 };
		const struct goods_price_row *now = price_now(ctx, rows, n, &k);
		int64_t minor = now ? now->price.minor : -1, compare = now ? now->compare.minor : -1;
		if (minor == s->v[i].minor && compare == s->v[i].compare_minor)
			continue;
		if (version != s->version)
			return goods_refuse_stale(ctx);
		changed = true;
		e = s->v[i].minor < 0
		        ? price_clear(ctx, &k)
		        : price_put(ctx, &k, &(struct price_amount){ s->v[i].minor, s->v[i].compare_minor });
	}
	return e || !changed ? e : goods_changed(ctx, s->product_id);
}

enum err_code goods_currency_save(struct ctx *ctx, const struct goods_currency_prices *prices)
{
	struct goods_currency_prices copy = *prices;
	return db_tx(ctx, currency_tx, &copy);
}

static bool among(struct bigints ids, int64_t id)
{
	for (size_t i = 0; i < ids.n; i++)
		if (ids.v[i] == id)
			return true;
	return false;
}

/* The variants meant: those named, or where none is all that are sold. */
static enum err_code variants(
    struct ctx *ctx, int64_t product_id, struct bigints ids, struct variants_all_row **rows, size_t *n)
{
	size_t n_all, kept = 0;
	enum err_code e = q_variants_all(ctx, &(struct variants_all_in){ .product_id = product_id }, rows, &n_all);
	if (e)
		return e;
	for (size_t i = 0; i < n_all; i++)
		if (str_eq((*rows)[i].state, "active") && (ids.n == 0 || among(ids, (*rows)[i].id)))
			(*rows)[kept++] = (*rows)[i];
	*n = kept;
	return kept && kept >= ids.n
	           ? ERR_OK
	           : err_set(ctx, ERR_NOT_FOUND, "product %" PRId64 " has no such variant", product_id);
}

static enum err_code tier_tx(struct ctx *ctx, void *arg)
{
	const struct goods_tier *t = arg;
	struct variants_all_row *rows;
	size_t n = 0;
	int64_t version;
	enum err_code e = goods_lock(ctx, t->product_id, &version);
	if (!e)
		e = variants(ctx, t->product_id, t->variants, &rows, &n);
	for (size_t i = 0; !e && i < n; i++) {
		struct price_key k = { rows[i].id, t->currency, t->quantity };
		e = t->minor < 0 ? price_clear(ctx, &k) : price_put(ctx, &k, &(struct price_amount){ t->minor, -1 });
	}
	return e ? e : goods_changed(ctx, t->product_id);
}

enum err_code goods_tier_save(struct ctx *ctx, const struct goods_tier *tier)
{
	struct goods_tier copy = *tier;
	return db_tx(ctx, tier_tx, &copy);
}

static enum err_code sale_tx(struct ctx *ctx, void *arg)
{
	const struct goods_sale *s = arg;
	const struct goods_price_row *prices;
	struct variants_all_row *rows;
	size_t n = 0, n_prices = 0, planned = 0;
	int64_t version;
	enum err_code e = goods_lock(ctx, s->product_id, &version);
	if (!e)
		e = variants(ctx, s->product_id, (struct bigints){ &s->variant_id, s->variant_id != 0 }, &rows, &n);
	if (!e)
		e = goods_prices_get(ctx, s->product_id, &prices, &n_prices);
	for (size_t i = 0; !e && i < n; i++) {
		struct price_key k = { rows[i].id, s->currency, 1 };
		const struct goods_price_row *now = price_now(ctx, prices, n_prices, &k);
		if (s->minor < 0 && !now)
			continue;
		struct price_amount a = { .minor = s->minor, .compare = -1 };
		if (s->minor < 0)
			a.minor = money_muldiv(now->price.minor, MILLION - s->off_ppm, MILLION);
		if (s->before && now && now->price.minor > a.minor)
			a.compare = now->price.minor;
		e = price_plan(ctx, &k, &a, s->from, s->to);
		planned++;
	}
	if (!e && planned == 0)
		return refuse(ctx, "currency", "sale_no_price", NULL, NULL);
	return e ? e : goods_changed(ctx, s->product_id);
}

enum err_code goods_sale_plan(struct ctx *ctx, const struct goods_sale *sale)
{
	struct goods_sale copy = *sale;
	return db_tx(ctx, sale_tx, &copy);
}

struct cancel {
	int64_t product_id;
	struct bigints price_ids;
};

static enum err_code cancel_tx(struct ctx *ctx, void *arg)
{
	const struct cancel *c = arg;
	int64_t version;
	enum err_code e = goods_lock(ctx, c->product_id, &version);
	for (size_t i = 0; !e && i < c->price_ids.n; i++)
		e = price_unplan(ctx, c->product_id, c->price_ids.v[i]);
	return e ? e : goods_changed(ctx, c->product_id);
}

enum err_code goods_sale_cancel(struct ctx *ctx, int64_t product_id, struct bigints price_ids)
{
	struct cancel c = { product_id, price_ids };
	return db_tx(ctx, cancel_tx, &c);
}
