#include "shop/withdrawal.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "kit/crypto.h"
#include "shop/cart.h"
#include "view/view.h"

static const char lands[] =
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK";

bool withdrawal_by_law(const char *country)
{
	for (const char *s = lands; !str_empty(country) && *s; s += s[2] ? 3 : 2)
		if (s[0] == country[0] && s[1] == country[1])
			return true;
	return false;
}

/* In the order of article 16: b, c, d, e, f, i, j, l, m. Codes stand in products, orders and files. */
const struct withdrawal_exclusion withdrawal_exclusions[] = {
	{ "market_price", N_("None: its price follows the market"),
	    N_("Its price follows the market, so there is no right of withdrawal."), WITHDRAWAL_NEVER },
	{ "made_to_measure", N_("None: made or chosen for one customer"),
	    N_("It is made for you, so there is no right of withdrawal."), WITHDRAWAL_NEVER },
	{ "perishable", N_("None: it spoils quickly"), N_("It spoils quickly, so there is no right of withdrawal."),
	    WITHDRAWAL_NEVER },
	{ "hygiene", N_("Lost with the seal: health and hygiene"),
	    N_("It is sealed for health or hygiene: once you open the seal, there is no right of withdrawal."),
	    WITHDRAWAL_UNTIL_USED },
	{ "mixed", N_("Lost once it is mixed with other things"),
	    N_("Once it is mixed with other things, there is no right of withdrawal."), WITHDRAWAL_UNTIL_USED },
	{ "media", N_("Lost with the seal: recordings and software"),
	    N_("It is a sealed recording or program: once you open the seal, there is no right of withdrawal."),
	    WITHDRAWAL_UNTIL_USED },
	{ "press", N_("None: newspapers and magazines"), N_("Newspapers and magazines have no right of withdrawal."),
	    WITHDRAWAL_NEVER },
	{ "dated", N_("None: tickets and services for a certain date"),
	    N_("It is for a certain date, so there is no right of withdrawal."), WITHDRAWAL_NEVER },
	{ "digital", N_("Lost by consent: digital content"),
	    N_("It is digital content that we deliver at once, with your consent when you order; then there is no "
	       "right "
	       "of withdrawal."),
	    WITHDRAWAL_BY_CONSENT },
};
const size_t withdrawal_exclusions_count = sizeof withdrawal_exclusions / sizeof *withdrawal_exclusions;

const struct withdrawal_exclusion *withdrawal_exclusion(const char *code)
{
	for (size_t i = 0; i < withdrawal_exclusions_count; i++)
		if (str_eq(withdrawal_exclusions[i].code, code))
			return &withdrawal_exclusions[i];
	return NULL;
}

const char *withdrawal_told(const char *country, const char *code)
{
	const struct withdrawal_exclusion *x = withdrawal_by_law(country) ? withdrawal_exclusion(code) : NULL;

	return x ? x->reason : NULL;
}

bool withdrawal_never(const char *country, const char *code)
{
	const struct withdrawal_exclusion *x = withdrawal_by_law(country) ? withdrawal_exclusion(code) : NULL;

	return x && x->kind != WITHDRAWAL_UNTIL_USED;
}

const char *withdrawal_kept(const char *code, bool agreed)
{
	const struct withdrawal_exclusion *x = withdrawal_exclusion(code);

	return x && (x->kind != WITHDRAWAL_BY_CONSENT || agreed) ? x->code : NULL;
}

const char *withdrawal_told_cart(struct ctx *ctx, const struct cart *cart, const char *country, bool *agree)
{
	uint8_t hash[CRYPTO_HASH_BYTES];
	char *hex = arena_alloc(ctx->arena, 2 * CRYPTO_HASH_BYTES + 1);
	const char *all = "";

	*agree = false;
	for (size_t i = 0; i < cart->n_lines && withdrawal_by_law(country); i++) {
		const struct withdrawal_exclusion *x = withdrawal_exclusion(cart->lines[i].no_withdrawal);

		if (!x)
			continue;
		all = arena_printf(ctx->arena, "%s%" PRId64 " %s\n", all, cart->lines[i].variant_id, x->code);
		*agree = *agree || x->kind == WITHDRAWAL_BY_CONSENT;
	}
	if (!*all)
		return "";
	crypto_sha256(all, strlen(all), hash);
	str_hex(hash, sizeof hash, hex);
	return hex;
}
