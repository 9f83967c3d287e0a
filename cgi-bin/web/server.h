/*
 * server: the parent process of an executable. It holds the listening socket, forks the request processes, and puts a
 * new one in the place of each that ends. SIGTERM and SIGINT drain: every process finishes its request. SIGHUP reads
 * settings and templates anew and replaces the processes one by one. SIGUSR2 upgrades: the program that is now at the
 * path takes over process id and socket if its --check finds nothing wrong, so that no connection is refused or lost.
 */
#ifndef STOA_WEB_SERVER_H
#define STOA_WEB_SERVER_H

#include "web/engine.h"

/* Request processes, and the one that follows. */
enum { SERVER_BACKLOG = 4096, SERVER_PROCESSES_MAX = 256, SERVER_CHILDREN_MAX = SERVER_PROCESSES_MAX + 1 };

/*
 * "unix:/path" (mode 0660; a socket file that nobody answers on is replaced) or "127.0.0.1:PORT" ("[::1]:PORT"). The
 * descriptor, or -1 with the reason on stderr.
 */
int server_listen(const char *address);
/* Removes the socket's file where it is still the one that server_listen() made. */
void server_unlisten(const char *address, int socket);

/*
 * The listening socket that a service manager holds and hands over (LISTEN_PID, LISTEN_FDS of sd_listen_fds(3)); -1
 * where none does, -2 with the reason on stderr where it is not one listening socket.
 */
int server_inherited(void);

/* Settings, key and templates into the engine; false with the reason on stderr. */
bool server_load(struct engine *);
/*
 * Until told to stop; the exit status. The handover names the socket, and the processes of the program before us, which
 * are drained once ours run.
 */
struct handover;
int server_run(struct engine *, const struct handover *, int processes);

#endif
