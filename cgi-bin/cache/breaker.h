/*
 * breaker: services that are better left alone for a while (a payment provider, as one shop uses it), by what all
 * processes of the box have met there lately, in a file of the cache's folder that they map.
 *
 * A circuit is closed while calls end well. Where BREAKER_FAILURES of them did not within BREAKER_WINDOW_MS, and those
 * are half of all at least, it opens: nobody calls for a pause. After it one caller at a time may try (the circuit is
 * half open): a try that ends well closes it, another one opens it for twice as long, BREAKER_LONGEST times the first
 * pause at most.
 *
 * A circuit is two words: its name, which it keeps until the box restarts, and its state, which changes by
 * compare-and-swap; no lock. A caller that is killed leaves nothing behind: a try is a lease, after which another may.
 * Only circuits that a call has failed in have a place; where there is none left, they count as closed.
 *
 * Times are of cache_clock(): milliseconds, the same for all processes of a boot.
 */
#ifndef STOA_CACHE_BREAKER_H
#define STOA_CACHE_BREAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct breaker;

enum { BREAKER_FAILURES = 3, BREAKER_WINDOW_MS = 60 * 1000, BREAKER_LONGEST = 64 };

enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN, BREAKER_STATE__MAX };

/* dir: as cache_open()'s. NULL, with a line in the log, where that cannot be: then nobody is left alone. */
struct breaker *breaker_open(const char *dir);
/* The same to look at alone: no file or folder is made. NULL where no program has made one. */
struct breaker *breaker_look(const char *dir);
void breaker_close(struct breaker **);

/* The name of a circuit: what a shop (from 1 on) has to do with a service. */
uint64_t breaker_circuit(int64_t shop, const char *service);

enum breaker_entry {
	BREAKER_KEEP_OUT, /* it is open, or another one is trying */
	BREAKER_GO,
	BREAKER_TRY /* after the pause: on this call it depends */
};
/* Before a call that takes lease milliseconds at most. After anything but BREAKER_KEEP_OUT: breaker_tell(). */
enum breaker_entry breaker_enter(struct breaker *, uint64_t circuit, int64_t lease, int64_t now);
enum breaker_change { BREAKER_SAME, BREAKER_OPENED, BREAKER_CLOSED_AGAIN };
/* How the call ended. pause: the first one, in milliseconds. Of all processes one alone is told of a change. */
enum breaker_change breaker_tell(
    struct breaker *, uint64_t circuit, enum breaker_entry, bool well, int64_t pause, int64_t now);

/* Half open once the pause is over. */
enum breaker_state breaker_state(const struct breaker *, uint64_t circuit, int64_t now);
/* Whether breaker_enter() would let one in now. */
bool breaker_lets(const struct breaker *, uint64_t circuit, int64_t now);
/* How many circuits of the service are in each state; of the closed ones those with a failure since the last start. */
void breaker_count(const struct breaker *, const char *service, int64_t now, int64_t out[BREAKER_STATE__MAX]);

#endif
