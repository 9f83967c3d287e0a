#include <inttypes.h>

#include "base/str.h"
#include "cart/pages.h"
#include "cart/views.h"
#include "shop/cart.h"
#include "web/cart_cookie.h"
#include "web/flash.h"
#include "web/page.h"
#include "web/urls.h"

/* After a change: the cookie's count from the cart itself, or about so many where it cannot be read, and on to the
 * cart. */
static enum err_code done(struct ctx *ctx, struct exchange *x, const char *token, int64_t about, const char *flash)
{
	int64_t pieces;
	enum err_code e = cart_pieces(ctx, token, &pieces);
	if (e) {
		cart_cookie_write(ctx, x, token, about);
		return e;
	}
	cart_cookie_write(ctx, x, token, pieces);
	return flash_redirect(ctx, x, url_path(ctx, "/cart"), flash);
}

/* The shopper's quantity was refused: the same small form again, with what was typed. */
static enum err_code ask_again(struct ctx *ctx, struct exchange *x, const struct add_in *in)
{
	struct form_field fields[] = {
		{ .name = "variant", .type = "hidden", .value = arena_printf(ctx->arena, "%" PRId64, in->variant) },
		{ .name = "back", .type = "hidden", .value = in->back },
		{ .name = "quantity",
		    .label = N_("Quantity"),
		    .type = "number",
		    .inputmode = "numeric",
		    .required = true },
	};
	struct form form = { .fields = fields, .n_fields = sizeof(fields) / sizeof(fields[0]) };
	form_fill(ctx, &form, x->req);
	struct page *page = page_create(ctx, x);
	struct add_page view = {
		.form = form,
		.action = url_path(ctx, "/cart/add"),
		.back_url = in->back && url_is_local(in->back) ? in->back : page->home_url,
	};
	page->title = view_text(ctx, N_("Add to cart"));
	page->noindex = true;
	page->canonical = NULL;
	x->res->status = 422;
	return page_render(ctx, x, "add", &view, page);
}

enum err_code add_post(struct ctx *ctx, struct exchange *x)
{
	const struct add_in *in = x->in;
	struct cart_cookie cookie;
	const char *token;
	cart_cookie_read(ctx, x->req, &cookie);
	enum err_code e =
	    x->in_err ? x->in_err : cart_add_heard(ctx, cookie.token, cookie.heard, in->variant, in->quantity, &token);
	if (e == ERR_INPUT)
		return ask_again(ctx, x, in);
	/* A new cart is found by its cookie alone, if it is there. */
	if (e == ERR_UNKNOWN)
		cart_cookie_write(ctx, x, token, cookie.count + in->quantity);
	return e ? e : done(ctx, x, token, cookie.count + in->quantity, "cart_added");
}

enum err_code update_post(struct ctx *ctx, struct exchange *x)
{
	const struct update_in *in = x->in;
	struct cart_cookie cookie;
	cart_cookie_read(ctx, x->req, &cookie);
	if (x->in_err)
		return in->variant ? cart_show(ctx, x, in->variant) : x->in_err;
	enum err_code e = cookie.token ? cart_set(ctx, cookie.token, in->variant, in->quantity) : ERR_NOT_FOUND;
	if (e == ERR_INPUT)
		return cart_show(ctx, x, in->variant);
	if (e == ERR_NOT_FOUND)
		return cart_show(ctx, x, 0);
	return e ? e : done(ctx, x, cookie.token, cookie.count, "cart_updated");
}

enum err_code remove_post(struct ctx *ctx, struct exchange *x)
{
	const struct remove_in *in = x->in;
	struct cart_cookie cookie;
	cart_cookie_read(ctx, x->req, &cookie);
	if (x->in_err)
		return x->in_err;
	enum err_code e = cookie.token ? cart_set(ctx, cookie.token, in->variant, 0) : ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND)
		return cart_show(ctx, x, 0);
	return e ? e : done(ctx, x, cookie.token, cookie.count, "cart_removed");
}
