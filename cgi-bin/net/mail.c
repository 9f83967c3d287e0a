#include "net/mail.h"

#include <stdio.h>
#include <string.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "net/curl_room.h"

enum { MAIL_BYTES = 1024 * 1024, PASSWORD_BYTES = 1024 };

struct unread {
	const char *p;
	size_t n;
};

static size_t give(char *to, size_t size, size_t n, void *from)
{
	struct unread *u = from;
	size_t k = u->n < size * n ? u->n : size * n;

	memcpy(to, u->p, k);
	u->p += k;
	u->n -= k;
	return k;
}

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

/* libcurl tells nobody which command it was that failed; it says QUIT after every failure. */
static int watch(CURL *curl, curl_infotype type, char *data, size_t size, void *about_mail)
{
	(void)curl;
	if (type == CURLINFO_HEADER_OUT && !(size >= 4 && memcmp(data, "QUIT", 4) == 0))
		*(bool *)about_mail = size >= 4 && (memcmp(data, "RCPT", 4) == 0 || memcmp(data, "DATA", 4) == 0);
	return 0;
}

/*
 * A 5xx is for good (RFC 5321 4.2.1) where it answers the recipient or the message. Where it answers our greeting,
 * login or sender, it is we who are not let in, and no mail shall be lost by that.
 */
static enum mail_result class_of(struct ctx *ctx, CURLcode code, long reply, bool about_mail, const char **word)
{
	if (code == CURLE_OK) {
		*word = "";
		return MAIL_SENT;
	}
	if (reply >= 400 && code != CURLE_OPERATION_TIMEDOUT) {
		*word = arena_printf(ctx->arena, "smtp_%ld", reply);
		return reply >= 500 && reply / 10 != 53 && about_mail ? MAIL_REFUSED : MAIL_LATER;
	}
	*word = code == CURLE_OPERATION_TIMEDOUT                                         ? "timeout"
	        : code == CURLE_LOGIN_DENIED                                             ? "login"
	        : code == CURLE_USE_SSL_FAILED || code == CURLE_PEER_FAILED_VERIFICATION ? "tls"
	                                                                                 : "connect";
	return MAIL_LATER;
}

enum mail_result mail_send(struct ctx *ctx, const struct mail *m, const char **code)
{
	struct buf message;
	struct unread unread;
	struct curl_slist *to;
	CURL *curl = curl_room_handle(ctx);
	CURLcode result;
	bool about_mail = false;
	long reply = 0;

	*code = "connect";
	if (!curl || str_empty(ctx->conf->smtp_url))
		return MAIL_LATER;
	buf_init(&message, ctx->arena, MAIL_BYTES);
	*code = "address";
	if (!mail_write(m, &message))
		return MAIL_REFUSED;
	unread = (struct unread){ .p = buf_str(&message), .n = message.len };
	set_server(ctx, curl);
	to = curl_room_add(NULL, arena_printf(ctx->arena, "<%s>", m->to));
	curl_room_keep(ctx, to);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_printf(ctx->arena, "<%s>", m->from));
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(curl, CURLOPT_READDATA, &unread);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, watch);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &about_mail);
	result = curl_easy_perform(curl);
	/* The handle outlives this frame and says goodbye when it is released. */
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 0L);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
	return class_of(ctx, result, reply, about_mail, code);
}
