#include "shop/ledger_check.h"

#include "base/limits.h"
#include "base/str.h"
#include "queries.h"
#include "shop/ledger.h"

enum { SUMS_MOST = 4096 };

struct check {
	struct ctx *to; /* whose memory lasts */
	struct ledger_fault *faults;
	struct ledger_sum *sums;
	size_t n_faults, n_sums;
};

static enum err_code take_faults(struct ctx *ctx, struct check *c, int64_t first, int64_t last)
{
	struct ledger_faults_in in = {
		.first = first, .last = last, .max_rows = LEDGER_FAULTS_MAX - (int64_t)c->n_faults
	};
	struct ledger_faults_row *rows;
	size_t n;
	enum err_code e = q_ledger_faults(ctx, &in, &rows, &n);
	for (size_t i = 0; i < n && !e; i++)
		c->faults[c->n_faults++] = (struct ledger_fault){
			.number = arena_strdup(c->to->arena, rows[i].number),
			.what = arena_strdup(c->to->arena, rows[i].what),
			.currency = arena_strdup(c->to->arena, rows[i].currency),
			.books = rows[i].books,
			.expected = rows[i].expected,
		};
	return e;
}

static enum err_code take_sums(struct ctx *ctx, struct check *c, int64_t first, int64_t last)
{
	struct ledger_trial_row *rows;
	size_t n;
	enum err_code e = q_ledger_trial(ctx, &(struct ledger_trial_in){ .first = first, .last = last }, &rows, &n);
	for (size_t i = 0; i < n && !e; i++) {
		size_t k = 0;
		while (k < c->n_sums &&
		       !(str_eq(c->sums[k].account, rows[i].account) && str_eq(c->sums[k].currency, rows[i].currency)))
			k++;
		if (k == SUMS_MOST)
			return err_set(ctx, ERR_TOO_LARGE, "more than %d accounts", SUMS_MOST);
		if (k == c->n_sums)
			c->sums[c->n_sums++] =
			    (struct ledger_sum){ .account = arena_strdup(c->to->arena, rows[i].account),
				    .currency = arena_strdup(c->to->arena, rows[i].currency) };
		c->sums[k].debit += rows[i].debit;
		c->sums[k].credit += rows[i].credit;
	}
	return e;
}

/* The sides of all accounts together, by currency. */
static void add_trial(struct check *c)
{
	for (size_t i = 0; i < c->n_sums; i++) {
		int64_t debit = 0, credit = 0;
		size_t first = 0;
		while (!str_eq(c->sums[first].currency, c->sums[i].currency))
			first++;
		for (size_t k = i; first == i && k < c->n_sums; k++) {
			if (!str_eq(c->sums[k].currency, c->sums[i].currency))
				continue;
			debit += c->sums[k].debit;
			credit += c->sums[k].credit;
		}
		if (debit != credit)
			c->faults[c->n_faults++] = (struct ledger_fault){ .number = "",
				.what = "trial balance",
				.currency = c->sums[i].currency,
				.books = debit,
				.expected = credit };
	}
}

static enum err_code check_all(struct ctx *ctx, struct check *c)
{
	struct ctx part = *ctx;
	struct ledger_last_order_row last;
	enum err_code e = q_ledger_last_order_one(ctx, &last);
	if (e)
		return e;
	part.arena = arena_create(LIMIT_REQUEST_ARENA);
	for (int64_t first = 1; first <= last.id && !e; first += LEDGER_RANGE) {
		arena_reset(part.arena);
		e = take_sums(&part, c, first, first + LEDGER_RANGE - 1);
		if (!e && c->n_faults < LEDGER_FAULTS_MAX)
			e = take_faults(&part, c, first, first + LEDGER_RANGE - 1);
	}
	ctx->err = part.err;
	arena_destroy(&part.arena);
	if (!e)
		add_trial(c);
	return e;
}

enum err_code ledger_check(struct ctx *ctx, int64_t order_id, struct ledger_report *out)
{
	struct check c = { .to = ctx };
	c.faults = ARENA_ARRAY(ctx->arena, LEDGER_FAULTS_MAX + (order_id ? 0 : SUMS_MOST), struct ledger_fault);
	c.sums = order_id ? NULL : ARENA_ARRAY(ctx->arena, SUMS_MOST, struct ledger_sum);
	enum err_code e = order_id ? take_faults(ctx, &c, order_id, order_id) : check_all(ctx, &c);
	*out = (struct ledger_report){ .sums = c.sums, .n_sums = c.n_sums, .faults = c.faults, .n_faults = c.n_faults };
	return e;
}
