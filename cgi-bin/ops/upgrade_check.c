#include <inttypes.h>

#include "base/conf.h"
#include "base/limits.h"
#include "base/str.h"
#include "ops/contract.h"
#include "ops/migrate.h"
#include "ops/roles.h"
#include "ops/upgrade.h"
#include "ops/upgrade_room.h"
#include "queries.h"

enum { TOLD_MOST = 10 };

void upgrade_cell(struct doctor *d, const char *what)
{
	struct upgrade_half_built_row *half;
	struct upgrade_foreign_row *foreign;
	struct doctor_cell_roles_row *missing;
	size_t n;

	if (q_upgrade_foreign(d->ctx, &foreign, &n))
		doctor_fail(d, what, "%s", d->ctx->err.text);
	else if (n > 0)
		doctor_fail(d, what, "schema %s and %zu more belong to %s; run stoactl migrate as %s", foreign[0].name,
		    n - 1, foreign[0].owner, foreign[0].owner);
	if (q_upgrade_half_built(d->ctx, &half, &n))
		doctor_fail(d, what, "%s", d->ctx->err.text);
	else if (n > 0)
		doctor_note(d, what,
		    "index %s and %zu more are half built and cost every writer; stoactl migrate builds its own anew, "
		    "others "
		    "want REINDEX INDEX CONCURRENTLY",
		    half[0].name, n - 1);
	if (q_doctor_cell_roles(
	        d->ctx, &(struct doctor_cell_roles_in){ .names = roles_of_programs(d->ctx) }, &missing, &n))
		doctor_fail(d, what, "%s", d->ctx->err.text);
	else if (n > 0)
		doctor_note(
		    d, what, "the role %s is missing or may not log in; stoactl migrate makes it", missing[0].name);
}

static void check_programs(struct doctor *d)
{
	struct contract_other *others;
	size_t n;

	if (contract_others(d->ctx, &others, &n)) {
		doctor_note(d, "programs", "%s", d->ctx->err.text);
		return;
	}
	for (size_t i = 0; i < n; i++)
		doctor_note(d, "programs",
		    "%s: %s of another build (%" PRId64 " connections); to be upgraded after stoactl migrate",
		    others[i].where, others[i].name, others[i].connections);
	if (n == 0)
		doctor_ok(d, "programs", "none of another build is connected");
}

/* What all shops together want. */
struct sum {
	size_t shops, behind, to_contract, broken;
	size_t files;     /* of the shop that is furthest behind */
	const char *next; /* its first */
};

static void check_schema(struct doctor *d, const char *what, const struct migrations *m)
{
	struct migrate_state state;

	if (migrate_look(d->ctx, m, &state))
		doctor_fail(d, what, "%s", d->ctx->err.text);
	else if (state.pending > 0)
		doctor_note(d, what, "%zu files are to be applied, from %s on", state.pending, state.next);
	else
		doctor_ok(d, what, "schema is current");
}

static void check_frames(struct doctor *d)
{
	struct migrations platform, cell;
	struct cell_list_row *cells;
	size_t n;

	if (migrations_read(d->ctx, DB_ON_PLATFORM, &platform) || migrations_read(d->ctx, DB_ON_CELL, &cell) ||
	    q_cell_list(d->ctx, &cells, &n)) {
		doctor_fail(d, "sql", "%s", d->ctx->err.text);
		return;
	}
	check_schema(d, "platform", &platform);
	for (size_t i = 0; i < n; i++) {
		db_scope(d->ctx->db, 0, cells[i].name);
		check_schema(d, arena_printf(d->ctx->arena, "cell %s", cells[i].name), &cell);
	}
	db_scope(d->ctx->db, 0, NULL);
}

static void tell_shop(struct doctor *d, struct sum *sum, const char *name, const char *fault)
{
	if (++sum->broken <= TOLD_MOST)
		doctor_fail(d, arena_printf(d->ctx->arena, "shop %s", name), "%s", fault);
}

static const char *const wrong_grants =
    "its rights are not those of sql/tenant/grants.sql; stoactl migrate --contract gives them anew";

/* Memory of one shop is given back before the next: there may be thousands. */
static void check_shop(
    struct doctor *d, const struct migrations *m, const struct migration_shops_row *shop, struct sum *sum)
{
	struct ctx one = *d->ctx;
	const struct doctor_grants_in in = { .storefront = role_of(d->ctx, "storefront"),
		.checkout = role_of(d->ctx, "checkout"),
		.worker = role_of(d->ctx, "worker") };
	const char *name = str_empty(shop->name) ? arena_printf(d->ctx->arena, "%" PRId64, shop->id) : shop->name;
	struct migrate_state state;
	struct doctor_grants_row g;

	one.arena = arena_create(LIMIT_REQUEST_ARENA);
	db_scope(one.db, shop->id, shop->cell);
	if (migrate_look(&one, m, &state)) {
		tell_shop(d, sum, name, one.err.text);
	} else {
		sum->behind += state.pending > 0;
		sum->to_contract += state.to_contract > 0;
		if (state.pending > sum->files) {
			sum->files = state.pending;
			sum->next = state.next;
		}
		if (state.pending < m->n && q_doctor_grants_one(&one, &in, &g))
			tell_shop(d, sum, name, one.err.text);
		else if (state.pending < m->n && (!g.shown || !g.sold || !g.mailed || !g.closed))
			tell_shop(d, sum, name, wrong_grants);
	}
	db_rest(one.db);
	arena_destroy(&one.arena);
}

static void check_shops(struct doctor *d)
{
	struct migrations m;
	struct migration_shops_row *shops;
	struct sum sum = { 0 };

	if (migrations_read(d->ctx, DB_ON_SHOP, &m) || q_migration_shops(d->ctx, &shops, &sum.shops)) {
		doctor_fail(d, "shops", "%s", d->ctx->err.text);
		return;
	}
	for (size_t i = 0; i < sum.shops; i++)
		check_shop(d, &m, &shops[i], &sum);
	db_scope(d->ctx->db, 0, NULL);
	if (sum.broken > TOLD_MOST)
		doctor_fail(d, "shops", "and %zu more", sum.broken - TOLD_MOST);
	if (sum.behind > 0)
		doctor_note(d, "shops", "%zu of %zu are to get up to %zu files, from %s on", sum.behind, sum.shops,
		    sum.files, sum.next);
	else if (sum.broken == 0)
		doctor_ok(d, "shops", "all %zu are current", sum.shops);
	if (sum.to_contract > 0)
		doctor_note(d, "shops", "%zu keep what only the version before needs, until stoactl migrate --contract",
		    sum.to_contract);
}

bool upgrade_check(struct ctx *ctx)
{
	struct doctor d = { .ctx = ctx };
	bool reachable;

	upgrade_servers(&d, &reachable);
	if (reachable) {
		check_programs(&d);
		check_frames(&d);
		check_shops(&d);
	}
	return d.failed == 0;
}
