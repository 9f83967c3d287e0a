/*
 * holes: what a page shows of its reader alone, read from the reader's cookies and put into the holes of a page that is
 * the same for everybody.
 *
 * The holes of the layouts: "cart" (how much is in it), "flash" (one sentence after a redirect, once), "notice" (about
 * cookies; closed for good with a cookie). Whatever else a page shows is a function of its address, the currency and
 * the shop's data.
 */
#ifndef STOA_WEB_HOLES_H
#define STOA_WEB_HOLES_H

#include "view/view.h"
#include "web/route.h"

/* Whether a page may be this reader's own: one of the cookies is there that pages depend on, right or wrong. */
bool holes_have_reader(const struct request *);

struct filled {
	bool changed;     /* other bytes than the page's own */
	const char *text; /* then these */
	size_t n;
};

struct filling {
	struct filled v[VIEW_HOLES_MAX];
	bool any;         /* one of them is changed */
	bool once;        /* it says something that is to be said once: nobody keeps it, the reader's browser neither */
	const char *mark; /* what the changed ones show, for an entity tag; "" where none is */
};

/*
 * For the reader of x: names are the page's holes. By ctx->tenant_id, ctx->locale and x->view. Where a flash is shown
 * its cookie is taken away on x->res.
 */
void holes_fill(struct ctx *, struct exchange *, const char *const *names, size_t n, struct filling *);

#endif
