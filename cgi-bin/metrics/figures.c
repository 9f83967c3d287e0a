#include "metrics/figures.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cache/cache.h"
#include "metrics/names.h"
#include "shop/payment.h"

/* "GET /:locale/p/:slug" as two labels. */
struct route_name {
	char method[8];
	const char *path;
};

static struct route_name split(const char *name)
{
	struct route_name r = { .path = name };
	size_t n = strcspn(name, " ");
	if (name[n] == '\0' || n >= sizeof r.method)
		return r;
	memcpy(r.method, name, n);
	r.path = name + n + 1;
	return r;
}

static int64_t read_one(const _Atomic uint64_t *from)
{
	return (int64_t)atomic_load_explicit((_Atomic uint64_t *)(uintptr_t)from, memory_order_relaxed);
}

static int64_t total_of(const struct metrics_route *r)
{
	int64_t n = 0;
	for (size_t i = 0; i < METRICS_BUCKETS; i++)
		n += read_one(&r->buckets[i]);
	return n;
}

typedef void route_fn(struct buf *, const struct metrics_program *, const struct metrics_route *);

/* What nobody has asked for yet is left out: most routes of the admin on most days. */
static void each_route(struct buf *b, const struct metrics *m, route_fn *fn)
{
	for (size_t p = 0; p < metrics_programs(m); p++) {
		const struct metrics_program *program = metrics_program_at(m, p);
		size_t n = (size_t)read_one(&program->n_routes);
		for (size_t i = 0; i < n; i++) {
			if (total_of(&program->routes[i]) > 0)
				fn(b, program, &program->routes[i]);
		}
	}
}

static void put_classes(struct buf *b, const struct metrics_program *p, const struct metrics_route *r)
{
	struct route_name name = split(r->name);
	for (int i = 0; i < METRICS_CLASSES; i++) {
		char status[] = { (char)('1' + i), 'x', 'x', '\0' };
		const struct label labels[] = { { "program", p->name }, { "method", name.method },
			{ "route", name.path }, { "status", status }, { NULL, NULL } };
		if (read_one(&r->classes[i]) > 0)
			text_sample(b, "stoa_http_requests_total", "", labels, read_one(&r->classes[i]));
	}
}

static void put_histogram(struct buf *b, const struct metrics_program *p, const struct metrics_route *r)
{
	static const char family[] = "stoa_http_request_duration_seconds";
	struct route_name name = split(r->name);
	char edge[24] = "";
	struct label labels[] = { { "program", p->name }, { "method", name.method }, { "route", name.path },
		{ "le", edge }, { NULL, NULL } };
	int64_t sum = 0;
	for (size_t i = 0; i < METRICS_BUCKETS; i++) {
		if (i < METRICS_BUCKETS - 1)
			snprintf(edge, sizeof edge, "%g", (double)metrics_edges[i] / 1e6);
		else
			str_copy(edge, "+Inf", sizeof edge);
		sum += read_one(&r->buckets[i]);
		text_sample(b, family, "_bucket", labels, sum);
	}
	labels[3] = (struct label){ NULL, NULL };
	text_seconds(b, family, "_sum", labels, read_one(&r->microseconds));
	text_sample(b, family, "_count", labels, sum);
}

void figures_requests(struct buf *b, const struct metrics *m)
{
	text_family(b, "stoa_http_requests_total", "counter",
	    "Requests, by the route that answered them; \"none\": no route did.");
	each_route(b, m, put_classes);
	text_family(b, "stoa_http_request_duration_seconds", "histogram",
	    "From a request's arrival in the program to its whole answer given to the web server.");
	each_route(b, m, put_histogram);
}

static void put_counter(struct buf *b, const struct counter *c, const struct metrics_program *p)
{
	struct label labels[] = { { "program", p->name }, c->labels[0], c->labels[1], { NULL, NULL } };
	int64_t value = read_one(&p->counts.count[c->which]);
	if (c->only != NULL && !str_eq(c->only, p->name))
		return;
	if (c->microseconds)
		text_seconds(b, c->family, "", labels, value);
	else
		text_sample(b, c->family, "", labels, value);
}

void figures_counts(struct buf *b, const struct metrics *m)
{
	for (size_t i = 0; i < n_counters; i++) {
		if (counters[i].help != NULL)
			text_family(b, counters[i].family, "counter", counters[i].help);
		for (size_t p = 0; p < metrics_programs(m); p++)
			put_counter(b, &counters[i], metrics_program_at(m, p));
	}
}

static int64_t gauge_of(const struct metrics_program *p, enum gauge which)
{
	return atomic_load((_Atomic int64_t *)(uintptr_t)&p->counts.gauge[which]);
}

static void add_process(struct crew *c, const struct metrics_process *process, int64_t now)
{
	int64_t busy = process->busy ? now - process->busy : 0;
	if (process->busy && busy <= 0)
		busy = 1;
	if (busy < c->least_busy || c->busy + c->idle == 0)
		c->least_busy = busy;
	if (busy > c->most_busy)
		c->most_busy = busy;
	c->busy += busy > 0;
	c->idle += busy == 0;
	c->connections += process->connections;
}

