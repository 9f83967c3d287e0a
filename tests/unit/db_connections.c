/* Whose rows a connection may see, and what happens where it breaks at the worst moment. */
#include <time.h>

#include "base/str.h"
#include "db_kit.h"
#include "queries.h"

static const struct db_query slow_commit = { .name = "slow_commit",
	.sql = "INSERT INTO probe.late (id) VALUES ($1)",
	.on = DB_ON_CELL,
	IN_NUMBER,
	.writes = true };

static const struct db_query slow_write = { .name = "slow_write",
	.sql = "UPDATE probe.item SET v = v + 1 WHERE id = $1 AND pg_sleep(1.5) IS NOT NULL",
	.on = DB_ON_CELL,
	IN_NUMBER,
	.writes = true };

static const struct db_query kill_it = { .name = "kill_it",
	.sql = "SELECT pg_terminate_backend($1::int)",
	.on = DB_ON_CELL,
	IN_NUMBER,
	.out = flag_fields,
	.n_out = 1,
	.row_size = sizeof(bool) };

static const struct db_query where = { .name = "where",
	.sql = "SELECT t FROM @shop@.mark",
	.on = DB_ON_SHOP,
	.out = text_fields,
	.n_out = 1,
	.row_size = sizeof(char *) };

void test_scope(void **state)
{
	struct ctx *ctx = *state;
	const char *t;

	db_scope(ctx->db, 1, "one");
	assert_int_equal(db_one(ctx, &where, NULL, &t), ERR_OK);
	assert_string_equal(t, "one");
	db_scope(ctx->db, 1234567, "one");
	assert_int_equal(db_one(ctx, &where, NULL, &t), ERR_OK);
	assert_string_equal(t, "big");
	db_scope(ctx->db, 1, "one");
	assert_int_equal(db_one(ctx, &where, NULL, &t), ERR_OK);
	assert_string_equal(t, "one");
	/* A shop that is not there is an error, never another shop's row. */
	db_scope(ctx->db, 2, "one");
	assert_int_equal(db_one(ctx, &where, NULL, &t), ERR_INTERNAL);
}

static void ask_without_shop(void)
{
	struct ctx ctx;
	const char *t;

	cluster_ctx(&ctx, "worker");
	db_scope(ctx.db, 1, "one");
	db_scope(ctx.db, 0, "one");
	db_one(&ctx, &where, NULL, &t);
}

static void ask_without_cell(void)
{
	struct ctx ctx;

	cluster_ctx(&ctx, "worker");
	db_scope(ctx.db, 1, "one");
	db_scope(ctx.db, 0, NULL);
	db_one(&ctx, &one, NULL, NULL);
}

static void name_a_cell_badly(void)
{
	struct ctx ctx;

	cluster_ctx(&ctx, "worker");
	db_scope(ctx.db, 1, "one host=evil");
}

void test_scope_never_leaks(void **state)
{
	(void)state;
	assert_true(aborts(ask_without_shop));
	assert_true(aborts(ask_without_cell));
	assert_true(aborts(name_a_cell_badly));
}

/* A child that ends our backend in a moment. */
static pid_t kill_soon(int64_t backend)
{
	const struct timespec wait = { .tv_nsec = 500 * 1000000 };
	pid_t pid_killer = fork();
	struct ctx ctx;
	bool done;

	if (pid_killer != 0)
		return pid_killer;
	nanosleep(&wait, NULL);
	cluster_ctx(&ctx, NULL);
	db_scope(ctx.db, 0, "one");
	_exit(db_one(&ctx, &kill_it, &(struct number){ backend }, &done) || !done);
}

static enum err_code commit_late(struct ctx *ctx, void *arg)
{
	struct work *w = arg;

	w->calls++;
	return db_run(ctx, &slow_commit, &(struct number){ w->id }, NULL);
}

