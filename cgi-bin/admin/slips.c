#include "admin/order.h"
#include "admin/views_orders.h"
#include "base/str.h"
#include "kit/barcode.h"
#include "kit/text.h"
#include "shop/tenant.h"
#include "web/recap.h"

enum { SLIPS_MAX = 100 };

static struct slip_words words_of(struct ctx *ctx, bool pickup)
{
	return (struct slip_words){
		.order = view_text(ctx, N_("Order")),
		.placed = view_text(ctx, N_("Placed")),
		.goes_to = view_text(ctx, pickup ? N_("Collected at") : N_("Goes to")),
		.travels_by = view_text(ctx, N_("Travels by")),
		.product = view_text(ctx, N_("Product")),
		.sku = view_text(ctx, N_("Article number")),
		.pieces = view_text(ctx, N_("Pieces")),
		.shipped_before = view_text(ctx, N_("Sent before")),
	};
}

/* libintl keeps its words in static storage that the next language may reuse. */
static struct slip_words kept(struct ctx *ctx, struct slip_words w)
{
	const char **word = (const char **)&w;
	for (size_t i = 0; i < sizeof w / sizeof *word; i++)
		word[i] = arena_strdup(ctx->arena, word[i]);
	return w;
}

/* What is to be packed; of an order that has gone, what it was. */
static void fill_lines(struct ctx *ctx, const struct order *o, struct slip *slip)
{
	bool open = false;
	for (size_t i = 0; i < o->n_lines; i++)
		open = open || o->lines[i].open > 0;
	slip->lines = ARENA_ARRAY(ctx->arena, o->n_lines, struct slip_line);
	for (size_t i = 0; i < o->n_lines; i++) {
		const struct order_line *l = &o->lines[i];
		if (open && l->open == 0)
			continue;
		slip->lines[slip->n_lines++] = (struct slip_line){
			.name = l->name,
			.options = l->options,
			.sku = l->sku,
			.pieces = open ? l->open : l->quantity,
			.shipped = open ? l->shipped : 0,
		};
	}
}

static enum err_code fill(struct ctx *staff, int64_t id, struct slip *slip)
{
	const struct order *o;
	struct barcode bars;
	struct ctx ctx = *staff;
	enum err_code e = order_by_id(&ctx, id, &o);
	if (e) {
		staff->err = ctx.err;
		return e;
	}
	ctx.locale = o->locale;
	*slip = (struct slip){
		.lang = o->locale,
		.dir = text_is_rtl(o->locale) ? "rtl" : "ltr",
		.words = kept(&ctx, words_of(&ctx, o->pickup_id != 0)),
		.number = o->number,
		.placed_at = text_date(ctx.arena, ctx.locale, ctx.settings->time_zone, o->placed_at),
		.travels_by = o->pickup_id ? NULL : o->shipping_label,
		.phone = o->phone,
		.address = address_label(&ctx, &o->address),
	};
	fill_lines(&ctx, o, slip);
	if (barcode_draw(&ctx, o->number, &bars)) {
		slip->bars = bars.path;
		slip->bars_box = bars.view_box;
	}
	e = settings_title(&ctx, o->locale, &slip->shop);
	staff->err = ctx.err;
	return e;
}

enum err_code slips_get(struct ctx *ctx, struct exchange *x)
{
	const struct slips_in *in = x->in;
	struct slips_page view = { .slips = ARENA_ARRAY(ctx->arena, in->id.n, struct slip),
		.orders_url = admin_url(ctx, "/orders") };
	if (in->id.n > SLIPS_MAX)
		return err_set(ctx, ERR_MALFORMED, "more slips than a page holds");
	for (size_t i = 0; i < in->id.n; i++) {
		enum err_code e = fill(ctx, in->id.v[i], &view.slips[view.n_slips++]);
		if (e)
			return e;
	}
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Packing slips"));
	return page_render(ctx, x, "slips", &view, page);
}
