#include "admin/returns.h"

#include <inttypes.h>

#include "admin/order.h"
#include "admin/views_returns.h"
#include "admin/words.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/returns.h"
#include "shop/tenant.h"
#include "shop/withdrawal.h"
#include "web/flash.h"

enum { PER_PAGE = 30, FIELDS_A_LINE = 3 };

static const struct {
	const char *code, *label;
} filters[] = {
	[RETURNS_OPEN] = { "", N_("To do") },
	[RETURNS_ON_THEIR_WAY] = { "coming", N_("On their way") },
	[RETURNS_ENDED] = { "ended", N_("Ended") },
	[RETURNS_ALL] = { "all", N_("All") },
};
_Static_assert(sizeof filters / sizeof filters[0] == RETURN_FILTER__MAX, "each filter has its tab");

static const char *return_url(struct ctx *ctx, int64_t id, const char *action)
{
	return admin_url(
	    ctx, arena_printf(ctx->arena, "/orders/returns/%" PRId64 "%s%s", id, *action ? "/" : "", action));
}

static const char *list_url(struct ctx *ctx, size_t filter)
{
	return admin_url(ctx, arena_printf(ctx->arena, "/orders/returns?filter=%s", filters[filter].code));
}

enum err_code returns_get(struct ctx *ctx, struct exchange *x)
{
	const struct returns_in *in = x->in;
	const struct return_row *rows;
	struct returns_page view = { .orders_url = admin_url(ctx, "/orders") };
	size_t filter = 0;
	bool more;
	while (filter < RETURN_FILTER__MAX && !str_eq(filters[filter].code, in->filter))
		filter++;
	if (filter == RETURN_FILTER__MAX)
		return err_set(ctx, ERR_NOT_FOUND, "no such filter");
	enum err_code e =
	    returns_list(ctx, (enum return_filter)filter, in->before_id, PER_PAGE, &rows, &view.n_returns, &more);
	if (e)
		return e;
	view.tabs = ARENA_ARRAY(ctx->arena, RETURN_FILTER__MAX, struct filter_tab);
	view.n_tabs = RETURN_FILTER__MAX;
	for (size_t i = 0; i < RETURN_FILTER__MAX; i++)
		view.tabs[i] =
		    (struct filter_tab){ .label = filters[i].label, .url = list_url(ctx, i), .current = i == filter };
	view.returns = ARENA_ARRAY(ctx->arena, view.n_returns, struct returns_row);
	for (size_t i = 0; i < view.n_returns; i++)
		view.returns[i] = (struct returns_row){
			.number = rows[i].number,
			.url = return_url(ctx, rows[i].id, ""),
			.at = rows[i].created_at,
			.order = rows[i].order_number,
			.name = rows[i].name,
			.withdrawal = rows[i].withdrawal,
			.pieces = rows[i].pieces,
			.status = return_status(rows[i].state),
		};
	if (in->before_id)
		view.pager.first_url = list_url(ctx, filter);
	if (more)
		view.pager.next_url = arena_printf(
		    ctx->arena, "%s&before_id=%" PRId64, list_url(ctx, filter), rows[view.n_returns - 1].id);
	view.pager.many = view.pager.first_url || view.pager.next_url;
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Returns"));
	return page_render(ctx, x, "returns", &view, page);
}

static struct form answer_form(
    struct ctx *ctx, struct exchange *x, const char *prefix, const char *label, const char *hint, const char *value)
{
	const struct form_field field = { .name = "answer",
		.label = label,
		.type = "textarea",
		.autocomplete = "off",
		.dir = "auto",
		.required = true,
		.maxlength = "1000",
		.hint = hint,
		.value = value };
	struct form form = {
		.prefix = prefix, .fields = arena_memdup(ctx->arena, &field, sizeof field), .n_fields = 1
	};
	form_fill(ctx, &form, x ? x->req : NULL);
	if (!x) {
		form.n_errors = 0;
		form.fields[0].error = NULL;
		form.fields[0].invalid = NULL;
		form.fields[0].described_by = form.fields[0].hint_id;
	}
	return form;
}

static const char *named(struct ctx *ctx, const char *name, const struct return_line *l)
{
	return arena_printf(ctx->arena, "%s_%" PRId64, name, l->line_id);
}

