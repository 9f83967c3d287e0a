#include "shop/ledger_journal.h"

#include <inttypes.h>
#include <string.h>

#include "base/limits.h"
#include "base/money.h"
#include "base/str.h"
#include "kit/csv.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/ledger.h"
#include "shop/tenant.h"
#include "view/view.h"

enum { PAGE = 500, PAGE_BYTES = 1024 * 1024, COLUMNS = 10 };

const char *const ledger_texts[LEDGER_TEXT__MAX] = {
	[LEDGER_TEXT_PLACED] = N_("Order {1}"),
	[LEDGER_TEXT_EDITED] = N_("Order {1} changed"),
	[LEDGER_TEXT_CAPTURED] = N_("Payment of order {1}"),
	[LEDGER_TEXT_REFUND] = N_("Refund of order {1}"),
	[LEDGER_TEXT_WAIVED] = N_("Order {1} cancelled"),
	[LEDGER_TEXT_AGAIN] = N_("Order {1} goes on"),
	[LEDGER_TEXT_FEE] = N_("Fee for order {1}"),
};

static const char *const effects[LEDGER_TEXT__MAX] = {
	[LEDGER_TEXT_PLACED] = "placed",
	[LEDGER_TEXT_EDITED] = "edited:",
	[LEDGER_TEXT_CAPTURED] = "captured:",
	[LEDGER_TEXT_REFUND] = "refund:",
	[LEDGER_TEXT_WAIVED] = "waived",
	[LEDGER_TEXT_AGAIN] = "again:",
	[LEDGER_TEXT_FEE] = "fee:",
};

static const char *text_of(struct arena *a, const struct ledger_journal *j, const struct ledger_journal_row *r)
{
	const char *sentence = "{1}", *hole;
	for (size_t i = 0; i < LEDGER_TEXT__MAX; i++)
		if (str_starts(r->effect, effects[i]))
			sentence = j->texts[i];
	hole = strstr(sentence, "{1}");
	if (!hole)
		return sentence;
	return arena_printf(a, "%.*s%s%s", (int)(hole - sentence), sentence, r->number, hole + strlen("{1}"));
}

/* "DE-19" of "revenue:DE:190000"; NULL where the account has no rate. */
static const char *code_of(struct arena *a, const char *account)
{
	const char *country = strchr(account, ':'), *rate = country ? strchr(country + 1, ':') : NULL;
	int64_t ppm;
	if (!rate || !str_to_int(rate + 1, 0, INT64_MAX, &ppm))
		return NULL;
	return arena_printf(a, "%.*s-%s", (int)(rate - country - 1), country + 1, text_decimal(a, "en", ppm, 4));
}

static void write_row(
    struct ctx *ctx, struct buf *to, const struct ledger_journal *j, const struct ledger_journal_row *r)
{
	struct arena *a = ctx->arena;
	const char *debit = code_of(a, r->debit), *credit = code_of(a, r->credit);
	const char *cells[COLUMNS] = {
		text_day_field(a, ctx->settings->time_zone, r->at),
		r->number,
		ledger_number_of(a, &j->numbers, r->debit),
		ledger_number_of(a, &j->numbers, r->credit),
		text_money_plain(a, money_of(r->minor, r->currency)),
		r->currency,
		text_of(a, j, r),
		debit ? debit : credit,
		r->debit,
		r->credit,
	};
	csv_write_row(to, cells, COLUMNS);
}

/* One page of rows, in memory of its own. */
static enum err_code write_page(
    struct ctx *ctx, const struct ledger_journal *j, struct ledger_journal_in *from, size_t *n)
{
	struct ledger_journal_row *rows;
	struct buf page;
	enum err_code e = q_ledger_journal(ctx, from, &rows, n);
	if (e || *n == 0)
		return e;
	buf_init(&page, ctx->arena, PAGE_BYTES);
	for (size_t i = 0; i < *n; i++)
		write_row(ctx, &page, j, &rows[i]);
	if (page.overflow || !j->put(j->arg, buf_str(&page), page.len))
		return err_set(ctx, ERR_TOO_LARGE, "the journal is too large");
	const struct ledger_journal_row *last = &rows[*n - 1];
	from->after_at = last->at;
	from->after_order = last->order_id;
	from->after_position = last->position;
	from->after_effect = last->effect;
	return ERR_OK;
}

enum err_code ledger_journal(struct ctx *ctx, const struct ledger_journal *j, size_t *rows)
{
	static const char *const head[COLUMNS] = { "Date", "Document", "Debit", "Credit", "Amount", "Currency", "Text",
		"Tax code", "Debit account", "Credit account" };
	struct ledger_journal_in from = {
		.since = j->since, .until = j->until, .after_at = j->since - 1, .after_effect = "", .max_rows = PAGE
	};
	struct ctx part = *ctx;
	struct buf first;
	size_t n;
	enum err_code e = ERR_OK;
	*rows = 0;
	buf_init(&first, ctx->arena, 512);
	csv_write_row(&first, head, COLUMNS);
	if (!j->put(j->arg, buf_str(&first), first.len))
		return err_set(ctx, ERR_TOO_LARGE, "the journal is too large");
	part.arena = arena_create(LIMIT_REQUEST_ARENA);
	do {
		char effect[64];
		arena_reset(part.arena);
		e = write_page(&part, j, &from, &n);
		*rows += e ? 0 : n;
		str_copy(effect, from.after_effect, sizeof effect);
		from.after_effect = arena_strdup(ctx->arena, effect);
	} while (!e && n == PAGE);
	ctx->err = part.err;
	arena_destroy(&part.arena);
	return e;
}
