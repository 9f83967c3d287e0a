#include "db/room.h"

#include <sys/random.h>
#include <time.h>

#include "base/log.h"

/* COMMIT_MS: a standby that has to confirm may be away for long, and what waits then can be asked about. */
enum { RETRIES = 5, PAUSE_MS = 8, COMMIT_MS = 10000 };

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

	if (at->pg && ctx->db->tx == TX_OPEN && batch_word(ctx, at, "ROLLBACK", NULL))
		connection_close(at);
	if (at->stale)
		connection_close(at);
	ctx->err = kept;
	ctx->db->again = again;
}

static enum err_code commit(struct ctx *ctx, struct connection *at, struct witness *w)
{
	struct db *db = ctx->db;
	int64_t until = db->until, mine = db_monotonic() + COMMIT_MS;
	bool put = db->tx_wrote && !db->tx_scripted;
	enum err_code err;

	if (db->tx != TX_OPEN)
		return ERR_OK;
	if (put)
		witness_draw(w);
	if (put && (!until || mine < until))
		db->until = mine;
	err = batch_word(ctx, at, "COMMIT", put ? w : NULL);
	db->until = until;
	db->tx_lost = err == ERR_DOWN;
	if (put && !err)
		witness_note(db, at, w);
	return err;
}

/* What was to come first came. */
static void went_through(struct db *db, const struct connection *at)
{
	if (at != &db->platform)
		db->first = NULL;
}

/* w: the key of what was written, where ERR_UNKNOWN is returned. */
static enum err_code attempt(struct ctx *ctx, struct connection *at, tx_fn *fn, void *arg, struct witness *w)
{
	struct db *db = ctx->db;
	bool is_first = db->first && at != &db->platform;
	enum err_code err = ERR_OK;

	ahead_forget(db);
	db->tx_at = at;
	db->tx = TX_BEGUN;
	db->tx_err = ERR_OK;
	db->again = db->tx_wrote = db->tx_scripted = db->tx_lost = false;
	ctx->in_tx = true;
	if (is_first)
		err = db->first(ctx, db->first_arg);
	if (!err)
		err = fn(ctx, arg);
	ctx->in_tx = false;
	BUG_IF(!err && db->queued > 0 && db->queue[0].at != at);
	/* What nobody waited for. */
	if (!err)
		err = db_flush(ctx);
	db->queued = 0;
	ahead_forget(db);
	if (!err)
		err = db->tx_err;
	if (!err)
		err = commit(ctx, at, w);
	if (err)
		roll_back(ctx, at);
	else
		went_through(db, at);
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

/* What the transaction itself ended with, not what fn made of it. first: nothing has broken yet. */
static bool worth_again(const struct db *db, enum err_code err, bool first)
{
	if (err == ERR_DOWN && db->tx_lost)
		return first;
	return err && db->again && (err == ERR_RETRY || err == db->tx_err);
}

enum err_code tx_run(struct ctx *ctx, struct connection *at, enum err_code (*fn)(struct ctx *, void *), void *arg)
{
	struct refusal *first = ctx->refusals, *last = first;
	struct db *db = ctx->db;
	bool unbroken = true;

	while (last && last->next)
		last = last->next;

	BUG_IF(db->tx_at || db->queued > 0);
	for (int retry = 0;; retry++) {
		struct witness w;
		enum err_code err = attempt(ctx, at, fn, arg, &w);
		bool answered = err != ERR_UNKNOWN || !db->tx_wrote || db->tx_scripted;
		enum db_fate fate = answered ? DB_FATE_UNKNOWN : witness_settle(ctx, at, &w);

		if (fate == DB_FATE_DONE) {
			went_through(db, at);
			forget(ctx, first, last);
			return ERR_OK;
		}
		if (fate == DB_FATE_VOID)
			err = err_set(ctx, ERR_DOWN, "the transaction was broken off before its end");
		if (retry == RETRIES || (fate != DB_FATE_VOID && !worth_again(db, err, unbroken)))
			return err;
		unbroken = unbroken && !db->tx_lost;
		forget(ctx, first, last);
		pause_before(retry);
	}
}

enum err_code db_tx(struct ctx *ctx, tx_fn *fn, void *arg)
{
	BUG_IF(!ctx->db->cell);
	return tx_run(ctx, ctx->db->cell, fn, arg);
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
	enum err_code err = tx_run(ctx, at, send_whole, &(struct whole){ at, calls, n });

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
	return tx_run(ctx, &ctx->db->platform, fn, arg);
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
