/*
 * handover: what a parent process leaves to the program that takes its place within the same process: the listening
 * socket, which is never closed, and the request processes, which finish what they have at hand. It travels in the
 * environment (STOA_HANDOVER), marked with the process's id.
 */
#ifndef STOA_WEB_HANDOVER_H
#define STOA_WEB_HANDOVER_H

#include <stdbool.h>
#include <sys/types.h>

#include "web/server.h"

struct handover {
	int socket;
	int n;
	pid_t pids[SERVER_CHILDREN_MAX];
};

/* What the program before us left; false where nobody did. Takes it out of the environment. */
bool handover_take(struct handover *);

/*
 * Becomes the program at the path with the arguments. Comes back only where that cannot be, with errno set and
 * everything as before.
 */
void handover_give(const struct handover *, const char *path, char **argv);

/*
 * Starts `path --check` on the settings as they are now, ended after 30 s: a program that would not start must not
 * take over. Its process id, or -1.
 */
pid_t handover_rehearse(const char *path);

#endif
