#include <inttypes.h>

#include "admin/product.h"
#include "admin/words.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/goods_bulk.h"
#include "shop/tenant.h"
#include "shop/withdrawal.h"
#include "web/once.h"

/* Hundredths of a percent are parts per ten thousand. */
enum { PERCENT_DECIMALS = 4, PERCENT_MAX = 10000000 };

static const struct {
	const char *code, *label;
} kinds[BULK__MAX] = {
	[BULK_STATE] = { "state", N_("Status") },
	[BULK_CATEGORY_ADD] = { "category_add", N_("Put into a category") },
	[BULK_CATEGORY_REMOVE] = { "category_remove", N_("Take out of a category") },
	[BULK_PERCENT] = { "percent", N_("Prices by percent") },
	[BULK_AMOUNT] = { "amount", N_("Prices by an amount") },
	[BULK_TAGS_ADD] = { "tags_add", N_("Add tags") },
	[BULK_TAGS_REMOVE] = { "tags_remove", N_("Take tags away") },
	[BULK_WITHDRAWAL] = { "withdrawal", N_("Right of withdrawal") },
};

static const struct {
	const char *code, *label;
} roundings[ROUNDING__MAX] = {
	[ROUND_EXACT] = { "exact", N_("as it comes") },
	[ROUND_TENTH] = { "tenth", N_("in steps of {1}") },
	[ROUND_WHOLE] = { "whole", N_("in steps of {1}") },
	[ROUND_99] = { "99", N_("to amounts such as {1}") },
	[ROUND_95] = { "95", N_("to amounts such as {1}") },
};

static const char *rounding_label(struct ctx *ctx, enum goods_rounding rule)
{
	const char *own = ctx->settings->currency;
	struct money example = money_of(goods_round_example(rule, own), own);
	return view_format(ctx, roundings[rule].label, text_money(ctx->arena, ctx->locale, example), NULL);
}

static struct form_option *kind_options(struct ctx *ctx)
{
	struct form_option *v = ARENA_ARRAY(ctx->arena, BULK__MAX, struct form_option);
	for (size_t i = 0; i < BULK__MAX; i++)
		v[i] = (struct form_option){ .value = kinds[i].code, .label = view_text(ctx, kinds[i].label) };
	return v;
}

static struct form_option *rounding_options(struct ctx *ctx)
{
	struct form_option *v = ARENA_ARRAY(ctx->arena, ROUNDING__MAX, struct form_option);
	for (size_t i = 0; i < ROUNDING__MAX; i++)
		v[i] = (struct form_option){ .value = roundings[i].code,
			.label = rounding_label(ctx, (enum goods_rounding)i) };
	return v;
}

static enum err_code category_options(struct ctx *ctx, struct form_field *f)
{
	const struct goods_category *all;
	size_t n;
	enum err_code e = goods_categories(ctx, &all, &n);
	if (e)
		return e;
	f->options = ARENA_ARRAY(ctx->arena, n + 1, struct form_option);
	f->options[f->n_options++] = (struct form_option){ .value = "", .label = "–" };
	for (size_t i = 0; i < n; i++)
		f->options[f->n_options++] =
		    (struct form_option){ .value = product_digits(ctx, all[i].id), .label = all[i].name };
	return ERR_OK;
}

static struct hidden_field *hide_ids(struct ctx *ctx, const struct param_ids *ids)
{
	struct hidden_field *v = ARENA_ARRAY(ctx->arena, ids->n, struct hidden_field);
	for (size_t i = 0; i < ids->n; i++)
		v[i] = (struct hidden_field){ "ids", product_digits(ctx, ids->v[i]) };
	return v;
}

