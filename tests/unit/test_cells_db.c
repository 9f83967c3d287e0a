/* Cells: the budget of connections, the pool, the fence, and moves that are killed wherever they are. */
#include "unit.h"

#include <libpq-fe.h>
#include <sys/stat.h>
#include <time.h>

#include "base/conf.h"
#include "base/str.h"
#include "cluster.h"
#include "db/admin.h"
#include "db/carry.h"
#include "db/db.h"
#include "kit/crypto.h"
#include "ops/bundle_room.h"
#include "ops/cells.h"
#include "ops/fence.h"
#include "ops/move.h"
#include "ops/pool.h"
#include "ops/shops.h"
#include "queries.h"
#include "shop/credential.h"

static const char *const cells[] = { "one", "two", "three" };
enum { CELLS = 3 };

static PGconn *platform, *owner[CELLS];
static int64_t lamp;

static PGconn *at(const char *cell)
{
	for (int i = 0; i < CELLS; i++)
		if (str_eq(cells[i], cell))
			return owner[i];
	return platform;
}

/* The first value of the answer, "" for none; what fails gives its SQLSTATE. */
static const char *ask(const char *cell, const char *sql)
{
	static char out[8][300];
	static unsigned next;
	char *to = out[next++ % 8];
	PGresult *r = PQexec(at(cell), sql);
	const char *found = "";

	if (PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) > 0)
		found = PQgetvalue(r, 0, 0);
	else if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
		found = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	snprintf(to, sizeof(out[0]), "%s", found ? found : "lost");
	PQclear(r);
	return to;
}

static void drop_notice(void *arg, const char *said)
{
	(void)arg;
	(void)said;
}

static PGconn *connect_to(const char *database, const char *user)
{
	char info[200];
	PGconn *pg;

	snprintf(info, sizeof(info), "dbname=stoa_%s user=%s", database, user);
	pg = PQconnectdb(info);
	assert_int_equal(PQstatus(pg), CONNECTION_OK);
	PQsetNoticeProcessor(pg, drop_notice, NULL);
	return pg;
}

static const char *state_after(PGconn *pg, const char *sql)
{
	static char out[8];
	PGresult *r = PQexec(pg, sql);
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);

	snprintf(out, sizeof(out), "%s", state ? state : "00000");
	PQclear(r);
	return out;
}

static struct shop_plan plan(const char *name, const char *cell)
{
	static const char *const locales[] = { "de", "en" };

	return (struct shop_plan){ .name = name,
		.host = "shop.example",
		.cell = cell,
		.title = "A\tshop\nof \\ \"odd\" names",
		.email = "a@example.org",
		.currency = "EUR",
		.country = "DE",
		.locales = { locales, 2 },
		.tax_mode = "gross",
		.time_zone = "Europe/Berlin",
		.tax_ppm = 190000 };
}

/* Values of every type, and what COPY must escape; @ is the schema. */
static const char odd_rows[] =
    "INSERT INTO @.category (id, parent_id, code, position) SELECT i, nullif(i - 1, 0), 'c' || i, i FROM "
    "generate_series(1, 50) i;"
    "INSERT INTO @.import_job (id, staff_id, filename, currency, state, created_at, updated_at) VALUES "
    "(1, 1, '\\N', '', 'done', 'infinity', '-infinity');"
    "INSERT INTO @.import_piece (job_id, position, data) VALUES (1, 1, '\\x00ff5c0a09');"
    "INSERT INTO @.redirect (path, target, status) VALUES (E'/a\\tb\\\\n', E'/\\n\\r\\\\.', 301);"
    "SELECT setval('@.order_number_seq', 4711)";

