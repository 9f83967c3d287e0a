#include "worker/letter.h"

#include <inttypes.h>
#include <string.h>

#include "base/conf.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/mail_text.h"
#include "shop/payment.h"
#include "shop/pickup.h"
#include "shop/returns.h"
#include "shop/tenant.h"
#include "shop/withdrawal.h"
#include "web/recap.h"
#include "web/urls.h"
#include "worker/views.h"

enum { LETTER_BYTES = 256 * 1024 };

static enum err_code about_order(
    struct ctx *ctx, const struct outbox_job *job, const struct order *o, struct mail_page *page)
{
	(void)ctx;
	(void)job;
	page->amount = o->total;
	return ERR_OK;
}

/* The payment that is named; else the first that arrived is the one that the mail was promised for. */
static enum err_code about_payment(
    struct ctx *ctx, const struct outbox_job *job, const struct order *o, struct mail_page *page)
{
	(void)ctx;
	page->amount = o->total;
	for (size_t i = 0; i < o->n_payments; i++)
		if (o->payments[i].captured.minor > 0 && (!job->ref_id || o->payments[i].id == job->ref_id))
			page->amount = o->payments[i].captured;
	return ERR_OK;
}

/* One parcel that holds everything needs no list of its own. */
static void fill_pieces(
    struct ctx *ctx, const struct order *o, const struct order_shipment *s, struct mail_shipment *to)
{
	if (o->n_shipments == 1 && str_eq(o->shipping_state, "shipped"))
		return;
	to->pieces = ARENA_ARRAY(ctx->arena, s->n_pieces, struct mail_piece);
	to->n_pieces = s->n_pieces;
	for (size_t i = 0; i < s->n_pieces; i++)
		to->pieces[i] =
		    (struct mail_piece){ .quantity = s->pieces[i].quantity, .name = s->pieces[i].line->name };
}

static enum err_code about_shipment(
    struct ctx *ctx, const struct outbox_job *job, const struct order *o, struct mail_page *page)
{
	page->amount = o->total;
	for (size_t i = 0; i < o->n_shipments; i++) {
		const struct order_shipment *s = &o->shipments[i];

		if (s->id != job->ref_id)
			continue;
		page->shipment = ARENA_NEW(ctx->arena, struct mail_shipment);
		*page->shipment =
		    (struct mail_shipment){ .carrier = s->carrier, .tracking = s->tracking, .at = s->shipped_at };
		fill_pieces(ctx, o, s, page->shipment);
		return ERR_OK;
	}
	return err_set(ctx, ERR_CONFLICT, "no shipment %" PRId64, job->ref_id);
}

static enum err_code about_refund(
    struct ctx *ctx, const struct outbox_job *job, const struct order *o, struct mail_page *page)
{
	return order_refund_amount(ctx, o->id, job->ref_id, &page->amount);
}

/* What of it has to go back; of what already has, another mail tells. */
static enum err_code about_cancel(
    struct ctx *ctx, const struct outbox_job *job, const struct order *o, struct mail_page *page)
{
	(void)job;
	page->amount = money_of(0, o->total.currency);
	page->at = ctx->now;
	for (size_t i = 0; i < o->n_events; i++)
		if (order_is_off(o->events[i].kind))
			page->at = o->events[i].at;
	for (size_t i = 0; i < o->n_payments; i++) {
		const struct payment_provider *p = payment_provider(o->payments[i].provider);

		page->amount = money_add(page->amount, o->payments[i].captured);
		page->by_hand = page->by_hand || (o->payments[i].captured.minor > 0 && p && p->paid_by_hand);
	}
	for (size_t i = 0; i < o->n_refunds; i++)
		if (o->refunds[i].at < page->at && !str_eq(o->refunds[i].state, "failed"))
			page->amount = money_sub(page->amount, o->refunds[i].amount);
	page->was_paid = page->amount.minor > 0;
	return ERR_OK;
}

