#include <inttypes.h>

#include "admin/content.h"
#include "admin/pages.h"
#include "admin/views_content.h"
#include "web/flash.h"
#include "web/page.h"

static struct status_part status(const struct category_node *node)
{
	if (!node->hidden && !node->active)
		return (struct status_part){ .label = N_("Hidden by the one above"), .kind = "calm" };
	return shown_status(node->active);
}

static struct arranged_row row_of(struct ctx *ctx, const struct category_node *node)
{
	return (struct arranged_row){
		.id = digits(ctx, node->id),
		.name = node->name,
		.url = admin_url(ctx, arena_printf(ctx->arena, "/categories/%" PRId64, node->id)),
		.parent = digits(ctx, node->parent_id),
		.depth = arena_printf(ctx->arena, "depth-%d", node->depth),
		.detail = view_plural(ctx, "products", node->products),
		.status = status(node),
		.has_status = true,
		.first = node->first,
		.last = node->last,
	};
}

enum err_code categories_get(struct ctx *ctx, struct exchange *x)
{
	struct category_tree tree;
	enum err_code e = category_tree(ctx, &tree);
	if (e)
		return e;
	struct categories_page view = {
		.new_url = admin_url(ctx, "/categories/new"),
		.list = { .move_url = admin_url(ctx, "/categories/move"),
		    .place_url = admin_url(ctx, "/categories/place"),
		    .name = N_("Category"),
		    .detail = N_("Products"),
		    .rows = ARENA_ARRAY(ctx->arena, tree.n, struct arranged_row),
		    .n_rows = tree.n },
	};
	for (size_t i = 0; i < tree.n; i++)
		view.list.rows[i] = row_of(ctx, &tree.v[i]);
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Categories"));
	return page_render(ctx, x, "categories", &view, page);
}

static enum err_code back_to_list(struct ctx *ctx, struct exchange *x, enum err_code e, const char *flash)
{
	return e ? e : flash_redirect(ctx, x, admin_url(ctx, "/categories"), flash);
}

enum err_code categories_move_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum arrange_step step;
	enum err_code e = move_read(ctx, x, &id, &step);
	return back_to_list(ctx, x, e ? e : category_move(ctx, id, step), "saved");
}

enum err_code categories_place_post(struct ctx *ctx, struct exchange *x)
{
	const struct category_place_in *in = x->in;
	enum err_code e = x->in_err ? ERR_MALFORMED : category_place(ctx, in->id, in->parent, in->before);
	/* The script offers places by what the page showed; where that is no longer so, the list says how it is. */
	if (e == ERR_INPUT || e == ERR_CONFLICT)
		return back_to_list(ctx, x, ERR_OK, "category_place");
	return back_to_list(ctx, x, e, "saved");
}
