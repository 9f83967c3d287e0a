#include "shop/payment_held.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/order_room.h"
#include "shop/payment_room.h"
#include "shop/payment_sweep.h"

static bool held(const char *state)
{
	return str_eq(state, "authorised") || str_eq(state, "part_captured");
}

struct money payment_held(const struct order *o)
{
	for (size_t i = 0; i < o->n_payments; i++)
		if (held(o->payments[i].state))
			return money_sub(o->payments[i].amount, o->payments[i].captured);
	return money_of(0, o->total.currency);
}

static enum err_code find(
    struct ctx *ctx, int64_t order_id, struct payment_held_row *p, const struct payment_provider **provider)
{
	enum err_code err = q_payment_held_one(ctx, &(struct payment_held_in){ .order_id = order_id }, p);

	if (err)
		return err;
	*provider = payment_provider(p->provider);
	if (!*provider || !(*provider)->capture)
		return err_set(ctx, ERR_CONFLICT, "payment %" PRId64 " is of a provider that holds nothing", p->id);
	return ERR_OK;
}

static struct payment_asked asked_of(const struct payment_held_row *p, const struct payment_provider *provider)
{
	return (struct payment_asked){
		.key = p->key,
		.session_ref = "",
		.provider_ref = p->provider_ref,
		.amount = payment_moves(provider, money_of(p->amount_minor, p->currency)),
	};
}

/* Under a key made of what was taken before, so that the same wish has the same key and the next one another. */
static enum err_code take(
    struct ctx *ctx, const struct payment_held_row *p, const struct payment_provider *provider, int64_t minor)
{
	struct payment_asked asked = asked_of(p, provider);
	struct payment_wish wish = {
		.key = arena_printf(ctx->arena, "%s-%" PRId64, p->key, p->captured_minor),
		.amount = payment_moves(provider, money_of(minor, p->currency)),
		.last = minor == p->amount_minor - p->captured_minor,
	};
	struct payment_notice news = { .result = PAYMENT_NO_NEWS };
	enum err_code err = provider->capture(ctx, &asked, &wish, &news);

	return err ? err : payment_apply(ctx, provider, &news);
}

enum err_code payment_take_rest(struct ctx *ctx, int64_t order_id)
{
	const struct payment_provider *provider;
	struct payment_held_row p;
	enum err_code err = find(ctx, order_id, &p, &provider);

	return err ? err : take(ctx, &p, provider, p.amount_minor - p.captured_minor);
}

static bool is_last(const struct order *o, const struct refund_piece *pieces, size_t n)
{
	int64_t open = 0;

	for (size_t i = 0; i < o->n_lines; i++)
		open += o->lines[i].open;
	for (size_t i = 0; i < n; i++)
		open -= pieces[i].quantity;
	return n == 0 || open <= 0;
}

enum err_code payment_take_parcel(struct ctx *ctx, const struct order *o, const struct refund_piece *pieces, size_t n)
{
	const struct payment_provider *provider;
	struct payment_held_row p;
	struct refund_part part = { .order_id = o->id, .pieces = pieces, .n_pieces = n };
	int64_t minor, left;
	enum err_code err = find(ctx, o->id, &p, &provider);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	left = p.amount_minor - p.captured_minor;
	if (is_last(o, pieces, n))
		return take(ctx, &p, provider, left);
	part.shipping = p.captured_minor == 0 ? o->shipping_gross : 0;
	err = order_refund_price(ctx, o, &part, &minor);
	if (err || minor <= 0)
		return err;
	return take(ctx, &p, provider, minor < left ? minor : left);
}

static enum err_code later_tx(struct ctx *ctx, void *arg)
{
	return payment_sweep_plan(ctx, *(const int64_t *)arg);
}

enum err_code payment_let_go(struct ctx *ctx, int64_t order_id)
{
	const struct payment_provider *provider;
	struct payment_held_row p;
	struct payment_asked asked;
	struct payment_notice news = { .result = PAYMENT_NO_NEWS };
	enum err_code err = find(ctx, order_id, &p, &provider);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	asked = asked_of(&p, provider);
	err = provider->release(ctx, &asked, &news);
	if (!err && news.result != PAYMENT_NO_NEWS)
		return payment_apply(ctx, provider, &news);
	log_event(ctx, LOG_WARN, "payment_held", "payment=%" PRId64 " error=%s", p.id, err ? ctx->err.text : "-");
	err_clear(ctx);
	return db_tx(ctx, later_tx, &p.id);
}
