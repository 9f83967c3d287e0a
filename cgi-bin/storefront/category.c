#include "base/str.h"
#include "storefront/pages.h"
#include "storefront/views.h"
#include "web/page.h"
#include "web/pager.h"
#include "web/shopfront.h"

static const struct {
	const char *code;
	const char *label;
} sorts[SORT__MAX] = {
	[SORT_FEATURED] = { "featured", N_("Our choice") },
	[SORT_NAME] = { "name", N_("Name") },
	[SORT_PRICE_UP] = { "price", N_("Price, low to high") },
	[SORT_PRICE_DOWN] = { "price-down", N_("Price, high to low") },
	[SORT_NEWEST] = { "new", N_("Newest first") },
};

static bool sort_of(const char *code, enum product_sort *out)
{
	*out = SORT_FEATURED;
	for (int i = 0; i < SORT__MAX; i++)
		if (str_eq(sorts[i].code, code)) {
			*out = (enum product_sort)i;
			return true;
		}
	return false;
}

/* own: the category's, which needs no word in the address. */
static struct sort_choice *sort_choices(
    struct ctx *ctx, const char *base, enum product_sort own, enum product_sort chosen)
{
	struct sort_choice *v = ARENA_ARRAY(ctx->arena, SORT__MAX, struct sort_choice);
	for (int i = 0; i < SORT__MAX; i++)
		v[i] = (struct sort_choice){
			.label = sorts[i].label,
			.url = i == (int)own ? base : arena_printf(ctx->arena, "%s?sort=%s", base, sorts[i].code),
			.current = i == (int)chosen,
		};
	return v;
}

static enum err_code fill_pager(struct ctx *ctx, const char *base, const struct product_slice *slice, bool sorted,
    int64_t total, struct pager_part *out)
{
	const char *first = sorted ? arena_printf(ctx->arena, "%s?sort=%s", base, sorts[slice->sort].code) : base;
	struct pager_place place = {
		.first = first,
		.base = arena_printf(ctx->arena, "%s%s", first, sorted ? "&" : "?"),
		.page = slice->page,
		.per_page = CATALOG_PAGE,
		.total = total,
	};
	return pager_fill(ctx, &place, out);
}

enum err_code category_get(struct ctx *ctx, struct exchange *x)
{
	const struct category_in *in = x->in;
	struct product_slice slice = { .page = in->page ? in->page : 1 };
	enum product_sort own;
	struct slug_meaning it;
	if (x->in_err || (*in->sort && !sort_of(in->sort, &slice.sort)))
		return err_set(ctx, ERR_MALFORMED, "no such page or order");
	enum err_code e = catalog_resolve(ctx, SLUG_CATEGORY, x->seg[0], &it);
	if (e)
		return e;
	if (it.current) {
		response_redirect(x->res, 301, shop_url(ctx, "c", it.current));
		return ERR_OK;
	}
	struct page *page = page_create(ctx, x);
	const struct category *category = page->categories ? categories_find(page->categories, it.id) : NULL;
	if (!category)
		return err_set(ctx, ERR_NOT_FOUND, "category is not shown");
	sort_of(category->sort, &own);
	if (!*in->sort)
		slice.sort = own;
	struct product_list list;
	e = catalog_category_products(ctx, page->categories, it.id, &slice, &list);
	if (e)
		return e;
	shop_alternates(ctx, page, SLUG_CATEGORY, &it);
	const char *base = shop_url(ctx, "c", category->slug);
	struct category_page view = {
		.name = category->name,
		.description = str_empty(category->description) ? NULL : category->description,
		.total = list.total,
		.sorts = sort_choices(ctx, base, own, slice.sort),
		.n_sorts = SORT__MAX,
		.sort = sorts[slice.sort].label,
		.cards = shop_cards(ctx, &list),
		.n_cards = list.n,
	};
	if (view.n_cards && view.cards[0].picture)
		view.cards[0].picture->priority = "high";
	view.crumbs = shop_crumbs(ctx, page, it.id, false, category->name, &view.n_crumbs);
	view.children = shop_children(ctx, page->categories, it.id, &view.n_children);
	e = fill_pager(ctx, base, &slice, slice.sort != own, list.total, &view.pager);
	if (e)
		return e;
	page->title = category->name;
	page->description = view.description;
	page->noindex = slice.sort != own;
	if (slice.page > 1)
		page_paged(ctx, page, shop_tail(ctx, SLUG_CATEGORY, category->slug), slice.page);
	x->res->cache = CACHE_PUBLIC;
	return page_render(ctx, x, "category", &view, page);
}
