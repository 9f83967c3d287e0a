/*
 * Reading at a standby of a cell.
 *
 * How old its data are no clock can tell: pg_last_xact_replay_timestamp() stands still while nobody writes. What counts
 * is the position in the primary's log. Whoever follows the primary's changes knows where it stood when he asked
 * last (db.h, db_read_aside()); a standby that has replayed its log up to there shows everything that had been
 * committed then. It says so in the same batch, by its first statement: those behind it take their snapshots later.
 *
 * No shopper waits for it. It is being connected to while the primary answers, has a second for its answer, and
 * whatever it says that is not an answer the primary says itself.
 */
#include "db/room.h"

#include <poll.h>
#include <string.h>

#include "base/conf.h"
#include "base/count.h"
#include "base/str.h"

/* It exists beside the generated header, which only names it. */
#include "queries.h"

enum {
	JOIN_MS = 3000,       /* to be connected */
	ANSWER_MS = 1000,     /* to answer a batch */
	BEHIND_MS = 100,      /* before one that was behind is asked again: the poll's own beat */
	PAUSE_FIRST_MS = 500, /* before one that was away is; doubled each time */
	PAUSE_MOST_MS = 30000,
};

struct replayed {
	int64_t position;
	bool none;
};

static struct connection *standby_of(struct db *db, struct connection *cell)
{
	struct connection *s = cell->standby;

	if (s)
		return s;
	s = cell->standby = ARENA_NEW(db->arena, struct connection);
	str_copy(s->cell, cell->cell, sizeof s->cell);
	s->is_standby = true;
	return s;
}

static void away(struct connection *s)
{
	connection_close(s);
	s->pause = s->pause ? s->pause * 2 : PAUSE_FIRST_MS;
	if (s->pause > PAUSE_MOST_MS)
		s->pause = PAUSE_MOST_MS;
	s->retry_at = db_monotonic() + s->pause;
	count(COUNT_STANDBY_AWAY);
}

/* One look at a connection that is being made; nothing is waited for. */
static bool join(struct connection *s)
{
	for (;;) {
		struct pollfd p = { .fd = PQsocket(s->pg), .events = s->wants_to_read ? POLLIN : POLLOUT };
		PostgresPollingStatusType wanted;

		if (p.fd < 0 || PQstatus(s->pg) == CONNECTION_BAD || db_monotonic() > s->opened_at + JOIN_MS) {
			away(s);
			return false;
		}
		if (poll(&p, 1, 0) <= 0)
			return false;
		wanted = PQconnectPoll(s->pg);
		s->wants_to_read = wanted == PGRES_POLLING_READING;
		if (wanted == PGRES_POLLING_OK)
			break;
	}
	if (!PQenterPipelineMode(s->pg)) {
		away(s);
		return false;
	}
	count(COUNT_DB_CONNECTS);
	s->joining = false;
	s->stale = false;
	s->replayed = 0;
	statements_clear(&s->statements);
	return true;
}

/* As of the cells themselves no more than the budget's are open at a time. */
static void make_room(struct db *db)
{
	struct connection *oldest = NULL;
	int open = 0;

	for (struct connection *c = db->cells; c; c = c->next) {
		struct connection *s = c->standby;

		if (!s || !s->pg)
			continue;
		open++;
		if (!oldest || s->used < oldest->used)
			oldest = s;
	}
	if (open >= db->conf->cell_connections && oldest)
		connection_close(oldest);
}

static bool is_there(struct ctx *ctx, struct connection *s)
{
	int64_t now = db_monotonic();

	s->used = ++ctx->db->uses;
	if (s->joining)
		return join(s);
	if (s->pg)
		connection_check(s);
	if (now < s->retry_at)
		return false;
	if (s->pg)
		return true;
	make_room(ctx->db);
	s->pg = connection_begin(ctx, s);
	s->opened_at = now;
	s->joining = true;
	s->wants_to_read = false;
	return join(s);
}

/* Asks, beside what is wanted, how far it is, unless that is known already. False: the primary must be asked. */
static bool ask(struct ctx *ctx, struct connection *s, struct call *calls, size_t n, uint64_t position)
{
	static const struct db_query *const how_far = &db_queries[QUERY_STANDBY_REPLAYED];
	struct call all[BATCH_MAX + 1] = { { .query = how_far, .at = s } };
	bool asks = s->replayed < position;

	encode_params(ctx, &all[0], NULL);
	memcpy(all + 1, calls, n * sizeof *calls);
	if (batch_once(ctx, s, asks ? all : all + 1, n + asks)) {
		if (!s->pg || s->stale)
			away(s);
		return false;
	}
	if (asks) {
		const struct standby_replayed_row *row = all[0].array;

		/* Promoted, or the primary itself, to which libpq went since it found no standby: nothing is won. */
		if (all[0].count != 1 || row->replayed_null) {
			away(s);
			return false;
		}
		s->replayed = (uint64_t)row->replayed;
	}
	s->pause = 0;
	if (s->replayed < position) {
		s->retry_at = db_monotonic() + BEHIND_MS;
		count(COUNT_STANDBY_BEHIND);
		return false;
	}
	memcpy(calls, all + 1, n * sizeof *calls);
	return true;
}

bool standby_run(struct ctx *ctx, struct connection *cell, struct call *calls, size_t n)
{
	struct db *db = ctx->db;
	struct err before = ctx->err;
	int64_t until = db->until, mine = db_monotonic() + ANSWER_MS;
	/* What is asked aside has few connections, which are given up soon: it has none to standbys. */
	bool may = db->position && cell->cell[0] && !cell->asked_at && !db->tx_at;
	uint64_t position = may ? db->position(db->position_arg, cell->cell) : 0;
	struct connection *s;
	bool answered;

	for (size_t i = 0; i < n && position; i++)
		if (calls[i].query->writes)
			position = 0;
	if (!position)
		return false;
	s = standby_of(db, cell);
	if (!is_there(ctx, s))
		return false;
	if (!until || mine < until)
		db->until = mine;
	answered = ask(ctx, s, calls, n, position);
	db->until = until;
	if (answered)
		count(COUNT_STANDBY_TRIPS);
	else
		ctx->err = before;
	return answered;
}
