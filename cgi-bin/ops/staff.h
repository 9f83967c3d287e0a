/*
 * staff: identities of the people who run shops, made by the hoster.
 */
#ifndef STOA_OPS_STAFF_H
#define STOA_OPS_STAFF_H

#include "base/ctx.h"

struct staff_plan {
	const char *email;
	const char *name; /* "": the e-mail stands for it */
	const char *shop;
	const char *role;     /* "owner" or "clerk" */
	const char *password; /* NULL: a new identity gets one made here, a known one keeps its own */
};

enum { STAFF_PASSWORD_LEAST = 10 };

/*
 * The identity of the e-mail becomes a member of the shop; it is made where it is unknown. *made: the password that was
 * made, else NULL. A changed password ends all sessions. ERR_INPUT with the reason as text, ERR_NOT_FOUND for the shop.
 */
enum err_code staff_make_member(struct ctx *, const struct staff_plan *, const char **made);

#endif
