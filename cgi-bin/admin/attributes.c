#include <inttypes.h>

#include "admin/product.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/attribute.h"
#include "shop/tenant.h"

static const struct {
	const char *code, *label;
} types[] = {
	{ "text", N_("Text") },
	{ "number", N_("Number") },
	{ "bool", N_("Yes or no") },
	{ "choice", N_("One of some choices") },
};
enum { TYPES = sizeof types / sizeof types[0] };

static const char *name_of(struct ctx *ctx, const struct attribute *a)
{
	const char *name = localized_best(&a->label, ctx->locale, ctx->settings->default_locale);
	return str_empty(name) ? a->code : name;
}

static const char *type_word(const char *type)
{
	for (size_t i = 0; i < TYPES; i++)
		if (str_eq(types[i].code, type))
			return types[i].label;
	return types[0].label;
}

static const char *url_of(struct ctx *ctx, int64_t id, const char *tail)
{
	return admin_url(ctx, arena_printf(ctx->arena, "/products/attributes/%" PRId64 "%s", id, tail));
}

enum err_code attributes_get_page(struct ctx *ctx, struct exchange *x)
{
	const struct attribute *all;
	size_t n;
	enum err_code e = attributes_get(ctx, &all, &n);
	if (e)
		return e;
	struct attributes_page view = { .products_url = admin_url(ctx, "/products"),
		.new_url = admin_url(ctx, "/products/attributes/new"),
		.attributes = ARENA_ARRAY(ctx->arena, n, struct attribute_row),
		.n_attributes = n };
	for (size_t i = 0; i < n; i++)
		view.attributes[i] = (struct attribute_row){ name_of(ctx, &all[i]), url_of(ctx, all[i].id, ""),
			all[i].code, type_word(all[i].type), all[i].products };
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Attributes"));
	return page_render(ctx, x, "attributes", &view, page);
}

static struct form_option *type_options(struct ctx *ctx, const struct attribute *a)
{
	struct form_option *v = ARENA_ARRAY(ctx->arena, TYPES, struct form_option);
	for (size_t i = 0; i < TYPES; i++)
		v[i] = (struct form_option){ .value = types[i].code,
			.label = view_text(ctx, types[i].label),
			.selected = str_eq(types[i].code, a->type),
			.disabled = a->products > 0 && !str_eq(types[i].code, a->type) };
	return v;
}

/* One choice: its code, which stays, its labels, and whether it goes. */
static void add_choice(struct ctx *ctx, struct form *form, const struct attribute_choice *c, size_t number)
{
	const struct form_field pattern = { .name = arena_printf(ctx->arena, "choice_%zu", number),
		.section = number == 1 ? N_("Choices") : NULL,
		.label = N_("Choice"),
		.type = "text",
		.required = true,
		.width = "third",
		.maxlength = "100" };
	form_localized(ctx, &form->fields[form->n_fields], &pattern, &c->label);
	form->n_fields += ctx->settings->locales.n;
	form->fields[form->n_fields++] = (struct form_field){ .name = arena_printf(ctx->arena, "drop_%zu", number),
		.label = view_format(ctx, N_("Take “{1}” away"),
		    localized_best(&c->label, ctx->locale, ctx->settings->default_locale), NULL),
		.type = "checkbox" };
}

static void lay_out(struct ctx *ctx, const struct attribute *a, struct form *form)
{
	size_t locales = ctx->settings->locales.n;
	const struct form_field label = { .name = "label",
		.label = N_("Name"),
		.type = "text",
		.required = true,
		.width = "half",
		.maxlength = "100" };
	form->fields = ARENA_ARRAY(ctx->arena, locales + 4 + a->n_choices * (locales + 1), struct form_field);
	form_localized(ctx, form->fields, &label, &a->label);
	form->n_fields = locales;
	form->fields[form->n_fields++] = (struct form_field){ .name = "type",
		.label = N_("Kind of value"),
		.type = "radio",
		.required = true,
		.options = type_options(ctx, a),
		.n_options = TYPES };
	form->fields[form->n_fields++] = (struct form_field){ .name = "unit",
		.label = N_("Unit"),
		.type = "text",
		.dir = "ltr",
		.width = "half",
		.value = a->unit,
		.maxlength = "20",
		.hint = N_("Of a number: cm, kg, W.") };
	form->fields[form->n_fields++] = (struct form_field){ .name = "position",
		.label = N_("Place in the list"),
		.type = "text",
		.inputmode = "numeric",
		.width = "half",
		.value = text_integer_field(ctx->arena, ctx->locale, a->position),
		.maxlength = "6" };
	for (size_t i = 0; i < a->n_choices; i++)
		add_choice(ctx, form, &a->choices[i], i + 1);
	form->fields[form->n_fields++] = (struct form_field){ .name = "new_choices",
		.label = N_("New choices"),
		.type = "text",
		.dir = "auto",
		.maxlength = "1000",
		.hint = N_("Separated by commas, in the shop’s own language.") };
}

