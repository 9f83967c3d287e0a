/*
 * words: states and events as people read them, and an order as a row of a list.
 */
#ifndef STOA_ADMIN_WORDS_H
#define STOA_ADMIN_WORDS_H

#include "admin/views_orders.h"
#include "shop/order.h"

/*
 * Pills: a word (N_()) and a kind that its colour follows. States are those of shop/state.c; one that has no word here
 * is "Unknown", in a neutral pill.
 */
struct status_part order_status(const char *state);
/* state: the order's own; a cancelled one waits for neither money nor parcel. */
struct status_part payment_status(const char *state, const char *payment_state);
struct status_part shipping_status(const char *state, const char *shipping_state);
struct status_part product_status(const char *state);

struct status_part refund_status(const char *state);
struct status_part return_status(const char *state);

/* As payment and shipping_status, of an order that is collected. */
struct status_part pickup_status(const char *state, const char *shipping_state);

/* N_(), of a kind of the order's history; of one that is not known, that the order was changed. */
const char *event_what(const char *kind);
/* A name, or the role in ctx->locale. */
const char *event_who(struct ctx *, const struct order_event *);

/* As many as the list has, in the request's arena. */
struct order_row_part *order_row_parts(struct ctx *, const struct order_rows *);

#endif
