#include "admin/setting.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "kit/text.h"
#include "shop/tenant.h"
#include "web/flash.h"

enum { SEEN_BYTES = 1024 * 1024 };

struct form_field *setting_add(struct setting *s, struct form_field field)
{
	BUG_IF(s->page.form.n_fields >= SETTING_FIELDS);
	struct form_field *f = &s->fields[s->page.form.n_fields++];
	*f = field;
	return f;
}

void setting_add_localized(
    struct ctx *ctx, struct setting *s, const struct form_field *pattern, const struct localized *known)
{
	size_t n = ctx->settings->locales.n;
	BUG_IF(s->page.form.n_fields + n > SETTING_FIELDS);
	struct form_field *v = &s->fields[s->page.form.n_fields];
	form_localized(ctx, v, pattern, known);
	/* What holds of all is said once. */
	for (size_t i = 1; i < n; i++)
		v[i].hint = NULL;
	s->page.form.n_fields += n;
}

void setting_add_name(struct ctx *ctx, struct setting *s, const char *label, const struct localized *name)
{
	setting_add_localized(ctx, s,
	    &(struct form_field){
	        .name = "label", .label = label, .type = "text", .required = true, .maxlength = "80" },
	    name);
}

void setting_add_number(
    struct ctx *ctx, struct setting *s, const char *name, const char *label, const char *hint, int64_t value)
{
	setting_add(s, (struct form_field){ .name = name,
	                   .label = label,
	                   .hint = hint,
	                   .type = "text",
	                   .inputmode = "numeric",
	                   .width = "third",
	                   .required = true,
	                   .value = text_integer_field(ctx->arena, ctx->locale, value) });
}

void setting_add_count(
    struct ctx *ctx, struct setting *s, const char *name, const char *label, const char *hint, int64_t value)
{
	setting_add_number(ctx, s, name, label, hint, value);
	s->fields[s->page.form.n_fields - 1].width = NULL;
}

void setting_add_place(struct ctx *ctx, struct setting *s, const char *name, int64_t position)
{
	setting_add_number(ctx, s, name, N_("Place in the list"), NULL, position);
}

struct setting_list *setting_list(struct ctx *ctx, struct setting *s, struct setting_list list, size_t room)
{
	BUG_IF(s->page.n_lists >= SETTING_LISTS);
	struct setting_list *l = &s->lists[s->page.n_lists++];
	*l = list;
	l->rows = ARENA_ARRAY(ctx->arena, room, struct setting_row);
	return l;
}

void setting_fold(struct setting *s, const char *name, bool open)
{
	BUG_IF(s->page.n_folds >= SETTING_FOLDS);
	s->folds[s->page.n_folds++] = (struct setting_fold){
		.name = name, .open = open, .form = { .fields = &s->fields[s->page.form.n_fields] }
	};
}

/* The page's form goes up to the first fold, each fold up to the next; one with a mark in it is open. */
static void part_folds(struct setting *s)
{
	struct form *form = &s->page.form;
	const struct form_field *end = form->fields + form->n_fields;
	for (size_t i = s->page.n_folds; i-- > 0;) {
		struct setting_fold *fold = &s->folds[i];
		fold->form.n_fields = (size_t)(end - fold->form.fields);
		end = fold->form.fields;
		for (size_t k = 0; k < fold->form.n_fields; k++)
			fold->open = fold->open || fold->form.fields[k].checked;
	}
	form->n_fields = (size_t)(end - form->fields);
}

void setting_note(struct ctx *ctx, struct setting *s, const char *kind, const char *text)
{
	(void)ctx;
	if (s->page.n_notes < SETTING_NOTES)
		s->notes[s->page.n_notes++] = (struct setting_note){ .kind = kind, .text = text };
}

void setting_choices(
    struct ctx *ctx, struct form_field *f, struct texts values, setting_label_fn *label, const char *current)
{
	/* One place stays free for setting_choice_none(). */
	f->options = ARENA_ARRAY(ctx->arena, values.n + 1, struct form_option);
	f->n_options = values.n;
	for (size_t i = 0; i < values.n; i++)
		f->options[i] = (struct form_option){
			.value = values.v[i], .label = label(ctx, values.v[i]), .selected = str_eq(values.v[i], current)
		};
}

void setting_choice_none(struct ctx *ctx, struct form_field *f, const char *label)
{
	bool chosen = false;
	for (size_t i = 0; i < f->n_options; i++)
		chosen = chosen || f->options[i].selected;
	memmove(f->options + 1, f->options, f->n_options * sizeof *f->options);
	f->options[0] = (struct form_option){ .value = "", .label = view_text(ctx, label), .selected = !chosen };
	f->n_options++;
}

bool setting_has_choice(const struct setting *s, const char *field, const char *value)
{
	for (size_t i = 0; i < s->page.form.n_fields; i++) {
		const struct form_field *f = &s->fields[i];
		for (size_t k = 0; str_eq(f->name, field) && k < f->n_options; k++)
			if (str_eq(f->options[k].value, value))
				return true;
	}
	return false;
}

const char *label_country(struct ctx *ctx, const char *code)
{
	return text_country_name(ctx->arena, ctx->locale, code);
}

const char *label_currency(struct ctx *ctx, const char *code)
{
	return arena_printf(ctx->arena, "%s – %s", code, text_currency_name(ctx->arena, ctx->locale, code));
}

