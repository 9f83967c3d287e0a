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
	/* settings */
	{ "too_many", N_("There can be {1} of these at most.") },
	{ "position", N_("Please write a place in the list, such as 1.") },
	{ "rate", N_("Please write how much one unit is worth, such as {1}.") },
	{ "currency_fixed", N_("There are prices or orders in the shop’s currency: it stays as it is.") },
	{ "locale_default", N_("This is the shop’s own language. Choose another one for that first.") },
	{ "locale_untold",
	    N_("Products, categories or pages without a text in this language: {1}. Please translate them first.") },
	{ "locale_untitled", N_("Please offer this language first and write the shop’s name in it.") },
	{ "color", N_("Please write a colour such as #1f4a63 or oklch(0.39 0.065 235).") },
	{ "page_twice", N_("This page stands for something else already. Please choose another one.") },
	{ "placeholder", N_("Nothing is filled in for {1}. These can be used: {2}.") },
	{ "tax_overlap",
	    N_("There would be two rates for that class at one time. Give the other one its last day first.") },
	{ "day", N_("Please choose a day of the calendar.") },
	{ "day_order", N_("The last day must not come before the first one.") },
	{ "percent", N_("Please write a percentage from 0 to 100, such as {1}.") },
	{ "code_form", N_("Please use small letters a to z, digits and hyphens.") },
	{ "code_taken", N_("Something else is called that already.") },
	{ "no_country", N_("Please choose at least one country.") },
	{ "threshold", N_("Please write a number from zero up, or leave this empty.") },
	{ "flat_from",
	    N_("One price for all has no “Starting from”. Leave this empty, or choose what the price goes by.") },
	{ "rate_twice", N_("There is a price for this currency from there on already.") },
	{ "own_price", N_("Please write at least one price in {1}, the shop’s own currency.") },
	{ "stripe_key", N_("That is no secret key of Stripe. Those begin with sk_live_ or sk_test_.") },
	{ "stripe_key_live", N_("That key is for real money. Take the tick for test mode out if you mean it.") },
	{ "stripe_key_test", N_("That key is for tests and takes no money. Tick test mode if you mean it.") },
	{ "stripe_secret", N_("That is no signing secret of a webhook. Those begin with whsec_.") },
	{ "stripe_refused", N_("Stripe does not accept that key. Nothing was changed.") },
	{ "stripe_blind", N_("That key may not read its own account. Nothing was changed.") },
	{ "order_prefix", N_("Please use letters, digits and hyphens, with no digit at the end.") },
	/* files of products, see ops/import_words */
	{ "csv_empty", N_("The file is empty.") },
	{ "csv_utf16", N_("The file is written in UTF-16. Save it as “CSV UTF-8” and try again.") },
	{ "csv_encoding", N_("Line {1} is not written in UTF-8. Save the file as “CSV UTF-8” and try again.") },
	{ "csv_quote", N_("The file cannot be read from line {1} on: a quotation mark is in the wrong "
	                  "place, or never closed.") },
	{ "csv_rows", N_("The file has too many rows. Split it into several files.") },
	{ "csv_cells", N_("Line {1} has more cells than any file of products.") },
	{ "csv_column", N_("The header has no column “{1}”: this is no file of products in Shopify’s format.") },
	{ "csv_twice", N_("The header has the column “{1}” twice.") },
	{ "csv_currency", N_("The shop has no currency “{1}”.") },
	/* goods */
	{ "money_form", N_("Please write an amount such as {1}.") },
	{ "money_decimals", N_("Too many decimals. Please write an amount such as {1}.") },
	{ "price_range", N_("Please write an amount from zero up that a price can have.") },
	{ "compare_not_above", N_("The price before must be higher than the price. Leave it empty if there is none.") },
	{ "stock_range", N_("Please write how many pieces there are, from zero up.") },
	{ "grams_range", N_("Please write a weight in whole grams, from zero up.") },
	{ "sku_taken", N_("Another variant has this article number. Please choose another one.") },
	{ "keep_one", N_("One variant at least must be sold. Archive the product instead.") },
	{ "bulk_changed",
	    N_("The products have changed meanwhile, so nothing was done. This is what would change now.") },
	{ "handle_taken", N_("Another product has this handle. Please choose another one.") },
	{ "until_before", N_("The end must come after the beginning, and lie ahead.") },
	{ "time_form", N_("Please write a date and time such as {1}.") },
	{ "decimal_form", N_("Please write a number such as {1}.") },
	{ "choice_used", N_("Products are described by the choice “{1}”. Change them first.") },
	{ "attributes_many", N_("A shop can have {1} attributes at most.") },
	{ "value_twice", N_("The value “{1}” is there twice.") },
	{ "value_last", N_("This is the last value. Take the option itself away instead.") },
	{ "options_many", N_("A product can have {1} options at most.") },
	{ "variants_many", N_("A product can have {1} variants at most, and these would be more.") },
	{ "price_or_percent", N_("Please write either a price or a percentage.") },
	{ "percent_form", N_("Please write a percentage above 0 and up to 100.") },
	{ "percent_change", N_("Please write a percentage such as 10 or -10.") },
	{ "price_below", N_("The price of “{1}” would be below zero or too high.") },
	{ "sale_no_price", N_("Nothing has a price of its own in this currency yet. Please write a price instead.") },
	{ "stock_changed", N_("The stock has changed meanwhile: {1} are on the shelf now. Please count once more.") },
	{ "stock_promised",
	    N_("{1} pieces are promised to customers. Cancel their orders first, or keep as many here.") },
	/* what is arranged */
	{ "changed_meanwhile", N_("Somebody else has changed this meanwhile, so nothing was saved yet. Save once more "
	                          "to replace it by yours.") },
	{ "slug_form", N_("An address needs letters or digits.") },
	{ "slug_taken", N_("The address “{1}” leads to something else, or once did. Please choose another one.") },
	{ "markup_large", N_("This text is too large or too deeply nested to be shown. Please make it simpler.") },
	{ "link_address", N_("Please write a path of the shop that begins with /, or an address that begins with "
	                     "https:// or http://.") },
	{ "menu_level", N_("A menu has two levels. Please choose another place.") },
	{ "menu_full", N_("The menus hold {1} items at most.") },
	{ "redirect_path", N_("Please write an address that begins with / and has no ? in it.") },
	{ "redirect_target", N_("Please write an address of this shop that begins with /.") },
	{ "redirect_shown", N_("The shop itself answers at this address, so it cannot lead elsewhere.") },
	{ "redirect_taken", N_("This address leads somewhere already. Please delete that first.") },
	{ "redirect_loop", N_("That would lead in a circle. Please choose another address.") },
	{ "redirect_full", N_("A shop holds {1} redirects at most.") },
	{ "redirect_line", N_("Line {1}: {2}") },
	{ "redirect_line_form", N_("Please write two addresses in a line, and 301 or 302 behind them if you like.") },
	{ "redirect_lines", N_("Please paste {1} lines at once at most.") },
	{ "home_full", N_("The home page holds {1} blocks at most.") },
	{ "home_products", N_("A row holds {1} products at most.") },
	{ "home_none", N_("Please pick at least one product below.") },
	{ "day_form", N_("Please write a day such as 2026-12-24.") },
	{ "day_order", N_("The last day cannot be before the first one.") },
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
