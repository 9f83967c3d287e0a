/* webhook: signed notices of payment providers. Answers in plain text, to machines. */
#include "base/conf.h"
#include "shop/payment.h"
#include "shop/provider_call.h"
#include "web/app.h"

/* A machine waits for the answer, which is told again where it is late. */
enum { PATIENCE = 4 };

static enum err_code hook_post(struct ctx *ctx, struct exchange *x)
{
	const struct payment_provider *provider = payment_provider(x->seg[0]);
	if (!provider || !provider->notice || !provider->available(ctx))
		return err_set(ctx, ERR_NOT_FOUND, "no such provider");
	struct notice_raw raw = {
		.body = x->req->body,
		.length = x->req->body_length,
	};
	for (size_t i = 0; i < NOTICE_HEADERS_MAX && provider->signature_headers[i]; i++)
		raw.headers[i] = request_header(x->req, provider->signature_headers[i]);
	provider_hurry(ctx, PATIENCE * ctx->conf->provider_milliseconds);
	enum err_code e = payment_take_notice(ctx, provider, &raw);
	if (e)
		return e;
	x->res->type = "text/plain; charset=utf-8";
	buf_puts(&x->res->body, "ok\n");
	return ERR_OK;
}

static const struct route routes[] = {
	{ HTTP_POST, "/hook/:provider", hook_post, NEED_SHOP, .params = NULL, .body = BODY_RAW },
	ROUTE_END,
};

int main(int argc, char **argv)
{
	static const struct area all = { routes, NULL };
	static const struct area *const areas[] = { &all, NULL };
	static const struct app app = { .name = "webhook", .areas = areas };
	return web_main(&app, argc, argv);
}
