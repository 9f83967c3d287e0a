#include "ops/media_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "kit/crypto.h"
#include "media/store.h"
#include "ops/file.h"
#include "shop/tenant.h"

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
	*out = (struct media_file){
		.address = arena_printf(ctx->arena, "%06" PRId64 "/%s.svg", ctx->tenant->id, hash),
		.width = width,
		.height = height,
	};
	return media_keep_file(ctx, ctx->tenant->id, arena_printf(ctx->arena, "%s.svg", hash), data, n);
}
