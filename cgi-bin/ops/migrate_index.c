#include <string.h>

#include "base/str.h"
#include "ops/migrate_room.h"

/* 100,000 rows or so, 50 ms. CONCURRENTLY waits three times for all transactions of the cell; with thousands of shops
 * that is most of what a migration takes. */
enum { SMALL_BYTES = 8 << 20 };

/* The word behind "ON @shop@.", which tests/lint/migrations holds to be there. */
static const char *table_of(struct ctx *ctx, const char *sql)
{
	static const char before[] = " ON @shop@.";
	const char *at = strstr(sql, before);

	if (!at)
		return NULL;
	at += sizeof(before) - 1;
	return arena_strndup(ctx->arena, at, strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_"));
}

enum err_code migrate_index_at_once(
    struct ctx *ctx, const struct migrations *m, const struct migration *f, bool *at_once)
{
	struct shop_index_ground_in in = { .table_name = table_of(ctx, f->sql) };
	struct shop_index_ground_row ground;
	enum err_code err;

	*at_once = false;
	if (m->on != DB_ON_SHOP || !in.table_name)
		return ERR_OK;
	err = q_shop_index_ground_one(ctx, &in, &ground);
	*at_once = !err && !ground.half_built && ground.bytes <= SMALL_BYTES;
	return err;
}

struct half_built {
	const char *name;
};
_Static_assert(sizeof(struct shop_half_built_row) == sizeof(struct half_built) &&
                   sizeof(struct cell_half_built_row) == sizeof(struct half_built) &&
                   sizeof(struct platform_half_built_row) == sizeof(struct half_built),
    "*_half_built");

/* The word stands in the file, not as a part of a longer one. */
static bool names(const char *sql, const char *word)
{
	static const char bytes[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	size_t n = strlen(word);

	for (const char *at = sql; (at = strstr(at, word)); at += n)
		if ((at == sql || !strchr(bytes, at[-1])) && strspn(at + n, bytes) == 0)
			return true;
	return false;
}

/* An index that an earlier run left half built costs every writer, serves no reader, and holds its name. */
static enum err_code drop_half_built(struct ctx *ctx, const struct migrations *m, const struct migration *f)
{
	struct half_built *rows = NULL;
	struct db_token tokens[5];
	size_t n = 0;
	enum err_code err = db_all(ctx, &db_queries[migrate_kinds[m->on].half_built], NULL, &rows, &n);

	migrate_tokens(ctx, m->on, tokens);
	for (size_t i = 0; i < n && !err; i++) {
		if (!names(f->concurrent, rows[i].name))
			continue;
		tokens[3] = (struct db_token){ "@index@", rows[i].name };
		tokens[4] = (struct db_token){ NULL, NULL };
		err = db_command(ctx, m->on, "drop_index.sql", m->drop_index, tokens);
	}
	return err;
}

enum err_code migrate_indexes(struct ctx *ctx, const struct migrations *m, size_t *applied)
{
	struct db_token tokens[4];
	struct applied *rows;
	size_t n;
	enum err_code err = migrate_applied(ctx, m, &rows, &n);

	migrate_tokens(ctx, m->on, tokens);
	for (size_t i = 0; i < m->n && !err; i++) {
		const struct migration *f = &m->file[i];

		if (!f->concurrent || migrate_has(rows, n, f))
			continue;
		err = drop_half_built(ctx, m, f);
		if (!err)
			err = db_command(ctx, m->on, f->path, f->concurrent, tokens);
		if (!err)
			err = migrate_record(ctx, m, f);
		*applied += !err;
	}
	return err;
}
