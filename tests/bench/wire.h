/*
 * wire: connections on 127.0.0.1 that wait for nobody, by one epoll of the process; and whole HTTP messages on them.
 * One on which nothing is under way holds no buffer, so that there may be 100,000 of them.
 */
#ifndef STOA_BENCH_WIRE_H
#define STOA_BENCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire;

struct wire_ways {
	void (*came)(struct wire *); /* there is more in in; a new connection: none yet */
	void (*gone)(struct wire *); /* the other side has ended it, or could not be reached; it is closed afterwards */
};

struct wire {
	int fd; /* -1: closed, and freed at the end of this turn */
	const struct wire_ways *ways;
	void *of; /* the user's */
	char *in; /* what came and was not taken yet; NUL stands behind it; NULL for nothing */
	size_t n_in;
	/* wire's own */
	char *out;
	size_t room_in, n_out, room_out;
	bool listens, dialling, ends;
	struct wire *next;
};

/* Once a process, after the fork. Ends the process where the machine refuses. */
void wire_begin(void);
/* Who connects to the port is a wire of these ways. */
void wire_listen(int port, const struct wire_ways *);
/* from: the own address, host order; 0 for any. That nobody is there is told by gone. */
struct wire *wire_dial(int port, uint32_t from, const struct wire_ways *, void *of);
/* An address for the nth of those who dial: 127.1.0.1 and on, without the first and last of a /24. */
uint32_t wire_address(uint32_t nth);
void wire_put(struct wire *, const char *, size_t n);
__attribute__((format(printf, 2, 3))) void wire_printf(struct wire *, const char *fmt, ...);
/* The first n bytes of in are done with. */
void wire_took(struct wire *, size_t n);
/* Closed, at once or when all is sent; NULL is nothing. */
void wire_close(struct wire *);
void wire_end(struct wire *);
/* What has come within so many milliseconds; returns at the first of it. */
void wire_turn(int milliseconds);

/* The whole message at the start of in, taken from it; NULL while something of it is missing. Freed by the caller. */
char *wire_take(struct wire *, size_t *n, const char **body);

int64_t wire_now(void); /* microseconds of a clock that only goes forward */

#endif
