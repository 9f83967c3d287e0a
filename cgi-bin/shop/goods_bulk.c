#include "shop/goods_bulk.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/goods_room.h"
#include "shop/price_write.h"
#include "shop/tenant.h"

#define MILLION INT64_C(1000000)
enum { PLAN_BYTES = 8 * 1024 * 1024 };

/* What amounts are multiples of, once they are that much higher. */
static int64_t steps(enum goods_rounding rule, const char *currency, int64_t *below)
{
	int64_t unit = 1;
	for (int i = text_currency_digits(currency); i > 0; i--)
		unit *= 10;
	if (unit == 1)
		unit = 100;
	*below = rule == ROUND_99 ? unit / 100 : rule == ROUND_95 ? unit / 20 : 0;
	return rule == ROUND_TENTH ? unit / 10 : unit;
}

int64_t goods_round(enum goods_rounding rule, int64_t minor, const char *currency)
{
	int64_t below, step = steps(rule, currency, &below);
	/* What is free stays free. */
	if (rule == ROUND_EXACT || minor == 0)
		return minor;
	int64_t rounded = money_muldiv(minor + below, 1, step) * step - below;
	return rounded <= 0 && minor > 0 ? step - below : rounded;
}

int64_t goods_round_example(enum goods_rounding rule, const char *currency)
{
	int64_t below, step = steps(rule, currency, &below);
	return below ? 5 * step - below : step;
}

static bool has(struct texts tags, const char *tag)
{
	for (size_t i = 0; i < tags.n; i++)
		if (str_eq(tags.v[i], tag))
			return true;
	return false;
}

static struct texts with_tags(struct ctx *ctx, struct texts old, struct texts more)
{
	const char **v = ARENA_ARRAY(ctx->arena, old.n + more.n, const char *);
	size_t n = 0;
	for (size_t i = 0; i < old.n; i++)
		v[n++] = old.v[i];
	for (size_t i = 0; i < more.n; i++)
		if (!has((struct texts){ v, n }, more.v[i]))
			v[n++] = more.v[i];
	return (struct texts){ v, n };
}

static struct texts without_tags(struct ctx *ctx, struct texts old, struct texts less)
{
	const char **v = ARENA_ARRAY(ctx->arena, old.n, const char *);
	size_t n = 0;
	for (size_t i = 0; i < old.n; i++)
		if (!has(less, old.v[i]))
			v[n++] = old.v[i];
	return (struct texts){ v, n };
}

static const struct bulk_products_row *product_of(const struct bulk_products_row *v, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].id == id)
			return &v[i];
	return NULL;
}

struct planner {
	const struct goods_bulk *bulk;
	const struct bulk_products_row *products;
	size_t n_products;
	struct goods_bulk_line *lines;
	size_t n;
};

/* What becomes of one product; true where it changes. */
static bool plan_product(
    struct ctx *ctx, const struct goods_bulk *b, const struct bulk_products_row *p, struct goods_bulk_line *line)
{
	*line =
	    (struct goods_bulk_line){ .product_id = p->id, .name = p->name, .options = "", .position = p->position };
	switch (b->kind) {
	case BULK_STATE:
		line->from = p->state;
		line->to = b->state;
		return !str_eq(p->state, b->state);
	case BULK_WITHDRAWAL:
		line->from = p->no_withdrawal;
		line->to = b->no_withdrawal;
		return !str_eq(line->from, line->to);
	case BULK_CATEGORY_ADD:
		return !p->placed;
	case BULK_CATEGORY_REMOVE:
		return p->placed;
	default:
		line->tags_before = p->tags;
		line->tags_after =
		    b->kind == BULK_TAGS_ADD ? with_tags(ctx, p->tags, b->tags) : without_tags(ctx, p->tags, b->tags);
		return line->tags_after.n != p->tags.n;
	}
}

static enum err_code plan_price(struct ctx *ctx, struct planner *p, const struct bulk_prices_row *r)
{
	const struct goods_bulk *b = p->bulk;
	const struct bulk_products_row *product = product_of(p->products, p->n_products, r->product_id);
	bool own = str_eq(r->currency, ctx->settings->currency);
	if (!product || (b->kind == BULK_AMOUNT && !own))
		return ERR_OK;
	int64_t minor =
	    b->kind == BULK_AMOUNT ? r->minor + b->minor : money_muldiv(r->minor, MILLION + b->ppm, MILLION);
	if (minor >= 0)
		minor = goods_round(b->rounding, minor, r->currency);
	if (minor < 0 || minor > LIMIT_MINOR)
		return refuse(ctx, "amount", "price_below", product->name, NULL);
	if (minor == r->minor)
		return ERR_OK;
	bool loses = r->compare_minor >= 0 && r->compare_minor <= minor;
	p->lines[p->n++] = (struct goods_bulk_line){ .product_id = r->product_id,
		.name = product->name,
		.options = text_pairs(ctx->arena, ctx->locale, NULL, r->option_values.v, r->option_values.n),
		.quantity = r->min_quantity,
		.before = money_of(r->minor, r->currency),
		.after = money_of(minor, r->currency),
		.loses_compare = loses,
		.variant_id = r->variant_id,
		.compare_minor = loses ? -1 : r->compare_minor };
	return ERR_OK;
}

