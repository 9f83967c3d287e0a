/* Mail and fetch against scripted peers on the loopback: what each kind of answer, refusal and silence becomes. */
#include "unit.h"

#include "base/conf.h"
#include "base/str.h"
#include "net/fetch.h"
#include "net/foreign.h"
#include "net/mail.h"
#include "peer.h"

/* What the peer says to each SMTP verb; an answer that is NULL hangs up. */
struct script {
	const char *hello, *ehlo, *auth, *mail, *rcpt, *data, *end;
};

static const struct script willing = { .hello = "220 peer",
	.ehlo = "250-peer\r\n250 AUTH PLAIN",
	.auth = "235 ok",
	.mail = "250 ok",
	.rcpt = "250 ok",
	.data = "354 go",
	.end = "250 taken" };

static const char *answer_to(const struct script *s, const char *line, bool *in_data)
{
	if (*in_data) {
		*in_data = !str_eq(line, ".");
		return *in_data ? "" : s->end;
	}
	*in_data = str_starts(line, "DATA") && s->data && str_starts(s->data, "354");
	return str_starts(line, "EHLO")   ? s->ehlo
	       : str_starts(line, "AUTH") ? s->auth
	       : str_starts(line, "MAIL") ? s->mail
	       : str_starts(line, "RCPT") ? s->rcpt
	       : str_starts(line, "DATA") ? s->data
	       : str_starts(line, "QUIT") ? "221 bye"
	                                  : "502 what";
}

/* Serves one mail; writes what came to the file. */
static void serve_smtp(int listener, const struct script *s, const char *path)
{
	alarm(20);

	int c = accept(listener, NULL, NULL);
	FILE *in = fdopen(c, "r"), *out = fdopen(dup(c), "w"), *log = fopen(path, "we");
	char line[2048];
	bool in_data = false;

	fprintf(out, "%s\r\n", s->hello);
	fflush(out);
	while (fgets(line, sizeof line, in)) {
		const char *answer;

		line[strcspn(line, "\r\n")] = '\0';
		fprintf(log, "%s\n", line);
		answer = answer_to(s, line, &in_data);
		if (!answer)
			break;
		if (*answer)
			fprintf(out, "%s\r\n", answer);
		fflush(out);
	}
	fclose(log);
	_exit(0);
}

static const char *slurp(struct ctx *ctx, const char *path)
{
	char *text = arena_alloc(ctx->arena, 65536);
	FILE *f = fopen(path, "re");

	assert_non_null(f);
	text[fread(text, 1, 65535, f)] = '\0';
	fclose(f);
	return text;
}

static enum mail_result send_to(
    struct ctx *ctx, const struct script *script, struct conf *conf, const char **code, const char **log)
{
	static const struct mail mail = {
		.from = "shop@hafen.example",
		.from_name = "Hafen",
		.to = "ada@example.org",
		.subject = "Your order",
		.text = "Hello\n.\nBye\n",
		.html = "<p>Hello</p>",
		.language = "en",
		.message_id = "1@hafen.example",
		.date = UNIT_NOW,
	};
	const char *path = unit_file("secret\n");
	static char said[64];
	const char *word;
	char log_path[500];
	int port, listener = peer_listen(&port), status;
	enum mail_result result;
	pid_t peer;

	snprintf(log_path, sizeof log_path, "%s.log", path);
	fflush(NULL);
	peer = fork();
	if (peer == 0)
		serve_smtp(listener, script, log_path);
	close(listener);
	conf->smtp_url = arena_printf(ctx->arena, "smtp://127.0.0.1:%d", port);
	conf->smtp_password_file = path;
	ctx->conf = conf;
	result = mail_send(ctx, &mail, &word);
	str_copy(said, word, sizeof said);
	*code = said;
	/* The line stays open for the next mail; the peer reads its end and is done. */
	mail_goodbye();
	arena_reset(ctx->arena);
	waitpid(peer, &status, 0);
	*log = slurp(ctx, log_path);
	unlink(log_path);
	return result;
}

static struct conf plain_conf(void)
{
	return (struct conf){ .smtp_tls = "off",
		.smtp_user = "",
		.smtp_ca_file = "",
		.mail_from_domain = "hafen.example",
		.mail_seconds = 30,
		.mail_answer_seconds = 30 };
}

