#include "base/conf.h"
#include "base/str.h"
#include "db/admin.h"
#include "ops/doctor_room.h"
#include "ops/migrate.h"
#include "ops/roles.h"
#include "queries.h"

enum { SERVER_LEAST = 150000 };

static void judge_server(struct doctor *d, const char *what, int version, const char *encoding, bool open)
{
	if (version < SERVER_LEAST)
		doctor_fail(d, what, "PostgreSQL %d is too old; 15 or newer is needed", version / 10000);
	else if (!str_eq(encoding, "UTF8"))
		doctor_fail(d, what, "the encoding is %s; create the database anew with ENCODING 'UTF8'", encoding);
	else
		doctor_ok(d, what, "PostgreSQL %d", version / 10000);
	if (open)
		doctor_note(
		    d, what, "whoever connects may fill the disk; run contrib/postgres/public.sql as the superuser");
}

static void check_pending(struct doctor *d, const char *what, enum db_target on)
{
	struct migrations m;
	struct migrate_state state;

	if (migrations_read(d->ctx, on, &m) || migrate_look(d->ctx, &m, &state))
		doctor_fail(d, what, "%s", d->ctx->err.text);
	else if (state.pending > 0)
		doctor_fail(d, what, "%zu migrations are not applied; run stoactl migrate", state.pending);
	else
		doctor_ok(d, what, "schema is current");
}

static void check_platform_roles(struct doctor *d)
{
	struct doctor_roles_row *missing;
	size_t n;

	if (q_doctor_roles(d->ctx, &(struct doctor_roles_in){ .names = roles_of_programs(d->ctx) }, &missing, &n))
		doctor_fail(d, "roles", "%s", d->ctx->err.text);
	else if (n > 0)
		doctor_fail(d, "roles", "%s and %zu more are missing or may not log in; run stoactl migrate",
		    missing[0].name, n - 1);
	else
		doctor_ok(d, "roles", "%d roles", ROLES_OF_PROGRAMS);
}

/* Each executable's own way in: pg_hba.conf or a password may shut it out. */
static void check_logins(struct doctor *d)
{
	size_t shut = 0;

	for (size_t i = 0; i < ROLES_OF_PROGRAMS; i++) {
		struct ctx as = *d->ctx;

		as.db = db_create(d->ctx->conf, role_programs[i]);
		if (db_probe(&as, NULL)) {
			shut++;
			doctor_fail(d, "logins", "%s: %s; allow it in pg_hba.conf", role_of(d->ctx, role_programs[i]),
			    as.err.text);
		}
		db_destroy(&as.db);
	}
	if (shut == 0)
		doctor_ok(d, "logins", "every role can connect to the platform");
}

static bool check_platform(struct doctor *d)
{
	struct doctor_server_row server;

	if (q_doctor_server_one(d->ctx, &server)) {
		doctor_fail(d, "platform", "%s; see platform_database, and run stoactl init", d->ctx->err.text);
		return false;
	}
	judge_server(d, "platform", server.version, server.encoding, server.open);
	check_pending(d, "platform", DB_ON_PLATFORM);
	check_platform_roles(d);
	return true;
}

static void check_cell(struct doctor *d, const char *name)
{
	const char *what = arena_printf(d->ctx->arena, "cell %s", name);
	struct doctor_cell_server_row server;
	struct cell_steps_back_row way;
	struct doctor_cell_roles_row *missing;
	size_t n;

	db_scope(d->ctx->db, 0, name);
	if (q_doctor_cell_server_one(d->ctx, &server)) {
		doctor_fail(d, what, "%s; see cell_database, and run stoactl init --cell %s", d->ctx->err.text, name);
		return;
	}
	judge_server(d, what, server.version, server.encoding, server.open);
	check_pending(d, what, DB_ON_CELL);
	if (q_doctor_cell_roles(
	        d->ctx, &(struct doctor_cell_roles_in){ .names = roles_of_programs(d->ctx) }, &missing, &n) ||
	    n > 0)
		doctor_fail(d, what, "roles are missing; run stoactl migrate");
	if (!q_cell_steps_back_one(d->ctx, &way) && !way.steps_back)
		doctor_note(
		    d, what, "imports do not make way for shoppers here; contrib/postgres/step-back.sql lets them");
}

static void check_shop(struct doctor *d, const struct tenant_list_row *t)
{
	const char *what = arena_printf(d->ctx->arena, "shop %s", t->name);
	const struct doctor_grants_in in = { .storefront = role_of(d->ctx, "storefront"),
		.checkout = role_of(d->ctx, "checkout"),
		.worker = role_of(d->ctx, "worker") };
	struct doctor_grants_row g;

	if (str_eq(t->state, "creating")) {
		doctor_fail(d, what, "was never completed; repeat stoactl tenant create %s", t->name);
		return;
	}
	db_scope(d->ctx->db, t->id, t->cell);
	check_pending(d, what, DB_ON_SHOP);
	if (q_doctor_grants_one(d->ctx, &in, &g))
		doctor_fail(d, what, "%s", d->ctx->err.text);
	else if (!g.shown || !g.sold || !g.mailed || !g.closed)
		doctor_fail(
		    d, what, "the grants are not those of sql/tenant/grants.sql; revoke them and run stoactl migrate");
}

void doctor_databases(struct doctor *d)
{
	struct cell_list_row *cells;
	struct tenant_list_row *shops;
	size_t n_cells, n_shops;

	if (!check_platform(d))
		return;
	if (q_cell_list(d->ctx, &cells, &n_cells) || q_tenant_list(d->ctx, &shops, &n_shops)) {
		doctor_fail(d, "platform", "%s; run stoactl init", d->ctx->err.text);
		return;
	}
	check_logins(d);
	if (n_cells == 0)
		doctor_fail(d, "cells", "there is none; run stoactl init --cell NAME");
	for (size_t i = 0; i < n_cells; i++)
		check_cell(d, cells[i].name);
	for (size_t i = 0; i < n_shops; i++)
		check_shop(d, &shops[i]);
	db_scope(d->ctx->db, 0, NULL);
}
