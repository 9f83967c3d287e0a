#include "shop/payment_room.h"

/* Money that no provider of ours moves: the merchant says when it is there, and sends it back by hand. */

static bool always(const struct ctx *ctx)
{
	(void)ctx;
	return true;
}

static enum err_code by_hand(
    struct ctx *ctx, const char *provider_ref, const char *key, struct money amount, const char **ref)
{
	(void)provider_ref;
	(void)amount;
	*ref = arena_printf(ctx->arena, "hand_%s", key);
	return ERR_OK;
}

const struct payment_provider payment_offline = {
	.name = "offline",
	.paid_by_hand = true,
	.available = always,
	.refund = by_hand,
};

const struct payment_provider payment_cash_on_delivery = {
	.name = "cash_on_delivery",
	.paid_by_hand = true,
	.paid_on_delivery = true,
	.available = always,
	.refund = by_hand,
};
