/* The steps of a walk, legal or not by where the order stands: each by the functions and the role of the program that
 * takes it. A digit, 0 to 9, says what else is left to chance. */
#include <inttypes.h>
#include <stdio.h>

#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/cart.h"
#include "shop/draft.h"
#include "shop/hold.h"
#include "shop/order_expiry.h"
#include "shop/order_room.h"
#include "shop/payment.h"
#include "shop/payment_room.h"
#include "shop/returns.h"
#include "shop/staff.h"
#include "walk_room.h"

static const struct actor clerk = { .kind = ACTOR_SYSTEM };
enum { HOUR = 3600, DAY = 86400 };

static long long of_order(const struct walk *w, const char *text)
{
	return atoll(ask(text, 1, &w->order_id));
}

/* One piece lies free at the first location, and all others at the second: a line of several is split. */
static const char full[] =
    "UPDATE @.stock SET on_hand = CASE location_id WHEN 1 THEN reserved + committed + 1 ELSE 100000000"
    " END WHERE variant_id IN (1, 2) AND (location_id = 1 OR on_hand < 100000000)";

int walk_begin(void **state)
{
	int failed = sale_begin(state);

	if (!failed) {
		sql("INSERT INTO @.location (id, name, is_default, rank) VALUES (2, 'Keller', false, 2)");
		sql("INSERT INTO @.stock (variant_id, location_id, on_hand) VALUES (1, 2, 0), (2, 2, 0)");
	}
	return failed;
}

static long long held(int variant, int location)
{
	return atoll(ask("SELECT sum(reserved + committed) FROM @.stock WHERE variant_id = $1 AND location_id >= $2", 2,
	    (int64_t[]){ variant, location }));
}

void walk_place(struct walk *w)
{
	ask(full, 0, NULL);
	const char *token = ready(w->mugs ? MUG : BOOK, w->mugs ? w->mugs : w->books, "DE", w->method);
	struct order_place p;

	if (w->mugs && w->books && cart_add(as("cart"), token, BOOK, w->books, &token))
		fail_msg("cart_add failed");
	for (int i = 0; i < 2; i++) {
		w->held[i] = held(i + 1, 1);
		w->held_below[i] = held(i + 1, 2);
	}
	w->last_key = w->notices = 0;
	if (place(token, &p))
		fail_msg("order_place failed");
	w->order_id = p.order_id;
	if (w->pickup)
		sql("UPDATE @.orders SET pickup_id = 1 WHERE id = %lld", (long long)w->order_id);
}

/* ---- the shopper ---- */

static enum err_code begin_to_pay(struct walk *w, int digit)
{
	const char *redirect;

	(void)digit;
	return payment_begin(as("checkout"), order_now(w->order_id), "http://h/r", "http://h/n", &redirect);
}

static enum err_code switch_method(struct walk *w, int digit)
{
	static const char *const codes[] = { "demo", "bank_transfer", "cash_on_delivery", "gone" };

	return payment_switch(as("checkout"), order_now(w->order_id), codes[digit % 4]);
}

static enum err_code call_off(struct walk *w, int digit)
{
	(void)digit;
	return order_call_off(as("checkout"), w->order_id);
}

/* Withdraws, or asks; a piece, or as much as there is; now and then more than there is. */
static enum err_code send_back(struct walk *w, int digit)
{
	const struct order *o = order_now(w->order_id);
	struct refund_piece pieces[2];
	struct return_rights rights;
	struct return_wish wish = { .order_id = w->order_id,
		.key = sql("SELECT 'walk%lld-' || count(*) FROM @.return_request", (long long)w->order_id),
		.withdrawal = digit % 2 == 0,
		.reason = digit % 2 ? "size" : "",
		.note = "",
		.pieces = pieces };
	enum err_code err = returns_rights(as("checkout"), o, &rights);

