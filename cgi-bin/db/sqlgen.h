/*
 * sqlgen: the build tool that turns sql/queries/<noun>.sql into gen/queries.h and gen/queries.c.
 *
 * The format is described in ARCHITECTURE.md, "SQL". Every mistake is reported as file:line on stderr and counted;
 * nothing is written where there was one.
 */
#ifndef STOA_DB_SQLGEN_H
#define STOA_DB_SQLGEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum { SQLGEN_FIELDS = 64 };

struct sqlgen_type {
	const char *sql;
	const char *c;        /* with the blank or star before the member's name */
	const char *constant; /* enum db_type */
	bool null_pointer;    /* NULL is a NULL pointer: no <name>_null beside it */
};

struct sqlgen_field {
	const char *name;
	const struct sqlgen_type *type;
	bool nullable;
};

struct sqlgen_list {
	struct sqlgen_field field[SQLGEN_FIELDS];
	size_t n;
};

struct sqlgen_query {
	const char *name;
	const char *file;
	int line;
	const char *on; /* enum db_target; NULL until seen */
	struct sqlgen_list in, out;
	const char *sql;    /* comments and white space folded */
	bool writes;        /* holds INSERT, UPDATE, DELETE or MERGE */
	bool insert_select; /* INSERT ... SELECT */
	bool plan_once;     /* of such a one: where nothing speaks against it */
	bool names_shop;    /* holds @shop@ */
	bool used[SQLGEN_FIELDS];
	struct sqlgen_query *next;
};

struct sqlgen {
	struct arena *arena;
	struct sqlgen_query *first, *last;
	int errors;
};

/* A place in a file being read. */
struct sqlgen_at {
	struct sqlgen *gen;
	const char *file;
	const char *p; /* NUL-terminated text */
	int line;
};

void sqlgen_error(const struct sqlgen_at *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Adds the file's queries; false where the file cannot be read. */
bool sqlgen_read(struct sqlgen *, const char *path);
/* Reads one statement from at->p to behind its ';' into q. */
void sqlgen_statement(struct sqlgen_at *, struct sqlgen_query *q);
/* One line of `name type, name type?` added to the list. */
void sqlgen_fields(struct sqlgen_at *, struct sqlgen_list *, const char *text);
/* Writes DIR/queries.h and DIR/queries.c where they differ from what is there; false on failure. */
bool sqlgen_write(struct sqlgen *, const char *dir);

#endif
