#include "db/room.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/count.h"
#include "base/log.h"
#include "base/str.h"
#include "db/admin.h"
#include "queries.h"

/*
 * Sessions are in UTC; every name in our SQL is qualified. Plans are generic: planning is what a page costs
 * (ARCHITECTURE.md), and INSERT ... SELECT asks for its own (batch.c). Whatever hangs ends within ten seconds.
 *
 * A page asks for a few rows by key, of tables that lie in memory. With the costs of a slow disk Postgres reads a small
 * shop's tables whole, again for each card of a list: 2.8 ms for 24 cards, 0.6 ms with these (tests/bench).
 */
static const char session_options[] =
    "-c TimeZone=UTC -c search_path=pg_catalog -c plan_cache_mode=force_generic_plan "
    "-c random_page_cost=1.1 -c cpu_tuple_cost=0.03 "
    "-c statement_timeout=10000 -c idle_in_transaction_session_timeout=10000 -c jit=off";

enum { RETRY_LEAST_MS = 100, RETRY_MOST_MS = 1000, CONNINFO_MAX = 4096, KEYS_MAX = 11 };

/* Who has a command running would rather wait than look, and nobody waits for the worker. */
enum { SETTLE_ALONE_MS = 20000 };

int64_t db_instant(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t db_monotonic(void)
{
	return db_instant() / 1000;
}

static void drop_notice(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static const char *conninfo(struct ctx *ctx, const struct connection *c)
{
	const char *pattern = c->is_standby ? ctx->db->conf->cell_read_db : ctx->db->conf->cell_db;
	const char *hole = strstr(pattern, "%s");
	struct buf b;

	if (!c->cell[0])
		return ctx->db->conf->platform_db;
	BUG_IF(!hole);
	buf_init(&b, ctx->arena, CONNINFO_MAX);
	buf_add(&b, pattern, (size_t)(hole - pattern));
	buf_puts(&b, c->cell);
	buf_puts(&b, hole + 2);
	BUG_IF(b.overflow);
	return buf_str(&b);
}

/* database: NULL for the one that the conninfo names. */
static PGconn *dial(struct ctx *ctx, const struct connection *c, const char *database)
{
	/* libpq expands the first dbname only; a later one is a plain name and wins. */
	const char *keys[KEYS_MAX + 1] = { "dbname", "application_name", "options", "client_encoding",
		"connect_timeout", "tcp_user_timeout", "keepalives_idle", "keepalives_interval" };
	const char *values[KEYS_MAX + 1] = { conninfo(ctx, c), ctx->db->application, session_options, "UTF8", "3",
		"6000", "3", "1" };
	size_t n = 8;

	/* Of several hosts the one that is the primary, whatever they were a moment ago. */
	if (!c->is_standby) {
		keys[n] = "target_session_attrs";
		values[n++] = "read-write";
	}
	if (ctx->db->user) {
		keys[n] = "user";
		values[n++] = ctx->db->user;
	}
	if (database) {
		keys[n] = "dbname";
		values[n++] = database;
	}
	PGconn *pg = wait_dial(keys, values, c->is_standby ? WAIT_NOT : ctx->db->until);
	BUG_IF(!pg);
	PQsetNoticeProcessor(pg, drop_notice, NULL);
	return pg;
}

static const char *name_of(const struct connection *c)
{
	return c->cell[0] ? c->cell : "the platform";
}

/* Beyond the budget the one that was used longest ago gives way; never the transaction's. */
static void make_room(struct db *db, const struct connection *wanted)
{
	struct connection *list = wanted->asked_at ? db->asides : db->cells;
	int most = wanted->asked_at ? ASIDES_MOST : db->conf->cell_connections;

	for (;;) {
		struct connection *oldest = NULL;
		int open = 0;

		for (struct connection *c = list; c; c = c->next) {
			if (!c->pg || c == wanted)
				continue;
			open++;
			if (c != db->tx_at && (!oldest || c->used < oldest->used))
				oldest = c;
		}
		if (open < most || !oldest)
			return;
		connection_close(oldest);
	}
}

/* Of a server that says nothing the next question finds out. */
static void ask_shards(struct ctx *ctx, struct connection *c)
{
	PGresult *r;

	if (!c->cell[0] || !PQsendQuery(c->pg, db_queries[QUERY_CELL_SHARDED].sql))
		return;
	while (wait_answer(c->pg, ctx->db->until) && (r = PQgetResult(c->pg))) {
		c->sharded = PQntuples(r) == 1 && str_eq(PQgetvalue(r, 0, 0), "t");
		PQclear(r);
	}
}

/* Where the server has been told how (contrib/postgres/step-back.sql); else, and in a cell of the version before,
 * nothing comes of it. */
static void step_back(struct ctx *ctx, struct connection *c)
{
	char nice[STR_INT_MAX + 1];
	const char *values[] = { nice };
	PGresult *r;

	nice[str_int(ctx->db->nice, nice)] = '\0';
	if (!ctx->db->nice || !c->cell[0] ||
	    !PQsendQueryParams(c->pg, db_queries[QUERY_STEP_BACK].sql, 1, NULL, values, NULL, NULL, 0))
		return;
	while (wait_answer(c->pg, ctx->db->until) && (r = PQgetResult(c->pg)))
		PQclear(r);
}

enum err_code connection_open(struct ctx *ctx, struct connection *c)
{
	int64_t start = db_monotonic(), took;

	c->used = ++ctx->db->uses;
	if (c->pg)
		return ERR_OK;
	if (c->cell[0])
		make_room(ctx->db, c);
	if (start < c->retry_at)
		return err_set(ctx, ERR_DOWN, "could not connect to %s a moment ago", name_of(c));
	c->pg = dial(ctx, c, NULL);
	if (PQstatus(c->pg) == CONNECTION_OK) {
		ask_shards(ctx, c);
		step_back(ctx, c);
	}
	if (PQstatus(c->pg) != CONNECTION_OK || !PQenterPipelineMode(c->pg)) {
		const char *why = error_line(ctx, PQerrorMessage(c->pg));

		connection_close(c);
		count(COUNT_DB_CONNECT_FAILURES);
		/* As long as the attempt took: a dead server that refuses at once is asked often, one that hangs
		 * less so. */
		took = db_monotonic() - start;
		took = took < RETRY_LEAST_MS ? RETRY_LEAST_MS : took > RETRY_MOST_MS ? RETRY_MOST_MS : took;
		c->retry_at = db_monotonic() + took;
		return err_set(ctx, ERR_DOWN, "could not connect to %s: %s", name_of(c), why);
	}
	count(COUNT_DB_CONNECTS);
	c->opened_at = db_monotonic();
	c->retry_at = 0;
	c->stale = false;
	statements_clear(&c->statements);
	return ERR_OK;
}

PGconn *connection_begin(struct ctx *ctx, struct connection *c)
{
	return dial(ctx, c, NULL);
}

void connection_close(struct connection *c)
{
	if (c->pg)
		PQfinish(c->pg);
	c->pg = NULL;
	c->joining = false;
}

/* Nothing ever comes unasked on our connections but the news that it ends. */
void connection_check(struct connection *c)
{
	struct pollfd p = { .events = POLLIN };

	if (!c->pg)
		return;
	p.fd = PQsocket(c->pg);
	if (PQstatus(c->pg) != CONNECTION_OK || p.fd < 0 || poll(&p, 1, 0) != 0)
		connection_close(c);
}

/* Of a server on this machine, which is asked by its socket: all may read how many pages a process has, and shares. */
int64_t connection_bytes(const struct connection *c)
{
	const char *host = c->pg ? PQhost(c->pg) : NULL;
	char path[64], name[32] = "";
	long long all, resident, shared;
	if (!host || host[0] != '/')
		return -1;
	snprintf(path, sizeof path, "/proc/%d/comm", PQbackendPID(c->pg));
	FILE *f = fopen(path, "re");
	bool known = f && fgets(name, sizeof name, f) && str_starts(name, "postgres");
	if (f)
		fclose(f);
	snprintf(path, sizeof path, "/proc/%d/statm", PQbackendPID(c->pg));
	f = known ? fopen(path, "re") : NULL;
	known = f && fscanf(f, "%lld %lld %lld", &all, &resident, &shared) == 3;
	if (f)
		fclose(f);
	return known ? (resident - shared) * sysconf(_SC_PAGESIZE) : -1;
}

static struct connection *in_list(struct db *db, struct connection **list, const char *cell)
{
	struct connection *c;

	for (c = *list; c; c = c->next)
		if (str_eq(c->cell, cell))
			return c;
	/* The name goes into a conninfo. */
	BUG_IF(
	    !*cell || cell[strspn(cell, "abcdefghijklmnopqrstuvwxyz0123456789_")] || strlen(cell) >= CELL_NAME_BYTES);
	c = ARENA_NEW(db->arena, struct connection);
	str_copy(c->cell, cell, sizeof(c->cell));
	c->next = *list;
	*list = c;
	return c;
}

PGconn *connection_own(struct ctx *ctx, struct connection *c)
{
	PGconn *pg = dial(ctx, c, NULL);

	if (PQstatus(pg) == CONNECTION_OK)
		return pg;
	err_set(ctx, ERR_DOWN, "could not connect to %s: %s", name_of(c), error_line(ctx, PQerrorMessage(pg)));
	PQfinish(pg);
	return NULL;
}

struct connection *connection_cell(struct db *db, const char *cell)
{
	return in_list(db, &db->cells, cell);
}

struct connection *connection_aside_of(struct db *db, const struct connection *c)
{
	struct connection *aside = in_list(db, &db->asides, c->cell);

	aside->asked_at = db_monotonic();
	return aside;
}

PGconn *connection_aside(struct ctx *ctx, struct connection *c, const char *database, const char **own_database)
{
	PGconn *own = dial(ctx, c, NULL), *pg;

	*own_database = arena_strdup(ctx->arena, PQdb(own) ? PQdb(own) : "");
	PQfinish(own);
	pg = dial(ctx, c, database);
	if (PQstatus(pg) == CONNECTION_OK)
		return pg;
	err_set(ctx, ERR_DOWN, "could not connect to database %s: %s", database, error_line(ctx, PQerrorMessage(pg)));
	PQfinish(pg);
	return NULL;
}

struct db *db_create(const struct conf *conf, const char *role)
{
	struct arena *a = arena_create((size_t)64 * 1024 * 1024);
	struct db *db = ARENA_NEW(a, struct db);

	db->arena = a;
	db->conf = conf;
	if (role)
		db->user = arena_printf(a, "%s%s", conf->role_prefix, role);
	db->settle_ms = role && !str_eq(role, "worker") ? conf->settle_milliseconds : SETTLE_ALONE_MS;
	db->application = arena_printf(a, "stoa-%s/%s", role ? role : "ctl", db_schema_id());
	return db;
}

void db_destroy(struct db **dbp)
{
	struct db *db = *dbp;
	struct arena *arena;

	if (!db)
		return;
	connection_close(&db->platform);
	for (struct connection *c = db->cells; c; c = c->next) {
		connection_close(c);
		if (c->standby)
			connection_close(c->standby);
	}
	for (struct connection *c = db->asides; c; c = c->next)
		connection_close(c);
	*dbp = NULL;
	/* db itself lies in it. */
	arena = db->arena;
	arena_destroy(&arena);
}

void db_scope(struct db *db, int64_t tenant_id, const char *cell)
{
	BUG_IF(db->tx_at || db->queued > 0 || tenant_id < 0 || (tenant_id > 0 && str_empty(cell)));
	ahead_forget(db);
	db->tenant = tenant_id;
	db->cell = str_empty(cell) ? NULL : connection_cell(db, cell);
}

void db_behind(struct db *db, int nice)
{
	db->nice = nice;
}

int64_t db_tenant(const struct db *db)
{
	return db->tenant;
}

void db_once(struct db *db, bool once)
{
	BUG_IF(db->tx_at || db->queued > 0);
	db->once = once;
}

const char *db_constraint(const struct db *db)
{
	return db->constraint;
}

void db_read_aside(struct db *db, db_position_fn *position, const void *arg)
{
	db->position = str_empty(db->conf->cell_read_db) ? NULL : position;
	db->position_arg = arg;
}

void db_patience(struct db *db, int milliseconds)
{
	db->until = milliseconds ? db_monotonic() + milliseconds : 0;
}

struct db_spent db_spent(const struct db *db)
{
	return db->spent;
}

int db_connections(const struct db *db)
{
	int n = db->platform.pg != NULL;

	for (const struct connection *c = db->cells; c; c = c->next)
		n += (c->pg != NULL) + (c->standby && c->standby->pg);
	for (const struct connection *c = db->asides; c; c = c->next)
		n += c->pg != NULL;
	return n;
}

static bool fat(struct connection *c, int megabytes)
{
	if (++c->looks < BATCHES_A_LOOK)
		return false;
	c->looks = 0;
	int64_t bytes = connection_bytes(c);
	if (bytes < 0)
		return c->statements.prepared > STATEMENTS_A_LIFE;
	return bytes > (int64_t)megabytes * 1024 * 1024;
}

/* One that nobody has asked since the last rest is as it was, but older. */
static void rest(const struct db *db, struct connection *c, int megabytes, int64_t now)
{
	bool asked = c->used > db->rested;

	if (!c->pg)
		return;
	if (c->stale || (asked && (PQtransactionStatus(c->pg) != PQTRANS_IDLE || fat(c, megabytes))) ||
	    now - c->opened_at > (int64_t)CONNECTION_SECONDS * 1000)
		connection_close(c);
}

void db_rest(struct db *db)
{
	int64_t now = db_monotonic();

	db->queued = 0;
	db->tx_at = NULL;
	db->tx = TX_NONE;
	db->constraint[0] = '\0';
	db->spent = (struct db_spent){ 0 };
	db->until = 0;
	db->position = NULL;
	db->has_written = false;
	rest(db, &db->platform, BACKEND_MEGABYTES, now);
	for (struct connection *c = db->cells; c; c = c->next) {
		rest(db, c, BACKEND_MEGABYTES, now);
		if (c->standby && !c->standby->joining)
			rest(db, c->standby, BACKEND_MEGABYTES, now);
	}
	for (struct connection *c = db->asides; c; c = c->next) {
		rest(db, c, ASIDE_MEGABYTES, now);
		if (c->pg && now - c->asked_at > ASIDE_MS)
			connection_close(c);
	}
	db->rested = db->uses;
}
