#include "admin/views_products.h"

static const struct view_field product_tab_fields[] = {
	V_MSG(product_tab, label),
	V_STR(product_tab, url),
	V_BOOL(product_tab, current),
	V_END,
};
static const struct view_type product_tab_view = { "product_tab", sizeof(struct product_tab), product_tab_fields };

static const struct view_field product_head_fields[] = {
	V_STR(product_head, products_url),
	V_STR(product_head, name),
	V_PTR(product_head, picture, &picture_part_view),
	V_STRUCT(product_head, state, &status_part_view),
	V_STR(product_head, shop_url),
	V_STR(product_head, pictures_url),
	V_INT(product_head, pictures_missing),
	V_LIST(product_head, tabs, n_tabs, &product_tab_view),
	V_END,
};
const struct view_type product_head_view = { "product_head", sizeof(struct product_head), product_head_fields };

static const struct view_field product_row_fields[] = {
	V_STR(product_row, id),
	V_STR(product_row, name),
	V_STR(product_row, choose),
	V_STR(product_row, url),
	V_PTR(product_row, picture, &picture_part_view),
	V_STRUCT(product_row, state, &status_part_view),
	V_INT(product_row, variants),
	V_MONEY(product_row, price),
	V_BOOL(product_row, from),
	V_INT(product_row, available),
	V_BOOL(product_row, counted),
	V_BOOL(product_row, low),
	V_DATE(product_row, updated_at),
	V_END,
};
static const struct view_type product_row_view = { "product_row", sizeof(struct product_row), product_row_fields };

static const struct view_field products_page_fields[] = {
	V_STR(products_page, action),
	V_STR(products_page, query),
	V_BOOL(products_page, filtered),
	V_BOOL(products_page, searchable),
	V_STR(products_page, clear_url),
	V_LIST(products_page, states, n_states, &form_option_view),
	V_LIST(products_page, categories, n_categories, &form_option_view),
	V_LIST(products_page, sorts, n_sorts, &form_option_view),
	V_BOOL(products_page, low),
	V_STR(products_page, bulk_url),
	V_STR(products_page, new_url),
	V_STR(products_page, attributes_url),
	V_STR(products_page, import_url),
	V_LIST(products_page, products, n_products, &product_row_view),
	V_STRUCT(products_page, pager, &pager_part_view),
	V_END,
};
const struct view_type products_page_view = { "products_page", sizeof(struct products_page), products_page_fields };

static const struct view_field cell_fields[] = {
	V_STR(cell, name),
	V_STR(cell, label),
	V_STR(cell, value),
	V_STR(cell, mode),
	V_STR(cell, maxlength),
	V_STR(cell, error),
	V_STR(cell, error_id),
	V_STR(cell, invalid),
	V_BOOL(cell, left_out),
	V_END,
};
const struct view_type cell_view = { "cell", sizeof(struct cell), cell_fields };

static const struct view_field tick_fields[] = {
	V_STR(tick, name),
	V_STR(tick, error),
	V_STR(tick, error_id),
	V_BOOL(tick, on),
	V_END,
};
static const struct view_type tick_view = { "tick", sizeof(struct tick), tick_fields };

static const struct view_field variant_row_fields[] = {
	V_STR(variant_row, id),
	V_STR(variant_row, options),
	V_STR(variant_row, sku),
	V_STR(variant_row, more),
	V_BOOL(variant_row, open),
	V_BOOL(variant_row, away),
	V_INT(variant_row, committed),
	V_DATETIME(variant_row, until),
	V_STRUCT(variant_row, price, &cell_view),
	V_STRUCT(variant_row, compare, &cell_view),
	V_STRUCT(variant_row, on_hand, &cell_view),
	V_STRUCT(variant_row, sku_cell, &cell_view),
	V_STRUCT(variant_row, barcode, &cell_view),
	V_STRUCT(variant_row, grams, &cell_view),
	V_STRUCT(variant_row, active, &tick_view),
	V_STRUCT(variant_row, ships, &tick_view),
	V_STRUCT(variant_row, tracked, &tick_view),
	V_STRUCT(variant_row, backorder, &tick_view),
	V_STR(variant_row, seen),
	V_STR(variant_row, shelf),
	V_STR(variant_row, pieces_url),
	V_END,
};
static const struct view_type variant_row_view = { "variant_row", sizeof(struct variant_row), variant_row_fields };

static const struct view_field product_edit_page_fields[] = {
	V_STRUCT(product_edit_page, head, &product_head_view),
	V_STR(product_edit_page, action),
	V_STR(product_edit_page, version),
	V_STR(product_edit_page, page),
	V_STR(product_edit_page, currency),
	V_BOOL(product_edit_page, prices_gross),
	V_STRUCT(product_edit_page, form, &form_view),
	V_LIST(product_edit_page, variants, n_variants, &variant_row_view),
	V_STRUCT(product_edit_page, pager, &pager_part_view),
	V_STR(product_edit_page, duplicate_url),
	V_STR(product_edit_page, delete_url),
	V_END,
};
const struct view_type product_edit_page_view = { "product_edit_page", sizeof(struct product_edit_page),
	product_edit_page_fields };

