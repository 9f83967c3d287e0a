/* metrics: numbers, health and readiness of an installation, for machines that watch it. */
#include <stdbool.h>
#include <time.h>

#include "base/conf.h"
#include "base/str.h"
#include "metrics/figures.h"
#include "metrics/pages.h"

static const char *const locales[] = { "en", NULL };

static int64_t microseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

enum err_code metrics_get(struct ctx *ctx, struct exchange *x)
{
	struct buf *b = &x->res->body;
	int64_t began = microseconds();
	struct watch w;
	enum err_code e = door_token(ctx, x->req);
	if (e)
		return e;
	struct metrics *m = metrics_open(ctx->conf->cache_dir);
	watch_read(ctx, SCRAPE_MS, &w);
	x->res->type = "text/plain; version=0.0.4; charset=utf-8";
	figures_databases(ctx, b, &w);
	if (m != NULL) {
		figures_requests(b, m);
		figures_counts(b, m);
		figures_processes(b, m);
		figures_worker(b, m);
	}
	metrics_close(&m);
	figures_providers(b, ctx->breaker);
	text_family(b, "stoa_scrape_duration_seconds", "gauge", "Time taken by this answer.");
	text_seconds(b, "stoa_scrape_duration_seconds", "", NULL, microseconds() - began);
	return ERR_OK;
}

enum err_code health_get(struct ctx *ctx, struct exchange *x)
{
	enum err_code e = door_near(ctx, x->req);
	if (e)
		return e;
	x->res->type = "text/plain; charset=utf-8";
	buf_puts(&x->res->body, "ok\n");
	return ERR_OK;
}

static void not_ready(struct response *res, const char *why)
{
	buf_printf(&res->body, "%s\n", why);
	res->status = 503;
	res->retry_after = 1;
}

/* Started as CGI they are there only while they answer: then no parent says how many it wants. */
static void check_processes(struct ctx *ctx, struct response *res)
{
	static struct metrics_process processes[METRICS_PROCESSES];
	struct crew crews[METRICS_PROGRAMS];
	struct metrics *m = metrics_open(ctx->conf->cache_dir);
	size_t n, programs = m != NULL ? crews_read(m, crews, processes, &n) : 0;
	for (size_t i = 0; i < programs; i++) {
		if (crews[i].wanted == 0)
			continue;
		if (crews[i].busy + crews[i].idle == 0)
			not_ready(res, arena_printf(ctx->arena, "%s: no process runs", crews[i].program->name));
		else if (crews[i].least_busy > STUCK_MS)
			not_ready(res, arena_printf(ctx->arena, "%s: every process has been busy for %lld s",
			                   crews[i].program->name, (long long)crews[i].least_busy / 1000));
	}
	metrics_close(&m);
}

enum err_code ready_get(struct ctx *ctx, struct exchange *x)
{
	struct watch w;
	bool cell = false;
	enum err_code e = door_near(ctx, x->req);
	if (e)
		return e;
	x->res->type = "text/plain; charset=utf-8";
	watch_alive(ctx, READY_MS, &w);
	for (size_t i = 0; i < w.n_cells; i++)
		cell = cell || w.cells[i].up;
	if (!w.platform_up)
		not_ready(x->res, "the platform's database does not answer");
	else if (!cell)
		not_ready(x->res, "no cell's database answers");
	check_processes(ctx, x->res);
	if (x->res->status == 200)
		buf_puts(&x->res->body, "ready\n");
	return ERR_OK;
}

static const struct route routes[] = {
	{ HTTP_GET, "/metrics", metrics_get, 0, .params = NULL },
	{ HTTP_GET, "/healthz", health_get, 0, .params = NULL },
	{ HTTP_GET, "/readyz", ready_get, 0, .params = NULL },
	ROUTE_END,
};

int main(int argc, char **argv)
{
	static const struct area all = { routes, NULL };
	static const struct area *const areas[] = { &all, NULL };
	static const struct app app = { .name = "metrics", .areas = areas, .locales = locales, .processes = 2 };
	return web_main(&app, argc, argv);
}
