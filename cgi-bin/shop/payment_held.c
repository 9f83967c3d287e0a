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
	struct money sum = money_of(0, o->total.currency);

	for (size_t i = 0; i < o->n_payments; i++)
		if (held(o->payments[i].state))
			sum = money_add(sum, money_sub(o->payments[i].amount, o->payments[i].captured));
	return sum;
}

static enum err_code provider_of(struct ctx *ctx, const struct payment_held_row *p, const struct payment_provider **out)
{
	*out = payment_provider(p->provider);
	if (!*out || !(*out)->capture)
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
static enum err_code take(struct ctx *ctx, const struct payment_held_row *p, const struct payment_provider *provider,
    int64_t minor, int64_t most)
{
	struct payment_asked asked = asked_of(p, provider);
	struct payment_wish wish = {
		.key = arena_printf(ctx->arena, "%s-%" PRId64, p->key, p->captured_minor),
		.amount = payment_moves(provider, money_of(minor, p->currency)),
		.most = payment_moves(provider, money_of(most, p->currency)),
		.whole = most == p->amount_minor - p->captured_minor,
		.last = minor == most,
	};
	struct payment_notice news = { .result = PAYMENT_NO_NEWS };
	enum err_code err = provider->capture(ctx, &asked, &wish, &news);

	return err ? err : payment_apply(ctx, provider, &news);
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

static enum err_code later_tx(struct ctx *ctx, void *arg)
{
	return payment_sweep_plan(ctx, *(const int64_t *)arg);
}

static enum err_code let_go(struct ctx *ctx, const struct payment_held_row *p)
{
	const struct payment_provider *provider;
	struct payment_asked asked;
	struct payment_notice news = { .result = PAYMENT_NO_NEWS };
	int64_t id = p->id;
	enum err_code err = provider_of(ctx, p, &provider);

	if (err)
		return err;
	asked = asked_of(p, provider);
	err = provider->release(ctx, &asked, &news);
	if (!err && news.result != PAYMENT_NO_NEWS)
		return payment_apply(ctx, provider, &news);
	log_event(ctx, LOG_WARN, "payment_held", "payment=%" PRId64 " error=%s", p->id, err ? ctx->err.text : "-");
	err_clear(ctx);
	return db_tx(ctx, later_tx, &id);
}

/* Of what is held so much of what is due, the oldest first. What is held beyond what is due goes back. */
static enum err_code take_some(
    struct ctx *ctx, const struct payment_held_row *rows, size_t n, int64_t minor, int64_t due)
{
	bool last = minor == due;
	enum err_code err = ERR_OK;

	for (size_t i = 0; i < n && !err; i++) {
		const struct payment_provider *provider;
		int64_t left = rows[i].amount_minor - rows[i].captured_minor;
		int64_t most = left < due ? left : due, some = most < minor ? most : minor;

		err = provider_of(ctx, &rows[i], &provider);
		if (!err && some > 0)
			err = take(ctx, &rows[i], provider, some, most);
		else if (!err && last && left > 0)
			err = let_go(ctx, &rows[i]);
		minor -= some;
		due -= most;
	}
	return err;
}

/* Never more than is owed: an edit may have made the order cheaper, and other money may have come since. */
static enum err_code owed(struct ctx *ctx, int64_t order_id, int64_t *due)
{
	struct balance b;
	enum err_code err = order_balance(ctx, order_id, &b);

	*due = err || b.due < 0 ? 0 : b.due;
	return err;
}

enum err_code payment_take_rest(struct ctx *ctx, int64_t order_id)
{
	struct payment_held_row *rows;
	size_t n;
	int64_t due;
	enum err_code err = q_payment_held(ctx, &(struct payment_held_in){ .order_id = order_id }, &rows, &n);

	if (!err && n == 0)
		return err_set(ctx, ERR_NOT_FOUND, "nothing is held for order %" PRId64, order_id);
	if (!err)
		err = owed(ctx, order_id, &due);
	return err ? err : take_some(ctx, rows, n, due, due);
}

enum err_code payment_take_parcel(struct ctx *ctx, const struct order *o, const struct refund_piece *pieces, size_t n)
{
	struct payment_held_row *rows;
	struct refund_part part = { .order_id = o->id, .pieces = pieces, .n_pieces = n };
	bool last = is_last(o, pieces, n), first = true;
	int64_t minor = 0, due;
	size_t n_rows;
	enum err_code err = q_payment_held(ctx, &(struct payment_held_in){ .order_id = o->id }, &rows, &n_rows);

	if (err || n_rows == 0)
		return err;
	err = owed(ctx, o->id, &due);
	for (size_t i = 0; i < n_rows; i++)
		first &= rows[i].captured_minor == 0;
	part.shipping = first ? o->shipping_gross : 0;
	if (!err && !last)
		err = order_refund_price(ctx, o, &part, &minor);
	if (err)
		return err;
	return take_some(ctx, rows, n_rows, last || minor > due ? due : minor, due);
}

enum err_code payment_let_go(struct ctx *ctx, int64_t order_id)
{
	struct payment_held_row *rows;
	size_t n;
	enum err_code err = q_payment_held(ctx, &(struct payment_held_in){ .order_id = order_id }, &rows, &n);

	for (size_t i = 0; i < n && !err; i++)
		err = let_go(ctx, &rows[i]);
	return err;
}
