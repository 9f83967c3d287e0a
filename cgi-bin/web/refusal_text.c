#include "base/log.h"
#include "base/str.h"
#include "web/form.h"

/* {1} and {2} are the refusal's arguments. */
static const struct {
	const char *code;
	const char *sentence;
} sentences[] = {
	/* declared inputs */
	{ "required", N_("Please fill this in.") },
	{ "too_short", N_("Please write at least {1} characters.") },
	{ "too_long", N_("Please keep this to {1} characters.") },
	{ "number", N_("Please write a whole number, such as 2.") },
	{ "too_small", N_("The smallest number possible here is {1}.") },
	{ "too_large", N_("The largest number possible here is {1}.") },
	{ "email", N_("Please write an e-mail address such as name@example.com.") },
	/* cart */
	{ "quantity_available", N_("Only {1} of these are left. Please choose a smaller number.") },
	{ "cart_full", N_("Your cart holds as many different items as it can.") },
	/* checkout */
	{ "phone", N_("Please write a phone number such as +49 40 123456, or leave this empty.") },
	{ "postcode_format", N_("This postcode does not look right. It should look like {1}.") },
	{ "country_unserved", N_("We do not ship to this country yet. Please choose another one.") },
	{ "choose_one", N_("Please choose one of these.") },
	{ "shipping_gone", N_("This way of shipping is no longer offered for your order. Please choose another one.") },
	{ "pickup_gone", N_("Orders are no longer collected there. Please choose again.") },
	{ "payment_gone", N_("This way to pay is no longer offered. Please choose another one.") },
	{ "contact_missing", N_("Please tell us first where the order goes.") },
	{ "cart_empty", N_("Your cart is empty.") },
	{ "cart_changed",
	    N_("Something in your cart has changed, so nothing was ordered yet. Please look the cart over.") },
	{ "price_changed",
	    N_("A price has changed since you last looked, so nothing was ordered yet. This is what it costs now.") },
	{ "total_changed",
	    N_("The total has changed since you last looked, so nothing was ordered yet. This is what it costs now.") },
	{ "sold_out", N_("Only {2} of “{1}” are left, so nothing was ordered yet. Please choose fewer in the cart.") },
	{ "sold_out_all", N_("“{1}” has just sold out, so nothing was ordered yet. Please take it out of the cart.") },
	/* orders, as staff handle them */
	{ "pieces_range", N_("Please write a number from 0 to {1}.") },
	{ "pieces_none", N_("Please say how many pieces go out: at least one.") },
	{ "refund_left", N_("At most {1} can go back.") },
	{ "refund_both", N_("Please choose: either pieces and shipping, or an amount.") },
	{ "refund_shipping", N_("So much of the shipping costs is not left: a part went back before.") },
	{ "refund_nothing", N_("Please say what goes back: pieces, shipping or an amount.") },
	{ "refund_amount",
	    N_("The payment provider cannot send back just that amount. Please choose one that ends in zero.") },
	{ "refund_changed",
	    N_("Meanwhile money of this order went back. Please look the numbers over and send this again.") },
	{ "draft_empty", N_("Please add a product first.") },
	{ "draft_withdrawn", N_("“{1}” is not for sale any more. Please take it out.") },
	{ "draft_sold_out", N_("“{1}”: only {2} can be had. Please write a smaller number.") },
	{ "draft_returned", N_("{1} of these were given back already: at least as many must stay in the order.") },
	{ "draft_total", N_("The total is another one now. Please look it over and press the button again.") },
	{ "draft_by_hand", N_("Please choose a way to pay of which you say yourself that the money is there, such as a "
	                      "bank transfer.") },
	{ "draft_changed", N_("Meanwhile somebody else has changed this. What you wrote still stands here: please look "
	                      "it over and save it again.") },
	{ "draft_order_changed", N_("Meanwhile the order was changed or sent, so nothing was done. Please go back to "
	                            "the order and begin anew.") },
	/* staff */
	{ "login_wrong", N_("That e-mail address and password do not belong together. Please check both.") },
	{ "login_limit", N_("Too many attempts. Please wait {1} minutes and try again.") },
	/* pictures and other files */
	{ "upload_too_large", N_("That was too much at once: {1} MB are possible. Nothing was kept. Please send fewer "
	                         "or smaller files.") },
	{ "picture_none", N_("Please choose at least one picture.") },
	{ "picture_empty", N_("“{1}” is empty. Please choose the picture once more.") },
	{ "picture_kind",
	    N_("“{1}” is no picture that we can take, whatever its name says. Please choose JPEG, PNG or WebP.") },
	{ "picture_size",
	    N_("“{1}” has too many pixels. Please make it smaller: at most 20,000 on a side and 100 million in all.") },
	{ "picture_broken", N_("“{1}” is damaged or incomplete. Please save the picture once more and try again.") },
	{ "picture_limit", N_("A product can have {1} pictures at most. Please delete one that is no longer needed.") },
	/* goods */
	{ "money_form", N_("Please write an amount such as {1}.") },
	{ "money_decimals", N_("Too many decimals. Please write an amount such as {1}.") },
	{ "price_range", N_("Please write an amount from zero up that a price can have.") },
	{ "compare_not_above", N_("The price before must be higher than the price. Leave it empty if there is none.") },
	{ "stock_range", N_("Please write how many pieces there are, from zero up.") },
	{ "stock_changed", N_("The stock has changed meanwhile: {1} are on the shelf now. Please count once more.") },
	{ "stock_promised",
	    N_("{1} pieces are promised to customers. Cancel their orders first, or keep as many here.") },
	/* what is arranged */
	{ "changed_meanwhile", N_("Somebody else has changed this meanwhile, so nothing was saved yet. Save once more "
	                          "to replace it by yours.") },
	{ "slug_form", N_("An address needs letters or digits.") },
	{ "slug_taken", N_("The address “{1}” leads to something else, or once did. Please choose another one.") },
	{ "markup_large", N_("This text is too large or too deeply nested to be shown. Please make it simpler.") },
	{ "category_cycle", N_("A category cannot lie below itself. Please choose another place.") },
	{ "category_deep", N_("Categories can lie {1} deep at most. Please choose a place further up.") },
	{ "category_children", N_("There are categories below this one. Please move or delete them first.") },
	{ "category_products", N_("There are products in it: {1}. Please choose where they go.") },
};

const char *refusal_sentence(struct ctx *ctx, const struct refusal *refusal)
{
	for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
		if (str_eq(sentences[i].code, refusal->code))
			return view_format(ctx, sentences[i].sentence, refusal->arg[0], refusal->arg[1]);
	}
	log_bug(__FILE__, __LINE__, refusal->code);
}
