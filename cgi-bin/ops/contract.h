/*
 * contract: when what only the version before needs may go.
 *
 * Every connection of a program tells Postgres which schema its build was made for (db_schema_id() in its
 * application_name), so the databases themselves know who still runs, on whatever machine. What was released stands in
 * stoa.contract: from then on new shops are made without it, and stoactl migrate takes it away from the others.
 */
#ifndef STOA_OPS_CONTRACT_H
#define STOA_OPS_CONTRACT_H

#include <stdbool.h>

#include "base/ctx.h"
#include "db/db.h"

/* The names that were released of a folder of sql/; none where the platform has no such table yet. */
enum err_code contract_released(struct ctx *, const char *folder, struct texts *out);
bool contract_is_released(const struct texts *, const char *name);

/* Connections of programs, by their name, that were made for another schema than this build. */
struct contract_other {
	const char *where; /* "the platform" or a cell */
	const char *name;  /* "stoa-storefront" */
	int64_t connections;
};
/* Of the platform and all cells; sees programs that are connected at this moment. */
enum err_code contract_others(struct ctx *, struct contract_other **out, size_t *n);

/* Releases all contracts of this build. ERR_CONFLICT, with who it is, while a program of another build is connected. */
enum err_code contract_release(struct ctx *);
/* The same for an installation that is being made: nobody can be there yet. */
enum err_code contract_release_new(struct ctx *);

#endif
