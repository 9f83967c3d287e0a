#include <inttypes.h>

#include "base/limits.h"
#include "base/str.h"
#include "cart/pages.h"
#include "cart/views.h"
#include "kit/text.h"
#include "shop/cart.h"
#include "shop/tenant.h"
#include "web/cart_cookie.h"
#include "web/form.h"
#include "web/shopfront.h"
#include "web/sums.h"
#include "web/urls.h"

static void say_trouble(struct ctx *ctx, const struct cart_line *from, struct cart_page_line *to)
{
	to->trouble_kind = "bad";
	switch (from->trouble) {
	case CART_WITHDRAWN:
		to->trouble = view_text(ctx, N_("This is no longer for sale. Please remove it."));
		break;
	case CART_SOLD_OUT:
		to->trouble = view_text(ctx, N_("Sold out in the meantime. Please remove it."));
		break;
	case CART_SHORT:
		to->trouble = view_plural(ctx, "pieces_left_choose", from->available);
		break;
	case CART_PRICE_CHANGED:
		to->trouble_kind = "warn";
		to->trouble = view_format(ctx, N_("The price has changed: it was {1}."),
		    text_money(ctx->arena, ctx->locale, from->seen), NULL);
		break;
	default:
		to->trouble_kind = NULL;
	}
}

static struct cart_page_line line_of(
    struct ctx *ctx, const struct exchange *x, const struct cart_line *from, bool refused)
{
	bool gone = from->trouble == CART_WITHDRAWN;
	int64_t most = from->available < LIMIT_QUANTITY ? from->available : LIMIT_QUANTITY;
	struct cart_page_line to = {
		.id = arena_printf(ctx->arena, "%" PRId64, from->variant_id),
		.name = from->name,
		.options = str_empty(from->options) ? NULL : from->options,
		.picture = shop_picture(ctx, from->picture, from->picture_alt, SLOT_LINE),
		.unit = from->unit,
		.total = from->total,
		.quantity = from->quantity,
		.quantity_text = arena_printf(ctx->arena, "%" PRId64, from->quantity),
		.max = arena_printf(ctx->arena, "%" PRId64, most),
		.sellable = !gone && from->trouble != CART_SOLD_OUT,
	};
	if (!gone)
		to.url = arena_printf(ctx->arena, "%s?v=%s", shop_url(ctx, "p", from->slug), to.id);
	say_trouble(ctx, from, &to);
	const struct refusal *why = refused ? refusal_for(ctx, "quantity") : NULL;
	if (why) {
		to.error = refusal_sentence(ctx, why);
		to.quantity_text = request_raw(x->req, "quantity");
	}
	return to;
}

static enum err_code fill_lines(
    struct ctx *ctx, const struct exchange *x, const struct cart *cart, int64_t refused, struct cart_page *view)
{
	view->lines = ARENA_ARRAY(ctx->arena, cart->n_lines, struct cart_page_line);
	view->n_lines = cart->n_lines;
	for (size_t i = 0; i < cart->n_lines; i++)
		view->lines[i] = line_of(ctx, x, &cart->lines[i], cart->lines[i].variant_id == refused);
	struct quote quote;
	const char *country = cart->contact ? cart->contact->address.country : ctx->settings->country;
	enum err_code e = quote_cart(ctx, cart, country, NULL, &quote);
	if (!e)
		sums_of_quote(ctx, &quote, &view->sums);
	return e;
}

static enum err_code fill_empty(struct ctx *ctx, struct cart_page *view)
{
	struct product_list featured;
	enum err_code e = catalog_featured(ctx, &featured);
	if (e)
		return e;
	view->n_featured = featured.n < 4 ? featured.n : 4;
	view->featured = shop_cards(ctx, &featured);
	return ERR_OK;
}

enum err_code cart_show(struct ctx *ctx, struct exchange *x, int64_t refused)
{
	struct cart_cookie cookie;
	struct cart cart = { 0 };
	cart_cookie_read(ctx, x->req, &cookie);
	enum err_code e = cookie.token ? cart_load(ctx, cookie.token, &cart) : ERR_NOT_FOUND;
	if (e == ERR_NOT_FOUND) {
		err_clear(ctx);
		/* An ordered cart's cookie stays for the checkout to find that order by. */
		if (cookie.count)
			cart_cookie_write(ctx, x, cookie.token, 0);
		cookie.count = 0;
		cart = (struct cart){ 0 };
		e = ERR_OK;
	}
	struct page *page = page_create(ctx, x);
	struct cart_page view = {
		.blocked = cart.blocked,
		.prices_gross = ctx->settings->prices_gross,
		.update_url = url_path(ctx, "/cart/update"),
		.remove_url = url_path(ctx, "/cart/remove"),
		.checkout_url = page->checkout_url,
		.shopping_url = page->home_url,
		.shipping_url = shop_page_url(page, "shipping"),
	};
	if (!e)
		e = cart.n_lines ? fill_lines(ctx, x, &cart, refused, &view) : fill_empty(ctx, &view);
	if (e)
		return e;
	/* The shopper has been told; the next look shows the new price as the price. */
	if (cart.price_changed)
		e = cart_seen(ctx, &cart);
	if (!e && cookie.token && cart.pieces != cookie.count && cart.n_lines)
		cart_cookie_write(ctx, x, cookie.token, cart.pieces);
	page->title = view_text(ctx, N_("Cart"));
	page->noindex = true;
	page->canonical = NULL;
	page->cart_count = cart.pieces;
	if (refused)
		x->res->status = 422;
	return e ? e : page_render(ctx, x, "cart", &view, page);
}

enum err_code cart_get(struct ctx *ctx, struct exchange *x)
{
	return cart_show(ctx, x, 0);
}
