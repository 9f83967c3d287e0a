#include "ops/product_columns.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

const char attribute_prefix[] = "Attribute: ";
const char path_separator[] = " > ";

static const struct {
	const char *name;   /* of Shopify's older exports, and ours */
	const char *newer;  /* NULL for none */
	const char *newest; /* likewise */
} columns[COL__MAX] = {
	[COL_HANDLE] = { "Handle", "URL handle", NULL },
	[COL_TITLE] = { "Title", NULL, NULL },
	[COL_BODY] = { "Body (HTML)", "Description", "Body HTML" },
	[COL_VENDOR] = { "Vendor", NULL, NULL },
	[COL_TYPE] = { "Type", "Product type", NULL },
	[COL_TAGS] = { "Tags", NULL, NULL },
	[COL_PUBLISHED] = { "Published", "Published on online store", NULL },
	[COL_SKU] = { "Variant SKU", "SKU", NULL },
	[COL_GRAMS] = { "Variant Grams", "Weight value (grams)", NULL },
	[COL_TRACKER] = { "Variant Inventory Tracker", "Inventory tracker", NULL },
	[COL_QUANTITY] = { "Variant Inventory Qty", "Inventory quantity", NULL },
	[COL_POLICY] = { "Variant Inventory Policy", "Continue selling when out of stock", "Inventory policy" },
	[COL_PRICE] = { "Variant Price", "Price", NULL },
	[COL_COMPARE] = { "Variant Compare At Price", "Compare-at price", "Compare At Price" },
	[COL_REQUIRES_SHIPPING] = { "Variant Requires Shipping", "Requires shipping", NULL },
	[COL_TAXABLE] = { "Variant Taxable", "Charge tax", NULL },
	[COL_BARCODE] = { "Variant Barcode", "Barcode", NULL },
	[COL_IMAGE] = { "Image Src", "Product image URL", NULL },
	[COL_IMAGE_POSITION] = { "Image Position", NULL, NULL },
	[COL_IMAGE_ALT] = { "Image Alt Text", NULL, NULL },
	[COL_VARIANT_IMAGE] = { "Variant Image", "Variant image URL", NULL },
	[COL_STATUS] = { "Status", NULL, NULL },
	[COL_RECORD] = { "Record", NULL, NULL },
	[COL_SUMMARY] = { "Summary", NULL, NULL },
	[COL_SLUG] = { "Slug", NULL, NULL },
	[COL_OLD_SLUGS] = { "Old slugs", NULL, NULL },
	[COL_CATEGORY_PATH] = { "Category path", NULL, NULL },
	[COL_CATEGORY_SORT] = { "Category sort", NULL, NULL },
	[COL_TAX_CLASS] = { "Tax class", NULL, NULL },
	[COL_NO_WITHDRAWAL] = { "No withdrawal", NULL, NULL },
	[COL_FEATURED] = { "Featured", NULL, NULL },
	[COL_CREATED] = { "Created at", NULL, NULL },
	[COL_PUBLISH_AT] = { "Publish at", NULL, NULL },
	[COL_UNPUBLISH_AT] = { "Unpublish at", NULL, NULL },
	[COL_PICTURE_FILE] = { "Picture file", NULL, NULL },
	[COL_PICTURE_SIZE] = { "Picture size", NULL, NULL },
	[COL_ATTRIBUTE_TYPE] = { "Attribute type", NULL, NULL },
	[COL_ATTRIBUTE_UNIT] = { "Attribute unit", NULL, NULL },
	[COL_ATTRIBUTE_CHOICE] = { "Attribute choice", NULL, NULL },
};

static const char *const option_columns[OPT__MAX] = {
	[OPT_NAME] = "Name",
	[OPT_VALUE] = "Value",
	[OPT_CODE] = "Code",
	[OPT_VALUE_CODE] = "Value Code",
	[OPT_ORDER] = "Value Order",
};

