#include "cache/marks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SLOTS = 1 << 20, SOURCES = 256, LAYOUT = 3 };

struct source {
	_Atomic uint64_t name;
	_Atomic int64_t beaten;
	_Atomic uint64_t position;
};

/* A file just made is all zeros, which is a valid state of everything but layout. */
struct marks {
	_Atomic uint64_t layout;
	_Atomic uint64_t moves;
	_Atomic uint64_t all; /* the count at the last move of everything */
	_Atomic int half;
	struct source source[SOURCES];
	_Atomic uint64_t slot[SLOTS];
};
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "processes share these without a lock");

static bool same_layout(struct marks *m)
{
	uint64_t found = 0;
	return atomic_compare_exchange_strong(&m->layout, &found, LAYOUT) || found == LAYOUT;
}

static struct marks *map(int fd)
{
	struct stat st;
	if (fstat(fd, &st) == -1)
		return NULL;
	/* Only growing: whoever comes at the same time does the same. */
	if (st.st_size < (off_t)sizeof(struct marks) && posix_fallocate(fd, 0, sizeof(struct marks)) != 0)
		return NULL;
	struct marks *m = mmap(NULL, sizeof *m, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (m == MAP_FAILED)
		return NULL;
	if (same_layout(m))
		return m;
	munmap(m, sizeof *m);
	errno = EPROTO;
	return NULL;
}

struct marks *marks_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd == -1)
		return NULL;
	struct marks *m = map(fd);
	int why = errno;
	close(fd);
	errno = why;
	return m;
}

void marks_close(struct marks **m)
{
	if (*m != NULL)
		munmap(*m, sizeof **m);
	*m = NULL;
}

static size_t slot_of(uint64_t tag)
{
	return (size_t)(tag & (SLOTS - 1));
}

/* Two moves may arrive in the other order: the later one stays. */
static void raise_to(_Atomic uint64_t *to, uint64_t value)
{
	uint64_t found = atomic_load(to);
	while (found < value && !atomic_compare_exchange_weak(to, &found, value))
		;
}

uint64_t marks_now(const struct marks *m)
{
	return atomic_load(&m->moves);
}

/*
 * The count first, the slot second. Whoever takes a mark between the two takes one that is not older than this move,
 * and reads the database after it was made: its page is right, and counts as fresh.
 */
void marks_move(struct marks *m, uint64_t tag)
{
	raise_to(&m->slot[slot_of(tag)], atomic_fetch_add(&m->moves, 1) + 1);
}

void marks_move_all(struct marks *m)
{
	raise_to(&m->all, atomic_fetch_add(&m->moves, 1) + 1);
}

bool marks_fresh(const struct marks *m, const uint64_t *tags, size_t n, uint64_t mark)
{
	/* A mark from the future is of another file. */
	if (atomic_load(&m->all) > mark || mark > marks_now(m))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (atomic_load(&m->slot[slot_of(tags[i])]) > mark)
			return false;
	}
	return true;
}

/* Sources are few and never taken away: the first slot from the name's own on that is free becomes its own. */
static struct source *source_of(struct marks *m, uint64_t name, bool make)
{
	for (size_t i = 0; i < SOURCES; i++) {
		struct source *s = &m->source[(name + i) % SOURCES];
		uint64_t found = atomic_load(&s->name);
		if (found == 0 && (!make || atomic_compare_exchange_strong(&s->name, &found, name)))
			return make ? s : NULL;
		if (found == name)
			return s;
	}
	return NULL;
}

bool marks_beat(struct marks *m, uint64_t name, int64_t at)
{
	struct source *s = source_of(m, name, true);
	if (s == NULL)
		return false;
	int64_t found = atomic_load(&s->beaten);
	while (found < at && !atomic_compare_exchange_weak(&s->beaten, &found, at))
		;
	return true;
}

int64_t marks_beaten(const struct marks *m, uint64_t name)
{
	const struct source *s = source_of((struct marks *)(uintptr_t)m, name, false);
	return s == NULL ? 0 : atomic_load(&s->beaten);
}

bool marks_reach(struct marks *m, uint64_t name, uint64_t position)
{
	struct source *s = source_of(m, name, true);
	if (s != NULL)
		raise_to(&s->position, position);
	return s != NULL;
}

void marks_start_anew(struct marks *m, uint64_t name)
{
	struct source *s = source_of(m, name, true);
	if (s != NULL)
		atomic_store(&s->position, 0);
}

uint64_t marks_position(const struct marks *m, uint64_t name)
{
	const struct source *s = source_of((struct marks *)(uintptr_t)m, name, false);
	return s == NULL ? 0 : atomic_load(&s->position);
}

int marks_half(const struct marks *m)
{
	return atomic_load(&m->half) & 1;
}

void marks_set_half(struct marks *m, int half)
{
	atomic_store(&m->half, half);
}
