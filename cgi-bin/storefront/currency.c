#include "shop/tenant.h"
#include "storefront/pages.h"
#include "web/cookie.h"
#include "web/urls.h"

enum { KEEP_SECONDS = 365 * 24 * 3600 };

enum err_code currency_post(struct ctx *ctx, struct exchange *x)
{
	const struct currency_in *in = x->in;
	if (x->in_err || !settings_currency(ctx->settings, in->currency))
		return err_set(ctx, ERR_MALFORMED, "currency is not offered");
	response_cookie(x->res, ctx, "currency", in->currency, KEEP_SECONDS, cookie_secure(x->req));
	response_redirect(x->res, 303, in->back && url_is_local(in->back) ? in->back : url_path(ctx, "/"));
	return ERR_OK;
}
