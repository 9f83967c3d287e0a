#include "admin/areas.h"
#include "admin/product.h"
#include "admin/views_pieces.h"
#include "base/limits.h"

enum {
	HANDLE_POINTS = 500,
	AMOUNT_POINTS = 40,
	NUMBER_POINTS = 100,
	SUMMARY_POINTS = 500,
	BODY_POINTS = 50000,
	TAGS_POINTS = 2000,
	VALUES_POINTS = 1000,
	PAGES = 100000,
	PLACES = 100000,
};

#define KEYED(s, f, n, m)                                                                                              \
	{                                                                                                              \
		n, PARAM_KEYED, .offset = offsetof(struct s, f), .max = (m)                                            \
	}

static const struct param products_params[] = {
	PARAM(products_in, q, PARAM_TEXT, .max = LIMIT_SEARCH_POINTS),
	PARAM(products_in, state, PARAM_CODE),
	PARAM(products_in, sort, PARAM_CODE),
	PARAM(products_in, category, PARAM_ID),
	PARAM(products_in, low, PARAM_BOOL),
	PARAM(products_in, page, PARAM_INT, .min = 1, .max = PAGES),
	{ .name = NULL },
};
static const struct param page_params[] = {
	PARAM(product_page_in, page, PARAM_INT, .min = 1, .max = PAGES),
	PARAM(product_page_in, currency, PARAM_CODE),
	{ .name = NULL },
};
static const struct param product_params[] = {
	PARAM(product_in, state, PARAM_CODE, .required = true),
	PARAM(product_in, version, PARAM_ID),
	PARAM(product_in, page, PARAM_INT, .min = 1, .max = PAGES),
	KEYED(product_in, price, "price_", AMOUNT_POINTS),
	KEYED(product_in, compare, "compare_", AMOUNT_POINTS),
	KEYED(product_in, on_hand, "on_hand_", AMOUNT_POINTS),
	KEYED(product_in, seen, "seen_", AMOUNT_POINTS),
	KEYED(product_in, sku, "sku_", NUMBER_POINTS),
	KEYED(product_in, barcode, "barcode_", NUMBER_POINTS),
	KEYED(product_in, grams, "grams_", AMOUNT_POINTS),
	KEYED(product_in, active, "active_", AMOUNT_POINTS),
	KEYED(product_in, ships, "ships_", AMOUNT_POINTS),
	KEYED(product_in, tracked, "tracked_", AMOUNT_POINTS),
	KEYED(product_in, backorder, "backorder_", AMOUNT_POINTS),
	{ .name = NULL },
};
static const struct param new_params[] = {
	PARAM(product_new_in, name, PARAM_LOCALIZED),
	PARAM(product_new_in, handle, PARAM_TEXT),
	PARAM(product_new_in, tax_class, PARAM_TEXT),
	PARAM(product_new_in, price, PARAM_TEXT, .max = AMOUNT_POINTS),
	{ .name = NULL },
};
static const struct param texts_params[] = {
	PARAM(product_texts_in, version, PARAM_ID),
	PARAM(product_texts_in, name, PARAM_LOCALIZED),
	PARAM(product_texts_in, slug, PARAM_LOCALIZED),
	PARAM(product_texts_in, summary, PARAM_LOCALIZED, .max = SUMMARY_POINTS),
	PARAM(product_texts_in, body, PARAM_LOCALIZED_LINES, .max = BODY_POINTS),
	{ .name = NULL },
};
static const struct param details_params[] = {
	PARAM(product_details_in, version, PARAM_ID),
	PARAM(product_details_in, handle, PARAM_TEXT, .required = true, .max = HANDLE_POINTS),
	PARAM(product_details_in, tax_class, PARAM_TEXT),
	PARAM(product_details_in, no_withdrawal, PARAM_TEXT),
	PARAM(product_details_in, vendor, PARAM_TEXT),
	PARAM(product_details_in, kind, PARAM_TEXT),
	PARAM(product_details_in, tags, PARAM_TEXT, .max = TAGS_POINTS),
	PARAM(product_details_in, publish_at, PARAM_TEXT),
	PARAM(product_details_in, unpublish_at, PARAM_TEXT),
	PARAM(product_details_in, featured, PARAM_INT, .min = 1, .max = PLACES),
	KEYED(product_details_in, category, "category_", AMOUNT_POINTS),
	KEYED(product_details_in, trait, "trait_", LIMIT_NAME_POINTS),
	{ "text_", PARAM_KEYED_LOCALIZED, .offset = offsetof(struct product_details_in, text) },
	{ .name = NULL },
};
static const struct param options_params[] = {
	PARAM(product_options_in, version, PARAM_ID),
	{ "option_", PARAM_KEYED_LOCALIZED, .offset = offsetof(struct product_options_in, option),
	    .max = NUMBER_POINTS },
	{ "value_", PARAM_KEYED_LOCALIZED, .offset = offsetof(struct product_options_in, value), .max = NUMBER_POINTS },
	KEYED(product_options_in, drop_option, "drop_option_", AMOUNT_POINTS),
	KEYED(product_options_in, drop_value, "drop_value_", AMOUNT_POINTS),
	KEYED(product_options_in, add, "add_", VALUES_POINTS),
	PARAM(product_options_in, new_label, PARAM_LOCALIZED, .max = NUMBER_POINTS),
	PARAM(product_options_in, new_values, PARAM_TEXT, .max = VALUES_POINTS),
	{ .name = NULL },
};
static const struct param pieces_params[] = {
	PARAM(pieces_in, at, PARAM_ID),
	KEYED(pieces_in, on_hand, "on_hand_", AMOUNT_POINTS),
	KEYED(pieces_in, seen, "seen_", AMOUNT_POINTS),
	{ .name = NULL },
};
static const struct param pieces_move_params[] = {
	PARAM(pieces_move_in, variant, PARAM_ID),
	PARAM(pieces_move_in, from, PARAM_ID),
	PARAM(pieces_move_in, to, PARAM_ID),
	PARAM(pieces_move_in, pieces, PARAM_INT, .required = true, .min = 1, .max = LIMIT_STOCK),
	{ .name = NULL },
};
static const struct param currency_params[] = {
	PARAM(currency_in, version, PARAM_ID),
	PARAM(currency_in, currency, PARAM_CODE, .required = true),
	KEYED(currency_in, price, "price_", AMOUNT_POINTS),
	KEYED(currency_in, compare, "compare_", AMOUNT_POINTS),
	{ .name = NULL },
};
static const struct param tier_params[] = {
	PARAM(tier_in, variant, PARAM_ID),
	PARAM(tier_in, variants, PARAM_IDS),
	PARAM(tier_in, currency, PARAM_CODE, .required = true),
	PARAM(tier_in, quantity, PARAM_INT, .required = true, .min = 2, .max = LIMIT_QUANTITY),
	PARAM(tier_in, price, PARAM_TEXT, .max = AMOUNT_POINTS),
	PARAM(tier_in, remove, PARAM_BOOL),
	{ .name = NULL },
};
static const struct param sale_params[] = {
	PARAM(sale_in, variant, PARAM_ID),
	PARAM(sale_in, currency, PARAM_CODE, .required = true),
	PARAM(sale_in, price, PARAM_TEXT, .max = AMOUNT_POINTS),
	PARAM(sale_in, percent, PARAM_TEXT, .max = AMOUNT_POINTS),
	PARAM(sale_in, from, PARAM_TEXT, .max = AMOUNT_POINTS),
	PARAM(sale_in, until, PARAM_TEXT, .max = AMOUNT_POINTS),
	PARAM(sale_in, before, PARAM_BOOL),
	{ .name = NULL },
};
static const struct param cancel_params[] = {
	PARAM(cancel_in, price, PARAM_IDS),
	{ .name = NULL },
};
static const struct param bulk_params[] = {
	PARAM(bulk_in, ids, PARAM_IDS),
	PARAM(bulk_in, change, PARAM_CODE),
	PARAM(bulk_in, state, PARAM_CODE),
	PARAM(bulk_in, category, PARAM_ID),
	PARAM(bulk_in, percent, PARAM_TEXT, .max = AMOUNT_POINTS),
	PARAM(bulk_in, amount, PARAM_TEXT, .max = AMOUNT_POINTS),
	PARAM(bulk_in, rounding, PARAM_CODE),
	PARAM(bulk_in, tags, PARAM_TEXT, .max = SUMMARY_POINTS),
	PARAM(bulk_in, no_withdrawal, PARAM_TEXT),
	PARAM(bulk_in, fingerprint, PARAM_CODE),
	{ .name = NULL },
};
static const struct param attribute_params[] = {
	PARAM(attribute_in, label, PARAM_LOCALIZED, .max = NUMBER_POINTS),
	PARAM(attribute_in, type, PARAM_CODE, .required = true),
	PARAM(attribute_in, unit, PARAM_TEXT, .max = AMOUNT_POINTS),
	PARAM(attribute_in, position, PARAM_INT, .min = 0, .max = PLACES),
	{ "choice_", PARAM_KEYED_LOCALIZED, .offset = offsetof(struct attribute_in, choice), .max = NUMBER_POINTS },
	KEYED(attribute_in, drop, "drop_", AMOUNT_POINTS),
	PARAM(attribute_in, new_choices, PARAM_TEXT, .max = VALUES_POINTS),
	{ .name = NULL },
};

