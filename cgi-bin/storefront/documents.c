#include "storefront/documents.h"

static const struct view_field robots_line_fields[] = {
	V_STR(robots_line, path),
	V_END,
};
static const struct view_type robots_line_view = { "robots_line", sizeof(struct robots_line), robots_line_fields };

static const struct view_field robots_document_fields[] = {
	V_LIST(robots_document, closed, n_closed, &robots_line_view),
	V_STR(robots_document, sitemap),
	V_END,
};
const struct view_type robots_document_view = { "robots_document", sizeof(struct robots_document),
	robots_document_fields };

static const struct view_field sitemap_part_fields[] = {
	V_STR(sitemap_part, loc),
	V_STR(sitemap_part, lastmod),
	V_END,
};
static const struct view_type sitemap_part_view = { "sitemap_part", sizeof(struct sitemap_part), sitemap_part_fields };

static const struct view_field sitemap_index_fields[] = {
	V_LIST(sitemap_index, parts, n_parts, &sitemap_part_view),
	V_END,
};
const struct view_type sitemap_index_view = { "sitemap_index", sizeof(struct sitemap_index), sitemap_index_fields };

static const struct view_field sitemap_link_fields[] = {
	V_STR(sitemap_link, hreflang),
	V_STR(sitemap_link, href),
	V_END,
};
static const struct view_type sitemap_link_view = { "sitemap_link", sizeof(struct sitemap_link), sitemap_link_fields };

static const struct view_field sitemap_url_fields[] = {
	V_STR(sitemap_url, loc),
	V_STR(sitemap_url, lastmod),
	V_LIST(sitemap_url, links, n_links, &sitemap_link_view),
	V_END,
};
static const struct view_type sitemap_url_view = { "sitemap_url", sizeof(struct sitemap_url), sitemap_url_fields };

static const struct view_field sitemap_document_fields[] = {
	V_LIST(sitemap_document, urls, n_urls, &sitemap_url_view),
	V_END,
};
const struct view_type sitemap_document_view = { "sitemap_document", sizeof(struct sitemap_document),
	sitemap_document_fields };

static const struct view_field news_item_fields[] = {
	V_STR(news_item, title),
	V_STR(news_item, link),
	V_STR(news_item, text),
	V_STR(news_item, guid),
	V_STR(news_item, date),
	V_STR(news_item, picture),
	V_END,
};
static const struct view_type news_item_view = { "news_item", sizeof(struct news_item), news_item_fields };

static const struct view_field news_document_fields[] = {
	V_STR(news_document, title),
	V_STR(news_document, link),
	V_STR(news_document, text),
	V_STR(news_document, language),
	V_STR(news_document, self),
	V_STR(news_document, date),
	V_LIST(news_document, items, n_items, &news_item_view),
	V_END,
};
const struct view_type news_document_view = { "news_document", sizeof(struct news_document), news_document_fields };

static const struct view_field merchant_detail_fields[] = {
	V_STR(merchant_detail, name),
	V_STR(merchant_detail, value),
	V_END,
};
static const struct view_type merchant_detail_view = { "merchant_detail", sizeof(struct merchant_detail),
	merchant_detail_fields };

static const struct view_field merchant_picture_fields[] = {
	V_STR(merchant_picture, url),
	V_END,
};
static const struct view_type merchant_picture_view = { "merchant_picture", sizeof(struct merchant_picture),
	merchant_picture_fields };

static const struct view_field merchant_item_fields[] = {
	V_ID(merchant_item, id),
	V_STR(merchant_item, title),
	V_STR(merchant_item, text),
	V_STR(merchant_item, link),
	V_STR(merchant_item, picture),
	V_LIST(merchant_item, more, n_more, &merchant_picture_view),
	V_STR(merchant_item, availability),
	V_STR(merchant_item, price),
	V_STR(merchant_item, sale_price),
	V_STR(merchant_item, brand),
	V_STR(merchant_item, gtin),
	V_STR(merchant_item, group),
	V_STR(merchant_item, color),
	V_STR(merchant_item, size),
	V_STR(merchant_item, material),
	V_STR(merchant_item, pattern),
	V_LIST(merchant_item, details, n_details, &merchant_detail_view),
	V_STR(merchant_item, type),
	V_STR(merchant_item, weight),
	V_END,
};
static const struct view_type merchant_item_view = { "merchant_item", sizeof(struct merchant_item),
	merchant_item_fields };

static const struct view_field merchant_document_fields[] = {
	V_STR(merchant_document, title),
	V_STR(merchant_document, link),
	V_STR(merchant_document, text),
	V_STR(merchant_document, self),
	V_STR(merchant_document, next),
	V_LIST(merchant_document, items, n_items, &merchant_item_view),
	V_END,
};
const struct view_type merchant_document_view = { "merchant_document", sizeof(struct merchant_document),
	merchant_document_fields };
