#include "shop/outbox_dead.h"

#include "queries.h"
#include "shop/outbox_hint.h"

/* The two lists have the same columns, in row types of their own. */
#define ENTRY(r)                                                                                                       \
	(struct outbox_entry)                                                                                          \
	{                                                                                                              \
		(r).id, outbox_kind_named((r).kind), (r).kind, (r).order_id, (r).number, (r).ref_id, (r).attempts,     \
		    (r).created_at, (r).done_at, (r).error                                                             \
	}

enum err_code outbox_dead_list(struct ctx *ctx, int64_t before, int64_t max, const struct outbox_entry **out, size_t *n)
{
	struct outbox_dead_list_row *rows;
	enum err_code err =
	    q_outbox_dead_list(ctx, &(struct outbox_dead_list_in){ .before = before, .max_rows = max }, &rows, n);
	struct outbox_entry *v;

	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, *n, struct outbox_entry);
	for (size_t i = 0; i < *n; i++)
		v[i] = ENTRY(rows[i]);
	*out = v;
	return ERR_OK;
}

enum err_code outbox_queued_list(struct ctx *ctx, int64_t max, const struct outbox_entry **out, size_t *n)
{
	struct outbox_queued_list_row *rows;
	enum err_code err = q_outbox_queued_list(ctx, &(struct outbox_queued_list_in){ .max_rows = max }, &rows, n);
	struct outbox_entry *v;

	if (err)
		return err;
	v = ARENA_ARRAY(ctx->arena, *n, struct outbox_entry);
	for (size_t i = 0; i < *n; i++)
		v[i] = ENTRY(rows[i]);
	*out = v;
	return ERR_OK;
}

enum err_code outbox_dead_count(struct ctx *ctx, int64_t *n)
{
	struct outbox_dead_count_row row;
	enum err_code err = q_outbox_dead_count_one(ctx, &row);

	*n = err ? 0 : row.dead;
	return err;
}

struct again {
	const struct bigints *ids;
	int64_t n;
};

static enum err_code retry_tx(struct ctx *ctx, void *arg)
{
	struct again *a = arg;
	struct outbox_retry_in in = { .every = a->ids == NULL, .now = ctx->now };
	enum err_code err;

	if (a->ids)
		in.ids = *a->ids;
	err = q_outbox_retry(ctx, &in, &a->n);
	if (err || a->n == 0)
		return err;
	outbox_hint(ctx, OUTBOX_LANE__MAX, ctx->now);
	return db_flush(ctx);
}

enum err_code outbox_retry(struct ctx *ctx, const struct bigints *ids, int64_t *n)
{
	struct again a = { .ids = ids };
	enum err_code err = db_tx(ctx, retry_tx, &a);

	*n = err ? 0 : a.n;
	return err;
}

enum err_code outbox_put_away(struct ctx *ctx, const struct bigints *ids, int64_t *n)
{
	struct outbox_put_away_in in = { .every = ids == NULL };

	if (ids)
		in.ids = *ids;
	return q_outbox_put_away(ctx, &in, n);
}

static enum err_code hurry_tx(struct ctx *ctx, void *arg)
{
	int64_t *n = arg;
	enum err_code err = q_outbox_hurry(ctx, &(struct outbox_hurry_in){ .now = ctx->now }, n);

	if (err || *n == 0)
		return err;
	outbox_hint(ctx, OUTBOX_LANE__MAX, ctx->now);
	return db_flush(ctx);
}

enum err_code outbox_hurry(struct ctx *ctx, int64_t *n)
{
	return db_tx(ctx, hurry_tx, n);
}
