#include "shop/mail_text.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "queries.h"
#include "shop/setup.h"
#include "shop/tenant.h"
#include "view/view.h"

enum { FILLED_BYTES = 64 * 1024 };

const struct mail_kind mail_kinds[] = {
	{ .name = "placed",
	    .label = N_("An order was placed"),
	    .subject = N_("Thank you for your order {1}"),
	    .opening =
	        N_("We received your order {number} on {placed_at}. Here is what you ordered and what it costs.") },
	{ .name = "paid",
	    .label = N_("A payment has arrived"),
	    .subject = N_("We have received your payment for order {1}"),
	    .opening = N_("Your payment of {amount} has arrived. Thank you.") },
	{ .name = "changed",
	    .label = N_("An order was changed"),
	    .subject = N_("Your order {1} was changed"),
	    .opening = N_("We have changed your order {number} as agreed. This is what it is now.") },
	{ .name = "ready",
	    .label = N_("An order can be collected"),
	    .subject = N_("Your order {1} is ready to collect"),
	    .opening = N_("Your order {number} is ready to be collected."),
	    .facts = N_("You find us here:") },
	{ .name = "shipped",
	    .label = N_("An order is on its way"),
	    .subject = N_("Your order {1} is on its way"),
	    .opening = N_("Your order left us on {s.at}.") },
	{ .name = "cancelled",
	    .label = N_("The customer has cancelled"),
	    .subject = N_("Your order {1} is cancelled"),
	    .opening = N_("On {at} you cancelled your order {number}. Nothing will be sent.") },
	{ .name = "called-off",
	    .label = N_("You have cancelled an order"),
	    .subject = N_("Your order {1} is cancelled"),
	    .opening = N_("We had to cancel your order {number} on {at}. Nothing will be sent.") },
	{ .name = "expired",
	    .label = N_("An order has ended, since nobody paid"),
	    .subject = N_("Your order {1} has ended without a payment"),
	    .opening =
	        N_("No payment for your order {number} of {placed_at} has reached us. So the order has ended, and we "
	           "have released the goods."),
	    .facts = N_("Nothing was charged, and nothing is to be paid any more.") },
	{ .name = "withdrawn",
	    .label = N_("The customer has withdrawn"),
	    .subject = N_("We have received your withdrawal from order {1}"),
	    .facts = N_("On {r.at} you withdrew from the contract about order {number}, for these pieces. This is the "
	                "acknowledgement that we have received it. Its number is {r.number}."),
	    .of_return = true },
	{ .name = "return-asked",
	    .label = N_("The customer asks to return something"),
	    .subject = N_("We have received your request to return things of order {1}"),
	    .facts = N_("On {r.at} you asked to send these pieces of order {number} back. Your request has the number "
	                "{r.number}. We write again as soon as we have looked at it."),
	    .of_return = true },
	{ .name = "return-approved",
	    .label = N_("You agree to a return"),
	    .subject = N_("Please send us your return for order {1}"),
	    .facts = N_("You can send these pieces back. Please write the number {r.number} on the parcel."),
	    .of_return = true },
	{ .name = "return-refused",
	    .label = N_("You refuse a return"),
	    .subject = N_("About your return for order {1}"),
	    .facts = N_("We have looked at your request {r.number} of {r.at}, and cannot take these pieces back."),
	    .of_return = true },
	{ .name = "return-arrived",
	    .label = N_("A return has arrived"),
	    .subject = N_("Your return for order {1} has arrived"),
	    .facts = N_("Your return {r.number} has arrived."),
	    .of_return = true },
	{ .name = "refunded",
	    .label = N_("Money goes back"),
	    .subject = N_("Your money back for order {1}"),
	    .opening =
	        N_("We have sent {amount} back to you, by the way in which you paid. Banks may need a few days.") },
};
const size_t mail_kinds_count = sizeof mail_kinds / sizeof *mail_kinds;

static const struct {
	const char *name;
	size_t value;
} placeholders[] = {
	{ "{name}", offsetof(struct mail_values, name) },
	{ "{number}", offsetof(struct mail_values, number) },
	{ "{shop}", offsetof(struct mail_values, shop) },
	{ "{amount}", offsetof(struct mail_values, amount) },
	/* In our own words alone. */
	{ "{placed_at}", offsetof(struct mail_values, day) },
	{ "{s.at}", offsetof(struct mail_values, day) },
	{ "{at}", offsetof(struct mail_values, day) },
	{ "{r.at}", offsetof(struct mail_values, day) },
	{ "{r.number}", offsetof(struct mail_values, returned) },
};
enum { PLACEHOLDERS = sizeof placeholders / sizeof *placeholders, OFFERED = 4 };

/* The placeholder that begins there; PLACEHOLDERS for none. */
static size_t placeholder_at(const char *s)
{
	size_t i = 0;
	while (i < PLACEHOLDERS && !str_starts(s, placeholders[i].name))
		i++;
	return i;
}

