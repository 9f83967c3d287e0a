#include <inttypes.h>

#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/hold.h"
#include "shop/order_room.h"
#include "shop/payment_room.h"
#include "shop/payment_sweep.h"

enum err_code payment_others(struct ctx *ctx, const struct order *o, const struct payment_choice **out, size_t *n)
{
	const struct payment_choice *all;
	struct payment_choice *v;
	size_t n_all;
	enum err_code err = payment_choices(ctx, o->address.country, &all, &n_all);

	if (err)
		return err;
	payment_choices_for(ctx, o->due, &all, &n_all);
	v = ARENA_ARRAY(ctx->arena, n_all, struct payment_choice);
	*n = 0;
	for (size_t i = 0; i < n_all; i++)
		if (!str_eq(all[i].code, o->payment_method) && !all[i].away)
			v[(*n)++] = all[i];
	*out = v;
	return ERR_OK;
}

struct switching {
	const struct order *order;
	struct payment_choice to;
};

static enum err_code begin_attempt(struct ctx *ctx, const struct switching *s, int64_t due, const char *currency)
{
	char key[CRYPTO_TOKEN_SIZE];
	struct payment_insert_in in = {
		.order_id = s->order->id,
		.key = key,
		.provider = s->to.provider,
		.method = s->to.code,
		.state = payment_provider(s->to.provider)->start ? "created" : "pending",
		.currency = currency,
		.amount_minor = due,
		.now = ctx->now,
	};
	struct order_set_payment_method_in method = {
		.id = s->order->id, .code = s->to.code, .label = s->to.name, .now = ctx->now
	};
	enum err_code err;

	crypto_token(key);
	err = q_payment_insert(ctx, &in, NULL, NULL);
	return err ? err : q_order_set_payment_method(ctx, &method, NULL);
}

static enum err_code switch_tx(struct ctx *ctx, void *arg)
{
	const struct switching *s = arg;
	struct actor shopper = { .kind = ACTOR_SHOPPER };
	struct order_lock_row order;
	struct payments_of_order_row *payments;
	struct balance b;
	size_t n;
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = s->order->id }, &order);

	if (!err)
		err = order_balance(ctx, s->order->id, &b);
	if (!err)
		err =
		    q_payments_of_order(ctx, &(struct payments_of_order_in){ .order_id = s->order->id }, &payments, &n);
	if (err)
		return err;
	b.due -= order_promised(payments, n);
	if (!str_eq(order.state, "placed") || !order_owes(order.payment_state) || b.due <= 0)
		return err_set(
		    ctx, ERR_CONFLICT, "order %" PRId64 " is %s, %s", s->order->id, order.state, order.payment_state);
	for (size_t i = 0; i < n && !err; i++)
		if (order_asks(&payments[i]))
			err = payment_end(ctx, &payments[i], shopper, "another_method");
	if (!err)
		err = begin_attempt(ctx, s, b.due, b.currency);
	return err ? err : hold_switched(ctx, s->order->id, payment_provider(s->to.provider));
}

enum err_code payment_switch(struct ctx *ctx, const struct order *o, const char *code)
{
	struct switching s = { .order = o };
	const struct payment_choice *choices;
	enum payment_result result = PAYMENT_NO_NEWS;
	size_t n, i = 0;
	enum err_code err = payment_others(ctx, o, &choices, &n);

	while (!err && i < n && !str_eq(choices[i].code, code))
		i++;
	if (!err && i == n)
		return err_set(ctx, ERR_CONFLICT, "a way to pay that is not offered");
	/* Money that may be on its way must not be asked for once more. */
	if (!err && o->n_payments > 0)
		err = payment_follow(ctx, o->payments[0].id, &result);
	if (err)
		return err;
	if (result != PAYMENT_NO_NEWS && result != PAYMENT_FAILED && result != PAYMENT_CANCELLED)
		return err_set(ctx, ERR_CONFLICT, "order %" PRId64 " was paid meanwhile", o->id);
	s.to = choices[i];
	return db_tx(ctx, switch_tx, &s);
}
