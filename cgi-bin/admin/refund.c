#include <inttypes.h>

#include "admin/order.h"
#include "admin/views_orders.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"
#include "web/flash.h"

/* What the form says, understood. */
struct wish {
	struct refund_part part;
	struct refund_piece *pieces;
	int64_t amount; /* freely chosen; 0 for none */
};

static int64_t refunded(const struct order *o)
{
	int64_t sum = 0;
	for (size_t i = 0; i < o->n_payments; i++)
		sum += o->payments[i].refunded.minor;
	return sum;
}

static struct money left(const struct order *o)
{
	struct money sum = money_of(0, o->total.currency);
	for (size_t i = 0; i < o->n_payments; i++)
		sum = money_add(sum, money_sub(o->payments[i].captured, o->payments[i].refunded));
	return sum;
}

static const char *field_of(struct ctx *ctx, const struct order_line *l)
{
	return arena_printf(ctx->arena, "back_%" PRId64, l->id);
}

static void read_pieces(struct ctx *ctx, const struct order *o, const struct back_in *in, struct wish *w)
{
	for (size_t i = 0; i < o->n_lines; i++) {
		const struct order_line *l = &o->lines[i];
		const char *typed = param_keyed_find(&in->back, l->id);
		int64_t pieces = 0;
		if (!typed || !*typed)
			continue;
		if (text_parse_integer(ctx->locale, typed, &pieces) != TEXT_NUMBER_OK || pieces < 0 ||
		    pieces > l->quantity - l->returned)
			refuse(ctx, field_of(ctx, l), "pieces_range",
			    text_integer(ctx->arena, ctx->locale, l->quantity - l->returned), NULL);
		else if (pieces > 0)
			w->pieces[w->part.n_pieces++] = (struct refund_piece){ .line_id = l->id, .quantity = pieces };
	}
}

static void read_money(struct ctx *ctx, const char *field, const char *typed, struct money most, int64_t *minor)
{
	const char *example = text_money_field(ctx->arena, ctx->locale, most);
	enum text_number is;
	*minor = 0;
	if (!*typed)
		return;
	is = text_parse_money(ctx->locale, typed, most.currency, minor);
	if (is == TEXT_NUMBER_DECIMALS)
		refuse(ctx, field, "money_decimals", example, NULL);
	else if (is == TEXT_NUMBER_FORM)
		refuse(ctx, field, "money_form", example, NULL);
	else if (is == TEXT_NUMBER_RANGE || *minor < 0 || *minor > most.minor)
		refuse(ctx, field, "refund_left", text_money(ctx->arena, ctx->locale, most), NULL);
}

/* Pieces and shipping, or an amount; its sum stands in the part. */
static enum err_code read_wish(struct ctx *ctx, const struct order *o, const struct back_in *in, struct wish *w)
{
	const char *currency = o->total.currency;
	*w = (struct wish){ .pieces = ARENA_ARRAY(ctx->arena, o->n_lines, struct refund_piece) };
	w->part = (struct refund_part){ .order_id = o->id,
		.refunded_before = in->before,
		.pieces = w->pieces,
		.restock = in->restock,
		.location_id = in->back_at };
	enum err_code e = order_places_back_check(ctx, in->back_at);
	if (e && e != ERR_INPUT)
		return e;
	read_pieces(ctx, o, in, w);
	read_money(ctx, "shipping", in->shipping, money_of(o->shipping_gross, currency), &w->part.shipping);
	read_money(ctx, "amount", in->amount, left(o), &w->amount);
	if (ctx->refusals)
		return ERR_INPUT;
	if (w->amount > 0 && (w->part.n_pieces > 0 || w->part.shipping > 0))
		return refuse(ctx, "amount", "refund_both", NULL, NULL);
	w->part.amount = money_of(w->amount, currency);
	if (w->amount == 0) {
		e = order_refund_price(ctx, o, &w->part, &w->part.amount.minor);
		if (e == ERR_CONFLICT)
			return refuse(ctx, "shipping", "refund_shipping", NULL, NULL);
		if (e)
			return e;
	}
	if (w->part.amount.minor == 0)
		return refuse(ctx, "", "refund_nothing", NULL, NULL);
	if (w->part.amount.minor > left(o).minor)
		return refuse(ctx, "", "refund_left", text_money(ctx->arena, ctx->locale, left(o)), NULL);
	return ERR_OK;
}