/* It had not come to its end: it is done once more, by a new connection. */
void test_lost_commit(void **state)
{
	struct ctx *ctx = *state;
	struct work w = { .id = 1 };
	struct number row;
	int status;
	pid_t killer;

	assert_int_equal(db_one(ctx, &pid, NULL, &row), ERR_OK);
	killer = kill_soon(row.n);
	assert_int_equal(db_tx(ctx, commit_late, &w), ERR_OK);
	assert_int_equal(w.calls, 2);
	/* That it was written can be asked for as long as the request lasts. */
	assert_int_equal(db_settle(ctx, db_written(ctx)), DB_FATE_DONE);
	db_rest(ctx->db);
	assert_true(db_written(ctx) == NULL);
	assert_int_equal(waitpid(killer, &status, 0), killer);
	assert_int_equal(status, 0);
	assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_OK);
}

static enum err_code write_slowly(struct ctx *ctx, void *arg)
{
	(void)arg;
	return db_run(ctx, &slow_write, &(struct number){ 400 }, NULL);
}

/* A writing statement whose connection breaks is done once, inside of a transaction and outside. */
void test_lost_write(void **state)
{
	struct ctx *ctx = *state;
	struct number row;
	pid_t killer;

	assert_int_equal(db_run(ctx, &put, &(struct pair){ 400, 0 }, NULL), ERR_OK);
	assert_int_equal(db_one(ctx, &pid, NULL, &row), ERR_OK);
	killer = kill_soon(row.n);
	assert_int_equal(db_run(ctx, &slow_write, &(struct number){ 400 }, NULL), ERR_OK);
	waitpid(killer, NULL, 0);
	assert_int_equal(value(ctx, 400), 1);
	assert_int_equal(db_one(ctx, &pid, NULL, &row), ERR_OK);
	killer = kill_soon(row.n);
	assert_int_equal(db_tx(ctx, write_slowly, NULL), ERR_OK);
	waitpid(killer, NULL, 0);
	assert_int_equal(value(ctx, 400), 2);
}

static const char *name_of(struct ctx *ctx, const struct witness *w)
{
	char hex[2 * WITNESS_BYTES + 1];

	str_hex(w->id, sizeof w->id, hex);
	return arena_printf(ctx->arena, "one.%s", hex);
}

struct leaving {
	const struct witness *w;
	enum db_fate seen;
	pid_t asker;
};

/* Puts the witness, and has another ask for it before the end. */
static enum err_code put_witness(struct ctx *ctx, void *arg)
{
	const struct timespec wait = { .tv_nsec = 300 * 1000000 };
	struct leaving *l = arg;
	struct ctx other;
	enum err_code err = q_witness_put(ctx, &(struct witness_put_in){ { l->w->id, sizeof l->w->id } }, NULL);

	l->asker = fork();
	if (l->asker == 0) {
		cluster_ctx(&other, "worker");
		db_scope(other.db, 0, "one");
		_exit((int)db_settle(&other, name_of(&other, l->w)));
	}
	nanosleep(&wait, NULL);
	return err;
}

/* Who asks waits for the end; who asked first bars it; and what was answered once stays so. */
void test_witness(void **state)
{
	struct ctx *ctx = *state;
	struct witness w, barred;
	struct leaving l = { .w = &w };
	int status;

	witness_draw(&w);
	assert_int_equal(db_tx(ctx, put_witness, &l), ERR_OK);
	assert_int_equal(waitpid(l.asker, &status, 0), l.asker);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == DB_FATE_DONE);
	assert_int_equal(db_settle(ctx, name_of(ctx, &w)), DB_FATE_DONE);
	witness_draw(&barred);
	assert_memory_not_equal(w.id, barred.id, sizeof w.id);
	assert_int_equal(db_settle(ctx, name_of(ctx, &barred)), DB_FATE_VOID);
	assert_int_equal(db_settle(ctx, name_of(ctx, &barred)), DB_FATE_VOID);
	assert_int_equal(
	    q_witness_put(ctx, &(struct witness_put_in){ { barred.id, sizeof barred.id } }, NULL), ERR_CONFLICT);
	assert_int_equal(db_settle(ctx, "two.00112233445566778899aabbccddeeff"), DB_FATE_UNKNOWN);
	assert_int_equal(db_settle(ctx, "one.00112233"), DB_FATE_UNKNOWN);
	assert_int_equal(db_settle(ctx, ""), DB_FATE_UNKNOWN);
}

