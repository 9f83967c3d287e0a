#include "config.h"

#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "cache/cache.h"
#include "cache/marks.h"
#include "folder.h"

enum { STORE = 4 * 1024 * 1024, PAGE = 20000, KILLS = 40 };

static char folder[FOLDER_MAX];

static int setup(void **state)
{
	return unit_setup(state) || !folder_make(folder, "cache");
}

static int teardown(void **state)
{
	folder_remove(folder);
	return unit_teardown(state);
}

#define CACHE_UNIT(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const uint8_t *key_of(unsigned number)
{
	static uint8_t key[CACHE_KEY_BYTES];
	memset(key, 0, sizeof key);
	memcpy(key, &number, sizeof number);
	return key;
}

static bool put_text(struct cache *c, unsigned key, const char *text, uint64_t tag)
{
	struct cache_page page = { .tags = &tag, .n_tags = 1, .data = text, .n = strlen(text) + 1 };
	return cache_put(c, key_of(key), &page, cache_mark(c));
}

static const char *get_text(struct ctx *ctx, struct cache *c, unsigned key)
{
	struct cache_page page;
	return cache_get(c, ctx->arena, key_of(key), &page) ? page.data : NULL;
}

static void a_page_is_found_by_every_process(void **state)
{
	struct ctx *ctx = *state;
	uint64_t tags[2] = { cache_tag(1, "product:1"), cache_tag(1, "menu") };
	struct cache_page page = { .tags = tags, .n_tags = 2, .data = "hello", .n = 6 }, found;
	struct cache *c = cache_open(folder, STORE);

	assert_non_null(c);
	assert_null(get_text(ctx, c, 1));
	assert_true(cache_put(c, key_of(1), &page, cache_mark(c)));
	cache_close(&c);
	assert_null(c);
	c = cache_open(folder, STORE);
	assert_true(cache_get(c, ctx->arena, key_of(1), &found));
	assert_int_equal(found.n, 6);
	assert_string_equal(found.data, "hello");
	assert_int_equal(found.n_tags, 2);
	assert_memory_equal(found.tags, tags, sizeof tags);
	assert_null(get_text(ctx, c, 2));
	cache_close(&c);
}

static void a_moved_tag_takes_just_its_pages(void **state)
{
	struct ctx *ctx = *state;
	struct cache *c = cache_open(folder, STORE), *other;

	assert_true(put_text(c, 1, "one", cache_tag(1, "product:1")));
	assert_true(put_text(c, 2, "two", cache_tag(1, "product:2")));
	assert_true(put_text(c, 3, "three", cache_tag(2, "product:1")));
	cache_close(&c);
	other = cache_open(folder, STORE);
	cache_move(other, cache_tag(1, "product:1"));
	assert_null(get_text(ctx, other, 1));
	assert_string_equal(get_text(ctx, other, 2), "two");
	assert_string_equal(get_text(ctx, other, 3), "three");
	assert_true(put_text(other, 1, "one again", cache_tag(1, "product:1")));
	assert_string_equal(get_text(ctx, other, 1), "one again");
	cache_move_all(other);
	assert_null(get_text(ctx, other, 1));
	assert_null(get_text(ctx, other, 3));
	cache_close(&other);
}

static void what_was_read_before_a_change_does_not_outlive_it(void **state)
{
	struct ctx *ctx = *state;
	uint64_t tag = cache_tag(1, "product:1");
	struct cache_page page = { .tags = &tag, .n_tags = 1, .data = "old", .n = 4 };
	struct cache *c = cache_open(folder, STORE);
	uint64_t mark = cache_mark(c);

	cache_move(c, tag);
	assert_false(cache_put(c, key_of(1), &page, mark));
	mark = cache_mark(c);
	assert_true(cache_put(c, key_of(1), &page, mark));
	cache_move(c, tag);
	assert_null(get_text(ctx, c, 1));
	cache_close(&c);
}

/* Four times what fits, with a page asked for all the time: nothing is refused, and that one stays. */
static void a_full_store_forgets_what_nobody_asks_for(void **state)
{
	struct ctx *ctx = *state;
	char *text = arena_alloc(ctx->arena, PAGE);
	struct cache *c = cache_open(folder, STORE);
	unsigned n = 4 * STORE / PAGE, found = 0;

	memset(text, 'x', PAGE);
	text[PAGE - 1] = '\0';
	assert_true(put_text(c, 0, "asked for", 7));
	for (unsigned i = 1; i <= n; i++) {
		assert_true(put_text(c, i, text, 7));
		assert_string_equal(get_text(ctx, c, 0), "asked for");
	}
	assert_string_equal(get_text(ctx, c, n), text);
	for (unsigned i = 1; i <= n; i++)
		found += get_text(ctx, c, i) != NULL;
	assert_in_range(found, STORE / PAGE / 4, STORE / PAGE);
	assert_null(get_text(ctx, c, 1));
	cache_close(&c);
}

