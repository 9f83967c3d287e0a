#include <string.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/credential.h"
#include "shop/payment_stripe_room.h"

enum { BODY_MAX = 256 * 1024, SIGNATURES_MAX = 16, HEADER_MAX = 4096 };

/* What we listen to; anything else that Stripe tells is no news to us. */
static const struct {
	const char *type;
	enum payment_result result;
} events[] = {
	{ "checkout.session.completed", PAYMENT_CAPTURED }, /* pending where the session is not paid */
	{ "checkout.session.async_payment_succeeded", PAYMENT_CAPTURED },
	{ "checkout.session.async_payment_failed", PAYMENT_FAILED },
	{ "checkout.session.expired", PAYMENT_CANCELLED },
	/* Of an intent its state decides. */
	{ "payment_intent.amount_capturable_updated", PAYMENT_AUTHORISED },
	{ "payment_intent.succeeded", PAYMENT_CAPTURED },
	{ "payment_intent.canceled", PAYMENT_CANCELLED },
	{ "charge.refunded", PAYMENT_REFUNDED },
	{ "charge.dispute.created", PAYMENT_DISPUTED },
	{ "charge.dispute.updated", PAYMENT_DISPUTED },
	{ "charge.dispute.closed", PAYMENT_DISPUTED },
};

struct signature {
	const char *at; /* as it was signed */
	int64_t seconds;
	const char *v1[SIGNATURES_MAX];
	size_t n;
};

/* "t=UNIX,v1=HEX,v1=HEX,v0=...": the time once, the rest in any order. */
static bool read_header(struct ctx *ctx, const char *header, struct signature *out)
{
	char *rest;

	*out = (struct signature){ .at = NULL };
	if (!header || strlen(header) > HEADER_MAX)
		return false;
	for (rest = arena_strdup(ctx->arena, header); rest;) {
		char *item = rest, *comma = strchr(rest, ',');

		rest = comma ? comma + 1 : NULL;
		if (comma)
			*comma = '\0';
		if (str_starts(item, "t=") && !out->at)
			out->at = item + 2;
		else if (str_starts(item, "t="))
			return false;
		else if (str_starts(item, "v1=") && strlen(item) == 3 + 2 * CRYPTO_HASH_BYTES &&
		         out->n < SIGNATURES_MAX)
			out->v1[out->n++] = item + 3;
	}
	return out->n > 0 && out->at && str_to_int(out->at, 0, INT64_MAX / 2, &out->seconds);
}

static bool fits(struct ctx *ctx, const struct signature *s, const char *body, size_t n, const char *secret)
{
	uint8_t mac[CRYPTO_HASH_BYTES];
	char hex[2 * CRYPTO_HASH_BYTES + 1];
	struct buf text;
	bool found = false;

	buf_init(&text, ctx->arena, n + 32);
	buf_puts(&text, s->at);
	buf_putc(&text, '.');
	buf_add(&text, body, n);
	if (text.overflow)
		return false;
	crypto_hmac_sha256(secret, strlen(secret), buf_str(&text), text.len, mac);
	str_hex(mac, sizeof mac, hex);
	for (size_t i = 0; i < s->n; i++)
		found = str_equal_secret(hex, s->v1[i], sizeof hex - 1) || found;
	return found;
}

bool stripe_signed(struct ctx *ctx, const char *header, const char *body, size_t n, struct texts secrets)
{
	struct signature s;
	bool found = false;

	if (!read_header(ctx, header, &s))
		return false;
	for (size_t i = 0; i < secrets.n; i++)
		found = fits(ctx, &s, body, n, secrets.v[i]) || found;
	return found && s.seconds >= ctx->now - STRIPE_TOLERANCE && s.seconds <= ctx->now + STRIPE_TOLERANCE;
}

struct texts stripe_lines(struct arena *a, const char *lines)
{
	const char **v = ARENA_ARRAY(a, STRIPE_SECRETS_MAX + 1, const char *);
	struct texts out = { .v = v };

	while (*lines && out.n <= STRIPE_SECRETS_MAX) {
		size_t n = strcspn(lines, "\n");
		const char *line = str_trim(a, arena_strndup(a, lines, n));

		if (*line)
			v[out.n++] = line;
		lines += n + (lines[n] == '\n');
	}
	return out;
}

/* An account may serve several shops, and other programs than this one. */
static bool is_ours(struct ctx *ctx, const struct json *object)
{
	return str_eq(json_find_text(object, "metadata.shop"), stripe_shop_id(ctx)) &&
	       json_find_text(object, "metadata.payment");
}

static enum err_code read_money(struct ctx *ctx, const struct json *object, const char *name, struct money *out)
{
	const char *currency;
	int64_t amount;
	enum err_code err = json_get_int(ctx, object, name, &amount);

	if (!err)
		err = json_get_text(ctx, object, "currency", &currency);
	if (!err && !stripe_money(amount, currency, out))
		err = err_set(ctx, ERR_MALFORMED, "%s is no amount of money", name);
	return err;
}

enum err_code stripe_read(struct ctx *ctx, const struct json *object, struct payment_notice *out)
{
	const char *intent = json_find_text(object, "payment_intent"), *paid = json_find_text(object, "payment_status");
	bool refund = out->result == PAYMENT_REFUNDED;
	enum err_code err = read_money(ctx, object, refund ? "amount" : "amount_total", &out->amount);

