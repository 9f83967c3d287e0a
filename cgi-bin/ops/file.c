#include "ops/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/str.h"

enum { LIST_MAX = 4096 };

/* Of a file that is one, no more than it holds: a hundred of them are read beside one another. */
static size_t room_for(FILE *f, size_t max)
{
	struct stat st;

	if (fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode) || (uintmax_t)st.st_size > max)
		return max;
	return (size_t)st.st_size;
}

enum err_code file_read(struct ctx *ctx, const char *path, size_t max, char **text, size_t *length)
{
	FILE *f = fopen(path, "re");
	char *data;
	size_t n, room;
	bool failed;

	if (!f)
		return err_set(ctx, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL, "could not open %s: %s", path,
		    strerror(errno));
	room = room_for(f, max);
	data = arena_alloc(ctx->arena, room + 1);
	n = fread(data, 1, room + 1, f);
	failed = ferror(f);
	fclose(f);
	if (failed)
		return err_set(ctx, ERR_INTERNAL, "could not read %s", path);
	if (n > room)
		return err_set(ctx, ERR_TOO_LARGE, "%s is larger than %zu bytes", path, room);
	data[n] = '\0';
	*text = data;
	if (length)
		*length = n;
	return ERR_OK;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum err_code file_list(struct ctx *ctx, const char *folder, const char *ending, const char ***names, size_t *n)
{
	DIR *d = opendir(folder);
	const struct dirent *e;

	if (!d)
		return err_set(ctx, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL, "could not open %s: %s", folder,
		    strerror(errno));
	*names = ARENA_ARRAY(ctx->arena, LIST_MAX, const char *);
	*n = 0;
	while ((e = readdir(d)) && *n < LIST_MAX)
		if (e->d_name[0] != '.' && str_ends(e->d_name, ending))
			(*names)[(*n)++] = arena_strdup(ctx->arena, e->d_name);
	closedir(d);
	if (*n == LIST_MAX)
		return err_set(ctx, ERR_TOO_LARGE, "more than %d files in %s", LIST_MAX, folder);
	qsort(*names, *n, sizeof(**names), by_bytes);
	return ERR_OK;
}
