#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/str.h"
#include "ops/doctor_room.h"

enum { WAIT_MS = 5000, HOST_BYTES = 256, PORT_BYTES = 16 };

struct server {
	char host[HOST_BYTES];
	char port[PORT_BYTES];
	bool greets; /* speaks first; smtps waits for TLS */
};

/* smtp://host[:port][/...], an IPv6 address in brackets. Standard ports: RFC 6409, RFC 8314. */
static bool read_url(struct ctx *ctx, const char *url, struct server *s)
{
	const char *rest = strstr(url, "://"), *end, *colon;
	char *authority;

	if (!rest)
		return false;
	s->greets = !str_starts(url, "smtps://");
	authority = arena_strndup(ctx->arena, rest + 3, strcspn(rest + 3, "/"));
	end = authority[0] == '[' ? strchr(authority, ']') : authority;
	if (!end)
		return false;
	colon = strchr(end, ':');
	str_copy(s->port, colon ? colon + 1 : s->greets ? "587" : "465", sizeof(s->port));
	if (colon)
		authority[colon - authority] = '\0';
	if (authority[0] == '[') {
		authority++;
		authority[strcspn(authority, "]")] = '\0';
	}
	return str_copy(s->host, authority, sizeof(s->host)) < sizeof(s->host) && s->host[0];
}

static bool ready(int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events };
	int error = 0;
	socklen_t n = sizeof(error);

	if (poll(&p, 1, WAIT_MS) != 1) {
		errno = ETIMEDOUT;
		return false;
	}
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) == 0 && error) {
		errno = error;
		return false;
	}
	return true;
}

/* NULL where the server answers, else why not. */
static const char *try_address(const struct addrinfo *a, const struct server *s)
{
	char hello[4] = "";
	const char *why = NULL;
	int fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return strerror(errno);
	if ((connect(fd, a->ai_addr, a->ai_addrlen) != 0 && errno != EINPROGRESS) || !ready(fd, POLLOUT))
		why = strerror(errno);
	else if (s->greets && (!ready(fd, POLLIN) || read(fd, hello, 3) != 3 || !str_eq(hello, "220")))
		why = "it does not greet as a mail server does";
	close(fd);
	return why;
}

void doctor_mail(struct doctor *d)
{
	const char *url = d->ctx->conf->smtp_url, *why = NULL;
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *all = NULL;
	struct server s;
	int rc;

	if (str_empty(url)) {
		doctor_ok(d, "mail", "no smtp_url is set: mails stay in the outbox");
		return;
	}
	if (!read_url(d->ctx, url, &s)) {
		doctor_fail(d, "mail", "smtp_url %s is not smtp://host:port", url);
		return;
	}
	rc = getaddrinfo(s.host, s.port, &hints, &all);
	if (rc != 0)
		why = gai_strerror(rc);
	for (const struct addrinfo *a = all; a; a = a->ai_next) {
		why = try_address(a, &s);
		if (!why)
			break;
	}
	if (why)
		doctor_fail(d, "mail", "%s: %s; see smtp_url", url, why);
	else
		doctor_ok(d, "mail", "%s answers", url);
	if (all)
		freeaddrinfo(all);
}
