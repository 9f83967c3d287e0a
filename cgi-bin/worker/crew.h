/*
 * crew: the worker's parent, which keeps its processes: each runs work(arg, i, n), i from 0 to n - 1, and is started
 * again where it ends by itself, however that was; one that dies young, after a pause that grows.
 */
#ifndef STOA_WORKER_CREW_H
#define STOA_WORKER_CREW_H

enum { CREW_MAX = 64 };

/* Until SIGTERM, SIGINT or SIGHUP; then each may finish its job. The exit status. No child outlives us for longer. */
int crew_run(int n, int (*work)(void *arg, int i, int n), void *arg);

#endif
