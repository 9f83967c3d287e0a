#include "ops/fence.h"

#include <string.h>
#include <time.h>

#include "base/conf.h"
#include "base/str.h"
#include "db/admin.h"
#include "ops/file.h"
#include "queries.h"

/* A page that is being made by the old place is refused, and does not find nothing. */
enum { LEFT_LEAST_SECONDS = 5 };
enum { SCRIPT_MAX = 1024 * 1024, LOOK_MS = 5, LOOK_MOST_MS = 50 };

/* A script and what becomes of the row of cell.fence, in one transaction. */
struct change {
	const char *file; /* below sql_directory */
	const char *sql;
	const char *state; /* NULL: the row goes */
	int64_t drop_at;
};

static enum err_code note(struct ctx *ctx, const struct change *c)
{
	if (!c->state)
		return q_fence_remove(ctx, &(struct fence_remove_in){ .tenant_id = ctx->tenant_id }, NULL);
	return q_fence_set(ctx,
	    &(struct fence_set_in){
	        .tenant_id = ctx->tenant_id, .state = c->state, .since = ctx->now, .drop_at = c->drop_at },
	    NULL);
}

static enum err_code make(struct ctx *ctx, void *arg)
{
	const struct change *c = arg;
	const char *schema = db_schema(ctx);
	const struct db_token tokens[] = { { "@schema@", schema }, { "@shop@", schema },
		{ "@role@", ctx->conf->role_prefix }, { "@state@", c->state ? c->state : "" }, { NULL, NULL } };
	/* Begins without a limit of time. The row goes first, as cell.drop_left() takes it: two who drop the same
	 * schema wait for one another there. */
	enum err_code err = db_script(ctx, c->file, "SELECT", tokens);

	if (!err)
		err = note(ctx, c);
	return err ? err : db_script(ctx, c->file, c->sql, tokens);
}

static enum err_code run(struct ctx *ctx, struct change c)
{
	char *sql;
	enum err_code err =
	    file_read(ctx, arena_printf(ctx->arena, "%s/%s", ctx->conf->sql_dir, c.file), SCRIPT_MAX, &sql, NULL);

	c.sql = sql;
	return err ? err : db_tx(ctx, make, &c);
}

enum err_code fence_raise(struct ctx *ctx)
{
	return run(ctx, (struct change){ .file = "fence.sql", .state = "moving", .drop_at = INT64_MAX });
}

enum err_code fence_lower(struct ctx *ctx)
{
	return run(ctx, (struct change){ .file = "tenant/grants.sql" });
}

enum err_code fence_close(struct ctx *ctx, int drop_after)
{
	int64_t after = drop_after > LEFT_LEAST_SECONDS ? drop_after : LEFT_LEAST_SECONDS;

	return run(ctx, (struct change){ .file = "fence.sql", .state = "left", .drop_at = ctx->now + after });
}

enum err_code schema_drop(struct ctx *ctx)
{
	return run(ctx, (struct change){ .file = "drop.sql" });
}

static int64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

enum err_code fence_wait(struct ctx *ctx, int seconds)
{
	const struct fence_writers_in in = { .schema = db_schema(ctx) };
	int64_t end = milliseconds() + (int64_t)seconds * 1000;
	struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
	struct fence_writers_row row;

	for (;;) {
		enum err_code err = q_fence_writers_one(ctx, &in, &row);

		if (err || row.writers == 0)
			return err;
		if (milliseconds() >= end)
			return err_set(
			    ctx, ERR_RETRY, "somebody has been writing in %s for more than %d s", in.schema, seconds);
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < LOOK_MOST_MS * 1000000L)
			pause.tv_nsec *= 2;
	}
}
