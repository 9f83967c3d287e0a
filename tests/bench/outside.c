/*
 * outside: what a shop meets outside of itself, for benches: a payment provider as Stripe is one, and a mail server.
 *
 *     outside STRIPE_PORT SMTP_PORT SHOP_PORT SHOP_HOST SECRET_KEY WEBHOOK_SECRET
 *
 * The provider keeps its sessions: made under an idempotency key (the same key with another body is refused), open,
 * then paid on its page; it posts the signed event to SHOP_HOST's /hook/stripe and leads the shopper back when that is
 * answered, as Stripe does (docs.stripe.com/payments/checkout/fulfillment: it waits for the webhook). The answers are
 * as long as Stripe's. The mail server takes every mail and remembers its Message-ID.
 *
 * GET /figures at STRIPE_PORT tells what has happened, as "key value" lines.
 */
#define _GNU_SOURCE
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "message.h"
#include "wire.h"

enum { TABLE = 1 << 22, FORM_ROOM = 16384, TEXT_MAX = 512, SHOWN = 5 };

struct session {
	char key[TEXT_MAX]; /* idempotency key */
	char id[80], intent[40];
	uint64_t form; /* a hash of what it was made by */
	char amount[24], currency[8], shop[24], payment[TEXT_MAX], back[TEXT_MAX];
	bool paid;
};

/* A shopper who waits for the event to be taken. */
struct visit {
	struct wire *browser;
	struct session *session;
	bool told;
};

static int shop_port, stripe_port;
static const char *shop_host, *secret_key, *webhook_secret;
/* Open addressing, by idempotency key and by id: 0 is free. */
static struct session **by_key, **by_id;
static uint64_t *mails;
/* Ids are never those of a provider of an earlier run. */
static unsigned long long began;
static int64_t n_sessions, n_again, n_paid, n_events, n_refused, n_asked, n_mails, n_mails_again, n_wrong;

static void wrong(const char *what, const char *more)
{
	if (++n_wrong <= SHOWN)
		fprintf(stderr, "outside: %s: %.300s\n", what, more);
}

static uint64_t hash(const char *s, size_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * UINT64_C(0x100000001b3);
	return h ^ h >> 29;
}

/* The slot of that name, or the free one where it belongs. */
static struct session **slot(struct session **table, const char *name, size_t n, bool id)
{
	for (uint64_t i = hash(name, n);; i++) {
		struct session **at = &table[i % TABLE];
		const char *is = *at == NULL ? NULL : id ? (*at)->id : (*at)->key;
		if (is == NULL || (strlen(is) == n && memcmp(is, name, n) == 0))
			return at;
	}
}

/* --- forms and answers -------------------------------------------------------------------------------------------- */

