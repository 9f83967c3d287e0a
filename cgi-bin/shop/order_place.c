#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/cart_room.h"
#include "shop/hold.h"
#include "shop/ledger.h"
#include "shop/order_room.h"
#include "shop/outbox.h"
#include "shop/payment.h"
#include "shop/pickup.h"
#include "shop/stock.h"
#include "shop/tax.h"
#include "shop/tenant.h"
#include "shop/withdrawal.h"

static enum err_code find_placed(struct ctx *ctx, struct bytes hash, struct order_place *place)
{
	struct cart_by_token_row cart;
	struct order_by_place_key_row order;
	struct order_by_place_key_in in;
	enum err_code err = q_cart_by_token_one(ctx, &(struct cart_by_token_in){ .token_hash = hash }, &cart);

	if (err)
		return err;
	in.place_key = arena_printf(ctx->arena, "%" PRId64, cart.id);
	err = q_order_by_place_key_one(ctx, &in, &order);
	if (err)
		return err;
	place->order_id = order.id;
	place->number = order.number;
	place->token = order.token;
	place->again = true;
	return ERR_OK;
}

static enum err_code check_lines(struct ctx *ctx, const struct cart *cart)
{
	if (cart->n_lines == 0)
		return refuse(ctx, "", "cart_empty", NULL, NULL);
	for (size_t i = 0; i < cart->n_lines; i++) {
		const struct cart_line *l = &cart->lines[i];

		if (l->trouble == CART_SHORT || l->trouble == CART_SOLD_OUT)
			return refuse(ctx, "", "sold_out", l->name, arena_printf(ctx->arena, "%" PRId64, l->available));
	}
	if (cart->blocked || cart->price_changed)
		return refuse(ctx, "", "cart_changed", NULL, NULL);
	if (!cart->contact)
		return refuse(ctx, "", "contact_missing", NULL, NULL);
	return ERR_OK;
}

static bool ships(const struct cart *cart)
{
	for (size_t i = 0; i < cart->n_lines; i++)
		if (cart->lines[i].requires_shipping)
			return true;
	return false;
}

/* The order goes to the place, in the name of who collects it. */
static enum err_code choose_pickup(struct ctx *ctx, struct placing *p)
{
	const struct pickup *place;
	struct contact *contact = ARENA_NEW(ctx->arena, struct contact);
	enum err_code err = pickup_get(ctx, p->cart.pickup_id, &place);

	if (err)
		return err;
	if (!place->active)
		return refuse(ctx, "", "pickup_gone", NULL, NULL);
	*contact = *p->cart.contact;
	contact->address = pickup_address(place, contact->address.name);
	p->cart.contact = contact;
	p->pickup_id = place->id;
	p->shipping = pickup_offer(ctx, place, &p->cart);
	return ERR_OK;
}

static enum err_code choose_shipping(struct ctx *ctx, struct placing *p)
{
	const struct shipping_offer *offers;
	size_t n;
	enum err_code err;

	if (p->cart.pickup_id && ships(&p->cart))
		return choose_pickup(ctx, p);
	/* Who wanted to collect told no address. */
	if (str_empty(p->cart.contact->address.line1))
		return refuse(ctx, "", "contact_missing", NULL, NULL);
	err = shipping_offers(ctx, &p->cart, p->cart.contact->address.country, &offers, &n);
	if (err)
		return err;
	for (size_t i = 0; i < n; i++) {
		if (offers[i].method_id != 0 && offers[i].method_id != p->cart.shipping_method_id)
			continue;
		p->shipping = offers[i];
		return ERR_OK;
	}
	return refuse(ctx, "", "shipping_gone", NULL, NULL);
}

static enum err_code choose_payment(struct ctx *ctx, struct placing *p)
{
	const struct payment_choice *choices;
	size_t n;
	enum err_code err = payment_choices(ctx, p->cart.contact->address.country, &choices, &n);

	if (err)
		return err;
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(choices[i].code, p->cart.payment_method))
			continue;
		p->payment = choices[i];
		p->provider = payment_provider(choices[i].provider);
		return ERR_OK;
	}
	return refuse(ctx, "", "payment_gone", NULL, NULL);
}

/* Nobody is bound by what no page has told. */
static enum err_code check_told(struct ctx *ctx, const struct placing *p)
{
	bool agree;
	const char *told = withdrawal_told_cart(ctx, &p->cart, p->cart.contact->address.country, &agree);

	if (!str_eq(told, p->place->told ? p->place->told : ""))
		return refuse(ctx, "", "told_changed", NULL, NULL);
	return agree && !p->place->agreed ? refuse(ctx, "agreed", "agree_first", NULL, NULL) : ERR_OK;
}

