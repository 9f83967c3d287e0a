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
	{ "sent_before", "info", N_("This was sent before. Please look whether all of it is done.") },
	{ "deleted", "info", N_("Deleted.") },
	{ "category_place", "bad", N_("Meanwhile the categories have changed, so nothing was moved.") },
	{ "pictures_added", "good", N_("The pictures are there. Smaller sizes for phones follow in a moment.") },
	{ "picture_asked", "info", N_("Saved. We are fetching the picture once more.") },
	{ "setting_used", "bad", N_("Something still uses it, so nothing was deleted.") },
	{ "stripe_no_charges", "info",
	    N_("Saved. Stripe says that your account may not take money yet: finish it there.") },
	{ "paypal_elsewhere", "bad",
	    N_("Saved. But that webhook sends to another address than the one named below: change it at PayPal.") },
	{ "paypal_events", "bad",
	    N_("Saved. But that webhook does not send all of the events named below: choose them at PayPal.") },
	{ "product_new", "good", N_("The draft is made. Its options, texts and pictures are the next tabs.") },
	{ "page_gaps", "bad", N_("Saved, and shoppers can read it; but gaps in brackets are left in it.") },
	{ "product_copy", "good", N_("This is the copy: a draft, without pieces on the shelf.") },
	{ "product_deleted", "info", N_("The draft is deleted.") },
	{ "product_kept", "bad",
	    N_("It was ordered, lies in a cart or is no draft, so it stays. You can archive it.") },
	{ "price_gone", "info", N_("This price was over already.") },
	{ "none_chosen", "bad", N_("Please choose at least one product.") },
	{ "bulk_done", "good", N_("All of it is changed.") },
	{ "attribute_deleted", "info", N_("The attribute is deleted.") },
	{ "order_paid_now", "good", N_("The money is yours.") },
	{ "capture_refused", "bad",
	    N_("The provider refuses to hand over the money that it holds, so nothing was shipped.") },
	{ "capture_down", "bad",
	    N_("The provider does not answer, so it is not known whether the money is there, and nothing was shipped. "
	       "Please "
	       "try again in a moment.") },
	{ "order_paid", "good", N_("The order is marked as paid.") },
	{ "order_shipped", "good", N_("The order is marked as shipped. The customer gets a mail.") },
	{ "order_ready", "good", N_("The order is ready to collect. The customer gets a mail.") },
	{ "order_collected", "good", N_("The order is marked as collected.") },
	{ "order_cancelled", "info", N_("The order is cancelled.") },
	{ "order_goes_on", "good", N_("The order goes on. The customer gets a mail.") },
	{ "order_sold", "bad", N_("Not all of its pieces are there any more, so the order cannot go on.") },
	{ "order_refunded", "good", N_("The money goes back to the customer. They get a mail.") },
	{ "order_refunded_by_hand", "info",
	    N_("The order is marked as refunded. The customer gets a mail. Please send the money now.") },
	{ "order_placed", "good", N_("The order is placed. The customer gets a mail with the way to pay.") },
	{ "order_placed_paid", "good", N_("The order is placed and paid. The customer gets a mail.") },
	{ "order_edited", "good", N_("The order is changed. The customer gets a mail.") },
	{ "order_called_off", "info", N_("Your order is cancelled. You get a mail that confirms it.") },
	{ "order_too_late", "bad", N_("Your order is on its way already, so it cannot be cancelled any more.") },
	{ "return_asked", "good", N_("We have your request. You get a mail that confirms it.") },
	{ "return_withdrawn", "good", N_("We have your withdrawal. You get a mail that acknowledges it.") },
	{ "return_nothing", "info", N_("Nothing of this order can be sent back, or all of it was.") },
	{ "return_approved", "good", N_("The return is approved. The customer gets a mail.") },
	{ "return_refused", "info", N_("The return is refused. The customer gets a mail.") },
	{ "return_received", "good", N_("The pieces are here. The customer gets a mail. Now the money can go back.") },
	{ "return_closed", "info", N_("The return is closed.") },
	{ "return_state", "bad", N_("Meanwhile the return has changed, so nothing was done.") },
	{ "orders_done", "good", N_("Done for all the orders that you chose.") },
	{ "orders_some", "info", N_("Done where the order allowed it. The others are as they were.") },
	{ "orders_none", "info", N_("Please choose some orders first.") },
	{ "order_state", "bad", N_("Meanwhile the order has changed, so nothing was done.") },
	{ "refund_refused", "bad",
	    N_("The payment provider did not send the money back. Please look into your account there.") },
	{ "refund_waits", "bad",
	    N_("The payment provider does not answer. The refund is written down below, and is tried again by "
	       "itself.") },
	{ "refund_amount", "bad",
	    N_("The payment provider cannot send back just that amount. Please refund another one.") },
	{ "payment_failed", "bad",
	    N_("The payment did not go through. You can try again or choose another way to pay.") },
	{ "import_started", "good", N_("The import has begun. You can leave this page.") },
	{ "import_cancelled", "info", N_("The import ends as soon as it can.") },
	{ "import_state", "bad", N_("Meanwhile the import has gone on, so nothing was done.") },
	{ "import_running", "bad",
	    N_("Another file is being imported. Please wait until that is done, or cancel it.") },
	{ "export_large", "bad", N_("The catalog is too large to be downloaded here. Please ask your hoster for it.") },
	{ "job_again", "good", N_("It is tried again in a moment.") },
	{ "job_away", "info", N_("Put away.") },
	{ "job_gone", "info", N_("Meanwhile somebody else has seen to it.") },
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
	x->flash = code;
}

bool flash_known(const char *code)
{
	return flash_find(code) != NULL;
}

enum err_code flash_redirect(struct ctx *ctx, struct exchange *x, const char *url, const char *code)
{
	flash_set(ctx, x, code);
	response_redirect(x->res, 303, url);
	return ERR_OK;
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
