#include "shop/payment.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/hold.h"
#include "shop/order_room.h"
#include "shop/payment_room.h"
#include "shop/payment_sweep.h"
#include "shop/provider_call.h"
#include "shop/tenant.h"

static const struct payment_provider *const providers[] = {
	&payment_offline,
	&payment_cash_on_delivery,
	&payment_demo,
	&payment_stripe,
	&payment_paypal,
};
enum { PROVIDERS = sizeof providers / sizeof *providers };

const struct payment_provider *payment_provider(const char *name)
{
	for (size_t i = 0; i < PROVIDERS; i++)
		if (str_eq(providers[i]->name, name))
			return providers[i];
	return NULL;
}

const struct payment_provider *payment_provider_at(size_t i)
{
	return i < PROVIDERS ? providers[i] : NULL;
}

struct money payment_moves(const struct payment_provider *p, struct money amount)
{
	return p->moves ? p->moves(amount) : amount;
}

bool payment_takes(const struct payment_provider *p, struct money amount)
{
	return payment_moves(p, amount).minor > 0;
}

struct texts payment_on_delivery(struct ctx *ctx)
{
	const char **v = ARENA_ARRAY(ctx->arena, PROVIDERS, const char *);
	struct texts out = { .v = v };

	for (size_t i = 0; i < PROVIDERS; i++)
		if (providers[i]->paid_on_delivery)
			v[out.n++] = providers[i]->name;
	return out;
}

static struct payment_methods_in methods_for(const struct ctx *ctx, const char *country)
{
	return (struct payment_methods_in){
		.locale = ctx->locale, .default_locale = ctx->settings->default_locale, .country = country
	};
}

void payment_choices_ahead(struct ctx *ctx, const char *country)
{
	struct payment_methods_in in = methods_for(ctx, country);

	q_payment_methods_ahead(ctx, &in);
}

enum err_code payment_choices(struct ctx *ctx, const char *country, const struct payment_choice **out, size_t *n)
{
	struct payment_methods_in in = methods_for(ctx, country);
	struct payment_methods_row *rows;
	struct payment_choice *v;
	size_t n_rows;
	enum err_code err = q_payment_methods(ctx, &in, &rows, &n_rows);

	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, n_rows, struct payment_choice);
	*n = 0;
	for (size_t i = 0; i < n_rows; i++) {
		const struct payment_provider *p = payment_provider(rows[i].provider);

		if (p && p->available(ctx) && (!p->needs_keys || rows[i].keyed))
			v[(*n)++] = (struct payment_choice){
				.code = rows[i].code,
				.name = rows[i].name,
				.instructions = rows[i].instructions,
				.provider = rows[i].provider,
				.away = provider_is_away(ctx, rows[i].provider),
			};
	}
	*out = v;
	return ERR_OK;
}

void payment_choices_for(struct ctx *ctx, struct money amount, const struct payment_choice **choices, size_t *n)
{
	struct payment_choice *v = ARENA_ARRAY(ctx->arena, *n, struct payment_choice);
	size_t left = 0;

	for (size_t i = 0; i < *n; i++)
		if (amount.minor == 0 || payment_takes(payment_provider((*choices)[i].provider), amount))
			v[left++] = (*choices)[i];
	*choices = v;
	*n = left;
}

void payment_choices_now(struct ctx *ctx, const struct payment_choice **choices, size_t *n)
{
	struct payment_choice *v = ARENA_ARRAY(ctx->arena, *n, struct payment_choice);
	size_t left = 0;

	for (size_t i = 0; i < *n; i++)
		if (!(*choices)[i].away)
			v[left++] = (*choices)[i];
	if (left == 0)
		return;
	*choices = v;
	*n = left;
}

struct beginning {
	const struct order *order;
	struct payment_start *start;
	const char *new_key;
	const struct payment_provider *provider;
	bool begun; /* the shopper was sent there before */
};

static enum err_code again(struct ctx *ctx, struct beginning *b, const struct payments_of_order_row *last)
{
	struct payment_insert_in in = {
		.order_id = b->order->id,
		.key = b->new_key,
		.provider = last->provider,
		.method = last->method,
		.state = "created",
		.currency = last->currency,
		.amount_minor = last->amount_minor,
		.now = ctx->now,
	};
	struct payment_insert_row row;
	enum err_code err = q_payment_insert_one(ctx, &in, &row);

	if (err)
		return err;
	b->start->payment_id = row.id;
	b->start->key = b->new_key;
	return ERR_OK;
}

/* As the way to pay has it now; one that is gone since takes its money at once. */
static enum err_code taken_later(struct ctx *ctx, struct beginning *b, const char *method)
{
	struct payment_method_capture_row row;
	enum err_code err =
	    q_payment_method_capture_one(ctx, &(struct payment_method_capture_in){ .code = method }, &row);

