/*
 * visit: a cart on its way through the checkout: what is chosen, what can be chosen, what it costs, and which step it
 * has reached.
 */
#ifndef STOA_CHECKOUT_VISIT_H
#define STOA_CHECKOUT_VISIT_H

#include "base/ctx.h"
#include "checkout/views.h"
#include "shop/cart.h"
#include "shop/payment.h"
#include "shop/pickup.h"
#include "shop/quote.h"
#include "shop/shipping.h"
#include "web/route.h"

enum step { STEP_CONTACT, STEP_SHIPPING, STEP_PAYMENT, STEP_REVIEW, STEP__MAX };

struct visit {
	const char *token;
	struct cart cart;
	bool goods;                   /* something of it must reach the shopper */
	bool ships;                   /* and is sent: else there is no such step */
	const char *country;          /* the destination; the shop's own before it is known */
	struct address goes_to;       /* where that is known: the shopper's, or the place's */
	const struct pickup *pickups; /* where it can be collected; none for what needs no way */
	size_t n_pickups;
	const struct pickup *pickup; /* the chosen one; NULL where none is, or it is gone */
	const struct shipping_offer *offers;
	size_t n_offers;
	const struct shipping_offer *shipping; /* the chosen one; NULL where none is, or it is gone */
	const struct payment_choice *choices;
	size_t n_choices;
	const struct payment_choice *payment; /* likewise */
	bool payment_away;                    /* the chosen one does not answer for now */
	struct quote quote;
};

/*
 * The visitor's cart with all of it. Without one it redirects: to the cart, or to the order that the cart has become.
 * Callers return where x->res->location is set.
 */
enum err_code visit_open(struct ctx *, struct exchange *, struct visit *);
/* As visit_open; redirects too where the cart must be mended first or a step before this one is missing. */
enum err_code visit_reach(struct ctx *, struct exchange *, enum step, struct visit *);
/* Redirects to the first step before this one that is missing; false where none is. */
bool visit_go_back(struct ctx *, struct exchange *, const struct visit *, enum step);
/* The answer where no cart is left to be bought. */
void visit_end(struct ctx *, struct exchange *);

const char *step_url(struct ctx *, enum step);
/* The step after (1) or before (-1) for this cart; the cart's own page before the first. */
const char *visit_next_url(struct ctx *, const struct visit *, enum step, int way);

/* Steps and summary around a page. */
void visit_frame(struct ctx *, const struct visit *, enum step, struct checkout_frame *out);
/* The page's common data: never indexed, one of its kind. */
struct page *checkout_page(struct ctx *, struct exchange *, const char *title);

#endif
