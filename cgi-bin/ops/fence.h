/*
 * fence: a shop's schema that refuses. The fence is made of grants, so Postgres itself holds it, in the cell's own
 * transactions: a program with an old placement, an old version or a long-prepared statement is refused by its next
 * statement (SQLSTATE 42501, ERR_MOVED), and none need be told. cell.fence says that it is meant.
 *
 * All of these work in the open scope, as the owner, and may be repeated.
 */
#ifndef STOA_OPS_FENCE_H
#define STOA_OPS_FENCE_H

#include "base/ctx.h"

/* From the commit on no statement that begins writes; reads go on. */
enum err_code fence_raise(struct ctx *);
/*
 * Waits for those transactions that may have written before the fence stood. A writer takes its lock on the table
 * before Postgres looks at the grants, and learns of new grants when it takes a lock: whoever is not seen here is
 * refused. ERR_RETRY where one of them takes longer than the seconds.
 */
enum err_code fence_wait(struct ctx *, int seconds);
/* Grants as they were. */
enum err_code fence_lower(struct ctx *);
/* The shop lives elsewhere: nobody reads here either, and the schema goes after the seconds. */
enum err_code fence_close(struct ctx *, int drop_after);

/* The scope's schema with everything in it, and its fence. */
enum err_code schema_drop(struct ctx *);

#endif
