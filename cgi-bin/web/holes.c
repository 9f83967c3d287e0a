#include "web/holes.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/str.h"
#include "web/cart_cookie.h"
#include "web/flash.h"
#include "web/page.h"

enum { HOLE_BYTES = 64 * 1024 };

bool holes_have_reader(const struct request *req)
{
	static const char *const ours[] = { "cart", "currency", "flash", "noted" };
	for (size_t i = 0; i < req->n_cookies; i++)
		for (size_t k = 0; k < sizeof ours / sizeof ours[0]; k++)
			if (str_eq(req->cookies[i].name, ours[k]))
				return true;
	return false;
}

struct reader {
	struct page page; /* what of it stands in holes */
	bool noted;
};

static void read_cookies(struct ctx *ctx, struct exchange *x, struct reader *r)
{
	struct cart_cookie cart;
	*r = (struct reader){ .noted = request_cookie(x->req, "noted") != NULL };
	if (cart_cookie_read(ctx, x->req, &cart) && cart.count) {
		r->page.cart_count = cart.count;
		r->page.cart_label = view_plural(ctx, "items_in_cart", cart.count);
	}
	r->page.flash = flash_take(ctx, x, &r->page.flash_kind);
}

static bool is_own(const struct reader *r, const char *hole)
{
	return (r->page.cart_count && str_eq(hole, "cart")) || (r->page.flash && str_eq(hole, "flash")) ||
	       (r->noted && str_eq(hole, "notice"));
}

void holes_fill(struct ctx *ctx, struct exchange *x, const char *const *names, size_t n, struct filling *out)
{
	struct reader r;
	*out = (struct filling){ .mark = "" };
	BUG_IF(n > VIEW_HOLES_MAX);
	if (n == 0 || !holes_have_reader(x->req))
		return;
	read_cookies(ctx, x, &r);
	for (size_t i = 0; i < n; i++) {
		struct buf text;
		if (!is_own(&r, names[i]))
			continue;
		buf_init(&text, ctx->arena, HOLE_BYTES);
		view_render_hole(ctx, x->view, names[i], &r.page, &text);
		BUG_IF(text.overflow);
		out->v[i] = (struct filled){ .changed = true, .text = buf_str(&text), .n = text.len };
		out->any = true;
	}
	out->once = r.page.flash != NULL || x->res->n_cookies > 0;
	if (out->any)
		out->mark = arena_printf(ctx->arena, ".c%" PRId64 "%s", r.page.cart_count, r.noted ? "n" : "");
}
