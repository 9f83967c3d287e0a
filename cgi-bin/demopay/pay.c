#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/str.h"
#include "demopay/pages.h"
#include "demopay/views.h"
#include "net/fetch.h"
#include "shop/payment_demo.h"
#include "web/page.h"
#include "web/urls.h"

enum { TRIES = 3, WAIT_MS = 200, ANSWER_MAX = 64 * 1024 };

static const struct {
	const char *answer;
	enum payment_result result;
} answers[] = {
	{ "approve", PAYMENT_CAPTURED },
	{ "decline", PAYMENT_FAILED },
};

/* What is to be paid, and the language in which the shop spoke to the shopper. */
static enum err_code open_order(struct ctx *ctx, struct exchange *x, struct demopay_order *order)
{
	enum err_code e = demopay_read(ctx, x->seg[0], order);
	if (e == ERR_MALFORMED)
		return err_set(ctx, ERR_NOT_FOUND, "not a payment that a shop of ours asked for");
	for (const char *const *l = demopay_locales; !e && *l; l++)
		if (str_eq(*l, order->locale))
			ctx->locale = *l;
	return e;
}

/* "http://hafen.localhost:8080": where the shop's own pages begin. */
static const char *origin_of(struct ctx *ctx, const char *url)
{
	const char *host = strstr(url, "://");
	size_t scheme = host ? (size_t)(host - url) + strlen("://") : 0;
	return arena_strndup(ctx->arena, url, scheme + strcspn(url + scheme, "/"));
}

enum err_code pay_get(struct ctx *ctx, struct exchange *x)
{
	struct demopay_order order;
	enum err_code e = open_order(ctx, x, &order);
	if (e)
		return e;
	struct pay_page view = {
		.shop_name = order.shop,
		.order_number = order.number,
		.amount = order.amount,
		.action = arena_printf(ctx->arena, "/pay/%s", url_encode(ctx, x->seg[0])),
		.return_url = order.return_url,
	};
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Demo payment"));
	page->noindex = true;
	/* The form's answer leads back to the shop. */
	x->res->form_target = origin_of(ctx, order.return_url);
	return page_render(ctx, x, "pay", &view, page);
}

static void wait_a_little(int tries)
{
	struct timespec time = { .tv_nsec = WAIT_MS * 1000000L * tries };
	nanosleep(&time, NULL);
}

/* ERR_DOWN where the shop did not take the notice: sending the form again tells it anew. */
static enum err_code tell(struct ctx *ctx, const struct demopay_order *order, enum payment_result result)
{
	struct demopay_notice notice;
	demopay_notice(ctx, order, result, &notice);
	const char *const headers[] = {
		"Content-Type: application/json",
		arena_printf(ctx->arena, "%s: %s", DEMOPAY_SIGNATURE_HEADER, notice.signature),
		NULL,
	};
	struct fetch_post post = { .url = order->notice_url,
		.headers = headers,
		.body = notice.body,
		.length = notice.length,
		.max = ANSWER_MAX };
	for (int tries = 1; tries <= TRIES; tries++) {
		struct fetch_answer answer = { 0 };
		enum err_code e = fetch_post(ctx, &post, &answer);
		if (!e && answer.status >= 200 && answer.status < 300)
			return ERR_OK;
		log_event(
		    ctx, LOG_WARN, "notice_refused", "try=%d status=%d error=%s", tries, answer.status, err_name(e));
		if (e == ERR_MALFORMED || (answer.status >= 400 && answer.status < 500))
			break;
		if (tries < TRIES)
			wait_a_little(tries);
	}
	return err_set(ctx, ERR_DOWN, "the shop did not take the notice");
}

enum err_code answer_post(struct ctx *ctx, struct exchange *x)
{
	const struct answer_in *in = x->in;
	struct demopay_order order;
	enum err_code e = open_order(ctx, x, &order);
	if (e)
		return e;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		if (!str_eq(answers[i].answer, in->answer))
			continue;
		e = tell(ctx, &order, answers[i].result);
		if (!e)
			response_redirect(x->res, 303, order.return_url);
		return e;
	}
	return err_set(ctx, ERR_MALFORMED, "no such answer");
}
