#include "db/room.h"

#include <stdio.h>

#include "base/count.h"
#include "base/log.h"
#include "base/point.h"
#include "base/str.h"

/* What was sent, in order, so that each answer finds its asker. call is NULL for words of our own (BEGIN, SET). */
struct sent {
	struct call *call;
	struct statement *prepared; /* this is the preparation of the call's statement */
	const char *word;           /* that the answer has to repeat; NULL for any */
};

struct batch {
	struct ctx *ctx;
	struct connection *at;
	struct sent sent[(BATCH_MAX + 1) * 5 + 1]; /* close, prepare, SET, call, SET; one call of standby.c's */
	size_t n;
	struct call *witness; /* put behind the calls; NULL for none */
	const char *word;     /* then, to end the transaction; NULL for none */
	enum err_code err;    /* the first failure */
	bool lost;
};

enum { NAME_BYTES = 16 };

static void note(struct batch *b, struct call *call, struct statement *prepared)
{
	BUG_IF(b->n == sizeof(b->sent) / sizeof(b->sent[0]));
	b->sent[b->n++] = (struct sent){ .call = call, .prepared = prepared };
}

static bool send_word(struct batch *b, const char *sql)
{
	point_word(sql);
	note(b, NULL, NULL);
	return PQsendQueryParams(b->at->pg, sql, 0, NULL, NULL, NULL, NULL, 0);
}

static bool send_prepare(struct batch *b, struct call *c, struct statement **st, char name[NAME_BYTES])
{
	unsigned evicted;
	char word[sizeof("DEALLOCATE ") + NAME_BYTES];

	*st = statement_add(&b->at->statements, c->query, c->tenant, &evicted);
	if (evicted) {
		snprintf(word, sizeof(word), "DEALLOCATE s%u", evicted);
		if (!send_word(b, word))
			return false;
	}
	snprintf(name, NAME_BYTES, "s%u", (*st)->number);
	note(b, c, *st);
	return PQsendPrepare(b->at->pg, name, statement_sql(b->ctx, c->query, c->tenant), c->n_params, c->types);
}

/* Not prepared under a name: the next one of them takes its place. */
static bool send_once(struct batch *b, struct call *c)
{
	note(b, c, NULL);
	return PQsendQueryParams(b->at->pg, statement_sql(b->ctx, c->query, c->tenant), c->n_params, c->types,
	    c->values, c->lengths, c->formats, 1);
}

/*
 * Planned with its values, since a statement without a name has been planned for no others yet. force_custom_plan would
 * plan the look at each foreign key of each row anew as well: a sixth of what an import costs.
 */
static bool send_planned(struct batch *b, struct call *c)
{
	/* Where the call fails, the transaction takes the first SET back with it. */
	return send_word(b, "SET plan_cache_mode = auto") && send_once(b, c) &&
	       send_word(b, "SET plan_cache_mode = force_generic_plan");
}

static bool send_call(struct batch *b, struct call *c)
{
	struct statement *st;
	char name[NAME_BYTES];

	point_statement(POINT_BEFORE, c->query->name);
	if (b->ctx->db->once || b->ctx->db->beside)
		return send_once(b, c);
	if (c->query->plan == DB_PLAN_EACH || (c->query->plan == DB_PLAN_UNSHARDED && b->at->sharded))
		return send_planned(b, c);
	st = statement_find(&b->at->statements, c->query, c->tenant);
	if (st)
		snprintf(name, sizeof(name), "s%u", st->number);
	else if (!send_prepare(b, c, &st, name))
		return false;
	note(b, c, NULL);
	return PQsendQueryPrepared(b->at->pg, name, c->n_params, c->values, c->lengths, c->formats, 1);
}

static bool fatal(const PGresult *r)
{
	const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);

	return str_eq(severity, "FATAL") || str_eq(severity, "PANIC");
}

/* NULL also where nothing came in time: the connection is then of no more use. */
static PGresult *next_result(struct batch *b)
{
	b->lost = b->lost || !wait_answer(b->at->pg, b->ctx->db->until);
	return b->lost ? NULL : PQgetResult(b->at->pg);
}

/* The answer to one message; NULL and b->lost where the connection broke. */
static PGresult *take_result(struct batch *b)
{
	PGresult *r = next_result(b), *end = NULL;

	/* A NULL ends the answers to each message; more than one is not asked for here. */
	while (r && PQstatus(b->at->pg) == CONNECTION_OK && !fatal(r) && (end = next_result(b)))
		PQclear(end);
	if (r && !b->lost && PQstatus(b->at->pg) == CONNECTION_OK && !fatal(r))
		return r;
	PQclear(r);
	b->lost = true;
	return NULL;
}

