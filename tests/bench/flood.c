/*
 * flood: requests at a steady rate, from many client addresses, whatever becomes of them: an open model.
 *
 *     flood PORT RATE SECONDS NET ADDRESSES FILE [all]
 *
 * RATE requests a second are due for SECONDS, evenly, each on a connection of its own from 127.NET.x.y, of which there
 * are ADDRESSES, in turn. FILE holds the requests, in turn: a line with their length in bytes, the bytes, a line's end.
 * Latency counts from the moment at which a request was due to its last byte. A request that is due while
 * CONNECTIONS_MAX others are under way is counted as unsent: a server that takes no more is no reason to wait.
 *
 * Prints lines "good N" (below 400, with "all", or below 429), "limited N" (429), "bad N", "unsent N"; with "all" one
 * "us LATENCY" for each good answer before them. Exit status 0 whatever was answered.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 2000, REQUESTS_MAX = 1 << 15, EVENTS = 256, PATIENCE_US = 20 * 1000000, STATUS_AT = 9 };

struct request {
	char *bytes;
	size_t n;
};

struct connection {
	int fd; /* -1: free */
	int64_t due;
	const struct request *request;
	size_t sent;
	char head[16];
	size_t got;
};

static struct request requests[REQUESTS_MAX];
static int n_requests;
static struct connection connections[CONNECTIONS_MAX];
static int free_list[CONNECTIONS_MAX], n_free;
static int epoll;
static long good, limited, bad, unsent;
static bool all;

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static void read_requests(const char *path)
{
	FILE *f = fopen(path, "rb");
	char line[32];
	if (f == NULL)
		die(path);
	while (n_requests < REQUESTS_MAX && fgets(line, sizeof line, f) != NULL) {
		struct request *r = &requests[n_requests++];
		r->n = strtoul(line, NULL, 10);
		r->bytes = malloc(r->n);
		if (r->bytes == NULL || r->n == 0 || fread(r->bytes, 1, r->n, f) != r->n || getc(f) != '\n') {
			fprintf(stderr, "%s: a request is cut short\n", path);
			exit(2);
		}
	}
	fclose(f);
	if (n_requests == 0)
		die(path);
}

static void over(struct connection *c, bool whole)
{
	int status = c->got > STATUS_AT + 2 ? (c->head[STATUS_AT] - '0') * 100 + (c->head[STATUS_AT + 1] - '0') * 10 +
	                                          c->head[STATUS_AT + 2] - '0'
	                                    : 0;
	/* Whoever floods may ask for what is not there; a visitor does not. */
	if (whole && status >= 200 && status < (all ? 400 : 429)) {
		good++;
		if (all)
			printf("us %lld\n", (long long)(now_us() - c->due));
	} else if (status == 429) {
		limited++;
	} else {
		bad++;
	}
	close(c->fd);
	c->fd = -1;
	free_list[n_free++] = (int)(c - connections);
}

static void begin(int port, int net, long number, long addresses, int64_t due)
{
	long at = number % addresses;
	struct sockaddr_in from = { .sin_family = AF_INET }, to = { .sin_family = AF_INET };
	struct epoll_event event = { .events = EPOLLOUT | EPOLLIN };
	const int yes = 1;
	if (n_free == 0) {
		unsent++;
		return;
	}
	from.sin_addr.s_addr = htonl(0x7f000000u | (uint32_t)net << 16 | (uint32_t)(1 + at));
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)port);
	struct connection *c = &connections[free_list[--n_free]];
	*c = (struct connection){ .due = due, .request = &requests[number % n_requests] };
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		die("socket");
	setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	if (bind(c->fd, (struct sockaddr *)&from, sizeof from) != 0)
		die("bind");
	if (connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS) {
		over(c, false);
		return;
	}
	event.data.ptr = c;
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event) != 0)
		die("epoll");
}

static void write_some(struct connection *c)
{
	while (c->sent < c->request->n) {
		ssize_t n = send(c->fd, c->request->bytes + c->sent, c->request->n - c->sent, MSG_NOSIGNAL);
		if (n <= 0) {
			/* A server that refuses a body early has answered by then. */
			if (n < 0 && errno != EAGAIN)
				c->sent = c->request->n;
			return;
		}
		c->sent += (size_t)n;
	}
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
	epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event);
}

/* Requests say "Connection: close": the answer ends with its connection. */
static void read_some(struct connection *c)
{
	static char trash[1 << 16];
	for (;;) {
		ssize_t n = recv(c->fd, trash, sizeof trash, 0);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			over(c, n == 0 || c->got > 0);
			return;
		}
		for (ssize_t i = 0; i < n && c->got < sizeof c->head; i++)
			c->head[c->got++] = trash[i];
	}
}

static void serve(int timeout_ms)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(epoll, events, EVENTS, timeout_ms);
	for (int i = 0; i < n; i++) {
		struct connection *c = events[i].data.ptr;
		if (c->fd >= 0 && (events[i].events & EPOLLOUT) && c->sent < c->request->n)
			write_some(c);
		if (c->fd >= 0 && (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
			read_some(c);
	}
}

int main(int argc, char **argv)
{
	const struct rlimit files = { CONNECTIONS_MAX + 100, CONNECTIONS_MAX + 100 };
	if (argc < 7) {
		fprintf(stderr, "usage: flood PORT RATE SECONDS NET ADDRESSES FILE [all]\n");
		return 2;
	}
	int port = atoi(argv[1]), net = atoi(argv[4]);
	double rate = atof(argv[2]), seconds = atof(argv[3]);
	long addresses = atol(argv[5]), n = (long)(rate * seconds);
	all = argc > 7 && strcmp(argv[7], "all") == 0;
	read_requests(argv[6]);
	setrlimit(RLIMIT_NOFILE, &files);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	for (int i = CONNECTIONS_MAX; i-- > 0;) {
		connections[i].fd = -1;
		free_list[n_free++] = i;
	}
	int64_t start = now_us();
	for (long next = 0; next < n;) {
		int64_t due = start + (int64_t)((double)next * 1e6 / rate), now = now_us();
		if (due <= now)
			begin(port, net, next++, addresses, due);
		else
			serve((int)((due - now) / 1000));
		if (due <= now && (next & 31) == 0)
			serve(0);
	}
	for (int64_t end = now_us() + PATIENCE_US; n_free < CONNECTIONS_MAX && now_us() < end;)
		serve(100);
	for (int i = 0; i < CONNECTIONS_MAX; i++) {
		if (connections[i].fd >= 0)
			over(&connections[i], false);
	}
	printf("good %ld\nlimited %ld\nbad %ld\nunsent %ld\n", good, limited, bad, unsent);
	return 0;
}
