#include "db/room.h"

#include <string.h>

#include "base/log.h"
#include "base/str.h"

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

void ahead_forget(struct db *db)
{
	db->n_ahead = db->ahead_sent = 0;
}

static bool same_param(const struct call *a, const struct call *b, int i)
{
	if (!a->values[i] || !b->values[i])
		return a->values[i] == b->values[i];
	if (a->formats[i] != b->formats[i])
		return false;
	if (a->formats[i] == 0)
		return str_eq(a->values[i], b->values[i]);
	return a->lengths[i] == b->lengths[i] && memcmp(a->values[i], b->values[i], (size_t)a->lengths[i]) == 0;
}

static bool same_words(const struct call *a, const struct call *b)
{
	bool same = a->query == b->query && a->tenant == b->tenant && a->at == b->at;

	for (int i = 0; i < a->n_params && same; i++)
		same = same_param(a, b, i);
	return same;
}

/* What was asked ahead is answered once. */
static bool answered_ahead(struct db *db, struct call *c)
{
	size_t i = 0;

	while (i < db->n_ahead && !same_words(&db->ahead[i], c))
		i++;
	if (i == db->n_ahead)
		return false;
	bool sent = i < db->ahead_sent && !db->ahead[i].err;
	c->array = db->ahead[i].array;
	c->count = db->ahead[i].count;
	db->ahead_sent -= i < db->ahead_sent;
	memmove(&db->ahead[i], &db->ahead[i + 1], (--db->n_ahead - i) * sizeof *c);
	return sent;
}

/* What waits to be asked ahead, and may go along with this call. */
static size_t waiting_ahead(const struct db *db, const struct call *c)
{
	return c->query->writes || db->queued > 0 ? 0 : db->n_ahead - db->ahead_sent;
}

static enum err_code run_with(struct ctx *ctx, struct call *c, size_t n)
{
	struct db *db = ctx->db;
	struct call all[AHEAD_MAX + 1];
	size_t first = db->ahead_sent;
	enum err_code err;

	memcpy(all, &db->ahead[first], n * sizeof *all);
	all[n] = *c;
	err = batch_run(ctx, c->at, all, n + 1);
	memcpy(&db->ahead[first], all, n * sizeof *all);
	db->ahead_sent = first + n;
	*c = all[n];
	return err;
}

void db_ahead(struct ctx *ctx, const struct db_query *q, const void *in)
{
	struct db *db = ctx->db;

	BUG_IF(q->writes);
	if (db->n_ahead == AHEAD_MAX)
		return;
	call_init(ctx, &db->ahead[db->n_ahead], q, in);
	if (db->n_ahead > 0 && db->ahead[0].at != db->ahead[db->n_ahead].at)
		ahead_forget(db);
	else
		db->n_ahead++;
}

/* What goes along with a transaction's statements. */
static bool waits(const struct db *db)
{
	return db->queued > 0 && db->tx_at && db->queue[0].at == db->tx_at && !db->beside;
}

static enum err_code run(struct ctx *ctx, struct call *c)
{
	struct db *db = ctx->db;
	enum err_code err;

	BUG_IF(db->queued > 0 && !waits(db));
	if (db->queued == BATCH_MAX && (err = db_flush(ctx)))
		return err;
	db->constraint[0] = '\0';
	if (c->query->writes)
		ahead_forget(db);
	size_t ahead = waiting_ahead(db, c);
	if (ahead > 0 && db->ahead[0].at == c->at)
		return run_with(ctx, c, ahead);
	if (db->queued == 0 || c->at != db->tx_at)
		return batch_run(ctx, c->at, c, 1);
	db->queue[db->queued++] = *c;
	size_t n = db->queued;
	err = db_flush(ctx);
	*c = db->queue[n - 1];
	return err;
}

enum err_code db_all(struct ctx *ctx, const struct db_query *q, const void *in, void *rows, size_t *n)
{
	struct call c;
	enum err_code err;

	call_init(ctx, &c, q, in);
	c.rows = rows;
	c.n = n;
	err = answered_ahead(ctx->db, &c) ? ERR_OK : run(ctx, &c);
	hand_over(&c);
	return err;
}

enum err_code db_one(struct ctx *ctx, const struct db_query *q, const void *in, void *row)
{
	struct call c;
	enum err_code err;

	call_init(ctx, &c, q, in);
	err = answered_ahead(ctx->db, &c) ? ERR_OK : run(ctx, &c);
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
	struct call next, *c;

	call_init(ctx, &next, q, in);
	if (q->writes)
		ahead_forget(db);
	/* A failure is the transaction's, and told by whatever comes next. */
	if (waits(db) && (db->queued == BATCH_MAX || next.at != db->tx_at))
		(void)db_flush(ctx);
	BUG_IF(db->queued == BATCH_MAX);
	BUG_IF(db->queued > 0 && next.at != db->queue[0].at);
	c = &db->queue[db->queued];
	*c = next;
	c->rows = rows;
	c->n = n;
	db->queued++;
}

enum err_code db_beside(struct ctx *ctx, enum err_code (*fn)(struct ctx *, void *), void *arg)
{
	struct db *db = ctx->db;

	BUG_IF(!db->tx_at || db->beside);
	enum err_code err = db_flush(ctx);
	if (err)
		return err;
	db->beside = true;
	err = fn(ctx, arg);
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

enum err_code db_flush_along(struct ctx *ctx)
{
	return waits(ctx->db) ? ctx->db->tx_err : db_flush(ctx);
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
