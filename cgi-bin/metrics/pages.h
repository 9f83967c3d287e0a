/*
 * metrics: how the installation is, for machines that watch it. Numbers for Prometheus at /metrics, "does it live" at
 * /healthz, "may it be sent requests" at /readyz; on every host, in plain text.
 *
 * The numbers of this box's processes come from shared memory (cache/metrics.h), those of the databases from a question
 * with a time limit (shop/watch.h): an answer always comes, within some seconds.
 */
#ifndef STOA_METRICS_PAGES_H
#define STOA_METRICS_PAGES_H

#include "web/app.h"

enum {
	SCRAPE_MS = 4000, /* Prometheus waits 10 s unless told otherwise */
	READY_MS = 2000,
	STUCK_MS = 10000 /* a program of which every process has been busy for so long takes no requests */
};

/* door.c */
/*
 * Whether the request carries the token of conf's metrics_token_file (Authorization: Bearer TOKEN). ERR_NOT_FOUND where
 * no file is named: the door is then closed. ERR_FORBIDDEN.
 */
enum err_code door_token(struct ctx *, const struct request *);
/* Or it comes straight from this box or from a proxy of ours: load balancers ask so, and cannot all send a token. */
enum err_code door_near(struct ctx *, const struct request *);

/* main.c's routes */
enum err_code metrics_get(struct ctx *, struct exchange *);
enum err_code health_get(struct ctx *, struct exchange *);
enum err_code ready_get(struct ctx *, struct exchange *);

#endif
