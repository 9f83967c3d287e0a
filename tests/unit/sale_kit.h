/*
 * sale_kit: a shop on a cluster of the test's own, and the executables' roles acting in it.
 */
#ifndef STOA_TESTS_SALE_KIT_H
#define STOA_TESTS_SALE_KIT_H

#include "unit.h"

#include "base/ctx.h"
#include "shop/order.h"

enum { SHOP_ID = 7, MUG = 1, BOOK = 2, LAMP = 3, VOUCHER = 4 };

/* The cluster, the installation, the shop; runs before the tests, once. */
int sale_begin(void **state);
int sale_end(void **state);

/* Time goes by for the requests that follow. */
void later(int64_t seconds);
/* The demo provider answers nobody, or does again. */
void provider_away(bool away);

/* A fresh request of an executable ("owner": of stoactl) in the shop; its connection lasts. now goes on by a second
 * each time. */
struct ctx *as(const char *role);
/* A second process of the same role. */
struct ctx *as_other(const char *role);

/* Gives back the memory of all requests so far, with what they returned. */
void forget_requests(void);

const struct conf *sale_conf(void);

/* Runs one statement in the cell as its owner (@ is the schema); the first cell of the answer, "" for none. */
const char *sql(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Likewise with numbers for $1 to $n, prepared once: for what is asked often. The text lasts. */
const char *ask(const char *text, size_t n, const int64_t *args);
long long number(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A cart ready to be ordered: quantity of a variant, address in country, the method to pay. Its token. */
const char *ready(int64_t variant, int64_t quantity, const char *country, const char *payment);
/* What the review page would show. */
int64_t shown(const char *token);
enum err_code place(const char *token, struct order_place *out);
/* ready() and place(), which must succeed. */
struct order_place placed(int64_t variant, int64_t quantity, const char *country, const char *payment);
const struct order *order_now(int64_t id);
/* The demo provider says so, of the payment that is newest; key NULL for its own. */
enum err_code notice(int64_t order_id, int result, const char *key);

/* Pieces at the default location. */
long long promised(int variant);
long long on_hand(int variant);
/* Rows of the order's timeline of this kind, and mails ("paid") promised for it. */
long long events(int64_t order, const char *kind);
long long mails(int64_t order, const char *kind);
void check_states(int64_t id, const char *state, const char *paid, const char *shipped);

#endif
