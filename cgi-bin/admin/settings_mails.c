#include <string.h>

#include "admin/settings.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/mail_text.h"
#include "shop/tenant.h"
#include "web/flash.h"

static enum err_code overview_lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	static const struct status_part own = { N_("Your words"), "good" };
	(void)x;
	s->page.title = view_text(ctx, N_("Mail texts"));
	struct setting_list *l = setting_list(ctx, s,
	    (struct setting_list){ .heading = N_("Mails to customers"),
	        .hint = N_("What you leave empty is worded by us, in the customer’s language.") },
	    mail_kinds_count);
	for (size_t i = 0; i < mail_kinds_count; i++) {
		bool worded;
		enum err_code e = mail_texts_own(ctx, mail_kinds[i].name, &worded);
		if (e)
			return e;
		l->rows[l->n_rows++] = (struct setting_row){
			.name = view_text(ctx, mail_kinds[i].label),
			.url = admin_url(ctx, arena_printf(ctx->arena, "/settings/mails/%s", mail_kinds[i].name)),
			.status = worded ? arena_memdup(ctx->arena, &own, sizeof own) : NULL,
		};
	}
	return ERR_OK;
}

static const struct setting_job overview_job = { overview_lay, NULL, NULL };

enum err_code mails_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &overview_job);
}

static enum err_code find_kind(struct ctx *ctx, const struct exchange *x, const struct mail_kind **out)
{
	*out = NULL;
	for (size_t i = 0; i < mail_kinds_count; i++)
		if (str_eq(mail_kinds[i].name, x->seg[0])) {
			*out = &mail_kinds[i];
			return ERR_OK;
		}
	return err_set(ctx, ERR_NOT_FOUND, "no such kind of mail");
}

static enum err_code lay(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct mail_kind *kind;
	struct mail_texts texts;
	enum err_code e = find_kind(ctx, x, &kind);
	if (!e)
		e = mail_texts(ctx, kind->name, &texts);
	if (e)
		return e;
	const char *self = arena_printf(ctx->arena, "/settings/mails/%s", kind->name);
	s->page.title = view_text(ctx, kind->label);
	s->page.up_url = admin_url(ctx, "/settings/mails");
	s->page.up_name = N_("Mail texts");
	s->page.action = admin_url(ctx, self);
	s->page.second = N_("Look at it first");
	s->page.second_name = "look_first";
	s->done = self;
	setting_note(ctx, s, "info",
	    view_format(ctx, N_("You can use these, and they are filled in: {1}"), MAIL_PLACEHOLDERS, NULL));
	setting_add_localized(ctx, s,
	    &(struct form_field){ .name = "subject",
	        .section = N_("Subject"),
	        .label = N_("Subject"),
	        .type = "text",
	        .maxlength = "150" },
	    &texts.subject);
	setting_add_localized(ctx, s,
	    &(struct form_field){ .name = "opening",
	        .section = N_("Opening, after the greeting"),
	        .label = N_("Opening"),
	        .type = "textarea",
	        .maxlength = "2000" },
	    &texts.opening);
	setting_add_localized(ctx, s,
	    &(struct form_field){ .name = "closing",
	        .section = N_("Closing, before the foot"),
	        .label = N_("Closing"),
	        .type = "textarea",
	        .maxlength = "2000" },
	    &texts.closing);
	s->acts[s->page.n_acts++] = (struct setting_act){
		.action = admin_url(ctx, arena_printf(ctx->arena, "%s/reset", self)),
		.label = N_("Back to our own words"),
		.hint = N_("What you wrote for this mail is lost, in all languages."),
		.button = N_("Take them back"),
		.kind = "danger",
	};
	return ERR_OK;
}

static struct mail_texts typed(struct ctx *ctx, const struct mail_in *in)
{
	return (struct mail_texts){ only_offered(ctx, &in->subject), only_offered(ctx, &in->opening),
		only_offered(ctx, &in->closing) };
}

static enum err_code check_all(struct ctx *ctx, const char *name, const struct localized *texts)
{
	enum err_code bad = ERR_OK;
	for (size_t i = 0; i < texts->n; i++)
		if (mail_text_check(ctx, arena_printf(ctx->arena, "%s_%s", name, texts->v[i].locale), texts->v[i].text))
			bad = ERR_INPUT;
	return bad;
}

