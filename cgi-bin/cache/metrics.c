#include "config.h"

#include "cache/metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "cache/folder.h"

/* To be raised where the meaning of a place in the file changes and its size does not. */
enum { LAYOUT = 1, PATH_BYTES = 512, VERSION_BYTES = 16 };

/* The bytes that are locked: the first by who enters a name, one each by the processes. */
enum { LOCK_NAMES = 0, LOCK_PLACES = 1 };

struct metrics_place {
	_Atomic int pid; /* of who had it last */
	_Atomic int program;
	_Atomic int64_t busy;
	_Atomic int connections;
	char version[VERSION_BYTES];
};

/* A file just made is all zeros, which is a valid state of everything. */
struct table {
	_Atomic uint64_t n_programs;
	struct metrics_program programs[METRICS_PROGRAMS];
	struct metrics_place places[METRICS_PROCESSES];
};
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_INT_LOCK_FREE == 2, "processes share these without a lock");

struct metrics {
	struct table *table;
	char path[PATH_BYTES];
	int lock; /* of the place of this process; -1 before it has one */
};

const int64_t metrics_edges[METRICS_BUCKETS - 1] = { 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000,
	1000000, 2500000, 5000000, 10000000 };

static struct table *map(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct table *t = MAP_FAILED;
	struct stat st;
	if (fd == -1)
		return NULL;
	/* Only growing: whoever comes at the same time does the same. */
	if (fstat(fd, &st) == 0 && (st.st_size >= (off_t)sizeof *t || posix_fallocate(fd, 0, sizeof *t) == 0))
		t = mmap(NULL, sizeof *t, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return t == MAP_FAILED ? NULL : t;
}

struct metrics *metrics_open(const char *dir)
{
	struct metrics *m = calloc(1, sizeof *m);
	char folder[PATH_BYTES - 64];
	BUG_IF(m == NULL);
	m->lock = -1;
	if (folder_of_boot(dir, folder, sizeof folder)) {
		snprintf(m->path, sizeof m->path, "%s/metrics-%d-%zx", folder, LAYOUT, sizeof *m->table);
		m->table = map(m->path);
	}
	if (m->table != NULL)
		return m;
	log_event(NULL, LOG_WARN, "metrics", "kept=no reason=%s", strerror(errno));
	metrics_close(&m);
	return NULL;
}

void metrics_close(struct metrics **metrics)
{
	struct metrics *m = *metrics;
	*metrics = NULL;
	if (m == NULL)
		return;
	if (m->table != NULL)
		munmap(m->table, sizeof *m->table);
	if (m->lock != -1)
		close(m->lock);
	free(m);
}

static bool lock(int fd, int command, off_t byte)
{
	struct flock one = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };
	while (fcntl(fd, command, &one) == -1) {
		if (errno != EINTR)
			return false;
	}
	return command != F_OFD_GETLK || one.l_type != F_UNLCK;
}

/* Whoever holds it enters a name; -1 where that cannot be. Closing the descriptor gives it back. */
static int lock_names(const struct metrics *m)
{
	int fd = open(m->path, O_RDWR | O_CLOEXEC);
	if (fd != -1 && lock(fd, F_OFD_SETLKW, LOCK_NAMES))
		return fd;
	if (fd != -1)
		close(fd);
	return -1;
}

static struct metrics_program *find_program(struct table *t, const char *name)
{
	size_t n = (size_t)atomic_load(&t->n_programs);
	for (size_t i = 0; i < n; i++) {
		if (str_eq(t->programs[i].name, name))
			return &t->programs[i];
	}
	return NULL;
}

struct metrics_program *metrics_program(struct metrics *m, const char *name)
{
	struct metrics_program *p = find_program(m->table, name);
	BUG_IF(strlen(name) >= METRICS_NAME_BYTES);
	if (p != NULL)
		return p;
	int fd = lock_names(m);
	if (fd == -1)
		return NULL;
	p = find_program(m->table, name);
	size_t n = (size_t)atomic_load(&m->table->n_programs);
	if (p == NULL && n < METRICS_PROGRAMS) {
		p = &m->table->programs[n];
		str_copy(p->name, name, sizeof p->name);
		str_copy(p->routes[0].name, "none", sizeof p->routes[0].name);
		atomic_store(&p->n_routes, 1);
		/* The number last: what a killed process left half entered is entered anew. */
		atomic_store(&m->table->n_programs, n + 1);
	}
	close(fd);
	return p;
}

