#include "shop/schedule.h"

#include <inttypes.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "queries.h"
#include "shop/outbox.h"
#include "shop/tenant.h"

enum { SHOPS_A_FILL = 1000 };

static const struct {
	const char *name;
	bool of_shop, of_platform;
	int64_t seconds; /* 0: as sweep_seconds says */
} kinds[] = {
	[SCHEDULE_SWEEP] = { "sweep", .of_shop = true },
	[SCHEDULE_TIDY] = { "tidy", .of_shop = true },
	[SCHEDULE_CELL] = { "cell" },
	[SCHEDULE_PLATFORM] = { "platform", .of_platform = true },
};
_Static_assert(sizeof kinds / sizeof *kinds == SCHEDULE_KIND__MAX, "each kind has its line");

static int64_t every(const struct ctx *ctx, enum schedule_kind kind)
{
	int64_t seconds = kinds[kind].seconds ? kinds[kind].seconds : ctx->conf->sweep_seconds;

	return seconds > 0 ? seconds : 1;
}

static enum err_code add(struct ctx *ctx, enum schedule_kind kind, const int64_t *tenants, size_t n)
{
	struct schedule_add_in in = {
		.tenants = { tenants, n }, .kind = kinds[kind].name, .every = every(ctx, kind), .now = ctx->now
	};

	return n > 0 ? q_schedule_add(ctx, &in, NULL) : ERR_OK;
}

enum err_code schedule_fill(struct ctx *ctx, const char *cell, int64_t after, int64_t *last)
{
	static const int64_t nobody = 0;
	const int64_t *ids;
	size_t n;
	enum err_code err = tenant_ids_after(ctx, cell, after, SHOPS_A_FILL, &ids, &n);

	for (int i = 0; i < SCHEDULE_KIND__MAX && !err; i++) {
		if (kinds[i].of_platform)
			continue;
		err = kinds[i].of_shop ? add(ctx, (enum schedule_kind)i, ids, n)
		                       : add(ctx, (enum schedule_kind)i, &nobody, 1);
	}
	*last = !err && n == SHOPS_A_FILL ? ids[n - 1] : 0;
	return err;
}

enum err_code schedule_fill_platform(struct ctx *ctx)
{
	enum err_code err = ERR_OK;

	for (int i = 0; i < SCHEDULE_KIND__MAX && !err; i++) {
		struct schedule_add_platform_in in = {
			.kind = kinds[i].name, .every = every(ctx, (enum schedule_kind)i), .now = ctx->now
		};

		if (kinds[i].of_platform)
			err = q_schedule_add_platform(ctx, &in, NULL);
	}
	return err;
}

static enum schedule_kind named(const char *name)
{
	size_t i = 0;

	while (!str_eq(kinds[i].name, name))
		i++;
	return (enum schedule_kind)i;
}

/* Those of another version wait for it. */
static struct texts known(struct ctx *ctx)
{
	const char **names = ARENA_ARRAY(ctx->arena, SCHEDULE_KIND__MAX, const char *);

	for (size_t i = 0; i < SCHEDULE_KIND__MAX; i++)
		names[i] = kinds[i].name;
	return (struct texts){ names, SCHEDULE_KIND__MAX };
}

/* Not what kills its workers. */
static bool wanted(struct ctx *ctx, const struct schedule_run *run, int64_t claims)
{
	if (claims <= OUTBOX_CLAIMS)
		return true;
	log_event(ctx, LOG_ERROR, "schedule_killed", "shop=%" PRId64 " kind=%s", run->tenant_id, kinds[run->kind].name);
	return false;
}

enum err_code schedule_claim(struct ctx *ctx, struct schedule_run *run)
{
	struct schedule_claim_in in = {
		.now = ctx->now, .lease = ctx->now + ctx->conf->job_seconds, .kinds = known(ctx)
	};
	struct schedule_claim_row row;

	for (;;) {
		enum err_code err = q_schedule_claim_one(ctx, &in, &row);

		if (err)
			return err;
		*run = (struct schedule_run){ named(row.kind), row.tenant_id, row.due_at, in.lease };
		if (wanted(ctx, run, row.claims))
			return ERR_OK;
		err = schedule_end(ctx, run);
		if (err)
			return err;
	}
}

enum err_code schedule_claim_platform(struct ctx *ctx, struct schedule_run *run)
{
	struct schedule_claim_platform_in in = {
		.now = ctx->now, .lease = ctx->now + ctx->conf->job_seconds, .kinds = known(ctx)
	};
	struct schedule_claim_platform_row row;

	for (;;) {
		enum err_code err = q_schedule_claim_platform_one(ctx, &in, &row);

		if (err)
			return err;
		*run = (struct schedule_run){ named(row.kind), 0, row.due_at, in.lease };
		if (wanted(ctx, run, row.claims))
			return ERR_OK;
		err = schedule_end_platform(ctx, run);
		if (err)
			return err;
	}
}

static int64_t next_time(const struct ctx *ctx, const struct schedule_run *run)
{
	int64_t step = every(ctx, run->kind), late = ctx->now - run->due_at;

	return run->due_at + step * (late > 0 ? late / step + 1 : 1);
}

enum err_code schedule_end(struct ctx *ctx, const struct schedule_run *run)
{
	struct schedule_end_in in = { .tenant_id = run->tenant_id,
		.kind = kinds[run->kind].name,
		.lease = run->lease,
		.due_at = next_time(ctx, run) };

	return q_schedule_end(ctx, &in, NULL);
}

enum err_code schedule_end_platform(struct ctx *ctx, const struct schedule_run *run)
{
	struct schedule_end_platform_in in = {
		.kind = kinds[run->kind].name, .lease = run->lease, .due_at = next_time(ctx, run)
	};

	return q_schedule_end_platform(ctx, &in, NULL);
}

enum err_code schedule_forget(struct ctx *ctx, int64_t tenant_id)
{
	enum err_code err = q_schedule_drop(ctx, &(struct schedule_drop_in){ .tenant_id = tenant_id }, NULL);

	return err ? err : q_backlog_drop(ctx, &(struct backlog_drop_in){ .tenant_id = tenant_id }, NULL);
}

enum err_code schedule_hurry(struct ctx *ctx, enum schedule_kind kind)
{
	return q_schedule_hurry(ctx, &(struct schedule_hurry_in){ .kind = kinds[kind].name, .now = ctx->now }, NULL);
}
