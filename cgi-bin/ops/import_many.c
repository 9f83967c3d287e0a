#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "db/db.h"
#include "ops/import_known.h"
#include "queries.h"
#include "shop/tenant.h"

enum { WHY_BYTES = 400, STEPS_A_PROCESS = 1, NICE = 10, LOOK_MS = 20 };

/* What the processes share. */
struct board {
	atomic_size_t next; /* step */
	atomic_size_t done; /* groups */
	_Atomic int failed; /* the first error's code */
	char why[WHY_BYTES];
};

struct many {
	struct ctx *ctx;
	struct import *m;
	struct board *board;
	size_t *first; /* groups at which steps begin; n_steps + 1 */
	size_t n_steps;
	FILE *told[IMPORT_JOBS_MAX]; /* what each process says in its end */
	int jobs;
};

/* As it goes through a file from one process to the other, arg_bytes of text behind it. */
struct told_row {
	size_t row, arg_bytes;
	enum import_use use;
	enum import_fault fault;
	bool arg;
};

/* What products share is there before any process writes one. */
static enum err_code prepare(struct ctx *ctx, struct import *m, size_t *first)
{
	struct product_position_next_row next;
	enum err_code e = ERR_OK;

	while (!e && *first < m->n_groups && m->groups[*first].record)
		e = import_step(ctx, m, *first, NULL, NULL, first);
	for (size_t i = *first; !e && i < m->n_groups; i++) {
		import_shared(m, m->groups[i].row[0]);
		e = m->known->failed;
	}
	if (!e)
		e = q_product_position_next_one(ctx, &next);
	if (!e)
		m->position = next.position;
	return e;
}

static bool tell_rows(const struct many *a, FILE *to, const bool *mine)
{
	const struct import *m = a->m;

	for (size_t s = 0; s < a->n_steps; s++)
		for (size_t g = a->first[s]; mine[s] && g < a->first[s + 1]; g++)
			for (size_t i = 0; i < m->groups[g].n; i++) {
				size_t at = m->groups[g].row[i];
				const struct import_row *r = &m->report.rows[at];
				struct told_row t = { .row = at,
					.arg_bytes = r->arg ? strlen(r->arg) : 0,
					.use = r->use,
					.fault = r->fault,
					.arg = r->arg != NULL };
				if (fwrite(&t, sizeof(t), 1, to) != 1 ||
				    (t.arg_bytes && fwrite(r->arg, t.arg_bytes, 1, to) != 1))
					return false;
			}
	return true;
}

/* The counts, how many rows are done, and what became of each. */
static bool tell(const struct many *a, FILE *to, const bool *mine, const struct import_counts *before, size_t done)
{
	struct import_counts own = a->m->report.counts;
	size_t rows = a->m->report.done - done;

	own.products -= before->products;
	own.updated -= before->updated;
	own.variants -= before->variants;
	own.pictures -= before->pictures;
	own.untracked -= before->untracked;
	own.records -= before->records;
	return fwrite(&own, sizeof(own), 1, to) == 1 && fwrite(&rows, sizeof(rows), 1, to) == 1 &&
	       tell_rows(a, to, mine) && fflush(to) == 0;
}

static void give_up(const struct many *a, enum err_code e, const char *why)
{
	int none = 0;

	if (atomic_compare_exchange_strong(&a->board->failed, &none, (int)e))
		str_copy(a->board->why, why, sizeof(a->board->why));
}

/* One of the processes: a connection of its own, and steps until none is left. */
static _Noreturn void work(const struct many *a, FILE *to, pid_t parent)
{
	struct ctx *ctx = a->ctx;
	struct import *m = a->m;
	struct import_counts before = m->report.counts;
	size_t done = m->report.done, s;
	bool *mine = ARENA_ARRAY(ctx->arena, a->n_steps + 1, bool);
	struct db *db = db_create(ctx->conf, NULL);
	enum err_code e = ERR_OK;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	/* Who looks at a shop goes before who fills one. */
	setpriority(PRIO_PROCESS, 0, NICE);
	db_behind(db, NICE);
	db_scope(db, ctx->tenant->id, ctx->tenant->cell);
	ctx->db = db;
	while (!e && getppid() == parent && !atomic_load(&a->board->failed) &&
	       (s = atomic_fetch_add(&a->board->next, 1)) < a->n_steps)
		for (size_t at = a->first[s]; !e && at < a->first[s + 1];) {
			size_t first = at;
			e = import_step(ctx, m, first, NULL, NULL, &at);
			mine[s] = true;
			atomic_fetch_add(&a->board->done, at - first);
		}
	if (e)
		give_up(a, e, ctx->err.text);
	if (!tell(a, to, mine, &before, done))
		give_up(a, ERR_INTERNAL, "a process could not say what it has written");
	db_destroy(&db);
	_exit(0);
}

