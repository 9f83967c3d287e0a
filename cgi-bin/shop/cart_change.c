#include "shop/cart.h"

#include <inttypes.h>

#include "base/limits.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/cart_room.h"
#include "shop/pickup.h"
#include "shop/price.h"
#include "shop/tenant.h"

/* A change of one line inside its transaction. */
struct change {
	const char *token;
	const char *new_token; /* where the cart may be made; NULL where it must exist */
	int64_t variant_id;
	int64_t quantity;
	bool add;          /* to what is there already */
	const char *heard; /* of an add: as the line keeps it; NULL for none */
	bool made;         /* the cart is new and answers to new_token */
};

static const char *digits(struct ctx *ctx, int64_t n)
{
	return arena_printf(ctx->arena, "%" PRId64, n);
}

/* The open cart's id, its row locked; a new one where the change allows it. */
static enum err_code lock_cart(struct ctx *ctx, struct change *c, int64_t *id)
{
	struct bytes hash;
	struct cart_lock_row row;
	struct cart_make_row made;
	enum err_code err = cart_hash(ctx, c->token, &hash);

	c->made = false;
	if (!err)
		err = q_cart_lock_one(ctx, &(struct cart_lock_in){ .token_hash = hash }, &row);
	if (!err)
		*id = row.id;
	if (err != ERR_NOT_FOUND || !c->new_token)
		return err;
	err = cart_hash(ctx, c->new_token, &hash);
	if (!err)
		err = q_cart_make_one(ctx, &(struct cart_make_in){ .token_hash = hash, .now = ctx->now }, &made);
	if (!err)
		*id = made.id;
	c->made = !err;
	return err;
}

/* had: the unit price of as many pieces as were there. */
static enum err_code put_line(struct ctx *ctx, const struct change *c, int64_t cart_id, struct money unit, int64_t had)
{
	struct cart_line_put_in in = {
		.cart_id = cart_id,
		.variant_id = c->variant_id,
		.quantity = c->quantity,
		.seen_minor = unit.minor,
		.seen_currency = unit.currency,
		.had_minor = had,
		.now = ctx->now,
		.heard = c->add ? c->heard : NULL,
	};

	if (!c->add)
		q_cart_lines_unheard_queue(ctx, &(struct cart_lines_unheard_in){ .cart_id = cart_id });
	q_cart_line_put_queue(ctx, &in);
	q_cart_touch_queue(ctx, &(struct cart_touch_in){ .id = cart_id, .now = ctx->now });
	return db_flush_along(ctx);
}

static enum err_code set_line(struct ctx *ctx, const struct change *c, int64_t cart_id)
{
	struct cart_variant_in in = {
		.cart_id = cart_id,
		.variant_id = c->variant_id,
		.currency = ctx->currency,
		.own_currency = ctx->settings->currency,
		.at = ctx->now,
		.quantity = c->quantity,
		.added = c->add,
		.heard = c->add ? c->heard : NULL,
	};
	struct cart_variant_row v;
	struct money unit;
	struct change put = *c;
	int64_t had = -1;
	enum err_code err = q_cart_variant_one(ctx, &in, &v);

	if (err || v.again)
		return err;
	unit = price_choose(ctx, v.entered, v.own, ctx->currency);
	if (v.had > 0 && v.had_own >= 0)
		had = price_choose(ctx, v.had_entered, v.had_own, ctx->currency).minor;
	if (c->add)
		put.quantity += v.had;
	if (!v.endless && put.quantity > v.available)
		return refuse(
		    ctx, "quantity", "quantity_available", digits(ctx, v.available > 0 ? v.available : 0), NULL);
	if (put.quantity > LIMIT_QUANTITY || unit.minor > LIMIT_MINOR / put.quantity)
		return refuse(ctx, "quantity", "quantity_available", digits(ctx, LIMIT_QUANTITY), NULL);
	if (v.had == 0 && v.lines >= LIMIT_CART_LINES)
		return refuse(ctx, "quantity", "cart_full", digits(ctx, LIMIT_CART_LINES), NULL);
	return put_line(ctx, &put, cart_id, unit, had);
}

static enum err_code remove_line(struct ctx *ctx, const struct change *c, int64_t cart_id)
{
	struct cart_line_remove_in in = { .cart_id = cart_id, .variant_id = c->variant_id };

	q_cart_lines_unheard_queue(ctx, &(struct cart_lines_unheard_in){ .cart_id = cart_id });
	q_cart_line_remove_queue(ctx, &in);
	q_cart_touch_queue(ctx, &(struct cart_touch_in){ .id = cart_id, .now = ctx->now });
	return db_flush_along(ctx);
}

static enum err_code change_tx(struct ctx *ctx, void *arg)
{
	struct change *c = arg;
	int64_t id;
	struct cart_line_quantity_row there;
	enum err_code err = lock_cart(ctx, c, &id);

	if (err)
		return err;
	if (c->quantity == 0)
		return remove_line(ctx, c, id);
	if (!c->add) {
		struct cart_line_quantity_in in = { .cart_id = id, .variant_id = c->variant_id };

		/* A form that sends every line back changes nothing on those left as they were, sold out or not. */
		err = q_cart_line_quantity_one(ctx, &in, &there);
		if (err || there.quantity == c->quantity)
			return err;
	}
	return set_line(ctx, c, id);
}

enum err_code cart_add_heard(
    struct ctx *ctx, const char *token, const char *heard, int64_t variant_id, int64_t quantity, const char **token_out)
{
	char fresh[CRYPTO_TOKEN_SIZE];
	struct change c = { .token = token, .variant_id = variant_id, .quantity = quantity, .add = true };
	enum err_code err;

