#include <inttypes.h>
#include <string.h>

#include "admin/product.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/attribute.h"
#include "shop/tenant.h"
#include "shop/withdrawal.h"

enum { DECIMALS = 6, FEATURED_MAX = 1000 };

/* The form while it is laid out, and what it needs to know. */
struct sheet {
	struct form_field *fields;
	size_t n;
	struct goods_details now;
	const struct attribute *attributes;
	size_t n_attributes;
	const struct goods_category *categories;
	size_t n_categories;
	const struct goods_tax_class *classes;
	size_t n_classes;
};

static enum err_code load(struct ctx *ctx, int64_t id, struct sheet *s)
{
	enum err_code e = goods_details_get(ctx, id, &s->now);
	if (!e)
		e = attributes_get(ctx, &s->attributes, &s->n_attributes);
	if (!e)
		e = goods_categories(ctx, &s->categories, &s->n_categories);
	return e ? e : goods_tax_classes(ctx, &s->classes, &s->n_classes);
}

static const struct goods_trait *trait_of(const struct goods_details *d, int64_t attribute_id)
{
	for (size_t i = 0; i < d->n_traits; i++)
		if (d->traits[i].attribute_id == attribute_id)
			return &d->traits[i];
	return NULL;
}

static bool in_category(const struct goods_details *d, int64_t id)
{
	for (size_t i = 0; i < d->categories.n; i++)
		if (d->categories.v[i] == id)
			return true;
	return false;
}

static void add(struct sheet *s, struct form_field field)
{
	s->fields[s->n++] = field;
}

static void add_text(struct sheet *s, const char *name, const char *label, const char *value, const char *hint)
{
	add(s, (struct form_field){ .name = name,
	           .label = label,
	           .type = "text",
	           .value = value,
	           .hint = hint,
	           .width = "half",
	           .maxlength = "200" });
}

static const char *when(struct ctx *ctx, int64_t at)
{
	return at == PUBLISHED_EVER || at == PUBLISHED_FOREVER ? ""
	                                                       : text_local(ctx->arena, ctx->settings->time_zone, at);
}

static struct form_option *class_options(struct ctx *ctx, const struct sheet *s)
{
	struct form_option *v = ARENA_ARRAY(ctx->arena, s->n_classes, struct form_option);
	for (size_t i = 0; i < s->n_classes; i++)
		v[i] = (struct form_option){ .value = s->classes[i].code,
			.label = s->classes[i].name,
			.selected = str_eq(s->classes[i].code, s->now.tax_class) };
	return v;
}

static void add_head(struct ctx *ctx, struct sheet *s)
{
	const struct goods_details *d = &s->now;
	add_text(s, "vendor", N_("Vendor"), d->vendor, NULL);
	add_text(s, "kind", N_("Kind of product"), d->kind, NULL);
	add(s, (struct form_field){ .name = "tags",
	           .label = N_("Tags"),
	           .type = "text",
	           .value = product_join(ctx, d->tags),
	           .maxlength = "2000",
	           .hint = N_("Words separated by commas. Shoppers find the product by them.") });
	add(s, (struct form_field){ .name = "tax_class",
	           .label = N_("Tax class"),
	           .type = "select",
	           .required = true,
	           .width = "half",
	           .options = class_options(ctx, s),
	           .n_options = s->n_classes });
	add(s, (struct form_field){ .name = "no_withdrawal",
	           .label = N_("Right of withdrawal"),
	           .type = "select",
	           .required = true,
	           .options = product_withdrawal_options(ctx, d->no_withdrawal),
	           .n_options = withdrawal_exclusions_count + 1,
	           .hint = N_("Only some goods are excluded by law. Customers read the reason here in the shop, before "
	                      "they order and in the mail.") });
	add(s, (struct form_field){ .name = "handle",
	           .label = N_("Handle"),
	           .type = "text",
	           .dir = "ltr",
	           .required = true,
	           .value = d->handle,
	           .width = "half",
	           .maxlength = "500",
	           .hint = N_("By this name files and other programs know the product.") });
	add(s, (struct form_field){ .name = "publish_at",
	           .section = N_("In the shop"),
	           .label = N_("From"),
	           .type = "datetime-local",
	           .value = when(ctx, d->publish_at),
	           .width = "half",
	           .hint = N_("Left empty, it is there as soon as it is for sale.") });
	add(s, (struct form_field){ .name = "unpublish_at",
	           .label = N_("Until"),
	           .type = "datetime-local",
	           .value = when(ctx, d->unpublish_at),
	           .width = "half",
	           .hint = N_("Times are those of the shop’s time zone.") });
	add(s, (struct form_field){ .name = "featured",
	           .label = N_("Place on the home page"),
	           .type = "text",
	           .inputmode = "numeric",
	           .width = "half",
	           .value = d->featured ? text_integer_field(ctx->arena, ctx->locale, d->featured) : "",
	           .maxlength = "6",
	           .hint = N_("1 stands first. Left empty, it is not there.") });
}

