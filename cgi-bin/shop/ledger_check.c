#include "shop/ledger_check.h"

#include "base/str.h"
#include "queries.h"

static enum err_code read_faults(struct ctx *ctx, int64_t order_id, struct ledger_fault **out, size_t *n)
{
	struct ledger_faults_row *rows;
	enum err_code e = q_ledger_faults(
	    ctx, &(struct ledger_faults_in){ .order_id = order_id, .max_rows = LEDGER_FAULTS_MAX }, &rows, n);
	if (e)
		return e;
	*out = ARENA_ARRAY(ctx->arena, *n, struct ledger_fault);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct ledger_fault){
			.number = rows[i].number,
			.what = rows[i].what,
			.currency = rows[i].currency,
			.books = rows[i].books,
			.expected = rows[i].expected,
		};
	return ERR_OK;
}

/* The sides of all accounts together, by currency. */
static void add_trial(struct ctx *ctx, struct ledger_report *r)
{
	struct ledger_fault *all = ARENA_ARRAY(ctx->arena, r->n_faults + r->n_sums, struct ledger_fault);
	size_t n = 0;
	for (size_t i = 0; i < r->n_sums; i++) {
		int64_t debit = 0, credit = 0;
		size_t first = 0;
		while (!str_eq(r->sums[first].currency, r->sums[i].currency))
			first++;
		for (size_t k = i; first == i && k < r->n_sums; k++) {
			if (!str_eq(r->sums[k].currency, r->sums[i].currency))
				continue;
			debit += r->sums[k].debit;
			credit += r->sums[k].credit;
		}
		if (debit != credit)
			all[n++] = (struct ledger_fault){ .number = "",
				.what = "trial balance",
				.currency = r->sums[i].currency,
				.books = debit,
				.expected = credit };
	}
	for (size_t i = 0; i < r->n_faults; i++)
		all[n++] = r->faults[i];
	r->faults = all;
	r->n_faults = n;
}

enum err_code ledger_check(struct ctx *ctx, int64_t order_id, struct ledger_report *out)
{
	struct ledger_trial_row *rows;
	struct ledger_fault *faults = NULL;
	struct ledger_sum *sums;
	*out = (struct ledger_report){ 0 };
	enum err_code e = read_faults(ctx, order_id, &faults, &out->n_faults);
	out->faults = faults;
	if (e || order_id)
		return e;
	e = q_ledger_trial(ctx, &rows, &out->n_sums);
	if (e)
		return e;
	sums = ARENA_ARRAY(ctx->arena, out->n_sums, struct ledger_sum);
	for (size_t i = 0; i < out->n_sums; i++)
		sums[i] = (struct ledger_sum){ rows[i].account, rows[i].currency, rows[i].debit, rows[i].credit };
	out->sums = sums;
	add_trial(ctx, out);
	return ERR_OK;
}
