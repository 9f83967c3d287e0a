#include "web/form.h"

#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"

const struct view_type form_option_view = {
	.name = "form_option",
	.size = sizeof(struct form_option),
	.fields =
	    (const struct view_field[]){
	        V_STR(form_option, value),
	        V_STR(form_option, label),
	        V_STR(form_option, hint),
	        V_BOOL(form_option, selected),
	        V_BOOL(form_option, disabled),
	        V_STR(form_option, id),
	        V_END,
	    },
};

const struct view_type form_field_view = {
	.name = "form_field",
	.size = sizeof(struct form_field),
	.fields =
	    (const struct view_field[]){
	        V_STR(form_field, name),
	        V_MSG(form_field, section),
	        V_STR(form_field, row),
	        V_MSG(form_field, label),
	        V_STR(form_field, type),
	        V_STR(form_field, autocomplete),
	        V_STR(form_field, inputmode),
	        V_STR(form_field, dir),
	        V_BOOL(form_field, required),
	        V_STR(form_field, width),
	        V_STR(form_field, maxlength),
	        V_STR(form_field, value),
	        V_BOOL(form_field, checked),
	        V_MSG(form_field, hint),
	        V_STR(form_field, example),
	        V_STR(form_field, pattern),
	        V_STR(form_field, unlike),
	        V_LIST(form_field, options, n_options, &form_option_view),
	        V_MSG(form_field, button),
	        V_STR(form_field, button_name),
	        V_STR(form_field, lang),
	        V_STR(form_field, lang_name),
	        V_STR(form_field, error),
	        V_STR(form_field, id),
	        V_STR(form_field, error_id),
	        V_STR(form_field, hint_id),
	        V_STR(form_field, described_by),
	        V_STR(form_field, invalid),
	        V_END,
	    },
};

static const struct view_type error_view = {
	.name = "form_error",
	.size = sizeof(struct form_error),
	.fields =
	    (const struct view_field[]){
	        V_STR(form_error, href),
	        V_STR(form_error, label),
	        V_STR(form_error, text),
	        V_END,
	    },
};

const struct view_type form_view = {
	.name = "form",
	.size = sizeof(struct form),
	.fields =
	    (const struct view_field[]){
	        V_LIST(form, fields, n_fields, &form_field_view),
	        V_LIST(form, errors, n_errors, &error_view),
	        V_END,
	    },
};

struct form_field *form_find(struct form *form, const char *name)
{
	for (size_t i = 0; i < form->n_fields; i++) {
		if (str_eq(form->fields[i].name, name))
			return &form->fields[i];
	}
	return NULL;
}

static bool was_sent(const struct request *req, const char *name, const char *value)
{
	for (size_t i = 0; i < req->n_form; i++) {
		if (strcmp(req->form[i].name, name) == 0 && (value == NULL || strcmp(req->form[i].value, value) == 0))
			return true;
	}
	return false;
}

static void take_typed(const struct request *req, struct form_field *field)
{
	if (str_eq(field->type, "password"))
		field->value = NULL;
	else if (str_eq(field->type, "checkbox"))
		field->checked = was_sent(req, field->name, NULL);
	else if (field->n_options == 0)
		field->value = request_raw(req, field->name);
	for (size_t i = 0; i < field->n_options; i++)
		field->options[i].selected = was_sent(req, field->name, field->options[i].value);
}

static void tie(struct ctx *ctx, const char *prefix, struct form_field *field)
{
	field->id = arena_printf(ctx->arena, "%s-%s", prefix, field->name);
	for (size_t i = 0; i < field->n_options; i++)
		field->options[i].id = arena_printf(ctx->arena, "%s-%zu", field->id, i + 1);
	if (str_eq(field->type, "checkbox") && field->value == NULL)
		field->value = "1";
	BUG_IF(field->hint != NULL && field->example != NULL);
	if (field->hint != NULL || field->example != NULL)
		field->hint_id = arena_printf(ctx->arena, "%s-hint", field->id);
	if (field->error != NULL) {
		field->error_id = arena_printf(ctx->arena, "%s-error", field->id);
		field->invalid = "true";
	}
	if (field->hint_id != NULL && field->error_id != NULL)
		field->described_by = arena_printf(ctx->arena, "%s %s", field->error_id, field->hint_id);
	else
		field->described_by = field->error_id != NULL ? field->error_id : field->hint_id;
}