	for (size_t i = 0; !err && i < rights.n_lefts && i < 2; i++)
		pieces[wish.n_pieces++] = (struct refund_piece){ rights.lefts[i].line->id,
			digit < 4 ? 1 : rights.lefts[i].pieces + (digit == 9) };
	if (!err && wish.n_pieces == 0)
		return ERR_CONFLICT;
	return err ? err : return_ask(as("checkout"), &wish);
}

/* ---- the provider ---- */

static const struct payment_provider *demo(void)
{
	return payment_provider("demo");
}

/* Of an attempt of the demo provider, the newest or, by the digit, the oldest; nobody else's is its business. */
static enum err_code tell_of(struct walk *w, int64_t payment_id, struct payment_notice *n, int64_t number_of_notice)
{
	n->key = ask("SELECT key FROM @.payment WHERE id = $1", 1, &payment_id);
	n->notice_id = sql("SELECT 'walk%lld-%lld'", (long long)w->order_id, (long long)number_of_notice);
	n->amount = money_of(atoll(ask("SELECT amount_minor FROM @.payment WHERE id = $1", 1, &payment_id)), "EUR");
	return payment_apply(as("webhook"), demo(), n);
}

static int64_t attempt(const struct walk *w, int digit)
{
	return digit < 7
	           ? of_order(w, "SELECT coalesce(max(id), 0) FROM @.payment WHERE order_id = $1 AND provider = 'demo'")
	           : of_order(
	                 w, "SELECT coalesce(min(id), 0) FROM @.payment WHERE order_id = $1 AND provider = 'demo'");
}

static enum err_code tell(struct walk *w, int digit, enum payment_result result)
{
	int64_t id = attempt(w, digit);
	struct payment_notice n = { .result = result, .provider_ref = "" };
	enum err_code err;

	if (!id)
		return ERR_NOT_FOUND;
	if (result == PAYMENT_CAPTURED || result == PAYMENT_AUTHORISED)
		n.provider_ref = sql("SELECT 'ref' || %lld", (long long)id);
	err = tell_of(w, id, &n, ++w->notices);
	/* One that was not taken may come again, and is news then. */
	w->last_key = err ? 0 : id;
	w->last_result = (int)result;
	return err;
}

static enum err_code pending(struct walk *w, int digit)
{
	return tell(w, digit, PAYMENT_PENDING);
}

static enum err_code authorised(struct walk *w, int digit)
{
	return tell(w, digit, PAYMENT_AUTHORISED);
}

static enum err_code captured(struct walk *w, int digit)
{
	return tell(w, digit, PAYMENT_CAPTURED);
}

static enum err_code failed(struct walk *w, int digit)
{
	return tell(w, digit, PAYMENT_FAILED);
}

/* Broken off; of money that is held: let go. */
static enum err_code cancelled(struct walk *w, int digit)
{
	return tell(w, digit, PAYMENT_CANCELLED);
}

/* The same notice comes once more. */
static enum err_code repeated(struct walk *w, int digit)
{
	struct payment_notice n = { .result = (enum payment_result)w->last_result, .provider_ref = "" };

	(void)digit;
	return w->last_key ? tell_of(w, w->last_key, &n, w->notices) : ERR_NOT_FOUND;
}

/* As it comes by network, signed, of the order's total: of another amount after a change. */
static enum err_code signed_notice(struct walk *w, int digit)
{
	int64_t id = attempt(w, digit);

	return id ? notice(w->order_id, PAYMENT_CAPTURED, ask("SELECT key FROM @.payment WHERE id = $1", 1, &id))
	          : ERR_NOT_FOUND;
}

static enum err_code take(struct walk *w, int digit, bool last)
{
	int64_t id = attempt(w, digit);
	struct payment_notice n = { .result = PAYMENT_CAPTURED, .last = last };
	long long left = id ? atoll(ask("SELECT amount_minor - coalesce(captured_minor, 0) FROM @.payment WHERE id = $1"
	                                " AND state IN ('authorised', 'part_captured')",
	                          1, &id))
	                    : 0;

