#include "admin/settings.h"
#include "base/conf.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "kit/text.h"
#include "shop/payment.h"
#include "shop/payment_stripe.h"
#include "shop/provider_call.h"
#include "shop/setup_selling.h"
#include "shop/tenant.h"
#include "web/flash.h"
#include "web/urls.h"

static const char *best(struct ctx *ctx, const struct setup_payment *p)
{
	const char *s = localized_best(&p->label, ctx->locale, ctx->settings->default_locale);
	return str_empty(s) ? p->code : s;
}

static const struct {
	const char *name;
	const char *words;
} providers[] = {
	{ "offline", N_("Money comes to you by itself: bank transfer, check") },
	{ "cash_on_delivery", N_("The carrier takes the money") },
	{ "stripe", N_("Cards and wallets at Stripe") },
	{ "paypal", N_("The shopper’s account at PayPal") },
	{ "demo", N_("The demo provider") },
};
enum { PROVIDERS = sizeof providers / sizeof *providers };

static const char *provider_words(struct ctx *ctx, const char *name)
{
	for (size_t i = 0; i < PROVIDERS; i++)
		if (str_eq(providers[i].name, name))
			return view_text(ctx, providers[i].words);
	return name;
}

static struct status_part *status_of(struct ctx *ctx, const struct setup_payment *p)
{
	const struct payment_provider *provider = payment_provider(p->provider);
	struct status_part s = { N_("Offered"), "good" };
	if (!p->active)
		s = (struct status_part){ N_("Off"), "calm" };
	else if (!provider || !provider->available(ctx))
		s = (struct status_part){ N_("Not to be had here"), "warn" };
	else if (provider->needs_keys && !p->keyed)
		s = (struct status_part){ N_("Keys are missing"), "warn" };
	else if (provider_is_away(ctx, p->provider))
		s = (struct status_part){ N_("Does not answer"), "warn" };
	else if (str_eq(p->provider, "offline") &&
	         str_empty(localized_best(&p->instructions, ctx->settings->default_locale, ctx->locale)))
		s = (struct status_part){ N_("How to pay is missing"), "warn" };
	return arena_memdup(ctx->arena, &s, sizeof s);
}

static enum err_code stripe_row(struct ctx *ctx, struct setting_row *out)
{
	struct stripe_state state;
	struct status_part none = { N_("No keys"), "calm" }, test = { N_("Test mode"), "warn" },
	                   live = { N_("Live"), "good" };
	enum err_code e = stripe_state(ctx, &state);
	if (e && e != ERR_NOT_FOUND)
		return e;
	struct status_part *now = e ? &none : state.test ? &test : &live;
	err_clear(ctx);
	*out = (struct setting_row){
		.name = "Stripe",
		.url = admin_url(ctx, "/settings/payments/stripe"),
		.status = arena_memdup(ctx->arena, now, sizeof *now),
		.detail = view_text(ctx, N_("Keys of your account there")),
	};
	return ERR_OK;
}

static enum err_code list_accounts(struct ctx *ctx, struct setting *s)
{
	bool stripe = !str_empty(ctx->conf->stripe_url), paypal = paypal_offered(ctx);
	if (!stripe && !paypal)
		return ERR_OK;
	struct setting_list *l =
	    setting_list(ctx, s, (struct setting_list){ .heading = N_("Accounts with providers") }, 2);
	enum err_code e = stripe ? stripe_row(ctx, &l->rows[l->n_rows++]) : ERR_OK;
	if (!e && paypal)
		e = paypal_row(ctx, &l->rows[l->n_rows++]);
	return e;
}

static enum err_code overview_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct setup_payment *v;
	size_t n;
	enum err_code e = setup_payments(ctx, &v, &n);
	(void)x;
	if (e)
		return e;
	s->page.title = view_text(ctx, N_("Payment"));
	struct setting_list *l = setting_list(ctx, s,
	    (struct setting_list){ .heading = N_("Ways to pay"),
	        .empty = N_("None yet: nobody can order."),
	        .add_url = admin_url(ctx, "/settings/payments/methods"),
	        .add = N_("Add a way to pay") },
	    n);
	for (size_t i = 0; i < n; i++)
		l->rows[l->n_rows++] = (struct setting_row){
			.name = best(ctx, &v[i]),
			.url = admin_url(ctx, arena_printf(ctx->arena, "/settings/payments/methods/%s", v[i].code)),
			.status = status_of(ctx, &v[i]),
			.detail = provider_words(ctx, v[i].provider),
		};
	return list_accounts(ctx, s);
}