/* A group of radio buttons has no control of its own: the link leads to its first choice. */
static const char *target(struct ctx *ctx, const struct form_field *field)
{
	bool group = str_eq(field->type, "radio") && field->n_options > 0;
	return arena_printf(ctx->arena, "#%s", group ? field->options[0].id : field->id);
}

static const char *label_of(struct ctx *ctx, const struct form_field *field)
{
	const char *label = view_text(ctx, field->label);
	return field->lang_name ? arena_printf(ctx->arena, "%s (%s)", label, field->lang_name) : label;
}

static void add_error(struct ctx *ctx, struct form *form, const struct form_field *field, const struct refusal *r)
{
	form->errors[form->n_errors++] = (struct form_error){
		.href = field ? target(ctx, field) : NULL,
		.label = field ? label_of(ctx, field) : NULL,
		.text = refusal_sentence(ctx, r),
	};
}

static const struct form_field *field_shown(struct form *form, const struct refusal *r)
{
	const struct form_field *field = form_find(form, r->field);
	return field == NULL || str_eq(field->type, "hidden") ? NULL : field;
}

/* In the order in which the eye meets the fields; what no field shows comes last. */
static void sum_up(struct ctx *ctx, struct form *form)
{
	size_t n = 0;
	for (const struct refusal *r = ctx->refusals; r != NULL; r = r->next)
		n++;
	form->errors = ARENA_ARRAY(ctx->arena, n, struct form_error);
	for (size_t i = 0; i < form->n_fields; i++) {
		for (const struct refusal *r = ctx->refusals; r != NULL; r = r->next) {
			if (field_shown(form, r) == &form->fields[i])
				add_error(ctx, form, &form->fields[i], r);
		}
	}
	for (const struct refusal *r = ctx->refusals; r != NULL; r = r->next) {
		if (field_shown(form, r) == NULL)
			add_error(ctx, form, NULL, r);
	}
}

static void localize(struct ctx *ctx, struct form_field *field, const char *locale, const struct localized *known)
{
	const char *text = known ? localized_find(known, locale) : NULL;
	field->name = arena_printf(ctx->arena, "%s_%s", field->name, locale);
	field->value = text ? text : "";
	field->lang = locale;
	field->lang_name = text_language_name(ctx->arena, locale);
	field->dir = text_is_rtl(locale) ? "rtl" : "ltr";
}

void form_localized(
    struct ctx *ctx, struct form_field *to, const struct form_field *pattern, const struct localized *known)
{
	const struct settings *shop = ctx->settings;
	size_t n = 0;
	to[n] = *pattern;
	localize(ctx, &to[n++], shop->default_locale, known);
	for (size_t i = 0; i < shop->locales.n; i++) {
		if (str_eq(shop->locales.v[i], shop->default_locale))
			continue;
		to[n] = *pattern;
		to[n].section = NULL;
		to[n].row = NULL;
		to[n].required = false;
		localize(ctx, &to[n++], shop->locales.v[i], known);
	}
}

void form_fill(struct ctx *ctx, struct form *form, const struct request *req)
{
	const char *prefix = form->prefix == NULL ? "f" : form->prefix;
	form->n_errors = 0;
	for (size_t i = 0; i < form->n_fields; i++) {
		struct form_field *field = &form->fields[i];
		if (req != NULL && req->method == HTTP_POST)
			take_typed(req, field);
		const struct refusal *refusal = refusal_for(ctx, field->name);
		field->error = refusal == NULL ? NULL : refusal_sentence(ctx, refusal);
		tie(ctx, prefix, field);
	}
	sum_up(ctx, form);
}
