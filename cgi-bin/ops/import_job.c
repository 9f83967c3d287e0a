#include "ops/import_job.h"

#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "db/db.h"
#include "kit/json.h"
#include "queries.h"
#include "shop/outbox.h"
#include "shop/staff.h"
#include "shop/tenant.h"

enum { PIECE = 1024 * 1024, KEPT_SECONDS = 30 * 86400, ROUND_CHECK = 1, ROUND_IMPORT = 2 };
/* A file and all its cells. */
#define FILE_MEMORY ((size_t)1024 * 1024 * 1024)

struct creation {
	const struct import_order *order;
	const char *data;
	size_t n;
	int64_t groups, lines, id;
};

static enum err_code create_tx(struct ctx *ctx, void *arg)
{
	struct creation *c = arg;
	struct import_job_add_in in = { .staff_id = ctx->staff->id,
		.filename = c->order->filename,
		.currency = c->order->currency,
		.whole = c->order->whole,
		.groups = c->groups,
		.lines = c->lines,
		.at = ctx->now };
	struct import_job_add_row row;
	/* Each that is kept keeps its file: without a bound a shop could fill the disk with them. */
	struct import_jobs_prune_in old = { .before = ctx->now - KEPT_SECONDS, .newest = IMPORT_JOBS - 1 };
	enum err_code e = q_import_jobs_prune(ctx, &old, NULL);
	if (!e)
		e = q_import_job_add_one(ctx, &in, &row);
	for (size_t at = 0; !e && at < c->n; at += PIECE) {
		struct import_piece_add_in piece = { .job_id = row.id,
			.position = (int64_t)(at / PIECE),
			.data = { .p = (const uint8_t *)c->data + at, .n = c->n - at < PIECE ? c->n - at : PIECE } };
		e = q_import_piece_add(ctx, &piece, NULL);
	}
	if (e)
		return e;
	c->id = row.id;
	return outbox_add_work(ctx, OUTBOX_IMPORT, row.id, ROUND_CHECK);
}

enum err_code import_job_create(struct ctx *ctx, const struct import_order *order, const char *data, size_t n,
    int64_t *id, struct import_refused *refused)
{
	struct ctx own = *ctx;
	struct import *m = NULL;
	struct import_options options = { .currency = order->currency, .dry_run = true };
	*refused = (struct import_refused){ .why = IMPORT_FILE_FINE };
	own.arena = arena_create(FILE_MEMORY);
	enum err_code e = import_open(&own, data, n, &options, &m);
	const struct import_report *r = import_report_of(m);
	if (e && r->file)
		*refused =
		    (struct import_refused){ r->file, r->column ? arena_strdup(ctx->arena, r->column) : NULL, r->line };
	struct creation c = {
		.order = order, .data = data, .n = n, .groups = (int64_t)import_groups(m), .lines = (int64_t)r->n
	};
	if (!e)
		e = db_tx(&own, create_tx, &c);
	ctx->err = own.err;
	arena_destroy(&own.arena);
	*id = c.id;
	return e;
}

static struct import_job job_of(const struct import_jobs_row *r)
{
	return (struct import_job){ .id = r->id,
		.filename = r->filename,
		.currency = r->currency,
		.whole = r->whole,
		.state = r->state,
		.cancel = r->cancel,
		.groups = r->groups,
		.done = r->done,
		.lines = r->lines,
		.lines_done = r->lines_done,
		.counts = { .products = r->products,
		    .updated = r->updated,
		    .variants = r->variants,
		    .pictures = r->pictures,
		    .records = r->records },
		.refused = r->refused,
		.warned = r->warned,
		.created_at = r->created_at };
}

enum err_code import_job_get(struct ctx *ctx, int64_t id, struct import_job *out)
{
	struct import_jobs_row row;
	enum err_code e = q_import_jobs_one(ctx, &(struct import_jobs_in){ .id = id, .max_rows = 1 }, &row);
	if (!e)
		*out = job_of(&row);
	return e;
}

