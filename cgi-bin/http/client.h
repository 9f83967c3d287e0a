/*
 * client: whose request it is, where proxies stand before us. What X-Forwarded-For and Forwarded (RFC 7239) say is
 * believed as far as it was written by proxies that the settings name: each appends the address that it saw, so the
 * lists are read from their right end, and what stands left of the first address that is no proxy of ours may be
 * anybody's invention.
 */
#ifndef STOA_HTTP_CLIENT_H
#define STOA_HTTP_CLIENT_H

#include <stdbool.h>

#include "base/ctx.h"

struct forwarding {
	const char *remote;        /* who is connected to the web server */
	const char *forwarded_for; /* X-Forwarded-For; NULL where absent */
	const char *forwarded;     /* Forwarded; NULL where absent */
	const char *trusted;       /* conf's trusted_proxies */
	const char *header;        /* conf's proxy_header: "any", "x-forwarded-for", "forwarded" */
};

/*
 * The address in its one text form; "" where even the nearest is none. Where a proxy of ours says nothing that is an
 * address ("unknown", "_hidden"), it is the proxy's own. So it is where both headers came and say different things: a
 * proxy writes one of them, and lets through whatever the client put into the other.
 */
const char *client_address(struct ctx *, const struct forwarding *);
/* Whether a proxy that we trust says that the client came by https: proto=https of Forwarded, or X-Forwarded-Proto. */
bool client_secure(const struct forwarding *, const char *forwarded_proto);

#endif
