/*
 * documents: what the storefront tells programs, and their templates show: robots.txt, the sitemap, the feeds.
 * Addresses are absolute, times and amounts as machines write them; a NULL string leaves its element out.
 */
#ifndef STOA_STOREFRONT_DOCUMENTS_H
#define STOA_STOREFRONT_DOCUMENTS_H

#include <stdint.h>

#include "view/view.h"

/* robots.txt (RFC 9309) */
struct robots_line {
	const char *path;
};
struct robots_document {
	struct robots_line *closed; /* paths that nobody should look up */
	size_t n_closed;
	const char *sitemap;
};

/* https://www.sitemaps.org/protocol.html */
struct sitemap_part {
	const char *loc;
	const char *lastmod;
};
struct sitemap_index {
	struct sitemap_part *parts;
	size_t n_parts;
};
struct sitemap_link {
	const char *hreflang;
	const char *href;
};
struct sitemap_url {
	const char *loc;
	const char *lastmod;
	struct sitemap_link *links; /* the same in every language, this one included; none where there is one only */
	size_t n_links;
};
struct sitemap_document {
	struct sitemap_url *urls;
	size_t n_urls;
};

/* RSS 2.0 */
struct news_item {
	const char *title;
	const char *link;
	const char *text;
	const char *guid;
	const char *date;
	const char *picture;
};
struct news_document {
	const char *title;
	const char *link;
	const char *text;
	const char *language;
	const char *self;
	const char *date;
	struct news_item *items;
	size_t n_items;
};

/* RSS 2.0 with the attributes of https://support.google.com/merchants/answer/7052112 */
struct merchant_detail {
	const char *name;
	const char *value;
};
struct merchant_picture {
	const char *url;
};
struct merchant_item {
	int64_t id;
	const char *title;
	const char *text;
	const char *link;
	const char *picture;
	struct merchant_picture *more;
	size_t n_more;
	const char *availability; /* "in_stock" | "out_of_stock" */
	const char *price;        /* "24.90 EUR": the regular one */
	const char *sale_price;
	const char *brand;
	const char *gtin;
	const char *group; /* id of the product where it has several variants */
	const char *color, *size, *material, *pattern;
	struct merchant_detail *details; /* what else tells the variants apart */
	size_t n_details;
	const char *type;   /* "Kitchen > Mugs" */
	const char *weight; /* "250 g" */
};
struct merchant_document {
	const char *title;
	const char *link;
	const char *text;
	const char *self;
	const char *next; /* where the products go on */
	struct merchant_item *items;
	size_t n_items;
};

extern const struct view_type robots_document_view;
extern const struct view_type sitemap_index_view;
extern const struct view_type sitemap_document_view;
extern const struct view_type news_document_view;
extern const struct view_type merchant_document_view;

#endif
