#include "shop/first_steps.h"

#include "base/log.h"
#include "base/str.h"
#include "queries.h"
#include "shop/tenant.h"

static const char *const codes[STEP__MAX] = {
	[STEP_NAME] = "name",
	[STEP_LOOK] = "look",
	[STEP_PRODUCTS] = "products",
	[STEP_TAXES] = "taxes",
	[STEP_SHIPPING] = "shipping",
	[STEP_PAYMENT] = "payment",
	[STEP_LEGAL] = "legal",
};

/* Without these a shop should not sell; not every country asks for the others. */
static const char *const legal_roles[] = { "imprint", "privacy", "terms" };

static bool holds(struct texts list, const char *code)
{
	for (size_t i = 0; i < list.n; i++)
		if (str_eq(list.v[i], code))
			return true;
	return false;
}

enum err_code first_steps_read(struct ctx *ctx, struct first_steps *out)
{
	const struct first_steps_in in = {
		.default_locale = ctx->settings->default_locale,
		.roles = { .v = legal_roles, .n = sizeof legal_roles / sizeof *legal_roles },
	};
	struct first_steps_row row;
	enum err_code e = q_first_steps_one(ctx, &in, &row);
	if (e)
		return e;
	const bool found[STEP__MAX] = {
		[STEP_NAME] = row.named,
		[STEP_LOOK] = row.dressed,
		[STEP_PRODUCTS] = row.on_sale,
		[STEP_TAXES] = row.taxed,
		[STEP_SHIPPING] = row.shipping,
		[STEP_PAYMENT] = row.payable,
		[STEP_LEGAL] = row.legal,
	};
	*out = (struct first_steps){ 0 };
	for (int i = 0; i < STEP__MAX; i++) {
		out->done[i] = found[i] || holds(row.settled, codes[i]);
		out->n_done += out->done[i];
	}
	return ERR_OK;
}

const char *first_step_code(enum first_step step)
{
	return codes[step];
}

bool first_step_can_settle(enum first_step step)
{
	return step != STEP_PRODUCTS;
}

enum err_code first_step_settle(struct ctx *ctx, const char *code)
{
	for (int i = 0; i < STEP__MAX; i++)
		if (first_step_can_settle(i) && str_eq(codes[i], code))
			return q_first_step_settle(ctx, &(struct first_step_settle_in){ .step = code }, NULL);
	return err_set(ctx, ERR_MALFORMED, "no step that can be settled");
}
