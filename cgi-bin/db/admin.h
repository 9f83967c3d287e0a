/*
 * admin: what only ops/ does to a database: whole files of SQL, and the database itself.
 */
#ifndef STOA_DB_ADMIN_H
#define STOA_DB_ADMIN_H

#include "db/db.h"

/* "@role@" and what stands for it. Values are identifiers or parts of them, [a-z0-9_] only, else abort. */
struct db_token {
	const char *token;
	const char *value;
};

/*
 * Runs a file of SQL inside the current db_tx or db_tx_platform, without the limit of time that other statements have.
 * tokens ends with a NULL token. The error's text names the line. what: the file's name for it.
 */
enum err_code db_script(struct ctx *, const char *what, const char *sql, const struct db_token *tokens);

/* The text with the tokens filled in, in ctx->arena. */
const char *db_fill_in(struct ctx *, const char *sql, const struct db_token *tokens);
/*
 * Runs one statement that must stand outside of a transaction (CREATE INDEX CONCURRENTLY), without limits of time, on
 * the platform or on the scope's cell. what and tokens as above.
 */
enum err_code db_command(
    struct ctx *, enum db_target on, const char *what, const char *sql, const struct db_token *tokens);

/* Which schema this build was made for: a hash of sql/. Every connection says it in its application_name, behind a
 * slash. */
const char *db_schema_id(void);

/* ERR_DOWN where the platform's database (cell NULL) or a cell's cannot be reached; asks at once again when called
 * again. */
enum err_code db_probe(struct ctx *, const char *cell);

/* Creates the platform's database (cell NULL) or a cell's where it is absent. */
enum err_code db_create_database(struct ctx *, const char *cell, bool *created);

/* The scope's schema, in ctx->arena. */
const char *db_schema(struct ctx *);

#endif
