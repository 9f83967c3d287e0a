#include <inttypes.h>
#include <time.h>

#include "base/str.h"
#include "queries.h"
#include "shop/credential.h"
#include "shop/payment_paypal_room.h"

/* A report covers a month at most, and comes in pages. */
enum { SPAN_SECONDS = 31 * 24 * 3600 - 1, PAGE = 500, PAGES_MAX = 1000 };

struct listing {
	const struct paypal_keys *keys;
	struct payment_entries found;
};

static const char *instant(struct ctx *ctx, int64_t at)
{
	time_t t = (time_t)at;
	struct tm tm;

	gmtime_r(&t, &tm);
	return arena_printf(ctx->arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* A refund carries nothing of ours but what it goes back on. */
static enum err_code is_ours(struct ctx *ctx, const char *of, bool *out)
{
	struct taking_by_ref_row t;
	enum err_code err =
	    of ? q_taking_by_ref_one(ctx, &(struct taking_by_ref_in){ .provider = PAYPAL_PROVIDER, .ref = of }, &t)
	       : ERR_NOT_FOUND;

	*out = err != ERR_NOT_FOUND;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Event codes T00xx are payments, T11xx what goes back of them; only what has succeeded has moved money. */
static enum err_code add_row(struct ctx *ctx, struct listing *l, const struct json *row)
{
	const char *code = json_find_text(row, "transaction_info.transaction_event_code");
	const char *value = json_find_text(row, "transaction_info.transaction_amount.value");
	const char *key = paypal_custom_key(ctx, json_find_text(row, "transaction_info.custom_field"));
	bool back = code && str_starts(code, "T11");
	struct payment_entry e = { .ref = json_find_text(row, "transaction_info.transaction_id"),
		.of = back ? json_find_text(row, "transaction_info.paypal_reference_id") : NULL,
		.at = paypal_time(json_find_text(row, "transaction_info.transaction_initiation_date")) };
	bool ours = true;
	enum err_code err;

	if (!code || !value || !e.ref || (!back && (!key || !str_starts(code, "T00") || *value == '-')) ||
	    !str_eq(json_find_text(row, "transaction_info.transaction_status"), "S"))
		return ERR_OK;
	err = paypal_read_amount(ctx, row, "transaction_info.transaction_amount", &e.amount);
	if (!err && back)
		err = is_ours(ctx, e.of, &ours);
	if (!err && e.amount.minor > 0 && ours)
		payment_entries_add(ctx, &l->found, e);
	return err;
}

static enum err_code read_page(
    struct ctx *ctx, struct listing *l, int64_t from, int64_t to, int64_t page, int64_t *pages)
{
	struct paypal_call call = { .keys = l->keys,
		.path = arena_printf(ctx->arena,
		    "/v1/reporting/"
		    "transactions?start_date=%s&end_date=%s&fields=transaction_info&page_size=%d&page=%" PRId64,
		    instant(ctx, from), instant(ctx, to), PAGE, page) };
	const struct json *answer, *rows;
	enum err_code err = paypal_call(ctx, &call, &answer);

	if (err)
		return err_set(ctx, ERR_DOWN, "paypal does not say what it has moved (%s)", call.issue);
	rows = json_find(answer, "transaction_details");
	for (size_t i = 0; i < json_count(rows) && !err; i++)
		err = add_row(ctx, l, json_item(rows, i));
	if (json_get_int(ctx, answer, "total_pages", pages))
		*pages = page;
	return err ? err_set(ctx, ERR_DOWN, "paypal's list cannot be read") : ERR_OK;
}

enum err_code paypal_list(struct ctx *ctx, int64_t from, int64_t to, const struct payment_entry **out, size_t *n)
{
	struct paypal_keys keys;
	struct listing l = { .keys = &keys };
	enum err_code err = paypal_keys_find(ctx, &keys, NULL);

	while (!err && from < to) {
		int64_t end = to - from > SPAN_SECONDS ? from + SPAN_SECONDS : to;
		int64_t page = 0, pages = 1;

		/* Half a list would call missing what it does not reach. */
		while (!err && page < pages)
			err = pages > PAGES_MAX ? err_set(ctx, ERR_DOWN, "paypal lists too much of that time")
			                        : read_page(ctx, &l, from, end - 1, ++page, &pages);
		from = end;
	}
	*out = l.found.v;
	*n = l.found.n;
	return err;
}
