/*
 * ledger_check: whether the books are in balance, and say what orders, payments and refunds say.
 */
#ifndef STOA_SHOP_LEDGER_CHECK_H
#define STOA_SHOP_LEDGER_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

/* What an account has on either side, in one currency. */
struct ledger_sum {
	const char *account, *currency;
	int64_t debit, credit;
};

struct ledger_fault {
	const char *number; /* of the order; "" where it is no order's */
	const char *what;   /* an account, or in words what does not fit */
	const char *currency;
	int64_t books, expected; /* minor units; of accounts: debit less credit */
};

struct ledger_report {
	const struct ledger_sum *sums;
	size_t n_sums;
	const struct ledger_fault *faults;
	size_t n_faults; /* at most LEDGER_FAULTS_MAX */
};
enum { LEDGER_FAULTS_MAX = 1000 };

/* order_id: 0 for all orders; then the trial balance is read, too. */
enum err_code ledger_check(struct ctx *, int64_t order_id, struct ledger_report *out);

#endif