static enum err_code receive_form(struct ctx *ctx, struct exchange *x, const struct return_request *r, struct form *out)
{
	struct form form = { .prefix = "w",
		.fields = ARENA_ARRAY(ctx->arena, r->n_lines * FIELDS_A_LINE + 1, struct form_field) };
	for (size_t i = 0; i < r->n_lines; i++) {
		const struct return_line *l = &r->lines[i];
		struct form_field *f = &form.fields[form.n_fields];
		f[0] = (struct form_field){ .name = named(ctx, "pieces", l),
			.row =
			    arena_printf(ctx->arena, "%s × %s%s%s", text_integer(ctx->arena, ctx->locale, l->quantity),
			        l->name, str_empty(l->options) ? "" : ", ", l->options ? l->options : ""),
			.label = N_("Pieces that came"),
			.type = "text",
			.inputmode = "numeric",
			.autocomplete = "off",
			.dir = "ltr",
			.required = true,
			.width = "third",
			.maxlength = "20",
			.value = text_integer_field(ctx->arena, ctx->locale, l->quantity) };
		f[1] = (struct form_field){ .name = named(ctx, "condition", l),
			.label = N_("How they look"),
			.type = "text",
			.autocomplete = "off",
			.dir = "auto",
			.width = "two-thirds",
			.maxlength = "200" };
		f[2] = (struct form_field){ .name = named(ctx, "restock", l),
			.label = N_("Put the pieces back on the shelf"),
			.type = "checkbox",
			.checked = true };
		form.n_fields += FIELDS_A_LINE;
	}
	enum err_code e = order_places_back(ctx, &form.fields[form.n_fields]);
	form.n_fields += form.fields[form.n_fields].n_options > 0;
	form_fill(ctx, &form, x ? x->req : NULL);
	*out = form;
	return e;
}

static void fill_lines(struct ctx *ctx, const struct return_request *r, struct return_page *view)
{
	view->lines = ARENA_ARRAY(ctx->arena, r->n_lines, struct return_page_line);
	view->n_lines = r->n_lines;
	for (size_t i = 0; i < r->n_lines; i++) {
		const struct return_line *l = &r->lines[i];
		const struct withdrawal_exclusion *x = withdrawal_exclusion(l->no_withdrawal);
		view->arrived = view->arrived || l->received >= 0;
		view->lines[i] = (struct return_page_line){
			.name = l->name,
			.options = str_empty(l->options) ? NULL : l->options,
			.sku = l->sku,
			.condition = str_empty(l->condition) ? NULL : l->condition,
			.no_withdrawal = x ? x->label : NULL,
			.quantity = l->quantity,
			.received = l->received,
			.restock = l->restock,
		};
	}
}

/* Where parcels go, as far as the shop says it. */
static enum err_code own_address(struct ctx *ctx, const char **out)
{
	struct return_terms terms;
	enum err_code e = return_terms(ctx, &terms);
	if (!e)
		*out =
		    str_empty(terms.address) ? arena_printf(ctx->arena, "%s\n", ctx->settings->title) : terms.address;
	return e;
}

enum answered { ANSWERED_NOT, ANSWERED_APPROVE, ANSWERED_REFUSE, ANSWERED_RECEIVE };

static enum err_code fill_money(
    struct ctx *ctx, const struct return_request *r, const struct order *o, struct return_page *view)
{
	struct refund_part part;
	enum err_code e;
	if (!view->can_refund)
		return ERR_OK;
	for (size_t i = 0; i < o->n_refunds; i++)
		if (o->refunds[i].id == r->refund_id && !str_eq(o->refunds[i].state, "failed"))
			view->sum = o->refunds[i].amount;
	if (view->sum.minor == 0) {
		e = return_refund_part(ctx, r, o, &part);
		if (e && e != ERR_CONFLICT)
			return e;
		err_clear(ctx);
		view->sum = part.amount;
	}
	view->has_sum = view->sum.minor > 0;
	view->sum_minor = arena_printf(ctx->arena, "%" PRId64, view->sum.minor);
	return ERR_OK;
}

static enum err_code show(struct ctx *ctx, struct exchange *x, int64_t id, enum answered how)
{
	const struct return_request *r;
	const struct order *o;
	const char *where = "";
	enum err_code e = return_get(ctx, id, &r);
	if (!e)
		e = order_by_id(ctx, r->order_id, &o);
	if (e)
		return e;
	struct return_page view = {
		.number = r->number,
		.returns_url = admin_url(ctx, "/orders/returns"),
		.order_url = order_url(ctx, o->id, ""),
		.order = o->number,
		.withdrawal = r->withdrawal,
		.at = r->created_at,
		.status = return_status(r->state),
		.reason = return_reason_label(r->reason),
		.note = str_empty(r->note) ? NULL : r->note,
		.answer = str_empty(r->answer) ? NULL : r->answer,
		.can_answer = str_eq(r->state, "requested"),
		.can_receive = str_eq(r->state, "approved"),
		.can_refund = str_eq(r->state, "received"),
		.can_close = str_eq(r->state, "received") || str_eq(r->state, "approved"),
		.by_hand = order_can(o).refund_by_hand,
		.sum = money_of(0, o->total.currency),
		.approve_url = return_url(ctx, id, "approve"),
		.refuse_url = return_url(ctx, id, "refuse"),
		.receive_url = return_url(ctx, id, "receive"),
		.refund_url = return_url(ctx, id, "refund"),
		.close_url = return_url(ctx, id, "close"),
	};
	fill_lines(ctx, r, &view);
	e = fill_money(ctx, r, o, &view);
	if (!e)
		e = own_address(ctx, &where);
	if (e)
		return e;
	view.approve_form = answer_form(ctx, how == ANSWERED_APPROVE ? x : NULL, "a", N_("Where it goes, and how"),
	    N_("The customer reads this in the mail."), where);
	view.refuse_form = answer_form(ctx, how == ANSWERED_REFUSE ? x : NULL, "r", N_("Why not"),
	    N_("The customer reads this in the mail."), NULL);
	e = receive_form(ctx, how == ANSWERED_RECEIVE ? x : NULL, r, &view.receive_form);
	if (e)
		return e;
	struct page *page = page_create(ctx, x);
	page->title = view_format(ctx, N_("Return {1}"), r->number, NULL);
	if (x->req->method == HTTP_POST)
		page_alternates(
		    ctx, page, arena_printf(ctx->arena, "/%s/orders/returns/%" PRId64, ctx->tenant->name, id));
	return page_render(ctx, x, "return", &view, page);
}