	if (left < 3)
		return ERR_NOT_FOUND;
	n.part = money_of(left / 3, "EUR");
	n.provider_ref = sql("SELECT 'part' || count(*) || '-' || %lld FROM @.payment_taking", (long long)id);
	w->last_key = 0;
	return tell_of(w, id, &n, ++w->notices);
}

static enum err_code take_part(struct walk *w, int digit)
{
	return take(w, digit, false);
}

static enum err_code take_last(struct walk *w, int digit)
{
	return take(w, digit, true);
}

/* The merchant sent money back at the provider; by the digit it is told before it can be true. */
static enum err_code refund_there(struct walk *w, int digit)
{
	int64_t id = attempt(w, digit);
	struct payment_notice n = { .result = PAYMENT_REFUNDED };

	if (!id)
		return ERR_NOT_FOUND;
	n.provider_ref = sql("SELECT 'there' || count(*) || '-' || %lld FROM @.refund", (long long)id);
	n.refunded =
	    money_of(atoll(ask("SELECT refunded_minor FROM @.payment WHERE id = $1", 1, &id)) + 1 + 137 * digit, "EUR");
	w->last_key = 0;
	return tell_of(w, id, &n, ++w->notices);
}

static enum err_code contest(struct walk *w, int digit)
{
	int64_t id = attempt(w, digit);
	struct payment_notice n = { .result = PAYMENT_DISPUTED, .provider_ref = "" };

	if (!id)
		return ERR_NOT_FOUND;
	n.dispute = (struct payment_dispute){ .ref = sql("SELECT 'case' || %lld", (long long)id),
		.reason = "not_received",
		.state = (enum dispute_state)(digit % DISPUTE_STATE__MAX),
		.amount = money_of(100, "EUR") };
	w->last_key = 0;
	return tell_of(w, id, &n, ++w->notices);
}

/* ---- the merchant ---- */

static enum err_code mark_paid(struct walk *w, int digit)
{
	(void)digit;
	return order_mark_paid(as("admin"), w->order_id, clerk);
}

static enum err_code ship(struct walk *w, int digit)
{
	(void)digit;
	return order_ship(as("admin"), w->order_id, "", "", clerk);
}

static enum err_code ship_one(struct walk *w, int digit)
{
	const struct order *o = order_now(w->order_id);
	struct refund_piece piece = { .line_id = o->lines[(size_t)digit % o->n_lines].id, .quantity = 1 };
	struct ship_part part = {
		.order_id = w->order_id, .carrier = "", .tracking = "", .pieces = &piece, .n_pieces = 1
	};

	for (size_t i = 0; i < o->n_lines; i++)
		part.shipped_before += o->lines[i].shipped;
	return order_ship_part(as("admin"), &part, clerk);
}

static enum err_code make_ready(struct walk *w, int digit)
{
	(void)digit;
	return order_ready(as("admin"), w->order_id, clerk);
}

static enum err_code cancel(struct walk *w, int digit)
{
	(void)digit;
	return order_cancel(as("admin"), w->order_id, clerk);
}

static enum err_code go_on(struct walk *w, int digit)
{
	(void)digit;
	return order_go_on(as("admin"), w->order_id, clerk);
}

static struct ctx *staff_here(void)
{
	static const struct staff somebody = { .id = 1, .email = "a@b.example", .name = "A" };
	struct ctx *ctx = as("admin");

	ctx->staff = &somebody;
	return ctx;
}

/* Other pieces, another price, or none, of what nothing was sent of. */
static enum err_code edit(struct walk *w, int digit)
{
	struct draft_offer offer;
	struct draft d;
	int64_t id;
	enum err_code err = draft_of_order(staff_here(), w->order_id, &id);

