/*
 * multipart: multipart/form-data (RFC 7578 over RFC 2046), as browsers send it and no looser.
 */
#ifndef STOA_HTTP_MULTIPART_H
#define STOA_HTTP_MULTIPART_H

#include <stddef.h>

#include "base/ctx.h"
#include "http/request.h"

struct multipart {
	struct pair *fields;
	size_t n_fields;
	struct upload *uploads; /* data points into the body; a file field left empty is not among them */
	size_t n_uploads;
};

/* The boundary in a Content-Type header (1 to 70 characters of RFC 2046's bchars); NULL where it is missing, doubled or
 * bad. */
const char *multipart_boundary(struct ctx *, const char *content_type);

/*
 * ERR_MALFORMED: anything before the first or after the last delimiter, no last delimiter, a part without exactly one
 * form-data disposition and name, filename*, folded or over-long headers, a transfer encoding, invalid UTF-8 or
 * controls in a field, a name or a file name. ERR_TOO_LARGE: more than LIMIT_PARAMS parts. body must outlive the
 * result.
 */
enum err_code multipart_parse(struct ctx *, const char *boundary, const char *body, size_t n, struct multipart *out);

#endif
