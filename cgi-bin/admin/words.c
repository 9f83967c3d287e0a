#include "admin/words.h"

#include <inttypes.h>

#include "admin/pages.h"
#include "base/str.h"
#include "kit/text.h"

struct word {
	const char *code; /* NULL ends the table; its label is the neutral one */
	struct status_part status;
};

static const struct word order_words[] = {
	{ "placed", { N_("In progress"), "calm" } },
	{ "completed", { N_("Completed"), "good" } },
	{ "cancelled", { N_("Cancelled"), "bad" } },
	{ "expired", { N_("Expired"), "bad" } },
	{ NULL, { N_("Unknown"), "calm" } },
};
static const struct word payment_words[] = {
	{ "unpaid", { N_("Unpaid"), "warn" } },
	{ "part_paid", { N_("Partly paid"), "warn" } },
	{ "paid", { N_("Paid"), "good" } },
	{ "part_refunded", { N_("Partly refunded"), "warn" } },
	{ "refunded", { N_("Refunded"), "calm" } },
	{ NULL, { N_("Unknown"), "calm" } },
};
static const struct word shipping_words[] = {
	{ "unshipped", { N_("Not shipped"), "warn" } },
	{ "ready", { N_("Ready to collect"), "calm" } },
	{ "part_shipped", { N_("Partly shipped"), "warn" } },
	{ "shipped", { N_("Shipped"), "good" } },
	{ NULL, { N_("Unknown"), "calm" } },
};
static const struct word pickup_words[] = {
	{ "unshipped", { N_("Not ready yet"), "warn" } },
	{ "ready", { N_("Ready to collect"), "calm" } },
	{ "part_shipped", { N_("Partly collected"), "warn" } },
	{ "shipped", { N_("Collected"), "good" } },
	{ NULL, { N_("Unknown"), "calm" } },
};
static const struct word refund_words[] = {
	{ "requested", { N_("No answer yet"), "warn" } },
	{ "done", { N_("Sent back"), "good" } },
	{ "failed", { N_("Refused"), "bad" } },
	{ NULL, { N_("Unknown"), "calm" } },
};
static const struct word return_words[] = {
	{ "requested", { N_("To be answered"), "warn" } },
	{ "approved", { N_("On its way"), "calm" } },
	{ "refused", { N_("Refused"), "calm" } },
	{ "received", { N_("To be refunded"), "warn" } },
	{ "closed", { N_("Closed"), "good" } },
	{ NULL, { N_("Unknown"), "calm" } },
};
static const struct word product_words[] = {
	{ "active", { N_("For sale"), "good" } },
	{ "draft", { N_("Draft"), "calm" } },
	{ "archived", { N_("Archived"), "calm" } },
	{ NULL, { N_("Unknown"), "calm" } },
};

static struct status_part find(const struct word *w, const char *code)
{
	while (w->code && !str_eq(w->code, code))
		w++;
	return w->status;
}

/* What a cancelled order still lacks will not come. */
static struct status_part without_alarm(struct status_part s, const char *order_state)
{
	if (order_is_off(order_state) && str_eq(s.kind, "warn"))
		s.kind = "calm";
	return s;
}

struct status_part order_status(const char *state)
{
	return find(order_words, state);
}

struct status_part payment_status(const char *state, const char *payment_state)
{
	return without_alarm(find(payment_words, payment_state), state);
}

struct status_part shipping_status(const char *state, const char *shipping_state)
{
	return without_alarm(find(shipping_words, shipping_state), state);
}

struct status_part pickup_status(const char *state, const char *shipping_state)
{
	return without_alarm(find(pickup_words, shipping_state), state);
}

struct status_part refund_status(const char *state)
{
	return find(refund_words, state);
}

struct status_part return_status(const char *state)
{
	return find(return_words, state);
}

struct status_part product_status(const char *state)
{
	return find(product_words, state);
}

static const struct {
	const char *kind, *what;
} events[] = {
	{ "placed", N_("Order placed") },
	{ "paid", N_("Payment received") },
	{ "paid_after_cancel", N_("Payment received after the order was cancelled: please refund it") },
	{ "paid_twice", N_("Paid a second time: please refund it") },
	{ "payment_failed", N_("Payment failed") },
	{ "payment_authorised", N_("Payment approved; the money is held") },
	{ "payment_cancelled", N_("Payment broken off") },
	{ "part_paid", N_("A part of the payment received") },
	{ "ready", N_("Ready to collect") },
	{ "shipped", N_("Shipped") },
	{ "part_shipped", N_("A part shipped") },
	{ "edited", N_("Order changed") },
	{ "completed", N_("Completed") },
	{ "cancelled", N_("Cancelled") },
	{ "expired", N_("Cancelled, since no payment came") },
	{ "let_go", N_("No payment came in time: its pieces are for sale again") },
	{ "sold_out", N_("Paid, but sold out meanwhile: please refund it") },
	{ "went_on", N_("Goes on, since it was paid after all") },
	{ "refunded", N_("Refunded") },
	{ "refund_failed", N_("Refund failed") },
	{ "dispute_opened", N_("The customer contests the payment") },
	{ "dispute_won", N_("Dispute won") },
	{ "dispute_lost", N_("Dispute lost") },
	{ "withdrawn", N_("Withdrawn from") },
	{ "return_asked", N_("Return asked for") },
	{ "return_approved", N_("Return approved") },
	{ "return_refused", N_("Return refused") },
	{ "return_received", N_("Return received") },
	{ "return_closed", N_("Return closed") },
};

const char *event_what(const char *kind)
{
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		if (str_eq(events[i].kind, kind))
			return events[i].what;
	return N_("Order changed");
}

static const char *const actors[] = {
	[ACTOR_SHOPPER] = N_("Customer"),
	[ACTOR_STAFF] = N_("Staff"),
	[ACTOR_PROVIDER] = N_("Payment provider"),
	[ACTOR_SYSTEM] = N_("System"),
};
_Static_assert(sizeof actors / sizeof actors[0] == ACTOR__MAX, "each actor has its word");

const char *event_who(struct ctx *ctx, const struct order_event *e)
{
	return e->actor_name ? e->actor_name : view_text(ctx, actors[e->actor]);
}

static struct order_row_part row_part(struct ctx *ctx, const struct order_row *o)
{
	bool cancelled = order_is_off(o->state);
	return (struct order_row_part){
		.id = o->id,
		.number = o->number,
		.url = admin_url(ctx, arena_printf(ctx->arena, "/orders/%" PRId64, o->id)),
		.placed_at = o->placed_at,
		.name = o->name,
		.country = text_country_name(ctx->arena, ctx->locale, o->country),
		.pieces = o->pieces,
		.total = o->total,
		.payment = payment_status(o->state, o->payment_state),
		.shipping = cancelled ? order_status(o->state) : shipping_status(o->state, o->shipping_state),
	};
}

struct order_row_part *order_row_parts(struct ctx *ctx, const struct order_rows *rows)
{
	struct order_row_part *parts = ARENA_ARRAY(ctx->arena, rows->n, struct order_row_part);
	for (size_t i = 0; i < rows->n; i++)
		parts[i] = row_part(ctx, &rows->v[i]);
	return parts;
}