	if (!err)
		err = draft_get(staff_here(), id, &d);
	if (err)
		return err;
	d.lines[0].quantity = 1 + digit % 5;
	d.lines[0].unit_minor = digit % 2 ? digit % 3 * 777 : -1;
	/* All of it for nothing. */
	for (size_t i = 0; digit == 9 && i < d.n_lines; i++)
		d.lines[i].unit_minor = 0;
	if (digit == 9) {
		d.shipping = DRAFT_SHIPPING_OWN;
		d.shipping_label = "Frei";
		d.shipping_minor = 0;
	}
	err = draft_save(staff_here(), &d);
	if (!err)
		err = draft_get(staff_here(), id, &d);
	if (!err)
		err = draft_price(staff_here(), &d, &offer);
	if (!err)
		err = draft_apply(staff_here(), &d, offer.quote.total.minor);
	return err;
}

static int64_t given_before(const struct order *o)
{
	int64_t sum = 0;

	for (size_t i = 0; i < o->n_payments; i++)
		sum += o->payments[i].refunded.minor;
	return sum;
}

static enum err_code give(struct walk *w, int digit, bool piece, int64_t shipping, int64_t amount)
{
	const struct order *o = order_now(w->order_id);
	struct refund_piece one = { .line_id = o->lines[(size_t)digit % o->n_lines].id, .quantity = 1 };
	struct refund_part part = { .order_id = w->order_id,
		.pieces = &one,
		.n_pieces = piece,
		.restock = digit >= 5,
		.location_id = digit == 7 ? 2 : 0,
		.shipping = shipping,
		.refunded_before = given_before(o),
		.amount = money_of(amount, "EUR") };
	enum err_code err = amount ? ERR_OK : order_refund_price(as("admin"), o, &part, &part.amount.minor);

	if (err || part.amount.minor <= 0)
		return err ? err : ERR_CONFLICT;
	return order_refund_part(as("admin"), &part, clerk);
}

static enum err_code refund_piece(struct walk *w, int digit)
{
	return give(w, digit, true, 0, 0);
}

static enum err_code refund_shipping(struct walk *w, int digit)
{
	return give(w, digit, false, 10 + 60 * digit, 0);
}

static enum err_code refund_amount(struct walk *w, int digit)
{
	return give(w, digit, false, 0, 1 + 321 * digit);
}

static enum err_code refund_all(struct walk *w, int digit)
{
	(void)digit;
	return order_refund(as("admin"), w->order_id, clerk);
}

/* What was paid too much. */
static enum err_code refund_due(struct walk *w, int digit)
{
	const struct order *o = order_now(w->order_id);
	struct refund_part part = { .order_id = w->order_id,
		.amount = money_of(-o->due.minor, "EUR"),
		.refunded_before = given_before(o),
		.for_edit = true };

	(void)digit;
	return o->due.minor < 0 ? order_refund_part(as("admin"), &part, clerk) : ERR_CONFLICT;
}

/* The provider does not know the payment, and refuses what is asked of it now. */
static enum err_code refund_refused(struct walk *w, int digit)
{
	enum err_code err;

	sql("UPDATE @.payment SET provider_ref = NULL WHERE order_id = %lld AND provider = 'demo'",
	    (long long)w->order_id);
	err = digit < 5 ? refund_all(w, digit) : refund_piece(w, digit);
	sql("UPDATE @.payment SET provider_ref = 'ref' || id WHERE order_id = %lld AND provider = 'demo'"
	    " AND captured_minor > 0",
	    (long long)w->order_id);
	return err;
}

/* It does not answer: what was wished stays open. */
static enum err_code refund_unanswered(struct walk *w, int digit)
{
	enum err_code err;

	provider_away(true);
	err = digit < 4 ? refund_all(w, digit) : digit < 8 ? refund_piece(w, digit) : call_off(w, digit);
	provider_away(false);
	return err == ERR_DOWN ? ERR_CONFLICT : err;
}

