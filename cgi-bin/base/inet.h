/*
 * inet: network addresses as bytes, and lists of networks as settings name them.
 */
#ifndef STOA_BASE_INET_H
#define STOA_BASE_INET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of IPv6 (RFC 4291); one of IPv4 is ::ffff:a.b.c.d there, however it was written. */
struct inet {
	uint8_t byte[16];
};

enum { INET_TEXT_BYTES = 46 };

/* "192.0.2.1", "2001:db8::1"; no port, no zone, no brackets. */
bool inet_parse(const char *, size_t n, struct inet *out);
bool inet_is_v4(const struct inet *);
/* What one customer has of it: of IPv4 the address, of IPv6 the network of 64 bits, its other half 0. */
struct inet inet_customer(const struct inet *);
/* "192.0.2.1" and "2001:db8::1", one text for each address (RFC 5952). */
void inet_print(const struct inet *, char out[INET_TEXT_BYTES]);

/* A list of addresses and networks ("10.0.0.0/8 2001:db8::/32 192.0.2.1"), between blanks or commas. */
bool inet_list_valid(const char *);
/* Whether one of them holds the address; what is no address in the list holds none. */
bool inet_list_has(const char *list, const struct inet *);

#endif
