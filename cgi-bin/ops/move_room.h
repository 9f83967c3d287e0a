/*
 * move_room: what the files of move share, and nobody else includes.
 *
 * The rows go over in two steps. Ahead, beside people who write: all of one moment, hashed and compared, and then, as
 * long as that takes its time, what was changed since (db/carry, "Following"). Behind the fence there is left what was
 * changed since the last of these moments: changed rows are replaced, and those whose keys are gone go. Each changed
 * row is compared by its hash as it lies there then, and each table's rows are counted on both sides; rows that nobody
 * has changed since were compared before. So the time without writers does not grow with the rows that a shop has but
 * with those written while one pass takes, and with reading each table once.
 *
 * Meanwhile the new schema has no foreign keys: rows may come in any order. They come back before the switch for what
 * is written from then on; what lies there is looked through after it.
 *
 * Where a server does not say who wrote a row (Citus), nothing is copied ahead and all is copied behind the fence.
 */
#ifndef STOA_OPS_MOVE_ROOM_H
#define STOA_OPS_MOVE_ROOM_H

#include "ops/move.h"

struct carry;
struct carry_table;
struct carry_reference;

struct move_copy {
	int64_t id;
	const char *from, *to; /* cells */
	/* Filled in by what follows. */
	const struct carry_table *tables;
	size_t n;
	const struct carry_reference *references;
	size_t n_references;
	const char *mark; /* of the moment that the new schema shows, committed; "" for none */
	int64_t rows;
};

/* Beside writers; nobody may bring a schema up meanwhile. */
enum err_code move_copy_ahead(struct ctx *, struct move_copy *);
/* Nobody writes, and from has not been asked yet; committed in the new cell on ERR_OK, sequences and all. */
enum err_code move_copy_rest(struct ctx *, struct move_copy *, struct carry *from);
/* After the switch, beside shoppers: the foreign keys hold for all rows. May be repeated. */
enum err_code move_check(struct ctx *, int64_t tenant_id, const char *cell);

#endif
