/*
 * text: the text format of Prometheus (version 0.0.4): families of samples, each with its help and type before it.
 */
#ifndef STOA_METRICS_TEXT_H
#define STOA_METRICS_TEXT_H

#include <stdint.h>

#include "base/buf.h"

struct label {
	const char *name, *value; /* the value is escaped; a list ends with a NULL name */
};

/* type: "counter", "gauge", "histogram". */
void text_family(struct buf *, const char *name, const char *type, const char *help);
/* suffix: "" or "_bucket" and the like. */
void text_sample(struct buf *, const char *name, const char *suffix, const struct label *, int64_t value);
/* Shown in seconds. */
void text_seconds(struct buf *, const char *name, const char *suffix, const struct label *, int64_t microseconds);

#endif
