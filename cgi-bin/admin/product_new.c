#include "admin/product.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"

enum { FIELDS_MAX = 40 };

static enum err_code tax_options(struct ctx *ctx, struct form_field *field)
{
	const struct goods_tax_class *all;
	enum err_code e = goods_tax_classes(ctx, &all, &field->n_options);
	if (e)
		return e;
	field->options = ARENA_ARRAY(ctx->arena, field->n_options, struct form_option);
	for (size_t i = 0; i < field->n_options; i++)
		field->options[i] = (struct form_option){ .value = all[i].code, .label = all[i].name };
	return ERR_OK;
}

static enum err_code show(struct ctx *ctx, struct exchange *x)
{
	const struct form_field name = { .name = "name",
		.label = N_("Name"),
		.type = "text",
		.required = true,
		.width = "half",
		.maxlength = "200" };
	struct form_field *fields = ARENA_ARRAY(ctx->arena, ctx->settings->locales.n + 3, struct form_field);
	size_t n = ctx->settings->locales.n;
	form_localized(ctx, fields, &name, NULL);
	fields[n] = (struct form_field){ .name = "price",
		.section = N_("Selling"),
		.label = N_("Price"),
		.type = "text",
		.inputmode = "decimal",
		.dir = "ltr",
		.required = true,
		.width = "half",
		.maxlength = "20" };
	fields[n + 1] = (struct form_field){
		.name = "tax_class", .label = N_("Tax class"), .type = "select", .required = true, .width = "half"
	};
	fields[n + 2] = (struct form_field){ .name = "handle",
		.label = N_("Handle"),
		.type = "text",
		.dir = "ltr",
		.maxlength = "200",
		.hint = N_(
		    "By this name files and other programs know the product. Left empty, it is made from the name.") };
	struct edit_page view = { .up_url = admin_url(ctx, "/products"),
		.up = N_("Products"),
		.heading = view_text(ctx, N_("New product")),
		.part = N_("The product"),
		.hint = N_("It begins as a draft that nobody sees. Options, texts and pictures come next."),
		.action = admin_url(ctx, "/products/new"),
		.save = N_("Make the draft"),
		.form = { .fields = fields, .n_fields = n + 3 } };
	enum err_code e = tax_options(ctx, &fields[n + 1]);
	if (e)
		return e;
	form_fill(ctx, &view.form, x->req);
	return product_edit_render(ctx, x, &view, view.heading);
}

enum err_code product_new_get(struct ctx *ctx, struct exchange *x)
{
	return show(ctx, x);
}

static bool known_class(const struct goods_tax_class *all, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].code, code))
			return true;
	return false;
}

static enum err_code start(struct ctx *ctx, const struct exchange *x, int64_t *id)
{
	const struct product_new_in *in = x->in;
	const char *own = ctx->settings->default_locale;
	struct goods_start from = { .name = in->name, .handle = in->handle, .tax_class = in->tax_class };
	const struct goods_tax_class *classes;
	size_t n = 0;
	enum err_code e = goods_tax_classes(ctx, &classes, &n);
	if (e)
		return e;
	if (!known_class(classes, n, in->tax_class))
		return err_set(ctx, ERR_MALFORMED, "tax class is none of the shop's");
	for (size_t i = 0; i < in->name.n; i++)
		if (!settings_offer_locale(ctx->settings, in->name.v[i].locale))
			return err_set(ctx, ERR_MALFORMED, "a name in a language that the shop has not");
	if (str_empty(localized_find(&in->name, own)))
		e = refuse(ctx, arena_printf(ctx->arena, "name_%s", own), "required", NULL, NULL);
	if (product_read_money(ctx, "price", in->price, ctx->settings->currency, &from.minor))
		e = ERR_INPUT;
	if (x->in_err)
		e = x->in_err;
	return e ? e : goods_start(ctx, &from, id);
}

enum err_code product_new_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id = 0;
	enum err_code e = start(ctx, x, &id);
	if (e == ERR_INPUT) {
		x->res->status = 422;
		return show(ctx, x);
	}
	return e ? e : product_done(ctx, x, "product_new", product_url(ctx, id, ""));
}

enum err_code product_duplicate_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id, copy;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = goods_duplicate(ctx, id, &copy);
	return e ? e : product_done(ctx, x, "product_copy", product_url(ctx, copy, ""));
}

enum err_code product_delete_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = goods_delete(ctx, id);
	if (e == ERR_CONFLICT)
		return product_done(ctx, x, "product_kept", product_url(ctx, id, ""));
	return e ? e : product_done(ctx, x, "product_deleted", admin_url(ctx, "/products"));
}
