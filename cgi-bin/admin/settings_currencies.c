#include <inttypes.h>

#include "admin/settings.h"
#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/setup.h"
#include "shop/tenant.h"

enum { RATE_DECIMALS = 9, CURRENCIES_MAX = 30 };

static const char *keyed(struct ctx *ctx, const char *name, size_t i)
{
	return arena_printf(ctx->arena, "%s_%zu", name, i + 1);
}

/* What converted prices may be rounded to, in minor units: up to five whole units. */
static const int64_t steps[] = { 1, 5, 10, 50, 100, 500, 1000, 5000 };

static void lay_steps(struct ctx *ctx, struct form_field *f, const char *currency, int64_t current)
{
	size_t n = sizeof steps / sizeof *steps;
	f->options = ARENA_ARRAY(ctx->arena, n, struct form_option);
	for (size_t i = 0; i < n; i++)
		f->options[f->n_options++] = (struct form_option){
			.value = arena_printf(ctx->arena, "%" PRId64, steps[i]),
			.label = text_money(ctx->arena, ctx->locale, money_of(steps[i], currency)),
			.selected = steps[i] == current,
		};
}

static void lay_one(struct ctx *ctx, struct setting *s, const struct setup_currency *c, size_t i)
{
	setting_add(s, (struct form_field){
	                   .name = keyed(ctx, "rate", i),
	                   .row = label_currency(ctx, c->code),
	                   .label = N_("Rate"),
	                   .type = "text",
	                   .inputmode = "decimal",
	                   .dir = "ltr",
	                   .required = true,
	                   .width = "third",
	                   .value = text_decimal(ctx->arena, ctx->locale, c->rate_nano, RATE_DECIMALS),
	               });
	struct form_field *step = setting_add(s, (struct form_field){
	                                             .name = keyed(ctx, "step", i),
	                                             .label = N_("Rounded to"),
	                                             .type = "select",
	                                             .required = true,
	                                             .width = "third",
	                                         });
	lay_steps(ctx, step, c->code, c->step);
	setting_add_place(ctx, s, keyed(ctx, "position", i), (int64_t)i + 1);
	setting_add(s, (struct form_field){
	                   .name = keyed(ctx, "remove", i), .label = N_("No longer offer it"), .type = "checkbox" });
}

static void lay_new(struct ctx *ctx, struct setting *s, struct texts all, const struct setup_currency *v, size_t n)
{
	const char **free_codes = ARENA_ARRAY(ctx->arena, all.n, const char *);
	struct texts left = { .v = free_codes };
	for (size_t i = 0; i < all.n; i++) {
		bool used = str_eq(all.v[i], ctx->settings->currency);
		for (size_t k = 0; k < n; k++)
			used = used || str_eq(all.v[i], v[k].code);
		if (!used)
			free_codes[left.n++] = all.v[i];
	}
	struct form_field *code = setting_add(s, (struct form_field){
	                                             .name = "new_code",
	                                             .section = N_("One more currency"),
	                                             .label = N_("Currency"),
	                                             .type = "select",
	                                             .width = "two-thirds",
	                                         });
	setting_choices(ctx, code, left, label_currency, NULL);
	setting_choice_none(ctx, code, N_("None"));
	setting_add(s, (struct form_field){
	                   .name = "new_rate",
	                   .label = N_("Rate"),
	                   .type = "text",
	                   .inputmode = "decimal",
	                   .dir = "ltr",
	                   .width = "third",
	               });
}

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct setup_currency *v;
	size_t n;
	bool sold;
	struct texts all;
	enum err_code e = setup_currencies(ctx, &v, &n);
	(void)x;
	if (!e)
		e = setup_sold(ctx, &sold);
	if (e)
		return e;
	all.v = text_currencies(ctx->arena, &all.n);
	s->page.title = view_text(ctx, N_("Currencies"));
	s->page.lead =
	    N_("Prices that you enter for a currency count as they are. All others are converted by the rate.");
	s->page.action = admin_url(ctx, "/settings/currencies");
	s->done = "/settings/currencies";
	struct form_field *own = setting_add(s, (struct form_field){
	                                            .name = "own",
	                                            .label = N_("The shop’s own currency"),
	                                            .type = "select",
	                                            .required = true,
	                                        });
	struct texts one = { &ctx->settings->currency, 1 };
	own->hint = sold ? N_("It stays as it is: there are prices or orders in it.")
	                 : N_("It can be changed until there are prices or orders.");
	setting_choices(ctx, own, sold ? one : all, label_currency, ctx->settings->currency);
	for (size_t i = 0; i < n; i++)
		lay_one(ctx, s, &v[i], i);
	lay_new(ctx, s, all, v, n);
	if (n)
		s->page.heading = N_("What one unit of your own currency is worth");
	return ERR_OK;
}

