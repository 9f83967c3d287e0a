/*
 * foreign: a request to an address that a merchant gave: a picture's source today. Everything such an address may be is
 * decided here, so whoever asks one (the worker only) asks through this file, outside of transactions.
 *
 * - http and https, no name or password in it, ports 80, 443, 8080 and 8443;
 * - no proxy, no cookies, no credentials of ours, no compression;
 * - at the moment of connecting, the very address that is connected to must be a public one: whatever the name says,
 * and whatever it says the next time. Refused are all special-purpose addresses (IANA's registries, RFC 6890): private,
 *   shared, loopback, link-local, documentation, benchmarking, multicast, reserved, and IPv6 that carries IPv4 (mapped,
 *   6to4, Teredo, NAT64);
 * - up to 5 redirects, each to be judged anew;
 * - a time for all of it together, and a size.
 *
 * conf's inner_hosts ("host:port", between blanks) names exceptions from ports and addresses: a hoster's own store.
 * With foreign_hosts "listed" nobody else is asked: every other address is away, unless it can be seen to be worse.
 */
#ifndef STOA_NET_FOREIGN_H
#define STOA_NET_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "base/ctx.h"

enum foreign_fault {
	FOREIGN_FINE,
	FOREIGN_ADDRESS,  /* no address that may be asked */
	FOREIGN_INWARD,   /* it leads to what is not public */
	FOREIGN_AWAY,     /* no such name, no connection, broken off, not in time: may be better later */
	FOREIGN_LARGE,    /* longer than max */
	FOREIGN_REDIRECT, /* too many of them */
	FOREIGN_FAULT__MAX
};

struct foreign_get {
	const char *url;
	size_t max;  /* the longest answer that is taken */
	int seconds; /* for all of it, redirects too */
};
struct foreign_answer {
	int status;
	const uint8_t *body; /* in the arena */
	size_t length;
};

/* ERR_OK with a fault, or with an answer of whatever status. Anything else is a failure of our own. */
enum err_code foreign_get(struct ctx *, const struct foreign_get *, struct foreign_answer *out, enum foreign_fault *);

/* Whether somebody outside may be reached there: the rule by itself. */
bool foreign_is_public(const struct sockaddr *);

#endif
