/*
 * product: the pages of the products' area: their inputs, handlers, and what they share.
 */
#ifndef STOA_ADMIN_PRODUCT_H
#define STOA_ADMIN_PRODUCT_H

#include "admin/pages.h"
#include "admin/views_products.h"
#include "shop/goods.h"
#include "shop/goods_edit.h"

struct products_in {
	const char *q, *state, *sort;
	int64_t category, page;
	bool low;
};
struct product_page_in {
	int64_t page; /* of the grid */
	const char *currency;
};
/* What was counted at a location, each by its variant's id. */
struct pieces_in {
	int64_t at; /* 0: at the one that is asked first */
	struct param_keyed on_hand, seen;
};
struct pieces_move_in {
	int64_t variant, from, to, pieces;
};
/* As typed, each by its variant's id. */
struct product_in {
	const char *state;
	int64_t version, page;
	struct param_keyed price, compare, on_hand, seen, sku, barcode, grams, active, ships, tracked, backorder;
};
struct product_new_in {
	struct localized name;
	const char *handle, *tax_class, *price;
};
struct product_texts_in {
	int64_t version;
	struct localized name, summary, body, slug;
};
struct product_details_in {
	int64_t version;
	const char *handle, *tax_class, *vendor, *kind, *tags, *publish_at, *unpublish_at, *no_withdrawal;
	int64_t featured;
	struct param_keyed category, trait;
	struct param_keyed_localized text;
};
struct product_options_in {
	int64_t version;
	struct param_keyed_localized option, value;
	struct param_keyed drop_option, drop_value, add; /* new values, parted by commas */
	struct localized new_label;
	const char *new_values;
};
struct currency_in {
	int64_t version;
	const char *currency;
	struct param_keyed price, compare;
};
struct tier_in {
	int64_t variant, quantity;
	struct param_ids variants; /* instead of the one */
	const char *currency, *price;
	bool remove;
};
struct sale_in {
	int64_t variant;
	const char *currency, *price, *percent, *from, *until;
	bool before;
};
struct cancel_in {
	struct param_ids price;
};
struct bulk_in {
	struct param_ids ids;
	const char *change, *state, *percent, *amount, *rounding, *tags, *fingerprint, *no_withdrawal;
	int64_t category;
};
struct attribute_in {
	struct localized label;
	const char *type, *unit;
	int64_t position;
	struct param_keyed_localized choice; /* by their place, from 1 */
	struct param_keyed drop;
	const char *new_choices;
};

handler_fn products_get, product_get, product_post, product_new_get, product_new_post;
handler_fn product_texts_get, product_texts_post, product_details_get, product_details_post;
handler_fn product_options_get, product_options_post;
handler_fn product_prices_get, product_currency_post, product_tier_post, product_sale_post, product_cancel_post;
handler_fn product_pieces_get, product_pieces_post, product_pieces_move_post;
handler_fn product_duplicate_post, product_delete_post;
handler_fn bulk_get, bulk_preview_post, bulk_apply_post;
handler_fn attributes_get_page, attribute_new_get, attribute_new_post, attribute_get, attribute_post,
    attribute_delete_post;

enum { PRODUCT_STATES = 3 };
/* Radio buttons or a select of the states; any: a first choice for all of them. */
struct form_option *product_state_options(struct ctx *, const char *current);
/* Whether customers may withdraw: one more than withdrawal_exclusions_count. */
struct form_option *product_withdrawal_options(struct ctx *, const char *current);
const char *product_withdrawal_word(struct ctx *, const char *code);
/* The state in a word, or that it is yet to come, or over. */
struct status_part product_shown(struct ctx *, const char *state, int64_t publish_at, int64_t unpublish_at);

/* "/products/17" + tail, below the shop. */
const char *product_url(struct ctx *, int64_t id, const char *tail);

/* What stands above each page of a product; tail names the current tab: "", "/texts". */
enum err_code product_head(struct ctx *, int64_t id, const char *tail, struct goods_head *h, struct product_head *out);

/* 409 where somebody else has saved meanwhile, else 422; the form is to be shown again with what was typed. */
int product_refused(const struct ctx *);
/* To the address, with "saved" or another flash. */
enum err_code product_done(struct ctx *, struct exchange *, const char *flash, const char *url);

const char *product_digits(struct ctx *, int64_t);
/* "1999" as somebody here would write it: an example for a refused amount. */
const char *product_money_example(struct ctx *, const char *currency);
/* What was typed as a price; refused at field. "" is refused as "required". */
enum err_code product_read_money(
    struct ctx *, const char *field, const char *typed, const char *currency, int64_t *minor);
/* Parted by commas (of any script) or line breaks, trimmed, without empty ones and doubles. */
struct texts product_split(struct ctx *, const char *typed);
const char *product_join(struct ctx *, struct texts);

/* The grid. typed: what a refused form held, with the refusals in ctx; NULL for the first showing. */
enum err_code product_show(struct ctx *, struct exchange *, int64_t id, int64_t page, const struct product_in *typed);

/*
 * form_fill(), where a time that is none stays to be read: a field for times would throw it away. Browsers without such
 * fields let it be typed.
 */
void product_fill(struct ctx *, struct form *, const struct request *);
/* One page that is a form. */
enum err_code product_edit_render(struct ctx *, struct exchange *, struct edit_page *, const char *title);

#endif
