/* views of the checkout: what the templates of templates/checkout/ show; `error` is web/parts.h's. */
#ifndef STOA_CHECKOUT_VIEWS_H
#define STOA_CHECKOUT_VIEWS_H

#include "view/view.h"
#include "web/form.h"
#include "web/parts.h"

/* One of the four steps; the current one and those ahead have no url. */
struct checkout_step {
	const char *name; /* N_() */
	const char *url;
	const char *current; /* "step" or NULL: aria-current */
};

/* What stands around every step; `frame` in their views. */
struct checkout_frame {
	struct checkout_step *steps;
	size_t n_steps;
	struct summary_part summary;
	const char *back_url; /* the step before, or the cart */
};

/* contact: who and where to. The form posts to action; adapt=1 (the button beside the country, and that beside the
 * choice of a place where it is collected) only lays the form out anew where that is not what the form is made for
 * (`laid`), so that Enter goes on. */
struct contact_page {
	struct checkout_frame frame;
	const char *action;
	bool pickup; /* collected at the address, in these hours (NULL where nobody says) */
	struct address_part address;
	const char *hours;
	struct form form;
};

/* shipping and payment: one of several. */
struct checkout_option {
	const char *id; /* of the radio, unique in the page */
	const char *value;
	const char *name;
	const char *hint; /* delivery time, instructions; NULL for none */
	struct money price;
	bool has_price;
	bool free;
	bool checked;
};
struct choose_page {
	struct checkout_frame frame;
	const char *action;
	const char *error;               /* a sentence where nothing was chosen or the choice is gone; NULL for none */
	struct checkout_option *options; /* none: nobody ships there */
	size_t n_options;
	struct address_part address;
	const char *contact_url;
};

struct review_page {
	struct checkout_frame frame;
	const char *email;
	struct address_part address;
	bool pickup;          /* collected at the address */
	const char *hours;    /* when; NULL where nobody says */
	const char *shipping; /* name of the method; NULL where nothing is shipped */
	const char *payment;
	const char *payment_hint; /* NULL for none */
	const char *contact_url, *shipping_url, *payment_url;
	const char *place_url;   /* POST total */
	const char *total_minor; /* digits: what the page shows, so that a changed price is noticed */
	const char *currency;    /* of it */
	const char *told;        /* likewise of the right of withdrawal, in short; "" for nothing */
	bool agree;              /* there is something of it that one has to agree to; POST agreed */
	const char *agree_error; /* a sentence; NULL for none */
	const char *error;       /* a sentence: why the order could not be placed as shown; NULL for none */
	const char *cart_url;
	/* of the pages that say so; NULL where there is none */
	const char *terms_url, *privacy_url, *withdrawal_url;
	bool blocked;        /* the cart must be mended first: no button */
	bool pays_elsewhere; /* the button leads on to the provider's page */
};

struct order_page_shipment {
	const char *carrier;
	const char *tracking;
	int64_t at;
};

/* A return that was asked for. */
struct order_page_return {
	const char *number;
	int64_t at;
	bool withdrawal;
	struct status_part status;
};

/* order: thanks, and the state of an order later. */
struct order_page_other {
	const char *code, *name;
};

struct order_page {
	const char *number;
	int64_t placed_at;
	bool fresh; /* just placed: thanks come first */
	const char *email;
	struct status_part payment;
	struct status_part shipping;
	bool cancelled; /* by somebody */
	bool expired;   /* since no payment came */
	bool expires;   /* with let_go: it does at expires_at */
	int64_t expires_at;
	struct money due; /* what is still to be paid */
	bool gave_back;   /* some of it has gone back */
	struct money returned;
	bool goes_back; /* of a cancelled order: back is on its way, or (by_hand) the merchant sends it */
	bool by_hand;
	struct money back;
	const char *cancel_url; /* NULL where it is too late */
	const char *return_url; /* NULL where nothing can come back */
	bool withdrawal;        /* by right */
	struct order_page_return *returns;
	size_t n_returns;
	bool part_paid;    /* a part was paid before the order was changed */
	bool pickup;       /* collected at the address */
	const char *hours; /* when; NULL where nobody says */
	bool can_pay;      /* unpaid, and the provider has a page */
	bool kept, let_go; /* unpaid: the things are kept until kept_until, or are not any more */
	int64_t kept_until;
	bool sold;           /* let go, and not all of them are there */
	bool paid_sold;      /* likewise, and paid */
	bool waits;          /* with can_pay: the provider has not told yet; else it told that nothing was paid */
	bool unbegun;        /* with waits: its page was never opened for this */
	bool unsure;         /* with can_pay: its page was opened, and nobody knows yet what became of it */
	bool away;           /* with can_pay: the provider does not answer for now */
	const char *pay_url; /* POST */
	struct order_page_other *others; /* with can_pay: other ways to pay */
	size_t n_others;
	const char *payment_name;
	const char *instructions; /* bank account and the like, lines; NULL for none */
	const char *shipping_name;
	struct address_part address;
	struct order_page_shipment *shipments;
	size_t n_shipments;
	struct summary_part summary;
	const char *shopping_url;
};

/* moment: comes back by itself at next_url, to begin the payment or to ask whether it was made. */
struct moment_page {
	const char *number;
	bool asks;
	const char *next_url, *order_url;
};

/* cancel: asks once. */
struct cancel_page {
	const char *number;
	const char *action, *order_url;
	bool paid; /* amount has to go back, or (by_hand) the merchant sends it */
	bool by_hand;
	struct money amount;
	struct summary_part summary;
};

/* return: what goes back and why, then (confirm) the same to be read over. */
struct return_page_piece {
	const char *field, *value; /* as the form has it */
	const char *name, *options;
	int64_t quantity;
	const char *no_withdrawal; /* N_(): on what condition; NULL for none */
};
struct return_page_never {
	const char *name;   /* with pieces and options */
	const char *reason; /* N_() */
	const char *error;  /* a sentence, where it was chosen all the same; NULL for none */
};
struct return_page {
	const char *number;
	const char *action, *order_url;
	bool withdrawal;
	bool ask;                         /* by the form for what one may not withdraw from */
	int64_t until;                    /* of that right; 0: not known yet */
	struct return_page_never *nevers; /* from which one may not withdraw */
	size_t n_nevers;
	const char *ask_url; /* where one asks for them; NULL where this form does */
	const char *key;
	struct form form; /* where nothing is to be confirmed */
	bool confirm;
	struct return_page_piece *chosen;
	size_t n_chosen;
	const char *reason, *reason_name; /* N_() */
	const char *note;
	const char *name, *email; /* of who bought */
};

/* withdraw: from an order that one has no link to; then (confirm) to be read over. */
struct withdraw_page {
	const char *action;
	const char *key;
	bool confirm;
	bool not_all; /* from some of the order one may not withdraw */
	struct form form;
	const char *name, *number, *email;
};

extern const struct view_type contact_page_view;
extern const struct view_type choose_page_view; /* both shipping and payment */
extern const struct view_type review_page_view;
extern const struct view_type order_page_view;
extern const struct view_type moment_page_view;
extern const struct view_type cancel_page_view;
extern const struct view_type return_page_view;
extern const struct view_type withdraw_page_view;

#endif
