#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/ledger.h"
#include "shop/ledger_journal.h"

static const char *const plain[] = {
	[LEDGER_RECEIVABLE] = "1100",
	[LEDGER_CASH] = "1000",
	[LEDGER_FEES] = "5100",
	[LEDGER_EXCHANGE] = "5200",
	[LEDGER_REVENUE] = "4000",
	[LEDGER_SHIPPING] = "4100",
	[LEDGER_TAX] = "2200",
	[LEDGER_REFUNDS] = "4300",
	[LEDGER_DISCOUNTS] = "4200",
};
_Static_assert(sizeof plain / sizeof *plain == LEDGER_KIND__MAX, "each kind has a number");

/*
 * The two German standard charts of DATEV. Other countries' sales are those of the one-stop shop (taxed there), those
 * without tax are exports.
 */
static const struct ledger_number skr03[] = {
	{ "receivable", "1410" },
	{ "cash", "1360" },
	{ "cash:offline", "1200" },
	{ "fees", "4970" },
	{ "exchange", "2150" },
	{ "revenue", "8320" },
	{ "revenue:0", "8120" },
	{ "revenue:DE:190000", "8400" },
	{ "revenue:DE:70000", "8300" },
	{ "tax", "1767" },
	{ "tax:DE:190000", "1776" },
	{ "tax:DE:70000", "1771" },
	{ "refunds", "8700" },
	{ "refunds:DE:190000", "8720" },
	{ "refunds:DE:70000", "8710" },
	{ "discounts", "8770" },
	{ "discounts:DE:190000", "8790" },
	{ "discounts:DE:70000", "8780" },
};
static const struct ledger_number skr04[] = {
	{ "receivable", "1210" },
	{ "cash", "1460" },
	{ "cash:offline", "1800" },
	{ "fees", "6855" },
	{ "exchange", "6880" },
	{ "revenue", "4320" },
	{ "revenue:0", "4120" },
	{ "revenue:DE:190000", "4400" },
	{ "revenue:DE:70000", "4300" },
	{ "tax", "3817" },
	{ "tax:DE:190000", "3806" },
	{ "tax:DE:70000", "3801" },
	{ "refunds", "4700" },
	{ "refunds:DE:190000", "4720" },
	{ "refunds:DE:70000", "4710" },
	{ "discounts", "4770" },
	{ "discounts:DE:190000", "4790" },
	{ "discounts:DE:70000", "4780" },
};
static const struct ledger_preset presets[] = {
	{ "skr03", "SKR 03", { skr03, sizeof skr03 / sizeof *skr03 } },
	{ "skr04", "SKR 04", { skr04, sizeof skr04 / sizeof *skr04 } },
	{ "plain", "", { NULL, 0 } },
};

const struct ledger_preset *ledger_presets(size_t *n)
{
	*n = sizeof presets / sizeof *presets;
	return presets;
}

enum err_code ledger_numbers_read(struct ctx *ctx, struct ledger_numbers *out)
{
	struct ledger_numbers_row *rows;
	struct ledger_number *v;
	enum err_code e = q_ledger_numbers(ctx, &rows, &out->n);
	if (e)
		return e;
	v = ARENA_ARRAY(ctx->arena, out->n, struct ledger_number);
	for (size_t i = 0; i < out->n; i++)
		v[i] = (struct ledger_number){ rows[i].account, rows[i].number };
	out->v = v;
	return ERR_OK;
}

static enum err_code set_tx(struct ctx *ctx, void *arg)
{
	const struct ledger_numbers *numbers = arg;
	const char **accounts = ARENA_ARRAY(ctx->arena, numbers->n, const char *);
	const char **values = ARENA_ARRAY(ctx->arena, numbers->n, const char *);
	for (size_t i = 0; i < numbers->n; i++) {
		accounts[i] = numbers->v[i].account;
		values[i] = numbers->v[i].number;
	}
	struct ledger_numbers_put_in in = { .accounts = { accounts, numbers->n }, .numbers = { values, numbers->n } };
	enum err_code e = q_ledger_numbers_clear(ctx, NULL);
	return e ? e : q_ledger_numbers_put(ctx, &in, NULL);
}

enum err_code ledger_numbers_set(struct ctx *ctx, const struct ledger_numbers *numbers)
{
	struct ledger_numbers to = *numbers;
	return db_tx(ctx, set_tx, &to);
}

bool ledger_number_valid(const char *number)
{
	size_t n = strspn(number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-");
	return n > 0 && n <= LEDGER_NUMBER_MAX && number[n] == '\0';
}

const char *ledger_number_own(const struct ledger_numbers *numbers, const char *account)
{
	for (size_t i = 0; i < numbers->n; i++)
		if (str_eq(numbers->v[i].account, account))
			return numbers->v[i].number;
	return NULL;
}

/* account: "revenue:DE:190000" or "cash:stripe"; kind may be another one that stands for it. */
static const char *nearest(struct arena *a, const struct ledger_numbers *numbers, const char *kind, const char *account)
{
	const char *of = strchr(account, ':'), *rate = of ? strchr(of + 1, ':') : NULL, *found = NULL;
	if (of)
		found = ledger_number_own(numbers, arena_printf(a, "%s%s", kind, of));
	if (!found && rate)
		found = ledger_number_own(numbers, arena_printf(a, "%s%.*s", kind, (int)(rate - of), of));
	if (!found && rate && str_eq(rate, ":0"))
		found = ledger_number_own(numbers, arena_printf(a, "%s:0", kind));
	return found ? found : ledger_number_own(numbers, kind);
}

const char *ledger_number_of(struct arena *a, const struct ledger_numbers *numbers, const char *account)
{
	enum ledger_kind kind = ledger_kind_of(account);
	const char *found = NULL;
	BUG_IF(kind == LEDGER_KIND__MAX);
	found = nearest(a, numbers, ledger_kind_name(kind), account);
	if (!found && kind == LEDGER_SHIPPING)
		found = nearest(a, numbers, ledger_kind_name(LEDGER_REVENUE), account);
	return found ? found : plain[kind];
}

enum err_code ledger_accounts(struct ctx *ctx, struct texts *out)
{
	struct ledger_accounts_row *rows;
	const char **v;
	size_t n;
	enum err_code e = q_ledger_accounts(ctx, &rows, &n);
	if (e)
		return e;
	v = ARENA_ARRAY(ctx->arena, n, const char *);
	*out = (struct texts){ .v = v };
	for (size_t i = 0; i < n; i++)
		if (ledger_kind_of(rows[i].account) != LEDGER_KIND__MAX)
			v[out->n++] = rows[i].account;
	return ERR_OK;
}
