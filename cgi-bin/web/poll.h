/*
 * poll: the process that tells the box's cache what has changed (shop/changes), one on each box. Each parent whose
 * executable follows (web/app.h) has such a child; the one that comes first leads, the others wait for its end.
 * Internal to web/.
 */
#ifndef STOA_WEB_POLL_H
#define STOA_WEB_POLL_H

#include "web/engine.h"

/* By which `ps -o comm` and the like tell it from the request processes. */
#define POLL_NAME "stoa-changes"

/* Until SIGTERM or SIGINT, which must be blocked; the process's exit status. */
int engine_poll(struct engine *);

#endif