static enum err_code save(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct mail_in *in = x->in;
	struct mail_texts to = typed(ctx, in);
	enum err_code bad = check_all(ctx, "subject", &to.subject);
	bad = check_all(ctx, "opening", &to.opening) ? ERR_INPUT : bad;
	bad = check_all(ctx, "closing", &to.closing) ? ERR_INPUT : bad;
	if (bad)
		return bad;
	s->only_look = in->look_first;
	return s->only_look ? ERR_OK : mail_texts_set(ctx, x->seg[0], &to);
}

static const char *value_of(struct ctx *ctx, struct setting *s, const char *name, const char *locale)
{
	const struct form_field *f = form_find(&s->page.form, arena_printf(ctx->arena, "%s_%s", name, locale));
	return f && f->value ? f->value : "";
}

static void add_lines(struct ctx *ctx, struct letter_preview *p, const char *text)
{
	for (const char *s = text; *s;) {
		size_t n = strcspn(s, "\n");
		p->lines[p->n_lines++].text = arena_strndup(ctx->arena, s, n);
		s += s[n] ? n + 1 : n;
	}
}

/* In the reader's own language where the shop has it. */
static enum err_code look(struct ctx *ctx, struct exchange *x, struct setting *s)
{
	const struct settings *shop = ctx->settings;
	const char *locale = settings_offer_locale(shop, ctx->locale) ? ctx->locale : shop->default_locale;
	const struct mail_kind *kind;
	enum err_code e = find_kind(ctx, x, &kind);
	if (e || ctx->refusals)
		return e;
	struct ctx there = *ctx;
	there.locale = locale;
	struct mail_values values = { .name = view_text(&there, N_("Ada Lovelace")),
		.number = arena_printf(ctx->arena, "%s1001", shop->order_prefix),
		.shop = shop->title,
		.amount = text_money(ctx->arena, locale, money_of(4200, shop->currency)),
		.day = text_date(ctx->arena, locale, shop->time_zone, ctx->now),
		.returned = arena_printf(ctx->arena, "%s1001-R1", shop->order_prefix) };
	const char *subject = value_of(ctx, s, "subject", locale);
	const char *typed_opening = value_of(ctx, s, "opening", locale);
	const char *opening = *typed_opening ? typed_opening : kind->opening ? view_text(&there, kind->opening) : "";
	const char *facts = kind->facts ? mail_text_fill(ctx, view_text(&there, kind->facts), &values) : "";
	const char *closing = mail_text_fill(ctx, value_of(ctx, s, "closing", locale), &values);
	opening = mail_text_fill(ctx, opening, &values);
	struct letter_preview *p = s->page.letter = ARENA_NEW(ctx->arena, struct letter_preview);
	*p = (struct letter_preview){ .lang = locale,
		.dir = text_is_rtl(locale) ? "rtl" : "ltr",
		.subject = *subject ? mail_text_fill(ctx, subject, &values)
		                    : view_format(&there, kind->subject, values.number, NULL),
		.lines = ARENA_ARRAY(
		    ctx->arena, strlen(opening) + strlen(facts) + strlen(closing) + 5, struct letter_line) };
	add_lines(ctx, p, view_format(&there, N_("Hello {1},"), values.name, NULL));
	add_lines(ctx, p, opening);
	add_lines(ctx, p, facts);
	add_lines(ctx, p, view_text(&there, kind->of_return ? N_("(the pieces)") : N_("(the order)")));
	add_lines(ctx, p, closing);
	return ERR_OK;
}

static const struct setting_job job = { lay, save, look };

enum err_code mail_get(struct ctx *ctx, struct exchange *x)
{
	return setting_show(ctx, x, &job);
}

enum err_code mail_post(struct ctx *ctx, struct exchange *x)
{
	return setting_save(ctx, x, &job);
}

enum err_code mail_reset_post(struct ctx *ctx, struct exchange *x)
{
	const struct mail_kind *kind;
	enum err_code e = find_kind(ctx, x, &kind);
	if (!e)
		e = mail_texts_reset(ctx, kind->name);
	return e ? e
	         : flash_redirect(
	               ctx, x, admin_url(ctx, arena_printf(ctx->arena, "/settings/mails/%s", kind->name)), "saved");
}
