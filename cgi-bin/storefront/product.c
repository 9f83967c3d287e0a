#include <inttypes.h>
#include <string.h>

#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/feed.h"
#include "shop/stock.h"
#include "shop/tenant.h"
#include "shop/withdrawal.h"
#include "storefront/pages.h"
#include "storefront/views.h"
#include "web/page.h"
#include "web/shopfront.h"
#include "web/urls.h"

static const char *variant_url(struct ctx *ctx, const struct product *p, int64_t variant_id)
{
	return arena_printf(ctx->arena, "%s?v=%" PRId64 "#offer", shop_url(ctx, "p", p->slug), variant_id);
}

/* Without a wish the first that can be bought. */
static const struct variant *first_choice(const struct product *p)
{
	for (size_t i = 0; i < p->n_variants; i++)
		if (p->variants[i].available > 0)
			return &p->variants[i];
	return &p->variants[0];
}

/* Of the variants with this value: one that keeps most of the other choices; among equals one that can be bought. */
static const struct variant *best_with(
    const struct product *p, const struct variant *chosen, size_t option, int64_t value)
{
	const struct variant *best = NULL;
	int64_t best_score = -1;
	for (size_t i = 0; i < p->n_variants; i++) {
		const struct variant *v = &p->variants[i];
		if (option >= v->values.n || v->values.v[option] != value)
			continue;
		int64_t score = v->available > 0;
		for (size_t k = 0; k < v->values.n && k < chosen->values.n; k++)
			if (k != option && v->values.v[k] == chosen->values.v[k])
				score += 2;
		if (score > best_score) {
			best = v;
			best_score = score;
		}
	}
	return best;
}

static struct choice choice_of(struct ctx *ctx, const struct product *p, const struct variant *chosen, size_t option)
{
	const struct product_option *o = &p->options[option];
	struct choice c = { .id = arena_printf(ctx->arena, "choice-%" PRId64, o->id), .name = o->name, .chosen = "" };
	c.values = ARENA_ARRAY(ctx->arena, o->n_values, struct choice_value);
	for (size_t i = 0; i < o->n_values; i++) {
		const struct variant *best = best_with(p, chosen, option, o->values[i].id);
		if (!best)
			continue;
		bool current = option < chosen->values.n && chosen->values.v[option] == o->values[i].id;
		c.values[c.n_values++] = (struct choice_value){ .name = o->values[i].name,
			.url = variant_url(ctx, p, best->id),
			.current = current,
			.sold_out = best->available <= 0 };
		if (current)
			c.chosen = o->values[i].name;
	}
	return c;
}

static void fill_choices(
    struct ctx *ctx, const struct product *p, const struct variant *chosen, struct product_page *view)
{
	view->choices = ARENA_ARRAY(ctx->arena, p->n_options, struct choice);
	for (size_t i = 0; i < p->n_options; i++)
		view->choices[view->n_choices++] = choice_of(ctx, p, chosen, i);
}

/* The chosen variant's own pictures come first; the others keep their order. */
static void fill_pictures(
    struct ctx *ctx, const struct product *p, const struct variant *chosen, struct product_page *view)
{
	view->pictures = ARENA_ARRAY(ctx->arena, p->n_pictures, struct picture_part);
	for (int own = 1; own >= 0; own--)
		for (size_t i = 0; i < p->n_pictures; i++) {
			const struct picture *from = &p->pictures[i];
			if ((from->variant_id == chosen->id) != own)
				continue;
			struct picture_part *to = &view->pictures[view->n_pictures];
			*to = (struct picture_part){ .alt = from->alt, .width = from->width, .height = from->height };
			picture_show(ctx, to, from->address, view->n_pictures++ ? SLOT_GALLERY : SLOT_GALLERY_FIRST);
		}
	view->many_pictures = view->n_pictures > 1;
}

static void fill_stock(struct ctx *ctx, const struct variant *v, struct product_page *view)
{
	/* Another number after each order would be another page. */
	int64_t most = v->available > STOCK_FEW ? LIMIT_QUANTITY : v->available;
	view->can_buy = v->available > 0;
	view->max = arena_printf(ctx->arena, "%" PRId64, most);
	view->stock_kind = "good";
	view->stock = shop_stock_words(ctx, v->available, &view->stock_kind);
	if (v->backorder) {
		view->stock_kind = "low";
		view->stock = view_text(ctx, N_("Made to order, takes a little longer"));
	} else if (!view->stock) {
		view->stock = view_text(ctx, N_("In stock"));
	}
}

static void fill_facts(struct ctx *ctx, const struct product *p, struct product_page *view)
{
	view->facts = ARENA_ARRAY(ctx->arena, p->n_facts, struct product_fact_row);
	view->n_facts = p->n_facts;
	for (size_t i = 0; i < p->n_facts; i++) {
		const struct product_fact *f = &p->facts[i];
		const char *yes_no = f->yes ? N_("Yes") : N_("No");
		view->facts[i] = (struct product_fact_row){ f->name, f->value ? f->value : view_text(ctx, yes_no) };
	}
}

static void fill_tiers(struct ctx *ctx, const struct variant *chosen, struct product_page *view)
{
	view->tiers = ARENA_ARRAY(ctx->arena, chosen->n_tiers, struct product_tier_row);
	view->n_tiers = chosen->n_tiers;
	for (size_t i = 0; i < chosen->n_tiers; i++)
		view->tiers[i] = (struct product_tier_row){ chosen->tiers[i].quantity, chosen->tiers[i].unit };
}

