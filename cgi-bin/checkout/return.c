#include "checkout/return.h"

#include <inttypes.h>

#include "base/str.h"
#include "checkout/views.h"
#include "kit/crypto.h"
#include "kit/text.h"
#include "shop/returns.h"
#include "shop/withdrawal.h"
#include "web/flash.h"
#include "web/page.h"
#include "web/urls.h"

enum { OTHER_FIELDS = 2 };

/* What the form says, understood. */
struct asked {
	const struct order *order;
	struct return_rights rights;      /* its lines: those that can be chosen here */
	const struct return_left *nevers; /* those that cannot, since one may not withdraw from them */
	size_t n_nevers;
	bool ask; /* to send just these back all the same */
	struct refund_piece *pieces;
	size_t n_pieces;
};

static const char *order_path(struct ctx *ctx, const struct order *o, const char *tail)
{
	return url_path(ctx, arena_printf(ctx->arena, "/order/%s%s", o->token, tail));
}

/* One form withdraws, another asks for what is excluded from that: it may be broken all the same. */
static void part(struct ctx *ctx, struct asked *a)
{
	size_t n = a->rights.n_lefts;
	struct return_left *here = ARENA_ARRAY(ctx->arena, n, struct return_left);
	struct return_left *not_here = ARENA_ARRAY(ctx->arena, n, struct return_left);
	a->ask = a->ask && a->rights.withdrawal;
	a->n_nevers = 0;
	a->rights.n_lefts = 0;
	for (size_t i = 0; i < n; i++) {
		if (!a->rights.withdrawal || a->rights.lefts[i].never == a->ask)
			here[a->rights.n_lefts++] = a->rights.lefts[i];
		if (a->rights.lefts[i].never && !a->ask)
			not_here[a->n_nevers++] = a->rights.lefts[i];
	}
	a->rights.lefts = here;
	a->nevers = not_here;
	a->rights.withdrawal = a->rights.withdrawal && !a->ask;
}

static enum err_code read_rights(struct ctx *ctx, struct asked *a)
{
	enum err_code e = returns_rights(ctx, a->order, &a->rights);
	if (!e)
		part(ctx, a);
	return e;
}

static enum err_code find(struct ctx *ctx, const struct exchange *x, bool ask, struct asked *a)
{
	enum err_code e = order_by_token(ctx, x->seg[0], &a->order);
	a->ask = ask;
	return e ? e : read_rights(ctx, a);
}

static const char *field_of(struct ctx *ctx, const struct return_left *l)
{
	return arena_printf(ctx->arena, "back_%" PRId64, l->line->id);
}

static bool can_come_back(const struct asked *a, int64_t line_id)
{
	for (size_t i = 0; i < a->rights.n_lefts; i++)
		if (a->rights.lefts[i].line->id == line_id)
			return true;
	return false;
}

static const struct return_left *never_of(const struct asked *a, int64_t line_id)
{
	for (size_t i = 0; i < a->n_nevers && a->rights.withdrawal; i++)
		if (a->nevers[i].line->id == line_id)
			return &a->nevers[i];
	return NULL;
}

/* What another tab has asked for meanwhile is not left out in silence; nor is what no form of ours offers. */
static void read_gone(struct ctx *ctx, const struct return_in *in, const struct asked *a)
{
	for (size_t i = 0; i < in->back.n; i++) {
		const struct keyed_text *k = &in->back.v[i];
		if (can_come_back(a, k->id) || str_empty(k->text) || str_eq(k->text, "0"))
			continue;
		const struct return_left *never = never_of(a, k->id);
		if (never) {
			refuse(ctx, field_of(ctx, never), "return_never", never->line->name, NULL);
			continue;
		}
		refuse(ctx, "", "return_changed", NULL, NULL);
		return;
	}
}

static void read_pieces(struct ctx *ctx, const struct return_in *in, struct asked *a)
{
	a->pieces = ARENA_ARRAY(ctx->arena, a->rights.n_lefts, struct refund_piece);
	for (size_t i = 0; i < a->rights.n_lefts; i++) {
		const struct return_left *l = &a->rights.lefts[i];
		const char *typed = param_keyed_find(&in->back, l->line->id);
		int64_t pieces = 0;
		if (str_empty(typed))
			continue;
		if (text_parse_integer(ctx->locale, typed, &pieces) != TEXT_NUMBER_OK || pieces < 0 ||
		    pieces > l->pieces)
			refuse(ctx, field_of(ctx, l), "pieces_range", text_integer(ctx->arena, ctx->locale, l->pieces),
			    NULL);
		else if (pieces > 0)
			a->pieces[a->n_pieces++] = (struct refund_piece){ .line_id = l->line->id, .quantity = pieces };
	}
}

static enum err_code read_wish(struct ctx *ctx, const struct return_in *in, struct asked *a)
{
	read_pieces(ctx, in, a);
	read_gone(ctx, in, a);
	if (!ctx->refusals && a->n_pieces == 0)
		refuse(ctx, "", "return_none", NULL, NULL);
	/* Who withdraws owes nobody a reason. */
	if (*in->reason ? !return_reason_label(in->reason) : !a->rights.withdrawal)
		refuse(ctx, "reason", "choose_one", NULL, NULL);
	return ctx->refusals ? ERR_INPUT : ERR_OK;
}

