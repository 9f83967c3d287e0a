/*
 * link: where a merchant lets something lead: home, a category, a page, or an address that they write.
 */
#ifndef STOA_SHOP_LINK_H
#define STOA_SHOP_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"

enum { LINK_ADDRESS_POINTS = 1000 };

struct link_target {
	const char *kind; /* "home", "category", "page", "address"; "" for nowhere */
	int64_t id;       /* of a category or page; else 0 */
	const char *address;
};

/* As forms send it: all that the fields hold, of which kind chooses one. */
struct link_form {
	const char *kind;
	int64_t category, page;
	const char *address;
};

/*
 * The chosen one. Refused at "link" (choose_one: no such kind), "category", "page" (choose_one: none is chosen, or it
 * is gone), "address" (required, link_address).
 */
enum err_code link_read(struct ctx *, const struct link_form *, struct link_target *out);

/* http, https, or a path on this host; one line without blanks. */
bool link_address_allowed(const char *);

#endif