	b->start->later = !err && b->provider->capture && str_eq(row.capture, "on_shipping");
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err_code begin_tx(struct ctx *ctx, void *arg)
{
	struct beginning *b = arg;
	struct order_lock_row order, *locked;
	struct payments_of_order_row *payments;
	size_t n, n_locked;
	enum err_code err;

	q_order_lock_queue(ctx, &(struct order_lock_in){ .id = b->order->id }, &locked, &n_locked);
	q_payments_of_order_queue(ctx, &(struct payments_of_order_in){ .order_id = b->order->id }, &payments, &n);
	err = db_flush(ctx);
	if (err)
		return err;
	BUG_IF(n_locked != 1 || n == 0);
	order = *locked;
	b->provider = payment_provider(payments->provider);
	if (!str_eq(order.state, "placed") || !order_owes(order.payment_state) || !b->provider ||
	    !b->provider->available(ctx))
		return err_set(ctx, ERR_CONFLICT, "could not begin to pay order %" PRId64 ": it is %s, %s",
		    b->order->id, order.state, order.payment_state);
	err = hold_anew(ctx, b->order->id, b->provider);
	if (err)
		return err;
	b->start->amount = money_of(payments->amount_minor, payments->currency);
	b->begun = false;
	err = taken_later(ctx, b, payments->method);
	if (err)
		return err;
	/* Of a part that is paid anew nobody says how much is for shipping. */
	b->start->shipping =
	    money_of(payments->amount_minor == order.total_minor ? order.shipping_gross : 0, payments->currency);
	if (!b->provider->start || payment_open(payments->state)) {
		b->start->payment_id = payments->id;
		b->start->key = payments->key;
		b->begun = payments->session_ref && b->provider->ask;
		return ERR_OK;
	}
	return again(ctx, b, payments);
}

static enum err_code give_up_tx(struct ctx *ctx, void *arg)
{
	const struct beginning *b = arg;
	struct move m = { .axis = AXIS_PAYMENT,
		.id = b->start->payment_id,
		.to = "failed",
		.actor = { .kind = ACTOR_PROVIDER },
		.cause = "start_refused" };
	enum err_code err = q_order_lock_one(ctx, &(struct order_lock_in){ .id = b->order->id }, NULL);

	if (!err)
		err = order_move(ctx, &m);
	if (err || !m.moved)
		return err;
	return order_event(ctx, b->order->id, "payment_failed", m.actor, NULL);
}

/* A provider keeps its answer under the key, also a bad one: only another attempt, with another key, may succeed. */
static enum err_code give_up(struct ctx *ctx, struct beginning *b, enum err_code why)
{
	struct err said = ctx->err;
	enum err_code err = db_tx(ctx, give_up_tx, b);

	if (err && err != ERR_CONFLICT)
		return err;
	ctx->err = said;
	return why;
}

/* What was begun before may have been paid since, or have run out: the latter is begun anew, under another key. */
static enum err_code look_back(struct ctx *ctx, struct beginning *b, bool *over)
{
	enum payment_result result;
	enum err_code err = payment_follow(ctx, b->start->payment_id, &result);

	*over = !err && result != PAYMENT_NO_NEWS && result != PAYMENT_FAILED && result != PAYMENT_CANCELLED;
	if (err || *over || result == PAYMENT_NO_NEWS)
		return err;
	return db_tx(ctx, begin_tx, b);
}

struct begun {
	int64_t payment_id;
	const char *session_ref;
};

static enum err_code begun_tx(struct ctx *ctx, void *arg)
{
	const struct begun *b = arg;

	q_payment_set_session_queue(ctx,
	    &(struct payment_set_session_in){ .id = b->payment_id, .session_ref = b->session_ref, .now = ctx->now });
	return payment_sweep_plan(ctx, b->payment_id);
}

static enum err_code set_out(struct ctx *ctx, struct beginning *b, const char **redirect)
{
	struct payment_started started = { .redirect = NULL };
	struct begun begun = { .payment_id = b->start->payment_id };
	enum err_code err = settings_title(ctx, b->order->locale, &b->start->shop_title);

	if (err)
		return err;
	err = b->provider->start(ctx, b->start, &started);
	if (err == ERR_CONFLICT || err == ERR_UNKNOWN)
		return give_up(ctx, b, err);
	begun.session_ref = started.session_ref;
	if (!err && started.session_ref)
		err = db_tx(ctx, begun_tx, &begun);
	*redirect = err ? NULL : started.redirect;
	return err;
}

enum err_code payment_begin(
    struct ctx *ctx, const struct order *order, const char *return_url, const char *notice_url, const char **redirect)
{
	char key[CRYPTO_TOKEN_SIZE];
	struct payment_start start = { .order_number = order->number,
		.locale = order->locale,
		.email = order->email,
		.return_url = return_url,
		.notice_url = notice_url };
	struct beginning b = { .order = order, .start = &start };
	bool over = false;
	enum err_code err;

	crypto_token(key);
	b.new_key = key;
	*redirect = NULL;
	err = db_tx(ctx, begin_tx, &b);
	if (!err && b.begun)
		err = look_back(ctx, &b, &over);
	return err || over || !b.provider->start ? err : set_out(ctx, &b, redirect);
}
