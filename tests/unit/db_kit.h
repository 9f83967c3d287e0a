/*
 * db_kit: what the parts of test_db share: a schema of their own, questions to it, and the connection that each test
 * gets anew. Each part is a file: db_values, db_statements, db_transactions, db_connections.
 */
#ifndef STOA_TESTS_DB_KIT_H
#define STOA_TESTS_DB_KIT_H

#include "unit.h"

#include "cluster.h"
#include "db/admin.h"
#include "db/room.h"

struct number {
	int64_t n;
};
struct pair {
	int64_t a, b;
};

/* One column of the type each. */
extern const struct db_field number_fields[], pair_fields[], flag_fields[], text_fields[];

#define IN_NUMBER .in = number_fields, .n_in = 1
#define IN_PAIR .in = pair_fields, .n_in = 2
#define OUT_NUMBER .out = number_fields, .n_out = 1, .row_size = sizeof(struct number)

/* broken: the server refuses it. many: the numbers up to one. put, get and add: a row of probe.item. */
extern const struct db_query one, pid, none, many, broken, put, get, add;

/* Of a row of probe.item; -1 where there is none. */
int64_t value(struct ctx *, int64_t id);

/* What a transaction of a test has to do, and how often it was called. */
struct work {
	int calls;
	enum err_code answer;
	int64_t id;
};

/* db_values.c */
void test_values(void **state);
void test_nulls_and_empty(void **state);
void test_times(void **state);
void test_shapes(void **state);
void test_conflicts(void **state);

/* db_statements.c */
void test_batch(void **state);
void test_aborted_preparation(void **state);
void test_statements_are_bounded(void **state);
void test_a_fat_backend_goes(void **state);
void test_plans(void **state);
void test_ahead(void **state);
void test_planned_once(void **state);

/* db_transactions.c */
void test_work_meanwhile_is_done_once(void **state);
void test_what_is_written_beside_stays(void **state);
void test_transaction(void **state);
void test_flush_along(void **state);
void test_swallowed_error(void **state);
void test_what_comes_first(void **state);
void test_retry(void **state);
void test_deadlock(void **state);

/* db_connections.c */
void test_scope(void **state);
void test_scope_never_leaks(void **state);
void test_lost_commit(void **state);
void test_lost_write(void **state);
void test_witness(void **state);
void test_only_reads(void **state);
void test_killed_while_idle(void **state);
void test_restart(void **state);

#endif