static enum err_code read_rate(struct ctx *ctx, const char *field, const char *typed, int64_t *nano)
{
	if (str_empty(typed))
		return refuse(ctx, field, "required", NULL, NULL);
	if (text_parse_decimal(ctx->locale, typed, RATE_DECIMALS, nano) != TEXT_NUMBER_OK || *nano <= 0)
		return refuse(ctx, field, "rate", text_decimal(ctx->arena, ctx->locale, INT64_C(108420), 5), NULL);
	return ERR_OK;
}

static enum err_code read_position(struct ctx *ctx, const char *field, const char *typed, int64_t *position)
{
	if (text_parse_integer(ctx->locale, typed ? typed : "", position) == TEXT_NUMBER_OK && *position >= 0 &&
	    *position <= LIMIT_QUANTITY)
		return ERR_OK;
	return refuse(ctx, field, "position", NULL, NULL);
}

static enum err_code read_row(
    struct ctx *ctx, const struct setting *s, const struct currencies_in *in, size_t i, struct setup_currency *to)
{
	int64_t id = (int64_t)i + 1;
	const char *step = param_keyed_find(&in->step, id);
	enum err_code bad = ERR_OK;
	to->removed = param_keyed_find(&in->remove, id) != NULL;
	if (to->removed)
		return ERR_OK;
	if (!setting_has_choice(s, keyed(ctx, "step", i), step) || !str_to_int(step, 1, INT64_MAX, &to->step))
		return err_set(ctx, ERR_MALFORMED, "a step that was not offered");
	if (read_rate(ctx, keyed(ctx, "rate", i), param_keyed_find(&in->rate, id), &to->rate_nano))
		bad = ERR_INPUT;
	if (read_position(ctx, keyed(ctx, "position", i), param_keyed_find(&in->position, id), &to->position))
		bad = ERR_INPUT;
	return bad;
}

static enum err_code read_new(struct ctx *ctx, const struct setting *s, const struct currencies_in *in, size_t n,
    struct setup_currency *to, bool *added)
{
	*added = !str_empty(in->new_code);
	if (!*added)
		return str_empty(in->new_rate) ? ERR_OK : refuse(ctx, "new_code", "choose_one", NULL, NULL);
	if (!setting_has_choice(s, "new_code", in->new_code))
		return err_set(ctx, ERR_MALFORMED, "a currency that was not offered");
	if (n >= CURRENCIES_MAX)
		return refuse(ctx, "new_code", "too_many", arena_printf(ctx->arena, "%d", CURRENCIES_MAX), NULL);
	*to = (struct setup_currency){ .code = in->new_code, .position = (int64_t)n + 1, .step = 1 };
	return read_rate(ctx, "new_rate", in->new_rate, &to->rate_nano);
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct currencies_in *in = x->in;
	const struct setup_currency *known;
	size_t n;
	enum err_code e = setup_currencies(ctx, &known, &n), bad = ERR_OK;
	if (e)
		return e;
	struct setup_currency *v = ARENA_ARRAY(ctx->arena, n + 1, struct setup_currency);
	for (size_t i = 0; i < n; i++) {
		v[i] = known[i];
		e = read_row(ctx, s, in, i, &v[i]);
		if (e && e != ERR_INPUT)
			return e;
		bad = e ? e : bad;
	}
	bool added;
	e = read_new(ctx, s, in, n, &v[n], &added);
	if (e && e != ERR_INPUT)
		return e;
	if (!setting_has_choice(s, "own", in->own))
		return err_set(ctx, ERR_MALFORMED, "a currency that was not offered");
	struct setup_currencies to = { .own = in->own, .v = v, .n = n + added };
	return e || bad ? ERR_INPUT : setup_currencies_set(ctx, &to);
}

static const struct setting_job job = { lay, save, NULL };

enum err_code currencies_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code currencies_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}