	if (!err && refund)
		err = read_money(ctx, object, "amount_refunded", &out->refunded);
	if (!err)
		err = json_get_text(ctx, object, "id", &out->provider_ref);
	if (err)
		return err;
	out->key = json_find_text(object, "metadata.payment");
	/* Only an intent can be refunded; a session that was never paid has none. */
	if (intent)
		out->provider_ref = intent;
	/* A way to pay that takes days says later what became of it. */
	if (out->result == PAYMENT_CAPTURED && str_eq(paid, "unpaid"))
		out->result = PAYMENT_PENDING;
	return ERR_OK;
}

/* A warning that was closed has cost nothing. */
static enum dispute_state dispute_state(const char *status)
{
	if (str_eq(status, "won") || str_eq(status, "warning_closed") || str_eq(status, "prevented"))
		return DISPUTE_WON;
	return str_eq(status, "lost") ? DISPUTE_LOST : DISPUTE_OPEN;
}

/* What Stripe keeps for it, less what it gave back of that; in the account's currency, which may be another one. */
static void read_fee(struct ctx *ctx, const struct json *object, struct payment_dispute *d)
{
	const struct json *rows = json_find(object, "balance_transactions");
	const char *currency = NULL;
	int64_t sum = 0, fee;

	for (size_t i = 0; i < json_count(rows); i++) {
		if (json_get_int(ctx, json_item(rows, i), "fee", &fee))
			continue;
		currency = json_find_text(json_item(rows, i), "currency");
		sum += fee;
	}
	err_clear(ctx);
	d->fee = money_of(0, d->amount.currency);
	if (sum > 0 && currency)
		stripe_money(sum, currency, &d->fee);
}

/* A dispute carries nothing of ours but the intent that it is about. */
static enum err_code read_dispute(struct ctx *ctx, const struct json *object, struct payment_notice *out)
{
	const char *intent = json_find_text(object, "payment_intent"), *reason = json_find_text(object, "reason");
	struct payment_dispute *d = &out->dispute;
	struct payment_named_row p;
	enum err_code err = q_payment_named_one(
	    ctx, &(struct payment_named_in){ .provider = STRIPE_PROVIDER, .key = "", .ref = intent ? intent : "" }, &p);

	if (err == ERR_NOT_FOUND) {
		out->result = PAYMENT_NO_NEWS;
		err_clear(ctx);
		return ERR_OK;
	}
	if (!err)
		err = json_get_text(ctx, object, "id", &d->ref);
	if (!err)
		err = read_money(ctx, object, "amount", &d->amount);
	if (err)
		return err;
	read_fee(ctx, object, d);
	d->reason = reason && strlen(reason) == strspn(reason, "abcdefghijklmnopqrstuvwxyz_") ? reason : "";
	d->state = dispute_state(json_find_text(object, "status"));
	if (d->state != DISPUTE_OPEN || json_get_int(ctx, object, "evidence_details.due_by", &d->answer_until))
		d->answer_until = 0;
	err_clear(ctx);
	out->key = p.key;
	out->provider_ref = d->ref;
	out->amount = payment_moves(payment_provider(STRIPE_PROVIDER), money_of(p.amount_minor, p.currency));
	return ERR_OK;
}

static enum payment_result result_of(const char *type)
{
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		if (str_eq(events[i].type, type))
			return events[i].result;
	return PAYMENT_NO_NEWS;
}

static enum err_code read_event(struct ctx *ctx, const struct notice_raw *raw, bool test, struct payment_notice *out)
{
	const struct json *event, *object;
	const char *type;
	bool live;
	enum err_code err = json_parse(ctx, raw->body, raw->length, BODY_MAX, &event);

	if (!err)
		err = json_get_text(ctx, event, "id", &out->notice_id);
	if (!err)
		err = json_get_text(ctx, event, "type", &type);
	if (!err)
		err = json_get_bool(ctx, event, "livemode", &live);
	if (!err)
		err = json_get(ctx, event, "data.object", &object);
	if (err)
		return err;
	out->result = result_of(type);
	if (out->result == PAYMENT_DISPUTED && live != test)
		return read_dispute(ctx, object, out);
	if (out->result == PAYMENT_NO_NEWS || live == test || !is_ours(ctx, object)) {
		out->result = PAYMENT_NO_NEWS;
		return ERR_OK;
	}
	if (str_starts(type, "payment_intent.") != str_eq(json_find_text(object, "object"), "payment_intent")) {
		out->result = PAYMENT_NO_NEWS;
		return ERR_OK;
	}
	return str_starts(type, "payment_intent.") ? stripe_read_intent(ctx, object, out)
	                                           : stripe_read(ctx, object, out);
}

enum err_code stripe_notice(struct ctx *ctx, const struct notice_raw *raw, struct payment_notice *out)
{
	const char *lines, *key;
	enum err_code err = credential_find(ctx, STRIPE_PROVIDER, STRIPE_WEBHOOK_SECRETS, &lines, NULL);

	if (!err)
		err = credential_find(ctx, STRIPE_PROVIDER, STRIPE_SECRET_KEY, &key, NULL);
	if (err)
		return err;
	if (str_empty(ctx->conf->stripe_url) || raw->length > BODY_MAX ||
	    !stripe_signed(ctx, raw->headers[0], raw->body, raw->length, stripe_lines(ctx->arena, lines)))
		return err_set(ctx, ERR_FORBIDDEN, "notice without a signature that counts");
	if (read_event(ctx, raw, stripe_is_test(key), out))
		return err_set(ctx, ERR_FORBIDDEN, "malformed notice");
	return ERR_OK;
}