static void a_mail_is_handed_over(void **state)
{
	struct conf conf = plain_conf();
	const char *code, *log;

	assert_int_equal(send_to(*state, &willing, &conf, &code, &log), MAIL_SENT);
	assert_string_equal(code, "");
	assert_non_null(strstr(log, "EHLO hafen.example\n"));
	assert_non_null(strstr(log, "MAIL FROM:<shop@hafen.example>"));
	assert_non_null(strstr(log, "RCPT TO:<ada@example.org>"));
	assert_non_null(strstr(log, "Subject: Your order\n"));
	assert_non_null(strstr(log, "Hello\n..\nBye\n"));
	assert_null(strstr(log, "AUTH"));
}

static void who_asks_for_a_login_gets_it(void **state)
{
	struct conf conf = plain_conf();
	struct script closed = willing;
	const char *code, *log;

	conf.smtp_user = "hafen";
	assert_int_equal(send_to(*state, &willing, &conf, &code, &log), MAIL_SENT);
	assert_non_null(strstr(log, "AUTH PLAIN"));
	closed.auth = "535 no";
	assert_int_equal(send_to(*state, &closed, &conf, &code, &log), MAIL_AWAY);
	assert_null(strstr(log, "MAIL FROM"));
}

static void answers_are_told_apart(void **state)
{
	struct script busy = willing, unknown = willing, spam = willing, full = willing, gone = willing, cut = willing,
	              barred = willing, stranger = willing, leaving = willing, slow = willing, silent = willing;
	const struct {
		const struct script *script;
		enum mail_result result;
	} cases[] = { { &busy, MAIL_LATER }, { &unknown, MAIL_REFUSED }, { &spam, MAIL_REFUSED }, { &full, MAIL_LATER },
		{ &gone, MAIL_AWAY }, { &cut, MAIL_LATER }, { &barred, MAIL_AWAY }, { &stranger, MAIL_LATER },
		{ &leaving, MAIL_AWAY }, { &slow, MAIL_AWAY }, { &silent, MAIL_LATER } };
	static const char *const codes[] = { "smtp_450", "smtp_550", "smtp_554", "smtp_452", "connect", "unanswered",
		"smtp_554", "smtp_553", "smtp_421", "timeout", "unanswered" };

	busy.mail = "450 later";
	unknown.rcpt = "550 nobody";
	spam.end = "554 no";
	full.data = "452 full";
	gone.mail = NULL;
	cut.end = NULL;
	barred.hello = "554 not you";
	stranger.mail = "553 not by this sender";
	leaving.mail = "421 closing";
	slow.mail = "";
	silent.end = "";
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct conf conf = plain_conf();
		const char *code, *log;

		conf.mail_seconds = conf.mail_answer_seconds = 1;
		assert_int_equal(send_to(*state, cases[i].script, &conf, &code, &log), cases[i].result);
		assert_string_equal(code, codes[i]);
	}
}

static void without_starttls_nothing_is_sent(void **state)
{
	struct conf conf = plain_conf();
	const char *code, *log;

	conf.smtp_tls = "require";
	assert_int_equal(send_to(*state, &willing, &conf, &code, &log), MAIL_AWAY);
	assert_string_equal(code, "tls");
	assert_null(strstr(log, "MAIL FROM"));
	conf.smtp_tls = "try";
	assert_int_equal(send_to(*state, &willing, &conf, &code, &log), MAIL_SENT);
}

static void nobody_there_is_later(void **state)
{
	struct ctx *ctx = *state;
	struct conf conf = plain_conf();
	struct mail mail = { .from = "a@b.example",
		.to = "c@d.example",
		.subject = "s",
		.text = "t",
		.language = "en",
		.message_id = "1@b.example" };
	int port, listener = peer_listen(&port);
	const char *code;

	close(listener);
	conf.smtp_url = arena_printf(ctx->arena, "smtp://127.0.0.1:%d", port);
	ctx->conf = &conf;
	assert_int_equal(mail_send(ctx, &mail, &code), MAIL_AWAY);
	assert_string_equal(code, "connect");
	conf.smtp_url = "";
	assert_int_equal(mail_send(ctx, &mail, &code), MAIL_AWAY);
	conf.smtp_url = "smtp://127.0.0.1:1";
	mail.to = "c@d.example\r\nRCPT TO:<e@f.example>";
	assert_int_equal(mail_send(ctx, &mail, &code), MAIL_REFUSED);
	assert_string_equal(code, "address");
}

/* Part of the request, or it is not answered. */
static const char *expected = "";

