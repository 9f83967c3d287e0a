#include "config.h"

#include "http/fcgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"

enum {
	PEER_SECONDS = 30,
	/* A body comes at this rate at least, beside as many seconds: slower ones hold a process that others need. */
	BODY_BYTES_A_SECOND = 20000,
	LINGER_MS = 2000,
	LINGER_MOST_MS = 10000,
	SIGNALS_MS = 20, /* for so long a signal may wait while connections come without a pause */
	/* What a new connection holds without anybody reading it: such an answer waits for nobody. */
	HELD_BYTES = 16 * 1024,
	/* So many connections are waited for after one that was not there yet, before the next is taken to be. */
	WAITS = 8
};

extern char **environ;

struct fcgi {
	bool cgi;
	bool served;   /* CGI: the one request was taken */
	int64_t taken; /* CGI: bytes of the body that were read */
	int socket;
	int epoll;
	int waits;          /* connections to be waited for before one is asked for at once */
	int64_t signals_at; /* when signals were let through last, by milliseconds() */
	int64_t until;      /* when the body is to be there, likewise; 0 before it is asked for */
	FCGX_Request request;
	struct request_source source;
};

bool fcgi_is_listening(int descriptor)
{
	int listening = 0;
	socklen_t n = sizeof listening;
	return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &n) == 0 && listening != 0;
}

bool fcgi_is_cgi(void)
{
	return getenv("GATEWAY_INTERFACE") != NULL && !fcgi_is_listening(STDIN_FILENO);
}

static int64_t milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t body_until(const struct fcgi *f)
{
	const char *length = FCGX_GetParam("CONTENT_LENGTH", f->request.envp);
	int64_t n = 0;
	if (length != NULL)
		str_to_int(length, 0, INT32_MAX, &n);
	return milliseconds() + (int64_t)PEER_SECONDS * 1000 + n * 1000 / BODY_BYTES_A_SECOND;
}

/* What is there already, or else the next that comes: FCGX_GetStr() by itself waits for all of it. */
static size_t read_fcgi(void *handle, void *to, size_t n)
{
	struct fcgi *f = handle;
	FCGX_Stream *in = f->request.in;
	if (f->until == 0)
		f->until = body_until(f);
	if (in->rdNext == in->stop) {
		int first = milliseconds() < f->until ? FCGX_GetChar(in) : -1;
		if (first < 0)
			return 0;
		FCGX_UnGetChar(first, in);
	}
	size_t there = (size_t)(in->stop - in->rdNext);
	int got = FCGX_GetStr(to, (int)(n < there ? n : there), in);
	return got < 0 ? 0 : (size_t)got;
}

static size_t read_cgi(void *handle, void *to, size_t n)
{
	struct fcgi *f = handle;
	ssize_t got;
	do {
		got = read(STDIN_FILENO, to, n);
	} while (got < 0 && errno == EINTR);
	f->taken += got < 0 ? 0 : got;
	return got < 0 ? 0 : (size_t)got;
}

/*
 * Exclusive: one connection wakes one of the processes that wait for it. The accept that follows must not block, since
 * another process may have been faster.
 */
static bool watch(struct fcgi *f)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE };
	int flags = fcntl(f->socket, F_GETFL);
	f->epoll = epoll_create1(EPOLL_CLOEXEC);
	return flags >= 0 && f->epoll >= 0 && fcntl(f->socket, F_SETFL, flags | O_NONBLOCK) == 0 &&
	       epoll_ctl(f->epoll, EPOLL_CTL_ADD, f->socket, &event) == 0;
}

struct fcgi *fcgi_create(struct arena *arena, int socket)
{
	struct fcgi *f = ARENA_NEW(arena, struct fcgi);
	f->cgi = socket < 0;
	f->socket = socket;
	f->epoll = -1;
	f->source = (struct request_source){ .handle = f, .read = f->cgi ? read_cgi : read_fcgi };
	if (f->cgi)
		return f;
	if (FCGX_Init() != 0 || FCGX_InitRequest(&f->request, socket, FCGI_FAIL_ACCEPT_ON_INTR) != 0 || !watch(f))
		return NULL;
	return f;
}