/* It is the reader's own, by a cookie, which another tab may have changed since. */
static bool is_other_currency(const struct placing *p)
{
	return !str_empty(p->place->shown_currency) && !str_eq(p->place->shown_currency, p->quote.total.currency);
}

/* What the shopper is to pay, now, under the cart's lock. */
static enum err_code read_cart(struct ctx *ctx, struct placing *p)
{
	enum err_code err = cart_load_any(ctx, p->place->cart_token, &p->cart);

	if (!err)
		err = check_lines(ctx, &p->cart);
	if (err)
		return err;
	p->place_key = arena_printf(ctx->arena, "%" PRId64, p->cart.id);
	if (!p->cart.pickup_id) {
		payment_choices_ahead(ctx, p->cart.contact->address.country);
		tax_table_ahead(ctx, p->cart.contact->address.country);
	}
	err = choose_shipping(ctx, p);
	if (!err)
		err = choose_payment(ctx, p);
	if (!err)
		err = quote_cart(ctx, &p->cart, p->cart.contact->address.country, &p->shipping, &p->quote);
	if (!err && (p->quote.total.minor != p->place->shown_total || is_other_currency(p)))
		err = refuse(ctx, "", "total_changed", NULL, NULL);
	if (!err)
		err = check_told(ctx, p);
	if (!err && p->quote.total.minor > 0 && !payment_takes(p->provider, p->quote.total))
		err = refuse(ctx, "", "payment_gone", NULL, NULL);
	return err;
}

static int64_t kept_until(const struct ctx *ctx, const struct placing *p, const struct order_ids_row *shop)
{
	struct hold_times times = { .online = shop->hold_seconds, .transfer = shop->hold_transfer_seconds };
	int64_t seconds = hold_seconds(&times, p->provider, p->quote.total.minor, p->actor.kind == ACTOR_STAFF);

	/* What is told of the past is not waited for. */
	if (ctx->silent)
		return 0;
	for (size_t i = 0; i < p->cart.n_lines && seconds > 0; i++)
		if (p->cart.lines[i].tracked)
			return ctx->now + seconds;
	return 0;
}

static enum err_code take_ids(struct ctx *ctx, struct placing *p)
{
	struct order_ids_row *ids;
	struct order_line_ids_row *lines;
	size_t n, n_lines;
	int64_t *line_ids = ARENA_ARRAY(ctx->arena, p->cart.n_lines, int64_t);
	enum err_code err;

	q_order_ids_queue(ctx, &ids, &n);
	q_order_line_ids_queue(ctx, &(struct order_line_ids_in){ .n = (int64_t)p->cart.n_lines }, &lines, &n_lines);
	err = db_flush(ctx);
	if (err)
		return err;
	BUG_IF(n != 1 || n_lines != p->cart.n_lines);
	p->order_id = ids->order_id;
	p->event_id = ids->event_id;
	p->number = arena_printf(ctx->arena, "%s%" PRId64, ctx->settings->order_prefix, ids->number);
	p->kept_until = kept_until(ctx, p, ids);
	for (size_t i = 0; i < n_lines; i++)
		line_ids[i] = lines[i].id;
	p->line_ids = line_ids;
	return ERR_OK;
}

static void queue_order(struct ctx *ctx, const struct placing *p)
{
	const struct quote *q = &p->quote;
	struct order_insert_in in = {
		.id = p->order_id,
		.number = p->number,
		.token = p->token,
		.place_key = p->place_key,
		.channel = p->channel,
		.pickup_id = p->pickup_id,
		.pickup_id_null = p->pickup_id == 0,
		.payment_state = q->total.minor > 0 ? "unpaid" : "paid",
		.locale = ctx->locale,
		.currency = ctx->currency,
		.rate_nano = settings_currency(ctx->settings, ctx->currency)->rate_nano,
		.tax_mode = ctx->settings->prices_gross ? "gross" : "net",
		.tax_country = p->cart.contact->address.country,
		.payment_method = p->payment.code,
		.payment_label = p->payment.name,
		.shipping_method_id = p->shipping.method_id,
		.shipping_method_id_null = p->shipping.method_id == 0,
		.shipping_label = p->shipping.name,
		.items_net = q->items.net,
		.items_gross = q->items.gross,
		.shipping_net = q->shipping_split.net,
		.shipping_gross = q->shipping_split.gross,
		.tax_minor = q->tax.minor,
		.total_minor = q->total.minor,
		.now = ctx->now,
		.pieces = p->kept_until ? "reserved" : "committed",
		.kept_until = p->kept_until,
		.kept_until_null = p->kept_until == 0,
	};

	q_order_insert_queue(ctx, &in);
}

