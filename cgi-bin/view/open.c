#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/str.h"
#include "view/build.h"
#include "view/set.h"

enum { SET_MEMORY = 64 * 1024 * 1024 };

const char *view_build_id(void)
{
	return view_build;
}

static bool refuse_file(const char *path, const char *why)
{
	fprintf(stderr, "%s: %s\n", path, why);
	return false;
}

static bool map_file(struct view_file *f, const char *path)
{
	struct stat st;
	void *map;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) != 0 || st.st_size < (off_t)sizeof(struct tpl_header)) {
		if (fd >= 0)
			close(fd);
		return refuse_file(path, fd < 0 ? strerror(errno) : "not a compiled template file");
	}
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return refuse_file(path, strerror(errno));
	f->map = map;
	f->size = (size_t)st.st_size;
	return true;
}

static bool section_fits(const struct view_file *f, uint32_t at, uint32_t n, size_t each)
{
	return at % 4 == 0 && at <= f->size && (uint64_t)n * each <= f->size - at;
}

static bool read_header(struct view_file *f, const char *path)
{
	const struct tpl_header *h = f->map;
	const char *base = f->map;
	char build[sizeof h->build];

	memset(build, 0, sizeof build);
	str_copy(build, view_build, sizeof build);
	if (memcmp(h->magic, TPL_MAGIC, sizeof h->magic) != 0)
		return refuse_file(path, "not a compiled template file");
	if (memcmp(h->build, build, sizeof build) != 0)
		return refuse_file(path, "made by another build; install program and templates together");
	if (h->size != f->size || !section_fits(f, h->templates, h->n_templates, sizeof(struct tpl_template)) ||
	    !section_fits(f, h->ins, h->n_ins, sizeof(struct tpl_ins)) ||
	    !section_fits(f, h->paths, h->n_paths, sizeof(struct tpl_path)) || h->pool_size == 0 ||
	    !section_fits(f, h->pool, h->pool_size, 1) || base[h->pool + h->pool_size - 1] != '\0')
		return refuse_file(path, "damaged");
	f->header = h;
	f->templates = (const void *)(base + h->templates);
	f->ins = (const void *)(base + h->ins);
	f->paths = (const void *)(base + h->paths);
	f->pool = base + h->pool;
	return true;
}

static bool open_file(struct view_set *set, const char *dir, const char *name, const char *locale)
{
	struct view_file *f = ARENA_NEW(set->arena, struct view_file);
	const char *path = arena_printf(set->arena, "%s/%s", dir, name);

	str_copy(f->locale, locale, sizeof f->locale);
	f->next = set->files;
	set->files = f;
	if (!map_file(f, path) || !read_header(f, path))
		return false;
	f->bound = ARENA_ARRAY(set->arena, f->header->n_paths, struct bound);
	return bind_file(set, f, path) == 0;
}

/* "storefront.de.tpl" gives "de"; NULL for any other name. */
static const char *locale_of(struct arena *a, const char *file, const char *set)
{
	size_t n = strlen(set);

	if (strncmp(file, set, n) != 0 || file[n] != '.' || !str_ends(file, ".tpl") || strlen(file) < n + 6)
		return NULL;
	return arena_strndup(a, file + n + 1, strlen(file) - n - 5);
}

static bool open_files(struct view_set *set, const char *dir, const char *name)
{
	bool ok = true;
	struct dirent *e;
	DIR *d = opendir(dir);

	if (d == NULL)
		return refuse_file(dir, strerror(errno));
	while ((e = readdir(d)) != NULL) {
		const char *locale = locale_of(set->arena, e->d_name, name);

		if (locale != NULL && !open_file(set, dir, e->d_name, locale))
			ok = false;
	}
	closedir(d);
	if (set->files == NULL)
		return refuse_file(dir, arena_printf(set->arena, "no templates of the set \"%s\"", name));
	return ok;
}

struct view_set *view_open(
    const struct conf *conf, const char *name, const struct view_page *pages, const struct view_type *common)
{
	struct arena *arena = arena_create(SET_MEMORY);
	struct view_set *set = ARENA_NEW(arena, struct view_set);

	*set = (struct view_set){ .arena = arena, .pages = pages, .common = common };
	if (open_files(set, conf->template_dir, name))
		return set;
	view_close(&set);
	return NULL;
}

void view_close(struct view_set **set)
{
	struct arena *arena;

	if (*set == NULL)
		return;
	for (const struct view_file *f = (*set)->files; f != NULL; f = f->next)
		if (f->map != NULL)
			munmap((void *)(uintptr_t)f->map, f->size);
	arena = (*set)->arena;
	*set = NULL;
	arena_destroy(&arena);
}
