#include "admin/desk.h"
#include "kit/text.h"
#include "web/flash.h"

static const struct {
	const char *label;
	const char *detail;
	const char *tail;
} steps[STEP__MAX] = {
	[STEP_NAME] = { N_("Name your shop"),
	    N_("Its name, a line on what it sells, and where answers of customers go."), "/settings/names" },
	[STEP_LOOK] = { N_("Give it your look"), N_("Logo, colours and fonts."), "/settings/theme" },
	[STEP_PRODUCTS] = { N_("Put a first product on sale"), N_("With a picture, a price, and how many there are."),
	    "/products" },
	[STEP_TAXES] = { N_("Say which taxes you charge"), N_("Rates by country, and whether your prices hold them."),
	    "/settings/taxes" },
	[STEP_SHIPPING] = { N_("Say what shipping costs"), N_("Where you send to, and for how much."),
	    "/settings/shipping" },
	[STEP_PAYMENT] = { N_("Say how you are paid"), N_("Your bank account, or cards and wallets by Stripe."),
	    "/settings/payments" },
	[STEP_LEGAL] = { N_("Publish the legal pages"),
	    N_("Legal notice, privacy and terms: fill the gaps, then show them."), "/settings/legal" },
};

enum err_code desk_steps(struct ctx *ctx, struct dashboard_page *view)
{
	struct first_steps found;
	enum err_code e = first_steps_read(ctx, &found);
	if (e || found.n_done == STEP__MAX)
		return e;
	view->steps = ARENA_ARRAY(ctx->arena, STEP__MAX, struct desk_step);
	view->n_steps = STEP__MAX;
	for (int i = 0; i < STEP__MAX; i++)
		view->steps[i] = (struct desk_step){
			.label = steps[i].label,
			.detail = steps[i].detail,
			.url = admin_url(ctx, steps[i].tail),
			.code = first_step_code(i),
			.done = found.done[i],
			.can_settle = !found.done[i] && first_step_can_settle(i),
		};
	view->steps_lead = view_format(ctx, N_("{1} of {2} are done. This list goes when all are."),
	    text_integer(ctx->arena, ctx->locale, found.n_done), text_integer(ctx->arena, ctx->locale, STEP__MAX));
	view->steps_url = admin_url(ctx, "/first-steps");
	return ERR_OK;
}

enum err_code steps_post(struct ctx *ctx, struct exchange *x)
{
	const struct steps_in *in = x->in;
	if (x->in_err)
		return x->in_err;
	enum err_code e = first_step_settle(ctx, in->step);
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/"), "saved");
}
