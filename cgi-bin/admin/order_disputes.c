#include "admin/order.h"
#include "admin/views_orders.h"
#include "base/str.h"
#include "shop/dispute.h"

static const struct {
	const char *what;
	struct status_part status;
} states[] = {
	[DISPUTE_OPEN] = { N_("The customer contests this payment."), { N_("Open"), "bad" } },
	[DISPUTE_WON] = { N_("You have won: the money stays with you."), { N_("Won"), "good" } },
	[DISPUTE_LOST] = { N_("You have lost: the provider takes the money back."), { N_("Lost"), "warn" } },
};
_Static_assert(sizeof states / sizeof *states == DISPUTE_STATE__MAX, "each state has its words");

/* Words of PayPal and Stripe for the same reasons. */
static const struct {
	const char *code;
	const char *words;
} reasons[] = {
	{ "MERCHANDISE_OR_SERVICE_NOT_RECEIVED", N_("The customer says that nothing came.") },
	{ "product_not_received", N_("The customer says that nothing came.") },
	{ "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED", N_("The customer says that the goods are not as described.") },
	{ "product_unacceptable", N_("The customer says that the goods are not as described.") },
	{ "UNAUTHORISED", N_("The customer says that somebody else has paid.") },
	{ "fraudulent", N_("The customer says that somebody else has paid.") },
	{ "CREDIT_NOT_PROCESSED", N_("The customer says that a refund did not come.") },
	{ "credit_not_processed", N_("The customer says that a refund did not come.") },
	{ "DUPLICATE_TRANSACTION", N_("The customer says that it was paid twice.") },
	{ "duplicate", N_("The customer says that it was paid twice.") },
	{ "INCORRECT_AMOUNT", N_("The customer says that the amount is wrong.") },
};

static const char *reason_words(struct ctx *ctx, const char *code)
{
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (str_eq(reasons[i].code, code))
			return view_text(ctx, reasons[i].words);
	return NULL;
}

static const char *provider_word(const char *name)
{
	return str_eq(name, "paypal") ? "PayPal" : str_eq(name, "stripe") ? "Stripe" : name;
}

enum err_code order_disputes(struct ctx *ctx, int64_t order_id, struct order_detail_page *view)
{
	const struct dispute *v;
	size_t n;
	enum err_code e = disputes_of_order(ctx, order_id, &v, &n);
	if (e)
		return e;
	view->disputes = ARENA_ARRAY(ctx->arena, n, struct order_dispute_row);
	view->n_disputes = n;
	for (size_t i = 0; i < n; i++)
		view->disputes[i] = (struct order_dispute_row){
			.amount = v[i].amount,
			.fee = v[i].fee,
			.has_fee = v[i].fee.minor > 0,
			.status = states[v[i].state].status,
			.what = view_text(ctx, states[v[i].state].what),
			.reason = reason_words(ctx, v[i].reason),
			.ref = v[i].ref,
			.provider = provider_word(v[i].provider),
			.at = v[i].opened_at,
			.until = v[i].answer_until,
			.open = v[i].state == DISPUTE_OPEN,
			.answer = v[i].state == DISPUTE_OPEN && v[i].answer_until > 0,
		};
	return ERR_OK;
}