static const char *row_of(struct ctx *ctx, const struct return_left *l)
{
	const char *pieces = text_integer(ctx->arena, ctx->locale, l->pieces);
	return str_empty(l->line->options)
	           ? arena_printf(ctx->arena, "%s × %s", pieces, l->line->name)
	           : arena_printf(ctx->arena, "%s × %s (%s)", pieces, l->line->name, l->line->options);
}

static struct form_option *reasons(struct ctx *ctx)
{
	struct form_option *v = ARENA_ARRAY(ctx->arena, return_reasons_count + 1, struct form_option);
	v[0] = (struct form_option){ .value = "", .label = view_text(ctx, N_("Please choose")), .selected = true };
	for (size_t i = 0; i < return_reasons_count; i++)
		v[i + 1] = (struct form_option){ .value = return_reasons[i].code,
			.label = view_text(ctx, return_reasons[i].label) };
	return v;
}

static struct form lay(struct ctx *ctx, const struct exchange *x, const struct asked *a)
{
	size_t n = a->rights.n_lefts;
	struct form form = { .fields = ARENA_ARRAY(ctx->arena, n + OTHER_FIELDS, struct form_field) };
	for (size_t i = 0; i < n; i++)
		form.fields[i] = (struct form_field){
			.name = field_of(ctx, &a->rights.lefts[i]),
			.row = row_of(ctx, &a->rights.lefts[i]),
			.label = N_("How many of these go back?"),
			.type = "text",
			.inputmode = "numeric",
			.autocomplete = "off",
			.dir = "ltr",
			.width = "half",
			.maxlength = "20",
			.value = a->rights.withdrawal
			             ? text_integer_field(ctx->arena, ctx->locale, a->rights.lefts[i].pieces)
			             : "",
			.hint = a->rights.withdrawal
			            ? withdrawal_told(a->order->address.country, a->rights.lefts[i].line->no_withdrawal)
			            : NULL,
		};
	form.fields[n] = (struct form_field){
		.name = "reason",
		.section = N_("Why do you send it back?"),
		.label = N_("Reason"),
		.type = "select",
		.required = !a->rights.withdrawal,
		.width = "half",
		.options = reasons(ctx),
		.n_options = return_reasons_count + 1,
	};
	form.fields[n + 1] = (struct form_field){
		.name = "note",
		.label = N_("What we should know"),
		.type = "textarea",
		.autocomplete = "off",
		.dir = "auto",
		.maxlength = "1000",
	};
	form.n_fields = n + OTHER_FIELDS;
	form_fill(ctx, &form, x->req);
	return form;
}

static void fill_chosen(struct ctx *ctx, const struct asked *a, const struct return_in *in, struct return_page *view)
{
	view->chosen = ARENA_ARRAY(ctx->arena, a->n_pieces, struct return_page_piece);
	for (size_t i = 0; i < a->n_pieces; i++)
		for (size_t k = 0; k < a->rights.n_lefts; k++)
			if (a->rights.lefts[k].line->id == a->pieces[i].line_id)
				view->chosen[view->n_chosen++] = (struct return_page_piece){
					.field = field_of(ctx, &a->rights.lefts[k]),
					.value = text_integer_field(ctx->arena, ctx->locale, a->pieces[i].quantity),
					.name = a->rights.lefts[k].line->name,
					.options = a->rights.lefts[k].line->options,
					.quantity = a->pieces[i].quantity,
					.no_withdrawal = a->rights.withdrawal
					                     ? withdrawal_told(a->order->address.country,
					                           a->rights.lefts[k].line->no_withdrawal)
					                     : NULL,
				};
	view->reason = in->reason;
	view->reason_name = return_reason_label(in->reason);
	view->note = in->note;
}

static void fill_nevers(struct ctx *ctx, const struct asked *a, struct return_page *view)
{
	view->nevers = ARENA_ARRAY(ctx->arena, a->n_nevers, struct return_page_never);
	view->n_nevers = a->n_nevers;
	for (size_t i = 0; i < a->n_nevers; i++) {
		const struct return_left *l = &a->nevers[i];
		const struct refusal *why = refusal_for(ctx, field_of(ctx, l));
		view->nevers[i] = (struct return_page_never){
			.name = row_of(ctx, l),
			.reason = withdrawal_told(a->order->address.country, l->line->no_withdrawal),
			.error = why ? refusal_sentence(ctx, why) : NULL,
		};
	}
	if (a->rights.withdrawal && a->n_nevers > 0)
		view->ask_url = arena_printf(ctx->arena, "%s?ask=1", view->action);
}

