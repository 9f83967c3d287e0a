/* Addresses that a merchant gives: which hosts are public, and what an answer, a redirect, a lie and a silence become.
 */
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/conf.h"
#include "base/str.h"
#include "net/foreign.h"

static bool is_public(const char *text)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return foreign_is_public((const struct sockaddr *)&four);
	assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
	return foreign_is_public((const struct sockaddr *)&six);
}

static void only_public_addresses_are_public(void **state)
{
	(void)state;
	static const char *const outside[] = { "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
		"126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
		"192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.114.0",
		"223.255.255.255", "2606:4700:4700::1111", "2001:4860:4860::8888", "2a00:1450::1", "2001:200::1" };
	static const char *const within[] = { "0.0.0.0", "0.255.255.255", "10.0.0.1", "100.64.0.1", "100.127.255.255",
		"127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8",
		"192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7",
		"203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1",
		"::ffff:1.1.1.1", "::ffff:127.0.0.1", "::1.1.1.1", "64:ff9b::1.1.1.1", "64:ff9b:1::1", "100::1",
		"2001::1", "2001:10::1", "2001:2::1", "2001:db8::1", "2002:0101:0101::1", "2620:4f:8000::1", "3fff::1",
		"fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1", "5f00::1", "4000::1" };
	for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++)
		if (!is_public(outside[i]))
			fail_msg("%s is public", outside[i]);
	for (size_t i = 0; i < sizeof within / sizeof within[0]; i++)
		if (is_public(within[i]))
			fail_msg("%s is not public", within[i]);
	struct sockaddr local = { .sa_family = AF_UNIX };
	assert_false(foreign_is_public(&local));
}

static int listen_at(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(s, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(s, 8), 0);
	assert_int_equal(getsockname(s, (struct sockaddr *)&at, &n), 0);
	*port = ntohs(at.sin_port);
	return s;
}

/* Answers each connection by the path that it asks for; one that is asked what must not come kills the test. */
static pid_t serve(int listener, int port)
{
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	alarm(30);
	for (;;) {
		char asked[2048] = "", answer[512];
		int c = accept(listener, NULL, NULL);
		ssize_t n = read(c, asked, sizeof asked - 1);
		if (n <= 0) {
			close(c);
			continue;
		}
		if (strstr(asked, "Cookie") || strstr(asked, "Authorization") || strstr(asked, "Accept-Encoding"))
			_exit(1);
		if (str_starts(asked, "GET /silent")) {
			sleep(3);
			snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\n\r\n");
		} else if (str_starts(asked, "GET /round")) {
			snprintf(
			    answer, sizeof answer, "HTTP/1.1 302 F\r\nLocation: /round\r\nContent-Length: 0\r\n\r\n");
		} else if (str_starts(asked, "GET /inward")) {
			snprintf(answer, sizeof answer,
			    "HTTP/1.1 301 M\r\nLocation: http://127.0.0.1:80/\r\nContent-Length: 0\r\n\r\n");
		} else if (str_starts(asked, "GET /port")) {
			snprintf(answer, sizeof answer,
			    "HTTP/1.1 301 M\r\nLocation: http://localhost:%d/a\r\nContent-Length: 0\r\n\r\n", port);
		} else if (str_starts(asked, "GET /file")) {
			snprintf(answer, sizeof answer,
			    "HTTP/1.1 301 M\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n");
		} else if (str_starts(asked, "GET /away")) {
			snprintf(answer, sizeof answer,
			    "HTTP/1.1 307 M\r\nSet-Cookie: a=b\r\nLocation: /there?x=1\r\nContent-Length: "
			    "4\r\n\r\nbody");
		} else if (str_starts(asked, "GET /there?x=1")) {
			snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere");
		} else if (str_starts(asked, "GET /large")) {
			snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\nx");
		} else if (str_starts(asked, "GET /endless")) {
			snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\n\r\n%0300d", 0);
		} else if (str_starts(asked, "GET /half")) {
			snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nhalf");
		} else {
			snprintf(answer, sizeof answer, "HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno");
		}
		if (write(c, answer, strlen(answer)) < 0)
			_exit(2);
		close(c);
	}
}

static struct {
	struct ctx *ctx;
	struct conf conf;
	struct foreign_answer answer;
	int port;
} t;

static enum foreign_fault get(const char *format_or_url)
{
	enum foreign_fault fault = FOREIGN_FAULT__MAX;
	char url[256];
	const char *hole = strstr(format_or_url, "PORT");
	if (hole)
		snprintf(url, sizeof url, "%.*s%d%s", (int)(hole - format_or_url), format_or_url, t.port, hole + 4);
	else
		snprintf(url, sizeof url, "%s", format_or_url);
	struct foreign_get in = { .url = url, .max = 256, .seconds = 2 };
	assert_int_equal(foreign_get(t.ctx, &in, &t.answer, &fault), ERR_OK);
	return fault;
}