static int hex(char c)
{
	return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* The value of a field, decoded; its name stands in the form as it is written here. */
static bool field(const char *form, size_t n, const char *name, char *out, size_t size)
{
	size_t name_n = strlen(name), k = 0;
	const char *end = form + n;
	for (const char *p = form; p < end; p = memchr(p, '&', (size_t)(end - p)), p = p == NULL ? end : p + 1) {
		if ((size_t)(end - p) <= name_n || memcmp(p, name, name_n) != 0 || p[name_n] != '=')
			continue;
		for (p += name_n + 1; p < end && *p != '&' && k + 1 < size; p++) {
			if (*p == '%' && end - p > 2) {
				out[k++] = (char)(hex(p[1]) << 4 | hex(p[2]));
				p += 2;
			} else {
				out[k++] = *p == '+' ? ' ' : *p;
			}
		}
		out[k] = '\0';
		return true;
	}
	out[0] = '\0';
	return false;
}

static void answer(struct wire *w, const char *status, const char *type, const char *more, const char *body)
{
	wire_printf(w, "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s\r\n%s", status, type, strlen(body),
	    more, body);
}

static void answer_json(struct wire *w, const char *status, const char *body)
{
	answer(w, status, "application/json", "Request-Id: req_bench\r\n", body);
}

/* What a session is beside what differs, so that it is as long as Stripe's. */
static const char rest_of_session[] =
    "\"adaptive_pricing\":{\"enabled\":false},\"after_expiration\":null,\"allow_promotion_codes\":null,\"automatic_"
    "tax\":{"
    "\"enabled\":false,\"liability\":null,\"provider\":null,\"status\":null},\"billing_address_collection\":null,"
    "\"client_secret\":null,\"collected_information\":{\"business_name\":null,\"individual_name\":null,\"shipping_"
    "details\":"
    "null},\"consent\":null,\"consent_collection\":null,\"currency_conversion\":null,\"custom_fields\":[],\"custom_"
    "text\":{"
    "\"after_submit\":null,\"shipping_address\":null,\"submit\":null,\"terms_of_service_acceptance\":null},"
    "\"customer\":null,"
    "\"customer_creation\":\"if_required\",\"customer_details\":null,\"discounts\":[],\"invoice\":null,\"invoice_"
    "creation\":{"
    "\"enabled\":false,\"invoice_data\":{\"account_tax_ids\":null,\"custom_fields\":null,\"description\":null,"
    "\"footer\":null,"
    "\"issuer\":null,\"metadata\":{},\"rendering_options\":null}},\"livemode\":false,\"locale\":\"de\",\"mode\":"
    "\"payment\","
    "\"payment_link\":null,\"payment_method_collection\":\"if_required\",\"payment_method_configuration_details\":null,"
    "\"payment_method_options\":{\"card\":{\"request_three_d_secure\":\"automatic\"}},\"payment_method_types\":["
    "\"card\"],"
    "\"permissions\":null,\"phone_number_collection\":{\"enabled\":false},\"recovered_from\":null,\"saved_payment_"
    "method_"
    "options\":null,\"setup_intent\":null,\"shipping_address_collection\":null,\"shipping_cost\":null,\"shipping_"
    "options\":[],"
    "\"submit_type\":null,\"subscription\":null,\"total_details\":{\"amount_discount\":0,\"amount_shipping\":0,"
    "\"amount_tax\":"
    "0},\"ui_mode\":\"hosted_page\",\"wallet_options\":null";

static char *session_json(const struct session *s)
{
	char *out, url[160] = "null", intent[48] = "null";
	if (s->paid)
		snprintf(intent, sizeof intent, "\"%s\"", s->intent);
	else
		snprintf(url, sizeof url, "\"http://127.0.0.1:%d/c/pay/%s\"", stripe_port, s->id);
	if (asprintf(&out,
	        "{\"id\":\"%s\",\"object\":\"checkout.session\",\"amount_subtotal\":%s,\"amount_total\":%s,"
	        "\"currency\":"
	        "\"%s\",\"metadata\":{\"payment\":\"%s\",\"shop\":\"%s\"},\"payment_intent\":%s,\"payment_status\":\"%"
	        "s\","
	        "\"status\":\"%s\",\"success_url\":\"%s\",\"cancel_url\":\"%s\",\"url\":%s,%s}",
	        s->id, s->amount, s->amount, s->currency, s->payment, s->shop, intent, s->paid ? "paid" : "unpaid",
	        s->paid ? "complete" : "open", s->back, s->back, url, rest_of_session) < 0)
		abort();
	return out;
}

static void answer_session(struct wire *w, const struct session *s)
{
	char *body = session_json(s);
	answer_json(w, "200 OK", body);
	free(body);
}

/* --- the provider ------------------------------------------------------------------------------------------------- */

static bool make(struct session *s, const char *form, size_t n)
{
	char once[8], mode[16];
	long long number = (long long)++n_sessions;
	snprintf(s->id, sizeof s->id, "cs_test_a1%08llx%016llx%016llx", began, number,
	    (unsigned long long)hash(s->key, strlen(s->key)));
	snprintf(s->intent, sizeof s->intent, "pi_3%08llx%014llx", began, number);
	return field(form, n, "line_items%5B0%5D%5Bprice_data%5D%5Bunit_amount%5D", s->amount, sizeof s->amount) &&
	       field(form, n, "line_items%5B0%5D%5Bprice_data%5D%5Bcurrency%5D", s->currency, sizeof s->currency) &&
	       field(form, n, "line_items%5B0%5D%5Bquantity%5D", once, sizeof once) && strcmp(once, "1") == 0 &&
	       field(form, n, "mode", mode, sizeof mode) && strcmp(mode, "payment") == 0 &&
	       field(form, n, "metadata%5Bshop%5D", s->shop, sizeof s->shop) &&
	       field(form, n, "metadata%5Bpayment%5D", s->payment, sizeof s->payment) &&
	       field(form, n, "success_url", s->back, sizeof s->back) && s->amount[0] > '0';
}

static void create(struct wire *w, const char *message, const char *form, size_t n)
{
	const char *key = message_header(message, "idempotency-key");
	size_t key_n = key == NULL ? 0 : strcspn(key, "\r");
	if (key_n == 0 || key_n >= TEXT_MAX || n_sessions > TABLE / 2) {
		wrong("no key", message);
		answer_json(
		    w, "400 Bad Request", "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"no_key\"}}");
		return;
	}
	struct session **at = slot(by_key, key, key_n, false);
	if (*at != NULL) {
		n_again++;
		if ((*at)->form == hash(form, n)) {
			answer_session(w, *at);
		} else {
			wrong("another body under the same key", form);
			answer_json(w, "400 Bad Request", "{\"error\":{\"type\":\"idempotency_error\"}}");
		}
		return;
	}
	struct session *s = calloc(1, sizeof *s);
	memcpy(s->key, key, key_n);
	s->form = hash(form, n);
	if (!make(s, form, n)) {
		wrong("not a session", form);
		free(s);
		answer_json(w, "400 Bad Request",
		    "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"parameter_missing\"}}");
		return;
	}
	*at = s;
	*slot(by_id, s->id, strlen(s->id), true) = s;
	answer_session(w, s);
}

static void lead_back(struct visit *v)
{
	char *more;
	if (v->browser != NULL && asprintf(&more, "Location: %s\r\n", v->session->back) >= 0) {
		v->browser->of = NULL;
		answer(v->browser, "303 See Other", "text/html", more, "");
		free(more);
	}
	v->browser = NULL;
	v->told = true;
}

static void event_came(struct wire *w)
{
	struct visit *v = w->of;
	const char *body;
	size_t n;
	char *message = wire_take(w, &n, &body);
	if (message == NULL)
		return;
	if (message_status(message) != 200) {
		n_refused++;
		wrong("an event was refused", message);
	}
	free(message);
	lead_back(v);
	wire_close(w);
	free(v);
}

static void event_gone(struct wire *w)
{
	struct visit *v = w->of;
	n_refused++;
	wrong("an event found nobody", shop_host);
	lead_back(v);
	free(v);
}

/* "t=...,v1=...", as docs.stripe.com/webhooks#verify-manually has it. */
static void sign(const char *body, long long now, char *out, size_t size)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned n_mac;
	char *text;
	int n = asprintf(&text, "%lld.%s", now, body);
	if (n < 0)
		abort();
	HMAC(EVP_sha256(), webhook_secret, (int)strlen(webhook_secret), (unsigned char *)text, (size_t)n, mac, &n_mac);
	free(text);
	size_t k = (size_t)snprintf(out, size, "t=%lld,v1=", now);
	for (unsigned i = 0; i < n_mac; i++)
		k += (size_t)snprintf(out + k, size - k, "%02x", mac[i]);
}

