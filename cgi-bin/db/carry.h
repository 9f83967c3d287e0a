/*
 * carry: a shop's tables whole, out of one cell and into another or a file, by COPY. For ops/ alone.
 *
 * Each struct carry is one transaction on a connection of its own, beside those of struct db and without their limits
 * of time. It ends with carry_commit(), else is taken back, at the latest with ctx->arena. Rows are COPY's text format,
 * which is the same for all versions of Postgres. Names of tables and columns come from the catalog, never from
 * elsewhere.
 */
#ifndef STOA_DB_CARRY_H
#define STOA_DB_CARRY_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"

struct carry;

struct carry_table {
	const char *name;    /* "orders" */
	const char *full;    /* quoted, with the schema */
	const char *columns; /* quoted, in their order, parted by ", " */
	const char *keys;    /* those of the primary key, likewise */
};

struct carry_sequence {
	const char *name;
	int64_t last;
	bool called; /* last was given out */
};

/* What is in a table, whatever the order of its rows. */
struct carry_sum {
	int64_t rows;
	const char *hash;
};

/* REPEATABLE READ: all that is read is of one moment, that of the first statement after this. */
enum err_code carry_begin(struct ctx *, const char *cell, int64_t tenant_id, struct carry **out);
/* On success *c is NULL; ERR_UNKNOWN where the answer was lost. */
enum err_code carry_commit(struct ctx *, struct carry **c);
/* Takes back what was not committed; NULL is allowed. */
void carry_end(struct carry **c);

/* Keeps everybody who brings the schema up out until the end. */
enum err_code carry_hold(struct ctx *, struct carry *);
/* All but the list of migrations, referenced tables first. */
enum err_code carry_tables(struct ctx *, struct carry *, const struct carry_table **out, size_t *n);
enum err_code carry_sequences(struct ctx *, struct carry *, const struct carry_sequence **out, size_t *n);
/* As another carry's sequences of these names stand. Not taken back with the transaction. */
enum err_code carry_set_sequences(struct ctx *, struct carry *, const struct carry_sequence *, size_t n);
/* One for each table, by one question: a shop that nobody may write in is not asked a hundred. */
enum err_code carry_sums(
    struct ctx *, struct carry *, const struct carry_table *, size_t n, const struct carry_sum **out);
/* Empties all these tables: migrations may have left rows in them. */
enum err_code carry_clear(struct ctx *, struct carry *, const struct carry_table *, size_t n);
/* The planner's figures; in the transaction, too. */
enum err_code carry_analyze(struct ctx *, struct carry *, const struct carry_table *, size_t n);

/* Rows of a table as they come: whole ones, each with its newline. Anything but ERR_OK ends the carry. */
typedef enum err_code carry_sink(struct ctx *, void *arg, const char *row, size_t n);
enum err_code carry_out(struct ctx *, struct carry *, const struct carry_table *, carry_sink *, void *arg);

/* carry_in_begin(), any number of carry_in() with any pieces of rows, carry_in_end(). */
enum err_code carry_in_begin(struct ctx *, struct carry *, const struct carry_table *);
enum err_code carry_in(struct ctx *, struct carry *, const char *data, size_t n);
enum err_code carry_in_end(struct ctx *, struct carry *);

/*
 * carry_follow.c: a copy that was made while others wrote takes over what they have changed since.
 *
 * A mark is the oldest transaction that may have been at work at the carry's moment. All that older ones have written
 * was seen by it; a row of that one or a younger one may be another than it saw. So the rows since a mark are never too
 * few, and some may be among them that were seen already. Postgres keeps a row's writer where it freezes it; one
 * from two thousand million transactions ago counts as a young one, which is too many again.
 */
/* The first question to the carry. "": this server does not tell who wrote a row (Citus). */
enum err_code carry_mark(struct ctx *, struct carry *, const char **mark);

struct carry_change {
	int64_t rows; /* all that are there */
	struct carry_sum since;
};
/* One for each table, by one question. */
enum err_code carry_changes(struct ctx *, struct carry *, const struct carry_table *, size_t n, const char *mark,
    const struct carry_change **out);
/* As carry_out(): the rows since the mark; the primary keys of all rows. */
enum err_code carry_out_since(
    struct ctx *, struct carry *, const struct carry_table *, const char *mark, carry_sink *, void *arg);
enum err_code carry_out_keys(struct ctx *, struct carry *, const struct carry_table *, carry_sink *, void *arg);

/* How many rows each table has. */
enum err_code carry_counts(struct ctx *, struct carry *, const struct carry_table *, size_t n, const int64_t **out);
/*
 * What comes is put beside the table, for this transaction: carry_aside_begin(), carry_in(), carry_in_end(), and then
 * carry_aside_make_room(), which takes the rows with these keys out of the table, and carry_aside_put(), which puts in
 * what lies beside and counts and hashes it as the table has it then. Both before the next table.
 */
enum err_code carry_aside_begin(struct ctx *, struct carry *, const struct carry_table *);
enum err_code carry_aside_make_room(struct ctx *, struct carry *, const struct carry_table *, int64_t *gone);
enum err_code carry_aside_put(struct ctx *, struct carry *, const struct carry_table *, struct carry_sum *put);
/* Likewise with keys: carry_keys_begin(), carry_in(), carry_in_end(), carry_keys_retain(): rows of other keys go. */
enum err_code carry_keys_begin(struct ctx *, struct carry *, const struct carry_table *);
enum err_code carry_keys_retain(struct ctx *, struct carry *, const struct carry_table *, int64_t *gone);

/*
 * Foreign keys, which would look at each row, take others along, and ask for an order of tables. Put back, they hold
 * for what is written from then on; carry_references_check() looks at what was there, beside writers.
 */
struct carry_reference {
	const char *full; /* the table */
	const char *name;
	const char *definition;
};
enum err_code carry_references(struct ctx *, struct carry *, const struct carry_reference **out, size_t *n);
enum err_code carry_references_drop(struct ctx *, struct carry *, const struct carry_reference *, size_t n);
enum err_code carry_references_put(struct ctx *, struct carry *, const struct carry_reference *, size_t n);
enum err_code carry_references_check(struct ctx *, struct carry *);

#endif
