/* views of the orders that staff write or change: what the templates draft and drafts show. */
#ifndef STOA_ADMIN_VIEWS_DRAFTS_H
#define STOA_ADMIN_VIEWS_DRAFTS_H

#include "view/view.h"
#include "web/form.h"
#include "web/parts.h"

/* The fields of a line are quantity_<id> and price_<id>. */
struct draft_line_row {
	int64_t id; /* of the variant */
	const char *name, *options, *sku;
	const char *quantity, *quantity_error;
	const char *price, *price_error;
	struct money total;
};
struct draft_found_row {
	int64_t id;
	const char *name, *options, *sku;
	int64_t available;
	bool endless;
};
struct draft_page {
	const char *number; /* of the order that changes; NULL for a new one */
	const char *action, *back_url, *drop_url;
	const char *currency;
	bool prices_gross;
	struct draft_line_row *lines;
	size_t n_lines;
	const char *query;
	bool searched;
	struct draft_found_row *found;
	size_t n_found;
	struct form form;
	struct sums_part sums;
	bool priced;             /* there is something to be paid for */
	struct money difference; /* of a change, against what the order costs */
	bool dearer, cheaper;
	const char *total_minor, *version;
};

struct draft_row_part {
	const char *url;
	const char *name, *email;
	int64_t pieces;
	int64_t updated_at;
};
struct drafts_page {
	const char *action; /* POST: a new one */
	const char *orders_url;
	struct draft_row_part *drafts;
	size_t n_drafts;
};

extern const struct view_type draft_page_view;
extern const struct view_type drafts_page_view;

#endif
