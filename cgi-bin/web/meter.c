#include "web/meter.h"

#include <stdio.h>

#include "cache/cache.h"
#include "cache/metrics.h"

enum { OWN_BYTES = 256 * 1024 };

struct meter {
	struct arena *own; /* in which it lies */
	const struct area *const *areas;
	struct metrics *metrics;
	struct metrics_program *program;
	struct metrics_place *place;   /* NULL before the fork, and as CGI */
	struct metrics_route *none;    /* of what no route answered */
	struct metrics_route **routes; /* of all areas, in their order */
};

static size_t count_routes(const struct area *area)
{
	size_t n = 0;
	while (area->routes[n].pattern != NULL)
		n++;
	return n;
}

static void enter_routes(struct meter *m)
{
	char name[METRICS_ROUTE_BYTES];
	size_t n = 0;
	for (const struct area *const *a = m->areas; *a != NULL; a++)
		n += count_routes(*a);
	m->none = metrics_route(m->metrics, m->program, "none");
	m->routes = ARENA_ARRAY(m->own, n + 1, struct metrics_route *);
	n = 0;
	for (const struct area *const *a = m->areas; *a != NULL; a++) {
		for (const struct route *r = (*a)->routes; r->pattern != NULL; r++) {
			area_route_name(r, name, sizeof name);
			m->routes[n++] = metrics_route(m->metrics, m->program, name);
		}
	}
}

struct meter *meter_open(const struct conf *conf, const struct app *app)
{
	struct arena *own = arena_create(OWN_BYTES);
	struct meter *m = ARENA_NEW(own, struct meter);
	m->own = own;
	m->areas = app->areas;
	m->metrics = metrics_open(conf->cache_dir);
	if (m->metrics != NULL)
		m->program = metrics_program(m->metrics, app->name);
	if (m->program == NULL) {
		meter_close(&m);
		return NULL;
	}
	enter_routes(m);
	counts_at(&m->program->counts);
	return m;
}

void meter_join(struct meter *m)
{
	if (m != NULL && m->place == NULL)
		m->place = metrics_place(m->metrics, m->program);
}

void meter_close(struct meter **meter)
{
	struct meter *m = *meter;
	*meter = NULL;
	if (m == NULL)
		return;
	counts_at(NULL);
	metrics_close(&m->metrics);
	struct arena *own = m->own;
	arena_destroy(&own);
}

void meter_begin(struct meter *m)
{
	if (m != NULL && m->place != NULL)
		metrics_busy(m->place, cache_clock());
}

static struct metrics_route *find(const struct meter *m, const struct route *route)
{
	struct metrics_route **all = m->routes;
	for (const struct area *const *a = m->areas; route != NULL && *a != NULL; a++) {
		size_t n = count_routes(*a);
		if (route >= (*a)->routes && route < (*a)->routes + n)
			return all[route - (*a)->routes];
		all += n;
	}
	return m->none;
}

void meter_end(struct meter *m, const struct exchange *x, int status, int64_t microseconds, int connections)
{
	if (m == NULL)
		return;
	metrics_request(find(m, x->route), status, microseconds);
	if (m->place == NULL)
		return;
	metrics_connections(m->place, connections);
	metrics_busy(m->place, 0);
}
