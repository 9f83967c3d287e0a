#include "sale_kit.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <sys/stat.h>
#include <time.h>

#include "base/str.h"
#include "cluster.h"
#include "db/db.h"
#include "kit/crypto.h"
#include "shop/payment.h"
#include "shop/payment_demo.h"
#include "shop/tenant.h"

enum { ROLES = 12, PREPARED = 48, ARGS = 5 };

static const struct tenant tenant = {
	.id = SHOP_ID, .name = "hafen", .cell = "one", .state = "active", .primary_host = "hafen.localhost"
};
static struct conf conf;
static PGconn *owner;
static int64_t now;
static struct process {
	const char *role;
	bool other;
	struct ctx ctx;
} processes[ROLES];

static const char fixture[] =
    "INSERT INTO @.shop (id, default_locale, locales, currency, country, tax_mode, time_zone, email, order_prefix) "
    "VALUES"
    " (1, 'de', '{de,en}', 'EUR', 'DE', 'gross', 'Europe/Berlin', 'shop@hafen.example', 'H');"
    "INSERT INTO @.shop_text (locale, title) VALUES ('de', 'Hafen');"
    "INSERT INTO @.currency VALUES ('EUR', 1, 1000000000), ('JPY', 2, 160000000000);"
    "INSERT INTO @.tax_class VALUES ('standard', '{\"de\": \"Voll\"}', 1), ('reduced', '{\"de\": \"Halb\"}', 2);"
    "INSERT INTO @.tax_rate (country, tax_class, ppm, name, valid_from) VALUES"
    " ('DE', 'standard', 190000, 'MwSt.', '2000-01-01'), ('DE', 'reduced', 70000, 'MwSt.', '2000-01-01'),"
    " ('FR', 'standard', 200000, 'TVA', '2000-01-01'), ('FR', 'reduced', 55000, 'TVA', '2000-01-01');"
    "INSERT INTO @.location (name, is_default) VALUES ('Lager', true);"
    "INSERT INTO @.product (id, handle, state, tax_class, created_at, updated_at) VALUES"
    " (1, 'mug', 'active', 'standard', '2020-01-01', '2020-01-01'), (2, 'book', 'active', 'reduced', '2020-01-01', "
    "'2020-01-01'),"
    " (3, 'lamp', 'active', 'standard', '2020-01-01', '2020-01-01'), (4, 'voucher', 'active', 'standard', "
    "'2020-01-01', '2020-01-01');"
    "INSERT INTO @.product_text (product_id, locale, name, sort_key) VALUES"
    " (1, 'de', 'Becher', ''), (1, 'en', 'Mug', ''), (2, 'de', 'Buch', ''), (3, 'de', 'Lampe', ''), (4, 'de', "
    "'Gutschein', '');"
    "INSERT INTO @.product_option (id, product_id, code, label, position) VALUES"
    " (1, 1, 'glaze', '{\"de\": \"Glasur\", \"en\": \"Glaze\"}', 1);"
    "INSERT INTO @.option_value (id, option_id, code, label, position) VALUES (1, 1, 'blue', '{\"de\": \"Blau\"}', 1);"
    "INSERT INTO @.variant (id, product_id, sku, option_values, state, grams, requires_shipping, tracked, backorder, "
    "position)"
    " VALUES (1, 1, 'MUG', '{1}', 'active', 400, true, true, false, 1), (2, 2, 'BOOK', '{}', 'active', 800, true, "
    "true, false, 1),"
    " (3, 3, 'LAMP', '{}', 'active', 3000, true, true, true, 1), (4, 4, NULL, '{}', 'active', 0, false, false, false, "
    "1);"
    "INSERT INTO @.price (variant_id, currency, minor, valid_from) VALUES (1, 'EUR', 2490, '2000-01-01'),"
    " (2, 'EUR', 1299, '2000-01-01'), (3, 'EUR', 8900, '2000-01-01'), (4, 'EUR', 2500, '2000-01-01'),"
    " (1, 'JPY', 4000, '2000-01-01');"
    "INSERT INTO @.stock (variant_id, location_id, on_hand) VALUES (1, 1, 100), (2, 1, 100);"
    "INSERT INTO @.zone (id, code, label, countries, position) VALUES (1, 'de', '{}', '{DE}', 1), (2, 'world', '{}', "
    "'{*}', 2);"
    "INSERT INTO @.shipping_method (id, zone_id, code, label, basis, tax_class, position) VALUES"
    " (1, 1, 'parcel', '{\"de\": \"Paket\"}', 'weight', 'standard', 1), (2, 2, 'world', '{\"de\": \"Welt\"}', 'price', "
    "'standard', 1);"
    "INSERT INTO @.shipping_rate (method_id, currency, from_value, minor) VALUES (1, 'EUR', 0, 490), (1, 'EUR', 5000, "
    "990),"
    " (1, 'EUR', 31500, NULL), (2, 'EUR', 0, 1490), (2, 'EUR', 10000, 0);"
    "INSERT INTO @.payment_method (code, provider, label, instructions, countries, position) VALUES"
    " ('bank_transfer', 'offline', '{\"de\": \"Überweisung\"}', '{\"de\": \"IBAN\"}', '{}', 1),"
    " ('cash_on_delivery', 'cash_on_delivery', '{\"de\": \"Nachnahme\"}', '{}', '{DE}', 2),"
    " ('demo', 'demo', '{\"de\": \"Karte\"}', '{}', '{}', 3), ('gone', 'nobody', '{}', '{}', '{}', 4)";

