#include <inttypes.h>

#include "admin/content.h"
#include "admin/pages.h"
#include "admin/views_content.h"
#include "base/str.h"
#include "shop/redirect.h"
#include "web/flash.h"
#include "web/page.h"
#include "web/urls.h"

static const char *const here = "/content/redirects";

enum { PER_PAGE = 50, ADD_FIELDS = 3 };

static const struct coded statuses[] = {
	{ "301", N_("For good (301)"), NULL },
	{ "302", N_("For the time being (302)"), NULL },
	{ NULL, NULL, NULL },
};

static void fill_add(struct ctx *ctx, struct form *form, const struct request *typed)
{
	struct form_field fields[ADD_FIELDS] = {
		{ .name = "path",
		    .label = N_("Old address"),
		    .type = "text",
		    .dir = "ltr",
		    .required = true,
		    .width = "half",
		    .maxlength = "1000",
		    .hint = N_("Such as /old/page.html. Without a language in front it counts for all of them.") },
		{ .name = "target",
		    .label = N_("Leads to"),
		    .type = "text",
		    .dir = "ltr",
		    .required = true,
		    .width = "half",
		    .maxlength = "1000",
		    .hint = N_("An address of this shop. Without a language in front it leads to the reader’s.") },
		{ .name = "status", .label = N_("How long"), .type = "select", .required = true, .width = "half" },
	};
	field_codes(ctx, &fields[2], statuses, "301");
	*form = (struct form){ .fields = arena_memdup(ctx->arena, fields, sizeof fields), .n_fields = ADD_FIELDS };
	form_fill(ctx, form, typed);
}

static void fill_import(struct ctx *ctx, struct form *form, const struct request *typed)
{
	struct form_field field = { .name = "lines",
		.label = N_("Lines"),
		.type = "textarea",
		.dir = "ltr",
		.required = true,
		.hint = N_(
		    "One a line: the old address, a blank, where it leads; 302 behind it where it is not for good.") };
	*form = (struct form){
		.prefix = "import", .fields = arena_memdup(ctx->arena, &field, sizeof field), .n_fields = 1
	};
	form_fill(ctx, form, typed);
}

static struct pager_part pager(
    struct ctx *ctx, const struct redirects_in *in, const struct redirect *rows, size_t n, bool more)
{
	const char *first = arena_printf(ctx->arena, "%s?q=%s", admin_url(ctx, here), url_encode(ctx, in->q));
	struct pager_part p = { 0 };
	if (*in->after)
		p.first_url = first;
	if (more)
		p.next_url = arena_printf(ctx->arena, "%s&after=%s", first, url_encode(ctx, rows[n - 1].path));
	p.many = p.first_url || p.next_url;
	return p;
}

enum which_form { FORM_NONE, FORM_ADD, FORM_IMPORT };

static enum err_code show(struct ctx *ctx, struct exchange *x, const struct redirects_in *in, enum which_form typed)
{
	const struct redirect *rows = NULL;
	size_t n = 0;
	bool more = false;
	struct refusal *refusals = ctx->refusals;
	struct redirects_page view = { .action = admin_url(ctx, here),
		.import_url = admin_url(ctx, "/content/redirects/import"),
		.remove_url = admin_url(ctx, "/content/redirects/remove"),
		.query = in->q };
	enum err_code e = redirect_list(ctx, in->q, in->after, PER_PAGE, &rows, &n, &more);
	if (e)
		return e;
	view.tabs = content_tabs(ctx, here, &view.n_tabs);
	view.rows = ARENA_ARRAY(ctx->arena, n, struct redirect_row);
	view.n_rows = n;
	for (size_t i = 0; i < n; i++)
		view.rows[i] = (struct redirect_row){ .id = digits(ctx, rows[i].id),
			.path = rows[i].path,
			.target = rows[i].target,
			.lasting = rows[i].status == 301 };
	view.pager = pager(ctx, in, rows, n, more);
	ctx->refusals = typed == FORM_ADD ? refusals : NULL;
	fill_add(ctx, &view.form, typed == FORM_ADD ? x->req : NULL);
	ctx->refusals = typed == FORM_IMPORT ? refusals : NULL;
	fill_import(ctx, &view.import_form, typed == FORM_IMPORT ? x->req : NULL);
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Redirects"));
	return page_render(ctx, x, "redirects", &view, page);
}

static const struct redirects_in first_page = { .q = "", .after = "" };

enum err_code redirects_get(struct ctx *ctx, struct exchange *x)
{
	const struct redirects_in *in = x->in;
	if (x->in_err)
		in = &first_page;
	return show(ctx, x, in, FORM_NONE);
}

static enum err_code back_to_list(struct ctx *ctx, struct exchange *x, const char *flash)
{
	return flash_redirect(ctx, x, admin_url(ctx, here), flash);
}

static enum err_code refused(struct ctx *ctx, struct exchange *x, enum which_form typed)
{
	x->res->status = err_http_status(ERR_INPUT);
	return show(ctx, x, &first_page, typed);
}

enum err_code redirects_post(struct ctx *ctx, struct exchange *x)
{
	const struct redirect_in *in = x->in;
	struct redirect typed = { .path = in->path, .target = in->target, .status = in->status };
	enum err_code e = x->in_err ? x->in_err : redirect_add(ctx, &typed);
	if (e == ERR_INPUT)
		return refused(ctx, x, FORM_ADD);
	return e ? e : back_to_list(ctx, x, "saved");
}

enum err_code redirects_import_post(struct ctx *ctx, struct exchange *x)
{
	const struct redirect_lines_in *in = x->in;
	const struct redirect_line *lines = NULL;
	size_t added, n = 0;
	enum err_code e = x->in_err ? x->in_err : redirect_import(ctx, in->lines, &added, &lines, &n);
	for (size_t i = 0; i < n; i++) {
		struct refusal why = { .code = lines[i].code, .arg = { lines[i].arg } };
		refuse(ctx, "lines", "redirect_line", arena_printf(ctx->arena, "%zu", lines[i].number),
		    refusal_sentence(ctx, &why));
	}
	if (e == ERR_INPUT)
		return refused(ctx, x, FORM_IMPORT);
	return e ? e : back_to_list(ctx, x, "saved");
}

enum err_code redirects_remove_post(struct ctx *ctx, struct exchange *x)
{
	const struct redirect_remove_in *in = x->in;
	enum err_code e = x->in_err ? ERR_MALFORMED : redirect_remove(ctx, in->id);
	return e ? e : back_to_list(ctx, x, "deleted");
}
