#include <inttypes.h>

#include "admin/product.h"
#include "base/str.h"
#include "shop/goods_options.h"
#include "shop/tenant.h"

struct sheet {
	struct form_field *fields;
	size_t n;
};

static void add_labels(
    struct ctx *ctx, struct sheet *s, const char *name, const char *label, const struct localized *known)
{
	const struct form_field pattern = {
		.name = name, .label = label, .type = "text", .required = true, .width = "third", .maxlength = "100"
	};
	form_localized(ctx, &s->fields[s->n], &pattern, known);
	s->n += ctx->settings->locales.n;
}

static const char *keyed(struct ctx *ctx, const char *name, int64_t id)
{
	return arena_printf(ctx->arena, "%s_%" PRId64, name, id);
}

static void add_check(struct ctx *ctx, struct sheet *s, const char *name, const char *label, const char *of)
{
	s->fields[s->n++] =
	    (struct form_field){ .name = name, .label = view_format(ctx, label, of, NULL), .type = "checkbox" };
}

static void add_option(struct ctx *ctx, struct sheet *s, const struct goods_choices *o)
{
	const char *fallback = ctx->settings->default_locale, *name = localized_best(&o->label, ctx->locale, fallback);
	size_t first = s->n;
	add_labels(ctx, s, keyed(ctx, "option", o->id), N_("Name of the option"), &o->label);
	s->fields[first].section = name;
	add_check(ctx, s, keyed(ctx, "drop_option", o->id), N_("Take the option “{1}” away"), name);
	for (size_t i = 0; i < o->n_values; i++) {
		const char *value = localized_best(&o->values[i].label, ctx->locale, fallback);
		add_labels(ctx, s, keyed(ctx, "value", o->values[i].id), N_("Value"), &o->values[i].label);
		add_check(ctx, s, keyed(ctx, "drop_value", o->values[i].id), N_("Take “{1}” away"), value);
	}
	s->fields[s->n++] = (struct form_field){ .name = keyed(ctx, "add", o->id),
		.label = N_("New values"),
		.type = "text",
		.dir = "auto",
		.maxlength = "1000",
		.hint = N_("Separated by commas. Each makes new variants.") };
}

static void add_new(struct ctx *ctx, struct sheet *s)
{
	size_t first = s->n;
	add_labels(ctx, s, "new_label", N_("Name of the option"), NULL);
	s->fields[first].section = N_("A new option");
	s->fields[first].required = false;
	s->fields[s->n++] = (struct form_field){ .name = "new_values",
		.label = N_("Values"),
		.type = "text",
		.dir = "auto",
		.maxlength = "1000",
		.hint = N_("Separated by commas: S, M, L. The variants that are there become the first.") };
}

static enum err_code show(struct ctx *ctx, struct exchange *x, int64_t id)
{
	struct goods_head h;
	struct product_head head;
	const struct goods_choices *options;
	size_t n = 0, room = 0, locales = ctx->settings->locales.n;
	enum err_code e = product_head(ctx, id, "/options", &h, &head);
	if (!e)
		e = goods_options_get(ctx, id, &options, &n);
	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		room += (1 + options[i].n_values) * (locales + 1) + 1;
	struct sheet s = { .fields = ARENA_ARRAY(ctx->arena, room + locales + 1, struct form_field) };
	for (size_t i = 0; i < n; i++)
		add_option(ctx, &s, &options[i]);
	if (n < GOODS_OPTIONS_MAX)
		add_new(ctx, &s);
	struct edit_page view = { .head = &head,
		.part = N_("Options"),
		.hint = N_("What a shopper chooses between, such as size or colour: each combination is a variant. A "
		           "value that "
		           "is taken away takes its variants along; those that were ordered are archived."),
		.action = product_url(ctx, id, "/options"),
		.version = product_digits(ctx, h.version),
		.form = { .fields = s.fields, .n_fields = s.n } };
	form_fill(ctx, &view.form, x->req);
	return product_edit_render(ctx, x, &view, h.name);
}

enum err_code product_options_get(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : show(ctx, x, id);
}

static struct bigints ids_of(struct ctx *ctx, const struct param_keyed *list)
{
	int64_t *v = ARENA_ARRAY(ctx->arena, list->n, int64_t);
	for (size_t i = 0; i < list->n; i++)
		v[i] = list->v[i].id;
	return (struct bigints){ v, list->n };
}

static struct localized filled(struct ctx *ctx, struct localized texts)
{
	struct localized_text *v = ARENA_ARRAY(ctx->arena, texts.n, struct localized_text);
	size_t n = 0;
	for (size_t i = 0; i < texts.n; i++)
		if (!str_empty(texts.v[i].text))
			v[n++] = texts.v[i];
	return (struct localized){ v, n };
}

static enum err_code read_change(
    struct ctx *ctx, const struct product_options_in *in, int64_t id, struct goods_options_change *to)
{
	const struct goods_choices *options;
	size_t n = 0, n_values = 0;
	enum err_code e = goods_options_get(ctx, id, &options, &n);
	if (e)
		return e;
	for (size_t i = 0; i < n; i++)
		n_values += options[i].n_values;
	struct goods_label *labels = ARENA_ARRAY(ctx->arena, n + n_values, struct goods_label);
	struct goods_addition *additions = ARENA_ARRAY(ctx->arena, n, struct goods_addition);
	*to = (struct goods_options_change){ .options = labels,
		.values = labels + n,
		.drop_options = ids_of(ctx, &in->drop_option),
		.drop_values = ids_of(ctx, &in->drop_value),
		.additions = additions,
		.new_label = filled(ctx, in->new_label),
		.new_values = product_split(ctx, in->new_values) };
	for (size_t i = 0; i < n; i++) {
		struct localized label = param_keyed_localized_of(ctx, &in->option, options[i].id);
		if (label.n > 0)
			labels[to->n_options++] = (struct goods_label){ options[i].id, label };
		for (size_t k = 0; k < options[i].n_values; k++) {
			struct localized value = param_keyed_localized_of(ctx, &in->value, options[i].values[k].id);
			if (value.n > 0)
				labels[n + to->n_values++] = (struct goods_label){ options[i].values[k].id, value };
		}
		const char *more = param_keyed_find(&in->add, options[i].id);
		if (!str_empty(more))
			additions[to->n_additions++] =
			    (struct goods_addition){ options[i].id, product_split(ctx, more) };
	}
	return ERR_OK;
}

enum err_code product_options_post(struct ctx *ctx, struct exchange *x)
{
	const struct product_options_in *in = x->in;
	struct goods_options_change change;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = x->in_err ? x->in_err : read_change(ctx, in, id, &change);
	if (!e)
		e = goods_options_save(ctx, id, in->version, &change);
	if (e == ERR_INPUT) {
		x->res->status = product_refused(ctx);
		return show(ctx, x, id);
	}
	return e ? e : product_done(ctx, x, "saved", product_url(ctx, id, "/options"));
}