/* A backend that was turned into a reader is left, and what it refused is done by a new connection. */
static const struct db_query only_read = { .name = "only_read",
	.sql = "SELECT set_config('default_transaction_read_only', 'on', false)",
	.on = DB_ON_CELL,
	.out = text_fields,
	.n_out = 1,
	.row_size = sizeof(char *) };

static enum err_code write_450(struct ctx *ctx, void *arg)
{
	(void)arg;
	return db_run(ctx, &add, &(struct pair){ 450, 1 }, NULL);
}

void test_only_reads(void **state)
{
	struct ctx *ctx = *state;
	struct number before, after;
	const char *was;

	assert_int_equal(db_run(ctx, &put, &(struct pair){ 450, 0 }, NULL), ERR_OK);
	assert_int_equal(db_one(ctx, &only_read, NULL, &was), ERR_OK);
	assert_int_equal(db_one(ctx, &pid, NULL, &before), ERR_OK);
	assert_int_equal(db_run(ctx, &add, &(struct pair){ 450, 1 }, NULL), ERR_OK);
	assert_int_equal(db_one(ctx, &pid, NULL, &after), ERR_OK);
	assert_true(before.n != after.n && value(ctx, 450) == 1);
	assert_int_equal(db_one(ctx, &only_read, NULL, &was), ERR_OK);
	assert_int_equal(db_tx(ctx, write_450, NULL), ERR_OK);
	assert_int_equal(value(ctx, 450), 2);
}

/* The backend dies while nothing is asked: the next call, of either kind, is served on a new connection. */
void test_killed_while_idle(void **state)
{
	struct ctx *ctx = *state;
	struct number row;
	int64_t affected = 0;

	for (int i = 0; i < 2; i++) {
		assert_int_equal(db_one(ctx, &pid, NULL, &row), ERR_OK);
		waitpid(kill_soon(row.n), NULL, 0);
		nanosleep(&(struct timespec){ .tv_nsec = 200 * 1000000 }, NULL);
		if (i == 0)
			assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_OK);
		else
			assert_int_equal(db_run(ctx, &add, &(struct pair){ 1, 0 }, &affected), ERR_OK);
	}
	assert_int_equal(affected, 1);
}

static enum err_code outlive(struct ctx *ctx, void *arg)
{
	enum err_code err = db_run(ctx, &add, &(struct pair){ 1, 1 }, NULL);
	struct number row;

	(void)arg;
	if (err)
		return err;
	cluster_halt();
	cluster_resume();
	assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_DOWN);
	/* Not on a new connection: half of the transaction would be missing. */
	return db_one(ctx, &one, NULL, &row);
}

void test_restart(void **state)
{
	struct ctx *ctx = *state;
	struct number row;
	int64_t start, before = value(ctx, 1);

	cluster_halt();
	start = db_monotonic();
	assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_DOWN);
	for (int i = 0; i < 100; i++)
		assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_DOWN);
	assert_int_equal(db_tx(ctx, outlive, NULL), ERR_DOWN);
	assert_true(db_monotonic() - start < 1000);
	cluster_resume();
	assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_OK);
	assert_int_equal(db_tx(ctx, outlive, NULL), ERR_DOWN);
	assert_int_equal(db_one(ctx, &one, NULL, &row), ERR_OK);
	assert_int_equal(value(ctx, 1), before);
	cluster_halt();
	cluster_resume();
	assert_int_equal(db_run(ctx, &add, &(struct pair){ 1, 1 }, NULL), ERR_OK);
	assert_int_equal(value(ctx, 1), before + 1);
}
