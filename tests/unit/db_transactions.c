/* Transactions: all or nothing, tried again where the server wants it, and what is done beside them. */
#include <time.h>

#include "db_kit.h"

static const struct db_query flaky = {
	.name = "flaky", .sql = "SELECT probe.flaky($1)", .on = DB_ON_CELL, IN_NUMBER, OUT_NUMBER
};

struct meanwhile {
	int done;
};

static void count_work(void *arg)
{
	((struct meanwhile *)arg)->done++;
}

void test_work_meanwhile_is_done_once(void **state)
{
	struct ctx *ctx = *state;
	struct meanwhile w = { .done = 0 };

	assert_int_equal(db_flush_meanwhile(ctx, count_work, &w), ERR_OK);
	assert_int_equal(w.done, 1);
	db_queue(ctx, &put, &(struct pair){ 150, 1 }, NULL, NULL);
	assert_int_equal(db_flush_meanwhile(ctx, count_work, &w), ERR_OK);
	assert_int_equal(w.done, 2);
	db_queue(ctx, &put, &(struct pair){ 150, 1 }, NULL, NULL);
	assert_int_equal(db_flush_meanwhile(ctx, count_work, &w), ERR_CONFLICT);
	assert_int_equal(w.done, 3);
	assert_int_equal(db_flush(ctx), ERR_OK);
	assert_int_equal(w.done, 3);
}

static enum err_code put_beside(struct ctx *ctx, void *arg)
{
	(void)arg;
	return db_run(ctx, &put, &(struct pair){ 152, 2 }, NULL);
}

static enum err_code put_and_give_up(struct ctx *ctx, void *arg)
{
	(void)arg;
	assert_int_equal(db_run(ctx, &put, &(struct pair){ 151, 1 }, NULL), ERR_OK);
	assert_int_equal(db_beside(ctx, put_beside, NULL), ERR_OK);
	assert_int_equal(value(ctx, 151), 1);
	return err_set(ctx, ERR_LIMIT, "given up");
}

void test_what_is_written_beside_stays(void **state)
{
	struct ctx *ctx = *state;

	assert_int_equal(db_tx(ctx, put_and_give_up, NULL), ERR_LIMIT);
	err_clear(ctx);
	assert_int_equal(value(ctx, 151), -1);
	assert_int_equal(value(ctx, 152), 2);
}

static enum err_code put_twice(struct ctx *ctx, void *arg)
{
	struct work *w = arg;
	enum err_code err = db_run(ctx, &put, &(struct pair){ w->id, 1 }, NULL);

	/* Whoever would wait for another service now is told by this (net/). */
	assert_true(ctx->in_tx);
	w->calls++;
	if (err)
		return err;
	db_queue(ctx, &put, &(struct pair){ w->id + 1, 2 }, NULL, NULL);
	err = db_flush(ctx);
	return err ? err : w->answer;
}

void test_transaction(void **state)
{
	struct ctx *ctx = *state;
	struct work fine = { .id = 200 }, refused = { .id = 210, .answer = ERR_INPUT }, clash = { .id = 199 };

	assert_int_equal(db_tx(ctx, put_twice, &fine), ERR_OK);
	assert_true(value(ctx, 200) == 1 && value(ctx, 201) == 2);
	assert_int_equal(db_tx(ctx, put_twice, &refused), ERR_INPUT);
	assert_int_equal(value(ctx, 210), -1);
	assert_int_equal(db_tx(ctx, put_twice, &clash), ERR_CONFLICT);
	assert_string_equal(db_constraint(ctx->db), "item_pkey");
	assert_int_equal(value(ctx, 199), -1);
	assert_true(fine.calls == 1 && refused.calls == 1 && clash.calls == 1);
	assert_false(ctx->in_tx);
}

static enum err_code put_along(struct ctx *ctx, void *arg)
{
	struct work *w = arg;
	int trips = db_spent(ctx->db).trips;
	enum err_code err;

