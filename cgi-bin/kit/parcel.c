#include "kit/parcel.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

enum { OWNERS_ONLY = 0600, BLOCK_BYTES = 64 * 1024 };

struct parcel_out {
	struct archive *archive;
	const char *path, *half;
};

struct parcel_in {
	struct archive *archive;
	struct archive_entry *entry;
	const char *path;
};

static void drop_out(void *arg)
{
	struct parcel_out *p = arg;

	if (!p->archive)
		return;
	archive_write_free(p->archive);
	unlink(p->half);
}

static void drop_in(void *arg)
{
	struct parcel_in *p = arg;

	archive_read_free(p->archive);
}

static enum err_code fail_out(struct ctx *ctx, const struct parcel_out *p)
{
	return err_set(ctx, ERR_INTERNAL, "could not write %s: %s", p->half, archive_error_string(p->archive));
}

static int add_filter(struct archive *a, const char *path)
{
	if (str_ends(path, ".tar"))
		return archive_write_add_filter_none(a);
	if (str_ends(path, ".tar.gz"))
		return archive_write_add_filter_gzip(a);
	return archive_write_add_filter_zstd(a);
}

static int open_half(const char *path)
{
	return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, OWNERS_ONLY);
}

enum err_code parcel_create(struct ctx *ctx, const char *path, struct parcel_out **out)
{
	struct parcel_out *p = ARENA_NEW(ctx->arena, struct parcel_out);
	int file;

	if (!str_ends(path, ".tar") && !str_ends(path, ".tar.gz") && !str_ends(path, ".tar.zst"))
		return err_set(ctx, ERR_INPUT, "the file's name ends in .tar, .tar.gz or .tar.zst, not \"%s\"", path);
	p->path = arena_strdup(ctx->arena, path);
	p->half = arena_printf(ctx->arena, "%s.part", path);
	file = open_half(p->half);
	if (file < 0)
		return err_set(ctx, ERR_INTERNAL, "could not write %s: %s", p->half, strerror(errno));
	close(file);
	p->archive = archive_write_new();
	arena_defer(ctx->arena, drop_out, p);
	if (add_filter(p->archive, path) != ARCHIVE_OK ||
	    archive_write_set_format_pax_restricted(p->archive) != ARCHIVE_OK ||
	    archive_write_open_filename(p->archive, p->half) != ARCHIVE_OK)
		return fail_out(ctx, p);
	*out = p;
	return ERR_OK;
}

static bool put_head(struct ctx *ctx, struct parcel_out *p, const char *name, int64_t size)
{
	struct archive_entry *e = archive_entry_new();
	bool ok;

	archive_entry_set_pathname(e, name);
	archive_entry_set_size(e, size);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, OWNERS_ONLY);
	archive_entry_set_mtime(e, ctx->now, 0);
	ok = archive_write_header(p->archive, e) == ARCHIVE_OK;
	archive_entry_free(e);
	return ok;
}

enum err_code parcel_add(struct ctx *ctx, struct parcel_out *p, const char *name, const void *data, size_t n)
{
	if (!put_head(ctx, p, name, (int64_t)n) || archive_write_data(p->archive, data, n) != (la_ssize_t)n)
		return fail_out(ctx, p);
	return ERR_OK;
}

/* No more than the head has promised; what is less is filled up with zeros by the format, so it is refused. */
static enum err_code put_content(struct ctx *ctx, struct parcel_out *p, FILE *f, const char *path, int64_t size)
{
	char block[BLOCK_BYTES];
	size_t n;

	while (size > 0 && (n = fread(block, 1, sizeof(block), f)) > 0) {
		if ((int64_t)n > size)
			n = (size_t)size;
		if (archive_write_data(p->archive, block, n) != (la_ssize_t)n)
			return fail_out(ctx, p);
		size -= (int64_t)n;
	}
	return size == 0 ? ERR_OK : err_set(ctx, ERR_INTERNAL, "could not read %s whole", path);
}

enum err_code parcel_add_file(struct ctx *ctx, struct parcel_out *p, const char *name, const char *path)
{
	FILE *f = fopen(path, "re");
	enum err_code err = ERR_OK;
	struct stat st;

	if (!f)
		return err_set(ctx, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL, "could not open %s: %s", path,
		    strerror(errno));
	if (fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode))
		err = err_set(ctx, ERR_INTERNAL, "%s is no file", path);
	if (!err && !put_head(ctx, p, name, st.st_size))
		err = fail_out(ctx, p);
	if (!err)
		err = put_content(ctx, p, f, path, st.st_size);
	fclose(f);
	return err;
}

enum err_code parcel_end(struct ctx *ctx, struct parcel_out *p)
{
	if (archive_write_close(p->archive) != ARCHIVE_OK)
		return fail_out(ctx, p);
	archive_write_free(p->archive);
	p->archive = NULL;
	if (rename(p->half, p->path) != 0) {
		int why = errno;

		unlink(p->half);
		return err_set(ctx, ERR_INTERNAL, "could not make %s: %s", p->path, strerror(why));
	}
	return ERR_OK;
}

static enum err_code fail_in(struct ctx *ctx, const struct parcel_in *p)
{
	return err_set(ctx, ERR_MALFORMED, "could not read %s: %s", p->path, archive_error_string(p->archive));
}

enum err_code parcel_open(struct ctx *ctx, const char *path, struct parcel_in **out)
{
	struct parcel_in *p = ARENA_NEW(ctx->arena, struct parcel_in);

	if (access(path, R_OK) != 0)
		return err_set(ctx, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL, "could not open %s: %s", path,
		    strerror(errno));
	p->path = arena_strdup(ctx->arena, path);
	p->archive = archive_read_new();
	arena_defer(ctx->arena, drop_in, p);
	archive_read_support_filter_gzip(p->archive);
	archive_read_support_filter_zstd(p->archive);
	archive_read_support_format_tar(p->archive);
	if (archive_read_open_filename(p->archive, path, BLOCK_BYTES) != ARCHIVE_OK)
		return fail_in(ctx, p);
	*out = p;
	return ERR_OK;
}

enum err_code parcel_next(struct ctx *ctx, struct parcel_in *p, const char **name)
{
	int got;

	while ((got = archive_read_next_header(p->archive, &p->entry)) == ARCHIVE_OK) {
		if (archive_entry_filetype(p->entry) != AE_IFREG)
			continue;
		*name = arena_strdup(ctx->arena, archive_entry_pathname(p->entry));
		return ERR_OK;
	}
	return got == ARCHIVE_EOF ? err_set(ctx, ERR_NOT_FOUND, "%s ends", p->path) : fail_in(ctx, p);
}

enum err_code parcel_read(struct ctx *ctx, struct parcel_in *p, size_t max, const char **data, size_t *n)
{
	int64_t size = archive_entry_size(p->entry);
	char *to;

	if (size < 0 || (uint64_t)size > max)
		return err_set(ctx, ERR_TOO_LARGE, "%s: a part of %lld bytes", p->path, (long long)size);
	to = arena_alloc(ctx->arena, (size_t)size + 1);
	if (archive_read_data(p->archive, to, (size_t)size) != (la_ssize_t)size)
		return fail_in(ctx, p);
	to[size] = '\0';
	*data = to;
	*n = (size_t)size;
	return ERR_OK;
}