static void add_categories(struct ctx *ctx, struct sheet *s)
{
	for (size_t i = 0; i < s->n_categories; i++)
		add(s, (struct form_field){ .name = arena_printf(ctx->arena, "category_%" PRId64, s->categories[i].id),
		           .section = i == 0 ? N_("Categories") : NULL,
		           .label = s->categories[i].name,
		           .type = "checkbox",
		           .width = "half",
		           .checked = in_category(&s->now, s->categories[i].id) });
}

/* A decimal as the database keeps it, "12.50", for typing over. */
static const char *decimal_field(struct ctx *ctx, const char *plain)
{
	const char *point = strchr(plain, '.');
	const char *sign = text_money_field(ctx->arena, ctx->locale, money_of(150, "EUR"));
	if (!point)
		return plain;
	return arena_printf(ctx->arena, "%.*s%c%s", (int)(point - plain), plain, sign[1], point + 1);
}

static struct form_option *choice_options(struct ctx *ctx, const struct attribute *a, const char *plain, size_t *n)
{
	bool yes_no = str_eq(a->type, "bool");
	struct form_option *v = ARENA_ARRAY(ctx->arena, a->n_choices + 3, struct form_option);
	*n = 0;
	v[(*n)++] = (struct form_option){ .value = "", .label = "–" };
	if (yes_no) {
		v[(*n)++] = (struct form_option){
			.value = "true", .label = view_text(ctx, N_("Yes")), .selected = str_eq(plain, "true")
		};
		v[(*n)++] = (struct form_option){
			.value = "false", .label = view_text(ctx, N_("No")), .selected = str_eq(plain, "false")
		};
	}
	for (size_t i = 0; !yes_no && i < a->n_choices; i++)
		v[(*n)++] = (struct form_option){ .value = a->choices[i].code,
			.label = localized_best(&a->choices[i].label, ctx->locale, ctx->settings->default_locale),
			.selected = str_eq(plain, a->choices[i].code) };
	return v;
}

static void add_attribute(struct ctx *ctx, struct sheet *s, const struct attribute *a)
{
	const struct goods_trait *t = trait_of(&s->now, a->id);
	const char *plain = t && t->plain ? t->plain : "";
	struct form_field f = { .name = arena_printf(ctx->arena, "trait_%" PRId64, a->id),
		.label = localized_best(&a->label, ctx->locale, ctx->settings->default_locale),
		.width = "half",
		.type = "select",
		.maxlength = "200" };
	if (str_eq(a->type, "text")) {
		f.name = arena_printf(ctx->arena, "text_%" PRId64, a->id);
		f.type = "text";
		form_localized(ctx, &s->fields[s->n], &f, t ? &t->texts : NULL);
		s->n += ctx->settings->locales.n;
		return;
	}
	if (str_eq(a->type, "number")) {
		f.type = "text";
		f.inputmode = "decimal";
		f.dir = "ltr";
		f.value = decimal_field(ctx, plain);
		if (*a->unit)
			f.label = arena_printf(ctx->arena, "%s (%s)", f.label, a->unit);
	} else {
		f.options = choice_options(ctx, a, plain, &f.n_options);
	}
	add(s, f);
}

