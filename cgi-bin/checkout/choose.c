#include "checkout/choose.h"

#include "web/form.h"
#include "web/page.h"
#include "web/recap.h"

static const struct {
	const char *template;
	const char *title;
} pages[STEP__MAX] = {
	[STEP_SHIPPING] = { "shipping", N_("Shipping") },
	[STEP_PAYMENT] = { "payment", N_("Payment") },
};

const char *choose_error(struct ctx *ctx, const char *code)
{
	return refusal_sentence(ctx, &(struct refusal){ .field = "", .code = code });
}

enum err_code choose_show(
    struct ctx *ctx, struct exchange *x, const struct visit *v, enum step step, struct choose_page *view)
{
	for (size_t i = 0; i < view->n_options; i++)
		view->options[i].id = arena_printf(ctx->arena, "o-%zu", i + 1);
	view->action = step_url(ctx, step);
	view->address = address_label(ctx, &v->goes_to);
	view->contact_url = step_url(ctx, STEP_CONTACT);
	visit_frame(ctx, v, step, &view->frame);
	if (x->req->method == HTTP_POST)
		x->res->status = 422;
	struct page *page = checkout_page(ctx, x, view_text(ctx, pages[step].title));
	return page_render(ctx, x, pages[step].template, view, page);
}

enum err_code choose_done(
    struct ctx *ctx, struct exchange *x, const struct visit *v, enum step step, enum err_code kept)
{
	if (kept == ERR_NOT_FOUND) {
		visit_end(ctx, x);
		return ERR_OK;
	}
	if (!kept)
		response_redirect(x->res, 303, visit_next_url(ctx, v, step, 1));
	return kept;
}
