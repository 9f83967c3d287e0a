#include "storefront/views.h"

static const struct view_field home_block_fields[] = {
	V_STR(home_block_part, kind),
	V_STR(home_block_part, id),
	V_STR(home_block_part, headline),
	V_HTML(home_block_part, body),
	V_BOOL(home_block_part, has_body),
	V_BOOL(home_block_part, main),
	V_PTR(home_block_part, picture, &picture_part_view),
	V_STR(home_block_part, url),
	V_STR(home_block_part, button),
	V_LIST(home_block_part, links, n_links, &page_link_view),
	V_LIST(home_block_part, cards, n_cards, &card_part_view),
	V_END,
};
static const struct view_type home_block_view = { "home_block", sizeof(struct home_block_part), home_block_fields };

static const struct view_field home_fields[] = {
	V_STR(home_page, site_url),
	V_STR(home_page, logo_url),
	V_BOOL(home_page, has_hero),
	V_LIST(home_page, blocks, n_blocks, &home_block_view),
	V_END,
};
const struct view_type home_page_view = { "home_page", sizeof(struct home_page), home_fields };

static const struct view_field category_fields[] = {
	V_STR(category_page, name),
	V_STR(category_page, description),
	V_LIST(category_page, crumbs, n_crumbs, &page_link_view),
	V_LIST(category_page, children, n_children, &page_link_view),
	V_STRUCT(category_page, narrow, &narrow_part_view),
	V_LIST(category_page, cards, n_cards, &card_part_view),
	V_STRUCT(category_page, pager, &pager_part_view),
	V_END,
};
const struct view_type category_page_view = { "category_page", sizeof(struct category_page), category_fields };

static const struct view_field choice_value_fields[] = {
	V_STR(choice_value, name),
	V_STR(choice_value, url),
	V_BOOL(choice_value, current),
	V_BOOL(choice_value, sold_out),
	V_END,
};
static const struct view_type choice_value_view = { "choice_value", sizeof(struct choice_value), choice_value_fields };

static const struct view_field choice_fields[] = {
	V_STR(choice, id),
	V_STR(choice, name),
	V_STR(choice, chosen),
	V_LIST(choice, values, n_values, &choice_value_view),
	V_END,
};
static const struct view_type choice_view = { "choice", sizeof(struct choice), choice_fields };

static const struct view_field fact_fields[] = {
	V_STR(product_fact_row, name),
	V_STR(product_fact_row, value),
	V_END,
};
static const struct view_type fact_view = { "product_fact_row", sizeof(struct product_fact_row), fact_fields };

static const struct view_field offer_fields[] = {
	V_STR(product_offer, url),
	V_STR(product_offer, sku),
	V_STR(product_offer, gtin),
	V_STR(product_offer, price),
	V_STR(product_offer, currency),
	V_STR(product_offer, availability),
	V_END,
};
static const struct view_type offer_view = { "product_offer", sizeof(struct product_offer), offer_fields };

static const struct view_field image_fields[] = {
	V_STR(product_image, url),
	V_END,
};
static const struct view_type image_view = { "product_image", sizeof(struct product_image), image_fields };

static const struct view_field record_fields[] = {
	V_STR(product_record, url),
	V_STR(product_record, about),
	V_LIST(product_record, images, n_images, &image_view),
	V_LIST(product_record, offers, n_offers, &offer_view),
	V_BOOL(product_record, several),
	V_ID(product_record, count),
	V_STR(product_record, lowest),
	V_STR(product_record, highest),
	V_STR(product_record, currency),
	V_END,
};
static const struct view_type record_view = { "product_record", sizeof(struct product_record), record_fields };

static const struct view_field product_tier_row_fields[] = {
	V_INT(product_tier_row, quantity),
	V_MONEY(product_tier_row, price),
	V_END,
};
static const struct view_type product_tier_row_view = { "product_tier_row", sizeof(struct product_tier_row),
	product_tier_row_fields };

static const struct view_field product_fields[] = {
	V_STRUCT(product_page, record, &record_view),
	V_STR(product_page, name),
	V_STR(product_page, vendor),
	V_STR(product_page, summary),
	V_LIST(product_page, crumbs, n_crumbs, &page_link_view),
	V_LIST(product_page, pictures, n_pictures, &picture_part_view),
	V_BOOL(product_page, many_pictures),
	V_STRUCT(product_page, price, &price_part_view),
	V_LIST(product_page, tiers, n_tiers, &product_tier_row_view),
	V_BOOL(product_page, prices_gross),
	V_STR(product_page, shipping_url),
	V_LIST(product_page, choices, n_choices, &choice_view),
	V_ID(product_page, variant),
	V_STR(product_page, sku),
	V_BOOL(product_page, can_buy),
	V_STR(product_page, stock),
	V_STR(product_page, stock_kind),
	V_MSG(product_page, no_withdrawal),
	V_STR(product_page, max),
	V_STR(product_page, add_url),
	V_STR(product_page, back),
	V_HTML(product_page, description),
	V_BOOL(product_page, has_description),
	V_LIST(product_page, facts, n_facts, &fact_view),
	V_LIST(product_page, related, n_related, &card_part_view),
	V_END,
};
const struct view_type product_page_view = { "product_page", sizeof(struct product_page), product_fields };

static const struct view_field search_fields[] = {
	V_STR(search_page, query),
	V_STR(search_page, instead),
	V_BOOL(search_page, some),
	V_BOOL(search_page, found),
	V_STRUCT(search_page, narrow, &narrow_part_view),
	V_INT(search_page, total),
	V_LIST(search_page, cards, n_cards, &card_part_view),
	V_STRUCT(search_page, pager, &pager_part_view),
	V_LIST(search_page, categories, n_categories, &page_link_view),
	V_END,
};
const struct view_type search_page_view = { "search_page", sizeof(struct search_page), search_fields };

static const struct view_field suggest_fields[] = {
	V_LIST(suggest_page, cards, n_cards, &card_part_view),
	V_STR(suggest_page, all_url),
	V_STR(suggest_page, query),
	V_END,
};
const struct view_type suggest_page_view = { "suggest_page", sizeof(struct suggest_page), suggest_fields };

static const struct view_field content_fields[] = {
	V_STR(text_page, title),
	V_LIST(text_page, crumbs, n_crumbs, &page_link_view),
	V_HTML(text_page, body),
	V_END,
};
const struct view_type text_page_view = { "text_page", sizeof(struct text_page), content_fields };
