#include "shop/payment_demo.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "kit/json.h"
#include "shop/payment_room.h"
#include "shop/tenant.h"

enum { PAGE_SECONDS = 24 * 3600, TOLERANCE = 300, BODY_MAX = 16 * 1024, REF_DIGITS = 24 };

static const char purpose[] = "demopay", notice_purpose[] = "demopay-notice";

static const struct {
	const char *type; /* NULL: never told */
} results[] = {
	[PAYMENT_PENDING] = { NULL },
	[PAYMENT_APPROVED] = { NULL },
	[PAYMENT_AUTHORISED] = { NULL },
	[PAYMENT_CAPTURED] = { "payment.approved" },
	[PAYMENT_FAILED] = { "payment.declined" },
	[PAYMENT_CANCELLED] = { "payment.cancelled" },
	[PAYMENT_REFUNDED] = { NULL },
	[PAYMENT_DISPUTED] = { NULL },
	[PAYMENT_NO_NEWS] = { NULL },
};
_Static_assert(sizeof results / sizeof *results == PAYMENT_RESULT__MAX, "each result has its type");

static bool available(const struct ctx *ctx)
{
	return !str_empty(ctx->conf->demopay_url);
}

static const char *page_address(const struct ctx *ctx)
{
	return ctx->conf->demopay_url;
}

static enum err_code start(struct ctx *ctx, const struct payment_start *s, struct payment_started *out)
{
	struct json *j = json_new_object(ctx->arena);
	const char *blob;

	json_put_int(j, "tenant", ctx->tenant->id);
	json_put_text(j, "key", s->key);
	json_put_int(j, "amount", s->amount.minor);
	json_put_text(j, "currency", s->amount.currency);
	json_put_text(j, "number", s->order_number);
	json_put_text(j, "locale", s->locale);
	json_put_text(j, "shop", s->shop_title);
	json_put_text(j, "return", s->return_url);
	json_put_text(j, "notice", s->notice_url);
	/* The page does not know the shop before it has read the blob: the platform's key signs it. */
	blob = crypto_sign_token(ctx, purpose, 0, json_print(ctx->arena, j), ctx->now + PAGE_SECONDS);
	out->redirect = arena_printf(ctx->arena, "%s/pay/%s", ctx->conf->demopay_url, blob);
	return ERR_OK;
}

/* currency must be three letters before it may become money. */
static enum err_code read_amount(struct ctx *ctx, const struct json *j, struct money *out)
{
	int64_t minor;
	const char *currency;
	enum err_code err = json_get_int(ctx, j, "amount", &minor);

	if (!err)
		err = json_get_text(ctx, j, "currency", &currency);
	if (err)
		return err;
	if (minor < 0 || strlen(currency) != 3)
		return err_set(ctx, ERR_MALFORMED, "no amount of money");
	*out = money_of(minor, currency);
	return ERR_OK;
}

enum err_code demopay_read(struct ctx *ctx, const char *blob, struct demopay_order *out)
{
	const char *payload;
	const struct json *j;
	enum err_code err = crypto_open_token(ctx, purpose, 0, blob, &payload);

	if (!err)
		err = json_parse(ctx, payload, strlen(payload), BODY_MAX, &j);
	if (!err)
		err = json_get_int(ctx, j, "tenant", &out->tenant_id);
	if (!err)
		err = read_amount(ctx, j, &out->amount);
	if (!err)
		err = json_get_text(ctx, j, "key", &out->key);
	if (!err)
		err = json_get_text(ctx, j, "number", &out->number);
	if (!err)
		err = json_get_text(ctx, j, "locale", &out->locale);
	if (!err)
		err = json_get_text(ctx, j, "shop", &out->shop);
	if (!err)
		err = json_get_text(ctx, j, "return", &out->return_url);
	if (!err)
		err = json_get_text(ctx, j, "notice", &out->notice_url);
	return err;
}

/* HMAC over "time.body", in hex. */
static const char *mac_of(struct ctx *ctx, int64_t tenant_id, int64_t at, const char *body, size_t n)
{
	uint8_t key[CRYPTO_KEY_BYTES], mac[CRYPTO_HASH_BYTES];
	char *hex = arena_alloc(ctx->arena, 2 * sizeof mac + 1);
	struct buf signed_text;

	crypto_subkey(notice_purpose, tenant_id, key);
	buf_init(&signed_text, ctx->arena, n + 32);
	buf_int(&signed_text, at);
	buf_putc(&signed_text, '.');
	buf_add(&signed_text, body, n);
	crypto_hmac_sha256(key, sizeof key, buf_str(&signed_text), signed_text.len, mac);
	str_hex(mac, sizeof mac, hex);
	return hex;
}