static void add_attributes(struct ctx *ctx, struct sheet *s)
{
	size_t first = s->n;
	for (size_t i = 0; i < s->n_attributes; i++)
		add_attribute(ctx, s, &s->attributes[i]);
	if (s->n > first)
		s->fields[first].section = N_("Attributes");
}

static enum err_code show(struct ctx *ctx, struct exchange *x, int64_t id)
{
	struct goods_head h;
	struct product_head head;
	struct sheet s = { 0 };
	enum err_code e = product_head(ctx, id, "/details", &h, &head);
	if (!e)
		e = load(ctx, id, &s);
	if (e)
		return e;
	s.fields = ARENA_ARRAY(
	    ctx->arena, 9 + s.n_categories + s.n_attributes * (ctx->settings->locales.n + 1), struct form_field);
	add_head(ctx, &s);
	add_categories(ctx, &s);
	add_attributes(ctx, &s);
	for (size_t i = 0; i < s.n; i++)
		if (str_starts(s.fields[i].name, "text_"))
			s.fields[i].required = false;
	struct edit_page view = { .head = &head,
		.part = N_("Details"),
		.action = product_url(ctx, id, "/details"),
		.version = product_digits(ctx, h.version),
		.form = { .fields = s.fields, .n_fields = s.n } };
	product_fill(ctx, &view.form, x->req);
	return product_edit_render(ctx, x, &view, h.name);
}

enum err_code product_details_get(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : show(ctx, x, id);
}

/* What was not touched stays to the second, also in an hour that comes twice. */
static enum err_code read_time(
    struct ctx *ctx, const char *field, const char *typed, int64_t unset, int64_t now, int64_t *out)
{
	const char *zone = ctx->settings->time_zone;
	*out = str_empty(typed) ? unset : now;
	if (str_empty(typed) || str_eq(typed, when(ctx, now)))
		return ERR_OK;
	if (text_parse_local(zone, typed, unset == PUBLISHED_FOREVER, out))
		return ERR_OK;
	return refuse(ctx, field, "time_form", text_local(ctx->arena, zone, ctx->now), NULL);
}

/* "12.5" from "12,50": as the database and other programs read it. */
static enum err_code read_decimal(struct ctx *ctx, const char *field, const char *typed, const char **plain)
{
	int64_t value, unit = 1;
	if (text_parse_decimal(ctx->locale, typed, DECIMALS, &value) != TEXT_NUMBER_OK)
		return refuse(ctx, field, "decimal_form", text_decimal(ctx->arena, ctx->locale, 125, 1), NULL);
	for (int i = 0; i < DECIMALS; i++)
		unit *= 10;
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
	char *text = arena_printf(
	    ctx->arena, "%s%" PRIu64 ".%06" PRIu64, value < 0 ? "-" : "", size / (uint64_t)unit, size % (uint64_t)unit);
	size_t n = strlen(text);
	while (text[n - 1] == '0')
		n--;
	text[n - (text[n - 1] == '.')] = '\0';
	*plain = text;
	return ERR_OK;
}

static bool has_choice(const struct attribute *a, const char *code)
{
	for (size_t i = 0; i < a->n_choices; i++)
		if (str_eq(a->choices[i].code, code))
			return true;
	return false;
}

static enum err_code read_plain(struct ctx *ctx, const struct attribute *a, const char *typed, const char **plain)
{
	const char *field = arena_printf(ctx->arena, "trait_%" PRId64, a->id);
	*plain = typed;
	if (str_eq(a->type, "number"))
		return read_decimal(ctx, field, typed, plain);
	bool known = str_eq(a->type, "bool") ? str_eq(typed, "true") || str_eq(typed, "false") : has_choice(a, typed);
	return known ? ERR_OK : refuse(ctx, field, "choose_one", NULL, NULL);
}

