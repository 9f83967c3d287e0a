#include "ops/import_room.h"

#include "base/str.h"
#include "kit/json.h"

static const char *const names[COL__MAX] = {
	[COL_HANDLE] = "Handle",
	[COL_TITLE] = "Title",
	[COL_BODY] = "Body (HTML)",
	[COL_VENDOR] = "Vendor",
	[COL_TYPE] = "Type",
	[COL_TAGS] = "Tags",
	[COL_PUBLISHED] = "Published",
	[COL_STATUS] = "Status",
	[COL_OPTION1_NAME] = "Option1 Name",
	[COL_OPTION1_VALUE] = "Option1 Value",
	[COL_OPTION2_NAME] = "Option2 Name",
	[COL_OPTION2_VALUE] = "Option2 Value",
	[COL_OPTION3_NAME] = "Option3 Name",
	[COL_OPTION3_VALUE] = "Option3 Value",
	[COL_SKU] = "Variant SKU",
	[COL_GRAMS] = "Variant Grams",
	[COL_TRACKER] = "Variant Inventory Tracker",
	[COL_QUANTITY] = "Variant Inventory Qty",
	[COL_POLICY] = "Variant Inventory Policy",
	[COL_PRICE] = "Variant Price",
	[COL_COMPARE] = "Variant Compare At Price",
	[COL_REQUIRES_SHIPPING] = "Variant Requires Shipping",
	[COL_TAXABLE] = "Variant Taxable",
	[COL_BARCODE] = "Variant Barcode",
	[COL_IMAGE] = "Image Src",
	[COL_IMAGE_ALT] = "Image Alt Text",
	[COL_VARIANT_IMAGE] = "Variant Image",
};

const char *sheet_column_name(enum column c)
{
	return names[c];
}

const char *sheet_cell(const struct sheet *s, size_t row, enum column c)
{
	int at = s->at[c];
	return at >= 0 && (size_t)at < s->rows[row].n ? s->rows[row].cell[at] : "";
}

static bool has_home(const struct sheet *s, size_t at)
{
	for (int c = 0; c < COL__MAX; c++)
		if (s->at[c] == (int)at)
			return true;
	return false;
}

const char *sheet_extra(struct ctx *ctx, const struct sheet *s, size_t row, bool variant)
{
	struct json *out = json_new_object(ctx->arena);
	for (size_t i = 0; i < s->header->n && i < s->rows[row].n; i++) {
		const char *name = s->header->cell[i], *cell = s->rows[row].cell[i];
		if (*cell && *name && !has_home(s, i) && str_starts(name, "Variant ") == variant)
			json_put_text(out, name, cell);
	}
	return json_print(ctx->arena, out);
}
