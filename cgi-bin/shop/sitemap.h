/*
 * sitemap: every address of a shop that search engines should know, in files that keep the limits of sitemaps.org: at
 * most 50,000 addresses each, and fewer bytes than an answer may have.
 *
 * A file is a kind and a range of ids, so that it is found by its key and no address moves to another file because one
 * before it is gone.
 */
#ifndef STOA_SHOP_SITEMAP_H
#define STOA_SHOP_SITEMAP_H

#include "shop/catalog.h"

enum { SITEMAP_ADDRESSES = 50000, SITEMAP_BYTES = 8 * 1024 * 1024 };

struct sitemap_file {
	enum slug_kind kind;
	int64_t first_id, last_id;
	int64_t changed_at; /* UTC seconds; 0 where unknown */
};

/* A product, category or content page: one address in each locale. */
struct sitemap_thing {
	const struct localized_slug *slugs; /* of the shop's locales, in the merchant's order */
	size_t n_slugs;
	int64_t changed_at; /* likewise */
};

struct sitemap_things {
	const struct sitemap_thing *v;
	size_t n;
};

/* head: bytes that an address and the markup around it take at most, without the slug. */
enum err_code sitemap_files(struct ctx *, int64_t head, const struct sitemap_file **out, size_t *n);
/* What stands in the file of that range; ERR_NOT_FOUND where that is nothing, or more than a file may hold. */
enum err_code sitemap_things(
    struct ctx *, enum slug_kind, int64_t first_id, int64_t last_id, int64_t head, struct sitemap_things *out);
/* "product"; NULL for an unknown word in the other direction. */
const char *sitemap_kind_name(enum slug_kind);
bool sitemap_kind_of(const char *name, enum slug_kind *out);

#endif