static enum err_code show(struct ctx *ctx, struct exchange *x)
{
	const struct bulk_in *in = x->in;
	struct form_field fields[] = {
		{ .name = "change",
		    .label = N_("What shall change?"),
		    .type = "radio",
		    .required = true,
		    .options = kind_options(ctx),
		    .n_options = BULK__MAX },
		{ .name = "state",
		    .section = N_("How?"),
		    .label = N_("Status"),
		    .type = "select",
		    .width = "half",
		    .options = product_state_options(ctx, "active"),
		    .n_options = PRODUCT_STATES },
		{ .name = "category", .label = N_("Category"), .type = "select", .width = "half" },
		{ .name = "percent",
		    .label = N_("Percent"),
		    .type = "text",
		    .inputmode = "text",
		    .dir = "ltr",
		    .width = "third",
		    .maxlength = "10",
		    .hint = N_("10 is dearer, -10 is cheaper.") },
		{ .name = "amount",
		    .label = N_("Amount"),
		    .type = "text",
		    .inputmode = "text",
		    .dir = "ltr",
		    .width = "third",
		    .maxlength = "20",
		    .hint = N_("2.50 is dearer, -2.50 is cheaper.") },
		{ .name = "rounding",
		    .label = N_("Rounded"),
		    .type = "select",
		    .width = "third",
		    .options = rounding_options(ctx),
		    .n_options = ROUNDING__MAX },
		{ .name = "tags",
		    .label = N_("Tags"),
		    .type = "text",
		    .maxlength = "500",
		    .hint = N_("Separated by commas.") },
		{ .name = "no_withdrawal",
		    .label = N_("Right of withdrawal"),
		    .type = "select",
		    .options = product_withdrawal_options(ctx, ""),
		    .n_options = withdrawal_exclusions_count + 1 },
	};
	struct bulk_page view = { .products_url = admin_url(ctx, "/products"),
		.chosen = view_plural(ctx, "products", (int64_t)in->ids.n),
		.action = admin_url(ctx, "/products/bulk/preview"),
		.hidden = hide_ids(ctx, &in->ids),
		.n_hidden = in->ids.n,
		.form = { .fields = fields, .n_fields = sizeof fields / sizeof fields[0] } };
	fields[0].options[0].selected = true;
	enum err_code e = category_options(ctx, &fields[2]);
	if (e)
		return e;
	form_fill(ctx, &view.form, x->req);
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Change the chosen ones"));
	return page_render(ctx, x, "bulk", &view, page);
}

enum err_code bulk_get(struct ctx *ctx, struct exchange *x)
{
	const struct bulk_in *in = x->in;
	if (in->ids.n == 0 || in->ids.n > GOODS_BULK_MAX)
		return product_done(ctx, x, "none_chosen", admin_url(ctx, "/products"));
	return show(ctx, x);
}

static enum err_code read_price(struct ctx *ctx, const struct bulk_in *in, struct goods_bulk *to)
{
	size_t i = 0;
	while (i < ROUNDING__MAX && !str_eq(roundings[i].code, in->rounding))
		i++;
	if (i == ROUNDING__MAX)
		return err_set(ctx, ERR_MALFORMED, "rounding is none of ours");
	to->rounding = (enum goods_rounding)i;
	if (to->kind == BULK_PERCENT) {
		if (text_parse_decimal(ctx->locale, in->percent, PERCENT_DECIMALS, &to->ppm) != TEXT_NUMBER_OK ||
		    to->ppm == 0 || to->ppm < -1000000 || to->ppm > PERCENT_MAX)
			return refuse(ctx, "percent", "percent_change", NULL, NULL);
		return ERR_OK;
	}
	switch (text_parse_money(ctx->locale, in->amount, ctx->settings->currency, &to->minor)) {
	case TEXT_NUMBER_OK:
		return to->minor ? ERR_OK
		                 : refuse(ctx, "amount", "money_form",
		                       product_money_example(ctx, ctx->settings->currency), NULL);
	case TEXT_NUMBER_DECIMALS:
		return refuse(
		    ctx, "amount", "money_decimals", product_money_example(ctx, ctx->settings->currency), NULL);
	default:
		return refuse(ctx, "amount", "money_form", product_money_example(ctx, ctx->settings->currency), NULL);
	}
}

