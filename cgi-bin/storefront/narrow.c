#include "storefront/narrow.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/price.h"
#include "shop/tenant.h"
#include "storefront/narrow_room.h"
#include "web/pager.h"
#include "web/urls.h"

enum { FACET_BYTES = 200, ADDRESS_BYTES = 64 * 1024 };

const struct narrow_sort narrow_sorts[SORT__MAX] = {
	[SORT_FEATURED] = { "featured", N_("Our choice"), N_("Best match") },
	[SORT_NAME] = { "name", N_("Name"), N_("Name") },
	[SORT_PRICE_UP] = { "price", N_("Price, low to high"), N_("Price, low to high") },
	[SORT_PRICE_DOWN] = { "price-down", N_("Price, high to low"), N_("Price, high to low") },
	[SORT_NEWEST] = { "new", N_("Newest first"), N_("Newest first") },
};

bool narrow_sort_of(const char *word, enum product_sort *out)
{
	*out = SORT_FEATURED;
	for (int i = 0; i < SORT__MAX; i++)
		if (str_eq(narrow_sorts[i].code, word)) {
			*out = (enum product_sort)i;
			return true;
		}
	return false;
}

static int by_facet(const void *a, const void *b)
{
	const struct finding_choice *x = a, *y = b;
	int c = strcmp(x->facet, y->facet);
	return c ? c : strcmp(x->code, y->code);
}

/* "material.oak" is cut behind its first sign. */
static bool read_choice(struct ctx *ctx, const char *text, struct finding_choice *out)
{
	size_t n = strcspn(text, ".~");
	if (n == 0 || !text[n] || !text[n + 1] || strlen(text) > FACET_BYTES)
		return false;
	*out = (struct finding_choice){ .facet = arena_strndup(ctx->arena, text, n + 1), .code = text + n + 1 };
	return true;
}

static enum err_code read_choices(struct ctx *ctx, const struct list_in *in, struct finding *f)
{
	struct finding_choice *v = ARENA_ARRAY(ctx->arena, in->f.n, struct finding_choice);
	size_t n = 0, facets = 0;
	for (size_t i = 0; i < in->f.n; i++) {
		if (str_empty(in->f.v[i]))
			continue;
		if (!read_choice(ctx, in->f.v[i], &v[n++]))
			return err_set(ctx, ERR_MALFORMED, "f is no value of a facet");
	}
	qsort(v, n, sizeof(*v), by_facet);
	for (size_t i = 0; i < n; i++) {
		if (f->n_choices > 0 && by_facet(&v[f->n_choices - 1], &v[i]) == 0)
			continue;
		facets += f->n_choices == 0 || !str_eq(v[f->n_choices - 1].facet, v[i].facet);
		v[f->n_choices++] = v[i];
	}
	f->choices = v;
	if (facets > FINDING_FACETS || f->n_choices > FINDING_CHOICES)
		return err_set(ctx, ERR_MALFORMED, "%zu values of %zu facets chosen", f->n_choices, facets);
	return ERR_OK;
}

/* An amount that was chosen in another currency is looked for in this one. */
static int64_t converted(struct ctx *ctx, int64_t minor, const char *from)
{
	int64_t from_num, from_den, num, den;
	if (str_eq(from, ctx->currency))
		return minor;
	price_fraction(ctx, from, &from_num, &from_den);
	price_fraction(ctx, ctx->currency, &num, &den);
	return money_muldiv(money_muldiv(minor, from_den, from_num), num, den);
}

static bool read_end(const char *text, int64_t *out)
{
	*out = -1;
	return str_empty(text) || str_to_int(text, 0, LIMIT_MINOR, out);
}

/* "EUR1000-1999" */
static enum err_code read_price(struct ctx *ctx, const char *text, struct finding *f)
{
	if (str_empty(text))
		return ERR_OK;
	const char *dash = strchr(text, '-');
	if (!dash || dash - text < 3)
		return err_set(ctx, ERR_MALFORMED, "price is no range");
	const char *currency = arena_strndup(ctx->arena, text, 3);
	if (!settings_currency(ctx->settings, currency))
		return ERR_OK;
	const char *low = arena_strndup(ctx->arena, text + 3, (size_t)(dash - text) - 3);
	if (!read_end(low, &f->price_low) || !read_end(dash + 1, &f->price_high))
		return err_set(ctx, ERR_MALFORMED, "price is no range");
	if (f->price_low >= 0)
		f->price_low = converted(ctx, f->price_low, currency);
	if (f->price_high >= 0)
		f->price_high = converted(ctx, f->price_high, currency);
	return ERR_OK;
}

static enum err_code read_typed(struct ctx *ctx, const char *field, const char *typed, int64_t *out)
{
	const char *example = text_money_field(
	    ctx->arena, ctx->locale, money_of(text_currency_digits(ctx->currency) == 0 ? 1200 : 1250, ctx->currency));
	int64_t minor;
	if (str_empty(typed))
		return ERR_OK;
	switch (text_parse_money(ctx->locale, typed, ctx->currency, &minor)) {
	case TEXT_NUMBER_OK:
		break;
	case TEXT_NUMBER_DECIMALS:
		return refuse(ctx, field, "money_decimals", example, NULL);
	case TEXT_NUMBER_RANGE:
		return refuse(ctx, field, "price_range", NULL, NULL);
	default:
		return refuse(ctx, field, "money_form", example, NULL);
	}
	if (minor < 0 || minor > LIMIT_MINOR)
		return refuse(ctx, field, "price_range", NULL, NULL);
	*out = minor;
	return ERR_OK;
}

