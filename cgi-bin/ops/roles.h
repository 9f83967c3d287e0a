/*
 * roles: the database roles of the programs, as sql/roles.sql makes them.
 */
#ifndef STOA_OPS_ROLES_H
#define STOA_OPS_ROLES_H

#include "base/ctx.h"
#include "db/db.h"

enum { ROLES_OF_PROGRAMS = 7 };
extern const char *const role_programs[ROLES_OF_PROGRAMS];

/* In ctx->arena. */
const char *role_of(struct ctx *, const char *program);
struct texts roles_of_programs(struct ctx *);

#endif
