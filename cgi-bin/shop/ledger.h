/*
 * ledger: the shop's books, double-entry, posted in the transaction that makes what they tell of.
 *
 * A posting moves an amount from one account to another, so an entry cannot be out of balance; nothing is ever changed
 * or taken away, the roles of the programs cannot. An entry has an effect that is posted once an order.
 *
 * | what happens | debit | credit | effect |
 * | an order is placed | receivable | revenue, shipping (net) and tax, each by country and rate | placed |
 * | a changed order costs more or less | the difference of both sales | | edited:N |
 * | money comes in | cash by provider | receivable | captured:PAYMENT, captured:PAYMENT:BEFORE |
 * | money goes back for goods or shipping | refunds (net) and tax by rate | cash | refund:REFUND |
 * | money goes back that was paid beyond the cost | receivable | cash | refund:REFUND |
 * | an order is cancelled or expires | the sale, as far as it is still owed, the other way round | | waived,
 * waived:EVENT | | an order that had expired goes on | what was waived, owed again | | again:EVENT | | a provider keeps
 * its fee | fees | cash | fee:PAYMENT:ID | | a provider moves a rounded amount | exchange takes the difference | | with
 * the money |
 *
 * A price that is reduced by name stands in discounts: debit discounts, credit revenue.
 */
#ifndef STOA_SHOP_LEDGER_H
#define STOA_SHOP_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/money.h"

enum ledger_kind {
	LEDGER_RECEIVABLE, /* what customers owe; below 0: what we owe them */
	LEDGER_CASH,       /* of a provider, until the bank has it */
	LEDGER_FEES,
	LEDGER_EXCHANGE,
	LEDGER_REVENUE, /* of a country and rate, as those that follow */
	LEDGER_SHIPPING,
	LEDGER_TAX,
	LEDGER_REFUNDS,
	LEDGER_DISCOUNTS,
	LEDGER_KIND__MAX
};

/* "revenue", ...: how an account's name begins. */
const char *ledger_kind_name(enum ledger_kind);
/* Into which an account falls; LEDGER_KIND__MAX for none. */
enum ledger_kind ledger_kind_of(const char *account);
/* "cash:stripe"; NULL for LEDGER_RECEIVABLE. */
const char *ledger_account(struct arena *, enum ledger_kind, const char *provider);
/* "tax:DE:190000" */
const char *ledger_account_rate(struct arena *, enum ledger_kind, const char *country, int64_t ppm);

/* One entry while it is put together. Pure. */
struct ledger_entry {
	struct arena *arena;
	const char **debits, **credits;
	int64_t *minors;
	size_t n, room;
};

/* What is sold, or given back, at one rate. */
struct ledger_cell {
	const char *country;
	int64_t ppm;
	bool shipping;
	int64_t net, tax;
	int64_t discount; /* net: so much more it would have been */
};

void ledger_begin(struct ledger_entry *, struct arena *);
/* 0 is left out; below 0: the other way round; the same two accounts once more are added up. */
void ledger_add(struct ledger_entry *, const char *debit, const char *credit, int64_t minor);
/* Below 0: a sale that is undone. */
void ledger_sale(struct ledger_entry *, const struct ledger_cell *, int64_t sign);
/* moved: what the provider moves where it is asked for the amount. */
void ledger_capture(struct ledger_entry *, const char *provider, int64_t amount, int64_t moved);
void ledger_refund(struct ledger_entry *, const char *provider, const struct ledger_cell *);
/* The rest of a refund, beyond its cells; and what of all of it the provider rounded. */
void ledger_refund_rest(struct ledger_entry *, const char *provider, int64_t credit, int64_t amount, int64_t moved);

/* Everything below runs inside the caller's transaction. */
struct ledger_cause {
	int64_t order_id;
	int64_t event_id; /* of state_event; 0 for none */
	const char *effect;
	int64_t at; /* UTC seconds */
	const char *currency;
};
/* Queued: db_flush() sends it. An empty entry is none. */
void ledger_post_queue(struct ctx *, const struct ledger_cause *, const struct ledger_entry *);
enum err_code ledger_post(struct ctx *, const struct ledger_cause *, const struct ledger_entry *);

enum err_code ledger_captured(struct ctx *, int64_t order_id, int64_t payment_id, int64_t event_id,
    const char *provider, struct money amount, int64_t before);
/* The refund has just become done. */
enum err_code ledger_refunded(struct ctx *, int64_t order_id, int64_t refund_id, int64_t event_id);
/* What is still owed of an order that was cancelled is waived, line by line, and the sale undone as far. */
enum err_code ledger_waived(struct ctx *, int64_t order_id, int64_t event_id);
/* The order goes on: nothing of it is waived any more. */
enum err_code ledger_owed_again(struct ctx *, int64_t order_id, int64_t event_id);
/* What a provider told that it kept of a payment; ref: its id for that. Told twice is posted once. */
enum err_code ledger_fee(
    struct ctx *, int64_t order_id, int64_t payment_id, const char *provider, struct money fee, const char *ref);

/* A change of an order: what it cost, to be read before anything is written, and the difference after it. */
struct ledger_sold {
	struct ledger_cell *cells;
	size_t n;
};
enum err_code ledger_sold(struct ctx *, int64_t order_id, struct ledger_sold *out);
enum err_code ledger_edited(
    struct ctx *, int64_t order_id, const char *currency, const struct ledger_sold *before, int64_t edits);

/* Orders that one statement looks at where all of them are walked through: it takes no longer than a page may. */
enum { LEDGER_RANGE = 5000 };

/*
 * Posts what is missing, of all orders: those from before the books, and what programs of the version before wrote. May
 * be broken off and repeated; opens transactions of its own.
 */
enum err_code ledger_bring_up(struct ctx *);

#endif