static struct localized without_empty(struct ctx *ctx, struct localized texts)
{
	struct localized_text *v = ARENA_ARRAY(ctx->arena, texts.n, struct localized_text);
	size_t n = 0;
	for (size_t i = 0; i < texts.n; i++)
		if (!str_empty(texts.v[i].text))
			v[n++] = texts.v[i];
	return (struct localized){ v, n };
}

static enum err_code read_traits(
    struct ctx *ctx, const struct product_details_in *in, const struct sheet *s, struct goods_details *to)
{
	struct goods_trait *v = ARENA_ARRAY(ctx->arena, s->n_attributes, struct goods_trait);
	enum err_code result = ERR_OK;
	for (size_t i = 0; i < s->n_attributes; i++) {
		const struct attribute *a = &s->attributes[i];
		struct goods_trait t = { .attribute_id = a->id };
		if (str_eq(a->type, "text")) {
			t.texts = without_empty(ctx, param_keyed_localized_of(ctx, &in->text, a->id));
			if (t.texts.n > 0)
				v[to->n_traits++] = t;
			continue;
		}
		const char *typed = param_keyed_find(&in->trait, a->id);
		if (str_empty(typed))
			continue;
		enum err_code e = read_plain(ctx, a, typed, &t.plain);
		result = e ? e : result;
		v[to->n_traits++] = t;
	}
	to->traits = v;
	return result;
}

static void read_categories(
    struct ctx *ctx, const struct product_details_in *in, const struct sheet *s, struct goods_details *to)
{
	int64_t *ids = ARENA_ARRAY(ctx->arena, s->n_categories, int64_t);
	size_t n = 0;
	for (size_t i = 0; i < s->n_categories; i++)
		if (param_keyed_find(&in->category, s->categories[i].id))
			ids[n++] = s->categories[i].id;
	to->categories = (struct bigints){ ids, n };
}

static bool known_class(const struct sheet *s, const char *code)
{
	for (size_t i = 0; i < s->n_classes; i++)
		if (str_eq(s->classes[i].code, code))
			return true;
	return false;
}

static enum err_code save(struct ctx *ctx, const struct exchange *x, int64_t id)
{
	const struct product_details_in *in = x->in;
	struct sheet s = { 0 };
	struct goods_details to = { .handle = in->handle,
		.tax_class = in->tax_class,
		.vendor = in->vendor,
		.kind = in->kind,
		.no_withdrawal = in->no_withdrawal,
		.tags = product_split(ctx, in->tags),
		.featured = in->featured };
	enum err_code e = load(ctx, id, &s);
	if (e)
		return e;
	if (!known_class(&s, in->tax_class))
		return err_set(ctx, ERR_MALFORMED, "tax class is none of the shop's");
	if (*in->no_withdrawal && !withdrawal_exclusion(in->no_withdrawal))
		refuse(ctx, "no_withdrawal", "choose_one", NULL, NULL);
	enum err_code from =
	    read_time(ctx, "publish_at", in->publish_at, PUBLISHED_EVER, s.now.publish_at, &to.publish_at);
	enum err_code until =
	    read_time(ctx, "unpublish_at", in->unpublish_at, PUBLISHED_FOREVER, s.now.unpublish_at, &to.unpublish_at);
	read_categories(ctx, in, &s, &to);
	e = read_traits(ctx, in, &s, &to);
	if (e || from || until || ctx->refusals || x->in_err)
		return e && e != ERR_INPUT ? e : ERR_INPUT;
	return goods_details_save(ctx, id, in->version, &to);
}

enum err_code product_details_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = save(ctx, x, id);
	if (e == ERR_INPUT) {
		x->res->status = product_refused(ctx);
		return show(ctx, x, id);
	}
	return e ? e : product_done(ctx, x, "saved", product_url(ctx, id, "/details"));
}