static enum err_code refund_again(struct walk *w, int digit)
{
	long long id =
	    digit < 7 ? of_order(w, "SELECT coalesce(max(id), 0) FROM @.refund WHERE order_id = $1 AND state <> 'done'")
	              : of_order(w, "SELECT coalesce(min(id), 0) FROM @.refund WHERE order_id = $1");

	return id ? order_refund_again(as("admin"), w->order_id, id, clerk) : ERR_NOT_FOUND;
}

static long long newest_return(const struct walk *w)
{
	return of_order(w, "SELECT coalesce(max(id), 0) FROM @.return_request WHERE order_id = $1");
}

static enum err_code approve(struct walk *w, int digit)
{
	(void)digit;
	return newest_return(w) ? return_approve(as("admin"), newest_return(w), "Lager", clerk) : ERR_NOT_FOUND;
}

static enum err_code refuse_return(struct walk *w, int digit)
{
	(void)digit;
	return newest_return(w) ? return_refuse(as("admin"), newest_return(w), "Nein", clerk) : ERR_NOT_FOUND;
}

static enum err_code close_return(struct walk *w, int digit)
{
	(void)digit;
	return newest_return(w) ? return_close(as("admin"), newest_return(w), clerk) : ERR_NOT_FOUND;
}

/* All of it, a piece less, or more than was announced; staff may say where it lies now. */
static enum err_code receive(struct walk *w, int digit)
{
	static const int64_t lies_at[10] = { [4] = 1, [6] = 2 };
	struct return_arrival arrivals[4];
	const struct return_request *r;
	long long id = newest_return(w);
	enum err_code err = id ? return_get(as("admin"), id, &r) : ERR_NOT_FOUND;

	if (err)
		return err;
	for (size_t i = 0; i < r->n_lines && i < 4; i++)
		arrivals[i] = (struct return_arrival){ .line_id = r->lines[i].line_id,
			.pieces = r->lines[i].quantity + (digit == 9) - (digit == 8),
			.restock = digit % 2 == 0,
			.condition = "" };
	return return_receive(
	    as("admin"), id, &(struct return_arrivals){ arrivals, r->n_lines, lies_at[digit] }, clerk);
}

static enum err_code refund_return(struct walk *w, int digit)
{
	const struct return_request *r;
	struct refund_part part;
	long long id = newest_return(w);
	enum err_code err = id ? return_get(as("admin"), id, &r) : ERR_NOT_FOUND;

	if (!err)
		err = return_refund_part(as("admin"), r, order_now(w->order_id), &part);
	return err ? err : return_refund(as("admin"), id, part.amount.minor + (digit == 9), clerk);
}

/* ---- the clock ---- */

static enum err_code pieces_kept(struct walk *w, int digit)
{
	(void)digit;
	return hold_over(as("worker"), w->order_id);
}

/* The moment at which the timer goes off. */
static void wait_until(const struct walk *w, const char *text)
{
	int64_t at = of_order(w, text), now = as("worker")->now;

	if (at > now)
		later(at - now);
}

static enum err_code pieces_over(struct walk *w, int digit)
{
	wait_until(w, "SELECT coalesce(extract(epoch FROM kept_until), 0)::bigint FROM @.orders WHERE id = $1");
	return pieces_kept(w, digit);
}

static enum err_code not_ended(struct walk *w, int digit)
{
	(void)digit;
	return order_expiry_due(as("worker"), w->order_id);
}

static enum err_code ended(struct walk *w, int digit)
{
	wait_until(w, "SELECT coalesce(extract(epoch FROM expires_at), 0)::bigint FROM @.orders WHERE id = $1");
	return not_ended(w, digit);
}

static enum err_code expire(struct walk *w, int digit)
{
	(void)digit;
	return order_expire(as("worker"), w->order_id);
}

static enum err_code time_goes_by(struct walk *w, int digit)
{
	(void)w;
	later(digit == 0 ? HOUR : (int64_t)digit * 3 * DAY);
	return ERR_OK;
}

/* ---- nobody ---- */

