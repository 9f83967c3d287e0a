#include "shop/refund_sweep.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/str.h"
#include "queries.h"
#include "shop/order.h"
#include "shop/outbox.h"
#include "shop/payment_room.h"

/* A provider keeps a key for a day at least (docs.stripe.com/api/idempotent_requests). */
enum { FIRST_AFTER = 120, KEY_LIVES = 20 * 3600 };

enum err_code refund_sweep_plan(struct ctx *ctx, const struct payment_provider *p, int64_t refund_id)
{
	return p && p->refunded ? outbox_add_at(ctx, OUTBOX_REFUND, refund_id, ctx->now + FIRST_AFTER) : ERR_OK;
}

/* An answer that was lost is known by the money: the provider tells how much went back, and it is written down as if a
 * notice had said so. */
static enum err_code look(struct ctx *ctx, const struct payment_provider *provider, const struct refund_swept_row *r)
{
	struct payment_asked asked = {
		.key = r->key,
		.session_ref = r->session_ref ? r->session_ref : "",
		.provider_ref = r->provider_ref ? r->provider_ref : "",
		.amount = payment_moves(provider, money_of(r->amount_minor, r->currency)),
	};
	struct payment_notice news = { .result = PAYMENT_NO_NEWS };
	enum err_code err = provider->refunded(ctx, &asked, &news);

	if (err || news.result == PAYMENT_NO_NEWS)
		return err ? err_set(ctx, ERR_DOWN, "it is not known what went back of payment %" PRId64, r->payment_id)
		           : ERR_OK;
	err = payment_apply(ctx, provider, &news);
	/* Another sum went back than is missing: while its key lives the wish itself tells whether it is among it. */
	if (err != ERR_CONFLICT || ctx->now - r->created_at > KEY_LIVES)
		return err;
	err_clear(ctx);
	return ERR_OK;
}

static enum err_code find(struct ctx *ctx, int64_t refund_id, struct refund_swept_row *r, bool *open)
{
	enum err_code err = q_refund_swept_one(ctx, &(struct refund_swept_in){ .id = refund_id }, r);

	*open = !err && str_eq(r->state, "requested");
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err_code refund_sweep(struct ctx *ctx, int64_t refund_id, bool *refused)
{
	const struct actor by = { .kind = ACTOR_SYSTEM };
	const struct payment_provider *provider;
	struct refund_swept_row r;
	bool open;
	enum err_code err = find(ctx, refund_id, &r, &open);

	*refused = false;
	if (err || !open)
		return err;
	provider = payment_provider(r.provider);
	if (!provider || !provider->refunded || !provider->available(ctx))
		return err_set(
		    ctx, ERR_DOWN, "provider %s of refund %" PRId64 " is not offered", r.provider, refund_id);
	err = look(ctx, provider, &r);
	if (!err)
		err = find(ctx, refund_id, &r, &open);
	if (err || !open)
		return err;
	err = order_refund_again(ctx, r.order_id, refund_id, by);
	if (err != ERR_CONFLICT && err != ERR_UNKNOWN)
		return err;
	log_event(ctx, LOG_WARN, "refund", "refund=%" PRId64 " error=%s", refund_id, ctx->err.text);
	err_clear(ctx);
	err = find(ctx, refund_id, &r, &open);
	*refused = !err && str_eq(r.state, "failed");
	return err || !open ? err : err_set(ctx, ERR_DOWN, "refund %" PRId64 " was not answered", refund_id);
}
