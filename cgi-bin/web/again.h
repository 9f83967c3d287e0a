/*
 * again: a form that could not be done now, or of which nobody knows whether it was, is shown with all that it held and
 * a button to send it once more. Nothing is done twice by that: what is not known is asked about first.
 */
#ifndef STOA_WEB_AGAIN_H
#define STOA_WEB_AGAIN_H

#include "base/ctx.h"
#include "web/parts.h"
#include "web/route.h"

/* Takes what such a page has added out of the form, into x->unsettled. */
void again_take(struct ctx *, struct exchange *, struct request *);

/*
 * Puts the request's form into the page, where a page of ours has sent one, with a name of what was written meanwhile,
 * or of which nobody knows. A form with files or secrets is left out: these are the browser's to send anew.
 */
void again_keep(struct ctx *, const struct exchange *, enum err_code, struct error_page *);

/*
 * Before the handler of a POST: where the form was sent before and something of it was written, or may have been, that
 * is asked for. *answered: it was done, and a page says so. ERR_UNKNOWN: still not known. Routes that find by a key of
 * their own what they did before (route->same), and forms that have one (web/once), are answered by that.
 */
enum err_code again_settle(struct ctx *, struct exchange *, bool *answered);

#endif
