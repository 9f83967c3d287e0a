#include "shop/outbox_hint.h"

#include "queries.h"
#include "shop/tenant.h"

/* The last one: of whoever does not say. */
static const char *const names[] = {
	[OUTBOX_LANE_MAIL] = "mail",
	[OUTBOX_LANE_TIMER] = "timer",
	[OUTBOX_LANE_WORK] = "work",
	[OUTBOX_LANE__MAX] = "",
};
_Static_assert(sizeof names / sizeof *names == OUTBOX_LANE__MAX + 1, "each lane has its name");

struct named {
	const char *v[OUTBOX_LANE__MAX + 1];
	size_t n;
};

static struct texts name(unsigned lanes, struct named *out)
{
	out->v[0] = names[OUTBOX_LANE__MAX];
	out->n = 1;
	for (int i = 0; i < OUTBOX_LANE__MAX; i++)
		if (lanes & 1U << i)
			out->v[out->n++] = names[i];
	return (struct texts){ out->v, out->n };
}

void outbox_hint(struct ctx *ctx, enum outbox_lane lane, int64_t due_at)
{
	struct outbox_hint_in in = { .tenant_id = db_tenant(ctx->db), .due_at = due_at, .lane = names[lane] };

	q_outbox_hint_queue(ctx, &in);
}

enum err_code outbox_due(struct ctx *ctx, unsigned lanes, const int64_t **tenants, size_t *n)
{
	struct named named;
	struct outbox_due_row *rows;
	struct outbox_due_in in = { .now = ctx->now, .lanes = name(lanes, &named), .max_rows = OUTBOX_DUE_MAX };
	enum err_code err = q_outbox_due(ctx, &in, &rows, n);
	int64_t *ids;

	if (err)
		return err;
	ids = ARENA_ARRAY(ctx->arena, *n, int64_t);
	for (size_t i = 0; i < *n; i++)
		ids[i] = rows[i].tenant_id;
	*tenants = ids;
	return ERR_OK;
}

struct settling {
	unsigned lanes; /* whose hints are taken away; 0 for none */
	unsigned unserved;
};

static enum err_code leave(struct ctx *ctx, enum outbox_lane lane, int64_t next)
{
	struct outbox_hint_missing_in in = {
		.tenant_id = db_tenant(ctx->db),
		.due_at = next > ctx->now ? next : ctx->now,
		.lane = names[lane],
		.since = next,
	};

	return next == INT64_MAX ? ERR_OK : q_outbox_hint_missing(ctx, &in, NULL);
}

/* The hints go first: a promise made meanwhile is then either seen by what follows, or its hint is still there. */
static enum err_code settle_tx(struct ctx *ctx, void *arg)
{
	const struct settling *s = arg;
	struct named named;
	struct outbox_hints_delete_in in = { .tenant_id = db_tenant(ctx->db), .now = ctx->now };
	struct outbox_next_row next;
	enum err_code err = ERR_OK;

	in.lanes = name(s->lanes, &named);
	if (s->lanes)
		err = q_outbox_hints_delete(ctx, &in, NULL);
	if (!err)
		err = q_outbox_next_one(ctx, &next);
	if (err)
		return err;
	const int64_t due[] = {
		[OUTBOX_LANE_MAIL] = next.mail,
		[OUTBOX_LANE_TIMER] = next.timer,
		[OUTBOX_LANE_WORK] = next.work,
	};
	for (int i = 0; i < OUTBOX_LANE__MAX && !err; i++)
		if (!(s->unserved & 1U << i))
			err = leave(ctx, (enum outbox_lane)i, due[i]);
	return err;
}

enum err_code outbox_settle(struct ctx *ctx, unsigned lanes, unsigned unserved)
{
	return db_tx(ctx, settle_tx, &(struct settling){ lanes, unserved });
}

enum err_code outbox_announce(struct ctx *ctx, unsigned unserved)
{
	return db_tx(ctx, settle_tx, &(struct settling){ 0, unserved });
}

struct aside {
	unsigned lanes;
	int64_t tenant_id, until;
};

static enum err_code set_aside_tx(struct ctx *ctx, void *arg)
{
	const struct aside *a = arg;
	struct named named;
	struct outbox_hints_delete_in in = { .tenant_id = a->tenant_id, .now = ctx->now };
	struct outbox_hint_in hint = { .tenant_id = a->tenant_id, .due_at = a->until, .lane = names[OUTBOX_LANE__MAX] };

	in.lanes = name(a->lanes, &named);
	enum err_code err = q_outbox_hints_delete(ctx, &in, NULL);
	return err || a->until == 0 ? err : q_outbox_hint(ctx, &hint, NULL);
}

enum err_code outbox_set_aside(struct ctx *ctx, unsigned lanes, int64_t tenant_id, int64_t until)
{
	return db_tx(ctx, set_aside_tx, &(struct aside){ lanes, tenant_id, until });
}