static int begin(void **state)
{
	struct ctx ctx;
	struct shop_plan p = plan("lamp", "one");

	struct conf conf = *cluster_conf();

	(void)state;
	conf.key_file = unit_file("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n");
	assert_int_equal(chmod(conf.key_file, 0600), 0);
	assert_true(crypto_load_key(&conf));
	cluster_ctx(&ctx, NULL);
	assert_int_equal(cluster_install(&ctx), ERR_OK);
	for (int i = 0; i < CELLS; i++)
		assert_int_equal(cell_add(&ctx, &(struct cell_plan){ .name = cells[i], .closed = i > 0 }), ERR_OK);
	platform = connect_to("platform", "stoa_owner");
	for (int i = 0; i < CELLS; i++)
		owner[i] = connect_to(cells[i], "stoa_owner");
	assert_int_equal(shop_create(&ctx, &p, &lamp), ERR_OK);
	cluster_leave(&ctx);
	return 0;
}

static int end(void **state)
{
	(void)state;
	PQfinish(platform);
	for (int i = 0; i < CELLS; i++)
		PQfinish(owner[i]);
	return 0;
}

static const char *schema(int64_t id)
{
	static char name[4][40];
	static unsigned next;
	char *to = name[next++ % 4];

	snprintf(to, sizeof(name[0]), "t_%06lld", (long long)id);
	return to;
}

static char text[2000];

#define SQL(...) (snprintf(text, sizeof(text), __VA_ARGS__), text)

static int64_t pid_on(struct ctx *ctx, const char *cell)
{
	static const struct db_field field = { .name = "n", .type = DB_BIGINT };
	static const struct db_query pid = { .name = "pid",
		.sql = "SELECT pg_backend_pid()::bigint",
		.on = DB_ON_CELL,
		.out = &field,
		.n_out = 1,
		.row_size = sizeof(int64_t) };
	int64_t n = 0;

	db_scope(ctx->db, 0, cell);
	assert_int_equal(db_one(ctx, &pid, NULL, &n), ERR_OK);
	return n;
}

static void a_process_keeps_no_more_cells_open_than_its_budget(void **state)
{
	struct conf conf = *cluster_conf();
	struct ctx ctx;
	int64_t first, second, third;

	(void)state;
	conf.cell_connections = 2;
	cluster_ctx(&ctx, NULL);
	db_destroy(&ctx.db);
	ctx.db = db_create(&conf, "worker");
	first = pid_on(&ctx, "one");
	second = pid_on(&ctx, "two");
	assert_int_equal(pid_on(&ctx, "one"), first);
	/* Of the two, the second was used longest ago. */
	third = pid_on(&ctx, "three");
	assert_int_equal(pid_on(&ctx, "one"), first);
	assert_int_equal(pid_on(&ctx, "three"), third);
	for (int i = 0;
	     i < 200 && *ask("platform", SQL("SELECT 1 FROM pg_stat_activity WHERE pid = %lld", (long long)second));
	     i++)
		usleep(10000);
	assert_string_equal(
	    ask("platform",
	        "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'stoa-worker%' AND datname <> "
	        "'stoa_platform'"),
	    "2");
	assert_int_not_equal(pid_on(&ctx, "two"), second);
	cluster_leave(&ctx);
}

/* Columns in their order with types, defaults and rights; constraints; indexes. */
#define SHAPE                                                                                                          \
	"SELECT replace(what, s || '.', '') AS what FROM (VALUES ('%s')) v (s), LATERAL ("                             \
	"SELECT concat_ws(' ', c.oid::regclass, c.relacl, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), " \
	"a.attnotnull, a.attgenerated, a.attidentity, a.attacl, pg_get_expr(d.adbin, d.adrelid)) AS what "             \
	"FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "           \
	"LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relnamespace = s::regnamespace "   \
	"UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint "  \
	"WHERE connamespace = s::regnamespace "                                                                        \
	"UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = s) x"

/* The first thing in which two schemas differ. */
static const char *differs(const char *a, const char *b)
{
	static char sql[8400];
	char one[2048], other[2048];

	snprintf(one, sizeof(one), SHAPE, a);
	snprintf(other, sizeof(other), SHAPE, b);
	snprintf(sql, sizeof(sql),
	    "SELECT coalesce(min(what), 'in nothing') FROM ((%s EXCEPT %s) UNION ALL (%s EXCEPT %s)) y", one, other,
	    other, one);
	return ask("one", sql);
}