enum err_code import_job_list(struct ctx *ctx, const struct import_job **out, size_t *n)
{
	struct import_jobs_row *rows;
	enum err_code e = q_import_jobs(ctx, &(struct import_jobs_in){ .id = 0, .max_rows = IMPORT_JOBS }, &rows, n);
	if (e)
		return e;
	struct import_job *v = ARENA_ARRAY(ctx->arena, *n + 1, struct import_job);
	for (size_t i = 0; i < *n; i++)
		v[i] = job_of(&rows[i]);
	*out = v;
	return ERR_OK;
}

enum err_code import_job_notes(
    struct ctx *ctx, int64_t id, int64_t after_line, int64_t max, const struct import_note **out, size_t *n)
{
	struct import_notes_row *rows;
	enum err_code e = q_import_notes(
	    ctx, &(struct import_notes_in){ .job_id = id, .after_line = after_line, .max_rows = max }, &rows, n);
	if (e)
		return e;
	struct import_note *v = ARENA_ARRAY(ctx->arena, *n + 1, struct import_note);
	for (size_t i = 0; i < *n; i++)
		v[i] = (struct import_note){ rows[i].line, import_fault_named(rows[i].fault), rows[i].refused,
			rows[i].arg };
	*out = v;
	return ERR_OK;
}

enum err_code import_job_waits(struct ctx *ctx, int64_t id, bool *waits)
{
	struct import_job_other_row other;
	enum err_code e = q_import_job_other_one(ctx, &(struct import_job_other_in){ id }, &other);
	*waits = !e && other.n > 0;
	return e;
}

static enum err_code start_tx(struct ctx *ctx, void *arg)
{
	int64_t id = *(const int64_t *)arg, moved;
	struct import_job_lock_row *locked;
	size_t n;
	enum err_code e = q_import_job_lock(ctx, &locked, &n);
	if (!e)
		e = q_import_job_start(ctx, &(struct import_job_start_in){ .id = id, .at = ctx->now }, &moved);
	if (!e && moved == 0)
		return err_set(ctx, ERR_CONFLICT, "import %" PRId64 " waits for nobody", id);
	if (!e)
		e = q_import_notes_clear(ctx, &(struct import_notes_clear_in){ id }, NULL);
	return e ? e : outbox_add_work(ctx, OUTBOX_IMPORT, id, ROUND_IMPORT);
}

enum err_code import_job_start(struct ctx *ctx, int64_t id)
{
	return db_tx(ctx, start_tx, &id);
}

/* One that waits is over at once; the worker ends one that it is at. */
static enum err_code cancel_tx(struct ctx *ctx, void *arg)
{
	int64_t id = *(const int64_t *)arg, moved;
	struct import_job job;
	enum err_code e = q_import_job_cancel(ctx, &(struct import_job_cancel_in){ .id = id, .at = ctx->now }, &moved);
	if (!e && moved == 0)
		return err_set(ctx, ERR_CONFLICT, "import %" PRId64 " is over", id);
	if (!e)
		e = import_job_get(ctx, id, &job);
	if (e || !str_eq(job.state, "cancelled"))
		return e;
	return q_import_pieces_clear(ctx, &(struct import_pieces_clear_in){ id }, NULL);
}

enum err_code import_job_cancel(struct ctx *ctx, int64_t id)
{
	return db_tx(ctx, cancel_tx, &id);
}

struct ending {
	int64_t id;
	const char *was, *state;
};

/* The file is needed no longer, unless it is to be imported yet. */
static enum err_code end_tx(struct ctx *ctx, void *arg)
{
	const struct ending *end = arg;
	struct import_job_move_in in = { .id = end->id, .was = end->was, .state = end->state, .at = ctx->now };
	enum err_code e = q_import_job_move(ctx, &in, NULL);
	if (e || str_eq(end->state, "checked"))
		return e;
	return q_import_pieces_clear(ctx, &(struct import_pieces_clear_in){ end->id }, NULL);
}

struct running {
	struct import_job job;
	bool lost; /* cancelled, or somebody else is at it */
	const struct import_job_manner *manner;
	/* Of one that is all or nothing. */
	bool stopped;
	int64_t lines;
	struct import_counts counts;
	struct json *notes;
	struct ctx *ctx; /* lives as long as the notes */
};

static bool lost(struct ctx *ctx, struct running *run)
{
	run->lost = true;
	err_set(ctx, ERR_LIMIT, "import %" PRId64 " was taken away", run->job.id);
	return true;
}

