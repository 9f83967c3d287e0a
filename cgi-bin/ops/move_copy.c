#include "base/str.h"
#include "db/carry.h"
#include "ops/move.h"

struct pump {
	struct carry *to;
	int64_t rows;
};

static enum err_code pass_on(struct ctx *ctx, void *arg, const char *row, size_t n)
{
	struct pump *p = arg;

	p->rows++;
	return carry_in(ctx, p->to, row, n);
}

/* Both were made by the same migrations. */
static enum err_code check_same(
    struct ctx *ctx, const struct carry_table *a, size_t n_a, const struct carry_table *b, size_t n_b)
{
	for (size_t i = 0; i < n_a && i < n_b; i++)
		if (!str_eq(a[i].name, b[i].name) || !str_eq(a[i].columns, b[i].columns))
			return err_set(ctx, ERR_CONFLICT, "%s and %s differ", a[i].full, b[i].full);
	if (n_a != n_b)
		return err_set(ctx, ERR_CONFLICT, "%zu tables here, %zu there", n_a, n_b);
	return ERR_OK;
}

static enum err_code copy_table(
    struct ctx *ctx, struct carry *from, struct carry *to, const struct carry_table *t, struct move_told *told)
{
	struct pump p = { .to = to };
	enum err_code err = carry_in_begin(ctx, to, t);

	if (!err)
		err = carry_out(ctx, from, t, pass_on, &p);
	if (!err)
		err = carry_in_end(ctx, to);
	told->rows += p.rows;
	return err;
}

static enum err_code compare(
    struct ctx *ctx, struct carry *to, const struct carry_table *t, size_t n, const struct carry_sum *here)
{
	const struct carry_sum *there;
	enum err_code err = carry_sums(ctx, to, t, n, &there);

	for (size_t i = 0; i < n && !err; i++)
		if (here[i].rows != there[i].rows || !str_eq(here[i].hash, there[i].hash))
			err = err_set(ctx, ERR_CONFLICT, "the copy of %s differs: %lld rows of %lld", t[i].full,
			    (long long)there[i].rows, (long long)here[i].rows);
	return err;
}

static enum err_code copy_sequences(struct ctx *ctx, struct carry *from, struct carry *to)
{
	const struct carry_sequence *s;
	size_t n;
	enum err_code err = carry_sequences(ctx, from, &s, &n);

	return err ? err : carry_set_sequences(ctx, to, s, n);
}

enum err_code move_copy(
    struct ctx *ctx, struct carry *from, int64_t tenant_id, const char *to_cell, struct move_told *told)
{
	struct carry *to = NULL;
	const struct carry_table *tables, *there;
	const struct carry_sum *sums;
	size_t n, n_there;
	enum err_code err = carry_begin(ctx, to_cell, tenant_id, &to);

	if (!err)
		err = carry_tables(ctx, from, &tables, &n);
	if (!err)
		err = carry_tables(ctx, to, &there, &n_there);
	if (!err)
		err = check_same(ctx, tables, n, there, n_there);
	if (!err)
		err = carry_clear(ctx, to, there, n_there);
	if (!err)
		err = carry_sums(ctx, from, tables, n, &sums);
	/* Half of a shop's tables are empty. */
	for (size_t i = 0; i < n && !err; i++)
		if (sums[i].rows > 0)
			err = copy_table(ctx, from, to, &tables[i], told);
	if (!err)
		err = compare(ctx, to, tables, n, sums);
	if (!err)
		err = copy_sequences(ctx, from, to);
	if (!err)
		err = carry_commit(ctx, &to);
	told->tables = err ? 0 : n;
	carry_end(&to);
	return err;
}

/* What the planner knows; beside shoppers. */
enum err_code move_analyze(struct ctx *ctx, int64_t tenant_id, const char *cell)
{
	struct carry *at = NULL;
	const struct carry_table *tables;
	size_t n;
	enum err_code err = carry_begin(ctx, cell, tenant_id, &at);

	if (!err)
		err = carry_tables(ctx, at, &tables, &n);
	if (!err)
		err = carry_analyze(ctx, at, tables, n);
	if (!err)
		err = carry_commit(ctx, &at);
	carry_end(&at);
	return err;
}
