#include "admin/settings.h"
#include "shop/returns.h"

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	struct return_terms terms;
	enum err_code e = return_terms(ctx, &terms);
	(void)x;
	if (e)
		return e;
	s->page.title = view_text(ctx, N_("Returns"));
	s->page.lead =
	    N_("In the European Economic Area, the United Kingdom and Switzerland shoppers may withdraw for 14 days "
	       "after the last parcel has arrived. You may give them longer.");
	s->page.action = admin_url(ctx, "/settings/returns");
	s->done = "/settings/returns";
	setting_add_count(ctx, s, "days", N_("Days to withdraw"), NULL, terms.days);
	setting_add_count(ctx, s, "travel", N_("Days for which a parcel travels at most"),
	    N_("They are counted before the days to withdraw, from the day on which it left you."), terms.travel_days);
	setting_add(
	    s, (struct form_field){ .name = "address",
	           .label = N_("Where returns go"),
	           .hint = N_("As on an envelope. It stands in the mails; empty: the address of the shop is meant."),
	           .type = "textarea",
	           .autocomplete = "off",
	           .dir = "auto",
	           .maxlength = "500",
	           .value = terms.address });
	return ERR_OK;
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct return_terms_in *in = x->in;
	(void)s;
	return return_terms_set(
	    ctx, &(struct return_terms){ .days = in->days, .travel_days = in->travel, .address = in->address });
}

static const struct setting_job job = { lay, save, NULL };

enum err_code return_terms_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code return_terms_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}