	if (quantity < 1)
		return refuse(ctx, "quantity", "too_small", "1", NULL);
	if (quantity > LIMIT_QUANTITY)
		return refuse(ctx, "quantity", "too_large", digits(ctx, LIMIT_QUANTITY), NULL);
	crypto_token(fresh);
	c.new_token = fresh;
	if (heard)
		c.heard = arena_printf(ctx->arena, "%s+%" PRId64, heard, quantity);
	err = db_tx(ctx, change_tx, &c);
	if (!err || err == ERR_UNKNOWN)
		*token_out = arena_strdup(ctx->arena, c.made ? fresh : token);
	return err;
}

enum err_code cart_add(struct ctx *ctx, const char *token, int64_t variant_id, int64_t quantity, const char **token_out)
{
	return cart_add_heard(ctx, token, NULL, variant_id, quantity, token_out);
}

enum err_code cart_set(struct ctx *ctx, const char *token, int64_t variant_id, int64_t quantity)
{
	struct change c = { .token = token, .variant_id = variant_id, .quantity = quantity };

	if (quantity < 0)
		return refuse(ctx, "quantity", "too_small", "0", NULL);
	if (quantity > LIMIT_QUANTITY)
		return refuse(ctx, "quantity", "too_large", digits(ctx, LIMIT_QUANTITY), NULL);
	return db_tx(ctx, change_tx, &c);
}

enum err_code cart_seen(struct ctx *ctx, const struct cart *cart)
{
	int64_t *variants = ARENA_ARRAY(ctx->arena, cart->n_lines, int64_t);
	int64_t *minors = ARENA_ARRAY(ctx->arena, cart->n_lines, int64_t);
	struct cart_lines_seen_in in = { .cart_id = cart->id, .currency = ctx->currency };

	for (size_t i = 0; i < cart->n_lines; i++) {
		variants[i] = cart->lines[i].variant_id;
		minors[i] = cart->lines[i].unit.minor;
	}
	in.variants = (struct bigints){ .v = variants, .n = cart->n_lines };
	in.minors = (struct bigints){ .v = minors, .n = cart->n_lines };
	return q_cart_lines_seen(ctx, &in, NULL);
}

struct contact_put {
	int64_t cart_id;
	int64_t pickup_id; /* 0 for none */
	const struct contact *contact;
};

static enum err_code contact_tx(struct ctx *ctx, void *arg)
{
	const struct contact_put *put = arg;
	const struct contact *c = put->contact;
	struct cart_contact_put_in in = {
		.cart_id = put->cart_id,
		.email = c->email,
		.phone = c->phone,
		.name = c->address.name,
		.company = c->address.company,
		.line1 = c->address.line1,
		.line2 = c->address.line2,
		.city = c->address.city,
		.region = c->address.region,
		.postcode = c->address.postcode,
		.country = c->address.country,
	};
	struct cart_pickup_put_in pickup = {
		.id = put->cart_id,
		.pickup_id = put->pickup_id,
		.pickup_id_null = put->pickup_id == 0,
		.now = ctx->now,
	};
	enum err_code err = q_cart_lock_id_one(ctx, &(struct cart_lock_id_in){ .id = put->cart_id }, NULL);

	if (!err)
		err = q_cart_pickup_put(ctx, &pickup, NULL);
	return err ? err : q_cart_contact_put(ctx, &in, NULL);
}

enum err_code cart_set_contact(struct ctx *ctx, const struct cart *cart, struct contact *contact)
{
	struct contact_put put = { .cart_id = cart->id, .contact = contact };
	enum err_code err = address_check(ctx, &contact->address);

	if (str_empty(contact->email))
		err = refuse(ctx, "email", "required", NULL, NULL);
	if (!contact->phone)
		contact->phone = "";
	if (err)
		return err;
	return db_tx(ctx, contact_tx, &put);
}

enum err_code cart_set_pickup(
    struct ctx *ctx, const struct cart *cart, const struct contact *contact, const struct pickup *place)
{
	struct contact kept = *contact;
	struct contact_put put = { .cart_id = cart->id, .pickup_id = place->id, .contact = &kept };
	/* The place's own address is right: what can be wrong is the name. */
	struct address judged = pickup_address(place, contact->address.name);
	enum err_code err = address_check(ctx, &judged);

	if (str_empty(contact->email))
		err = refuse(ctx, "email", "required", NULL, NULL);
	if (err)
		return err;
	kept.address = cart->contact ? cart->contact->address
	                             : (struct address){ .company = "",
		                               .line1 = "",
		                               .line2 = "",
		                               .city = "",
		                               .region = "",
		                               .postcode = "",
		                               .country = ctx->settings->country };
	kept.address.name = judged.name;
	return db_tx(ctx, contact_tx, &put);
}

static enum err_code one_row(struct ctx *ctx, enum err_code err, int64_t affected, const struct cart *cart)
{
	if (err || affected == 1)
		return err;
	return err_set(ctx, ERR_NOT_FOUND, "cart %" PRId64 " is no longer open", cart->id);
}

enum err_code cart_set_shipping(struct ctx *ctx, const struct cart *cart, int64_t method_id)
{
	struct cart_shipping_put_in in = {
		.id = cart->id, .method_id = method_id, .method_id_null = method_id == 0, .now = ctx->now
	};
	int64_t affected;
	enum err_code err = q_cart_shipping_put(ctx, &in, &affected);

	return one_row(ctx, err, affected, cart);
}

enum err_code cart_set_payment(struct ctx *ctx, const struct cart *cart, const char *method)
{
	struct cart_payment_put_in in = { .id = cart->id, .method = method, .now = ctx->now };
	int64_t affected;
	enum err_code err = q_cart_payment_put(ctx, &in, &affected);

	return one_row(ctx, err, affected, cart);
}
