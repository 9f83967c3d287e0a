/*
 * tally: what a crowd has met: counts, and latencies in three windows.
 */
#ifndef STOA_BENCH_TALLY_H
#define STOA_BENCH_TALLY_H

#include <stdint.h>

/* 64 buckets an octave of microseconds, so that no figure is off by more than two percent. */
enum { TALLY_WINDOWS = 3, TALLY_BUCKETS = 64 * 42 };

/* What one process counts; in memory that all share. */
struct tally {
	int64_t clicks, requests, failed, late, adds, orders, connects, lost, bytes;
	int64_t window[TALLY_WINDOWS][TALLY_BUCKETS];
	int64_t slowest[TALLY_WINDOWS];
};

/* An answer of that window (what lies outside of all of them does not count) took so many microseconds. */
void tally_took(struct tally *, int64_t window, int64_t us);
void tally_add(struct tally *to, const struct tally *from);
int64_t tally_quantile(const struct tally *, int window, double q);
/* As "key value" lines. */
void tally_print(const struct tally *);

#endif
