#include "admin/files.h"

#include <inttypes.h>

#include "admin/pages.h"
#include "base/limits.h"
#include "base/str.h"
#include "kit/text.h"
#include "ops/export.h"
#include "shop/tenant.h"
#include "web/flash.h"
#include "web/upload.h"

/* One answer is made in the request's memory, twice. */
enum { EXPORT_BYTES = 16 * 1024 * 1024, NAME_POINTS = 100 };

static struct form_option *currencies(struct ctx *ctx, size_t *n)
{
	const struct settings *s = ctx->settings;
	struct form_option *v = ARENA_ARRAY(ctx->arena, s->n_currencies, struct form_option);
	*n = s->n_currencies;
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct form_option){ .value = s->currencies[i].code,
			.label = text_currency_name(ctx->arena, ctx->locale, s->currencies[i].code),
			.selected = i == 0 };
	return v;
}

static enum err_code show(struct ctx *ctx, struct exchange *x)
{
	struct form_field fields[] = {
		{ .name = "file",
		    .label = N_("CSV file"),
		    .type = "file",
		    .required = true,
		    .hint = N_("Products in Shopify’s format, in UTF-8, parted by commas, semicolons or tabs, at most "
		               "20 MB.") },
		{ .name = "currency",
		    .label = N_("Currency of the prices"),
		    .type = "select",
		    .required = true,
		    .hint = N_("For price columns that do not name one.") },
		{ .name = "whole",
		    .label = N_("All or nothing"),
		    .type = "checkbox",
		    .hint = N_("Where a row cannot be used, nothing of the file is imported, and shoppers see all of "
		               "it at once. Otherwise such rows are left out, and the rest is imported bit by bit.") },
	};
	struct files_page view = { .action = admin_url(ctx, "/files"),
		.export_url = admin_url(ctx, "/files/products.csv"),
		.form = { .fields = fields, .n_fields = sizeof fields / sizeof fields[0] } };
	const struct import_job *jobs;
	enum err_code e = import_job_list(ctx, &jobs, &view.n_jobs);
	if (e)
		return e;
	view.jobs = ARENA_ARRAY(ctx->arena, view.n_jobs + 1, struct file_row);
	for (size_t i = 0; i < view.n_jobs; i++)
		view.jobs[i] = (struct file_row){ .name = jobs[i].filename,
			.url = admin_url(ctx, arena_printf(ctx->arena, "/files/%" PRId64, jobs[i].id)),
			.at = jobs[i].created_at,
			.state = file_status(&jobs[i]),
			.lines = jobs[i].lines,
			.refused = jobs[i].refused };
	fields[1].options = currencies(ctx, &fields[1].n_options);
	form_fill(ctx, &view.form, x->req->method == HTTP_POST ? x->req : NULL);
	/* A browser keeps what file was chosen to itself. */
	fields[0].value = NULL;
	struct page *page = page_create(ctx, x);
	page->title = view_text(ctx, N_("Import and export"));
	return page_render(ctx, x, "files", &view, page);
}

enum err_code files_get(struct ctx *ctx, struct exchange *x)
{
	return show(ctx, x);
}

static enum err_code refuse_file(struct ctx *ctx, const struct import_refused *r)
{
	static const char *const codes[IMPORT_FILE__MAX] = {
		[IMPORT_FILE_EMPTY] = "csv_empty",
		[IMPORT_FILE_UTF16] = "csv_utf16",
		[IMPORT_FILE_ENCODING] = "csv_encoding",
		[IMPORT_FILE_QUOTE] = "csv_quote",
		[IMPORT_FILE_ROWS] = "csv_rows",
		[IMPORT_FILE_CELLS] = "csv_cells",
		[IMPORT_FILE_COLUMN] = "csv_column",
		[IMPORT_FILE_TWICE] = "csv_twice",
		[IMPORT_FILE_CURRENCY] = "csv_currency",
	};
	const char *line = text_integer(ctx->arena, ctx->locale, r->line);
	return refuse(ctx, r->why == IMPORT_FILE_CURRENCY ? "currency" : "file", codes[r->why],
	    r->column ? r->column : line, NULL);
}

enum err_code files_post(struct ctx *ctx, struct exchange *x)
{
	const struct files_in *in = x->in;
	const struct upload *file = upload_find(x->req, "file");
	struct import_refused refused = { .why = IMPORT_FILE_FINE };
	enum err_code e = x->in_err;
	int64_t id = 0;
	if (!e && !file)
		e = refuse(ctx, "file", "required", NULL, NULL);
	if (!e) {
		const char *name = arena_strndup(ctx->arena, file->filename, utf8_prefix(file->filename, NAME_POINTS));
		struct import_order order = { .filename = name, .currency = in->currency, .whole = in->whole };
		e = import_job_create(ctx, &order, (const char *)file->data, file->length, &id, &refused);
	}
	if (refused.why)
		e = refuse_file(ctx, &refused);
	if (e == ERR_INPUT) {
		x->res->status = err_http_status(e);
		return show(ctx, x);
	}
	if (e)
		return e;
	response_redirect(x->res, 303, admin_url(ctx, arena_printf(ctx->arena, "/files/%" PRId64, id)));
	return ERR_OK;
}

static bool put(void *arg, const char *data, size_t n)
{
	struct buf *to = arg;
	buf_add(to, data, n);
	return !to->overflow;
}

enum err_code files_export_get(struct ctx *ctx, struct exchange *x)
{
	buf_init(&x->res->body, ctx->arena, EXPORT_BYTES);
	enum err_code e = export_products(ctx, put, &x->res->body);
	if (x->res->body.overflow) {
		err_clear(ctx);
		buf_init(&x->res->body, ctx->arena, LIMIT_PAGE_BYTES);
		return flash_redirect(ctx, x, admin_url(ctx, "/files"), "export_large");
	}
	x->res->type = "text/csv; charset=utf-8";
	x->res->disposition = arena_printf(ctx->arena, "attachment; filename=\"%s-products.csv\"", ctx->tenant->name);
	return e;
}