static void fail_call(struct batch *b, struct call *c, enum err_code err)
{
	if (!b->err)
		b->err = err;
	if (c && !c->err)
		c->err = err;
}

static void take_rows(struct batch *b, struct call *c, const PGresult *r)
{
	int64_t affected = 0;
	enum err_code err = ERR_OK;

	point_statement(POINT_AFTER, c->query->name);
	if (c->query->n_out > 0)
		err = decode_rows(b->ctx, c, r, &c->array, &c->count);
	else
		str_to_int(PQcmdTuples((PGresult *)(uintptr_t)r), 0, INT64_MAX, &affected);
	if (c->affected)
		*c->affected = affected;
	if (err)
		fail_call(b, c, err);
}

static void take_answer(struct batch *b, const struct sent *s, const PGresult *r)
{
	const char *what = s->call ? s->call->query->name : "of the session";

	switch (PQresultStatus(r)) {
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
		if (s->word && !str_starts(s->word, PQcmdStatus((PGresult *)(uintptr_t)r)))
			fail_call(b, NULL, err_set(b->ctx, ERR_INTERNAL, "%s was not answered by itself", s->word));
		if (s->call && !s->prepared)
			take_rows(b, s->call, r);
		return;
	case PGRES_PIPELINE_ABORTED:
		/* Its turn never came: the error of the one before it is the reason. */
		fail_call(b, s->call, b->err ? b->err : ERR_INTERNAL);
		break;
	default:
		/* The first error is what the log needs to see. */
		fail_call(b, s->call, b->err ? b->err : error_of(b->ctx, b->at, r, what));
		break;
	}
	if (s->prepared)
		statement_remove(&b->at->statements, s->prepared);
}

static void receive(struct batch *b)
{
	PGresult *sync;

	for (size_t i = 0; i < b->n && !b->lost; i++) {
		PGresult *r = take_result(b);

		if (r)
			take_answer(b, &b->sent[i], r);
		PQclear(r);
	}
	if (b->lost)
		return;
	sync = next_result(b);
	b->lost = PQresultStatus(sync) != PGRES_PIPELINE_SYNC;
	PQclear(sync);
	if (!b->lost)
		point_answered();
}

static void account(struct db *db, size_t statements, int64_t since)
{
	int64_t took = db_instant() - since;

	db->spent.microseconds += took;
	db->spent.trips++;
	count(COUNT_DB_TRIPS);
	count_add(COUNT_DB_STATEMENTS, statements);
	count_add(COUNT_DB_MICROSECONDS, (uint64_t)took);
}

/* What a batch that is tried again has done meanwhile is done. */
void work_meanwhile(struct db *db)
{
	void (*work)(void *) = db->meanwhile;

	db->meanwhile = NULL;
	if (work)
		work(db->meanwhile_arg);
}

/* Sends all and takes every answer. */
static void exchange(struct batch *b, struct call *calls, size_t n)
{
	struct db *db = b->ctx->db;
	bool ok = true;

	if (db->tx_at == b->at && db->tx == TX_BEGUN) {
		ok = send_word(b, "BEGIN ISOLATION LEVEL READ COMMITTED");
		db->tx = TX_OPEN;
	}
	for (size_t i = 0; i < n && ok; i++) {
		calls[i].err = ERR_OK;
		ok = send_call(b, &calls[i]);
	}
	if (ok && b->witness)
		ok = send_call(b, b->witness);
	if (ok && b->word) {
		ok = send_word(b, b->word);
		b->sent[b->n - 1].word = b->word;
	}
	b->lost = !ok || !PQpipelineSync(b->at->pg);
	work_meanwhile(db);
	if (!b->lost)
		receive(b);
	if (b->lost) {
		count(COUNT_DB_LOST);
		connection_close(b->at);
	}
}

static enum err_code fail_all(struct call *calls, size_t n, enum err_code err)
{
	for (size_t i = 0; i < n; i++)
		calls[i].err = err;
	return err;
}

bool batch_writes(const struct call *calls, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (calls[i].query->writes)
			return true;
	return false;
}

/* undone: for certain. */
static enum err_code lost(struct batch *b, struct call *calls, size_t n, bool undone)
{
	enum err_code err = undone || !batch_writes(calls, n) ? ERR_DOWN : ERR_UNKNOWN;

	return fail_all(calls, n, error_lost(b->ctx, b->at, err, calls[0].query->name));
}

