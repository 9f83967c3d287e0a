/*
 * ledger_journal: the books as a file that accounting programs read, with the merchant's own numbers of accounts.
 *
 * CSV (RFC 4180), a row a posting, in order of time: Date (of the shop's time zone), Document (the order's number),
 * Debit and Credit (numbers of accounts), Amount (with the currency's decimals, a point before them), Currency, Text,
 * Tax code
 * ("DE-19", "FR-5.5"; empty where no rate is meant), Debit account and Credit account (our names).
 */
#ifndef STOA_SHOP_LEDGER_JOURNAL_H
#define STOA_SHOP_LEDGER_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "db/db.h"

enum { LEDGER_NUMBER_MAX = 20 };

/* What the number of an account is asked for by: "revenue:DE:190000", "revenue:DE", "revenue:0" (no tax), "revenue". */
struct ledger_number {
	const char *account, *number;
};
struct ledger_numbers {
	const struct ledger_number *v;
	size_t n;
};

/* Those that the shop was given. */
enum err_code ledger_numbers_read(struct ctx *, struct ledger_numbers *out);
/* All of them. Opens a transaction. */
enum err_code ledger_numbers_set(struct ctx *, const struct ledger_numbers *);
/* One to twenty letters A to Z, digits, points and hyphens. */
bool ledger_number_valid(const char *number);
/* The nearest one: of the account itself, its country, no tax, its kind; shipping as revenue; else a plain one of ours.
 */
const char *ledger_number_of(struct arena *, const struct ledger_numbers *, const char *account);
/* NULL where the account itself was given none. */
const char *ledger_number_own(const struct ledger_numbers *, const char *account);

/* Sets of numbers in wide use. */
struct ledger_preset {
	const char *code, *name; /* "skr03", "SKR 03" */
	struct ledger_numbers numbers;
};
const struct ledger_preset *ledger_presets(size_t *n);

/* Accounts that the shop has or is about to have, by name. */
enum err_code ledger_accounts(struct ctx *, struct texts *out);

/* What the column Text says, each with {1} for the order's number. */
enum ledger_text {
	LEDGER_TEXT_PLACED,
	LEDGER_TEXT_EDITED,
	LEDGER_TEXT_CAPTURED,
	LEDGER_TEXT_REFUND,
	LEDGER_TEXT_WAIVED,
	LEDGER_TEXT_AGAIN,
	LEDGER_TEXT_FEE,
	LEDGER_TEXT__MAX
};
/* In English; to be translated. */
extern const char *const ledger_texts[LEDGER_TEXT__MAX];

struct ledger_journal {
	int64_t since, until; /* UTC seconds: from, and before */
	struct ledger_numbers numbers;
	const char *const *texts; /* by enum ledger_text */
	bool (*put)(void *arg, const char *data, size_t n);
	void *arg;
};
/* rows: how many were written. ERR_TOO_LARGE where put() takes no more. Memory does not grow with the period. */
enum err_code ledger_journal(struct ctx *, const struct ledger_journal *, size_t *rows);

#endif
