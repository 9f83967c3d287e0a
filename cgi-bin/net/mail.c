#include "net/mail.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/point.h"
#include "base/str.h"
#include "net/curl_room.h"

enum { MAIL_BYTES = 1024 * 1024, PASSWORD_BYTES = 1024, MAILS_A_LINE = 50 };

struct unread {
	const char *p;
	size_t n;
};

static const struct {
	const char *word;
	long level;
} tls_levels[] = {
	{ "require", CURLUSESSL_ALL },
	{ "try", CURLUSESSL_TRY },
	{ "off", CURLUSESSL_NONE },
};

/* Read anew for every mail: a changed password needs no restart. */
static const char *password(struct ctx *ctx, const char *path)
{
	char line[PASSWORD_BYTES] = "";
	FILE *f = fopen(path, "r");

	if (!f || !fgets(line, sizeof line, f))
		log_event(ctx, LOG_WARN, "mail", "could=\"not read smtp_password_file\"");
	if (f)
		fclose(f);
	line[strcspn(line, "\r\n")] = '\0';
	return arena_strdup(ctx->arena, line);
}

static void set_server(struct ctx *ctx, CURL *curl)
{
	const struct conf *c = ctx->conf;
	long tls = CURLUSESSL_ALL;

	for (size_t i = 0; i < sizeof tls_levels / sizeof *tls_levels; i++)
		if (str_eq(tls_levels[i].word, c->smtp_tls))
			tls = tls_levels[i].level;
	/* The path is the name by which we greet the server. */
	curl_easy_setopt(curl, CURLOPT_URL,
	    str_empty(c->mail_from_domain) ? c->smtp_url
	                                   : arena_printf(ctx->arena, "%s/%s", c->smtp_url, c->mail_from_domain));
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL, tls);
	if (!str_empty(c->smtp_ca_file))
		curl_easy_setopt(curl, CURLOPT_CAINFO, c->smtp_ca_file);
	if (!str_empty(c->smtp_user)) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, c->smtp_user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, password(ctx, c->smtp_password_file));
		/* RFC 4954 4: the answer goes with the question. */
		curl_easy_setopt(curl, CURLOPT_SASL_IR, 1L);
	}
}

/* What the server was told last. */
enum told { TOLD_WHO, TOLD_SENDER, TOLD_MAIL };

/* A mail on its way. */
struct going {
	struct unread unread;
	enum told told;
	int64_t began, given; /* milliseconds; given 0: the server has not all of it */
	int64_t patience, answer;
};

static int64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static size_t give(char *to, size_t size, size_t n, void *from)
{
	struct going *g = from;
	struct unread *u = &g->unread;
	size_t k = u->n < size * n ? u->n : size * n;

	memcpy(to, u->p, k);
	u->p += k;
	u->n -= k;
	if (u->n == 0)
		g->given = milliseconds();
	return k;
}

/* libcurl tells nobody which command it was that failed; it says QUIT after every failure. */
static int watch(CURL *curl, curl_infotype type, char *data, size_t size, void *going)
{
	struct going *g = going;

	(void)curl;
	if (type != CURLINFO_HEADER_OUT || size < 4 || memcmp(data, "QUIT", 4) == 0)
		return 0;
	g->told = memcmp(data, "RCPT", 4) == 0 || memcmp(data, "DATA", 4) == 0 ? TOLD_MAIL
	          : memcmp(data, "MAIL", 4) == 0                               ? TOLD_SENDER
	                                                                       : TOLD_WHO;
	return 0;
}

/* Once a second at least. */
static int wait_on(void *going, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct going *g = going;
	int64_t now = milliseconds();

	(void)a, (void)b, (void)c, (void)d;
	return g->given ? now - g->given > g->answer : now - g->began > g->patience;
}

/*
 * A 5xx is for good (RFC 5321 4.2.1) where it answers the recipient or the message. Where it answers our greeting,
 * login or sender, it is we who are not let in, and no mail shall be lost by that.
 */
static enum mail_result class_of(struct ctx *ctx, CURLcode code, long reply, const struct going *g, const char **word)
{
	bool late = code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK;

