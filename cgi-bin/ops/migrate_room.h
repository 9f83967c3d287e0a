/*
 * migrate_room: what the files of migrate share, and nobody else includes.
 */
#ifndef STOA_OPS_MIGRATE_ROOM_H
#define STOA_OPS_MIGRATE_ROOM_H

#include "db/admin.h"
#include "ops/migrate.h"
#include "queries.h"

/* A row of a schema's table "migration". */
struct applied {
	const char *name;
	const char *checksum; /* of the file as it was */
};

/* What differs between the three kinds of schema. The generated rows of *_migrations are all alike. */
struct migrate_kind {
	const char *folder; /* below sql/ */
	enum err_code (*tx)(struct ctx *, enum err_code (*)(struct ctx *, void *), void *);
	enum query table, list, record, half_built;
};

/* By enum db_target. */
extern const struct migrate_kind migrate_kinds[];

/* The name of the schema that ctx is at: "stoa", "cell", or the shop's. */
const char *migrate_schema(struct ctx *, enum db_target on);
/* Whether it is applied, by name; that the checksums agree is migrate_applied()'s. */
bool migrate_has(const struct applied *, size_t n, const struct migration *);
/* tokens has room for five. */
void migrate_tokens(struct ctx *, enum db_target on, struct db_token *tokens);
/* What the schema has applied; none where it has no such table yet. ERR_CONFLICT where a file was edited since, or
 * something is applied that this build does not have. */
enum err_code migrate_applied(struct ctx *, const struct migrations *, struct applied **rows, size_t *n);
/* Writes down that it is applied, in the transaction that does it. */
enum err_code migrate_record(struct ctx *, const struct migrations *, const struct migration *);
/*
 * migrate_index.c: whether the file's index is built in a moment, so that it may be built inside of the transaction: of
 * a shop's table that is small. And the indexes that are not recorded, one by one, outside of one.
 */
enum err_code migrate_index_at_once(struct ctx *, const struct migrations *, const struct migration *, bool *at_once);
enum err_code migrate_indexes(struct ctx *, const struct migrations *, size_t *applied);

/* migrate_shops.c: all shops, by several processes. Adds the files applied and the shops that are not current
 * afterwards; *why, where it is NULL, becomes the reason of the first of these. */
enum err_code migrate_shops(
    struct ctx *, const struct migrate_manner *, size_t *total, size_t *behind, const char **why);

#endif
