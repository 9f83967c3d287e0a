#include <time.h>

#include "base/str.h"
#include "db/carry.h"
#include "ops/move_room.h"

/* Another pass beside writers where the one before took longer than may be waited for behind the fence, as long as they
 * become much shorter. */
enum { PASSES_MOST = 5, PASS_MS = 500 };

static int64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum err_code pass_on(struct ctx *ctx, void *arg, const char *row, size_t n)
{
	return carry_in(ctx, arg, row, n);
}

/* Both were made by the same migrations. */
static enum err_code check_same(
    struct ctx *ctx, const struct carry_table *a, size_t n_a, const struct carry_table *b, size_t n_b)
{
	for (size_t i = 0; i < n_a && i < n_b; i++)
		if (!str_eq(a[i].name, b[i].name) || !str_eq(a[i].columns, b[i].columns) ||
		    !str_eq(a[i].keys, b[i].keys))
			return err_set(ctx, ERR_CONFLICT, "%s and %s differ", a[i].full, b[i].full);
		else if (str_empty(a[i].keys))
			return err_set(ctx, ERR_CONFLICT, "%s has no primary key", a[i].full);
	if (n_a != n_b)
		return err_set(ctx, ERR_CONFLICT, "%zu tables here, %zu there", n_a, n_b);
	return ERR_OK;
}

static enum err_code copy_table(struct ctx *ctx, struct carry *from, struct carry *to, const struct carry_table *t)
{
	enum err_code err = carry_in_begin(ctx, to, t);

	if (!err)
		err = carry_out(ctx, from, t, pass_on, to);
	return err ? err : carry_in_end(ctx, to);
}

static enum err_code differs(struct ctx *ctx, const struct carry_table *t, int64_t here, int64_t there)
{
	return err_set(
	    ctx, ERR_CONFLICT, "the copy of %s differs: %lld rows of %lld", t->full, (long long)there, (long long)here);
}

static bool same_sum(const struct carry_sum *a, const struct carry_sum *b)
{
	return a->rows == b->rows && str_eq(a->hash, b->hash);
}

static enum err_code compare(
    struct ctx *ctx, struct carry *to, const struct carry_table *t, size_t n, const struct carry_sum *here)
{
	const struct carry_sum *there;
	enum err_code err = carry_sums(ctx, to, t, n, &there);

	for (size_t i = 0; i < n && !err; i++)
		if (!same_sum(&here[i], &there[i]))
			err = differs(ctx, &t[i], here[i].rows, there[i].rows);
	return err;
}

static enum err_code copy_sequences(struct ctx *ctx, struct carry *from, struct carry *to)
{
	const struct carry_sequence *s;
	size_t n;
	enum err_code err = carry_sequences(ctx, from, &s, &n);

	return err ? err : carry_set_sequences(ctx, to, s, n);
}

static enum err_code look(struct ctx *ctx, struct move_copy *m, struct carry *from, struct carry *to)
{
	const struct carry_table *there;
	size_t n_there;
	enum err_code err = carry_tables(ctx, from, &m->tables, &m->n);

	if (!err)
		err = carry_tables(ctx, to, &there, &n_there);
	if (!err)
		err = check_same(ctx, m->tables, m->n, there, n_there);
	if (!err)
		err = carry_references(ctx, to, &m->references, &m->n_references);
	return err ? err : carry_clear(ctx, to, there, n_there);
}

/* All rows of from's moment. */
static enum err_code copy_all(struct ctx *ctx, struct move_copy *m, struct carry *from, struct carry *to)
{
	const struct carry_sum *sums;
	enum err_code err = carry_sums(ctx, from, m->tables, m->n, &sums);

	/* Half of a shop's tables are empty. */
	for (size_t i = 0; i < m->n && !err; i++) {
		m->rows += sums[i].rows;
		if (sums[i].rows > 0)
			err = copy_table(ctx, from, to, &m->tables[i]);
	}
	if (!err)
		err = compare(ctx, to, m->tables, m->n, sums);
	return err ? err : carry_analyze(ctx, to, m->tables, m->n);
}

/* Rows whose keys are gone from there; room is made for the changed ones first, which may be called as these were. */
static enum err_code take_gone(
    struct ctx *ctx, struct carry *from, struct carry *to, const struct carry_table *t, int64_t *have)
{
	int64_t gone = 0;
	enum err_code err = carry_keys_begin(ctx, to, t);