size_t crews_read(
    const struct metrics *m, struct crew out[METRICS_PROGRAMS], struct metrics_process *processes, size_t *n)
{
	size_t programs = metrics_programs(m);
	int64_t now = cache_clock();
	*n = metrics_processes(m, processes, METRICS_PROCESSES);
	for (size_t p = 0; p < programs; p++) {
		const struct metrics_program *program = metrics_program_at(m, p);
		out[p] = (struct crew){ .program = program, .wanted = gauge_of(program, GAUGE_PROCESSES) };
		for (size_t i = 0; i < *n; i++) {
			if (processes[i].program == program)
				add_process(&out[p], &processes[i], now);
		}
	}
	return programs;
}

static void put_versions(struct buf *b, const struct metrics_process *all, size_t n)
{
	text_family(b, "stoa_build_info", "gauge", "Processes, by their program's version.");
	for (size_t i = 0; i < n; i++) {
		int64_t same = 0;
		bool told = false;
		for (size_t k = 0; k < n; k++) {
			bool is = all[k].program == all[i].program && str_eq(all[k].version, all[i].version);
			same += is;
			told = told || (is && k < i);
		}
		const struct label labels[] = { { "program", all[i].program->name }, { "version", all[i].version },
			{ NULL, NULL } };
		if (!told)
			text_sample(b, "stoa_build_info", "", labels, same);
	}
}

void figures_processes(struct buf *b, const struct metrics *m)
{
	static struct metrics_process processes[METRICS_PROCESSES];
	struct crew crews[METRICS_PROGRAMS];
	size_t n, programs = crews_read(m, crews, processes, &n);
	text_family(b, "stoa_processes", "gauge", "Processes that are there.");
	for (size_t i = 0; i < programs; i++) {
		struct label labels[] = { { "program", crews[i].program->name }, { "state", "busy" }, { NULL, NULL } };
		text_sample(b, "stoa_processes", "", labels, crews[i].busy);
		labels[1].value = "idle";
		text_sample(b, "stoa_processes", "", labels, crews[i].idle);
	}
	static const struct {
		const char *name, *help;
	} families[] = {
		{ "stoa_processes_wanted", "Processes that should be there." },
		{ "stoa_db_connections", "Open connections to Postgres." },
		{ "stoa_busy_seconds",
		    "How long the request takes already that has been at work for the longest time." },
	};
	for (size_t f = 0; f < sizeof families / sizeof families[0]; f++) {
		text_family(b, families[f].name, "gauge", families[f].help);
		for (size_t i = 0; i < programs; i++) {
			const struct label labels[] = { { "program", crews[i].program->name }, { NULL, NULL } };
			if (f == 2)
				text_seconds(b, families[f].name, "", labels, crews[i].most_busy * 1000);
			else
				text_sample(
				    b, families[f].name, "", labels, f == 0 ? crews[i].wanted : crews[i].connections);
		}
	}
	put_versions(b, processes, n);
}

static const struct metrics_program *find_program(const struct metrics *m, const char *name)
{
	for (size_t i = 0; i < metrics_programs(m); i++) {
		if (str_eq(metrics_program_at(m, i)->name, name))
			return metrics_program_at(m, i);
	}
	return NULL;
}

void figures_worker(struct buf *b, const struct metrics *m)
{
	const struct metrics_program *worker = find_program(m, "worker");
	if (worker == NULL)
		return;
	text_family(b, "stoa_worker_round_timestamp_seconds", "gauge", "The worker's last look at all cells.");
	text_sample(b, "stoa_worker_round_timestamp_seconds", "", NULL, gauge_of(worker, GAUGE_ROUND_AT));
}

void figures_providers(struct buf *b, const struct breaker *breaker)
{
	static const char *const states[] = { [BREAKER_OPEN] = "open", [BREAKER_HALF_OPEN] = "half_open" };
	const struct payment_provider *p;
	text_family(b, "stoa_provider_breakers", "gauge",
	    "Shops that leave a payment provider alone, since it does not answer them (open), or try it again "
	    "(half_open).");
	for (size_t i = 0; (p = payment_provider_at(i)) != NULL; i++) {
		int64_t n[BREAKER_STATE__MAX] = { 0 };
		if (!p->needs_keys)
			continue;
		if (breaker != NULL)
			breaker_count(breaker, p->name, cache_clock(), n);
		for (int s = BREAKER_OPEN; s <= BREAKER_HALF_OPEN; s++) {
			const struct label labels[] = { { "provider", p->name }, { "state", states[s] },
				{ NULL, NULL } };
			text_sample(b, "stoa_provider_breakers", "", labels, n[s]);
		}
	}
}