static void tell(struct visit *v)
{
	static const struct wire_ways ways = { event_came, event_gone };
	char *object = session_json(v->session), *body, signature[128];
	long long now = (long long)time(NULL);
	if (asprintf(&body,
	        "{\"id\":\"evt_1%s\",\"object\":\"event\",\"api_version\":\"2026-08-26.dahlia\",\"created\":%lld,"
	        "\"data\":{"
	        "\"object\":%s},\"livemode\":false,\"pending_webhooks\":1,\"request\":{\"id\":null,\"idempotency_key\":"
	        "null},"
	        "\"type\":\"checkout.session.completed\"}",
	        v->session->intent + 4, now, object) < 0)
		abort();
	sign(body, now, signature, sizeof signature);
	struct wire *w = wire_dial(shop_port, 0, &ways, v);
	n_events++;
	wire_printf(w,
	    "POST /hook/stripe HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: Stripe/1.0\r\nContent-Type: application/json; "
	    "charset=utf-8\r\nStripe-Signature: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
	    shop_host, shop_port, signature, strlen(body), body);
	free(object);
	free(body);
}

static void pay(struct wire *w, struct session *s)
{
	struct visit *v = calloc(1, sizeof *v);
	n_paid += !s->paid;
	s->paid = true;
	*v = (struct visit){ .browser = w, .session = s };
	w->of = v;
	tell(v);
}