enum err_code mail_text_check(struct ctx *ctx, const char *field, const char *text)
{
	for (const char *s = text ? strchr(text, '{') : NULL; s; s = strchr(s + 1, '{')) {
		if (placeholder_at(s) < OFFERED)
			continue;
		size_t n = strcspn(s, "} \n");
		const char *what = arena_strndup(ctx->arena, s, n + (s[n] == '}'));
		return refuse(ctx, field, "placeholder", what, MAIL_PLACEHOLDERS);
	}
	return ERR_OK;
}

const char *mail_text_fill(struct ctx *ctx, const char *text, const struct mail_values *values)
{
	struct buf b;
	buf_init(&b, ctx->arena, FILLED_BYTES);
	for (const char *s = text; *s;) {
		size_t i = *s == '{' ? placeholder_at(s) : PLACEHOLDERS;
		const char *value =
		    i < PLACEHOLDERS ? *(const char *const *)((const char *)values + placeholders[i].value) : NULL;
		if (!value) {
			buf_putc(&b, *s++);
			continue;
		}
		buf_puts(&b, value);
		s += strlen(placeholders[i].name);
	}
	return buf_str(&b);
}

enum err_code mail_text_find(struct ctx *ctx, const char *kind, const char *locale, struct mail_text *out)
{
	struct mail_text_find_row row;
	enum err_code e =
	    q_mail_text_find_one(ctx, &(struct mail_text_find_in){ .kind = kind, .locale = locale }, &row);
	*out = (struct mail_text){ "", "", "" };
	if (e == ERR_NOT_FOUND) {
		err_clear(ctx);
		return ERR_OK;
	}
	if (!e)
		*out = (struct mail_text){ row.subject, row.opening, row.closing };
	return e;
}

enum err_code mail_texts(struct ctx *ctx, const char *kind, struct mail_texts *out)
{
	struct mail_texts_row *rows;
	size_t n;
	enum err_code e = q_mail_texts(ctx, &(struct mail_texts_in){ .kind = kind }, &rows, &n);
	if (e)
		return e;
	struct localized_text *subject = ARENA_ARRAY(ctx->arena, n, struct localized_text);
	struct localized_text *opening = ARENA_ARRAY(ctx->arena, n, struct localized_text);
	struct localized_text *closing = ARENA_ARRAY(ctx->arena, n, struct localized_text);
	for (size_t i = 0; i < n; i++) {
		subject[i] = (struct localized_text){ rows[i].locale, rows[i].subject };
		opening[i] = (struct localized_text){ rows[i].locale, rows[i].opening };
		closing[i] = (struct localized_text){ rows[i].locale, rows[i].closing };
	}
	*out = (struct mail_texts){ { subject, n }, { opening, n }, { closing, n } };
	return ERR_OK;
}

enum err_code mail_texts_own(struct ctx *ctx, const char *kind, bool *own)
{
	struct mail_text_kinds_row *rows;
	size_t n;
	enum err_code e = q_mail_text_kinds(ctx, &rows, &n);
	*own = false;
	for (size_t i = 0; !e && i < n; i++)
		*own = *own || str_eq(rows[i].kind, kind);
	return e;
}

struct text_change {
	const char *kind;
	const struct mail_texts *texts;
};

static const char *or_none(const struct localized *texts, const char *locale)
{
	const char *text = localized_find(texts, locale);
	return text ? text : "";
}

static enum err_code texts_tx(struct ctx *ctx, void *arg)
{
	const struct text_change *c = arg;
	const struct texts *locales = &ctx->settings->locales;
	enum err_code e = ERR_OK;
	for (size_t i = 0; !e && i < locales->n; i++) {
		struct mail_text_set_in in = { .kind = c->kind,
			.locale = locales->v[i],
			.subject = or_none(&c->texts->subject, locales->v[i]),
			.opening = or_none(&c->texts->opening, locales->v[i]),
			.closing = or_none(&c->texts->closing, locales->v[i]) };
		if (*in.subject || *in.opening || *in.closing)
			e = q_mail_text_set(ctx, &in, NULL);
		else
			e = q_mail_text_delete(
			    ctx, &(struct mail_text_delete_in){ .kind = c->kind, .locale = in.locale }, NULL);
	}
	return e;
}

enum err_code mail_texts_set(struct ctx *ctx, const char *kind, const struct mail_texts *texts)
{
	return setup_change(ctx, texts_tx, &(struct text_change){ kind, texts });
}

static enum err_code reset_tx(struct ctx *ctx, void *arg)
{
	return q_mail_text_reset(ctx, &(struct mail_text_reset_in){ .kind = *(const char **)arg }, NULL);
}

enum err_code mail_texts_reset(struct ctx *ctx, const char *kind)
{
	return setup_change(ctx, reset_tx, &kind);
}