	if (code == CURLE_OK) {
		*word = "";
		return MAIL_SENT;
	}
	if (reply >= 400 && !late) {
		*word = arena_printf(ctx->arena, "smtp_%ld", reply);
		if (g->told == TOLD_WHO || reply == 421)
			return MAIL_AWAY;
		return reply >= 500 && reply / 10 != 53 && g->told == TOLD_MAIL ? MAIL_REFUSED : MAIL_LATER;
	}
	if (g->given) {
		*word = "unanswered";
		return MAIL_LATER;
	}
	*word = late                                                                     ? "timeout"
	        : code == CURLE_LOGIN_DENIED                                             ? "login"
	        : code == CURLE_USE_SSL_FAILED || code == CURLE_PEER_FAILED_VERIFICATION ? "tls"
	                                                                                 : "connect";
	return MAIL_AWAY;
}

/* The server's, kept from one mail to the next. */
static struct {
	CURL *curl;
	int mails;
} line;

void mail_goodbye(void)
{
	curl_socket_t socket;

	if (!line.curl)
		return;
	/* QUIT is said, and its answer, which a slow server may keep for minutes, is none any more. */
	if (curl_easy_getinfo(line.curl, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK && socket != CURL_SOCKET_BAD)
		shutdown(socket, SHUT_RD);
	curl_easy_cleanup(line.curl);
	line.curl = NULL;
}

static CURL *open_line(void)
{
	if (line.mails >= MAILS_A_LINE)
		mail_goodbye();
	if (!line.curl) {
		line.curl = curl_room_own();
		line.mails = 0;
	}
	line.mails++;
	return line.curl;
}

static CURLcode say(struct ctx *ctx, CURL *curl, const struct mail *m, struct going *g)
{
	struct curl_slist *to = curl_room_add(NULL, arena_printf(ctx->arena, "<%s>", m->to));
	CURLcode result;

	curl_room_keep(ctx, to);
	set_server(ctx, curl);
	/* All of it has its end by wait_on(). */
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 0L);
	curl_easy_setopt(
	    curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(ctx->conf->mail_seconds + ctx->conf->mail_answer_seconds));
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_printf(ctx->arena, "<%s>", m->from));
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(curl, CURLOPT_READDATA, g);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, wait_on);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, g);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, watch);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, g);
	point_mail(POINT_BEFORE);
	result = curl_easy_perform(curl);
	if (result == CURLE_OK)
		point_mail(POINT_AFTER);
	/* The handle outlives this frame. */
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 0L);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 1L);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, NULL);
	return result;
}

/* A line that was kept is no more: that is no word about this mail, as long as it was not given. */
static bool is_gone(CURLcode result, long reply, const struct going *g)
{
	return result != CURLE_OK && result != CURLE_ABORTED_BY_CALLBACK && g->given == 0 &&
	       (reply < 400 || reply == 421);
}

enum mail_result mail_send(struct ctx *ctx, const struct mail *m, const char **code)
{
	struct buf message;
	struct going g = { .patience = (int64_t)ctx->conf->mail_seconds * 1000,
		.answer = (int64_t)ctx->conf->mail_answer_seconds * 1000,
		.began = milliseconds() };
	CURL *curl;
	CURLcode result;
	long reply = 0;
	bool kept;

	curl_room_may_wait(ctx);
	*code = "connect";
	if (str_empty(ctx->conf->smtp_url))
		return MAIL_AWAY;
	buf_init(&message, ctx->arena, MAIL_BYTES);
	*code = "address";
	if (!mail_write(m, &message))
		return MAIL_REFUSED;
	do {
		g.unread = (struct unread){ .p = buf_str(&message), .n = message.len };
		curl = open_line();
		*code = "connect";
		if (!curl)
			return MAIL_AWAY;
		result = say(ctx, curl, m, &g);
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
		kept = line.mails > 1;
		if (result != CURLE_OK)
			mail_goodbye();
	} while (kept && is_gone(result, reply, &g));
	return class_of(ctx, result, reply, &g, code);
}
