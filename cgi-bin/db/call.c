#include "db/room.h"

#include <string.h>

#include "base/log.h"

static struct connection *connection_for(struct db *db, const struct db_query *q)
{
	if (q->on == DB_ON_PLATFORM)
		return &db->platform;
	BUG_IF(!db->cell);
	BUG_IF(q->on == DB_ON_SHOP && db->tenant == 0);
	BUG_IF(db->once && !db->beside && (q->writes || db->tx_at));
	return db->once || db->beside ? connection_aside_of(db, db->cell) : db->cell;
}

static void call_init(struct ctx *ctx, struct call *c, const struct db_query *q, const void *in)
{
	*c = (struct call){ .query = q, .at = connection_for(ctx->db, q) };
	if (q->on == DB_ON_SHOP)
		c->tenant = ctx->db->tenant;
	encode_params(ctx, c, in);
}

/* rows is the address of a pointer to some row struct, whose type is not known here. */
static void hand_over(const struct call *c)
{
	void *array = c->err ? NULL : c->array;

	if (c->rows)
		memcpy(c->rows, &array, sizeof(array));
	if (c->n)
		*c->n = c->err ? 0 : c->count;
}

static enum err_code run(struct ctx *ctx, struct call *c)
{
	BUG_IF(ctx->db->queued > 0);
	ctx->db->constraint[0] = '\0';
	return batch_run(ctx, c->at, c, 1);
}

enum err_code db_all(struct ctx *ctx, const struct db_query *q, const void *in, void *rows, size_t *n)
{
	struct call c;
	enum err_code err;

	call_init(ctx, &c, q, in);
	c.rows = rows;
	c.n = n;
	err = run(ctx, &c);
	hand_over(&c);
	return err;
}

enum err_code db_one(struct ctx *ctx, const struct db_query *q, const void *in, void *row)
{
	struct call c;
	enum err_code err;

	call_init(ctx, &c, q, in);
	err = run(ctx, &c);
	if (err)
		return err;
	if (c.count == 0)
		return err_set(ctx, ERR_NOT_FOUND, "query %s: no row", q->name);
	if (c.count > 1)
		return err_set(ctx, ERR_INTERNAL, "query %s: %zu rows where one was asked for", q->name, c.count);
	if (row)
		memcpy(row, c.array, q->row_size);
	return ERR_OK;
}

enum err_code db_run(struct ctx *ctx, const struct db_query *q, const void *in, int64_t *affected)
{
	struct call c;

	call_init(ctx, &c, q, in);
	c.affected = affected;
	if (affected)
		*affected = 0;
	return run(ctx, &c);
}

void db_queue(struct ctx *ctx, const struct db_query *q, const void *in, void *rows, size_t *n)
{
	struct db *db = ctx->db;
	struct call *c = &db->queue[db->queued];

	BUG_IF(db->queued == BATCH_MAX);
	call_init(ctx, c, q, in);
	BUG_IF(db->queued > 0 && c->at != db->queue[0].at);
	c->rows = rows;
	c->n = n;
	db->queued++;
}

enum err_code db_beside(struct ctx *ctx, enum err_code (*fn)(struct ctx *, void *), void *arg)
{
	struct db *db = ctx->db;

	BUG_IF(db->queued > 0 || !db->tx_at || db->beside);
	db->beside = true;
	enum err_code err = fn(ctx, arg);
	db->beside = false;
	return err;
}

enum err_code db_flush_meanwhile(struct ctx *ctx, void (*work)(void *), void *arg)
{
	ctx->db->meanwhile = work;
	ctx->db->meanwhile_arg = arg;
	enum err_code err = db_flush(ctx);
	work_meanwhile(ctx->db);
	return err;
}

enum err_code db_flush(struct ctx *ctx)
{
	struct db *db = ctx->db;
	size_t n = db->queued;
	enum err_code err;

	db->queued = 0;
	if (n == 0)
		return ERR_OK;
	db->constraint[0] = '\0';
	err = batch_run(ctx, db->queue[0].at, db->queue, n);
	for (size_t i = 0; i < n; i++)
		hand_over(&db->queue[i]);
	return err;
}
