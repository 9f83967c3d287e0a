/*
 * pages: the handlers of the admin, one file each, and what they share.
 */
#ifndef STOA_ADMIN_PAGES_H
#define STOA_ADMIN_PAGES_H

#include "shop/order.h"
#include "web/page.h"
#include "web/route.h"

struct login_in {
	const char *to; /* the page that was asked for, as a path with its query; "" for none */
	const char *email;
	const char *password;
};
struct orders_in {
	const char *filter;
	const char *q;
	int64_t before_at, before_id; /* the last order of the page before */
};
handler_fn login_get;
handler_fn login_post;
handler_fn logout_post;
handler_fn shops_get;
handler_fn orders_get;

/* gate.c: the app's hooks. */
enum err_code gate_login(struct ctx *, struct exchange *);
enum err_code gate_member(struct ctx *, struct exchange *, const char *shop);
enum err_code gate_dress(struct ctx *, struct exchange *, struct page *);
/* The browser keeps the session that staff_login() opened. */
void gate_open(struct ctx *, struct exchange *, const char *token);
enum err_code gate_logout(struct ctx *, struct exchange *);

/* Below the chosen shop: "/de/hafen" + tail; tail is encoded already. */
const char *admin_url(struct ctx *, const char *tail);
/* The pattern's first variable segment as an id; ERR_NOT_FOUND where it is none. */
enum err_code admin_id(struct ctx *, const struct exchange *, int64_t *id);

#endif
