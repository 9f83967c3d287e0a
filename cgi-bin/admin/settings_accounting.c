#include <inttypes.h>
#include <string.h>

#include "admin/settings.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/ledger.h"
#include "shop/ledger_journal.h"
#include "shop/tenant.h"
#include "web/flash.h"

enum { MONTHS = 12, JOURNAL_BYTES = 24 * 1024 * 1024 };

static const char *const kinds[] = {
	[LEDGER_RECEIVABLE] = N_("Owed by customers"),
	[LEDGER_CASH] = N_("Money received"),
	[LEDGER_FEES] = N_("Fees of payment providers"),
	[LEDGER_EXCHANGE] = N_("Rounding and exchange differences"),
	[LEDGER_REVENUE] = N_("Sales"),
	[LEDGER_SHIPPING] = N_("Shipping charged"),
	[LEDGER_TAX] = N_("Sales tax"),
	[LEDGER_REFUNDS] = N_("Refunds"),
	[LEDGER_DISCOUNTS] = N_("Discounts"),
};
_Static_assert(sizeof kinds / sizeof *kinds == LEDGER_KIND__MAX, "each kind has its words");

/* Providers have names of their own, but for those that are none. */
static const char *provider_name(struct ctx *ctx, const char *provider)
{
	static const struct {
		const char *code, *name;
	} names[] = {
		{ "offline", N_("bank transfer and check") },
		{ "cash_on_delivery", N_("cash on delivery") },
		{ "stripe", "Stripe" },
		{ "paypal", "PayPal" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i].code, provider))
			return view_text(ctx, names[i].name);
	return provider;
}

/* "Sales, Germany, 19 %"; "Money received, stripe". */
static const char *label_of(struct ctx *ctx, const char *account)
{
	const char *kind = view_text(ctx, kinds[ledger_kind_of(account)]), *of = strchr(account, ':');
	int64_t ppm;
	if (!of)
		return kind;
	if (str_eq(of, ":0"))
		return view_format(ctx, N_("{1}, without tax"), kind, NULL);
	const char *rate = strchr(of + 1, ':');
	if (!rate || !str_to_int(rate + 1, 0, INT64_MAX, &ppm))
		return view_format(ctx, N_("{1}, {2}"), kind, provider_name(ctx, of + 1));
	const char *country = arena_strndup(ctx->arena, of + 1, (size_t)(rate - of - 1));
	return view_format(ctx, N_("{1}, {2}"), kind,
	    arena_printf(ctx->arena, "%s, %s", text_country_name(ctx->arena, ctx->locale, country),
	        text_percent(ctx->arena, ctx->locale, ppm)));
}

static bool is_general(const char *account)
{
	return !strchr(account, ':') || str_eq(account, "revenue:0");
}

/* The number for all of a kind, by kind; then each account that the shop has, likewise. */
static enum err_code read_accounts(struct ctx *ctx, struct texts *out)
{
	struct texts known;
	enum err_code e = ledger_accounts(ctx, &known);
	if (e)
		return e;
	const char **v = ARENA_ARRAY(ctx->arena, known.n + LEDGER_KIND__MAX + 1, const char *);
	*out = (struct texts){ .v = v };
	for (enum ledger_kind k = 0; k < LEDGER_KIND__MAX; k++) {
		v[out->n++] = ledger_kind_name(k);
		if (k == LEDGER_REVENUE)
			v[out->n++] = "revenue:0";
	}
	for (enum ledger_kind k = 0; k < LEDGER_KIND__MAX; k++)
		for (size_t i = 0; i < known.n; i++)
			if (ledger_kind_of(known.v[i]) == k && !is_general(known.v[i]))
				v[out->n++] = known.v[i];
	return ERR_OK;
}

static const char *field_of(struct ctx *ctx, size_t i)
{
	return arena_printf(ctx->arena, "number_%zu", i + 1);
}