static const struct setting_job overview_job = { overview_lay, NULL, NULL };

enum err_code payments_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &overview_job);
}

static void lay_payment(struct ctx *ctx, struct setting *s, const struct setup_payment *p)
{
	s->page.up_url = admin_url(ctx, "/settings/payments");
	s->page.up_name = N_("Payment");
	s->page.heading = N_("Way to pay");
	s->done = "/settings/payments";
	setting_add_name(ctx, s, N_("Name"), &p->label);
	setting_add_localized(ctx, s,
	    &(struct form_field){ .name = "instructions",
	        .section = N_("What the customer must know"),
	        .label = N_("How to pay"),
	        .hint = N_(
	            "Your bank account, for example. It stands in the order and in the mail until the order is paid."),
	        .type = "textarea",
	        .maxlength = "1000" },
	    &p->instructions);
	setting_add(s, (struct form_field){ .name = "active",
	                   .section = N_("How it is offered"),
	                   .label = N_("Shoppers can choose it"),
	                   .type = "checkbox",
	                   .checked = p->active });
	const struct payment_provider *provider = p->provider ? payment_provider(p->provider) : NULL;
	if (provider && provider->capture)
		setting_add(s, (struct form_field){ .name = "later",
		                   .label = N_("Take the money when you ship"),
		                   .hint = N_("Until then it is held for you: by Stripe for a week, by PayPal for four "
		                              "weeks at most. Else it is taken as soon as somebody has ordered. A card "
		                              "that can be charged only once is charged whole with the first parcel."),
		                   .type = "checkbox",
		                   .checked = p->later });
	setting_add_place(ctx, s, "position", p->position);
}

static enum err_code find(struct ctx *ctx, const char *code, const struct setup_payment **out)
{
	const struct setup_payment *v;
	size_t n;
	enum err_code e = setup_payments(ctx, &v, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (str_eq(v[i].code, code)) {
			*out = &v[i];
			return ERR_OK;
		}
	return e ? e : err_set(ctx, ERR_NOT_FOUND, "no such way to pay");
}

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct setup_payment *p;
	enum err_code e = find(ctx, x->seg[0], &p);
	if (e)
		return e;
	s->page.title = best(ctx, p);
	s->page.lead = provider_words(ctx, p->provider);
	s->page.action = admin_url(ctx, arena_printf(ctx->arena, "/settings/payments/methods/%s", p->code));
	lay_payment(ctx, s, p);
	country_boxes(ctx, s, N_("Only for orders to these countries; none: to all"), p->countries);
	return ERR_OK;
}

static enum err_code write(struct ctx *ctx, const struct payment_in *in, const char *code, const char *provider)
{
	struct setup_payment to = { .code = code,
		.provider = provider,
		.label = only_offered(ctx, &in->label),
		.instructions = only_offered(ctx, &in->instructions),
		.countries = countries_of(ctx, &in->in, in->eu),
		.position = in->position,
		.active = in->active,
		.later = in->later };
	enum err_code e = need_own_text(ctx, "label", &to.label);
	return e ? e : setup_payment_set(ctx, &to);
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct setup_payment *p;
	enum err_code e = find(ctx, x->seg[0], &p);
	(void)s;
	return e ? e : write(ctx, x->in, p->code, p->provider);
}

static const struct setting_job job = { lay, save, NULL };

enum err_code payment_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code payment_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}

static enum err_code new_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	static const char *const by_hand[] = { "offline", "cash_on_delivery" };
	struct texts choices = { by_hand, sizeof by_hand / sizeof *by_hand };
	(void)x;
	s->page.title = view_text(ctx, N_("A new way to pay"));
	s->page.action = admin_url(ctx, "/settings/payments/methods");
	struct form_field *provider = setting_add(s, (struct form_field){
	                                                 .name = "provider",
	                                                 .label = N_("How the money reaches you"),
	                                                 .type = "radio",
	                                                 .required = true,
	                                             });
	setting_choices(ctx, provider, choices, provider_words, "offline");
	lay_payment(ctx, s, &(struct setup_payment){ .position = 9, .active = true });
	return ERR_OK;
}

static enum err_code new_save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct payment_in *in = x->in;
	char code[CRYPTO_TOKEN_SIZE];
	if (!setting_has_choice(s, "provider", in->provider))
		return err_set(ctx, ERR_MALFORMED, "a provider that was not offered");
	crypto_token(code);
	return write(ctx, in, code, in->provider);
}

