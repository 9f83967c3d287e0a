/*
 * draw: lots of load generators: xorshift64*, so that the same seed draws the same row.
 */
#ifndef STOA_BENCH_DRAW_H
#define STOA_BENCH_DRAW_H

#include <stddef.h>
#include <stdint.h>

/* A seed that is not 0, for the number-th of those who draw. */
uint64_t draw_seed(uint64_t number);
uint64_t draw(uint64_t *seed);
double draw_unit(uint64_t *seed); /* from 0 to below 1 */
/* One of n, by its share: up_to[i] is the sum of the weights up to and with the i-th. */
size_t draw_weighted(uint64_t *seed, const double *up_to, size_t n);

#endif