/* Fields win over the address: they were typed last. Ends in the wrong order are meant the other way round. */
static enum err_code read_prices(struct ctx *ctx, const struct list_in *in, struct finding *f)
{
	enum err_code e = read_price(ctx, in->price, f);
	if (e || (str_empty(in->min) && str_empty(in->max)))
		return e;
	f->price_low = f->price_high = -1;
	e = read_typed(ctx, "min", in->min, &f->price_low);
	enum err_code also = read_typed(ctx, "max", in->max, &f->price_high);
	if (e || also) {
		f->price_low = f->price_high = -1;
		return e ? e : also;
	}
	if (f->price_low >= 0 && f->price_high >= 0 && f->price_low > f->price_high) {
		int64_t low = f->price_low;
		f->price_low = f->price_high;
		f->price_high = low;
	}
	return ERR_OK;
}

static void put(struct ctx *ctx, struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "%s%s=%s", out->len ? "&" : "?", name, url_encode(ctx, value));
}

const char *narrow_address(struct ctx *ctx, const struct narrow *n, const struct finding *f)
{
	struct buf out;
	buf_init(&out, ctx->arena, ADDRESS_BYTES);
	if (n->search)
		put(ctx, &out, "q", n->in->q);
	for (size_t i = 0; i < f->n_choices; i++)
		put(ctx, &out, "f", arena_printf(ctx->arena, "%s%s", f->choices[i].facet, f->choices[i].code));
	if (f->price_low >= 0 || f->price_high >= 0) {
		const char *low = f->price_low < 0 ? "" : arena_printf(ctx->arena, "%lld", (long long)f->price_low);
		const char *high = f->price_high < 0 ? "" : arena_printf(ctx->arena, "%lld", (long long)f->price_high);
		put(ctx, &out, "price", arena_printf(ctx->arena, "%s%s-%s", ctx->currency, low, high));
	}
	if (f->in_stock)
		put(ctx, &out, "stock", "in");
	if (f->sort != n->own)
		put(ctx, &out, "sort", narrow_sorts[f->sort].code);
	return buf_str(&out);
}

const char *narrow_url(struct ctx *ctx, const struct narrow *n, const struct finding *f)
{
	return arena_printf(ctx->arena, "%s%s", n->path, narrow_address(ctx, n, f));
}

const char *narrow_query(struct ctx *ctx, const struct narrow *n)
{
	return narrow_address(ctx, n, &n->finding);
}

bool narrow_any(const struct narrow *n)
{
	const struct finding *f = &n->finding;
	return f->n_choices > 0 || f->price_low >= 0 || f->price_high >= 0 || f->in_stock;
}

bool narrow_refused(const struct ctx *ctx)
{
	for (const struct refusal *r = ctx->refusals; r; r = r->next)
		if (!str_eq(r->field, "min") && !str_eq(r->field, "max") && !str_eq(r->field, "q"))
			return false;
	return ctx->refusals != NULL;
}

/* Only what narrows is put in order: a list's plain address was good before there was anything to choose. */
static bool asks_to_narrow(const struct request *req)
{
	static const char *const names[] = { "f", "price", "min", "max", "stock" };
	for (size_t i = 0; i < req->n_args; i++)
		for (size_t k = 0; k < sizeof names / sizeof *names; k++)
			if (str_eq(req->args[i].name, names[k]))
				return true;
	return false;
}

enum err_code narrow_read(struct ctx *ctx, struct exchange *x, struct narrow *n, const char **elsewhere)
{
	const struct list_in *in = n->in;
	struct finding *f = &n->finding;
	*elsewhere = NULL;
	n->search = str_eq(x->route->pattern, "/search");
	*f = (struct finding){ .page = in->page ? in->page : 1,
		.sort = n->own,
		.price_low = -1,
		.price_high = -1,
		.words = "",
		.exact = "" };
	if ((!str_empty(in->sort) && !narrow_sort_of(in->sort, &f->sort)) ||
	    (!str_empty(in->stock) && !str_eq(in->stock, "in")))
		return err_set(ctx, ERR_MALFORMED, "no such order, or stock is not \"in\"");
	f->in_stock = !str_empty(in->stock);
	enum err_code e = read_choices(ctx, in, f);
	if (!e)
		e = read_prices(ctx, in, f);
	if (e || !asks_to_narrow(x->req))
		return e;
	const char *own = narrow_url(ctx, n, f);
	if (f->page > 1)
		own = arena_printf(ctx->arena, "%s%spage=%lld", own, strchr(own, '?') ? "&" : "?", (long long)f->page);
	if (!str_eq(own, arena_printf(ctx->arena, "%s?%s", n->path, x->req->own_query)))
		*elsewhere = own;
	return ERR_OK;
}

enum err_code narrow_pager(struct ctx *ctx, const struct narrow *n, int64_t total, struct pager_part *out)
{
	const char *first = narrow_url(ctx, n, &n->finding);
	struct pager_place place = { .first = first,
		.base = arena_printf(ctx->arena, "%s%s", first, strchr(first, '?') ? "&" : "?"),
		.page = n->finding.page,
		.per_page = CATALOG_PAGE,
		.total = total < CATALOG_LIST_MAX ? total : CATALOG_LIST_MAX };
	return pager_fill(ctx, &place, out);
}

void narrow_languages(struct ctx *ctx, const struct narrow *n, struct page *page)
{
	const char *query = narrow_query(ctx, n);
	for (size_t i = 0; i < page->n_languages; i++) {
		struct page_language *l = &page->languages[i];
		size_t length = strcspn(l->url, "?");
		l->url = arena_printf(ctx->arena, "%.*s%s", (int)length, l->url, query);
	}
}
