#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"
#include "ops/fence.h"
#include "ops/migrate_room.h"
#include "queries.h"
#include "shop/ledger.h"
#include "shop/product_index.h"

enum {
	JOBS_MOST = 64,
	FAILED_MOST = 10,        /* then what fails is no matter of one shop */
	SHOPS_A_CONNECTION = 50, /* each leaves up to a megabyte in the backend's memory */
	LOOK_MS = 100,
	SAY_SECONDS = 5,
	WHY_BYTES = 400
};

enum shop_state { SHOP_WAITS, SHOP_BUSY, SHOP_CURRENT, SHOP_FAILED };

/* What the processes share. */
struct board {
	atomic_size_t next; /* place in the list of this pass */
	atomic_size_t current, applied, failed;
	atomic_int tellers;
	char why[WHY_BYTES]; /* the first one's */
	_Atomic unsigned char state[];
};

struct pass {
	struct ctx *ctx;
	const struct migrate_manner *manner;
	const struct migrations *m;
	const struct migration_shops_row *shops;
	size_t n;
	struct board *board;
	size_t *todo; /* places in shops */
	size_t n_todo;
	time_t said_at, began_at;
};

static const char *name_of(struct ctx *ctx, const struct migration_shops_row *shop)
{
	if (!str_empty(shop->name))
		return arena_printf(ctx->arena, "shop %s", shop->name);
	return arena_printf(ctx->arena, "schema %lld", (long long)shop->id);
}

static enum shop_state tell(struct pass *p, struct ctx *ctx, const struct migration_shops_row *shop, enum err_code err)
{
	/* Of one that is being made at this moment there may be no table yet. */
	bool passing = err == ERR_RETRY || err == ERR_DOWN || err == ERR_UNKNOWN || shop->creating;
	const char *what = arena_printf(ctx->arena, "%s: %s", name_of(ctx, shop), ctx->err.text);

	/* The first one's; what passes may be overwritten by what does not. */
	if (!passing || p->board->why[0] == '\0') {
		if (!passing)
			fprintf(stderr, "stoactl: %s\n", what);
		if (passing || atomic_fetch_add(&p->board->tellers, 1) == 0)
			str_copy(p->board->why, what, sizeof(p->board->why));
	}
	return passing ? SHOP_BUSY : SHOP_FAILED;
}

/* One that was dropped meanwhile is no shop to wait for, and the schema that was begun for it goes again. */
static bool dropped(struct ctx *ctx, const struct migration_shops_row *shop)
{
	struct migration_dropped_row row = { .dropped = false };
	struct err why = ctx->err;
	bool gone = !q_migration_dropped_one(ctx, &(struct migration_dropped_in){ .id = shop->id }, &row) &&
	            row.dropped && !schema_drop(ctx);

	ctx->err = why;
	return gone;
}

/* Memory of one shop is given back before the next: there may be thousands. */
static enum shop_state one_shop(struct pass *p, struct db *db, const struct migration_shops_row *shop)
{
	struct ctx ctx = {
		.arena = arena_create(LIMIT_REQUEST_ARENA), .conf = p->ctx->conf, .db = db, .now = clock_now()
	};
	enum shop_state state = SHOP_CURRENT;
	size_t applied = 0;
	enum err_code err;

	memcpy(ctx.request_id, p->ctx->request_id, sizeof(ctx.request_id));
	db_scope(db, shop->id, shop->cell);
	err = migrate(&ctx, p->m, &applied);
	/* Schemas of the pool have neither settings nor products. */
	if (!err && !str_empty(shop->name))
		err = product_index_bring_up(&ctx);
	if (!err && !str_empty(shop->name))
		err = ledger_bring_up(&ctx);
	if ((err || applied > 0) && dropped(&ctx, shop))
		err = ERR_OK;
	if (err)
		state = tell(p, &ctx, shop, err);
	db_rest(db);
	atomic_fetch_add(&p->board->applied, applied);
	atomic_fetch_add(&p->board->current, state == SHOP_CURRENT);
	atomic_fetch_add(&p->board->failed, state == SHOP_FAILED);
	arena_destroy(&ctx.arena);
	return state;
}

