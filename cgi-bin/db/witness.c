/*
 * Whether a transaction took place whose end was not answered.
 *
 * All that writes inserts one row under a key that was drawn before, in the message that ends it. Whoever has lost the
 * answer inserts the same key by a new connection: the unique index has him wait until the other's fate is known. Where
 * the row is there, all of it took place. Where it was not, it is now, marked as barred, and the other can never come
 * to its end, even where its bytes are still under way: so it may be done again.
 *
 * This holds over a failover as long as a commit is answered only once the standby has it.
 */
#include "db/room.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/clock.h"
#include "base/count.h"
#include "base/log.h"
#include "base/str.h"

/* It exists beside the generated header, which only names it. */
#include "queries.h"

enum { PAUSE_MS = 50, TIME_BYTES = 6 };

_Static_assert(sizeof(struct witness_put_in) == sizeof(struct witness_put_platform_in), "the two are asked alike");
_Static_assert(sizeof(struct witness_look_row) == sizeof(struct witness_look_platform_row), "the two answer alike");

static const struct db_query *query(const struct connection *at, enum query cell, enum query platform)
{
	return &db_queries[at->cell[0] ? cell : platform];
}

static void call_with(
    struct ctx *ctx, struct connection *at, const struct witness *w, const struct db_query *q, struct call *call)
{
	struct witness_put_in in = { .id = { w->id, sizeof w->id } };

	*call = (struct call){ .query = q, .at = at };
	encode_params(ctx, call, &in);
}

static void put_time(uint8_t *id, int64_t seconds)
{
	for (int i = TIME_BYTES - 1; i >= 0; i--, seconds >>= 8)
		id[i] = (uint8_t)seconds;
}

void witness_draw(struct witness *w)
{
	size_t n = sizeof w->id - TIME_BYTES;

	put_time(w->id, clock_now());
	BUG_IF(getrandom(w->id + TIME_BYTES, n, 0) != (ssize_t)n);
}

struct bytes db_witness_bound(struct ctx *ctx, int64_t seconds)
{
	uint8_t *id = ARENA_ARRAY(ctx->arena, WITNESS_BYTES, uint8_t);

	memset(id, 0, WITNESS_BYTES);
	put_time(id, seconds);
	return (struct bytes){ id, WITNESS_BYTES };
}

void witness_call(struct ctx *ctx, struct connection *at, const struct witness *w, struct call *call)
{
	call_with(ctx, at, w, query(at, QUERY_WITNESS_PUT, QUERY_WITNESS_PUT_PLATFORM), call);
}

static enum err_code ask(struct ctx *ctx, struct connection *at, const struct witness *w, enum db_fate *fate)
{
	struct call calls[2];
	enum err_code err;

	connection_check(at);
	err = connection_open(ctx, at);
	if (err)
		return err;
	call_with(ctx, at, w, query(at, QUERY_WITNESS_BAR, QUERY_WITNESS_BAR_PLATFORM), &calls[0]);
	call_with(ctx, at, w, query(at, QUERY_WITNESS_LOOK, QUERY_WITNESS_LOOK_PLATFORM), &calls[1]);
	err = batch_once(ctx, at, calls, 2);
	if (!err && calls[1].count == 1)
		*fate = ((const struct witness_look_row *)calls[1].array)->barred ? DB_FATE_VOID : DB_FATE_DONE;
	return err;
}

/* Worth another look: the server is away, or who holds the key has not come to an end. */
static bool passing(enum err_code err)
{
	return err == ERR_DOWN || err == ERR_RETRY;
}

enum db_fate witness_settle(struct ctx *ctx, struct connection *at, const struct witness *w)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };
	struct db *db = ctx->db;
	struct err before = ctx->err;
	int64_t until = db->until, end = db_monotonic() + db->settle_ms;
	enum db_fate fate = DB_FATE_UNKNOWN;

	db->until = end;
	while (db_monotonic() < end && passing(ask(ctx, at, w, &fate)))
		nanosleep(&pause, NULL);
	db->until = until;
	db->again = false;
	ctx->err = before;
	count(fate == DB_FATE_UNKNOWN ? COUNT_DB_UNSETTLED : COUNT_DB_SETTLED);
	if (fate != DB_FATE_VOID)
		witness_note(db, at, w);
	return fate;
}

void witness_note(struct db *db, const struct connection *at, const struct witness *w)
{
	if (db->has_written)
		return;
	db->has_written = true;
	db->written = *w;
	str_copy(db->written_cell, at->cell, sizeof db->written_cell);
}

const char *db_written(struct ctx *ctx)
{
	const struct db *db = ctx->db;
	char hex[2 * WITNESS_BYTES + 1];

	if (!db->has_written)
		return NULL;
	str_hex(db->written.id, sizeof db->written.id, hex);
	return arena_printf(ctx->arena, "%s.%s", db->written_cell, hex);
}

enum db_fate db_settle(struct ctx *ctx, const char *token)
{
	struct db *db = ctx->db;
	const char *dot = strchr(token, '.');
	struct connection *at = dot == token ? &db->platform : db->cell;
	struct witness w;

	BUG_IF(db->tx_at || db->queued > 0);
	/* Another cell's: the shop has moved, and what its old place knows is not asked any more. */
	if (!dot || !at || !str_unhex(dot + 1, w.id, sizeof w.id) || strlen(at->cell) != (size_t)(dot - token) ||
	    !str_starts(token, at->cell))
		return DB_FATE_UNKNOWN;
	return witness_settle(ctx, at, &w);
}