	if (!err)
		err = carry_out_keys(ctx, from, t, pass_on, to);
	if (!err)
		err = carry_in_end(ctx, to);
	if (!err)
		err = carry_keys_retain(ctx, to, t, &gone);
	*have -= gone;
	return err;
}

static enum err_code bring_up(struct ctx *ctx, const struct move_copy *m, struct carry *from, struct carry *to,
    const struct carry_table *t, const struct carry_change *c, int64_t have)
{
	int64_t kept = c->rows - c->since.rows, replaced = 0;
	struct carry_sum put;
	enum err_code err = carry_aside_begin(ctx, to, t);

	if (!err)
		err = carry_out_since(ctx, from, t, m->mark, pass_on, to);
	if (!err)
		err = carry_in_end(ctx, to);
	if (!err)
		err = carry_aside_make_room(ctx, to, t, &replaced);
	have -= replaced;
	if (!err && have > kept)
		err = take_gone(ctx, from, to, t, &have);
	if (!err && have != kept)
		err = differs(ctx, t, kept, have);
	if (!err)
		err = carry_aside_put(ctx, to, t, &put);
	if (!err && !same_sum(&c->since, &put))
		err = differs(ctx, t, c->since.rows, put.rows);
	return err;
}

/* What was changed since the mark. */
static enum err_code follow(struct ctx *ctx, struct move_copy *m, struct carry *from, struct carry *to)
{
	const struct carry_change *c;
	const int64_t *have;
	enum err_code err = carry_changes(ctx, from, m->tables, m->n, m->mark, &c);

	if (!err)
		err = carry_counts(ctx, to, m->tables, m->n, &have);
	m->rows = 0;
	for (size_t i = 0; i < m->n && !err; i++) {
		m->rows += c[i].rows;
		if (c[i].since.rows > 0 || c[i].rows != have[i])
			err = bring_up(ctx, m, from, to, &m->tables[i], &c[i], have[i]);
	}
	return err;
}

/* Beside writers: the first time all rows, then what they changed meanwhile. */
static enum err_code copy_once(struct ctx *ctx, struct move_copy *m, bool first)
{
	struct carry *from = NULL, *to = NULL;
	const char *mark = "";
	enum err_code err = carry_begin(ctx, m->from, m->id, &from);

	if (!err)
		err = carry_mark(ctx, from, &mark);
	if (err || str_empty(mark))
		goto done;
	err = carry_begin(ctx, m->to, m->id, &to);
	if (!err && first)
		err = look(ctx, m, from, to);
	if (!err && first)
		err = carry_references_drop(ctx, to, m->references, m->n_references);
	if (!err)
		err = first ? copy_all(ctx, m, from, to) : follow(ctx, m, from, to);
	if (!err)
		err = carry_commit(ctx, &to);
	if (!err)
		m->mark = mark;
done:
	carry_end(&to);
	carry_end(&from);
	return err;
}

enum err_code move_copy_ahead(struct ctx *ctx, struct move_copy *m)
{
	enum err_code err = ERR_OK;
	int64_t before = INT64_MAX;

	m->mark = "";
	for (int pass = 0; pass < PASSES_MOST && !err; pass++) {
		int64_t began = milliseconds(), took;

		err = copy_once(ctx, m, pass == 0);
		took = milliseconds() - began;
		if (str_empty(m->mark) || took < PASS_MS || took > before / 2)
			break;
		before = took;
	}
	return err;
}

enum err_code move_copy_rest(struct ctx *ctx, struct move_copy *m, struct carry *from)
{
	struct carry *to = NULL;
	bool ahead = !str_empty(m->mark);
	enum err_code err = carry_begin(ctx, m->to, m->id, &to);

	if (!err && !ahead)
		err = look(ctx, m, from, to);
	if (!err)
		err = ahead ? follow(ctx, m, from, to) : copy_all(ctx, m, from, to);
	if (!err && ahead)
		err = carry_references_put(ctx, to, m->references, m->n_references);
	if (!err)
		err = copy_sequences(ctx, from, to);
	if (!err)
		err = carry_commit(ctx, &to);
	carry_end(&to);
	return err;
}

enum err_code move_check(struct ctx *ctx, int64_t tenant_id, const char *cell)
{
	struct carry *at = NULL;
	enum err_code err = carry_begin(ctx, cell, tenant_id, &at);

	if (!err)
		err = carry_references_check(ctx, at);
	if (!err)
		err = carry_commit(ctx, &at);
	carry_end(&at);
	return err;
}
