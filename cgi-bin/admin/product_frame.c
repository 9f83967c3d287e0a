#include <inttypes.h>
#include <string.h>

#include "admin/product.h"
#include "admin/words.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/catalog.h"
#include "shop/location.h"
#include "shop/picture.h"
#include "shop/tenant.h"
#include "shop/withdrawal.h"
#include "web/flash.h"
#include "web/shopfront.h"
#include "web/urls.h"

const char *product_digits(struct ctx *ctx, int64_t n)
{
	return arena_printf(ctx->arena, "%" PRId64, n);
}

const char *product_url(struct ctx *ctx, int64_t id, const char *tail)
{
	return admin_url(ctx, arena_printf(ctx->arena, "/products/%" PRId64 "%s", id, tail));
}

struct form_option *product_state_options(struct ctx *ctx, const char *current)
{
	const struct form_option options[PRODUCT_STATES] = {
		{ .value = "active", .label = N_("For sale") },
		{ .value = "draft", .label = N_("Draft"), .hint = N_("Nobody but you can see it.") },
		{ .value = "archived", .label = N_("Archived"), .hint = N_("Out of the shop; past orders keep it.") },
	};
	struct form_option *v = arena_memdup(ctx->arena, options, sizeof options);
	for (size_t i = 0; i < PRODUCT_STATES; i++) {
		v[i].label = view_text(ctx, v[i].label);
		v[i].hint = v[i].hint ? view_text(ctx, v[i].hint) : NULL;
		v[i].selected = str_eq(v[i].value, current);
	}
	return v;
}

struct form_option *product_withdrawal_options(struct ctx *ctx, const char *current)
{
	size_t n = withdrawal_exclusions_count;
	struct form_option *v = ARENA_ARRAY(ctx->arena, n + 1, struct form_option);
	v[0] = (struct form_option){
		.value = "", .label = product_withdrawal_word(ctx, ""), .selected = str_empty(current)
	};
	for (size_t i = 0; i < n; i++)
		v[i + 1] = (struct form_option){ .value = withdrawal_exclusions[i].code,
			.label = view_text(ctx, withdrawal_exclusions[i].label),
			.selected = str_eq(withdrawal_exclusions[i].code, current) };
	return v;
}

const char *product_withdrawal_word(struct ctx *ctx, const char *code)
{
	const struct withdrawal_exclusion *x = withdrawal_exclusion(code);
	return view_text(ctx, x ? x->label : N_("Customers may withdraw, where the law says so"));
}

struct status_part product_shown(struct ctx *ctx, const char *state, int64_t publish_at, int64_t unpublish_at)
{
	if (str_eq(state, "active") && publish_at > ctx->now)
		return (struct status_part){ N_("Coming"), "calm" };
	if (str_eq(state, "active") && unpublish_at <= ctx->now)
		return (struct status_part){ N_("Time is over"), "calm" };
	return product_status(state);
}

/* The product's page in the reader's language, else in the shop's own; NULL where nobody can see it. */
static enum err_code find_shop_url(struct ctx *ctx, const struct goods_head *h, const char **url)
{
	const struct localized_slug *slugs, *best = NULL;
	size_t n;
	*url = NULL;
	if (!str_eq(h->state, "active") || h->publish_at > ctx->now || h->unpublish_at <= ctx->now)
		return ERR_OK;
	enum err_code e = catalog_slugs(ctx, SLUG_PRODUCT, h->id, &slugs, &n);
	for (size_t i = 0; !e && i < n; i++) {
		bool own = str_eq(slugs[i].locale, ctx->locale);
		if (own || (!best && str_eq(slugs[i].locale, ctx->settings->default_locale)))
			best = &slugs[i];
		if (own)
			break;
	}
	if (best)
		*url = url_shop(ctx, best->locale, arena_printf(ctx->arena, "/p/%s", url_encode(ctx, best->slug)));
	return e;
}

static const struct {
	const char *label, *tail;
} tabs[] = {
	{ N_("Variants"), "" }, { N_("Texts"), "/texts" }, { N_("Details"), "/details" }, { N_("Options"), "/options" },
	{ N_("More prices"), "/prices" }, { N_("Pictures"), "/pictures" },
	{ N_("Pieces by location"), "/pieces" }, /* last: only where there are several */
};
enum { TABS = sizeof tabs / sizeof tabs[0] };

