#include <stdio.h>

#include "base/str.h"
#include "kit/text.h"
#include "ops/file.h"
#include "ops/keys.h"
#include "shop/payment_paypal.h"
#include "shop/payment_stripe.h"
#include "shop/tenant.h"
#include "stoactl/stoactl.h"
#include "web/urls.h"

enum { SECRETS_MAX = 4096 };

const struct option payment_set_options[] = {
	{ "secret-key-file", "FILE", NULL, "its first line is the secret key (of paypal: the secret); needed" },
	{ "webhook-secret-file", "FILE", NULL, "stripe: signing secrets of the shop's webhook, one a line; needed" },
	{ "client-id", "ID", NULL, "paypal: the client id; needed" },
	{ "webhook-id", "ID", NULL, "paypal: the id of the shop's webhook; needed" },
	{ "test", NULL, NULL, "the keys are for tests (of paypal: of its sandbox), which take no money" },
	{ .name = NULL },
};

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

static enum err_code set_stripe(struct ctx *ctx, const struct args *args)
{
	struct stripe_keys keys;
	struct stripe_account account;
	struct texts lines;
	enum err_code err = read_lines(ctx, args, "secret-key-file", &lines);

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

static enum err_code show_stripe(struct ctx *ctx)
{
	struct stripe_state s;
	enum err_code err = stripe_state(ctx, &s);

	if (err)
		return err;
	printf("stripe: %s keys, %zu signing secret%s, set on %s\n", s.test ? "test" : "live", s.webhook_secrets,
	    s.webhook_secrets == 1 ? "" : "s", text_datetime(ctx->arena, "en", "UTC", s.set_at));
	printf("method: %s\n", s.method ? s.method : "none is active");
	return ERR_OK;
}

static enum err_code need(struct ctx *ctx, const struct args *args, const char *option, const char **out)
{
	*out = args_get(args, option);
	return *out ? ERR_OK : err_set(ctx, ERR_INPUT, "paypal needs --%s ID", option);
}

static enum err_code set_paypal(struct ctx *ctx, const struct args *args)
{
	struct paypal_keys keys = { .live = !args_get(args, "test") };
	struct paypal_account account;
	struct texts lines;
	const char *hook;
	enum err_code err = need(ctx, args, "client-id", &keys.client_id);

	if (!err)
		err = need(ctx, args, "webhook-id", &keys.webhook_id);
	if (!err)
		err = read_lines(ctx, args, "secret-key-file", &lines);
	if (!err)
		err = enter_shop(ctx, args->word[0]);
	if (err)
		return err;
	keys.secret = lines.v[0];
	hook = url_absolute(ctx, ctx->tenant->primary_host, "/hook/paypal");
	err = paypal_keys_set(ctx, &keys, hook, &account);
	if (err)
		return err;
	printf("shop %s takes payments by paypal app %s\n", args->word[0], account.app);
	printf("webhook: %s\n", hook);
	if (account.elsewhere)
		printf("note: that webhook sends to another address\n");
	if (!str_empty(account.missing))
		printf("note: that webhook does not send %s\n", account.missing);
	return ERR_OK;
}

static enum err_code show_paypal(struct ctx *ctx)
{
	struct paypal_state s;
	enum err_code err = paypal_state(ctx, &s);

	if (err)
		return err;
	printf("paypal: %s keys of app %s, set on %s\n", s.live ? "live" : "sandbox", s.app,
	    text_datetime(ctx->arena, "en", "UTC", s.set_at));
	printf("method: %s\n", s.method ? s.method : "none is active");
	return ERR_OK;
}

static const struct keyed {
	const char *name;
	enum err_code (*set)(struct ctx *, const struct args *);
	enum err_code (*show)(struct ctx *);
} providers[] = {
	{ "stripe", set_stripe, show_stripe },
	{ "paypal", set_paypal, show_paypal },
};

static enum err_code find_provider(struct ctx *ctx, const char *name, const struct keyed **out)
{
	for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
		if (str_eq(providers[i].name, name)) {
			*out = &providers[i];
			return ERR_OK;
		}
	return err_set(ctx, ERR_INPUT, "\"%s\" takes no keys; stripe and paypal do", name);
}

enum err_code run_payment_set(struct ctx *ctx, const struct args *args)
{
	const struct keyed *p = NULL;
	enum err_code err = find_provider(ctx, args->word[1], &p);

	return err ? err : p->set(ctx, args);
}

enum err_code run_payment_show(struct ctx *ctx, const struct args *args)
{
	const struct keyed *p = NULL;
	enum err_code err = enter_shop(ctx, args->word[0]);

	if (!err)
		err = find_provider(ctx, args->word[1], &p);
	if (!err)
		err = p->show(ctx);
	if (err == ERR_NOT_FOUND)
		return err_set(ctx, err, "shop %s has no keys of %s (stoactl payment set)", args->word[0], p->name);
	return err;
}

enum err_code run_keys_rotate(struct ctx *ctx, const struct args *args)
{
	struct keys_told t;
	enum err_code err = keys_rotate(ctx, &t);

	(void)args;
	printf("%zu keys of %zu shops sealed anew, %zu had been\n", t.sealed, t.shops, t.current);
	if (!err && t.lost > 0)
		return err_set(
		    ctx, ERR_CONFLICT, "%zu keys open with neither key (see the log); set them anew", t.lost);
	if (!err && t.busy > 0)
		return err_set(ctx, ERR_CONFLICT, "%zu shops were at work in another stoactl: call it again", t.busy);
	return err;
}