static void a_page_too_large_is_not_stored(void **state)
{
	struct ctx *ctx = *state;
	char *text = arena_alloc(ctx->arena, STORE);
	struct cache *c = cache_open(folder, STORE);

	memset(text, 'x', STORE);
	text[STORE - 1] = '\0';
	assert_false(put_text(c, 1, text, 7));
	assert_null(get_text(ctx, c, 1));
	cache_close(&c);
}

static void another_one_storing_is_not_waited_for(void **state)
{
	(void)state;
	struct cache *c = cache_open(folder, STORE);
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char path[700];
	DIR *d = opendir(folder);

	path[0] = '\0';
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
		if (e->d_name[0] != '.')
			snprintf(path, sizeof path, "%.300s/%.255s/lock-%d", folder, e->d_name, MARKS_LAYOUT);
	closedir(d);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	assert_int_not_equal(fd, -1);
	assert_int_equal(fcntl(fd, F_OFD_SETLK, &whole), 0);
	assert_false(put_text(c, 1, "one", 7));
	close(fd);
	assert_true(put_text(c, 1, "one", 7));
	cache_close(&c);
}

/* Stores and reads until it is killed. A page is one letter over and over. */
static void work(unsigned seed)
{
	struct arena *arena = arena_create((size_t)64 << 20);
	struct cache *c = cache_open(folder, STORE);
	char *text = arena_alloc(arena, PAGE);

	for (unsigned i = seed;; i++) {
		struct cache_page page;
		memset(text, 'a' + (int)(i % 26), PAGE - 1);
		text[PAGE - 1] = '\0';
		put_text(c, i % 500, text, 7);
		if (i % 100 == 0)
			cache_move(c, i);
		struct arena *once = arena_create((size_t)1 << 20);
		cache_get(c, once, key_of((i * 7) % 500), &page);
		arena_destroy(&once);
	}
}

static void look_through(struct ctx *ctx, struct cache *c, unsigned *found)
{
	for (unsigned i = 0; i < 500; i++) {
		const char *text = get_text(ctx, c, i);
		if (text == NULL)
			continue;
		++*found;
		assert_int_equal(strlen(text), PAGE - 1);
		for (size_t j = 1; j < PAGE - 1; j++)
			assert_int_equal(text[j], text[0]);
	}
}

static void killed_processes_leave_whole_pages_and_no_lock(void **state)
{
	struct ctx *ctx = *state;
	unsigned found = 0;

	for (unsigned round = 0; round < KILLS / 2; round++) {
		pid_t pids[2];
		for (unsigned i = 0; i < 2; i++) {
			pids[i] = fork();
			if (pids[i] == 0) {
				work(round * 1000 + i * 77);
				_exit(0);
			}
		}
		struct timespec t = { 0, 10000000 + (long)round * 1700000 };
		nanosleep(&t, NULL);
		for (unsigned i = 0; i < 2; i++) {
			kill(pids[i], SIGKILL);
			waitpid(pids[i], NULL, 0);
		}
		struct cache *c = cache_open(folder, STORE);
		assert_non_null(c);
		/* What a killed reader still held is free at the second try. */
		assert_true(put_text(c, 1000 + round, "after", 8) || put_text(c, 1000 + round, "after", 8) ||
		            put_text(c, 1000 + round, "after", 8));
		assert_string_equal(get_text(ctx, c, 1000 + round), "after");
		if (round % 5 == 4)
			look_through(ctx, c, &found);
		cache_close(&c);
	}
	assert_in_range(found, 1, 500 * KILLS);
}

/* A process that has claimed a page, and waits among so many places where there are any; it says both by a pipe. */
static pid_t child_that_claims(unsigned key, int places, bool *queued)
{
	int told[2];
	char how[2] = { 0 };
	assert_int_equal(pipe(told), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct cache *c = cache_open(folder, STORE);
		how[0] = cache_claim(c, key_of(key));
		how[1] = places > 0 && cache_queue(c, places);
		ssize_t sent = write(told[1], how, 2);
		(void)sent;
		pause();
		_exit(0);
	}
	assert_int_equal(read(told[0], how, 2), 2);
	assert_true(how[0]);
	*queued = how[1];
	close(told[0]);
	close(told[1]);
	return pid;
}

static void one_process_makes_a_page_and_a_killed_one_leaves_it_to_the_next(void **state)
{
	(void)state;
	bool queued;
	pid_t maker = child_that_claims(1, 1, &queued);
	struct cache *c = cache_open(folder, STORE);
	assert_true(queued);
	assert_false(cache_claim(c, key_of(1)));
	assert_true(cache_claim(c, key_of(2)));
	assert_false(cache_queue(c, 1));
	assert_true(cache_queue(c, 2));
	cache_unqueue(c);
	kill(maker, SIGKILL);
	waitpid(maker, NULL, 0);
	assert_true(cache_claim(c, key_of(1)));
	cache_unclaim(c, key_of(1));
	assert_true(cache_queue(c, 1));
	cache_unqueue(c);
	pid_t next = child_that_claims(1, 0, &queued);
	assert_false(cache_claim(c, key_of(1)));
	kill(next, SIGKILL);
	waitpid(next, NULL, 0);
	cache_close(&c);
}

