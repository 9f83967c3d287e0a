#include "config.h"

#include "cache/marks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"

enum { SLOTS = 1 << 20, SOURCES = 256 };

struct source {
	_Atomic uint64_t name;
	_Atomic int64_t beaten;
	_Atomic int
	    noted; /* which of the two holds: the other one is written, so that a killed writer leaves a whole one */
	char note[2][MARKS_NOTE_BYTES];
	_Atomic uint64_t position;
};

/* A file just made is all zeros, which is a valid state of everything but layout. */
struct shared {
	_Atomic uint64_t layout;
	_Atomic uint64_t moves;
	_Atomic uint64_t all; /* the count at the last move of everything */
	_Atomic int half;
	struct source source[SOURCES];
	_Atomic uint64_t slot[SLOTS];
};

struct marks {
	struct shared *shared;
	int file; /* locked by bytes: the first by who follows all sources, the others by who follows one */
};
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "processes share these without a lock");

static bool same_layout(struct shared *m)
{
	uint64_t found = 0;
	return atomic_compare_exchange_strong(&m->layout, &found, MARKS_LAYOUT) || found == MARKS_LAYOUT;
}

static struct shared *map(int fd)
{
	struct stat st;
	if (fstat(fd, &st) == -1)
		return NULL;
	/* Only growing: whoever comes at the same time does the same. */
	if (st.st_size < (off_t)sizeof(struct shared) && posix_fallocate(fd, 0, sizeof(struct shared)) != 0)
		return NULL;
	struct shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (s == MAP_FAILED)
		return NULL;
	if (same_layout(s))
		return s;
	munmap(s, sizeof *s);
	errno = EPROTO;
	return NULL;
}

struct marks *marks_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd == -1)
		return NULL;
	struct shared *s = map(fd);
	if (s == NULL) {
		int why = errno;
		close(fd);
		errno = why;
		return NULL;
	}
	struct marks *m = malloc(sizeof *m);
	BUG_IF(m == NULL);
	*m = (struct marks){ .shared = s, .file = fd };
	return m;
}

void marks_close(struct marks **m)
{
	if (*m != NULL) {
		munmap((*m)->shared, sizeof *(*m)->shared);
		close((*m)->file);
	}
	free(*m);
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
	return atomic_load(&m->shared->moves);
}

/*
 * The count first, the slot second. Whoever takes a mark between the two takes one that is not older than this move,
 * and reads the database after it was made: its page is right, and counts as fresh. But it may also find something
 * older that is kept (cache/keep.h) still fresh, and make a page of that: hence once more, since what was found before
 * the first time has a mark from before the second.
 */
static void move(struct marks *m, _Atomic uint64_t *slot)
{
	for (int i = 0; i < 2; i++)
		raise_to(slot, atomic_fetch_add(&m->shared->moves, 1) + 1);
}

void marks_move(struct marks *m, uint64_t tag)
{
	move(m, &m->shared->slot[slot_of(tag)]);
}

void marks_move_all(struct marks *m)
{
	move(m, &m->shared->all);
}

bool marks_fresh(const struct marks *m, const uint64_t *tags, size_t n, uint64_t mark)
{
	/* A mark from the future is of another file. */
	if (atomic_load(&m->shared->all) > mark || mark > marks_now(m))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (atomic_load(&m->shared->slot[slot_of(tags[i])]) > mark)
			return false;
	}
	return true;
}

/* Sources are few and never taken away: the first slot from the name's own on that is free becomes its own. */
static struct source *source_of(const struct marks *m, uint64_t name, bool make)
{
	for (size_t i = 0; i < SOURCES; i++) {
		struct source *s = &m->shared->source[(name + i) % SOURCES];
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
	const struct source *s = source_of(m, name, false);
	return s == NULL ? 0 : atomic_load(&s->beaten);
}

/* An OFD lock: of a process that is gone nothing is left. */
static bool lock(const struct marks *m, off_t byte, short type)
{
	struct flock one = { .l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };
	return fcntl(m->file, F_OFD_SETLK, &one) == 0;
}

bool marks_lead(struct marks *m)
{
	return lock(m, 0, F_WRLCK);
}

bool marks_follow(struct marks *m, uint64_t name)
{
	const struct source *s = source_of(m, name, true);
	return s != NULL && lock(m, s - m->shared->source + 1, F_WRLCK);
}

void marks_unfollow(struct marks *m, uint64_t name)
{
	const struct source *s = source_of(m, name, false);
	if (s != NULL)
		lock(m, s - m->shared->source + 1, F_UNLCK);
}

const char *marks_noted(const struct marks *m, uint64_t name)
{
	const struct source *s = source_of(m, name, false);
	return s == NULL ? "" : s->note[atomic_load(&s->noted) & 1];
}

void marks_note(struct marks *m, uint64_t name, const char *text)
{
	struct source *s = source_of(m, name, true);
	if (s == NULL)
		return;
	int other = !(atomic_load(&s->noted) & 1);
	BUG_IF(str_copy(s->note[other], text, MARKS_NOTE_BYTES) >= MARKS_NOTE_BYTES);
	atomic_store(&s->noted, other);
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
	return atomic_load(&m->shared->half) & 1;
}

void marks_set_half(struct marks *m, int half)
{
	atomic_store(&m->shared->half, half);
}
