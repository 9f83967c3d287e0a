#include <inttypes.h>
#include <stdlib.h>

#include "admin/arranged.h"
#include "admin/block.h"
#include "admin/pages.h"
#include "base/str.h"
#include "kit/text.h"
#include "shop/tenant.h"
#include "web/flash.h"
#include "web/upload.h"

static const struct home_block fresh = {
	.active = true, .ends_at = INT64_MAX, .link = { .kind = "" }, .source = "newest", .max_products = HOME_NEWEST
};

struct placed {
	int64_t place, id;
};

static int by_place(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* A number is a place, an empty field is none. */
static enum err_code read_places(struct ctx *ctx, const struct block_in *in, struct bigints *out)
{
	struct placed *v = ARENA_ARRAY(ctx->arena, in->place.n, struct placed);
	int64_t *ids = ARENA_ARRAY(ctx->arena, in->place.n, int64_t);
	size_t n = 0;
	enum err_code e = ERR_OK;
	for (size_t i = 0; i < in->place.n; i++) {
		const struct keyed_text *t = &in->place.v[i];
		v[n].id = t->id;
		if (str_empty(t->text))
			continue;
		if (text_parse_integer(ctx->locale, t->text, &v[n].place) != TEXT_NUMBER_OK)
			e = refuse(ctx, arena_printf(ctx->arena, "place_%" PRId64, t->id), "number", NULL, NULL);
		n++;
	}
	qsort(v, n, sizeof *v, by_place);
	for (size_t i = 0; i < n; i++)
		ids[i] = v[i].id;
	*out = (struct bigints){ .v = ids, .n = n };
	if (!e && n > HOME_PRODUCTS)
		e = refuse(ctx, "", "home_products", arena_printf(ctx->arena, "%d", HOME_PRODUCTS), NULL);
	if (!e && n == 0 && str_eq(in->source, "chosen"))
		e = refuse(ctx, "source", "home_none", NULL, NULL);
	return e;
}

static enum err_code read_day(struct ctx *ctx, const char *field, const char *day, int plus, int64_t none, int64_t *out)
{
	const char *zone = ctx->settings->time_zone;
	*out = none;
	if (str_empty(day))
		return ERR_OK;
	if (!text_parse_day(zone, day, out))
		return refuse(ctx, field, "day_form", NULL, NULL);
	*out = text_day_start(zone, *out, plus);
	return ERR_OK;
}

static enum err_code read_picture(struct ctx *ctx, struct exchange *x, const struct block_in *in, struct home_block *b)
{
	const struct upload *file = upload_find(x->req, "picture");
	struct picture_kept kept;
	if (file) {
		enum err_code e = upload_picture(ctx, "picture", file, &kept);
		if (!e)
			b->picture = kept.address;
		return e;
	}
	if (in->no_picture)
		b->picture = NULL;
	return ERR_OK;
}

/* Each part is read though another was refused, so that all is told at once; a failure of ours ends it. */
static void gather(enum err_code *all, enum err_code one)
{
	if (one && (!*all || *all == ERR_INPUT))
		*all = one;
}

static enum err_code read_block(struct ctx *ctx, struct exchange *x, const struct block_in *in, struct home_block *b)
{
	struct link_form link = {
		.kind = in->link, .category = in->category, .page = in->page, .address = in->address
	};
	enum err_code e = x->in_err;
	b->active = in->active;
	b->version = in->version;
	b->headline = in->headline;
	gather(&e, read_day(ctx, "from", in->from, 0, 0, &b->starts_at));
	gather(&e, read_day(ctx, "until", in->until, 1, INT64_MAX, &b->ends_at));
	if (block_has_words(b->kind))
		b->body = in->body;
	if (block_leads(b->kind)) {
		b->button = in->button;
		b->picture_alt = in->alt;
		gather(&e, link_read(ctx, &link, &b->link));
	}
	if (block_has_products(b->kind)) {
		b->source = in->source;
		b->category_id = in->shelf;
		b->max_products = in->most;
		gather(&e, read_places(ctx, in, &b->products));
	}
	/* A file is kept only where all else is well: it would have to be chosen again, too. */
	if (!e && block_leads(b->kind))
		e = read_picture(ctx, x, in, b);
	return e;
}

static enum err_code post(struct ctx *ctx, struct exchange *x, const struct home_block *kept)
{
	const struct block_in *in = x->in;
	struct home_block b = *kept;
	int64_t id;
	if (!x->in_err && in->look)
		return block_show(ctx, x, kept, in);
	enum err_code e = read_block(ctx, x, in, &b);
	if (!e)
		e = home_block_save(ctx, &b, &id);
	if (e) {
		e = form_refused(ctx, x, e);
		return e ? e : block_show(ctx, x, kept, in);
	}
	return flash_redirect(ctx, x, admin_url(ctx, "/content/home"), "saved");
}

static enum err_code new_of(struct ctx *ctx, const struct exchange *x, struct home_block *b)
{
	*b = fresh;
	b->kind = x->seg[0];
	return home_kind_known(b->kind) ? ERR_OK : err_set(ctx, ERR_NOT_FOUND, "no such kind of block");
}

static enum err_code kept_of(struct ctx *ctx, const struct exchange *x, struct home_block *b)
{
	struct home_blocks all;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = home_blocks(ctx, &all);
	const struct home_block *found = e ? NULL : home_block_find(&all, id);
	if (found)
		*b = *found;
	return e || found ? e : err_set(ctx, ERR_NOT_FOUND, "no block %" PRId64, id);
}

enum err_code block_new_get(struct ctx *ctx, struct exchange *x)
{
	struct home_block b;
	enum err_code e = new_of(ctx, x, &b);
	return e ? e : block_show(ctx, x, &b, NULL);
}

enum err_code block_new_post(struct ctx *ctx, struct exchange *x)
{
	struct home_block b;
	enum err_code e = new_of(ctx, x, &b);
	return e ? e : post(ctx, x, &b);
}

enum err_code block_edit_get(struct ctx *ctx, struct exchange *x)
{
	struct home_block b;
	enum err_code e = kept_of(ctx, x, &b);
	return e ? e : block_show(ctx, x, &b, NULL);
}

enum err_code block_edit_post(struct ctx *ctx, struct exchange *x)
{
	struct home_block b;
	enum err_code e = kept_of(ctx, x, &b);
	return e ? e : post(ctx, x, &b);
}