const char *label_language(struct ctx *ctx, const char *code)
{
	return text_language_name(ctx->arena, code);
}

const char *label_itself(struct ctx *ctx, const char *code)
{
	(void)ctx;
	return code;
}

/* All that the form holds as the shop has it: what differs tells of a change. */
static const char *hash_of(struct ctx *ctx, const struct form *form)
{
	struct buf b;
	buf_init(&b, ctx->arena, SEEN_BYTES);
	for (size_t i = 0; i < form->n_fields; i++) {
		const struct form_field *f = &form->fields[i];
		buf_printf(&b, "%s=%s;%d", f->name, f->value ? f->value : "", f->checked);
		for (size_t k = 0; k < f->n_options; k++)
			if (f->options[k].selected)
				buf_printf(&b, ";%s", f->options[k].value);
		buf_putc(&b, '\n');
	}
	BUG_IF(b.overflow);
	return arena_printf(ctx->arena, "%.32s", crypto_sha256_hex(ctx->arena, buf_str(&b), b.len));
}

static enum err_code lay(struct ctx *ctx, struct exchange *x, const struct setting_job *job, struct setting **out)
{
	struct setting *s = *out = ARENA_NEW(ctx->arena, struct setting);
	s->page = (struct setting_page){
		.form = { .fields = s->fields },
		.lists = s->lists,
		.folds = s->folds,
		.acts = s->acts,
		.notes = s->notes,
		.heading = N_("What is set"),
		.button = N_("Save"),
		.up_url = admin_url(ctx, "/settings"),
		.up_name = N_("Settings"),
	};
	s->flash = "saved";
	setting_add(s, (struct form_field){ .name = "seen", .label = "seen", .type = "hidden", .value = "" });
	/* What a layout looks for may be missing; that takes nothing from what the inputs were refused for. */
	struct err err = ctx->err;
	struct refusal *refusals = ctx->refusals;
	enum err_code e = job->lay(ctx, x, s);
	if (e)
		return e;
	ctx->err = err;
	ctx->refusals = refusals;
	form_find(&s->page.form, "seen")->value = hash_of(ctx, &s->page.form);
	return ERR_OK;
}

static enum err_code render(
    struct ctx *ctx, struct exchange *x, const struct setting_job *job, struct setting *s, bool stale)
{
	struct form_field *seen = form_find(&s->page.form, "seen");
	const char *now = seen->value;
	form_fill(ctx, &s->page.form, x->req);
	part_folds(s);
	/* Told once, the next try may go over it. */
	if (stale || s->only_look)
		seen->value = now;
	enum err_code e = job->look ? job->look(ctx, x, s) : ERR_OK;
	if (e)
		return e;
	struct page *page = page_create(ctx, x);
	page->title = s->page.title;
	return page_render(ctx, x, "setting", &s->page, page);
}

enum err_code setting_show(struct ctx *ctx, struct exchange *x, const struct setting_job *job)
{
	struct setting *s;
	enum err_code e = lay(ctx, x, job, &s);
	return e ? e : render(ctx, x, job, s, false);
}

static enum err_code stale(struct ctx *ctx, struct exchange *x, const struct setting_job *job, struct setting *s)
{
	setting_note(ctx, s, "bad",
	    view_text(ctx, N_("Somebody has changed this meanwhile, so nothing was saved yet. What you typed still "
	                      "stands here: look it "
	                      "over and save again.")));
	err_clear(ctx);
	x->res->status = err_http_status(ERR_CONFLICT);
	return render(ctx, x, job, s, true);
}

enum err_code setting_save(struct ctx *ctx, struct exchange *x, const struct setting_job *job)
{
	const struct setting_in *in = x->in;
	struct setting *s;
	enum err_code e = lay(ctx, x, job, &s);
	if (e)
		return e;
	if (!str_eq(in->seen, form_find(&s->page.form, "seen")->value))
		return stale(ctx, x, job, s);
	e = x->in_err ? x->in_err : job->save(ctx, x, s);
	if (e == ERR_CONFLICT)
		return stale(ctx, x, job, s);
	if (e == ERR_INPUT)
		x->res->status = err_http_status(e);
	if (e == ERR_INPUT || (!e && s->only_look))
		return render(ctx, x, job, s, false);
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, s->done), s->flash);
}

enum err_code refuse_keyed(struct ctx *ctx, const char *name, int64_t id, const char *code, const char *arg)
{
	return refuse(ctx, arena_printf(ctx->arena, "%s_%" PRId64, name, id), code, arg, NULL);
}

enum err_code need_own_text(struct ctx *ctx, const char *name, const struct localized *texts)
{
	const char *own = ctx->settings->default_locale;
	if (!str_empty(localized_find(texts, own)))
		return ERR_OK;
	return refuse(ctx, arena_printf(ctx->arena, "%s_%s", name, own), "required", NULL, NULL);
}

struct localized only_offered(struct ctx *ctx, const struct localized *texts)
{
	struct localized_text *v = ARENA_ARRAY(ctx->arena, texts->n, struct localized_text);
	struct localized out = { .v = v };
	for (size_t i = 0; i < texts->n; i++)
		if (settings_offer_locale(ctx->settings, texts->v[i].locale))
			v[out.n++] = texts->v[i];
	return out;
}
