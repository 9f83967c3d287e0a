#include "admin/views.h"

static const struct view_field login_page_fields[] = {
	V_STR(login_page, action),
	V_STRUCT(login_page, form, &form_view),
	V_END,
};
const struct view_type login_page_view = { "login_page", sizeof(struct login_page), login_page_fields };

static const struct view_field shop_row_fields[] = {
	V_STR(shop_row, title),
	V_STR(shop_row, name),
	V_STR(shop_row, url),
	V_MSG(shop_row, role),
	V_STR(shop_row, storefront),
	V_END,
};
static const struct view_type shop_row_view = { "shop_row", sizeof(struct shop_row), shop_row_fields };

static const struct view_field shops_page_fields[] = {
	V_LIST(shops_page, shops, n_shops, &shop_row_view),
	V_END,
};
const struct view_type shops_page_view = { "shops_page", sizeof(struct shops_page), shops_page_fields };

static const struct view_field product_row_fields[] = {
	V_STR(product_row, name),
	V_STR(product_row, url),
	V_PTR(product_row, picture, &picture_part_view),
	V_STRUCT(product_row, state, &status_part_view),
	V_INT(product_row, variants),
	V_MONEY(product_row, price),
	V_BOOL(product_row, from),
	V_INT(product_row, available),
	V_BOOL(product_row, counted),
	V_BOOL(product_row, low),
	V_END,
};
static const struct view_type product_row_view = { "product_row", sizeof(struct product_row), product_row_fields };

static const struct view_field products_page_fields[] = {
	V_STR(products_page, action),
	V_STR(products_page, query),
	V_LIST(products_page, products, n_products, &product_row_view),
	V_STRUCT(products_page, pager, &pager_part_view),
	V_END,
};
const struct view_type products_page_view = { "products_page", sizeof(struct products_page), products_page_fields };

static const struct view_field variant_row_fields[] = {
	V_STR(variant_row, id),
	V_STR(variant_row, options),
	V_STR(variant_row, sku),
	V_INT(variant_row, committed),
	V_STR(variant_row, price),
	V_STR(variant_row, price_error),
	V_STR(variant_row, compare),
	V_STR(variant_row, compare_error),
	V_STR(variant_row, on_hand),
	V_STR(variant_row, on_hand_error),
	V_STR(variant_row, seen),
	V_BOOL(variant_row, tracked),
	V_END,
};
static const struct view_type variant_row_view = { "variant_row", sizeof(struct variant_row), variant_row_fields };

static const struct view_field product_edit_page_fields[] = {
	V_STR(product_edit_page, name),
	V_STR(product_edit_page, action),
	V_STR(product_edit_page, currency),
	V_BOOL(product_edit_page, prices_gross),
	V_STRUCT(product_edit_page, state, &status_part_view),
	V_STRUCT(product_edit_page, form, &form_view),
	V_LIST(product_edit_page, variants, n_variants, &variant_row_view),
	V_PTR(product_edit_page, picture, &picture_part_view),
	V_STR(product_edit_page, products_url),
	V_STR(product_edit_page, pictures_url),
	V_INT(product_edit_page, pictures_missing),
	V_STR(product_edit_page, shop_url),
	V_END,
};
const struct view_type product_edit_page_view = { "product_edit_page", sizeof(struct product_edit_page),
	product_edit_page_fields };