/* With the schema's name in it; the caller's to free. */
static char *in_schema(const char *text)
{
	char *whole = malloc(strlen(text) * 8 + 1), *w = whole;

	for (; *text; text++) {
		if (*text == '@' && text[1] == '.')
			w += sprintf(w, "t_%06d", SHOP_ID);
		else
			*w++ = *text;
	}
	*w = '\0';
	return whole;
}

/* The first cell; ends r. */
static const char *first_cell(PGresult *r, const char *text)
{
	static char cell[8][2048];
	static unsigned next;
	char *out = cell[next++ % 8];

	if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
		fail_msg("%s\n%s", PQerrorMessage(owner), text);
	snprintf(out, sizeof cell[0], "%s", PQntuples(r) > 0 ? PQgetvalue(r, 0, 0) : "");
	PQclear(r);
	return out;
}

static const char *run_sql(const char *text)
{
	char *whole = in_schema(text);
	const char *out = first_cell(PQexec(owner, whole), whole);

	free(whole);
	return out;
}

const char *ask(const char *text, size_t n, const int64_t *args)
{
	static const char *known[PREPARED];
	char name[8], digits[ARGS][24], *whole;
	const char *values[ARGS];
	size_t i = 0;

	assert_true(n <= ARGS);
	while (i < PREPARED && known[i] && known[i] != text)
		i++;
	assert_true(i < PREPARED);
	snprintf(name, sizeof name, "ask%zu", i);
	if (!known[i]) {
		whole = in_schema(text);
		first_cell(PQprepare(owner, name, whole, 0, NULL), whole);
		free(whole);
		known[i] = text;
	}
	for (size_t k = 0; k < n; k++) {
		snprintf(digits[k], sizeof digits[k], "%" PRId64, args[k]);
		values[k] = digits[k];
	}
	return first_cell(PQexecPrepared(owner, name, (int)n, values, NULL, NULL, 0), text);
}