static void fill_lines(struct ctx *ctx, const struct order *o, const struct back_in *typed, struct refund_page *view)
{
	view->lines = ARENA_ARRAY(ctx->arena, o->n_lines, struct refund_line_row);
	for (size_t i = 0; i < o->n_lines; i++) {
		const struct order_line *l = &o->lines[i];
		const struct refusal *why = refusal_for(ctx, field_of(ctx, l));
		const char *back = typed ? param_keyed_find(&typed->back, l->id) : NULL;
		if (l->quantity == l->returned)
			continue;
		view->lines[view->n_lines++] = (struct refund_line_row){
			.id = l->id,
			.name = l->own_name ? l->own_name : l->name,
			.options = l->own_options ? l->own_options : l->options,
			.sku = l->sku,
			.left = l->quantity - l->returned,
			.total = l->total,
			.back = back ? back : "",
			.error = why ? refusal_sentence(ctx, why) : NULL,
		};
	}
}

/* The summary's lines of rows get their place; they stand in the order of the refusals where no field of the form has
 * them. */
static void place_errors(struct ctx *ctx, struct form *form)
{
	struct form_error *error = form->errors + form->n_errors;
	size_t n = 0;
	for (const struct refusal *r = ctx->refusals; r; r = r->next)
		n += form_find(form, r->field) == NULL;
	error -= n;
	for (const struct refusal *r = ctx->refusals; r; r = r->next)
		if (!form_find(form, r->field)) {
			if (str_starts(r->field, "back_"))
				error->href = arena_printf(ctx->arena, "#%s", r->field);
			error++;
		}
}

static enum err_code show(
    struct ctx *ctx, struct exchange *x, const struct order *o, const struct back_in *typed, const struct money *sum)
{
	struct form_field fields[] = {
		{ .name = "shipping",
		    .label = N_("Of the shipping costs"),
		    .type = "text",
		    .inputmode = "decimal",
		    .autocomplete = "off",
		    .dir = "ltr",
		    .width = "half" },
		{ .name = "amount",
		    .label = N_("Or any amount"),
		    .type = "text",
		    .inputmode = "decimal",
		    .autocomplete = "off",
		    .dir = "ltr",
		    .width = "half",
		    .hint = N_("For goodwill. Nothing comes back for it.") },
		{ .name = "restock",
		    .label = N_("Put the pieces back on the shelf"),
		    .type = "checkbox",
		    .checked = true,
		    .hint = N_("They are for sale again. Leave this out for what is broken or lost.") },
		{ .name = "back" },
	};
	enum { FIELDS = sizeof fields / sizeof fields[0] };
	struct refund_page view = {
		.number = o->number,
		.action = order_url(ctx, o->id, "refund-part"),
		.order_url = order_url(ctx, o->id, ""),
		.form = { .fields = fields, .n_fields = FIELDS },
		.left = left(o),
		.before = arena_printf(ctx->arena, "%" PRId64, refunded(o)),
		.known = arena_printf(ctx->arena, "%zu", o->n_refunds),
		.counted = sum != NULL,
		.by_hand = order_can(o).refund_by_hand,
	};
	enum err_code e = order_for_staff(ctx, &o);
	if (!e)
		e = order_places_back(ctx, &fields[FIELDS - 1]);
	if (e)
		return e;
	view.form.n_fields -= fields[FIELDS - 1].n_options == 0;
	if (sum) {
		view.sum = *sum;
		view.sum_minor = arena_printf(ctx->arena, "%" PRId64, sum->minor);
	}
	fill_lines(ctx, o, typed, &view);
	form_fill(ctx, &view.form, x->req);
	place_errors(ctx, &view.form);
	struct page *page = page_create(ctx, x);
	page->title = view_format(ctx, N_("Refund of order {1}"), o->number, NULL);
	return page_render(ctx, x, "refund", &view, page);
}

enum err_code refund_get(struct ctx *ctx, struct exchange *x)
{
	const struct order *o;
	enum err_code e = order_named(ctx, x, &o);
	if (e)
		return e;
	if (order_can(o).refund)
		return show(ctx, x, o, NULL, NULL);
	return order_done(ctx, x, o->id, ERR_CONFLICT, NULL);
}