static struct mail_line *lines_of(struct ctx *ctx, const char *s, size_t *n)
{
	*n = *s != '\0';
	for (const char *c = s; *c; c++)
		*n += *c == '\n';
	struct mail_line *lines = ARENA_ARRAY(ctx->arena, *n, struct mail_line);
	for (size_t i = 0; i < *n; i++) {
		size_t length = strcspn(s, "\n");

		lines[i].text = str_trim(ctx->arena, arena_strndup(ctx->arena, s, length));
		s += s[length] ? length + 1 : length;
	}
	return lines;
}

static const char *told_of(const struct order *o, int64_t line_id)
{
	for (size_t i = 0; i < o->n_lines; i++)
		if (o->lines[i].id == line_id)
			return withdrawal_told(o->address.country, o->lines[i].no_withdrawal);
	return NULL;
}

/* On what condition the pieces may be withdrawn from, and from what of the order one may not. */
static enum err_code fill_withdrawal(
    struct ctx *ctx, const struct order *o, const struct return_request *r, struct mail_return *to)
{
	struct return_rights rights;
	enum err_code err = returns_rights(ctx, o, &rights);

	if (err)
		return err;
	for (size_t i = 0; i < r->n_lines; i++)
		to->pieces[i].no_withdrawal = told_of(o, r->lines[i].line_id);
	to->nevers = ARENA_ARRAY(ctx->arena, rights.n_lefts, struct mail_piece);
	for (size_t i = 0; i < rights.n_lefts; i++)
		if (rights.lefts[i].never)
			to->nevers[to->n_nevers++] = (struct mail_piece){ .quantity = rights.lefts[i].pieces,
				.name = rights.lefts[i].line->name,
				.no_withdrawal = told_of(o, rights.lefts[i].line->id) };
	return ERR_OK;
}

static enum err_code about_return(
    struct ctx *ctx, const struct outbox_job *job, const struct order *o, struct mail_page *page)
{
	const struct return_request *r;
	struct mail_return *to = ARENA_NEW(ctx->arena, struct mail_return);
	struct return_terms terms;
	enum err_code err = return_get(ctx, job->ref_id, &r);

	if (!err)
		err = return_terms(ctx, &terms);
	if (err)
		return err;
	page->amount = o->total;
	*to = (struct mail_return){
		.number = r->number,
		.at = r->created_at,
		.withdrawal = r->withdrawal,
		.reason = return_reason_label(r->reason),
		.pieces = ARENA_ARRAY(ctx->arena, r->n_lines, struct mail_piece),
		.n_pieces = r->n_lines,
		.arrived = ARENA_ARRAY(ctx->arena, r->n_lines, struct mail_piece),
	};
	to->note = lines_of(ctx, r->note, &to->n_note);
	to->answer = lines_of(ctx, r->answer, &to->n_answer);
	to->where = lines_of(ctx, terms.address, &to->n_where);
	for (size_t i = 0; i < r->n_lines; i++) {
		const struct return_line *l = &r->lines[i];

		to->pieces[i] = (struct mail_piece){ .quantity = l->quantity, .name = l->name };
		if (l->received > 0)
			to->arrived[to->n_arrived++] = (struct mail_piece){ .quantity = l->received, .name = l->name };
	}
	page->returned = to;
	return r->withdrawal && job->kind == OUTBOX_MAIL_RETURN_ASKED ? fill_withdrawal(ctx, o, r, to) : ERR_OK;
}

