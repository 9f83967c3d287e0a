#include "cluster.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "db/admin.h"
#include "ops/contract.h"
#include "ops/migrate.h"
#include "queries.h"

#define SCRIPT TEST_SRCDIR "/tests/lib/postgres"

static const struct conf conf = {
	.platform_db = "dbname=stoa_platform",
	.cell_db = "dbname=stoa_%s",
	.role_prefix = "stoa_",
	.template_dir = "/nonexistent",
	.cell_connections = 8,
	.settle_milliseconds = 3000,
	.pool_shops = 2,
	.sql_dir = TEST_SRCDIR "/sql",
};

void cluster_enter(char **argv)
{
	char *args[] = { (char *)(uintptr_t)SCRIPT, (char *)(uintptr_t) "run", argv[0], argv[1], NULL };

	if (getenv("STOA_TEST_PG"))
		return;
	execv(args[0], args);
	fprintf(stderr, "could not run %s: %s\n", SCRIPT, strerror(errno));
	exit(1);
}

static void control(const char *verb)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		execl(SCRIPT, SCRIPT, verb, getenv("STOA_TEST_PG"), (char *)NULL);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0) {
		fprintf(stderr, "%s %s failed\n", SCRIPT, verb);
		exit(1);
	}
}

void cluster_halt(void)
{
	control("halt");
}

void cluster_resume(void)
{
	control("resume");
}

const struct conf *cluster_conf(void)
{
	return &conf;
}

void cluster_ctx(struct ctx *ctx, const char *role)
{
	*ctx = (struct ctx){ .arena = arena_create(LIMIT_REQUEST_ARENA), .conf = &conf, .now = time(NULL) };
	ctx->db = db_create(&conf, role);
}

void cluster_leave(struct ctx *ctx)
{
	db_destroy(&ctx->db);
	arena_destroy(&ctx->arena);
}

static enum err_code install_one(struct ctx *ctx, enum db_target on, const char *cell)
{
	struct migrations m;
	size_t applied;
	bool created;
	enum err_code err = db_create_database(ctx, cell, &created);

	if (!err)
		err = migrate_roles(ctx, on);
	if (!err)
		err = migrations_read(ctx, on, &m);
	return err ? err : migrate(ctx, &m, &applied);
}

enum err_code cluster_install(struct ctx *ctx)
{
	enum err_code err = install_one(ctx, DB_ON_PLATFORM, NULL);

	if (!err)
		err = contract_release_new(ctx);
	if (err)
		return err;
	db_scope(ctx->db, 0, "one");
	err = install_one(ctx, DB_ON_CELL, "one");
	return err ? err : q_cell_add(ctx, &(struct cell_add_in){ .name = "one", .now = ctx->now }, NULL);
}

enum err_code cluster_shop(struct ctx *ctx, int64_t id)
{
	struct migrations m;
	size_t applied;
	enum err_code err = migrations_read(ctx, DB_ON_SHOP, &m);

	db_scope(ctx->db, id, "one");
	return err ? err : migrate(ctx, &m, &applied);
}