/* The same for the same key: the provider's own id of what it was asked for. */
static const char *ref_of(struct ctx *ctx, const char *prefix, const char *key)
{
	const char *hash = crypto_sha256_hex(ctx->arena, key, strlen(key));

	return arena_printf(ctx->arena, "%s_%.*s", prefix, REF_DIGITS, hash);
}

void demopay_notice(
    struct ctx *ctx, const struct demopay_order *order, enum payment_result result, struct demopay_notice *out)
{
	struct json *j = json_new_object(ctx->arena);
	char id[CRYPTO_TOKEN_SIZE];

	BUG_IF(result < 0 || result >= PAYMENT_RESULT__MAX || !results[result].type);
	crypto_token(id);
	json_put_text(j, "id", arena_printf(ctx->arena, "evt_%s", id));
	json_put_text(j, "type", results[result].type);
	json_put_text(j, "key", order->key);
	json_put_text(j, "ref", ref_of(ctx, "dp", order->key));
	json_put_int(j, "amount", order->amount.minor);
	json_put_text(j, "currency", order->amount.currency);
	out->body = json_print(ctx->arena, j);
	out->length = strlen(out->body);
	out->signature = arena_printf(ctx->arena, "t=%" PRId64 ",v1=%s", ctx->now,
	    mac_of(ctx, order->tenant_id, ctx->now, out->body, out->length));
}

/* "t=UNIX,v1=HEX" and nothing else. */
static bool read_signature(struct ctx *ctx, const char *value, int64_t *at, const char **mac)
{
	const char *comma = value ? strchr(value, ',') : NULL;

	if (!comma || !str_starts(value, "t=") || !str_starts(comma, ",v1="))
		return false;
	*mac = comma + strlen(",v1=");
	if (strlen(*mac) != 2 * CRYPTO_HASH_BYTES)
		return false;
	return str_to_int(arena_strndup(ctx->arena, value + 2, (size_t)(comma - value) - 2), 0, INT64_MAX / 2, at);
}

static enum err_code read_body(struct ctx *ctx, const struct notice_raw *raw, struct payment_notice *out)
{
	const struct json *j;
	const char *type;
	enum err_code err = json_parse(ctx, raw->body, raw->length, BODY_MAX, &j);

	if (!err)
		err = json_get_text(ctx, j, "id", &out->notice_id);
	if (!err)
		err = json_get_text(ctx, j, "type", &type);
	if (!err)
		err = json_get_text(ctx, j, "key", &out->key);
	if (!err)
		err = json_get_text(ctx, j, "ref", &out->provider_ref);
	if (!err)
		err = read_amount(ctx, j, &out->amount);
	if (err)
		return err;
	for (size_t i = 0; i < PAYMENT_RESULT__MAX; i++)
		if (results[i].type && str_eq(results[i].type, type)) {
			out->result = (enum payment_result)i;
			return ERR_OK;
		}
	return err_set(ctx, ERR_MALFORMED, "unknown type of notice");
}

static enum err_code notice(struct ctx *ctx, const struct notice_raw *raw, struct payment_notice *out)
{
	int64_t at;
	const char *mac, *ours;

	if (!available(ctx) || raw->length > BODY_MAX || !read_signature(ctx, raw->headers[0], &at, &mac))
		return err_set(ctx, ERR_FORBIDDEN, "notice without a signature");
	ours = mac_of(ctx, ctx->tenant->id, at, raw->body, raw->length);
	if (!str_equal_secret(ours, mac, 2 * CRYPTO_HASH_BYTES))
		return err_set(ctx, ERR_FORBIDDEN, "notice with a wrong signature");
	if (at < ctx->now - TOLERANCE || at > ctx->now + TOLERANCE)
		return err_set(ctx, ERR_FORBIDDEN, "stale notice");
	if (read_body(ctx, raw, out))
		return err_set(ctx, ERR_FORBIDDEN, "malformed notice");
	return ERR_OK;
}

static enum err_code refund(
    struct ctx *ctx, const char *provider_ref, const char *key, struct money amount, const char **ref)
{
	(void)amount;
	if (!available(ctx))
		return err_set(ctx, ERR_DOWN, "the demo provider is switched off");
	if (str_empty(provider_ref))
		return err_set(ctx, ERR_CONFLICT, "the payment is not known to the demo provider");
	*ref = ref_of(ctx, "re", key);
	return ERR_OK;
}

const struct payment_provider payment_demo = {
	.name = "demo",
	.signature_headers = { DEMOPAY_SIGNATURE_HEADER },
	.available = available,
	.page_address = page_address,
	.start = start,
	.notice = notice,
	.refund = refund,
};