	w->calls++;
	db_queue(ctx, &put, &(struct pair){ w->id, 1 }, NULL, NULL);
	err = db_flush_along(ctx);
	if (err)
		return err;
	db_queue(ctx, &put, &(struct pair){ w->id + 1, 2 }, NULL, NULL);
	assert_int_equal(db_flush_along(ctx), ERR_OK);
	assert_int_equal(db_spent(ctx->db).trips, trips);
	/* Who reads finds what was written before. */
	if (w->answer == ERR_NOT_FOUND)
		return value(ctx, w->id) == 1 ? ERR_OK : ERR_INTERNAL;
	return w->answer;
}

void test_flush_along(void **state)
{
	struct ctx *ctx = *state;
	struct work fine = { .id = 700 }, read = { .id = 710, .answer = ERR_NOT_FOUND };
	struct work refused = { .id = 720, .answer = ERR_INPUT }, clash = { .id = 699 };
	int trips;

	assert_int_equal(db_run(ctx, &add, &(struct pair){ 0, 0 }, NULL), ERR_OK);
	trips = db_spent(ctx->db).trips;
	assert_int_equal(db_tx(ctx, put_along, &fine), ERR_OK);
	assert_int_equal(db_spent(ctx->db).trips, trips + 2);
	assert_true(value(ctx, 700) == 1 && value(ctx, 701) == 2);
	assert_int_equal(db_tx(ctx, put_along, &read), ERR_OK);
	assert_true(value(ctx, 710) == 1 && value(ctx, 711) == 2);
	assert_int_equal(db_tx(ctx, put_along, &refused), ERR_INPUT);
	assert_int_equal(value(ctx, 720), -1);
	/* The second row is there: COMMIT's turn never comes, and nothing stays. */
	assert_int_equal(db_tx(ctx, put_along, &clash), ERR_CONFLICT);
	assert_string_equal(db_constraint(ctx->db), "item_pkey");
	assert_int_equal(value(ctx, 699), -1);
	assert_int_equal(clash.calls, 1);
	/* Outside of a transaction it is sent at once. */
	db_queue(ctx, &put, &(struct pair){ 730, 7 }, NULL, NULL);
	assert_int_equal(db_flush_along(ctx), ERR_OK);
	assert_int_equal(value(ctx, 730), 7);
}

/* What swallows an error cannot commit: the transaction is gone. */
static enum err_code swallow(struct ctx *ctx, void *arg)
{
	(void)arg;
	db_run(ctx, &put, &(struct pair){ 220, 1 }, NULL);
	db_run(ctx, &put, &(struct pair){ 220, 1 }, NULL);
	assert_int_equal(db_run(ctx, &put, &(struct pair){ 221, 1 }, NULL), ERR_CONFLICT);
	return ERR_OK;
}

static enum err_code do_nothing(struct ctx *ctx, void *arg)
{
	(void)ctx;
	(void)arg;
	return ERR_OK;
}

void test_swallowed_error(void **state)
{
	struct ctx *ctx = *state;

	assert_int_equal(db_tx(ctx, swallow, NULL), ERR_CONFLICT);
	assert_int_equal(value(ctx, 220), -1);
	assert_int_equal(db_tx(ctx, do_nothing, NULL), ERR_OK);
}

static enum err_code put_once(struct ctx *ctx, void *arg)
{
	struct work *w = arg;
	enum err_code err = db_run(ctx, &put, &(struct pair){ w->id, 9 }, NULL);

	w->calls++;
	return err ? err : w->answer;
}