static void the_worker_fills_the_pool_and_can_do_nothing_else_to_schemas(void **state)
{
	struct ctx ctx;
	PGconn *worker;
	bool made;

	(void)state;
	cluster_ctx(&ctx, "worker");
	for (int i = 0; i < 3; i++) {
		enum err_code err = pool_fill(&ctx, "one", &made);

		if (err)
			fprintf(stderr, "%s\n", ctx.err.text);
		assert_int_equal(err, ERR_OK);
		assert_int_equal(made, i < 2);
	}
	assert_int_equal(pool_fill(&ctx, "two", &made), ERR_OK);
	assert_false(made);
	cluster_leave(&ctx);
	assert_string_equal(
	    ask("platform", "SELECT count(*) FROM stoa.tenant WHERE state = 'pooled' AND cell = 'one'"), "2");
	/* The very schema that migrations make. */
	assert_string_equal(differs(schema(lamp), schema(lamp + 1)), "in nothing");
	assert_string_equal(
	    ask("one", SQL("SELECT count(*) FROM (SELECT name, checksum FROM %s.migration EXCEPT SELECT name, checksum "
	                   "FROM %s.migration) x",
	                   schema(lamp), schema(lamp + 1))),
	    "0");
	worker = connect_to("one", "stoa_worker");
	assert_string_equal(state_after(worker, "CREATE SCHEMA mine"), "42501");
	assert_string_equal(state_after(worker, SQL("DROP SCHEMA %s CASCADE", schema(lamp + 1))), "42501");
	assert_string_equal(state_after(worker, "UPDATE cell.recipe SET sql = 'DROP SCHEMA cell CASCADE'"), "42501");
	assert_string_equal(state_after(worker, "INSERT INTO cell.fence VALUES (1, 'left', now(), now())"), "42501");
	/* A schema that is there stays as it is, and none is dropped that has not left. */
	assert_string_equal(state_after(worker, SQL("SELECT cell.make_shop(%lld)", (long long)lamp)), "00000");
	assert_string_equal(state_after(worker, "SELECT cell.drop_left()"), "00000");
	assert_string_equal(ask("one", SQL("SELECT count(*) FROM %s.shop", schema(lamp))), "1");
	PQfinish(worker);
	worker = connect_to("one", "stoa_checkout");
	assert_string_equal(state_after(worker, "SELECT cell.make_shop(99)"), "42501");
	PQfinish(worker);
	worker = connect_to("platform", "stoa_worker");
	assert_string_equal(state_after(worker, "UPDATE stoa.tenant SET state = 'active'"), "42501");
	assert_string_equal(state_after(worker, SQL("SELECT stoa.pool_done(%lld)", (long long)lamp)), "00000");
	PQfinish(worker);
	assert_string_equal(
	    ask("platform", SQL("SELECT state FROM stoa.tenant WHERE id = %lld", (long long)lamp)), "active");
}

static void a_shop_takes_a_schema_of_the_pool_brought_up_and_again_where_it_was_broken_off(void **state)
{
	struct pool_take_row taken;
	struct shop_plan p = plan("rope", "one");
	struct ctx ctx;
	int64_t id, pooled = lamp + 1;

	(void)state;
	/* As an older version made it. */
	ask("one", SQL("ALTER TABLE %s.media DROP COLUMN shared; DELETE FROM %s.migration WHERE name LIKE '0020%%' OR "
	               "name = 'grants.sql'",
	               schema(pooled), schema(pooled)));
	cluster_ctx(&ctx, NULL);
	/* Killed after the platform's transaction. */
	assert_int_equal(
	    q_pool_take_one(&ctx, &(struct pool_take_in){ .cell = "one", .name = "rope", .now = ctx.now }, &taken),
	    ERR_OK);
	assert_int_equal(taken.id, pooled);
	p.host = "rope.example";
	assert_int_equal(shop_create(&ctx, &p, &id), ERR_OK);
	assert_int_equal(id, pooled);
	assert_string_equal(
	    ask("platform", SQL("SELECT state FROM stoa.tenant WHERE id = %lld", (long long)id)), "active");
	assert_string_equal(ask("one", SQL("SELECT count(shared) FROM %s.media", schema(id))), "0");
	assert_string_equal(ask("one", SQL("SELECT currency FROM %s.shop", schema(id))), "EUR");
	p = plan("sail", "one");
	p.host = "sail.example";
	assert_int_equal(shop_create(&ctx, &p, &id), ERR_OK);
	assert_int_equal(id, lamp + 2);
	cluster_leave(&ctx);
}

