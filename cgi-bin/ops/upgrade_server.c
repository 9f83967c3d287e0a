#include <inttypes.h>
#include <sys/statvfs.h>

#include "base/conf.h"
#include "base/str.h"
#include "ops/roles.h"
#include "ops/upgrade_room.h"
#include "queries.h"

enum {
	OPEN_SECONDS = 30,
	DEADLOCK_LEAST_MS = 300, /* twice the lock_timeout of sql/bootstrap.sql */
	LOCKS_LEAST = 6400,      /* Postgres' own; a shop that is made or dropped takes some hundreds */
	FREE_LEAST = 512 << 20,  /* what an upgrade writes besides */
	FREE_PART = 10,          /* a tenth of the database, for indexes and the log */
	MEGABYTE = 1 << 20
};

/* The rows of the two kinds of database are alike. */
#define SAME(a, b) _Static_assert(sizeof(struct a##_row) == sizeof(struct b##_row), #a)
SAME(upgrade_server, upgrade_cell_server);
SAME(upgrade_open, upgrade_cell_open);

static void judge_settings(struct doctor *d, const char *what, const struct upgrade_server_row *s)
{
	if (!s->durable)
		doctor_fail(d, what,
		    "fsync, full_page_writes or synchronous_commit is off: a crash would lose orders; switch them on");
	if (s->deadlock_ms < DEADLOCK_LEAST_MS)
		doctor_fail(d, what,
		    "deadlock_timeout is %" PRId64 " ms: a migration could end a shopper's transaction; set 1s",
		    s->deadlock_ms);
	if (s->locks < LOCKS_LEAST)
		doctor_fail(d, what,
		    "max_locks_per_transaction times max_connections is %" PRId64
		    ": too few to make a shop; set %d and 100",
		    s->locks, LOCKS_LEAST / 100);
	if (!str_eq(s->sync_method, "syncfs"))
		doctor_note(d, what,
		    "recovery_init_sync_method is %s: after a crash with many shops, Postgres opens every file before "
		    "it "
		    "starts; set syncfs",
		    s->sync_method);
	if (!s->may)
		doctor_fail(d, what, "this role may not create roles; run stoactl migrate as one that may");
}

static void judge_disk(struct doctor *d, const char *what, const struct upgrade_server_row *s)
{
	int64_t wanted = FREE_LEAST + s->bytes / FREE_PART, there;
	struct statvfs fs;

	if (!s->directory || statvfs(s->directory, &fs) != 0) {
		doctor_note(d, what, "its disk cannot be seen from here; see to it that %" PRId64 " MB are free",
		    wanted / MEGABYTE);
		return;
	}
	there = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
	if (there < wanted)
		doctor_fail(d, what, "%s has %" PRId64 " MB free; an upgrade may need %" PRId64, s->directory,
		    there / MEGABYTE, wanted / MEGABYTE);
	else
		doctor_ok(d, what, "%" PRId64 " MB of disk are free", there / MEGABYTE);
}

static void tell_open(struct doctor *d, const char *what, const struct upgrade_open_row *rows, size_t n)
{
	for (size_t i = 0; i < n && i < 3; i++) {
		if (rows[i].pid == 0)
			doctor_fail(d, what,
			    "the prepared transaction \"%s\" has been open for %" PRId64
			    " s: migrations wait for it; COMMIT PREPARED it or ROLLBACK",
			    rows[i].who, rows[i].seconds);
		else
			doctor_fail(d, what,
			    "%s has had a transaction open for %" PRId64
			    " s: migrations wait for it; let it end, or end its backend, process %d",
			    rows[i].who, rows[i].seconds, rows[i].pid);
	}
	if (n > 3)
		doctor_fail(d, what, "and %zu more", n - 3);
}

static void check_platform(struct doctor *d, struct upgrade_server_row *s)
{
	struct upgrade_open_row *open;
	size_t n;

	judge_settings(d, "platform", s);
	judge_disk(d, "platform", s);
	if (q_upgrade_open(d->ctx, &(struct upgrade_open_in){ .seconds = OPEN_SECONDS }, &open, &n))
		doctor_fail(d, "platform", "%s", d->ctx->err.text);
	else
		tell_open(d, "platform", open, n);
}

static void check_cell(struct doctor *d, const char *name, const char *platform_started)
{
	const char *what = arena_printf(d->ctx->arena, "cell %s", name);
	struct upgrade_cell_server_row s;
	struct upgrade_cell_open_row *open;
	size_t n;

	db_scope(d->ctx->db, 0, name);
	if (q_upgrade_cell_server_one(d->ctx, &s)) {
		doctor_fail(d, what, "%s; its shops would be left behind", d->ctx->err.text);
		return;
	}
	/* What was said of the platform's server need not be said again. */
	if (!str_eq(s.started, platform_started))
		judge_settings(d, what, (const struct upgrade_server_row *)&s);
	judge_disk(d, what, (const struct upgrade_server_row *)&s);
	if (q_upgrade_cell_open(d->ctx, &(struct upgrade_cell_open_in){ .seconds = OPEN_SECONDS }, &open, &n))
		doctor_fail(d, what, "%s", d->ctx->err.text);
	else
		tell_open(d, what, (const struct upgrade_open_row *)open, n);
	upgrade_cell(d, what);
}

void upgrade_servers(struct doctor *d, bool *reachable)
{
	struct upgrade_server_row platform;
	struct cell_list_row *cells;
	size_t n;

	*reachable = false;
	if (q_upgrade_server_one(d->ctx, &platform) || q_cell_list(d->ctx, &cells, &n)) {
		doctor_fail(d, "platform", "%s; see platform_database", d->ctx->err.text);
		return;
	}
	*reachable = true;
	check_platform(d, &platform);
	for (size_t i = 0; i < n; i++)
		check_cell(d, cells[i].name, platform.started);
	db_scope(d->ctx->db, 0, NULL);
}