/* Columns without a home whose newer name is another word for the older one. */
static const char *const homeless[][2] = {
	{ "Variant Fulfillment Service", "Fulfillment service" },
	{ "Variant Tax Code", "Tax code" },
	{ "Variant Weight Unit", "Weight unit for display" },
	{ "Product Category", "Product category" },
	{ "Gift Card", "Gift card" },
	{ "SEO Title", "SEO title" },
	{ "SEO Description", "SEO description" },
	{ "Cost per item", "Cost per item" },
};

const char *column_title(enum column c)
{
	return columns[c].name;
}

const char *option_title(struct ctx *ctx, int option, enum option_column what)
{
	return arena_printf(ctx->arena, "Option%d %s", option, option_columns[what]);
}

const char *column_tagged(struct ctx *ctx, const char *name, const char *tag)
{
	return tag ? arena_printf(ctx->arena, "%s [%s]", name, tag) : name;
}

bool column_has_locales(enum column c)
{
	return c == COL_TITLE || c == COL_BODY || c == COL_SUMMARY || c == COL_SLUG || c == COL_OLD_SLUGS ||
	       c == COL_IMAGE_ALT;
}

bool column_has_currencies(enum column c)
{
	return c == COL_PRICE || c == COL_COMPARE;
}

bool column_is_variants(const char *name)
{
	static const char *const prefixes[] = { "Variant ", "Cost per item", "Price / ", "Compare-at price / ",
		"Compare At Price / ", "Included / ", "Unit price " };

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (strncasecmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

static bool same(const char *a, const char *b)
{
	return b && strcasecmp(a, b) == 0;
}

static bool read_option(struct ctx *ctx, const char *name, struct column_name *out)
{
	if (strncasecmp(name, "option", 6) != 0 || name[6] < '1' || name[6] > '0' + PRODUCT_OPTIONS_MAX ||
	    name[7] != ' ')
		return false;
	for (int i = 0; i < OPT__MAX; i++) {
		if (!same(name + 8, option_columns[i]))
			continue;
		out->option = name[6] - '0';
		out->what = (enum option_column)i;
		out->name = option_title(ctx, out->option, out->what);
		return true;
	}
	return false;
}

static void read_name(struct ctx *ctx, const char *name, struct column_name *out)
{
	size_t prefix = sizeof attribute_prefix - 1;

	*out = (struct column_name){ .column = COL__MAX, .tag = out->tag, .name = name };
	if (strncasecmp(name, attribute_prefix, prefix) == 0 && name[prefix])
		out->attribute = str_trim(ctx->arena, name + prefix);
	else if (!read_option(ctx, name, out))
		for (int i = 0; i < COL__MAX; i++)
			if (same(name, columns[i].name) || same(name, columns[i].newer) ||
			    same(name, columns[i].newest)) {
				out->column = (enum column)i;
				out->name = columns[i].name;
			}
	for (size_t i = 0; i < sizeof homeless / sizeof *homeless; i++)
		if (same(name, homeless[i][1]))
			out->name = homeless[i][0];
}

struct column_name column_read(struct ctx *ctx, const char *header)
{
	char *name = str_trim(ctx->arena, cell_unguard(header));
	struct column_name out = { .tag = NULL };
	size_t n = strlen(name);
	char *bracket = strrchr(name, '[');

	if (n > 3 && name[n - 1] == ']' && bracket && bracket > name) {
		out.tag = str_trim(ctx->arena, arena_strndup(ctx->arena, bracket + 1, strlen(bracket) - 2));
		name = str_trim(ctx->arena, arena_strndup(ctx->arena, name, (size_t)(bracket - name)));
	}
	read_name(ctx, name, &out);
	return out;
}

static bool is_formula(const char *s)
{
	return *s && strchr("=+-@\t\r", *s);
}

const char *cell_guard(struct ctx *ctx, const char *s)
{
	return is_formula(s + strspn(s, "'")) ? arena_printf(ctx->arena, "'%s", s) : s;
}

const char *cell_unguard(const char *s)
{
	return *s == '\'' && is_formula(s + strspn(s, "'")) ? s + 1 : s;
}