enum err_code product_head(
    struct ctx *ctx, int64_t id, const char *tail, struct goods_head *h, struct product_head *out)
{
	struct location *places;
	size_t n_places, n_open;
	enum err_code e = goods_head(ctx, id, h);
	*out = (struct product_head){ .products_url = admin_url(ctx, "/products") };
	if (!e)
		e = find_shop_url(ctx, h, &out->shop_url);
	if (!e)
		e = picture_missing(ctx, id, &out->pictures_missing);
	if (!e)
		e = location_list(ctx, &places, &n_places, &n_open);
	if (e)
		return e;
	out->name = h->name;
	out->picture = shop_picture(ctx, h->picture, NULL, SLOT_LINE);
	out->state = product_shown(ctx, h->state, h->publish_at, h->unpublish_at);
	out->tabs = ARENA_ARRAY(ctx->arena, TABS, struct product_tab);
	out->n_tabs = n_open > 1 ? TABS : TABS - 1;
	out->pictures_url = product_url(ctx, id, "/pictures");
	for (size_t i = 0; i < out->n_tabs; i++)
		out->tabs[i] = (struct product_tab){ tabs[i].label, product_url(ctx, id, tabs[i].tail),
			str_eq(tabs[i].tail, tail) };
	return ERR_OK;
}

int product_refused(const struct ctx *ctx)
{
	return refusal_for(ctx, "version") ? 409 : 422;
}

enum err_code product_done(struct ctx *ctx, struct exchange *x, const char *flash, const char *url)
{
	return flash_redirect(ctx, x, url, flash);
}

const char *product_money_example(struct ctx *ctx, const char *currency)
{
	int64_t minor = 1999;
	return text_money_field(ctx->arena, ctx->locale, money_of(minor, currency));
}

enum err_code product_read_money(
    struct ctx *ctx, const char *field, const char *typed, const char *currency, int64_t *minor)
{
	if (str_empty(typed))
		return refuse(ctx, field, "required", NULL, NULL);
	switch (text_parse_money(ctx->locale, typed, currency, minor)) {
	case TEXT_NUMBER_OK:
		break;
	case TEXT_NUMBER_FORM:
		return refuse(ctx, field, "money_form", product_money_example(ctx, currency), NULL);
	case TEXT_NUMBER_DECIMALS:
		return refuse(ctx, field, "money_decimals", product_money_example(ctx, currency), NULL);
	case TEXT_NUMBER_RANGE:
		return refuse(ctx, field, "price_range", NULL, NULL);
	}
	return *minor < 0 || *minor > LIMIT_MINOR ? refuse(ctx, field, "price_range", NULL, NULL) : ERR_OK;
}

/* Bytes of a comma at s: ASCII, Arabic, ideographic or full-width; 0 for none. */
static size_t comma(const char *s)
{
	static const char *const commas[] = { ",", "\n", "،", "、", "，" };
	for (size_t i = 0; i < sizeof commas / sizeof commas[0]; i++)
		if (str_starts(s, commas[i]))
			return strlen(commas[i]);
	return 0;
}

struct texts product_split(struct ctx *ctx, const char *typed)
{
	const char **v = ARENA_ARRAY(ctx->arena, strlen(typed) / 2 + 1, const char *);
	size_t n = 0;
	for (const char *s = typed; *s;) {
		size_t length = 0, sign;
		while (s[length] && !comma(s + length))
			length++;
		const char *one = str_trim(ctx->arena, arena_strndup(ctx->arena, s, length));
		bool is_new = *one != '\0';
		for (size_t i = 0; i < n; i++)
			is_new = is_new && !str_eq(v[i], one);
		if (is_new)
			v[n++] = one;
		sign = comma(s + length);
		s += length + sign;
	}
	return (struct texts){ .v = v, .n = n };
}

const char *product_join(struct ctx *ctx, struct texts list)
{
	struct buf b;
	buf_init(&b, ctx->arena, LIMIT_BODY_BYTES);
	for (size_t i = 0; i < list.n; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", list.v[i]);
	return buf_str(&b);
}

void product_fill(struct ctx *ctx, struct form *form, const struct request *req)
{
	form_fill(ctx, form, req);
	for (size_t i = 0; i < form->n_fields; i++) {
		struct form_field *f = &form->fields[i];
		const struct refusal *why = refusal_for(ctx, f->name);
		if (!why || !str_eq(why->code, "time_form"))
			continue;
		f->type = "text";
		f->dir = "ltr";
	}
}

enum err_code product_edit_render(struct ctx *ctx, struct exchange *x, struct edit_page *view, const char *title)
{
	struct page *page = page_create(ctx, x);
	if (!view->save)
		view->save = N_("Save");
	page->title = title;
	return page_render(ctx, x, "edit", view, page);
}
