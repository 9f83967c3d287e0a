#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "ops/contract.h"
#include "ops/file.h"
#include "ops/migrate_room.h"

enum { FILE_MAX_BYTES = 1024 * 1024 };

static const char grants[] = "grants.sql", revoke[] = "revoke.sql";
static const char concurrently[] = "@concurrently@";

static bool is_migration(const char *name)
{
	for (int i = 0; i < 4; i++)
		if (!isdigit((unsigned char)name[i]))
			return false;
	return name[4] == '_';
}

/* What rights are taken away before is due again whenever what gives them changes. */
static const char *checksum_of(struct ctx *ctx, const struct migration *m, const char *of_grants, size_t length)
{
	const char *own = crypto_sha256_hex(ctx->arena, m->sql, length), *both;

	if (!str_eq(m->name, revoke))
		return own;
	both = arena_printf(ctx->arena, "%s%s", of_grants, own);
	return crypto_sha256_hex(ctx->arena, both, strlen(both));
}

/* The text with the word in place of @concurrently@. */
static const char *with_word(struct ctx *ctx, const char *sql, const char *at, const char *word)
{
	return arena_printf(ctx->arena, "%.*s%s%s", (int)(at - sql), sql, word, at + sizeof(concurrently) - 1);
}

static enum err_code read_index(struct ctx *ctx, struct migration *m)
{
	const char *at = strstr(m->sql, concurrently);

	if (!at)
		return err_set(ctx, ERR_CONFLICT, "%s does not say CREATE INDEX %s", m->path, concurrently);
	m->concurrent = with_word(ctx, m->sql, at, "CONCURRENTLY");
	m->sql = with_word(ctx, m->sql, at, "");
	return ERR_OK;
}

static enum err_code read_one(
    struct ctx *ctx, const char *folder, const char *name, struct migration *m, const char *of_grants)
{
	char *sql;
	size_t length;
	enum err_code err;

	m->name = name;
	m->path = arena_printf(ctx->arena, "%s/%s", folder, name);
	m->again = str_eq(name, grants) || str_eq(name, revoke);
	m->contracts = str_ends(name, ".contract.sql");
	err = file_read(ctx, m->path, FILE_MAX_BYTES, &sql, &length);
	if (err)
		return err;
	m->sql = sql;
	m->checksum = checksum_of(ctx, m, of_grants, length);
	return str_ends(name, ".index.sql") ? read_index(ctx, m) : ERR_OK;
}

static enum err_code read_text(struct ctx *ctx, const char *name, const char **out)
{
	char *text;
	enum err_code err =
	    file_read(ctx, arena_printf(ctx->arena, "%s/%s", ctx->conf->sql_dir, name), FILE_MAX_BYTES, &text, NULL);

	if (!err)
		*out = text;
	return err;
}

/* Digits sort before "grants.sql", and that before "revoke.sql". */
static enum err_code sort_out(struct ctx *ctx, const char *folder, const char **names, size_t n,
    const struct texts *released, struct migrations *out)
{
	struct migration *files = ARENA_ARRAY(ctx->arena, n + 1, struct migration);
	struct migration *waiting = ARENA_ARRAY(ctx->arena, n + 1, struct migration);
	const char *of_grants = "";
	enum err_code err = ERR_OK;

	out->file = files;
	out->waiting = waiting;
	for (size_t i = 0; i < n && !err; i++) {
		struct migration m = { 0 };

		if (!is_migration(names[i]) && !str_eq(names[i], grants) && !str_eq(names[i], revoke))
			return err_set(ctx, ERR_CONFLICT, "%s/%s is named neither NNNN_*.sql nor %s nor %s", folder,
			    names[i], grants, revoke);
		err = read_one(ctx, folder, names[i], &m, of_grants);
		if (str_eq(names[i], grants))
			of_grants = m.checksum;
		if (str_eq(names[i], revoke))
			out->revoke = m;
		else if (m.contracts && !contract_is_released(released, names[i]))
			waiting[out->n_waiting++] = m;
		else
			files[out->n++] = m;
	}
	return err;
}

enum err_code migrations_read(struct ctx *ctx, enum db_target on, struct migrations *out)
{
	const char *folder = arena_printf(ctx->arena, "%s/%s", ctx->conf->sql_dir, migrate_kinds[on].folder), **names;
	struct texts released;
	size_t n;
	enum err_code err;

	*out = (struct migrations){ .on = on };
	err = read_text(ctx, "bootstrap.sql", &out->bootstrap);
	if (!err)
		err = read_text(ctx, "drop_index.sql", &out->drop_index);
	if (!err)
		err = file_list(ctx, folder, ".sql", &names, &n);
	if (!err)
		err = contract_released(ctx, migrate_kinds[on].folder, &released);
	if (!err)
		err = sort_out(ctx, folder, names, n, &released, out);
	if (!err && (out->n == 0 || !is_migration(out->file[0].name)))
		err = err_set(ctx, ERR_NOT_FOUND, "no migration in %s", folder);
	if (!err && !out->revoke.name)
		err = err_set(ctx, ERR_NOT_FOUND, "no %s in %s", revoke, folder);
	return err;
}