/* What was sent may have a mistake in what is folded away. */
static void lay_numbers(
    struct ctx *ctx, struct setting *s, const struct texts *accounts, const struct ledger_numbers *numbers, bool sent)
{
	for (size_t i = 0; i < accounts->n; i++) {
		if (i > 0 && is_general(accounts->v[i - 1]) && !is_general(accounts->v[i]))
			setting_fold(s, view_text(ctx, N_("By country and rate, and by way to pay")), sent);
		setting_add(s, (struct form_field){
		                   .name = field_of(ctx, i),
		                   .label = label_of(ctx, accounts->v[i]),
		                   .type = "text",
		                   .dir = "ltr",
		                   .width = "half",
		                   .autocomplete = "off",
		                   .maxlength = arena_printf(ctx->arena, "%d", LEDGER_NUMBER_MAX),
		                   .value = ledger_number_of(ctx->arena, numbers, accounts->v[i]),
		               });
	}
}

static void add_period(struct ctx *ctx, struct setting_list *list, const char *from, const char *to)
{
	const char *zone = ctx->settings->time_zone;
	int64_t first = 0, last = 0;
	text_parse_day(zone, from, &first);
	text_parse_day(zone, to, &last);
	list->rows[list->n_rows++] = (struct setting_row){
		.name = view_format(ctx, N_("{1} to {2}"), text_date(ctx->arena, ctx->locale, zone, first),
		    text_date(ctx->arena, ctx->locale, zone, last)),
		.url = admin_url(
		    ctx, arena_printf(ctx->arena, "/settings/accounting/journal.csv?from=%s&to=%s", from, to)),
	};
}

static int days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

/* This month and those before, this year and the last. */
static void lay_periods(struct ctx *ctx, struct setting *s)
{
	struct setting_list *list = setting_list(ctx, s,
	    (struct setting_list){ .heading = N_("The journal"),
	        .hint = N_("Every sale, payment and refund as a table (CSV) for your accounting program or tax "
	                   "adviser, with the numbers below.") },
	    MONTHS + 2);
	const char *today = text_day_field(ctx->arena, ctx->settings->time_zone, ctx->now);
	int64_t y = 0, m = 1;
	str_to_int(arena_strndup(ctx->arena, today, 4), 1900, 9999, &y);
	str_to_int(arena_strndup(ctx->arena, today + 5, 2), 1, 12, &m);
	int year = (int)y, month = (int)m;
	for (int i = 0; i < 2; i++)
		add_period(ctx, list, arena_printf(ctx->arena, "%04d-01-01", year - i),
		    arena_printf(ctx->arena, "%04d-12-31", year - i));
	for (int i = 0; i < MONTHS; i++) {
		add_period(ctx, list, arena_printf(ctx->arena, "%04d-%02d-01", year, month),
		    arena_printf(ctx->arena, "%04d-%02d-%02d", year, month, days_of(year, month)));
		month = month > 1 ? month - 1 : 12;
		year -= month == 12;
	}
}

static void lay_presets(struct ctx *ctx, struct setting *s)
{
	size_t n;
	const struct ledger_preset *v = ledger_presets(&n);
	for (size_t i = 0; i < n; i++) {
		bool plain = v[i].numbers.n == 0;
		s->acts[s->page.n_acts++] = (struct setting_act){
			.action = admin_url(ctx, arena_printf(ctx->arena, "/settings/accounting/preset/%s", v[i].code)),
			.label = plain ? N_("Plain numbers") : v[i].name,
			.hint = plain ? N_("All numbers become ours again.")
			              : N_("A chart of accounts by DATEV, in wide use in Germany. All numbers become "
			                   "those of "
			                   "the chart."),
			.button = N_("Use these numbers"),
			.kind = "quiet",
		};
	}
}

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct texts accounts;
	struct ledger_numbers numbers;
	enum err_code e = read_accounts(ctx, &accounts);
	if (!e)
		e = ledger_numbers_read(ctx, &numbers);
	if (e)
		return e;
	s->page.title = view_text(ctx, N_("Accounting"));
	s->page.lead = N_("Your shop keeps its books by itself. Here they become those of your accounting program.");
	s->page.heading = N_("Numbers of accounts");
	s->page.action = admin_url(ctx, "/settings/accounting");
	s->done = "/settings/accounting";
	lay_periods(ctx, s);
	lay_numbers(ctx, s, &accounts, &numbers, x->req->method == HTTP_POST);
	lay_presets(ctx, s);
	return ERR_OK;
}