/* Of the transaction that is committed, whatever was tried before. */
void test_what_comes_first(void **state)
{
	struct ctx *ctx = *state;
	struct work first = { .id = 230 }, unwilling = { .id = 233, .answer = ERR_REPEATED };
	struct work refused = { .id = 240, .answer = ERR_INPUT }, fine = { .id = 240 }, later = { .id = 250 };

	db_first(ctx->db, put_once, &first);
	assert_int_equal(db_tx(ctx, put_twice, &refused), ERR_INPUT);
	assert_true(db_first_waits(ctx->db) && first.calls == 1);
	assert_int_equal(value(ctx, 230), -1);
	assert_int_equal(db_tx(ctx, put_twice, &fine), ERR_OK);
	assert_true(!db_first_waits(ctx->db) && first.calls == 2);
	assert_true(value(ctx, 230) == 9 && value(ctx, 240) == 1);
	assert_int_equal(db_tx(ctx, put_twice, &later), ERR_OK);
	assert_int_equal(first.calls, 2);
	db_first(ctx->db, put_once, &unwilling);
	assert_int_equal(db_tx(ctx, put_twice, &(struct work){ .id = 260 }), ERR_REPEATED);
	assert_true(db_first_waits(ctx->db));
	assert_int_equal(db_run(ctx, &put, &(struct pair){ 270, 1 }, NULL), ERR_REPEATED);
	db_first(ctx->db, NULL, NULL);
	assert_true(value(ctx, 233) == -1 && value(ctx, 260) == -1 && value(ctx, 270) == -1);
	/* A statement that stands alone is a transaction, too; one that reads is none. */
	db_first(ctx->db, put_once, &(struct work){ .id = 234 });
	assert_int_equal(value(ctx, 234), -1);
	assert_true(db_first_waits(ctx->db));
	assert_int_equal(db_run(ctx, &put, &(struct pair){ 270, 1 }, NULL), ERR_OK);
	assert_true(!db_first_waits(ctx->db) && value(ctx, 234) == 9 && value(ctx, 270) == 1);
}

static enum err_code try_flaky(struct ctx *ctx, void *arg)
{
	struct work *w = arg;
	struct number row;

	w->calls++;
	refuse(ctx, "field", "code", NULL, NULL);
	return db_one(ctx, &flaky, &(struct number){ w->id }, &row);
}

void test_retry(void **state)
{
	struct ctx *ctx = *state;
	struct work third = { .id = 3 }, never = { .id = INT64_MAX };

	refuse(ctx, "before", "code", NULL, NULL);
	assert_int_equal(db_tx(ctx, try_flaky, &third), ERR_OK);
	assert_int_equal(third.calls, 3);
	/* The refusals of the failed tries are forgotten, those from before are not. */
	assert_non_null(refusal_for(ctx, "before"));
	assert_non_null(ctx->refusals->next);
	assert_null(ctx->refusals->next->next);
	assert_int_equal(db_tx(ctx, try_flaky, &never), ERR_RETRY);
	assert_int_equal(never.calls, 6);
}

static enum err_code cross(struct ctx *ctx, void *arg)
{
	struct work *w = arg;
	const struct timespec wait = { .tv_nsec = 200 * 1000000 };
	enum err_code err = db_run(ctx, &add, &(struct pair){ w->id, 1 }, NULL);

	if (err)
		return err;
	if (w->calls++ == 0)
		nanosleep(&wait, NULL);
	return db_run(ctx, &add, &(struct pair){ w->id == 300 ? 301 : 300, 1 }, NULL);
}

/* Two that lock in the opposite order: the server ends one with 40P01, which tries again, and both get through. */
void test_deadlock(void **state)
{
	struct ctx *ctx = *state, other;
	struct work mine = { .id = 300 }, theirs = { .id = 301 };
	int status;
	pid_t pid_other;

	assert_int_equal(db_run(ctx, &put, &(struct pair){ 300, 0 }, NULL), ERR_OK);
	assert_int_equal(db_run(ctx, &put, &(struct pair){ 301, 0 }, NULL), ERR_OK);
	pid_other = fork();
	if (pid_other == 0) {
		cluster_ctx(&other, "worker");
		db_scope(other.db, 0, "one");
		_exit(db_tx(&other, cross, &theirs) ? 100 : theirs.calls);
	}
	assert_int_equal(db_tx(ctx, cross, &mine), ERR_OK);
	assert_int_equal(waitpid(pid_other, &status, 0), pid_other);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 100);
	assert_int_equal(mine.calls + WEXITSTATUS(status), 3);
	assert_true(value(ctx, 300) == 2 && value(ctx, 301) == 2);
}
