#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "queries.h"
#include "stoactl/stoactl.h"

enum { SLOTS = 1 << 16, LINE_BYTES = 8192, BUCKETS = 40 };

const struct option top_options[] = {
	{ "by", "WHAT", "time", "what it is sorted by: time, postgres, requests or errors" },
	{ "rows", "N", "20", "how many shops are shown" },
	{ .name = NULL },
};

/* Of one shop; tenant 0 is what no shop was found for. */
struct cost {
	int64_t tenant;
	int64_t requests, errors, us, db_us;
	int64_t by_time[BUCKETS]; /* requests that took less than 2^i microseconds, and not less than half of it */
};

struct top {
	struct cost *slots; /* a hash table; an unused one has no requests */
	struct cost all;
	bool full; /* more shops than slots: the rest is in `all` alone */
};

/* The number behind " key=" in the line; -1 where there is none. */
static int64_t number_of(const char *line, const char *key)
{
	const char *at = strstr(line, key);
	char digits[20];
	int64_t value;

	if (!at)
		return -1;
	at += strlen(key);
	size_t n = strspn(at, "0123456789");
	if (n == 0 || n >= sizeof digits)
		return -1;
	memcpy(digits, at, n);
	digits[n] = '\0';
	return str_to_int(digits, 0, INT64_MAX, &value) ? value : -1;
}

static struct cost *slot_of(struct top *t, int64_t tenant)
{
	uint64_t h = (uint64_t)tenant * UINT64_C(0x9e3779b97f4a7c15);

	for (size_t i = 0; i < SLOTS; i++) {
		struct cost *c = &t->slots[(h + i) % SLOTS];
		if (c->requests == 0)
			c->tenant = tenant;
		if (c->tenant == tenant)
			return c;
	}
	t->full = true;
	return NULL;
}

static void add(struct cost *c, int64_t status, int64_t us, int64_t db_us)
{
	int bucket = 0;

	while (bucket < BUCKETS - 1 && us >> bucket > 0)
		bucket++;
	c->requests++;
	c->errors += status >= 500;
	c->us += us;
	c->db_us += db_us > 0 ? db_us : 0;
	c->by_time[bucket]++;
}

/* As web/dispatch writes it, whatever stands before it. */
static void take(struct top *t, const char *line)
{
	int64_t tenant = number_of(line, " tenant="), status = number_of(line, " status="),
	        us = number_of(line, " us=");
	int64_t db_us = number_of(line, " db_us=");

	if (!strstr(line, " event=request ") || status < 0 || us < 0)
		return;
	struct cost *c = slot_of(t, tenant > 0 ? tenant : 0);
	add(&t->all, status, us, db_us);
	if (c)
		add(c, status, us, db_us);
}

static int by_time(const void *a, const void *b)
{
	const struct cost *x = a, *y = b;
	return (x->us < y->us) - (x->us > y->us);
}

static int by_postgres(const void *a, const void *b)
{
	const struct cost *x = a, *y = b;
	return (x->db_us < y->db_us) - (x->db_us > y->db_us);
}

static int by_requests(const void *a, const void *b)
{
	const struct cost *x = a, *y = b;
	return (x->requests < y->requests) - (x->requests > y->requests);
}

static int by_errors(const void *a, const void *b)
{
	const struct cost *x = a, *y = b;
	return (x->errors < y->errors) - (x->errors > y->errors);
}

static const struct {
	const char *name;
	int (*compare)(const void *, const void *);
} orders[] = { { "time", by_time }, { "postgres", by_postgres }, { "requests", by_requests }, { "errors", by_errors } };

/* Milliseconds below which 95 of 100 requests lie, to a factor of two. */
static double most_took(const struct cost *c)
{
	int64_t n = 0;
	int i = 0;

	for (; i < BUCKETS - 1; i++) {
		n += c->by_time[i];
		if (n * 100 >= c->requests * 95)
			break;
	}
	return (double)(INT64_C(1) << i) / 1000;
}

static void print(const struct cost *c, const char *name, const struct cost *all)
{
	printf("%-32s %9" PRId64 " %7" PRId64 " %10.3f %5.1f %10.3f %9.1f\n", name, c->requests, c->errors,
	    (double)c->us / 1e6, all->us ? 100.0 * (double)c->us / (double)all->us : 0, (double)c->db_us / 1e6,
	    most_took(c));
}

/* The platform may be away while one looks for what is wrong: the log's number is told then. */
static const char *name_of(struct ctx *ctx, int64_t tenant)
{
	struct tenant_by_id_row row;

	if (tenant == 0)
		return "(no shop)";
	if (q_tenant_by_id_one(ctx, &(struct tenant_by_id_in){ .id = tenant }, &row) == ERR_OK)
		return row.name;
	err_clear(ctx);
	return arena_printf(ctx->arena, "%" PRId64, tenant);
}

enum err_code run_top(struct ctx *ctx, const struct args *args)
{
	struct top t = { .slots = ARENA_ARRAY(ctx->arena, SLOTS, struct cost) };
	const char *by = args_get(args, "by");
	int64_t rows;
	char line[LINE_BYTES];
	size_t order = 0;

	while (order < sizeof orders / sizeof *orders && !str_eq(orders[order].name, by))
		order++;
	if (order == sizeof orders / sizeof *orders)
		return err_set(ctx, ERR_INPUT, "--by is time, postgres, requests or errors");
	if (!str_to_int(args_get(args, "rows"), 1, SLOTS, &rows))
		return err_set(ctx, ERR_INPUT, "--rows is a number from 1 on");
	while (fgets(line, sizeof line, stdin))
		take(&t, line);
	if (t.all.requests == 0)
		return err_set(ctx, ERR_NOT_FOUND,
		    "no line of a request on standard input; journalctl -u 'stoa@*' -o cat gives some");
	qsort(t.slots, SLOTS, sizeof *t.slots, orders[order].compare);
	printf(
	    "%-32s %9s %7s %10s %5s %10s %9s\n", "shop", "requests", "errors", "seconds", "%", "postgres", "p95 ms <");
	for (int64_t i = 0; i < rows && t.slots[i].requests > 0; i++)
		print(&t.slots[i], name_of(ctx, t.slots[i].tenant), &t.all);
	print(&t.all, t.full ? "all (more than could be told)" : "all", &t.all);
	return ERR_OK;
}