static const struct view_field edit_page_fields[] = {
	V_PTR(edit_page, head, &product_head_view),
	V_STR(edit_page, up_url),
	V_MSG(edit_page, up),
	V_STR(edit_page, heading),
	V_MSG(edit_page, part),
	V_MSG(edit_page, hint),
	V_STR(edit_page, action),
	V_STR(edit_page, version),
	V_MSG(edit_page, save),
	V_STRUCT(edit_page, form, &form_view),
	V_STR(edit_page, delete_url),
	V_STR(edit_page, delete_hint),
	V_END,
};
const struct view_type edit_page_view = { "edit_page", sizeof(struct edit_page), edit_page_fields };

static const struct view_field currency_row_fields[] = {
	V_STR(currency_row, options),
	V_MONEY(currency_row, computed),
	V_STRUCT(currency_row, price, &cell_view),
	V_STRUCT(currency_row, compare, &cell_view),
	V_END,
};
static const struct view_type currency_row_view = { "currency_row", sizeof(struct currency_row), currency_row_fields };

static const struct view_field hidden_field_fields[] = {
	V_STR(hidden_field, name),
	V_STR(hidden_field, value),
	V_END,
};
static const struct view_type hidden_field_view = { "hidden_field", sizeof(struct hidden_field), hidden_field_fields };

static const struct view_field tier_row_fields[] = {
	V_STR(tier_row, options),
	V_INT(tier_row, quantity),
	V_MONEY(tier_row, price),
	V_LIST(tier_row, variants, n_variants, &hidden_field_view),
	V_STR(tier_row, quantity_text),
	V_STR(tier_row, price_currency),
	V_STR(tier_row, remove),
	V_END,
};
static const struct view_type tier_row_view = { "tier_row", sizeof(struct tier_row), tier_row_fields };

static const struct view_field sale_row_fields[] = {
	V_STR(sale_row, options),
	V_DATETIME(sale_row, from),
	V_DATETIME(sale_row, to),
	V_MONEY(sale_row, price),
	V_MONEY(sale_row, compare),
	V_BOOL(sale_row, compared),
	V_LIST(sale_row, prices, n_prices, &hidden_field_view),
	V_STR(sale_row, remove),
	V_BOOL(sale_row, removable),
	V_END,
};
static const struct view_type sale_row_view = { "sale_row", sizeof(struct sale_row), sale_row_fields };

static const struct view_field product_prices_page_fields[] = {
	V_STRUCT(product_prices_page, head, &product_head_view),
	V_STR(product_prices_page, version),
	V_BOOL(product_prices_page, many),
	V_STR(product_prices_page, zone),
	V_LIST(product_prices_page, currencies, n_currencies, &product_tab_view),
	V_STR(product_prices_page, currency),
	V_STR(product_prices_page, currency_action),
	V_STRUCT(product_prices_page, currency_form, &form_view),
	V_LIST(product_prices_page, rows, n_rows, &currency_row_view),
	V_STR(product_prices_page, tier_action),
	V_STRUCT(product_prices_page, tier_form, &form_view),
	V_LIST(product_prices_page, tiers, n_tiers, &tier_row_view),
	V_STR(product_prices_page, sale_action),
	V_STR(product_prices_page, cancel_action),
	V_STRUCT(product_prices_page, sale_form, &form_view),
	V_LIST(product_prices_page, sales, n_sales, &sale_row_view),
	V_END,
};
const struct view_type product_prices_page_view = { "product_prices_page", sizeof(struct product_prices_page),
	product_prices_page_fields };

static const struct view_field bulk_line_fields[] = {
	V_STR(bulk_line, name),
	V_STR(bulk_line, options),
	V_STR(bulk_line, before),
	V_STR(bulk_line, after),
	V_END,
};
static const struct view_type bulk_line_view = { "bulk_line", sizeof(struct bulk_line), bulk_line_fields };

static const struct view_field bulk_page_fields[] = {
	V_STR(bulk_page, products_url),
	V_STR(bulk_page, chosen),
	V_STR(bulk_page, action),
	V_LIST(bulk_page, hidden, n_hidden, &hidden_field_view),
	V_STRUCT(bulk_page, form, &form_view),
	V_END,
};
const struct view_type bulk_page_view = { "bulk_page", sizeof(struct bulk_page), bulk_page_fields };

static const struct view_field bulk_confirm_page_fields[] = {
	V_STR(bulk_confirm_page, products_url),
	V_STR(bulk_confirm_page, what),
	V_STR(bulk_confirm_page, count),
	V_STR(bulk_confirm_page, warning),
	V_STR(bulk_confirm_page, action),
	V_LIST(bulk_confirm_page, hidden, n_hidden, &hidden_field_view),
	V_LIST(bulk_confirm_page, lines, n_lines, &bulk_line_view),
	V_END,
};
const struct view_type bulk_confirm_page_view = { "bulk_confirm_page", sizeof(struct bulk_confirm_page),
	bulk_confirm_page_fields };

static const struct view_field attribute_row_fields[] = {
	V_STR(attribute_row, name),
	V_STR(attribute_row, url),
	V_STR(attribute_row, code),
	V_MSG(attribute_row, type),
	V_INT(attribute_row, products),
	V_END,
};
static const struct view_type attribute_row_view = { "attribute_row", sizeof(struct attribute_row),
	attribute_row_fields };

static const struct view_field attributes_page_fields[] = {
	V_STR(attributes_page, products_url),
	V_STR(attributes_page, new_url),
	V_LIST(attributes_page, attributes, n_attributes, &attribute_row_view),
	V_END,
};
const struct view_type attributes_page_view = { "attributes_page", sizeof(struct attributes_page),
	attributes_page_fields };