static enum err_code show(
    struct ctx *ctx, struct exchange *x, const struct asked *a, const struct return_in *in, bool read_over)
{
	char *key = arena_alloc(ctx->arena, CRYPTO_TOKEN_SIZE);
	crypto_token(key);
	struct return_page view = {
		.number = a->order->number,
		.action = order_path(ctx, a->order, "/return"),
		.order_url = order_path(ctx, a->order, ""),
		.withdrawal = a->rights.withdrawal,
		.ask = a->ask,
		.until = a->rights.until,
		.key = in ? in->key : key,
		.confirm = read_over,
		.name = a->order->address.name,
		.email = a->order->email,
	};
	fill_nevers(ctx, a, &view);
	struct page *page = page_create(ctx, x);
	if (read_over)
		fill_chosen(ctx, a, in, &view);
	else
		view.form = lay(ctx, x, a);
	page->title = view_format(ctx,
	    a->rights.withdrawal ? N_("Withdraw from the contract about order {1}")
	                         : N_("Send something of order {1} back"),
	    a->order->number, NULL);
	page->noindex = true;
	page->canonical = NULL;
	return page_render(ctx, x, "return", &view, page);
}

static enum err_code nothing_left(struct ctx *ctx, struct exchange *x, const struct asked *a)
{
	return flash_redirect(ctx, x, order_path(ctx, a->order, ""), "return_nothing");
}

enum err_code return_page_get(struct ctx *ctx, struct exchange *x)
{
	const struct return_look_in *in = x->in;
	struct asked a = { 0 };
	enum err_code e = find(ctx, x, in->ask, &a);
	if (e)
		return e;
	return a.rights.n_lefts == 0 ? nothing_left(ctx, x, &a) : show(ctx, x, &a, NULL, false);
}

static enum err_code refused(struct ctx *ctx, struct exchange *x, const struct asked *a, const struct return_in *in)
{
	x->res->status = err_http_status(ERR_INPUT);
	return show(ctx, x, a, in, false);
}

static enum err_code write_down(struct ctx *ctx, struct exchange *x, struct asked *a, const struct return_in *in)
{
	struct return_wish w = {
		.order_id = a->order->id,
		.key = in->key,
		.withdrawal = a->rights.withdrawal,
		.reason = in->reason,
		.note = in->note,
		.pieces = a->pieces,
		.n_pieces = a->n_pieces,
	};
	enum err_code e = return_ask(ctx, &w);
	if (e == ERR_CONFLICT) {
		err_clear(ctx);
		e = read_rights(ctx, a);
		if (e || a->rights.n_lefts == 0)
			return e ? e : nothing_left(ctx, x, a);
		refuse(ctx, "", "return_changed", NULL, NULL);
		return refused(ctx, x, a, in);
	}
	return e ? e
	         : flash_redirect(ctx, x, order_path(ctx, a->order, ""),
	               a->rights.withdrawal ? "return_withdrawn" : "return_asked");
}

/* Whether the form says what was written down under its key. */
static enum err_code compare(struct ctx *ctx, int64_t id, const struct return_in *in, bool *same)
{
	const struct return_request *r;
	size_t n = 0;
	enum err_code e = return_get(ctx, id, &r);
	if (e)
		return e;
	for (size_t i = 0; i < in->back.n; i++)
		n += !str_empty(in->back.v[i].text) && !str_eq(in->back.v[i].text, "0");
	*same = n == r->n_lines && str_eq(r->reason, in->reason) && str_eq(r->note, in->note);
	for (size_t i = 0; i < r->n_lines && *same; i++) {
		const char *typed = param_keyed_find(&in->back, r->lines[i].line_id);
		int64_t pieces = 0;
		*same = typed && text_parse_integer(ctx->locale, typed, &pieces) == TEXT_NUMBER_OK &&
		        pieces == r->lines[i].quantity;
	}
	return ERR_OK;
}

/* The same form once more: what it asked for is written down. Other words under its key are another wish. */
static enum err_code answer_known(
    struct ctx *ctx, struct exchange *x, const struct asked *a, const struct return_in *in, int64_t id)
{
	bool same;
	enum err_code e = compare(ctx, id, in, &same);
	if (e)
		return e;
	if (same)
		return flash_redirect(
		    ctx, x, order_path(ctx, a->order, ""), a->rights.withdrawal ? "return_withdrawn" : "return_asked");
	if (a->rights.n_lefts == 0)
		return nothing_left(ctx, x, a);
	refuse(ctx, "", "return_other", NULL, NULL);
	x->res->status = err_http_status(ERR_CONFLICT);
	return show(ctx, x, a, NULL, false);
}

enum err_code return_page_post(struct ctx *ctx, struct exchange *x)
{
	const struct return_in *in = x->in;
	struct asked a = { 0 };
	int64_t known;
	enum err_code e = find(ctx, x, in->ask, &a);
	if (!e)
		e = return_known(ctx, a.order->id, in->key, &known);
	if (e)
		return e;
	if (known > 0)
		return answer_known(ctx, x, &a, in, known);
	if (a.rights.n_lefts == 0)
		return nothing_left(ctx, x, &a);
	if (in->change)
		return show(ctx, x, &a, in, false);
	e = read_wish(ctx, in, &a);
	if (e || x->in_err)
		return refused(ctx, x, &a, in);
	return in->confirm ? write_down(ctx, x, &a, in) : show(ctx, x, &a, in, true);
}