static const struct {
	const char *name;
	const char *subject; /* {1}: the order's number */
	enum err_code (*tell)(struct ctx *, const struct outbox_job *, const struct order *, struct mail_page *);
} letters[] = {
	[OUTBOX_MAIL_PLACED] = { "placed", N_("Thank you for your order {1}"), about_order },
	[OUTBOX_MAIL_PAID] = { "paid", N_("We have received your payment for order {1}"), about_payment },
	[OUTBOX_MAIL_SHIPPED] = { "shipped", N_("Your order {1} is on its way"), about_shipment },
	[OUTBOX_MAIL_REFUNDED] = { "refunded", N_("Your money back for order {1}"), about_refund },
	[OUTBOX_MAIL_READY] = { "ready", N_("Your order {1} is ready to collect"), about_order },
	[OUTBOX_MAIL_CHANGED] = { "changed", N_("Your order {1} was changed"), about_order },
	[OUTBOX_MAIL_CANCELLED] = { "cancelled", N_("Your order {1} is cancelled"), about_cancel },
	[OUTBOX_MAIL_CALLED_OFF] = { "called-off", N_("Your order {1} is cancelled"), about_cancel },
	[OUTBOX_MAIL_EXPIRED] = { "expired", N_("Your order {1} has ended without a payment"), about_cancel },
	[OUTBOX_MAIL_RETURN_ASKED] = { "return-asked",
	    N_("We have received your request to return things of order {1}"), about_return },
	[OUTBOX_MAIL_RETURN_APPROVED] = { "return-approved", N_("Please send us your return for order {1}"),
	    about_return },
	[OUTBOX_MAIL_RETURN_REFUSED] = { "return-refused", N_("About your return for order {1}"), about_return },
	[OUTBOX_MAIL_RETURN_ARRIVED] = { "return-arrived", N_("Your return for order {1} has arrived"), about_return },
};
_Static_assert(sizeof letters / sizeof *letters == OUTBOX_MAIL__MAX, "each kind has its letter");

const char *letter_name(enum outbox_kind kind)
{
	return letters[kind].name;
}

/* Where the money is owed still, how it is to be paid. */
static void fill_payment(struct ctx *ctx, const struct order *o, struct mail_page *page)
{
	const struct payment_provider *p = payment_provider(o->payment_provider);
	bool part = str_eq(o->payment_state, "part_paid");

	page->payment_name = o->payment_label;
	if (!str_eq(o->state, "placed") || (!part && !str_eq(o->payment_state, "unpaid")))
		return;
	page->due = o->due;
	page->owes = o->due.minor > 0;
	page->some_paid = part;
	page->can_pay = order_can(o).pay;
	page->on_delivery = p && p->paid_on_delivery;
	page->how_to_pay = lines_of(ctx, o->payment_instructions ? o->payment_instructions : "", &page->n_how_to_pay);
}

static enum err_code fill_pickup(struct ctx *ctx, const struct order *o, struct mail_page *page)
{
	const struct pickup *place;
	enum err_code err;

	page->pickup = o->pickup_id != 0;
	if (!page->pickup)
		return ERR_OK;
	err = pickup_get(ctx, o->pickup_id, &place);
	if (!err && *place->hours)
		page->hours = lines_of(ctx, place->hours, &page->n_hours);
	return err;
}

static void fill(struct ctx *ctx, const struct order *o, struct mail_page *page)
{
	page->name = o->address.name;
	page->number = o->number;
	page->placed_at = o->placed_at;
	page->order_url = url_shop(ctx, ctx->locale, arena_printf(ctx->arena, "/order/%s", o->token));
	page->cancelled = order_is_off(o->state);
	page->to_ship = str_eq(o->state, "placed") && !str_eq(o->shipping_state, "shipped");
	page->shipping_name = o->shipping_label;
	page->address = address_label(ctx, &o->address);
	fill_payment(ctx, o, page);
	page->summary = order_summary(ctx, o);
}

/* What was agreed stands where one is told of that, and with the goods. */
static bool says_terms(enum outbox_kind kind)
{
	return kind == OUTBOX_MAIL_PLACED || kind == OUTBOX_MAIL_CHANGED || kind == OUTBOX_MAIL_SHIPPED ||
	       kind == OUTBOX_MAIL_READY;
}

/* The merchant's own words, where there are any in this language. */
static enum err_code fill_words(struct ctx *ctx, struct stay *stay, const char *kind, const struct order *o,
    struct mail_page *page, struct mail_frame *frame)
{
	struct mail_values values = { .name = o->address.name,
		.number = o->number,
		.shop = ctx->settings->title,
		.amount = text_money(ctx->arena, ctx->locale, page->amount) };
	const struct mail_text *text;
	enum err_code err = stay_words(ctx, stay, kind, ctx->locale, &text);

