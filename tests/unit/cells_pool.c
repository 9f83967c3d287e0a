/* Cells: the budget of connections, schemas made ahead, what has left, and a shop under another id. */
#include "cells_kit.h"

#include "db/db.h"
#include "kit/crypto.h"
#include "ops/bundle_room.h"
#include "ops/cells.h"
#include "ops/pool.h"
#include "queries.h"
#include "shop/credential.h"

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

void a_process_keeps_no_more_cells_open_than_its_budget(void **state)
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

void the_worker_fills_the_pool_and_can_do_nothing_else_to_schemas(void **state)
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

void a_shop_takes_a_schema_of_the_pool_brought_up_and_again_where_it_was_broken_off(void **state)
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

void a_shop_under_a_new_id_has_its_keys_sealed_for_that(void **state)
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

void the_worker_drops_what_was_left_when_its_time_has_come(void **state)
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

void a_drained_cell_is_empty_and_takes_no_shop(void **state)
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