static void show(struct wire *w, const struct session *s)
{
	char *page;
	if (asprintf(&page,
	        "<!DOCTYPE html><html lang=\"en\"><title>Pay</title><main><h1>%s %s</h1><form method=\"post\" "
	        "action=\"/c/pay/%s\"><button>Pay</button></form></main></html>",
	        s->amount, s->currency, s->id) < 0)
		abort();
	answer(w, "200 OK", "text/html", "", page);
	free(page);
}

static void figures(struct wire *w)
{
	char text[512];
	snprintf(text, sizeof text,
	    "sessions %lld\nagain %lld\npaid %lld\nevents %lld\nrefused %lld\nasked %lld\nmails %lld\nmails_again "
	    "%lld\n"
	    "wrong %lld\n",
	    (long long)n_sessions, (long long)n_again, (long long)n_paid, (long long)n_events, (long long)n_refused,
	    (long long)n_asked, (long long)n_mails, (long long)n_mails_again, (long long)n_wrong);
	answer(w, "200 OK", "text/plain", "", text);
}

static bool starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* The session that the path names behind so much of it. */
static struct session *named(const char *path)
{
	size_t n = strcspn(path, " ?");
	return *slot(by_id, path, n, true);
}

static bool is_shop(const char *message)
{
	const char *auth = message_header(message, "authorization"),
	           *version = message_header(message, "stripe-version");
	return auth != NULL && version != NULL && starts(auth, "Bearer ") && starts(auth + 7, secret_key) &&
	       auth[7 + strlen(secret_key)] == '\r';
}

static void serve(struct wire *w, const char *message, const char *body, size_t n)
{
	struct session *s;
	if (starts(message, "GET /figures ")) {
		figures(w);
	} else if (starts(message, "GET /c/pay/") && (s = named(message + 11)) != NULL) {
		show(w, s);
	} else if (starts(message, "POST /c/pay/") && (s = named(message + 12)) != NULL) {
		pay(w, s);
	} else if (!is_shop(message)) {
		wrong("nobody's key", message);
		answer_json(w, "401 Unauthorized", "{\"error\":{\"type\":\"invalid_request_error\"}}");
	} else if (starts(message, "GET /v1/account ")) {
		answer_json(w, "200 OK", "{\"id\":\"acct_bench\",\"object\":\"account\",\"charges_enabled\":true}");
	} else if (starts(message, "POST /v1/checkout/sessions ")) {
		create(w, message, body, n);
	} else if (starts(message, "GET /v1/checkout/sessions/") && (s = named(message + 26)) != NULL) {
		n_asked++;
		answer_session(w, s);
	} else {
		wrong("not known", message);
		answer_json(w, "404 Not Found",
		    "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"resource_missing\"}}");
	}
}