/* Whether somebody waits for what a broken connection was to say. */
static bool tells(const struct call *calls, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (calls[i].affected || calls[i].query->n_out > 0)
			return true;
	return false;
}

struct telling {
	struct connection *at;
	struct call *calls;
	size_t n;
};

static enum err_code tell(struct ctx *ctx, void *arg)
{
	struct telling *t = arg;

	return batch_run(ctx, t->at, t->calls, t->n);
}

enum err_code batch_once(struct ctx *ctx, struct connection *at, struct call *calls, size_t n)
{
	struct batch b = { .ctx = ctx, .at = at };
	int64_t since = db_instant();

	exchange(&b, calls, n);
	account(ctx->db, n, since);
	return b.lost ? ERR_DOWN : b.err;
}

/* One attempt, alone or within the transaction that is open. *again: it was undone, and another one may do it; never
 * set where that is not allowed. */
static enum err_code attempt(
    struct ctx *ctx, struct connection *at, struct call *calls, size_t n, bool may_again, bool *again)
{
	struct db *db = ctx->db;
	bool in_tx = db->tx_at == at, writes = batch_writes(calls, n);
	struct batch b = { .ctx = ctx, .at = at };
	struct call put;
	struct witness w;
	int64_t since = db_instant();
	enum db_fate fate;

	*again = false;
	if (!in_tx || db->tx == TX_BEGUN) {
		connection_check(at);
		b.err = connection_open(ctx, at);
		if (b.err)
			return fail_all(calls, n, b.err);
	}
	if (!in_tx && writes) {
		witness_draw(&w);
		witness_call(ctx, at, &w, &put);
		b.witness = &put;
	}
	exchange(&b, calls, n);
	account(db, n, since);
	db->tx_wrote = db->tx_wrote || (in_tx && writes);
	/* A stale plan has undone the whole batch. */
	if (may_again && !in_tx && (at->stale || (b.lost && !writes))) {
		connection_close(at);
		at->stale = false;
		err_clear(ctx);
		*again = true;
		return ERR_OK;
	}
	fate = b.lost && b.witness ? witness_settle(ctx, at, &w) : DB_FATE_UNKNOWN;
	if (b.witness && !b.lost && !b.err)
		witness_note(db, at, &w);
	if (fate == DB_FATE_DONE && !tells(calls, n))
		return ERR_OK;
	*again = may_again && fate == DB_FATE_VOID;
	if (*again)
		return ERR_OK;
	if (b.lost)
		b.err = lost(&b, calls, n, in_tx || fate == DB_FATE_VOID);
	if (in_tx && b.err)
		db->tx_err = b.err;
	db->tx_lost = db->tx_lost || (in_tx && b.lost);
	return b.err;
}

enum err_code batch_run(struct ctx *ctx, struct connection *at, struct call *calls, size_t n)
{
	struct db *db = ctx->db;
	bool in_tx = db->tx_at == at, again;
	enum err_code err;

	if (in_tx && db->tx_err)
		return fail_all(calls, n,
		    err_set(ctx, db->tx_err, "query %s: the transaction has failed before", calls[0].query->name));
	if (!in_tx && db->first && at == db->cell && batch_writes(calls, n))
		return tx_batch(ctx, at, calls, n);
	if (!in_tx && standby_run(ctx, at, calls, n))
		return ERR_OK;
	/* What it tells must be known before its end is sent, which costs a trip: whether it came there can be asked,
	 * what it said cannot. */
	if (batch_writes(calls, n) && !db->tx_at && !db->beside && tells(calls, n)) {
		struct telling t = { at, calls, n };

		err = tx_run(ctx, at, tell, &t);
		return err ? fail_all(calls, n, err) : ERR_OK;
	}
	err = attempt(ctx, at, calls, n, true, &again);
	return again ? attempt(ctx, at, calls, n, false, &again) : err;
}

enum err_code batch_word(struct ctx *ctx, struct connection *at, const char *sql, const struct witness *w)
{
	struct batch b = { .ctx = ctx, .at = at, .word = sql };
	struct call put;
	int64_t since = db_instant();

	connection_check(at);
	if (!at->pg)
		return error_lost(ctx, at, ERR_DOWN, sql);
	if (w) {
		witness_call(ctx, at, w, &put);
		b.witness = &put;
	}
	exchange(&b, NULL, 0);
	account(ctx->db, 1, since);
	return b.lost ? error_lost(ctx, at, ERR_UNKNOWN, sql) : b.err;
}
