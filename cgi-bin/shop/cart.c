#include "shop/cart.h"

#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "kit/text.h"
#include "queries.h"
#include "shop/cart_room.h"
#include "shop/price.h"
#include "shop/tenant.h"

enum { TOKEN_DIGITS = CRYPTO_TOKEN_SIZE - 1 };

enum err_code cart_hash(struct ctx *ctx, const char *token, struct bytes *out)
{
	uint8_t *hash = arena_alloc(ctx->arena, CRYPTO_HASH_BYTES);

	if (!token || strlen(token) != TOKEN_DIGITS || strspn(token, "0123456789abcdef") != TOKEN_DIGITS)
		return err_set(ctx, ERR_NOT_FOUND, "no such cart");
	crypto_sha256(token, TOKEN_DIGITS, hash);
	*out = (struct bytes){ .p = hash, .n = CRYPTO_HASH_BYTES };
	return ERR_OK;
}

static enum cart_trouble trouble_of(const struct cart_line *l, const struct cart_lines_row *r)
{
	/* A price so high that sums could overflow is as good as none. */
	if (!r->for_sale || r->own < 0 || l->unit.minor > LIMIT_MINOR / l->quantity)
		return CART_WITHDRAWN;
	if (l->available == 0)
		return CART_SOLD_OUT;
	if (l->available < l->quantity)
		return CART_SHORT;
	if (str_eq(l->seen.currency, l->unit.currency) && l->seen.minor != l->unit.minor)
		return CART_PRICE_CHANGED;
	return CART_FINE;
}

static int64_t available_of(const struct cart_lines_row *r)
{
	if (!r->tracked || r->backorder)
		return INT64_MAX;
	return r->available > 0 ? r->available : 0;
}

static struct cart_line line_of(struct ctx *ctx, const struct cart_lines_row *r)
{
	struct cart_line l = {
		.variant_id = r->variant_id,
		.product_id = r->product_id,
		.name = r->name,
		.options =
		    text_pairs(ctx->arena, ctx->locale, r->option_names.v, r->option_values.v, r->option_values.n),
		.sku = r->sku,
		.slug = r->slug,
		.picture = r->picture,
		.picture_alt = r->picture_alt,
		.tax_class = r->tax_class,
		.no_withdrawal = r->no_withdrawal,
		.quantity = r->quantity,
		.available = available_of(r),
		.grams = r->grams,
		.requires_shipping = r->requires_shipping,
		.tracked = r->tracked,
		.unit = price_choose(ctx, r->entered, r->own < 0 ? 0 : r->own, ctx->currency),
		.seen = money_of(r->seen_minor, r->seen_currency),
	};

	l.trouble = trouble_of(&l, r);
	l.total = l.trouble == CART_WITHDRAWN ? money_of(0, ctx->currency) : money_times(l.unit, l.quantity);
	return l;
}

static void add_line(struct cart *cart, const struct cart_line *l)
{
	if (l->trouble == CART_PRICE_CHANGED)
		cart->price_changed = true;
	cart->pieces += l->quantity;
	if (l->trouble == CART_FINE || l->trouble == CART_PRICE_CHANGED)
		cart->items = money_add(cart->items, l->total);
	else
		cart->blocked = true;
}

static const struct contact *contact_of(struct ctx *ctx, const struct cart_contact_row *r)
{
	struct contact *c = ARENA_NEW(ctx->arena, struct contact);

	*c = (struct contact){
		.email = r->email,
		.phone = r->phone,
		.address = {
			.name = r->name,
			.company = r->company,
			.line1 = r->line1,
			.line2 = r->line2,
			.city = r->city,
			.region = r->region,
			.postcode = r->postcode,
			.country = r->country,
		},
	};
	return c;
}

enum err_code cart_load_any(struct ctx *ctx, const char *token, struct cart *out)
{
	struct cart_lines_in in = {
		.locale = ctx->locale,
		.default_locale = ctx->settings->default_locale,
		.currency = ctx->currency,
		.own_currency = ctx->settings->currency,
		.at = ctx->now,
	};
	struct cart_by_token_row *head;
	struct cart_lines_row *rows;
	struct cart_contact_row *contact;
	size_t n_heads, n, n_contacts;
	struct cart_line *lines;
	enum err_code err = cart_hash(ctx, token, &in.token_hash);

	if (err)
		return err;
	q_cart_by_token_queue(ctx, &(struct cart_by_token_in){ .token_hash = in.token_hash }, &head, &n_heads);
	q_cart_lines_queue(ctx, &in, &rows, &n);
	q_cart_contact_queue(ctx, &(struct cart_contact_in){ .token_hash = in.token_hash }, &contact, &n_contacts);
	err = db_flush(ctx);
	if (err)
		return err;
	if (n_heads == 0)
		return err_set(ctx, ERR_NOT_FOUND, "no such cart");
	lines = ARENA_ARRAY(ctx->arena, n, struct cart_line);
	*out = (struct cart){
		.id = head->id,
		.state = head->state,
		.lines = lines,
		.n_lines = n,
		.items = money_of(0, ctx->currency),
		.contact = n_contacts > 0 ? contact_of(ctx, contact) : NULL,
		.shipping_method_id = head->shipping_method_id,
		.pickup_id = head->pickup_id,
		.payment_method = head->payment_method,
	};
	for (size_t i = 0; i < n; i++) {
		lines[i] = line_of(ctx, &rows[i]);
		add_line(out, &lines[i]);
	}
	return ERR_OK;
}

enum err_code cart_pieces(struct ctx *ctx, const char *token, int64_t *out)
{
	struct cart_pieces_in in;
	struct cart_pieces_row row;
	enum err_code err = cart_hash(ctx, token, &in.token_hash);

	if (!err)
		err = q_cart_pieces_one(ctx, &in, &row);
	*out = err ? 0 : row.pieces;
	return err;
}

enum err_code cart_load(struct ctx *ctx, const char *token, struct cart *out)
{
	enum err_code err = cart_load_any(ctx, token, out);

	if (!err && !str_eq(out->state, "open"))
		return err_set(ctx, ERR_NOT_FOUND, "cart %lld was ordered", (long long)out->id);
	return err;
}
