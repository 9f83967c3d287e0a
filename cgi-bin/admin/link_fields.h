/*
 * link_fields: the fields by which a merchant says where something leads.
 */
#ifndef STOA_ADMIN_LINK_FIELDS_H
#define STOA_ADMIN_LINK_FIELDS_H

#include "admin/arranged.h"
#include "shop/content.h"
#include "shop/link.h"

enum { LINK_FIELDS = 4 };

/* What may be led to, hidden things included. */
struct link_names {
	struct category_tree tree;
	const struct content_row *pages;
	size_t n_pages;
};
enum err_code link_names(struct ctx *, struct link_names *out);
/* In the reader's words; the address itself, "" for nowhere. */
const char *link_name(struct ctx *, const struct link_names *, const struct link_target *);
/* Whether shoppers see what it leads to. */
bool link_shown(const struct link_names *, const struct link_target *);

/* link (radio), category, page, address. home: it may lead home; else it may lead nowhere. section and label: N_(). */
struct link_fields {
	const char *section, *label;
	bool home;
	const struct link_target *now;
};
/* Fills to with fields in the request's arena; what was typed is put in later, by form_fill(). */
void link_fields(
    struct ctx *, struct form_field to[LINK_FIELDS], const struct link_names *, const struct link_fields *);

#endif
