/* Cells: the budget of connections, the pool, the fence, and moves that are killed wherever they are. */
#include "cells_kit.h"

#include <sys/stat.h>

#include "base/str.h"
#include "kit/crypto.h"
#include "ops/cells.h"

static const char *const cells[] = { "one", "two", "three" };
enum { CELLS = 3 };

static PGconn *platform, *owner[CELLS];
int64_t lamp;
const struct move_manner calm = { .wait_seconds = 5, .grace_seconds = 3600 };
char sql_text[2000];

PGconn *at(const char *cell)
{
	for (int i = 0; i < CELLS; i++)
		if (str_eq(cells[i], cell))
			return owner[i];
	return platform;
}

const char *ask(const char *cell, const char *sql)
{
	static char out[8][300];
	static unsigned next;
	char *to = out[next++ % 8];
	PGresult *r = PQexec(at(cell), sql);
	const char *found = "";

	if (PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) > 0)
		found = PQgetvalue(r, 0, 0);
	else if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
		found = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	snprintf(to, sizeof(out[0]), "%s", found ? found : "lost");
	PQclear(r);
	return to;
}

static void drop_notice(void *arg, const char *said)
{
	(void)arg;
	(void)said;
}

PGconn *connect_to(const char *database, const char *user)
{
	char info[200];
	PGconn *pg;

	snprintf(info, sizeof(info), "dbname=stoa_%s user=%s", database, user);
	pg = PQconnectdb(info);
	assert_int_equal(PQstatus(pg), CONNECTION_OK);
	PQsetNoticeProcessor(pg, drop_notice, NULL);
	return pg;
}

const char *state_after(PGconn *pg, const char *sql)
{
	static char out[8];
	PGresult *r = PQexec(pg, sql);
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);

	snprintf(out, sizeof(out), "%s", state ? state : "00000");
	PQclear(r);
	return out;
}

struct shop_plan plan(const char *name, const char *cell)
{
	static const char *const locales[] = { "de", "en" };

	return (struct shop_plan){ .name = name,
		.host = "shop.example",
		.cell = cell,
		.title = "A\tshop\nof \\ \"odd\" names",
		.email = "a@example.org",
		.currency = "EUR",
		.country = "DE",
		.locales = { locales, 2 },
		.tax_mode = "gross",
		.time_zone = "Europe/Berlin",
		.tax_ppm = 190000 };
}

const char *schema(int64_t id)
{
	static char name[4][40];
	static unsigned next;
	char *to = name[next++ % 4];

	snprintf(to, sizeof(name[0]), "t_%06lld", (long long)id);
	return to;
}

const char *cart(const char *token)
{
	return SQL(
	    "INSERT INTO %s.cart (token_hash, state, created_at, updated_at) VALUES ('%s', 'open', now(), now())",
	    schema(lamp), token);
}

const char *home(struct ctx *ctx)
{
	return arena_strdup(
	    ctx->arena, ask("platform", SQL("SELECT cell FROM stoa.tenant WHERE id = %lld", (long long)lamp)));
}

const char *put_cart(const char *cell, const char *token)
{
	static char out[8];
	PGconn *pg = connect_to(cell, "stoa_cart");

	str_copy(out, state_after(pg, cart(token)), sizeof(out));
	PQfinish(pg);
	return out;
}

static int begin(void **state)
{
	struct ctx ctx;
	struct shop_plan p = plan("lamp", "one");

	struct conf conf = *cluster_conf();

	(void)state;
	conf.key_file = unit_file("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n");
	assert_int_equal(chmod(conf.key_file, 0600), 0);
	assert_true(crypto_load_key(&conf));
	cluster_ctx(&ctx, NULL);
	assert_int_equal(cluster_install(&ctx), ERR_OK);
	for (int i = 0; i < CELLS; i++)
		assert_int_equal(cell_add(&ctx, &(struct cell_plan){ .name = cells[i], .closed = i > 0 }), ERR_OK);
	platform = connect_to("platform", "stoa_owner");
	for (int i = 0; i < CELLS; i++)
		owner[i] = connect_to(cells[i], "stoa_owner");
	assert_int_equal(shop_create(&ctx, &p, &lamp), ERR_OK);
	cluster_leave(&ctx);
	return 0;
}

static int end(void **state)
{
	(void)state;
	PQfinish(platform);
	for (int i = 0; i < CELLS; i++)
		PQfinish(owner[i]);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_keeps_no_more_cells_open_than_its_budget),
		cmocka_unit_test(the_worker_fills_the_pool_and_can_do_nothing_else_to_schemas),
		cmocka_unit_test(a_shop_takes_a_schema_of_the_pool_brought_up_and_again_where_it_was_broken_off),
		cmocka_unit_test(the_fence_refuses_writers_waits_for_those_before_it_and_lets_readers_read),
		cmocka_unit_test(a_move_that_is_killed_at_any_step_goes_on_when_it_is_called_again),
		cmocka_unit_test(a_move_that_is_killed_is_taken_back_by_moving_to_where_the_shop_is),
		cmocka_unit_test(the_worker_opens_a_shop_again_whose_mover_has_died),
		cmocka_unit_test(what_is_written_while_a_shop_is_copied_comes_along),
		cmocka_unit_test(a_copy_that_is_not_whole_is_not_moved_to),
		cmocka_unit_test(a_shop_under_a_new_id_has_its_keys_sealed_for_that),
		cmocka_unit_test(a_writer_who_does_not_end_stops_the_move_and_the_shop_sells_on),
		cmocka_unit_test(the_worker_drops_what_was_left_when_its_time_has_come),
		cmocka_unit_test(a_drained_cell_is_empty_and_takes_no_shop),
	};

	(void)argc;
	cluster_enter(argv);
	return cmocka_run_group_tests(tests, begin, end);
}
