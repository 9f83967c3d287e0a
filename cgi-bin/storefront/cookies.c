#include "storefront/pages.h"
#include "web/cookie.h"
#include "web/urls.h"

enum { KEEP_SECONDS = 365 * 24 * 3600 };

/* The notice about cookies was read: one more cookie keeps it closed, and says nothing else. */
enum err_code cookies_post(struct ctx *ctx, struct exchange *x)
{
	const struct cookies_in *in = x->in;
	if (x->in_err)
		return err_set(ctx, ERR_MALFORMED, "no way back");
	response_cookie(x->res, ctx, "noted", "1", KEEP_SECONDS, cookie_secure(x->req));
	response_redirect(x->res, 303, in->back && url_is_local(in->back) ? in->back : url_path(ctx, "/"));
	return ERR_OK;
}
