#include <inttypes.h>
#include <stdio.h>

#include "base/str.h"
#include "kit/text.h"
#include "ops/file.h"
#include "shop/order.h"
#include "shop/payment_stripe.h"
#include "shop/tenant.h"
#include "stoactl/stoactl.h"
#include "web/urls.h"

enum { SECRETS_MAX = 4096 };

const struct option payment_set_options[] = {
	{ "secret-key-file", "FILE", NULL, "its first line is the secret key; needed" },
	{ "webhook-secret-file", "FILE", NULL, "signing secrets of the shop's webhook, one a line; needed" },
	{ "test", NULL, NULL, "the key is one for tests, which takes no money" },
	{ .name = NULL },
};

const struct option refund_options[] = {
	{ "amount", "AMOUNT", NULL, "only so much of it: 4.90; else all that is left" },
	{ .name = NULL },
};

static enum err_code check_provider(struct ctx *ctx, const char *name)
{
	if (str_eq(name, "stripe"))
		return ERR_OK;
	return err_set(ctx, ERR_INPUT, "\"%s\" takes no keys; stripe does", name);
}

/* The file's lines that are not empty. */
static enum err_code read_lines(struct ctx *ctx, const struct args *args, const char *option, struct texts *out)
{
	const char *path = args_get(args, option);
	const char **v = ARENA_ARRAY(ctx->arena, SECRETS_MAX, const char *);
	char *text;
	enum err_code err;

	if (!path)
		return err_set(ctx, ERR_INPUT, "say where it stands: --%s FILE", option);
	err = file_read(ctx, path, SECRETS_MAX, &text, NULL);
	*out = (struct texts){ .v = v };
	while (!err && *text) {
		size_t n = 0;
		const char *line;

		while (text[n] && text[n] != '\n')
			n++;
		line = str_trim(ctx->arena, arena_strndup(ctx->arena, text, n));
		if (*line)
			v[out->n++] = line;
		text += n + (text[n] == '\n');
	}
	if (!err && out->n == 0)
		err = err_set(ctx, ERR_INPUT, "%s is empty", path);
	return err;
}

enum err_code run_payment_set(struct ctx *ctx, const struct args *args)
{
	struct stripe_keys keys;
	struct stripe_account account;
	struct texts lines;
	enum err_code err = check_provider(ctx, args->word[1]);

	if (!err)
		err = read_lines(ctx, args, "secret-key-file", &lines);
	if (!err)
		err = read_lines(ctx, args, "webhook-secret-file", &keys.webhook_secrets);
	if (!err)
		err = enter_shop(ctx, args->word[0]);
	if (err)
		return err;
	keys.secret_key = lines.v[0];
	err = stripe_keys_set(ctx, &keys, args_get(args, "test") != NULL, &account);
	if (err)
		return err;
	printf("shop %s takes payments by stripe account %s\n", args->word[0], account.id);
	printf("webhook: %s\n", url_absolute(ctx, ctx->tenant->primary_host, "/hook/stripe"));
	if (!account.charges)
		printf("note: Stripe says that this account may not take money yet\n");
	return ERR_OK;
}

enum err_code run_payment_show(struct ctx *ctx, const struct args *args)
{
	struct stripe_state s;
	enum err_code err = enter_shop(ctx, args->word[0]);

	if (!err)
		err = check_provider(ctx, args->word[1]);
	if (!err)
		err = stripe_state(ctx, &s);
	if (err == ERR_NOT_FOUND)
		return err_set(ctx, err, "shop %s has no keys of stripe (stoactl payment set)", args->word[0]);
	if (err)
		return err;
	printf("stripe: %s keys, %zu signing secret%s, set on %s\n", s.test ? "test" : "live", s.webhook_secrets,
	    s.webhook_secrets == 1 ? "" : "s", text_datetime(ctx->arena, "en", "UTC", s.set_at));
	printf("method: %s\n", s.method ? s.method : "none is active");
	return ERR_OK;
}

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
