#include "web/flash.h"

#include "base/log.h"
#include "base/str.h"
#include "view/view.h"
#include "web/cookie.h"

enum { FLASH_SECONDS = 60 };

static const char name[] = "flash";

static const struct flash {
	const char *code;
	const char *kind;
	const char *sentence;
} flashes[] = {
	{ "cart_added", "good", N_("It is in your cart.") },
	{ "cart_updated", "good", N_("Your cart is up to date.") },
	{ "cart_removed", "info", N_("Taken out of your cart.") },
	{ "cart_empty", "info", N_("Your cart is empty.") },
	{ "cart_changed", "bad", N_("Something in your cart has changed. Please look it over once more.") },
	{ "saved", "good", N_("Saved.") },
	{ "deleted", "info", N_("Deleted.") },
	{ "category_place", "bad", N_("Meanwhile the categories have changed, so nothing was moved.") },
	{ "product_new", "good", N_("The draft is made. Its options, texts and pictures are the next tabs.") },
	{ "product_copy", "good", N_("This is the copy: a draft, without pieces on the shelf.") },
	{ "product_deleted", "info", N_("The draft is deleted.") },
	{ "product_kept", "bad",
	    N_("It was ordered, lies in a cart or is no draft, so it stays. You can archive it.") },
	{ "price_gone", "info", N_("This price was over already.") },
	{ "none_chosen", "bad", N_("Please choose at least one product.") },
	{ "bulk_done", "good", N_("All of it is changed.") },
	{ "attribute_deleted", "info", N_("The attribute is deleted.") },
	{ "order_paid", "good", N_("The order is marked as paid.") },
	{ "order_shipped", "good", N_("The order is marked as shipped. The customer gets a mail.") },
	{ "order_cancelled", "info", N_("The order is cancelled.") },
	{ "order_refunded", "good", N_("The money goes back to the customer. They get a mail.") },
	{ "order_refunded_by_hand", "info",
	    N_("The order is marked as refunded. The customer gets a mail. Please send the money now.") },
	{ "order_state", "bad", N_("Meanwhile the order has changed, so nothing was done.") },
	{ "refund_refused", "bad",
	    N_("The payment provider did not send the money back. Please look into your account there.") },
	{ "payment_failed", "bad",
	    N_("The payment did not go through. You can try again or choose another way to pay.") },
	{ "logged_out", "info", N_("You are logged out.") },
};

static const struct flash *flash_find(const char *code)
{
	for (size_t i = 0; i < sizeof flashes / sizeof flashes[0]; i++) {
		if (str_eq(flashes[i].code, code))
			return &flashes[i];
	}
	return NULL;
}

void flash_set(struct ctx *ctx, struct exchange *x, const char *code)
{
	BUG_IF(flash_find(code) == NULL);
	cookie_sign(ctx, x, name, code, FLASH_SECONDS);
}

const char *flash_take(struct ctx *ctx, struct exchange *x, const char **kind)
{
	if (request_cookie(x->req, name) == NULL)
		return NULL;
	response_cookie(x->res, ctx, name, "", 0, cookie_secure(x->req));
	const struct flash *flash = flash_find(cookie_open(ctx, x->req, name));
	if (flash == NULL)
		return NULL;
	*kind = flash->kind;
	return view_text(ctx, flash->sentence);
}
