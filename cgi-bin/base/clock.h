/*
 * clock: the only source of the time of day.
 */
#ifndef STOA_BASE_CLOCK_H
#define STOA_BASE_CLOCK_H

#include <stdint.h>

/*
 * UTC seconds. Tests shift it by the environment variable STOA_TEST_NOW_OFFSET (seconds, may be negative); a value that
 * is no number counts as 0.
 */
int64_t clock_now(void);

#endif