	if (err)
		return err;
	if (*text->subject)
		frame->title = mail_text_fill(ctx, text->subject, &values);
	page->opening = lines_of(ctx, mail_text_fill(ctx, text->opening, &values), &page->n_opening);
	page->closing = lines_of(ctx, mail_text_fill(ctx, text->closing, &values), &page->n_closing);
	return ERR_OK;
}

static enum err_code render(struct ctx *ctx, const struct view_set *view, const char *template,
    const struct mail_page *page, const struct mail_frame *frame, const char **out)
{
	struct buf body;
	enum err_code err;

	buf_init(&body, ctx->arena, LETTER_BYTES);
	err = view_render(ctx, view, template, page, frame, ctx->settings->time_zone, &body);
	*out = buf_str(&body);
	return err;
}

static void fill_envelope(struct ctx *ctx, const struct outbox_job *job, const struct order *o, struct mail *out)
{
	const char *own = ctx->settings->email, *domain = ctx->conf->mail_from_domain;
	const char *at = own ? strrchr(own, '@') : NULL;
	bool ours = at && (str_empty(domain) || str_eq(str_lower(ctx->arena, at + 1), str_lower(ctx->arena, domain)));

	if (str_empty(domain))
		domain = at ? at + 1 : ctx->tenant->primary_host;
	*out = (struct mail){
		.from = ours ? own : arena_printf(ctx->arena, "no-reply@%s", domain),
		.from_name = ctx->settings->title,
		.reply_to = at && !ours ? own : NULL,
		.to = o->email,
		.language = ctx->locale,
		/* The second in which it was placed keeps apart what was sent before a restore gave the ids anew. */
		.message_id = arena_printf(ctx->arena, "%s.%" PRId64 ".%" PRId64 ".%" PRId64 "@%s",
		    letters[job->kind].name, ctx->tenant->id, job->id, o->placed_at, domain),
		.date = ctx->now,
	};
}

enum err_code letter_write(struct ctx *ctx, const struct view_set *view, struct stay *stay,
    const struct outbox_job *job, const struct order *o, struct mail *out)
{
	bool rtl = text_is_rtl(ctx->locale);
	struct mail_page page = { .shipping_name = "" };
	struct mail_frame frame = {
		.title = view_format(ctx, letters[job->kind].subject, o->number, NULL),
		.lang = ctx->locale,
		.dir = rtl ? "rtl" : "ltr",
		.start = rtl ? "right" : "left",
		.end = rtl ? "left" : "right",
		.shop_name = ctx->settings->title,
		.tagline = ctx->settings->tagline,
		.home_url = url_shop(ctx, ctx->locale, "/"),
		.answers = !str_empty(ctx->settings->email),
	};
	const char *name = letters[job->kind].name;
	bool withdrawn;
	enum err_code err;

	fill(ctx, o, &page);
	for (size_t i = 0; i < page.summary.n_lines && !says_terms(job->kind); i++)
		page.summary.lines[i].no_withdrawal = NULL;
	err = fill_pickup(ctx, o, &page);
	if (err)
		return err;
	fill_envelope(ctx, job, o, out);
	err = letters[job->kind].tell(ctx, job, o, &page);
	withdrawn = !err && job->kind == OUTBOX_MAIL_RETURN_ASKED && page.returned->withdrawal;
	if (withdrawn)
		frame.title = view_format(ctx, N_("We have received your withdrawal from order {1}"), o->number, NULL);
	if (!err)
		err = fill_words(ctx, stay, withdrawn ? "withdrawn" : name, o, &page, &frame);
	out->subject = frame.title;
	if (!err)
		err = render(ctx, view, arena_printf(ctx->arena, "%s.text", name), &page, &frame, &out->text);
	return err ? err : render(ctx, view, name, &page, &frame, &out->html);
}
