#include "base/str.h"
#include "checkout/return.h"
#include "checkout/views.h"
#include "kit/crypto.h"
#include "shop/payment_held.h"
#include "shop/returns.h"
#include "web/flash.h"
#include "web/page.h"
#include "web/urls.h"

/* For those who have no link to their order: the whole of it, and nothing of it is shown. */

static enum err_code show(
    struct ctx *ctx, struct exchange *x, const struct withdraw_in *in, const struct return_rights *read_over)
{
	const struct form_field fields[] = {
		{ .name = "name",
		    .label = N_("Name"),
		    .type = "text",
		    .autocomplete = "name",
		    .dir = "auto",
		    .required = true },
		{ .name = "number",
		    .label = N_("Order number"),
		    .type = "text",
		    .autocomplete = "off",
		    .dir = "ltr",
		    .required = true,
		    .width = "half",
		    .hint = N_("It stands in the mail that confirmed the order.") },
		{ .name = "email",
		    .label = N_("E-mail address"),
		    .type = "email",
		    .autocomplete = "email",
		    .dir = "ltr",
		    .required = true,
		    .hint = N_("The one that you ordered with.") },
	};
	char *key = arena_alloc(ctx->arena, CRYPTO_TOKEN_SIZE);
	crypto_token(key);
	struct withdraw_page view = {
		.action = url_path(ctx, "/order/withdraw"),
		.key = in ? in->key : key,
		.confirm = read_over != NULL,
		.form = { .fields = arena_memdup(ctx->arena, fields, sizeof fields), .n_fields = 3 },
	};
	if (in) {
		view.name = in->name;
		view.number = in->number;
		view.email = in->email;
	}
	for (size_t i = 0; read_over && i < read_over->n_lefts; i++)
		view.not_all = view.not_all || read_over->lefts[i].never;
	form_fill(ctx, &view.form, x->req);
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Withdraw from contract here"));
	page->noindex = true;
	return page_render(ctx, x, "withdraw", &view, page);
}

enum err_code withdraw_get(struct ctx *ctx, struct exchange *x)
{
	return show(ctx, x, NULL, NULL);
}

static enum err_code refused(struct ctx *ctx, struct exchange *x, const struct withdraw_in *in)
{
	x->res->status = err_http_status(ERR_INPUT);
	return show(ctx, x, in, NULL);
}

static enum err_code declare(
    struct ctx *ctx, const struct order *o, const struct return_rights *rights, const struct withdraw_in *in)
{
	struct refund_piece *pieces = ARENA_ARRAY(ctx->arena, rights->n_lefts, struct refund_piece);
	size_t n = 0;
	for (size_t i = 0; i < rights->n_lefts; i++)
		if (!rights->lefts[i].never)
			pieces[n++] = (struct refund_piece){ .line_id = rights->lefts[i].line->id,
				.quantity = rights->lefts[i].pieces };
	return return_ask(ctx, &(struct return_wish){ .order_id = o->id,
	                           .key = in->key,
	                           .withdrawal = true,
	                           .reason = "",
	                           .note = in->name,
	                           .pieces = pieces,
	                           .n_pieces = n });
}

static enum err_code done(struct ctx *ctx, struct exchange *x, const char *flash)
{
	return flash_redirect(ctx, x, url_path(ctx, "/order/withdraw"), flash);
}

enum err_code withdraw_post(struct ctx *ctx, struct exchange *x)
{
	const struct withdraw_in *in = x->in;
	struct return_rights rights;
	const struct order *o;
	int64_t known;
	bool cancels;
	if (x->in_err)
		return refused(ctx, x, in);
	enum err_code e = returns_find(ctx, in->number, in->email, &o);
	if (e == ERR_NOT_FOUND) {
		err_clear(ctx);
		refuse(ctx, "number", "order_unknown", NULL, NULL);
		return refused(ctx, x, in);
	}
	/* In this order: where the same form, sent at the same moment, has taken what was left, its key is there. */
	if (!e)
		e = returns_rights(ctx, o, &rights);
	if (!e)
		e = return_known(ctx, o->id, in->key, &known);
	if (e)
		return e;
	if (known > 0)
		return done(ctx, x, "return_withdrawn");
	if (in->confirm && order_is_off(o->state))
		return done(ctx, x, "order_called_off");
	cancels = order_can(o).cancel;
	if (!cancels && (!rights.withdrawal || rights.n_lefts == 0)) {
		refuse(ctx, "number", "order_no_right", NULL, NULL);
		return refused(ctx, x, in);
	}
	if (in->change || !in->confirm)
		return show(ctx, x, in, in->change ? NULL : &rights);
	e = cancels ? order_call_off(ctx, o->id) : declare(ctx, o, &rights, in);
	if (!e && cancels)
		e = payment_let_go(ctx, o->id);
	if (e == ERR_CONFLICT) {
		err_clear(ctx);
		e = order_by_id(ctx, o->id, &o);
		if (e)
			return e;
		if (order_is_off(o->state))
			return done(ctx, x, "order_called_off");
		refuse(ctx, "", "return_changed", NULL, NULL);
		return refused(ctx, x, in);
	}
	return e ? e : done(ctx, x, cancels ? "order_called_off" : "return_withdrawn");
}
