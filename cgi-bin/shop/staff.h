/*
 * staff: people who run shops: one identity on the platform, a membership and role per shop, sessions, and a rate limit
 * on logins by e-mail and by address.
 */
#ifndef STOA_SHOP_STAFF_H
#define STOA_SHOP_STAFF_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct staff {
	int64_t id;
	const char *email;
	const char *name;
	const char *locale; /* NULL for none chosen */
};

struct membership {
	const char *tenant_name;
	const char *title; /* in ctx->locale or the shop's default; NULL where its cell is away or past the limit */
	const char *host;  /* the shop's primary one; "" for none */
	const char *role;  /* "owner", "clerk" */
};

enum { STAFF_SESSION_SECONDS = 12 * 3600, STAFF_LOGIN_TRIES = 5, STAFF_LOGIN_WINDOW = 15 * 60 };

/*
 * *token: 64 hex digits for the cookie; the database holds its hash. Refuses "" with "login_wrong" whether the e-mail
 * is unknown or the password wrong (same work for both); ERR_LIMIT after STAFF_LOGIN_TRIES failures within the window
 * for the e-mail or 4 times as many for the address (inet_customer()).
 */
enum err_code staff_login(
    struct ctx *, const char *email, const char *password, const char *remote, const char **token);
/* ERR_LOGIN where the session is unknown or over. */
enum err_code staff_by_session(struct ctx *, const char *token, const struct staff **out);
enum err_code staff_logout(struct ctx *, const char *token);
/*
 * By name. Asks each shop for its title, STAFF_TITLES of them at most; leaves no scope open.
 */
enum { STAFF_TITLES = 20 };
enum err_code staff_memberships(struct ctx *, const struct membership **out, size_t *n);
/* ERR_NOT_FOUND where ctx->staff is no member of the shop of that name: no telling whether it exists. */
enum err_code staff_role(struct ctx *, const char *tenant_name, const char **role);

#endif
