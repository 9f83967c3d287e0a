#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/order_room.h"
#include "shop/payment.h"
#include "shop/payment_sweep.h"

bool order_owes(const char *payment_state)
{
	return str_eq(payment_state, "unpaid") || str_eq(payment_state, "part_paid");
}

bool order_is_off(const char *state)
{
	return str_eq(state, "cancelled") || str_eq(state, "expired");
}

int64_t order_due(int64_t total, int64_t waived, int64_t captured, int64_t credited)
{
	return total - waived - captured + credited;
}

static const char *state_by(const struct balance *b)
{
	if (b->captured == 0)
		return b->total == 0 ? "paid" : "unpaid";
	if (b->refunded == b->captured)
		return "refunded";
	if (b->due > 0)
		return "part_paid";
	return b->refunded > 0 ? "part_refunded" : "paid";
}

static enum err_code read(struct ctx *ctx, int64_t order_id, struct balance *out, const char **stands)
{
	struct order_balance_row row;
	enum err_code e = q_order_balance_one(ctx, &(struct order_balance_in){ .id = order_id }, &row);
	if (e)
		return e;
	*out = (struct balance){
		.total = row.total,
		.captured = row.captured,
		.refunded = row.refunded,
		.credited = row.credited,
		.waived = row.waived,
		.due = order_due(row.total, row.waived, row.captured, row.credited),
		.last_payment = row.last_id,
		.currency = row.currency,
	};
	out->state = state_by(out);
	*stands = row.payment_state;
	return ERR_OK;
}

enum err_code order_balance(struct ctx *ctx, int64_t order_id, struct balance *out)
{
	const char *stands;
	return read(ctx, order_id, out, &stands);
}

enum err_code order_balance_move(struct ctx *ctx, int64_t order_id, struct actor actor, const char *cause)
{
	struct move m = { .axis = AXIS_PAID, .id = order_id, .actor = actor, .cause = cause };
	struct balance b;
	const char *stands;
	enum err_code e = read(ctx, order_id, &b, &stands);
	if (e || str_eq(b.state, stands))
		return e;
	m.to = b.state;
	return order_move(ctx, &m);
}

/* By hand it is only asked for; of a provider's "pending" nobody knows yet whether it comes. */
static bool is_on_its_way(const struct payments_of_order_row *p)
{
	const struct payment_provider *provider = payment_provider(p->provider);

	return str_eq(p->state, "pending") && provider && provider->start;
}

bool order_asks(const struct payments_of_order_row *p)
{
	return str_eq(p->state, "created") || (str_eq(p->state, "pending") && !is_on_its_way(p));
}

int64_t order_promised(const struct payments_of_order_row *p, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (str_eq(p[i].state, "authorised") || str_eq(p[i].state, "part_captured") || is_on_its_way(&p[i]))
			sum += p[i].amount_minor - p[i].captured_minor;
	return sum;
}

static enum err_code insert(struct ctx *ctx, int64_t order_id, const struct payments_of_order_row *as, int64_t due)
{
	const struct payment_provider *provider = payment_provider(as->provider);
	char key[CRYPTO_TOKEN_SIZE];
	struct payment_insert_in in = {
		.order_id = order_id,
		.key = key,
		.provider = as->provider,
		.method = as->method,
		.state = provider && provider->start ? "created" : "pending",
		.currency = as->currency,
		.amount_minor = due,
		.now = ctx->now,
	};
	crypto_token(key);
	return q_payment_insert(ctx, &in, NULL, NULL);
}

enum err_code order_ask(struct ctx *ctx, int64_t order_id, struct actor actor, const char *cause)
{
	struct payments_of_order_row *payments;
	struct balance b;
	size_t n = 0;
	bool asked = false;
	enum err_code e = order_balance(ctx, order_id, &b);
	if (!e)
		e = q_payments_of_order(ctx, &(struct payments_of_order_in){ .order_id = order_id }, &payments, &n);
	if (!e)
		b.due -= order_promised(payments, n);
	for (size_t i = 0; i < n && !e; i++) {
		if (!order_asks(&payments[i]))
			continue;
		if (b.due > 0 && payments[i].amount_minor == b.due && !asked)
			asked = true;
		else
			e = payment_end(ctx, &payments[i], actor, cause);
	}
	return e || asked || b.due <= 0 || n == 0 ? e : insert(ctx, order_id, &payments[0], b.due);
}

enum err_code order_sent_out(struct ctx *ctx, int64_t order_id, struct actor actor)
{
	struct move m = {
		.axis = AXIS_SHIPPED, .id = order_id, .to = "shipped", .actor = actor, .cause = "given_back"
	};
	struct order_states_row o;
	struct order_lines_row *lines;
	size_t n;
	enum err_code e = q_order_states_one(ctx, &(struct order_states_in){ .id = order_id }, &o);
	if (!e)
		e = q_order_lines(ctx, &(struct order_lines_in){ .order_id = order_id }, &lines, &n);
	if (e || !str_eq(o.shipping_state, "part_shipped"))
		return e;
	for (size_t i = 0; i < n; i++)
		if (lines[i].quantity > lines[i].shipped + lines[i].dropped)
			return ERR_OK;
	e = order_move(ctx, &m);
	return e ? e : order_complete(ctx, order_id);
}
