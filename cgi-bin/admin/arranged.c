#include "admin/arranged.h"

#include <inttypes.h>
#include <stddef.h>

#include "admin/pages.h"
#include "base/str.h"
#include "web/page.h"

static const struct view_field row_fields[] = {
	V_STR(arranged_row, id),
	V_STR(arranged_row, name),
	V_STR(arranged_row, url),
	V_STR(arranged_row, parent),
	V_STR(arranged_row, depth),
	V_STR(arranged_row, detail),
	V_STRUCT(arranged_row, status, &status_part_view),
	V_BOOL(arranged_row, has_status),
	V_BOOL(arranged_row, first),
	V_BOOL(arranged_row, last),
	V_END,
};
static const struct view_type row_view = { "arranged_row", sizeof(struct arranged_row), row_fields };

static const struct view_field arranged_fields[] = {
	V_STR(arranged, move_url),
	V_STR(arranged, place_url),
	V_MSG(arranged, name),
	V_MSG(arranged, detail),
	V_LIST(arranged, rows, n_rows, &row_view),
	V_END,
};
const struct view_type arranged_view = { "arranged", sizeof(struct arranged), arranged_fields };

const struct param move_params[] = {
	PARAM(move_in, up, PARAM_ID),
	PARAM(move_in, down, PARAM_ID),
	{ .name = NULL },
};

enum err_code move_read(struct ctx *ctx, const struct exchange *x, int64_t *id, enum arrange_step *step)
{
	const struct move_in *in = x->in;
	if (x->in_err || (in->up > 0) == (in->down > 0))
		return err_set(ctx, ERR_MALFORMED, "neither up nor down");
	*id = in->up ? in->up : in->down;
	*step = in->up ? ARRANGE_UP : ARRANGE_DOWN;
	return ERR_OK;
}

struct status_part shown_status(bool shown)
{
	if (shown)
		return (struct status_part){ .label = N_("In the shop"), .kind = "good" };
	return (struct status_part){ .label = N_("Hidden"), .kind = "calm" };
}

const char *digits(struct ctx *ctx, int64_t n)
{
	return n ? arena_printf(ctx->arena, "%" PRId64, n) : "";
}

/* A blank that is not folded away, so that the tree shows in a list of plain text. */
static const char *indented(struct ctx *ctx, const struct category_node *node)
{
	const char *name = node->name;
	for (int i = 1; i < node->depth; i++)
		name = arena_printf(ctx->arena, "\u2003%s", name);
	return name;
}

void field_categories(
    struct ctx *ctx, struct form_field *field, const struct category_tree *tree, int64_t chosen, const char *none)
{
	field->options = ARENA_ARRAY(ctx->arena, tree->n + 1, struct form_option);
	field->n_options = 0;
	if (none)
		field->options[field->n_options++] = (struct form_option){ .value = "", .label = view_text(ctx, none) };
	for (size_t i = 0; i < tree->n; i++)
		field->options[field->n_options++] = (struct form_option){ .value = digits(ctx, tree->v[i].id),
			.label = indented(ctx, &tree->v[i]),
			.selected = tree->v[i].id == chosen };
}

void field_codes(struct ctx *ctx, struct form_field *field, const struct coded *codes, const char *chosen)
{
	size_t n = 0;
	while (codes[n].value)
		n++;
	field->options = ARENA_ARRAY(ctx->arena, n, struct form_option);
	field->n_options = n;
	for (size_t i = 0; i < n; i++)
		field->options[i] = (struct form_option){ .value = codes[i].value,
			.label = view_text(ctx, codes[i].label),
			.hint = codes[i].hint ? view_text(ctx, codes[i].hint) : NULL,
			.selected = str_eq(codes[i].value, chosen) };
}

enum err_code form_refused(struct ctx *ctx, struct exchange *x, enum err_code e)
{
	if (e != ERR_INPUT && e != ERR_CONFLICT)
		return e;
	if (e == ERR_CONFLICT)
		refuse(ctx, "", "changed_meanwhile", NULL, NULL);
	x->res->status = err_http_status(e);
	return ERR_OK;
}

void form_overrule(struct form *form, const char *name, const char *value)
{
	form_find(form, name)->value = value;
}

struct page_link *content_tabs(struct ctx *ctx, const char *current, size_t *n)
{
	static const struct {
		const char *path, *label;
	} tabs[] = {
		{ "/content/pages", N_("Pages") },
		{ "/content/home", N_("Home page") },
		{ "/content/menus", N_("Menus") },
		{ "/content/redirects", N_("Redirects") },
	};
	*n = sizeof tabs / sizeof tabs[0];
	struct page_link *v = ARENA_ARRAY(ctx->arena, *n, struct page_link);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct page_link){ .name = view_text(ctx, tabs[i].label),
			.url = admin_url(ctx, tabs[i].path),
			.current = str_eq(tabs[i].path, current) };
	return v;
}