/* A number that was only inherited stays so where it was left alone. */
static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct accounting_in *in = x->in;
	struct texts accounts;
	struct ledger_numbers known, to = { 0 };
	enum err_code e = read_accounts(ctx, &accounts);
	(void)s;
	if (!e)
		e = ledger_numbers_read(ctx, &known);
	if (e)
		return e;
	struct ledger_number *v = ARENA_ARRAY(ctx->arena, accounts.n, struct ledger_number);
	to.v = v;
	for (size_t i = 0; i < accounts.n; i++) {
		const char *account = accounts.v[i], *typed = param_keyed_find(&in->number, (int64_t)i + 1);
		bool own = ledger_number_own(&known, account) != NULL;
		if (str_empty(typed) || (!own && str_eq(typed, ledger_number_of(ctx->arena, &known, account))))
			continue;
		if (!ledger_number_valid(typed))
			refuse(ctx, field_of(ctx, i), "account_number",
			    text_integer(ctx->arena, ctx->locale, LEDGER_NUMBER_MAX), NULL);
		v[to.n++] = (struct ledger_number){ account, typed };
	}
	return ctx->refusals ? ERR_INPUT : ledger_numbers_set(ctx, &to);
}

static const struct setting_job job = { lay, save, NULL };

enum err_code accounting_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code accounting_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}

enum err_code accounting_preset_post(struct ctx *ctx, struct exchange *x)
{
	size_t n;
	const struct ledger_preset *v = ledger_presets(&n);
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(v[i].code, x->seg[0]))
			continue;
		enum err_code e = ledger_numbers_set(ctx, &v[i].numbers);
		return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/settings/accounting"), "saved");
	}
	return err_set(ctx, ERR_NOT_FOUND, "no such numbers");
}

static bool put(void *arg, const char *data, size_t n)
{
	struct buf *to = arg;
	buf_add(to, data, n);
	return !to->overflow;
}

/* The page again, with what is wrong of the period. */
static enum err_code lay_refused(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	setting_note(ctx, s, "bad",
	    view_text(ctx, x->res->status == err_http_status(ERR_TOO_LARGE)
	                       ? N_("The journal of this period is too long for one file. Please choose a shorter one.")
	                       : N_("This is no period. Please choose one from the list.")));
	return lay(ctx, x, s);
}

static enum err_code refused(struct ctx *ctx, struct exchange *x, enum err_code why)
{
	static const struct setting_job again = { lay_refused, NULL, NULL };
	err_clear(ctx);
	x->res->status = err_http_status(why);
	return setting_show(ctx, x, &again);
}

enum err_code journal_get(struct ctx *ctx, struct exchange *x)
{
	const struct journal_in *in = x->in;
	const char *zone = ctx->settings->time_zone, *texts[LEDGER_TEXT__MAX];
	struct ledger_journal j = { .texts = texts, .put = put, .arg = &x->res->body };
	int64_t last = 0;
	size_t rows;
	if (x->in_err || !text_parse_day(zone, in->from ? in->from : "", &j.since) ||
	    !text_parse_day(zone, in->to ? in->to : "", &last) || last < j.since)
		return refused(ctx, x, ERR_INPUT);
	j.until = text_day_start(zone, last, 1);
	for (size_t i = 0; i < LEDGER_TEXT__MAX; i++)
		texts[i] = view_text(ctx, ledger_texts[i]);
	enum err_code e = ledger_numbers_read(ctx, &j.numbers);
	if (e)
		return e;
	struct buf page = x->res->body;
	buf_init(&x->res->body, ctx->arena, JOURNAL_BYTES);
	e = ledger_journal(ctx, &j, &rows);
	if (e == ERR_TOO_LARGE) {
		x->res->body = page;
		return refused(ctx, x, e);
	}
	x->res->type = "text/csv; charset=utf-8";
	x->res->disposition = arena_printf(ctx->arena, "attachment; filename=\"%s-journal-%s-%s.csv\"",
	    ctx->tenant->name, text_day_field(ctx->arena, zone, j.since), text_day_field(ctx->arena, zone, last));
	return e;
}