/* One column of the lines, as an array. */
#define COLUMN(type, value)                                                                                            \
	({                                                                                                             \
		type *v_ = ARENA_ARRAY(ctx->arena, n, type);                                                           \
		for (size_t i_ = 0; i_ < n; i_++) {                                                                    \
			const struct quote_line *q = &p->quote.lines[i_];                                              \
			const struct cart_line *l = q->line;                                                           \
			(void)l;                                                                                       \
			v_[i_] = (value);                                                                              \
		}                                                                                                      \
		v_;                                                                                                    \
	})
#define NUMBERS(value) ((struct bigints){ .v = COLUMN(int64_t, value), .n = n })
#define WORDS(value) ((struct texts){ .v = COLUMN(const char *, value), .n = n })

static void queue_lines(struct ctx *ctx, const struct placing *p)
{
	size_t n = p->cart.n_lines;
	struct order_lines_insert_in in = {
		.order_id = p->order_id,
		.ids = { .v = p->line_ids, .n = n },
		.variants = NUMBERS(l->variant_id),
		.names = WORDS(l->name),
		.skus = WORDS(l->sku),
		.options = WORDS(l->options),
		.pictures = WORDS(l->picture),
		.tax_classes = WORDS(l->tax_class),
		.quantities = NUMBERS(l->quantity),
		.grams = NUMBERS(l->grams),
		.requires_shipping = NUMBERS(l->requires_shipping),
		.unit_nets = NUMBERS(q->unit_net),
		.unit_grosses = NUMBERS(q->unit_gross),
		.line_nets = NUMBERS(q->split.net),
		.line_grosses = NUMBERS(q->split.gross),
		.committed = NUMBERS(l->tracked),
		.no_withdrawals = WORDS(withdrawal_kept(l->no_withdrawal, p->place && p->place->agreed)),
	};

	q_order_lines_insert_queue(ctx, &in);
}

/* A row a line, and one for shipping where it costs anything. */
static void queue_taxes(struct ctx *ctx, const struct placing *p)
{
	size_t n = p->cart.n_lines, rows = n + (p->shipping.price.minor > 0);
	int64_t *lines = ARENA_ARRAY(ctx->arena, rows, int64_t), *ppms = ARENA_ARRAY(ctx->arena, rows, int64_t);
	int64_t *bases = ARENA_ARRAY(ctx->arena, rows, int64_t), *amounts = ARENA_ARRAY(ctx->arena, rows, int64_t);
	const char **names = ARENA_ARRAY(ctx->arena, rows, const char *);
	struct order_taxes_insert_in in = { .order_id = p->order_id, .jurisdiction = p->cart.contact->address.country };

	for (size_t i = 0; i < rows; i++) {
		const struct tax_rate *rate = i < n ? p->quote.lines[i].rate : p->quote.shipping_rate;
		const struct tax_split *split = i < n ? &p->quote.lines[i].split : &p->quote.shipping_split;

		lines[i] = i < n ? p->line_ids[i] : 0;
		names[i] = rate->name;
		ppms[i] = rate->ppm;
		bases[i] = split->net;
		amounts[i] = split->tax;
	}
	in.lines = (struct bigints){ .v = lines, .n = rows };
	in.names = (struct texts){ .v = names, .n = rows };
	in.ppms = (struct bigints){ .v = ppms, .n = rows };
	in.bases = (struct bigints){ .v = bases, .n = rows };
	in.amounts = (struct bigints){ .v = amounts, .n = rows };
	q_order_taxes_insert_queue(ctx, &in);
}

static void queue_person(struct ctx *ctx, const struct placing *p)
{
	const struct contact *c = p->cart.contact;
	struct order_contact_insert_in contact = { .order_id = p->order_id, .email = c->email, .phone = c->phone };
	struct order_address_insert_in address = {
		.order_id = p->order_id,
		.name = c->address.name,
		.company = c->address.company,
		.line1 = c->address.line1,
		.line2 = c->address.line2,
		.city = c->address.city,
		.region = c->address.region,
		.postcode = c->address.postcode,
		.country = c->address.country,
	};

	q_order_contact_insert_queue(ctx, &contact);
	q_order_address_insert_queue(ctx, &address);
}

/* The first attempt to pay; nothing is left to pay where the total is 0. */
static void queue_payment(struct ctx *ctx, const struct placing *p)
{
	char key[CRYPTO_TOKEN_SIZE];
	struct payment_insert_in in = {
		.order_id = p->order_id,
		.key = key,
		.provider = p->payment.provider,
		.method = p->payment.code,
		.state = p->provider->start ? "created" : "pending",
		.currency = ctx->currency,
		.amount_minor = p->quote.total.minor,
		.now = ctx->now,
	};

	crypto_token(key);
	if (in.amount_minor == 0)
		in.state = "captured";
	q_payment_insert_queue(ctx, &in, NULL, NULL);
}