/* What is told of the step's rows; counts them. */
static void note_rows(struct ctx *ctx, const struct import *m, const struct import_step *s, struct json *notes,
    struct import_job_progress_in *in)
{
	const struct import_row *row;
	size_t first = s->first, at = 0;
	while ((row = import_next_row(m, &first, s->next, &at))) {
		in->lines++;
		if (row->fault == IMPORT_FINE)
			continue;
		bool refused = row->use == IMPORT_REFUSED_ROW;
		struct json *note = json_new_object(ctx->arena);
		json_put_int(note, "line", row->line);
		json_put_text(note, "fault", import_fault_name(row->fault));
		json_put_bool(note, "refused", refused);
		json_put_text(note, "arg", row->arg ? row->arg : "");
		json_add(notes, note);
		in->refused += refused;
		in->warned += !refused;
	}
}

static enum err_code add_notes(struct ctx *ctx, int64_t id, struct json *notes)
{
	if (json_count(notes) == 0)
		return ERR_OK;
	return q_import_notes_add(ctx, &(struct import_notes_add_in){ id, json_print(ctx->arena, notes) }, NULL);
}

static enum err_code record(struct ctx *ctx, const struct import *m, const struct import_step *s, void *arg)
{
	struct running *run = arg;
	struct json *notes = json_new_list(ctx->arena);
	int64_t changed;
	struct import_job_progress_in in = { .id = run->job.id,
		.state = run->job.state,
		.first = (int64_t)s->first,
		.next = (int64_t)s->next,
		.products = s->counts.products,
		.updated = s->counts.updated,
		.variants = s->counts.variants,
		.pictures = s->counts.pictures,
		.records = s->counts.records,
		.at = ctx->now };
	note_rows(ctx, m, s, notes, &in);
	enum err_code e = q_import_job_progress(ctx, &in, &changed);
	if (!e && changed == 0 && lost(ctx, run))
		return ERR_LIMIT;
	return e ? e : add_notes(ctx, run->job.id, notes);
}

static enum err_code show_progress(struct ctx *ctx, void *arg)
{
	struct running *run = arg;
	int64_t changed;
	enum err_code e = q_import_job_whole_seen(
	    ctx, &(struct import_job_whole_seen_in){ run->job.id, run->lines, ctx->now }, &changed);
	if (!e && changed == 0 && lost(ctx, run))
		return ERR_LIMIT;
	return e ? e : run->manner->alive(ctx, run->manner->arg);
}

static enum err_code end_whole(struct ctx *ctx, struct running *run, int64_t warned)
{
	int64_t changed;
	struct import_job_whole_done_in in = { .id = run->job.id,
		.products = run->counts.products,
		.updated = run->counts.updated,
		.variants = run->counts.variants,
		.pictures = run->counts.pictures,
		.records = run->counts.records,
		.warned = warned,
		.at = ctx->now };
	enum err_code e = q_import_job_whole_done(ctx, &in, &changed);
	if (!e && changed == 0 && lost(ctx, run))
		return ERR_LIMIT;
	if (!e)
		e = add_notes(ctx, run->job.id, run->notes);
	return e ? e : q_import_pieces_clear(ctx, &(struct import_pieces_clear_in){ run->job.id }, NULL);
}

/* The job ends in the transaction of its rows; until then how far it is stands beside it. */
static enum err_code record_whole(struct ctx *ctx, const struct import *m, const struct import_step *s, void *arg)
{
	struct running *run = arg;
	struct import_job_progress_in told = { .id = run->job.id };
	if (s->first == 0) {
		run->lines = 0;
		run->counts = (struct import_counts){ 0 };
		run->notes = json_new_list(run->ctx->arena);
	}
	note_rows(run->ctx, m, s, run->notes, &told);
	run->lines += told.lines;
	run->counts.products += s->counts.products;
	run->counts.updated += s->counts.updated;
	run->counts.variants += s->counts.variants;
	run->counts.pictures += s->counts.pictures;
	run->counts.records += s->counts.records;
	if (s->next == import_groups(m))
		return end_whole(ctx, run, (int64_t)json_count(run->notes));
	run->stopped = run->manner->stop(run->manner->arg, true);
	if (run->stopped)
		return err_set(ctx, ERR_LIMIT, "import %" PRId64 " begins anew", run->job.id);
	return db_beside(ctx, show_progress, run);
}