enum err_code return_get_page(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : show(ctx, x, id, ANSWERED_NOT);
}

static enum err_code refused(struct ctx *ctx, struct exchange *x, int64_t id, enum answered how)
{
	const struct return_request *r;
	enum err_code e = return_get(ctx, id, &r);
	const char *wanted = how == ANSWERED_RECEIVE ? "approved" : "requested";
	if (e)
		return e;
	/* A form from before: what it asks for can be done no more. */
	if (!str_eq(r->state, wanted))
		return flash_redirect(ctx, x, return_url(ctx, id, ""), "return_state");
	x->res->status = err_http_status(ERR_INPUT);
	return show(ctx, x, id, how);
}

static enum err_code done(struct ctx *ctx, struct exchange *x, int64_t id, enum err_code e, const char *flash)
{
	if (e && e != ERR_CONFLICT)
		return e;
	err_clear(ctx);
	return flash_redirect(ctx, x, return_url(ctx, id, ""), e ? "return_state" : flash);
}

enum err_code return_approve_post(struct ctx *ctx, struct exchange *x)
{
	const struct answer_in *in = x->in;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (e)
		return e;
	if (x->in_err)
		return refused(ctx, x, id, ANSWERED_APPROVE);
	return done(ctx, x, id, return_approve(ctx, id, in->answer, order_actor(ctx)), "return_approved");
}

enum err_code return_refuse_post(struct ctx *ctx, struct exchange *x)
{
	const struct answer_in *in = x->in;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (e)
		return e;
	if (x->in_err)
		return refused(ctx, x, id, ANSWERED_REFUSE);
	return done(ctx, x, id, return_refuse(ctx, id, in->answer, order_actor(ctx)), "return_refused");
}

static void read_arrival(
    struct ctx *ctx, const struct receive_in *in, const struct return_line *l, struct return_arrival *to)
{
	const char *typed = param_keyed_find(&in->pieces, l->line_id);
	const char *condition = param_keyed_find(&in->condition, l->line_id);
	*to = (struct return_arrival){
		.line_id = l->line_id,
		.restock = param_keyed_find(&in->restock, l->line_id) != NULL,
		.condition = condition ? condition : "",
	};
	if (str_empty(typed) || text_parse_integer(ctx->locale, typed, &to->pieces) != TEXT_NUMBER_OK ||
	    to->pieces < 0 || to->pieces > l->quantity)
		refuse(ctx, named(ctx, "pieces", l), "pieces_range", text_integer(ctx->arena, ctx->locale, l->quantity),
		    NULL);
}

enum err_code return_receive_post(struct ctx *ctx, struct exchange *x)
{
	const struct receive_in *in = x->in;
	const struct return_request *r;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = return_get(ctx, id, &r);
	if (e)
		return e;
	struct return_arrival *arrivals = ARENA_ARRAY(ctx->arena, r->n_lines, struct return_arrival);
	for (size_t i = 0; i < r->n_lines; i++)
		read_arrival(ctx, in, &r->lines[i], &arrivals[i]);
	e = order_places_back_check(ctx, in->back);
	if (e && e != ERR_INPUT)
		return e;
	if (x->in_err || ctx->refusals)
		return refused(ctx, x, id, ANSWERED_RECEIVE);
	const struct return_arrivals all = { arrivals, r->n_lines, in->back };
	return done(ctx, x, id, return_receive(ctx, id, &all, order_actor(ctx)), "return_received");
}

/* A provider that refuses or is away leaves the return as it was. */
enum err_code return_refund_post(struct ctx *ctx, struct exchange *x)
{
	const struct money_in *in = x->in;
	const struct return_request *r;
	const struct order *before;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = return_get(ctx, id, &r);
	if (!e)
		e = order_by_id(ctx, r->order_id, &before);
	if (e)
		return e;
	if (x->in_err)
		return err_set(ctx, ERR_MALFORMED, "no sum");
	return order_refund_done(ctx, x, before, return_refund(ctx, id, in->sum, order_actor(ctx)));
}

enum err_code return_close_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : done(ctx, x, id, return_close(ctx, id, order_actor(ctx)), "return_closed");
}