/* The order's first state, and what it means for the books. */
static void queue_beginning(struct ctx *ctx, const struct placing *p)
{
	struct state_placed_in in = {
		.id = p->event_id,
		.order_id = p->order_id,
		.at = ctx->now,
		.actor = actor_name(p->actor.kind),
		.actor_id = p->actor.id,
		.actor_id_null = p->actor.id == 0,
		.cause = p->channel,
	};
	struct ledger_cause cause = { .order_id = p->order_id,
		.event_id = p->event_id,
		.effect = "placed",
		.at = ctx->now,
		.currency = ctx->currency };
	size_t n = p->cart.n_lines;
	struct ledger_entry e;

	q_state_placed_queue(ctx, &in);
	ledger_begin(&e, ctx->arena);
	for (size_t i = 0; i <= n; i++) {
		const struct tax_rate *rate = i < n ? p->quote.lines[i].rate : p->quote.shipping_rate;
		const struct tax_split *split = i < n ? &p->quote.lines[i].split : &p->quote.shipping_split;
		struct ledger_cell cell = { .shipping = i == n, .net = split->net, .tax = split->tax };

		cell.country = p->cart.contact->address.country;
		cell.ppm = rate ? rate->ppm : 0;
		ledger_sale(&e, &cell, 1);
	}
	ledger_post_queue(ctx, &cause, &e);
}

static enum err_code take_stock(struct ctx *ctx, const struct placing *p)
{
	size_t n = 0;
	struct stock_take *takes = ARENA_ARRAY(ctx->arena, p->cart.n_lines, struct stock_take);
	enum err_code err;

	for (size_t i = 0; i < p->cart.n_lines; i++)
		if (p->cart.lines[i].tracked)
			takes[n++] = (struct stock_take){ .variant_id = p->cart.lines[i].variant_id,
				.quantity = p->cart.lines[i].quantity,
				.left = -1 };
	err = hold_begin(ctx, p->order_id, p->kept_until, takes, n);
	if (err != ERR_CONFLICT)
		return err;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < p->cart.n_lines; k++)
			if (takes[i].left >= 0 && takes[i].variant_id == p->cart.lines[k].variant_id)
				return refuse(ctx, "", "sold_out", p->cart.lines[k].name,
				    arena_printf(ctx->arena, "%" PRId64, takes[i].left));
	return err;
}

enum err_code order_write(struct ctx *ctx, struct placing *p)
{
	enum err_code err = take_ids(ctx, p);

	if (err)
		return err;
	queue_order(ctx, p);
	queue_lines(ctx, p);
	queue_taxes(ctx, p);
	queue_person(ctx, p);
	queue_payment(ctx, p);
	queue_beginning(ctx, p);
	err = db_flush_along(ctx);
	if (!err)
		err = order_event(ctx, p->order_id, "placed", p->actor, NULL);
	if (!err && p->quote.total.minor == 0)
		err = order_event(ctx, p->order_id, "paid", p->actor, NULL);
	if (!err)
		err = outbox_add(ctx, OUTBOX_MAIL_PLACED, p->order_id, 0);
	/* Last, so that the rows that many buyers want are locked for the shortest time. */
	return err ? err : take_stock(ctx, p);
}

static enum err_code place_tx(struct ctx *ctx, void *arg)
{
	struct placing *p = arg;
	struct order_place *place = p->place;
	struct bytes hash;
	enum err_code err = cart_hash(ctx, place->cart_token, &hash);

	place->again = false;
	if (err)
		return err;
	err = q_cart_take_one(ctx, &(struct cart_take_in){ .token_hash = hash, .now = ctx->now }, NULL);
	if (err == ERR_NOT_FOUND)
		return find_placed(ctx, hash, place);
	if (!err)
		err = read_cart(ctx, p);
	if (!err)
		err = order_write(ctx, p);
	if (err)
		return err;
	place->order_id = p->order_id;
	place->number = p->number;
	place->token = p->token;
	return ERR_OK;
}

enum err_code order_place(struct ctx *ctx, struct order_place *place)
{
	char token[CRYPTO_TOKEN_SIZE];
	struct placing p = { .place = place, .channel = "web", .actor = { .kind = ACTOR_SHOPPER } };
	enum err_code err;

	crypto_token(token);
	p.token = arena_strdup(ctx->arena, token);
	err = db_tx(ctx, place_tx, &p);
	if (!err && str_eq(place->token, token))
		place->again = false;
	return err;
}
