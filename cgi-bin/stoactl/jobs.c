#include <inttypes.h>
#include <stdio.h>

#include "base/str.h"
#include "kit/text.h"
#include "ops/move.h"
#include "shop/outbox_dead.h"
#include "shop/tenant.h"
#include "stoactl/stoactl.h"

enum { SHOWN = 1000, SHOPS_AT_ONCE = 1000 };

const struct option jobs_options[] = {
	{ "shop", "SHOP", NULL, "of this shop alone; else of all" },
	{ "queued", NULL, NULL, "what waits, not what was given up; with retry: what was put off is due now" },
	{ "job", "ID", NULL, "this one alone; needs --shop" },
	{ .name = NULL },
};

/* One shop's part; *n adds up. */
typedef enum err_code jobs_fn(struct ctx *, const struct args *, const struct bigints *ids, int64_t *n);

struct work {
	jobs_fn *fn;
	bool writes;
	size_t busy; /* shops that were left out, since another stoactl moves, drops or imports them */
};

static enum err_code in_shop(struct ctx *ctx, const struct args *args, const struct tenant *t,
    const struct bigints *ids, struct work *w, int64_t *n)
{
	int64_t here = 0;
	enum err_code err;

	ctx->tenant_id = t->id;
	err = tenant_enter(ctx, t, NULL);
	if (!err)
		err = w->fn(ctx, args, ids, &here);
	*n += here;
	return err;
}

/* By id, as one of many; ERR_OK where it was dropped meanwhile, or is busy. */
static enum err_code in_one(struct ctx *ctx, const struct args *args, int64_t id, struct work *w, int64_t *n)
{
	const struct tenant *t;
	enum err_code err = w->writes ? shop_hold_by_id(ctx, id, &t) : tenant_by_id(ctx, id, &t);

	if (err == ERR_NOT_FOUND || err == ERR_CONFLICT) {
		err_clear(ctx);
		w->busy += err == ERR_CONFLICT;
		return ERR_OK;
	}
	if (err)
		return err;
	err = in_shop(ctx, args, t, NULL, w, n);
	if (w->writes)
		shop_let_go(ctx, id, false);
	return err;
}

static enum err_code in_cell(struct ctx *ctx, const struct args *args, const char *cell, struct work *w, int64_t *n)
{
	const int64_t *shops;
	int64_t last = 0;
	size_t found = SHOPS_AT_ONCE;
	enum err_code err = ERR_OK;

	while (!err && found == SHOPS_AT_ONCE) {
		err = tenant_ids_after(ctx, cell, last, SHOPS_AT_ONCE, &shops, &found);
		for (size_t i = 0; i < found && !err; i++) {
			last = shops[i];
			err = in_one(ctx, args, shops[i], w, n);
		}
	}
	return err;
}

static enum err_code everywhere(struct ctx *ctx, const struct args *args, struct work *w, int64_t *n)
{
	const char *shop = args_get(args, "shop"), *job = args_get(args, "job");
	const char *const *cells;
	const struct tenant *t;
	size_t n_cells;
	int64_t id = 0;
	struct bigints ids = { &id, 1 };
	enum err_code err;

	if (job && (!shop || !str_to_int(job, 1, INT64_MAX, &id)))
		return err_set(ctx, ERR_INPUT, "--job ID is a number that stoactl jobs list shows, and needs --shop");
	if (shop) {
		err = enter_shop(ctx, shop);
		if (!err)
			err = tenant_by_name(ctx, shop, &t);
		return err ? err : in_shop(ctx, args, t, job ? &ids : NULL, w, n);
	}
	err = tenant_cells(ctx, &cells, &n_cells);
	for (size_t i = 0; i < n_cells && !err; i++)
		err = in_cell(ctx, args, cells[i], w, n);
	return err;
}

static enum err_code print(struct ctx *ctx, const struct args *args, const struct bigints *ids, int64_t *n)
{
	bool queued = args_get(args, "queued") != NULL;
	const struct outbox_entry *rows;
	size_t found;
	enum err_code err =
	    queued ? outbox_queued_list(ctx, SHOWN, &rows, &found) : outbox_dead_list(ctx, 0, SHOWN, &rows, &found);

	for (size_t i = 0; !err && i < found; i++) {
		if (ids && ids->v[0] != rows[i].id)
			continue;
		printf("%-20s %10" PRId64 "  %-14s %-12s %3" PRId64 "  %-12s %s\n", ctx->tenant->name, rows[i].id,
		    rows[i].name, *rows[i].number ? rows[i].number : "-", rows[i].attempts,
		    *rows[i].error ? rows[i].error : "-", text_datetime(ctx->arena, "en", "UTC", rows[i].at));
		++*n;
	}
	return err;
}

enum err_code run_jobs_list(struct ctx *ctx, const struct args *args)
{
	bool queued = args_get(args, "queued") != NULL;
	int64_t n = 0;
	enum err_code err;

	printf("%-20s %10s  %-14s %-12s %3s  %-12s %s\n", "shop", "job", "kind", "order", "try", "why",
	    queued ? "due (UTC)" : "given up (UTC)");
	err = everywhere(ctx, args, &(struct work){ .fn = print }, &n);
	if (!err)
		printf("%" PRId64 " %s; at most %d of a shop are shown\n", n, queued ? "queued" : "dead", SHOWN);
	return err;
}

static enum err_code retry(struct ctx *ctx, const struct args *args, const struct bigints *ids, int64_t *n)
{
	return args_get(args, "queued") ? outbox_hurry(ctx, n) : outbox_retry(ctx, ids, n);
}

enum err_code run_jobs_retry(struct ctx *ctx, const struct args *args)
{
	struct work w = { .fn = retry, .writes = true };
	int64_t n = 0;
	enum err_code err = everywhere(ctx, args, &w, &n);

	if (!err)
		printf("%" PRId64 " due now\n", n);
	if (!err && w.busy > 0)
		return err_set(ctx, ERR_CONFLICT, "%zu shops were at work in another stoactl: call it again", w.busy);
	return err;
}

static enum err_code drop(struct ctx *ctx, const struct args *args, const struct bigints *ids, int64_t *n)
{
	(void)args;
	return outbox_put_away(ctx, ids, n);
}

enum err_code run_jobs_drop(struct ctx *ctx, const struct args *args)
{
	int64_t n = 0;
	enum err_code err;

	if (args_get(args, "queued"))
		return err_set(ctx, ERR_INPUT, "what is queued is not put away: it is promised");
	if (!args_get(args, "shop"))
		return err_set(ctx, ERR_INPUT, "say whose: --shop SHOP");
	err = everywhere(ctx, args, &(struct work){ .fn = drop, .writes = true }, &n);
	if (!err)
		printf("%" PRId64 " put away\n", n);
	return err;
}