static enum err_code plan_prices(struct ctx *ctx, struct planner *p)
{
	struct bulk_prices_row *rows;
	size_t n;
	enum err_code e = q_bulk_prices(ctx,
	    &(struct bulk_prices_in){ .ids = p->bulk->ids,
	        .locale = ctx->locale,
	        .default_locale = ctx->settings->default_locale,
	        .at = ctx->now },
	    &rows, &n);
	if (e)
		return e;
	p->lines = ARENA_ARRAY(ctx->arena, n, struct goods_bulk_line);
	for (size_t i = 0; !e && i < n; i++)
		e = plan_price(ctx, p, &rows[i]);
	return e;
}

static const char *fingerprint(struct ctx *ctx, const struct planner *p)
{
	struct buf b;
	uint8_t hash[CRYPTO_HASH_BYTES];
	char *hex = arena_alloc(ctx->arena, 2 * CRYPTO_HASH_BYTES + 1);
	buf_init(&b, ctx->arena, PLAN_BYTES);
	buf_printf(&b, "%d %" PRId64 "\n", (int)p->bulk->kind, p->bulk->category_id);
	for (size_t i = 0; i < p->n; i++) {
		const struct goods_bulk_line *l = &p->lines[i];
		buf_printf(&b, "%" PRId64 " %" PRId64 " %" PRId64 " %s %" PRId64 " %" PRId64 " %s %s", l->product_id,
		    l->variant_id, l->quantity, l->before.currency, l->before.minor, l->after.minor,
		    l->from ? l->from : "", l->to ? l->to : "");
		for (size_t k = 0; k < l->tags_after.n; k++)
			buf_printf(&b, "\t%s", l->tags_after.v[k]);
		buf_putc(&b, '\n');
	}
	BUG_IF(b.overflow);
	crypto_sha256(buf_str(&b), b.len, hash);
	str_hex(hash, sizeof hash, hex);
	return hex;
}

enum err_code goods_bulk_plan(struct ctx *ctx, const struct goods_bulk *bulk, struct goods_bulk_plan *out)
{
	struct bulk_products_row *products;
	struct planner p = { .bulk = bulk };
	enum err_code e = q_bulk_products(ctx,
	    &(struct bulk_products_in){ .ids = bulk->ids,
	        .category_id = bulk->category_id,
	        .locale = ctx->locale,
	        .default_locale = ctx->settings->default_locale },
	    &products, &p.n_products);
	if (e)
		return e;
	p.products = products;
	if (bulk->kind == BULK_PERCENT || bulk->kind == BULK_AMOUNT) {
		e = plan_prices(ctx, &p);
	} else {
		p.lines = ARENA_ARRAY(ctx->arena, p.n_products, struct goods_bulk_line);
		for (size_t i = 0; i < p.n_products; i++)
			p.n += plan_product(ctx, bulk, &products[i], &p.lines[p.n]);
	}
	*out = (struct goods_bulk_plan){
		.lines = p.lines, .n = p.n, .products = p.n_products, .fingerprint = e ? NULL : fingerprint(ctx, &p)
	};
	return e;
}

static enum err_code write_line(struct ctx *ctx, const struct goods_bulk *b, const struct goods_bulk_line *l)
{
	switch (b->kind) {
	case BULK_STATE:
		return q_goods_set_state(
		    ctx, &(struct goods_set_state_in){ .id = l->product_id, .state = l->to }, NULL);
	case BULK_WITHDRAWAL:
		return q_goods_set_no_withdrawal(
		    ctx, &(struct goods_set_no_withdrawal_in){ .id = l->product_id, .reason = l->to }, NULL);
	case BULK_CATEGORY_ADD:
		return q_product_category_insert(ctx,
		    &(struct product_category_insert_in){
		        .category_id = b->category_id, .product_id = l->product_id, .position = l->position },
		    NULL);
	case BULK_CATEGORY_REMOVE:
		return q_goods_place_drop(ctx,
		    &(struct goods_place_drop_in){ .product_id = l->product_id, .category_id = b->category_id }, NULL);
	case BULK_TAGS_ADD:
	case BULK_TAGS_REMOVE:
		return q_goods_set_tags(
		    ctx, &(struct goods_set_tags_in){ .id = l->product_id, .tags = l->tags_after }, NULL);
	default:
		return price_put(ctx, &(struct price_key){ l->variant_id, l->before.currency, l->quantity },
		    &(struct price_amount){ l->after.minor, l->compare_minor });
	}
}

struct apply {
	const struct goods_bulk *bulk;
	const char *fingerprint;
};

static enum err_code apply_tx(struct ctx *ctx, void *arg)
{
	const struct apply *a = arg;
	struct bulk_lock_row *rows;
	struct goods_bulk_plan plan;
	size_t n;
	enum err_code e = q_bulk_lock(ctx, &(struct bulk_lock_in){ .ids = a->bulk->ids }, &rows, &n);
	if (!e)
		e = goods_bulk_plan(ctx, a->bulk, &plan);
	if (e)
		return e;
	if (!str_eq(plan.fingerprint, a->fingerprint))
		return refuse(ctx, "version", "bulk_changed", NULL, NULL);
	for (size_t i = 0; !e && i < plan.n; i++)
		e = write_line(ctx, a->bulk, &plan.lines[i]);
	/* The lines of one product stand together. */
	for (size_t i = 0; !e && i < plan.n; i++)
		if (i == 0 || plan.lines[i].product_id != plan.lines[i - 1].product_id)
			e = goods_changed(ctx, plan.lines[i].product_id);
	return e;
}

enum err_code goods_bulk_apply(struct ctx *ctx, const struct goods_bulk *bulk, const char *print)
{
	struct apply a = { bulk, print };
	return db_tx(ctx, apply_tx, &a);
}
