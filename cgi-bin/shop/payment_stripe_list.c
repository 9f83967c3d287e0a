#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "queries.h"
#include "shop/credential.h"
#include "shop/payment_stripe_room.h"

/* Lists come in pages, newest first; the next one begins after the last one's last id. A charge is as old as the hold,
 * which a card allows for a month at most. */
enum { PAGE = 100, PAGES_MAX = 1000, HELD_SECONDS = 31 * 24 * 3600 };

struct listing {
	const char *secret_key;
	int64_t from, to;
	struct payment_entries found;
};

static enum err_code read_entry(
    struct ctx *ctx, const struct json *object, const char *amount, const char *ref, struct payment_entry *e)
{
	const char *currency;
	int64_t minor;
	enum err_code err = json_get_text(ctx, object, ref, &e->ref);

	if (!err)
		err = json_get_text(ctx, object, "currency", &currency);
	if (!err)
		err = json_get_int(ctx, object, amount, &minor);
	if (!err)
		err = json_get_int(ctx, object, "created", &e->at);
	if (!err && !stripe_money(minor, currency, &e->amount))
		err = err_set(ctx, ERR_MALFORMED, "%s is no amount of money", amount);
	return err;
}

/* The parts of which we know, as far as Stripe has so much; what is more is one that we do not know. */
static enum err_code add_parts(struct ctx *ctx, struct listing *l, struct payment_entry all)
{
	struct taking_parts_of_row *rows;
	struct payment_entry e;
	int64_t rest = all.amount.minor, known = 0;
	size_t n;
	enum err_code err = q_taking_parts_of(
	    ctx, &(struct taking_parts_of_in){ .provider = STRIPE_PROVIDER, .ref = all.ref }, &rows, &n);

	for (size_t i = 0; i < n && !err && rest > 0; i++) {
		e = (struct payment_entry){ .ref = rows[i].ref, .amount = all.amount, .at = rows[i].at };
		e.amount.minor = rows[i].amount_minor < rest ? rows[i].amount_minor : rest;
		known += rows[i].amount_minor;
		rest -= e.amount.minor;
		payment_entries_add(ctx, &l->found, e);
	}
	if (err || rest <= 0)
		return err;
	e = all;
	e.amount.minor = rest;
	if (known > 0)
		e.ref = arena_printf(ctx->arena, "%s-%" PRId64, all.ref, known);
	payment_entries_add(ctx, &l->found, e);
	return ERR_OK;
}

/* A charge is known by its intent, as the payment is; only what succeeded has moved money. */
static enum err_code add_charge(struct ctx *ctx, struct listing *l, const struct json *charge)
{
	struct payment_entry e = { .of = NULL };
	enum err_code err;

	if (!str_eq(json_find_text(charge, "metadata.shop"), stripe_shop_id(ctx)) ||
	    !json_find_text(charge, "metadata.payment") || !str_eq(json_find_text(charge, "status"), "succeeded"))
		return ERR_OK;
	err = read_entry(ctx, charge, "amount_captured", "payment_intent", &e);
	return err || e.amount.minor <= 0 ? err : add_parts(ctx, l, e);
}

/* One made by hand carries nothing of ours but the intent that it goes back on. */
static enum err_code add_refund(struct ctx *ctx, struct listing *l, const struct json *refund)
{
	struct payment_entry e = { .of = json_find_text(refund, "payment_intent") };
	struct taking_by_ref_row t;
	enum err_code err;

	if (!e.of || str_eq(json_find_text(refund, "status"), "failed") ||
	    str_eq(json_find_text(refund, "status"), "canceled"))
		return ERR_OK;
	err = q_taking_by_ref_one(ctx, &(struct taking_by_ref_in){ .provider = STRIPE_PROVIDER, .ref = e.of }, &t);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	err = read_entry(ctx, refund, "amount", "id", &e);
	if (!err)
		payment_entries_add(ctx, &l->found, e);
	return err;
}

static enum err_code read_page(struct ctx *ctx, struct listing *l, const char *what,
    enum err_code (*take)(struct ctx *, struct listing *, const struct json *), const char **after)
{
	struct stripe_call call = { .secret_key = l->secret_key,
		.path = arena_printf(ctx->arena, "/v1/%s?limit=%d&created[gte]=%" PRId64 "&created[lt]=%" PRId64 "%s%s",
		    what, PAGE, l->from, l->to, *after ? "&starting_after=" : "", *after ? *after : "") };
	const struct json *answer, *rows;
	bool more = false;
	size_t n;
	enum err_code err = stripe_call(ctx, &call, &answer);

	if (err)
		return err_set(ctx, ERR_DOWN, "stripe does not say what it has moved");
	rows = json_find(answer, "data");
	n = json_count(rows);
	for (size_t i = 0; i < n && !err; i++)
		err = take(ctx, l, json_item(rows, i));
	if (!err && json_get_bool(ctx, answer, "has_more", &more))
		more = false;
	*after = more && n > 0 ? json_find_text(json_item(rows, n - 1), "id") : NULL;
	return err ? err_set(ctx, ERR_DOWN, "stripe's list cannot be read") : ERR_OK;
}

static enum err_code read_all(struct ctx *ctx, struct listing *l, const char *what,
    enum err_code (*take)(struct ctx *, struct listing *, const struct json *))
{
	const char *after = NULL;
	int pages = 0;
	enum err_code err;

	do
		err = read_page(ctx, l, what, take, &after);
	while (!err && after && ++pages < PAGES_MAX);
	/* Half a list would call missing what it does not reach. */
	if (!err && after)
		return err_set(
		    ctx, ERR_DOWN, "stripe lists too much of that time: more than %d %s", PAGES_MAX * PAGE, what);
	return err;
}

enum err_code stripe_list(struct ctx *ctx, int64_t from, int64_t to, const struct payment_entry **out, size_t *n)
{
	struct listing l = { .from = from, .to = to };
	enum err_code err = credential_find(ctx, STRIPE_PROVIDER, STRIPE_SECRET_KEY, &l.secret_key, NULL);

	l.from = from - HELD_SECONDS;
	if (!err)
		err = read_all(ctx, &l, "charges", add_charge);
	l.from = from;
	if (!err)
		err = read_all(ctx, &l, "refunds", add_refund);
	*out = l.found.v;
	*n = l.found.n;
	return err;
}
