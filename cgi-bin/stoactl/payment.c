#include <inttypes.h>
#include <stdio.h>

#include "base/str.h"
#include "kit/text.h"
#include "shop/order.h"
#include "shop/tenant.h"
#include "stoactl/stoactl.h"

const struct option refund_options[] = {
	{ "amount", "AMOUNT", NULL, "only so much of it: 4.90; else all that is left" },
	{ .name = NULL },
};

static enum err_code find_order(struct ctx *ctx, const char *number, const struct order **out)
{
	struct order_query q = { .filter = ORDERS_ALL, .search = number, .limit = 50 };
	struct order_rows rows;
	enum err_code err = order_list(ctx, &q, &rows);

	for (size_t i = 0; !err && i < rows.n; i++)
		if (str_eq(rows.v[i].number, number))
			return order_by_id(ctx, rows.v[i].id, out);
	return err ? err : err_set(ctx, ERR_NOT_FOUND, "there is no order %s", number);
}

static int64_t refunded(const struct order *o)
{
	int64_t sum = 0;

	for (size_t i = 0; i < o->n_payments; i++)
		sum += o->payments[i].refunded.minor;
	return sum;
}

enum err_code run_refund(struct ctx *ctx, const struct args *args)
{
	const struct actor system = { .kind = ACTOR_SYSTEM };
	const char *typed = args_get(args, "amount");
	const struct order *o;
	struct refund_part part;
	int64_t minor;
	enum err_code err = enter_shop(ctx, args->word[0]);

	if (!err)
		err = find_order(ctx, args->word[1], &o);
	if (err)
		return err;
	if (typed && (text_parse_plain(typed, o->total.currency, &minor) != TEXT_NUMBER_OK || minor <= 0))
		return err_set(ctx, ERR_INPUT, "--amount is an amount in %s", o->total.currency);
	if (typed) {
		part = (struct refund_part){
			.order_id = o->id, .amount = money_of(minor, o->total.currency), .refunded_before = refunded(o)
		};
		err = order_refund_part(ctx, &part, system);
	} else {
		err = order_refund(ctx, o->id, system);
	}
	if (!err)
		err = order_by_id(ctx, o->id, &o);
	if (!err)
		printf("order %s: %s %s refunded\n", o->number,
		    text_money_plain(ctx->arena, money_of(refunded(o), o->total.currency)), o->total.currency);
	return err;
}
