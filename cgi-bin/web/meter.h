/*
 * meter: what an executable tells the box about itself (cache/metrics.h): the requests that it answers, by route, and
 * the processes that do. Internal to web/. All functions take NULL for a meter that could not be had.
 */
#ifndef STOA_WEB_METER_H
#define STOA_WEB_METER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/conf.h"
#include "web/app.h"
#include "web/route.h"

struct meter;

/*
 * Before the fork: enters the program and its routes, and sends what is counted (base/count.h) there. NULL, with a line
 * in the log, where the box's folder cannot be used: everything goes on, and each process counts for itself.
 */
struct meter *meter_open(const struct conf *, const struct app *);
/* After the fork: this process is there, until it ends. */
void meter_join(struct meter *);
void meter_close(struct meter **);

/* A request has come. */
void meter_begin(struct meter *);
/* It was answered. connections: to databases, that stay open. */
void meter_end(struct meter *, const struct exchange *, int status, int64_t microseconds, int connections);

#endif
