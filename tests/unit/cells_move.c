/* Cells: the fence, and moves that are killed wherever they are. */
#include "cells_kit.h"

#include <time.h>

#include "base/str.h"
#include "db/admin.h"
#include "db/carry.h"
#include "ops/fence.h"
#include "shop/tenant.h"

/* Values of every type, and what COPY must escape; @ is the schema. */
static const char odd_rows[] =
    "INSERT INTO @.category (id, parent_id, code, position) SELECT i, nullif(i - 1, 0), 'c' || i, i FROM "
    "generate_series(1, 50) i;"
    "INSERT INTO @.import_job (id, staff_id, filename, currency, state, created_at, updated_at) VALUES "
    "(1, 1, '\\N', '', 'done', 'infinity', '-infinity');"
    "INSERT INTO @.import_piece (job_id, position, data) VALUES (1, 1, '\\x00ff5c0a09');"
    "INSERT INTO @.redirect (path, target, status) VALUES (E'/a\\tb\\\\n', E'/\\n\\r\\\\.', 301);"
    "SELECT setval('@.order_number_seq', 4711)";

void the_fence_refuses_writers_waits_for_those_before_it_and_lets_readers_read(void **state)
{
	PGconn *before = connect_to("one", "stoa_cart"), *idle = connect_to("one", "stoa_cart"),
	       *after = connect_to("one", "stoa_cart");
	struct ctx ctx;

	(void)state;
	state_after(before, "BEGIN");
	assert_string_equal(state_after(before, cart("before")), "00000");
	state_after(idle, "BEGIN");
	assert_string_equal(state_after(idle, SQL("SELECT 1 FROM %s.cart", schema(lamp))), "00000");
	cluster_ctx(&ctx, NULL);
	db_scope(ctx.db, lamp, "one");
	ctx.tenant_id = lamp;
	assert_int_equal(fence_raise(&ctx), ERR_OK);
	assert_string_equal(state_after(after, cart("after")), "42501");
	assert_string_equal(state_after(after, SQL("SELECT nextval('%s.cart_id_seq')", schema(lamp))), "42501");
	assert_string_equal(state_after(idle, cart("idle")), "42501");
	assert_string_equal(state_after(after, SQL("SELECT count(*) FROM %s.cart", schema(lamp))), "00000");
	assert_int_equal(fence_wait(&ctx, 0), ERR_RETRY);
	assert_string_equal(state_after(before, "COMMIT"), "00000");
	assert_int_equal(fence_wait(&ctx, 5), ERR_OK);
	assert_string_equal(ask("one", SQL("SELECT count(*) FROM %s.cart", schema(lamp))), "1");
	assert_int_equal(fence_lower(&ctx), ERR_OK);
	assert_string_equal(state_after(after, cart("after")), "00000");
	assert_string_equal(ask("one", "SELECT count(*) FROM cell.fence"), "0");
	cluster_leave(&ctx);
	PQfinish(before);
	PQfinish(idle);
	PQfinish(after);
}

/* Where the next move is killed. */
static enum move_point last;

static void die_at(void *arg, enum move_point point)
{
	(void)arg;
	if (point == last)
		kill(getpid(), SIGKILL);
}

/* As the worker does once nobody holds the shop. */
static void rob(void *arg, enum move_point point)
{
	(void)arg;
	if (point == MOVE_COPIED)
		ask("platform", "UPDATE stoa.move SET step = 'reopening'");
}

