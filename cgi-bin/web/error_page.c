#include "web/error_page.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"
#include "view/view.h"
#include "web/again.h"
#include "web/app.h"
#include "web/once.h"
#include "web/page.h"
#include "web/parts.h"
#include "web/site.h"
#include "web/urls.h"

enum { RETRY_SECONDS = 10, RETRY_CLOSED_SECONDS = 3600 };

static const struct words {
	const char *heading;
	const char *text;
} pages[] = {
	[ERR_INPUT] = { N_("Something is missing"), N_("Please go back and look over what you entered.") },
	[ERR_MALFORMED] = { N_("We could not read that"),
	    N_("The address or the form was not as we expected. Please go back and try once more.") },
	[ERR_LOGIN] = { N_("Please log in"), N_("You need to be logged in to see this page.") },
	[ERR_FORBIDDEN] = { N_("That is not possible from here"),
	    N_("For your safety we only accept this from our own pages. Please go back to the shop and try once "
	       "more.") },
	[ERR_NOT_FOUND] = { N_("This page does not exist"),
	    N_("Perhaps it has moved, or there is a typing mistake in the address.") },
	[ERR_METHOD] = { N_("This page does not exist"),
	    N_("Perhaps it has moved, or there is a typing mistake in the address.") },
	[ERR_CONFLICT] = { N_("Meanwhile something has changed"),
	    N_("What you saw is no longer up to date. Please go back, look once more and try again.") },
	[ERR_TOO_LARGE] = { N_("That is too large"), N_("Please send us something smaller.") },
	[ERR_MEDIA] = { N_("We could not read that"),
	    N_("The address or the form was not as we expected. Please go back and try once more.") },
	[ERR_LIMIT] = { N_("That was a little too often"), N_("Please wait a few minutes and try again.") },
	[ERR_INTERNAL] = { N_("Something went wrong on our side"), N_("We are sorry. Please try again in a moment.") },
	[ERR_RETRY] = { N_("One moment, please"), N_("Many people are here right now. Please try again in a moment.") },
	[ERR_DOWN] = { N_("One moment, please"),
	    N_("We are just tidying up and will be back shortly. Please try again in a moment.") },
	[ERR_UNKNOWN] = { N_("One moment, please"),
	    N_("We could not confirm that your last step arrived. Please look before you repeat it.") },
	[ERR_REPEATED] = { N_("You have sent this before"),
	    N_("It said something else then, and that was done. If you mean both, send this as well; else go back "
	       "and load the page anew.") },
	[ERR_MOVED] = { N_("One moment, please"),
	    N_("This shop is being moved to another place and takes nothing in for a few seconds. Nothing is lost: "
	       "please try again in a moment.") },
};
_Static_assert(sizeof pages / sizeof pages[0] == ERR__MAX, "each error has its words");

static const struct words closed_words = { N_("This shop is closed"),
	N_("It is not open at the moment. Please come back another time.") };
/* Instead of those of ERR_LIMIT. */
static const struct words files_words = { N_("One moment, please"),
	N_("We are still taking in the files that came just before. Please go back in a few seconds and send this one "
	   "again.") };

/* Fixed texts only, so nothing needs escaping. */
static void send_plain(struct ctx *ctx, struct exchange *x, const struct words *words)
{
	const char *heading = view_text(ctx, words->heading);
	buf_printf(&x->res->body,
	    "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n<title>%s</title>\n</head>\n"
	    "<body>\n<main>\n<h1>%s</h1>\n<p>%s</p>\n</main>\n</body>\n</html>\n",
	    ctx->locale, text_is_rtl(ctx->locale) ? "rtl" : "ltr", heading, heading, view_text(ctx, words->text));
	x->res->language = ctx->locale;
	x->res->robots = "noindex";
}

/* A program asks, not a person: the code's name says what was wrong. */
static void send_word(struct exchange *x, enum err_code code)
{
	x->res->type = "text/plain; charset=utf-8";
	buf_printf(&x->res->body, "%s\n", err_name(code));
}

/* known: whose page it is. Else it stands without any shop's look. */
static enum err_code send_page(
    struct ctx *ctx, struct exchange *x, enum err_code code, const struct words *words, bool known)
{
	int status = err_http_status(code);
	struct error_page data = {
		.heading = words->heading,
		.text = words->text,
		.reference = status >= 500 ? ctx->request_id : NULL,
		.lost = code == ERR_NOT_FOUND || code == ERR_METHOD,
		.later = status == 503,
		.both = code == ERR_REPEATED,
		.again_url = x->req->method == HTTP_POST ? NULL : url_self(ctx, x->req),
	};
	again_keep(ctx, x, code, &data);
	struct page *page = status >= 500 ? page_create_bare(ctx, x) : page_create(ctx, x);
	page->title = view_text(ctx, words->heading);
	page->noindex = true;
	if (!known)
		page->shop_name = x->req->host;
	return page_render(ctx, x, known ? "error" : "away", &data, page);
}

void error_page_send(struct ctx *ctx, struct exchange *x, enum err_code code, bool closed)
{
	const struct words *words = closed ? &closed_words : &pages[code];
	const char *allow = x->res->allow;
	int status = err_http_status(code), retry_after = x->res->retry_after;
	struct response before = *x->res;
	response_init(x->res, ctx);
	x->res->status = status;
	/* What may have been written is found by them. */
	if (code == ERR_UNKNOWN || code == ERR_DOWN) {
		memcpy(x->res->cookies, before.cookies, sizeof before.cookies);
		x->res->n_cookies = before.n_cookies;
	}
	x->res->allow = allow;
	x->res->retry_after = status == 503 && retry_after == 0 ? RETRY_SECONDS : retry_after;
	if (closed)
		x->res->retry_after = RETRY_CLOSED_SECONDS;
	if (!area_sends_pages(x->app->areas)) {
		send_word(x, code);
		return;
	}
	bool known = ctx->settings != NULL || x->app->locales != NULL;
	bool shows = known || (x->app->away && status == 503);
	if (shows && x->view != NULL && send_page(ctx, x, code, words, known) == ERR_OK) {
		x->res->status = status;
		return;
	}
	buf_clear(&x->res->body);
	send_plain(ctx, x, words);
}

void error_page_send_limit(struct ctx *ctx, struct exchange *x)
{
	int retry_after = x->res->retry_after;
	/* Whoever meets the shop's limit, and not their own, has done nothing too often. */
	const struct words *words = x->limit.files ? &files_words : &pages[x->limit.shop != 0 ? ERR_RETRY : ERR_LIMIT];
	response_init(x->res, ctx);
	x->res->status = err_http_status(ERR_LIMIT);
	x->res->retry_after = retry_after;
	if (!area_sends_pages(x->app->areas)) {
		send_word(x, ERR_LIMIT);
		return;
	}
	site_plain_locale(ctx, x);
	send_plain(ctx, x, words);
}
