#include "admin/settings.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"

static const struct {
	const char *name;
	const char *tail;
	const char *detail;
} areas[] = {
	{ N_("Names and languages"), "/settings/names", N_("Name, languages, country, time zone, order numbers") },
	{ N_("Currencies"), "/settings/currencies", N_("What shoppers may pay in, rates and rounding") },
	{ N_("Taxes"), "/settings/taxes", N_("With or without tax, classes, rates by country") },
	{ N_("Shipping"), "/settings/shipping", N_("Zones, ways of shipping and what they cost") },
	{ N_("Locations"), "/settings/locations", N_("Where pieces lie, and which is asked first") },
	{ N_("Collecting in person"), "/settings/pickups", N_("Places, addresses and opening hours") },
	{ N_("Payment"), "/settings/payments", N_("Ways to pay, and keys of providers") },
	{ N_("Accounting"), "/settings/accounting", N_("Numbers of accounts, and the journal as a file") },
	{ N_("Unpaid orders"), "/settings/hold", N_("For how long their pieces are kept") },
	{ N_("Returns"), "/settings/returns", N_("Days to withdraw, and where parcels go") },
	{ N_("Look"), "/settings/theme", N_("Colours, fonts, logo") },
	{ N_("Mail texts"), "/settings/mails", N_("Subject, opening and closing of each mail") },
	{ N_("Legal pages"), "/settings/legal", N_("Legal notice, terms, privacy, withdrawal") },
	{ N_("Cookies"), "/settings/cookies", N_("A notice for visitors, if you want one") },
};
enum { AREAS = sizeof areas / sizeof *areas };

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	(void)x;
	s->page.title = view_text(ctx, N_("Settings"));
	s->page.up_url = NULL;
	struct setting_list *all = setting_list(ctx, s, (struct setting_list){ .heading = N_("Your shop") }, AREAS);
	for (size_t i = 0; i < AREAS; i++)
		all->rows[all->n_rows++] = (struct setting_row){
			.name = view_text(ctx, areas[i].name),
			.url = admin_url(ctx, areas[i].tail),
			.detail = view_text(ctx, areas[i].detail),
		};
	return ERR_OK;
}

static const struct setting_job job = { lay, NULL, NULL };

enum err_code settings_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}
