#include "ops/migrate.h"

#include <string.h>
#include <time.h>

#include "base/conf.h"
#include "base/str.h"
#include "ops/file.h"
#include "ops/migrate_room.h"

enum { TRIES = 5, PAUSE_MS = 40, ROLES_MAX_BYTES = 64 * 1024 };

const struct migrate_kind migrate_kinds[] = {
	[DB_ON_PLATFORM] = { "platform", db_tx_platform, QUERY_PLATFORM_MIGRATION_TABLE, QUERY_PLATFORM_MIGRATIONS,
	    QUERY_PLATFORM_MIGRATION_RECORD, QUERY_PLATFORM_HALF_BUILT },
	[DB_ON_CELL] = { "cell", db_tx, QUERY_CELL_MIGRATION_TABLE, QUERY_CELL_MIGRATIONS, QUERY_CELL_MIGRATION_RECORD,
	    QUERY_CELL_HALF_BUILT },
	[DB_ON_SHOP] = { "tenant", db_tx, QUERY_SHOP_MIGRATION_TABLE, QUERY_SHOP_MIGRATIONS,
	    QUERY_SHOP_MIGRATION_RECORD, QUERY_SHOP_HALF_BUILT },
};

#define SAME_ROW(s)                                                                                                    \
	(sizeof(struct s##_row) == sizeof(struct applied) &&                                                           \
	    offsetof(struct s##_row, name) == offsetof(struct applied, name) &&                                        \
	    offsetof(struct s##_row, checksum) == offsetof(struct applied, checksum))
_Static_assert(SAME_ROW(platform_migrations), "platform_migrations");
_Static_assert(SAME_ROW(cell_migrations), "cell_migrations");
_Static_assert(SAME_ROW(shop_migrations), "shop_migrations");

const char *migrate_schema(struct ctx *ctx, enum db_target on)
{
	return on == DB_ON_PLATFORM ? "stoa" : on == DB_ON_CELL ? "cell" : db_schema(ctx);
}

void migrate_tokens(struct ctx *ctx, enum db_target on, struct db_token *tokens)
{
	const char *schema = migrate_schema(ctx, on);

	tokens[0] = (struct db_token){ "@schema@", schema };
	tokens[1] = (struct db_token){ "@shop@", schema };
	tokens[2] = (struct db_token){ "@role@", ctx->conf->role_prefix };
	tokens[3] = (struct db_token){ NULL, NULL };
}

static const struct applied *find(const struct applied *rows, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].name, name))
			return &rows[i];
	return NULL;
}

bool migrate_has(const struct applied *rows, size_t n, const struct migration *m)
{
	const struct applied *a = find(rows, n, m->name);

	return a && str_eq(a->checksum, m->checksum);
}

static bool known(const struct migration *files, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(files[i].name, name))
			return true;
	return false;
}

static enum err_code check(struct ctx *ctx, const struct migrations *m, const struct applied *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!known(m->file, m->n, rows[i].name) && !known(m->waiting, m->n_waiting, rows[i].name) &&
		    !str_eq(rows[i].name, m->revoke.name))
			return err_set(ctx, ERR_CONFLICT,
			    "schema %s has applied %s, which this build does not have: install the newer build",
			    migrate_schema(ctx, m->on), rows[i].name);
	for (size_t i = 0; i < m->n; i++) {
		const struct applied *a = find(rows, n, m->file[i].name);

		if (a && !m->file[i].again && !str_eq(a->checksum, m->file[i].checksum))
			return err_set(ctx, ERR_CONFLICT,
			    "%s was edited after schema %s applied it: put it back and write a new migration",
			    m->file[i].path, migrate_schema(ctx, m->on));
	}
	return ERR_OK;
}

static enum err_code read_applied(struct ctx *ctx, const struct migrations *m, struct applied **rows, size_t *n)
{
	enum err_code err;

	*rows = NULL;
	*n = 0;
	err = db_all(ctx, &db_queries[migrate_kinds[m->on].list], NULL, rows, n);
	return err ? err : check(ctx, m, *rows, *n);
}

enum err_code migrate_applied(struct ctx *ctx, const struct migrations *m, struct applied **rows, size_t *n)
{
	bool present = false; /* the only column of each *_migration_table */
	enum err_code err = db_one(ctx, &db_queries[migrate_kinds[m->on].table], NULL, &present);

	*rows = NULL;
	*n = 0;
	return err || !present ? err : read_applied(ctx, m, rows, n);
}

enum err_code migrate_record(struct ctx *ctx, const struct migrations *m, const struct migration *f)
{
	/* The in structs of *_migration_record are alike, as are the rows above. */
	const struct shop_migration_record_in record = { .name = f->name, .checksum = f->checksum, .now = ctx->now };

	return db_run(ctx, &db_queries[migrate_kinds[m->on].record], &record, NULL);
}

/* One transaction over a schema. */
struct step {
	const struct migrations *m;
	const struct db_token *tokens;
	struct applied *rows;
	size_t n;
	bool contracted; /* something was taken away: rights are given anew */
	size_t ran;
};