static void browser_came(struct wire *w)
{
	const char *body;
	char *message;
	size_t n;
	while (w->of == NULL && (message = wire_take(w, &n, &body)) != NULL) {
		serve(w, message, body, n - (size_t)(body - message));
		free(message);
	}
}

static void browser_gone(struct wire *w)
{
	struct visit *v = w->of;
	if (v != NULL)
		v->browser = NULL;
}

/* --- the mail server ---------------------------------------------------------------------------------------------- */

static void take_mail(const char *mail, size_t n)
{
	const char *id = memmem(mail, n, "\r\nMessage-ID:", 13);
	if (id == NULL) {
		wrong("a mail without Message-ID", "");
		return;
	}
	uint64_t h = hash(id + 13, strcspn(id + 13, "\r")) | 1;
	uint64_t i = h;
	while (mails[i % TABLE] != 0 && mails[i % TABLE] != h)
		i++;
	n_mails_again += mails[i % TABLE] == h;
	mails[i % TABLE] = h;
	n_mails++;
}

static const struct {
	const char *word, *answer;
} words[] = {
	{ "EHLO", "250-outside\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n" },
	{ "HELO", "250 outside\r\n" },
	{ "MAIL", "250 ok\r\n" },
	{ "RCPT", "250 ok\r\n" },
	{ "RSET", "250 ok\r\n" },
	{ "NOOP", "250 ok\r\n" },
};

/* One line of what came is done with; false where it is not all there. of: not NULL while a mail comes. */
static bool take_word(struct wire *w)
{
	static char in_mail;
	const char *end = strstr(w->in, w->of != NULL ? "\r\n.\r\n" : "\r\n");
	if (end == NULL)
		return false;
	size_t n = (size_t)(end - w->in);
	if (w->of != NULL) {
		take_mail(w->in, n);
		w->of = NULL;
		wire_took(w, n + 5);
		wire_printf(w, "250 kept\r\n");
		return true;
	}
	const char *say = "500 what\r\n";
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strncasecmp(w->in, words[i].word, 4) == 0)
			say = words[i].answer;
	}
	if (strncasecmp(w->in, "DATA", 4) == 0) {
		say = "354 go on\r\n";
		w->of = &in_mail;
	}
	bool quits = strncasecmp(w->in, "QUIT", 4) == 0;
	wire_took(w, n + 2);
	wire_printf(w, "%s", quits ? "221 bye\r\n" : say);
	if (quits)
		wire_end(w);
	return !quits;
}

static void mailer_came(struct wire *w)
{
	if (w->in == NULL)
		wire_printf(w, "220 outside ESMTP\r\n");
	while (w->in != NULL && w->n_in > 0 && take_word(w))
		;
}

int main(int argc, char **argv)
{
	static const struct wire_ways browsers = { browser_came, browser_gone }, mailers = { mailer_came, NULL };
	if (argc != 7) {
		fprintf(stderr, "usage: outside STRIPE_PORT SMTP_PORT SHOP_PORT SHOP_HOST SECRET_KEY WEBHOOK_SECRET\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	stripe_port = (int)strtol(argv[1], NULL, 10);
	shop_port = (int)strtol(argv[3], NULL, 10);
	shop_host = argv[4];
	secret_key = argv[5];
	webhook_secret = argv[6];
	by_key = calloc(TABLE, sizeof *by_key);
	by_id = calloc(TABLE, sizeof *by_id);
	mails = calloc(TABLE, sizeof *mails);
	if (by_key == NULL || by_id == NULL || mails == NULL)
		return EXIT_FAILURE;
	began = (unsigned long long)time(NULL);
	wire_begin();
	wire_listen(stripe_port, &browsers);
	wire_listen((int)strtol(argv[2], NULL, 10), &mailers);
	for (;;)
		wire_turn(1000);
}
