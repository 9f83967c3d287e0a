#include "net/foreign.h"

#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "net/curl_room.h"

enum { REDIRECTS = 5, ADDRESS_BYTES = 2000 };

/* One hop: what its connection may be, and what became of it. */
struct hop {
	const char *url;
	const char *host, *port;
	bool trusted; /* named by inner_hosts */
	bool alone;   /* nobody else may be asked */
	bool inward;  /* an address that was refused */
	bool large;
	struct buf *body;
};

static const char *part(struct ctx *ctx, CURLU *u, CURLUPart what, unsigned flags)
{
	char *text = NULL;
	const char *kept = NULL;

	if (curl_url_get(u, what, &text, flags) == CURLUE_OK)
		kept = arena_strdup(ctx->arena, text);
	curl_free(text);
	return kept;
}

/* One of the words "host:port" between blanks. */
static bool is_listed(const char *list, const char *host, const char *port)
{
	size_t n_host = strlen(host), n_port = strlen(port);

	for (const char *p = list + strspn(list, " "); *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		if (n == n_host + 1 + n_port && strncasecmp(p, host, n_host) == 0 && p[n_host] == ':' &&
		    strncmp(p + n_host + 1, port, n_port) == 0)
			return true;
		p += n;
	}
	return false;
}

static bool usual_port(const char *port)
{
	static const char *const ports[] = { "80", "443", "8080", "8443" };

	for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
		if (str_eq(ports[i], port))
			return true;
	return false;
}

/* Parsed by libcurl itself, so that what is judged is what is asked. */
static bool read_address(struct ctx *ctx, const char *url, struct hop *hop)
{
	CURLU *u = curl_url();
	bool fine = false;

	BUG_IF(!u);
	if (strlen(url) <= ADDRESS_BYTES && curl_url_set(u, CURLUPART_URL, url, CURLU_URLENCODE) == CURLUE_OK) {
		const char *scheme = part(ctx, u, CURLUPART_SCHEME, 0);
		hop->url = part(ctx, u, CURLUPART_URL, 0);
		hop->host = part(ctx, u, CURLUPART_HOST, 0);
		hop->port = part(ctx, u, CURLUPART_PORT, CURLU_DEFAULT_PORT);
		fine = hop->url && !str_empty(hop->host) && hop->port &&
		       (str_eq(scheme, "http") || str_eq(scheme, "https")) && !part(ctx, u, CURLUPART_USER, 0) &&
		       !part(ctx, u, CURLUPART_PASSWORD, 0);
	}
	curl_url_cleanup(u);
	if (!fine)
		return false;
	hop->trusted = is_listed(ctx->conf->inner_hosts, hop->host, hop->port);
	hop->alone = str_eq(ctx->conf->foreign_hosts, "listed");
	return hop->trusted || usual_port(hop->port);
}

/* libcurl has resolved the name and is about to connect: this address and no other is meant. */
static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *at)
{
	struct hop *hop = data;

	if (purpose != CURLSOCKTYPE_IPCXN || (!hop->trusted && !foreign_is_public(&at->addr))) {
		hop->inward = true;
		return CURL_SOCKET_BAD;
	}
	if (hop->alone && !hop->trusted)
		return CURL_SOCKET_BAD;
	return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

static size_t take(char *data, size_t size, size_t n, void *to)
{
	struct hop *hop = to;

	buf_add(hop->body, data, size * n);
	hop->large = hop->body->overflow;
	return hop->large ? 0 : size * n;
}

static void prepare(CURL *curl, struct hop *hop, size_t max, int64_t ms)
{
	curl_easy_setopt(curl, CURLOPT_URL, hop->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, hop);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, hop);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)max);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "Stoa");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)ms);
}

static enum foreign_fault fault_of(const struct hop *hop, CURLcode code)
{
	if (hop->large || code == CURLE_FILESIZE_EXCEEDED)
		return FOREIGN_LARGE;
	if (hop->inward)
		return FOREIGN_INWARD;
	if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
		return FOREIGN_ADDRESS;
	return code == CURLE_OK ? FOREIGN_FINE : FOREIGN_AWAY;
}

/* An address in digits needs nobody to be asked what it means. */
static bool is_name(const char *host)
{
	return host[0] != '[' && host[strspn(host, "0123456789.")] != '\0';
}

static int64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* next: where a redirect leads, as a whole address; NULL for none. */
static enum err_code ask(struct ctx *ctx, struct hop *hop, const struct foreign_get *get, int64_t ms,
    struct foreign_answer *out, enum foreign_fault *fault, const char **next)
{
	CURL *curl = curl_room_handle(ctx);
	const char *location = NULL;
	struct buf body;
	long status = 0;

	if (!curl)
		return err_set(ctx, ERR_DOWN, "no memory for a connection");
	buf_init(&body, ctx->arena, get->max);
	hop->body = &body;
	prepare(curl, hop, get->max, ms);
	*fault = fault_of(hop, curl_easy_perform(curl));
	if (*fault != FOREIGN_FINE)
		return ERR_OK;
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &location);
	*next = location ? arena_strdup(ctx->arena, location) : NULL;
	*out = (struct foreign_answer){
		.status = (int)status, .body = (const uint8_t *)buf_str(&body), .length = body.len
	};
	return ERR_OK;
}

enum err_code foreign_get(
    struct ctx *ctx, const struct foreign_get *get, struct foreign_answer *out, enum foreign_fault *fault)
{
	int64_t end = milliseconds() + (int64_t)get->seconds * 1000;
	const char *url = get->url;

	curl_room_may_wait(ctx);
	for (int i = 0; i <= REDIRECTS; i++) {
		struct hop hop = { 0 };
		const char *next = NULL;
		int64_t left = end - milliseconds();
		enum err_code e;

		*fault = !read_address(ctx, url, &hop) ? FOREIGN_ADDRESS : left <= 0 ? FOREIGN_AWAY : FOREIGN_FINE;
		if (*fault == FOREIGN_FINE && hop.alone && !hop.trusted && is_name(hop.host))
			*fault = FOREIGN_AWAY;
		if (*fault != FOREIGN_FINE)
			return ERR_OK;
		e = ask(ctx, &hop, get, left, out, fault, &next);
		if (e || *fault != FOREIGN_FINE || !next)
			return e;
		url = next;
	}
	*fault = FOREIGN_REDIRECT;
	return ERR_OK;
}
