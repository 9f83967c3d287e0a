#include <inttypes.h>
#include <string.h>

#include "admin/arranged.h"
#include "admin/desk.h"
#include "base/str.h"
#include "shop/mail_text.h"
#include "shop/outbox_dead.h"
#include "shop/picture.h"
#include "web/flash.h"

enum { PER_PAGE = 50 };

static const struct {
	enum outbox_kind kind;
	const char *words;
} works[] = {
	{ OUTBOX_PICTURE_SIZES, N_("Making a picture’s sizes") },
	{ OUTBOX_PICTURE_FETCH, N_("Fetching a picture") },
	{ OUTBOX_PICTURE_DROP, N_("Taking away a picture’s files") },
	{ OUTBOX_IMPORT, N_("Import of products") },
	{ OUTBOX_REFUND, N_("Refund") },
};

/* "mail_placed" is the mail "placed". */
static const char *what(struct ctx *ctx, const struct outbox_entry *e)
{
	for (size_t i = 0; e->kind < OUTBOX_MAIL__MAX && i < mail_kinds_count; i++)
		if (str_eq(mail_kinds[i].name, e->name + strlen("mail_")))
			return view_format(ctx, N_("Mail: {1}"), view_text(ctx, mail_kinds[i].label), NULL);
	for (size_t i = 0; i < sizeof works / sizeof works[0]; i++)
		if (works[i].kind == e->kind)
			return view_text(ctx, works[i].words);
	return e->name;
}

/* The codes of net/mail, worker/jobs and shop/outbox. */
static const struct {
	const char *code;
	const char *words;
} whys[] = {
	{ "connect", N_("For days the mail server could not be reached. Your hoster can tell you more.") },
	{ "timeout", N_("For days the mail server could not be reached. Your hoster can tell you more.") },
	{ "tls", N_("For days the mail server could not be reached. Your hoster can tell you more.") },
	{ "login", N_("For days the mail server could not be reached. Your hoster can tell you more.") },
	{ "unanswered", N_("The mail server took the mail and never said whether it would deliver it.") },
	{ "address", N_("The address is none that a mail can be sent to.") },
	{ "letter", N_("The mail could not be written. Your hoster can tell you more.") },
	{ "killed", N_("The work broke off each time it was tried. Your hoster can tell you more.") },
	{ "sizes", N_("The picture could not be read. It is shown in its one size.") },
	{ "import", N_("The import broke off. Your hoster can tell you more.") },
	{ "refund_refused",
	    N_("The payment provider did not send the money back. Please look into your account there.") },
	{ "provider", N_("For days the payment provider did not answer. Please look into your account there.") },
};

static const char *why(struct ctx *ctx, const struct outbox_entry *e)
{
	const char *code = e->error;
	for (size_t i = 0; i < sizeof whys / sizeof whys[0]; i++)
		if (str_eq(whys[i].code, code))
			return view_text(ctx, whys[i].words);
	if (str_starts(code, "smtp_5"))
		return view_format(
		    ctx, N_("The mail server refused the mail ({1}): the address may be wrong."), code + 5, NULL);
	if (str_starts(code, "smtp_"))
		return view_format(
		    ctx, N_("Again and again the mail server would not take the mail yet ({1})."), code + 5, NULL);
	if (e->kind == OUTBOX_PICTURE_FETCH)
		return view_text(ctx, N_("The picture could not be fetched; the product’s pictures say why."));
	return view_format(ctx, N_("It did not work ({1})."), code, NULL);
}

static void fill(struct ctx *ctx, const struct outbox_entry *rows, size_t n, struct failed_page *view)
{
	view->rows = ARENA_ARRAY(ctx->arena, n, struct failed_row);
	view->n_rows = n;
	for (size_t i = 0; i < n; i++)
		view->rows[i] = (struct failed_row){
			.id = digits(ctx, rows[i].id),
			.what = what(ctx, &rows[i]),
			.why = why(ctx, &rows[i]),
			.number = *rows[i].number ? rows[i].number : NULL,
			.order_url = rows[i].order_id ? admin_url(ctx, arena_printf(ctx->arena, "/orders/%" PRId64,
			                                                   rows[i].order_id))
			                              : NULL,
			.at = rows[i].at,
		};
}

enum err_code failed_get(struct ctx *ctx, struct exchange *x)
{
	const struct failed_in *in = x->in;
	const struct outbox_entry *rows;
	int64_t before = x->in_err ? 0 : in->before;
	size_t n;
	struct failed_page view = {
		.retry_url = admin_url(ctx, "/failed/retry"),
		.away_url = admin_url(ctx, "/failed/away"),
	};
	enum err_code e = outbox_dead_list(ctx, before, PER_PAGE + 1, &rows, &n);
	if (e)
		return e;
	fill(ctx, rows, n > PER_PAGE ? PER_PAGE : n, &view);
	if (before)
		view.pager.first_url = admin_url(ctx, "/failed");
	if (n > PER_PAGE)
		view.pager.next_url =
		    arena_printf(ctx->arena, "%s?before=%" PRId64, admin_url(ctx, "/failed"), rows[PER_PAGE - 1].id);
	view.pager.many = view.pager.first_url || view.pager.next_url;
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Work that failed"));
	return page_render(ctx, x, "failed", &view, page);
}

/* Without an id it is all of them. */
static enum err_code act(struct ctx *ctx, struct exchange *x,
    enum err_code (*fn)(struct ctx *, const struct bigints *, int64_t *), const char *flash)
{
	const struct failed_in *in = x->in;
	int64_t n = 0;
	enum err_code e = x->in_err ? ERR_MALFORMED : ERR_OK;
	if (!e)
		e = fn(ctx, in->id ? &(struct bigints){ &in->id, 1 } : NULL, &n);
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/failed"), n > 0 ? flash : "job_gone");
}

enum err_code failed_retry_post(struct ctx *ctx, struct exchange *x)
{
	return act(ctx, x, outbox_retry, "job_again");
}

enum err_code failed_away_post(struct ctx *ctx, struct exchange *x)
{
	return act(ctx, x, outbox_put_away, "job_away");
}
