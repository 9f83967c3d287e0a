#include <inttypes.h>

#include "admin/files.h"
#include "admin/pages.h"
#include "base/str.h"
#include "kit/csv.h"
#include "kit/text.h"
#include "ops/product_columns.h"
#include "web/flash.h"

enum { NOTES_SHOWN = 100, NOTES_AT_ONCE = 5000, REPORT_BYTES = 16 * 1024 * 1024 };

static const char *note_text(struct ctx *ctx, const struct import_note *n)
{
	return view_format(ctx, import_fault_text(n->fault), n->arg, NULL);
}

static enum err_code fill_notes(struct ctx *ctx, int64_t id, struct file_page *view)
{
	const struct import_note *notes;
	size_t n;
	enum err_code e = import_job_notes(ctx, id, 0, NOTES_SHOWN + 1, &notes, &n);
	if (e)
		return e;
	view->more_notes = n > NOTES_SHOWN;
	view->n_notes = view->more_notes ? NOTES_SHOWN : n;
	view->notes = ARENA_ARRAY(ctx->arena, view->n_notes + 1, struct file_note);
	for (size_t i = 0; i < view->n_notes; i++)
		view->notes[i] = (struct file_note){ notes[i].line, note_text(ctx, &notes[i]), notes[i].refused };
	return ERR_OK;
}

static void fill_counts(struct ctx *ctx, const struct import_job *j, struct file_page *view)
{
	view->lines = arena_printf(ctx->arena, "%" PRId64, j->lines ? j->lines : 1);
	view->lines_done = arena_printf(ctx->arena, "%" PRId64, j->lines_done);
	view->lines_count = j->lines;
	view->behind = j->lines_done;
	view->fresh = j->counts.products - j->counts.updated;
	view->updated = j->counts.updated;
	view->variants = j->counts.variants;
	view->pictures = j->counts.pictures;
	view->records = j->counts.records;
	view->refused = j->refused;
	view->warned = j->warned;
	view->nothing = j->counts.products + j->counts.records == 0;
}

enum err_code file_get(struct ctx *ctx, struct exchange *x)
{
	struct import_job j;
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = import_job_get(ctx, id, &j);
	if (e)
		return e;
	const char *self = admin_url(ctx, arena_printf(ctx->arena, "/files/%" PRId64, id));
	struct file_page view = { .name = j.filename,
		.currency = text_currency_name(ctx->arena, ctx->locale, j.currency),
		.at = j.created_at,
		.state = file_status(&j),
		.self_url = self,
		.files_url = admin_url(ctx, "/files"),
		.products_url = admin_url(ctx, "/products"),
		.report_url = arena_printf(ctx->arena, "%s/report.csv", self),
		.start_url = arena_printf(ctx->arena, "%s/start", self),
		.cancel_url = arena_printf(ctx->arena, "%s/cancel", self),
		.checking = str_eq(j.state, "checking"),
		.checked = str_eq(j.state, "checked"),
		.importing = str_eq(j.state, "importing"),
		.done = str_eq(j.state, "done"),
		.cancelled = str_eq(j.state, "cancelled"),
		.failed = str_eq(j.state, "failed") };
	if (view.checked)
		e = import_job_waits(ctx, id, &view.waits);
	if (e)
		return e;
	view.whole = j.whole;
	view.partly = (view.cancelled || view.failed) && !j.whole;
	view.unfit = view.checked && j.whole && j.refused > 0;
	view.working = view.checking || view.importing;
	view.watch = view.working ? "" : NULL;
	view.can_cancel = (view.working || view.checked) && !j.cancel;
	fill_counts(ctx, &j, &view);
	view.startable = view.checked && !view.nothing && !view.unfit && !view.waits;
	e = fill_notes(ctx, id, &view);
	if (e)
		return e;
	struct page *page = page_create(ctx, x);
	page->title = j.filename;
	return page_render(ctx, x, "file", &view, page);
}

/* Back to the job, with what became of it. */
static enum err_code done(struct ctx *ctx, struct exchange *x, int64_t id, enum err_code e, const char *flash)
{
	struct import_job job;
	if (!e || e == ERR_CONFLICT) {
		enum err_code none = import_job_get(ctx, id, &job);
		e = none ? none : e;
	}
	if (e && e != ERR_CONFLICT)
		return e;
	return flash_redirect(
	    ctx, x, admin_url(ctx, arena_printf(ctx->arena, "/files/%" PRId64, id)), e ? "import_state" : flash);
}

enum err_code file_start_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	bool waits;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = import_job_waits(ctx, id, &waits);
	if (e)
		return e;
	if (waits)
		return done(ctx, x, id, ERR_OK, "import_running");
	return done(ctx, x, id, import_job_start(ctx, id), "import_started");
}

enum err_code file_cancel_post(struct ctx *ctx, struct exchange *x)
{
	int64_t id;
	enum err_code e = admin_id(ctx, x, &id);
	return e ? e : done(ctx, x, id, import_job_cancel(ctx, id), "import_cancelled");
}

static void write_note(struct ctx *ctx, struct buf *to, const struct import_note *n)
{
	const char *cells[] = { arena_printf(ctx->arena, "%" PRId64, n->line),
		view_text(ctx, n->refused ? N_("left out") : N_("imported, with a warning")),
		cell_guard(ctx, note_text(ctx, n)) };
	csv_write_row(to, cells, sizeof cells / sizeof cells[0]);
}

enum err_code file_report_get(struct ctx *ctx, struct exchange *x)
{
	const char *head[] = { view_text(ctx, N_("Line")), view_text(ctx, N_("Outcome")),
		view_text(ctx, N_("Reason")) };
	struct buf *body = &x->res->body;
	struct import_job j;
	int64_t id, after = 0;
	size_t n = NOTES_AT_ONCE;
	enum err_code e = admin_id(ctx, x, &id);
	if (!e)
		e = import_job_get(ctx, id, &j);
	if (e)
		return e;
	buf_init(body, ctx->arena, REPORT_BYTES);
	csv_write_row(body, head, sizeof head / sizeof head[0]);
	/* A report that is longer than anybody reads ends where its room does. */
	while (!e && n == NOTES_AT_ONCE && body->len < REPORT_BYTES / 2) {
		const struct import_note *notes;
		e = import_job_notes(ctx, id, after, NOTES_AT_ONCE, &notes, &n);
		for (size_t i = 0; !e && i < n && body->len < REPORT_BYTES / 2; i++)
			write_note(ctx, body, &notes[i]);
		if (!e && n)
			after = notes[n - 1].line;
	}
	x->res->type = "text/csv; charset=utf-8";
	x->res->disposition = arena_printf(ctx->arena, "attachment; filename=\"import-%" PRId64 "-report.csv\"", id);
	return e;
}
