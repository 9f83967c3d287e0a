#define _GNU_SOURCE
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "message.h"

enum { EVENTS = 256, LISTENERS_MAX = 4, BACKLOG = 4096, READ_ROOM = 16 * 1024, MESSAGE_MAX = 8 << 20 };

static int epoll;
static struct wire *closed;
static struct wire listeners[LISTENERS_MAX];
static size_t n_listeners;

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

int64_t wire_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void wire_begin(void)
{
	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (epoll < 0)
		die("epoll_create1");
}

static void watch(struct wire *w, uint32_t events, int how)
{
	struct epoll_event e = { .events = events, .data.ptr = w };
	if (epoll_ctl(epoll, how, w->fd, &e) != 0)
		die("epoll_ctl");
}

static void is_quick(int fd)
{
	const int yes = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static struct wire *make(int fd, const struct wire_ways *ways, void *of)
{
	struct wire *w = calloc(1, sizeof *w);
	if (w == NULL)
		die("wire");
	w->fd = fd;
	w->ways = ways;
	w->of = of;
	is_quick(fd);
	return w;
}

void wire_listen(int port, const struct wire_ways *ways)
{
	const int yes = 1;
	struct sockaddr_in at = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || n_listeners == LISTENERS_MAX)
		die("listen");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, BACKLOG) != 0)
		die("listen");
	struct wire *l = &listeners[n_listeners++];
	*l = (struct wire){ .fd = fd, .ways = ways, .listens = true };
	watch(l, EPOLLIN, EPOLL_CTL_ADD);
}

uint32_t wire_address(uint32_t nth)
{
	return (127u << 24) + (1u << 16) + nth / 250 * 256 + nth % 250 + 1;
}

struct wire *wire_dial(int port, uint32_t from, const struct wire_ways *ways, void *of)
{
	const int yes = 1;
	struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(from) };
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		die("socket");
	setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
	if (from != 0 && bind(fd, (struct sockaddr *)&own, sizeof own) != 0)
		die("bind");
	struct wire *w = make(fd, ways, of);
	/* What goes wrong here comes as an event, too. */
	connect(fd, (struct sockaddr *)&to, sizeof to);
	w->dialling = true;
	watch(w, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
	return w;
}

void wire_close(struct wire *w)
{
	if (w == NULL || w->fd < 0)
		return;
	close(w->fd);
	w->fd = -1;
	w->next = closed;
	closed = w;
}

static void gone(struct wire *w)
{
	if (w->ways->gone != NULL)
		w->ways->gone(w);
	wire_close(w);
}

static bool grow(char **at, size_t *room, size_t need)
{
	size_t more = *room == 0 ? READ_ROOM : *room;
	while (more < need)
		more *= 2;
	if (more == *room)
		return true;
	if (more > MESSAGE_MAX)
		return false;
	*at = realloc(*at, more);
	if (*at == NULL)
		die("wire");
	*room = more;
	return true;
}

static void drop(char **at, size_t *room)
{
	free(*at);
	*at = NULL;
	*room = 0;
}

static void push(struct wire *w)
{
	size_t done = 0;
	while (done < w->n_out) {
		ssize_t n = send(w->fd, w->out + done, w->n_out - done, MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0)
			return; /* the hang-up comes as an event */
		done += (size_t)n;
	}
	w->n_out -= done;
	if (w->n_out > 0) {
		memmove(w->out, w->out + done, w->n_out);
		watch(w, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
		return;
	}
	drop(&w->out, &w->room_out);
	if (w->ends)
		wire_close(w);
}

void wire_put(struct wire *w, const char *s, size_t n)
{
	if (w->fd < 0)
		return;
	if (!grow(&w->out, &w->room_out, w->n_out + n + 1))
		die("a message is too large");
	memcpy(w->out + w->n_out, s, n);
	w->n_out += n;
	if (!w->dialling)
		push(w);
}

void wire_printf(struct wire *w, const char *fmt, ...)
{
	char *text;
	va_list args;
	va_start(args, fmt);
	int n = vasprintf(&text, fmt, args);
	va_end(args);
	if (n < 0)
		die("wire");
	wire_put(w, text, (size_t)n);
	free(text);
}

void wire_took(struct wire *w, size_t n)
{
	w->n_in -= n;
	if (w->n_in == 0)
		drop(&w->in, &w->room_in);
	else if (n > 0)
		memmove(w->in, w->in + n, w->n_in + 1);
}

void wire_end(struct wire *w)
{
	w->ends = true;
	if (!w->dialling && w->n_out == 0)
		wire_close(w);
}

static void receive(struct wire *w)
{
	for (;;) {
		if (!grow(&w->in, &w->room_in, w->n_in + READ_ROOM)) {
			gone(w);
			return;
		}
		ssize_t room = (ssize_t)(w->room_in - w->n_in - 1), n = recv(w->fd, w->in + w->n_in, (size_t)room, 0);
		if (n < 0 && errno == EAGAIN) {
			wire_took(w, 0);
			return;
		}
		if (n <= 0) {
			gone(w);
			return;
		}
		w->n_in += (size_t)n;
		w->in[w->n_in] = '\0';
		w->ways->came(w);
		/* What left room was all that there is for now. */
		if (w->fd < 0 || n < room)
			return;
	}
}

static void accept_all(const struct wire *l)
{
	for (;;) {
		int fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0)
			return;
		struct wire *w = make(fd, l->ways, NULL);
		watch(w, EPOLLIN, EPOLL_CTL_ADD);
		w->ways->came(w);
	}
}

static bool is_connected(const struct wire *w)
{
	int why = 0;
	socklen_t n = sizeof why;
	getsockopt(w->fd, SOL_SOCKET, SO_ERROR, &why, &n);
	return why == 0;
}

static void go_on(struct wire *w)
{
	/* Only while dialling: later there may be an answer to read before the error. */
	if (w->dialling && !is_connected(w)) {
		gone(w);
		return;
	}
	w->dialling = false;
	watch(w, EPOLLIN, EPOLL_CTL_MOD);
	push(w);
}

static void on_event(struct wire *w, uint32_t events)
{
	if (w->fd < 0)
		return;
	if (w->listens) {
		accept_all(w);
		return;
	}
	if (events & EPOLLOUT)
		go_on(w);
	if (w->fd >= 0 && events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		receive(w);
}

void wire_turn(int milliseconds)
{
	static struct epoll_event events[EVENTS];
	int n = epoll_wait(epoll, events, EVENTS, milliseconds);
	for (int i = 0; i < n; i++)
		on_event(events[i].data.ptr, events[i].events);
	while (closed != NULL) {
		struct wire *w = closed;
		closed = w->next;
		free(w->in);
		free(w->out);
		free(w);
	}
}

char *wire_take(struct wire *w, size_t *n, const char **body)
{
	*n = message_length(w->in, w->n_in, body);
	if (*n == 0 || *n > w->n_in)
		return NULL;
	size_t head = (size_t)(*body - w->in);
	char *message = w->in;
	if (*n == w->n_in) {
		w->in = NULL;
		w->n_in = w->room_in = 0;
	} else {
		message = malloc(*n + 1);
		if (message == NULL)
			die("wire");
		memcpy(message, w->in, *n);
		message[*n] = '\0';
		wire_took(w, *n);
	}
	*body = message + head;
	return message;
}