static void move_and_die(const char *to, enum move_point point)
{
	const struct move_manner manner = { .wait_seconds = 5, .grace_seconds = 3600, .reached = die_at };
	int status = 0;
	pid_t child;

	last = point;
	fflush(NULL);
	child = fork();
	if (child == 0) {
		struct move_told told;
		struct ctx ctx;

		cluster_ctx(&ctx, NULL);
		shop_move(&ctx, "lamp", to, &manner, &told);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* What is in the shop, as one text. */
static const char *contents(struct ctx *ctx, const char *cell)
{
	const struct carry_table *t;
	const struct carry_sequence *s;
	const struct carry_sum *sums;
	const char *all = "";
	struct carry *c;
	size_t n;

	assert_int_equal(carry_begin(ctx, cell, lamp, &c), ERR_OK);
	assert_int_equal(carry_tables(ctx, c, &t, &n), ERR_OK);
	assert_true(n > 60);
	assert_int_equal(carry_sums(ctx, c, t, n, &sums), ERR_OK);
	for (size_t i = 0; i < n; i++)
		all = arena_printf(ctx->arena, "%s%s %lld %s\n", all, t[i].name, (long long)sums[i].rows, sums[i].hash);
	assert_int_equal(carry_sequences(ctx, c, &s, &n), ERR_OK);
	for (size_t i = 0; i < n; i++)
		all = arena_printf(ctx->arena, "%s%s %lld %d\n", all, s[i].name, (long long)s[i].last, s[i].called);
	carry_end(&c);
	return all;
}

/* A backend may not have heard yet that whom it served was killed: the shop still looks as if it were being moved. */
static enum err_code move(struct ctx *ctx, const char *to, bool *moved)
{
	const struct timespec pause = { .tv_nsec = 50 * 1000000L };
	struct move_told told;
	enum err_code err = shop_move(ctx, "lamp", to, &calm, &told);

	for (int i = 0; err == ERR_CONFLICT && i < 100; i++) {
		nanosleep(&pause, NULL);
		err_clear(ctx);
		err = shop_move(ctx, "lamp", to, &calm, &told);
	}

	*moved = told.moved;
	if (err)
		fprintf(stderr, "%s\n", ctx->err.text);
	return err;
}

void a_move_that_is_killed_at_any_step_goes_on_when_it_is_called_again(void **state)
{
	const char *from = "one", *to = "two", *before;
	struct ctx ctx;
	bool moved;

	(void)state;
	cluster_ctx(&ctx, NULL);
	assert_string_equal(
	    ask("one", db_fill_in(&ctx, odd_rows, (struct db_token[]){ { "@", schema(lamp) }, { NULL, NULL } })),
	    "4711");
	for (int point = MOVE_BEGUN; point < MOVE_DONE; point++) {
		/* All of them: tests/long/cells. */
		if (!getenv("STOA_EVERY_STEP") && point != MOVE_FENCED && point != MOVE_SWITCHED)
			continue;
		bool fenced = point >= MOVE_FENCED, switched = point >= MOVE_SWITCHED;

		before = contents(&ctx, from);
		move_and_die(to, point);
		assert_string_equal(
		    ask("platform", SQL("SELECT cell FROM stoa.tenant WHERE id = %lld", (long long)lamp)),
		    switched ? to : from);
		assert_string_equal(put_cart(from, "fenced"), fenced ? "42501" : "00000");
		if (!fenced)
			before = contents(&ctx, from);
		assert_int_equal(move(&ctx, to, &moved), ERR_OK);
		/* After the switch there was nothing left but to announce it. */
		assert_int_equal(moved, !switched);
		assert_string_equal(contents(&ctx, to), before);
		assert_string_equal(
		    ask("platform", SQL("SELECT cell FROM stoa.tenant WHERE id = %lld", (long long)lamp)), to);
		assert_string_equal(ask("platform", "SELECT count(*) FROM stoa.move"), "0");
		assert_string_equal(put_cart(from, "left"), "42501");
		assert_string_equal(put_cart(to, "arrived"), "00000");
		assert_string_equal(
		    ask(to, SQL("DELETE FROM %s.cart; SELECT count(*) FROM cell.due WHERE tenant_id = %lld",
		                schema(lamp), (long long)lamp)),
		    arena_printf(ctx.arena, "%d", 1));
		ask(to, "DELETE FROM cell.due");
		ask(from, "DELETE FROM cell.due");
		assert_string_equal(ask(from, "SELECT state FROM cell.fence"), "left");
		const char *swap = from;
		from = to;
		to = swap;
	}
	cluster_leave(&ctx);
}

void a_move_that_is_killed_is_taken_back_by_moving_to_where_the_shop_is(void **state)
{
	const char *here, *before;
	struct ctx ctx;
	bool moved;

	(void)state;
	cluster_ctx(&ctx, NULL);
	here = home(&ctx);
	before = contents(&ctx, here);
	for (int point = MOVE_MADE; point <= MOVE_COPIED; point++) {
		if (!getenv("STOA_EVERY_STEP") && point != MOVE_COPIED)
			continue;
		move_and_die("three", point);
		assert_int_equal(move(&ctx, here, &moved), ERR_OK);
		assert_false(moved);
		assert_string_equal(contents(&ctx, here), before);
		assert_string_equal(put_cart(here, "back"), "00000");
		ask(here, SQL("DELETE FROM %s.cart WHERE token_hash = 'back'", schema(lamp)));
		before = contents(&ctx, here);
		assert_string_equal(ask("three", SQL("SELECT to_regnamespace('%s') IS NULL", schema(lamp))), "t");
		assert_string_equal(ask(here, "SELECT count(*) FROM cell.fence"), "0");
	}
	cluster_leave(&ctx);
}

void the_worker_opens_a_shop_again_whose_mover_has_died(void **state)
{
	const char *here;
	struct ctx ctx, worker;
	struct move_told told;
	int64_t reopened = -1;
	bool moved;

	(void)state;
	cluster_ctx(&ctx, NULL);
	cluster_ctx(&worker, "worker");
	here = home(&ctx);
	/* Somebody is at it. */
	assert_int_equal(shop_hold(&ctx, lamp, "lamp", true), ERR_OK);
	ask("platform",
	    SQL("INSERT INTO stoa.move VALUES (%lld, '%s', 'three', 'fencing', now())", (long long)lamp, here));
	assert_int_equal(move_reopen(&worker, here, &reopened), ERR_OK);
	assert_int_equal(reopened, 0);
	shop_let_go(&ctx, lamp, true);
	ask("platform", "DELETE FROM stoa.move");
	move_and_die("three", MOVE_FENCED);
	assert_string_equal(put_cart(here, "refused"), "42501");
	/* The dead one's session ends a moment later. */
	for (int i = 0; i < 200 && reopened <= 0; i++) {
		assert_int_equal(move_reopen(&worker, here, &reopened), ERR_OK);
		usleep(10000);
	}
	assert_int_equal(reopened, lamp);
	assert_string_equal(put_cart(here, "again"), "00000");
	assert_int_equal(move(&ctx, here, &moved), ERR_OK);
	assert_string_equal(ask("platform", "SELECT count(*) FROM stoa.move"), "0");
	/* Who is not dead but has lost its lock does not switch any more. */
	const struct move_manner robbed = { .wait_seconds = 5, .reached = rob };
	assert_int_equal(shop_move(&ctx, "lamp", "three", &robbed, &told), ERR_CONFLICT);
	assert_string_equal(home(&ctx), here);
	assert_string_equal(put_cart(here, "robbed"), "00000");
	ask(here, SQL("DELETE FROM %s.cart", schema(lamp)));
	cluster_leave(&worker);
	cluster_leave(&ctx);
}

void a_writer_who_does_not_end_stops_the_move_and_the_shop_sells_on(void **state)
{
	const struct move_manner short_wait = { .wait_seconds = 0 };
	struct move_told told;
	const char *here;
	PGconn *writer;
	struct ctx ctx;

	(void)state;
	cluster_ctx(&ctx, NULL);
	here = home(&ctx);
	writer = connect_to(here, "stoa_cart");
	state_after(writer, "BEGIN");
	assert_string_equal(state_after(writer, cart("long")), "00000");
	assert_int_equal(shop_move(&ctx, "lamp", "three", &short_wait, &told), ERR_RETRY);
	assert_string_equal(state_after(writer, "COMMIT"), "00000");
	assert_string_equal(put_cart(here, "on"), "00000");
	assert_string_equal(ask("platform", "SELECT count(*) FROM stoa.move"), "0");
	/* Nor does it go while another stoactl works on it. */
	struct ctx other;
	cluster_ctx(&other, NULL);
	assert_int_equal(shop_hold(&other, lamp, "lamp", false), ERR_OK);
	assert_int_equal(shop_move(&ctx, "lamp", "three", &calm, &told), ERR_CONFLICT);
	shop_let_go(&other, lamp, false);
	const struct tenant *at;
	assert_int_equal(shop_hold_by_id(&other, lamp, &at), ERR_OK);
	assert_string_equal(at->cell, here);
	assert_int_equal(shop_hold(&ctx, lamp, "lamp", true), ERR_CONFLICT);
	shop_let_go(&other, lamp, false);
	assert_int_equal(shop_hold(&ctx, lamp, "lamp", true), ERR_OK);
	assert_int_equal(shop_hold_by_id(&other, lamp, &at), ERR_CONFLICT);
	shop_let_go(&ctx, lamp, true);
	assert_int_equal(shop_hold_by_id(&other, INT64_MAX, &at), ERR_NOT_FOUND);
	cluster_leave(&other);
	cluster_leave(&ctx);
	PQfinish(writer);
}

/* What happens between the first copy and the fence. */
struct meanwhile {
	const char *from, *to;
	PGconn *begun; /* wrote before the copy was made, and commits after it */
	const char *here, *there;
};

static void write_meanwhile(void *arg, enum move_point point)
{
	const struct meanwhile *m = arg;

	if (point != MOVE_AHEAD)
		return;
	assert_string_equal(put_cart(m->to, "early"), "42501");
	if (m->begun)
		assert_string_equal(state_after(m->begun, "COMMIT"), "00000");
	if (m->here)
		assert_string_equal(state_after(at(m->from), m->here), "00000");
	if (m->there)
		assert_string_equal(state_after(at(m->to), m->there), "00000");
}

static enum err_code move_meanwhile(struct ctx *ctx, struct meanwhile *m)
{
	const struct move_manner manner = {
		.wait_seconds = 5, .grace_seconds = 3600, .reached = write_meanwhile, .arg = m
	};
	struct move_told told;

	return shop_move(ctx, "lamp", m->to, &manner, &told);
}

static const char *references_in(struct ctx *ctx, const char *cell)
{
	return arena_strdup(ctx->arena,
	    ask(cell, SQL("SELECT count(*) || md5(string_agg(conrelid::regclass::text || conname || "
	                  "pg_get_constraintdef(oid), ' ' ORDER BY conrelid::regclass::text, conname)) || "
	                  "bool_and(convalidated) FROM pg_constraint WHERE contype = 'f' AND connamespace = "
	                  "'%s'::regnamespace",
	                  schema(lamp))));
}

void what_is_written_while_a_shop_is_copied_comes_along(void **state)
{
	static const char before[] =
	    "DELETE FROM @.redirect; INSERT INTO @.redirect (path, target, status) SELECT '/r' || i, '/', 301 FROM "
	    "generate_series(1, 300) i; DELETE FROM @.import_job; INSERT INTO @.import_job (id, staff_id, filename, "
	    "currency, "
	    "state, created_at, updated_at) SELECT i, 1, 'f' || i, '', 'done', now(), now() FROM generate_series(1, 5) "
	    "i; INSERT INTO @.import_piece (job_id, position, data) SELECT i, 1, 'x' FROM generate_series(1, 5) i";
	/* Changed, gone, new, gone with its parent, one key now that of another, one that was given back and forth. */
	static const char during[] =
	    "UPDATE @.redirect SET target = '/changed' WHERE path = '/r1'; DELETE FROM @.redirect WHERE path IN "
	    "('/r2', "
	    "'/r3'); INSERT INTO @.redirect (path, target, status) VALUES ('/new', '/', 301); UPDATE @.redirect SET "
	    "path = "
	    "'/r2' WHERE path = '/r4'; DELETE FROM @.import_job WHERE id = 2; UPDATE @.import_job SET id = 9 WHERE id "
	    "= "
	    "5 AND NOT EXISTS (SELECT FROM @.import_piece WHERE job_id = 5); UPDATE @.category SET code = 'swapped' "
	    "WHERE id = 1;"
	    "UPDATE @.category SET code = 'c1' WHERE id = 2; UPDATE @.category SET code = 'c2' WHERE id = 1;"
	    "SELECT setval('@.order_number_seq', 5000)";
	struct meanwhile m = { .begun = NULL };
	const char *references;
	struct ctx ctx;
	bool moved;

	(void)state;
	cluster_ctx(&ctx, NULL);
	const struct db_token names[] = { { "@", schema(lamp) }, { NULL, NULL } };
	m.from = home(&ctx);
	m.to = str_eq(m.from, "three") ? "two" : "three";
	assert_string_equal(state_after(at(m.from), db_fill_in(&ctx, before, names)), "00000");
	m.here = db_fill_in(&ctx, during, names);
	m.begun = connect_to(m.from, "stoa_cart");
	state_after(m.begun, "BEGIN");
	assert_string_equal(state_after(m.begun, cart("begun")), "00000");
	references = references_in(&ctx, m.from);
	assert_int_equal(move_meanwhile(&ctx, &m), ERR_OK);
	PQfinish(m.begun);
	assert_string_equal(home(&ctx), m.to);
	assert_string_equal(contents(&ctx, m.to), contents(&ctx, m.from));
	assert_string_equal(
	    ask(m.to, SQL("SELECT count(*) FROM %s.cart WHERE token_hash = 'begun'", schema(lamp))), "1");
	assert_string_equal(
	    ask(m.to, SQL("SELECT target FROM %s.redirect WHERE path = '/r1'", schema(lamp))), "/changed");
	assert_string_equal(ask(m.to, SQL("SELECT count(*) FROM %s.redirect", schema(lamp))), "299");
	assert_string_equal(ask(m.to, SQL("SELECT count(*) FROM %s.import_piece", schema(lamp))), "4");
	assert_string_equal(references_in(&ctx, m.to), references);
	assert_string_equal(put_cart(m.to, "after"), "00000");
	ask(m.to, SQL("DELETE FROM %s.cart", schema(lamp)));
	assert_int_equal(move(&ctx, m.from, &moved), ERR_OK);
	cluster_leave(&ctx);
}

void a_copy_that_is_not_whole_is_not_moved_to(void **state)
{
	struct meanwhile m = { .begun = NULL };
	struct ctx ctx;

	(void)state;
	cluster_ctx(&ctx, NULL);
	m.from = home(&ctx);
	m.to = str_eq(m.from, "three") ? "two" : "three";
	m.there = arena_strdup(ctx.arena, SQL("DELETE FROM %s.redirect WHERE path = '/r7'", schema(lamp)));
	assert_int_equal(move_meanwhile(&ctx, &m), ERR_CONFLICT);
	assert_string_equal(home(&ctx), m.from);
	assert_string_equal(put_cart(m.from, "sells"), "00000");
	assert_string_equal(ask("platform", "SELECT count(*) FROM stoa.move"), "0");
	assert_string_equal(ask(m.to, SQL("SELECT to_regnamespace('%s') IS NULL", schema(lamp))), "t");
	ask(m.from, SQL("DELETE FROM %s.cart", schema(lamp)));
	cluster_leave(&ctx);
}
