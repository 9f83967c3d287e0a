#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"
#include "http/fcgi.h"
#include "web/server.h"

enum { FIRST_INHERITED = 3 }; /* SD_LISTEN_FDS_START */

static int fail(const char *address, const char *reason)
{
	fprintf(stderr, "cannot listen on %s: %s\n", address, reason);
	return -1;
}

/* 0 where somebody answers there, else the errno of the attempt. */
static int try_connect(const struct sockaddr_un *to)
{
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s < 0)
		return errno;
	int result = connect(s, (const struct sockaddr *)to, sizeof *to) == 0 ? 0 : errno;
	close(s);
	/* A full backlog is an answer too. */
	return result == EAGAIN ? 0 : result;
}

/* To connect to a plain file is refused as well as to a socket that nobody holds. */
static bool is_socket(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0 && S_ISSOCK(st.st_mode);
}

static int bind_unix(int s, const struct sockaddr_un *to)
{
	mode_t before = umask(0117);
	int result = bind(s, (const struct sockaddr *)to, sizeof *to) == 0 ? 0 : errno;
	umask(before);
	return result;
}

static int listen_unix(const char *address, const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof to.sun_path)
		return fail(address, "the path is longer than 107 bytes; use a shorter runtime_directory");
	str_copy(to.sun_path, path, sizeof to.sun_path);
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int error = s < 0 ? errno : bind_unix(s, &to);
	if (error == EADDRINUSE) {
		if (!is_socket(path) || try_connect(&to) != ECONNREFUSED) {
			close(s);
			return fail(address, "somebody answers there already, or the file is no socket");
		}
		unlink(path);
		error = bind_unix(s, &to);
	}
	if (error == 0 && listen(s, SERVER_BACKLOG) == 0)
		return s;
	error = error == 0 ? errno : error;
	if (s >= 0)
		close(s);
	return fail(address, strerror(error));
}

/* Splits "host:port" or "[host]:port" into buffers of 64 and 8 bytes. */
static bool split(const char *address, char *host, char *port)
{
	const char *colon = strrchr(address, ':');
	size_t n = colon == NULL ? 0 : (size_t)(colon - address);
	bool brackets = n > 2 && address[0] == '[' && address[n - 1] == ']';
	if (n == 0 || n >= 64 || str_copy(port, colon + 1, 8) >= 8)
		return false;
	str_copy(host, address + brackets, n - (brackets ? 2 : 0) + 1);
	return true;
}

static int listen_tcp(const char *address)
{
	char host[64], port[8];
	struct addrinfo *found = NULL;
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
	if (!split(address, host, port) || getaddrinfo(host, port, &hints, &found) != 0)
		return fail(address, "write unix:/path/to/socket or 127.0.0.1:PORT");
	int one = 1;
	int s = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ready = s >= 0 && setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
	             bind(s, found->ai_addr, found->ai_addrlen) == 0 && listen(s, SERVER_BACKLOG) == 0;
	int error = errno;
	freeaddrinfo(found);
	if (ready)
		return s;
	if (s >= 0)
		close(s);
	return fail(address, strerror(error));
}

int server_listen(const char *address)
{
	return str_starts(address, "unix:") ? listen_unix(address, address + 5) : listen_tcp(address);
}

int server_inherited(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	int64_t id = 0, n = 0;
	if (pid == NULL || fds == NULL || !str_to_int(pid, 1, INT32_MAX, &id) || id != getpid())
		return -1;
	if (!str_to_int(fds, 1, 1, &n) || !fcgi_is_listening(FIRST_INHERITED)) {
		fprintf(stderr, "LISTEN_FDS=%s: expected one listening socket (Accept=no)\n", fds);
		return -2;
	}
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	fcntl(FIRST_INHERITED, F_SETFD, FD_CLOEXEC);
	return FIRST_INHERITED;
}

void server_unlisten(const char *address, int socket)
{
	if (!str_starts(address, "unix:"))
		return;
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	str_copy(to.sun_path, address + 5, sizeof to.sun_path);
	close(socket);
	/* With our descriptors closed an own file refuses; another parent's answers. */
	if (try_connect(&to) == ECONNREFUSED)
		unlink(to.sun_path);
}
