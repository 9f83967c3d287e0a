/*
 * names: what the numbers of base/count.h are called outside. contrib/grafana and contrib/prometheus ask by these
 * names.
 */
#ifndef STOA_METRICS_NAMES_H
#define STOA_METRICS_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/count.h"
#include "metrics/text.h"

/* Those of one family stand behind one another, and the first has its help. */
struct counter {
	enum count which;
	const char *family;
	const char *help;
	struct label labels[3]; /* besides program; end with a NULL name */
	const char *only;       /* the one program that does it; NULL: all may */
	bool microseconds;
};

extern const struct counter counters[];
extern const size_t n_counters;

#endif