static _Noreturn void work(struct pass *p, pid_t parent)
{
	struct db *db = NULL;
	size_t i, done = 0;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	while (getppid() == parent && atomic_load(&p->board->failed) < FAILED_MOST &&
	       (i = atomic_fetch_add(&p->board->next, 1)) < p->n_todo) {
		if (done++ % SHOPS_A_CONNECTION == 0) {
			db_destroy(&db);
			db = db_create(p->ctx->conf, NULL);
		}
		atomic_store(&p->board->state[p->todo[i]], SHOP_BUSY);
		atomic_store(&p->board->state[p->todo[i]], one_shop(p, db, &p->shops[p->todo[i]]));
	}
	db_destroy(&db);
	fflush(stderr);
	_exit(0);
}

static void say(struct pass *p, bool now)
{
	bool screen = isatty(STDOUT_FILENO);
	time_t at = clock_now();

	if (!now && at - p->said_at < (screen ? 1 : SAY_SECONDS))
		return;
	p->said_at = at;
	printf("%sshops: %zu of %zu current, %lld s%s", screen ? "\r" : "", (size_t)atomic_load(&p->board->current),
	    p->n, (long long)(at - p->began_at), screen && !now ? "" : "\n");
	fflush(stdout);
}

static enum err_code run_pass(struct pass *p)
{
	const struct timespec look = { .tv_nsec = LOOK_MS * 1000000L };
	size_t jobs = (size_t)p->manner->jobs < p->n_todo ? (size_t)p->manner->jobs : p->n_todo;
	pid_t parent = getpid();
	size_t running = 0;

	atomic_store(&p->board->next, 0);
	fflush(stdout);
	for (size_t i = 0; i < jobs && i < JOBS_MOST; i++) {
		pid_t pid = fork();

		if (pid == 0)
			work(p, parent);
		running += pid > 0;
	}
	if (running == 0)
		return err_set(p->ctx, ERR_INTERNAL, "could not start a process");
	while (running > 0) {
		pid_t pid = waitpid(-1, NULL, WNOHANG);

		running -= pid > 0;
		if (pid == 0)
			nanosleep(&look, NULL);
		say(p, false);
	}
	return ERR_OK;
}

/* Those that were not reached, or were busy, once more. */
static void collect(struct pass *p)
{
	p->n_todo = 0;
	for (size_t i = 0; i < p->n; i++) {
		unsigned char state = atomic_load(&p->board->state[i]);

		if (state == SHOP_WAITS || state == SHOP_BUSY)
			p->todo[p->n_todo++] = i;
	}
}

static enum err_code run_passes(struct pass *p)
{
	const struct timespec pause = { .tv_sec = 1 };
	time_t progress_at = p->began_at;
	size_t before;
	enum err_code err;

	for (;;) {
		before = atomic_load(&p->board->current);
		err = run_pass(p);
		collect(p);
		if (err || p->n_todo == 0 || atomic_load(&p->board->failed) >= FAILED_MOST)
			return err;
		if (atomic_load(&p->board->current) > before)
			progress_at = clock_now();
		if (clock_now() - progress_at >= p->manner->wait_seconds)
			return ERR_OK;
		nanosleep(&pause, NULL);
	}
}

static struct board *make_board(size_t n)
{
	void *at = mmap(NULL, sizeof(struct board) + n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	BUG_IF(at == MAP_FAILED);
	return at;
}

enum err_code migrate_shops(
    struct ctx *ctx, const struct migrate_manner *manner, size_t *total, size_t *behind, const char **why)
{
	struct pass p = { .ctx = ctx, .manner = manner, .began_at = clock_now() };
	struct migrations m;
	struct migration_shops_row *shops;
	enum err_code err = migrations_read(ctx, DB_ON_SHOP, &m);

	if (!err)
		err = q_migration_shops(ctx, &shops, &p.n);
	if (err || p.n == 0)
		return err;
	m.contract = manner->contract;
	p.m = &m;
	p.shops = shops;
	p.board = make_board(p.n);
	p.todo = ARENA_ARRAY(ctx->arena, p.n, size_t);
	p.said_at = p.began_at;
	collect(&p);
	err = run_passes(&p);
	*total += atomic_load(&p.board->applied);
	*behind += p.n - atomic_load(&p.board->current);
	if (atomic_load(&p.board->applied) > 0 || *behind > 0)
		say(&p, true);
	if (p.n > atomic_load(&p.board->current) && !*why)
		*why = arena_strdup(ctx->arena, p.board->why);
	munmap(p.board, sizeof(struct board) + p.n);
	return err;
}