/* What search engines read: every variant, and not the chosen one alone. */
static void fill_record(struct ctx *ctx, const struct product *p, struct product_record *record)
{
	const char *tail = shop_tail(ctx, SLUG_PRODUCT, p->slug);
	const struct variant *lowest = &p->variants[0], *highest = lowest;
	*record = (struct product_record){ .url = url_shop(ctx, ctx->locale, tail),
		.about = str_empty(p->about) ? NULL : p->about,
		.images = ARENA_ARRAY(ctx->arena, p->n_pictures, struct product_image),
		.n_images = p->n_pictures,
		.offers = ARENA_ARRAY(ctx->arena, p->n_variants, struct product_offer),
		.n_offers = p->n_variants,
		.several = p->n_variants > 1,
		.count = (int64_t)p->n_variants };
	for (size_t i = 0; i < p->n_pictures; i++)
		record->images[i].url = url_media_absolute(ctx, p->pictures[i].address);
	for (size_t i = 0; i < p->n_variants; i++) {
		const struct variant *v = &p->variants[i];
		record->offers[i] = (struct product_offer){
			.url = arena_printf(ctx->arena, "%s?v=%" PRId64, record->url, v->id),
			.sku = v->sku,
			.gtin = gtin_is_public(v->barcode) ? v->barcode : NULL,
			.price = text_money_plain(ctx->arena, v->price),
			.currency = v->price.currency,
			.availability =
			    v->available > 0 ? "https://schema.org/InStock" : "https://schema.org/OutOfStock",
		};
		if (v->price.minor < lowest->price.minor)
			lowest = v;
		if (v->price.minor > highest->price.minor)
			highest = v;
	}
	record->lowest = text_money_plain(ctx->arena, lowest->price);
	record->highest = text_money_plain(ctx->arena, highest->price);
	record->currency = lowest->price.currency;
}

/* What search engines show below the name: the summary, else where the description begins. */
static const char *abstract(struct ctx *ctx, const struct product *p)
{
	enum { POINTS = 160 };
	size_t line = strcspn(p->about, "\n"), cut;
	if (!str_empty(p->summary) || line == 0)
		return str_empty(p->summary) ? NULL : p->summary;
	const char *first = arena_strndup(ctx->arena, p->about, line);
	cut = utf8_prefix(first, POINTS);
	if (first[cut] == '\0')
		return first;
	for (size_t i = cut; i > cut / 2; i--)
		if (first[i] == ' ')
			return arena_printf(ctx->arena, "%.*s\xe2\x80\xa6", (int)i, first);
	return arena_printf(ctx->arena, "%.*s\xe2\x80\xa6", (int)cut, first);
}

static void fill(struct ctx *ctx, const struct product *p, const struct variant *chosen, struct product_page *view)
{
	*view = (struct product_page){
		.name = p->name,
		.vendor = str_empty(p->vendor) ? NULL : p->vendor,
		.summary = str_empty(p->summary) ? NULL : p->summary,
		.price = { .now = chosen->price, .was = chosen->compare, .reduced = chosen->compare.minor > 0 },
		.prices_gross = ctx->settings->prices_gross,
		.no_withdrawal = withdrawal_told(ctx->settings->country, p->no_withdrawal),
		.variant = chosen->id,
		.sku = chosen->sku,
		.add_url = url_path(ctx, "/cart/add"),
		.back = arena_printf(ctx->arena, "%s?v=%" PRId64, shop_url(ctx, "p", p->slug), chosen->id),
		.description = p->markup,
		.has_description = !str_empty(p->markup.safe),
	};
	fill_record(ctx, p, &view->record);
	fill_choices(ctx, p, chosen, view);
	fill_pictures(ctx, p, chosen, view);
	fill_stock(ctx, chosen, view);
	fill_facts(ctx, p, view);
	fill_tiers(ctx, chosen, view);
}

enum err_code product_get(struct ctx *ctx, struct exchange *x)
{
	const struct product_in *in = x->in;
	struct product_found found;
	enum err_code e = catalog_product(ctx, x->seg[0], &found);
	if (e)
		return e;
	if (found.meaning.current) {
		response_redirect(x->res, 301, shop_url(ctx, "p", found.meaning.current));
		return ERR_OK;
	}
	const struct product *p = found.product;
	/* A variant that is gone leads to the product, not to a dead end. */
	const struct variant *chosen = in->v ? product_variant(p, in->v) : NULL;
	if (!chosen)
		chosen = first_choice(p);
	struct page *page = page_create(ctx, x);
	shop_alternates(ctx, page, SLUG_PRODUCT, &found.meaning);
	struct product_page view;
	fill(ctx, p, chosen, &view);
	if (page->categories)
		view.crumbs = shop_crumbs(ctx, page, p->category_id, true, p->name, &view.n_crumbs);
	view.shipping_url = shop_page_url(page, "shipping");
	view.related = shop_cards(ctx, &found.related);
	view.n_related = found.related.n;
	for (size_t i = 0; i < found.related.n; i++)
		if (view.related[i].picture)
			view.related[i].picture->loading = "lazy";
	for (int own = 1; own >= 0; own--)
		for (size_t i = 0; i < p->n_pictures; i++)
			if ((p->pictures[i].variant_id == chosen->id) == own)
				shop_card_picture(ctx, page, p->pictures[i].address, p->pictures[i].alt);
	page->card_kind = "product";
	page->title = p->name;
	page->description = abstract(ctx, p);
	x->res->cache = CACHE_PUBLIC;
	return page_render(ctx, x, "product", &view, page);
}