static bool look_where_it_lies(void *state, const struct cache_page *page)
{
	const char **expected = state;
	assert_string_equal(page->data, *expected);
	assert_int_equal(page->n, strlen(*expected) + 1);
	assert_int_equal(page->n_tags, 1);
	assert_int_equal(page->tags[0], 8);
	return (*expected)[0] == 'y';
}

static void a_page_is_looked_at_where_it_lies(void **state)
{
	struct ctx *ctx = *state;
	const char *yes = "yes", *no = "no";
	struct cache *c = cache_open(folder, STORE);
	assert_true(put_text(c, 1, yes, 8));
	assert_true(put_text(c, 2, no, 8));
	assert_true(cache_read(c, ctx->arena, key_of(1), look_where_it_lies, &yes));
	assert_false(cache_read(c, ctx->arena, key_of(2), look_where_it_lies, &no));
	assert_false(cache_read(c, ctx->arena, key_of(3), look_where_it_lies, &no));
	cache_move(c, 8);
	assert_false(cache_read(c, ctx->arena, key_of(1), look_where_it_lies, &yes));
	cache_close(&c);
}

static void what_another_boot_left_is_removed(void **state)
{
	(void)state;
	char before[400], file[500], foreign[400];
	struct stat st;

	snprintf(before, sizeof before, "%s/00000000-0000-4000-8000-000000000000", folder);
	snprintf(file, sizeof file, "%s/pages", before);
	snprintf(foreign, sizeof foreign, "%s/somebody's", folder);
	assert_int_equal(mkdir(before, 0700), 0);
	assert_int_equal(mkdir(foreign, 0700), 0);
	FILE *f = fopen(file, "we");
	fputs("x", f);
	fclose(f);
	struct cache *c = cache_open(folder, STORE);
	assert_non_null(c);
	assert_int_equal(stat(before, &st), -1);
	assert_int_equal(stat(foreign, &st), 0);
	cache_close(&c);
}

static void a_folder_that_cannot_be_made_is_no_cache(void **state)
{
	(void)state;
	assert_null(cache_open("/proc/no/such/folder", STORE));
}

static void tags_differ_by_shop_and_name(void **state)
{
	(void)state;
	assert_int_not_equal(cache_tag(1, "product:1"), cache_tag(2, "product:1"));
	assert_int_not_equal(cache_tag(1, "product:1"), cache_tag(1, "product:2"));
	assert_int_equal(cache_tag(1, "menu"), cache_tag(1, "menu"));
}

static void test_a_source_s_position_only_goes_on_until_it_starts_anew(void **state)
{
	(void)state;
	struct cache *c = cache_open(folder, STORE), *other = cache_open(folder, STORE);
	assert_int_equal(cache_position(c, "cell1"), 0);
	assert_true(cache_reach(c, "cell1", 70));
	assert_true(cache_reach(other, "cell1", 50));
	assert_int_equal(cache_position(other, "cell1"), 70);
	assert_int_equal(cache_position(c, "cell2"), 0);
	cache_start_anew(other, "cell1");
	assert_int_equal(cache_position(c, "cell1"), 0);
	assert_true(cache_reach(c, "cell1", 20));
	assert_int_equal(cache_position(other, "cell1"), 20);
	cache_close(&c);
	cache_close(&other);
}

static void a_page_that_has_changed_was_there_and_one_that_never_was_was_not(void **state)
{
	struct cache *c = cache_open(folder, STORE);
	(void)state;
	assert_false(cache_had(c, key_of(1)));
	assert_true(put_text(c, 1, "page", 7));
	assert_false(cache_had(c, key_of(1)));
	cache_move(c, 7);
	assert_true(cache_had(c, key_of(1)));
	assert_false(cache_had(c, key_of(2)));
	assert_true(put_text(c, 1, "page", 7));
	assert_false(cache_had(c, key_of(1)));
	cache_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CACHE_UNIT(a_page_is_found_by_every_process),
		CACHE_UNIT(a_page_that_has_changed_was_there_and_one_that_never_was_was_not),
		CACHE_UNIT(a_moved_tag_takes_just_its_pages),
		CACHE_UNIT(what_was_read_before_a_change_does_not_outlive_it),
		CACHE_UNIT(a_full_store_forgets_what_nobody_asks_for),
		CACHE_UNIT(a_page_too_large_is_not_stored),
		CACHE_UNIT(another_one_storing_is_not_waited_for),
		CACHE_UNIT(killed_processes_leave_whole_pages_and_no_lock),
		CACHE_UNIT(one_process_makes_a_page_and_a_killed_one_leaves_it_to_the_next),
		CACHE_UNIT(a_page_is_looked_at_where_it_lies),
		CACHE_UNIT(what_another_boot_left_is_removed),
		CACHE_UNIT(a_folder_that_cannot_be_made_is_no_cache),
		CACHE_UNIT(tags_differ_by_shop_and_name),
		CACHE_UNIT(test_a_source_s_position_only_goes_on_until_it_starts_anew),
	};
	return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
