#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/str.h"
#include "media/store.h"
#include "ops/bundle_room.h"

static const char name_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

/* As the store names them: nothing that leads elsewhere, nothing half written. */
static bool is_name(const char *name)
{
	return *name && *name != '.' && name[strspn(name, name_bytes)] == '\0';
}

static enum err_code write_files(
    struct ctx *ctx, struct parcel_out *out, const char *prefix, const char *folder, DIR *d, size_t *files)
{
	enum err_code err = ERR_OK;
	const struct dirent *e;

	while (!err && (e = readdir(d))) {
		if (!is_name(e->d_name))
			continue;
		err = parcel_add_file(ctx, out, arena_printf(ctx->arena, "%s%s", prefix, e->d_name),
		    arena_printf(ctx->arena, "%s/%s", folder, e->d_name));
		*files += !err;
		/* One that was half written has its name by now. */
		if (err == ERR_NOT_FOUND)
			err = ERR_OK;
	}
	return err;
}

/* The folder of a suspended shop is closed, to its owner too. */
static enum err_code write_folder(
    struct ctx *ctx, struct parcel_out *out, const char *prefix, const char *folder, size_t *files)
{
	DIR *d = opendir(folder);
	bool closed = !d && errno == EACCES && chmod(folder, S_IRWXU) == 0;
	enum err_code err;

	if (closed)
		d = opendir(folder);
	if (!d)
		return errno == ENOENT ? ERR_OK
		                       : err_set(ctx, ERR_INTERNAL, "could not open %s: %s", folder, strerror(errno));
	err = write_files(ctx, out, prefix, folder, d, files);
	closedir(d);
	if (closed && chmod(folder, 0) != 0 && !err)
		err = err_set(ctx, ERR_INTERNAL, "could not close %s: %s", folder, strerror(errno));
	return err;
}

enum err_code bundle_media_write(struct ctx *ctx, struct parcel_out *out, int64_t tenant_id, size_t *files)
{
	enum err_code err = write_folder(ctx, out, BUNDLE_MEDIA, media_folder(ctx, tenant_id, false), files);

	return err ? err : write_folder(ctx, out, BUNDLE_ORIGINALS, media_folder(ctx, tenant_id, true), files);
}

enum err_code bundle_media_read(
    struct ctx *ctx, int64_t tenant_id, const char *entry, const char *data, size_t n, size_t *files)
{
	bool original = str_starts(entry, BUNDLE_ORIGINALS);
	const char *name = entry + strlen(original ? BUNDLE_ORIGINALS : BUNDLE_MEDIA);

	if (!is_name(name))
		return err_set(ctx, ERR_MALFORMED, "a picture named \"%s\"", name);
	(*files)++;
	return original ? media_keep_original(ctx, tenant_id, name, data, n)
	                : media_keep_file(ctx, tenant_id, name, data, n);
}