static const struct setting_job new_job = { new_lay, new_save, NULL };

enum err_code payment_new_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &new_job);
}

enum err_code payment_new_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &new_job);
}

static void tell_stripe(struct ctx *ctx, struct setting *s, const struct stripe_state *state)
{
	const char *day = text_date(ctx->arena, ctx->locale, ctx->settings->time_zone, state->set_at);
	setting_note(ctx, s, state->test ? "info" : "good",
	    state->test
	        ? view_format(ctx, N_("Keys of Stripe’s test mode are set since {1}: no real money moves."), day, NULL)
	        : view_format(ctx, N_("Keys for real money are set since {1}."), day, NULL));
	s->page.heading = N_("Replace the keys");
	s->acts[s->page.n_acts++] = (struct setting_act){
		.action = admin_url(ctx, "/settings/payments/stripe/delete"),
		.label = N_("Remove the keys"),
		.hint = N_("Stripe is no longer offered then, and open payments there cannot be finished."),
		.button = N_("Remove"),
		.kind = "danger",
	};
}

static enum err_code stripe_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct stripe_state state;
	(void)x;
	if (str_empty(ctx->conf->stripe_url))
		return err_set(ctx, ERR_NOT_FOUND, "this installation does not offer Stripe");
	enum err_code e = stripe_state(ctx, &state);
	if (e && e != ERR_NOT_FOUND)
		return e;
	s->page.title = "Stripe";
	s->page.up_url = admin_url(ctx, "/settings/payments");
	s->page.up_name = N_("Payment");
	s->page.action = admin_url(ctx, "/settings/payments/stripe");
	s->page.heading = N_("The keys");
	s->page.button = N_("Ask Stripe and save");
	s->done = "/settings/payments/stripe";
	if (!e)
		tell_stripe(ctx, s, &state);
	err_clear(ctx);
	setting_note(ctx, s, "info",
	    view_format(ctx, N_("Make a webhook in Stripe’s dashboard that sends to {1}, with these events: {2}."),
	        url_absolute(ctx, ctx->tenant->primary_host, "/hook/stripe"), STRIPE_EVENTS));
	setting_add(s, (struct form_field){
	                   .name = "secret_key",
	                   .label = N_("Secret key"),
	                   .hint = N_("It begins with sk_live_ or sk_test_. Once saved it is never shown again."),
	                   .type = "password",
	                   .autocomplete = "off",
	                   .dir = "ltr",
	                   .required = true,
	               });
	setting_add(s, (struct form_field){
	                   .name = "webhook_secret",
	                   .label = N_("Signing secret of the webhook"),
	                   .hint = N_("It begins with whsec_."),
	                   .type = "password",
	                   .autocomplete = "off",
	                   .dir = "ltr",
	                   .required = true,
	               });
	setting_add(s, (struct form_field){
	                   .name = "webhook_secret_2",
	                   .label = N_("A second one, while you change it"),
	                   .type = "password",
	                   .autocomplete = "off",
	                   .dir = "ltr",
	               });
	setting_add(s, (struct form_field){
	                   .name = "test", .label = N_("These are keys of Stripe’s test mode"), .type = "checkbox" });
	return ERR_OK;
}

static enum err_code stripe_save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct stripe_in *in = x->in;
	const char *secrets[] = { in->webhook_secret, in->webhook_secret_2 };
	struct stripe_keys keys = { .secret_key = in->secret_key,
		.webhook_secrets = { secrets, str_empty(in->webhook_secret_2) ? 1 : 2 } };
	struct stripe_account account;
	enum err_code e = stripe_keys_set(ctx, &keys, in->test, &account);
	if (e == ERR_DOWN) {
		s->only_look = true;
		setting_note(ctx, s, "bad",
		    view_text(ctx,
		        N_("Stripe could not be asked whether the keys work, so nothing was saved. Please try again "
		           "later.")));
		x->res->status = err_http_status(ERR_DOWN);
		err_clear(ctx);
		return ERR_OK;
	}
	if (!e && !account.charges)
		s->flash = "stripe_no_charges";
	return e;
}

static const struct setting_job stripe_job = { stripe_lay, stripe_save, NULL };

enum err_code stripe_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &stripe_job);
}

enum err_code stripe_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &stripe_job);
}

enum err_code stripe_delete_post(struct ctx *ctx, struct exchange *x)
{
	enum err_code e = setup_keys_delete(ctx, "stripe");
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/settings/payments/stripe"), "saved");
}