static enum err_code check_category(struct ctx *ctx, int64_t id)
{
	const struct goods_category *all;
	size_t n;
	enum err_code e = goods_categories(ctx, &all, &n);
	for (size_t i = 0; !e && i < n; i++)
		if (all[i].id == id)
			return ERR_OK;
	return e ? e : refuse(ctx, "category", "choose_one", NULL, NULL);
}

static enum err_code read_bulk(struct ctx *ctx, const struct exchange *x, struct goods_bulk *to)
{
	const struct bulk_in *in = x->in;
	size_t kind = 0;
	*to = (struct goods_bulk){ .ids = { in->ids.v, in->ids.n } };
	while (kind < BULK__MAX && !str_eq(kinds[kind].code, in->change))
		kind++;
	if (in->ids.n == 0 || in->ids.n > GOODS_BULK_MAX || kind == BULK__MAX)
		return err_set(ctx, ERR_MALFORMED, "no change of ours");
	to->kind = (enum goods_bulk_kind)kind;
	if (x->in_err)
		return x->in_err;
	switch (to->kind) {
	case BULK_STATE:
		to->state = in->state;
		if (str_eq(to->state, "active") || str_eq(to->state, "draft") || str_eq(to->state, "archived"))
			return ERR_OK;
		return err_set(ctx, ERR_MALFORMED, "product state is none of ours");
	case BULK_CATEGORY_ADD:
	case BULK_CATEGORY_REMOVE:
		to->category_id = in->category;
		return check_category(ctx, in->category);
	case BULK_TAGS_ADD:
	case BULK_TAGS_REMOVE:
		to->tags = product_split(ctx, in->tags);
		return to->tags.n ? ERR_OK : refuse(ctx, "tags", "required", NULL, NULL);
	case BULK_WITHDRAWAL:
		to->no_withdrawal = in->no_withdrawal;
		return !*in->no_withdrawal || withdrawal_exclusion(in->no_withdrawal)
		           ? ERR_OK
		           : refuse(ctx, "no_withdrawal", "choose_one", NULL, NULL);
	default:
		return read_price(ctx, in, to);
	}
}

static const char *state_word(struct ctx *ctx, const char *state)
{
	return view_text(ctx, product_status(state).label);
}

static struct bulk_line line_of(struct ctx *ctx, const struct goods_bulk *b, const struct goods_bulk_line *l)
{
	struct bulk_line v = { .name = l->name, .options = str_empty(l->options) ? NULL : l->options };
	const char *in = view_text(ctx, N_("in the category")), *out = view_text(ctx, N_("not in the category"));
	switch (b->kind) {
	case BULK_STATE:
		v.before = state_word(ctx, l->from);
		v.after = state_word(ctx, l->to);
		return v;
	case BULK_WITHDRAWAL:
		v.before = product_withdrawal_word(ctx, l->from);
		v.after = product_withdrawal_word(ctx, l->to);
		return v;
	case BULK_CATEGORY_ADD:
	case BULK_CATEGORY_REMOVE:
		v.before = b->kind == BULK_CATEGORY_ADD ? out : in;
		v.after = b->kind == BULK_CATEGORY_ADD ? in : out;
		return v;
	case BULK_TAGS_ADD:
	case BULK_TAGS_REMOVE:
		v.before = l->tags_before.n ? product_join(ctx, l->tags_before) : "–";
		v.after = l->tags_after.n ? product_join(ctx, l->tags_after) : "–";
		return v;
	default:
		v.before = text_money(ctx->arena, ctx->locale, l->before);
		v.after = text_money(ctx->arena, ctx->locale, l->after);
		if (l->loses_compare)
			v.after = view_format(ctx, N_("{1}, without a price before"), v.after, NULL);
		if (l->quantity > 1)
			v.before =
			    view_format(ctx, N_("{1}, {2}"), v.before, view_plural(ctx, "pieces_from", l->quantity));
		return v;
	}
}