static enum err_code show(struct ctx *ctx, struct exchange *x, const struct attribute *a)
{
	struct edit_page view = { .up_url = admin_url(ctx, "/products/attributes"),
		.part = N_("The attribute"),
		.up = N_("Attributes"),
		.heading = a->id ? name_of(ctx, a) : view_text(ctx, N_("New attribute")),
		.action = a->id ? url_of(ctx, a->id, "") : admin_url(ctx, "/products/attributes/new") };
	if (a->id) {
		view.delete_url = url_of(ctx, a->id, "/delete");
		view.delete_hint = a->products ? view_plural(ctx, "attribute_goes", a->products) : NULL;
	}
	lay_out(ctx, a, &view.form);
	form_fill(ctx, &view.form, x->req);
	return product_edit_render(ctx, x, &view, view.heading);
}

static enum err_code find(struct ctx *ctx, const struct exchange *x, const struct attribute **out)
{
	const struct attribute *all;
	size_t n = 0;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = attributes_get(ctx, &all, &n);
	if (e)
		return e;
	*out = attribute_find(all, n, id);
	return *out ? ERR_OK : err_set(ctx, ERR_NOT_FOUND, "no attribute %" PRId64, id);
}

static const struct attribute fresh = { .type = "text", .unit = "", .code = "" };

enum err_code attribute_new_get(struct ctx *ctx, struct exchange *x)
{
	return show(ctx, x, &fresh);
}

enum err_code attribute_get(struct ctx *ctx, struct exchange *x)
{
	const struct attribute *a;
	enum err_code e = find(ctx, x, &a);
	return e ? e : show(ctx, x, a);
}

static struct localized in_own(struct ctx *ctx, const char *text)
{
	struct localized_text *v = ARENA_NEW(ctx->arena, struct localized_text);
	*v = (struct localized_text){ ctx->settings->default_locale, text };
	return (struct localized){ v, 1 };
}

static enum err_code read_choices(
    struct ctx *ctx, const struct attribute_in *in, const struct attribute *old, struct attribute *to)
{
	const char *own = ctx->settings->default_locale;
	struct texts more = product_split(ctx, in->new_choices);
	struct attribute_choice *v = ARENA_ARRAY(ctx->arena, old->n_choices + more.n, struct attribute_choice);
	enum err_code e = ERR_OK;
	for (size_t i = 0; i < old->n_choices; i++) {
		struct localized label = param_keyed_localized_of(ctx, &in->choice, (int64_t)i + 1);
		if (param_keyed_find(&in->drop, (int64_t)i + 1))
			continue;
		if (label.n == 0)
			label = old->choices[i].label;
		if (str_empty(localized_find(&label, own)))
			e = refuse(ctx, arena_printf(ctx->arena, "choice_%zu_%s", i + 1, own), "required", NULL, NULL);
		v[to->n_choices++] = (struct attribute_choice){ old->choices[i].code, label };
	}
	for (size_t i = 0; i < more.n; i++)
		v[to->n_choices++] = (struct attribute_choice){ NULL, in_own(ctx, more.v[i]) };
	to->choices = v;
	if (to->n_choices > ATTRIBUTE_CHOICES_MAX)
		e = refuse(ctx, "new_choices", "too_large",
		    text_integer(ctx->arena, ctx->locale, ATTRIBUTE_CHOICES_MAX), NULL);
	if (str_eq(to->type, "choice") && to->n_choices == 0)
		e = refuse(ctx, "new_choices", "required", NULL, NULL);
	return e;
}

static enum err_code save(struct ctx *ctx, const struct exchange *x, const struct attribute *old, int64_t *id)
{
	const struct attribute_in *in = x->in;
	const char *own = ctx->settings->default_locale;
	struct attribute to = { .id = old->id,
		.type = in->type,
		.label = in->label,
		.unit = str_eq(in->type, "number") ? in->unit : "",
		.position = in->position };
	bool known = false;
	for (size_t i = 0; i < TYPES; i++)
		known = known || str_eq(types[i].code, in->type);
	if (!known)
		return err_set(ctx, ERR_MALFORMED, "no kind of attribute of ours");
	enum err_code e = x->in_err;
	if (str_empty(localized_find(&in->label, own)))
		e = refuse(ctx, arena_printf(ctx->arena, "label_%s", own), "required", NULL, NULL);
	if (read_choices(ctx, in, old, &to))
		e = ERR_INPUT;
	return e ? e : attribute_save(ctx, &to, id);
}

static enum err_code post(struct ctx *ctx, struct exchange *x, const struct attribute *old)
{
	int64_t id = 0;
	enum err_code e = save(ctx, x, old, &id);
	if (e == ERR_INPUT) {
		x->res->status = 422;
		return show(ctx, x, old);
	}
	return e ? e : product_done(ctx, x, "saved", url_of(ctx, id, ""));
}

enum err_code attribute_new_post(struct ctx *ctx, struct exchange *x)
{
	return post(ctx, x, &fresh);
}

enum err_code attribute_post(struct ctx *ctx, struct exchange *x)
{
	const struct attribute *old;
	enum err_code e = find(ctx, x, &old);
	return e ? e : post(ctx, x, old);
}

enum err_code attribute_delete_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = attribute_delete(ctx, id);
	return e ? e : product_done(ctx, x, "attribute_deleted", admin_url(ctx, "/products/attributes"));
}
