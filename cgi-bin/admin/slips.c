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
		.taken_from = view_text(ctx, N_("Taken from")),
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

static bool is_open(const struct order *o)
{
	for (size_t i = 0; i < o->n_lines; i++)
		if (o->lines[i].open > 0)
			return true;
	return false;
}

/* What is to be packed; of an order that has gone, what it was. of_line: whose line each is. */
static void fill_lines(struct ctx *ctx, const struct order *o, struct slip *slip, const struct order_line **of_line)
{
	bool open = is_open(o);
	slip->lines = ARENA_ARRAY(ctx->arena, o->n_lines, struct slip_line);
	for (size_t i = 0; i < o->n_lines; i++) {
		const struct order_line *l = &o->lines[i];
		if (open && l->open == 0)
			continue;
		of_line[slip->n_lines] = l;
		slip->lines[slip->n_lines++] = (struct slip_line){
			.name = l->name,
			.options = l->options,
			.sku = l->sku,
			.pieces = open ? l->open : l->quantity,
			.shipped = open ? l->shipped : 0,
		};
	}
}

static enum err_code fill(struct ctx *staff, int64_t id, struct picking *picking, struct slip *slip)
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
	const struct order_line **of_line = ARENA_ARRAY(ctx.arena, o->n_lines, const struct order_line *);
	fill_lines(&ctx, o, slip, of_line);
	if (barcode_draw(&ctx, o->number, &bars)) {
		slip->bars = bars.path;
		slip->bars_box = bars.view_box;
	}
	e = settings_title(&ctx, o->locale, &slip->shop);
	staff->err = ctx.err;
	return e ? e : picking_fill(staff, picking, o, !is_open(o), slip, of_line);
}

enum err_code slips_get(struct ctx *ctx, struct exchange *x)
{
	const struct slips_in *in = x->in;
	struct slips_page view = { .slips = ARENA_ARRAY(ctx->arena, in->id.n, struct slip),
		.orders_url = admin_url(ctx, "/orders") };
	if (in->id.n > SLIPS_MAX)
		return err_set(ctx, ERR_MALFORMED, "more slips than a page holds");
	struct picking *picking;
	enum err_code e = picking_begin(ctx, &picking);
	for (size_t i = 0; i < in->id.n && !e; i++)
		e = fill(ctx, in->id.v[i], picking, &view.slips[view.n_slips++]);
	if (e)
		return e;
	picking_end(ctx, picking, &view);
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Packing slips"));
	return page_render(ctx, x, "slips", &view, page);
}