/* A cart of this token, as the program puts it. */
static const char *cart(const char *token)
{
	return SQL(
	    "INSERT INTO %s.cart (token_hash, state, created_at, updated_at) VALUES ('%s', 'open', now(), now())",
	    schema(lamp), token);
}

static void the_fence_refuses_writers_waits_for_those_before_it_and_lets_readers_read(void **state)
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

/* The cell where the shop lives. */
static const char *home(struct ctx *ctx)
{
	return arena_strdup(
	    ctx->arena, ask("platform", SQL("SELECT cell FROM stoa.tenant WHERE id = %lld", (long long)lamp)));
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

static const struct move_manner calm = { .wait_seconds = 5, .grace_seconds = 3600 };

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

/* A program of the cart at work in this cell. */
static const char *put_cart(const char *cell, const char *token)
{
	static char out[8];
	PGconn *pg = connect_to(cell, "stoa_cart");

	str_copy(out, state_after(pg, cart(token)), sizeof(out));
	PQfinish(pg);
	return out;
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

static void a_move_that_is_killed_at_any_step_goes_on_when_it_is_called_again(void **state)
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

static void a_move_that_is_killed_is_taken_back_by_moving_to_where_the_shop_is(void **state)
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

static void the_worker_opens_a_shop_again_whose_mover_has_died(void **state)
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
	shop_let_go(&ctx, lamp);
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

static void a_writer_who_does_not_end_stops_the_move_and_the_shop_sells_on(void **state)
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
	cluster_leave(&other);
	cluster_leave(&ctx);
	PQfinish(writer);
}

static void the_worker_drops_what_was_left_when_its_time_has_come(void **state)
{
	PGconn *worker = connect_to("one", "stoa_worker");

	(void)state;
	ask("one", SQL("INSERT INTO cell.fence VALUES (%lld, 'left', now(), now() + interval '1 hour') ON CONFLICT "
	               "(tenant_id) DO "
	               "UPDATE SET state = 'left', drop_at = excluded.drop_at",
	               (long long)lamp));
	ask("one", SQL("CREATE SCHEMA IF NOT EXISTS %s", schema(lamp)));
	state_after(worker, "SELECT cell.drop_left()");
	assert_string_equal(ask("one", SQL("SELECT to_regnamespace('%s') IS NULL", schema(lamp))), "f");
	ask("one", "UPDATE cell.fence SET drop_at = now()");
	state_after(worker, "SELECT cell.drop_left()");
	assert_string_equal(ask("one", SQL("SELECT to_regnamespace('%s') IS NULL", schema(lamp))), "t");
	assert_string_equal(ask("one", "SELECT count(*) FROM cell.fence"), "0");
	PQfinish(worker);
}

static void a_drained_cell_is_empty_and_takes_no_shop(void **state)
{
	struct ctx ctx;
	bool made;
	int64_t id;
	struct shop_plan p = plan("hull", NULL);

	(void)state;
	cluster_ctx(&ctx, "worker");
	assert_int_equal(pool_fill(&ctx, "one", &made), ERR_OK);
	assert_true(made);
	cluster_leave(&ctx);
	cluster_ctx(&ctx, NULL);
	/* Nowhere to go. */
	assert_int_equal(cell_drain(&ctx, "one", &calm), ERR_NOT_FOUND);
	assert_int_equal(cell_add(&ctx, &(struct cell_plan){ .name = "two", .limited = true, .most = 1 }), ERR_OK);
	assert_int_equal(cell_add(&ctx, &(struct cell_plan){ .name = "three" }), ERR_OK);
	assert_int_equal(cell_drain(&ctx, "one", &calm), ERR_OK);
	assert_string_equal(
	    ask("platform", "SELECT count(*) FROM stoa.tenant WHERE cell = 'one' AND state <> 'dropped'"), "0");
	assert_string_equal(ask("platform", "SELECT state FROM stoa.cell WHERE name = 'one'"), "closed");
	assert_string_equal(
	    ask("one", "SELECT count(*) FROM pg_namespace n WHERE nspname LIKE 't\\_%' AND NOT EXISTS (SELECT FROM "
	               "cell.fence f WHERE cell.schema_of(f.tenant_id) = n.nspname AND f.state = 'left')"),
	    "0");
	assert_string_equal(
	    ask("platform", "SELECT count(*) FROM stoa.tenant WHERE cell = 'two' AND state = 'active'"), "1");
	p.host = "hull.example";
	assert_int_equal(shop_create(&ctx, &p, &id), ERR_OK);
	assert_string_equal(
	    ask("platform", SQL("SELECT cell FROM stoa.tenant WHERE id = %lld", (long long)id)), "three");
	cluster_leave(&ctx);
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

static void what_is_written_while_a_shop_is_copied_comes_along(void **state)
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

static void a_copy_that_is_not_whole_is_not_moved_to(void **state)
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

static void a_shop_under_a_new_id_has_its_keys_sealed_for_that(void **state)
{
	struct bundle_told told = { 0 };
	const char *sealed, *secret, *here;
	struct ctx ctx;

	(void)state;
	cluster_ctx(&ctx, NULL);
	here = home(&ctx);
	db_scope(ctx.db, lamp, here);
	ctx.tenant_id = lamp;
	sealed = crypto_seal(&ctx, credential_purpose(&ctx, "stripe", "secret_key"), lamp, "sk_live_1");
	ask(here, SQL("INSERT INTO %s.credential VALUES ('stripe', 'secret_key', '%s', now()), ('stripe', "
	              "'strange', 'AAAA', now())",
	              schema(lamp), sealed));
	ctx.tenant_id = 99;
	assert_int_equal(bundle_adapt(&ctx, lamp, true, &told), ERR_OK);
	assert_int_equal(told.keys_lost, 1);
	sealed = ask(here, SQL("SELECT string_agg(sealed, ',') FROM %s.credential", schema(lamp)));
	assert_int_equal(
	    crypto_unseal(&ctx, credential_purpose(&ctx, "stripe", "secret_key"), 99, sealed, &secret), ERR_OK);
	assert_string_equal(secret, "sk_live_1");
	cluster_leave(&ctx);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_keeps_no_more_cells_open_than_its_budget),
		cmocka_unit_test(the_worker_fills_the_pool_and_can_do_nothing_else_to_schemas),
		cmocka_unit_test(a_shop_takes_a_schema_of_the_pool_brought_up_and_again_where_it_was_broken_off),
		cmocka_unit_test(the_fence_refuses_writers_waits_for_those_before_it_and_lets_readers_read),
		cmocka_unit_test(a_move_that_is_killed_at_any_step_goes_on_when_it_is_called_again),
		cmocka_unit_test(a_move_that_is_killed_is_taken_back_by_moving_to_where_the_shop_is),
		cmocka_unit_test(the_worker_opens_a_shop_again_whose_mover_has_died),
		cmocka_unit_test(what_is_written_while_a_shop_is_copied_comes_along),
		cmocka_unit_test(a_copy_that_is_not_whole_is_not_moved_to),
		cmocka_unit_test(a_shop_under_a_new_id_has_its_keys_sealed_for_that),
		cmocka_unit_test(a_writer_who_does_not_end_stops_the_move_and_the_shop_sells_on),
		cmocka_unit_test(the_worker_drops_what_was_left_when_its_time_has_come),
		cmocka_unit_test(a_drained_cell_is_empty_and_takes_no_shop),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, begin, end);
}
