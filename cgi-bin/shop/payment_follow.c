#include "base/str.h"
#include "queries.h"
#include "shop/order_room.h"
#include "shop/payment_room.h"

bool payment_open(const char *state)
{
	return str_eq(state, "created") || str_eq(state, "pending");
}

/* What a payment that is no longer open has come to. */
static enum payment_result came_to(const char *state)
{
	if (str_eq(state, "failed"))
		return PAYMENT_FAILED;
	if (str_eq(state, "cancelled") || str_eq(state, "voided"))
		return PAYMENT_CANCELLED;
	return str_eq(state, "authorised") ? PAYMENT_AUTHORISED : PAYMENT_CAPTURED;
}

/* An order that was cancelled, or paid by another way, takes no money that it can still leave. */
static enum err_code take(struct ctx *ctx, const struct payment_provider *provider,
    const struct payment_followed_row *p, const struct payment_asked *asked, struct payment_notice *out)
{
	if (provider->take && str_eq(p->order_state, "placed") && order_owes(p->order_paid))
		return provider->take(ctx, asked, out);
	out->result = PAYMENT_NO_NEWS;
	return ERR_OK;
}

static struct payment_asked asked_of(const struct payment_followed_row *p, const struct payment_provider *provider)
{
	return (struct payment_asked){
		.key = p->key,
		.session_ref = p->session_ref,
		.provider_ref = p->provider_ref ? p->provider_ref : "",
		.amount = payment_moves(provider, money_of(p->amount_minor, p->currency)),
	};
}

enum err_code payment_follow(struct ctx *ctx, int64_t payment_id, enum payment_result *result)
{
	struct payment_followed_row p;
	struct payment_asked asked;
	struct payment_notice news = { .result = PAYMENT_NO_NEWS };
	const struct payment_provider *provider;
	enum err_code err = q_payment_followed_one(ctx, &(struct payment_followed_in){ .id = payment_id }, &p);

	if (err)
		return err;
	provider = payment_provider(p.provider);
	*result = payment_open(p.state) ? PAYMENT_NO_NEWS : came_to(p.state);
	if (*result != PAYMENT_NO_NEWS || !p.session_ref || !provider || !provider->ask || !provider->available(ctx))
		return ERR_OK;
	asked = asked_of(&p, provider);
	err = provider->ask(ctx, &asked, &news);
	asked.later = news.later;
	if (!err && news.result == PAYMENT_APPROVED)
		err = take(ctx, provider, &p, &asked, &news);
	if (err)
		return err;
	*result = news.result;
	return news.result == PAYMENT_NO_NEWS ? ERR_OK : payment_apply(ctx, provider, &news);
}

/* Asks, closes what is still open, and asks again where it was paid in between. */
static enum err_code ask_and_close(struct ctx *ctx, const struct payment_provider *provider,
    const struct payment_asked *asked, struct payment_notice *news)
{
	enum err_code err = provider->ask(ctx, asked, news);

	if (err || news->result != PAYMENT_NO_NEWS)
		return err;
	err = provider->close(ctx, asked);
	if (err != ERR_CONFLICT)
		return err;
	*news = (struct payment_notice){ .result = PAYMENT_NO_NEWS };
	err = provider->ask(ctx, asked, news);
	if (!err && news->result == PAYMENT_NO_NEWS)
		err = err_set(ctx, ERR_DOWN, "%s leaves \"%s\" open", provider->name, asked->session_ref);
	return err;
}

static enum err_code let_go(
    struct ctx *ctx, const struct payment_provider *provider, struct payment_asked *asked, const char *provider_ref)
{
	struct payment_notice news = { .result = PAYMENT_NO_NEWS };
	enum err_code err;

	asked->provider_ref = provider_ref;
	err = provider->release(ctx, asked, &news);
	if (!err && news.result != PAYMENT_CANCELLED)
		err = err_set(ctx, ERR_DOWN, "%s still holds \"%s\"", provider->name, provider_ref);
	return err;
}

enum err_code payment_close(struct ctx *ctx, int64_t payment_id)
{
	struct payment_followed_row p;
	struct payment_asked asked;
	struct payment_notice news = { .result = PAYMENT_NO_NEWS };
	const struct payment_provider *provider;
	enum err_code err = q_payment_followed_one(ctx, &(struct payment_followed_in){ .id = payment_id }, &p);

	if (err)
		return err;
	provider = payment_provider(p.provider);
	if (!str_eq(p.state, "cancelled") || !p.session_ref || !provider || !provider->close ||
	    !provider->available(ctx))
		return ERR_OK;
	asked = asked_of(&p, provider);
	err = ask_and_close(ctx, provider, &asked, &news);
	if (err || news.result == PAYMENT_NO_NEWS || news.result == PAYMENT_CANCELLED)
		return err;
	if (news.result == PAYMENT_AUTHORISED && p.switched)
		return let_go(ctx, provider, &asked, news.provider_ref);
	return payment_apply(ctx, provider, &news);
}
