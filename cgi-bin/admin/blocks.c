#include <inttypes.h>

#include "admin/block.h"
#include "admin/pages.h"
#include "admin/views_content.h"
#include "base/str.h"
#include "shop/tenant.h"
#include "web/flash.h"
#include "web/page.h"

static const char *const here = "/content/home";

enum { KINDS = 5 };

static const struct {
	const char *kind, *words, *hint;
} kinds[KINDS] = {
	{ "hero", N_("Opening"), N_("A large picture with a headline, a text and a button.") },
	{ "products", N_("Products"), N_("The chosen, the newest, those of a category, or which you pick.") },
	{ "banner", N_("Banner"), N_("A smaller picture with words, and where it leads.") },
	{ "text", N_("Text"), N_("A headline and some words.") },
	{ "categories", N_("Categories"), N_("Links to the top categories.") },
};

const char *block_kind_words(const char *kind)
{
	for (size_t i = 0; i < KINDS; i++)
		if (str_eq(kinds[i].kind, kind))
			return kinds[i].words;
	return kinds[0].words;
}

static struct status_part status(const struct ctx *ctx, const struct home_block *b)
{
	if (b->active && b->starts_at > ctx->now)
		return (struct status_part){ .label = N_("Comes later"), .kind = "warn" };
	if (b->active && b->ends_at <= ctx->now)
		return (struct status_part){ .label = N_("Is over"), .kind = "calm" };
	return shown_status(b->active);
}

static const char *name_of(struct ctx *ctx, const struct home_block *b)
{
	const char *name = localized_best(&b->headline, ctx->locale, ctx->settings->default_locale);
	if (*name)
		return name;
	return view_text(ctx, str_eq(b->kind, "products") ? block_source_words(b->source) : block_kind_words(b->kind));
}

enum err_code blocks_get(struct ctx *ctx, struct exchange *x)
{
	struct home_blocks all;
	enum err_code e = home_blocks(ctx, &all);
	if (e)
		return e;
	struct blocks_page view = { .start_url = admin_url(ctx, "/content/home/start"),
		.reset_url = admin_url(ctx, "/content/home/reset"),
		.kinds = ARENA_ARRAY(ctx->arena, KINDS, struct block_kind),
		.n_kinds = KINDS,
		.list = { .move_url = admin_url(ctx, "/content/home/move"),
		    .name = N_("Block"),
		    .detail = N_("Kind"),
		    .rows = ARENA_ARRAY(ctx->arena, all.n, struct arranged_row),
		    .n_rows = all.n } };
	view.tabs = content_tabs(ctx, here, &view.n_tabs);
	for (size_t i = 0; i < KINDS; i++)
		view.kinds[i] = (struct block_kind){ .words = kinds[i].words,
			.hint = kinds[i].hint,
			.url = admin_url(ctx, arena_printf(ctx->arena, "/content/home/new/%s", kinds[i].kind)) };
	for (size_t i = 0; i < all.n; i++)
		view.list.rows[i] = (struct arranged_row){
			.id = digits(ctx, all.v[i].id),
			.name = name_of(ctx, &all.v[i]),
			.url = admin_url(ctx, arena_printf(ctx->arena, "/content/home/%" PRId64, all.v[i].id)),
			.detail = view_text(ctx, block_kind_words(all.v[i].kind)),
			.status = status(ctx, &all.v[i]),
			.has_status = true,
			.first = i == 0,
			.last = i + 1 == all.n,
		};
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Home page"));
	return page_render(ctx, x, "blocks", &view, page);
}

static enum err_code back_to_list(struct ctx *ctx, struct exchange *x, enum err_code e, const char *flash)
{
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, here), flash);
}

enum err_code blocks_move_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum arrange_step step;
	enum err_code e = move_read(ctx, x, &id, &step);
	return back_to_list(ctx, x, e ? e : home_block_move(ctx, id, step), "saved");
}

enum err_code blocks_start_post(struct ctx *ctx, struct exchange *x)
{
	return back_to_list(ctx, x, home_start(ctx), "saved");
}

enum err_code blocks_reset_post(struct ctx *ctx, struct exchange *x)
{
	return back_to_list(ctx, x, home_reset(ctx), "saved");
}

enum err_code block_remove_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return back_to_list(ctx, x, e ? e : home_block_remove(ctx, id), "deleted");
}
