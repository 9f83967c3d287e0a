#include "admin/pages.h"
#include "admin/views.h"
#include "kit/text.h"
#include "shop/staff.h"
#include "web/flash.h"
#include "web/urls.h"

/* A page of ours, else the choice of shops. */
static const char *goal(struct ctx *ctx, const struct login_in *in)
{
	return url_is_local(in->to) ? in->to : url_path(ctx, "/");
}

static enum err_code show(struct ctx *ctx, struct exchange *x)
{
	const struct login_in *in = x->in;
	struct form_field fields[] = {
		{ .name = "to", .type = "hidden", .value = in->to },
		{ .name = "email",
		    .label = N_("E-mail"),
		    .type = "email",
		    .autocomplete = "username",
		    .inputmode = "email",
		    .dir = "ltr",
		    .required = true,
		    .maxlength = "254" },
		{ .name = "password",
		    .label = N_("Password"),
		    .type = "password",
		    .autocomplete = "current-password",
		    .dir = "ltr",
		    .required = true },
	};
	struct login_page view = {
		.action = url_path(ctx, "/login"),
		.form = { .fields = fields, .n_fields = sizeof fields / sizeof fields[0] },
	};
	form_fill(ctx, &view.form, x->req);
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Log in"));
	return page_render(ctx, x, "login", &view, page);
}

enum err_code login_get(struct ctx *ctx, struct exchange *x)
{
	return show(ctx, x);
}

enum err_code login_post(struct ctx *ctx, struct exchange *x)
{
	const struct login_in *in = x->in;
	const char *token;
	enum err_code e = x->in_err ? x->in_err : staff_login(ctx, in->email, in->password, x->req->remote, &token);
	if (e == ERR_LIMIT) {
		x->res->retry_after = STAFF_LOGIN_WINDOW;
		refuse(ctx, "", "login_limit", text_integer(ctx->arena, ctx->locale, STAFF_LOGIN_WINDOW / 60), NULL);
	}
	if (e == ERR_LIMIT || e == ERR_INPUT) {
		x->res->status = err_http_status(e);
		return show(ctx, x);
	}
	if (e)
		return e;
	gate_open(ctx, x, token);
	response_redirect(x->res, 303, goal(ctx, in));
	return ERR_OK;
}

enum err_code logout_post(struct ctx *ctx, struct exchange *x)
{
	enum err_code e = gate_logout(ctx, x);
	return e ? e : flash_redirect(ctx, x, url_path(ctx, "/login"), "logged_out");
}
