#include "admin/settings.h"
#include "base/conf.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/payment_paypal.h"
#include "shop/setup_selling.h"
#include "shop/tenant.h"
#include "web/flash.h"
#include "web/urls.h"

#define PAGE "/settings/payments/paypal"

static const char *hook_url(struct ctx *ctx)
{
	return url_absolute(ctx, ctx->tenant->primary_host, "/hook/paypal");
}

bool paypal_offered(const struct ctx *ctx)
{
	return !str_empty(ctx->conf->paypal_url) || !str_empty(ctx->conf->paypal_sandbox_url);
}

enum err_code paypal_row(struct ctx *ctx, struct setting_row *out)
{
	struct paypal_state state;
	struct status_part none = { N_("No keys"), "calm" }, test = { N_("Test mode"), "warn" },
	                   live = { N_("Live"), "good" };
	enum err_code e = paypal_state(ctx, &state);
	if (e && e != ERR_NOT_FOUND)
		return e;
	struct status_part *now = e ? &none : state.live ? &live : &test;
	err_clear(ctx);
	*out = (struct setting_row){
		.name = "PayPal",
		.url = admin_url(ctx, PAGE),
		.status = arena_memdup(ctx->arena, now, sizeof *now),
		.detail = view_text(ctx, N_("Keys of your account there")),
	};
	return ERR_OK;
}

static void tell(struct ctx *ctx, struct setting *s, const struct paypal_state *state)
{
	const char *day = text_date(ctx->arena, ctx->locale, ctx->settings->time_zone, state->set_at);
	setting_note(ctx, s, state->live ? "good" : "info",
	    state->live ? view_format(ctx, N_("Connected as {1} since {2}."), state->app, day)
	                : view_format(ctx, N_("Connected as {1} with PayPal’s sandbox since {2}: no real money moves."),
	                      state->app, day));
	s->page.heading = N_("Replace the keys");
	s->acts[s->page.n_acts++] = (struct setting_act){
		.action = admin_url(ctx, PAGE "/delete"),
		.label = N_("Remove the keys"),
		.hint = N_("PayPal is no longer offered then, and open payments there cannot be finished."),
		.button = N_("Remove"),
		.kind = "danger",
	};
}

static const char *mode_words(struct ctx *ctx, const char *mode)
{
	return view_text(
	    ctx, str_eq(mode, "live") ? N_("For real money") : N_("For trying things out (PayPal’s sandbox)"));
}

static void lay_mode(struct ctx *ctx, struct setting *s, bool live)
{
	static const char *const both[] = { "live", "sandbox" };
	bool has_live = !str_empty(ctx->conf->paypal_url), has_sandbox = !str_empty(ctx->conf->paypal_sandbox_url);
	struct texts modes = { both + !has_live, (size_t)has_live + has_sandbox };
	struct form_field *f = setting_add(s,
	    (struct form_field){ .name = "mode", .label = N_("What they are for"), .type = "radio", .required = true });
	setting_choices(ctx, f, modes, mode_words, live && has_live ? "live" : modes.v[modes.n - 1]);
}

static void lay_keys(struct setting *s, const char *client_id)
{
	setting_add(s, (struct form_field){
	                   .name = "client_id",
	                   .label = N_("Client ID"),
	                   .value = client_id,
	                   .autocomplete = "off",
	                   .dir = "ltr",
	                   .required = true,
	               });
	setting_add(s, (struct form_field){
	                   .name = "secret",
	                   .label = N_("Secret"),
	                   .hint = N_("Once saved it is never shown again."),
	                   .type = "password",
	                   .autocomplete = "off",
	                   .dir = "ltr",
	                   .required = true,
	               });
	setting_add(s, (struct form_field){
	                   .name = "webhook_id",
	                   .label = N_("Webhook ID"),
	                   .hint = N_("It stands beside the webhook in PayPal’s dashboard."),
	                   .autocomplete = "off",
	                   .dir = "ltr",
	                   .required = true,
	               });
}

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct paypal_state state = { .live = true };
	(void)x;
	if (!paypal_offered(ctx))
		return err_set(ctx, ERR_NOT_FOUND, "this installation does not offer PayPal");
	enum err_code e = paypal_state(ctx, &state);
	if (e && e != ERR_NOT_FOUND)
		return e;
	s->page.title = "PayPal";
	s->page.up_url = admin_url(ctx, "/settings/payments");
	s->page.up_name = N_("Payment");
	s->page.action = admin_url(ctx, PAGE);
	s->page.heading = N_("The keys");
	s->page.button = N_("Ask PayPal and save");
	s->done = PAGE;
	if (!e)
		tell(ctx, s, &state);
	err_clear(ctx);
	setting_note(ctx, s, "info",
	    view_format(ctx,
	        N_("In PayPal’s developer dashboard, under Apps & Credentials, make an app, and in it a webhook that "
	           "sends to {1}, with these events: {2}."),
	        hook_url(ctx), PAYPAL_EVENTS));
	lay_mode(ctx, s, state.live);
	lay_keys(s, state.client_id);
	return ERR_OK;
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct paypal_in *in = x->in;
	struct paypal_keys keys = { .live = str_eq(in->mode, "live"),
		.client_id = in->client_id,
		.secret = in->secret,
		.webhook_id = in->webhook_id };
	struct paypal_account account;
	if (!setting_has_choice(s, "mode", in->mode))
		return err_set(ctx, ERR_MALFORMED, "a mode that was not offered");
	enum err_code e = paypal_keys_set(ctx, &keys, hook_url(ctx), &account);
	if (e == ERR_DOWN) {
		s->only_look = true;
		setting_note(ctx, s, "bad",
		    view_text(ctx,
		        N_("PayPal could not be asked whether the keys work, so nothing was saved. Please try again "
		           "later.")));
		x->res->status = err_http_status(ERR_DOWN);
		err_clear(ctx);
		return ERR_OK;
	}
	if (!e && account.elsewhere)
		s->flash = "paypal_elsewhere";
	else if (!e && !str_empty(account.missing))
		s->flash = "paypal_events";
	return e;
}

static const struct setting_job job = { lay, save, NULL };

enum err_code paypal_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code paypal_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}

enum err_code paypal_delete_post(struct ctx *ctx, struct exchange *x)
{
	enum err_code e = setup_keys_delete(ctx, "paypal");
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, PAGE), "saved");
}