static void put_ages(struct ctx *ctx, struct buf *b, const struct watch *w)
{
	text_family(b, "stoa_changes_age_seconds", "gauge",
	    "How long ago this box last heard what had changed: what it keeps may be as old as that.");
	for (size_t i = 0; i <= w->n_cells; i++) {
		const char *source = i < w->n_cells ? w->cells[i].name : "";
		const struct label labels[] = { { "source", *source ? source : "platform" }, { NULL, NULL } };
		int64_t beaten = cache_beaten(ctx->cache, source);
		if (beaten > 0)
			text_seconds(b, "stoa_changes_age_seconds", "", labels, (cache_clock() - beaten) * 1000);
	}
}

static void put_queues(struct buf *b, const struct watch *w)
{
	text_family(b, "stoa_queue_due_shops", "gauge", "Shops for which the worker has something to do now.");
	for (size_t i = 0; i < w->n_cells; i++) {
		const struct label labels[] = { { "cell", w->cells[i].name }, { NULL, NULL } };
		if (w->cells[i].up)
			text_sample(b, "stoa_queue_due_shops", "", labels, w->cells[i].due_shops);
	}
	text_family(b, "stoa_queue_waited_seconds", "gauge", "How long the one of them has waited that came first.");
	for (size_t i = 0; i < w->n_cells; i++) {
		const struct label labels[] = { { "cell", w->cells[i].name }, { NULL, NULL } };
		if (w->cells[i].up)
			text_sample(b, "stoa_queue_waited_seconds", "", labels, w->cells[i].due_waited);
	}
}

/* What the sweeps of all shops found, in those cells that answer. */
static void put_outbox(struct buf *b, const struct watch *w, int64_t now)
{
	struct label labels[] = { { "state", "queued" }, { NULL, NULL } };
	struct watch_cell all = { .oldest = INT64_MAX, .swept = INT64_MAX };
	for (size_t i = 0; i < w->n_cells; i++) {
		const struct watch_cell *c = &w->cells[i];
		if (!c->up)
			continue;
		all.queued += c->queued;
		all.dead += c->dead;
		all.imports += c->imports;
		all.oldest = c->oldest < all.oldest ? c->oldest : all.oldest;
		all.swept = c->swept < all.swept ? c->swept : all.swept;
	}
	if (all.swept == INT64_MAX)
		return;
	text_family(b, "stoa_worker_walk_timestamp_seconds", "gauge", "Since then every shop's outbox was swept.");
	text_sample(b, "stoa_worker_walk_timestamp_seconds", "", NULL, all.swept);
	text_family(b, "stoa_outbox_jobs", "gauge", "Promised work of all shops, as each one's last sweep found it.");
	text_sample(b, "stoa_outbox_jobs", "", labels, all.queued);
	labels[0].value = "dead";
	text_sample(b, "stoa_outbox_jobs", "", labels, all.dead);
	text_family(
	    b, "stoa_outbox_oldest_seconds", "gauge", "Since when the oldest of the due jobs they found is due.");
	text_sample(b, "stoa_outbox_oldest_seconds", "", NULL, all.oldest < now ? now - all.oldest : 0);
	text_family(b, "stoa_imports_open", "gauge", "Imports that are not at their end, likewise.");
	text_sample(b, "stoa_imports_open", "", NULL, all.imports);
}

/* A pool that has run dry has no row; its number is told all the same, so that somebody can be warned. */
static void put_pool(struct buf *b, const struct watch *w)
{
	static const char pooled[] = "pooled";
	for (size_t i = 0; i < w->n_cells; i++) {
		const struct label labels[] = { { "cell", w->cells[i].name }, { "state", pooled }, { NULL, NULL } };
		bool any = false;
		for (size_t k = 0; k < w->n_shops; k++)
			any = any || (str_eq(w->shops[k].cell, w->cells[i].name) && str_eq(w->shops[k].state, pooled));
		if (!any)
			text_sample(b, "stoa_shops", "", labels, 0);
	}
}

void figures_databases(struct ctx *ctx, struct buf *b, const struct watch *w)
{
	struct label one[] = { { "database", "platform" }, { NULL, NULL } };
	bool up = w->platform_up;
	for (size_t i = 0; i < w->n_cells; i++)
		up = up && w->cells[i].up;
	text_family(b, "stoa_up", "gauge", "1 where the platform and every cell answered.");
	text_sample(b, "stoa_up", "", NULL, up);
	text_family(b, "stoa_database_up", "gauge", "1 where it answered.");
	text_sample(b, "stoa_database_up", "", one, w->platform_up);
	for (size_t i = 0; i < w->n_cells; i++) {
		one[0].value = w->cells[i].name;
		text_sample(b, "stoa_database_up", "", one, w->cells[i].up);
	}
	text_family(b, "stoa_shops", "gauge", "Shops; \"pooled\" ones are made ahead and wait for their merchant.");
	for (size_t i = 0; i < w->n_shops; i++) {
		const struct label labels[] = { { "cell", w->shops[i].cell }, { "state", w->shops[i].state },
			{ NULL, NULL } };
		text_sample(b, "stoa_shops", "", labels, w->shops[i].n);
	}
	put_pool(b, w);
	put_queues(b, w);
	put_outbox(b, w, ctx->now);
	if (ctx->cache != NULL)
		put_ages(ctx, b, w);
}