/* A peer that stops in the middle of a body, or does not take its answer, must not hold the process for ever. */
static void limit_patience(int descriptor, int option)
{
	struct timeval patience = { .tv_sec = PEER_SECONDS };
	setsockopt(descriptor, SOL_SOCKET, option, &patience, sizeof patience);
}

static void await_connection(struct fcgi *f)
{
	struct epoll_event event;
	sigset_t all_open;
	sigemptyset(&all_open);
	epoll_pwait(f->epoll, &event, 1, -1, &all_open);
}

/* epoll_pwait() lets none through while connections are waiting: under load none would ever arrive. */
static void let_signals_through(struct fcgi *f)
{
	int64_t now = milliseconds();
	sigset_t all_open, before;
	if (now - f->signals_at < SIGNALS_MS)
		return;
	f->signals_at = now;
	sigemptyset(&all_open);
	sigprocmask(SIG_SETMASK, &all_open, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

bool fcgi_accept(struct fcgi *f, volatile const int *stop)
{
	if (f->cgi) {
		bool first = !f->served;
		f->served = true;
		f->source.vars = environ;
		return first;
	}
	while (!*stop) {
		if (f->waits > 0)
			await_connection(f);
		let_signals_through(f);
		if (*stop)
			break;
		if (FCGX_Accept_r(&f->request) == 0) {
			f->waits -= f->waits > 0;
			limit_patience(f->request.ipcFd, SO_RCVTIMEO);
			f->until = 0;
			f->source.vars = f->request.envp;
			return true;
		}
		f->waits = WAITS;
	}
	return false;
}

const struct request_source *fcgi_source(struct fcgi *f)
{
	return &f->source;
}

static bool write_all(int descriptor, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(descriptor, bytes, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

bool fcgi_send(struct fcgi *f, const char *bytes, size_t n)
{
	if (f->cgi)
		return write_all(STDOUT_FILENO, bytes, n);
	if (n > HELD_BYTES)
		limit_patience(f->request.ipcFd, SO_SNDTIMEO);
	return FCGX_PutStr(bytes, (int)n, f->request.out) == (int)n;
}

/*
 * A server that is still sending a body when its CGI process ends takes that for a failure and drops the answer
 * (Apache). So what was refused unread is thrown away, while it keeps coming. libfcgi does the same on a FastCGI
 * connection.
 */
static void discard_body(struct fcgi *f)
{
	char trash[16 * 1024];
	struct pollfd waits = { .fd = STDIN_FILENO, .events = POLLIN };
	const char *length = getenv("CONTENT_LENGTH");
	int64_t announced = 0;
	if (length == NULL || !str_to_int(length, 0, INT64_MAX, &announced))
		return;
	while (f->taken < announced && poll(&waits, 1, LINGER_MS) > 0) {
		if (read_cgi(f, trash, sizeof trash) == 0)
			return;
	}
}

/* The request had no body, and its end has come: nothing of it is left to be read. */
static bool all_was_read(const struct fcgi *f)
{
	const char *length = FCGX_GetParam("CONTENT_LENGTH", f->request.envp);
	return (str_empty(length) || str_eq(length, "0")) && FCGX_GetChar(f->request.in) == -1;
}

/*
 * Before we close, the server is to have closed, so that what it still sends of a body meets an open connection;
 * libfcgi would take it by the kilobyte, which for an upload that is refused costs more than to read it.
 */
static void await_close(int descriptor)
{
	char trash[HELD_BYTES * 4];
	struct timeval patience = { .tv_sec = LINGER_MS / 1000 };
	if (shutdown(descriptor, SHUT_WR) != 0)
		return;
	setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	for (int64_t until = milliseconds() + LINGER_MOST_MS; read(descriptor, trash, sizeof trash) > 0;)
		if (milliseconds() > until)
			return;
}

void fcgi_finish(struct fcgi *f)
{
	if (f->cgi) {
		discard_body(f);
		return;
	}
	/* To wait is two changes of process for each request: where all was read, nothing can get lost. */
	bool whole = all_was_read(f);
	FCGX_FClose(f->request.err);
	FCGX_FClose(f->request.out);
	FCGX_Free(&f->request, 0);
	if (!whole)
		await_close(f->request.ipcFd);
	close(f->request.ipcFd);
	f->request.ipcFd = -1;
}
