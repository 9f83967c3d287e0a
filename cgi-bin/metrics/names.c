#include "metrics/names.h"

#define JOBS(which, kind)                                                                                              \
	{ (which), "stoa_jobs_total", NULL, { { "kind", kind }, { "result", "done" } }, "worker", false },             \
	    { (enum count)((which) + 1), "stoa_jobs_total", NULL, { { "kind", kind }, { "result", "later" } },         \
		    "worker", false },                                                                                 \
	{                                                                                                              \
		(enum count)((which) + 2), "stoa_jobs_total", NULL, { { "kind", kind }, { "result", "dead" } },        \
		    "worker", false                                                                                    \
	}

const struct counter counters[] = {
	{ COUNT_PAGE_HIT, "stoa_page_cache_requests_total",
	    "Pages: kept ones sent, made to be kept, made for one visitor.", { { "result", "hit" } }, "storefront",
	    false },
	{ COUNT_PAGE_MISS, "stoa_page_cache_requests_total", NULL, { { "result", "miss" } }, "storefront", false },
	{ COUNT_PAGE_PASS, "stoa_page_cache_requests_total", NULL, { { "result", "pass" } }, "storefront", false },
	{ COUNT_PAGE_STORED, "stoa_page_cache_stored_total", "Pages put into the cache.", { { 0 } }, "storefront",
	    false },
	{ COUNT_DB_TRIPS, "stoa_db_round_trips_total", "Batches of statements sent to Postgres and answered.",
	    { { 0 } }, NULL, false },
	{ COUNT_DB_STATEMENTS, "stoa_db_statements_total", "Statements sent to Postgres.", { { 0 } }, NULL, false },
	{ COUNT_DB_MICROSECONDS, "stoa_db_seconds_total", "Time waited for Postgres.", { { 0 } }, NULL, true },
	{ COUNT_DB_CONNECTS, "stoa_db_connections_opened_total", "Connections to Postgres that were opened.", { { 0 } },
	    NULL, false },
	{ COUNT_DB_CONNECT_FAILURES, "stoa_db_connection_failures_total",
	    "Connections to Postgres that could not be opened.", { { 0 } }, NULL, false },
	{ COUNT_DB_LOST, "stoa_db_connections_lost_total", "Connections to Postgres that broke under a statement.",
	    { { 0 } }, NULL, false },
	{ COUNT_DB_SETTLED, "stoa_db_lost_commits_total",
	    "Commits whose answer was lost: those of which a new connection told what became, and the others.",
	    { { "settled", "yes" } }, NULL, false },
	{ COUNT_DB_UNSETTLED, "stoa_db_lost_commits_total", NULL, { { "settled", "no" } }, NULL, false },
	{ COUNT_DB_RETRIES, "stoa_db_retries_total", "Statements given up for a deadlock, a lock or a time limit.",
	    { { 0 } }, NULL, false },
	{ COUNT_DB_ERRORS, "stoa_db_errors_total", "Statements that failed for any other reason than a constraint.",
	    { { 0 } }, NULL, false },
	{ COUNT_STANDBY_TRIPS, "stoa_db_standby_total",
	    "Batches that a standby answered, and those that went to the primary since it was behind or away.",
	    { { "result", "answered" } }, "storefront", false },
	{ COUNT_STANDBY_BEHIND, "stoa_db_standby_total", NULL, { { "result", "behind" } }, "storefront", false },
	{ COUNT_STANDBY_AWAY, "stoa_db_standby_total", NULL, { { "result", "away" } }, "storefront", false },
	{ COUNT_FETCHES, "stoa_provider_requests_total", "Requests to payment providers.", { { 0 } }, NULL, false },
	{ COUNT_FETCH_FAILURES, "stoa_provider_failures_total", "Of these, those that nobody answered.", { { 0 } },
	    NULL, false },
	{ COUNT_FETCH_MICROSECONDS, "stoa_provider_seconds_total", "Time waited for payment providers.", { { 0 } },
	    NULL, true },
	{ COUNT_LIMITED, "stoa_limited_requests_total", "Requests that met a limit (429).", { { 0 } }, NULL, false },
	{ COUNT_ROUNDS, "stoa_worker_rounds_total", "Looks at all cells.", { { "found", "nothing" } }, "worker",
	    false },
	{ COUNT_ROUNDS_BUSY, "stoa_worker_rounds_total", NULL, { { "found", "work" } }, "worker", false },
	{ COUNT_MAIL_SENT, "stoa_mails_total", "Mails given to the mail server, by its answer.",
	    { { "result", "sent" } }, "worker", false },
	{ COUNT_MAIL_LATER, "stoa_mails_total", NULL, { { "result", "later" } }, "worker", false },
	{ COUNT_MAIL_REFUSED, "stoa_mails_total", NULL, { { "result", "refused" } }, "worker", false },
	{ COUNT_MAIL_JOBS, "stoa_jobs_total", "Promised work: done, put off after a failure, given up.",
	    { { "kind", "mail" }, { "result", "done" } }, "worker", false },
	{ (enum count)(COUNT_MAIL_JOBS + 1), "stoa_jobs_total", NULL, { { "kind", "mail" }, { "result", "later" } },
	    "worker", false },
	{ (enum count)(COUNT_MAIL_JOBS + 2), "stoa_jobs_total", NULL, { { "kind", "mail" }, { "result", "dead" } },
	    "worker", false },
	JOBS(COUNT_PICTURE_JOBS, "picture"),
	JOBS(COUNT_IMPORT_JOBS, "import"),
	JOBS(COUNT_OTHER_JOBS, "other"),
	{ COUNT_PROCESS_STARTED, "stoa_process_starts_total", "Processes started.", { { 0 } }, NULL, false },
	{ COUNT_PROCESS_DIED, "stoa_process_deaths_total", "Processes that ended without having been told to.",
	    { { 0 } }, NULL, false },
};
const size_t n_counters = sizeof counters / sizeof counters[0];