const char *sql(const char *fmt, ...)
{
	char text[2000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return run_sql(text);
}

long long number(const char *fmt, ...)
{
	char text[2000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return atoll(run_sql(text));
}

static struct ctx *enter(const char *role, bool other)
{
	struct process *p = processes;
	struct ctx *ctx;

	while (p->role && !(str_eq(p->role, role) && p->other == other))
		p++;
	ctx = &p->ctx;
	if (!p->role) {
		p->role = role;
		p->other = other;
		cluster_ctx(ctx, str_eq(role, "owner") ? NULL : role);
	}
	*ctx = (struct ctx){ .arena = ctx->arena, .db = ctx->db, .conf = &conf, .now = ++now };
	assert_int_equal(tenant_enter(ctx, &tenant, NULL), ERR_OK);
	return ctx;
}

void later(int64_t seconds)
{
	now += seconds;
}

void provider_away(bool away)
{
	conf.demopay_url = away ? "" : "http://demopay.localhost";
}

void forget_requests(void)
{
	for (struct process *p = processes; p->role; p++)
		arena_reset(p->ctx.arena);
}

const struct conf *sale_conf(void)
{
	return &conf;
}

struct ctx *as(const char *role)
{
	return enter(role, false);
}

struct ctx *as_other(const char *role)
{
	return enter(role, true);
}

int sale_begin(void **state)
{
	struct ctx ctx;

	(void)state;
	conf = *cluster_conf();
	conf.demopay_url = "http://demopay.localhost";
	conf.mail_retry_base = 60;
	conf.job_seconds = 300;
	conf.sweep_seconds = 3600;
	conf.mail_answer_seconds = 600;
	conf.key_file = unit_file("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n");
	if (chmod(conf.key_file, 0600) != 0 || !crypto_load_key(&conf))
		return -1;
	now = time(NULL);
	cluster_ctx(&ctx, NULL);
	if (cluster_install(&ctx) || cluster_shop(&ctx, SHOP_ID)) {
		fprintf(stderr, "%s\n", ctx.err.text);
		return -1;
	}
	cluster_leave(&ctx);
	owner = PQconnectdb("dbname=stoa_one options='-c client_min_messages=warning'");
	if (PQstatus(owner) != CONNECTION_OK)
		return -1;
	run_sql(fixture);
	return 0;
}

int sale_end(void **state)
{
	(void)state;
	for (struct process *p = processes; p->role; p++)
		cluster_leave(&p->ctx);
	PQfinish(owner);
	return 0;
}

static enum err_code fill(struct ctx *ctx, const char *token, const char *country, const char *payment)
{
	struct contact contact = {
		.email = "ada@example.org",
		.address = { .name = "Ada", .line1 = "Weg 1", .city = "Ort", .region = "R", .country = country },
	};
	struct cart cart;
	const struct shipping_offer *offers;
	size_t n;
	enum err_code err;

	contact.address.postcode = str_eq(country, "DE") ? "10115" : str_eq(country, "FR") ? "75011" : "95014";
	err = cart_load(ctx, token, &cart);
	if (!err)
		err = cart_set_contact(ctx, &cart, &contact);
	if (!err)
		err = shipping_offers(ctx, &cart, country, &offers, &n);
	if (!err && n > 0)
		err = cart_set_shipping(ctx, &cart, offers[0].method_id);
	return err ? err : cart_set_payment(ctx, &cart, payment);
}

const char *ready(int64_t variant, int64_t quantity, const char *country, const char *payment)
{
	static char kept[8][33];
	static unsigned next;
	const char *token = NULL;
	struct ctx *ctx = as("cart");

	if (cart_add(ctx, NULL, variant, quantity, &token))
		fail_msg("cart_add: %s", ctx->err.text);
	ctx = as("checkout");
	if (fill(ctx, token, country, payment))
		fail_msg("checkout: %s", ctx->err.text);
	str_copy(kept[next % 8], token, 33);
	return kept[next++ % 8];
}

int64_t shown(const char *token)
{
	struct ctx *ctx = as("checkout");
	struct cart cart;
	struct quote quote;
	const struct shipping_offer *offers;
	size_t n;

	assert_int_equal(cart_load(ctx, token, &cart), ERR_OK);
	assert_int_equal(shipping_offers(ctx, &cart, cart.contact->address.country, &offers, &n), ERR_OK);
	assert_int_equal(quote_cart(ctx, &cart, cart.contact->address.country, n ? offers : NULL, &quote), ERR_OK);
	return quote.total.minor;
}

enum err_code place(const char *token, struct order_place *out)
{
	*out = (struct order_place){ .cart_token = token, .shown_total = shown(token) };
	return order_place(as("checkout"), out);
}

struct order_place placed(int64_t variant, int64_t quantity, const char *country, const char *payment)
{
	struct order_place p;

	if (place(ready(variant, quantity, country, payment), &p))
		fail_msg("order_place failed");
	return p;
}

const struct order *order_now(int64_t id)
{
	const struct order *o;
	struct ctx *ctx = as("admin");

	if (order_by_id(ctx, id, &o))
		fail_msg("order_by_id: %s", ctx->err.text);
	return o;
}

enum err_code notice(int64_t order_id, int result, const char *key)
{
	struct ctx *ctx = as("webhook");
	const char *own =
	    sql("SELECT key FROM @.payment WHERE order_id = %lld ORDER BY id DESC LIMIT 1", (long long)order_id);
	struct demopay_order paid = {
		.tenant_id = SHOP_ID,
		.key = key ? key : own,
		.amount =
		    money_of(number("SELECT total_minor FROM @.orders WHERE id = %lld", (long long)order_id), "EUR"),
	};
	struct demopay_notice n;
	struct notice_raw raw;

	demopay_notice(ctx, &paid, (enum payment_result)result, &n);
	raw = (struct notice_raw){ .body = n.body, .length = n.length, .headers = { n.signature } };
	return payment_take_notice(ctx, payment_provider("demo"), &raw);
}

long long promised(int variant)
{
	return number("SELECT reserved + committed FROM @.stock WHERE variant_id = %d", variant);
}

long long on_hand(int variant)
{
	return number("SELECT on_hand FROM @.stock WHERE variant_id = %d", variant);
}

long long events(int64_t order, const char *kind)
{
	return number(
	    "SELECT count(*) FROM @.order_event WHERE order_id = %lld AND kind = '%s'", (long long)order, kind);
}

long long mails(int64_t order, const char *kind)
{
	return number(
	    "SELECT count(*) FROM @.outbox WHERE order_id = %lld AND kind = 'mail_%s'", (long long)order, kind);
}

void check_states(int64_t id, const char *state, const char *paid, const char *shipped)
{
	const struct order *o = order_now(id);

	assert_string_equal(o->state, state);
	assert_string_equal(o->payment_state, paid);
	assert_string_equal(o->shipping_state, shipped);
}