static bool is_new(const struct step *s)
{
	return s->n == 0;
}

static enum err_code run_file(struct ctx *ctx, struct step *s, const struct migration *f)
{
	enum err_code err = db_script(ctx, f->path, f->sql, s->tokens);

	s->ran += !err;
	return err ? err : migrate_record(ctx, s->m, f);
}

static enum err_code run_file_if_due(struct ctx *ctx, struct step *s, const struct migration *f)
{
	bool at_once = true;
	enum err_code err = ERR_OK;

	if (migrate_has(s->rows, s->n, f))
		return ERR_OK;
	if (f->concurrent && !is_new(s))
		err = migrate_index_at_once(ctx, s->m, f, &at_once);
	if (err || !at_once)
		return err;
	err = run_file(ctx, s, f);
	s->contracted |= f->contracts && !is_new(s);
	return err;
}

/* A new schema has no rights that could be taken away: that it is tight is all there is to record. */
static enum err_code run_grants(struct ctx *ctx, struct step *s, const struct migration *grants)
{
	const struct migration *revoke = &s->m->revoke;
	bool tighten = !is_new(s) && s->m->contract && !migrate_has(s->rows, s->n, revoke);
	enum err_code err = ERR_OK;

	if (tighten)
		err = run_file(ctx, s, revoke);
	if (!err && (tighten || s->contracted || !migrate_has(s->rows, s->n, grants)))
		err = run_file(ctx, s, grants);
	if (!err && is_new(s))
		err = migrate_record(ctx, s->m, revoke);
	return err;
}

/* A crash of the server takes what was applied and the record of it together, and the run begins again. A new schema is
 * waited for: the platform will say that it is there. */
static const char unhurried[] = "SET LOCAL synchronous_commit = off";

static enum err_code apply(struct ctx *ctx, void *arg)
{
	struct step *s = arg;
	const struct migrations *m = s->m;
	enum err_code err = db_script(ctx, "bootstrap.sql", m->bootstrap, s->tokens);

	s->ran = 0;
	s->contracted = false;
	if (!err)
		err = read_applied(ctx, m, &s->rows, &s->n);
	if (!err && !is_new(s))
		err = db_script(ctx, "of the session", unhurried, s->tokens);
	for (size_t i = 0; i < m->n && !err; i++)
		err = m->file[i].again ? run_grants(ctx, s, &m->file[i]) : run_file_if_due(ctx, s, &m->file[i]);
	return err;
}

static void count(const struct migrations *m, const struct applied *rows, size_t n, struct migrate_state *out)
{
	*out = (struct migrate_state){ .to_contract = m->n_waiting + (n > 0 && !migrate_has(rows, n, &m->revoke)) };
	for (size_t i = 0; i < m->n; i++) {
		if (migrate_has(rows, n, &m->file[i]))
			continue;
		if (out->pending++ == 0)
			out->next = m->file[i].name;
	}
}

enum err_code migrate_look(struct ctx *ctx, const struct migrations *m, struct migrate_state *out)
{
	struct applied *rows;
	size_t n;
	enum err_code err = migrate_applied(ctx, m, &rows, &n);

	if (!err)
		count(m, rows, n, out);
	return err;
}

static void pause_before(int try)
{
	const struct timespec t = { .tv_nsec = (long)PAUSE_MS * (1 << try) * 1000000L };

	nanosleep(&t, NULL);
}

/* Shorter than a lock is waited for, longer with every try, so that those who were held up go first. */
static enum err_code apply_patiently(struct ctx *ctx, struct step *s)
{
	enum err_code err;

	for (int try = 0;; try++) {
		err_clear(ctx);
		err = migrate_kinds[s->m->on].tx(ctx, apply, s);
		if (err != ERR_RETRY || try + 1 == TRIES)
			return err;
		pause_before(try);
	}
}

enum err_code migrate(struct ctx *ctx, const struct migrations *m, size_t *applied)
{
	struct db_token tokens[4];
	struct migrate_state state = { 0 };
	struct step s = { .m = m, .tokens = tokens };
	enum err_code err = migrate_look(ctx, m, &state);

	*applied = 0;
	migrate_tokens(ctx, m->on, tokens);
	if (err || (state.pending == 0 && !(m->contract && state.to_contract > 0)))
		return err;
	err = apply_patiently(ctx, &s);
	if (!err)
		*applied = s.ran;
	return err ? err : migrate_indexes(ctx, m, applied);
}

static enum err_code make_roles(struct ctx *ctx, void *sql)
{
	const struct db_token tokens[] = { { "@role@", ctx->conf->role_prefix }, { NULL, NULL } };

	return db_script(ctx, "roles.sql", sql, tokens);
}

enum err_code migrate_roles(struct ctx *ctx, enum db_target on)
{
	char *sql;
	enum err_code err =
	    file_read(ctx, arena_printf(ctx->arena, "%s/roles.sql", ctx->conf->sql_dir), ROLES_MAX_BYTES, &sql, NULL);

	return err ? err : migrate_kinds[on].tx(ctx, make_roles, sql);
}
