#include <inttypes.h>

#include "admin/desk.h"
#include "base/buf.h"
#include "kit/text.h"
#include "shop/tenant.h"

/* Room for the words around the lines: amounts above them, days below. */
enum { TOP = 36, BOTTOM = 36, SIDE = 4, END = 140, LINE_BYTES = 4096, APART = 28 };

struct canvas {
	struct ctx *ctx;
	int64_t top; /* the amount at the upper edge */
	bool rtl;
};

static int64_t x_of(const struct canvas *c, size_t day)
{
	int64_t x = SIDE + (int64_t)day * (DESK_WIDTH - SIDE - END) / (FIGURES_DAYS - 1);
	return c->rtl ? DESK_WIDTH - x : x;
}

static int64_t y_of(const struct canvas *c, int64_t minor)
{
	return DESK_HEIGHT - BOTTOM - money_muldiv(minor > 0 ? minor : 0, DESK_HEIGHT - TOP - BOTTOM, c->top);
}

static const char *digits(const struct canvas *c, int64_t n)
{
	return arena_printf(c->ctx->arena, "%" PRId64, n);
}

static const char *line(const struct canvas *c, const struct figures *f, bool paid)
{
	struct buf b;
	buf_init(&b, c->ctx->arena, LINE_BYTES);
	for (size_t i = 0; i < FIGURES_DAYS; i++) {
		const struct day_figures *d = &f->days[i];
		buf_printf(&b, "%s%" PRId64 ",%" PRId64, i ? " " : "", x_of(c, i),
		    y_of(c, paid ? d->paid.minor : d->placed.minor));
	}
	return buf_str(&b);
}

static struct desk_mark mark(const struct canvas *c, int64_t x, int64_t y, const char *text)
{
	return (struct desk_mark){ .x = digits(c, x), .y = digits(c, y), .text = text };
}

/* Words at the lines' ends keep a distance, the higher line's above. */
static void name_lines(const struct canvas *c, const struct figures *f, struct dashboard_page *view)
{
	const struct day_figures *today = &f->days[FIGURES_DAYS - 1];
	int64_t x = x_of(c, FIGURES_DAYS - 1) + (c->rtl ? -8 : 8);
	int64_t placed = y_of(c, today->placed.minor) + 4, paid = y_of(c, today->paid.minor) + 4;
	if (paid - placed < APART) {
		paid = placed + APART;
		if (paid > DESK_HEIGHT - BOTTOM + 4) {
			paid = DESK_HEIGHT - BOTTOM + 4;
			placed = paid - APART;
		}
	}
	view->placed_mark = mark(c, x, placed, view_text(c->ctx, N_("Ordered")));
	view->paid_mark = mark(c, x, paid, view_text(c->ctx, N_("Paid")));
}

static const char *day_text(const struct canvas *c, const struct day_figures *d)
{
	return text_date(c->ctx->arena, c->ctx->locale, c->ctx->settings->time_zone, d->at);
}

void desk_draw(struct ctx *ctx, const struct figures *f, struct dashboard_page *view)
{
	struct canvas c = { .ctx = ctx, .rtl = text_is_rtl(ctx->locale) };
	for (size_t i = 0; i < FIGURES_DAYS; i++) {
		if (f->days[i].placed.minor > c.top)
			c.top = f->days[i].placed.minor;
		if (f->days[i].paid.minor > c.top)
			c.top = f->days[i].paid.minor;
	}
	view->drawn = c.top > 0;
	if (!view->drawn)
		return;
	view->placed_line = line(&c, f, false);
	view->paid_line = line(&c, f, true);
	name_lines(&c, f, view);
	view->marks = ARENA_ARRAY(ctx->arena, 2, struct desk_mark);
	view->marks[view->n_marks++] = mark(
	    &c, x_of(&c, 0), TOP - 10, text_money(ctx->arena, ctx->locale, money_of(c.top, ctx->settings->currency)));
	view->marks[view->n_marks++] = mark(&c, x_of(&c, 0), DESK_HEIGHT - 10, day_text(&c, &f->days[0]));
	view->today_mark =
	    mark(&c, x_of(&c, FIGURES_DAYS - 1), DESK_HEIGHT - 10, day_text(&c, &f->days[FIGURES_DAYS - 1]));
	view->floor = digits(&c, DESK_HEIGHT - BOTTOM);
	view->ceiling = digits(&c, TOP);
}
