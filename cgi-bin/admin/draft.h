/*
 * draft: the form in which staff write an order, or change one: shown by draft_form.c, read and done by draft.c.
 */
#ifndef STOA_ADMIN_DRAFT_H
#define STOA_ADMIN_DRAFT_H

#include "admin/pages.h"
#include "shop/draft.h"

/* As typed; lines by the variant's id. */
struct draft_in {
	const char *do_; /* "link" | "paid" | "apply"; else it is saved */
	int64_t add;     /* variant; 0 for none */
	const char *q;
	bool adapt;
	int64_t version, total;
	struct param_keyed quantity, price;
	const char *email, *phone, *country;
	const char *name, *company, *line1, *line2, *city, *region, *postcode;
	const char *locale, *currency, *shipping, *shipping_label, *shipping_price, *payment, *note;
};
struct find_in {
	const char *q;
};

handler_fn drafts_get;
handler_fn drafts_post;
handler_fn draft_get_page;
handler_fn draft_post;
handler_fn draft_drop_post;
handler_fn order_edit_post;

/* typed: what a refused form held; NULL for the first showing. */
enum err_code draft_show(struct ctx *, struct exchange *, const struct draft *, const struct draft_offer *,
    const char *search, const struct draft_in *typed);
const char *draft_url(struct ctx *, int64_t id, const char *tail);

#endif
