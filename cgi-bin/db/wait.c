#include "db/room.h"

#include <poll.h>

/* Waits for what libpq wants next; false where that does not come before the end. */
static bool wait_for(PGconn *pg, short events, int64_t until)
{
	struct pollfd p = { .fd = PQsocket(pg), .events = events };
	int64_t left = until - db_monotonic();

	return p.fd >= 0 && left > 0 && poll(&p, 1, (int)left) > 0;
}

PGconn *wait_dial(const char *const *keys, const char *const *values, int64_t until)
{
	PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;
	PGconn *pg;

	if (!until)
		return PQconnectdbParams(keys, values, 1);
	pg = PQconnectStartParams(keys, values, 1);
	if (until == WAIT_NOT)
		return pg;
	while (pg && PQstatus(pg) != CONNECTION_BAD && wanted != PGRES_POLLING_OK && wanted != PGRES_POLLING_FAILED) {
		if (!wait_for(pg, wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT, until))
			break;
		wanted = PQconnectPoll(pg);
	}
	return pg;
}

bool wait_answer(PGconn *pg, int64_t until)
{
	while (until && PQisBusy(pg)) {
		if (!wait_for(pg, POLLIN, until) || !PQconsumeInput(pg))
			return false;
	}
	return true;
}
