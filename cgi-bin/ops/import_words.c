#include "base/str.h"
#include "ops/import.h"
#include "view/view.h"

static const struct {
	const char *name; /* as it is kept */
	const char *text;
} faults[IMPORT_FAULT__MAX] = {
	[IMPORT_FINE] = { "fine", "" },
	[IMPORT_NO_HANDLE] = { "no_handle", N_("The handle is missing.") },
	[IMPORT_NO_TITLE] = { "no_title", N_("The title is missing.") },
	[IMPORT_PRICE] = { "price", N_("This is no price: “{1}”.") },
	[IMPORT_PRICE_DECIMALS] = { "price_decimals", N_("The price has more decimals than its currency: “{1}”.") },
	[IMPORT_PRICE_OWN] = { "price_own", N_("A new variant needs a price in {1}, too.") },
	[IMPORT_COMPARE] = { "compare", N_("This is no price before: “{1}”.") },
	[IMPORT_QUANTITY] = { "quantity", N_("This is no quantity: “{1}”.") },
	[IMPORT_GRAMS] = { "grams", N_("This is no weight in grams: “{1}”.") },
	[IMPORT_OPTIONS] = { "options", N_("An option has no value, or an earlier row has the same values.") },
	[IMPORT_OPTIONS_DIFFER] = { "options_differ",
	    N_("“{1}” has other options in the shop; it was left as it is.") },
	[IMPORT_SKU_TAKEN] = { "sku_taken", N_("Another variant has the SKU “{1}” already.") },
	[IMPORT_SKU_TWICE] = { "sku_twice", N_("An earlier row has the SKU “{1}” already.") },
	[IMPORT_TOO_LONG] = { "too_long", N_("This is too long: {1}.") },
	[IMPORT_TOO_MANY] = { "too_many", N_("The product has too many rows.") },
	[IMPORT_EMPTY] = { "empty", N_("The row has neither a variant nor a picture.") },
	[IMPORT_CELLS] = { "cells", N_("The row has more cells than the header has columns.") },
	[IMPORT_CELL_SIZE] = { "cell_size", N_("A cell holds more than a megabyte.") },
	[IMPORT_TAX_CLASS] = { "tax_class", N_("The shop has no tax class “{1}”.") },
	[IMPORT_VALUE] = { "value", N_("This value cannot be read: {1}.") },
	[IMPORT_PATH] = { "path", N_("This category path does not fit the shop’s categories: “{1}”.") },
	[IMPORT_ATTRIBUTE] = { "attribute", N_("The attribute cannot have this value: {1}.") },
	[IMPORT_RECORD] = { "record", N_("There is no kind of record “{1}”.") },
	[IMPORT_PRODUCT] = { "product", N_("The row was left out with its product.") },
	[IMPORT_CONFLICT] = { "conflict",
	    N_("Somebody else changed the same thing at that moment; import it once more.") },
	[IMPORT_UNKNOWN] = { "unknown", N_("The shop has no such product or variant: “{1}”.") },
	[IMPORT_LOCATION] = { "location", N_("No open location of the shop is called “{1}”.") },
	[IMPORT_PIECES_TWICE] = { "pieces_twice", N_("An earlier row counts the same pieces already.") },
	[IMPORT_LOCATION_CLOSED] = { "location_closed",
	    N_("The location “{1}” was closed meanwhile; its pieces were left out.") },
	[IMPORT_STOCK] = { "stock",
	    N_("The pieces on the shelf were left as they are: more are sold than the file has. {1}") },
};

const char *import_fault_text(enum import_fault fault)
{
	return faults[fault].text;
}

const char *import_fault_name(enum import_fault fault)
{
	return faults[fault].name;
}

enum import_fault import_fault_named(const char *name)
{
	for (int i = 0; i < IMPORT_FAULT__MAX; i++)
		if (str_eq(faults[i].name, name))
			return (enum import_fault)i;
	return IMPORT_FINE;
}

const char *import_file_text(enum import_file why)
{
	static const char *const texts[IMPORT_FILE__MAX] = {
		[IMPORT_FILE_FINE] = "",
		[IMPORT_FILE_EMPTY] = N_("The file is empty."),
		[IMPORT_FILE_UTF16] = N_("The file is written in UTF-16. Save it as “CSV UTF-8” and try again."),
		[IMPORT_FILE_ENCODING] =
		    N_("Line {1} is not written in UTF-8. Save the file as “CSV UTF-8” and try again."),
		[IMPORT_FILE_QUOTE] = N_("The file cannot be read from line {1} on: a quotation mark is in the wrong "
		                         "place, or never closed."),
		[IMPORT_FILE_ROWS] = N_("The file has too many rows. Split it into several files."),
		[IMPORT_FILE_CELLS] = N_("Line {1} has more cells than any file of products."),
		[IMPORT_FILE_COLUMN] =
		    N_("The header has no column “{1}”: this is no file of products in Shopify’s format."),
		[IMPORT_FILE_TWICE] = N_("The header has the column “{1}” twice."),
		[IMPORT_FILE_CURRENCY] = N_("The shop has no currency “{1}”."),
	};
	return texts[why];
}
