#include "admin/settings.h"
#include "shop/setup.h"

enum { MINUTE = 60, DAY = 86400 };

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct setup_hold now;
	enum err_code e = setup_hold(ctx, &now);
	(void)x;
	if (e)
		return e;
	s->page.title = view_text(ctx, N_("Unpaid orders"));
	s->page.lead =
	    N_("Pieces of an order that is still to be paid are kept for a while, so that nobody else buys "
	       "them. After that they are for sale again. The order can still be paid while there are some.");
	s->page.action = admin_url(ctx, "/settings/hold");
	s->done = "/settings/hold";
	setting_add_count(ctx, s, "minutes", N_("Minutes for a payment at a provider"),
	    N_("From the moment the order is placed. Paying with a bank’s app takes a few minutes."),
	    (now.online + MINUTE - 1) / MINUTE);
	setting_add_count(
	    ctx, s, "days", N_("Days for a bank transfer or a cheque"), NULL, (now.transfer + DAY - 1) / DAY);
	setting_add_count(ctx, s, "expire", N_("Days in which it can still be paid after that"),
	    N_("Then the order ends by itself. You are told of money that comes even later, and can send it back, "
	       "or the things."),
	    (now.expire + DAY - 1) / DAY);
	return ERR_OK;
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct hold_in *in = x->in;
	(void)s;
	return setup_hold_set(ctx, &(struct setup_hold){ in->minutes * MINUTE, in->days * DAY, in->expire * DAY });
}

static const struct setting_job job = { lay, save, NULL };

enum err_code hold_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code hold_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}