static struct metrics_route *find_route(struct metrics_program *p, const char *name)
{
	size_t n = (size_t)atomic_load(&p->n_routes);
	for (size_t i = 0; i < n; i++) {
		if (strncmp(p->routes[i].name, name, METRICS_ROUTE_BYTES - 1) == 0)
			return &p->routes[i];
	}
	return NULL;
}

struct metrics_route *metrics_route(struct metrics *m, struct metrics_program *p, const char *name)
{
	struct metrics_route *r = find_route(p, name);
	if (r != NULL)
		return r;
	int fd = lock_names(m);
	if (fd == -1)
		return &p->routes[0];
	r = find_route(p, name);
	size_t n = (size_t)atomic_load(&p->n_routes);
	if (r == NULL && n < METRICS_ROUTES) {
		r = &p->routes[n];
		str_copy(r->name, name, sizeof r->name);
		atomic_store(&p->n_routes, n + 1);
	}
	close(fd);
	return r != NULL ? r : &p->routes[0];
}

static void add(_Atomic uint64_t *to, uint64_t n)
{
	atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

void metrics_request(struct metrics_route *r, int status, int64_t microseconds)
{
	size_t bucket = 0;
	int class = status / 100 - 1;
	while (bucket < METRICS_BUCKETS - 1 && microseconds > metrics_edges[bucket])
		bucket++;
	add(&r->classes[class >= 0 && class < METRICS_CLASSES ? class : METRICS_CLASSES - 1], 1);
	add(&r->buckets[bucket], 1);
	add(&r->microseconds, microseconds > 0 ? (uint64_t)microseconds : 0);
}

size_t metrics_programs(const struct metrics *m)
{
	return (size_t)atomic_load(&m->table->n_programs);
}

const struct metrics_program *metrics_program_at(const struct metrics *m, size_t i)
{
	return &m->table->programs[i];
}

struct metrics_place *metrics_place(struct metrics *m, const struct metrics_program *program)
{
	BUG_IF(m->lock != -1);
	m->lock = open(m->path, O_RDWR | O_CLOEXEC);
	for (int i = 0; m->lock != -1 && i < METRICS_PROCESSES; i++) {
		struct metrics_place *p = &m->table->places[i];
		if (!lock(m->lock, F_OFD_SETLK, LOCK_PLACES + i))
			continue;
		atomic_store(&p->busy, 0);
		atomic_store(&p->connections, 0);
		atomic_store(&p->program, (int)(program - m->table->programs));
		str_copy(p->version, PACKAGE_VERSION, sizeof p->version);
		atomic_store(&p->pid, (int)getpid());
		return p;
	}
	return NULL;
}

void metrics_busy(struct metrics_place *p, int64_t at)
{
	atomic_store_explicit(&p->busy, at, memory_order_relaxed);
}

void metrics_connections(struct metrics_place *p, int n)
{
	atomic_store_explicit(&p->connections, n, memory_order_relaxed);
}

size_t metrics_processes(const struct metrics *m, struct metrics_process *out, size_t max)
{
	/* A description of its own: a lock of this process's own place is seen like anybody's. */
	int fd = open(m->path, O_RDWR | O_CLOEXEC);
	size_t n = 0;
	for (int i = 0; fd != -1 && i < METRICS_PROCESSES && n < max; i++) {
		const struct metrics_place *p = &m->table->places[i];
		int pid = atomic_load(&p->pid);
		if (pid == 0 || !lock(fd, F_OFD_GETLK, LOCK_PLACES + i))
			continue;
		out[n++] = (struct metrics_process){
			.program = &m->table->programs[atomic_load(&p->program)],
			.pid = pid,
			.busy = atomic_load(&p->busy),
			.connections = atomic_load(&p->connections),
			.version = p->version,
		};
	}
	if (fd != -1)
		close(fd);
	return n;
}