enum err_code order_refund_done(struct ctx *ctx, struct exchange *x, const struct order *before, enum err_code said)
{
	const struct order *now;
	const char *flash = order_can(before).refund_by_hand ? "order_refunded_by_hand" : "order_refunded";
	struct err why = ctx->err;
	enum err_code e = order_by_id(ctx, before->id, &now);
	if (e)
		return e;
	const char *last = now->n_refunds ? now->refunds[now->n_refunds - 1].state : "";
	/* Where the order would still allow it, it was the provider that did not. */
	if (said == ERR_CONFLICT && order_can(now).refund && str_eq(last, "failed"))
		return order_done(ctx, x, now->id, ERR_OK, "refund_refused");
	if (said && said != ERR_CONFLICT && said != ERR_INPUT && str_eq(last, "requested"))
		return order_done(ctx, x, now->id, ERR_OK, "refund_waits");
	if (said == ERR_INPUT)
		return order_done(ctx, x, now->id, ERR_OK, "refund_amount");
	ctx->err = why;
	return order_done(ctx, x, now->id, said, flash);
}

/* Somebody else gave money back meanwhile: what was typed stays, the numbers are new. */
static enum err_code overtaken(struct ctx *ctx, struct exchange *x, const struct order *o, const struct back_in *in)
{
	refuse(ctx, "", "refund_changed", NULL, NULL);
	x->res->status = err_http_status(ERR_CONFLICT);
	return show(ctx, x, o, in, NULL);
}

enum err_code refund_post(struct ctx *ctx, struct exchange *x)
{
	const struct back_in *in = x->in;
	const struct order *o;
	struct wish w;
	enum err_code e = order_named(ctx, x, &o);
	if (e)
		return e;
	if (!order_can(o).refund)
		return order_done(ctx, x, o->id, ERR_CONFLICT, NULL);
	if (in->before != refunded(o) || in->known != (int64_t)o->n_refunds)
		return overtaken(ctx, x, o, in);
	e = x->in_err ? x->in_err : read_wish(ctx, o, in, &w);
	if (e == ERR_INPUT) {
		const struct order *now;
		/* What a part costs is asked for after the order was read: by then the pieces may have gone back. */
		if (order_by_id(ctx, o->id, &now) == ERR_OK && now->n_refunds != o->n_refunds) {
			ctx->refusals = NULL;
			return overtaken(ctx, x, now, in);
		}
		x->res->status = err_http_status(e);
		return show(ctx, x, o, in, NULL);
	}
	if (e)
		return e;
	if (!in->has_sum || in->sum != w.part.amount.minor)
		return show(ctx, x, o, in, &w.part.amount);
	e = order_refund_part(ctx, &w.part, order_actor(ctx));
	if (e == ERR_INPUT) {
		refuse(ctx, "amount", "refund_amount", NULL, NULL);
		x->res->status = err_http_status(e);
		return show(ctx, x, o, in, NULL);
	}
	if (e == ERR_CONFLICT) {
		const struct order *now;
		if (order_by_id(ctx, o->id, &now) == ERR_OK && now->n_refunds == o->n_refunds)
			return overtaken(ctx, x, now, in);
	}
	return order_refund_done(ctx, x, o, e);
}

enum err_code refund_again_post(struct ctx *ctx, struct exchange *x)
{
	const struct order *o;
	int64_t refund_id;
	enum err_code e = order_named(ctx, x, &o);
	if (!e && !str_to_int(x->seg[1], 1, INT64_MAX, &refund_id))
		e = err_set(ctx, ERR_NOT_FOUND, "no id in the address");
	if (e)
		return e;
	e = order_refund_again(ctx, o->id, refund_id, order_actor(ctx));
	return e == ERR_NOT_FOUND ? e : order_refund_done(ctx, x, o, e);
}

enum err_code refund_due_post(struct ctx *ctx, struct exchange *x)
{
	const struct order *o;
	enum err_code e = order_named(ctx, x, &o);
	if (e)
		return e;
	if (o->due.minor >= 0)
		return order_done(ctx, x, o->id, ERR_CONFLICT, NULL);
	struct refund_part part = {
		.order_id = o->id,
		.amount = money_of(-o->due.minor, o->due.currency),
		.refunded_before = refunded(o),
		.for_edit = true,
	};
	return order_refund_done(ctx, x, o, order_refund_part(ctx, &part, order_actor(ctx)));
}
