#include "config.h"

#include "cache/breaker.h"

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
#include "cache/folder.h"

enum {
	LAYOUT = 1,
	CIRCUITS = 1 << 15,
	STEPS = 64, /* places that are looked at for one */
	SERVICE_BITS = 24,
	MOST = 255, /* of what is counted */
	PATH_BYTES = 512
};

/* A file just made is all zeros: no names, all closed. */
struct circuit {
	_Atomic uint64_t name;
	_Atomic uint64_t state;
};
struct table {
	struct circuit circuit[CIRCUITS];
};
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "processes share these without a lock");

struct breaker {
	struct table *table;
};

/*
 * A state, taken apart. until: of a closed circuit the moment of its first failure, of an open one the end of its
 * pause, of one that is tried the end of the lease. In the word 40 bits, which are 34 years after a start.
 */
struct word {
	enum breaker_state state;
	int64_t until;
	unsigned failed, well; /* since the first failure, while it is closed */
	unsigned pauses;       /* how often in a row it has opened */
};

enum { TIME_BITS = 40, FAILED_AT = 40, WELL_AT = 48, PAUSES_AT = 56, STATE_AT = 60 };

static struct word unpack(uint64_t w)
{
	return (struct word){
		.state = (enum breaker_state)(w >> STATE_AT & 3),
		.until = (int64_t)(w & ((UINT64_C(1) << TIME_BITS) - 1)),
		.failed = (unsigned)(w >> FAILED_AT & 0xff),
		.well = (unsigned)(w >> WELL_AT & 0xff),
		.pauses = (unsigned)(w >> PAUSES_AT & 0xf),
	};
}

static uint64_t pack(struct word w)
{
	return (uint64_t)w.state << STATE_AT | (uint64_t)w.pauses << PAUSES_AT | (uint64_t)w.well << WELL_AT |
	       (uint64_t)w.failed << FAILED_AT | ((uint64_t)w.until & ((UINT64_C(1) << TIME_BITS) - 1));
}

static struct table *map(int fd, int protection)
{
	struct stat st;
	void *at = MAP_FAILED;
	bool whole = fstat(fd, &st) == 0 && st.st_size >= (off_t)sizeof(struct table);
	/* Only growing: whoever comes at the same time does the same. */
	if (!whole && (protection & PROT_WRITE))
		whole = posix_fallocate(fd, 0, sizeof(struct table)) == 0;
	if (whole)
		at = mmap(NULL, sizeof(struct table), protection, MAP_SHARED, fd, 0);
	return at == MAP_FAILED ? NULL : at;
}

static struct breaker *open_file(const char *folder, int flags, int protection)
{
	char path[PATH_BYTES + 16];
	struct breaker *b = calloc(1, sizeof *b);
	BUG_IF(b == NULL);
	snprintf(path, sizeof path, "%s/breaker-%d", folder, LAYOUT);
	int fd = open(path, flags | O_CLOEXEC, 0600);
	if (fd != -1) {
		b->table = map(fd, protection);
		close(fd);
	}
	if (b->table == NULL)
		breaker_close(&b);
	return b;
}

struct breaker *breaker_open(const char *dir)
{
	char folder[PATH_BYTES];
	struct breaker *b = NULL;
	if (folder_of_boot(dir, folder, sizeof folder))
		b = open_file(folder, O_RDWR | O_CREAT, PROT_READ | PROT_WRITE);
	if (b == NULL)
		log_event(NULL, LOG_WARN, "breaker", "breakers=none reason=%s", strerror(errno));
	return b;
}

struct breaker *breaker_look(const char *dir)
{
	char folder[PATH_BYTES];
	return folder_name(dir, folder, sizeof folder) ? open_file(folder, O_RDONLY, PROT_READ) : NULL;
}

void breaker_close(struct breaker **breaker)
{
	struct breaker *b = *breaker;
	*breaker = NULL;
	if (b == NULL)
		return;
	if (b->table != NULL)
		munmap(b->table, sizeof *b->table);
	free(b);
}

/* FNV-1a, folded: there are few services, and none is a stranger's. */
static uint64_t service_bits(const char *service)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (; *service; service++)
		h = (h ^ (unsigned char)*service) * UINT64_C(1099511628211);
	return (h ^ h >> SERVICE_BITS ^ h >> 2 * SERVICE_BITS) & ((UINT64_C(1) << SERVICE_BITS) - 1);
}

uint64_t breaker_circuit(int64_t shop, const char *service)
{
	return (uint64_t)shop << SERVICE_BITS | service_bits(service);
}

/* Shops follow one another: spread over the table, so that their circuits do not stand in one row. */
static size_t place_of(uint64_t circuit)
{
	uint64_t h = circuit * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(h >> 40) % CIRCUITS;
}