static bool hear_rows(struct import *m, FILE *from)
{
	struct told_row t;

	while (fread(&t, sizeof(t), 1, from) == 1) {
		struct import_row *r = &m->report.rows[t.row];
		char *arg = arena_alloc(m->ctx->arena, t.arg_bytes + 1);
		if (t.arg_bytes && fread(arg, t.arg_bytes, 1, from) != 1)
			return false;
		arg[t.arg_bytes] = '\0';
		*r = (struct import_row){ r->line, t.use, t.fault, t.arg ? arg : NULL };
	}
	return feof(from) && !ferror(from);
}

static bool hear(struct import *m, FILE *from)
{
	struct import_counts own, *sum = &m->report.counts;
	size_t rows;

	rewind(from);
	if (fread(&own, sizeof(own), 1, from) != 1 || fread(&rows, sizeof(rows), 1, from) != 1)
		return false;
	sum->products += own.products;
	sum->updated += own.updated;
	sum->variants += own.variants;
	sum->pictures += own.pictures;
	sum->untracked += own.untracked;
	sum->records += own.records;
	m->report.done += rows;
	return hear_rows(m, from);
}

static void plan_steps(struct many *a, size_t first)
{
	a->first = ARENA_ARRAY(a->ctx->arena, a->m->n_groups + 1, size_t);
	for (a->first[0] = first; a->first[a->n_steps] < a->m->n_groups; a->n_steps++)
		a->first[a->n_steps + 1] = import_step_end(a->m, a->first[a->n_steps]);
}

static void say(const struct import *m, size_t done)
{
	if (m->options.progress)
		m->options.progress(done, m->n_groups);
}

static enum err_code run(struct many *a)
{
	const struct timespec look = { .tv_nsec = LOOK_MS * 1000000L };
	pid_t parent = getpid();
	int running = 0, heard = 0;

	fflush(stdout);
	for (int i = 0; i < a->jobs && (a->told[i] = tmpfile()); i++) {
		pid_t pid = fork();
		if (pid == 0)
			work(a, a->told[i], parent);
		running += pid > 0;
	}
	for (int left = running; left > 0;) {
		pid_t pid = waitpid(-1, NULL, WNOHANG);
		if (pid > 0) {
			left--;
			continue;
		}
		if (pid < 0 && errno != EINTR)
			break;
		nanosleep(&look, NULL);
		say(a->m, a->first[0] + atomic_load(&a->board->done));
	}
	say(a->m, a->first[0] + atomic_load(&a->board->done));
	for (int i = 0; i < a->jobs && a->told[i]; i++) {
		heard += hear(a->m, a->told[i]);
		fclose(a->told[i]);
	}
	if (atomic_load(&a->board->failed))
		return err_set(a->ctx, (enum err_code)atomic_load(&a->board->failed), "%s", a->board->why);
	if (running == 0 || heard < running)
		return err_set(a->ctx, ERR_INTERNAL, "a process of the import ended before its time");
	return ERR_OK;
}

enum err_code import_all(struct ctx *ctx, struct import *m, int jobs)
{
	struct many a = { .ctx = ctx, .m = m };
	size_t first = 0;
	enum err_code e = ERR_OK;

	if (jobs > 1 && !m->options.dry_run)
		e = prepare(ctx, m, &first);
	if (!e)
		plan_steps(&a, first);
	a.jobs = jobs < IMPORT_JOBS_MAX ? jobs : IMPORT_JOBS_MAX;
	if ((size_t)a.jobs > a.n_steps / STEPS_A_PROCESS)
		a.jobs = (int)(a.n_steps / STEPS_A_PROCESS);
	if (a.jobs <= 1 || m->options.dry_run) {
		while (!e && first < m->n_groups) {
			e = import_step(ctx, m, first, NULL, NULL, &first);
			say(m, first);
		}
		return e;
	}
	if (e)
		return e;
	a.board = mmap(NULL, sizeof(*a.board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (a.board == MAP_FAILED)
		return err_set(ctx, ERR_INTERNAL, "no memory to share: %s", strerror(errno));
	e = run(&a);
	munmap(a.board, sizeof(*a.board));
	return e;
}