static const char *what_of(struct ctx *ctx, const struct goods_bulk *b)
{
	const struct goods_category *all;
	const char *detail = "";
	size_t n = 0;
	switch (b->kind) {
	case BULK_STATE:
		detail = state_word(ctx, b->state);
		break;
	case BULK_CATEGORY_ADD:
	case BULK_CATEGORY_REMOVE:
		if (!goods_categories(ctx, &all, &n))
			for (size_t i = 0; i < n; i++)
				detail = all[i].id == b->category_id ? all[i].name : detail;
		break;
	case BULK_TAGS_ADD:
	case BULK_TAGS_REMOVE:
		detail = product_join(ctx, b->tags);
		break;
	case BULK_WITHDRAWAL:
		detail = product_withdrawal_word(ctx, b->no_withdrawal);
		break;
	case BULK_PERCENT:
		detail = arena_printf(ctx->arena, "%s, %s", text_percent(ctx->arena, ctx->locale, b->ppm),
		    rounding_label(ctx, b->rounding));
		break;
	default:
		detail = arena_printf(ctx->arena, "%s, %s",
		    text_money(ctx->arena, ctx->locale, money_of(b->minor, ctx->settings->currency)),
		    rounding_label(ctx, b->rounding));
	}
	const char *pair[2] = { view_text(ctx, kinds[b->kind].label), detail };
	return text_pairs(ctx->arena, ctx->locale, &pair[0], &pair[1], 1);
}

/* The whole form once more, for the button that does it, with what the plan was. */
static void hide_all(struct ctx *ctx, const struct exchange *x, const char *print, struct bulk_confirm_page *view)
{
	view->hidden = ARENA_ARRAY(ctx->arena, x->req->n_form + 1, struct hidden_field);
	for (size_t i = 0; i < x->req->n_form; i++)
		if (!str_eq(x->req->form[i].name, "fingerprint") && !str_eq(x->req->form[i].name, once_name))
			view->hidden[view->n_hidden++] =
			    (struct hidden_field){ x->req->form[i].name, x->req->form[i].value };
	view->hidden[view->n_hidden++] = (struct hidden_field){ "fingerprint", print };
}

static enum err_code confirm(struct ctx *ctx, struct exchange *x, const struct goods_bulk *b)
{
	struct goods_bulk_plan plan;
	enum err_code e = goods_bulk_plan(ctx, b, &plan);
	if (e)
		return e;
	const struct refusal *stale = refusal_for(ctx, "version");
	struct bulk_confirm_page view = { .products_url = admin_url(ctx, "/products"),
		.what = what_of(ctx, b),
		.count = view_plural(ctx, "products", (int64_t)plan.products),
		.warning = stale ? refusal_sentence(ctx, stale) : NULL,
		.action = admin_url(ctx, "/products/bulk/apply"),
		.lines = ARENA_ARRAY(ctx->arena, plan.n, struct bulk_line),
		.n_lines = plan.n };
	for (size_t i = 0; i < plan.n; i++)
		view.lines[i] = line_of(ctx, b, &plan.lines[i]);
	hide_all(ctx, x, plan.fingerprint, &view);
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("What will change"));
	return page_render(ctx, x, "bulk-confirm", &view, page);
}

enum err_code bulk_preview_post(struct ctx *ctx, struct exchange *x)
{
	struct goods_bulk b;
	enum err_code e = read_bulk(ctx, x, &b);
	if (!e)
		e = confirm(ctx, x, &b);
	if (e != ERR_INPUT)
		return e;
	x->res->status = 422;
	return show(ctx, x);
}

enum err_code bulk_apply_post(struct ctx *ctx, struct exchange *x)
{
	const struct bulk_in *in = x->in;
	struct goods_bulk b;
	enum err_code e = read_bulk(ctx, x, &b);
	if (!e)
		e = goods_bulk_apply(ctx, &b, in->fingerprint);
	if (e == ERR_INPUT && refusal_for(ctx, "version")) {
		x->res->status = 409;
		return confirm(ctx, x, &b);
	}
	if (e == ERR_INPUT) {
		x->res->status = 422;
		return show(ctx, x);
	}
	return e ? e : product_done(ctx, x, "bulk_done", admin_url(ctx, "/products"));
}
