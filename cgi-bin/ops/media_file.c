#include "ops/media_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "ops/file.h"
#include "shop/tenant.h"

static enum err_code write_whole(struct ctx *ctx, const char *path, const char *data, size_t n)
{
	const char *half = arena_printf(ctx->arena, "%s.%ld", path, (long)getpid());
	int fd = open(half, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return err_set(ctx, ERR_INTERNAL, "could not write %s: %s", half, strerror(errno));
	size_t done = 0;
	while (done < n) {
		ssize_t put = write(fd, data + done, n - done);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			break;
		done += (size_t)put;
	}
	if (close(fd) != 0 || done != n || rename(half, path) != 0) {
		int why = errno;
		unlink(half);
		return err_set(ctx, ERR_INTERNAL, "could not write %s: %s", path, strerror(why));
	}
	return ERR_OK;
}

enum err_code media_keep_drawing(struct ctx *ctx, const char *path, struct media_file *out)
{
	char *data;
	size_t n;
	enum err_code e = file_read(ctx, path, MEDIA_FILE_BYTES, &data, &n);
	if (e)
		return e;
	const char *box = strstr(data, "viewBox=\"0 0 ");
	int width, height;
	if (!str_ends(path, ".svg") || !box || sscanf(box, "viewBox=\"0 0 %6d %6d\"", &width, &height) != 2)
		return err_set(ctx, ERR_MALFORMED, "%s is no drawing with a viewBox from 0 0", path);
	char *hash = crypto_sha256_hex(ctx->arena, data, n);
	hash[32] = '\0';
	const char *folder = arena_printf(ctx->arena, "%s/%06" PRId64, ctx->conf->media_dir, ctx->tenant->id);
	if (mkdir(folder, 0755) != 0 && errno != EEXIST)
		return err_set(ctx, ERR_INTERNAL, "could not make %s: %s", folder, strerror(errno));
	*out = (struct media_file){
		.address = arena_printf(ctx->arena, "%06" PRId64 "/%s.svg", ctx->tenant->id, hash),
		.width = width,
		.height = height,
	};
	return write_whole(ctx, arena_printf(ctx->arena, "%s/%s.svg", folder, hash), data, n);
}