/* Others buy all that is left, or new pieces come. */
static enum err_code sell_out(struct walk *w, int digit)
{
	(void)w;
	sql("UPDATE @.stock SET on_hand = reserved + committed + %d WHERE variant_id IN (1, 2)",
	    digit < 7 ? 0 : digit - 6);
	return ERR_OK;
}

static enum err_code restock(struct walk *w, int digit)
{
	(void)w;
	(void)digit;
	sql(full);
	return ERR_OK;
}

static enum err_code forbidden(struct walk *w, int digit)
{
	w->unlike = tally_try_forbidden(w, digit);
	return ERR_CONFLICT;
}

const struct act walk_acts[] = {
	{ 'y', "begin to pay", begin_to_pay, 4, false, false },
	{ 'S', "pay another way", switch_method, 2, false, false },
	{ 'X', "cancel by the shopper", call_off, 1, false, false },
	{ 'n', "withdraw or ask to send back", send_back, 4, false, false },
	{ 'g', "told: pending", pending, 2, false, false },
	{ 'h', "told: held", authorised, 4, false, false },
	{ 'c', "told: captured", captured, 6, false, false },
	{ 'C', "told by a signed notice: captured", signed_notice, 2, false, false },
	{ 'f', "told: failed", failed, 2, false, false },
	{ 'k', "told: broken off or let go", cancelled, 2, false, false },
	{ 'R', "told once more", repeated, 2, false, true },
	{ 'q', "a part taken", take_part, 5, false, false },
	{ 'l', "the last part taken", take_last, 2, false, false },
	{ 'B', "told: sent back there", refund_there, 2, false, false },
	{ 'D', "contested", contest, 1, false, false },
	{ 'm', "marked as paid", mark_paid, 4, false, false },
	{ 's', "sent", ship, 4, false, false },
	{ 't', "a piece sent", ship_one, 6, false, false },
	{ 'r', "ready to collect", make_ready, 2, false, false },
	{ 'x', "cancel by staff", cancel, 2, false, false },
	{ 'G', "go on", go_on, 3, false, false },
	{ 'u', "changed", edit, 3, false, false },
	{ 'p', "a piece refunded", refund_piece, 4, true, false },
	{ 'i', "shipping refunded", refund_shipping, 2, true, false },
	{ 'a', "an amount refunded", refund_amount, 3, true, false },
	{ 'z', "all refunded", refund_all, 2, true, false },
	{ 'w', "refunded what was paid too much", refund_due, 2, true, false },
	{ 'j', "a refund that the provider refuses", refund_refused, 2, true, false },
	{ 'J', "a refund without an answer", refund_unanswered, 2, true, false },
	{ 'b', "a refund tried again", refund_again, 3, true, false },
	{ 'A', "return approved", approve, 3, false, false },
	{ 'N', "return refused", refuse_return, 1, false, false },
	{ 'V', "return received", receive, 3, false, false },
	{ 'Z', "return refunded", refund_return, 3, true, false },
	{ 'K', "return closed", close_return, 1, false, false },
	{ 'O', "timer of the pieces, early", pieces_kept, 1, false, false },
	{ 'o', "timer of the pieces", pieces_over, 3, false, false },
	{ 'E', "timer of the end, early", not_ended, 1, false, false },
	{ 'e', "timer of the end", ended, 4, false, false },
	{ 'Q', "expire", expire, 1, false, false },
	{ 'L', "time goes by", time_goes_by, 2, false, true },
	{ 'F', "all sold to others", sell_out, 2, false, false },
	{ 'U', "new pieces", restock, 2, false, false },
	{ 'd', "a forbidden change", forbidden, 10, false, true },
};
const size_t walk_acts_n = sizeof walk_acts / sizeof *walk_acts;

const struct act *walk_act(char letter)
{
	for (size_t i = 0; i < walk_acts_n; i++)
		if (walk_acts[i].letter == letter)
			return &walk_acts[i];
	return NULL;
}