static enum err_code read_file(struct ctx *ctx, int64_t id, char **data, size_t *n)
{
	struct import_pieces_row *pieces;
	size_t count;
	enum err_code e = q_import_pieces(ctx, &(struct import_pieces_in){ id }, &pieces, &count);
	*n = 0;
	for (size_t i = 0; !e && i < count; i++)
		*n += pieces[i].data.n;
	if (e)
		return e;
	*data = arena_alloc(ctx->arena, *n + 1);
	*n = 0;
	for (size_t i = 0; i < count; i++) {
		memcpy(*data + *n, pieces[i].data.p, pieces[i].data.n);
		*n += pieces[i].data.n;
	}
	return ERR_OK;
}

static enum err_code recheck_tx(struct ctx *ctx, void *arg)
{
	int64_t id = *(const int64_t *)arg;
	enum err_code e = q_import_job_recheck(ctx, &(struct import_job_recheck_in){ id, ctx->now }, NULL);
	return e ? e : q_import_notes_clear(ctx, &(struct import_notes_clear_in){ id }, NULL);
}

/* A row that is refused now was good when it was looked at: it is looked at again, and told. */
static enum err_code run_whole(struct ctx *ctx, struct running *run, const char *data, size_t n, bool *more)
{
	struct import_options options = { .currency = run->job.currency };
	struct import_counts counts;
	run->ctx = ctx;
	enum err_code e = import_whole(ctx, data, n, &options, record_whole, run, &counts);
	*more = run->stopped;
	if (e && run->stopped) {
		err_clear(ctx);
		return ERR_OK;
	}
	if (e != ERR_CONFLICT)
		return e;
	err_clear(ctx);
	*more = true;
	return db_tx(ctx, recheck_tx, &run->job.id);
}

static enum err_code run_steps(struct ctx *ctx, struct running *run, const char *data, size_t n, bool *more)
{
	struct import_job *job = &run->job;
	struct import_options options = { .currency = job->currency, .dry_run = str_eq(job->state, "checking") };
	struct import *m;
	size_t at = (size_t)job->done;
	enum err_code e = import_open(ctx, data, n, &options, &m);
	if (!e)
		e = import_resume(ctx, m, at);
	while (!e && at < import_groups(m) && !run->manner->stop(run->manner->arg, false))
		e = import_step(ctx, m, at, record, run, &at);
	*more = !e && at < import_groups(m);
	if (e || *more)
		return e;
	return db_tx(ctx, end_tx, &(struct ending){ job->id, job->state, options.dry_run ? "checked" : "done" });
}

static enum err_code run_on(struct ctx *ctx, struct running *run, bool *more)
{
	char *data;
	size_t n;
	enum err_code e = read_file(ctx, run->job.id, &data, &n);
	if (e)
		return e;
	if (run->job.whole && str_eq(run->job.state, "importing"))
		return run_whole(ctx, run, data, n, more);
	return run_steps(ctx, run, data, n, more);
}

enum err_code import_job_work(struct ctx *ctx, int64_t id, const struct import_job_manner *manner, bool *more)
{
	struct running run = { .manner = manner };
	struct ctx own = *ctx;
	enum err_code e = import_job_get(ctx, id, &run.job);
	*more = false;
	if (e == ERR_NOT_FOUND) {
		err_clear(ctx);
		return ERR_OK;
	}
	if (e || (!str_eq(run.job.state, "checking") && !str_eq(run.job.state, "importing")))
		return e;
	own.arena = arena_create(FILE_MEMORY);
	if (!run.job.cancel)
		e = run_on(&own, &run, more);
	ctx->err = own.err;
	arena_destroy(&own.arena);
	if (e && !run.lost)
		return e;
	err_clear(ctx);
	e = import_job_get(ctx, id, &run.job);
	if (!e && run.job.cancel)
		e = db_tx(ctx, end_tx, &(struct ending){ id, run.job.state, "cancelled" });
	return e;
}

enum err_code import_job_give_up(struct ctx *ctx, int64_t id)
{
	struct import_job job;
	enum err_code e = import_job_get(ctx, id, &job);
	return e ? e : db_tx(ctx, end_tx, &(struct ending){ id, job.state, "failed" });
}
