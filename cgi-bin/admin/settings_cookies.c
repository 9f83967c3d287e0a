#include "admin/settings.h"
#include "shop/setup.h"
#include "shop/tenant.h"

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct setup_texts texts;
	enum err_code e = setup_texts(ctx, &texts);
	(void)x;
	if (e)
		return e;
	s->page.title = view_text(ctx, N_("Cookies"));
	s->page.lead =
	    N_("Your shop sets only cookies that it cannot do without: for the cart, the currency and a message "
	       "after a click. They need no consent, so no notice is needed either.");
	s->page.action = admin_url(ctx, "/settings/cookies");
	s->done = "/settings/cookies";
	setting_add(s, (struct form_field){ .name = "notice",
	                   .label = N_("Show a notice all the same, until the visitor closes it"),
	                   .type = "checkbox",
	                   .checked = ctx->settings->cookie_notice });
	setting_add_localized(ctx, s,
	    &(struct form_field){ .name = "text",
	        .label = N_("Text of the notice"),
	        .hint = N_("Empty: our own words."),
	        .type = "textarea",
	        .maxlength = "1000" },
	    &texts.cookie);
	return ERR_OK;
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct cookies_in *in = x->in;
	struct localized text = only_offered(ctx, &in->text);
	(void)s;
	return setup_cookies_set(ctx, in->notice, &text);
}

static const struct setting_job job = { lay, save, NULL };

enum err_code cookies_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code cookies_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}
