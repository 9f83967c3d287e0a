#include "ops/migrate.h"

#include <ctype.h>
#include <string.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "db/admin.h"
#include "kit/crypto.h"
#include "ops/file.h"
#include "queries.h"

enum { FILE_MAX_BYTES = 1024 * 1024 };

static const char grants[] = "grants.sql";

struct applied {
	const char *name;
	const char *checksum;
};

/* What differs between the three kinds of schema. The generated rows of *_migrations are all alike. */
struct kind {
	const char *folder;
	enum err_code (*tx)(struct ctx *, enum err_code (*)(struct ctx *, void *), void *);
	enum query table, list, record;
};

static const struct kind kinds[] = {
	[DB_ON_PLATFORM] = { "platform", db_tx_platform, QUERY_PLATFORM_MIGRATION_TABLE, QUERY_PLATFORM_MIGRATIONS,
	    QUERY_PLATFORM_MIGRATION_RECORD },
	[DB_ON_CELL] = { "cell", db_tx, QUERY_CELL_MIGRATION_TABLE, QUERY_CELL_MIGRATIONS,
	    QUERY_CELL_MIGRATION_RECORD },
	[DB_ON_SHOP] = { "tenant", db_tx, QUERY_SHOP_MIGRATION_TABLE, QUERY_SHOP_MIGRATIONS,
	    QUERY_SHOP_MIGRATION_RECORD },
};

#define SAME_ROW(s)                                                                                                    \
	(sizeof(struct s##_row) == sizeof(struct applied) &&                                                           \
	    offsetof(struct s##_row, name) == offsetof(struct applied, name) &&                                        \
	    offsetof(struct s##_row, checksum) == offsetof(struct applied, checksum))
_Static_assert(SAME_ROW(platform_migrations), "platform_migrations");
_Static_assert(SAME_ROW(cell_migrations), "cell_migrations");
_Static_assert(SAME_ROW(shop_migrations), "shop_migrations");

static const char *schema_of(struct ctx *ctx, enum db_target on)
{
	return on == DB_ON_PLATFORM ? "stoa" : on == DB_ON_CELL ? "cell" : db_schema(ctx);
}

static bool is_migration(const char *name)
{
	for (int i = 0; i < 4; i++)
		if (!isdigit((unsigned char)name[i]))
			return false;
	return name[4] == '_';
}

/* Grants are due again after anything before them: their checksum covers that, which also holds where a run was broken
 * off. */
static const char *checksum_of(struct ctx *ctx, const struct migration *m, const char *before, size_t length)
{
	const char *own = crypto_sha256_hex(ctx->arena, m->sql, length), *both;

	if (!m->again)
		return own;
	both = arena_printf(ctx->arena, "%s%s", before, own);
	return crypto_sha256_hex(ctx->arena, both, strlen(both));
}

static enum err_code read_one(
    struct ctx *ctx, const char *folder, const char *name, struct migration *m, const char **all)
{
	char *sql;
	size_t length;
	enum err_code err;

	m->name = name;
	m->path = arena_printf(ctx->arena, "%s/%s", folder, name);
	m->again = str_eq(name, grants);
	err = file_read(ctx, m->path, FILE_MAX_BYTES, &sql, &length);
	if (err)
		return err;
	m->sql = sql;
	m->checksum = checksum_of(ctx, m, *all, length);
	*all = arena_printf(ctx->arena, "%s%s", *all, m->checksum);
	return ERR_OK;
}

enum err_code migrations_read(struct ctx *ctx, enum db_target on, struct migrations *out)
{
	const char *dir = ctx->conf->sql_dir, *all = "", **names;
	const char *folder = arena_printf(ctx->arena, "%s/%s", dir, kinds[on].folder);
	struct migration *files;
	char *bootstrap;
	size_t n;
	enum err_code err =
	    file_read(ctx, arena_printf(ctx->arena, "%s/bootstrap.sql", dir), FILE_MAX_BYTES, &bootstrap, NULL);

	if (!err)
		err = file_list(ctx, folder, ".sql", &names, &n);
	if (err)
		return err;
	*out = (struct migrations){ .on = on, .bootstrap = bootstrap };
	out->file = files = ARENA_ARRAY(ctx->arena, n + 1, struct migration);
	/* Digits sort before "grants.sql", which so comes last. */
	for (size_t i = 0; i < n && !err; i++) {
		if (!is_migration(names[i]) && !str_eq(names[i], grants))
			return err_set(
			    ctx, ERR_CONFLICT, "%s/%s is named neither NNNN_*.sql nor %s", folder, names[i], grants);
		err = read_one(ctx, folder, names[i], &files[out->n++], &all);
	}
	if (!err && (out->n == 0 || !is_migration(files[0].name)))
		err = err_set(ctx, ERR_NOT_FOUND, "no migration in %s", folder);
	return err;
}

static const struct applied *find(const struct applied *rows, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].name, name))
			return &rows[i];
	return NULL;
}

static bool known(const struct migrations *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->file[i].name, name))
			return true;
	return false;
}