/* One answer to one POST. */
static enum err_code fetch_from(struct ctx *ctx, const char *answer, struct fetch_answer *out)
{
	static const char *const headers[] = { "Content-Type: application/json", "X-Test: yes", NULL };
	int port, listener = peer_listen(&port), status;
	struct fetch_post post = { .headers = headers, .body = "{\"a\":1}", .length = 7, .max = 1000 };
	enum err_code err;
	pid_t peer;

	fflush(NULL);
	peer = fork();
	if (peer == 0) {
		char got[4096] = "";
		int c = accept(listener, NULL, NULL);
		ssize_t n = 0, k = 1;

		while (!strstr(got, "{\"a\":1}") && k > 0 && n < 4000)
			n += k = read(c, got + n, 4000 - (size_t)n);
		if (strstr(got, "POST /hook HTTP/1.1") && strstr(got, "X-Test: yes") && strstr(got, expected))
			k = write(c, answer, strlen(answer));
		_exit(0);
	}
	close(listener);
	post.url = arena_printf(ctx->arena, "http://127.0.0.1:%d/hook", port);
	err = fetch_post(ctx, &post, out);
	waitpid(peer, &status, 0);
	return err;
}

static void a_post_brings_its_answer(void **state)
{
	struct fetch_answer a;

	assert_int_equal(fetch_from(*state, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", &a), ERR_OK);
	assert_int_equal(a.status, 200);
	assert_string_equal(a.body, "ok");
	assert_int_equal(fetch_from(*state, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", &a), ERR_OK);
	assert_int_equal(a.status, 403);
	assert_int_equal(a.length, 0);
}

static void whom_we_ask_learns_the_trace(void **state)
{
	static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	struct fetch_answer a;
	struct ctx *ctx = *state;

	trace_begin(&ctx->trace, "0123456789abcdef0123456789abcdef",
	    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "rojo=1");
	expected = "\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-0123456789abcdef-01\r\ntracestate: rojo=1\r\n";
	assert_int_equal(fetch_from(ctx, ok, &a), ERR_OK);
	trace_begin(&ctx->trace, "0123456789abcdef0123456789abcdef", NULL, NULL);
	assert_int_equal(fetch_from(ctx, ok, &a), ERR_DOWN);
	expected = "\r\ntraceparent: 00-0123456789abcdef0123456789abcdef-0123456789abcdef-01\r\n";
	assert_int_equal(fetch_from(ctx, ok, &a), ERR_OK);
	expected = "";
}

static void a_redirect_is_not_followed(void **state)
{
	struct fetch_answer a;

	assert_int_equal(
	    fetch_from(*state, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", &a),
	    ERR_OK);
	assert_int_equal(a.status, 302);
}

/* A peer that takes one request, answers it if there is something to say, and then waits to be left. */
static pid_t answer_a_get(int listener, const char *wanted, const char *answer)
{
	pid_t peer;

	fflush(NULL);
	peer = fork();
	if (peer != 0)
		return peer;
	char got[4096] = "";
	int c = accept(listener, NULL, NULL);
	ssize_t n = 0, k = 1;

	while (!strstr(got, "\r\n\r\n") && k > 0 && n < 4000)
		n += k = read(c, got + n, 4000 - (size_t)n);
	if (answer && strstr(got, wanted) && strstr(got, "X-Test: yes") && !strstr(got, "Content-"))
		k = write(c, answer, strlen(answer));
	else
		k = read(c, got, 1);
	_exit(k > 0 ? 0 : 1);
}

static enum err_code get_from(struct ctx *ctx, const char *answer, struct fetch_answer *out)
{
	static const char *const headers[] = { "X-Test: yes", NULL };
	int port, listener = peer_listen(&port), status;
	struct fetch_get get = { .headers = headers, .max = 1000, .seconds = 1 };
	pid_t peer = answer_a_get(listener, "GET /v1/account HTTP/1.1", answer);
	enum err_code err;

	close(listener);
	get.url = arena_printf(ctx->arena, "http://127.0.0.1:%d/v1/account", port);
	err = fetch_get(ctx, &get, out);
	if (err)
		kill(peer, SIGKILL);
	waitpid(peer, &status, 0);
	return err;
}

static void a_get_brings_its_answer_in_time(void **state)
{
	struct fetch_answer a;

	assert_int_equal(get_from(*state, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", &a), ERR_OK);
	assert_string_equal(a.body, "ok");
	assert_int_equal(get_from(*state, NULL, &a), ERR_DOWN);
}

static void forms_are_encoded(void **state)
{
	struct ctx *ctx = *state;
	struct buf b;

	buf_init(&b, ctx->arena, 1000);
	fetch_form_add(&b, "a[0][b]", "x y&z=ü");
	fetch_form_add(&b, "c", "");
	fetch_form_add(&b, "d", "*-._~+%/\r\n");
	assert_string_equal(buf_str(&b), "a%5B0%5D%5Bb%5D=x+y%26z%3D%C3%BC&c=&d=*-._%7E%2B%25%2F%0D%0A");
}

static void what_cannot_be_fetched(void **state)
{
	struct ctx *ctx = *state;
	char long_answer[2000];
	struct fetch_answer a;
	static const char *const bad_header[] = { "X: a\r\nY: b", NULL };
	struct fetch_post post = { .url = "file:///etc/hostname", .body = "", .max = 10 };

	snprintf(long_answer, sizeof long_answer, "HTTP/1.1 200 OK\r\nContent-Length: 1500\r\n\r\n%01500d", 0);
	assert_int_equal(fetch_from(ctx, long_answer, &a), ERR_TOO_LARGE);
	assert_int_equal(fetch_from(ctx, "", &a), ERR_DOWN);
	assert_int_equal(fetch_from(ctx, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", &a), ERR_DOWN);
	assert_int_equal(fetch_post(ctx, &post, &a), ERR_MALFORMED);
	post.url = "http://127.0.0.1:1/";
	assert_int_equal(fetch_post(ctx, &post, &a), ERR_DOWN);
	post.headers = bad_header;
	assert_int_equal(fetch_post(ctx, &post, &a), ERR_MALFORMED);
}

/* Read by the four ways to wait for somebody at an address where nobody is. */
static bool in_tx;

static struct ctx ctx_of_tx(void)
{
	static struct conf conf = { .smtp_url = "smtp://127.0.0.1:1",
		.smtp_user = "",
		.smtp_tls = "off",
		.smtp_ca_file = "",
		.mail_from_domain = "",
		.mail_seconds = 1,
		.mail_answer_seconds = 1,
		.foreign_hosts = "any",
		.inner_hosts = "127.0.0.1:1" };
	struct ctx ctx = unit_ctx();

	ctx.conf = &conf;
	ctx.in_tx = in_tx;
	return ctx;
}

static void post_now(void)
{
	struct ctx ctx = ctx_of_tx();
	struct fetch_answer a;

	fetch_post(&ctx, &(struct fetch_post){ .url = "http://127.0.0.1:1/", .body = "", .max = 10 }, &a);
	arena_destroy(&ctx.arena);
}

static void get_now(void)
{
	struct ctx ctx = ctx_of_tx();
	struct fetch_answer a;

	fetch_get(&ctx, &(struct fetch_get){ .url = "http://127.0.0.1:1/", .max = 10 }, &a);
	arena_destroy(&ctx.arena);
}

static void mail_now(void)
{
	static const struct mail mail = { .from = "a@b.example",
		.to = "c@d.example",
		.subject = "s",
		.text = "t",
		.language = "en",
		.message_id = "1@b.example" };
	struct ctx ctx = ctx_of_tx();
	const char *code;

	mail_send(&ctx, &mail, &code);
	mail_goodbye();
	arena_destroy(&ctx.arena);
}

static void foreign_now(void)
{
	struct ctx ctx = ctx_of_tx();
	struct foreign_answer a;
	enum foreign_fault fault;

	foreign_get(&ctx, &(struct foreign_get){ .url = "http://127.0.0.1:1/", .max = 10, .seconds = 1 }, &a, &fault);
	arena_destroy(&ctx.arena);
}

static void nobody_waits_for_another_service_inside_a_transaction(void **state)
{
	static void (*const ways[])(void) = { post_now, get_now, mail_now, foreign_now };

	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		in_tx = true;
		assert_true(aborts(ways[i]));
		in_tx = false;
		assert_false(aborts(ways[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(a_mail_is_handed_over),
		UNIT(who_asks_for_a_login_gets_it),
		UNIT(answers_are_told_apart),
		UNIT(without_starttls_nothing_is_sent),
		UNIT(nobody_there_is_later),
		UNIT(a_post_brings_its_answer),
		UNIT(a_get_brings_its_answer_in_time),
		UNIT(forms_are_encoded),
		UNIT(whom_we_ask_learns_the_trace),
		UNIT(a_redirect_is_not_followed),
		UNIT(what_cannot_be_fetched),
		UNIT(nobody_waits_for_another_service_inside_a_transaction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
