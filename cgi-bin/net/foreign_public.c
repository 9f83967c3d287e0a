#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

#include "net/foreign.h"

/* IANA IPv4 Special-Purpose Address Registry, multicast (RFC 5771) and what is reserved. */
static const struct {
	uint32_t net;
	int bits;
} inner4[] = {
	{ 0x00000000, 8 },  /* this network */
	{ 0x0a000000, 8 },  /* private */
	{ 0x64400000, 10 }, /* shared (RFC 6598) */
	{ 0x7f000000, 8 },  /* loopback */
	{ 0xa9fe0000, 16 }, /* link-local: where clouds answer with their secrets */
	{ 0xac100000, 12 }, /* private */
	{ 0xc0000000, 24 }, /* protocol assignments */
	{ 0xc0000200, 24 }, /* documentation */
	{ 0xc0586300, 24 }, /* 6to4 relays */
	{ 0xc0a80000, 16 }, /* private */
	{ 0xc6120000, 15 }, /* benchmarking */
	{ 0xc6336400, 24 }, /* documentation */
	{ 0xcb007100, 24 }, /* documentation */
	{ 0xe0000000, 4 },  /* multicast */
	{ 0xf0000000, 4 },  /* reserved, and broadcast */
};

/* Of IPv6, 2000::/3 alone is global unicast: mapped, NAT64, unique local, link-local and multicast lie outside of it.
 */
static const struct {
	uint8_t net[8];
	int bits;
} inner6[] = {
	{ { 0x20, 0x01, 0x00 }, 23 },             /* protocol assignments; Teredo, ORCHID, benchmarking */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },       /* documentation */
	{ { 0x20, 0x02 }, 16 },                   /* 6to4 */
	{ { 0x26, 0x20, 0x00, 0x4f, 0x80 }, 48 }, /* AS112 */
	{ { 0x3f, 0xff }, 20 },                   /* documentation (RFC 9637) */
};

static bool is_public4(uint32_t address)
{
	for (size_t i = 0; i < sizeof inner4 / sizeof inner4[0]; i++)
		if ((address ^ inner4[i].net) >> (32 - inner4[i].bits) == 0)
			return false;
	return true;
}

static bool begins(const uint8_t *address, const uint8_t *net, int bits)
{
	int bytes = bits / 8, rest = bits % 8;

	return memcmp(address, net, (size_t)bytes) == 0 &&
	       (rest == 0 || (address[bytes] ^ net[bytes]) >> (8 - rest) == 0);
}

static bool is_public6(const uint8_t *address)
{
	if (address[0] >> 5 != 1)
		return false;
	for (size_t i = 0; i < sizeof inner6 / sizeof inner6[0]; i++)
		if (begins(address, inner6[i].net, inner6[i].bits))
			return false;
	return true;
}

bool foreign_is_public(const struct sockaddr *at)
{
	struct sockaddr_in four;
	struct sockaddr_in6 six;

	if (at->sa_family == AF_INET) {
		memcpy(&four, at, sizeof four);
		return is_public4(ntohl(four.sin_addr.s_addr));
	}
	if (at->sa_family != AF_INET6)
		return false;
	memcpy(&six, at, sizeof six);
	return is_public6(six.sin6_addr.s6_addr);
}
