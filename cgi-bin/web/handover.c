#include "config.h"

#include "web/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"

enum { NUMBER_BYTES = 12, REHEARSAL_SECONDS = 30 };

static const char variable[] = "STOA_HANDOVER";

/* "OUR-PID SOCKET PID PID ...": the next number of the text, or -1 where there is none. */
static int next_number(const char **text)
{
	char word[NUMBER_BYTES];
	int64_t number;
	*text += strspn(*text, " ");
	size_t n = strcspn(*text, " ");
	if (n == 0 || n >= sizeof word)
		return -1;
	memcpy(word, *text, n);
	word[n] = '\0';
	*text += n;
	return str_to_int(word, 0, INT32_MAX, &number) ? (int)number : -1;
}

bool handover_take(struct handover *h)
{
	const char *text = getenv(variable);
	if (text == NULL)
		return false;
	bool ours = next_number(&text) == (int)getpid();
	*h = (struct handover){ .socket = next_number(&text) };
	for (int pid; h->n < SERVER_CHILDREN_MAX && (pid = next_number(&text)) > 0;)
		h->pids[h->n++] = pid;
	unsetenv(variable);
	if (!ours || h->socket < 0)
		return false;
	if (h->socket != STDIN_FILENO)
		fcntl(h->socket, F_SETFD, FD_CLOEXEC);
	return true;
}

void handover_give(const struct handover *h, const char *path, char **argv)
{
	static char text[(SERVER_CHILDREN_MAX + 2) * NUMBER_BYTES];
	int flags = fcntl(h->socket, F_GETFD);
	int at = snprintf(text, sizeof text, "%d %d", (int)getpid(), h->socket);
	for (int i = 0; i < h->n; i++)
		at += snprintf(text + at, sizeof text - (size_t)at, " %d", (int)h->pids[i]);
	if (flags < 0 || fcntl(h->socket, F_SETFD, flags & ~FD_CLOEXEC) < 0 || setenv(variable, text, 1) != 0)
		return;
	execv(path, argv);
	int error = errno;
	unsetenv(variable);
	fcntl(h->socket, F_SETFD, flags);
	errno = error;
}

pid_t handover_rehearse(const char *path)
{
	char name[] = "rehearsal", check[] = "--check";
	char *const argv[] = { name, check, NULL };
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	alarm(REHEARSAL_SECONDS);
	execv(path, argv);
	_exit(EXIT_FAILURE);
}
