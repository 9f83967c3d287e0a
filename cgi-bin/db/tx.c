#include "db/room.h"

#include <sys/random.h>
#include <time.h>

#include "base/log.h"

enum { RETRIES = 5, PAUSE_MS = 8 };

typedef enum err_code tx_fn(struct ctx *, void *);

/* Random, so that two that met once do not meet again; longer with every try. */
static void pause_before(int retry)
{
	uint32_t random = 0;
	struct timespec t = { 0 };

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		random = (uint32_t)db_monotonic();
	t.tv_nsec = (long)(random % ((uint32_t)PAUSE_MS << retry) + 1) * 1000000;
	nanosleep(&t, NULL);
}

/* Takes the transaction back; what ctx->err says stays. */
static void roll_back(struct ctx *ctx, struct connection *at)
{
	struct err kept = ctx->err;
	bool again = ctx->db->again;

	if (at->pg && ctx->db->tx == TX_OPEN && batch_word(ctx, at, "ROLLBACK"))
		connection_close(at);
	if (at->stale)
		connection_close(at);
	ctx->err = kept;
	ctx->db->again = again;
}

static enum err_code commit(struct ctx *ctx, struct connection *at)
{
	if (ctx->db->tx != TX_OPEN)
		return ERR_OK;
	return batch_word(ctx, at, "COMMIT");
}

static enum err_code attempt(struct ctx *ctx, struct connection *at, tx_fn *fn, void *arg)
{
	struct db *db = ctx->db;
	bool is_first = db->first && at != &db->platform;
	enum err_code err = ERR_OK;

	db->tx_at = at;
	db->tx = TX_BEGUN;
	db->tx_err = ERR_OK;
	db->again = false;
	if (is_first)
		err = db->first(ctx, db->first_arg);
	if (!err)
		err = fn(ctx, arg);
	BUG_IF(!err && db->queued > 0);
	db->queued = 0;
	if (!err)
		err = db->tx_err;
	if (err)
		roll_back(ctx, at);
	else
		err = commit(ctx, at);
	if (!err && is_first)
		db->first = NULL;
	db->tx_at = NULL;
	db->tx = TX_NONE;
	return err;
}

/* Back to the refusals that stood before the first try, of which last is the last. */
static void forget(struct ctx *ctx, struct refusal *first, struct refusal *last)
{
	err_clear(ctx);
	ctx->refusals = first;
	if (last)
		last->next = NULL;
}

/* What the transaction itself ended with, not what fn made of it. */
static bool worth_again(const struct db *db, enum err_code err)
{
	return err && db->again && (err == ERR_RETRY || err == db->tx_err);
}

static enum err_code run(struct ctx *ctx, struct connection *at, tx_fn *fn, void *arg)
{
	struct refusal *first = ctx->refusals, *last = first;
	enum err_code err;

	while (last && last->next)
		last = last->next;

	BUG_IF(ctx->db->tx_at || ctx->db->queued > 0);
	for (int retry = 0;; retry++) {
		err = attempt(ctx, at, fn, arg);
		if (!worth_again(ctx->db, err) || retry == RETRIES)
			return err;
		forget(ctx, first, last);
		pause_before(retry);
	}
}

enum err_code db_tx(struct ctx *ctx, tx_fn *fn, void *arg)
{
	BUG_IF(!ctx->db->cell);
	return run(ctx, ctx->db->cell, fn, arg);
}

struct whole {
	struct connection *at;
	struct call *calls;
	size_t n;
};

static enum err_code send_whole(struct ctx *ctx, void *arg)
{
	const struct whole *w = arg;

	return batch_run(ctx, w->at, w->calls, w->n);
}

enum err_code tx_batch(struct ctx *ctx, struct connection *at, struct call *calls, size_t n)
{
	enum err_code err = run(ctx, at, send_whole, &(struct whole){ at, calls, n });

	for (size_t i = 0; err && i < n; i++)
		calls[i].err = err;
	return err;
}

void db_first(struct db *db, tx_fn *fn, void *arg)
{
	BUG_IF(db->tx_at);
	db->first = fn;
	db->first_arg = arg;
}

bool db_first_waits(const struct db *db)
{
	return db->first != NULL;
}

enum err_code db_tx_platform(struct ctx *ctx, tx_fn *fn, void *arg)
{
	return run(ctx, &ctx->db->platform, fn, arg);
}

enum err_code db_tx_within(struct ctx *ctx, tx_fn *fn, void *arg)
{
	struct db *db = ctx->db;

	if (!db->tx_at)
		return db_tx(ctx, fn, arg);
	BUG_IF(db->tx_at != db->cell);
	enum err_code err = fn(ctx, arg);
	if (err && !db->tx_err)
		db->tx_err = err;
	return err;
}