#define GET(path, f, p, s)                                                                                             \
	{                                                                                                              \
		HTTP_GET, path, f, ADMIN_MEMBER, .params = p, .in_size = sizeof(struct s)                              \
	}
#define SHOW(path, f)                                                                                                  \
	{                                                                                                              \
		HTTP_GET, path, f, ADMIN_MEMBER, .params = NULL                                                        \
	}
#define POST(path, f, p, s)                                                                                            \
	{                                                                                                              \
		HTTP_POST, path, f, ADMIN_CHANGE, .params = p, .in_size = sizeof(struct s)                             \
	}
#define PRESS(path, f)                                                                                                 \
	{                                                                                                              \
		HTTP_POST, path, f, ADMIN_CHANGE, .params = NULL                                                       \
	}

static const struct route routes[] = {
	{ HTTP_GET, "/products", products_get, ADMIN_MEMBER, .params = products_params,
	    .in_size = sizeof(struct products_in), .cost = COST_LIST },
	SHOW("/products/new", product_new_get),
	POST("/products/new", product_new_post, new_params, product_new_in),
	GET("/products/bulk", bulk_get, bulk_params, bulk_in),
	POST("/products/bulk/preview", bulk_preview_post, bulk_params, bulk_in),
	POST("/products/bulk/apply", bulk_apply_post, bulk_params, bulk_in),
	SHOW("/products/attributes", attributes_get_page),
	SHOW("/products/attributes/new", attribute_new_get),
	POST("/products/attributes/new", attribute_new_post, attribute_params, attribute_in),
	SHOW("/products/attributes/:id", attribute_get),
	POST("/products/attributes/:id", attribute_post, attribute_params, attribute_in),
	PRESS("/products/attributes/:id/delete", attribute_delete_post),
	GET("/products/:id", product_get, page_params, product_page_in),
	POST("/products/:id", product_post, product_params, product_in),
	SHOW("/products/:id/texts", product_texts_get),
	{ HTTP_POST, "/products/:id/texts", product_texts_post, ADMIN_CHANGE, .params = texts_params,
	    .in_size = sizeof(struct product_texts_in), .body = BODY_TEXTS },
	SHOW("/products/:id/details", product_details_get),
	POST("/products/:id/details", product_details_post, details_params, product_details_in),
	SHOW("/products/:id/options", product_options_get),
	POST("/products/:id/options", product_options_post, options_params, product_options_in),
	GET("/products/:id/prices", product_prices_get, page_params, product_page_in),
	POST("/products/:id/prices", product_currency_post, currency_params, currency_in),
	POST("/products/:id/prices/tier", product_tier_post, tier_params, tier_in),
	POST("/products/:id/prices/sale", product_sale_post, sale_params, sale_in),
	POST("/products/:id/prices/cancel", product_cancel_post, cancel_params, cancel_in),
	GET("/products/:id/pieces", product_pieces_get, pieces_params, pieces_in),
	POST("/products/:id/pieces", product_pieces_post, pieces_params, pieces_in),
	POST("/products/:id/pieces/move", product_pieces_move_post, pieces_move_params, pieces_move_in),
	PRESS("/products/:id/duplicate", product_duplicate_post),
	PRESS("/products/:id/delete", product_delete_post),
	ROUTE_END,
};

static const struct view_page pages[] = {
	{ "products", &products_page_view },
	{ "product", &product_edit_page_view },
	{ "edit", &edit_page_view },
	{ "product-prices", &product_prices_page_view },
	{ "product-pieces", &product_pieces_page_view },
	{ "bulk", &bulk_page_view },
	{ "bulk-confirm", &bulk_confirm_page_view },
	{ "attributes", &attributes_page_view },
	{ NULL, NULL },
};

const struct area products_area = { routes, pages };
