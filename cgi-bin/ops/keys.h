/*
 * keys: the provider keys of all shops sealed anew, after the installation's key was replaced.
 */
#ifndef STOA_OPS_KEYS_H
#define STOA_OPS_KEYS_H

#include <stddef.h>

#include "base/ctx.h"

struct keys_told {
	size_t shops, sealed; /* sealed anew */
	size_t current;       /* were sealed by the first key already: by an earlier call, or since */
	size_t lost;          /* open with neither key: they were left as they are */
	size_t busy;          /* shops that were left out, since another stoactl moves, drops or imports them */
};

/*
 * Each credential that the first key has not sealed is opened by the second one and sealed by the first, in a statement
 * of its own that changes nothing where staff have set another one meanwhile. May be broken off and called again.
 */
enum err_code keys_rotate(struct ctx *, struct keys_told *out);

#endif
