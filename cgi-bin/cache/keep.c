#include "cache/keep.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"

enum { BUCKETS = 8192 };

struct kept {
	struct kept *next; /* in its bucket, or among the dead */
	struct kept *newer, *older;
	uint64_t hash;
	struct keep_key key;
	char *name;
	struct keep_tags tags;
	uint64_t mark;
	struct arena *own;
	size_t bytes;
	const void *value;
};

struct keep {
	struct cache *cache;
	size_t max, used;
	int heard_ms;
	struct kept *newest, *oldest;
	struct kept *dead;
	struct kept *bucket[BUCKETS];
};

struct keep *keep_create(struct cache *cache, size_t bytes, int heard_ms)
{
	struct keep *k = calloc(1, sizeof *k);
	BUG_IF(k == NULL || cache == NULL);
	k->cache = cache;
	k->max = bytes;
	k->heard_ms = heard_ms;
	return k;
}

static void unlink_age(struct keep *k, struct kept *t)
{
	*(t->newer != NULL ? &t->newer->older : &k->newest) = t->older;
	*(t->older != NULL ? &t->older->newer : &k->oldest) = t->newer;
}

static void link_newest(struct keep *k, struct kept *t)
{
	t->newer = NULL;
	t->older = k->newest;
	*(k->newest != NULL ? &k->newest->newer : &k->oldest) = t;
	k->newest = t;
}

/* Somebody may still look at it: it is freed between two requests. */
static void bury(struct keep *k, struct kept *t)
{
	struct kept **link = &k->bucket[t->hash % BUCKETS];
	while (*link != t)
		link = &(*link)->next;
	*link = t->next;
	unlink_age(k, t);
	k->used -= t->bytes;
	t->next = k->dead;
	k->dead = t;
}

void keep_rest(struct keep *k)
{
	if (k == NULL)
		return;
	while (k->used > k->max)
		bury(k, k->oldest);
	while (k->dead != NULL) {
		struct kept *t = k->dead;
		k->dead = t->next;
		arena_destroy(&t->own);
		free(t->name);
		free(t);
	}
}

void keep_destroy(struct keep **keep)
{
	struct keep *k = *keep;
	*keep = NULL;
	if (k == NULL)
		return;
	k->max = 0;
	keep_rest(k);
	free(k);
}

static uint64_t hash_of(const struct keep_key *key)
{
	return cache_tag(key->number ^ (int64_t)((uint64_t)key->kind << 56), key->name);
}

static struct kept *find(struct keep *k, const struct keep_key *key)
{
	uint64_t hash = hash_of(key);
	for (struct kept *t = k->bucket[hash % BUCKETS]; t != NULL; t = t->next) {
		if (t->hash == hash && t->key.kind == key->kind && t->key.number == key->number &&
		    str_eq(t->name, key->name))
			return t;
	}
	return NULL;
}

bool keep_hears(const struct keep *k, const char *source)
{
	int64_t at = cache_beaten(k->cache, source);
	return at != 0 && cache_clock() - at < k->heard_ms;
}

const void *keep_find(struct keep *k, const struct keep_key *key, const char *source)
{
	struct kept *t = find(k, key);
	if (t == NULL || !keep_hears(k, source))
		return NULL;
	if (!cache_fresh(k->cache, t->tags.v, t->tags.n, t->mark)) {
		bury(k, t);
		return NULL;
	}
	unlink_age(k, t);
	link_newest(k, t);
	return t->value;
}

void keep_put(struct keep *k, const struct keep_key *key, const struct keep_tags *tags, uint64_t mark,
    struct arena *own, size_t bytes, const void *value)
{
	struct kept *t = find(k, key);
	if (t != NULL)
		bury(k, t);
	t = calloc(1, sizeof *t);
	char *name = strdup(key->name);
	BUG_IF(t == NULL || name == NULL);
	*t = (struct kept){ .hash = hash_of(key),
		.key = *key,
		.name = name,
		.tags = *tags,
		.mark = mark,
		.own = own,
		.bytes = bytes + sizeof *t + strlen(name),
		.value = value };
	t->key.name = name;
	t->next = k->bucket[t->hash % BUCKETS];
	k->bucket[t->hash % BUCKETS] = t;
	link_newest(k, t);
	k->used += t->bytes;
}

size_t keep_bytes(const struct keep *k)
{
	return k->used;
}
