/*
 * validate: which form of an answer a client takes, and whether it has it already (RFC 9110, 12.5.3 and 13.1.2).
 */
#ifndef STOA_HTTP_VALIDATE_H
#define STOA_HTTP_VALIDATE_H

#include "base/ctx.h"

enum http_encoding { ENCODING_IDENTITY, ENCODING_GZIP, ENCODING_BROTLI, ENCODING__MAX };

/* "gzip", as Content-Encoding says it; NULL for identity. */
const char *encoding_name(enum http_encoding);

/*
 * Of those offered (bits 1 << enum http_encoding; identity is always there) the one that the client likes best; of two
 * equals the smaller one. NULL, no header: identity.
 */
enum http_encoding encoding_choose(const char *accept_encoding, unsigned offered);

/*
 * The tag of the list that names the entity tag (quoted, without a suffix), as it was sent and without W/; NULL where
 * none does, the tag itself for "*". The comparison is weak and looks past the name of an encoding: "x", "x-gzip" and
 * "x-br" are one page. Whoever compresses what we send (mod_deflate) writes the same suffix.
 */
const char *validate_match(struct ctx *, const char *if_none_match, const char *etag);

#endif