/* enter: takes a place where it has none. NULL: there is none. */
static struct circuit *find(const struct breaker *b, uint64_t circuit, bool enter)
{
	size_t at = place_of(circuit);
	for (size_t i = 0; i < STEPS; i++, at = (at + 1) % CIRCUITS) {
		struct circuit *c = &b->table->circuit[at];
		uint64_t found = atomic_load_explicit(&c->name, memory_order_acquire);
		if (found == 0 && enter && atomic_compare_exchange_strong(&c->name, &found, circuit))
			return c;
		if (found == circuit)
			return c;
		if (found == 0)
			return NULL;
	}
	return NULL;
}

static bool lets(struct word w, int64_t now)
{
	return w.state == BREAKER_CLOSED || now >= w.until;
}

enum breaker_entry breaker_enter(struct breaker *b, uint64_t circuit, int64_t lease, int64_t now)
{
	struct circuit *c = find(b, circuit, false);
	if (c == NULL)
		return BREAKER_GO;
	uint64_t found = atomic_load(&c->state);
	for (;;) {
		struct word w = unpack(found);
		if (w.state == BREAKER_CLOSED)
			return BREAKER_GO;
		if (!lets(w, now))
			return BREAKER_KEEP_OUT;
		w.state = BREAKER_HALF_OPEN;
		w.until = now + lease;
		if (atomic_compare_exchange_strong(&c->state, &found, pack(w)))
			return BREAKER_TRY;
	}
}

static void open_for(struct word *w, int64_t pause, int64_t now)
{
	int64_t times = INT64_C(1) << w->pauses;
	*w = (struct word){
		.state = BREAKER_OPEN,
		.until = now + pause * (times < BREAKER_LONGEST ? times : BREAKER_LONGEST),
		.pauses = w->pauses + (times < BREAKER_LONGEST),
	};
}

static struct word after_closed(struct word w, bool well, int64_t pause, int64_t now)
{
	if (now - w.until > BREAKER_WINDOW_MS)
		w = (struct word){ .until = now };
	if (w.failed == 0 && well)
		return w;
	/* Both together, so that their ratio stays. */
	if (w.failed == MOST || w.well == MOST) {
		w.failed /= 2;
		w.well /= 2;
	}
	w.failed += !well;
	w.well += well;
	if (w.failed >= BREAKER_FAILURES && w.failed >= w.well)
		open_for(&w, pause, now);
	return w;
}

/* What a call says that began before the circuit opened is not news. */
static struct word after(struct word w, enum breaker_entry entry, bool well, int64_t pause, int64_t now)
{
	if (w.state == BREAKER_CLOSED)
		return after_closed(w, well, pause, now);
	if (entry != BREAKER_TRY)
		return w;
	if (well)
		return (struct word){ .state = BREAKER_CLOSED };
	if (w.state == BREAKER_HALF_OPEN)
		open_for(&w, pause, now);
	return w;
}

enum breaker_change breaker_tell(
    struct breaker *b, uint64_t circuit, enum breaker_entry entry, bool well, int64_t pause, int64_t now)
{
	struct circuit *c = find(b, circuit, !well);
	if (c == NULL)
		return BREAKER_SAME;
	uint64_t found = atomic_load(&c->state);
	for (;;) {
		struct word before = unpack(found), next = after(before, entry, well, pause, now);
		if (pack(next) != found && !atomic_compare_exchange_strong(&c->state, &found, pack(next)))
			continue;
		if (before.state == BREAKER_CLOSED && next.state == BREAKER_OPEN)
			return BREAKER_OPENED;
		return before.state != BREAKER_CLOSED && next.state == BREAKER_CLOSED ? BREAKER_CLOSED_AGAIN
		                                                                      : BREAKER_SAME;
	}
}

static enum breaker_state state_of(struct word w, int64_t now)
{
	return w.state == BREAKER_OPEN && now >= w.until ? BREAKER_HALF_OPEN : w.state;
}

enum breaker_state breaker_state(const struct breaker *b, uint64_t circuit, int64_t now)
{
	struct circuit *c = find(b, circuit, false);
	return c == NULL ? BREAKER_CLOSED : state_of(unpack(atomic_load(&c->state)), now);
}

bool breaker_lets(const struct breaker *b, uint64_t circuit, int64_t now)
{
	struct circuit *c = find(b, circuit, false);
	return c == NULL || lets(unpack(atomic_load(&c->state)), now);
}

void breaker_count(const struct breaker *b, const char *service, int64_t now, int64_t out[BREAKER_STATE__MAX])
{
	uint64_t bits = service_bits(service), mask = (UINT64_C(1) << SERVICE_BITS) - 1;
	memset(out, 0, BREAKER_STATE__MAX * sizeof *out);
	for (size_t i = 0; i < CIRCUITS; i++) {
		struct circuit *c = &b->table->circuit[i];
		uint64_t name = atomic_load_explicit(&c->name, memory_order_acquire);
		if (name != 0 && (name & mask) == bits)
			out[state_of(unpack(atomic_load(&c->state)), now)]++;
	}
}