static enum err_code check(struct ctx *ctx, const struct migrations *m, const struct applied *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!known(m, rows[i].name))
			return err_set(ctx, ERR_CONFLICT,
			    "schema %s has applied %s, which this build does not have: install the newer build",
			    schema_of(ctx, m->on), rows[i].name);
	for (size_t i = 0; i < m->n; i++) {
		const struct applied *a = find(rows, n, m->file[i].name);

		if (a && !m->file[i].again && !str_eq(a->checksum, m->file[i].checksum))
			return err_set(ctx, ERR_CONFLICT,
			    "%s was edited after schema %s applied it: put it back and write a new migration",
			    m->file[i].path, schema_of(ctx, m->on));
	}
	return ERR_OK;
}

/* Marks the files that are due; due has room for all. */
static enum err_code find_due(struct ctx *ctx, const struct migrations *m, bool *due, size_t *n_due)
{
	struct applied *rows = NULL;
	size_t n = 0;
	enum err_code err = db_all(ctx, &db_queries[kinds[m->on].list], NULL, &rows, &n);

	*n_due = 0;
	if (!err)
		err = check(ctx, m, rows, n);
	if (err)
		return err;
	for (size_t i = 0; i < m->n; i++) {
		const struct applied *a = find(rows, n, m->file[i].name);

		due[i] = !a || !str_eq(a->checksum, m->file[i].checksum);
		*n_due += due[i];
	}
	return ERR_OK;
}

static enum err_code find_due_in_any(struct ctx *ctx, const struct migrations *m, bool *due, size_t *n_due)
{
	bool present = false; /* the only column of each *_migration_table */
	enum err_code err = db_one(ctx, &db_queries[kinds[m->on].table], NULL, &present);

	if (err)
		return err;
	if (present)
		return find_due(ctx, m, due, n_due);
	memset(due, true, m->n * sizeof(*due));
	*n_due = m->n;
	return ERR_OK;
}

struct step {
	const struct migrations *m;
	size_t file;
	bool ran;
};

static enum err_code apply_one(struct ctx *ctx, void *arg)
{
	struct step *s = arg;
	const struct migration *f = &s->m->file[s->file];
	const char *schema = schema_of(ctx, s->m->on);
	const struct db_token tokens[] = { { "@schema@", schema }, { "@shop@", schema },
		{ "@role@", ctx->conf->role_prefix }, { NULL, NULL } };
	/* The in structs of *_migration_record are alike, as are the rows above. */
	const struct shop_migration_record_in record = { .name = f->name, .checksum = f->checksum, .now = ctx->now };
	bool *due = ARENA_ARRAY(ctx->arena, s->m->n, bool);
	size_t n_due;
	enum err_code err = db_script(ctx, "bootstrap.sql", s->m->bootstrap, tokens);

	s->ran = false;
	if (!err)
		err = find_due(ctx, s->m, due, &n_due);
	if (err || !due[s->file])
		return err;
	err = db_script(ctx, f->path, f->sql, tokens);
	s->ran = !err;
	return err ? err : db_run(ctx, &db_queries[kinds[s->m->on].record], &record, NULL);
}

enum err_code migrate(struct ctx *ctx, const struct migrations *m, size_t *applied)
{
	bool *due = ARENA_ARRAY(ctx->arena, m->n, bool);
	size_t n_due;
	enum err_code err = find_due_in_any(ctx, m, due, &n_due);

	*applied = 0;
	for (size_t i = 0; i < m->n && !err; i++) {
		struct step s = { .m = m, .file = i };

		if (!due[i])
			continue;
		err = kinds[m->on].tx(ctx, apply_one, &s);
		*applied += !err && s.ran;
	}
	return err;
}

enum err_code migrate_pending(struct ctx *ctx, const struct migrations *m, size_t *pending)
{
	return find_due_in_any(ctx, m, ARENA_ARRAY(ctx->arena, m->n, bool), pending);
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
	    file_read(ctx, arena_printf(ctx->arena, "%s/roles.sql", ctx->conf->sql_dir), FILE_MAX_BYTES, &sql, NULL);

	return err ? err : kinds[on].tx(ctx, make_roles, sql);
}
