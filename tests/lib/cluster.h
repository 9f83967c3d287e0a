/*
 * cluster: a test's own Postgres and, on it, an installation: platform, one cell "one", and shops.
 */
#ifndef STOA_TESTS_CLUSTER_H
#define STOA_TESTS_CLUSTER_H

#include "base/conf.h"
#include "base/ctx.h"

/* Starts the program anew below tests/lib/postgres where it does not run there yet; returns once it does. */
void cluster_enter(char **argv);
/* Ends the server; starts it again. */
void cluster_halt(void);
void cluster_resume(void);

/* Settings that reach the cluster; sql_directory is the source tree's. */
const struct conf *cluster_conf(void);
/* A ctx with its own arena and db in the given role (NULL: the owner); cluster_leave() ends both. */
void cluster_ctx(struct ctx *, const char *role);
void cluster_leave(struct ctx *);

/* Databases, roles, platform and cell schema. */
enum err_code cluster_install(struct ctx *);
/* The schema of shop `id`, without a row on the platform; the scope stays on it. */
enum err_code cluster_shop(struct ctx *, int64_t id);

#endif