static void a_host_within_is_asked_only_where_it_is_listed(void **state)
{
	t.ctx = *state;
	t.ctx->conf = &t.conf;
	int listener = listen_at(&t.port);
	pid_t pid = serve(listener, t.port);
	/* A proxy of the environment would do the asking for us. */
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	t.conf.inner_hosts = "";
	assert_int_equal(get("http://127.0.0.1:PORT/there?x=1"), FOREIGN_ADDRESS);
	assert_int_equal(get("http://127.0.0.1/"), FOREIGN_INWARD);
	assert_int_equal(get("http://localhost:8080/"), FOREIGN_INWARD);
	assert_int_equal(get("http://0x7f000001/"), FOREIGN_INWARD);
	assert_int_equal(get("http://2130706433/"), FOREIGN_INWARD);
	assert_int_equal(get("http://127.1/"), FOREIGN_INWARD);
	assert_int_equal(get("http://0177.0.0.1/"), FOREIGN_INWARD);
	assert_int_equal(get("http://[::1]/"), FOREIGN_INWARD);
	assert_int_equal(get("http://[::ffff:127.0.0.1]/"), FOREIGN_INWARD);
	assert_int_equal(get("http://[64:ff9b::7f00:1]/"), FOREIGN_INWARD);
	assert_int_equal(get("http://169.254.169.254/latest/meta-data/"), FOREIGN_INWARD);
	assert_int_equal(get("https://10.0.0.1:8443/"), FOREIGN_INWARD);
	assert_int_equal(get("http://0.0.0.0/"), FOREIGN_INWARD);

	t.conf.inner_hosts = arena_printf(t.ctx->arena, "other.example:80  127.0.0.1:%d", t.port);
	assert_int_equal(get("http://127.0.0.1:PORT/there?x=1"), FOREIGN_FINE);
	assert_int_equal(t.answer.status, 200);
	assert_int_equal(t.answer.length, 5);
	assert_memory_equal(t.answer.body, "there", 5);
	assert_int_equal(get("http://localhost:PORT/there"), FOREIGN_ADDRESS);
	assert_int_equal(get("http://127.0.0.1/"), FOREIGN_INWARD);

	assert_int_equal(get("http://127.0.0.1:PORT/away"), FOREIGN_FINE);
	assert_memory_equal(t.answer.body, "there", 5);
	assert_int_equal(get("http://127.0.0.1:PORT/inward"), FOREIGN_INWARD);
	assert_int_equal(get("http://127.0.0.1:PORT/port"), FOREIGN_ADDRESS);
	assert_int_equal(get("http://127.0.0.1:PORT/file"), FOREIGN_ADDRESS);
	assert_int_equal(get("http://127.0.0.1:PORT/round"), FOREIGN_REDIRECT);
	assert_int_equal(get("http://127.0.0.1:PORT/large"), FOREIGN_LARGE);
	assert_int_equal(get("http://127.0.0.1:PORT/endless"), FOREIGN_LARGE);
	assert_int_equal(get("http://127.0.0.1:PORT/half"), FOREIGN_AWAY);
	assert_int_equal(get("http://127.0.0.1:PORT/missing"), FOREIGN_FINE);
	assert_int_equal(t.answer.status, 404);
	assert_int_equal(get("http://127.0.0.1:PORT/silent"), FOREIGN_AWAY);

	int status;
	assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	close(listener);
	unsetenv("http_proxy");
}

static void what_is_no_address_is_not_asked(void **state)
{
	t.ctx = *state;
	t.ctx->conf = &t.conf;
	t.conf.inner_hosts = "";
	static const char *const wrong[] = { "", "picture.jpg", "/picture.jpg", "file:///etc/passwd",
		"ftp://example.com/a.jpg", "gopher://example.com/", "http://", "http://user@example.com/",
		"http://user:word@example.com/", "http://example.com:22/", "http://example.com:6379/",
		"https://example.com:0/", "http://example.com:99999/", "http://exa mple.com/", "javascript:alert(1)",
		"data:image/png;base64,AAAA", "http://example.com\\@127.0.0.1:22/" };
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (get(wrong[i]) != FOREIGN_ADDRESS)
			fail_msg("%s was asked", wrong[i]);
	assert_int_equal(get("http://no-such-name.invalid/"), FOREIGN_AWAY);
	/* Nobody outside: neither asked nor looked up. */
	t.conf.foreign_hosts = "listed";
	assert_int_equal(get("http://localhost:8080/"), FOREIGN_AWAY);
	assert_int_equal(get("http://1.1.1.1/"), FOREIGN_AWAY);
	assert_int_equal(get("http://127.0.0.1/"), FOREIGN_INWARD);
	t.conf.foreign_hosts = "any";
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(only_public_addresses_are_public),
		UNIT(a_host_within_is_asked_only_where_it_is_listed),
		UNIT(what_is_no_address_is_not_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
