/*
 * cells_kit: what the parts of test_cells_db share: an installation of three cells with the shop "lamp", and words with
 * its databases. Each part is a file: cells_pool, cells_move.
 */
#ifndef STOA_TESTS_CELLS_KIT_H
#define STOA_TESTS_CELLS_KIT_H

#include "unit.h"

#include <libpq-fe.h>

#include "cluster.h"
#include "ops/move.h"
#include "ops/shops.h"

extern int64_t lamp;                  /* the shop's id */
extern const struct move_manner calm; /* a move that is given time */

/* The owner's connection to the cell, or to the "platform". */
PGconn *at(const char *cell);
/* The first value of the answer, "" for none; what fails gives its SQLSTATE. Eight answers last. */
const char *ask(const char *cell, const char *sql);
/* To the database stoa_DATABASE; the caller's to finish. */
PGconn *connect_to(const char *database, const char *user);
/* The SQLSTATE of the answer, "00000" for success, until the next call. */
const char *state_after(PGconn *, const char *sql);

/* A statement with its values printed into it, until the next one. */
extern char sql_text[2000];
#define SQL(...) (snprintf(sql_text, sizeof(sql_text), __VA_ARGS__), sql_text)
/* Of the shop with this id. Four names last. */
const char *schema(int64_t id);

struct shop_plan plan(const char *name, const char *cell);
/* The cell where the shop lives. */
const char *home(struct ctx *);
/* A cart of this token, as the program puts it. */
const char *cart(const char *token);
/* A program of the cart at work in this cell. */
const char *put_cart(const char *cell, const char *token);

/* cells_pool.c */
void a_process_keeps_no_more_cells_open_than_its_budget(void **state);
void the_worker_fills_the_pool_and_can_do_nothing_else_to_schemas(void **state);
void a_shop_takes_a_schema_of_the_pool_brought_up_and_again_where_it_was_broken_off(void **state);
void a_shop_under_a_new_id_has_its_keys_sealed_for_that(void **state);
void the_worker_drops_what_was_left_when_its_time_has_come(void **state);
void a_drained_cell_is_empty_and_takes_no_shop(void **state);

/* cells_move.c */
void the_fence_refuses_writers_waits_for_those_before_it_and_lets_readers_read(void **state);
void a_move_that_is_killed_at_any_step_goes_on_when_it_is_called_again(void **state);
void a_move_that_is_killed_is_taken_back_by_moving_to_where_the_shop_is(void **state);
void the_worker_opens_a_shop_again_whose_mover_has_died(void **state);
void a_writer_who_does_not_end_stops_the_move_and_the_shop_sells_on(void **state);
void what_is_written_while_a_shop_is_copied_comes_along(void **state);
void a_copy_that_is_not_whole_is_not_moved_to(void **state);

#endif
